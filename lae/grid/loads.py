"""Half-hourly load: counts up the ladder first, then profiles.

Counts of units are summed to every node by the ladder and only then turned into load, so that coincidence is exact at
every level and peaks are never added. P and Q add separately; |S| is taken at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.grid.network import Ladder

_KW_PER_MW: Final = 1000.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Profiles:
    """Load of one unit of each technology, and the shape of the base load, over all slots of all representative days.

    `p_mw` and `q_mvar` are (technology, slot), `base_shape` is (slot,) between 0 (observed minimum) and 1 (maximum).
    """

    technologies: tuple[str, ...]
    slots: tuple[str, ...]
    p_mw: Floats
    q_mvar: Floats
    base_shape: Floats
    base_power_factor: float

    def shifted(self, half_hours: int) -> "Profiles":
        """The same with every technology's profile moved later by that many half-hours of its own day."""
        days = len(self.slots) // 48

        def move(load: Floats) -> Floats:
            return np.roll(load.reshape(-1, days, 48), half_hours, axis=2).reshape(load.shape)

        return Profiles(
            self.technologies,
            self.slots,
            move(self.p_mw),
            move(self.q_mvar),
            self.base_shape,
            self.base_power_factor,
        )


@dataclass(frozen=True)
class Base:
    """Observed load of every node at every slot: `p_mw` and `q_mvar` are (node, slot), `known` is (node,)."""

    p_mw: Floats
    q_mvar: Floats
    known: npt.NDArray[np.bool_]

    @property
    def max_mva(self) -> Floats:
        """The observed maximum of every node, 0 where none is known."""
        peak: Floats = np.hypot(self.p_mw, self.q_mvar).max(axis=1)
        return peak


@dataclass(frozen=True)
class Growth:
    """Growth of every node's peak, and what it is made of; leading dimensions are those of the counts.

    `added_mva` (..., node) = max over slots of |base + added| less max of |base|; `slot` (..., node) is the deciding
    slot;
    `contribution_mva` (..., node, technology) and `base_shift_mva` (..., node) sum to `added_mva` exactly; `count`
    (..., node, technology) are the units downstream.
    """

    added_mva: Floats
    slot: Ints
    contribution_mva: Floats
    base_shift_mva: Floats
    count: Floats


def build_profiles(profiles: pd.DataFrame, technologies: pd.DataFrame, assumptions: Assumptions) -> Profiles:
    """Profiles in MW a unit from the PROFILES and TECHNOLOGIES tables; raises ValueError for an incomplete day."""
    days = sorted(profiles["day"].unique(), reverse=True)
    wide = profiles.pivot_table(index="profile_id", columns=["day", "slot"], values="shape_ratio")
    wide = wide.reindex(columns=pd.MultiIndex.from_product([days, range(48)]))
    if wide.isna().to_numpy().any():
        lacking = ", ".join(wide.index[wide.isna().any(axis=1)])
        raise ValueError(f"profiles without all 48 half-hours of {', '.join(days)}: {lacking}")
    rows = technologies.sort_values("technology")
    admd_kw = np.array([assumptions.value(key) for key in rows["admd_id"]])
    factor = np.array([assumptions.value(key) for key in rows["power_factor_id"]])
    p_mw = wide.loc[rows["profile_id"]].to_numpy() * admd_kw[:, None] / _KW_PER_MW
    return Profiles(
        technologies=tuple(rows["technology"]),
        slots=tuple(f"{day} {slot // 2:02d}:{slot % 2 * 30:02d}" for day in days for slot in range(48)),
        p_mw=p_mw,
        q_mvar=p_mw * np.tan(np.arccos(factor))[:, None],
        base_shape=wide.loc["base"].to_numpy(),
        base_power_factor=assumptions.value("power_factor_demand"),
    )


def base_load(substations: pd.DataFrame, ladder: Ladder, profiles: Profiles) -> Base:
    """Every node's observed load: its shape meets the observed maximum and minimum; unknown nodes carry 0."""
    rows = substations.set_index("substation_id").reindex(ladder.ids)
    most = rows["observed_max_mva"].to_numpy(float)
    least = rows["observed_min_mva"].fillna(0.0).to_numpy(float)
    known = np.isfinite(most)
    most = np.where(known, most, 0.0)
    least = np.where(known, np.minimum(least, most), 0.0)
    mva = least[:, None] + (most - least)[:, None] * profiles.base_shape
    factor = profiles.base_power_factor
    return Base(mva * factor, mva * float(np.sqrt(1 - factor**2)), known)


