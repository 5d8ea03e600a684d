"""Land layers recognised by the start of a file: GeoJSON properties, GeoPackage tables, the maps in an archive."""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lae.readers.base import Head
from lae.readers.land_layer_kinds import PLANNING_NEEDS, archived, kind_of, lookalikes, plain_column

_SQLITE: Final = b"SQLite format 3\0"
_PROPERTIES: Final = re.compile(r'"properties"\s*:\s*(?=\{)')
_NAME: Final = re.compile(r'"name"\s*:\s*"([^"\\]{1,200})"')
_TABLE: Final = re.compile(r'CREATE TABLE "([^"]{1,200})" \(([^;\0]{1,20000})')
_COLUMN: Final = re.compile(r'"([^"]{1,200})"\s+[A-Z]')
_TRIED: Final = 20
_SYSTEM: Final = ("gpkg_", "rtree_", "sqlite_")


class Table(NamedTuple):
    """A layer as far as the start of its file tells: its own name, its columns, and some of its rows as text."""

    name: str
    columns: tuple[str, ...]
    text: str


def recognise(head: Head) -> bool:
    """True for GeoJSON or GeoPackage with the columns of a land layer, or an archive whose map is called after one."""
    if head.members:
        return archived(head.members) != ""
    return any(_known(table) for table in _tables(head))


def layer_names(head: Head) -> list[str]:
    """What the layers of a file call themselves, as far as its start or its archive's members tell."""
    if head.members:
        return [archived(head.members), *(re.split(r"[/\\]", member)[-1] for member in head.members)]
    return [table.name for table in _tables(head) if table.name]


def _known(table: Table) -> bool:
    planned = {plain_column(column) for column in table.columns} >= PLANNING_NEEDS
    told = kind_of(table.columns, name=table.name, text=table.text) is not None
    return planned or told or _nameless(table)


def _nameless(table: Table) -> bool:
    """Whether columns fit several designations and only a name could tell: the reader asks for it."""
    return not table.name and set(lookalikes(table.columns)) >= {"sssi", "local_nature_reserve"}


def _tables(head: Head) -> Iterator[Table]:
    if head.start.startswith(_SQLITE):
        text = head.start.decode("latin-1")
        for name, body in _TABLE.findall(text):
            if not name.startswith(_SYSTEM):
                yield Table(name, tuple(_COLUMN.findall(body)), "")
        return
    yield from tables_in(head.text().lstrip())


def tables_in(text: str) -> Iterator[Table]:
    """The first features of a GeoJSON text, each as a table of its own properties; none for any other text."""
    if not text.startswith("{") or '"FeatureCollection"' not in text:
        return
    start = text.partition('"features"')[0]
    own = _NAME.search(start.partition('"crs"')[0])
    name = own[1] if own else ""
    decoder = json.JSONDecoder()
    for match in list(_PROPERTIES.finditer(text))[:_TRIED]:
        try:
            found, end = decoder.raw_decode(text, match.end())
        except (json.JSONDecodeError, RecursionError, ValueError):
            continue
        yield Table(name, tuple(found), text[match.end() : end])
