"""Shapes of a constraint layer made fit to be burnt: on the National Grid, whole, buffered, every fault told."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from lae.findings import Finding
from lae.geo import BNG, BRITAIN_DEG, BRITAIN_M
from lae.land.cells_contract import Shapes

Box = tuple[float, float, float, float]

QUADRANT_SEGMENTS: Final = 32
"""Corners of a quarter circle; the polygon's area is then 0.04 % below that of the circle."""
_AREAL: Final = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))


@dataclass(frozen=True)
class Placed:
    """A layer's rows on the National Grid, and what was found; `refused` says why nothing of it may be used."""

    rows: gpd.GeoDataFrame
    findings: tuple[Finding, ...]
    refused: str = ""


def placed(layer: gpd.GeoDataFrame, table: str) -> Placed:
    """The layer in EPSG:27700 with valid shapes, or the reason why it cannot be told where it lies.

    A refusal is a warning: the study goes on with land that is not screened for the layer. Empty shapes are left out,
    broken ones mended, both counted.
    """
    findings: list[Finding] = []

    def refuse(rule: str, message: str, fix: str) -> Placed:
        findings.append(Finding("warning", table, rule, message, "geometry", fix=fix))
        return Placed(layer.iloc[:0], tuple(findings), message)

    if layer.crs is None:
        fix = f"Save it with its coordinate reference system, for instance {BNG}."
        return refuse("missing_crs", "the layer does not say its coordinate reference system.", fix)
    rows = layer
    if rows.crs != BNG:
        findings.append(Finding("note", table, "reprojected", f"brought from {layer.crs} to {BNG}.", "geometry"))
        rows = rows.to_crs(BNG)
    shapes = np.asarray(rows.geometry.to_numpy(), dtype=object)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1) | ~there
    if not finite.all():
        return refuse("wrong_crs", f"some shapes do not lie on the grid of {BNG}.", "Check the layer's system.")
    if not there.all():
        message = f"{int((~there).sum())} features have no shape; they were left out."
        findings.append(Finding("warning", table, "no_shape", message, "geometry"))
        rows, shapes = rows[there], shapes[there]
    if not len(rows):
        return Placed(rows, tuple(findings))
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    box = f"{west:,.0f}, {south:,.0f} to {east:,.0f}, {north:,.0f}"
    if layer.crs == BNG and _inside((west, south, east, north), BRITAIN_DEG):
        return refuse(
            "degrees", f"the layer says {BNG}, but its coordinates look like degrees.", "Set the right system."
        )
    if not _meets((west, south, east, north), BRITAIN_M):
        return refuse("wrong_crs", f"the layer lies outside Great Britain ({box} in {BNG}).", "Check its system.")
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        shapes = shapes.copy()
        shapes[broken] = shapely.make_valid(shapes[broken])
        message = f"{int(broken.sum())} shapes crossed themselves and were mended."
        findings.append(Finding("note", table, "mended", message, "geometry"))
    return Placed(rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=BNG)), tuple(findings))


def reaching(shapes: Shapes, buffer_m: float, box: Box) -> Shapes:
    """The shapes widened by `buffer_m` that touch `box`: those outside are widened before anything is cut off.

    Args:
        shapes: of any kind; lines and points become areas only by a buffer.
        buffer_m: metres, as the crow flies.
        box: west, south, east, north in metres.
    """
    if not len(shapes):
        return shapes
    west, south, east, north = box
    wide = shapely.box(west - buffer_m, south - buffer_m, east + buffer_m, north + buffer_m)
    near = shapes[shapely.intersects(shapes, wide)]
    if buffer_m > 0:
        near = shapely.buffer(near, buffer_m, quad_segs=QUADRANT_SEGMENTS)
    parts = shapely.get_parts(shapely.get_parts(near))
    areal = parts[np.isin(shapely.get_type_id(parts), _AREAL)]
    return np.asarray(areal[shapely.intersects(areal, shapely.box(*box))], dtype=object)


def sliver_findings(shapes: Shapes, table: str, *, cell_m2: float) -> list[Finding]:
    """A note on shapes smaller than a cell: each takes every cell it touches, lest it vanish."""
    small = int((shapely.area(shapes) < cell_m2).sum())
    if not small:
        return []
    message = f"{small} of {len(shapes)} shapes are smaller than a cell; each takes all cells it touches."
    return [Finding("note", table, "slivers", message, "geometry")]


def _inside(box: Box, limit: Box) -> bool:
    return bool(box[0] >= limit[0] and box[1] >= limit[1] and box[2] <= limit[2] and box[3] <= limit[3])


def _meets(box: Box, limit: Box) -> bool:
    return bool(box[2] >= limit[0] and box[0] <= limit[2] and box[3] >= limit[1] and box[1] <= limit[3])
