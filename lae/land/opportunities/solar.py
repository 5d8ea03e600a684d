"""Land that storing carbon and ground-mounted solar both want: at least so much, at most so much."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def overlap(claim_ha: Floats, solar_ha: Floats, zone_ha: Floats) -> tuple[Floats, Floats]:
    """The least and most hectares that both must or may have in common; NaN where either is not known.

    Two areas in a zone overlap at least by what the zone cannot hold of them beside each other, and at most wholly.

    Args:
        claim_ha: of the opportunity.
        solar_ha: that solar would suit or is planned on.
        zone_ha: the whole zone.
    """
    most = np.minimum(claim_ha, solar_ha)
    least: Floats = np.clip(claim_ha + solar_ha - zone_ha, 0.0, most)
    return least, most
