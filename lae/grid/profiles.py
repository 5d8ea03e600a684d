"""Half-hourly load of one unit of each technology over representative days, and the shape of the base load."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumption, Assumptions
from lae.grid.technologies import energy_scaled

_KW_PER_MW: Final = 1000.0
_SLOTS: Final = 48
_HOURS: Final = 0.5
_PER_MEGA: Final = {"kW": _KW_PER_MW, "MW": 1.0, "kVA": _KW_PER_MW, "MVA": 1.0}
"""How many of a unit make one MW or MVA."""
_APPARENT: Final = ("kVA", "MVA")

SEASONS: Final = ("winter", "spring", "summer", "autumn")
"""The seasons a representative day may name as its last word, for instance "cold winter"."""
BASE: Final = "base"
"""The profile of what is there already."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Profiles:
    """Load of one unit of each technology, and the shape of the base load, over all slots of all representative days.

    `p_mw` and `q_mvar` are (technology, slot), + is demand, - is export. `base_shape` is (slot,) between 0 (observed
    minimum) and 1 (maximum). Only the `dispatched` technologies have stated when they export: every other export counts
    in full against the minimum and as nothing against the maximum.
    """

    technologies: tuple[str, ...]
    slots: tuple[str, ...]
    p_mw: Floats
    q_mvar: Floats
    base_shape: Floats
    base_power_factor: float
    dispatched: frozenset[str] = frozenset()

    @property
    def demand(self) -> "Profiles":
        """The same without export that nobody has promised: no panel may be relied on at the evening peak."""
        return self._only(self.p_mw >= 0)

    @property
    def export(self) -> "Profiles":
        """The same without demand that nobody has promised: no car may be relied on to charge when the sun shines."""
        return self._only(self.p_mw <= 0)

    @property
    def days(self) -> tuple[str, ...]:
        """The representative days, in order."""
        return tuple(dict.fromkeys(map(day_of, self.slots)))

    def in_season(self, season: str) -> npt.NDArray[np.int64]:
        """The indices of the slots of that season's days, ascending; none when no day belongs to it."""
        belongs = {day: season_of(day) == season for day in self.days}
        return np.flatnonzero([belongs[day_of(slot)] for slot in self.slots])

    def shifted(self, half_hours: int) -> "Profiles":
        """The same with every technology's profile moved later by that many half-hours of its own day."""
        days = len(self.slots) // _SLOTS

        def move(load: Floats) -> Floats:
            return np.roll(load.reshape(-1, days, _SLOTS), half_hours, axis=2).reshape(load.shape)

        return replace(self, p_mw=move(self.p_mw), q_mvar=move(self.q_mvar))

    def scaled(self, technology: str, ratio: float) -> "Profiles":
        """The same with one technology's load multiplied in every half-hour; raises ValueError for an unknown one."""
        if technology not in self.technologies:
            raise ValueError(f"no technology is called {technology}; there are {', '.join(self.technologies)}")
        each = np.where(np.asarray(self.technologies) == technology, ratio, 1.0)[:, None]
        return replace(self, p_mw=self.p_mw * each, q_mvar=self.q_mvar * each)

    def with_dispatch(self, technology: str, p_mw: Floats) -> "Profiles":
        """The same and one more technology at unity power factor whose unit does `p_mw` (slot,), export included.

        What is stated counts in full, also where it lowers demand; raises ValueError for a name already taken or a
        dispatch that does not fill every slot.
        """
        if technology in self.technologies:
            raise ValueError(f"there already is a technology called {technology}")
        if p_mw.shape != self.base_shape.shape:
            raise ValueError(f"the dispatch of {technology} has {p_mw.size} half-hours, not {len(self.slots)}")
        return replace(
            self,
            technologies=(*self.technologies, technology),
            p_mw=np.vstack([self.p_mw, p_mw]),
            q_mvar=np.vstack([self.q_mvar, np.zeros_like(p_mw)]),
            dispatched=self.dispatched | {technology},
        )

    def energy_kwh(self, days: Mapping[str, float]) -> dict[str, float]:
        """What a unit of each technology draws in a year in which each representative day stands for so many days.

        Raises ValueError when `days` does not name exactly the profiles' own days.
        """
        if set(days) != set(self.days):
            raise ValueError(f"days are given for {', '.join(sorted(days))}; the profiles have {', '.join(self.days)}")
        hours = np.array([days[day_of(slot)] for slot in self.slots]) * _HOURS
        return dict(zip(self.technologies, (self.p_mw @ hours * _KW_PER_MW).tolist(), strict=True))

    def _only(self, kept: npt.NDArray[np.bool_]) -> "Profiles":
        """The same with nothing in the slots that are not kept, but for what is dispatched."""
        kept = kept | np.isin(self.technologies, list(self.dispatched))[:, None]
        return replace(self, p_mw=np.where(kept, self.p_mw, 0.0), q_mvar=np.where(kept, self.q_mvar, 0.0))


