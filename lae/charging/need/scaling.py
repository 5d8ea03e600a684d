"""Chances held to a published share: the odds of a drive multiplied by one factor, the same for every type of home.

Odds scaling keeps chances between 0 and 1, keeps their order, and leaves the odds ratio of any two types as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

Floats = npt.NDArray[np.float64]

_WIDEST: Final = 60.0
"""Natural logarithm of the largest factor tried: beyond it no chance moves that can."""
_TOLERANCE: Final = 1e-14
_SAME: Final = 1e-12
"""A share of homes smaller than this is rounding, not a difference anybody wanted."""


@dataclass(frozen=True)
class Scaled:
    """Chances by type at least, central and at most drives, and the factor of the odds that made each.

    Attributes:
        drive_low: chance of a drive by type at the upper end of homes without one.
        drive: the central chance.
        drive_high: at the lower end of homes without one; low <= central <= high, type by type.
        factors: of the low, central and high chances; NaN where the share could not be reached and none is applied.
    """

    drive_low: Floats
    drive: Floats
    drive_high: Floats
    factors: tuple[float, float, float]


def odds_scaled(chance: Floats, factor: float) -> Floats:
    """Chances whose odds are `factor` times those of `chance`; 0 and 1 stay, and so does the order."""
    scaled: Floats = chance * factor / (1.0 - chance + chance * factor)
    return scaled


def held(chances: tuple[Floats, Floats, Floats], homes: Floats, wanted: tuple[float, float, float] | None) -> Scaled:
    """Chances of a drive by type that leave the wanted number of homes without one, wherever that can be reached.

    The central chances are scaled to the central number. The upper ones are scaled from the priors' upper ends to the
    least number, none falling below its central chance, the lower ones the other way round: so that lower and upper
    figures sum to the published ones, and types whose prior is less sure move more.

    Args:
        chances: prior chance of a drive by type: low, central, high.
        homes: by type.
        wanted: homes without a drive: least, central, most; None: the priors stand as they are.
    """
    low, central, high = chances
    factor = None if wanted is None else _factor(lambda by: odds_scaled(central, by), homes, wanted[1])
    drive = central if factor is None else odds_scaled(central, factor)

    def upper(by: float) -> Floats:
        return np.maximum(drive, odds_scaled(high, by))

    def lower(by: float) -> Floats:
        return np.minimum(drive, odds_scaled(low, by))

    by_upper = None if wanted is None else _factor(upper, homes, wanted[0])
    by_lower = None if wanted is None else _factor(lower, homes, wanted[2])
    factors = tuple(np.nan if by is None else by for by in (by_lower, factor, by_upper))
    return Scaled(
        lower(1.0 if by_lower is None else by_lower),
        drive,
        upper(1.0 if by_upper is None else by_upper),
        (factors[0], factors[1], factors[2]),
    )


def _factor(made: Callable[[float], Floats], homes: Floats, wanted: float) -> float | None:
    """The factor at which `made` leaves `wanted` of the homes without a drive, or None where none does."""
    whole = float(homes.sum())
    if whole <= 0.0:
        return None

    def excess(log: float) -> float:
        return float((homes * (1.0 - made(float(np.exp(log))))).sum() - wanted) / whole

    ends = [0.0 if abs(excess(log)) <= _SAME else excess(log) for log in (-_WIDEST, _WIDEST)]
    if ends[0] < 0.0 or ends[1] > 0.0:
        return None
    if 0.0 in ends:
        return float(np.exp(-_WIDEST if ends[0] == 0.0 else _WIDEST))
    return float(np.exp(brentq(excess, -_WIDEST, _WIDEST, xtol=_TOLERANCE, rtol=_TOLERANCE, maxiter=500)))
