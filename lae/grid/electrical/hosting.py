"""How much more a busbar takes at the voltage it then has: by AC at the loaded state, not extrapolated from today."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.grid.electrical.arrays import Flags, Floats, Ints, Network
from lae.grid.electrical.radial import radial_flow
from lae.grid.electrical.tree import Tree, tree_of

_HALVINGS: Final = 16
"""The figure is then within 1 / 65,000 of the range searched."""
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
    way = ways(network, tree)[at]
    same = _together(tree)[at]
    held = np.where(way & (rating > 0), rating, np.nan)
    slope = np.sqrt(1 - power_factor**2) / power_factor
    states = np.arange(len(at))

    def tried(mva: Floats) -> tuple[Flags, Flags]:
        """Whether ratings, and voltages, hold with so much more."""
        p, q = p_mw.copy(), q_mvar.copy()
        p[states, at] += mva * power_factor
        q[states, at] += mva * power_factor * slope
        flow = radial_flow(network, p, q)
        with np.errstate(invalid="ignore"):
            over = np.asarray((flow.carried_mva > held + _ROUNDING).any(axis=1))
            out = ((flow.voltage < lowest) | (flow.voltage > highest)) & same
        return ~over, np.asarray(flow.converged & ~out.any(axis=1))

    thermal, voltage = tried(np.zeros(len(at)))
    today = ~(thermal & voltage)
    carried = radial_flow(network, p_mw, q_mvar).carried_mva
    with np.errstate(invalid="ignore"):
        most = np.nanmin(np.where(np.isnan(held), np.inf, held + np.nan_to_num(carried)), axis=1, initial=np.inf)
    high = np.where(np.isfinite(most), most, _UNKNOWN_MVA)
    low = np.zeros(len(at))
    ended = np.full(len(at), "none", dtype="<U8")
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        thermal, voltage = tried(middle)
        fits = thermal & voltage
        ended = np.where(fits, ended, np.where(voltage, "thermal", "voltage"))
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    blind = (way & ~(rating > 0)).any(axis=1)
    return Hosting(
        mva=np.where(today, np.nan, low),
        limit=np.where(today, "today", ended),
        bound=np.where(blind, "at_most", "exact"),
    )


def ways(network: Network, tree: Tree) -> Flags:
    """Whether a branch lies between each node and its infeed, (node, branch)."""
    size = len(tree.node)
    above = np.zeros((size, size), dtype=bool)
    for place in range(size):
        if tree.parent[place] >= 0:
            above[place] = above[tree.parent[place]]
        above[place, place] = True
    found = np.zeros((size, len(network.assets)), dtype=bool)
    found[tree.node] = above[:, tree.member]
    return found


def _together(tree: Tree) -> Flags:
    """Whether two nodes hang on the same infeed, (node, node)."""
    root = np.cumsum(tree.parent < 0)
    feeding = np.empty_like(root)
    feeding[tree.node] = root
    same: Flags = feeding[:, None] == feeding[None, :]
    return same
