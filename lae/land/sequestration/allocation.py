"""One claim a hectare: options share out hectares that several of them would suit.

A screening says how much land suits each option, not which of it they have in common. So the worst is taken: the
smaller of two areas lies wholly inside the larger. Whatever the map, the claims then fit beside each other.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def claims(area_ha: Floats, wanted_ha: Floats, order: Sequence[int]) -> Floats:
    """(places, options) hectares each option gets, in order of preference; those of a place never exceed its land.

    At each place all options that suit an area no larger than one option's get no more than that area together.

    Args:
        area_ha: (places, options) that suit each option.
        wanted_ha: (places, options) it would take if it were alone; more than suits it is cut.
        order: columns, the one served first in front; a column not named gets nothing.
    """
    given = np.zeros_like(area_ha)
    for column in order:
        free = np.minimum(wanted_ha[:, column], area_ha[:, column])
        for other in range(area_ha.shape[1]):
            within = area_ha <= area_ha[:, [other]]
            room = area_ha[:, other] - (given * within).sum(axis=1)
            # An area that does not hold this one's sets it no limit.
            free = np.where(within[:, column], np.minimum(free, room), free)
        given[:, column] = np.maximum(free, 0.0)
    return given


def by_tier(claim_ha: Floats, tier_ha: Floats) -> Floats:
    """(…, tiers) of a claim: the first tier is used up before the next is begun.

    Args:
        claim_ha: (…).
        tier_ha: (…, tiers) that may be taken, in order.
    """
    before = np.cumsum(tier_ha, axis=-1) - tier_ha
    taken: Floats = np.clip(claim_ha[..., None] - before, 0.0, tier_ha)
    return taken
