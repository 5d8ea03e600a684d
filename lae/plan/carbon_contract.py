"""What a table of carbon's worth means: what a scenario's measures save, by factors and values of appraisal."""

import pandas as pd
import pandera.pandas as pa

from lae.measures import PROVENANCE
from lae.tables import Contract

ALL_MEASURES = "all_measures"
"""The sum of a scenario's components."""


class CarbonValue(Contract):
    """One row a scenario, area and component: tonnes saved from the base year to the last, and what they are worth.

    Tonnes are by factors of appraisal (the grid's long-run margin) and are none of CARBON PATH's. What solar makes is
    counted here, whoever uses it. Not a business case: neither capital nor bills are in it, and packages of homes in
    INVESTMENT are other actions on the same homes, so the two do not add up.
    """

    scenario: str
    area_level: str = pa.Field(isin=["lad", "county"])
    area_code: str
    component: str
    use: str = pa.Field(isin=["appraisal"])
    first_year: int
    last_year: int
    saved_cumulative_tco2e: float = pa.Field(nullable=True, description="undiscounted; below 0: added")
    carbon_value_low_gbp: float = pa.Field(nullable=True, description="present value at the low carbon values")
    carbon_value_gbp: float = pa.Field(nullable=True)
    carbon_value_high_gbp: float = pa.Field(nullable=True)
    price_year: int = pa.Field(ge=2000, le=2100)
    provenance: str = pa.Field(isin=PROVENANCE)
    reason: str

    class Config(Contract.Config):
        unique = ["scenario", "area_level", "area_code", "component"]

    @pa.dataframe_check(name="a_blank_says_why")
    @classmethod
    def _blank(cls, frame: pd.DataFrame) -> pd.Series:
        told = ["saved_cumulative_tco2e", "carbon_value_low_gbp", "carbon_value_gbp", "carbon_value_high_gbp"]
        return frame[told].notna().all(axis=1) | frame["reason"].ne("")
