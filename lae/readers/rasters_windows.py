"""Cells of a raster on the National Grid, a few rows at a time, whatever system and cell the file has."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from rasterio.enums import Resampling
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from lae.geo import BNG
from lae.land.contract import RasterLayer, RasterWindow
from lae.readers.rasters import valid_cells
from lae.readers.rasters_open import opened

Box = tuple[float, float, float, float]

_LARGEST: Final = 32_000_000
"""Cells of one window."""
_WIDEST: Final = 200_000
"""Cells of one row: Great Britain at 10 m has 70,000."""
_TOLERANCE: Final = 1e-6
"""Cells by which positions may be approximated, so that windows of any height agree; GDAL does not take zero."""
_SMOOTH: Final = frozenset({"terrain", "reflectance", "surface"})
"""Kinds between whose cells values may be interpolated; a class or a count is taken as it stands."""


def windows(layer: RasterLayer, box: Box, *, cell_m: float, rows: int = 512, band: int = 1) -> Iterator[RasterWindow]:
    """The raster over `box`, from north to south, on a grid whose lines are whole multiples of the cell.

    Every window size gives the same cells. Where the raster has the same grid the cells are its own. Beyond its extent
    cells are not valid. A count (population) is the count of the published cell, whatever `cell_m` is.

    Args:
        layer: what `rasters.describe` returned.
        box: west, south, east, north in EPSG:27700; widened to whole cells.
        cell_m: edge of a cell in metres.
        rows: rows of a window; fewer where the box is wide.
        band: which band, 1 first.

    Raises:
        FaultsError: the file is gone or damaged.
        ValueError: the box is empty or has too many cells in a row, or there is no such band.
    """
    west, south = (math.floor(edge / cell_m) * cell_m for edge in box[:2])
    east, north = (math.ceil(edge / cell_m) * cell_m for edge in box[2:])
    wide, high = round((east - west) / cell_m), round((north - south) / cell_m)
    if wide < 1 or high < 1 or wide > _WIDEST:
        raise ValueError(f"a box of {wide} by {high} cells cannot be read; a row has 1 to {_WIDEST} of them.")
    if not 1 <= band <= layer.bands:
        raise ValueError(f"the raster has {layer.bands} bands, no band {band}.")
    step = max(min(rows, _LARGEST // wide), 1)
    with (
        opened(layer.path, layer.member) as raster,
        WarpedVRT(
            raster,
            src_crs=layer.crs,
            crs=BNG,
            src_nodata=layer.nodata,
            transform=Affine(cell_m, 0.0, west, 0.0, -cell_m, north),
            width=wide,
            height=high,
            resampling=Resampling.bilinear if layer.kind in _SMOOTH else Resampling.nearest,
            tolerance=_TOLERANCE,
            add_alpha=layer.nodata is None,
        ) as grid,
    ):
        for top in range(0, high, step):
            part = Window(0, top, wide, min(step, high - top))
            values = grid.read(band, window=part, masked=True)
            valid = valid_cells(values)
            if layer.nodata is None:
                # GDAL makes a mask of the added alpha band for bytes only; other types would be valid everywhere.
                valid &= grid.read(layer.bands + 1, window=part) != 0
            yield RasterWindow(np.asarray(values.data), valid, west, north - top * cell_m, cell_m)
