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
    ELECTRIC_VEHICLE,
    GROUND_SOURCE,
    HEAT_PUMP,
    HYBRID_HEAT_PUMP,
    VEHICLES,
    StockByYear,
)
from lae.tables import columns_of, key_of, row_ids

_RECIPES: Final[dict[str, dict[str, int]]] = {
    ELECTRIC_VEHICLE: {VEHICLES: 1},
    HEAT_PUMP: {AIR_SOURCE: 1, GROUND_SOURCE: 1},
    HYBRID_HEAT_PUMP: {ALL_HEAT_PUMPS: 1, AIR_SOURCE: -1, GROUND_SOURCE: -1},
}
"""What each technology is made of: building block and sign."""
_ROUNDING: Final = 0.2
"""Three figures rounded to 0.1 home cannot differ by more than this unless one of them is wrong."""
_PLACE: Final = ["scenario", "district_code"]
_MODELLED: Final = PROVENANCE.index("modelled")


def stock_by_year(uptake: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """The `StockByYear` table for `years`: linear between the source's years, never beyond its first or last.

    A district that lacks a building block has no row for what is made of it; `uptake_findings` says which. Raises
    `FaultsError` where air and ground source exceed all heat pumps by more than rounding.
    """
    wanted = sorted(set(years))
    blocks = _by_block(uptake, wanted)
    parts = [_combined(blocks, technology) for technology in sorted(_RECIPES)]
    stock = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    hybrid = stock["technology"].eq(HYBRID_HEAT_PUMP)
    if (wrong := stock[hybrid & (stock["count"] < -_ROUNDING)]).size:
        raise FaultsError([_too_few(wrong)])
    stock["count"] = stock["count"].clip(lower=0.0)
    # The source prints no hybrids: that the remainder is hybrids is our reading of it.
    stock.loc[hybrid & stock["provenance"].eq("published"), "provenance"] = "modelled"
    return stock.sort_values(key_of(StockByYear), kind="stable", ignore_index=True)[columns_of(StockByYear)]


def uptake_findings(
    uptake: pd.DataFrame, *, scenarios: Iterable[str], districts: Iterable[str], years: Iterable[int]
) -> list[Finding]:
    """An error for each building block that a district lacks in a scenario, or that does not reach all of `years`."""
    expected = pd.MultiIndex.from_product(
        [sorted(set(scenarios)), sorted(set(districts)), sorted({b for recipe in _RECIPES.values() for b in recipe})],
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
    ]


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
