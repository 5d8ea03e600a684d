"""Look for sites that together serve most, where each serves only so much."""

from dataclasses import replace
from typing import Final

import numpy as np

from lae.charging.siting.guided import Draws, guided
from lae.charging.siting.ledger import Ledger
from lae.charging.siting.problem import Codes, Flags, Floats
from lae.charging.siting.shared import Shared

_STARTS: Final = 3
"""Greedy, by parts, and without capacities."""


def shared_greedy(question: Shared, begin: Flags) -> Flags:
    """`begin` and every site that fits and serves something more, the best first."""
    ledger = Ledger(question.core, begin)
    left = _left(question, begin)
    while True:
        gain = np.minimum(question.core.by_site @ left, question.capacity[: question.core.size]) - question.core.penalty
        open_to = ledger.addable() & (gain > question.core.least_gain)
        if not open_to.any():
            return ledger.chosen
        best = int(np.argmax(np.where(open_to, gain, -np.inf)))
        ledger.add(best)
        _take(question, best, left)


def shared_guided(question: Shared, begin: Flags, part: Floats, draws: Draws, *, enough: float) -> tuple[Flags, float]:
    """The best choice found and what it brings, each start improved by exchanges.

    Starts are greedy, the largest parts of the relaxed question, and the answer where capacities are left out.
    """
    core = question.core
    best = shared_greedy(question, begin)
    value = question.value(best)
    after = replace(core, weights=_left(question, np.zeros(core.size, dtype=bool)))
    for number in range(_STARTS):
        if value >= enough - core.least_gain:
            break
        if number == 0:
            start = best
        elif number == 1:
            start = _drawn(question, np.argsort(-part, kind="stable"), begin)
        else:
            start = guided(after, begin, part, draws, enough=np.inf)
        found = _exchanged(question, start)
        brings = question.value(found)
        if brings > value + core.least_gain:
            best, value = found, brings
    return best, value


def _exchanged(question: Shared, chosen: Flags) -> Flags:
    """A choice that no exchange of one site betters, each site taking in turn what it can."""
    core = question.core
    rough = _rough(question, chosen)
    while True:
        sites = np.flatnonzero(chosen)
        if not len(sites):
            return chosen
        hope = np.empty((len(sites), core.size))
        for row, site in enumerate(sites):
            others = chosen.copy()
            others[site] = False
            left = _left(question, others)
            taken = core.weights.sum() - left.sum() - core.penalty[others].sum()
            hope[row] = taken + np.minimum(core.by_site @ left, question.capacity[: core.size]) - core.penalty
        hope = np.where(Ledger(core, chosen).swappable(sites), hope, -np.inf)
        place, coming = divmod(int(hope.argmax()), core.size)
        if hope[place, coming] <= rough + core.least_gain:
            return chosen
        other = chosen.copy()
        other[sites[place]], other[coming] = False, True
        other = shared_greedy(question, other)
        brings = _rough(question, other)
        # The newcomer takes its turn by its number, so that the sum may come out lower than hoped.
        if brings <= rough + core.least_gain:
            return chosen
        chosen, rough = other, brings


def _drawn(question: Shared, sites: Codes, begin: Flags) -> Flags:
    """`begin` and the sites in that order, as many as fit, that serve anything more."""
    core = question.core
    ledger = Ledger(core, begin)
    left = _left(question, begin)
    for site in sites:
        if ledger.chosen[site] or not ledger.fits(int(site)):
            continue
        before = left.sum()
        kept = left.copy()
        _take(question, int(site), left)
        if before - left.sum() > core.penalty[site] + core.least_gain:
            ledger.add(int(site))
        else:
            left = kept
    return ledger.chosen


def _rough(question: Shared, chosen: Flags) -> float:
    """What a choice brings when each site in turn takes what it can: no more than when need is shared out well."""
    left = _left(question, chosen)
    return float(question.core.weights.sum() - left.sum() - question.core.penalty[chosen].sum())


def _left(question: Shared, chosen: Flags) -> Floats:
    """By point, the need left when what is there and the chosen, in turn, take what they can."""
    left = question.core.weights.copy()
    for server in (*range(question.core.size, len(question.capacity)), *np.flatnonzero(chosen)):
        _take(question, int(server), left)
    return left


def _take(question: Shared, server: int, left: Floats) -> None:
    """Let a server take need, first of points that few servers reach, up to its capacity; `left` is changed."""
    ends = question.serves.indptr
    points = question.serves.indices[ends[server] : ends[server + 1]]
    points = points[np.argsort(question.reached_by[points], kind="stable")]
    room = question.capacity[server]
    taken = np.minimum(left[points], np.maximum(room - (np.cumsum(left[points]) - left[points]), 0.0))
    left[points] -= taken
