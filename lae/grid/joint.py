"""How much new demand fits at once: individual headrooms never add, since they share what is above them.

All of it holds for one load shape and power factor common to the new demand; mixed shapes need a linear programme.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from lae.grid.network import Ladder
from lae.grid.path import AT_LEAST, AT_MOST, EXACT, NOTHING, UNKNOWN

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SATURATED: Final = 1e-9
"""Room left, relative to the room at hand, below which a limit counts as reached."""


@dataclass(frozen=True)
class Joint:
    """Most new demand at once at and below every node, MVA, (..., n), all else unchanged.

    `limited` says whether the node's own limit sets it, rather than what its downstream nodes or those above allow.
    """

    value: Floats
    bound: Codes
    limited: Flags


@dataclass(frozen=True)
class Growth:
    """The greatest common growth factor, (...,), what kind of value it is, and the node that sets it."""

    value: Floats
    bound: Codes
    binding: Codes


@dataclass(frozen=True)
class Shares:
    """What each party gets, (..., party), NaN where nothing known limits it, and the node that stops it.

    `bound` is AT_MOST where a limit on the party's way is unknown, UNKNOWN where no known limit stops it.
    """

    value: Floats
    bound: Codes
    binding: Codes


def leaves(ladder: Ladder) -> Flags:
    """Nodes that feed nobody, (n,): where new demand is taken to connect unless told otherwise."""
    return np.asarray(np.diff(ladder.feeds.tocsr().indptr) == 0)


def joint_maximum(
    ladder: Ladder, value: Floats, bound: Codes, *, never_binds: Flags, cap: Floats | None = None
) -> Joint:
    """The most new demand that fits below each node at once; exact where every limit that matters is.

    Bottom-up f = min(room, sum of the f below + cap), then no more than the least room above. Room below zero counts
    as none here only. Own and path figures give the same answer, since a path figure holds for whatever passes.

    Args:
        ladder: n nodes, upstream first.
        value: room at each node, (..., n), NaN where there is no figure: that limit is unknown and the joint value an
            upper limit.
        bound: what each value is, (n,) or (..., n).
        never_binds: nodes without a limit of their own, which pass on the sum below, (n,), such as GSPs.
        cap: most new demand at the node itself, (n,) or (..., n), inf for no cap; the default lets `leaves` take any
            amount and the others none.

    Above a node fed by several the value is an upper limit: its parts cannot grow apart, and the sum ignores that.
    """
    bound = np.where(np.isnan(value), UNKNOWN, np.broadcast_to(bound, value.shape))
    proven, most = (bound == EXACT) | (bound == AT_LEAST), (bound == EXACT) | (bound == AT_MOST)
    clamped = np.maximum(np.nan_to_num(value), 0.0)
    low = np.where(never_binds, np.inf, np.where(proven, clamped, 0.0))
    high = np.where(never_binds, np.inf, np.where(most, clamped, np.inf))
    caps = np.where(leaves(ladder), np.inf, 0.0) if cap is None else cap
    below_low, _ = _ascend(ladder, low, caps)
    below_high, limited = _ascend(ladder, high, caps)
    below_low = np.where(_above_split(ladder), 0.0, below_low)
    above_low, above_high = _above(ladder, low), _above(ladder, high)
    least, greatest = np.minimum(below_low, above_low), np.minimum(below_high, above_high)
    exact = np.isfinite(greatest) & (least == greatest)
    at_most, at_least = np.isfinite(greatest) & ~exact, np.isinf(greatest) & np.isfinite(least) & (least > 0)
    return Joint(
        value=np.select([exact | at_most, at_least], [greatest, least], np.nan),
        bound=np.select([exact, at_most, at_least], [EXACT, AT_MOST, AT_LEAST], UNKNOWN),
        limited=limited & (below_high <= above_high),
    )


def separate_sum(ladder: Ladder, room: Floats, *, at: Flags | None = None) -> tuple[Floats, Codes, Codes]:
    """The separate headrooms below each node added up, and how many are known and unknown; each (..., n).

    Counted are the nodes `at` (by default `leaves`), each by the share that passes the node; negative ones count as 0.
    Set against the joint maximum, the sum says how many times the separate figures count the same room.
    """
    chosen = leaves(ladder) if at is None else at
    known = ~np.isnan(room) & chosen
    below = sparse.csr_array((ladder.passes > 0).astype(np.float64))

    def gathered(values: Floats, through: sparse.csr_array) -> Floats:
        flat = values.reshape(-1, values.shape[-1])
        return np.asarray((through @ flat.T).T).reshape(values.shape)

    total = gathered(np.where(known, np.maximum(np.nan_to_num(room), 0.0), 0.0), ladder.passes)
    counts = [gathered(np.asarray(flags, dtype=np.float64), below) for flags in (known, np.isnan(room) & chosen)]
    return total, counts[0].astype(np.int64), counts[1].astype(np.int64)


def uniform_growth(ladder: Ladder, room: Floats, weights: Floats) -> Growth:
    """The factor by which all `weights` may be added at once: the least of room / weight passing, over all nodes.

    Args:
        ladder: n nodes.
        room: own room, (..., n), negative kept, NaN unknown: where load passes it, the factor is an upper limit.
        weights: load at each node for one unit of growth, (n,) or (..., n), none negative.
    """
    _refuse_negative(weights)
    passing = _carried(ladder, np.broadcast_to(weights, room.shape))
    counts = (passing > 0) & ~np.isnan(room)
    factor = np.where(counts, room / np.where(counts, passing, 1.0), np.inf)
    binding, least = factor.argmin(axis=-1), factor.min(axis=-1)
    found = np.isfinite(least)
    doubtful = ((passing > 0) & np.isnan(room)).any(axis=-1)
    return Growth(
        value=np.where(found, least, np.nan),
        bound=np.where(found, np.where(doubtful, AT_MOST, EXACT), UNKNOWN),
        binding=np.where(found, binding, NOTHING),
    )


def fair_shares(ladder: Ladder, room: Floats, weights: Floats) -> Shares:
    """Max-min fair growth: nobody can have more without taking from one that has as little or less.

    All parties grow alike until a limit is reached; those whose load passes it stop there, the others go on.

    Args:
        ladder: n nodes.
        room: own room, (..., n); negative room counts as none, NaN as unknown.
        weights: load of one unit of each party at each node, (party, n), none negative; such as districts.
    """
    _refuse_negative(weights)
    passing = _carried(ladder, weights)
    uses = passing > 0
    flat = np.maximum(room.reshape(-1, room.shape[-1]), 0.0)
    limit = np.where(np.isnan(flat), np.inf, flat)
    rates = np.zeros((len(flat), len(weights)))
    binding = np.full(rates.shape, NOTHING, dtype=np.int64)
    moving = np.ones(rates.shape, dtype=bool)
    # Every round stops at least one party in every case that still has a limit ahead.
    for _ in range(len(weights)):
        slope = moving @ passing
        left = limit - rates @ passing
        steps = np.where(slope > 0, np.maximum(left, 0.0) / np.where(slope > 0, slope, 1.0), np.inf)
        step = steps.min(axis=-1, keepdims=True)
        going = np.isfinite(step)
        rates = rates + np.where(moving & going, np.where(going, step, 0.0), 0.0)
        reached = steps <= step + _SATURATED * np.maximum(1.0, flat) / np.where(slope > 0, slope, 1.0)
        full = (slope > 0) & going & ~np.isnan(flat) & reached
        stops = moving & (full.astype(np.float64) @ uses.T.astype(np.float64) > 0)
        first = (full[:, None, :] & uses).argmax(axis=-1)
        binding = np.where(stops, first, binding)
        moving &= ~stops
    doubtful = np.isnan(flat).astype(np.float64) @ uses.T.astype(np.float64) > 0
    bound = np.where(moving, UNKNOWN, np.where(doubtful, AT_MOST, EXACT))
    shape = (*room.shape[:-1], len(weights))
    return Shares(np.where(moving, np.nan, rates).reshape(shape), bound.reshape(shape), binding.reshape(shape))


def _ascend(ladder: Ladder, limit: Floats, cap: Floats) -> tuple[Floats, Flags]:
    """The least of a node's limit and all that arrives from below, from the leaves up, and where the limit is it."""
    arriving = np.broadcast_to(cap, limit.shape).astype(np.float64)
    carried, limited = np.empty_like(limit), np.empty(limit.shape, dtype=bool)
    for node in reversed(range(limit.shape[-1])):
        limited[..., node] = (limit[..., node] <= arriving[..., node]) & np.isfinite(limit[..., node])
        carried[..., node] = np.minimum(limit[..., node], arriving[..., node])
        for parent, share in ladder.parents[node]:
            arriving[..., parent] += share * carried[..., node]
    return carried, limited


def _above(ladder: Ladder, limit: Floats) -> Floats:
    """The least limit strictly above each node, counted by the share that passes it; inf where there is none."""
    above = np.full(limit.shape, np.inf)
    for node, parents in enumerate(ladder.parents):
        for parent, share in parents:
            least = np.minimum(limit[..., parent], above[..., parent]) / share
            above[..., node] = np.minimum(above[..., node], least)
    return above


def _above_split(ladder: Ladder) -> Flags:
    """Nodes with a node fed by several strictly below them."""
    split = np.asarray([float(len(parents) > 1) for parents in ladder.parents])
    return np.asarray((ladder.passes > 0).astype(np.float64) @ split - split > 0)


def _carried(ladder: Ladder, load: Floats) -> Floats:
    """What passes every node when `load` (..., n) is placed."""
    flat = load.reshape(-1, load.shape[-1])
    return np.asarray((ladder.passes @ flat.T).T).reshape(load.shape)


def _refuse_negative(weights: Floats) -> None:
    if (weights < 0).any() or np.isnan(weights).any():
        raise ValueError("the weights of growth must be known and not below zero")
