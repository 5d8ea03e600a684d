"""Control totals as yearly stock by technology, with the source's own years kept beside every year between them."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding, Severity, raise_errors
from lae.measures import PROVENANCE
from lae.pathway.contract import (
    AIR_SOURCE,
    ALL_HEAT_PUMPS,
    GROUND_SOURCE,
    HYBRID_HEAT_PUMP,
    OPTIONAL,
    StockByYear,
)
from lae.pathway.recipes import RECIPES, UNIT_OF, blocks_of, in_our_units
from lae.tables import columns_of, key_of, row_ids

_SINCE_BASE: Final = [name for name, recipe in RECIPES.items() if recipe.grown]
_DERIVED: Final = [name for name, recipe in RECIPES.items() if recipe.read_into]
_ROUNDING: Final = 0.2
"""Three figures rounded to 0.1 home cannot differ by more than this unless one of them is wrong."""
_PLACE: Final = ["scenario", "district_code"]
_MODELLED: Final = PROVENANCE.index("modelled")


def stock_by_year(uptake: pd.DataFrame, years: Iterable[int], *, base_year: int | None = None) -> pd.DataFrame:
    """The `StockByYear` table for `years`: linear between the source's years, never beyond its first or last.

    What counts as growth (new homes, non-domestic demand) counts from `base_year`, by default the first of `years`. A
    district that lacks a building block has no row for what is made of it; `uptake_findings` says which. Raises
    `FaultsError` for a unit that is none of the block's, and where air and ground source exceed all heat pumps by more
    than rounding.
    """
    wanted = sorted(set(years))
    since = wanted[0] if base_year is None else base_year
    ours, strange = in_our_units(uptake)
    raise_errors(_strange_units(uptake.loc[strange.index[strange]]))
    blocks = _by_block(ours, sorted({since, *wanted}))
    parts = [_combined(blocks, technology) for technology in sorted(RECIPES)]
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
    without them, beside others with them, gets a warning: it can be run, but not compared. One note names the optional
    technologies that no scenario has, and one each total that only a part of its blocks makes up.
    """
    names, places = sorted(set(scenarios)), sorted(set(districts))
    held, without = _blocks_asked(uptake, names)
    without = _strange_units(uptake[in_our_units(uptake)[1].reindex(uptake.index, fill_value=False)]) + without
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
    """The blocks every district of each scenario must have, and findings on technologies some or all lack."""
    there = {name: set(rows) for name, rows in uptake.groupby("scenario")["building_block"]}
    everywhere: set[str] = set().union(*(there.get(name, set()) for name in scenarios))
    asked: dict[str, list[str]] = {}
    lost, partial = [], []
    for scenario in scenarios:
        own = there.get(scenario, set())
        left_out = {name for name in OPTIONAL if not own & set(RECIPES[name].blocks)}
        held = {name: blocks_of(name, own) for name in RECIPES if name not in left_out}
        asked[scenario] = sorted({block for blocks in held.values() for block in blocks})
        lost += [f"{scenario} / {name}" for name in sorted(left_out) if everywhere & set(RECIPES[name].blocks)]
        partial += [
            f"{scenario} / {name} without {block}"
            for name, blocks in sorted(held.items())
            for block in RECIPES[name].blocks
            if block not in blocks
        ]
    nowhere = [name for name in OPTIONAL if not everywhere & set(RECIPES[name].blocks)]
    return asked, _absences(lost, partial, nowhere)


def _absences(lost: list[str], partial: list[str], nowhere: list[str]) -> list[Finding]:
    cases: list[tuple[Severity, str, list[str], str, str]] = [
        (
            "warning",
            "no_total",
            lost,
            "other scenarios have a control total for it and this one has none: it is left out here, not zero.",
            "Add its rows, or do not compare these scenarios.",
        ),
        (
            "note",
            "part_of_total",
            partial,
            "the control total is made of several building blocks and one has no rows: only the others count.",
            "Add its rows; a row of 0 says that there is none.",
        ),
        (
            "note",
            "not_in_totals",
            nowhere,
            "no scenario has a control total for it, so no result includes it: it is unknown, not zero.",
            "Add rows of its building blocks (docs/decisions/0003), for instance from a DFES or tRESP.",
        ),
    ]
    return [
        Finding(severity, "uptake.csv", rule, message, "building_block", tuple(ids), fix)
        for severity, rule, ids, message, fix in cases
        if ids
    ]


def _strange_units(rows: pd.DataFrame) -> list[Finding]:
    """An error for rows whose unit cannot be turned into the unit of their building block."""
    if rows.empty:
        return []
    named = rows[["scenario", "district_code", "building_block", "unit"]].drop_duplicates()
    ids = tuple(f"{a} / {b} / {c}: {unit}, wanted {UNIT_OF[c]}" for a, b, c, unit in named.to_numpy().tolist())
    message = "the unit is none that this building block can be counted in."
    return [Finding("error", "uptake.csv", "unknown_unit", message, "unit", ids)]


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
    """The technology's stock wherever all blocks that its scenario has of it are known."""
    recipe = RECIPES[technology]
    part = blocks[blocks["building_block"].isin(recipe.blocks)]
    signed = part.assign(value=part["value"] * part["building_block"].map(dict(recipe.blocks)).astype("float64"))
    grouped = signed.groupby([*_PLACE, "year"], sort=True)
    total = grouped.agg(
        count=("value", "sum"),
        rank=("rank", "max"),
        before=("before", "min"),
        after=("after", "max"),
        blocks=("value", "size"),
    )
    there = part.groupby("scenario")["building_block"].agg(set)
    wanted = {scenario: len(blocks_of(technology, own)) for scenario, own in there.items()}
    whole = total[total["blocks"] == total.index.get_level_values("scenario").map(wanted)].reset_index()
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
