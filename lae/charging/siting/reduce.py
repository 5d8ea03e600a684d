"""Make a question smaller without changing what its best answer covers."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from lae.charging.siting.core import Core
from lae.charging.siting.problem import (
    FITS_KW,
    FITS_SHARE,
    Codes,
    Flags,
    Floors,
    Problem,
    columns_of,
    covered_by,
)


@dataclass(frozen=True)
class Reduction:
    """A smaller question and the way back.

    Attributes:
        core: the smaller question.
        kept: by candidate of the core, its number in the problem.
        covered_before: need covered by what is already there.
        barred: by candidate of the problem, whether it does not fit even alone.
    """

    core: Core
    kept: Codes
    covered_before: float
    barred: Flags


def reduced(problem: Problem) -> Reduction:
    """The question without what is covered already, fits nowhere, can never bind, or is no better than something else.

    Points that the same candidates cover become one. A candidate is left out for another one that covers all that it
    covers, costs and loads no more on any limit that can bind, and is not needed for a floor.
    """
    done = covered_by(problem, problem.open)
    everything = _whole(problem, done)
    barred = _barred(everything) & ~problem.open
    floored = _floored(everything)
    brings = everything.by_site @ everything.weights > everything.penalty
    kept = np.flatnonzero(~problem.open & ~barred & (floored | brings))
    core = _without_loose_limits(_selected(everything, kept))
    useful = np.flatnonzero(~_dominated(core, floored[kept]))
    core = merged(_without_loose_limits(_selected(core, useful)))
    return Reduction(core, kept[useful], float(problem.weights[done].sum()), barred)


def choices(problem: Problem) -> tuple[Core, Codes]:
    """The question of every new candidate that fits alone, with their numbers; no point and no limit left out."""
    everything = _whole(problem, np.zeros(len(problem.weights), dtype=bool))
    kept = np.flatnonzero(~problem.open & ~_barred(everything))
    return _selected(everything, kept), kept


def _whole(problem: Problem, done: Flags) -> Core:
    """Everything that is asked, in the form of a core."""
    candidates = problem.covers.shape[1]
    points = np.flatnonzero(~done & (problem.weights > 0))
    covers = sparse.csr_array(problem.covers.astype(np.float64))[points].tocsc()
    covers.data[:] = 1.0
    floors = problem.floors or Floors(group=np.full(candidates, -1, dtype=np.int64), least=np.zeros(0, dtype=np.int64))
    counted = problem.open & (floors.group >= 0)
    there = np.bincount(floors.group[counted], minlength=len(floors.least))
    load, room, penalty = sparse.csc_array((0, candidates), dtype=np.float64), np.zeros(0), np.zeros(candidates)
    if problem.limits is not None:
        each = problem.limits
        load = sparse.csc_array(each.load_kw[np.flatnonzero(each.kept)], dtype=np.float64)
        room = each.usable_kw[each.kept] + FITS_KW
        if each.policy == "priced":
            penalty = each.price_per_kw * each.asked_kw()
    load.eliminate_zeros()
    budget = np.inf if problem.budget is None else problem.budget * (1 + FITS_SHARE)
    return Core(
        weights=problem.weights[points].astype(np.float64),
        covers=covers,
        penalty=penalty,
        most_sites=int((~problem.open).sum()) if problem.most_sites is None else problem.most_sites,
        cost=np.zeros(candidates) if problem.cost is None else problem.cost.astype(np.float64),
        budget=budget,
        load_kw=load,
        room_kw=room,
        group=floors.group.astype(np.int64),
        least=np.maximum(floors.least - there, 0).astype(np.int64),
    )


def _barred(core: Core) -> Flags:
    barred: Flags = core.cost > core.budget
    barred[core.load_columns[core.load_kw.data > core.room_kw[core.load_kw.indices]]] = True
    return barred


def _floored(core: Core) -> Flags:
    """By candidate, whether its group has a floor."""
    floored: Flags = core.group >= 0
    floored[floored] = core.least[core.group[floored]] > 0
    return floored


def _selected(core: Core, sites: Codes) -> Core:
    return replace(
        core,
        covers=sparse.csc_array(core.covers[:, sites]),
        penalty=core.penalty[sites],
        most_sites=min(core.most_sites, len(sites)),
        cost=core.cost[sites],
        load_kw=sparse.csc_array(core.load_kw[:, sites]),
        group=core.group[sites],
    )


def _without_loose_limits(core: Core) -> Core:
    """The core without limits that even the heaviest allowed sites together keep to."""
    rows = sparse.csr_array(core.load_kw)
    heaviest = [
        np.sort(rows.data[rows.indptr[row] : rows.indptr[row + 1]])[::-1][: core.most_sites].sum()
        for row in range(len(core.room_kw))
    ]
    tight = np.flatnonzero(np.array(heaviest, dtype=np.float64) > core.room_kw)
    return replace(core, load_kw=sparse.csc_array(rows[tight]), room_kw=core.room_kw[tight])


def _dominated(core: Core, floored: Flags) -> Flags:
    """By candidate, whether another one can always stand in for it; of equals the first stays."""
    size = np.diff(core.covers.indptr)
    shared = sparse.coo_array(core.by_site @ core.covers)
    worse, better = shared.row.astype(np.int64), shared.col.astype(np.int64)
    within = (shared.data == size[worse]) & (worse != better) & ~floored[worse]
    within &= (core.cost[better] <= core.cost[worse]) & (core.penalty[better] <= core.penalty[worse])
    worse, better = worse[within], better[within]
    heavier = sparse.csc_array(core.load_kw[:, better] - core.load_kw[:, worse])
    more = np.bincount(columns_of(heavier), weights=heavier.data > 0, minlength=len(worse)) > 0
    worse, better = worse[~more], better[~more]
    pair, back = worse * core.size + better, better * core.size + worse
    equal = np.isin(back, pair)
    out = np.zeros(core.size, dtype=bool)
    out[worse[~equal | (better < worse)]] = True
    return out


def merged(core: Core) -> Core:
    """The core with points that the same candidates cover made one, and points out of reach left out."""
    rows = sparse.csr_array(core.covers)
    rows.sort_indices()
    ends = rows.indptr
    first: dict[bytes, int] = {}
    place = np.empty(len(core.weights), dtype=np.int64)
    for point in range(len(core.weights)):
        place[point] = first.setdefault(rows.indices[ends[point] : ends[point + 1]].tobytes(), len(first))
    _, kept = np.unique(place, return_index=True)
    weights: Any = np.bincount(place, weights=core.weights, minlength=len(first))
    reached = np.diff(ends)[kept] > 0
    return replace(core, weights=weights[reached], covers=sparse.csc_array(rows[kept[reached]]))
