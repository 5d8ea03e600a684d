"""Carbon of what homes buy, by one family of factors alone: those that companies report by, of one year a fuel.

Never those that certificates are made with. The factor of electricity is for generation and stays as it is over a
measure's life, though the grid gets cleaner: what electrification saves is then the least, what panels save the most.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lae.assumptions import Assumptions
from lae.buildings.demand_contract import MAIN_FUELS

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Factors:
    """kg CO2e of a kWh bought, by main fuel; network heat is a kWh of heat."""

    gas: float
    oil: float
    lpg: float
    solid_fuel: float
    electricity: float
    network: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Factors":
        """The reporting family from the register."""
        return cls(
            gas=assumptions.value("ef_gas_desnz_2024"),
            oil=assumptions.value("ef_oil_desnz_2024"),
            lpg=assumptions.value("ef_lpg_desnz_2024"),
            solid_fuel=assumptions.value("ef_solid_fuel_desnz_2024"),
            electricity=assumptions.value("ef_electricity_desnz_2025"),
            network=assumptions.value("ef_network_desnz_2024"),
        )

    def of_fuel(self, main_fuel: Codes) -> Floats:
        """The factor of each home's main fuel (position in MAIN_FUELS); 0 where it has none."""
        table = np.array([getattr(self, name, 0.0) for name in MAIN_FUELS])
        return table[main_fuel]

    def saved_tco2e(self, fuel_saved_kwh: Floats, electricity_added_kwh: Floats, main_fuel: Codes) -> Floats:
        """(3, homes) t CO2e a year: low is the least fuel saved for the most electricity added."""
        saved = fuel_saved_kwh * self.of_fuel(main_fuel)
        return (saved - electricity_added_kwh[::-1] * self.electricity) / 1_000


CARBON_IDS = (
    "ef_gas_desnz_2024",
    "ef_oil_desnz_2024",
    "ef_lpg_desnz_2024",
    "ef_solid_fuel_desnz_2024",
    "ef_electricity_desnz_2025",
    "ef_network_desnz_2024",
)
