"""Shorter than this the way cannot be: a bound for the question of short ways."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lae.charging.siting.problem import Floats

_PATIENCE: Final = 8
"""Rounds without a better bound before steps are halved."""
_FIRST_STEP: Final = 1.5
"""Of what is missing to the known way, the share that the first step aims to make good."""
_SMALLEST_STEP: Final = 0.005
"""Steps smaller than this share of what is missing are not worth a round."""


@dataclass(frozen=True)
class Ways:
    """Weighted ways: (points, candidates), and by point to what is there already, infinite where nothing is."""

    candidates: Floats
    there: Floats


def least_way(ways: Ways, start: Floats, most_sites: int, known: float, rounds: int) -> float:
    """A weighted way that no choice of `most_sites` sites goes below, whatever the other rules.

    Every point is offered a price for being served; a site is worth what its points would pay beyond their way to it,
    and the dearest `most_sites` are taken. Any prices give a true bound (Lagrange); rounds only better them.

    Args:
        ways: of every point.
        start: by point, the first price; halfway between nearest and second nearest is a good one.
        most_sites: how many may be chosen.
        known: the weighted way of a choice, in the same unit; prices aim at it.
        rounds: how often prices are bettered.
    """
    way, there = ways.candidates, ways.there
    price = start.copy()
    most, step, idle = 0.0, _FIRST_STEP, 0
    count = min(most_sites, way.shape[1])
    for _ in range(rounds):
        saved = np.minimum(way - price[:, None], 0.0)
        worth = saved.sum(axis=0)
        taken = np.argsort(worth, kind="stable")[:count]
        least = float(price.sum() + worth[taken].sum() + np.minimum(there - price, 0.0).sum())
        idle += 1
        if least > most:
            most, idle = least, 0
        # How often a point is served at these prices: once is right, more is a price too high.
        slope = 1.0 - (saved[:, taken] < 0).sum(axis=1) - (there < price)
        length = float(slope @ slope)
        if idle >= _PATIENCE:
            step, idle = step / 2.0, 0
        if length == 0.0 or step < _SMALLEST_STEP:
            break
        price = np.maximum(price + step * max(known - least, 0.0) / length * slope, 0.0)
    return min(most, known)
