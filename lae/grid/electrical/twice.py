"""Scenario-years solved twice: by an independent solver in every half-hour, by us in those that decide.

What is compared are peaks. A branch's peak stands in one half-hour, so ours are worked out where a branch in question
is loaded most, and where the whole draws most; all of them where our own taps are what the other solver stands on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import pandas as pd

from lae.grid.electrical.arrays import Flags, Floats, Ints, Network, nodal
from lae.grid.electrical.contract import SEASONS
from lae.grid.electrical.mesh import Factors, factors_of
from lae.grid.electrical.radial import radial_flow
from lae.grid.electrical.tree import Tree, tree_of, ways

COMPARED: Final = 0.2
"""Branches loaded less are not compared: a small difference is large beside nearly nothing."""
_CARRIES: Final = 1e-6
_NUMBERS: Final = 4_000_000
"""Numbers in an array of a batch: 32 MB."""


class Answer(Protocol):
    """What a solver says of every state, NaN in those it failed on."""

    @property
    def voltage(self) -> Floats:
        """Over nominal, (state, node)."""

    @property
    def carried_mva(self) -> Floats:
        """The greater power of either end, (state, branch)."""

    @property
    def converged(self) -> Flags:
        """Which states have a solution, (state,)."""


Solve = Callable[[Floats, Floats, Floats | None], Answer]
"""P and Q (state, node), taps (state, branch) or None for those tabled, or chosen by it where they hold a voltage."""


@dataclass(frozen=True)
class Demand:
    """Load of every substation, and how to get it: `at(scenario, year)` gives P and Q, (slot, substation)."""

    substations: tuple[str, ...]
    seasons: tuple[str, ...]
    slots: tuple[str, ...]
    at: Callable[[str, int], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Spread:
    """Where the loads of substations go: rows sorted by `node`, each a `share` of a `column`; and what is fixed."""

    size: int
    node: Ints
    first: Ints
    column: Ints
    share: Floats
    fixed_p: Floats
    fixed_q: Floats

    @classmethod
    def of(cls, network: Network, loads: pd.DataFrame, substations: Sequence[str]) -> "Spread":
        """A substation the study does not know draws nothing here; `model_findings` and the stage name it."""
        place = {name: number for number, name in enumerate(substations)}
        shared = loads["substation_id"].ne("")
        fixed = loads[~shared]
        rows = loads[shared & loads["substation_id"].isin(place) & loads["bus_id"].isin(network.node_of)]
        node = np.asarray(rows["bus_id"].map(dict(network.node_of)), dtype=np.int64)
        order = np.argsort(node, kind="stable")
        distinct, first = np.unique(node[order], return_index=True)
        return cls(
            len(network.nodes),
            distinct,
            first,
            np.asarray(rows["substation_id"].map(place), dtype=np.int64)[order],
            rows["share"].fillna(0).to_numpy(float)[order],
            *(nodal(network, fixed, fixed[name].fillna(0).to_numpy(float)) for name in ("p_mw", "q_mvar")),
        )

    def onto(self, p_mw: Floats, q_mvar: Floats) -> tuple[Floats, Floats]:
        """P and Q at every node, (slot, node), of substations' loads, (slot, substation)."""
        return self._onto(p_mw, self.fixed_p), self._onto(q_mvar, self.fixed_q)

    def _onto(self, total: Floats, fixed: Floats) -> Floats:
        drawn = total[:, self.column] * self.share
        if len(self.column) > len(self.node):
            drawn = np.add.reduceat(drawn, self.first, axis=1)
        out = np.tile(fixed, (len(total), 1))
        out[:, self.node] += drawn
        return out


def busbars(network: Network, loads: pd.DataFrame) -> dict[str, Ints]:
    """The nodes that each substation loads."""
    rows = loads[loads["substation_id"].ne("") & loads["bus_id"].isin(network.node_of)]
    groups = rows.sort_values("asset_id").groupby("substation_id", sort=True)["bus_id"]
    return {str(name): np.asarray([network.node_of[bus] for bus in group], dtype=np.int64) for name, group in groups}


@dataclass(frozen=True)
class Lanes:
    """A network with its tree, None where it is meshed."""

    network: Network
    tree: Tree | None

    @classmethod
    def of(cls, network: Network) -> "Lanes":
        """Radial or meshed."""
        try:
            return cls(network, tree_of(network))
        except ValueError:
            return cls(network, None)

    @cached_property
    def factors(self) -> Factors:
        """How a mesh divides power."""
        return factors_of(self.network)

    def way(self, nodes: Ints) -> Flags:
        """Branches that carry any of these nodes' demand, (branch,)."""
        if self.tree is not None:
            return np.asarray(ways(self.tree, nodes).any(axis=0))
        return np.asarray((np.abs(self.factors.drawn[:, nodes]) > _CARRIES).any(axis=1))

    @property
    def chooses(self) -> bool:
        """Whether the taps the other solver stands on are ours."""
        return self.tree is not None and bool(self.network.taps.regulates.any())

    def ours(self, p: Floats, q: Floats) -> tuple[Floats, Flags, Floats]:
        """Carried MVA (state, branch), who settled, and taps: AC where radial, DC where meshed."""
        if self.tree is None:
            carried = np.hypot(self.factors.flows(p), self.factors.flows(q))
            return carried, np.ones(len(p), dtype=bool), np.zeros((0, 0))
        flow = radial_flow(self.network, p, q, tree=self.tree)
        return flow.carried_mva, flow.converged, flow.tap_share


