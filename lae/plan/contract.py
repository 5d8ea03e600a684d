"""What an investment table means: one action in one area, its capital and what the carbon it saves is worth."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.measures import PROVENANCE
from lae.tables import Contract

BUILDINGS: Final = "buildings"
EV_INFRASTRUCTURE: Final = "ev_infrastructure"
WORKSTREAMS: Final = [BUILDINGS, EV_INFRASTRUCTURE]
RANGED: Final = ["capex", "carbon_value", "npv_carbon_only"]
"""Money with a low and a high beside it: `<name>_low_gbp`, `<name>_gbp`, `<name>_high_gbp`."""
TOLD: Final = [
    "capex_low_gbp",
    "capex_gbp",
    "capex_high_gbp",
    "lifetime_years",
    "carbon_saved_tco2e",
    "lifetime_cumulative_tco2e",
    "discounted_cumulative_tco2e",
    "gbp_per_tco2e",
    "carbon_value_low_gbp",
    "carbon_value_gbp",
    "carbon_value_high_gbp",
    "npv_carbon_only_low_gbp",
    "npv_carbon_only_gbp",
    "npv_carbon_only_high_gbp",
    "peak_added_kw",
]
"""Figures that may be blank only where `reason` says why."""


class Investment(Contract):
    """One row an area, action and scenario: capital, carbon over its life, and the one set against the other.

    Only districts add up, to their county; actions do not: packages are alternatives for the same homes, and scenarios
    for the same sites. `npv_carbon_only_*` is the value of carbon less capital and no business case: ENERGY BILLS,
    upkeep and replacement are in no figure here: bills stand in PROJECTS. Capital is spent in the start year,
    undiscounted; the saving is that of one year, held from the year after to the end of the life, a last part of a
    year in part. `peak_added_kw` is NON-ADDITIVE: a county's is the sum of its districts' after-diversity
    peaks, an upper bound, since they need not fall in the same half-hour. `funding` is blank: it stands in FUNDING.
    """

    area_level: str = pa.Field(isin=["lad", "county"])
    area_code: str
    workstream: str = pa.Field(isin=WORKSTREAMS)
    action: str = pa.Field(str_length={"min_value": 1})
    scenario: str = pa.Field(description="that the action is sized by; blank: by none")
    homes: float = pa.Field(ge=0, nullable=True, description="it is done to; blank for sites")
    sites_count: float = pa.Field(ge=0, nullable=True, description="at the last milestone; blank for homes")
    capex_low_gbp: float = pa.Field(ge=0, nullable=True)
    capex_gbp: float = pa.Field(ge=0, nullable=True)
    capex_high_gbp: float = pa.Field(ge=0, nullable=True)
    price_year: int = pa.Field(ge=2000, le=2100, description="of all money in the row")
    lifetime_years: float = pa.Field(gt=0, nullable=True)
    carbon_saved_tco2e: float = pa.Field(nullable=True, description="a year; below 0: added")
    lifetime_cumulative_tco2e: float = pa.Field(nullable=True, description="over the life, undiscounted")
    discounted_cumulative_tco2e: float = pa.Field(nullable=True, description="over the life, by Green Book factors")
    gbp_per_tco2e: float = pa.Field(ge=0, nullable=True, description="capital over lifetime carbon; blank: none saved")
    carbon_value_low_gbp: float = pa.Field(nullable=True, description="present value at the low carbon values")
    carbon_value_gbp: float = pa.Field(nullable=True)
    carbon_value_high_gbp: float = pa.Field(nullable=True)
    npv_carbon_only_low_gbp: float = pa.Field(nullable=True, description="low carbon value less high capital")
    npv_carbon_only_gbp: float = pa.Field(nullable=True)
    npv_carbon_only_high_gbp: float = pa.Field(nullable=True, description="high carbon value less low capital")
    peak_added_kw: float = pa.Field(nullable=True, description="after diversity; non-additive; below 0: taken off")
    funding: str
    reason: str = pa.Field(description="why figures are blank, separated by ; ")
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str = pa.Field(description="separated by a space")

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "workstream", "action", "scenario"]

    @pa.dataframe_check(name="low_value_high_in_order")
    @classmethod
    def _ordered(cls, frame: pd.DataFrame) -> pd.Series:
        ordered = pd.Series(data=True, index=frame.index)
        for name in RANGED:
            low, value, high = (frame[f"{name}{end}_gbp"] for end in ("_low", "", "_high"))
            ordered &= ~(low.gt(value) | value.gt(high) | low.gt(high))
        return ordered

    @pa.dataframe_check(name="a_blank_says_why")
    @classmethod
    def _blank(cls, frame: pd.DataFrame) -> pd.Series:
        unsized = frame["homes"].isna() & frame["sites_count"].isna()
        return ~(frame[TOLD].isna().any(axis=1) | unsized) | frame["reason"].ne("")
