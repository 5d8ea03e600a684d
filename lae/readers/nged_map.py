"""NGED's network capacity map: own headroom, firm capacity and measured peak of each BSP and primary, as a tree by ids.

Known from published headers only. An id is `nged:` and the Network Reference ID, or the alias registered for that id
in `Aliases` (published_name = the id), so that the map and the headroom workbook can name one substation alike.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.grid.bounds import own_bounds
from lae.grid.contract import RAGS, Feeds, Substations
from lae.grid.firm_contract import PublishedFirm
from lae.readers.base import Count, Edition, Head, Reading, Register
from lae.readers.cells import numbers_of, spelling
from lae.readers.exports import header_words, read_export, whole_ids
from lae.readers.figures import LARGEST_MVA, blank_figures, unproven
from lae.readers.nged_tree import DNO, node_ids, nodes_of, reference_of, tree_of
from lae.readers.points import points_of
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.tables import Contract, check, columns_of, empty

__all__ = ["DNO", "read", "recognise"]

HEADERS: Final = {
    "reference": "Network Reference ID",
    "parent": "Parent Network Reference ID",
    "name": "Substation Name",
    "number": "Substation Number",
    "type": "Asset Type",
    "gsp": "Group",
    "upstream_kv": "Upstream Voltage",
    "downstream_kv": "Downstream Voltage",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "fault_level": "Fault Level Headroom",
    "firm": "Firm Capacity of Substation (MVA)",
    "reverse": "Reverse Power Capability (MVA)",
    "observed": "Measured Peak Demand (MVA)",
    "demand": "Demand Headroom (MVA)",
    "rag": "Demand Headroom RAG",
    "upstream": "Upstream Demand Headroom",
    "upstream_rag": "Upstream Demand Headroom RAG",
}
"""Our short name of each column we read, and the publisher's."""

_OPTIONAL: Final = frozenset({"number", "fault_level", "upstream", "upstream_rag", "reverse"})
_MARKS: Final = tuple(spelling(HEADERS[name]) for name in ("reference", "parent", "type", "firm", "demand"))
_TIERS: Final = {
    "primary": "primary",
    "primary substation": "primary",
    "bsp": "bsp",
    "bulk supply point": "bsp",
    "gsp": "gsp",
    "grid supply point": "gsp",
}
_NUMBERS: Final = ("latitude", "longitude", "firm", "observed", "demand")
_CONTRACTS: Final[dict[str, type[Contract]]] = {
    "substations": Substations,
    "feeds": Feeds,
    "firm_capacity": PublishedFirm,
}


def recognise(head: Head) -> bool:
    """Whether the file is the network capacity map, as CSV or as records in JSON."""
    return header_words(head).issuperset(_MARKS)


def read(path: Path, edition: Edition, register: Register) -> Reading:
    """The map as our substations, feeds and firm capacities, every row accounted for and every fault named by id."""
    remarks = Remarks(path.name)
    unproven(remarks, "Fault level and upstream headroom are kept as text, since the file does not state their unit.")
    raw = read_export(path, HEADERS, _OPTIONAL, remarks)
    tables: dict[str, pd.DataFrame] = {}
    count = Count(edition.source_id, 0, 0)
    if raw is not None:
        ours = register.aliases[register.aliases["dno"] == DNO].set_index("published_name")
        rows, count = _distinct(_identified(raw, ours), edition, remarks)
        if len(rows):
            tables, swapped = _tables(rows, ours, edition, register.gsp_groups, remarks)
            count = replace(count, repaired={"swapped coordinates": swapped} if swapped else {})
    for name, frame in tables.items():
        remarks.extend(check(frame, _CONTRACTS[name], remarks.table) if len(frame) else [])
    blank = {name: empty(contract) for name, contract in _CONTRACTS.items()}
    return Reading({**blank, **tables}, count, tuple(remarks.found))


