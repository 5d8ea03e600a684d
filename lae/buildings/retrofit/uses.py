"""What each home uses for heat today, as arrays: what no measure can save more than."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import codes_of
from lae.buildings.demand_contract import MAIN_FUELS
from lae.buildings.energy.fabric import Fabric

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Uses:
    """Heat and fuel of each home of Dwellings, in its order, by the record where it is scaled to one.

    Attributes:
        main_fuel: position in MAIN_FUELS.
        space_kwh: useful heat for rooms, a year.
        physics_kwh: the same by heat loss alone, without the in-use correction, scaled to the record alike.
        hot_water_kwh: useful heat for hot water, a year.
        heating_kwh: main fuel bought for both, a year.
        design_kw: useful heat on the design day.
        in_use_ratio: heat for rooms in use to that by heat loss alone.
        pump_peak_kw: electricity at the network's peak, were an air-source heat pump to heat it.
        loss_w_per_k: heat loss of fabric and ventilation.
    """

    main_fuel: Codes
    space_kwh: Floats
    physics_kwh: Floats
    hot_water_kwh: Floats
    heating_kwh: Floats
    design_kw: Floats
    in_use_ratio: Floats
    pump_peak_kw: Floats
    loss_w_per_k: Floats

    @classmethod
    def of(cls, energy: pd.DataFrame, fabric: Fabric) -> "Uses":
        """From contract HomeEnergy and the fabric it was worked out with."""
        space, raw, archetype = (
            energy[name].to_numpy(np.float64)
            for name in ("space_heat_kwh", "uncalibrated_space_heat_kwh", "archetype_space_heat_kwh")
        )
        scaled = np.divide(space, raw, out=np.ones_like(space), where=raw > 0)
        return cls(
            main_fuel=codes_of(energy["main_fuel"], MAIN_FUELS),
            space_kwh=space,
            physics_kwh=archetype * scaled,
            hot_water_kwh=energy["hot_water_kwh"].to_numpy(np.float64),
            heating_kwh=energy["heating_kwh"].to_numpy(np.float64),
            design_kw=energy["design_heat_kw"].to_numpy(np.float64),
            in_use_ratio=np.divide(space, archetype, out=np.zeros_like(space), where=archetype > 0),
            pump_peak_kw=energy["heat_pump_peak_kw"].to_numpy(np.float64),
            loss_w_per_k=np.asarray(fabric.heat_loss_w_per_k, dtype=np.float64),
        )

    @property
    def heat_kwh(self) -> Floats:
        """Useful heat for rooms and hot water, a year."""
        return self.space_kwh + self.hot_water_kwh

    @property
    def fuel_per_heat_ratio(self) -> Floats:
        """Main fuel bought for a kWh of useful heat; 0 where none is bought."""
        heat = self.heat_kwh
        return np.divide(self.heating_kwh, heat, out=np.zeros_like(heat), where=heat > 0)

    def fuelled_by(self, fuel: str) -> npt.NDArray[np.bool_]:
        """Homes whose main fuel it is."""
        found: npt.NDArray[np.bool_] = self.main_fuel == MAIN_FUELS.index(fuel)
        return found
