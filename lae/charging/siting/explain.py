"""Why each site was chosen: what it adds, what would be lost without it, and what holds it back."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from lae.charging.siting.problem import Codes, Flags, Floats, Problem, covered_by


@dataclass(frozen=True)
class Reasons:
    """One entry a chosen site, in the order given.

    Attributes:
        newly_covered: need it covers that nothing already there and no site before it covers; sums to what is gained.
        lost_without: need that nobody else of the chosen or already there covers.
        nearest_limit: of the limits it loads, the one with least room left for the kW it puts there; -1 for none.
        room_before_kw: room of that limit without any new site.
        room_left_kw: room of that limit with all chosen.
        asks: whether the operator has to be asked: it loads a limit known only by a bound at or below 0.
        asked_kw: the kW to ask for.
    """

    newly_covered: Floats
    lost_without: Floats
    nearest_limit: Codes
    room_before_kw: Floats
    room_left_kw: Floats
    asks: Flags
    asked_kw: Floats


def reasons(problem: Problem, chosen: Codes) -> Reasons:
    """The reasons for each site of a choice.

    Capacities are not looked at. A limit whose room is not known is nearer than any other; of equals the first.

    Args:
        problem: the question.
        chosen: new sites, in the order in which they are told.
    """
    covers = sparse.csc_array(problem.covers, dtype=np.float64)[:, chosen]
    before = covered_by(problem, problem.open)
    new = np.where(before, 0.0, problem.weights)
    first = _first(sparse.csr_array(covers))
    counts: Floats = np.asarray(covers.sum(axis=1)).ravel()
    reached = first < len(chosen)
    newly = np.bincount(first[reached], weights=new[reached], minlength=len(chosen)).astype(np.float64)
    lost: Floats = covers.T @ np.where(counts == 1, new, 0.0)
    nearest, room, left = _nearest(problem, chosen)
    asked = np.zeros(len(chosen)) if problem.limits is None else problem.limits.asked_kw()[chosen]
    return Reasons(newly, lost, nearest, room, left, asked > 0, asked)


def _first(covers: sparse.csr_array) -> Codes:
    """By point, the first of the sites that covers it; their number where none does."""
    sites = covers.shape[1]
    first = np.full(covers.shape[0], sites, dtype=np.int64)
    point = np.repeat(np.arange(covers.shape[0]), np.diff(covers.indptr))
    stored = covers.data > 0
    np.minimum.at(first, point[stored], covers.indices[stored])
    return first


def _nearest(problem: Problem, chosen: Codes) -> tuple[Codes, Floats, Floats]:
    nearest = np.full(len(chosen), -1, dtype=np.int64)
    room, left = np.full(len(chosen), np.nan), np.full(len(chosen), np.nan)
    if problem.limits is None:
        return nearest, room, left
    limits = problem.limits
    own = sparse.csc_array(limits.load_kw[:, chosen])
    after = limits.room_kw - np.asarray(own.sum(axis=1)).ravel()
    for place in range(len(chosen)):
        entries = slice(int(own.indptr[place]), int(own.indptr[place + 1]))
        loaded, load = own.indices[entries], own.data[entries]
        loaded, load = loaded[load > 0], load[load > 0]
        if len(loaded):
            spare = np.where(np.isnan(after[loaded]), -np.inf, after[loaded] / load)
            near = int(loaded[np.lexsort((loaded, spare))[0]])
            nearest[place], room[place], left[place] = near, limits.room_kw[near], after[near]
    return nearest, room, left
