"""Readers of other shapes as the catalogue wants them: a file and what sources.csv says of it in, a reading out."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lae.findings import FaultsError, Finding
from lae.grid.contract import Aliases, GspGroups
from lae.readers.base import Edition, Head, Reading, Register, SourceRow
from lae.readers.layers import Areas
from lae.tables import empty

Read = Callable[[Path, SourceRow], Reading]

_EDITION: Final = re.compile(r"\d{4}(-\d{2})?")


def of_operator(read: Callable[[Path, Edition, Register], Reading]) -> Read:
    """An operator's reader without our registers: what needs an alias or a power factor is dropped, with its reason.

    The observed year is that of the edition; a study, which knows the lag, reads through `lae.readers.dropped`.
    """

    def adapted(path: Path, source: SourceRow) -> Reading:
        if not _EDITION.fullmatch(source.vintage):
            message = "the file does not say which edition it is, and nobody states one."
            fix = 'Add to study.toml, for instance: editions = { ssen = "2026-09" }'
            raise FaultsError([Finding("error", path.name, "edition", message, fix=fix)])
        edition = Edition(source.vintage, int(source.vintage[:4]), source.source_id, source.licence)
        return read(path, edition, Register(empty(GspGroups), empty(Aliases), math.nan))

    return adapted


def of_file(read: Callable[[Path], Reading]) -> Read:
    """A reader that needs only the file, because it reads a single edition of a single source."""

    def adapted(path: Path, source: SourceRow) -> Reading:  # noqa: ARG001 - the shape is shared
        return read(path)

    return adapted


def of_areas(read: Callable[[Path], Areas], table: str) -> Read:
    """A reader of polygons, whose layer becomes the table `table`."""

    def adapted(path: Path, source: SourceRow) -> Reading:  # noqa: ARG001 - the shape is shared
        areas = read(path)
        return Reading({table: areas.polygons}, areas.count)

    return adapted


def is_licence_areas(head: Head) -> bool:
    """True for NESO's map of distribution licence areas."""
    return _has_properties(head, "Name", "LongName") and re.search(r'"_[A-P]"', head.text()) is not None


def _has_properties(head: Head, *names: str) -> bool:
    text = _dense(head)
    return '"FeatureCollection"' in text and all(f'"{name}":' in text for name in names)


def _dense(head: Head) -> str:
    return re.sub(r"\s+", "", head.text())
