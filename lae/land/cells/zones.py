"""Zones to count land by: numbered, put into sets that do not overlap, the small ones apart."""

from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from lae.findings import Finding
from lae.geo import BNG
from lae.land.cells.burning import Burner
from lae.land.cells_contract import Cells, Codes, Shapes

_OVERLAP_SHARE: Final = 0.01
"""Of a zone's own area, what may be missing from its cells before an overlap is suspected."""


@dataclass(frozen=True)
class ZoneSets:
    """Zones by number; `large` sets are burnt as pixels, `small` in parts of pixels; no set overlaps itself.

    A burner's owner is a place in its `numbers`.
    """

    zone_ids: tuple[str, ...]
    own_m2: npt.NDArray[np.float64]
    perimeter_m: npt.NDArray[np.float64]
    in_parts: npt.NDArray[np.bool_]
    large: tuple[tuple[Burner, Codes], ...]
    small: tuple[tuple[Burner, Codes], ...]


def zone_sets(zones: gpd.GeoDataFrame, *, cell_m: int, exact_below_ha: float, may_overlap: bool = False) -> ZoneSets:
    """The zones in the order of their ids, ready to be burnt.

    Args:
        zones: zone_id and geometry in EPSG:27700.
        cell_m: edge of a cell in metres.
        exact_below_ha: zones smaller than this are measured by their own shape.
        may_overlap: look for overlaps and put overlapping zones into sets of their own. LSOAs, wards and parishes do
            not overlap; parcels and polygons drawn by hand may.

    Raises:
        ValueError: no zones, ids that repeat or are blank, or another system than EPSG:27700.
    """
    ids = zones["zone_id"]
    if zones.crs != BNG:
        raise ValueError(f"zones are wanted in {BNG}, not in {zones.crs}.")
    if not len(zones) or ids.duplicated().any() or ids.isna().any() or ids.eq("").any():
        raise ValueError("zones need an id each, all different.")
    order = np.argsort(ids.to_numpy(), kind="stable")
    shapes = np.asarray(zones.geometry.to_numpy(), dtype=object)[order]
    area = shapely.area(shapes)
    small = area < exact_below_ha * 10_000.0
    numbers = np.arange(len(shapes), dtype=np.int64)

    def sets(chosen: Codes) -> tuple[tuple[Burner, Codes], ...]:
        groups = _apart(shapes[chosen], cell_m) if may_overlap else np.zeros(len(chosen), dtype=np.int64)
        found = [chosen[groups == group] for group in range(int(groups.max(initial=-1)) + 1)]
        return tuple((Burner.of(shapes[group], cell_m2=0.0), group) for group in found)

    return ZoneSets(
        tuple(ids.to_numpy()[order]),
        area,
        shapely.length(shapes),
        small,
        sets(numbers[~small]),
        sets(numbers[small]),
    )


def together(first: ZoneSets, second: ZoneSets) -> ZoneSets:
    """Both as one, so that a single pass counts both; the numbers of `second` follow those of `first`."""
    offset = len(first.zone_ids)

    def later(sets: tuple[tuple[Burner, Codes], ...]) -> tuple[tuple[Burner, Codes], ...]:
        return tuple((burner, numbers + offset) for burner, numbers in sets)

    return ZoneSets(
        first.zone_ids + second.zone_ids,
        np.concatenate([first.own_m2, second.own_m2]),
        np.concatenate([first.perimeter_m, second.perimeter_m]),
        np.concatenate([first.in_parts, second.in_parts]),
        first.large + later(second.large),
        first.small + later(second.small),
    )


def apart(cells: Cells, first: int) -> tuple[Cells, Cells]:
    """The cells of `together` as those of the `first` zones and those of the others."""

    def part(keep: slice) -> Cells:
        start, stop, _ = keep.indices(len(cells.zone_ids))
        rows = (cells.zone >= start) & (cells.zone < stop)
        return replace(
            cells,
            zone_ids=cells.zone_ids[keep],
            zone=cells.zone[rows] - start,
            land_class=cells.land_class[rows],
            mask=cells.mask[rows],
            area_m2=cells.area_m2[rows],
            own_m2=cells.own_m2[keep],
            in_parts=cells.in_parts[keep],
        )

    return part(slice(0, first)), part(slice(first, None))


def _apart(shapes: Shapes, cell_m: int) -> Codes:
    """The set of each shape, so that no two of a set overlap by a cell or more; the first set that is free."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    later = first > second
    first, second = first[later], second[later]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second])) >= cell_m * cell_m
    first, second = first[shared], second[shared]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    group = np.zeros(len(shapes), dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, first[1:] != first[:-1]]) if len(first) else np.zeros(0, dtype=np.int64)
    for place, start in enumerate(starts):
        stop = starts[place + 1] if place + 1 < len(starts) else len(first)
        taken = set(group[second[start:stop]].tolist())
        group[first[start]] = next(number for number in range(len(taken) + 1) if number not in taken)
    return group


def zone_findings(zones: ZoneSets, cells: Cells) -> list[Finding]:
    """Zones without a cell, and zones whose cells fall so short of their area that another zone must lie on them."""
    counted = np.bincount(cells.zone, weights=cells.area_m2, minlength=len(zones.zone_ids))
    cell_m = float(np.sqrt(cells.cell_m2))
    nothing = counted == 0
    # A cell's centre can misjudge no more than half a cell along the whole edge.
    short = zones.own_m2 - counted > np.maximum(zones.perimeter_m * cell_m / 2, _OVERLAP_SHARE * zones.own_m2)
    cases = (
        ("zone_without_cells", nothing, "the zone is a sliver that holds no part of a cell: it is not screened.", ""),
        (
            "zones_overlap",
            short & ~nothing & ~zones.in_parts,
            "the cells fall well short of the zone's area: other zones lie on it, or it reaches beyond the grid.",
            "Build the cells with overlapping zones allowed, or over a larger box.",
        ),
    )
    return [
        Finding("warning", "zones", rule, message, "zone_id", tuple(np.array(zones.zone_ids)[rows]), fix)
        for rule, rows, message, fix in cases
        if rows.any()
    ]
