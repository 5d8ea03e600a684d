"""What homes buy by carrier, and what areas were recorded to buy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import codes_of, positions
from lae.buildings.demand_contract import CARRIERS, MAIN_FUELS

Floats = npt.NDArray[np.float64]

CARRIER_OF: Final = {
    "gas": "gas",
    "oil": "petroleum",
    "lpg": "petroleum",
    "solid_fuel": "solid_fuel",
    "electricity": "electricity",
    "network": "network",
}
"""What a home buys for its main fuel; `none` buys nothing to heat with."""
RECORDS: Final = ["none", "lad", "msoa", "lsoa"]
"""The levels of record a home's figures can rest on, the coarsest first."""


@dataclass(frozen=True)
class Record:
    """Published use of the areas of one level, kWh and the calendar year of each; NaN where nobody published it."""

    kwh: Floats
    year: Floats


def bought(energy: pd.DataFrame, *, prefix: str = "") -> dict[str, Floats]:
    """What each home buys of each carrier, kWh a year.

    Args:
        energy: contract HomeEnergy.
        prefix: "uncalibrated_" for what it was before scaling.
    """
    fuel = codes_of(energy["main_fuel"], MAIN_FUELS)
    heating = energy[f"{prefix}heating_kwh"].to_numpy(np.float64)
    result = {
        carrier: np.where(
            np.isin(fuel, [MAIN_FUELS.index(one) for one in CARRIER_OF if CARRIER_OF[one] == carrier]), heating, 0.0
        )
        for carrier in CARRIERS
    }
    result["electricity"] = result["electricity"] + energy[f"{prefix}appliances_kwh"].to_numpy(np.float64)
    return result


def recorded(metered: pd.DataFrame, level: str, carrier: str, codes: Sequence[str]) -> Record:
    """What homes of these areas were recorded to buy: of a district its latest year, of finer areas the latest of all.

    Finer areas share out a district's total, which two years in one share would distort; so an area without a figure
    of the level's latest year has none.

    Args:
        metered: contract MeteredEnergy.
        level: of RECORDS.
        carrier: of CARRIERS.
        codes: the areas, in the order of the result.
    """
    rows = metered["users"].eq("domestic") & metered["area_level"].eq(level) & metered["carrier"].eq(carrier)
    found = metered[rows].sort_values("year", kind="stable").drop_duplicates("area_code", keep="last")
    if level != "lad" and len(found):
        found = found[found["year"].eq(found["year"].max())]
    kwh, year = np.full(len(codes), np.nan), np.full(len(codes), np.nan)
    at = positions(found["area_code"], codes)
    told = at >= 0
    kwh[at[told]] = found["consumption_kwh"].to_numpy(np.float64)[told]
    year[at[told]] = found["year"].to_numpy(np.float64)[told]
    return Record(kwh, year)
