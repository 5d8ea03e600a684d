"""Land of some rows of the grid: class and constraint mask of every cell, in bounded memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from lae.land.cells.burning import Burner
from lae.land.cells.grid import Grid, Strip
from lae.land.cells_contract import MOST_BITS, UNKNOWN_CLASS, BitLayer, ClassCodes, RasterRule, Says
from lae.land.contract import RasterWindow, stands_for_nothing

Ranks = npt.NDArray[np.uint8]
Masks = npt.NDArray[np.unsignedinteger[Any]]

_MOST_CLASSES: Final = 255
_BYTE: Final = 256


@dataclass(frozen=True)
class Ground:
    """What is looked at in every cell: polygon bits, then two bits a raster rule, and the words of the classes."""

    grid: Grid
    layers: tuple[tuple[Burner, bool], ...]
    bits: tuple[tuple[tuple[str, ...], Says], ...]
    rules: tuple[RasterRule, ...]
    codes: tuple[int, ...]
    ranks: Ranks
    classes: tuple[str, ...]

    @classmethod
    def of(
        cls, grid: Grid, layers: Sequence[BitLayer], rules: Sequence[RasterRule] = (), codes: ClassCodes | None = None
    ) -> "Ground":
        """The layers and rules as bits, in that order.

        Raises:
            ValueError: more bits than a mask holds, more classes than a byte numbers, or a class code twice.
        """
        ruled: list[tuple[tuple[str, ...], Says]] = []
        for rule in rules:
            ruled += [((rule.layer_id,), "inside"), ((rule.layer_id,), "unknown")]
        bits = tuple([(layer.layer_ids, layer.says) for layer in layers] + ruled)
        known = codes or ClassCodes((), ())
        classes = (UNKNOWN_CLASS, *sorted(set(known.names)))
        if len(bits) > MOST_BITS or len(classes) > _MOST_CLASSES or len(set(known.codes)) != len(known.codes):
            message = f"{len(bits)} bits and {len(classes)} classes; {MOST_BITS} and {_MOST_CLASSES} fit, codes once."
            raise ValueError(message)
        pairs = sorted(zip(known.codes, known.names, strict=True))
        return cls(
            grid,
            tuple(
                (Burner.of(layer.shapes, cell_m2=0.0 if layer.tile else grid.cell_m2), layer.elsewhere)
                for layer in layers
            ),
            bits,
            tuple(rules),
            tuple(code for code, _ in pairs),
            np.array([classes.index(name) for _, name in pairs], dtype=np.uint8),
            classes,
        )


@dataclass(frozen=True)
class Land:
    """One strip: the number of each cell's class (0 unknown), its mask, and codes that have no word, with cells.

    `sentinels` counts, by raster rule, cells whose value stands for nothing though the file does not say so.
    """

    strip: Strip
    classes: Ranks
    masks: Masks
    strange: Mapping[int, int]
    sentinels: Mapping[str, int]


def strips(
    ground: Ground,
    cover: Iterable[RasterWindow] | None = None,
    rasters: Mapping[str, Iterable[RasterWindow]] | None = None,
) -> Iterator[Land]:
    """The land from north to south; the rows of a strip are those of the land cover's windows.

    Args:
        ground: what to look at.
        cover: windows of the land-cover raster on the same grid; None where there is no such raster.
        rasters: by layer of `ground.rules`, windows with the same rows. Each is read once.

    Raises:
        ValueError: windows that are not of this grid, do not follow each other or end early.
    """
    given = [iter((rasters or {})[rule.layer_id]) for rule in ground.rules]
    below = 0
    for strip, window in _rows(ground.grid, cover):
        if strip.top != below:
            raise ValueError(f"windows must follow each other: row {below} was due, row {strip.top} came.")
        below += strip.rows
        beside = [_beside(next(windows, None), ground.grid, strip) for windows in given]
        classes, strange = _classes(ground, strip, window)
        sentinels: dict[str, int] = {}
        masks = _masks(ground, strip, beside, sentinels)
        yield Land(strip, classes, masks, strange, sentinels)
    if below != ground.grid.rows:
        raise ValueError(f"the windows end at row {below}, the grid at row {ground.grid.rows}.")


def _rows(grid: Grid, cover: Iterable[RasterWindow] | None) -> Iterator[tuple[Strip, RasterWindow | None]]:
    if cover is None:
        for strip in grid.strips():
            yield strip, None
        return
    for window in cover:
        yield grid.strip_of(window), window


def _beside(window: RasterWindow | None, grid: Grid, strip: Strip) -> RasterWindow:
    if window is None or grid.strip_of(window) != strip:
        raise ValueError(f"a raster's windows do not keep step with the land cover's at row {strip.top}.")
    return window


def _classes(ground: Ground, strip: Strip, window: RasterWindow | None) -> tuple[Ranks, dict[int, int]]:
    """The number of each cell's class, and how many cells hold a code that has no word."""
    if window is None:
        return np.zeros((strip.rows, ground.grid.columns), dtype=np.uint8), {}
    values = window.values
    if values.dtype.kind not in "iu":
        raise ValueError(f"classes are whole numbers, not {values.dtype}.")
    codes = np.array(ground.codes, dtype=np.int64)
    if values.dtype == np.uint8:
        table = np.zeros(_BYTE, dtype=np.uint8)
        inside = (codes >= 0) & (codes < _BYTE)
        table[codes[inside]] = ground.ranks[inside]
        ranks = table[values]
    else:
        place = np.searchsorted(codes, values)
        there = np.minimum(place, max(len(codes) - 1, 0))
        match = (codes[there] == values) if len(codes) else np.zeros(values.shape, dtype=bool)
        ranks = np.where(match, ground.ranks[there] if len(codes) else 0, 0).astype(np.uint8)
    if not window.valid.all():
        ranks = np.where(window.valid, ranks, 0).astype(np.uint8)
    odd = values[(ranks == 0) & window.valid]
    found, cells = np.unique(odd, return_counts=True)
    return ranks, dict(zip(found.tolist(), cells.tolist(), strict=True))


def _masks(ground: Ground, strip: Strip, windows: Sequence[RasterWindow], sentinels: dict[str, int]) -> Masks:
    masks: Masks = np.zeros((strip.rows, ground.grid.columns), dtype=_width(len(ground.bits)))
    marks = np.zeros(masks.shape, dtype=np.uint8)
    for place, (burner, elsewhere) in enumerate(ground.layers):
        if not elsewhere and not len(burner.found(ground.grid.strip_box(strip))):
            continue
        burner.marks(ground.grid, strip, marks)
        if elsewhere:
            np.subtract(1, marks, out=marks)
        _set(masks, place, marks)
    for number, (rule, window) in enumerate(zip(ground.rules, windows, strict=True)):
        place = len(ground.layers) + 2 * number
        values: npt.NDArray[Any] = np.where(window.valid, window.values, 0).astype(np.float64)
        nothing = window.valid & stands_for_nothing(values)
        if nothing.any():
            sentinels[rule.layer_id] = int(nothing.sum())
        known = window.valid & ~nothing
        _set(masks, place, known & rule.holds(values))
        _set(masks, place + 1, ~known)
    return masks


def _width(bits: int) -> np.dtype[Any]:
    """The least unsigned type with so many bits."""
    return np.dtype(f"u{next(size for size in (1, 2, 4, 8) if bits <= 8 * size)}")


def _set(masks: Masks, place: int, marks: npt.NDArray[Any]) -> None:
    """Set one bit of the masks where the marks are."""
    masks |= np.left_shift(marks.astype(masks.dtype), masks.dtype.type(place))
