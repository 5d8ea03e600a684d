"""How firm an order is: the best and worst place at every corner of weights that are somewhat higher or lower."""

from itertools import product

import numpy as np
import numpy.typing as npt

from lae.land.opportunities.criteria import scores
from lae.scoring import placed

Floats = npt.NDArray[np.float64]


def reach(table: Floats, weights: Floats, *, sway: float) -> tuple[Floats, Floats]:
    """The best and worst place of each row, its own weights and each corner counted; NaN without a score.

    A row's lead over another is greatest and least at a corner where both know the same criteria, so no weights
    between change their order if no corner does.

    Args:
        table: (rows, criteria) of `ratios`, NaN throughout where a row is not to be placed.
        weights: of `checked`.
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
