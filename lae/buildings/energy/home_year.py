"""What every home needs and buys in a year, from its fabric: heat, hot water and electricity, before any meter is read.

Space heat is 0.024 x degree days x heat loss. Degree days to a base of 15.5 C count what sun, people and appliances
give (they lift a home from there to its mean of about 18 C), so no gains are taken off again; every home has one base,
which makes saved heat proportional to saved heat loss. The in-use correction is what metered homes of a certificate's
band were found to use below its model; it is applied to space heat alone.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.coded import categorical, codes_of
from lae.buildings.demand_contract import MAIN_FUELS
from lae.buildings.energy import hot_water, peak
from lae.buildings.energy.fabric import Fabric
from lae.buildings.energy.hot_water import HotWaterSettings, hot_water_kwh, occupants
from lae.buildings.energy.peak import PeakSettings, with_peaks
from lae.buildings.stock_contract import EPC_BANDS, HEATINGS

Floats = npt.NDArray[np.float64]

_KILOHOURS_A_DAY: Final = 0.024
FUEL_OF: Final = {
    "gas": "gas",
    "oil": "oil",
    "lpg": "lpg",
    "solid_fuel": "solid_fuel",
    "electric_storage": "electricity",
    "electric_direct": "electricity",
    "heat_pump": "electricity",
    "hybrid_heat_pump": "electricity",
    "heat_network": "network",
    "none": "none",
}
"""The main fuel of each heating; what the boiler of a hybrid burns is not its main fuel: `hybrid_boiler_kwh`."""
GAP_IDS: Final = {
    "A": "epc_gap_ab",
    "B": "epc_gap_ab",
    "C": "epc_gap_c",
    "D": "epc_gap_d",
    "E": "epc_gap_e",
    "F": "epc_gap_fg",
    "G": "epc_gap_fg",
}
"""The in-use correction of each EPC band; two bands may share one."""
ASSUMPTION_IDS: Final = (
    *dict.fromkeys(GAP_IDS.values()),
    "heating_degree_days",
    "boiler_efficiency",
    "solid_fuel_efficiency",
    "electric_heating_efficiency",
    "ashp_spf_median",
    "hybrid_heat_pump_share",
    "appliances_scale",
    "lighting_scale",
    "lighting_efficient_ratio",
    "electricity_area_exponent",
    "cooking_fixed",
    "cooking_per_person",
    *hot_water.ASSUMPTION_IDS,
    *peak.ASSUMPTION_IDS,
)


@dataclass(frozen=True)
class EnergySettings:
    """A year's weather, how homes are heated, and what else they use.

    Attributes:
        gap: share by which metered space heat falls short of the model, by EPC band in the order of EPC_BANDS.
        degree_days: a year's heating degree days to a base of 15.5 C.
        boiler_efficiency: heat for a kWh of gas, oil or LPG.
        solid_fuel_efficiency: heat for a kWh of coal or wood.
        electric_efficiency: heat for a kWh in storage heaters and panels.
        heat_pump_spf: heat for a kWh of electricity over a year.
        hybrid_share: share of a hybrid's heat that its heat pump gives.
        appliances_scale_kwh: of (floor area x people) ** `exponent`.
        lighting_scale_kwh: of the same, were every lamp a filament.
        lighting_ratio: what efficient lamps leave of that.
        exponent: see above.
        cooking_fixed_kwh: electricity for cooking a home.
        cooking_per_person_kwh: electricity for cooking a person.
        water: hot water and people.
        peak: the design day.
    """

    gap: tuple[float, ...]
    degree_days: float
    boiler_efficiency: float
    solid_fuel_efficiency: float
    electric_efficiency: float
    heat_pump_spf: float
    hybrid_share: float
    appliances_scale_kwh: float
    lighting_scale_kwh: float
    lighting_ratio: float
    exponent: float
    cooking_fixed_kwh: float
    cooking_per_person_kwh: float
    water: HotWaterSettings
    peak: PeakSettings

    @classmethod
    def of(cls, assumptions: Assumptions) -> Self:
        """The settings of a register that holds all of `ASSUMPTION_IDS`."""
        value = assumptions.value
        return cls(
            gap=tuple(value(GAP_IDS[band]) for band in EPC_BANDS),
            degree_days=value("heating_degree_days"),
            boiler_efficiency=value("boiler_efficiency"),
            solid_fuel_efficiency=value("solid_fuel_efficiency"),
            electric_efficiency=value("electric_heating_efficiency"),
            heat_pump_spf=value("ashp_spf_median"),
            hybrid_share=value("hybrid_heat_pump_share"),
            appliances_scale_kwh=value("appliances_scale"),
            lighting_scale_kwh=value("lighting_scale"),
            lighting_ratio=value("lighting_efficient_ratio"),
            exponent=value("electricity_area_exponent"),
            cooking_fixed_kwh=value("cooking_fixed"),
            cooking_per_person_kwh=value("cooking_per_person"),
            water=HotWaterSettings.of(assumptions),
            peak=PeakSettings.of(assumptions),
        )

    @property
    def kwh_per_w_per_k(self) -> float:
        """A year's space heat for each W/K of heat loss, before the in-use correction."""
        return _KILOHOURS_A_DAY * self.degree_days

    @property
    def efficiency(self) -> tuple[float, ...]:
        """Useful heat for one kWh of the main fuel, in the order of HEATINGS."""
        known = {
            "gas": self.boiler_efficiency,
            "oil": self.boiler_efficiency,
            "lpg": self.boiler_efficiency,
            "solid_fuel": self.solid_fuel_efficiency,
            "electric_storage": self.electric_efficiency,
            "electric_direct": self.electric_efficiency,
            "heat_pump": self.heat_pump_spf,
            # All its heat over the electricity of the part that its heat pump gives.
            "hybrid_heat_pump": self.heat_pump_spf / self.hybrid_share,
            "heat_network": 1.0,
            "none": 1.0,
        }
        return tuple(known[name] for name in HEATINGS)


