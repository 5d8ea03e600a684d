"""Hot water and the people who use it, both from floor area alone, as SAP has them."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from lae.assumptions import Assumptions

Floats = npt.NDArray[np.float64]

_DAYS: Final = 365.0
ASSUMPTION_IDS: Final = (
    "sap_occ_amplitude",
    "sap_occ_rate",
    "sap_occ_offset",
    "sap_occ_slope",
    "hot_water_per_person",
    "hot_water_fixed",
    "hot_water_temperature_rise",
    "hot_water_losses",
    "water_heat_capacity",
)


@dataclass(frozen=True)
class HotWaterSettings:
    """SAP's people, and their water.

    Attributes:
        amplitude_persons: people beyond the first in a large home, before `slope_persons_per_m2`.
        rate_per_m4: how soon they are reached as homes grow.
        offset_m2: floor area up to which one person lives in a home.
        slope_persons_per_m2: people for each further square metre.
        per_person_litres: hot water a person and day.
        fixed_litres: hot water a home and day.
        rise_k: from cold main to tap, mean of the year.
        losses: of pipes and store, as a share of the heat drawn off.
        water_wh_per_litre_k: heat capacity of water.
    """

    amplitude_persons: float
    rate_per_m4: float
    offset_m2: float
    slope_persons_per_m2: float
    per_person_litres: float
    fixed_litres: float
    rise_k: float
    losses: float
    water_wh_per_litre_k: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> Self:
        """The settings of a register that holds all of `ASSUMPTION_IDS`."""
        return cls(*(assumptions.value(name) for name in ASSUMPTION_IDS))


def occupants(floor_area_m2: Floats, settings: HotWaterSettings) -> Floats:
    """People of a home of that floor area (homes,): 1 in the smallest, never fewer in a larger one."""
    above = np.maximum(floor_area_m2 - settings.offset_m2, 0.0)
    people: Floats = (
        1.0
        + settings.amplitude_persons * (1.0 - np.exp(-settings.rate_per_m4 * above**2))
        + settings.slope_persons_per_m2 * above
    )
    return people


def hot_water_kwh(people: Floats, settings: HotWaterSettings) -> Floats:
    """Useful heat a year (homes,) for the hot water of so many people, with what pipes and store lose."""
    litres = settings.per_person_litres * people + settings.fixed_litres
    drawn: Floats = litres * _DAYS * settings.water_wh_per_litre_k * settings.rise_k / 1_000
    return drawn * (1.0 + settings.losses)
