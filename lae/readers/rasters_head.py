"""Rasters recognised by the start of a file: georeferenced TIFF by its tags, ESRI ASCII grids, archives of one."""

import re
import struct
from typing import Final, NamedTuple

from lae.readers.base import Head

GRID: Final = re.compile(r"\s*ncols\s+\d+\s+nrows\s+\d+\s+xll(?:corner|center)\s+\S+\s+yll", re.IGNORECASE)
RASTER_ENDS: Final = (".tif", ".tiff", ".asc")
_MAP_ENDS: Final = (".shp", ".gpkg", ".geojson", ".json")
_NESTED: Final = re.compile(r"ost50grid.*\.zip$", re.IGNORECASE)
"""OS Terrain 50 comes as one archive of many, a tile each."""
_PLACING: Final = frozenset({33550, 33922, 34264, 34735})
"""TIFF tags: pixel scale, tie points, transformation, GeoKeys."""


class _Form(NamedTuple):
    """How a TIFF counts: struct letters of the first offset, of the number of tags, and bytes of a tag."""

    offset: str
    number: str
    tag: int
    start: int


_FORMS: Final = {42: _Form("I", "H", 12, 4), 43: _Form("Q", "Q", 20, 8)}
_MOST_TAGS: Final = 4096


def recognise(head: Head) -> bool:
    """True for a TIFF that says where it lies, an ESRI ASCII grid, or an archive that holds rasters and no map."""
    if head.members:
        held = [member.lower() for member in head.members]
        maps = any(member.endswith(_MAP_ENDS) for member in held)
        return not maps and any(member.endswith(RASTER_ENDS) or _NESTED.search(member) for member in held)
    return is_geotiff(head.start) or is_grid(head.start)


def is_grid(start: bytes) -> bool:
    """True for the start of an ESRI ASCII grid."""
    return GRID.match(start[:1_000].decode("latin-1")) is not None


def is_tiff(start: bytes) -> bool:
    """True for the start of any TIFF, the large kind included."""
    return start[:2] in (b"II", b"MM") and _magic(start) in _FORMS


def is_geotiff(start: bytes) -> bool:
    """True for the start of a TIFF with tags of place, or whose tags lie further on, as large files have them."""
    if not is_tiff(start):
        return False
    order, form = _order(start), _FORMS[_magic(start)]
    size = struct.calcsize(form.offset)
    if len(start) < form.start + size:
        return False
    (at,) = struct.unpack_from(order + form.offset, start, form.start)
    width = struct.calcsize("=" + form.number)
    if at + width > len(start):
        return True
    (number,) = struct.unpack_from(order + form.number, start, at)
    places = range(at + width, at + width + form.tag * min(number, _MOST_TAGS), form.tag)
    tags = {struct.unpack_from(order + "H", start, place)[0] for place in places if place + 2 <= len(start)}
    return bool(tags & _PLACING)


def nested(members: tuple[str, ...]) -> bool:
    """Whether an archive holds its rasters in further archives."""
    return any(_NESTED.search(member) for member in members)


def _order(start: bytes) -> str:
    return "<" if start.startswith(b"II") else ">"


def _magic(start: bytes) -> int:
    return int(struct.unpack_from(_order(start) + "H", start, 2)[0]) if len(start) >= 4 else 0
