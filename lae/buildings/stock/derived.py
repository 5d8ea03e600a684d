"""District totals that no table states but several together imply: heating in today's homes, EPC bands of all homes."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.buildings.stock_contract import EPC_BANDS, HEATINGS

Floats = npt.NDArray[np.float64]

_NEW_BANDS: Final = ("A", "B")
"""What a home built since 2016 is certified as."""


def heating_totals(systems: Mapping[str, Floats], everything: Floats, homes: Floats) -> Floats:
    """Homes (districts, heatings): each system as large a share of the homes as of the model's; NaN where not told.

    Args:
        systems: homes by district of each heating the model tells apart.
        everything: the model's homes by district.
        homes: the district's homes.
    """
    totals = np.full((len(homes), len(HEATINGS)), np.nan)
    for name, number in systems.items():
        totals[:, HEATINGS.index(name)] = number / everything * homes
    return totals


def band_totals(certificates: Floats, homes: Floats, built: Floats) -> Floats:
    """Homes (districts, bands) from certificates lodged over ten years and the homes built in them.

    A new home always has a certificate, an older one only when sold, let or improved: taken together the certificates
    show far more of bands A and B than there are. So as many of A and B as homes were built stand for those homes, and
    the others stand for all older homes alike. Where fewer of A and B were lodged, all of them are the new homes'.

    Args:
        certificates: (districts, bands) lodged.
        homes: by district.
        built: homes built in those years, by district.
    """
    new = np.array([name in _NEW_BANDS for name in EPC_BANDS])
    good = certificates * new
    lodged_new = np.minimum(built, good.sum(axis=1))
    of_new = good / np.maximum(good.sum(axis=1), 1e-12)[:, None]
    older = certificates - of_new * lodged_new[:, None]
    shares = older / older.sum(axis=1)[:, None]
    totals: Floats = of_new * built[:, None] + shares * (homes - built)[:, None]
    return totals
