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
