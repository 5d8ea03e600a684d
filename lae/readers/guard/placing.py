"""Where a map layer lies: in the system it states, or in the only one that puts it in Great Britain."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError
from shapely.errors import GEOSException

from lae.findings import Finding
from lae.geo import BNG, BRITAIN_DEG, BRITAIN_M, WGS84
from lae.readers.guard.files import refusal
from lae.readers.guard.shapes import in_britain

_MARGIN_M: Final = 50_000.0
"""Metres a layer may reach beyond Great Britain before its place is doubted."""
_MARGIN_DEG: Final = 0.5
_LARGEST_DEGREE: Final = 360.0
"""Numbers up to this may be degrees of anywhere; as metres they would lie in the sea off Scilly."""


def placed(frame: gpd.GeoDataFrame, table: str) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The layer in EPSG:27700 by its stated system where that puts it in Britain, else by the only one that does."""
    if frame.empty:
        return frame.set_crs(BNG, allow_override=True), []
    stated = frame.crs
    bounds = _bounds(frame)
    if stated == BNG and _inside(bounds, BRITAIN_DEG, _MARGIN_DEG):
        message = f"the layer says {BNG}, but its coordinates look like degrees; {WGS84} was taken."
        fix = "Save it with its right coordinate reference system."
        told = [Finding("warning", table, "degrees", message, "geometry", fix=fix)]
        return _turned(frame.set_crs(WGS84, allow_override=True), table), told
    if _says_where(stated):
        direct = frame if stated == BNG else _turned(frame, table)
        if not np.isfinite(bounds).all() or in_britain(shapes_of(direct)).any():
            return direct, []
    if _inside(bounds, BRITAIN_DEG, _MARGIN_DEG):
        return _turned(frame.set_crs(WGS84, allow_override=True), table), [_guess(table, WGS84)]
    if _inside(bounds[[1, 0, 3, 2]], BRITAIN_DEG, _MARGIN_DEG):
        flipped = frame.set_geometry(gpd.GeoSeries(_flip(frame.geometry.to_numpy()), index=frame.index, crs=WGS84))
        message = "longitude and latitude are swapped on every feature; put right."
        return _turned(flipped, table), [Finding("warning", table, "swapped_coordinates", message)]
    if _inside(bounds, BRITAIN_M, _MARGIN_M) and np.abs(bounds).max() > _LARGEST_DEGREE:
        return frame.set_crs(BNG, allow_override=True), [_guess(table, BNG)]
    shown = " ".join(f"{value:.6g}" for value in bounds)
    named = stated.name if stated is not None else "no stated system"
    message = f"the layer spans {shown} in {named}, which is not in Great Britain."
    raise refusal(table, "outside_britain", message, "Check the coordinate reference system, and the area you chose.")


def _guess(table: str, crs: str) -> Finding:
    message = f"the layer does not say its coordinate reference system, or says a wrong one; {crs} was taken."
    return Finding("warning", table, "guessed_crs", message, fix="Save it with its coordinate reference system.")


def _turned(frame: gpd.GeoDataFrame, table: str) -> gpd.GeoDataFrame:
    try:
        return frame.to_crs(BNG)
    except (ProjError, GEOSException, ValueError) as error:
        message = f"the layer cannot be turned into {BNG}: {error}."
        raise refusal(table, "unreadable", message, "Download it again.") from None


def _flip(shapes: Any) -> Any:
    return shapely.transform(shapes, lambda points: points[:, ::-1])


def _bounds(frame: gpd.GeoDataFrame) -> np.ndarray:
    """The extent of the finite shapes; NaN where there is none."""
    each = shapely.bounds(shapes_of(frame))
    each = each[np.isfinite(each).all(axis=1)]
    if not len(each):
        return np.full(4, np.nan)
    return np.array([*each[:, :2].min(axis=0), *each[:, 2:].max(axis=0)])


def shapes_of(frame: gpd.GeoDataFrame) -> np.ndarray:
    """The layer's shapes as an array, None where there is none."""
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


def _says_where(crs: pyproj.CRS | None) -> bool:
    """Whether a system says where on Earth it lies; GeoPackage calls one that does not "undefined"."""
    return crs is not None and (crs.is_geographic or crs.is_projected) and "undefined" not in crs.name.lower()


def _inside(bounds: np.ndarray, limit: tuple[float, float, float, float], margin: float) -> bool:
    west, south, east, north = limit
    inner = bounds[0] >= west - margin and bounds[1] >= south - margin
    return bool(inner and bounds[2] <= east + margin and bounds[3] <= north + margin)
