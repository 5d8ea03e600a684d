"""Zones, classes and masks counted together, strip by strip: the raster is read once and never again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.land.cells.burning import Burner
from lae.land.cells.grid import Grid
from lae.land.cells.strips import Ground, Land
from lae.land.cells.zones import ZoneSets
from lae.land.cells_contract import Cells, Codes

_FINER: Final = 4
"""Parts of a cell's edge by which small zones are measured."""
_TILE: Final = 256
"""Columns of cells in which small zones are burnt together."""
_NARROW: Final = 2
"""Bytes of a mask up to which every possible one has a counter."""
_INT32: Final = 2**31 - 1
_DENSE: Final = 30_000_000
"""Possible combinations up to which a counter for each is kept; beyond, those met are sorted."""


class _Counts(NamedTuple):
    """How many cells, or parts of cells, share a zone, class and mask."""

    zone: Codes
    land_class: Codes
    mask: npt.NDArray[np.uint64]
    cells: Codes


@dataclass(frozen=True)
class _Here:
    """A strip's land as one small number a cell: class number x masks met + place of the mask among them."""

    kind: npt.NDArray[np.int32]
    masks: npt.NDArray[np.uint64]
    kinds: int


def fold(ground: Ground, zones: ZoneSets, lands: Iterable[Land]) -> Cells:
    """The table of cells: every zone's land by class and mask, in whole square metres.

    Sums by zone are those of its cells' centres; a small zone's sum is its own area. The result does not depend on
    how many rows a strip has.

    Args:
        ground: the grid, bits and classes.
        zones: of `zone_sets`.
        lands: of `strips`, of the same ground.
    """
    large: list[_Counts] = []
    small: list[_Counts] = []
    strange: dict[int, int] = {}
    sentinels: dict[str, int] = {}
    for land in lands:
        here = _here(land, len(ground.classes))
        for burner, numbers in zones.large:
            large.append(_whole(ground.grid, land, here, burner, numbers))
        for burner, numbers in zones.small:
            small.extend(_parts(ground.grid, land, here, burner, numbers))
        for code, cells in land.strange.items():
            strange[code] = strange.get(code, 0) + cells * ground.grid.cell_m2
        for name, cells in land.sentinels.items():
            sentinels[name] = sentinels.get(name, 0) + cells * ground.grid.cell_m2
    pixels, parts = _joined(large), _joined(small)
    zone = np.concatenate([pixels.zone, parts.zone])
    land_class = np.concatenate([pixels.land_class, parts.land_class])
    mask = np.concatenate([pixels.mask, parts.mask])
    area = np.concatenate([pixels.cells * ground.grid.cell_m2, _apportioned(parts, zones.own_m2)])
    order = np.lexsort((mask, land_class, zone))
    order = order[area[order] > 0]
    masks, place = np.unique(mask[order], return_inverse=True)
    return Cells(
        zones.zone_ids,
        ground.classes,
        ground.bits,
        masks,
        zone[order],
        land_class[order],
        place.reshape(-1).astype(np.int64),
        area[order],
        ground.grid.cell_m2,
        zones.own_m2,
        zones.in_parts,
        dict(sorted(strange.items())),
        dict(sorted(sentinels.items())),
    )


def _here(land: Land, classes: int) -> _Here:
    masks = land.masks
    met: npt.NDArray[np.generic]
    if masks.dtype.itemsize <= _NARROW:
        there = np.bincount(masks.ravel(), minlength=2 ** (8 * masks.dtype.itemsize)) > 0
        met, rank = np.flatnonzero(there), (np.cumsum(there) - 1).astype(np.int32)[masks]
    else:
        # A hash beats sorting millions of wide masks tenfold; only those met are sorted.
        code, found = pd.factorize(masks.ravel())
        order = np.argsort(found)
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order))
        met, rank = found[order], place[code].reshape(masks.shape)
    rank += land.classes * np.int32(len(met))
    return _Here(rank, met.astype(np.uint64), classes * len(met))


