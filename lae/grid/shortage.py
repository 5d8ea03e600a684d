"""How far, how long and how much a substation is above its limit on a representative day, and what charging could do.

Arrays are (row, day, slot): one row a shortfall, slots of half an hour. Powers in MW and MVA, energy in MWh a day.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.grid.loads import Base, Profiles

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_SLOTS: Final = 48
_HOURS: Final = 0.5
"""A slot's length."""
_HALVINGS: Final = 64
"""More than a float has binary digits: the level is found to the last."""
_EVEN: Final = 1e-9
"""A slot less than this above the limit is at it, MVA: the difference is rounding."""


@dataclass(frozen=True)
class DayLoad:
    """Load of every row at every half-hour; the movable part, as active load, is in `p_mw` and `q_mvar` too.

    `movable_tan` is the movable load's Q over P.
    """

    p_mw: Floats
    q_mvar: Floats
    movable_mw: Floats
    movable_tan: float

    @property
    def s_mva(self) -> Floats:
        """|S| of the whole load."""
        return np.hypot(self.p_mw, self.q_mvar)


@dataclass(frozen=True)
class Above:
    """What lies above the limit, (row, day); zero on days that keep to it.

    `slot` is the half-hour of the day's greatest load; `greatest_mva` what is above the limit there, `greatest_mw` the
    most active power that must go, at the load's own power factor; `hours` and `mwh` are a day's.
    """

    slot: Codes
    greatest_mva: Floats
    greatest_mw: Floats
    hours: Floats
    mwh: Floats


@dataclass(frozen=True)
class Managed:
    """The day after charging moved: `movable_mw` (row, day, slot) is where it went, energy and greatest load as said.

    `moved_mw` (row, day) left the half-hour of the day's greatest load before; `moved_mwh` changed its half-hour at
    all; `residual_mva` is still above the limit.
    """

    movable_mw: Floats
    moved_mw: Floats
    moved_mwh: Floats
    residual_mva: Floats


def day_load(
    count: Floats, node: Codes, profiles: Profiles, base: Base, *, movable: str, taking_part_share: float
) -> DayLoad:
    """The half-hourly load of each row; nothing can move where `movable` is no technology of the profiles.

    Args:
        count: units below the row's node since its observed year, (row, technology), from `Growth.count`.
        node: the row's node, (row,).
        profiles: load of one unit.
        base: observed load of the nodes. Cars that stood there in the observed year are in it and cannot move.
        movable: the technology whose load can move within its day.
        taking_part_share: share of it that takes part.
    """
    kind = np.asarray(profiles.technologies) == movable
    p_each, q_each = profiles.p_mw[kind].sum(axis=0), profiles.q_mvar[kind].sum(axis=0)
    drawn = p_each.sum()
    units = np.maximum(count[:, kind].sum(axis=1), 0.0)

    def by_day(load: Floats) -> Floats:
        return load.reshape(len(load), -1, _SLOTS)

    return DayLoad(
        p_mw=by_day(base.p_mw[node] + count @ profiles.p_mw),
        q_mvar=by_day(base.q_mvar[node] + count @ profiles.q_mvar),
        movable_mw=by_day(np.outer(units * taking_part_share, p_each)),
        movable_tan=float(q_each.sum() / drawn) if drawn else 0.0,
    )


def above_limit(load: DayLoad, limit_mva: Floats) -> Above:
    """What is above `limit_mva` (row,) on each representative day."""
    size = load.s_mva
    over = _over(size, limit_mva)
    # At the load's own power factor |S| falls in step with P.
    over_mw = over * np.divide(np.abs(load.p_mw), size, out=np.zeros_like(size), where=size > 0)
    return Above(
        slot=size.argmax(axis=-1),
        greatest_mva=over.max(axis=-1),
        greatest_mw=over_mw.max(axis=-1),
        hours=(over > 0).sum(axis=-1) * _HOURS,
        mwh=over_mw.sum(axis=-1) * _HOURS,
    )


def managed_charging(load: DayLoad, limit_mva: Floats) -> Managed:
    """The least peak that moving the movable load within its own day can reach, by filling the emptiest half-hours.

    Each day keeps its energy and no day's greatest load rises. The charging fills every half-hour with room up to one
    common level of |S|; the level at which the whole energy just fits is found to the last bit.
    """
    fixed_p = load.p_mw - load.movable_mw
    fixed_q = load.q_mvar - load.movable_mw * load.movable_tan
    energy = load.movable_mw.sum(axis=-1)
    before = load.s_mva
    low, high = np.zeros_like(energy), before.max(axis=-1)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        fits = _room_mw(fixed_p, fixed_q, load.movable_tan, middle).sum(axis=-1) >= energy
        low, high = np.where(fits, low, middle), np.where(fits, middle, high)
    filled = _room_mw(fixed_p, fixed_q, load.movable_tan, high)
    total = filled.sum(axis=-1)
    scale = np.divide(energy, total, out=np.zeros_like(energy), where=total > 0)
    placed = filled * scale[..., None]
    after = np.hypot(fixed_p + placed, fixed_q + placed * load.movable_tan)
    # Where charging soaks up a feed-in that is itself the greatest load, moving it would only hurt.
    worse = after.max(axis=-1) > before.max(axis=-1) * (1 + 1e-12)
    worse |= (energy > 0) & (total == 0)
    placed = np.where(worse[..., None], load.movable_mw, placed)
    after = np.where(worse[..., None], before, after)
    slot = before.argmax(axis=-1)[..., None]
    left = np.maximum(load.movable_mw - placed, 0.0)
    return Managed(
        movable_mw=placed,
        moved_mw=np.take_along_axis(left, slot, axis=-1)[..., 0],
        moved_mwh=left.sum(axis=-1) * _HOURS,
        residual_mva=_over(after, limit_mva).max(axis=-1),
    )


def _over(size: Floats, limit_mva: Floats) -> Floats:
    over = size - limit_mva[:, None, None]
    return np.where(over > _EVEN, over, 0.0)


def _room_mw(p_mw: Floats, q_mvar: Floats, tan: float, level: Floats) -> Floats:
    """Most load at that Q over P before |S| of each half-hour reaches the day's level; 0 where it is there already."""
    limit = np.broadcast_to(level[..., None], p_mw.shape)
    half_b = p_mw + tan * q_mvar
    c = p_mw**2 + q_mvar**2 - limit**2
    a = 1 + tan**2
    # c <= 0 below the limit, so the root is real.
    root = np.sqrt(np.maximum(half_b**2 - a * c, 0.0))
    return np.where(c < 0, np.maximum(root - half_b, 0.0) / a, 0.0)
