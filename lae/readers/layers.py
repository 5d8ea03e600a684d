"""Polygon layers from disk: one door for every GIS file, with every fault named and invalid shapes repaired."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS
from pyproj.exceptions import ProjError
from shapely.errors import GEOSException

from lae.findings import FaultsError, Finding, raise_errors
from lae.geo import BNG, BRITAIN_DEG, BRITAIN_M
from lae.readers.base import Count
from lae.readers.guard.shapes import areas_of

_MARGIN_DEG: Final = 0.5
"""Degrees a layer may reach beyond Great Britain before its coordinates are doubted."""
_MARGIN_M: Final = 50_000.0
"""The same in metres."""


@dataclass(frozen=True)
class Areas:
    """A publisher's polygons in EPSG:27700, all valid, and the count of what was read, dropped and repaired."""

    polygons: gpd.GeoDataFrame
    count: Count


def read_layer(path: Path, *, table: str, layer: str | None = None) -> gpd.GeoDataFrame:
    """The layer in EPSG:27700 with at least one row, inside Great Britain; geometries may still be invalid.

    Raises:
        FaultsError: the file or layer is missing, cut off, empty, without a CRS, or lies outside Britain.
    """
    if not path.is_file():
        raise _fault(table, "missing_file", f"the file {path.name} is not there.", "Put it back, or make it again.")
    where = f"{table}, layer {layer}" if layer else table
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters of it shows in the rows: a shape that is not there
            frame = pyogrio.read_dataframe(path, layer=layer)
    except DataLayerError:
        raise _fault(where, "missing_layer", f"there is no such layer in {path.name}.") from None
    except (DataSourceError, FeatureError, GeometryError, GEOSException, ProjError, UnicodeDecodeError):
        message = f"the file {path.name} cannot be read as a map: it is cut off, damaged or of another kind."
        raise _fault(table, "unreadable", message, "Copy or export it again.") from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise _fault(where, "no_geometry", "the layer holds no geometry.")
    if frame.empty:
        raise _fault(where, "empty", "the layer has no rows.")
    raise_errors(_place_faults(frame, frame.crs, where))
    return frame if frame.crs == BNG else frame.to_crs(BNG)


def repaired(frame: gpd.GeoDataFrame, *, source_id: str) -> Areas:
    """Polygons only, all valid: rows without an area are dropped, self-crossing ones made valid, both counted."""
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    invalid = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    sound = shapes.copy()
    sound[invalid | mixed] = [areas_of(shape) for shape in shapes[invalid | mixed]]
    kept = ~(shapely.is_missing(sound) | shapely.is_empty(sound)) & (shapely.area(sound) > 0)
    polygons = frame.set_geometry(gpd.GeoSeries(sound, index=frame.index, crs=frame.crs))[kept].reset_index(drop=True)
    lost = int((~kept).sum())
    mended = int((invalid & kept).sum())
    count = Count(
        source_id=source_id,
        read=len(frame),
        kept=len(polygons),
        dropped={"no area": lost} if lost else {},
        repaired={"invalid geometry": mended} if mended else {},
    )
    return Areas(polygons, count)


def need_columns(frame: gpd.GeoDataFrame, columns: Sequence[str], *, table: str) -> None:
    """Raise `FaultsError` naming every column of `columns` that the layer lacks."""
    raise_errors(
        Finding("error", table, "missing_column", f"the column {column} is missing.", column=column)
        for column in columns
        if column not in frame.columns
    )


def _unplaced(crs: CRS) -> bool:
    """Whether a layer says nothing about where on Earth it lies; GeoPackage writes that as an "undefined" system."""
    return not (crs.is_geographic or crs.is_projected) or "undefined" in crs.name.lower()


def _place_faults(frame: gpd.GeoDataFrame, crs: CRS | None, table: str) -> list[Finding]:
    """A finding when the coordinates cannot be British: outside, or with the axes swapped."""
    if crs is None or _unplaced(crs):
        message = "the layer does not say its coordinate reference system."
        return [Finding("error", table, "missing_crs", message, fix=f"Save it with one, for instance {BNG}.")]
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        return [Finding("error", table, "no_coordinates", "the layer holds no usable coordinates.")]
    degrees = crs.is_geographic
    if not degrees and crs != BNG:
        bounds = frame.to_crs(BNG).total_bounds
    limits, margin = (BRITAIN_DEG, _MARGIN_DEG) if degrees else (BRITAIN_M, _MARGIN_M)
    if _inside(bounds, limits, margin):
        return []
    swapped = bounds[[1, 0, 3, 2]]
    shown = " ".join(f"{value:.6g}" for value in bounds)
    if _inside(swapped, limits, margin):
        message = f"east and north (longitude and latitude) are swapped; the layer spans {shown}."
        return [Finding("error", table, "swapped_coordinates", message, fix="Swap the two and save it again.")]
    message = f"the layer spans {shown}, which is not in Great Britain in {crs.name}."
    return [Finding("error", table, "outside_britain", message, fix="Check the coordinate reference system.")]


def _inside(bounds: np.ndarray, limits: tuple[float, float, float, float], margin: float) -> bool:
    west, south, east, north = limits
    return bool(
        bounds[0] >= west - margin
        and bounds[1] >= south - margin
        and bounds[2] <= east + margin
        and bounds[3] <= north + margin
    )


def _fault(table: str, rule: str, message: str, fix: str = "") -> FaultsError:
    return FaultsError([Finding("error", table, rule, message, fix=fix)])
