"""Coordinates: British National Grid inside, WGS84 only where a map is drawn."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyproj

BNG: Final = "EPSG:27700"
WGS84: Final = "EPSG:4326"
BRITAIN_M: Final = (0.0, 0.0, 700_000.0, 1_300_000.0)
"""West, south, east, north of the National Grid's extent."""
BRITAIN_DEG: Final = (-9.0, 49.0, 2.2, 61.5)
"""West, south, east, north of Great Britain in degrees."""


def to_wgs84(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """`layer` in longitude and latitude, for drawing only."""
    if layer.crs is None:
        raise ValueError("a layer without a coordinate reference system cannot be drawn.")
    return layer.to_crs(WGS84)


def bng_from_degrees(longitude: Any, latitude: Any) -> tuple[np.ndarray, np.ndarray]:
    """Easting and northing in metres of points in degrees (arrays of equal length, NaN kept)."""
    transformer = pyproj.Transformer.from_crs(WGS84, BNG, always_xy=True)
    east, north = transformer.transform(np.asarray(longitude, float), np.asarray(latitude, float))
    return _finite(east), _finite(north)


def degrees_from_bng(easting_m: Any, northing_m: Any) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of points in metres (arrays of equal length, NaN kept)."""
    transformer = pyproj.Transformer.from_crs(BNG, WGS84, always_xy=True)
    lon, lat = transformer.transform(np.asarray(easting_m, float), np.asarray(northing_m, float))
    return _finite(lon), _finite(lat)


def _finite(values: Any) -> np.ndarray:
    array = np.asarray(values, float)
    return np.where(np.isfinite(array), array, np.nan)
