"""Map layers from outside: known formats only, in British National Grid, every shape valid, every loss counted."""

import sqlite3
import warnings
from collections.abc import Collection
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any, Final

import geopandas as gpd
import pyogrio
import pyproj
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj.exceptions import ProjError
from shapely.errors import GEOSException

from lae.findings import FaultsError, Finding
from lae.geo import BNG
from lae.readers.guard import limits
from lae.readers.guard.files import GZIP, entries, opened, read_bytes, refusal
from lae.readers.guard.placing import placed, shapes_of
from lae.readers.guard.shapes import Sorted, sound

Box = tuple[float, float, float, float]

_START: Final = 64
_ZIP: Final = b"PK"
_SQLITE: Final = b"SQLite format 3\0"
_SHAPEFILE: Final = bytes.fromhex("0000270a")
_FLATGEOBUF: Final = b"fgb"
_PBF: Final = b"OSMHeader"
_MAPS: Final = (".shp", ".gpkg", ".geojson", ".fgb", ".json")
"""What the map in an archive is called, the surest first: plain .json may be something beside the map."""
_BESIDE: Final = ("__macosx", ".")
"""How the names begin of what packing programs add."""
_FAULTS: Final = (
    CRSError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
    GEOSException,
    ProjError,
    UnicodeDecodeError,
    ValueError,
)
_BASE_FAULTS: Final = (sqlite3.Error, UnicodeDecodeError, OverflowError)
_AGAIN: Final = "Download it again, as GeoJSON or GeoPackage."


def vectors(
    path: Path, layer: str | None = None, columns: Collection[str] | None = None, bbox: Box | None = None
) -> gpd.GeoDataFrame:
    """A layer in EPSG:27700 whose shapes are all there, finite, valid and in or near Great Britain.

    Args:
        path: GeoJSON (gzipped or not), TopoJSON, GeoPackage, Shapefile, FlatGeobuf or OSM PBF, or a zip that holds one
            of them in whatever folder; put through `check`.
        layer: the layer's name; None for the first. It also tells which of several maps in an archive is meant.
        columns: the columns to keep; those the layer lacks are simply not there.
        bbox: west, south, east, north in EPSG:27700: only features that touch it are read.

    Returns:
        The layer, indexed by `source_row`, the feature's number in what was read, 1 first. Its attrs: "read" the
        number of features, "dropped" and "repaired" how many by reason, "findings" (tuple of `Finding`). A layer
        without features has no columns.

    Raises:
        FaultsError: it is no such file, is damaged, has no such layer or no geometry, or lies elsewhere.
    """
    table = path.name
    frame, said = _loaded(path, _openable(path, layer), layer, columns, bbox)
    if "geometry" not in frame.columns:
        raise refusal(table, "no_geometry", "the layer holds no geometry.", "Download the map, not the table.")
    frame.index = frame.index.set_names("source_row") + 1
    there, remarks = placed(frame, table)
    kept = sound(shapes_of(there))
    result = there.set_geometry(gpd.GeoSeries(kept.shapes, index=there.index, crs=BNG))[kept.left]
    result.attrs = {
        "read": len(there),
        "dropped": kept.dropped,
        "repaired": kept.repaired,
        "findings": (*remarks, *_lost(kept, there, table), *said),
    }
    return result


def check_kind(path: Path) -> None:
    """Return only for a file of a kind we open; GDAL knows others, some of which lead to files elsewhere."""
    _check_start(_start_of(path), path.stat().st_size, path.name)
    if _start_of(path).startswith(_SQLITE):
        _check_views(path)


def _start_of(path: Path, member: str | None = None) -> bytes:
    """The first bytes of the file as it lies there, or of an archive's member."""
    if member is not None:
        with opened(path, member=member) as packed:
            return packed.read(_START)
    try:
        with path.open("rb") as stream:
            return stream.read(_START)
    except OSError as error:
        raise refusal(path.name, "unreadable", f"the file cannot be opened: {error}.", "Copy it again.") from None


def _check_start(start: bytes, size: int, table: str) -> None:
    if start.startswith(GZIP):
        raise refusal(table, "packed", "the map is gzipped; only GeoJSON is read so.", "Unpack it.")
    if _is_document(start):
        if size > limits.LARGEST_DOCUMENT:
            message = f"the file holds more than {limits.LARGEST_DOCUMENT / 1e6:.0f} MB of GeoJSON."
            raise refusal(table, "too_large", message, "Download it as GeoPackage, or only your area.")
    elif not (start.startswith((_SQLITE, _SHAPEFILE, _FLATGEOBUF)) or _PBF in start):
        message = "the file is no GeoJSON, GeoPackage, Shapefile, FlatGeobuf or OSM PBF, or is cut off."
        raise refusal(table, "unreadable", message, _AGAIN)