def build_profiles(profiles: pd.DataFrame, technologies: pd.DataFrame, assumptions: Assumptions) -> Profiles:
    """Profiles in MW a unit from the PROFILES and TECHNOLOGIES tables, days in the order the table first names them.

    A technology's greatest load is its after-diversity maximum, whose assumption states it in kW, kVA, MW or MVA a
    unit; one below zero exports. Raises ValueError for an incomplete day, one that names no season, a profile nobody
    drew, another unit, or a power factor that is none.
    """
    days = list(profiles["day"].unique())
    for day in days:
        season_of(day)
    wide = profiles.pivot_table(index="profile_id", columns=["day", "slot"], values="shape_ratio")
    wide = wide.reindex(columns=pd.MultiIndex.from_product([days, range(_SLOTS)]))
    if wide.isna().to_numpy().any():
        lacking = ", ".join(wide.index[wide.isna().any(axis=1)])
        raise ValueError(f"profiles without all 48 half-hours of {', '.join(days)}: {lacking}")
    rows = technologies.sort_values("technology")
    if undrawn := sorted({BASE, *rows["profile_id"]} - set(wide.index)):
        raise ValueError(f"no profile is drawn for {', '.join(undrawn)}")
    factors = [_power_factor(assumptions[key]) for key in rows["power_factor_id"]]
    peaks = [_peak(assumptions[key], factor) for key, factor in zip(rows["admd_id"], factors, strict=True)]
    peak, per_mega = np.array(peaks, float).reshape(-1, 2).T
    shape = wide.loc[rows["profile_id"]].to_numpy(float).copy()
    alike = rows["energy_of"].ne("").to_numpy()
    if alike.any():
        shape[alike] = energy_scaled(shape[alike], wide.loc[rows.loc[alike, "energy_of"]].to_numpy(float))
    p_mw = shape * peak[:, None] / per_mega[:, None]
    return Profiles(
        technologies=tuple(rows["technology"]),
        slots=tuple(f"{day} {slot // 2:02d}:{slot % 2 * 30:02d}" for day in days for slot in range(_SLOTS)),
        p_mw=p_mw,
        q_mvar=p_mw * np.tan(np.arccos(factors))[:, None],
        base_shape=wide.loc[BASE].to_numpy(),
        base_power_factor=_power_factor(assumptions["power_factor_demand"]),
        dispatched=frozenset(rows.loc[rows["measure"].eq("battery"), "technology"]),
    )


def day_of(slot: str) -> str:
    """The representative day of a slot: "cold winter 18:00" belongs to "cold winter"."""
    return slot.rpartition(" ")[0]


def season_of(day: str) -> str:
    """The season a representative day belongs to, the last word of its name; raises ValueError when it is none."""
    season = day.rpartition(" ")[2]
    if season not in SEASONS:
        raise ValueError(f'the representative day "{day}" must end in one of {", ".join(SEASONS)}')
    return season


def _power_factor(stated: Assumption) -> float:
    if not 0 < stated.value <= 1:
        raise ValueError(f"the power factor {stated.id} must be above 0 and at most 1, not {stated.value:g}")
    return stated.value


def _peak(admd: Assumption, power_factor: float) -> tuple[float, float]:
    """A unit's greatest active load in kW or MW, negative for export, and how many of those make one MW."""
    unit = admd.unit.replace("/", " ").partition(" ")[0]
    if unit not in _PER_MEGA:
        raise ValueError(f'{admd.id} must be stated in {", ".join(_PER_MEGA)} a unit, not in "{admd.unit}"')
    return admd.value * (power_factor if unit in _APPARENT else 1.0), _PER_MEGA[unit]
