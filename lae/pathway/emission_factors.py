"""What a unit of energy emits, one family of factors a use: a function that takes one family cannot be given another.

Electricity has a factor a year, linear between the years a source gives and unknown beyond them; fuels have one each.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.pathway.carbon_path_contract import APPRAISAL, REPORTING

Floats = npt.NDArray[np.float64]
FUELS: Final = ["gas", "oil", "lpg", "solid_fuel"]
_CAR_MILES: Final = "car_miles"


@dataclass(frozen=True)
class Factors:
    """Factors of one use. Nobody has a `Factors` as such: those that report and those that appraise are apart.

    Attributes:
        known_years: the years the grid's factor is given for, rising.
        known_kg: of electricity bought, kg CO2e a kWh in each of them.
        fuels_kg: of each of FUELS, kg CO2e a kWh.
        vehicle_kg: of a vehicle that burns fuel, kg CO2e a year.
    """

    known_years: npt.NDArray[np.int64]
    known_kg: Floats
    fuels_kg: tuple[float, ...]
    vehicle_kg: float
    use: ClassVar[str]
    fuel_ids: ClassVar[tuple[str, ...]]
    car_id: ClassVar[str]

    @classmethod
    def ids(cls) -> tuple[str, ...]:
        """What the family takes from the register."""
        return (*cls.fuel_ids, cls.car_id, _CAR_MILES)

    @classmethod
    def of(cls, assumptions: Assumptions, grid_factors: pd.DataFrame) -> Self:
        """The family from the register and contract GridFactors; rows of other uses are left aside."""
        rows = grid_factors[grid_factors["use"].eq(cls.use)].sort_values("year", kind="stable")
        fuels = tuple(assumptions.value(name) for name in cls.fuel_ids)
        vehicle = assumptions.value(cls.car_id) * assumptions.value(_CAR_MILES)
        return cls(rows["year"].to_numpy(np.int64), rows["value"].to_numpy(float), fuels, vehicle)

    def electricity_kg(self, years: npt.ArrayLike) -> Floats:
        """The grid's factor in each of `years`; NaN where no source reaches."""
        wanted = np.asarray(years, dtype=np.float64)
        if not len(self.known_years):
            return np.full(wanted.shape, np.nan)
        outside = {"left": np.nan, "right": np.nan}
        found: Floats = np.interp(wanted, self.known_years.astype(float), self.known_kg, **outside)
        return found


class Reporting(Factors):
    """What emissions are reported by: the grid's average, and the fuels of the company reporting factors."""

    use = REPORTING
    fuel_ids = ("ef_gas_desnz_2024", "ef_oil_desnz_2024", "ef_lpg_desnz_2024", "ef_solid_fuel_desnz_2024")
    car_id = "ef_car_desnz_2024"


class Appraisal(Factors):
    """What a change is valued by: the grid's long-run margin, and the fuels of the Green Book's tables."""

    use = APPRAISAL
    fuel_ids = ("ef_gas_green_book", "ef_oil_green_book", "ef_lpg_green_book", "ef_solid_fuel_green_book")
    car_id = "ef_car_green_book"


def emitted_tco2e(change: pd.DataFrame, factors: Factors) -> Floats:
    """Tonnes of CO2e of each row of contract EnergyChange, all by the one family; NaN where anything is not known."""
    fuels = change[[f"{fuel}_kwh" for fuel in FUELS]].to_numpy(float) @ np.array(factors.fuels_kg)
    driven = change["fuelled_count"].to_numpy(float) * factors.vehicle_kg
    bought = change["electricity_kwh"].to_numpy(float)
    # A change that needs no electricity needs no factor of a year nobody knows.
    power = np.where(bought == 0.0, 0.0, bought * factors.electricity_kg(change["year"]))
    tonnes: Floats = (fuels + driven + power) / 1_000.0
    return tonnes
