"""What shows of a study's land layers as soon as they are read: of another area, or too small to be seen in a cell."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.findings import Finding
from lae.geo import BNG, BRITAIN_M
from lae.land.contract import Box, RasterLayer
from lae.land.layers.register import layer_keys
from lae.tables import records

RASTERS_USED: Final = ("land_cover", "terrain")
"""Kinds of raster that screening looks for in the data folder."""
_FIX: Final = "Did you download the layer for another area?"


def feature_findings(
    register: pd.DataFrame, features: gpd.GeoDataFrame, box: Box, *, cell_m: float, files: Mapping[str, str]
) -> list[Finding]:
    """A warning for each layer with nothing near the study, a note of shapes smaller than a cell.

    Args:
        register: contract ConstraintLayers, its numbers filled in.
        features: layer (of `layer_keys`) and geometry of all layers together, in EPSG:27700.
        box: of the study, in metres.
        cell_m: edge of a cell.
        files: by layer, the file to name.
    """
    found: list[Finding] = []
    rows = register[register["form"].eq("polygons")]
    for key, alike in rows.groupby(layer_keys(rows), sort=True):
        shapes = np.asarray(features.geometry.to_numpy()[features["layer"].eq(key).to_numpy()], dtype=object)
        if not len(shapes):
            continue
        table, reach = files.get(str(key), str(key)), float(alike["buffer_m"].max())
        near = shapes[shapely.intersects(shapes, _widened(box, reach))]
        # A national layer with nothing here is known to have nothing here: its extent tells.
        if not shapely.box(*shapely.total_bounds(shapes)).intersects(_widened(box, reach)):
            message = f"none of {len(shapes)} features lies in or near the study: land is not screened for it."
            found.append(Finding("warning", table, "elsewhere", message, "geometry", fix=_FIX))
        narrow = alike["buffer_m"].eq(0.0) & alike["covers"].ne("everywhere")
        area = shapely.area(shapely.get_parts(near))
        small = (area > 0) & (area < cell_m * cell_m)
        if narrow.any() and small.any():
            message = f"{int(small.sum())} of {len(small)} shapes are smaller than a cell of {cell_m:g} m; "
            message += "each takes all cells it touches."
            found.append(Finding("note", table, "slivers", message, "geometry"))
    return found


def pooled(*tables: pd.DataFrame) -> gpd.GeoDataFrame:
    """The features of several tables together: layer, grade, vintage and geometry in EPSG:27700."""
    parts = [table[["layer", "grade", "vintage", "geometry"]] for table in tables if len(table)]
    if not parts:
        none = {name: pd.Series(dtype="str") for name in ("layer", "grade", "vintage")}
        return gpd.GeoDataFrame(none, geometry=gpd.GeoSeries([], crs=BNG), crs=BNG)
    whole = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=BNG)


def raster_findings(named: Mapping[str, RasterLayer], box: Box) -> list[Finding]:
    """A warning for each raster that lies on nothing of the study, by the file's name.

    One that lies outside Great Britain has been named by its reader.
    """
    message = "the raster lies on nothing of the study: land is not screened by it."
    return [
        Finding("warning", name, "elsewhere", message, fix=_FIX)
        for name, layer in sorted(named.items())
        if not layer.reaches(box) and layer.reaches(BRITAIN_M)
    ]


def without_area(features: gpd.GeoDataFrame, register: pd.DataFrame) -> frozenset[str]:
    """The layers that hold lines or points alone and have a row without a buffer: they would vanish unseen."""
    lost = set()
    for row, key in zip(records(register), layer_keys(register), strict=True):
        shapes = np.asarray(features.geometry.to_numpy()[features["layer"].eq(key).to_numpy()], dtype=object)
        if row.form == "polygons" and row.buffer_m == 0.0 and len(shapes) and not (shapely.area(shapes) > 0).any():
            lost.add(str(key))
    return frozenset(lost)


def _widened(box: Box, reach: float) -> shapely.Polygon:
    return shapely.box(box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
