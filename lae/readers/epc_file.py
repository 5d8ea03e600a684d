"""A table of certificates as blocks of raw cells: one pass, only the columns wanted, each kept as cheaply as it may be.

Certificates are the largest tables lae reads, so they do not pass through text cell by cell: columns nobody asked for
are never made, columns of figures are parsed at once, and columns of few spellings come as categories, so that what
they mean is worked out once a spelling. The bounds are those of `lae.readers.guard`.
"""

import codecs
import csv
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers.cells import spelling
from lae.readers.guard import limits, opened, refusal
from lae.readers.guard.text import Survey, survey

Kind = Literal["text", "words", "figures"]
BEYOND: Final = "beyond"
"""The cell after the last column: filled where a row has more cells than the header."""
_HELD: Final[dict[Kind, str]] = {"text": "object", "words": "category"}
_BLOCK_ROWS: Final = 131_072
_TAIL: Final = 1 << 16
_PIECE: Final = 1 << 20
_QUOTE: Final = ord('"')
_END: Final = re.compile(rb"\r\n|\r|\n")
_AGAIN: Final = "Download it again."
PLACEHOLDERS: Final = (
    "",
    "-",
    "N/A",
    "n/a",
    "NO DATA!",
    "NODATA!",
    "INVALID!",
    "Not recorded",
    "not recorded",
    "Not Recorded",
    "Not applicable",
    "not applicable",
    "Unknown",
    "None",
)
"""How certificates write that there is no figure."""


@dataclass(frozen=True)
class Table:
    """A table as its first line describes it; `header` holds the names without signs and in lower case."""

    path: Path
    member: str | None
    header: tuple[str, ...]
    separator: str
    survey: Survey

    @property
    def name(self) -> str:
        """What a finding calls it."""
        return self.path.name if self.member is None else f"{self.path.name}/{self.member}"


@dataclass
class Ending:
    """What was seen at the end of a table, once all its blocks are read: a last row that lacks cells is `cut_off`."""

    cut_off: bool = False


def opened_table(path: Path, *, member: str | None = None) -> Table:
    """The table's header, once its bytes are known to be text of bounded lines.

    Raises:
        FaultsError: it is no text, empty, too large, or its first line is no header.
    """
    found = survey(path, member=member)
    with opened(path, member=member) as stream:
        header, separator = _header(_Utf8(stream, found.encoding, path.name), path.name)
    return Table(path, member, tuple(spelling(name) for name in header), separator, found)


def blocks(table: Table, kinds: Mapping[str, Kind], ending: Ending) -> Iterator[pd.DataFrame]:
    """The rows, block by block: a column for each of `kinds` that the table has, and `beyond`.

    `text` is one text a row; `words` are the same as categories, which is cheap where spellings are few and dear where
    they are many; `figures` are numbers where every cell is one and cells as found otherwise. Where a name stands
    twice, the second column fills what the first leaves blank and both come as texts.
    The index runs on over all blocks from 1. `ending` is filled in after the last block.

    Raises:
        FaultsError: the file is no CSV, a quoted cell never ends, or the file is damaged.
    """
    places = [place for place, name in enumerate(table.header) if name in kinds]
    names = {place: f"{table.header[place]}.{place}" for place in places}
    dtype: dict[str, str] = {BEYOND: "object"}
    nothing: dict[str, list[str]] = {}
    for place, name in names.items():
        kind = kinds[table.header[place]]
        if kind == "figures":
            nothing[name] = list(PLACEHOLDERS)
        else:
            dtype[name] = _HELD[kind]
    ours = [names.get(place, str(place)) for place in range(len(table.header))]
    start = 1
    try:
        with opened(table.path, member=table.member) as stream:
            text = _Utf8(stream, table.survey.encoding, table.name)
            _header(text, table.path.name)
            watched = _Watched(text, table.separator.join([*ours, BEYOND]) + "\n", table.name)
            parsed = pd.read_csv(
                watched,  # type: ignore[call-overload]
                sep=table.separator,
                usecols=[*names.values(), BEYOND],
                index_col=False,
                dtype=dtype,
                na_values=nothing,
                keep_default_na=False,
                chunksize=_BLOCK_ROWS,
                low_memory=True,
            )
            with parsed as chunks:
                while (chunk := _next(chunks)) is not None:
                    chunk.index = pd.RangeIndex(start, start + len(chunk), name="source_row")
                    start += len(chunk)
                    yield _named(chunk, table.header, names)
            ending.cut_off = watched.cut_off(table.separator, len(table.header))
    except FaultsError:
        raise
    except (pd.errors.ParserError, csv.Error, OverflowError, ValueError) as error:
        message = "a quoted cell is opened and never closed, or the file is cut off inside one"
        told = message if "EOF inside string" in str(error) else f"the file is not well-formed CSV: {error}"
        raise refusal(table.name, "not_csv", f"{told}.", _AGAIN) from None


