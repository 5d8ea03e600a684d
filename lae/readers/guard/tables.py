"""A publisher's CSV as cells of text: nothing parsed, nothing guessed, every odd row counted."""

import csv
import io
from collections.abc import Callable, Collection, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from lae.findings import Finding
from lae.readers.guard import limits
from lae.readers.guard.files import opened, refusal
from lae.readers.guard.regular import Shape, read_regular
from lae.readers.guard.text import Survey, survey

_SHOWN: Final = 20
"""Odd rows named; the rest are counted."""
_CHUNK: Final = 20_000
"""Rows taken at a time, so that cells nobody asked for are let go."""
_LARGE: Final = 8_000_000
"""Bytes from which on the fast way is worth its second thread."""
_AGAIN: Final = "Download it again."
_CUT_OFF: Final = "unexpected end of data"
"""How the csv module says that a quoted cell never ends."""


Columns = Collection[str] | Callable[[str], bool]
"""Columns by name, or what tells whether one is wanted."""


class _Layout(NamedTuple):
    """Where the cells are: a name and a place for each column wanted, and how many cells a row has."""

    header: tuple[str, ...]
    names: list[str]
    places: list[int]


def read_text_table(
    path: Path, *, member: str | None = None, columns: Columns | None = None, header_row: int = 0
) -> pd.DataFrame:
    """A delimited text file as stripped text cells, "" where there is nothing, one row a record.

    Comma, semicolon or tab, whichever the header has most of. A row with too few cells, or with filled cells beyond
    the last column, is left out, since its cells may stand under the wrong names; blank lines are no rows. A header
    name that stands again becomes "NAME.1", "NAME.2".

    Args:
        path: the file, gzipped or not; the caller has put it through `guard.check`.
        member: the file inside, where `path` is a zip archive.
        columns: the columns to keep, by stripped name, or whether to keep a column of that name; those the file lacks
            are simply not there.
        header_row: lines above the header.

    Returns:
        The table, indexed by `source_row`: the record's number below the header, 1 first. Its attrs:
        "ragged" rows left out, "ragged_rows" the first twenty of their numbers, "header" all names in order,
        "encoding", and "findings" (tuple of `Finding`) for what a reader should pass on.

    Raises:
        FaultsError: it is no text, no table, cut off inside a cell, has no header, or passes our bounds.
    """
    found = survey(path, member=member)
    if found.size >= _LARGE and found.encoding.startswith("utf-8"):
        quick = _quick(path, member, columns, header_row, found)
        if quick is not None:
            return quick
    csv.field_size_limit(limits.LONGEST_LINE)
    try:
        return _read(path, member, columns, header_row, found, strict=True)
    except csv.Error as error:
        if _CUT_OFF in str(error):
            message = "a quoted cell is opened and never closed: the file is cut off."
            raise refusal(path.name, "not_csv", message, _AGAIN) from None
    try:
        frame = _read(path, member, columns, header_row, found, strict=False)
    except csv.Error as error:
        raise refusal(path.name, "not_csv", f"the file is not well-formed CSV: {error}.", _AGAIN) from None
    message = "quotation marks stand inside cells that are not quoted as CSV wants; the cells were read as they stand."
    loose = Finding("warning", path.name, "loose_quotes", message, fix="Compare a few rows with the publisher's page.")
    frame.attrs["findings"] = (*frame.attrs["findings"], loose)
    return frame


def header_of(path: Path, *, member: str | None = None) -> tuple[str, ...]:
    """The stripped names in the first line, letters that are not UTF-8 replaced; nothing behind it is read.

    Raises:
        FaultsError: the file cannot be opened.
    """
    with opened(path, member=member) as stream:
        line = stream.readline(limits.LONGEST_LINE).decode("utf-8-sig", "replace")
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=_separator(line)), []))
    except csv.Error:
        return ()


def _quick(
    path: Path, member: str | None, columns: Columns | None, header_row: int, found: Survey
) -> pd.DataFrame | None:
    """The table by the fast way, or None where the file is not regular enough for it."""
    with opened(path, member=member) as stream:
        lines = [stream.readline(limits.LONGEST_LINE).decode(found.encoding) for _ in range(header_row + 1)]
    head = lines[header_row]
    if '"' in "".join(lines[:header_row]) or head.count('"') % 2 or "sep=" in lines[0].casefold():
        return None
    separator = _separator(head)
    layout = _layout(next(csv.reader([head], delimiter=separator), []), columns, path.name)
    regular = read_regular(path, member, Shape(header_row + 1, separator, len(layout.header), layout.places))
    if regular is None:
        return None
    frame = regular.cells.set_axis(layout.names, axis=1)
    return _noted(frame, path.name, layout, found, regular.ragged)


