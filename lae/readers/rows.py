"""A publisher's CSV as text, cell by cell: nothing parsed, nothing guessed, every row with its number."""

import csv
import io
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from lae.files import RefusedError, text_of
from lae.findings import FaultsError, Finding
from lae.readers.base import Count


def read_rows(path: Path, *, needed: Collection[str]) -> pd.DataFrame:
    """The file's rows as trimmed text with `source_row`, the row as a spreadsheet counts it (the header is row 1).

    Raises:
        FaultsError: the file is missing, not UTF-8, not CSV or cut off, has no rows, or lacks a column of `needed`.
    """
    table = path.name
    try:
        cells = [row for row in csv.reader(io.StringIO(text_of(path), newline=""), strict=True) if row]
    except RefusedError as refused:
        raise FaultsError([Finding("error", table, refused.rule, refused.message, fix=refused.fix)]) from None
    except csv.Error as error:
        raise FaultsError([Finding("error", table, "not_csv", f"the file is not well-formed CSV: {error}.")]) from None
    header, body = [name.strip() for name in cells[0]], cells[1:]
    faults = [
        Finding("error", table, "missing_column", f"the column {name} is missing.", name)
        for name in needed
        if name not in header
    ]
    repeated = sorted({name for name in header if header.count(name) > 1})
    faults += [Finding("error", table, "repeated_column", "the column stands twice.", name) for name in repeated]
    uneven = tuple(f"row {number}" for number, row in enumerate(body, start=2) if len(row) != len(header))
    if uneven:
        message = f"{len(uneven)} rows do not have {len(header)} cells; the file may be cut off."
        faults.append(Finding("error", table, "uneven_rows", message, ids=uneven, fix="Download it again."))
    if not body:
        faults.append(Finding("error", table, "empty", "the file has a header but no rows."))
    if faults:
        raise FaultsError(faults)
    frame = pd.DataFrame([[cell.strip() for cell in row] for row in body], columns=header, dtype="str")
    frame["source_row"] = np.arange(2, len(frame) + 2)
    return frame


def sift(drops: Mapping[str, pd.Series], *, source_id: str) -> tuple[pd.Series, Count]:
    """Which rows stay, as flags, and their count; a row with two reasons to go is counted under the first."""
    first = next(iter(drops.values()))
    left = pd.Series(data=True, index=first.index)
    dropped: dict[str, int] = {}
    for reason, faulty in drops.items():
        if lost := int((left & faulty).sum()):
            dropped[reason] = lost
        left &= ~faulty
    return left, Count(source_id, read=len(left), kept=int(left.sum()), dropped=dropped)


def row_numbers(rows: pd.DataFrame) -> tuple[str, ...]:
    """The ids of rows for a finding: "row 12"."""
    return tuple(f"row {number}" for number in rows["source_row"])


def with_texts(frame: pd.DataFrame, **texts: str) -> pd.DataFrame:
    """`frame` with text columns that hold the same value on every row."""
    return frame.assign(**{name: pd.Series(text, index=frame.index, dtype="str") for name, text in texts.items()})


def header_of(text: str) -> list[str]:
    """The names in the first line of a CSV file; empty when that line is not CSV."""
    first = text.splitlines()[:1]
    try:
        return [name.strip() for name in next(csv.reader(first, strict=True), [])]
    except csv.Error:
        return []