def _is_document(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _openable(path: Path, layer: str | None) -> Path | str | bytes:
    """What GDAL is to open: the file, the map inside an archive, or a gzipped document's text."""
    start = _start_of(path)
    if start.startswith(GZIP):
        text = read_bytes(path)
        if _is_document(text[:_START]):
            return text
    if not start.startswith(_ZIP):
        check_kind(path)
        return path
    member = _map_in(path, layer)
    start = _start_of(path, member)
    _check_start(start, entries(path)[member].file_size, path.name)
    if start.startswith(_SQLITE):
        _check_packed_views(path, member)
    # The braces keep an archive apart from its member whatever either is called.
    return f"/vsizip/{{{path.absolute()}}}/{member}"


def _map_in(path: Path, layer: str | None) -> str:
    """The one map in an archive, or the one called as the layer."""
    names = [name for name in sorted(entries(path)) if not _is_beside(name)]
    kinds = ([name for name in names if name.lower().endswith(ending)] for ending in _MAPS)
    found = next((some for some in kinds if some), [])
    if not found:
        raise refusal(path.name, "unreadable", "the archive holds no map.", _AGAIN)
    meant = found if len(found) == 1 else [name for name in found if PurePosixPath(name).stem == layer]
    if len(meant) != 1:
        shown = ", ".join(PurePosixPath(name).name for name in found[:5])
        message = f"the archive holds {len(found)} maps ({shown}); exactly one is read."
        raise refusal(path.name, "not_one_map", message, "Unpack it and put in the maps you need.")
    return meant[0]


def _is_beside(name: str) -> bool:
    return any(part.lower().startswith(_BESIDE) for part in PurePosixPath(name).parts)


def _check_views(path: Path) -> None:
    """Refuse a GeoPackage that computes rows as it is read: such a query need not end."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            _refuse_views(base, path.name)
    except _BASE_FAULTS as error:
        raise refusal(path.name, "unreadable", f"the GeoPackage is damaged: {error}.", _AGAIN) from None


def _check_packed_views(path: Path, member: str) -> None:
    """The same of a GeoPackage in an archive, which is unpacked into memory for it."""
    data = read_bytes(path, member=member)
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(data)
            _refuse_views(base, path.name)
    except _BASE_FAULTS as error:
        raise refusal(path.name, "unreadable", f"the GeoPackage is damaged: {error}.", _AGAIN) from None


def _refuse_views(base: sqlite3.Connection, table: str) -> None:
    views = base.execute("SELECT count(*) FROM sqlite_master WHERE type = 'view'").fetchone()
    if views[0]:
        message = "the GeoPackage holds views, which are not run."
        raise refusal(table, "views", message, "Save the layers as tables.")


def _loaded(
    path: Path, where: Path | str | bytes, layer: str | None, columns: Collection[str] | None, bbox: Box | None
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    table = path.name if layer is None else f"{path.name}, layer {layer}"
    wanted = None if columns is None else list(columns)
    said: list[Finding] = []
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            if not len(pyogrio.list_layers(where)):
                raise refusal(table, "unreadable", "the file holds no layer.", _AGAIN)
            info = pyogrio.read_info(where, layer=layer)
            if info["features"] > limits.MOST_FEATURES:
                message = f"the layer has more than {limits.MOST_FEATURES / 1e6:.0f} million features."
                raise refusal(table, "too_large", message, "Download the part for your area.")
            box = None if bbox is None else _box_in(info["crs"], bbox)
            frame: Any = pyogrio.read_dataframe(where, layer=layer, columns=wanted, bbox=box)
        said += [Finding("note", table, "map_reader", f"the map reader says: {text}.") for text in _texts(heard)]
    except DataLayerError:
        raise refusal(table, "missing_layer", f"there is no such layer in {path.name}.", _AGAIN) from None
    except _FAULTS as error:
        if isinstance(error, FaultsError):
            raise
        message = "the file cannot be read as a map: it is cut off, damaged or of another kind."
        raise refusal(table, "unreadable", message, _AGAIN) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        if len(frame) or len(frame.columns):
            raise refusal(table, "no_geometry", "the layer holds no geometry.", "Download the map, not the table.")
        frame = gpd.GeoDataFrame({"geometry": gpd.GeoSeries([], crs=BNG)})
    return frame, said


def _texts(heard: list[warnings.WarningMessage]) -> list[str]:
    return sorted({str(each.message).splitlines()[0][:200].rstrip(".") for each in heard if str(each.message)})[:3]


def _box_in(crs: str | None, bbox: Box) -> Box:
    """`bbox` in the layer's own system, which is EPSG:27700 where it states none."""
    if crs is None:
        return bbox
    turn = pyproj.Transformer.from_crs(BNG, crs, always_xy=True)
    return turn.transform_bounds(*bbox)


def _lost(kept: Sorted, frame: gpd.GeoDataFrame, table: str) -> list[Finding]:
    ids = tuple(f"feature {number}" for number in frame.index[~kept.left])
    found = []
    if ids:
        reasons = ", ".join(f"{number} {reason}" for reason, number in kept.dropped.items())
        found.append(Finding("warning", table, "dropped_shapes", f"features were left out: {reasons}.", ids=ids))
    if kept.repaired:
        message = f"{sum(kept.repaired.values())} shapes crossed themselves and were repaired."
        mended = tuple(f"feature {number}" for number in frame.index[kept.mended])
        found.append(Finding("note", table, "repaired_shapes", message, ids=mended))
    return found
