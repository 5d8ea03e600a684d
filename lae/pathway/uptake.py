"""Control totals as yearly stock by technology, with the source's own years kept beside every year between them."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.measures import PROVENANCE
from lae.pathway.contract import (
    AIR_SOURCE,
    ALL_HEAT_PUMPS,
    ALL_HOMES,
    DISTRICT_HEAT,
    ELECTRIC_VEHICLE,
    GROUND_SOURCE,
    HEAT_NETWORKS,
    HEAT_PUMP,
    HYBRID_HEAT_PUMP,
    NEW_HOME,
    OPTIONAL,
    VEHICLES,
    StockByYear,
)
from lae.tables import columns_of, key_of, row_ids

_RECIPES: Final[dict[str, dict[str, int]]] = {
    ELECTRIC_VEHICLE: {VEHICLES: 1},
    HEAT_PUMP: {AIR_SOURCE: 1, GROUND_SOURCE: 1},
    HYBRID_HEAT_PUMP: {ALL_HEAT_PUMPS: 1, AIR_SOURCE: -1, GROUND_SOURCE: -1},
    DISTRICT_HEAT: {HEAT_NETWORKS: 1},
    NEW_HOME: {ALL_HOMES: 1},
}
"""What each technology is made of: building block and sign."""
_SINCE_BASE: Final = [NEW_HOME]
"""Technologies that are the blocks' growth since the base year, at least 0."""
_DERIVED: Final = [HYBRID_HEAT_PUMP, NEW_HOME]
"""The source prints neither: that a remainder is hybrids, and more homes new homes, is our reading of it."""
_ROUNDING: Final = 0.2
"""Three figures rounded to 0.1 home cannot differ by more than this unless one of them is wrong."""
_PLACE: Final = ["scenario", "district_code"]
_MODELLED: Final = PROVENANCE.index("modelled")


def stock_by_year(uptake: pd.DataFrame, years: Iterable[int], *, base_year: int | None = None) -> pd.DataFrame:
    """The `StockByYear` table for `years`: linear between the source's years, never beyond its first or last.

    New homes count from `base_year`, by default the first of `years`. A district that lacks a building block has no row
    for what is made of it; `uptake_findings` says which. Raises `FaultsError` where air and ground source exceed all
    heat pumps by more than rounding.
    """
    wanted = sorted(set(years))
    since = wanted[0] if base_year is None else base_year
    blocks = _by_block(uptake, sorted({since, *wanted}))
    parts = [_combined(blocks, technology) for technology in sorted(_RECIPES)]
    stock = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    hybrid = stock["technology"].eq(HYBRID_HEAT_PUMP)
    if (wrong := stock[hybrid & (stock["count"] < -_ROUNDING)]).size:
        raise FaultsError([_too_few(wrong)])
    stock["count"] = _since_base(stock, since).clip(lower=0.0)
    stock.loc[stock["technology"].isin(_DERIVED) & stock["provenance"].eq("published"), "provenance"] = "modelled"
    stock = stock[stock["year"].isin(wanted) & stock["count"].notna()]
    return stock.sort_values(key_of(StockByYear), kind="stable", ignore_index=True)[columns_of(StockByYear)]


def uptake_findings(
    uptake: pd.DataFrame, *, scenarios: Iterable[str], districts: Iterable[str], years: Iterable[int]
) -> list[Finding]:
    """An error for each building block that a district lacks in a scenario, or that does not reach all of `years`.

    The blocks of an optional technology are asked of every district of a scenario as soon as one has them. A scenario
    without them, beside others with them, gets a warning: it can be run, but not compared.
    """
    names, places = sorted(set(scenarios)), sorted(set(districts))
    held, without = _blocks_asked(uptake, names)
    expected = pd.MultiIndex.from_tuples(
        [(scenario, place, block) for scenario in names for place in places for block in held[scenario]],
        names=[*_PLACE, "building_block"],
    )
    span = uptake.groupby([*_PLACE, "building_block"], sort=True)["year"].agg(["min", "max"]).reindex(expected)
    wanted = list(years)
    missing = span["min"].isna()
    short = ~missing & ((span["min"] > min(wanted)) | (span["max"] < max(wanted)))
    cases = [
        (missing, "missing_block", "no control total, so nothing is placed there; it is unknown, not zero."),
        (short, "short_block", f"the control total does not reach from {min(wanted)} to {max(wanted)}."),
    ]
    return [
        Finding("error", "uptake.csv", rule, message, "building_block", tuple(map(" / ".join, span.index[rows])))
        for rows, rule, message in cases
        if rows.any()
    ] + without


