"""The question where a site serves only so much: need is shared out among the sites that reach it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy import optimize, sparse

from lae.charging.siting.core import Core
from lae.charging.siting.exact import INFEASIBLE, keeps
from lae.charging.siting.problem import Codes, Flags, Floats, Problem, columns_of
from lae.charging.siting.reduce import choices, merged
from lae.charging.siting.rows import Rows

_ROUNDS: Final = 4
"""How often the bound is tightened at most."""
_EQUAL: Final = 1e-6
"""Share of a flow within which the solver's parts are whole."""


@dataclass(frozen=True, kw_only=True)
class Shared:
    """New candidates with the rules of their choice, and everything that can serve a point.

    Attributes:
        core: the candidates that fit alone; its points are those that something reaches, alike ones made one.
        kept: by candidate of the core, its number in the problem.
        serves: (points, servers), ones; the servers are the core's candidates, then what is already there.
        capacity: by server, the most need it serves.
    """

    core: Core
    kept: Codes
    serves: sparse.csc_array
    capacity: Floats

    @cached_property
    def server(self) -> Codes:
        """The server of each pair."""
        return columns_of(self.serves)

    @cached_property
    def point(self) -> Codes:
        """The point of each pair."""
        return self.serves.indices.astype(np.int64)

    @cached_property
    def reached_by(self) -> Codes:
        """By point, how many servers reach it."""
        return np.bincount(self.point, minlength=len(self.core.weights)).astype(np.int64)

    def served(self, chosen: Flags) -> Floats:
        """By server, the need it serves when as much as possible is served by the chosen and what is there."""
        there = len(self.capacity) - self.core.size
        working = np.concatenate([chosen, np.ones(there, dtype=bool)])
        pairs = np.flatnonzero(working[self.server])
        if not len(pairs):
            return np.zeros(len(self.capacity))
        use: Any = sparse.vstack(_uses(self, pairs), format="csr")
        most: Any = np.column_stack([np.zeros(len(pairs)), self.core.weights[self.point[pairs]]])
        found = optimize.linprog(
            -np.ones(len(pairs)),
            A_ub=use,
            b_ub=np.concatenate([self.core.weights, self.capacity]),
            bounds=most,
            method="highs-ds",
        )
        flow = np.zeros(len(pairs)) if found.x is None else np.asarray(found.x, dtype=np.float64)
        return np.bincount(self.server[pairs], weights=flow, minlength=len(self.capacity)).astype(np.float64)

    def value(self, chosen: Flags) -> float:
        """Need served by all, less need given up by the chosen."""
        return float(self.served(chosen).sum() - self.core.penalty[chosen].sum())


@dataclass(frozen=True)
class SharedBound:
    """A proven bound of need served in all less need given up, and by candidate the part of it that is chosen."""

    most: float
    part: Floats


def shared(problem: Problem) -> Shared:
    """The question with its capacities, in the form that is worked on.

    Raises:
        ValueError: a problem without capacities.
    """
    if problem.capacity is None:
        raise ValueError("a problem without capacities is not shared")
    core, kept = choices(problem)
    there = np.flatnonzero(problem.open)
    points = np.flatnonzero(problem.weights > 0)
    every = sparse.csr_array(problem.covers.astype(np.float64))[points]
    serves = every[:, np.concatenate([kept, there])].tocsc()
    # All servers take part in what makes two points alike, or what is there already would be shared out wrongly.
    wide = merged(replace(core, covers=serves))
    narrow = replace(wide, covers=sparse.csc_array(wide.covers[:, : core.size]))
    capacity = np.concatenate([problem.capacity[kept], problem.capacity[there]]).astype(np.float64)
    return Shared(core=narrow, kept=kept, serves=wide.covers, capacity=capacity)


def shared_bound(question: Shared, rows: Rows) -> SharedBound:
    """What no choice passes, from the prices of the question with parts of sites allowed.

    That a part of a site serves no more than that part of each point is asked point by point first, and of a single
    pair only where the answer breaks it: most pairs never do, and the question stays small.
    """
    core, pairs = question.core, len(question.server)
    new = np.flatnonzero(question.server < core.size)
    kept = np.zeros(0, dtype=np.int64)
    best = SharedBound(float(core.weights.sum()), np.zeros(core.size))
    if not pairs:
        return best
    for _ in range(_ROUNDS):
        found = _relaxed(question, rows, kept)
        if found is None:
            break
        price = np.maximum(-np.asarray(found.ineqlin.marginals, dtype=np.float64), 0.0)
        points, servers = len(core.weights), len(question.capacity)
        need, full, keep, _ = np.split(price, np.cumsum([points, servers, len(rows.room)]))
        flow, part = np.split(np.asarray(found.x, dtype=np.float64), [pairs])
        most = proven(question, rows, need, full, keep)
        if most <= best.most:
            best = SharedBound(most, np.clip(part, 0.0, 1.0))
        weight = core.weights[question.point[new]]
        broken = new[flow[new] > weight * part[question.server[new]] + _EQUAL * (1.0 + weight)]
        if not len(np.setdiff1d(broken, kept)):
            break
        kept = np.union1d(kept, broken)
    return best


