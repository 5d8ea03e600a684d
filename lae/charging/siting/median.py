"""The other question: sites so that the way to the nearest is short for everybody, weighted by need."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lae.charging.siting.floors import grounds
from lae.charging.siting.ledger import Ledger
from lae.charging.siting.median_bound import Ways, least_way
from lae.charging.siting.problem import Codes, Flags, Floats, Problem
from lae.charging.siting.reduce import choices

_EQUAL_SHARE: Final = 1e-9
"""Savings below this share of the whole way are none, summed in another order."""


@dataclass(frozen=True, kw_only=True)
class Medians:
    """A choice of new sites and what it comes to.

    Attributes:
        chosen: new sites, in order of number.
        nearest: by demand point, the site it goes to; -1 where there is none at all.
        mean_m: the mean distance, weighted by need; NaN where there is no need or no site.
        mean_before_m: the same with what is already there only.
        least_mean_m: no choice of as many sites has a shorter mean, whatever the other rules; NaN as `mean_m`.
        short: by group, how many sites its floor had to come down.
    """

    chosen: Codes
    nearest: Codes
    mean_m: float
    mean_before_m: float
    least_mean_m: float
    short: Codes

    @property
    def gap(self) -> float:
        """The most by which a better choice could be shorter, as a share of the mean; NaN as `mean_m`."""
        return 1.0 - self.least_mean_m / self.mean_m if self.mean_m else self.mean_m


def medians(problem: Problem, distance_m: Floats, *, rounds: int = 200) -> Medians:
    """New sites, within limits, budget and floors, that no exchange of one would bring nearer to the need.

    Limits to ask about are kept only where the policy is "hard": need has no price in metres. Capacities are not
    looked at.

    Args:
        problem: weights, what is already there, and the rules; what covers what only breaks ties of floors.
        distance_m: (demand, candidates), finite.
        rounds: how often the bound is bettered at most; 0 leaves it at no way at all.

    Raises:
        ValueError: distances of another shape, or missing ones.
    """
    if distance_m.shape != problem.covers.shape or not np.isfinite(distance_m).all():
        raise ValueError("distance_m must be demand x candidates, and known")
    core, kept = choices(problem)
    begin = grounds(core)
    core = core.with_floors(core.least - begin.short)
    there = np.flatnonzero(problem.open)
    before = distance_m[:, there].min(axis=1) if len(there) else np.full(len(distance_m), _nowhere(distance_m))
    ways = _Ways(problem.weights.astype(np.float64), np.column_stack([before, distance_m[:, kept]]))
    ledger = Ledger(core, begin.chosen)
    _grow(ways, ledger)
    while _exchange(ways, ledger):
        pass
    chosen = kept[ledger.chosen]
    known, total = float(ways.weights @ ways.first_m), float(ways.weights.sum())
    served = total > 0 and bool(len(chosen) or len(there))
    least = np.nan
    if served:
        here = ways.weights * before if len(there) else np.full(len(before), np.inf)
        weighted = Ways(ways.weights[:, None] * distance_m[:, kept], here)
        # Beside the only site there is no second nearest: the furthest pair stands in.
        second = np.minimum(ways.second_m, distance_m.max(initial=0.0))
        least = (
            least_way(weighted, ways.weights * (ways.first_m + second) / 2.0, core.most_sites, known, rounds) / total
        )
    return Medians(
        chosen=chosen,
        nearest=_nearest(distance_m, np.union1d(chosen, there)),
        mean_m=_mean(problem.weights, distance_m, np.union1d(chosen, there)),
        mean_before_m=_mean(problem.weights, distance_m, there),
        least_mean_m=least,
        short=begin.short,
    )


class _Ways:
    """How far each point goes and to which site; site 0 is all that is there already, candidate c is site c + 1."""

    def __init__(self, weights: Floats, distance_m: Floats) -> None:
        self.weights = weights
        self.distance_m = distance_m
        self.go(np.zeros(distance_m.shape[1] - 1, dtype=bool))

    def go(self, chosen: Flags) -> None:
        """Send each point to the nearest site, the first of equals, and remember the second nearest."""
        sites = np.concatenate([[0], np.flatnonzero(chosen) + 1])
        points = np.arange(len(self.weights))
        own = self.distance_m[:, sites]
        place = own.argmin(axis=1)
        self.first, self.first_m = sites[place], own[points, place]
        own[points, place] = np.inf
        place = own.argmin(axis=1)
        alone = len(sites) == 1
        self.second, self.second_m = sites[place], self.first_m.copy() if alone else own[points, place]

    def saving(self, candidate: int) -> float:
        """The way that one more site saves."""
        return float(self.weights @ np.maximum(self.first_m - self.distance_m[:, candidate + 1], 0.0))

    def savings(self, leaving: Codes) -> tuple[Floats, Floats]:
        """By candidate, the way it saves; and (leaving, candidates) the way it saves in that site's place.

        What a site leaves behind goes to its second nearest or to the newcomer, whichever is nearer.
        """
        added = np.zeros(self.distance_m.shape[1])
        change = np.zeros((len(leaving), len(added)))
        row_of = {int(site) + 1: row for row, site in enumerate(leaving)}
        order = np.argsort(self.first, kind="stable")
        starts = np.flatnonzero(np.diff(self.first[order])) + 1
        for points in np.split(order, starts) if len(order) else ():
            own, weight = self.distance_m[points], self.weights[points]
            near, far = self.first_m[points][:, None], self.second_m[points][:, None]
            gone = weight @ np.maximum(near - own, 0.0)
            added += gone
            row = row_of.get(int(self.first[points[0]]))
            if row is not None:
                # Where the newcomer is nearer still, the saving is in `added` already.
                change[row] = weight @ (near - np.clip(own, near, far))
        return added[1:], change[:, 1:] + added[None, 1:]

    def disturbed(self, leaving: int, coming: int) -> Flags:
        """By point, whether the exchange changes its nearest or second nearest."""
        gone, own = leaving + 1, self.distance_m[:, coming + 1]
        changed: Flags = (self.first == gone) | (self.second == gone) | (own < self.second_m)
        return changed

    @property
    def least_saving(self) -> float:
        """What a change must save to count as one."""
        return _EQUAL_SHARE * (1.0 + float(self.weights @ self.first_m))


def _grow(ways: _Ways, ledger: Ledger) -> None:
    """Take what saves most while it fits; savings only shrink as sites are added, so that old ones are upper bounds."""
    ways.go(ledger.chosen)
    most = ways.savings(np.zeros(0, dtype=np.int64))[0]
    sure = np.ones(len(most), dtype=bool)
    while True:
        open_to = np.where(ledger.addable(), most, -np.inf)
        best = int(np.argmax(open_to)) if len(open_to) else -1
        if best < 0 or open_to[best] <= ways.least_saving:
            return
        if sure[best]:
            ledger.add(best)
            ways.go(ledger.chosen)
            sure[:] = False
        else:
            most[best], sure[best] = ways.saving(best), True


def _exchange(ways: _Ways, ledger: Ledger) -> bool:
    """Make every gainful exchange of one look at all pairs that does not disturb another; false where there is none."""
    sites = np.flatnonzero(ledger.chosen)
    if not len(sites):
        return False
    saved = np.where(ledger.swappable(sites), ways.savings(sites)[1], -np.inf)
    coming = saved.argmax(axis=1)
    best = saved[np.arange(len(sites)), coming]
    touched = np.zeros(len(ways.weights), dtype=bool)
    made = False
    for row in np.argsort(-best, kind="stable"):
        if best[row] <= ways.least_saving:
            break
        points = ways.disturbed(int(sites[row]), int(coming[row]))
        if (touched & points).any() or ledger.chosen[coming[row]]:
            continue
        if ledger.swap(int(sites[row]), int(coming[row])):
            touched |= points
            made = True
    ways.go(ledger.chosen)
    return made


def _nowhere(distance_m: Floats) -> float:
    """Further than any pair: where a point goes while there is no site."""
    return 2.0 * float(distance_m.max(initial=0.0)) + 1.0


def _nearest(distance_m: Floats, sites: Codes) -> Codes:
    if not len(sites):
        return np.full(len(distance_m), -1, dtype=np.int64)
    nearest: Codes = sites[distance_m[:, sites].argmin(axis=1)]
    return nearest


def _mean(weights: Floats, distance_m: Floats, sites: Codes) -> float:
    total = float(weights.sum())
    if not len(sites) or not total:
        return np.nan
    return float(weights @ distance_m[:, sites].min(axis=1)) / total
