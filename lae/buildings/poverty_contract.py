"""Fuel poverty by LSOA: the finest level at which it is published; no home is known to be fuel poor."""

import pandas as pd
import pandera.pandas as pa

from lae.tables import Contract


class FuelPoverty(Contract):
    """One row an LSOA of the study: households and those in fuel poverty, as the Department estimates them.

    Published, but itself a model of the English Housing Survey: rates tell kinds of area apart, not one from its
    neighbour, and not one year from the next.
    """

    lsoa_code: str = pa.Field(str_matches=r"^[EW]\d{8}$")
    households_count: float = pa.Field(gt=0, nullable=True, description="blank: withheld")
    fuel_poor_count: float = pa.Field(ge=0, nullable=True, description="low income, and a home of band D or worse")
    year: int = pa.Field(ge=2000, le=2100, description="of the estimate, not of its publication")
    source_id: str

    class Config(Contract.Config):
        unique = ["lsoa_code"]

    @pa.dataframe_check(name="no_more_poor_than_all")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        counts = frame[["households_count", "fuel_poor_count"]]
        return counts.isna().any(axis=1) | frame["fuel_poor_count"].le(frame["households_count"])