def _identified(raw: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """The rows with their own and their parent's id as we write them, and their tier, empty where not ours."""
    nodes = nodes_of(ours)
    reference, parent = reference_of(raw["reference"]), reference_of(raw["parent"])
    return raw.assign(
        parent=parent,
        substation_id=node_ids(reference, nodes),
        upstream_id=node_ids(parent, nodes),
        tier=raw["type"].str.casefold().map(_TIERS).astype("str").fillna(""),
    )


def _distinct(rows: pd.DataFrame, edition: Edition, remarks: Remarks) -> tuple[pd.DataFrame, Count]:
    """The rows that stay: one a substation and parent; rows that tell another story under one id are an error."""
    ids = rows["substation_id"]
    lines = [f"row {number}" for number in rows["row"][ids.eq("")]]
    remarks.rows("error", "no_id", "the Network Reference ID is missing.", lines, column=HEADERS["reference"])
    elsewhere = ids.ne("") & ~ids.str.startswith(f"{DNO}:")
    untiered = rows["tier"].eq("")
    message = "its asset type is none of GSP, BSP and Primary; left out."
    remarks.rows("warning", "tier", message, ids[untiered & ids.ne("") & ~elsewhere], column=HEADERS["type"])
    drops = {
        "no Network Reference ID": ids.eq(""),
        "another operator's row stands for the node": elsewhere,
        "neither GSP, BSP nor primary": untiered,
    }
    sound, _ = sift(drops, source_id=edition.source_id)
    facts = [name for name in HEADERS if name not in ("reference", "parent")]
    good = rows[sound]
    first = good.drop_duplicates("substation_id").set_index("substation_id")[facts]
    same = (good[facts].to_numpy() == first.loc[good["substation_id"]].to_numpy()).all(axis=1)
    alike = pd.Series(same, index=good.index).reindex(rows.index, fill_value=False)
    again = good.duplicated(["substation_id", "upstream_id"]).reindex(rows.index, fill_value=False)
    clash = ids[sound & ~alike].unique()
    remarks.rows("error", "repeated_id", "the same id stands on rows that differ.", clash, fix="Keep one of them.")
    drops |= {"same id on a row that differs": ~alike, "repeated row": again}
    left, count = sift(drops, source_id=edition.source_id)
    return rows[left], count


def _tables(
    rows: pd.DataFrame, ours: pd.DataFrame, edition: Edition, gsp_groups: pd.DataFrame, remarks: Remarks
) -> tuple[dict[str, pd.DataFrame], int]:
    """Our tables of the rows that stay, and how many points were swapped."""
    stations = rows.drop_duplicates("substation_id").set_index("substation_id", drop=False)
    ids, table = stations["substation_id"], remarks.table
    numbers = {}
    for name in _NUMBERS:
        numbers[name], faults = numbers_of(stations[name], table=table, column=HEADERS[name], ids=ids)
        remarks.extend(faults)
    absurd = numbers["demand"].abs() > LARGEST_MVA
    message = f"is more than {LARGEST_MVA:.0f} MVA: it may be in kilovolt-amperes."
    remarks.rows("error", "unit", message, ids[absurd], column=HEADERS["demand"])
    found = points_of(numbers["latitude"], numbers["longitude"], table=table, ids=ids)
    remarks.extend(found.findings)
    stations = stations.assign(
        **{name: numbers[name] for name in ("firm", "observed")},
        demand=numbers["demand"].where(~absurd),
        easting_m=found.easting_m,
        northing_m=found.northing_m,
        source_row=stations["row"],
    )
    feeds, stubs = tree_of(rows, ours, HEADERS["parent"], remarks)
    stamp = {name: str(getattr(edition, name)) for name in ("vintage", "source_id", "licence")}
    years = {"observed_year": edition.observed_year, "figure_year": edition.figure_year}
    groups = gsp_groups[gsp_groups["dno"] == DNO].set_index("upstream_gsp")["gsp_group"]
    named = pd.concat([stubs.assign(**blank_figures()), _figures(stations, remarks)], ignore_index=True)
    unplaced = sorted(set(named["gsp"][~named["gsp"].isin(groups.index)]) - {""})
    message = "no GSP group is registered for these GSPs, so no growth reaches what they feed."
    fix = "Add the GSP to grid/gsp_groups.csv."
    remarks.rows("warning", "gsp_group", message, unplaced, column=HEADERS["gsp"], fix=fix)
    named = named.assign(gsp_group=named["gsp"].map(groups).astype("str").fillna(""), **years)
    firm = stations[stations["firm"].notna()].reset_index(drop=True)
    firm = firm.assign(firm_mva=firm["firm"], published_value=firm["firm"])
    tables = {
        "substations": with_texts(named, dno=DNO, **stamp)[columns_of(Substations)],
        "feeds": with_texts(feeds, **stamp)[columns_of(Feeds)],
        "firm_capacity": with_texts(firm, season="year", unit="MVA", **stamp)[columns_of(PublishedFirm)],
    }
    sorted_by = {"substations": ["substation_id"], "feeds": ["substation_id", "upstream_id"]}
    return {
        name: frame.sort_values(sorted_by.get(name, ["substation_id"]), ignore_index=True)
        for name, frame in tables.items()
    }, int(found.swapped.sum())


def _figures(stations: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """The stations with their figures in our columns: own headroom of today with its sign, exact."""
    demand = stations["demand"]
    bounds = [own_bounds(value) for value in demand]
    rag = stations["rag"].str.title()
    strange = stations["substation_id"][~rag.isin(RAGS)]
    remarks.rows("warning", "rag", "is none of Red, Amber and Green.", strange, column=HEADERS["rag"])
    upstream = _labelled("upstream demand headroom ", stations["upstream"])
    colour = _labelled("upstream RAG ", stations["upstream_rag"])
    reverse = _labelled("reverse power capability ", stations["reverse"], " MVA")
    fault = _labelled("fault level headroom ", stations["fault_level"])
    kv = [whole_ids(stations[name]) for name in ("upstream_kv", "downstream_kv")]
    told = stations.assign(**blank_figures(), stub=False)
    return told.assign(
        asset_id=whole_ids(stations["reference"]),
        voltage=_both(kv[0], kv[1], " / "),
        observed_max_mva=stations["observed"],
        headroom_basis=np.where(demand.isna(), "none", "own"),
        demand_headroom_mva=demand,
        demand_published_value=demand,
        demand_unit=np.where(demand.isna(), "", "MVA"),
        demand_bound=[bound.path for bound in bounds],
        demand_bound_own=[bound.own for bound in bounds],
        demand_rag=rag.where(rag.isin(RAGS), ""),
        demand_constraint=_both(upstream, colour),
        generation_constraint=_both(reverse, fault),
        comment=_labelled("Substation Number ", whole_ids(stations["number"])),
    )


def _labelled(label: str, cells: pd.Series, unit: str = "") -> pd.Series:
    return (label + cells + unit).where(cells.ne(""), "").astype("str")


def _both(first: pd.Series, second: pd.Series, between: str = "; ") -> pd.Series:
    return (first + between + second).where(first.ne("") & second.ne(""), first + second).astype("str")
