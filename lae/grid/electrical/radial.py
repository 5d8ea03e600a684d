"""AC flow of a radial network for many states at once, by sweeping current up and voltage down until both agree.

A state that does not settle has no figures at all, and is never taken for one without load.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np

from lae.grid.electrical.arrays import Complexes, Flags, Floats, Ints, Network
from lae.grid.electrical.tree import Tree, oriented, tree_of

TOLERANCE: Final = 1e-8
"""A sweep that moves no voltage further than this, over nominal, has settled."""
_SWEEPS: Final = 60
_LOWEST: Final = 0.5
"""Below this share of nominal an answer is not believed: constant power no longer describes a load."""
_STATES: Final = (128, 512)
"""Fewest and most states in a block: rows long enough to pay for a step."""
_NUMBERS: Final = 250_000
"""Numbers in an array of a block between those, so that a sweep stays near the processor."""
_UNSEEN: Final = 2
"""Sweeps before it is worth looking whether all have settled."""
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

    @cached_property
    def carried_mva(self) -> Floats:
        """The greater apparent power of either end of each branch."""
        return np.maximum(np.abs(self.into), np.abs(self.out))

    def loading(self, network: Network, season: str) -> Floats:
        """Carried over rating; NaN where no rating is known."""
        rating = network.rating[season]
        return self.carried_mva / np.where(rating > 0, rating, np.nan)


def nothing_solved(states: int, network: Network) -> Flow:
    """So many states without a solution."""
    volts, flows = (np.full((states, size), np.nan) for size in (len(network.nodes), len(network.assets)))
    share = np.tile(network.taps.share, (states, 1))
    return Flow(volts, flows.astype(complex), flows.astype(complex), share, np.zeros(states, dtype=bool))


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
    size = int(np.clip(_NUMBERS // max(len(tree.node), 1), *_STATES))
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
    """Cumulative ratio, voltages and currents seen from the infeed, all (state, place), and which states settled.

    Inside, a row is a place and a column a state, so that one step of a sweep is one addition of whole rows.
    """
    scale = _scale(network, tree, share)
    inverse = 1 / scale**2
    shunt = tree.lower * inverse
    for at, values in _uppers(tree, inverse):
        shunt[:, at] += values
    impedance, shunt = np.ascontiguousarray((tree.impedance * scale**2).T), np.ascontiguousarray(shunt.T)
    wanted = np.ascontiguousarray(np.conj(power).T)
    feeding = tree.infeed.astype(complex)
    voltage = np.repeat(feeding[:, None], len(power), axis=1)
    current, fallen, former = (np.empty_like(voltage) for _ in range(3))
    above = tree.parent.tolist()
    currents, voltages, falls = list(current), list(voltage), list(fallen)
    steps = [(place, parent) for place, parent in enumerate(above) if parent >= 0]
    roots = [place for place, parent in enumerate(above) if parent < 0]
    shunted, settled = bool(shunt.any()), np.zeros(len(power), dtype=bool)
    with np.errstate(all="ignore"):
        for sweep in range(_SWEEPS):
            # conj(S / V) without a complex division.
            np.multiply(wanted, voltage, out=current)
            current *= 1 / (voltage.real**2 + voltage.imag**2)
            if shunted:
                current += shunt * voltage
            for place, parent in reversed(steps):
                np.add(currents[parent], currents[place], out=currents[parent])
            np.multiply(impedance, current, out=fallen)
            looks = sweep >= _UNSEEN
            if looks:
                np.copyto(former, voltage)
            for place in roots:
                np.subtract(feeding[place], falls[place], out=voltages[place])
            for place, parent in steps:
                np.subtract(voltages[parent], falls[place], out=voltages[place])
            if looks:
                former -= voltage
                moved = (former.real**2 + former.imag**2).max(axis=0)
                settled = moved <= TOLERANCE**2
                if settled.all():
                    break
        own = np.abs(voltage).T / scale
        settled &= own.min(axis=1) >= _LOWEST
    return scale, voltage.T, current.T, settled


def _scale(network: Network, tree: Tree, share: Floats) -> Floats:
    """The product of all ratios above each place, per state; one row where all states stand on the same taps."""
    rows = _alike(share)
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


def _alike(share: Floats) -> Floats:
    """The taps, one row for all states where they stand alike in all."""
    return share[:1] if (share == share[:1]).all() else share


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
    """What enters and leaves every branch, by its own current at both ends; rows are branches until the end."""
    rows = _alike(share)
    admittance, half, each = oriented(network, tree.turned)
    exponent = np.where(tree.turned, -1.0, 1.0)
    ratio = (each * ((1 + rows) / (1 + network.taps.share)) ** exponent).T
    group = np.ones((len(tree.node), ratio.shape[1]))
    group[tree.member[::-1]] = ratio[::-1]
    own = voltage.T / scale.T
    upper = np.maximum(tree.parent[tree.member], 0)
    low = own[tree.member]
    inner = own[upper] / ratio
    series = (current.T * scale.T)[tree.member] * (admittance * tree.impedance[tree.member])[:, None]
    unlike = 1 - ratio / group[tree.member]
    if unlike.any():
        series += admittance[:, None] * inner * unlike
    shunted = half.any()
    entering = inner * np.conj(series + half[:, None] * inner if shunted else series)
    leaving = low * np.conj(series - half[:, None] * low if shunted else series)
    turned = tree.turned[:, None]
    if tree.turned.any():
        entering, leaving = np.where(turned, -leaving, entering), np.where(turned, -entering, leaving)
    magnitude = np.empty((len(share), len(network.nodes)))
    magnitude[:, tree.node] = np.abs(own).T
    into, out = np.ascontiguousarray(entering.T), np.ascontiguousarray(leaving.T)
    for values in (magnitude, into, out):
        values[~settled] = np.nan
    return Flow(magnitude, into, out, share, settled)
