"""Rasters of land cover, terrain, population and reflectance, described without being loaded, read window by window.

British National Grid is known for what it is even where a file writes it without an EPSG code. Nodata, NaN and
infinity are never values.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import rasterio
from rasterio.warp import transform, transform_bounds
from rasterio.windows import Window

from lae.findings import Finding
from lae.geo import BNG, BRITAIN_DEG, BRITAIN_M, WGS84
from lae.land.contract import RASTER_KINDS, RasterLayer, Rasters, stands_for_nothing
from lae.readers import guard
from lae.readers.base import Count, Reading, SourceRow
from lae.readers.rasters_head import recognise
from lae.readers.rasters_kinds import Seen, kind_and_scheme
from lae.readers.rasters_open import RASTER_FAULTS, member_of, opened
from lae.readers.remarks import Remarks
from lae.tables import columns_of, validated

__all__ = ["Described", "describe", "described", "read", "recognise", "valid_cells"]

Box = tuple[float, float, float, float]

SOURCE: Final = "raster"
_MOST_CELLS: Final = 20_000_000_000
"""Cells of a raster. Great Britain at 10 m has 9 billion."""
_LARGEST_BLOCK: Final = 256_000_000
"""Bytes of the least part of a raster that can be read: some files are one single block."""
_SCANNED: Final = 60_000_000
"""Cells up to which every one is looked at; beyond, a sample is."""
_SAMPLES: Final = 64
_WINDOW: Final = 4_000_000
"""Cells looked at together."""
_MARGIN_M: Final = 50_000.0
_MARGIN_DEG: Final = 0.5
_CONFIDENCE: Final = 20
"""At this confidence PROJ finds EPSG:27700 for a grid of the same parameters that carries no code."""


def read(path: Path, source: SourceRow, *, kind: str = "") -> Reading:
    """The raster as one row of `rasters` (contract `Rasters`); `describe` gives the value to read its cells with.

    Raises:
        FaultsError: as `describe`.
    """
    layer, bounds, cell_m, found = described(path, kind=kind)
    source_id = source.source_id or SOURCE
    row = {
        "file": path.name,
        "kind": layer.kind,
        "scheme": layer.scheme,
        "crs": layer.crs,
        "bands_count": layer.bands,
        "columns_count": layer.shape[1],
        "rows_count": layer.shape[0],
        "cell_m": cell_m,
        **dict(zip(("west_m", "south_m", "east_m", "north_m"), bounds, strict=True)),
        "dtype": layer.dtype,
        "nodata": "" if layer.nodata is None else f"{layer.nodata:g}",
        "classes": ";".join(str(value) for value in layer.classes),
        "classes_complete": layer.classes_complete,
        "vintage": source.vintage,
        "source_id": source_id,
    }
    texts = {name: "str" for name, value in row.items() if isinstance(value, str)}
    table = pd.DataFrame([row]).astype(texts)[columns_of(Rasters)]
    return Reading({"rasters": validated(table, Rasters, path.name)}, Count(source_id, read=1, kept=1), found)


def describe(path: Path, *, kind: str = "") -> RasterLayer:
    """What a raster is and where it lies; at most 60 million of its cells are looked at, a window at a time.

    Args:
        path: a GeoTIFF, an ESRI ASCII grid, or an archive that holds one of them.
        kind: one of `RASTER_KINDS` where somebody knows better than can be inferred.

    Raises:
        FaultsError: it cannot be read, is too large, not placed on a map, turned or mirrored, or holds no value.
    """
    return described(path, kind=kind).layer


def valid_cells(values: np.ma.MaskedArray[Any, Any]) -> npt.NDArray[np.bool_]:
    """Where a raster says something: not nodata, not masked, not NaN, not infinite."""
    there: npt.NDArray[np.bool_] = ~np.ma.getmaskarray(values) & np.isfinite(values.data)
    return there


class Described(NamedTuple):
    """A raster described, its extent in EPSG:27700, the edge of a cell in metres, and what was found."""

    layer: RasterLayer
    bounds: Box
    cell_m: float
    findings: tuple[Finding, ...]


def described(path: Path, *, kind: str = "") -> Described:
    """As `describe`, with what was found on the way."""
    remarks = Remarks(path.name)
    if kind and kind not in RASTER_KINDS:
        raise ValueError(f"{kind} is no kind of raster; known are {', '.join(RASTER_KINDS)}.")
    member = member_of(path)
    with opened(path, member) as raster:
        _check_size(raster, path.name)
        crs = _placed(raster, remarks)
        bounds = _bounds(raster, crs, remarks)
        seen, complete, sentinels = _looked_at(raster)
        if not seen.cells:
            message = "no cell that was looked at holds a value."
            raise guard.refusal(path.name, "no_values", message, "Download the part for your area.")
        shape, bands, dtype = (raster.height, raster.width), raster.count, str(raster.dtypes[0])
        cell_m = _cell_m(raster, crs, path.name)
        found, scheme = kind_and_scheme(seen, dtype=dtype, bands=bands, crs=crs, cell_m=cell_m)
        nodata = None if raster.nodata is None else float(raster.nodata)
        transform = tuple(float(value) for value in raster.transform[:6])
    if kind:
        found, scheme = kind, scheme if kind == "land_cover" else ""
    else:
        named = f"{found} ({scheme})" if scheme else found
        message = f"taken for {named} by its values, from {seen.least:g} to {seen.most:g}; the file does not say."
        remarks.file("note", "kind_inferred", message)
    if sentinels:
        shown = ", ".join(f"{value:g}" for value in sentinels[:3])
        message = f"cells hold {shown}, which usually stands for nothing and is not declared so: taken as not known."
        remarks.file("warning", "nodata_sentinel", message, fix="Declare the nodata value.")
        nodata = sentinels[0] if nodata is None else nodata
    elif nodata is None:
        remarks.file("note", "no_nodata", "the raster declares no value for nothing: every finite cell counts.")
    classes = tuple(sorted(seen.classes)) if found == "land_cover" and seen.classes else ()
    layer = RasterLayer(
        path,
        member,
        crs,
        transform,  # type: ignore[arg-type]
        shape,
        bands,
        dtype,
        nodata,
        found,
        scheme,
        classes,
        complete and bool(classes),
        bounds,
    )
    return Described(layer, bounds, cell_m, tuple(remarks.found))


def _check_size(raster: Any, table: str) -> None:
    cells = raster.width * raster.height
    if cells > _MOST_CELLS:
        message = f"the raster has {cells / 1e9:.0f} billion cells; more than {_MOST_CELLS / 1e9:.0f} are not read."
        raise guard.refusal(table, "too_large", message, "Download the part for your area.")
    each = max(np.dtype(name).itemsize for name in raster.dtypes)
    block = max(rows * columns for rows, columns in raster.block_shapes) * each
    if block > _LARGEST_BLOCK:
        message = f"the raster can only be read {block / 1e6:.0f} MB at a time."
        raise guard.refusal(table, "too_large_block", message, "Save it as a tiled GeoTIFF.")
    if any(np.dtype(name).kind not in "iuf" for name in raster.dtypes):
        raise guard.refusal(table, "unknown_type", f"cells are of the type {raster.dtypes[0]}, which is not read.")
    turn = raster.transform
    if turn.is_identity:
        message = "the raster does not say where it lies."
        raise guard.refusal(table, "not_placed", message, "Save it as a GeoTIFF with its place, not as a picture.")
    if not (turn.b == turn.d == 0.0 and turn.a > 0.0 and turn.e < 0.0 and np.isfinite(turn[:6]).all()):
        message = "the raster is turned, sheared or upside down."
        raise guard.refusal(table, "not_north_up", message, "Save it again with north at the top.")


def _placed(raster: Any, remarks: Remarks) -> str:
    """The raster's coordinate reference system as text; guessed, and said, where it states none."""
    crs = raster.crs
    if not crs:
        for guess, limits, margin in ((WGS84, BRITAIN_DEG, _MARGIN_DEG), (BNG, BRITAIN_M, _MARGIN_M)):
            if _inside(raster.bounds, limits, margin):
                message = f"the raster does not say its coordinate reference system; {guess} was taken."
                remarks.file("warning", "guessed_crs", message, fix="Save it with its coordinate reference system.")
                return guess
        message = "the raster does not say its coordinate reference system, and its extent fits none we know."
        raise guard.refusal(remarks.table, "missing_crs", message, "Save it with its coordinate reference system.")
    code = crs.to_epsg()
    if code is None and crs.to_epsg(confidence_threshold=_CONFIDENCE) == rasterio.CRS.from_user_input(BNG).to_epsg():
        remarks.file("note", "no_epsg_code", f"the file writes {BNG} without its code; recognised by its parameters.")
        return BNG
    return f"EPSG:{code}" if code is not None else str(crs.to_wkt())


