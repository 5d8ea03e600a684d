"""How much more a busbar takes at the voltage it then has: by AC at the loaded state, not extrapolated from today."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.grid.electrical.arrays import Flags, Floats, Ints, Network
from lae.grid.electrical.radial import radial_flow
from lae.grid.electrical.tree import Tree, tree_of, ways

_TRIALS: Final = 24
_NEAR: Final = 1e-5
"""The search ends within this share of the range, or of the rating or voltage that ends the room."""
_EDGE: Final = 1e-6
_UNKNOWN_MVA: Final = 1_000.0
"""Where nothing on the way is rated the search begins here; only voltage can end it."""
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Hosting:
    """Most new demand, MVA, one figure a state, and what ends it: thermal | voltage | none | today | unsolved.

    `today` says that a limit is already broken, and NaN stands for the figure. `bound` is at_most where a branch on the
    way has no rating, exact else.
    """

    mva: Floats
    limit: npt.NDArray[np.str_]
    bound: npt.NDArray[np.str_]


def hosting_room(
    network: Network,
    p_mw: Floats,
    q_mvar: Floats,
    at: Ints,
    rating: Floats,
    *,
    power_factor: float,
    lowest: Floats,
    highest: Floats,
) -> Hosting:
    """The most demand of one power factor that fits at one node of each state, all else as it is.

    Branches from the infeed to the node count with their ratings, every node of the same infeed with its voltage.

    Args:
        network: radial.
        p_mw: drawn today, (state, node).
        q_mvar: the same in Mvar.
        at: the node of each state, (state,).
        rating: (state, branch), MVA, NaN where unknown.
        power_factor: of the new demand, lagging.
        lowest: least voltage allowed at each node over nominal, (node,).
        highest: greatest.
    """
    tree = tree_of(network)
    way, same = ways(tree, at), _together(tree, at)
    held = np.where(way & (rating > 0), rating, np.nan)
    asked = _Asked(network, tree, p_mw, q_mvar, at, held, same, lowest, highest, power_factor)
    states = np.arange(len(at))
    thermal, voltage, spare = asked.margins(states, np.zeros(len(at)))
    today = ~((thermal >= -_ROUNDING) & (voltage >= 0))
    # No more can fit than rating and flow of today together; without a rating, voltage alone ends the search.
    most = np.nanmin(np.where(np.isnan(held), np.inf, 2 * held), axis=1, initial=np.inf)
    low, high = np.zeros(len(at)), np.where(np.isfinite(most), most, _UNKNOWN_MVA)
    width = high.copy()
    at_low, at_high = np.minimum(thermal, voltage), np.full(len(at), -np.inf)
    ended = np.full(len(at), "none", dtype="<U8")
    tried = np.where(np.isfinite(spare) & (spare > 0) & (spare < high), spare, high / 2)
    side, near = np.zeros(len(at), dtype=np.int64), at_low.copy()
    for _ in range(_TRIALS):
        left = np.flatnonzero(~today & (high - low > _NEAR * width) & (near > _NEAR))
        if not left.size:
            break
        mva = tried[left]
        thermal, voltage, _ = asked.margins(left, mva)
        margin = np.minimum(thermal, voltage)
        fits = margin >= 0
        ended[left] = np.where(fits, ended[left], np.where(voltage >= 0, "thermal", "voltage"))
        low[left], high[left] = np.where(fits, mva, low[left]), np.where(fits, high[left], mva)
        near[left] = np.where(fits, margin, near[left])
        # The Illinois rule: an end that stays twice counts half, so that both close in.
        stays = np.where(fits, 1, -1) == side[left]
        side[left] = np.where(fits, 1, -1)
        at_low[left] = np.where(fits, margin, np.where(stays, at_low[left] / 2, at_low[left]))
        at_high[left] = np.where(fits, np.where(stays, at_high[left] / 2, at_high[left]), margin)
        tried[left] = _between(low[left], high[left], at_low[left], at_high[left])
    blind = (way & ~(rating > 0)).any(axis=1)
    return Hosting(
        mva=np.where(today, np.nan, low),
        limit=np.where(today, "today", ended),
        bound=np.where(blind, "at_most", "exact"),
    )


@dataclass(frozen=True)
class _Asked:
    """The states asked about, and what must hold in them."""

    network: Network
    tree: Tree
    p: Floats
    q: Floats
    at: Ints
    held: Floats
    same: Flags
    lowest: Floats
    highest: Floats
    power_factor: float

    def margins(self, states: Ints, mva: Floats) -> tuple[Floats, Floats, Floats]:
        """How far ratings (as a share) and voltages hold with so much more, below zero where not; and MVA left."""
        p, q = self.p[states], self.q[states]
        rows, slope = np.arange(len(states)), np.sqrt(1 - self.power_factor**2) / self.power_factor
        p[rows, self.at[states]] += mva * self.power_factor
        q[rows, self.at[states]] += mva * self.power_factor * slope
        flow = radial_flow(self.network, p, q, tree=self.tree)
        left = self.held[states] - flow.carried_mva
        thermal = np.nanmin(left / self.held[states], axis=1, initial=np.inf)
        inside = np.minimum(flow.voltage - self.lowest, self.highest - flow.voltage)
        voltage = np.where(self.same[states], inside, np.inf).min(axis=1)
        unsolved = ~flow.converged
        return thermal, np.where(unsolved, -np.inf, voltage), np.nanmin(left, axis=1, initial=np.inf)


def _between(low: Floats, high: Floats, at_low: Floats, at_high: Floats) -> Floats:
    """Where the straight line between both ends crosses zero, not too near either; the middle where one is unknown."""
    with np.errstate(invalid="ignore"):
        share = at_low / (at_low - at_high)
    return low + (high - low) * np.where(np.isfinite(at_high), np.clip(share, _EDGE, 1 - _EDGE), 0.5)


def _together(tree: Tree, at: Ints) -> Flags:
    """Whether a node hangs on the same infeed as each of `at`, (at, node)."""
    root = np.cumsum(tree.parent < 0)
    feeding = np.empty_like(root)
    feeding[tree.node] = root
    same: Flags = feeding[at][:, None] == feeding[None, :]
    return same
