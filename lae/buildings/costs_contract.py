"""What works on a home cost: prices as published, each in its own price year, and the index that makes them one."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.buildings.retrofit_contract import MEASURES
from lae.tables import Contract

SEGMENTS: Final = [
    "flat_small",
    "flat_large",
    "mid_terrace_small",
    "mid_terrace_large",
    "semi_small",
    "semi_large",
    "detached_small",
    "detached_large",
    "bungalow",
]
"""Kinds of home that works are priced by; an end terrace is a semi, a park home a bungalow."""
PER: Final = ["home", "m2", "kwp", "kwh"]


class RetrofitCosts(Contract):
    """One row a price: of one home, or of a unit of work, for a segment or for `any` home."""

    measure: str = pa.Field(isin=MEASURES)
    kind: str = pa.Field(isin=["", "suspended", "solid"], description="of the element, where its price depends on it")
    segment: str = pa.Field(isin=[*SEGMENTS, "any"])
    size_kw: float = pa.Field(gt=0, nullable=True, description="of a heat pump: one point of its curve")
    per: str = pa.Field(isin=PER)
    low_gbp: float = pa.Field(ge=0, nullable=True)
    central_gbp: float = pa.Field(gt=0)
    high_gbp: float = pa.Field(gt=0, nullable=True)
    price_year: float = pa.Field(ge=2000, le=2100, description="of the price; 2016.5 is the financial year 2016/17")
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["measure", "kind", "segment", "size_kw"]

    @pa.dataframe_check(name="central_within_its_own_range")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        above = frame["low_gbp"].isna() | frame["low_gbp"].le(frame["central_gbp"])
        return above & (frame["high_gbp"].isna() | frame["high_gbp"].ge(frame["central_gbp"]))

    @pa.dataframe_check(name="unverified_with_a_range_and_what_to_check")
    @classmethod
    def _unverified(cls, frame: pd.DataFrame) -> pd.Series:
        said = frame["source"].str.startswith("CHECK: ") & frame["note"].ne("")
        return frame["tier"].ne("D") | (said & frame["low_gbp"].notna() & frame["high_gbp"].notna())
