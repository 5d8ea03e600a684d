"""Several rasters of one kind as one: tiles of heights or of land cover, read strip by strip."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from lae.land.contract import Box, RasterLayer, RasterWindow
from lae.readers.rasters_windows import windows


def mosaic(tiles: Sequence[RasterLayer], box: Box, *, cell_m: int, rows: int) -> Iterator[RasterWindow]:
    """The tiles over `box` as `windows` gives one raster; where two lie on a cell, the first that says something.

    Memory is that of one strip. Values between two tiles are not interpolated across their edge.

    Args:
        tiles: rasters whose values mean the same, of one type or of types that fit into one.
        box: west, south, east, north in EPSG:27700, on whole multiples of the cell.
        cell_m: edge of a cell in whole metres.
        rows: rows of a window.

    Raises:
        FaultsError: a file is gone or damaged.
        ValueError: no tiles.
    """
    if not tiles:
        raise ValueError("a mosaic needs a tile.")
    if len(tiles) == 1:
        yield from windows(tiles[0], box, cell_m=cell_m, rows=rows)
        return
    west, south, east, north = (round(edge / cell_m) for edge in box)
    kind = np.result_type(*(tile.dtype for tile in tiles))
    for top in range(north, south, -rows):
        below = max(top - rows, south)
        values = np.zeros((top - below, east - west), dtype=kind)
        valid = np.zeros(values.shape, dtype=bool)
        for tile in tiles:
            part = _part(tile, (west, below, east, top), cell_m)
            if part is None:
                continue
            left, low, right, high = part
            inner = (left * cell_m, low * cell_m, right * cell_m, high * cell_m)
            (window,) = windows(tile, inner, cell_m=cell_m, rows=high - low)
            where = (slice(top - high, top - low), slice(left - west, right - west))
            fresh = window.valid & ~valid[where]
            values[where][fresh] = window.values[fresh]
            valid[where] |= fresh
        yield RasterWindow(values, valid, west * cell_m, top * cell_m, cell_m)


def _part(tile: RasterLayer, strip: tuple[int, int, int, int], cell_m: int) -> tuple[int, int, int, int] | None:
    """West, south, east, north, in cells, of the strip's part that the tile may fill; None where it fills none."""
    if tile.bounds_m is None:
        return strip
    west, south, east, north = tile.bounds_m
    left, low = max(math.floor(west / cell_m), strip[0]), max(math.floor(south / cell_m), strip[1])
    right, high = min(math.ceil(east / cell_m), strip[2]), min(math.ceil(north / cell_m), strip[3])
    return (left, low, right, high) if left < right and low < high else None
