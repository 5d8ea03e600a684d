"""What NESO's tRESP pathways mean: a building block in an area, by pathway and year, as published."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.measures import Uptake
from lae.tables import Contract, columns_of, empty, key_of, validated

AREA_LEVELS: Final = ["district", "gsp_area", "resp_region"]
UNITS: Final = ["GWh", "MW", "Number", "m2"]
PATHWAYS: Final = ["tresp_ee", "tresp_he", "tresp_ht"]
"""Electric Engagement, Hydrogen Evolution, Holistic Transition. Only the last has years before 2035."""


class RespRows(Contract):
    """One published figure. `published` is the figure as the publisher wrote it, so that it can be written back.

    A GWh is energy in a year; which twelve months, the publisher does not say.
    """

    area_level: str = pa.Field(isin=AREA_LEVELS)
    area_code: str
    area_name: str = pa.Field(description="blank where the area's code is its name")
    pathway: str = pa.Field(isin=PATHWAYS)
    building_block: str
    year: int = pa.Field(ge=2010, le=2100)
    value: float = pa.Field(description="in `unit`, at the end of the year, or of the year where it is energy")
    unit: str = pa.Field(isin=UNITS)
    published: str
    licence_area: str = pa.Field(description="blank where the file does not say")
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "pathway", "building_block", "year"]


def resp_uptake(rows: pd.DataFrame) -> pd.DataFrame:
    """UPTAKE from the district figures of `rows` (contract `RespRows`): the publisher's own codes and units.

    Years nobody published have no row. A negative figure is no stock and has none either.
    """
    chosen = rows[rows["area_level"].eq("district") & rows["value"].ge(0.0)]
    if chosen.empty:
        return empty(Uptake)
    named = chosen.rename(columns={"pathway": "scenario", "area_code": "district_code"})
    table = named.assign(provenance=pd.Series("published", index=named.index, dtype="str"))
    ordered = table.sort_values(key_of(Uptake), kind="stable")[columns_of(Uptake)]
    return validated(ordered, Uptake, "uptake")
