"""Many starts, drawn where the relaxed question says that sites pay or near the best so far, improved by exchanges."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from lae.charging.siting.core import Core
from lae.charging.siting.draws import order
from lae.charging.siting.greedy import filled
from lae.charging.siting.ledger import Ledger
from lae.charging.siting.problem import Codes, Flags, Floats
from lae.charging.siting.swap import improved

_FRESH_EVERY: Final = 4
"""Of so many draws one starts from nothing, the others from the best choice so far."""
_GIVEN_UP_SHARE: Final = 0.15
"""Of the best choice, the share of sites that a draw gives up to look again."""


@dataclass(frozen=True, kw_only=True)
class Draws:
    """How many starts to draw: at most `starts`, from `seed`, and no more after `patience` that brought nothing new."""

    starts: int
    seed: int
    patience: int


def greedy(core: Core, begin: Flags) -> Flags:
    """The better of taking what brings most and, under a budget, what brings most for its cost; floors met first."""
    tries = [filled(core, begin)]
    if np.isfinite(core.budget):
        tries.append(filled(core, begin, by_cost=True))
    return max(tries, key=core.value)


def guided(core: Core, begin: Flags, part: Floats, draws: Draws, *, enough: float) -> Flags:
    """The best choice found from greedy, the largest parts, and draws; the same for the same arguments.

    Args:
        core: the question.
        begin: by candidate, the sites that meet the floors.
        part: by candidate, its part in the relaxed question.
        draws: how many starts.
        enough: need at which to stop looking.
    """
    best = improved(core, greedy(core, begin))
    value = core.value(best)
    idle = 0
    for number in range(draws.starts + 1):
        if value >= enough - core.least_gain or idle >= draws.patience:
            break
        fresh = number % _FRESH_EVERY == 0
        sites = order(part, draws.seed, number) if number else np.argsort(-part, kind="stable")
        found = improved(core, _drawn(core, sites, begin) if fresh else _loosened(core, sites, best))
        brings = core.value(found)
        idle += 1
        if brings > value + core.least_gain:
            best, value, idle = found, brings, 0
    return best


def _drawn(core: Core, sites: Codes, begin: Flags) -> Flags:
    """The sites in that order, as many as fit, floors first; `begin` where the floors cannot be met in that order."""
    ledger = Ledger(core, np.zeros(core.size, dtype=bool))
    _take(core, ledger, (site for site in sites if core.group[site] >= 0), floors_only=True)
    if (ledger.spare < 0).any():
        ledger = Ledger(core, begin)
    _take(core, ledger, sites, floors_only=False)
    return ledger.chosen


def _loosened(core: Core, sites: Codes, best: Flags) -> Flags:
    """`best` with the last few of its sites in that order given up where floors allow, and filled in that order."""
    ledger = Ledger(core, best)
    held = sites[best[sites]]
    for site in held[len(held) - max(1, int(len(held) * _GIVEN_UP_SHARE)) :]:
        ledger.drop(int(site))
        if not ledger.keeps_floor(int(site)):
            ledger.add(int(site))
    given = best & ~ledger.chosen
    _take(core, ledger, (site for site in sites if not given[site]), floors_only=False)
    return ledger.chosen


def _take(core: Core, ledger: Ledger, sites: Iterable[int], *, floors_only: bool) -> None:
    for site in sites:
        if floors_only and ledger.spare[core.group[site]] >= 0:
            continue
        if not ledger.chosen[site] and ledger.fits(int(site)):
            ledger.add(int(site))
