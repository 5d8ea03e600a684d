"""The table of land cells from rasters and shapes, in one pass."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lae.land.cells.fold import fold
from lae.land.cells.grid import Grid
from lae.land.cells.strips import Ground, Land, strips
from lae.land.cells.zones import ZoneSets
from lae.land.cells_contract import BitLayer, Cells, ClassCodes, RasterRule
from lae.land.contract import RasterWindow


def build_cells(
    grid: Grid,
    zones: ZoneSets,
    layers: Sequence[BitLayer],
    *,
    codes: ClassCodes | None = None,
    cover: Iterable[RasterWindow] | None = None,
    rules: Sequence[RasterRule] = (),
    rasters: Mapping[str, Iterable[RasterWindow]] | None = None,
    look: Callable[[Land], None] | None = None,
) -> Cells:
    """Every zone's land by class and constraints, in memory that does not grow with the grid's height.

    Args:
        grid: the grid all windows are cut from.
        zones: of `zone_sets`.
        layers: of `constraint_bits`.
        codes: words of the land cover's classes.
        cover: windows of the land-cover raster, north first; None: no land cover is known.
        rules: constraints read from rasters.
        rasters: their windows by layer, with the same rows as `cover`'s (or of `grid.strips()` without one).
        look: called with each strip as it passes, so that who needs single cells need not read the rasters again.

    Raises:
        ValueError: windows that are not of this grid or do not keep step, or more bits than a mask holds.
    """
    ground = Ground.of(grid, layers, rules, codes)
    return fold(ground, zones, _shown(strips(ground, cover, rasters), look))


def _shown(lands: Iterator[Land], look: Callable[[Land], None] | None) -> Iterator[Land]:
    for land in lands:
        if look is not None:
            look(land)
        yield land