def _read(
    path: Path,
    member: str | None,
    columns: Columns | None,
    header_row: int,
    found: Survey,
    *,
    strict: bool,
) -> pd.DataFrame:
    with opened(path, member=member) as stream:
        text = io.TextIOWrapper(io.BufferedReader(stream), encoding=found.encoding, newline="")  # type: ignore[type-var]
        try:
            return _table(text, path.name, columns, header_row, found, strict=strict)
        except UnicodeDecodeError:
            message = "the file is neither UTF-8, UTF-16 nor Windows-1252 text."
            raise refusal(path.name, "encoding", message, "Save the file as CSV UTF-8.") from None


def _table(
    text: io.TextIOWrapper,
    table: str,
    columns: Columns | None,
    header_row: int,
    found: Survey,
    *,
    strict: bool,
) -> pd.DataFrame:
    lines = list(islice(text, header_row + 1))
    if lines and lines[0].casefold().startswith("sep="):
        lines = [*lines[1:], *islice(text, 1)]
    if len(lines) <= header_row or not lines[header_row].strip():
        raise refusal(table, "empty", "the file has no header.", _AGAIN)
    separator = _separator(lines[header_row])
    rows = csv.reader(chain(lines[header_row:], text), delimiter=separator, strict=strict)
    layout = _layout(next(rows, []), columns, table)
    parts: list[pd.DataFrame] = []
    ragged: list[int] = []
    pool: dict[str, str] = {}
    width, start = len(layout.header), 1
    while chunk := list(islice(rows, _CHUNK)):
        even, numbers = [], []
        for number, row in enumerate(chunk, start):
            if len(row) == width or (len(row) > width and not any(cell.strip() for cell in row[width:])):
                even.append(row)
                numbers.append(number)
            elif row:
                ragged.append(number)
        parts.append(_frame(even, numbers, layout, pool))
        start += len(chunk)
    frame = pd.concat(parts) if parts else _frame([], [], layout, pool)
    return _noted(frame, table, layout, found, ragged)


def _noted(frame: pd.DataFrame, table: str, layout: _Layout, found: Survey, ragged: list[int]) -> pd.DataFrame:
    frame.attrs = {
        "header": layout.header,
        "encoding": found.encoding,
        "ragged": len(ragged),
        "ragged_rows": tuple(ragged[:_SHOWN]),
        "findings": tuple(_remarks(table, found, ragged, len(layout.header))),
    }
    return frame


def _separator(header: str) -> str:
    return max(",;\t", key=header.count)


def _layout(cells: list[str], columns: Columns | None, table: str) -> _Layout:
    if len(cells) > limits.MOST_COLUMNS:
        message = f"the header has {len(cells)} columns; more than {limits.MOST_COLUMNS} are not read."
        raise refusal(table, "too_many_columns", message, _AGAIN)
    header = tuple(cell.strip() for cell in cells)
    seen: dict[str, int] = {}
    names = []
    for name in header:
        times = seen.get(name, 0)
        seen[name] = times + 1
        names.append(f"{name}.{times}" if times else name)
    # Names made unique may meet a published "NAME.1": the later one is then left out rather than mixed up.
    places = [place for place, name in enumerate(names) if names.index(name) == place]
    chosen = columns if callable(columns) else None if columns is None else columns.__contains__
    wanted = [place for place in places if chosen is None or chosen(names[place])]
    return _Layout(header, [names[place] for place in wanted], wanted)


def _frame(rows: list[list[str]], numbers: list[int], layout: _Layout, pool: dict[str, str]) -> pd.DataFrame:
    """The chunk's cells; `pool` holds each distinct one once, as most of a table's cells repeat."""
    cells: dict[str, Any] = {}
    for name, place in zip(layout.names, layout.places, strict=True):
        stripped = [row[place].strip() for row in rows]
        cells[name] = [pool.setdefault(cell, cell) for cell in stripped]
    return pd.DataFrame(cells, index=pd.Index(numbers, dtype="int64", name="source_row"), dtype="str")


def _remarks(table: str, found: Survey, ragged: list[int], width: int) -> Iterator[Finding]:
    if ragged:
        message = f"{len(ragged)} rows do not have {width} cells and were left out; the file may be cut off."
        ids = tuple(f"row {number}" for number in ragged[:_SHOWN])
        yield Finding("warning", table, "uneven_rows", message, ids=ids, fix=_AGAIN)
    if found.mixed:
        message = "the file mixes UTF-8 with an older encoding; some letters beyond A to Z will read wrongly."
        yield Finding("warning", table, "mixed_encoding", message, fix="Save the file as CSV UTF-8.")
    elif found.encoding in ("cp1252", "latin-1"):
        message = f"the file is not UTF-8; it was read as {found.encoding.replace('cp', 'Windows-')}."
        yield Finding("note", table, "encoding", message)