@dataclass(frozen=True)
class Peaks:
    """One scenario and year. By branch, NaN without a rating: greatest loading by the solver and by us, its half-hour.

    `p`, `q` are the loads, (slot, node); `lowest` and `highest` the voltages the solver found, (node,).
    """

    theirs: Floats
    ours: Floats
    slot: Ints
    lowest: Floats
    highest: Floats
    states_count: int
    converged_count: int
    compared_count: int
    p: Floats
    q: Floats


def batches(pairs: Sequence[tuple[str, int]], demand: Demand, network: Network) -> list[list[tuple[str, int]]]:
    """Scenario-years in groups that fit into memory together."""
    numbers = len(demand.slots) * max(len(network.nodes), len(network.assets), 1)
    size = max(_NUMBERS // numbers, 1)
    return [list(pairs[at : at + size]) for at in range(0, len(pairs), size)]


def solved_twice(
    lanes: Lanes,
    spread: Spread,
    demand: Demand,
    pairs: Sequence[tuple[str, int]],
    asked: Mapping[tuple[str, int], Sequence[Flags]],
    solve: Solve,
) -> list[Peaks]:
    """The peaks of each scenario and year.

    Args:
        lanes: of the network.
        spread: of its loads.
        demand: load of every substation.
        pairs: scenario and year.
        asked: the ways that are in question in each of them.
        solve: the independent solver.
    """
    network, slots, years = lanes.network, len(demand.slots), len(pairs)
    loads = [spread.onto(*demand.at(scenario, year)) for scenario, year in pairs]
    p, q = (np.concatenate([each[part] for each in loads]) for part in range(2))
    own = lanes.ours(p, q) if lanes.chooses else None
    theirs = solve(p, q, None if own is None else own[2])
    inverse = _inverse(network, demand)
    loading = theirs.carried_mva.reshape(years, slots, -1) * inverse
    slot = loading.argmax(axis=1)
    peak = np.take_along_axis(loading, slot[:, None], axis=1)[:, 0]
    good = theirs.converged.reshape(years, slots)
    volts = theirs.voltage.reshape(years, slots, -1)
    whole = np.asarray(good.all(axis=1))
    size = np.hypot(p.sum(axis=1), q.sum(axis=1)).reshape(years, slots)
    looked = [
        _deciding(peak[year], slot[year], asked[pair], int(size[year].argmax())) if whole[year] else np.zeros(0, int)
        for year, pair in enumerate(pairs)
    ]
    if own is None:
        states = np.concatenate([year * slots + chosen for year, chosen in enumerate(looked)])
        carried, settled, _ = lanes.ours(p[states], q[states])
        ends = np.cumsum([len(chosen) for chosen in looked])
        parts = [slice(end - len(chosen), end) for end, chosen in zip(ends, looked, strict=True)]
    else:
        carried, settled, _ = own
        looked = [np.arange(slots)] * years
        parts = [slice(year * slots, (year + 1) * slots) for year in range(years)]
    rated = (inverse > 0).any(axis=0)
    found = []
    for year, (chosen, part) in enumerate(zip(looked, parts, strict=True)):
        ours = (carried[part] * inverse[chosen]).max(axis=0, initial=0.0)
        both = good[year].copy()
        both[chosen] &= settled[part]
        found.append(
            Peaks(
                theirs=np.where(rated, peak[year], np.nan),
                ours=np.where(rated, ours, np.nan),
                slot=slot[year],
                lowest=volts[year].min(axis=0),
                highest=volts[year].max(axis=0),
                states_count=slots,
                converged_count=int(both.sum()),
                compared_count=int(both[chosen].sum()),
                p=loads[year][0],
                q=loads[year][1],
            )
        )
    return found


def _inverse(network: Network, demand: Demand) -> Floats:
    """One over the rating of each half-hour's season, (slot, branch); 0 where none is known."""
    seasons = {}
    for season in SEASONS:
        rating = network.rating[season]
        seasons[season] = np.divide(1.0, rating, out=np.zeros(len(rating)), where=rating > 0)
    return np.stack([seasons[season] for season in demand.seasons])


def _deciding(peak: Floats, slot: Ints, ways: Sequence[Flags], busiest: int) -> Ints:
    """Half-hours in which a branch on one of the ways peaks that is compared, and the one that draws most."""
    wanted = np.zeros(len(peak), dtype=bool)
    for way in ways:
        if way.any():
            wanted |= way & (peak >= min(COMPARED, float(peak[way].max())))
    return np.union1d(slot[wanted], [busiest]).astype(np.int64)
