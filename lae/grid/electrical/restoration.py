"""Who comes back after an outage: demand that normally open points can pick up from what is still alive.

Maximum flow screens: it is never less than what can be done. Where it says enough with little to spare, a mixed-integer
programme looks for a radial switching that serves whole nodes.
"""

from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from lae.grid.electrical.arrays import Floats, Ints

_VA: Final = 1e6
"""Capacities enter the maximum flow as whole VA, so that it is exact."""
_UNLIMITED_VA: Final = 10**15
THIN_SHARE: Final = 0.10
"""Margin below which a pass by maximum flow is looked at again."""
_SECONDS: Final = 30.0
_SUPPLY: Final = -1
_DEMAND: Final = -2


@dataclass(frozen=True)
class Backfeed:
    """A part off supply and the ways into it; nodes are numbers, capacities MVA, inf where no rating is known.

    Args:
        dead: nodes off supply.
        demand: MVA of each of them.
        one, other, capacity: branches between dead nodes, and ties from a live node to a dead one.
        live_one, live_other, spare: branches of the live part and what each can still take.
        infeeds: nodes with a source.
    """

    dead: Ints
    demand: Floats
    one: Ints
    other: Ints
    capacity: Floats
    live_one: Ints
    live_other: Ints
    spare: Floats
    infeeds: Ints


@dataclass(frozen=True)
class Restored:
    """What comes back, MVA, how that was found (none | max_flow | radial_milp), and what could at most.

    By maximum flow it is an upper limit, by the radial programme what a switching does.
    """

    mva: float
    method: str
    most_mva: float


def restored(case: Backfeed, *, prove: bool = False) -> Restored:
    """The demand that ties bring back; `prove` asks for a switching even where maximum flow alone is clear."""
    whole = float(case.demand.sum())
    if not len(case.one) or whole == 0:
        return Restored(0.0, "none", 0.0)
    most = min(max_flow(case), whole)
    some = len(case.dead) / _VA  # what rounding to whole VA may hide
    grown = whole * (1 + THIN_SHARE)
    clear = most < whole - some or max_flow(case, growth=1 + THIN_SHARE) >= grown - some
    if clear and not prove:
        return Restored(most, "max_flow", most)
    return Restored(radial_switching(case), "radial_milp", most)


def max_flow(case: Backfeed, *, growth: float = 1.0) -> float:
    """The most demand, MVA, that flow without Kirchhoff's voltage law can bring back."""
    pipes: nx.Graph[int] = nx.Graph()
    sides = ((case.one, case.other, case.capacity), (case.live_one, case.live_other, case.spare))
    for one, other, capacity in (row for side in sides for row in zip(*map(np.ndarray.tolist, side), strict=True)):
        held = pipes.get_edge_data(one, other, {"capacity": 0})["capacity"]
        pipes.add_edge(one, other, capacity=held + _va(capacity))
    ends = nx.DiGraph(pipes)
    ends.add_edges_from((_SUPPLY, node, {"capacity": _UNLIMITED_VA}) for node in case.infeeds.tolist())
    for node, amount in zip(case.dead.tolist(), case.demand.tolist(), strict=True):
        ends.add_edge(node, _DEMAND, capacity=round(max(amount, 0.0) * growth * _VA))
    ends.add_nodes_from((_SUPPLY, _DEMAND))
    return float(nx.maximum_flow_value(ends, _SUPPLY, _DEMAND)) / _VA


def radial_switching(case: Backfeed) -> float:
    """The most demand, MVA, that a radial switching serves, each node wholly or not at all.

    Every served node takes one unit of a second commodity from the live part over the branches in use, and as many
    branches are in use as nodes served: they are then trees that hang on the live part. NaN when no answer is found in
    time. Voltage is not looked at.
    """
    switched, live = len(case.one), len(case.live_one)
    place = {int(node): number for number, node in enumerate(case.dead)}
    count = len(place)
    nodes = sorted({*place, *map(int, (*case.one, *case.other, *case.live_one, *case.live_other))})
    at = {node: number for number, node in enumerate(nodes)}
    # Unknowns: node served, branch in use, flow on branches, flow on live branches, commodity on branches.
    first = np.cumsum([0, count, switched, switched, live, switched])
    width, rows, low, high = int(first[-1]), [], [], []
    limit = np.minimum(case.capacity, case.demand.sum())

    def hold(entries: dict[int, float], lower: float, upper: float) -> None:
        rows.append(entries)
        low.append(lower)
        high.append(upper)

    balance: list[dict[int, float]] = [{} for _ in nodes]
    parts: list[dict[int, float]] = [{} for _ in nodes]
    for number, (one, other) in enumerate(zip(case.one.tolist(), case.other.tolist(), strict=True)):
        use, flow, unit = (int(first[kind]) + number for kind in (1, 2, 4))
        for column, most in ((flow, float(limit[number])), (unit, float(count))):
            hold({column: 1.0, use: -most}, -np.inf, 0.0)
            hold({column: 1.0, use: most}, 0.0, np.inf)
        for end, sign in ((one, -1.0), (other, 1.0)):
            balance[at[end]][flow] = sign
            parts[at[end]][unit] = sign
            if end in place:
                hold({use: 1.0, place[end]: -1.0}, -np.inf, 0.0)
    for number, (one, other) in enumerate(zip(case.live_one.tolist(), case.live_other.tolist(), strict=True)):
        balance[at[one]][int(first[3]) + number] = -1.0
        balance[at[other]][int(first[3]) + number] = 1.0
    infeeds = set(case.infeeds.tolist())
    for node in nodes:
        if node in place:
            hold(balance[at[node]] | {place[node]: -float(case.demand[place[node]])}, 0.0, 0.0)
            hold(parts[at[node]] | {place[node]: -1.0}, 0.0, 0.0)
        elif node not in infeeds:
            hold(balance[at[node]], 0.0, 0.0)
    used = {int(first[1]) + number: 1.0 for number in range(switched)}
    hold(used | dict.fromkeys(range(count), -1.0), 0.0, 0.0)
    flat = [(row, column, value) for row, entries in enumerate(rows) for column, value in entries.items()]
    at_row, at_column, values = zip(*flat, strict=True)
    matrix = sparse.csr_array((values, (at_row, at_column)), shape=(len(rows), width))
    spare = np.minimum(case.spare, case.demand.sum())
    free = np.concatenate([np.ones(count + switched), limit, spare, np.full(switched, float(count))])
    least = np.concatenate([np.zeros(count + switched), -limit, -spare, np.full(switched, -float(count))])
    whole = np.concatenate([np.ones(count + switched), np.zeros(width - count - switched)])
    cost = np.concatenate([-case.demand, np.zeros(width - count)])
    found = milp(
        cost,
        integrality=whole,
        bounds=Bounds(least, free),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": _SECONDS},
    )
    return max(0.0, float(-found.fun)) if found.status == 0 else float("nan")


def _va(capacity: float) -> int:
    return _UNLIMITED_VA if not np.isfinite(capacity) else int(max(capacity, 0.0) * _VA + 1e-6)
