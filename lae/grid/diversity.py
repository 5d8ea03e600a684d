"""How far a few units may exceed their after-diversity maximum: secondary substations and below, nowhere above.

An after-diversity maximum is what a unit adds among very many. Of a few, more run at once. For N units of equal spread
that choose their moment independently the greatest demand to plan for is N x mean + k x sqrt(N) x deviation, which a
unit feels as

    ADMD x (1 + spread / sqrt(N))

The form is the textbook one behind British low-voltage design (ENA ACE Report 49, which is not at hand); the spread is
an assumption, tier D. Units that a common signal starts, such as an off-peak tariff, do not choose independently: for
them no spread is enough and the ceiling applies.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SPREAD_ID: Final = "small_number_spread"
"""The assumption for `spread`."""
_APPLIES_TO: Final = "secondary"


def uplift(units: npt.ArrayLike, *, spread: float, ceiling: float = math.inf) -> Floats:
    """The factor on the after-diversity maximum of so many units: at least 1, never rising with N, 1 in the limit.

    Args:
        units: N, any shape, not negative; less than one unit counts as one.
        spread: what a single unit has above its after-diversity maximum, as a share of that maximum.
        ceiling: rated power over after-diversity maximum: N units never draw more than all of them at full power.

    Raises ValueError for negative units, a negative spread or a ceiling below 1.
    """
    count = np.asarray(units, dtype=np.float64)
    if (count < 0).any():
        raise ValueError("a number of units is below zero")
    if not spread >= 0 or not ceiling >= 1:
        raise ValueError(f"the spread ({spread}) must not be below 0, nor the ceiling ({ceiling}) below 1")
    factor: Floats = np.minimum(1.0 + spread / np.sqrt(np.maximum(count, 1.0)), ceiling)
    return factor


def uplift_by_tier(units: npt.ArrayLike, tiers: Sequence[str], *, spread: float, ceiling: float = math.inf) -> Floats:
    """`uplift` at secondary substations and exactly 1 at every other tier; the last axis of `units` is the tiers'."""
    below = np.asarray(tiers) == _APPLIES_TO
    return np.where(below, uplift(units, spread=spread, ceiling=ceiling), 1.0)