@dataclass(frozen=True)
class SharedExact:
    """The best choice the solver found, if any, and what no choice passes."""

    chosen: Flags | None
    most: float


def shared_exact(question: Shared, rows: Rows, known: float, *, nodes: int | None) -> SharedExact:
    """The best choice that brings `known` or more, by integer programme; a proof unless `nodes` were too few."""
    core, pairs = question.core, len(question.server)
    new = np.flatnonzero(question.server < core.size)
    matrix, room = _programme(question, rows, new, together=False)
    worth = np.concatenate([-np.ones(pairs), core.penalty])
    options: Any = {"mip_rel_gap": 0.0} | ({} if nodes is None else {"node_limit": nodes})
    cuts = [optimize.LinearConstraint(sparse.csc_array(worth[None, :]), -np.inf, -known)]
    while True:
        found = optimize.milp(
            worth,
            integrality=np.concatenate([np.zeros(pairs), np.ones(core.size)]),
            bounds=optimize.Bounds(0.0, np.concatenate([core.weights[question.point], np.ones(core.size)])),
            constraints=[optimize.LinearConstraint(sparse.csc_array(matrix), -np.inf, room), *cuts],
            options=options,
        )
        left = np.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
        if found.x is None:
            return SharedExact(None, known if found.status == INFEASIBLE else left)
        chosen = np.round(found.x[pairs:]).astype(bool)
        if keeps(core, chosen):
            return SharedExact(chosen, left)
        # A hair over a limit in the solver's arithmetic: this set, and any that holds it, is out.
        cut = np.concatenate([np.zeros(pairs), chosen.astype(np.float64)])
        cuts.append(optimize.LinearConstraint(sparse.csc_array(cut[None, :]), -np.inf, float(chosen.sum()) - 1.0))


def _relaxed(question: Shared, rows: Rows, kept: Codes) -> Any:
    """What scipy makes of the question with parts of sites, the pairs `kept` asked one by one; None if it gives up."""
    core, pairs = question.core, len(question.server)
    matrix: Any
    matrix, room = _programme(question, rows, kept, together=True)
    most: Any = np.concatenate([core.weights[question.point], np.ones(core.size)])
    between: Any = np.column_stack([np.zeros(len(most)), most])
    worth = np.concatenate([-np.ones(pairs), core.penalty])
    found = optimize.linprog(worth, A_ub=matrix, b_ub=room, bounds=between, method="highs-ipm")
    return found if found.status == 0 and found.x is not None else None


def _uses(question: Shared, pairs: Codes) -> list[sparse.csr_array]:
    """What each pair takes of its point's need and of its server's capacity."""
    one, number = np.ones(len(pairs)), np.arange(len(pairs))
    need = sparse.csr_array((one, (question.point[pairs], number)), shape=(len(question.core.weights), len(pairs)))
    full = sparse.csr_array((one, (question.server[pairs], number)), shape=(len(question.capacity), len(pairs)))
    return [need, full]


def _programme(question: Shared, rows: Rows, kept: Codes, *, together: bool) -> tuple[sparse.csr_array, Floats]:
    """Rows of need, of capacity, of the rules, and of no flow from a site beyond the part of it that is chosen.

    The last by each of the pairs `kept` and, where `together`, by point for all its pairs.
    """
    core, pairs = question.core, len(question.server)
    size, points, servers = core.size, len(core.weights), len(question.capacity)
    need, full = _uses(question, np.arange(pairs))
    opened = sparse.csr_array((-question.capacity[:size], (np.arange(size), np.arange(size))), shape=(servers, size))
    blocks: list[list[Any]] = [[need, None], [full, opened], [sparse.csr_array((len(rows.room), pairs)), rows.load]]
    there = np.concatenate([np.zeros(size), question.capacity[size:]])
    room = [core.weights, there, rows.room]
    if together:
        new = np.flatnonzero(question.server < size)
        flow = sparse.csr_array((np.ones(len(new)), (question.point[new], new)), shape=(points, pairs))
        blocks.append([flow, -core.by_point.multiply(core.weights[:, None])])
        room.append(np.zeros(points))
    number, weight = np.arange(len(kept)), core.weights[question.point[kept]]
    flow = sparse.csr_array((np.ones(len(kept)), (number, kept)), shape=(len(kept), pairs))
    blocks.append([flow, sparse.csr_array((-weight, (number, question.server[kept])), shape=(len(kept), size))])
    matrix = sparse.csr_array(sparse.block_array(blocks, format="csr"))
    return matrix, np.concatenate([*room, np.zeros(len(kept))])


def proven(question: Shared, rows: Rows, need: Floats, full: Floats, keep: Floats) -> float:
    """The bound that prices prove, whatever prices: of a point's need, a server's capacity and a row's room.

    What a pair would pay beyond the first two is charged to its own room, the point's need times its server.
    """
    core = question.core
    beyond = np.maximum(1.0 - need[question.point] - full[question.server], 0.0) * core.weights[question.point]
    worth = question.capacity * full + np.bincount(question.server, weights=beyond, minlength=len(full))
    new = worth[: core.size] - core.penalty - rows.load.T @ keep
    most = need @ core.weights + keep @ rows.room + worth[core.size :].sum() + np.maximum(new, 0.0).sum()
    return float(min(most, core.weights.sum()))
