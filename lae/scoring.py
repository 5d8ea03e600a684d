"""Places ranked by what is known of them, so that no score hangs on the order in which sums were taken."""

from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_DIGITS: Final = 10
"""Of the mantissa, that are compared."""


def better_than(values: Floats) -> Floats:
    """The share of the other known values that each is higher than, 0 to 1; NaN stays."""
    told = ~np.isnan(values)
    plain = settled(values[told])
    found = np.full(len(values), np.nan)
    found[told] = np.searchsorted(np.sort(plain), plain, side="left") / max(len(plain) - 1, 1)
    return found


def placed(score: Floats) -> Floats:
    """The place of each score from 1, the highest first; equal scores share a place, NaN has none."""
    told = ~np.isnan(score)
    plain = settled(-score[told])
    found = np.full(len(score), np.nan)
    found[told] = np.searchsorted(np.sort(plain), plain, side="left") + 1.0
    return found


def scores(table: Floats, weights: Floats) -> Floats:
    """The weighted mean of each row's known criteria; NaN where none of any weight is known.

    Args:
        table: (rows, criteria) of `better_than`, NaN where nobody can tell.
        weights: of each criterion, from 0.
    """
    known = ~np.isnan(table)
    total = known @ weights
    earned = np.where(known, table, 0.0) @ weights
    found: Floats = np.where(total > 0, earned / np.where(total > 0, total, 1.0), np.nan)
    return np.clip(found, 0.0, 1.0)


def reach(table: Floats, weights: Floats, *, sway: float) -> tuple[Floats, Floats]:
    """The best and worst place of each row, its own weights and each corner counted; NaN without a score.

    A row's lead over another is greatest and least at a corner where both know the same criteria, so no weights
    between change their order if no corner does.

    Args:
        table: (rows, criteria) of `better_than`, NaN throughout where a row is not to be placed.
        weights: of each criterion, from 0.
        sway: share by which each weight may be off, from 0 to below 1.

    Raises:
        ValueError: sway is no such share.
    """
    if not 0 <= sway < 1:
        raise ValueError(f"weights may sway by a share from 0 to below 1, not {sway}")
    # A criterion nobody knows, or of no weight, makes no corner.
    alive = np.flatnonzero((weights > 0) & ~np.isnan(table).all(axis=0)) if len(table) else np.array([], dtype=np.int64)
    part = table[:, alive]
    best = worst = placed(scores(part, weights[alive]))
    for signs in product((-1.0, 1.0), repeat=len(alive)):
        place = placed(scores(part, weights[alive] * (1 + sway * np.array(signs))))
        best, worst = np.fmin(best, place), np.fmax(worst, place)
    return best, worst


def settled(values: Floats) -> Floats:
    """`values` without their last digits, in which sums of the same numbers may differ."""
    mantissa, exponent = np.frexp(values)
    rounded: Floats = np.ldexp(np.round(mantissa, _DIGITS), exponent)
    return rounded
