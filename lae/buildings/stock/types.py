"""Homes by type and LSOA where no table counts them: types as they go with age, moved to the LSOA's mean rooms."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_ROUNDS: Final = 60
_STEEPEST: Final = 8.0
"""No LSOA is tilted further than this: by then its homes are almost all of one type."""


def types_by_lsoa(ages: Floats, likely: Floats, rooms: Floats, rooms_of_type: Floats, *, heard_share: float) -> Floats:
    """Homes (LSOAs, types) that sum to each LSOA's and whose mean rooms follow what the census counted there.

    Each LSOA's types are those of its ages, tilted by exp(t x rooms of the type) until their mean rooms are as far from
    the ages' own as said. An LSOA without a count keeps the types of its ages.

    Args:
        ages: homes (LSOAs, age bands).
        likely: (age bands, types) shares.
        rooms: mean rooms a household of each LSOA less those of the country, NaN where not counted.
        rooms_of_type: mean rooms of each type.
        heard_share: how much of that difference is due to types; the rest is larger or smaller homes of one type.
    """
    base = ages @ likely
    homes = base.sum(axis=1)
    mean = np.divide(base @ rooms_of_type, homes, out=np.full_like(homes, np.nan), where=homes > 0)
    country = np.nansum(mean * homes) / max(homes.sum(), 1.0)
    wanted = np.where(np.isnan(rooms), mean, country + heard_share * np.nan_to_num(rooms))
    wanted = np.clip(wanted, rooms_of_type.min() + 0.1, rooms_of_type.max() - 0.1)
    low, high = np.full(len(homes), -_STEEPEST), np.full(len(homes), _STEEPEST)
    away = rooms_of_type - rooms_of_type.mean()
    for _ in range(_ROUNDS):
        tilt = (low + high) / 2
        weights = base * np.exp(np.outer(tilt, away))
        short = (weights @ rooms_of_type) / np.maximum(weights.sum(axis=1), 1e-300) < wanted
        low, high = np.where(short, tilt, low), np.where(short, high, tilt)
    weights = base * np.exp(np.outer((low + high) / 2, away))
    found: Floats = weights * (homes / np.maximum(weights.sum(axis=1), 1e-300))[:, None]
    return np.where(np.isnan(rooms)[:, None], base, found)
