"""Which rows of a study's own tables of carbon an option grows by: mixes of species and yield classes, or habitats."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.land.sequestration_contract import ANY, BASELINE, LAND_CLASSES, OPTIONS
from lae.tables import Contract

_WHOLE: Final = 1e-6


class CarbonMixes(Contract):
    """One row a part of a mix: a curve (its name as `lae check` shows it) or a habitat of a dropped table.

    The shares of an option on a class of land make one whole. Parts of low and high are those of a poorer and a better
    site, such as the next yield classes; blank: no range is known. A rate is of a state of land: `instead_of` names
    the state it takes the place of, and is needed for emission that stops.
    """

    option: str = pa.Field(isin=[*OPTIONS, BASELINE])
    land_class: str = pa.Field(isin=[*LAND_CLASSES, ANY])
    part: str = pa.Field(str_length={"min_value": 1})
    low_part: str
    high_part: str
    instead_of: str
    mix_share: float = pa.Field(gt=0, le=1)
    tier: str = pa.Field(isin=["A", "B", "C"], description="of the dropped table: A where it is the publisher's own")
    note: str

    class Config(Contract.Config):
        unique = ["option", "land_class", "part"]

    @pa.dataframe_check(name="shares_of_a_mix_make_one_whole")
    @classmethod
    def _whole(cls, frame: pd.DataFrame) -> pd.Series:
        total = frame.groupby(["option", "land_class"])["mix_share"].transform("sum")
        return (total - 1.0).abs() < _WHOLE
