"""Homes by age band and LSOA from published build periods: the district's latest count shared by the LSOA table.

The Valuation Office's build periods and the age bands of certificates meet exactly at 1900, 1930 and 1983 only. Between
those, a period's homes are spread evenly over its years.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import positions
from lae.buildings.contract import AGE_STARTS
from lae.buildings.stock.targets import Places
from lae.buildings.stock.whole import largest_remainder, whole_table
from lae.buildings.stock_contract import AGES

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_FIRST_YEAR: Final = 1700
"""Where "pre-1900" begins; nothing depends on it, since all of it is band A."""
_FEWEST, _MOST_SUPPRESSED = 1.0, 4.0
"""A suppressed count stands for 1 to 4 homes: from 5 on the count is rounded to 10."""


def years_of(period: str, *, until: float) -> tuple[float, float]:
    """First day and end, in years, of a build period ("pre-1900", "1900-1918"); none ends after `until`."""
    years = [int(year) for year in re.findall(r"\d{4}", period)]
    if period.startswith("pre-"):
        return float(_FIRST_YEAR), float(years[0])
    return float(years[0]), min(float(years[-1] + 1), until)


def crosswalk(periods: Sequence[str], *, until: float) -> Floats:
    """(periods, age bands) shares of each period's years that lie in each band; rows sum to 1.

    Args:
        periods: categories of `dwellings_by_build_period`.
        until: the day the homes were counted, in years, which cuts the last period short.
    """
    starts = np.array([_FIRST_YEAR, *AGE_STARTS], dtype=np.float64)
    ends = np.array([*AGE_STARTS, np.inf], dtype=np.float64)
    spans = np.array([years_of(period, until=until) for period in periods])
    overlap = np.minimum(spans[:, [1]], ends) - np.maximum(spans[:, [0]], starts)
    shares: Floats = np.maximum(overlap, 0.0) / (spans[:, [1]] - spans[:, [0]])
    return shares


def filled(counts: Floats, everything: Floats) -> Floats:
    """`counts` (LSOAs, periods) with each suppressed count an equal part of what the LSOA's total leaves, 1 to 4 homes.

    Args:
        counts: NaN where suppressed.
        everything: all homes of each LSOA.
    """
    hidden = np.isnan(counts)
    number = hidden.sum(axis=1)
    left = (everything - np.nansum(counts, axis=1)) / np.maximum(number, 1)
    guess = np.clip(left, _FEWEST, _MOST_SUPPRESSED)[:, None]
    return np.where(hidden, guess, counts)


@dataclass(frozen=True)
class HomesCounted:
    """What the LSOA table counts: homes of its last period and all homes by LSOA, the MSOA and district of each."""

    recent: Floats
    everything: Floats
    msoa: Codes
    district: Codes


def newer_homes(table: HomesCounted, meters: Floats, *, mark_share: float, recent_share: float) -> Floats:
    """Where homes were built since the LSOA table, as weights: each MSOA's electricity meters beyond what it had homes.

    The MSOA below which `mark_share` of its district's MSOAs lie sets the mark of meters a home: what another has above
    the mark is new. Within an MSOA, `recent_share` of it goes where the table already counts homes of its last period,
    the rest as homes stand.

    Args:
        table: of both, in homes.
        meters: domestic meters by MSOA, NaN where not known.
        mark_share: of a district's MSOAs.
        recent_share: of an MSOA's new homes.

    Returns:
        One weight an LSOA, in homes; all of it zero where no MSOA of the district has meters.
    """
    msoa, everything = table.msoa, table.everything
    homes = np.bincount(msoa, everything, minlength=len(meters))
    ratio = np.divide(meters, homes, out=np.full_like(homes, np.nan), where=homes > 0)
    district_of = np.zeros(len(meters), dtype=np.int64)
    district_of[msoa] = table.district
    districts = range(int(table.district.max(initial=-1)) + 1)
    mark = np.array([_mark(ratio[district_of == row], mark_share) for row in districts])
    grown = np.nan_to_num(np.maximum(ratio - mark[district_of], 0.0) * homes)
    newest = np.bincount(msoa, table.recent, minlength=len(meters))
    by_homes = everything / homes[msoa]
    by_recent = np.divide(table.recent, newest[msoa], out=by_homes.copy(), where=newest[msoa] > 0)
    weights: Floats = grown[msoa] * (recent_share * by_recent + (1.0 - recent_share) * by_homes)
    return weights


def ages_by_lsoa(seed: Floats, totals: Floats, bands: Floats, places: Places) -> tuple[Codes, Codes]:
    """Whole homes (LSOAs, bands) and (districts, bands): each district's period totals shared by `seed`, then bridged.

    Args:
        seed: (LSOAs, periods) pattern of each period over its district's LSOAs.
        totals: (districts, periods) homes.
        bands: (periods, bands) as `crosswalk` gives.
        places: the study's.

    Raises:
        ValueError: a district has homes of a period that none of its LSOAs has any of.
    """
    sums = np.zeros_like(totals)
    np.add.at(sums, places.district_of, seed)
    if ((sums <= 0) & (totals > 0)).any():
        row = int(np.argwhere((sums <= 0) & (totals > 0))[0][0])
        raise ValueError(f"{places.districts[row]} has homes of a period that none of its LSOAs has any of")
    factor = np.divide(totals, sums, out=np.zeros_like(totals), where=sums > 0)
    weights = (seed * factor[places.district_of]) @ bands
    homes = np.round(totals.sum(axis=1)).astype(np.int64)
    groups = np.repeat(np.arange(len(totals)), len(AGES))
    columns = largest_remainder((totals @ bands).reshape(-1), groups, homes).reshape(len(totals), len(AGES))
    rows = largest_remainder(weights.sum(axis=1), places.district_of, homes)
    return whole_table(weights, rows, places.district_of, columns), columns


def matrix(rows: pd.DataFrame, areas: Sequence[str], categories: Sequence[str]) -> Floats:
    """(areas, categories) values of AreaStatistics rows, NaN where there is none."""
    table = np.full((len(areas), len(categories)), np.nan)
    place, column = positions(rows["area_code"], areas), positions(rows["category"], categories)
    inside = (place >= 0) & (column >= 0)
    table[place[inside], column[inside]] = rows["value"].to_numpy(float)[inside]
    return table


def _mark(ratios: Floats, share: float) -> float:
    known = ratios[~np.isnan(ratios)]
    return float(np.quantile(known, share)) if len(known) else np.inf