def remarks(table: Table) -> Iterator[Finding]:
    """What the encoding gives cause to say."""
    if table.survey.mixed:
        message = "the file mixes UTF-8 with an older encoding; some letters beyond A to Z will read wrongly."
        yield Finding("warning", table.name, "mixed_encoding", message, fix="Save the file as CSV UTF-8.")
    elif not table.survey.encoding.startswith("utf"):
        message = "the file is not UTF-8; it was read as an older Western encoding."
        yield Finding("note", table.name, "encoding", message)


def _header(text: "_Utf8", table: str) -> tuple[list[str], str]:
    """The names in the first line, which is then behind us, and what separates them."""
    line = text.line()
    separator = max(",;\t", key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise refusal(table, "not_csv", f"the first line is no CSV header: {error}.", _AGAIN) from None
    if not any(name.strip() for name in names) or len(names) > limits.MOST_COLUMNS:
        raise refusal(table, "header", "the first line is no header.", _AGAIN)
    return names, separator


def _next(chunks: "pd.io.parsers.TextFileReader") -> pd.DataFrame | None:
    """The next block, None after the last. A column of figures that is not all figures comes as cells of both kinds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        return next(chunks, None)


def _named(chunk: pd.DataFrame, header: tuple[str, ...], names: Mapping[int, str]) -> pd.DataFrame:
    """The block under the publisher's names, of two columns of one name the first, filled from the second."""
    first: dict[str, str] = {}
    for place, ours in names.items():
        kept = first.setdefault(header[place], ours)
        if kept != ours:
            chunk[kept] = _filled(chunk[kept], chunk[ours])
    named = chunk[[*first.values(), BEYOND]] if len(first) < len(names) else chunk
    back = {ours: name for name, ours in first.items()}
    named.columns = pd.Index([back.get(ours, ours) for ours in named.columns])
    return named


def _filled(first: pd.Series, second: pd.Series) -> pd.Series:
    one, other = (cells.astype("str").fillna("") for cells in (first, second))
    both = one.where(one.str.strip().ne(""), other)
    return both.astype("object")


class _Utf8:
    """A file's text in UTF-8, piece by piece: the bytes themselves wherever they are UTF-8 already."""

    def __init__(self, stream: IO[bytes], encoding: str, table: str) -> None:
        self._stream, self._table = stream, table
        plain = encoding.startswith("utf-8")
        self._decoder = None if plain else codecs.getincrementaldecoder(encoding)()
        self._held = stream.read(len(codecs.BOM_UTF8)) if plain else b""
        if self._held == codecs.BOM_UTF8:
            self._held = b""

    def piece(self) -> bytes:
        """The next bytes, none at the end."""
        held, self._held = self._held, b""
        if held:
            return held
        while block := self._stream.read(_PIECE):
            if self._decoder is None:
                return block
            try:
                found = self._decoder.decode(block)
            except UnicodeDecodeError:
                message = "the file is neither UTF-8, UTF-16 nor Windows-1252 text."
                raise refusal(self._table, "encoding", message, "Save it as CSV UTF-8.") from None
            if found:
                return found.encode()
        return b""

    def line(self) -> str:
        """The first line, without its end."""
        found = b""
        while (end := _END.search(found)) is None and (piece := self.piece()):
            found += piece
        if end is None:
            return found.decode()
        self._held = found[end.end() :]
        return found[: end.start()].decode()


class _Watched:
    """The rows as pandas wants them: a header of our own, then what is below theirs, watched as it passes.

    Our header has a cell more than theirs, so that a row with too many cells shows. pandas holds a quoted cell whole,
    however long, so a text without a quotation mark inside one may not go on for ever.
    """

    def __init__(self, text: _Utf8, header: str, table: str) -> None:
        self._text, self._header, self._table = text, header.encode(), table
        self._quoted, self._held = False, 0
        self._tail = b""

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read, b"")

    def read(self, _: int = -1) -> bytes:
        """The next bytes, none at the end."""
        if self._header:
            header, self._header = self._header, b""
            return header
        part = self._text.piece()
        marks = int(np.count_nonzero(np.frombuffer(part, dtype=np.uint8) == _QUOTE))
        self._held = self._held + len(part) if self._quoted and not marks else 0
        self._quoted ^= marks % 2 == 1
        if self._held > limits.LONGEST_LINE:
            message = "a quoted cell goes on for more than 4 MB: it is opened and never closed."
            raise refusal(self._table, "not_csv", message, _AGAIN)
        if part:
            self._tail = part[-_TAIL:] if len(part) >= _TAIL else (self._tail + part)[-_TAIL:]
        return part

    def cut_off(self, separator: str, width: int) -> bool:
        """Whether the file ends without a line's end and within a row."""
        last = re.split(rb"[\r\n]", self._tail)[-1]
        if not last.strip() or len(last) >= _TAIL:
            return False
        try:
            return len(next(csv.reader([last.decode(errors="replace")], delimiter=separator), [])) < width
        except csv.Error:
            return True
