"""SSEN Distribution's Headroom Dashboard Data: one row a GSP, BSP or primary, exactly as the portal hands it out.

Two spellings are accepted: the dashboard's CSV and the data portal's API (its CSV dump, or a `datastore_search` answer
as JSON). The key is the AssetID: names repeat. A published headroom here is a floored path value, net of contracted
demand without storage, so nothing upstream and nothing contracted may be subtracted from it again.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.grid.bounds import floored_bound, path_bounds
from lae.grid.contract import Feeds, Substations, Works
from lae.grid.ratings import LARGEST_UNIT_MVA, Ratings, parse_ratings
from lae.grid.works import before_after_mva, parse_works, scheme_id, year_month
from lae.readers.base import Count, Edition, Reading, Register
from lae.readers.remarks import Remarks
from lae.readers.ssen_file import DNO, HEADERS, read_rows, recognise
from lae.tables import Contract, check, columns_of, empty

__all__ = ["DNO", "read", "recognise"]

_CONTRACTS: Final[dict[str, type[Contract]]] = {"substations": Substations, "feeds": Feeds, "works": Works}


def read(path: Path, edition: Edition, register: Register) -> Reading:
    """The dashboard as our substations, feeds and works, every row accounted for and every fault named by id."""
    remarks = Remarks(path.name)
    read_in = read_rows(path, remarks)
    if read_in is None:
        tables = {name: empty(contract) for name, contract in _CONTRACTS.items()}
        return Reading(tables, Count(edition.source_id, 0, 0), tuple(remarks.found))
    rows = read_in.frame.assign(
        vintage=edition.vintage,
        source_id=edition.source_id,
        source_row=read_in.frame["row"].astype("int64"),
        licence=edition.licence,
        observed_year=edition.observed_year,
        figure_year=edition.figure_year,
        gsp_group=_groups(read_in.frame, register.gsp_groups, remarks),
        generation_mva=_generation(read_in.frame, register.power_factor, remarks),
    )
    feeds = _feeds(rows, remarks)
    ratings = _ratings(rows, remarks)
    tables = {
        "substations": _substations(rows, feeds, ratings, remarks),
        "feeds": feeds,
        "works": _works(rows, ratings, remarks),
    }
    for name, frame in tables.items():
        remarks.extend(check(frame, _CONTRACTS[name], remarks.table) if len(frame) else [])
    swapped = int(rows["swapped"].sum())
    repaired = {"swapped coordinates": swapped} if swapped else {}
    count = Count(edition.source_id, read_in.read, len(rows), read_in.dropped, repaired)
    return Reading(tables, count, tuple(remarks.found))


def _gsp_names(rows: pd.DataFrame) -> pd.Series:
    """The name of the GSP each row hangs on, a GSP's own for itself."""
    return rows["gsp"].where(rows["tier"].ne("gsp"), rows["name"])


def _groups(rows: pd.DataFrame, gsp_groups: pd.DataFrame, remarks: Remarks) -> pd.Series:
    """NESO's GSP group of each row, by the operator's GSP; empty, with a warning, where none is registered."""
    ours = gsp_groups[gsp_groups["dno"] == DNO].set_index("upstream_gsp")["gsp_group"]
    names = _gsp_names(rows)
    message = "no GSP group is registered for their GSP, so no growth reaches them."
    fix = "Add the GSP to grid/gsp_groups.csv."
    unknown = rows["substation_id"][~names.isin(ours.index)]
    remarks.rows("warning", "gsp_group", message, unknown, column=HEADERS["gsp"], fix=fix)
    return names.map(ours).astype("str").fillna("")


def _generation(rows: pd.DataFrame, power_factor: float, remarks: Remarks) -> pd.Series:
    """Published MW as MVA: nothing is nothing in any unit, the rest needs a power factor."""
    published = rows["generation"]
    if not np.isnan(power_factor):
        return published / power_factor
    unsaid = rows["substation_id"][published.notna() & published.ne(0)]
    message = "is published in MW and no power factor was given, so its MVA are blank."
    remarks.rows("warning", "power_factor", message, unsaid, column=HEADERS["generation"])
    return published.where(published.eq(0))


