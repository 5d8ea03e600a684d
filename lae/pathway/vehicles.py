"""Electric vehicles by district: the licensed number plus a share of the growth of each GSP group (headroom rule 16).

Differences are shared, not ratios or levels: scaling the licensed number by the group's ratio ends with more electric
vehicles than cars, and sharing the group's level starts below the number that is already licensed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.measures import Uptake
from lae.pathway.contract import BATTERY_VEHICLES, PLUG_IN_HYBRIDS, VEHICLES
from lae.pathway.shares import shares_of_groups
from lae.tables import columns_of

_GONE: Final = 0.1
"""Plug-in hybrids whose last published number is below this share of their peak count as none left afterwards."""
_TABLE: Final = "uptake.csv"


@dataclass(frozen=True)
class VehicleYears:
    """From which year growth counts, to which year it is wanted, and where the result comes from."""

    base_year: int
    last_year: int
    source_id: str

    @property
    def years(self) -> list[int]:
        """Every year, base year first."""
        return list(range(self.base_year, self.last_year + 1))


def district_vehicles(
    blocks: pd.DataFrame,
    licensed: pd.DataFrame,
    shares: pd.DataFrame,
    *,
    districts: Sequence[str],
    span: VehicleYears,
) -> tuple[pd.DataFrame, list[Finding]]:
    """The `EV` rows of the uptake table, never below zero: licensed + sum over groups of growth x share of the cars.

    Args:
        blocks: a `GspBlocks` table with battery vehicles and plug-in hybrids; other blocks are ignored.
        licensed: a `LicensedVehicles` table.
        shares: a `GspShares` table, complete for every group it names.
        districts: the districts wanted.
        span: the years and the source.

    Returns:
        An `Uptake` table with the block `EV`, and findings. A district whose group, licensed number or year is missing
        has no row and an error: missing is not zero.
    """
    totals, findings = group_vehicles(blocks, span.years)
    scenarios = sorted(set(totals.index.get_level_values("scenario")))
    weights = shares.assign(weight=shares_of_groups(shares))
    weights = weights.pivot(index="district_code", columns="gsp_group", values="weight").reindex(index=list(districts))
    totals = totals.reindex(pd.MultiIndex.from_product([scenarios, weights.columns], names=totals.index.names))
    start = licensed[licensed["year"].eq(span.base_year)].set_index("district_code").reindex(list(districts))
    added = _shared_growth(totals, weights)
    stock = start["electric_count"].to_numpy(float)[None, :, None] + added
    keys = {"scenario": scenarios, "district_code": list(districts), "year": span.years}
    series = pd.Series(stock.ravel(), index=pd.MultiIndex.from_product(list(keys.values()), names=list(keys)))
    findings += _unshared(weights) + _ungrown(totals) + _crowded(totals, shares)
    findings += _unlicensed(start, span.base_year) + _implausible(series, start["cars_count"])
    return _as_uptake(series.clip(lower=0.0).dropna(), span.source_id), findings


def _shared_growth(totals: pd.DataFrame, weights: pd.DataFrame) -> np.ndarray:
    """Growth since the first column's year by scenario, district and year; NaN where a district's group is unknown.

    Args:
        totals: one row a scenario and group (every pair), one column a year.
        weights: one row a district, one column a group: the district's share of the group, NaN where it has none.
    """
    share, has = weights.fillna(0.0).to_numpy(float), weights.notna().to_numpy(float)
    level = totals.to_numpy(float).reshape(-1, weights.shape[1], totals.shape[1])
    growth = level - level[:, :, :1]
    known = np.isfinite(growth)
    added = np.einsum("dg,sgy->sdy", share, np.where(known, growth, 0.0))
    unknown = np.einsum("dg,sgy->sdy", has, np.where(known, 0.0, 1.0)) > 0
    lonely = ~weights.notna().any(axis=1).to_numpy()
    return np.where(unknown | lonely[None, :, None], np.nan, added)


def group_vehicles(blocks: pd.DataFrame, years: Sequence[int]) -> tuple[pd.DataFrame, list[Finding]]:
    """Battery vehicles plus plug-in hybrids: one row a scenario and GSP group, one column a year, NaN where unknown."""
    keys = ["scenario", "gsp_group"]
    battery, hybrid = (
        blocks[blocks["building_block"].eq(name)].pivot(index=keys, columns="year", values="value")
        for name in (BATTERY_VEHICLES, PLUG_IN_HYBRIDS)
    )
    filled, findings = _phased_out(hybrid)
    index = battery.index.union(filled.index)
    parts = [part.reindex(index=index, columns=list(years)) for part in (battery, filled)]
    return parts[0] + parts[1], findings


def _phased_out(hybrid: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Blanks at the end of a series that had all but ended become zero, with a note; other blanks stay blank."""
    last, peak = hybrid.ffill(axis=1).iloc[:, -1:].max(axis=1), hybrid.max(axis=1)
    ended = hybrid.bfill(axis=1).isna().mul(last <= _GONE * peak, axis=0)
    if not ended.to_numpy().any():
        return hybrid, []
    first = ended.loc[ended.any(axis=1)].idxmax(axis=1).groupby("scenario").min()
    named = tuple(f"{scenario} from {year}" for scenario, year in first.items())
    message = (
        f"plug-in hybrids ({PLUG_IN_HYBRIDS}) are blank after falling below {_GONE:.0%} of their peak; none counted."
    )
    return hybrid.mask(ended, 0.0), [Finding("note", _TABLE, "phased_out", message, "value", named)]


