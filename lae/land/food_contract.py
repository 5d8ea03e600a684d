"""What farmland yields, and what claims on it would take out of food production: a figure only where one was read."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.land.contract import ALC_GRADES
from lae.land.sequestration_contract import ALONE, LAND_CLASSES, OPTIONS, STACKED, TOGETHER, UNGRADED, Ranged
from lae.tables import Contract

BMV: Final = ["yes", "possible", "no", "unknown"]
PER_HA: Final = "/ha/year"


class DisplacedFood(Contract):
    """One row a zone, option, class and grade: farmland that leaves food production, or yields less of it."""

    basis: str = pa.Field(isin=[ALONE, TOGETHER, STACKED])
    zone_id: str
    option: str = pa.Field(isin=OPTIONS)
    land_class: str = pa.Field(isin=LAND_CLASSES)
    grade: str = pa.Field(isin=[*ALC_GRADES, UNGRADED])
    best_and_most_versatile: str = pa.Field(isin=BMV, description="a provisional grade 3 is possible, never yes")
    displaced_ha: float = pa.Field(ge=0)
    reduced_ha: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["basis", "zone_id", "option", "land_class", "grade"]


class FoodYields(Ranged):
    """One row a class of farmland: what a hectare of it yields a year, in its own unit; blank until one is read."""

    land_class: str = pa.Field(isin=LAND_CLASSES)
    product: str = pa.Field(str_length={"min_value": 1})

    class Config(Contract.Config):
        unique = ["land_class"]

    @pa.dataframe_check(name="of_a_hectare_and_year")
    @classmethod
    def _yearly(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["unit"].str.endswith(PER_HA)


class FoodLost(Contract):
    """One row a zone or district, option and class of farmland: the food that its displaced hectares grew a year.

    Blank with the reason where no yield was read or the only one is unverified. Reduced hectares go on yielding some,
    nobody says how much: they are in no figure. `alone` rows are alternatives and never add up.
    """

    basis: str = pa.Field(isin=[ALONE, TOGETHER, STACKED])
    zone_id: str
    option: str = pa.Field(isin=OPTIONS)
    land_class: str = pa.Field(isin=LAND_CLASSES)
    displaced_ha: float = pa.Field(ge=0)
    best_ha: float = pa.Field(ge=0, description="of them, grade 1, 2 or 3a")
    ungraded_ha: float = pa.Field(ge=0, description="of them, of no known grade, or of a grade 3 not divided")
    reduced_ha: float = pa.Field(ge=0)
    product: str
    unit: str
    low: float = pa.Field(ge=0, nullable=True)
    value: float = pa.Field(ge=0, nullable=True)
    high: float = pa.Field(ge=0, nullable=True)
    tier: str = pa.Field(isin=["", *TIERS], description="of the yield")
    source: str
    reason: str

    class Config(Contract.Config):
        unique = ["basis", "zone_id", "option", "land_class"]
