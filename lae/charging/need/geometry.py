"""Which buildings have no room for a drive, by the rule the University of Oxford published as GECCO.

A building of the size of a home has none when the nearest other such building and the nearest road are both near. The
rule was written for road areas: of a road drawn as its centre line half the width is taken off the distance.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from lae.charging.need.settings import GeometrySettings
from lae.charging.need_contract import DriveEvidence
from lae.geo import BNG
from lae.tables import validated

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NO_DRIVE: Final = "no_drive"
DRIVE: Final = "drive"
UNTOLD: Final = "unknown"
_LINES: Final = ("LineString", "MultiLineString", "LinearRing")


def no_drive_by_geometry(
    buildings: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, settings: GeometrySettings, *, strict: bool = False
) -> pd.Series:
    """For each building `no_drive`, `drive` or `unknown`, with the index of `buildings`.

    Unknown is a building that is too small or too large for a home, and one for which the width of a road would decide
    that nobody gives.

    Args:
        buildings: polygons, EPSG:27700.
        roads: areas, or centre lines, EPSG:27700; with `width_m` (may be blank). The width of an area without one is
            that of the rectangle of its size and outline.
        settings: the rule's limits, all strict.
        strict: the nearest road must be narrow too, so that nobody can park on the street either.

    Raises:
        ValueError: a layer is not in EPSG:27700.
    """
    for name, layer in (("buildings", buildings), ("roads", roads)):
        if layer.crs != BNG:
            raise ValueError(f"{name} must be in {BNG}, where a metre is a metre; they are in {layer.crs}")
    shape = buildings.geometry.to_numpy()
    area = shapely.area(shape)
    home = (area > settings.building_min_m2) & (area < settings.building_max_m2)
    near = np.zeros(len(shape), dtype=bool)
    near[home] = _near_another(shape[home], settings.neighbour_max_m)
    yes, maybe = _near_road(shape, roads, settings, strict=strict)
    told = np.select([~home | (near & maybe & ~yes), near & yes], [UNTOLD, NO_DRIVE], default=DRIVE)
    return pd.Series(told, index=buildings.index, dtype="str", name="drive")


def geometry_evidence(flags: pd.Series, place_id: pd.Series, lsoa_code: pd.Series, homes: pd.Series) -> pd.DataFrame:
    """Flags by building as contract DriveEvidence; a building of which the rule says nothing is left out.

    Args:
        flags: what `no_drive_by_geometry` gives.
        place_id: of each building.
        lsoa_code: of each building.
        homes: in each building.
    """
    rows = pd.DataFrame(
        {
            "place_id": place_id.to_numpy(),
            "lsoa_code": lsoa_code.to_numpy(),
            "homes": homes.to_numpy(float),
            "no_drive_homes": np.where(flags.eq(NO_DRIVE), homes.to_numpy(float), 0.0),
        }
    ).loc[flags.ne(UNTOLD).to_numpy()]
    summed = rows.groupby(["place_id", "lsoa_code"], as_index=False, sort=True).sum()
    summed["basis"] = pd.Series("geometry", index=summed.index, dtype="str")
    return validated(summed, DriveEvidence, "drive_evidence")


def road_widths(roads: gpd.GeoDataFrame) -> Floats:
    """Metres: as stated, else of an area the shorter side of the rectangle of its size and outline; NaN of a line."""
    shape = roads.geometry.to_numpy()
    half = shapely.length(shape) / 2.0
    # Sides a and b of a rectangle: a + b is half its outline, a x b its area.
    side = (half - np.sqrt(np.maximum(half**2 - 4.0 * shapely.area(shape), 0.0))) / 2.0
    found: Floats = np.where(_lines(roads), np.nan, side)
    if "width_m" not in roads.columns:
        return found
    stated = roads["width_m"].to_numpy(float)
    return np.where(np.isnan(stated), found, stated)


def _lines(roads: gpd.GeoDataFrame) -> Flags:
    flags: Flags = roads.geom_type.isin(_LINES).to_numpy(bool)
    return flags


def _near_another(shape: npt.NDArray[np.object_], reach_m: float) -> Flags:
    """Whether each shape has another nearer than `reach_m`."""
    near = np.zeros(len(shape), dtype=bool)
    if not len(shape):
        return near
    one, other = shapely.STRtree(shape).query(shape, predicate="dwithin", distance=reach_m)
    pairs = one != other
    one, other = one[pairs], other[pairs]
    near[one[shapely.distance(shape[one], shape[other]) < reach_m]] = True
    return near


def _near_road(
    shape: npt.NDArray[np.object_], roads: gpd.GeoDataFrame, settings: GeometrySettings, *, strict: bool
) -> tuple[Flags, Flags]:
    """Whether each shape surely has a road near enough (and narrow enough), and whether it may have."""
    yes, maybe = np.zeros(len(shape), dtype=bool), np.zeros(len(shape), dtype=bool)
    if not len(roads):
        # No road in the layer is no reason to think that homes stand far from one.
        return yes, np.ones(len(shape), dtype=bool)
    width, line = road_widths(roads), _lines(roads)
    half = np.where(line, np.nan_to_num(width) / 2.0, 0.0)
    ways, limit = roads.geometry.to_numpy(), settings.road_max_m
    # A line without width may be as near as the widest road of the layer would be.
    widest = max(float(half.max()), limit if (line & np.isnan(width)).any() else 0.0)
    one, way = shapely.STRtree(ways).query(shape, predicate="dwithin", distance=limit + widest)
    gap = shapely.distance(shape[one], ways[way]) - half[way]
    blank = np.isnan(width[way])
    narrow = (width[way] < settings.road_width_max_m) if strict else np.ones(len(one), dtype=bool)
    nearest = _nearest(one, gap) if strict else np.ones(len(one), dtype=bool)
    yes[one[(gap < limit) & narrow & nearest]] = True
    # Blank widths: the edge may be nearer than the line, and the road narrow.
    maybe[one[((gap < limit) & nearest & (narrow | blank)) | (blank & line[way])]] = True
    return yes, maybe


def _nearest(one: npt.NDArray[np.int64], gap: Floats) -> Flags:
    """The pair of each shape with the least gap; the first road of equals."""
    order = np.lexsort((np.arange(len(one)), gap, one))
    first = np.zeros(len(one), dtype=bool)
    first[order[np.r_[True, one[order][1:] != one[order][:-1]][: len(one)]]] = True
    return first