def _feeds(rows: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Who feeds whom: the BSP a row names, else its GSP, found by name among the rows of the same GSP."""
    by_name: dict[tuple[str, str, str], list[str]] = {}
    for tier, gsp, name, own in zip(rows["tier"], _gsp_names(rows), rows["name"], rows["substation_id"], strict=True):
        by_name.setdefault((tier, gsp.casefold(), name.casefold()), []).append(own)
    found: dict[str, str] = {}
    unknown: list[str] = []
    ambiguous: list[str] = []
    fed = rows[rows["tier"].isin(["bsp", "primary"])]
    for own, gsp, bsp in zip(fed["substation_id"], fed["gsp"], fed["bsp"], strict=True):
        tier, name = ("bsp", bsp) if bsp else ("gsp", gsp)
        parents = [parent for parent in by_name.get((tier, gsp.casefold(), name.casefold()), []) if parent != own]
        if len(parents) == 1:
            found[own] = parents[0]
        elif parents:
            ambiguous.append(f"{own} (fed by {name})")
        else:
            unknown.append(f"{own} (fed by {name or 'nobody'})")
    fix = "Add the row of the substation that feeds it, or correct its name."
    remarks.rows("error", "unknown_parent", "the file holds no row for what feeds it.", unknown, fix=fix)
    message = "several rows of its GSP bear the name of what feeds it."
    remarks.rows("error", "ambiguous_parent", message, ambiguous, fix="Give them names of their own.")
    pairs = rows.assign(upstream_id=rows["substation_id"].map(found), share=1.0, normally_open=False)
    return pairs[pairs["upstream_id"].notna()][columns_of(Feeds)].astype({"upstream_id": "str"}).reset_index(drop=True)


def _ratings(rows: pd.DataFrame, remarks: Remarks) -> list[Ratings | None]:
    """The parsed ratings of each row, with what cannot be read or cannot be right named by id."""
    parsed = [parse_ratings(text) for text in rows["ratings"]]
    ids, column = rows["substation_id"], HEADERS["ratings"]
    unread = pd.Series([one is None for one in parsed], index=rows.index, dtype=bool)
    negative = unread & rows["ratings"].str.contains(r"(?:^|[\sxX×/+])-\s*\d", regex=True).astype(bool)
    absurd = pd.Series([one is not None and not one.plausible for one in parsed], index=rows.index, dtype=bool)
    counts = pd.Series([one.transformers_count if one else 0 for one in parsed], index=rows.index)
    uneven = counts.gt(0) & counts.eq(1).ne(rows["single_transformer"])
    remarks.rows("error", "negative_rating", "a rating is negative.", ids[negative], column=column)
    message = f"a transformer is rated at nothing, or above {LARGEST_UNIT_MVA:.0f} MVA."
    remarks.rows("error", "absurd_rating", message, ids[absurd], column=column)
    message = "cannot be read, so the modelled basis is blank there."
    remarks.rows("warning", "unread_rating", message, ids[unread & ~negative], column=column)
    message = "the ratings and Single Transformer Site do not agree."
    remarks.rows("warning", "single_transformer", message, ids[uneven], column=column)
    return parsed


def _substations(
    rows: pd.DataFrame, feeds: pd.DataFrame, ratings: list[Ratings | None], remarks: Remarks
) -> pd.DataFrame:
    """The rows in our columns, with what each published figure says (`lae.grid.bounds`)."""
    demand, generation = rows["demand"], rows["generation"]
    bsps = rows[rows["tier"].eq("bsp")].set_index("substation_id")["demand"]
    upstream = rows["substation_id"].map(feeds.set_index("substation_id")["upstream_id"])
    bsp_value = upstream.map(bsps).astype("float64")
    message = "its published headroom exceeds that of the BSP that feeds it, so it cannot be a path value."
    remarks.rows("warning", "above_bsp", message, rows["substation_id"][demand > bsp_value], column=HEADERS["demand"])
    bounds = [path_bounds(*values) for values in zip(demand, bsp_value, rows["demand_constraint"], strict=True)]
    blank = float("nan")
    table = rows.assign(
        dno=DNO,
        licence_area=rows["area"].str.split("/").str[-1].str.strip().astype("str"),
        stub=False,
        transformers_count=[float(one.transformers_count) if one and one.units_mva else blank for one in ratings],
        n_minus_1_mva=[one.n_minus_1_mva if one else blank for one in ratings],
        headroom_basis=np.where(demand.isna(), "none", "path"),
        demand_headroom_mva=demand,
        demand_published_value=demand,
        demand_unit=np.where(demand.isna(), "", "MVA"),
        demand_queue="contracted_excl_bess",
        demand_bound=[bound.path for bound in bounds],
        demand_bound_own=[bound.own for bound in bounds],
        generation_headroom_mva=rows["generation_mva"],
        generation_published_value=generation,
        generation_unit=np.where(generation.isna(), "", "MW"),
        generation_bound=[floored_bound(value) for value in generation],
    )
    return table[columns_of(Substations)]


def _works(rows: pd.DataFrame, ratings: list[Ratings | None], remarks: Remarks) -> pd.DataFrame:
    """One row a scheme and substation it is stated for."""
    found: list[dict[str, Any]] = []
    undated: list[str] = []
    untyped: list[str] = []
    other_date: list[str] = []
    for (_, row), units in zip(rows.iterrows(), ratings, strict=True):
        for scope in ("upstream", "substation"):
            own, date = str(row["substation_id"]), str(row[f"{scope}_date"])
            schemes = parse_works(str(row[f"{scope}_works"]), date)
            if schemes and year_month(date) not in (None, schemes[-1].completion):
                other_date.append(f"{own} ({scope} works)")
            for number, scheme in enumerate(schemes, start=1):
                work_id = f"{own}/{scope}/{number}"
                before, after = before_after_mva(scheme, units) if scope == "substation" else (np.nan, np.nan)
                undated += [] if scheme.completion else [work_id]
                untyped += [] if scheme.type else [work_id]
                found.append(
                    {
                        "work_id": work_id,
                        "scheme_id": scheme_id(scheme, dno=DNO, site=own),
                        "substation_id": own,
                        "scope": scope,
                        "type": scheme.type or "capacity",
                        "text": scheme.text,
                        "completion": scheme.completion,
                        "effective_year": scheme.effective_year,
                        "before_mva": before,
                        "after_mva": after,
                        **{name: row[name] for name in ("vintage", "source_id", "source_row", "licence")},
                    }
                )
    remarks.rows("warning", "undated_work", "the scheme has no readable completion date.", undated)
    remarks.rows("warning", "untyped_work", "the scheme fits no type; taken as capacity.", untyped)
    message = "the completion column does not hold the date that its last scheme states; the scheme's own is used."
    remarks.rows("note", "completion_date", message, other_date)
    if not found:
        return empty(Works)
    numbers = {"effective_year": "float64", "before_mva": "float64", "after_mva": "float64", "source_row": "int64"}
    text = [name for name in columns_of(Works) if name not in numbers]
    return pd.DataFrame(found)[columns_of(Works)].astype({**dict.fromkeys(text, "str"), **numbers})
