"""What a battery does when its owner has said so: it shaves a stated load and ends each day as full as it began it.

Nothing else about batteries is loaded: one without a stated dispatch has no effect on any figure (headroom rule 12).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.grid.profiles import Profiles

Floats = npt.NDArray[np.float64]

_SLOTS: Final = 48
_HOURS: Final = 0.5
_KW_PER_MW: Final = 1000.0


@dataclass(frozen=True)
class Battery:
    """One unit: power in and out at the meter, energy it can give back from full, and what survives a round trip."""

    power_kw: float
    energy_kwh: float
    round_trip_share: float

    def __post_init__(self) -> None:
        sizes = (self.power_kw, self.energy_kwh)
        if not all(math.isfinite(size) and size > 0 for size in sizes) or not 0 < self.round_trip_share <= 1:
            raise ValueError(f"a battery needs power and energy above 0 and an efficiency in (0, 1], not {self}")


def peak_shaving(battery: Battery, load_kw: Floats) -> Floats:
    """The dispatch that leaves each day the lowest peak, kW, + charges and - gives back, (slot,).

    Each day stands alone: the battery gives back `round_trip_share` of what it drew that day, at most its energy once.
    It cuts everything above one level and fills everything below another, lower one, as far as its power allows, so it
    never makes a new peak and never exports beyond the load it shaves.

    Args:
        battery: one unit.
        load_kw: the stated load one unit shaves, (slot,), whole days of half-hours.

    Raises ValueError for a part of a day or a load that is not a number everywhere.
    """
    if load_kw.ndim != 1 or load_kw.size % _SLOTS or not np.isfinite(load_kw).all():
        raise ValueError(f"the load to shave must be whole days of {_SLOTS} numbers, not {load_kw.size} half-hours")
    days = [_one_day(battery, day) for day in load_kw.reshape(-1, _SLOTS)]
    return np.concatenate(days) if days else np.empty(0)


def with_battery(profiles: Profiles, technology: str, battery: Battery | None, load_kw: Floats) -> Profiles:
    """The profiles with one more technology, whose unit shaves `load_kw`; without a battery stated it does nothing."""
    dispatch = np.zeros_like(profiles.base_shape) if battery is None else peak_shaving(battery, load_kw)
    return profiles.with_dispatch(technology, dispatch / _KW_PER_MW)


def _one_day(battery: Battery, load: Floats) -> Floats:
    """Both levels follow from how much energy is moved: as much as the battery holds, or until the levels meet."""
    power, share = battery.power_kw, battery.round_trip_share
    levels = np.unique(np.concatenate([load - power, load, load + power]))
    given = np.clip(load[None, :] - levels[:, None], 0.0, power).sum(axis=1) * _HOURS
    drawn = np.clip(levels[:, None] - load[None, :], 0.0, power).sum(axis=1) * _HOURS
    # Both are linear between the levels, so that what lies between two of them is exact too.
    surplus = share * drawn - given
    meeting = np.interp(0.0, surplus, levels)
    energy = min(battery.energy_kwh, float(np.interp(meeting, levels, given)))
    upper = np.interp(-energy, -given, levels)
    lower = np.interp(energy / share, drawn, levels)
    out, back = np.clip(load - upper, 0.0, power), np.clip(lower - load, 0.0, power)
    # Rounding apart they balance already; the larger one gives way, so that no limit is passed.
    stored, spent = share * back.sum(), out.sum()
    if stored > spent:
        back *= spent / stored
    elif spent > stored:
        out *= stored / spent
    dispatch: Floats = back - out
    return dispatch
