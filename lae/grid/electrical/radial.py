"""AC flow of a radial network for many states at once, by sweeping current up and voltage down until both agree.

A state that does not settle has no figures at all, and is never taken for one without load.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from lae.grid.electrical.arrays import Complexes, Flags, Floats, Ints, Network
from lae.grid.electrical.tree import Tree, below, oriented, tree_of

TOLERANCE: Final = 1e-9
"""A sweep that moves no voltage further than this, over nominal, has settled."""
_SWEEPS: Final = 60
_LOWEST: Final = 0.5
"""Below this share of nominal an answer is not believed: constant power no longer describes a load."""
_BLOCK: Final = 65_536
"""Numbers in an array of one block of states, so that a sweep stays in the cache."""
_DEADBAND: Final = 0.6
"""Steps a voltage may stray before a tap moves; half a step cannot be held."""
_ROUNDS: Final = 12


@dataclass(frozen=True)
class Flow:
    """Voltages, (state, node), and branch flows, (state, branch), NaN in states that did not settle.

    `into` is the power that enters a branch at its `start`, `out` what leaves it at its `end`, MVA as P + jQ.
    """

    voltage: Floats
    into: Complexes
    out: Complexes
    tap_share: Floats
    converged: Flags

    @property
    def losses_mw(self) -> Floats:
        """Losses of all branches, (state,)."""
        return np.asarray((self.into - self.out).real.sum(axis=1))

    @property
    def carried_mva(self) -> Floats:
        """The greater apparent power of either end of each branch."""
        return np.maximum(np.abs(self.into), np.abs(self.out))

    def loading(self, network: Network, season: str) -> Floats:
        """Carried over rating; NaN where no rating is known."""
        rating = network.rating[season]
        return self.carried_mva / np.where(rating > 0, rating, np.nan)


def radial_flow(network: Network, p_mw: Floats, q_mvar: Floats, *, tap_share: Floats | None = None) -> Flow:
    """AC flow of every state of load.

    Args:
        network: radial; else ValueError.
        p_mw: (state, node), what is drawn, below zero where it is fed in.
        q_mvar: the same in Mvar.
        tap_share: (branch,) or (state, branch) taps to stand on; without it those with a target hold it.
    """
    tree = tree_of(network)
    power = np.take(p_mw + 1j * q_mvar, tree.node, axis=1)
    fixed = None if tap_share is None else np.broadcast_to(tap_share, (len(power), len(network.assets)))
    size = max(_BLOCK // max(len(tree.node), 1), 1)
    blocks = [slice(at, at + size) for at in range(0, len(power), size)] or [slice(0, 0)]
    parts = [_block(network, tree, power[block], None if fixed is None else fixed[block]) for block in blocks]
    return Flow(**{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Flow)})


def _block(network: Network, tree: Tree, power: Complexes, fixed: Floats | None) -> Flow:
    share = np.tile(network.taps.share, (len(power), 1)) if fixed is None else np.array(fixed, dtype=float)
    scale, voltage, current, settled = _sweep(network, tree, power, share)
    if fixed is None:
        for depth in _regulators(network, tree):
            for _ in range(_ROUNDS):
                moved = _retapped(network, tree, np.abs(voltage) / scale, share, depth)
                if np.array_equal(moved, share):
                    break
                share = moved
                scale, voltage, current, settled = _sweep(network, tree, power, share)
    return _flow(network, tree, scale, voltage, current, settled, share)


def _sweep(network: Network, tree: Tree, power: Complexes, share: Floats) -> tuple[Floats, Complexes, Complexes, Flags]:
    """Cumulative ratio, voltages and currents seen from the infeed, all (state, place), and which states settled."""
    scale = _scale(network, tree, share)
    inverse = 1 / scale**2
    impedance = tree.impedance * scale**2
    shunt = tree.lower * inverse
    for at, values in _uppers(tree, inverse):
        shunt[:, at] += values
    shunted = bool(shunt.any())
    voltage = np.broadcast_to(tree.infeed.astype(complex), power.shape).copy()
    ends, order, firsts = _endings(tree)
    moved = np.full(len(power), np.inf)
    current = voltage
    with np.errstate(all="ignore"):
        for _ in range(_SWEEPS):
            drawn = np.conj(power / voltage)
            if shunted:
                drawn += shunt * voltage
            current = below(tree, drawn)
            fallen = impedance * current
            steps = np.zeros((len(power), power.shape[1] + 1), dtype=complex)
            steps[:, :-1] = fallen
            steps[:, ends] -= np.add.reduceat(fallen[:, order], firsts, axis=1)
            now = tree.infeed - np.cumsum(steps, axis=1)[:, :-1]
            moved = np.abs(now - voltage).max(axis=1)
            voltage = now
            if not (moved > TOLERANCE).any():
                break
        settled = (moved <= TOLERANCE) & ((np.abs(voltage) / scale).min(axis=1) >= _LOWEST)
    return scale, voltage, current, settled


def _scale(network: Network, tree: Tree, share: Floats) -> Floats:
    """The product of all ratios above each place, per state; one row where all states stand on the same taps."""
    rows = share[:1] if (share == share[:1]).all() else share
    exponent = np.where(tree.turned, -1.0, 1.0)
    moved = ((1 + rows) / (1 + network.taps.share)) ** exponent
    factor = np.ones((len(rows), len(tree.node)))
    factor[:, tree.member[::-1]] = moved[:, ::-1]
    logs = np.log(tree.ratio * factor)
    steps = np.zeros((len(rows), logs.shape[1] + 1))
    steps[:, :-1] = logs
    ends, order, firsts = _endings(tree)
    steps[:, ends] -= np.add.reduceat(logs[:, order], firsts, axis=1)
    scale: Floats = np.exp(np.cumsum(steps, axis=1)[:, :-1])
    return scale


def _endings(tree: Tree) -> tuple[Ints, Ints, Ints]:
    """Where branches of the tree end in depth-first order, and who ends there: distinct ends, order, first of each."""
    order = np.argsort(tree.last, kind="stable")
    ends, firsts = np.unique(tree.last[order], return_index=True)
    return ends, order, firsts


def _uppers(tree: Tree, inverse: Floats) -> Iterator[tuple[Ints, Complexes]]:
    """Shunts at the upper ends, for the parents they stand at; a parent of several comes once a round."""
    left = np.flatnonzero((tree.upper != 0) & (tree.parent >= 0))
    while left.size:
        at, first = np.unique(tree.parent[left], return_index=True)
        yield at, tree.upper[left[first]] * inverse[:, left[first]]
        left = np.delete(left, first)


def _regulators(network: Network, tree: Tree) -> list[Ints]:
    """Branches that hold the voltage at their lower end, the upstream ones first, one list a depth."""
    able = np.flatnonzero(network.taps.regulates & ~tree.turned)
    holding = np.zeros(len(tree.node), dtype=bool)
    holding[tree.member[able]] = True
    depth = np.zeros(len(tree.node), dtype=np.int64)
    for place, parent in enumerate(tree.parent):
        depth[place] = (depth[parent] if parent >= 0 else 0) + holding[place]
    levels = depth[tree.member[able]]
    return [able[levels == level] for level in np.unique(levels)]


def _retapped(network: Network, tree: Tree, voltage: Floats, share: Floats, branches: Ints) -> Floats:
    """Taps moved by whole steps towards their targets, within their range; those close enough stay."""
    taps = network.taps
    step, target = taps.step[branches], taps.target[branches]
    seen = voltage[:, tree.member[branches]]
    now = share[:, branches]
    wanted = (1 + now) * seen / target - 1
    whole = np.round((wanted - taps.share[branches]) / step) * step + taps.share[branches]
    whole = np.clip(whole, taps.low[branches], taps.high[branches])
    astray = np.abs(seen / target - 1) > _DEADBAND * step
    moved = share.copy()
    moved[:, branches] = np.where(astray & np.isfinite(whole), whole, now)
    return moved


def _flow(
    network: Network,
    tree: Tree,
    scale: Floats,
    voltage: Complexes,
    current: Complexes,
    settled: Flags,
    share: Floats,
) -> Flow:
    own = voltage / scale
    through = current * scale
    admittance, half, each = oriented(network, tree.turned)
    exponent = np.where(tree.turned, -1.0, 1.0)
    ratio = each * ((1 + share) / (1 + network.taps.share)) ** exponent
    upper = np.where(tree.parent[tree.member] >= 0, tree.parent[tree.member], 0)
    group = np.ones_like(tree.ratio)[None, :] * np.ones((len(own), 1))
    group[:, tree.member[::-1]] = ratio[:, ::-1]
    high, low = own[:, upper], own[:, tree.member]
    across = tree.impedance[tree.member] * through[:, tree.member]
    series = admittance * (across + high * (1 / ratio - 1 / group[:, tree.member]))
    entering = high / ratio * np.conj(series + half * high / ratio)
    leaving = low * np.conj(series - half * low)
    into = np.where(tree.turned, -leaving, entering)
    out = np.where(tree.turned, -entering, leaving)
    magnitude = np.empty((len(own), len(network.nodes)))
    magnitude[:, tree.node] = np.abs(own)
    lost = ~settled[:, None]
    return Flow(
        voltage=np.where(lost, np.nan, magnitude),
        into=np.where(lost, np.nan, into),
        out=np.where(lost, np.nan, out),
        tap_share=share,
        converged=settled,
    )