def cumulative_counts(
    measures: pd.DataFrame,
    ladder: Ladder,
    *,
    scenarios: Sequence[str],
    years: Sequence[int],
    technologies: Sequence[str],
    since: int,
) -> Floats:
    """Units in place since the end of year `since`, (scenario, year, node, technology).

    Recorded stock that stood at the end of `since` is left out, whatever was recorded later is growth. Load without a
    known substation reaches no node.
    """
    shape = (len(scenarios), len(years), len(ladder.ids), len(technologies))
    known = measures["substation_id"].isin(ladder.position)
    counted = measures[known & ~(measures["status"].eq("existing") & measures["start_year"].le(since))]
    index = np.ravel_multi_index(
        (
            _codes(counted["scenario"], scenarios),
            np.clip(counted["start_year"].to_numpy() - years[0], 0, len(years) - 1),
            _codes(counted["substation_id"], ladder.ids),
            _codes(counted["technology"], technologies),
        ),
        shape,
    )
    late = counted["start_year"].to_numpy() > years[-1]
    units = np.where(late, 0.0, counted["profile_units"].to_numpy())
    yearly = np.bincount(index, weights=units, minlength=int(np.prod(shape))).reshape(shape)
    total: Floats = yearly.cumsum(axis=1)
    return total


def growth(counts: Floats, ladder: Ladder, profiles: Profiles, base: Base) -> Growth:
    """Growth of every node for counts (..., node, technology) placed at the nodes themselves.

    Any leading dimensions (draw, scenario, year) are kept; one node x slot buffer is held at a time.
    """
    leading, (nodes, kinds) = counts.shape[:-2], counts.shape[-2:]
    flat = counts.reshape(-1, nodes, kinds)
    result = Growth(
        added_mva=np.empty((len(flat), nodes)),
        slot=np.empty((len(flat), nodes), dtype=np.int64),
        contribution_mva=np.empty((len(flat), nodes, kinds)),
        base_shift_mva=np.empty((len(flat), nodes)),
        count=np.empty((len(flat), nodes, kinds)),
    )
    base_max, every = base.max_mva, np.arange(nodes)
    for index, placed in enumerate(flat):
        units = ladder.passes @ placed
        p_mw, q_mvar = base.p_mw + units @ profiles.p_mw, base.q_mvar + units @ profiles.q_mvar
        slot = np.argmax(p_mw**2 + q_mvar**2, axis=1)
        p_at, q_at = p_mw[every, slot], q_mvar[every, slot]
        s_at = np.hypot(p_at, q_at)
        # The direction of the total at the deciding slot; contributions are projected onto it.
        towards_p, towards_q = _direction(p_at, s_at), _direction(q_at, s_at)
        part = profiles.p_mw[:, slot].T * towards_p[:, None] + profiles.q_mvar[:, slot].T * towards_q[:, None]
        base_part = base.p_mw[every, slot] * towards_p + base.q_mvar[every, slot] * towards_q
        result.count[index] = units
        result.slot[index] = slot
        result.contribution_mva[index] = units * part
        result.base_shift_mva[index] = base_part - base_max
        result.added_mva[index] = s_at - base_max
    return _reshaped(result, leading)


def _direction(component: Floats, size: Floats) -> Floats:
    return np.divide(component, size, out=np.zeros_like(size), where=size > 0)


def _reshaped(grown: Growth, leading: tuple[int, ...]) -> Growth:
    def back(values: np.ndarray) -> np.ndarray:
        return values.reshape(leading + values.shape[1:])

    return Growth(
        back(grown.added_mva),
        back(grown.slot),
        back(grown.contribution_mva),
        back(grown.base_shift_mva),
        back(grown.count),
    )


def _codes(values: pd.Series, order: Sequence[str]) -> Ints:
    codes = pd.Index(list(order)).get_indexer(pd.Index(values))
    if (codes < 0).any():
        raise ValueError(f"unknown {values.name}: {', '.join(sorted(set(values[codes < 0])))}")
    return np.asarray(codes, dtype=np.int64)
