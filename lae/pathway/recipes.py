"""What each technology is made of: which building blocks of the publishers, added or taken off, in which unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.pathway import contract as names

COUNT: Final = "count"
KW: Final = "kW"
MWH: Final = "MWh/yr"

_UNITS: Final[dict[str, dict[str, float]]] = {
    COUNT: {"homes": 1.0, "vehicles": 1.0, "Number": 1.0},
    KW: {"kW": 1.0, "MW": 1e3, "GW": 1e6},
    MWH: {"kWh/yr": 1e-3, "MWh/yr": 1.0, "MWh": 1.0, "GWh/yr": 1e3, "GWh": 1e3},
}
"""What one of a row's unit is in ours; FES and tRESP write GWh and mean a year's."""


@dataclass(frozen=True)
class Recipe:
    """The building blocks of a technology with their signs, and the unit its counts are in.

    Of a recipe that is not `whole`, the blocks a scenario has are added up and the others are not counted. `grown`
    means the growth since the base year, at least 0. `read_into` means that the source does not print the technology
    itself: that a remainder is hybrids, or a growth new homes, is our reading, so it is never called published.
    """

    blocks: Mapping[str, int]
    unit: str = COUNT
    whole: bool = True
    grown: bool = False
    read_into: bool = False


RECIPES: Final[dict[str, Recipe]] = {
    names.AIR_SOURCE_HEAT_PUMP: Recipe({names.AIR_SOURCE: 1}),
    names.GROUND_SOURCE_HEAT_PUMP: Recipe({names.GROUND_SOURCE: 1}),
    names.HYBRID_HEAT_PUMP: Recipe(
        {names.ALL_HEAT_PUMPS: 1, names.AIR_SOURCE: -1, names.GROUND_SOURCE: -1}, read_into=True
    ),
    names.ELECTRIC_VEHICLE: Recipe({names.VEHICLES: 1}),
    names.DISTRICT_HEAT: Recipe({names.HEAT_NETWORKS: 1}),
    names.NEW_HOME: Recipe({names.ALL_HOMES: 1}, grown=True, read_into=True),
    names.NON_DOMESTIC: Recipe({names.NON_DOMESTIC_DEMAND: 1}, unit=MWH, grown=True, read_into=True),
    names.SOLAR: Recipe({names.LARGE_SOLAR: 1, names.SMALL_SOLAR: 1}, unit=KW, whole=False),
    names.BATTERY: Recipe({names.LARGE_BATTERIES: 1, names.HOME_BATTERIES: 1}, unit=KW, whole=False),
    names.DATA_CENTRE: Recipe({names.DATA_CENTRES: 1}, unit=KW),
}
"""Block ids are those of FES and tRESP, but for the heat table's own words, `EV` and `data_centre`, which are ours."""

UNIT_OF: Final = {block: recipe.unit for recipe in RECIPES.values() for block in recipe.blocks}
"""The unit each building block is turned into."""


def units_of(block: str) -> list[str]:
    """The units a building block of ours may be counted in."""
    return list(_UNITS[UNIT_OF[block]])


def in_our_units(uptake: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The rows of the blocks we use with values in our units, and which of them have a unit that is no such unit."""
    rows = uptake[uptake["building_block"].isin(UNIT_OF)]
    factor = pd.Series(
        [
            _UNITS[UNIT_OF[block]].get(unit, np.nan)
            for block, unit in zip(rows["building_block"], rows["unit"], strict=True)
        ],
        index=rows.index,
        dtype="float64",
    )
    return rows.assign(value=rows["value"] * factor), factor.isna()


def blocks_of(technology: str, there: set[str]) -> list[str]:
    """The blocks a scenario must have in every district for `technology`, where `there` are those it has anywhere."""
    blocks = RECIPES[technology].blocks
    return list(blocks) if RECIPES[technology].whole else [block for block in blocks if block in there]
