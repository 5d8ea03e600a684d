"""Northern Powergrid's open data: the heat map (demand in MVA, generation in MW) and the NDP headroom by year in MW.

The heat map fills substations and feeds; the Network Development Plan's tables fill scenario figures only, which hang
on the heat map's substations. Neither publishes ids, so a substation enters only under a registered alias.
"""

import re
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.grid.bounds import Bounds, floored_bound, path_bounds
from lae.readers.base import Count, Edition, Head, Reading, Register, head_of
from lae.readers.cells import numbers_of, spelling
from lae.readers.exports import header_words, read_export
from lae.readers.figures import mva_from_mw, unproven
from lae.readers.remarks import Remarks
from lae.readers.rows import sift
from lae.readers.scenarios import figures_in_mw
from lae.readers.stations import (
    NO_ALIAS,
    agree,
    aliases_of,
    answer,
    chosen,
    completed,
    gsp_groups_of,
    parents_of,
    places,
    warn_no_alias,
    with_aliases,
)

__all__ = ["DNO", "read", "recognise"]

DNO: Final = "npg"
_MAP: Final = {
    "published_name": ("name",),
    "type": ("type",),
    "voltage_kv": ("pvoltage", "Downstream Voltage"),
    "demand": ("demhr", "Demand Headroom"),
    "generation": ("genhr", "Generation Headroom"),
    "total": ("gentot",),
    "demand_constraint": ("demconstraint",),
    "generation_constraint": ("genconstraint",),
    "bsp": ("upstreamname",),
    "gsp": ("gsp_name",),
    "place": ("substation_location", "geo_point_2d"),
    "demand_rag": ("worst_case_constraint_dem_colour",),
    "generation_rag": ("worst_case_constraint_gen_colour",),
}
"""Field names of `heatmapsubstationareas`; the portal's CSV may print labels instead, of which these are known."""
_MAP_NEEDS: Final = frozenset({"published_name", "type", "voltage_kv", "demand", "generation"})
_PLAN: Final = {
    "published_name": ("substation_name",),
    "voltage_kv": ("voltage_kv",),
    "bsp": ("bsp_group",),
    "gsp": ("gsp_group",),
    "type": ("bulk_supply_point_or_primary",),
    "scenario": ("scenario_name",),
}
_PLAN_NEEDS: Final = frozenset({"published_name", "type", "gsp"})
_YEAR: Final = re.compile(r"(demand|generation)headroomcapacitymw(20\d\d)")
_TIERS: Final = {
    "primary": "primary",
    "bsp": "bsp",
    "bulksupplypoint": "bsp",
    "gsp": "gsp",
    "gridsupplypoint": "gsp",
}
_RAGS: Final = {"red": "Red", "amber": "Amber", "green": "Green"}
_UNNAMED_SCENARIO: Final = "Network Development Plan"


def recognise(head: Head) -> bool:
    """Whether the file is the heat map by substation area or one of the two NDP headroom tables."""
    words = header_words(head)
    return _is_map(words) or _is_plan(words)


def read(path: Path, edition: Edition, register: Register) -> Reading:
    """The file as those of our tables it can fill, every row accounted for and every fault named by id."""
    remarks = Remarks(path.name)
    words = header_words(head_of(path)) if path.is_file() else frozenset()
    if _is_plan(words):
        unproven(remarks, "Its year columns are taken as calendar years of own values.")
        return _read_plan(path, words, edition, register, remarks)
    doubts = "Which queue its headroom counts and whether a zero is a floor are not stated: a zero is at most 0."
    unproven(remarks, doubts)
    return _read_map(path, words, edition, register, remarks)


def _is_map(words: frozenset[str]) -> bool:
    return all(any(spelling(each) in words for each in _MAP[name]) for name in _MAP_NEEDS)


def _is_plan(words: frozenset[str]) -> bool:
    return all(spelling(_PLAN[name][0]) in words for name in _PLAN_NEEDS) and any(map(_YEAR.fullmatch, words))


def _read_map(path: Path, words: frozenset[str], edition: Edition, register: Register, remarks: Remarks) -> Reading:
    holds = ("substations", "feeds")
    rows = read_export(path, chosen(words, _MAP), set(_MAP) - _MAP_NEEDS, remarks)
    if rows is None:
        return answer({}, Count(edition.source_id, 0, 0), remarks, holds=holds)
    kept, count = _known(rows, aliases_of(register, DNO), edition.source_id, remarks)
    if kept.empty:
        return answer({}, count, remarks, holds=holds)
    ours = aliases_of(register, DNO)
    agree(kept, ours, ("bsp", "gsp"), remarks)
    ids = kept["substation_id"]
    for name in ("demand", "generation"):
        kept[name], faults = numbers_of(kept[name], table=remarks.table, column=_MAP[name][0], ids=ids)
        remarks.extend(faults)
        kept[f"{name}_rag"] = _rags(kept[f"{name}_rag"], ids, remarks, column=_MAP[f"{name}_rag"][0])
    points = places(kept["place"], ids, remarks, column=_MAP["place"][0])
    first = _figures(kept, register.power_factor, remarks).assign(
        gsp_group=gsp_groups_of(kept["gsp"], ids, register, DNO, remarks),
        easting_m=points.easting_m,
        northing_m=points.northing_m,
        source_row=kept["row"],
    )
    return answer(completed(first, parents_of(ours), edition, DNO, remarks), count, remarks, holds=holds)


