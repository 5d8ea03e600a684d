"""Half-hourly load: counts up the ladder first, then profiles.

Counts of units are summed to every node by the ladder and only then turned into load, so that coincidence is exact at
every level and peaks are never added. P and Q add separately; |S| is taken at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.network import Ladder
from lae.grid.peaks import Loads, peak_slots, trough_slots, unbeaten
from lae.grid.profiles import Profiles, build_profiles

__all__ = [
    "Base",
    "Growth",
    "Profiles",
    "base_load",
    "build_profiles",
    "carried",
    "cumulative_counts",
    "growth",
    "growth_of",
    "minimum",
    "minimum_of",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BUFFER: Final = 2**15
"""Numbers in one buffer of nodes x technologies, so that what is worked on stays in the processor's cache."""


@dataclass(frozen=True)
class Base:
    """Observed load of every node at every slot: `p_mw` and `q_mvar` are (node, slot), `known` is (node,).

    `shape` (slot,) is the one rise and fall that all nodes share; None where each has its own.
    """

    p_mw: Floats
    q_mvar: Floats
    known: npt.NDArray[np.bool_]
    shape: Floats | None = None

    @property
    def max_mva(self) -> Floats:
        """The observed maximum of every node, 0 where none is known."""
        return self.max_in(np.arange(self.p_mw.shape[1]))

    @property
    def min_mva(self) -> Floats:
        """The observed minimum of every node, 0 where none is known."""
        return self._at((np.square(self.p_mw) + np.square(self.q_mvar)).argmin(axis=1))

    def max_in(self, slots: Ints) -> Floats:
        """The greatest load of every node in these slots alone."""
        squared = np.square(self.p_mw[:, slots]) + np.square(self.q_mvar[:, slots])
        return self._at(slots[squared.argmax(axis=1)])

    def _at(self, slot: Ints) -> Floats:
        every = np.arange(len(slot))
        return np.hypot(self.p_mw[every, slot], self.q_mvar[every, slot])


@dataclass(frozen=True)
class Growth:
    """How every node's greatest, or least, load changes, and what that is made of; leading dimensions as in the counts.

    Of the greatest load `added_mva` (..., node) = max over slots of |base + added| less max of |base|. Of the least it
    is min over slots of the same less the observed minimum, |S| counting as negative while the node feeds back.
    `slot` (..., node) is the deciding slot; `contribution_mva` (..., node, technology) and `base_shift_mva` (..., node)
    sum to `added_mva` exactly; `count` (..., node, technology) are the units downstream.
    """

    added_mva: Floats
    slot: Ints
    contribution_mva: Floats
    base_shift_mva: Floats
    count: Floats


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
    return Base(mva * factor, mva * float(np.sqrt(1 - factor**2)), known, profiles.base_shape)


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


def carried(counts: Floats, ladder: Ladder) -> Floats:
    """The units downstream of every node, for counts (..., node, technology) placed at the nodes themselves."""
    flat = counts.reshape(-1, *counts.shape[-2:])
    count = np.empty_like(flat)
    for index, placed in enumerate(flat):
        count[index] = ladder.passes @ placed
    return count.reshape(counts.shape)


def growth(counts: Floats, ladder: Ladder, profiles: Profiles, base: Base) -> Growth:
    """Growth of every node's greatest demand for counts (..., node, technology) placed at the nodes themselves.

    Any leading dimensions (draw, scenario, year) are kept. Export lowers no maximum unless its dispatch is stated
    (`Profiles.demand`). Of half-hours with equal load, one of those that no other exceeds in any part decides.
    """
    return growth_of(carried(counts, ladder), profiles, base)


def growth_of(count: Floats, profiles: Profiles, base: Base, slots: Ints | None = None) -> Growth:
    """The same for units already added up to the nodes, where asked over some slots only (ascending indices)."""
    demand = profiles.demand
    within = np.arange(demand.p_mw.shape[1]) if slots is None else slots
    flat = count.reshape(-1, *count.shape[-2:])
    loads = Loads(demand.p_mw, demand.q_mvar, base.p_mw, base.q_mvar)
    slot = peak_slots(flat, loads, _candidates(flat, demand, base, within))
    return _made_of(flat, loads, slot, base.max_in(within), count)


def minimum(counts: Floats, ladder: Ladder, profiles: Profiles, base: Base) -> Growth:
    """Change of every node's least load for counts (..., node, technology) placed at the nodes themselves.

    What generation must reckon with: export counts in full, while demand counts as nothing unless its dispatch is
    stated (`Profiles.export`). Units that go take their demand with them; export that goes counts as nothing.
    """
    return minimum_of(carried(counts, ladder), profiles, base)


