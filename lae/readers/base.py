"""What a reader returns, and how a file is recognised: by what it holds, never by its name."""

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from lae.findings import Finding
from lae.readers.guard.files import DAMAGE

_HEAD_BYTES: Final = 65_536
_GZIP: Final = b"\x1f\x8b"
_LARGEST_LISTING: Final = 2_000
"""Names looked at in an archive; a publisher's workbook holds a few dozen."""
_SHARED_TEXT: Final = "xl/sharedStrings.xml"
_CONTENT: Final = "content.xml"
_SHEETS: Final = b"<office:spreadsheet"
_STYLES_BYTES: Final = 2_000_000


@dataclass(frozen=True)
class Count:
    """How many rows a reader saw and what became of them: read = kept + dropped, reason by reason.

    `file` is the path inside the study, "" where a reader is called alone.
    """

    source_id: str
    read: int
    kept: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    file: str = ""

    def __post_init__(self) -> None:
        lost = sum(self.dropped.values())
        if self.read != self.kept + lost:
            raise ValueError(f"{self.source_id}: read {self.read} is not kept {self.kept} + dropped {lost}")


@dataclass(frozen=True)
class SourceRow:
    """What sources.csv says of a file; a blank text where nobody has said."""

    source_id: str = ""
    vintage: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Reading:
    """A publisher's file as our checked tables, with its row count and what was found on the way."""

    tables: Mapping[str, pd.DataFrame]
    count: Count
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Edition:
    """What an operator's file does not say of itself.

    vintage: "2026-03" or "2026"; observed_year: the year its observed demand and recorded stock belong to;
    source_id: its row in sources.csv; licence: what its rows carry.
    """

    vintage: str
    observed_year: int
    source_id: str
    licence: str

    @property
    def figure_year(self) -> int:
        """The year of the published headroom."""
        return int(self.vintage[:4])


@dataclass(frozen=True)
class Register:
    """What a reader looks up of ours: contracts GspGroups and Aliases, and MW per MVA (NaN: only zero is converted)."""

    gsp_groups: pd.DataFrame
    aliases: pd.DataFrame
    power_factor: float


@dataclass(frozen=True)
class Head:
    """The start of a file, enough to recognise it: 64 kB and, for an archive, the names inside.

    `cells` is the start of a workbook's shared text, where its headers stand.
    """

    start: bytes
    members: tuple[str, ...] = ()
    cells: bytes = b""

    def text(self) -> str:
        """The start as text; bytes that are not UTF-8 become replacement characters."""
        return self.start.decode("utf-8-sig", errors="replace")


def head_of(path: Path) -> Head:
    """The head of the file at `path`; of a gzipped file that of its content."""
    with path.open("rb") as stream:
        start = _unpacked(stream.read(_HEAD_BYTES))
    if not zipfile.is_zipfile(path):
        return Head(start)
    try:
        with zipfile.ZipFile(path) as archive:
            members = tuple(archive.namelist()[:_LARGEST_LISTING])
            return Head(start, members, _cells_of(archive, members))
    except DAMAGE:
        return Head(start)  # damaged or locked: not recognised, which the study reports


def _unpacked(start: bytes) -> bytes:
    """The first 64 kB of what a gzipped file holds; the bytes themselves where it is none or is damaged."""
    if not start.startswith(_GZIP):
        return start
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, _HEAD_BYTES) or start
    except zlib.error:
        return start


def _cells_of(archive: zipfile.ZipFile, members: tuple[str, ...]) -> bytes:
    """The start of a workbook's text: of Office Open XML its shared strings, of OpenDocument the sheets themselves."""
    try:
        if _SHARED_TEXT in members:
            return archive.open(_SHARED_TEXT).read(_HEAD_BYTES)
        if _CONTENT in members:
            # Styles come first and may be long.
            text = archive.open(_CONTENT).read(_STYLES_BYTES)
            begin = text.find(_SHEETS)
            return text[begin : begin + _HEAD_BYTES] if begin >= 0 else b""
    except DAMAGE:
        pass
    return b""


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
