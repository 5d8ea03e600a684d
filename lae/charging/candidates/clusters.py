"""Spots among homes without a drive, where no site is mapped: modelled, unnamed, one within the walk of each such home.

A spot stands at the point of a real postcode, so it is as exact as a postcode and says nothing of an address.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.candidates.reach import Reach, points, within

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_UNIT_LETTERS: Final = 2
"""What a postcode's unit adds to its sector: "OX4 1AB" is of OX4 1."""


def cluster_spots(places: pd.DataFrame, reached: Flags, *, reach_m: float) -> Codes:
    """Positions of places that become spots: each place in need lies in reach of one, and no two are in each other's.

    The place with most homes without a drive in reach comes first, then the next one that no spot reaches; of equals,
    the one whose id sorts first. The order of the rows decides nothing.

    Args:
        places: contract Places.
        reached: by place, whether a mapped site is within the walk already; it needs no spot.
        reach_m: the walk as the crow flies.

    Returns:
        Positions in order of place_id.
    """
    homes = places["no_drive_homes"].to_numpy(float)
    needing = np.flatnonzero((homes > 0) & ~reached)
    ids, lsoas = (places[name].to_numpy(str)[needing] for name in ("place_id", "lsoa_code"))
    needing = needing[np.lexsort([lsoas, ids])]
    at = points(places["easting_m"], places["northing_m"])[needing]
    near = within(at, at, reach_m)
    # Rounded, since the order in which homes are added must not decide a tie.
    gain = np.round(near.summed(homes[needing]), 6)
    taken = _spaced(near, np.argsort(-gain, kind="stable"))
    return needing[taken]


def cluster_names(places: pd.DataFrame) -> pd.DataFrame:
    """candidate_id (cluster-<lsoa>-<n>, by place_id within the LSOA) and name ("near OX4 1") of each place that is one.

    Args:
        places: rows of contract Places, in order of place_id.
    """
    number = places.groupby("lsoa_code", sort=False).cumcount() + 1
    sector = places["place_id"].str[:-_UNIT_LETTERS].str.strip()
    return pd.DataFrame(
        {
            "candidate_id": "cluster-" + places["lsoa_code"] + "-" + number.astype("str"),
            "name": ("near " + sector).where(sector.ne(""), ""),
        }
    )


def _spaced(near: Reach, order: Codes) -> Codes:
    """The places taken in that order, each barring all within its reach; in order of position."""
    starts = np.searchsorted(near.spot, np.arange(near.spots + 1))
    barred = np.zeros(near.spots, dtype=bool)
    taken = np.zeros(near.spots, dtype=bool)
    for spot in order:
        if not barred[spot]:
            taken[spot] = True
            barred[near.place[starts[spot] : starts[spot + 1]]] = True
    return np.flatnonzero(taken)
