"""Places ranked by what is known of them, so that no score hangs on the order in which sums were taken."""

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


def settled(values: Floats) -> Floats:
    """`values` without their last digits, in which sums of the same numbers may differ."""
    mantissa, exponent = np.frexp(values)
    rounded: Floats = np.ldexp(np.round(mantissa, _DIGITS), exponent)
    return rounded
