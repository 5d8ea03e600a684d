"""The best choice there is, proven by integer programming (HiGHS, in scipy)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import optimize, sparse

from lae.charging.siting.bound import Bound
from lae.charging.siting.core import Core
from lae.charging.siting.ledger import Ledger
from lae.charging.siting.problem import Flags, Floats
from lae.charging.siting.rows import Rows

_EQUAL: Final = 1e-7
"""Share of a figure within which the solver's sum and our own are the same."""
INFEASIBLE: Final = 2
"""What scipy calls a programme that nothing meets."""


@dataclass(frozen=True)
class Exact:
    """The best choice found and what no choice passes; equal where it is proven."""

    chosen: Flags
    most: float


def exact(core: Core, rows: Rows, bound: Bound, best: Flags, *, nodes: int | None = None) -> Exact:
    """The optimum, or, where `nodes` branchings do not prove it, the best found with what they did prove.

    The solver is asked only for what is at least as good as `best`, among candidates that prices do not settle
    beforehand. Need is continuous, since a point is covered as soon as one of its candidates is whole.

    Args:
        core: the question.
        rows: what a choice must keep to.
        bound: of the relaxed question.
        best: a choice within all limits and floors.
        nodes: the most branchings; None for as many as it takes.
    """
    known = core.value(best)
    if not core.size or bound.most <= known + core.least_gain:
        return Exact(best, max(bound.most, known))
    programme = _Programme(core, rows, known)
    lower, upper = _settled(core, bound, known)
    if (lower > upper).any():
        return Exact(best, known)
    while True:
        found = programme.solved(lower, upper, nodes)
        if found.x is None:
            left = bound.most if found.mip_dual_bound is None else min(bound.most, -float(found.mip_dual_bound))
            return Exact(best, known if found.status == INFEASIBLE else max(known, left))
        chosen = np.round(found.x[: core.size]).astype(bool)
        if keeps(core, chosen):
            break
        programme.forbid(chosen)
    value = core.value(chosen)
    if value < known:
        chosen, value = best, known
    most = min(bound.most, -float(found.mip_dual_bound))
    return Exact(chosen, value if most <= value + _EQUAL * (1.0 + abs(value)) else most)


class _Programme:
    """The question for the solver: parts of need beside whole sites, worth no less than what is known."""

    def __init__(self, core: Core, rows: Rows, known: float) -> None:
        points = len(core.weights)
        self._points = points
        self._worth = np.concatenate([core.penalty, -core.weights])
        self._whole = np.concatenate([np.ones(core.size), np.zeros(points)])
        reach = sparse.csc_array(sparse.hstack([-core.covers, sparse.eye_array(points)]))
        keep = sparse.csc_array(sparse.hstack([rows.load, sparse.csr_array((len(rows.room), points))]))
        better = sparse.csc_array(self._worth[None, :])
        self._keeps = [
            optimize.LinearConstraint(reach, -np.inf, 0.0),
            optimize.LinearConstraint(keep, -np.inf, rows.room),
            optimize.LinearConstraint(better, -np.inf, -known),
        ]

    def solved(self, lower: Floats, upper: Floats, nodes: int | None) -> Any:
        """What scipy found."""
        options: Any = {"mip_rel_gap": 0.0} | ({} if nodes is None else {"node_limit": nodes})
        bounds = optimize.Bounds(
            np.concatenate([lower, np.zeros(self._points)]), np.concatenate([upper, np.ones(self._points)])
        )
        return optimize.milp(
            self._worth, integrality=self._whole, bounds=bounds, constraints=self._keeps, options=options
        )

    def forbid(self, chosen: Flags) -> None:
        """Rule out a choice, and all that hold it, which passes a limit by a hair in the solver's arithmetic."""
        cut = np.concatenate([chosen.astype(np.float64), np.zeros(self._points)])
        self._keeps.append(optimize.LinearConstraint(cut[None, :], -np.inf, float(chosen.sum()) - 1.0))


def _settled(core: Core, bound: Bound, known: float) -> tuple[Floats, Floats]:
    """By candidate, the least and the most it may be: what its worth proves worse than what is known is out, or in."""
    out = bound.most + np.minimum(bound.worth, 0.0) < known - core.least_gain
    need = bound.most - np.maximum(bound.worth, 0.0) < known - core.least_gain
    return need.astype(np.float64), (~out).astype(np.float64)


def keeps(core: Core, chosen: Flags) -> bool:
    """Whether a choice keeps to every limit, count and floor."""
    ledger = Ledger(core, np.zeros(core.size, dtype=bool))
    for site in np.flatnonzero(chosen):
        if not ledger.fits(int(site)):
            return False
        ledger.add(int(site))
    return bool((ledger.spare >= 0).all())
