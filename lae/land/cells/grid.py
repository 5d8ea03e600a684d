"""The grid every land layer is brought to: square cells whose lines are whole multiples of their edge."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import shapely
from rasterio.transform import Affine

from lae.land.contract import RasterWindow

Box = tuple[float, float, float, float]

WINDOW_ROWS: Final = 512
_WIDEST: Final = 200_000
"""Cells of a row or column: Great Britain at 10 m has 70,000 and 130,000."""
_LARGEST: Final = 32_000_000
"""Cells of a window, so that memory does not grow with the width of the grid."""


@dataclass(frozen=True)
class Strip:
    """Whole rows of a grid, from `top` downwards."""

    top: int
    rows: int


@dataclass(frozen=True)
class Grid:
    """North-up cells of `cell_m` whole metres in EPSG:27700, the first at `west_m`, `north_m`."""

    west_m: int
    north_m: int
    cell_m: int
    columns: int
    rows: int

    @classmethod
    def over(cls, box: Box, *, cell_m: int) -> "Grid":
        """The grid that covers `box` (west, south, east, north in metres), widened to whole cells.

        Raises:
            ValueError: the box is empty, not finite, or has more cells a side than Great Britain needs.
        """
        finite = all(math.isfinite(edge) for edge in box)
        if cell_m < 1 or not finite or box[0] >= box[2] or box[1] >= box[3]:
            raise ValueError(f"no grid of {cell_m} m can be laid over {box}.")
        west, south = (math.floor(edge / cell_m) for edge in box[:2])
        east, north = (math.ceil(edge / cell_m) for edge in box[2:])
        columns, rows = east - west, north - south
        if not (1 <= columns <= _WIDEST and 1 <= rows <= _WIDEST):
            raise ValueError(f"a grid of {columns} by {rows} cells cannot be made; a side has 1 to {_WIDEST} of them.")
        return cls(west * cell_m, north * cell_m, cell_m, columns, rows)

    @property
    def box(self) -> Box:
        """West, south, east, north in metres."""
        east, south = self.west_m + self.columns * self.cell_m, self.north_m - self.rows * self.cell_m
        return float(self.west_m), float(south), float(east), float(self.north_m)

    @property
    def cell_m2(self) -> int:
        """Area of a cell in square metres."""
        return self.cell_m * self.cell_m

    def strips(self, rows: int = WINDOW_ROWS) -> Iterator[Strip]:
        """The grid from north to south, `rows` at a time or fewer where it is very wide."""
        step = max(min(rows, _LARGEST // self.columns), 1)
        for top in range(0, self.rows, step):
            yield Strip(top, min(step, self.rows - top))

    def strip_of(self, window: RasterWindow) -> Strip:
        """The rows of the grid that a raster's window holds.

        Raises:
            ValueError: the window is not cut from this grid.
        """
        high, wide = window.values.shape
        top, rest = divmod(self.north_m - window.north_m, self.cell_m)
        same = window.west_m == self.west_m and window.cell_m == self.cell_m and wide == self.columns
        if not same or rest or top < 0 or top + high > self.rows or window.valid.shape != (high, wide):
            message = f"a window of {wide} by {high} cells of {window.cell_m:g} m at {window.west_m:g}, "
            raise ValueError(f"{message}{window.north_m:g} is not cut from the grid {self}.")
        return Strip(int(top), high)

    def transform(self, row: int, column: int = 0, *, finer: int = 1) -> Affine:
        """Where the cells from `row` and `column` on lie, each cut into `finer` by `finer` parts."""
        edge = self.cell_m / finer
        west, north = self.west_m + column * self.cell_m, self.north_m - row * self.cell_m
        return Affine(edge, 0.0, west, 0.0, -edge, north)

    def strip_box(self, strip: Strip) -> shapely.Polygon:
        """The ground of some rows."""
        west, _, east, _ = self.box
        north = self.north_m - strip.top * self.cell_m
        return shapely.box(west, north - strip.rows * self.cell_m, east, north)