def _whole(grid: Grid, land: Land, here: _Here, burner: Burner, numbers: Codes) -> _Counts:
    """Cells by zone, class and mask of one set of zones."""
    present = np.unique(burner.owners[burner.found(grid.strip_box(land.strip))])
    if not len(present):
        return _counted(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), present, here)
    labels = burner.labels(grid, land.strip)
    rank = np.zeros(len(numbers) + 1, dtype=np.int64)
    rank[present + 1] = np.arange(1, len(present) + 1)
    size = (len(present) + 1) * here.kinds
    # Ranks times kinds outgrow 32 bits only where there are very many zones; half the memory otherwise.
    rank *= here.kinds
    kind: np.dtype[Any] = np.dtype(np.int32 if size <= _INT32 else np.int64)
    key = rank.astype(kind)[labels]
    key += here.kind
    if size <= _DENSE:
        every = np.bincount(key.ravel(), minlength=size)
        met = np.flatnonzero(every)
        cells = every[met]
    else:
        met, cells = np.unique(key, return_counts=True)
    inside = met >= here.kinds
    return _counted(met[inside] - here.kinds, cells[inside], numbers[present], here)


def _parts(grid: Grid, land: Land, here: _Here, burner: Burner, numbers: Codes) -> Iterator[_Counts]:
    """Sixteenths of cells by zone, class and mask of one set of small zones, tile by tile where there are any."""
    for left in range(0, grid.columns, _TILE):
        wide = min(_TILE, grid.columns - left)
        tile = Grid(
            grid.west_m + left * grid.cell_m,
            grid.north_m - land.strip.top * grid.cell_m,
            grid.cell_m,
            wide,
            land.strip.rows,
        )
        labels = burner.finer(tile, _FINER)
        if labels is None:
            continue
        row, column = np.nonzero(labels)
        kind = here.kind[row // _FINER, left + column // _FINER].astype(np.int64)
        met, count = np.unique((labels[row, column] - 1) * here.kinds + kind, return_counts=True)
        yield _counted(met, count, numbers, here)


def _counted(key: Codes, count: Codes, zones: Codes, here: _Here) -> _Counts:
    """Keys of zone place x kinds + kind, taken apart."""
    place, kind = np.divmod(key.astype(np.int64), max(here.kinds, 1))
    land_class, mask = np.divmod(kind, max(len(here.masks), 1))
    return _Counts(zones[place], land_class, here.masks[mask], count.astype(np.int64))


def _joined(found: list[_Counts]) -> _Counts:
    """Counts of the same zone, class and mask added up, sorted by them."""
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return _Counts(none, none, none.astype(np.uint64), none)
    zone, land_class, mask, count = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((mask, land_class, zone))
    zone, land_class, mask, count = zone[order], land_class[order], mask[order], count[order]
    new = np.ones(len(zone), dtype=bool)
    new[1:] = (zone[1:] != zone[:-1]) | (land_class[1:] != land_class[:-1]) | (mask[1:] != mask[:-1])
    first = np.flatnonzero(new)
    total = np.add.reduceat(count, first) if len(first) else count
    return _Counts(zone[first], land_class[first], mask[first], total)


def _apportioned(parts: _Counts, own_m2: npt.NDArray[np.float64]) -> Codes:
    """Each small zone's own area in whole square metres, shared by its parts: largest remainder, first of equals."""
    if not len(parts.zone):
        return parts.cells
    whole = np.bincount(parts.zone, weights=parts.cells, minlength=len(own_m2))
    wanted = np.rint(own_m2)
    exact = parts.cells * wanted[parts.zone] / whole[parts.zone]
    floor = np.floor(exact)
    left = wanted - np.bincount(parts.zone, weights=floor, minlength=len(own_m2))
    order = np.lexsort((floor - exact, parts.zone))
    zone = parts.zone[order]
    start = np.r_[True, zone[1:] != zone[:-1]]
    place = np.arange(len(zone)) - np.maximum.accumulate(np.where(start, np.arange(len(zone)), 0))
    result = floor.copy()
    result[order] += place < left[zone]
    return result.astype(np.int64)
