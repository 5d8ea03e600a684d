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
_STATES: Final = (64, 512)
"""Fewest and most states in a block: rows long enough to pay for a step."""
_NUMBERS: Final = 100_000
"""Numbers in an array of a block between those, so that a sweep stays near the processor."""
_UNSEEN: Final = 3
"""Sweeps before it is worth looking who has settled."""
_PATIENCE: Final = 10
"""Sweeps before it is worth setting aside who has."""
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


def radial_flow(
    network: Network, p_mw: Floats, q_mvar: Floats, *, tap_share: Floats | None = None, tree: Tree | None = None
) -> Flow:
    """AC flow of every state of load.

    Args:
        network: radial; else ValueError.
        p_mw: (state, node), what is drawn, below zero where it is fed in.
        q_mvar: the same in Mvar.
        tap_share: (branch,) or (state, branch) taps to stand on; without it those with a target hold it.
        tree: of this network, where it is known already.
    """
    tree = tree_of(network) if tree is None else tree
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

    Inside, arrays are [real or imaginary, rank, state]: whole levels of the tree move in one step. States that have
    settled, or flown off, are set aside.
    """
    scale, levels = _scale(network, tree, share), tree.levels
    inverse = 1 / scale**2
    shunt = tree.lower * inverse
    for at, values in _uppers(tree, inverse):
        shunt[:, at] += values
    shunted, order = bool(shunt.any()), levels.place
    impedance, admittance, wanted = (
        _planes(values[:, order]) for values in (-tree.impedance * scale**2, shunt, np.conj(power))
    )
    feeding = tree.infeed[order][:, None]
    voltage = np.zeros_like(wanted)
    voltage[0] = feeding
    found: tuple[Floats, Floats] | None = None
    active = np.arange(len(power))
    settled = np.zeros(len(power), dtype=bool)
    current, fallen, spare = np.empty_like(wanted), np.empty_like(wanted), np.empty_like(wanted[0])
    with np.errstate(all="ignore"):
        for sweep in range(_SWEEPS):
            _admitted(wanted, voltage, fallen, spare)
            if shunted:
                fallen += admittance
            _times(fallen, voltage, current, spare)
            for parents, children in levels.up:
                current[:, parents] += current.take(children, axis=1)
            _times(impedance, current, fallen, spare)
            fallen[0, levels.roots] += feeding[levels.roots]
            for level, above in levels.down:
                fallen[:, level] += fallen.take(above, axis=1)
            voltage, fallen = fallen, voltage
            if sweep < _UNSEEN:
                continue
            fallen -= voltage
            fallen *= fallen
            fallen[0] += fallen[1]
            moved = fallen[0].max(axis=0)
            still = moved <= TOLERANCE**2
            settled[active[still]] = True
            done = still | ~np.isfinite(moved)
            if done.all():
                break
            if sweep >= _PATIENCE and 2 * done.sum() >= len(done):
                found = (np.empty_like(wanted), np.empty_like(wanted)) if found is None else found
                found[0][:, :, active[done]], found[1][:, :, active[done]] = voltage[:, :, done], current[:, :, done]
                active = active[~done]
                wanted, voltage, impedance, admittance = (
                    values if values.shape[2] == 1 and len(done) > 1 else np.ascontiguousarray(values[:, :, ~done])
                    for values in (wanted, voltage, impedance, admittance)
                )
                current, fallen, spare = np.empty_like(wanted), np.empty_like(wanted), np.empty_like(wanted[0])
        if found is not None:
            found[0][:, :, active], found[1][:, :, active] = voltage, current
        volts, amps = (_complex(values, order) for values in found or (voltage, current))
        own = np.abs(volts) / scale
        settled &= own.min(axis=1) >= _LOWEST
    return scale, volts, amps, settled


def _planes(values: Complexes) -> Floats:
    """Real and imaginary part, (2, rank, state), of (state, rank)."""
    return np.stack([values.real.T, values.imag.T])


def _complex(values: Floats, order: Ints) -> Complexes:
    """(state, place) of (2, rank, state)."""
    found = np.empty(values.shape[:0:-1], dtype=complex)
    found.real[:, order], found.imag[:, order] = values[0].T, values[1].T
    return found


def _admitted(wanted: Floats, voltage: Floats, out: Floats, spare: Floats) -> None:
    """What constant power draws as an admittance at this voltage, conj(S) / |V|^2, written into `out`."""
    np.multiply(voltage[0], voltage[0], out=spare)
    spare += np.multiply(voltage[1], voltage[1], out=out[0])
    np.divide(1.0, spare, out=spare)
    np.multiply(wanted, spare, out=out)


def _times(one: Floats, other: Floats, out: Floats, spare: Floats) -> None:
    """Complex product, written into `out`."""
    np.multiply(one[0], other[0], out=out[0])
    np.multiply(one[1], other[1], out=spare)
    out[0] -= spare
    np.multiply(one[0], other[1], out=out[1])
    np.multiply(one[1], other[0], out=spare)
    out[1] += spare


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