def _blocks_asked(uptake: pd.DataFrame, scenarios: list[str]) -> tuple[dict[str, list[str]], list[Finding]]:
    """The blocks every district of each scenario must have, and a warning on scenarios that lack what others have."""
    there = {name: set(rows) for name, rows in uptake.groupby("scenario")["building_block"]}
    everywhere: set[str] = set().union(*(there.get(name, set()) for name in scenarios))
    asked: dict[str, list[str]] = {}
    lost = []
    for scenario in scenarios:
        left_out = {name for name in OPTIONAL if not there.get(scenario, set()) & set(_RECIPES[name])}
        asked[scenario] = sorted({block for name in _RECIPES if name not in left_out for block in _RECIPES[name]})
        lost += [f"{scenario} / {name}" for name in sorted(left_out) if everywhere & set(_RECIPES[name])]
    if not lost:
        return asked, []
    message = "other scenarios have a control total for it and this one has none: it is left out here, not zero."
    fix = "Add its rows, or do not compare these scenarios."
    return asked, [Finding("warning", "uptake.csv", "no_total", message, "building_block", tuple(lost), fix)]


def _since_base(stock: pd.DataFrame, base_year: int) -> pd.Series:
    """The counts, less those of the base year where only growth is meant; NaN where the base year is unknown."""
    key = [*_PLACE, "technology"]
    grown = stock["technology"].isin(_SINCE_BASE)
    start = stock[grown & stock["year"].eq(base_year)].set_index(key)["count"]
    before = start.reindex(pd.MultiIndex.from_frame(stock[key])).to_numpy(float)
    return stock["count"].where(~grown, stock["count"] - before)


def _by_block(uptake: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """One row per place, block and wanted year: value, provenance rank and the knots around the year."""
    key = [*_PLACE, "building_block"]
    values = uptake.pivot(index=key, columns="year", values="value")
    known = sorted({*values.columns, *years})
    values = values.reindex(columns=known)
    ranks = uptake["provenance"].map({name: rank for rank, name in enumerate(PROVENANCE)}).astype("float64")
    ranked = uptake.assign(rank=ranks).pivot(index=key, columns="year", values="rank").reindex(columns=known)
    knots = values.notna() * np.asarray(known, dtype="float64")
    knots = knots.where(values.notna())
    before, after = knots.ffill(axis=1), knots.bfill(axis=1)
    filled = values.interpolate(method="index", axis=1, limit_area="inside")
    before_rank, after_rank = ranked.ffill(axis=1), ranked.bfill(axis=1)
    worst = before_rank.where(before_rank >= after_rank, after_rank)
    worst = worst.mask(filled.notna() & values.isna(), worst.clip(lower=_MODELLED))
    tables = {"value": filled, "rank": worst, "before": before, "after": after}
    stacked = {name: table[years].stack() for name, table in tables.items()}
    return pd.DataFrame(stacked).dropna().rename_axis([*key, "year"]).reset_index()


def _combined(blocks: pd.DataFrame, technology: str) -> pd.DataFrame:
    """The technology's stock wherever all its blocks are known."""
    recipe = _RECIPES[technology]
    part = blocks[blocks["building_block"].isin(recipe)]
    signed = part.assign(value=part["value"] * part["building_block"].map(recipe).astype("float64"))
    grouped = signed.groupby([*_PLACE, "year"], sort=True)
    total = grouped.agg(
        count=("value", "sum"),
        rank=("rank", "max"),
        before=("before", "min"),
        after=("after", "max"),
        blocks=("value", "size"),
    )
    whole = total[total["blocks"] == len(recipe)].reset_index()
    return whole.assign(
        technology=pd.Series(technology, index=whole.index, dtype="str"),
        provenance=whole["rank"].astype("int64").map(dict(enumerate(PROVENANCE))).astype("str"),
        knot_before=whole["before"].astype("int64"),
        knot_after=whole["after"].astype("int64"),
        year=whole["year"].astype("int64"),
    )[columns_of(StockByYear)]


def _too_few(rows: pd.DataFrame) -> Finding:
    ids = tuple(row_ids(rows, key_of(StockByYear)))
    message = "air-source and ground-source heat pumps add up to more than all heat pumps."
    fix = f"Compare {AIR_SOURCE} + {GROUND_SOURCE} with {ALL_HEAT_PUMPS} in the publisher's table."
    return Finding("error", "uptake.csv", "parts_exceed_total", message, "value", ids, fix)
