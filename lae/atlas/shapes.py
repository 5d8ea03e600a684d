"""Outlines for the page: WGS84, whole steps of 0.00001 degree, each point as the step from the one before it."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from lae.geo import to_wgs84

DEGREE_STEPS: Final = 100_000
"""Five decimals of a degree, about a metre."""
_LSOA_TOLERANCE_M: Final = 15.0
"""LSOA outlines lose detail finer than this; shared edges stay shared. Districts keep every point."""

Ring = list[int]


def packed_outlines(layer: gpd.GeoDataFrame) -> list[list[Ring]]:
    """For each row the outer and inner rings of its polygons, as flat lists x, y, dx, dy, ... of whole steps."""
    return [
        [_steps(ring) for part in shapely.get_parts(shape) for ring in _rings(part)]
        for shape in to_wgs84(layer).geometry
    ]


def coarser(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer with outlines simplified together, so that neighbours neither part nor overlap."""
    return layer.set_geometry(
        gpd.GeoSeries(shapely.coverage_simplify(layer.geometry.to_numpy(), _LSOA_TOLERANCE_M), layer.index, layer.crs)
    )


def label_points(layer: gpd.GeoDataFrame) -> list[list[int]]:
    """For each row the whole steps x, y of the middle of the largest circle that fits, a good place for a name."""
    middles = shapely.get_point(shapely.maximum_inscribed_circle(layer.geometry.to_numpy()), 0)
    points = to_wgs84(gpd.GeoDataFrame(geometry=middles, crs=layer.crs)).geometry
    return [[int(step) for step in _whole(point)[0]] for point in points]


def unpacked(ring: Ring) -> np.ndarray:
    """The ring in degrees, shape (points, 2): what the page's decoder does, kept here so that it can be tested."""
    return np.cumsum(np.asarray(ring, dtype=np.int64).reshape(-1, 2), axis=0) / DEGREE_STEPS


def _rings(polygon: Any) -> list[Any]:
    return [] if polygon.is_empty else [polygon.exterior, *polygon.interiors]


def _steps(ring: Any) -> Ring:
    whole = _whole(ring)
    moved = np.any(np.diff(whole, axis=0) != 0, axis=1)
    kept = whole[np.concatenate([[True], moved])]
    steps: Ring = np.diff(kept, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
    return steps


def _whole(shape: Any) -> np.ndarray:
    return np.rint(shapely.get_coordinates(shape) * DEGREE_STEPS).astype(np.int64)