def _known(rows: pd.DataFrame, ours: pd.DataFrame, source_id: str, remarks: Remarks) -> tuple[pd.DataFrame, Count]:
    """The rows of registered substations, one each, and the count of all.

    One name may stand for a GSP, a BSP and a primary: only the row of the alias's own tier is its row.
    """
    tier = rows["type"].str.casefold().str.replace(" ", "").map(_TIERS)
    named = rows["published_name"].isin(ours.index)
    same_tier = tier.eq(rows["published_name"].map(ours["tier"]))
    fits = named & same_tier
    again = fits & rows[fits].duplicated("published_name").reindex(rows.index, fill_value=False)
    message = "the registered name stands on several rows of its tier; the first is used."
    remarks.rows("error", "repeated_row", message, sorted(set(rows["published_name"][again])), fix="Keep one of them.")
    drops = {NO_ALIAS: ~named, "another tier than the registered alias": ~same_tier, "repeated name": again}
    left, count = sift(drops, source_id=source_id)
    warn_no_alias(rows["published_name"][left], remarks, DNO)
    return with_aliases(rows[left], ours) if left.any() else rows[left], count


def _figures(kept: pd.DataFrame, power_factor: float, remarks: Remarks) -> pd.DataFrame:
    """The published figures in our columns; path values where the constraint names what lies upstream."""
    demand, generation = kept["demand"], kept["generation"]
    upstream = kept["demand_constraint"].str.contains("upstream", case=False)
    value_above = kept["upstream_id"].map(kept.set_index("substation_id")["demand"]).astype("float64")
    bounds = [
        path_bounds(value, above, text) if is_path else Bounds(floored_bound(value), floored_bound(value))
        for value, above, text, is_path in zip(demand, value_above, kept["demand_constraint"], upstream, strict=True)
    ]
    generation_mva = mva_from_mw(generation, power_factor)
    message = "is published in MW and no power factor was given, so its MVA are blank."
    unsaid = kept["substation_id"][generation.notna() & generation_mva.isna()]
    remarks.rows("warning", "power_factor", message, unsaid, column=_MAP["generation"][0])
    basis = np.where(upstream, "path", "own")
    return kept.assign(
        headroom_basis=np.where(demand.isna(), "none", basis),
        demand_headroom_mva=demand,
        demand_published_value=demand,
        demand_unit=np.where(demand.isna(), "", "MVA"),
        demand_bound=[bound.path for bound in bounds],
        demand_bound_own=[bound.own for bound in bounds],
        generation_headroom_mva=generation_mva,
        generation_published_value=generation,
        generation_unit=np.where(generation.isna(), "", "MW"),
        generation_bound=[floored_bound(value) for value in generation],
        comment=("gentot as published, unit and meaning unstated: " + kept["total"]).where(kept["total"].ne(""), ""),
    )


def _rags(colours: pd.Series, ids: pd.Series, remarks: Remarks, *, column: str) -> pd.Series:
    found = colours.str.casefold().map(_RAGS)
    strange = colours.ne("") & found.isna()
    remarks.rows("warning", "rag", "is none of Red, Amber and Green; left blank.", ids[strange], column=column)
    return found.astype("str").fillna("")


def _read_plan(path: Path, words: frozenset[str], edition: Edition, register: Register, remarks: Remarks) -> Reading:
    holds = ("scenario_figures",)
    columns = sorted(word for word in words if _YEAR.fullmatch(word))
    fields = {**chosen(words, _PLAN), **{word: word for word in columns}}
    rows = read_export(path, fields, set(_PLAN) - _PLAN_NEEDS, remarks)
    if rows is None:
        return answer({}, Count(edition.source_id, 0, 0), remarks, holds=holds)
    ours = aliases_of(register, DNO)
    tier = rows["type"].str.casefold().str.replace(" ", "").map(_TIERS)
    named = rows["published_name"].isin(ours.index)
    drops = {
        NO_ALIAS: ~named,
        "another tier than the registered alias": ~tier.eq(rows["published_name"].map(ours["tier"])),
    }
    left, count = sift(drops, source_id=edition.source_id)
    warn_no_alias(rows["published_name"][left], remarks, DNO)
    if not left.any():
        return answer({}, count, remarks, holds=holds)
    kept = with_aliases(rows[left], ours)
    agree(kept.drop_duplicates("substation_id"), ours, ("bsp", "gsp"), remarks)
    scenario = kept["scenario"].where(kept["scenario"].ne(""), _UNNAMED_SCENARIO)
    for column in columns:
        ids = kept["substation_id"] + " / " + scenario
        kept[column], faults = numbers_of(kept[column], table=remarks.table, column=column, ids=ids)
        remarks.extend(faults)
    kept = kept.assign(scenario=DNO + ": " + scenario, source_row=kept["row"])
    long = kept.melt(["substation_id", "scenario", "source_row"], columns, "column", "published_value")
    parts = long["column"].str.extract(_YEAR)
    long = long.assign(direction=parts[0], year=parts[1].astype("int64"), constraint="")
    figures = figures_in_mw(long, edition, register.power_factor, remarks)
    remarks.file("note", "figures_only", "holds scenario figures only: supply the heat map as well, for substations.")
    return answer({"scenario_figures": figures}, count, remarks, holds=holds)
