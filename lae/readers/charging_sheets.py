"""DfT's quarterly workbooks of charging devices: a sheet a measure, a row an authority, a column a quarter."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.charging.contract import CHARGING_TOTALS
from lae.findings import FaultsError, Finding
from lae.readers.base import Count, Reading, SourceRow
from lae.readers.charging_totals import AreaTable, Figure, totals
from lae.readers.json_cells import text
from lae.readers.remarks import Remarks
from lae.readers.sheets import Cells, sheets_of

_HEADER_ROWS: Final = 20
"""Rows below which no header begins; notes stand above it."""
_CODE: Final = re.compile(r"(local authority|la|ons|area|region).*code", re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*[\s.\-]*(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE)
_ISO: Final = re.compile(r"\b(\d{4})-(\d{2})\b")
_NOTES: Final = re.compile(r"\[[^\]]{0,40}\]|\((?:notes?|r|p)[^)]{0,30}\)", re.IGNORECASE)
_RATE: Final = re.compile(r"per 100[, ]?000|per 100k", re.IGNORECASE)


def device_sheets(path: Path, source: SourceRow, remarks: Remarks) -> Reading:
    """Every sheet by local authority as one `charging_totals`; sheets of another shape are named in a note.

    Raises:
        FaultsError: the workbook cannot be opened, or no sheet has a column of codes beside dated columns.
    """
    book = sheets_of(path, remarks)
    if not book:
        raise FaultsError([finding for finding in remarks.found if finding.severity == "error"])
    parts: list[Reading] = []
    other: list[str] = []
    for name, cells in book.items():
        sheet = _sheet(name, cells)
        if sheet is None:
            other.append(name)
            continue
        inner = Remarks(f"{path.name}, sheet {text(name)}")
        table = replace(sheet, drops={"blank row": sheet.codes.eq("")})
        parts.append(totals(table, path=path, source=source, remarks=inner))
    if not parts:
        message = "no sheet has a column of area codes beside columns of dated figures."
        raise FaultsError([Finding("error", path.name, "missing_column", message, fix="Download the workbook again.")])
    remarks.file("note", "unproven", "this layout was never tried on a real file: compare some figures.")
    if other:
        remarks.rows("note", "other_sheets", "sheets of another shape were not read.", other)
    for part in parts:
        remarks.extend(part.findings)
    whole = pd.concat([part.tables[CHARGING_TOTALS] for part in parts], ignore_index=True)
    whole = whole.sort_values(["area_code", "period", "measure"], kind="stable", ignore_index=True)
    dropped: dict[str, int] = {}
    for part in parts:
        for reason, number in part.count.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + number
    read, kept = (sum(getattr(part.count, name) for part in parts) for name in ("read", "kept"))
    return Reading({CHARGING_TOTALS: whole}, Count(source.source_id, read, kept, dropped), tuple(remarks.found))


def _sheet(name: str, cells: Cells) -> AreaTable | None:
    found = next(
        (
            (row, column)
            for row, line in enumerate(cells[:_HEADER_ROWS])
            for column, cell in enumerate(line[:3])
            if isinstance(cell, str) and _CODE.search(cell)
        ),
        None,
    )
    if found is None or found[0] + 1 >= len(cells):
        return None
    row, code = found
    # Only a row of dates is a merged heading; notes and titles stand above other headers.
    above = _carried(cells[row - 1]) if row and any(_period(cell) for cell in cells[row - 1]) else []
    title = next((text(line[0]) for line in cells[:row] if line and text(line[0])), "")
    figures: dict[str, Figure] = {}
    taken: set[tuple[str, str]] = set()
    for column, cell in enumerate(cells[row]):
        figure = _figure(cell, above[column] if column < len(above) else "", title, text(name))
        if column == code or figure is None or (figure.measure, figure.period) in taken:
            continue
        taken.add((figure.measure, figure.period))
        figures[str(column)] = figure
    if not figures:
        return None
    lines = [[_shown(cell) for cell in line] for line in cells[row + 1 :]]
    width = len(cells[row])
    body = pd.DataFrame([(line + [""] * width)[:width] for line in lines], dtype="str")
    body = body.set_axis([str(column) for column in range(width)], axis=1)
    body.index = pd.RangeIndex(1, len(body) + 1, name="source_row")
    return AreaTable(body, body[str(code)], figures)


def _figure(cell: Any, above: Any, title: str, sheet: str) -> Figure | None:
    """What a column holds by its heading, with the merged heading above it where that has the date or the measure."""
    period = _period(cell) or _period(above)
    if not period:
        return None
    words = " ".join(part for part in (_wording(above), _wording(cell)) if part)
    rate = _RATE.search(words) or (not words and _RATE.search(title))
    measure = words or _wording(title)
    unit = "devices per 100,000 people" if rate else "devices"
    return Figure(f"{sheet}: {measure}".strip(": ")[:200], period, unit)


def _period(cell: Any) -> str:
    if isinstance(cell, dt.date):
        return f"{cell.year:04d}-{cell.month:02d}"
    written = text(cell)
    if (match := _DATE.search(written)) is not None:
        year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
        return f"{year}-{_MONTHS.index(match[1][:3].casefold()) + 1:02d}"
    if (match := _ISO.search(written)) is not None and 1 <= int(match[2]) <= 12:
        return match[0]
    return ""


def _wording(cell: Any) -> str:
    """A heading without its date and its notes; blank where nothing else stands in it."""
    if isinstance(cell, dt.date):
        return ""
    bare = _NOTES.sub(" ", _ISO.sub(" ", _DATE.sub(" ", text(cell))))
    return " ".join(bare.split()).strip(" -:,").lower()


def _carried(line: list[Any]) -> list[Any]:
    """A row of merged headings: each blank cell takes what stands to its left."""
    filled: list[Any] = []
    for cell in line:
        blank = not isinstance(cell, dt.date) and not text(cell)
        filled.append(filled[-1] if blank and filled else cell)
    return filled


def _shown(cell: Any) -> str:
    return "" if isinstance(cell, dt.date | dt.time) else text(cell)
