"""The answer: which sites, how much they cover, and the certificate of how far that is from the best possible."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lae.charging.siting.bound import Bound
from lae.charging.siting.core import Core
from lae.charging.siting.exact import exact
from lae.charging.siting.floors import grounds
from lae.charging.siting.guided import Draws, greedy, guided
from lae.charging.siting.problem import Codes, Flags, Floats, Problem, covered_by
from lae.charging.siting.reduce import reduced
from lae.charging.siting.relaxed import relaxed
from lae.charging.siting.rows import rows_of
from lae.charging.siting.shared import shared, shared_bound, shared_exact
from lae.charging.siting.shared_search import shared_greedy, shared_guided
from lae.charging.siting.swap import improved

Method = Literal["greedy", "swap", "guided", "exact"]


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard to look; none of it decides what is allowed or whether the bound holds.

    Attributes:
        method: "greedy", "swap" from greedy, "guided" from many starts, or "exact".
        starts: how many starts are drawn at most.
        patience: stop after so many draws in a row that bring nothing better.
        seed: of the draws.
        enough_gap: stop drawing once the answer is proven to be within this share of the best possible.
        nodes: the most branchings of "exact"; None for as many as a proof takes.
    """

    method: Method = "guided"
    starts: int = 60
    patience: int = 40
    seed: int = 7
    enough_gap: float = 0.0
    nodes: int | None = None

    def draws(self) -> Draws:
        """The starts to draw: none when only exchanges are asked for."""
        starts = 0 if self.method == "swap" else self.starts
        return Draws(starts=starts, seed=self.seed, patience=self.patience)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What is proven. `best` and `bound` are need newly covered less need given up where a limit is priced.

    Attributes:
        method: how the answer was found.
        best: what the choice brings.
        bound: what no choice passes.
    """

    method: Method
    best: float
    bound: float

    @property
    def gap(self) -> float:
        """The most that a better choice could bring more, as a share of the bound."""
        return max(0.0, self.bound - self.best) / self.bound if self.bound > 0 else 0.0

    def sentence(self) -> str:
        """The certificate as it is printed."""
        if self.gap == 0.0:
            return f"{self.best:,.0f} newly covered: no choice of sites covers more."
        return (
            f"{self.best:,.0f} newly covered; no choice of sites covers more than {self.bound:,.0f}: "
            f"within {self.gap:.2%} of the best possible."
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A choice of new sites.

    Attributes:
        chosen: candidates, the one that brings most first.
        covered: need covered with them and what is already there.
        covered_before: need covered by what is already there.
        coverable: need that all candidates and what is already there could cover.
        total: all need.
        certificate: how far it is from the best possible.
        short: by group, how many sites its floor had to come down, since no choice within the limits meets it.
        barred: by candidate, whether it does not fit even alone.
    """

    chosen: Codes
    covered: float
    covered_before: float
    coverable: float
    total: float
    certificate: Certificate
    short: Codes
    barred: Flags


def sited(problem: Problem, effort: Effort | None = None) -> Answer:
    """The sites that cover most need within every limit that is kept, with a proven bound.

    Floors that cannot all be met come down by the fewest sites in all, and `Answer.short` says which; the bound then
    is of the question with the floors it could keep.
    """
    effort = effort or Effort()
    if problem.capacity is not None:
        return _shared(problem, effort)
    reduction = reduced(problem)
    begin = grounds(reduction.core)
    core = reduction.core.with_floors(reduction.core.least - begin.short)
    rows = rows_of(core)
    loose = relaxed(core, rows)
    chosen, most = _searched(core, begin.chosen, loose.part, loose.bound, effort)
    if effort.method == "exact":
        proven = exact(core, rows, loose.bound, chosen, nodes=effort.nodes)
        chosen, most = proven.chosen, proven.most
    certificate = Certificate(method=effort.method, best=core.value(chosen), bound=most)
    sites = reduction.kept[_ranked(core, chosen)]
    with_new = problem.open.copy()
    with_new[sites] = True
    return Answer(
        chosen=sites,
        covered=float(problem.weights[covered_by(problem, with_new)].sum()),
        covered_before=reduction.covered_before,
        coverable=_coverable(problem),
        total=float(problem.weights.sum()),
        certificate=certificate,
        short=begin.short,
        barred=reduction.barred,
    )


def _shared(problem: Problem, effort: Effort) -> Answer:
    """The same where sites serve only so much; "swap" is "guided" without draws."""
    question = shared(problem)
    begin = grounds(question.core)
    question = replace(question, core=question.core.with_floors(question.core.least - begin.short))
    core, rows = question.core, rows_of(question.core)
    loose = shared_bound(question, rows)
    before = float(question.served(np.zeros(core.size, dtype=bool)).sum())
    if effort.method == "greedy":
        chosen = shared_greedy(question, begin.chosen)
        value = question.value(chosen)
    else:
        enough = loose.most - effort.enough_gap * (loose.most - before)
        chosen, value = shared_guided(question, begin.chosen, loose.part, effort.draws(), enough=enough)
    most = max(loose.most, value)
    if effort.method == "exact" and value < most - core.least_gain:
        proven = shared_exact(question, rows, value, nodes=effort.nodes)
        if proven.chosen is not None and question.value(proven.chosen) > value:
            chosen, value = proven.chosen, question.value(proven.chosen)
        most = max(min(most, proven.most), value)
    if most <= value + core.least_gain:
        most = value
    served = question.served(chosen)
    sites = np.flatnonzero(chosen)
    barred = ~problem.open
    barred[question.kept] = False
    return Answer(
        chosen=question.kept[sites[np.argsort(-served[sites], kind="stable")]],
        covered=float(served.sum()),
        covered_before=before,
        coverable=_coverable(problem),
        total=float(problem.weights.sum()),
        certificate=Certificate(method=effort.method, best=value - before, bound=most - before),
        short=begin.short,
        barred=barred,
    )


def _coverable(problem: Problem) -> float:
    return float(problem.weights[covered_by(problem, np.ones_like(problem.open))].sum())


def _searched(core: Core, begin: Flags, part: Floats, bound: Bound, effort: Effort) -> tuple[Flags, float]:
    if effort.method == "greedy":
        chosen = greedy(core, begin)
    elif effort.method == "swap":
        chosen = improved(core, greedy(core, begin))
    else:
        enough = bound.most * (1.0 - effort.enough_gap)
        chosen = guided(core, begin, part, effort.draws(), enough=enough)
    return chosen, max(bound.most, core.value(chosen))


def _ranked(core: Core, chosen: Flags) -> Codes:
    """The chosen in the order in which each brings most beside those before it; the first of equals first."""
    left = np.flatnonzero(chosen)
    open_need = core.weights.copy()
    ranked = np.empty(len(left), dtype=np.int64)
    for place in range(len(ranked)):
        gain = core.by_site[left] @ open_need
        best = int(np.argmax(gain))
        ranked[place] = left[best]
        ends = core.covers.indptr
        open_need[core.covers.indices[ends[left[best]] : ends[left[best] + 1]]] = 0.0
        left = np.delete(left, best)
    return ranked
