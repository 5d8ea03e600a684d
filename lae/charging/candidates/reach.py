"""Who is near whom: pairs of spots and places within the walk, as the crow flies or as a caller's network says."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Reach:
    """Pairs of a spot and a place within the walk, in order of both.

    Attributes:
        spot: position of the spot, by pair.
        place: position of the place, by pair.
        metres: between them, by pair.
        spots: how many spots there are.
    """

    spot: Codes
    place: Codes
    metres: Floats
    spots: int

    def summed(self, weights: Floats) -> Floats:
        """By spot, the sum over its places of each place's weight."""
        total = np.bincount(self.spot, weights[self.place], minlength=self.spots)
        return total.astype(np.float64)

    def covers(self, places: int) -> sparse.csc_array:
        """Which place (row) is within the walk of which spot (column), as a choice of sites asks for it."""
        ones = np.ones(len(self.spot), dtype=bool)
        return sparse.csc_array((ones, (self.place, self.spot)), shape=(places, self.spots))


def points(easting_m: npt.ArrayLike, northing_m: npt.ArrayLike) -> Floats:
    """Coordinates as an array (points, 2), metres."""
    return np.column_stack([np.asarray(easting_m, dtype=np.float64), np.asarray(northing_m, dtype=np.float64)])


def within(spots: Floats, places: Floats, reach_m: float) -> Reach:
    """Every pair at most `reach_m` apart, EPSG:27700 metres.

    Args:
        spots: coordinates (spots, 2).
        places: coordinates (places, 2).
        reach_m: as the crow flies; a pair exactly that far apart is one.
    """
    if not len(spots) or not len(places):
        none = np.empty(0, dtype=np.int64)
        return Reach(none, none, np.empty(0), len(spots))
    found = cKDTree(spots).sparse_distance_matrix(cKDTree(places), reach_m, output_type="ndarray")
    order = np.lexsort([found["j"], found["i"]])
    spot, place = (found[name][order].astype(np.int64) for name in ("i", "j"))
    return Reach(spot, place, found["v"][order].astype(np.float64), len(spots))


def nearest(spots: Floats, places: Floats) -> Codes:
    """By spot, the position of the nearest place, -1 where there are none."""
    if not len(places) or not len(spots):
        return np.full(len(spots), -1, dtype=np.int64)
    return np.asarray(cKDTree(places).query(spots)[1], dtype=np.int64)
