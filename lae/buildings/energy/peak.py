"""The coldest day: heat every home then needs, and what heat pumps would draw for it at the network's peak.

A home's figure is after diversity: it adds up over homes, and says nothing of one home alone.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.demand_contract import HeatPumpDay, HomeEnergy
from lae.tables import columns_of, validated

Floats = npt.NDArray[np.float64]

SLOTS: Final = 48
"""Half-hours of a day."""
_HOURS: Final = 8_760.0
ASSUMPTION_IDS: Final = (
    "design_inside_temperature",
    "design_outside_temperature",
    "hot_water_at_peak",
    "ashp_spf_coldest_day",
    "hp_coincidence_76",
)


@dataclass(frozen=True)
class PeakSettings:
    """The design day.

    Attributes:
        inside_c: mean of a home.
        outside_c: what heating is sized for.
        hot_water_at_peak: heat for hot water at that hour over its mean of the year.
        coldest_day_spf: heat an air-source heat pump gives for a unit of electricity on that day.
        coincidence: greatest load of many heat pumps together over the sum of their own greatest loads.
    """

    inside_c: float
    outside_c: float
    hot_water_at_peak: float
    coldest_day_spf: float
    coincidence: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> Self:
        """The settings of a register that holds all of `ASSUMPTION_IDS`."""
        return cls(*(assumptions.value(name) for name in ASSUMPTION_IDS))


def design_heat_kw(heat_loss_w_per_k: Floats, in_use: Floats, hot_water_kwh: Floats, settings: PeakSettings) -> Floats:
    """Useful heat on the design day (homes,), with its share of hot water; gains of sun and people are not counted.

    Args:
        heat_loss_w_per_k: of the home.
        in_use: a year's space heat over the archetype's: corrections of the year hold on its coldest day too.
        hot_water_kwh: useful heat a year.
        settings: the design day.
    """
    space = heat_loss_w_per_k * (settings.inside_c - settings.outside_c) / 1_000 * in_use
    kw: Floats = space + settings.hot_water_at_peak * hot_water_kwh / _HOURS
    return kw


def heat_pump_kw(design_kw: Floats, settings: PeakSettings) -> Floats:
    """Electricity of air-source heat pumps that give this heat, after diversity (homes,)."""
    kw: Floats = design_kw / settings.coldest_day_spf * settings.coincidence
    return kw


def with_peaks(energy: pd.DataFrame, settings: PeakSettings) -> pd.DataFrame:
    """`energy` with the peaks that follow from its space heat and hot water, for instance after calibration.

    Args:
        energy: contract HomeEnergy; its two peaks are not read.
        settings: the design day.
    """
    space, archetype = energy["space_heat_kwh"].to_numpy(), energy["archetype_space_heat_kwh"].to_numpy()
    in_use = np.divide(space, archetype, out=np.zeros(len(energy)), where=archetype > 0)
    loss, water = energy["heat_loss_w_per_k"].to_numpy(), energy["hot_water_kwh"].to_numpy()
    kw = design_heat_kw(loss, in_use, water, settings)
    frame = energy.assign(design_heat_kw=kw, heat_pump_peak_kw=heat_pump_kw(kw, settings))
    return validated(frame, HomeEnergy, "home_energy")


def half_hourly_kw(energy: pd.DataFrame, shape: Floats) -> Floats:
    """Load (48,) of a group of homes on the design day were all heated by air-source heat pumps.

    Its greatest value is the sum of their `heat_pump_peak_kw`, so no half-hour exceeds what the group adds to a peak.

    Args:
        energy: contract HomeEnergy, the group's rows.
        shape: (48,) load of a half-hour over the day's greatest, for instance a profile of the study.

    Raises:
        ValueError: the shape has another length, a value outside 0 to 1, or no 1.
    """
    form = np.asarray(shape, dtype=np.float64)
    if form.shape != (SLOTS,):
        raise ValueError(f"a day has {SLOTS} half-hours, the shape has {form.size}")
    if not (form >= 0).all() or not np.isclose(form.max(), 1.0, rtol=0.0, atol=1e-9):
        raise ValueError("a day's shape must not be below 0 and its greatest value must be 1")
    load: Floats = float(energy["heat_pump_peak_kw"].sum()) * form / form.max()
    return load


def heat_pump_day(dwellings: pd.DataFrame, energy: pd.DataFrame, shape: Floats, *, measured_kw: float) -> pd.DataFrame:
    """The contract HeatPumpDay: each district by half-hour, at the level heat loss gives and at the measured one.

    Args:
        dwellings: contract Dwellings.
        energy: contract HomeEnergy, of the same homes.
        shape: as of `half_hourly_kw`.
        measured_kw: after-diversity peak of the mean home's heat pump.
    """
    own = float(energy["heat_pump_peak_kw"].mean())
    parts = []
    for district, rows in energy.groupby(dwellings["district_code"].to_numpy(), observed=True, sort=True):
        kw = half_hourly_kw(rows, shape)
        day = {"slot": np.arange(SLOTS), "homes": float(len(rows)), "heat_loss_kw": kw}
        parts.append(pd.DataFrame(day).assign(measured_kw=kw * measured_kw / own, district_code=str(district)))
    table = pd.concat(parts, ignore_index=True)[columns_of(HeatPumpDay)].astype({"district_code": "str"})
    return validated(table, HeatPumpDay, "heat_pump_day")
