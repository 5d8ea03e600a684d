"""Money of different years brought to one, by a stated index."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.findings import Finding, raise_errors
from lae.tables import Contract

Floats = npt.NDArray[np.float64]


class Deflators(Contract):
    """The price level of a calendar year, 1 in the base year of the index."""

    year: int = pa.Field(ge=1955, le=2100)
    index_ratio: float = pa.Field(gt=0)
    low: float = pa.Field(gt=0, nullable=True)
    high: float = pa.Field(gt=0, nullable=True)
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["year"]


class PriceRows(Contract):
    """What a table of prices keeps to: each within its own range, and what is unverified says what to check."""

    @pa.dataframe_check(name="central_within_its_own_range")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["low_gbp"].le(frame["central_gbp"]) & frame["central_gbp"].le(frame["high_gbp"])

    @pa.dataframe_check(name="unverified_with_what_to_check")
    @classmethod
    def _unverified(cls, frame: pd.DataFrame) -> pd.Series:
        said = frame["source"].str.startswith("CHECK: ") & frame["note"].ne("")
        return frame["tier"].ne("D") | said


def inflation(years: Floats, deflators: pd.DataFrame, *, price_year: int) -> Floats:
    """What a price of each year is multiplied by to be one of `price_year`; between two years the index lies between.

    Raises:
        FaultsError: a year lies outside the index.
    """
    table = deflators.sort_values("year", kind="stable")
    known, index = table["year"].to_numpy(float), table["index_ratio"].to_numpy(float)
    asked = np.append(years, float(price_year))
    outside = sorted({f"{year:g}" for year in asked if not known[0] <= year <= known[-1]})
    message = f"the index runs from {known[0]:g} to {known[-1]:g}; prices of other years cannot be brought to one."
    fault = Finding("error", "buildings/deflators.csv", "no_index", message, ids=tuple(outside), fix="Add the years.")
    raise_errors([fault] if outside else [])
    level = np.interp(asked, known, index)
    ratio: Floats = level[-1] / level[:-1]
    return ratio
