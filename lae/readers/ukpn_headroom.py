"""UKPN's network headroom report (DFES): own headroom by substation, scenario and year, and who feeds whom.

The report covers three licence areas and names GSPs without ids, so a row enters only where its GSP is registered
(`Aliases`). It has no base-year figure: nothing of it becomes a published headroom of today.
"""

import re
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from lae.grid.contract import Feeds, ScenarioFigures, Substations
from lae.readers.base import Count, Edition, Register
from lae.readers.figures import blank_figures
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.readers.ukpn_figures import (
    SYNCHRONOUS,
    beside_or_alone,
    long_rows,
    reasons_to_go,
    repeated,
    typed_figures,
    unusable,
)
from lae.readers.ukpn_file import DNO, points, site_ids, tidy_number
from lae.tables import columns_of

_LEVELS: Final = {
    "primary": "primary",
    "primarysubstation": "primary",
    "bsp": "bsp",
    "bulksupplypoint": "bsp",
    "grid": "bsp",
    "gridsubstation": "bsp",
}
_LOWEST_BSP_KV: Final = 20.0
"""A bulk supply point hands on at this voltage or more; a primary below it."""
_VOLTAGES: Final = re.compile(r"\b\d+(?:\.\d+)?(?:\s*/\s*\d+(?:\.\d+)?)*\s*kv\b", re.IGNORECASE)


def tables_of(
    raw: pd.DataFrame, edition: Edition, register: Register, remarks: Remarks
) -> tuple[dict[str, pd.DataFrame], Count]:
    """The report's rows as substations, feeds and scenario figures, each row kept or counted with the reason."""
    ours = register.aliases[register.aliases["dno"] == DNO].set_index("published_name")
    rows = typed_figures(_identified(raw, ours), register.power_factor, remarks)
    rows["registered"] = rows["gsp"].isin(ours.index)
    facts, swapped = _facts(rows[rows["registered"] & rows["substation_id"].ne("")], remarks)
    sound = unusable(rows, facts, remarks)
    drops = sound | repeated(rows, ~reasons_to_go(sound), remarks)
    drops |= beside_or_alone(rows, ~reasons_to_go(drops), remarks)
    left, count = sift(drops, source_id=edition.source_id)
    if swapped:
        count = replace(count, repaired={"swapped coordinates": swapped})
    if not count.kept:
        return {}, count
    kept = long_rows(rows[left], rows[drops[SYNCHRONOUS]])
    stations = facts.loc[sorted(kept["substation_id"].unique())]
    nodes = ours["same_as"].where(ours["same_as"].ne(""), DNO + ":" + ours["alias"])
    stamp = {name: str(getattr(edition, name)) for name in ("vintage", "source_id", "licence")}
    tables = {
        "substations": _substations(stations, ours, edition, register, remarks),
        "feeds": with_texts(_feeds(stations, nodes, remarks), source_id=edition.source_id)[columns_of(Feeds)],
        "scenario_figures": with_texts(kept, **stamp)[columns_of(ScenarioFigures)].sort_values(
            ["substation_id", "direction", "scenario", "year"], ignore_index=True
        ),
    }
    return tables, count