def _bounds(raster: Any, crs: str, remarks: Remarks) -> Box:
    """West, south, east, north in EPSG:27700."""
    try:
        bounds = tuple(raster.bounds) if crs == BNG else transform_bounds(crs, BNG, *raster.bounds)
    except RASTER_FAULTS:
        bounds = (np.nan,) * 4
    if crs == BNG and _inside(raster.bounds, BRITAIN_DEG, _MARGIN_DEG):
        message = f"the raster says {BNG}, but its extent looks like degrees."
        raise guard.refusal(remarks.table, "degrees", message, "Save it with its right coordinate reference system.")
    if not np.isfinite(bounds).all() or bounds[0] >= bounds[2] or bounds[1] >= bounds[3]:
        message = "the raster's extent cannot be put on the National Grid."
        raise guard.refusal(remarks.table, "outside_britain", message, "Check its coordinate reference system.")
    west, south, east, north = (float(value) for value in bounds)
    if east < BRITAIN_M[0] or west > BRITAIN_M[2] or north < BRITAIN_M[1] or south > BRITAIN_M[3]:
        remarks.file("warning", "outside_britain", "the raster lies outside Great Britain: no study can use it.")
    return west, south, east, north


def _looked_at(raster: Any) -> tuple[Seen, bool, list[float]]:
    """What the first band holds, whether all of it was looked at, and values met that stand for nothing undeclared."""
    windows = list(_windows(raster))
    complete = raster.width * raster.height <= _SCANNED
    if not complete:
        windows = [windows[place] for place in np.unique(np.linspace(0, len(windows) - 1, _SAMPLES).astype(int))]
    seen, sentinels = Seen.nothing(), set[float]()
    for window in windows:
        values = raster.read(1, window=window, masked=True)
        there = values.data[valid_cells(values)]
        nothing = stands_for_nothing(there)
        if nothing.any():
            sentinels |= {float(value) for value in np.unique(there[nothing])}
        seen.look(there[~nothing])
    return seen, complete, sorted(sentinels)


