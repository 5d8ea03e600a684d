"""What may be claimed of what is stored: less what the land would do anyway, less precision, less buffer."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
SOIL_IS_IN: Final = frozenset({"stock_change", "flux", "avoided"})
"""Books whose figure has the soil in it, so that soil's loss that stops would be counted a second time."""


def claimable(gross: Floats, baseline: Floats, *, precision: float, buffer: float) -> Floats:
    """(3, …) gross less baseline, times (1 - precision) (1 - buffer); a loss is shown whole, never made smaller.

    Low is the least gross less the greatest baseline. Only removal that would happen anyway is taken off: land that
    emits gives no credit here.

    Args:
        gross: t CO2e, low, central and high.
        baseline: t CO2e removed if nothing is done, low, central and high; below 0 is emission.
        precision: share deducted because a model is not exact, 0 to 1.
        buffer: share kept back for loss, 0 to 1.

    Raises:
        ValueError: a share is not between 0 and 1.
    """
    if not (0 <= precision <= 1 and 0 <= buffer <= 1):
        raise ValueError(f"precision and buffer are shares from 0 to 1, not {precision} and {buffer}")
    rest = gross - np.maximum(baseline, 0.0)[::-1]
    net: Floats = np.where(rest > 0, rest * (1 - precision) * (1 - buffer), rest)
    return net


def kept_back(gross: Floats, baseline: Floats, *, precision: float, buffer: float) -> Floats:
    """(3, …) what goes into the risk buffer: not sold, and there in case a wood burns; nothing of a loss.

    Args:
        gross: as of `claimable`.
        baseline: as of `claimable`.
        precision: share deducted first.
        buffer: share of the rest that is kept back.
    """
    rest = gross - np.maximum(baseline, 0.0)[::-1]
    kept: Floats = np.maximum(rest, 0.0) * (1 - precision) * buffer
    return kept


def avoided_loss(baseline: Floats, book: str) -> Floats:
    """(3, …) emission of the land that stops, at least 0; none where the book of the figure has the soil in it."""
    if book in SOIL_IS_IN:
        return np.zeros_like(baseline)
    stops: Floats = np.maximum(-baseline, 0.0)[::-1]
    return stops