def _identified(raw: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """The rows with their substation_id: the functional location, else the alias registered for the name, else none."""
    alias = raw["name"].map(ours["alias"]).astype("str")
    by_alias = (DNO + ":" + alias).where(alias.notna(), "").astype("str")
    own = site_ids(raw["site"])
    asset = raw["site"].where(raw["site"].ne(""), alias.fillna(""))
    return raw.assign(substation_id=own.where(own.ne(""), by_alias), asset_id=asset)


def _facts(rows: pd.DataFrame, remarks: Remarks) -> tuple[pd.DataFrame, int]:
    """One row a substation with what its rows say of it, by substation_id, and how many points were swapped.

    Columns: asset_id, name, voltage, tier (empty where unknown), gsp, bsp, area, easting_m, northing_m, source_row and
    `torn` where the rows are of several substations.
    """
    said = rows.assign(voltage=tidy_number(rows["voltage"]))
    stated = ["asset_id", "name", "level", "voltage", "gsp", "bsp", "area", "place"]
    by_id = said[["substation_id", *stated]].replace("", None).groupby("substation_id", sort=True)
    facts = by_id.first().astype("object").astype("str").fillna("")
    several = by_id.nunique()
    names = facts.index.to_series()
    torn = several[["name", "voltage"]].gt(1).any(axis=1)
    message = "one functional location bears several names or voltages, so none of its rows can be placed."
    fix = "Ask the operator for separate ids, or take the other rows out of the file."
    remarks.rows("warning", "repeated_id", message, names[torn], column="sitefunctionallocation", fix=fix)
    uneven = several[["gsp", "bsp", "place"]].gt(1).any(axis=1) & ~torn
    message = "its rows disagree on GSP, BSP or place; the first row's are used."
    remarks.rows("warning", "uneven_rows", message, names[uneven])
    level = facts["level"].str.casefold().str.replace(" ", "").map(_LEVELS)
    voltage = pd.to_numeric(facts["voltage"], errors="coerce")
    by_voltage = pd.Series(np.where(voltage >= _LOWEST_BSP_KV, "bsp", "primary"), index=facts.index, dtype="str")
    tier = level.astype("str").where(level.notna(), by_voltage.where(voltage.notna(), ""))
    message = "the file states neither a level nor a voltage for it, so whether it is a BSP or a primary is not known."
    remarks.rows("warning", "tier", message, names[tier.eq("")], column="physical_level")
    message = "the file states no level for it; taken from its voltage."
    remarks.rows("note", "tier_by_voltage", message, names[level.isna() & tier.ne("")], column="voltage_kv")
    found = points(facts["place"], names, remarks)
    first = said.groupby("substation_id")["row"].min()
    facts = facts.assign(tier=tier, torn=torn, easting_m=found.easting_m, northing_m=found.northing_m, source_row=first)
    return facts, int(found.swapped.sum())


def _substations(
    stations: pd.DataFrame, ours: pd.DataFrame, edition: Edition, register: Register, remarks: Remarks
) -> pd.DataFrame:
    """One row a substation, without figures of today, and a stub for each GSP that is no other row's node."""
    groups = register.gsp_groups[register.gsp_groups["dno"] == DNO].set_index("upstream_gsp")["gsp_group"]
    gsps = ours.loc[sorted(set(stations["gsp"]))]
    unplaced = [str(name) for name in gsps.index if name not in groups.index]
    message = "no GSP group is registered for the GSP, so no growth reaches its substations."
    remarks.rows("warning", "gsp_group", message, unplaced, fix="Add the GSP to grid/gsp_groups.csv.")
    gsps = gsps[gsps["same_as"].eq("")]
    stubs = gsps.assign(
        substation_id=DNO + ":" + gsps["alias"],
        asset_id=gsps["alias"],
        gsp=gsps.index,
        tier="gsp",
        stub=True,
        easting_m=float("nan"),
        northing_m=float("nan"),
        source_row=stations.groupby("gsp")["source_row"].min().reindex(gsps.index),
    )
    named = stations.assign(
        substation_id=stations.index,
        name=stations["name"].map(ours["name"]).fillna(stations["name"]).astype("str"),
        stub=False,
    )
    figures = {**blank_figures(), "observed_year": edition.observed_year, "figure_year": edition.figure_year}
    rows = pd.concat([stubs, named], ignore_index=True)
    areas = {"licence_area": rows["area"].astype("str").fillna("")} if "area" in rows else {}
    table = rows.assign(**(figures | areas), gsp_group=rows["gsp"].map(groups).astype("str").fillna(""))
    stamp = {name: str(getattr(edition, name)) for name in ("vintage", "source_id", "licence")}
    return with_texts(table, dno=DNO, **stamp)[columns_of(Substations)].astype({"source_row": "int64", "stub": bool})


def _feeds(stations: pd.DataFrame, nodes: pd.Series, remarks: Remarks) -> pd.DataFrame:
    """Who feeds whom, by the names a row gives: a primary from its BSP where that has a row, else from its GSP."""
    keys = stations["name"].map(_bare)
    bsps: dict[tuple[str, str], list[str]] = {}
    for own, tier, gsp, key in zip(stations.index, stations["tier"], stations["gsp"], keys, strict=True):
        if tier == "bsp":
            bsps.setdefault((gsp, key), []).append(own)
    found: dict[str, str] = {}
    ambiguous: list[str] = []
    unknown: list[str] = []
    for own, tier, gsp, bsp in zip(stations.index, stations["tier"], stations["gsp"], stations["bsp"], strict=True):
        parents = bsps.get((gsp, _bare(bsp)), []) if tier == "primary" and bsp else []
        if tier == "primary" and bsp and not parents and _bare(bsp) != _bare(gsp):
            unknown.append(f"{own} (fed by {bsp})")
        if len(parents) > 1:
            ambiguous.append(f"{own} (fed by {bsp})")
        else:
            found[own] = parents[0] if parents else str(nodes[gsp])
    message = "the file holds no row for the BSP that feeds it; it hangs on its GSP, and the BSP's limit is not seen."
    remarks.rows("warning", "unknown_parent", message, unknown)
    message = "several BSPs of its GSP bear the name of what feeds it."
    remarks.rows("error", "ambiguous_parent", message, ambiguous, fix="Give them names of their own.")
    table = stations.loc[list(found), ["source_row"]].assign(share=1.0, normally_open=False)
    table = table.assign(substation_id=list(found), upstream_id=list(found.values())).reset_index(drop=True)
    return table.astype({"substation_id": "str", "upstream_id": "str", "source_row": "int64"})


def _bare(name: str) -> str:
    """A name without its voltages, so that "Ilmer Grid 33kV" and "ILMER GRID" agree."""
    return " ".join(_VOLTAGES.sub(" ", name).casefold().split())