def _as_uptake(series: pd.Series, source_id: str) -> pd.DataFrame:
    rows = series.rename("value").reset_index()
    texts = {"building_block": VEHICLES, "unit": "vehicles", "provenance": "modelled", "source_id": source_id}
    columns = {name: pd.Series(text, index=rows.index, dtype="str") for name, text in texts.items()}
    return rows.assign(**columns, source_row=0)[columns_of(Uptake)]


def _unshared(weights: pd.DataFrame) -> list[Finding]:
    ids = tuple(weights.index[weights.isna().all(axis=1)])
    message = "the district has no share in any GSP group, so its growth is unknown."
    return [Finding("error", "gsp_shares.csv", "no_group", message, "district_code", ids)] if ids else []


def _ungrown(totals: pd.DataFrame) -> list[Finding]:
    ids = tuple(f"{scenario} / {group}" for scenario, group in totals.index[totals.isna().any(axis=1)])
    message = "the source has no electric vehicles for this GSP group in some year; blank is not zero."
    return [Finding("error", _TABLE, "blank_group", message, "value", ids)] if ids else []


def _crowded(totals: pd.DataFrame, shares: pd.DataFrame) -> list[Finding]:
    """A note on groups where the source has more electric vehicles than the group has cars: fleets, or another area."""
    cars = shares.groupby("gsp_group")["cars_count"].sum()
    ratio = totals.max(axis=1) / cars.reindex(totals.index.get_level_values("gsp_group")).to_numpy()
    high = ratio[ratio > 1.0]
    ids = tuple(
        f"{scenario} / {group} {value:.2f} a car" for (scenario, group), value in zip(high.index, high, strict=True)
    )
    message = "the source has more electric vehicles in the GSP group than we count cars and vans there."
    fix = "Fleets registered elsewhere, or a region that is not the one the source counted, may be the reason."
    return [Finding("note", _TABLE, "group_more_than_cars", message, "value", ids, fix)] if ids else []


def _unlicensed(start: pd.DataFrame, base_year: int) -> list[Finding]:
    ids = tuple(start.index[start["electric_count"].isna()])
    message = f"no number of electric cars and vans licensed in {base_year}."
    return [Finding("error", "recorded.csv", "no_licensed", message, "district_code", ids)] if ids else []


def _implausible(series: pd.Series, cars: pd.Series) -> list[Finding]:
    """Warnings where the rule gives a negative number, or more electric vehicles than the district has cars."""
    places = series.index.get_level_values("district_code")
    limit = pd.Series(cars.reindex(places).to_numpy(), index=series.index)
    cases = [
        (series < 0, "below_zero", "the licensed number less the fall of the scenario is below zero; counted as zero."),
        (series > limit, "more_than_cars", "more electric vehicles than the district has cars and vans today."),
    ]
    return [
        Finding("warning", _TABLE, rule, message, "value", _first_years(series[rows]))
        for rows, rule, message in cases
        if rows.any()
    ]


def _first_years(rows: pd.Series) -> tuple[str, ...]:
    first = rows.rename("count").reset_index().groupby(["scenario", "district_code"], as_index=False)["year"].min()
    return tuple(f"{scenario} / {district} from {year}" for scenario, district, year in first.to_numpy())
