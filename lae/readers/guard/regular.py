"""The fast way through a large, well-formed CSV: parsed and counted at once, given up on the first irregularity."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from lae.readers.guard import limits
from lae.readers.guard.files import opened

_BLOCK: Final = 1 << 20
"""Bytes counted at a time: they stay in the processor's cache."""
_QUOTE, _LINE_FEED, _RETURN = b'"\n\r'


class Shape(NamedTuple):
    """What the header says: lines before the first row, the separator, the width, and the places of cells to keep."""

    skipped: int
    separator: str
    width: int
    places: Sequence[int]


class Regular(NamedTuple):
    """The cells at `Shape.places` by place, indexed by record number, and the numbers of rows of another width."""

    cells: pd.DataFrame
    ragged: list[int]


def read_regular(path: Path, member: str | None, shape: Shape) -> Regular | None:
    """The table's stripped cells, or None where quotes, line ends or rows are not as plain CSV has them.

    The file must be UTF-8 of bounded lines. Two threads: one parses, the other counts each record's cells, which the
    parser does not report.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        counting = pool.submit(_widths, path, member, shape)
        parsed = _parsed(path, member, shape)
        widths = counting.result()
    if parsed is None or widths is None:
        return None
    filled = np.flatnonzero(widths)
    if len(filled) != len(parsed) or (widths > shape.width).any():
        return None
    ragged = widths[filled] < shape.width
    cells = parsed.set_axis(pd.Index(filled + 1, name="source_row", dtype="int64"))
    return Regular(cells[~ragged] if ragged.any() else cells, (filled[ragged] + 1).tolist())


def _parsed(path: Path, member: str | None, shape: Shape) -> pd.DataFrame | None:
    """The cells as text; each distinct one of a column is stripped once and held once."""
    try:
        with opened(path, member=member) as stream:
            frame = pd.read_csv(
                stream,
                sep=shape.separator,
                header=None,
                names=range(shape.width),
                usecols=list(shape.places),
                skiprows=shape.skipped,
                index_col=False,
                dtype="str",
                na_filter=False,
                encoding="utf-8",
            )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
        return None
    return pd.DataFrame({place: _stripped(frame[place]) for place in shape.places}, index=frame.index)


def _stripped(column: pd.Series) -> pd.Series:
    """A column as stripped text, each distinct one held once.

    Read as `category` it would not be text: pandas turns the categories of a column of numbers into numbers.
    """
    codes, distinct = pd.factorize(column)
    stripped = np.array([str(text).strip() for text in distinct], dtype=object)
    return pd.Series(stripped[codes], index=column.index, dtype="str")


def _widths(path: Path, member: str | None, shape: Shape) -> np.ndarray | None:
    """Cells of each record below the header, 0 for a blank line; None where the text is not plain CSV."""
    found: list[np.ndarray] = []
    rest, separator = b"", ord(shape.separator)
    with opened(path, member=member) as stream:
        for _ in range(shape.skipped):
            stream.readline(limits.LONGEST_LINE)
        while block := stream.read(_BLOCK):
            text = rest + block
            counted = _counted(text, separator)
            if counted is None or len(text) > _BLOCK + limits.LONGEST_LINE:
                return None
            widths, end = counted
            found.append(widths)
            rest = text[end:]
    if rest:
        counted = _counted(rest + b"\n", separator)
        if counted is None or counted[1] <= len(rest):
            return None
        found.append(counted[0])
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int32)


def _counted(text: bytes, separator: int) -> tuple[np.ndarray, int] | None:
    """Cells of each whole record at the start of `text`, and where the last one ends; None where it is irregular.

    Quotation marks may only enclose whole cells, or stand doubled inside them; no lone carriage return ends a line.
    """
    letters = np.frombuffer(text, dtype=np.uint8)
    places = np.flatnonzero((letters == _LINE_FEED) | (letters == _QUOTE) | (letters == separator))
    marks = letters[places]
    quote = marks == _QUOTE
    outside = np.bitwise_xor.accumulate(quote.view(np.uint8)) == 0
    last = np.flatnonzero((marks == _LINE_FEED) & outside)
    if not len(last):
        return np.zeros(0, dtype=np.int32), 0
    ends = places[last]
    stop = int(ends[-1]) + 1
    if text.count(b"\r", 0, stop) != text.count(b"\r\n", 0, stop):
        return None
    if not _plain(letters, places[: last[-1]][quote[: last[-1]]], separator):
        return None
    cells = np.diff(np.cumsum((marks == separator) & outside, dtype=np.int32)[last], prepend=np.int32(0)) + 1
    starts = np.concatenate([[0], ends[:-1] + 1])
    length = ends - starts
    blank = (length == 0) | ((length == 1) & (letters[starts] == _RETURN))
    return np.where(blank, 0, cells), stop


def _plain(letters: np.ndarray, quotes: np.ndarray, separator: int) -> bool:
    """Whether every quotation mark that opens stands after a boundary, and every one that closes before one."""
    opening, closing = quotes[::2], quotes[1::2]
    before, after = letters[np.maximum(opening - 1, 0)], letters[closing + 1]
    free = np.zeros(256, dtype=bool)
    free[[separator, _LINE_FEED, _QUOTE]] = True
    begins = free[before] | (opening == 0)
    free[_RETURN] = True
    return bool(begins.all() and free[after].all())
