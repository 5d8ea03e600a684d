"""Low, central and high of a figure, side by side: arrays of (3, homes), never central below low or above high."""

import numpy as np
import numpy.typing as npt

from lae.assumptions import Assumptions

Floats = npt.NDArray[np.float64]


def spread(assumptions: Assumptions, key: str) -> tuple[float, float, float]:
    """Low, value and high of one assumption; its value where no range is known."""
    row = assumptions[key]
    low, high = (row.value if np.isnan(end) else end for end in (row.low, row.high))
    return low, row.value, high


def cases(each: Floats, factors: tuple[float, float, float]) -> Floats:
    """(3, homes) of a figure of each home by three factors."""
    return np.multiply.outer(np.array(factors, dtype=np.float64), each)


def same(each: Floats) -> Floats:
    """(3, homes) of a figure without a range; not to be written to."""
    return np.broadcast_to(each, (3, len(each)))


def less(first: Floats, second: Floats) -> Floats:
    """(3, homes) of a difference: low is the least first less the greatest second."""
    return first - second[::-1]


def nothing(homes: int) -> Floats:
    """(3, homes) of 0."""
    return np.zeros((3, homes))
