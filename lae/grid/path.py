"""The least headroom on the way up, by interval: what is known of each figure decides what is known of the minimum.

A figure is exact, an upper limit (at_most: an operator's floored zero), a lower limit (at_least) or unknown. Each is
kept as the interval it stands for, so that a path says no more than its parts do.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.grid.network import Ladder
from lae.measures import BOUNDS

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EXACT, AT_MOST, AT_LEAST, UNKNOWN = (BOUNDS.index(name) for name in ("exact", "at_most", "at_least", "unknown"))
NOTHING: Final = -1
"""Index of "no asset" where nothing on the path has a figure."""


@dataclass(frozen=True)
class PathRoom:
    """Per node and leading dimension: the value, what kind of value it is, and the index of the node that sets it."""

    value: Floats
    bound: Codes
    binding: Codes


def after_growth(bound: Codes, *, understated: Flags, overstated: Flags) -> Codes:
    """What remains known of a figure once growth is taken off.

    Growth that leaves out homes makes the rest an upper limit, growth that ignores coincidence a lower limit, both
    nothing.
    """
    upper = (bound == AT_MOST) | understated
    lower = (bound == AT_LEAST) | overstated
    known = np.where(upper & lower, UNKNOWN, np.where(upper, AT_MOST, np.where(lower, AT_LEAST, EXACT)))
    return np.where(bound == UNKNOWN, UNKNOWN, known)


def path_room(ladder: Ladder, value: Floats, bound: Codes, *, never_binds: Flags) -> PathRoom:
    """The least room from each node to the top of its path; a tie names the higher node.

    Args:
        ladder: n nodes, upstream first.
        value: room at each node itself, (..., n), NaN where there is no figure.
        bound: what each value is, (n,) or (..., n).
        never_binds: nodes without a published limit that must not count, (n,), such as GSPs.

    A node fed by several takes from each its share: room at the parent counts divided by the share.
    """
    bound = np.broadcast_to(bound, value.shape)
    bound = np.where(np.isnan(value), UNKNOWN, bound)
    low = np.where((bound == EXACT) | (bound == AT_LEAST), value, -np.inf)
    high = np.where((bound == EXACT) | (bound == AT_MOST), value, np.inf)
    low, high = np.where(never_binds, np.inf, low), np.where(never_binds, np.inf, high)
    any_value = np.where(never_binds | np.isnan(value), np.inf, value)
    low, low_at = _descend(ladder, low)
    high, high_at = _descend(ladder, high)
    any_value, any_at = _descend(ladder, any_value)
    exact = np.isfinite(low) & (low == high)
    at_most = np.isneginf(low) & np.isfinite(high)
    at_least = np.isfinite(low) & ~exact
    least = np.where(exact | at_most, high, np.where(at_least, low, any_value))
    return PathRoom(
        value=np.where(np.isfinite(least), least, np.nan),
        bound=np.select([exact, at_most, at_least], [EXACT, AT_MOST, AT_LEAST], UNKNOWN),
        binding=np.where(exact | at_most, high_at, np.where(at_least, low_at, any_at)),
    )


def _descend(ladder: Ladder, own: Floats) -> tuple[Floats, Codes]:
    """The minimum from the top down to every node, and where it is reached."""
    # Nodes first, so that what is read and written for one node lies together.
    least = np.array(np.moveaxis(own, -1, 0), order="C")
    at = np.empty(least.shape, dtype=np.int64)
    at[:] = np.arange(len(least)).reshape(-1, *[1] * (least.ndim - 1))
    at[np.isposinf(least)] = NOTHING
    for node, parents in enumerate(ladder.parents):
        for parent, share in parents:
            above = least[parent] / share
            wins = (above <= least[node]) & ~np.isposinf(above)
            np.copyto(least[node, ...], above, where=wins)
            np.copyto(at[node, ...], at[parent], where=wins)
    return np.moveaxis(least, 0, -1), np.moveaxis(at, 0, -1)
