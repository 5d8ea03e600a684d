"""NGED's Network Headroom Report (NSHR) workbook: own headroom by substation, scenario and year, in MW.

The workbook has names but no asset ids, so a substation enters only under a registered alias (`Aliases`); rows without
one are dropped and counted. Its figures are own values with the operator's forecast growth inside: the base-year column
becomes the published headroom, the year columns stay scenario figures from which nothing is subtracted.
"""

import re
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.grid.bounds import own_bounds
from lae.grid.contract import Feeds, ScenarioFigures, Substations
from lae.readers.base import Count, Edition, Reading, Register
from lae.readers.figures import blank_figures
from lae.readers.nged_file import BASE, DNO, read_rows, recognise, years_of
from lae.readers.remarks import Remarks
from lae.tables import Contract, check, columns_of, empty

__all__ = ["DNO", "printed_name", "read", "recognise", "sites"]

NO_ALIAS: Final = "no registered alias"
_CONTRACTS: Final[dict[str, type[Contract]]] = {
    "substations": Substations,
    "feeds": Feeds,
    "scenario_figures": ScenarioFigures,
}
_STAMP: Final = ["dno", "figure_year", "observed_year", "vintage", "source_id", "licence"]


def read(path: Path, edition: Edition, register: Register) -> Reading:
    """The workbook as our substations, feeds and scenario figures, every row accounted for and every fault named."""
    remarks = Remarks(path.name)
    rows = read_rows(path, remarks)
    if rows is None:
        return _answer({}, Count(edition.source_id, 0, 0), remarks)
    aliases, gsp_groups = register.aliases, register.gsp_groups
    ours = aliases[aliases["dno"] == DNO].set_index("published_name")
    kept = rows[rows["published_name"].isin(ours.index)]
    lost, swapped = len(rows) - len(kept), int(rows["swapped"].sum())
    count = Count(
        edition.source_id,
        read=len(rows),
        kept=len(kept),
        dropped={NO_ALIAS: lost} if lost else {},
        repaired={"swapped coordinates": swapped} if swapped else {},
    )
    if kept.empty:
        fix = "Register the ones you need in grid/aliases.csv."
        remarks.file("warning", "no_alias", "no substation of this workbook has a registered alias.", fix=fix)
        return _answer({}, count, remarks)
    known = ours.loc[kept["published_name"], ["alias", "name", "voltage", "upstream_id"]].set_axis(kept.index)
    groups = gsp_groups[gsp_groups["dno"] == DNO].set_index("upstream_gsp")["gsp_group"]
    kept = kept.join(known).assign(
        substation_id=DNO + ":" + known["alias"],
        gsp_group=kept["gsp"].map(groups).astype("str").fillna(""),
        dno=DNO,
        figure_year=edition.figure_year,
        observed_year=edition.observed_year,
        vintage=edition.vintage,
        source_id=edition.source_id,
        licence=edition.licence,
        source_row=kept["row"].astype("int64"),
        per_mva=np.where(kept["unit"].eq("MW"), register.power_factor, 1.0),
    )
    _agree(kept, ours, remarks)
    tables = {
        "substations": pd.concat([_gsp_stubs(kept, ours), _substations(kept, remarks)], ignore_index=True),
        "feeds": _feeds(kept),
        "scenario_figures": _scenario_figures(kept),
    }
    return _answer(tables, count, remarks)


def sites(path: Path, remarks: Remarks) -> pd.DataFrame:
    """Every substation of the workbook, registered or not, one row each.

    Columns: published_name, gsp, tier, voltage_kv, easting_m and northing_m (EPSG:27700). No rows where it is unread.
    """
    columns = ["published_name", "gsp", "tier", "voltage_kv", "easting_m", "northing_m"]
    rows = read_rows(path, remarks)
    if rows is None:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    return rows.drop_duplicates("published_name")[columns].reset_index(drop=True)


def printed_name(published: str) -> str:
    """A substation's name fit to print: "BLOXHAM 66 11kV S STN" becomes Bloxham, "Banbury 132/11kVDUMMY" Banbury."""
    bare = re.sub(r"\bS STN\b|DUMMY", " ", published, flags=re.IGNORECASE)
    bare = re.sub(r"\b\d+(?:\.\d+)?(?:[ /]\d+(?:\.\d+)?)*\s*k[Vv]\b|\b\d+[ /]\d+\b", " ", bare)
    bare = " ".join(bare.split())
    return bare.title() if bare.isupper() else bare


def _answer(tables: dict[str, pd.DataFrame], count: Count, remarks: Remarks) -> Reading:
    for name, frame in tables.items():
        remarks.extend(check(frame, _CONTRACTS[name], remarks.table))
    blank = {name: empty(contract) for name, contract in _CONTRACTS.items()}
    return Reading({**blank, **tables}, count, tuple(remarks.found))


