"""Look again, without anything the search used: does a choice keep to everything it was asked to keep to?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lae.charging.siting.problem import FITS_KW, FITS_SHARE, Codes, Floats, Problem

Rule = Literal["limit", "floor", "budget", "most_sites", "already_there", "unknown_site", "twice"]


@dataclass(frozen=True)
class Breach:
    """One rule that a choice breaks.

    Attributes:
        rule: which.
        number: of the limit (in `room_kw`), the group or the candidate; -1 where the rule is of the whole.
        by: how far: kW, sites, or money.
    """

    rule: Rule
    number: int
    by: float


@dataclass(frozen=True)
class Verdict:
    """What a second look found.

    Attributes:
        breaches: every broken rule; none if all is well.
        asked: limits that the choice loads though the operator has to be asked.
        load_kw: by limit, what the choice puts on it.
        left_kw: by limit, the room that stays; below 0 where it is passed, NaN where the room is not known.
    """

    breaches: tuple[Breach, ...]
    asked: Codes
    load_kw: Floats
    left_kw: Floats

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not self.breaches


def verify(problem: Problem, chosen: Codes, short: Codes | None = None) -> Verdict:
    """Every limit, floor and count of a choice, summed anew from the question alone.

    Args:
        problem: the question.
        chosen: new sites, numbers of candidates.
        short: by group, the sites by which a floor came down and it was said so.
    """
    sites = [int(site) for site in chosen]
    known = [site for site in sites if 0 <= site < len(problem.open)]
    breaches = [
        *(Breach("unknown_site", site, 1.0) for site in sorted(set(sites) - set(known))),
        *(
            Breach("twice", site, sites.count(site) - 1.0)
            for site in sorted({each for each in sites if sites.count(each) > 1})
        ),
        *(Breach("already_there", site, 1.0) for site in sorted(set(known)) if problem.open[site]),
        *_counts(problem, known),
        *_floors(problem, set(known), short),
    ]
    if problem.limits is None:
        return Verdict(tuple(breaches), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    limits = problem.limits
    load = np.asarray(limits.load_kw[:, known].sum(axis=1), dtype=np.float64).ravel()
    over = load - np.where(limits.room_kw > 0, limits.room_kw, 0.0)
    kept = np.array([limits.policy == "hard" or not asks for asks in limits.ask], dtype=bool)
    passed = np.flatnonzero(kept & (load > 0) & (over > FITS_KW))
    breaches.extend(Breach("limit", int(number), float(over[number])) for number in passed)
    left = limits.room_kw - load
    asked = np.flatnonzero(limits.ask & (load > 0))
    return Verdict(tuple(breaches), asked, load, left)


def _counts(problem: Problem, sites: list[int]) -> Iterator[Breach]:
    if problem.most_sites is not None and len(sites) > problem.most_sites:
        yield Breach("most_sites", -1, float(len(sites) - problem.most_sites))
    if problem.cost is not None and problem.budget is not None:
        over = sum(float(problem.cost[site]) for site in sites) - problem.budget
        if over > FITS_KW + FITS_SHARE * problem.budget:
            yield Breach("budget", -1, over)


def _floors(problem: Problem, sites: set[int], short: Codes | None) -> Iterator[Breach]:
    if problem.floors is None:
        return
    there = sites | set(np.flatnonzero(problem.open).tolist())
    for group, least in enumerate(problem.floors.least.tolist()):
        have = sum(1 for site in there if problem.floors.group[site] == group)
        told = 0 if short is None else int(short[group])
        if have < least - told:
            yield Breach("floor", group, float(least - told - have))