def home_energy(dwellings: pd.DataFrame, fabric: Fabric, settings: EnergySettings) -> pd.DataFrame:
    """Every home's year and coldest day (contract HomeEnergy), its calibrated figures still the uncalibrated ones.

    A home without heating needs heat like any other and buys none: its need counts, unmet, in heat and in peaks.

    Args:
        dwellings: contract Dwellings.
        fabric: of the same homes.
        settings: weather, heating and appliances.
    """
    heating = codes_of(dwellings["heating"], HEATINGS)
    people = occupants(dwellings["floor_area_m2"].to_numpy(np.float64), settings.water)
    water = hot_water_kwh(people, settings.water)
    loss = fabric.heat_loss_w_per_k
    archetype = settings.kwh_per_w_per_k * loss
    space = archetype * (1.0 - in_use_gap(dwellings, archetype, settings))
    efficiency = np.array(settings.efficiency)[heating]
    bought = np.where(heating == HEATINGS.index("none"), 0.0, (space + water) / efficiency)
    appliances = appliances_kwh(dwellings["floor_area_m2"].to_numpy(np.float64), people, settings)
    fuel = np.array([MAIN_FUELS.index(FUEL_OF[name]) for name in HEATINGS])[heating]
    frame = pd.DataFrame(
        {
            "dwelling_id": dwellings["dwelling_id"].to_numpy(),
            "main_fuel": categorical(fuel, MAIN_FUELS),
            "heat_loss_w_per_k": loss,
            "archetype_space_heat_kwh": archetype,
            "uncalibrated_space_heat_kwh": space,
            "space_heat_kwh": space,
            "uncalibrated_hot_water_kwh": water,
            "hot_water_kwh": water,
            "efficiency_ratio": efficiency,
            "uncalibrated_heating_kwh": bought,
            "heating_kwh": bought,
            "uncalibrated_appliances_kwh": appliances,
            "appliances_kwh": appliances,
            "design_heat_kw": 0.0,
            "heat_pump_peak_kw": 0.0,
        }
    ).astype({"dwelling_id": "str"})
    return with_peaks(frame, settings.peak)


def in_use_gap(dwellings: pd.DataFrame, archetype_kwh: Floats, settings: EnergySettings) -> Floats:
    """The share (homes,) of modelled space heat that is not used: by band, but of a modelled home the mean of them all.

    A modelled home's band is drawn beside its fabric, not worked out from it, so a gap by band would make the worst
    homes need less heat than middling ones. Their mean, weighted by heat, keeps what they need together.

    Args:
        dwellings: contract Dwellings.
        archetype_kwh: space heat of the same homes before any correction.
        settings: the gap by band.
    """
    gap: Floats = np.array(settings.gap)[codes_of(dwellings["epc_band"], EPC_BANDS)]
    modelled = dwellings["provenance"].eq("modelled").to_numpy(bool)
    heat = archetype_kwh[modelled].sum()
    mean = float((gap[modelled] * archetype_kwh[modelled]).sum() / heat) if heat > 0 else 0.0
    return np.where(modelled, mean, gap)


def appliances_kwh(floor_area_m2: Floats, people: Floats, settings: EnergySettings) -> Floats:
    """A year's electricity (homes,) of lamps, appliances and cookers, by the form of SAP's appendix L."""
    together = settings.appliances_scale_kwh + settings.lighting_scale_kwh * settings.lighting_ratio
    kwh: Floats = (
        together * (floor_area_m2 * people) ** settings.exponent
        + settings.cooking_fixed_kwh
        + settings.cooking_per_person_kwh * people
    )
    return kwh


def hybrid_boiler_kwh(energy: pd.DataFrame, dwellings: pd.DataFrame, settings: EnergySettings) -> Floats:
    """Gas (homes,) that boilers of hybrids burn beside the electricity in `heating_kwh`; 0 for every other home.

    Args:
        energy: contract HomeEnergy.
        dwellings: contract Dwellings of the same homes.
        settings: how a hybrid shares its heat.
    """
    hybrid = codes_of(dwellings["heating"], HEATINGS) == HEATINGS.index("hybrid_heat_pump")
    heat = (energy["space_heat_kwh"] + energy["hot_water_kwh"]).to_numpy(np.float64)
    return np.where(hybrid, heat * (1.0 - settings.hybrid_share) / settings.boiler_efficiency, 0.0)
