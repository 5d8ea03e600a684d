"""Which places lie within a walk of a charge point: by road where roads are given, else by straight line."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from lae.charging.supply.roads import Roads, walks
from lae.charging.supply.settings import SupplySettings
from lae.charging.supply_contract import MAY_COVER
from lae.findings import Finding

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_PLACES: Final = "places"
_XY: Final = ["easting_m", "northing_m"]


@dataclass(frozen=True)
class Cover:
    """Places and locations in the order of their tables.

    within: places x locations, True where the walk is short enough, whatever the location's standing.
    walk_m: by place, to the nearest open location; NaN where none is within the walk.
    covered: an open location within the walk. maybe: none, but one for customers or of unknown access.
    historical: covered, and by nothing but what the closed registry knew.
    basis: straight_line or network.
    """

    within: csr_array
    walk_m: Floats
    covered: Bools
    maybe: Bools
    historical: Bools
    basis: str
    findings: tuple[Finding, ...]


def cover(
    places: pd.DataFrame, locations: pd.DataFrame, settings: SupplySettings, *, roads: Roads | None = None
) -> Cover:
    """The places that reach each location within `settings.walk_m` of walking, and which have an open one.

    By straight line the reach is walk_m / detour_ratio. A place without coordinates is not covered. Planned, private
    and broken charge points never cover.

    Args:
        places: easting_m, northing_m (EPSG:27700), one row a place where homes are.
        locations: easting_m, northing_m, standing, historical (contract ChargerLocations); may be empty.
        settings: the walk.
        roads: the network; None measures by straight line.
    """
    points = places[_XY].to_numpy(float)
    targets = locations[_XY].to_numpy(float)
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    findings = list(roads.findings) if roads is not None else []
    if len(known) < len(points):
        message = f"{len(points) - len(known)} places have no coordinates: they count as not covered."
        findings.append(Finding("warning", _PLACES, "no_place", message))
    if roads is None:
        place, location, metres = _straight(points[known], targets, settings)
    else:
        found = walks(roads, points[known], targets, limit_m=settings.walk_m)
        place, location, metres = found.place, found.location, found.walk_m
        if found.off_road.any():
            message = f"{int(found.off_road.sum())} of {len(known)} places have no road within {settings.walk_m:g} m: "
            message += "they count as not covered."
            fix = "Does the road file hold the whole study?"
            findings.append(Finding("warning", _PLACES, "no_road", message, fix=fix))
    place = known[place]
    pairs = coo_array((np.ones(len(place), dtype=bool), (place, location)), shape=(len(points), len(targets)))
    standing = locations["standing"].to_numpy(object)[location]
    is_open = standing == "open"
    covered = _any(place[is_open], len(points))
    recent = ~locations["historical"].to_numpy(dtype=bool)[location]
    walk = np.full(len(points), np.inf)
    np.minimum.at(walk, place[is_open], metres[is_open])
    return Cover(
        within=csr_array(pairs),
        walk_m=np.where(np.isfinite(walk), walk, np.nan),
        covered=covered,
        maybe=_any(place[np.isin(standing, MAY_COVER)], len(points)) & ~covered,
        historical=covered & ~_any(place[is_open & recent], len(points)),
        basis="straight_line" if roads is None else "network",
        findings=tuple(findings),
    )


def _straight(points: Floats, targets: Floats, settings: SupplySettings) -> tuple[Ints, Ints, Floats]:
    """Place, location and metres walked of every pair within reach, in order."""
    if not (len(points) and len(targets)):
        return np.array([], np.int64), np.array([], np.int64), np.array([], np.float64)
    reach = settings.walk_m / settings.detour_ratio
    pairs = cKDTree(points).sparse_distance_matrix(cKDTree(targets), reach, output_type="ndarray")
    order = np.lexsort((pairs["j"], pairs["i"]))
    chosen = pairs[order]
    return chosen["i"].astype(np.int64), chosen["j"].astype(np.int64), chosen["v"] * settings.detour_ratio


def _any(place: Ints, number: int) -> Bools:
    return np.bincount(place, minlength=number).astype(bool)