def _windows(raster: Any) -> Iterator[Window]:
    """Windows of about four million cells that cover the raster, made of whole blocks where these are smaller."""
    high, wide = raster.block_shapes[0]
    side = int(_WINDOW**0.5)
    columns = raster.width if wide >= raster.width else max(side // wide, 1) * wide
    rows = max(_WINDOW // columns // high, 1) * high
    for top in range(0, raster.height, rows):
        for left in range(0, raster.width, columns):
            yield Window(left, top, min(columns, raster.width - left), min(rows, raster.height - top))


def _cell_m(raster: Any, crs: str, table: str) -> float:
    """Edge of the square as large as the raster's middle cell, on the ground."""
    row, column = raster.height // 2, raster.width // 2
    corners = [raster.xy(row, column, offset=corner) for corner in ("ul", "ur", "ll")]
    east, north = transform(crs, BNG, *zip(*corners, strict=True)) if crs != BNG else zip(*corners, strict=True)
    area = abs((east[1] - east[0]) * (north[2] - north[0]) - (east[2] - east[0]) * (north[1] - north[0]))
    if not (np.isfinite(area) and area > 0.0):
        message = "the raster's cells cannot be put on the National Grid."
        raise guard.refusal(table, "outside_britain", message, "Check its coordinate reference system.")
    return float(area**0.5)


def _inside(bounds: Any, limit: Box, margin: float) -> bool:
    west, south, east, north = limit
    inner = bounds[0] >= west - margin and bounds[1] >= south - margin
    return bool(inner and bounds[2] <= east + margin and bounds[3] <= north + margin)