def minimum_of(count: Floats, profiles: Profiles, base: Base) -> Growth:
    """The same for units already added up to the nodes; the least load is `base.min_mva` and this `added_mva`."""
    flat = count.reshape(-1, *count.shape[-2:])
    going = np.flatnonzero((flat < 0).any(axis=(0, 1)))
    export, demand = profiles.export, profiles.demand
    units = np.concatenate([np.maximum(flat, 0.0), np.minimum(flat[..., going], 0.0)], axis=-1)
    p_mw, q_mvar = (np.vstack([come, go[going]]) for come, go in zip(_pq(export), _pq(demand), strict=True))
    loads = Loads(p_mw, q_mvar, base.p_mw, base.q_mvar)
    moved = np.flatnonzero(loads.p.any(axis=1) | loads.q.any(axis=1))
    felt = Loads(loads.p[moved], loads.q[moved], base.p_mw, base.q_mvar)
    slot = trough_slots(np.ascontiguousarray(units[..., moved]), felt, np.arange(base.p_mw.shape[1]))
    made = _made_of(units, loads, slot, base.min_mva, units, feeding_back=True)
    contribution, kinds = made.contribution_mva[..., : flat.shape[-1]].copy(), flat.shape[-1]
    contribution[..., going] += made.contribution_mva[..., kinds:]
    return _shaped(replace(made, contribution_mva=contribution, count=flat), count.shape[:-2])


def _pq(profiles: Profiles) -> tuple[Floats, Floats]:
    return profiles.p_mw, profiles.q_mvar


def _made_of(
    flat: Floats, loads: Loads, slot: Ints, start_mva: Floats, count: Floats, *, feeding_back: bool = False
) -> Growth:
    """Load at the deciding slots (case, node) less `start_mva` (node,), and each part's projection onto that load."""
    cases, nodes, kinds = flat.shape
    added, shift = np.empty((cases, nodes)), np.empty((cases, nodes))
    contribution = np.empty((cases, nodes, kinds))
    p_of, q_of = np.ascontiguousarray(loads.p.T), np.ascontiguousarray(loads.q.T)
    size = max(_BUFFER // max(kinds, 1), 1)
    p_buffer, q_buffer = np.empty((size, kinds)), np.empty((size, kinds))
    for begin in range(0, nodes, size):
        part = slice(begin, min(begin + size, nodes))
        rows, start = np.arange(part.start, part.stop), start_mva[part]
        p_each, q_each = p_buffer[: len(rows)], q_buffer[: len(rows)]
        for case in range(cases):
            at, units = slot[case, part], flat[case, part]
            np.take(p_of, at, axis=0, out=p_each, mode="clip")
            np.take(q_of, at, axis=0, out=q_each, mode="clip")
            p_base, q_base = loads.base_p[rows, at], loads.base_q[rows, at]
            p_at = p_base + np.einsum("nk,nk->n", units, p_each)
            q_at = q_base + np.einsum("nk,nk->n", units, q_each)
            s_at = np.hypot(p_at, q_at)
            if feeding_back:
                s_at = np.copysign(s_at, p_at)
            # The direction of the total at the deciding slot; contributions are projected onto it.
            towards_p, towards_q = _direction(p_at, s_at), _direction(q_at, s_at)
            p_each *= towards_p[:, None]
            q_each *= towards_q[:, None]
            p_each += q_each
            np.multiply(p_each, units, out=contribution[case, part])
            shift[case, part] = p_base * towards_p + q_base * towards_q - start
            added[case, part] = s_at - start
    return _shaped(Growth(added, slot, contribution, shift, count.reshape(flat.shape)), count.shape[:-2])


def _shaped(grown: Growth, leading: tuple[int, ...]) -> Growth:
    parts = {name: values.reshape(leading + values.shape[1:]) for name, values in vars(grown).items()}
    return replace(grown, **parts)


def _candidates(count: Floats, demand: Profiles, base: Base, within: Ints) -> Ints:
    """Those of the slots that can hold a maximum: all, unless nothing is below zero and the base has one shape."""
    negative = min(count.min(initial=0.0), demand.p_mw.min(initial=0.0), demand.q_mvar.min(initial=0.0)) < 0
    if base.shape is None or negative:
        return within
    return within[unbeaten(np.vstack([demand.p_mw, demand.q_mvar, base.shape])[:, within])]


def _direction(component: Floats, size: Floats) -> Floats:
    return np.divide(component, size, out=np.zeros_like(size), where=size != 0)


def _codes(values: pd.Series, order: Sequence[str]) -> Ints:
    codes = pd.Index(list(order)).get_indexer(pd.Index(values))
    if (codes < 0).any():
        raise ValueError(f"unknown {values.name}: {', '.join(sorted(set(values[codes < 0])))}")
    return np.asarray(codes, dtype=np.int64)
