"""The figures of one indicator by area, and how districts add up to their county."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from lae.plan.kpis.contract import BEYOND, COUNTY, DISTRICT

ACTUAL: Final = [
    "area_code",
    "actual_value",
    "actual_year",
    "actual_bound",
    "actual_source",
    "provenance",
]
FORECAST: Final = ["area_code", "milestone_year", "scenario", "forecast_value", "forecast_basis"]
TARGET: Final = ["area_code", "milestone_year", "target_value", "target_source", "target_tier"]


@dataclass(frozen=True)
class Area:
    """The study's areas: the county's code, its districts, and the years asked for."""

    county: str
    districts: tuple[str, ...]
    milestones: tuple[int, ...]

    def level(self, code: str) -> str:
        """Which level a code is of."""
        return COUNTY if code == self.county else BEYOND if code == BEYOND else DISTRICT


@dataclass(frozen=True)
class Measured:
    """One indicator's figures: tables of the columns ACTUAL, FORECAST and TARGET, and why there is no other row."""

    actual: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ACTUAL))
    forecast: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FORECAST))
    target: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=TARGET))
    no_actual: str = "not known for this area"
    no_forecast: str = "not known for this area and year"


def with_county(rows: pd.DataFrame, area: Area, value: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """`rows` by district and their sum as the county's, which is there only where every district is.

    Other columns of the county's row are those of its first district.
    """
    ours = rows[rows["area_code"].isin(area.districts)].dropna(subset=[value])
    if ours.empty:
        return ours
    key = list(by)
    groups = ours.groupby(key, sort=True) if key else ours.assign(_all=0).groupby("_all")
    whole = groups.filter(lambda part: set(part["area_code"]) == set(area.districts))
    if whole.empty:
        return ours
    again = whole.groupby(key, sort=True) if key else whole.assign(_all=0).groupby("_all")
    total = again.first().assign(**{value: again[value].sum()}).reset_index().assign(area_code=area.county)
    return pd.concat([ours, total[ours.columns]], ignore_index=True)