def _agree(kept: pd.DataFrame, ours: pd.DataFrame, remarks: Remarks) -> None:
    """Check that the rows of a substation tell one story, and that it is the registered one."""
    facts = ["gsp", "tier", "voltage_kv", "easting_m", "northing_m"]
    differing = kept.groupby("substation_id")[facts].nunique(dropna=False).gt(1).any(axis=1)
    message = "its rows disagree on GSP, supply level, voltage or place."
    remarks.rows("error", "uneven_rows", message, differing.index[differing])
    first = kept.drop_duplicates("substation_id")
    lower = pd.to_numeric(first["voltage"].str.split("/").str[-1].str.strip(), errors="coerce")
    other = first["substation_id"][lower.ne(first["voltage_kv"])]
    message = "the workbook's voltage is not that of the registered alias."
    remarks.rows("error", "alias_voltage", message, other, fix="Check grid/aliases.csv: it may be another substation.")
    upstream = first["gsp"].map(_gsp_ids(ours))
    strangers = sorted(set(first["gsp"][upstream.isna()]))
    fix = "Add its name to grid/aliases.csv."
    remarks.rows("error", "gsp_alias", "no alias is registered for the GSP.", strangers, fix=fix)
    moved = first["substation_id"][upstream.notna() & upstream.ne(first["upstream_id"])]
    message = "the workbook names another GSP than the registered alias."
    remarks.rows("error", "alias_upstream", message, moved, fix="Correct upstream_id in grid/aliases.csv.")
    unplaced = first["substation_id"][first["gsp_group"].eq("")]
    message = "no GSP group is registered for their GSP, so no growth reaches them."
    remarks.rows("warning", "gsp_group", message, unplaced, fix="Add the GSP to grid/gsp_groups.csv.")


def _gsp_ids(ours: pd.DataFrame) -> pd.Series:
    """The node each registered name stands for: another operator's row where that is the same, else our own."""
    return ours["same_as"].where(ours["same_as"].ne(""), DNO + ":" + ours["alias"])


def _substations(kept: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """One row a substation, its figures from the base-year column, which no scenario may change."""
    table = kept.drop_duplicates("substation_id").set_index("substation_id", drop=False)
    table = table.assign(**blank_figures() | {"headroom_basis": "own"}, stub=False, asset_id=table["alias"])
    for direction in ("demand", "generation"):
        rows = kept[kept["direction"] == direction]
        by_id = rows.groupby("substation_id")
        torn = by_id[BASE].nunique().gt(1)
        message = f"the base year's {direction} headroom differs between scenarios, so it is left blank."
        remarks.rows("warning", "base_year", message, torn.index[torn])
        value = by_id[BASE].first().where(~torn).reindex(table.index)
        per_mva, unit = (by_id[name].first().reindex(table.index) for name in ("per_mva", "unit"))
        bounds = [own_bounds(number) for number in value]
        table[f"{direction}_published_value"] = value
        table[f"{direction}_headroom_mva"] = value / per_mva
        table[f"{direction}_unit"] = unit.where(value.notna(), "").astype("str")
        table[f"{direction}_bound"] = [bound.path for bound in bounds]
        if direction == "demand":
            table["demand_bound_own"] = [bound.own for bound in bounds]
        # The limiting constraint is that of a negative headroom.
        limits = rows[rows["constraint"].ne("")].groupby("substation_id")["constraint"].first().reindex(table.index)
        table[f"{direction}_constraint"] = limits.where(value.lt(0), "").fillna("").astype("str")
    return table[columns_of(Substations)].reset_index(drop=True)


def _gsp_stubs(kept: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """A row without figures for each GSP that is named and is no other operator's row."""
    first = kept.drop_duplicates("gsp")
    first = first[first["gsp"].isin(ours.index[ours["same_as"].eq("")])]
    names = ours.loc[first["gsp"], ["alias", "name", "voltage"]].set_axis(first.index)
    table = first[[*_STAMP, "source_row", "gsp_group"]].assign(
        **blank_figures(),
        substation_id=DNO + ":" + names["alias"],
        asset_id=names["alias"],
        name=names["name"],
        voltage=names["voltage"],
        tier="gsp",
        stub=True,
        easting_m=float("nan"),
        northing_m=float("nan"),
    )
    return table[columns_of(Substations)].sort_values("substation_id").reset_index(drop=True)


def _feeds(kept: pd.DataFrame) -> pd.DataFrame:
    """Each substation from its GSP: what the workbook calls its bulk supply point is the site's own transformer."""
    first = kept.drop_duplicates("substation_id").assign(share=1.0, normally_open=False)
    return first[columns_of(Feeds)].sort_values("substation_id").reset_index(drop=True)


def _scenario_figures(kept: pd.DataFrame) -> pd.DataFrame:
    """One row a substation, direction, scenario and published year."""
    keys = ["substation_id", "direction", "scenario", "unit", "constraint", "per_mva", "vintage", "source_id"]
    long = kept.melt([*keys, "source_row", "licence"], years_of(kept), var_name="year", value_name="published_value")
    long = long[long["published_value"].notna()]
    table = long.assign(
        headroom_mva=long["published_value"] / long["per_mva"],
        scenario=DNO + ": " + long["scenario"],
        year=long["year"].astype("int64"),
    )
    order = ["substation_id", "direction", "scenario", "year"]
    return table[columns_of(ScenarioFigures)].sort_values(order).reset_index(drop=True)
