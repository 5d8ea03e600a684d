"""Shapes turned into cells: the same cells whether burnt whole or strip by strip.

A cell belongs to a shape when its centre does. A constraint smaller than a cell takes every cell it touches, lest it
vanish between two centres.
"""

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from rasterio import Env
from rasterio.features import rasterize
from rasterio.transform import Affine

from lae.land.cells.grid import Grid, Strip
from lae.land.cells_contract import Codes, Shapes

Labels = npt.NDArray[np.int32]
Marks = npt.NDArray[np.uint8]
_CACHE_BYTES: Final = 64_000_000
"""GDAL burns as many rows at once as its cache holds; whoever reads a raster meanwhile may have left it none."""

AnyCells = TypeVar("AnyCells", Labels, Marks)


@dataclass(frozen=True)
class Burner:
    """Shapes with their index, in the order in which they are burnt."""

    shapes: Shapes
    owners: Codes
    small: npt.NDArray[np.bool_]
    tree: shapely.STRtree

    @classmethod
    def of(cls, shapes: Shapes, *, cell_m2: float) -> "Burner":
        """The shapes in parts, each part with the number of the shape it is of; those without area are left out.

        Parts, because the time to burn a shape grows with its corners times the rows it spans. Parts below `cell_m2`
        are small.
        """
        parts, owners = shapely.get_parts(shapes, return_index=True)
        area = shapely.area(parts)
        kept = area > 0
        parts, owners = parts[kept], owners[kept]
        return cls(parts, owners.astype(np.int64), area[kept] < cell_m2, shapely.STRtree(parts))

    def found(self, ground: shapely.Geometry) -> Codes:
        """The parts that may reach `ground`, ascending: unsorted, overlaps would fall differently strip by strip."""
        return np.sort(self.tree.query(ground)).astype(np.int64)

    def labels(self, grid: Grid, strip: Strip) -> Labels:
        """1 + the number of the shape each cell's centre lies in, 0 outside; the last of several."""
        rows = self.found(grid.strip_box(strip))
        out = np.zeros((strip.rows, grid.columns), dtype=np.int32)
        pairs = zip(self.shapes[rows], (self.owners[rows] + 1).tolist(), strict=True)
        return _burnt(list(pairs), out, grid.transform(strip.top))

    def finer(self, grid: Grid, parts: int) -> Labels | None:
        """As `labels`, of all of `grid` with each cell cut into `parts` by `parts`; None where no shape is near."""
        rows = self.found(shapely.box(*grid.box))
        if not len(rows):
            return None
        out = np.zeros((grid.rows * parts, grid.columns * parts), dtype=np.int32)
        pairs = zip(self.shapes[rows], (self.owners[rows] + 1).tolist(), strict=True)
        return _burnt(list(pairs), out, grid.transform(0, finer=parts))

    def marks(self, grid: Grid, strip: Strip, out: Marks) -> Marks:
        """`out` set to 1 where a shape is and 0 elsewhere."""
        out[:] = 0
        rows = self.found(grid.strip_box(strip))
        small = self.small[rows]
        where = grid.transform(strip.top)
        _burnt([(shape, 1) for shape in self.shapes[rows[~small]]], out, where)
        return _burnt([(shape, 1) for shape in self.shapes[rows[small]]], out, where, touched=True)


def _burnt(
    pairs: list[tuple[shapely.Geometry, int]], out: AnyCells, where: Affine, *, touched: bool = False
) -> AnyCells:
    if pairs:
        with Env(GDAL_CACHEMAX=_CACHE_BYTES):
            rasterize(pairs, out=out, transform=where, all_touched=touched)
    return out
