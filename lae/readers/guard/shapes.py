"""Shapes of a map layer: which can be kept, which can be repaired in bounded time, which must go and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.errors import GEOSException

from lae.geo import BRITAIN_M
from lae.readers.guard import limits

_MARGIN_M: Final = 50_000.0
_SAMPLE: Final = 500
"""Edges of a shape that are tried to see how often it crosses itself."""
_AREAL: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True)
class Sorted:
    """One shape a feature, None where it must go; flags of what is left and what was mended; counts by reason."""

    shapes: np.ndarray
    left: np.ndarray
    mended: np.ndarray
    dropped: Mapping[str, int]
    repaired: Mapping[str, int]


def sound(shapes: np.ndarray) -> Sorted:
    """Each shape (EPSG:27700) made two-dimensional, finite, valid and British, or dropped under the first reason."""
    flat = shapely.force_2d(shapes)
    absent = shapely.is_missing(flat) | shapely.is_empty(flat)
    finite = np.isfinite(shapely.bounds(flat)).all(axis=1) & _all_finite(flat)
    large = shapely.get_num_coordinates(flat) > limits.MOST_VERTICES
    away = finite & ~absent & ~in_britain(flat)
    gone = absent | ~finite | large | away
    result = flat.copy()
    result[gone] = None
    invalid = ~gone & ~shapely.is_valid(result)
    tangled = invalid.copy()
    tangled[invalid] = [tangle(shape) for shape in result[invalid]]
    mended = invalid & ~tangled
    result[tangled] = None
    result[mended] = [_mended(shape) for shape in result[mended]]
    lost = mended & shapely.is_missing(result)
    reasons = {
        "no shape": absent,
        "coordinates that are no numbers": ~absent & ~finite,
        "too many vertices": ~absent & finite & large,
        "outside Great Britain": away & ~large,
        "crosses itself too often to be repaired": tangled,
        "nothing left after repair": lost,
    }
    left = ~(gone | tangled | lost)
    mended &= left
    return Sorted(
        shapes=result,
        left=left,
        mended=mended,
        dropped={reason: int(mask.sum()) for reason, mask in reasons.items() if mask.any()},
        repaired={"crossed itself": int(mended.sum())} if mended.any() else {},
    )


def in_britain(shapes: np.ndarray) -> np.ndarray:
    """Which shapes (EPSG:27700) touch Great Britain's extent and a margin of 50 km."""
    west, south, east, north = BRITAIN_M
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    across = (low_x <= east + _MARGIN_M) & (high_x >= west - _MARGIN_M)
    return np.asarray(across & (low_y <= north + _MARGIN_M) & (high_y >= south - _MARGIN_M))


def tangle(shape: shapely.Geometry) -> bool:
    """Whether repairing the shape would take time without bound: its edges lie over too many of the others.

    Tried on a sample of edges by their boxes, which no crossing escapes.
    """
    count = int(shapely.get_num_coordinates(shape))
    if count <= limits.SHORTEST_STAR:
        return False
    points, ring = _vertices(shape)
    same = ring[1:] == ring[:-1]
    start, end = points[:-1][same], points[1:][same]
    low, high = np.minimum(start, end), np.maximum(start, end)
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    tried = boxes[np.linspace(0, len(boxes) - 1, min(_SAMPLE, len(boxes))).astype(int)]
    hits = shapely.STRtree(boxes).query(tried)
    return bool(hits.shape[1] / len(tried) > limits.MOST_CROSSINGS)


def _vertices(shape: shapely.Geometry) -> tuple[np.ndarray, np.ndarray]:
    """All vertices in order, and the number of the ring or line each belongs to."""
    parts = shapely.get_parts(shape)
    areal = np.isin(shapely.get_type_id(parts), _AREAL)
    lines = np.concatenate([shapely.get_rings(parts[areal]), parts[~areal]])
    return shapely.get_coordinates(lines, return_index=True)


def areas_of(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The areas of the shape made valid, as one geometry; None where it has none or no repair can be made."""
    try:
        whole = shapely.make_valid(shape)
        parts = shapely.get_parts(shapely.get_parts(np.array([whole], dtype=object)))
        areas = parts[np.isin(shapely.get_type_id(parts), _AREAL)]
        return shapely.union_all(areas) if len(areas) else None
    except GEOSException:
        return None


def _mended(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The shape made valid, of its own kind: of a polygon only the areas; None where nothing is left."""
    if shapely.get_type_id(shape) in _AREAL:
        whole: shapely.Geometry | None = areas_of(shape)
    else:
        try:
            whole = shapely.make_valid(shape)
        except GEOSException:
            return None
    return None if whole is None or shapely.is_empty(whole) else whole


def _all_finite(shapes: np.ndarray) -> np.ndarray:
    """Which shapes have no vertex that is NaN or infinite."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    wrong = np.unique(owner[~np.isfinite(points).all(axis=1)])
    fine = np.ones(len(shapes), dtype=bool)
    fine[wrong] = False
    return fine
