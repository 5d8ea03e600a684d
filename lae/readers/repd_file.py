"""How the Renewable Energy Planning Database (REPD) is laid out: CSV or workbook, header on the first rows or below."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from lae.findings import raise_errors
from lae.readers import guard
from lae.readers.base import Head
from lae.readers.cells import spelling
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of
from lae.readers.sheets import sheets_of

COLUMNS: Final = {
    "ref": ("Ref ID",),
    "name": ("Site Name",),
    "technology": ("Technology Type",),
    "capacity": ("Installed Capacity (MWelec)",),
    "status": ("Development Status (short)",),
    "x": ("X-coordinate",),
    "y": ("Y-coordinate",),
    "authority": ("Planning Authority",),
    "country": ("Country",),
    "county": ("County",),
    "planning": ("Planning Application Reference",),
    "colocated": ("Storage Co-location REPD Ref ID",),
    "mounting": ("Mounting Type for Solar",),
    "turbines": ("No. of Turbines",),
    "height": ("Height of Turbines (m)",),
    "site_area": ("Solar Site Area (sqm)",),
    "updated": ("Record Last Updated (dd/mm/yyyy)", "Record Last Updated"),
    "submitted": ("Planning Application Submitted",),
    "granted": ("Planning Permission Granted", "Planning Permission  Granted"),
    "construction": ("Under Construction",),
    "operational": ("Operational",),
}
"""Our name of a column and the names it goes by; spellings that differ in case and signs only agree anyway."""
NEEDED: Final = ("ref", "name", "technology", "capacity", "status", "x", "y", "authority")
"""Columns every edition has and without which nothing can be done."""
_MARKS: Final = frozenset(spelling(COLUMNS[name][0]) for name in NEEDED)
_LOOKED_AT: Final = 6
"""Lines within which the header stands; older editions put a row of group titles above it."""
_TALLEST: Final = 20
_START: Final = 65_536


class RepdRows(NamedTuple):
    """The rows as text under our own names, indexed by row number below the header, and the rows left out before."""

    cells: pd.DataFrame
    ragged: int


def recognise(head: Head) -> bool:
    """True for a file with REPD's columns in one of its first lines, or in a workbook's shared text."""
    if head.members:
        return all(f">{COLUMNS[name][0]}<".encode() in head.cells for name in ("ref", "technology", "capacity"))
    return _header_row(header_of(line) for line in head.text().splitlines()[:_LOOKED_AT]) >= 0


def read_rows(path: Path, remarks: Remarks) -> RepdRows:
    """Every row of the register; findings of the guard go to `remarks`.

    Raises:
        FaultsError: the file cannot be read or lacks a column of `NEEDED`.
    """
    with guard.opened(path) as stream:
        first = stream.read(_START)
    if first.startswith(b"PK"):
        return _rows(_from_workbook(path, remarks), 0, path.name)
    lines = first.decode("utf-8-sig", errors="replace").splitlines()[:_LOOKED_AT]
    start = _header_row(header_of(line) for line in lines)
    raw = guard.read_text_table(path, header_row=max(start, 0))
    remarks.extend(raw.attrs["findings"])
    return _rows(raw, raw.attrs["ragged"], path.name)


def _rows(raw: pd.DataFrame, ragged: int, table: str) -> RepdRows:
    """The known columns under our names; those an edition lacks are blank."""
    known: dict[str, Any] = {}
    for column in raw.columns:
        known.setdefault(spelling(column), column)
    found = {
        ours: known[spelled]
        for ours, names in COLUMNS.items()
        for spelled in (spelling(name) for name in names)
        if spelled in known
    }
    missing = [COLUMNS[name][0] for name in NEEDED if name not in found]
    if missing:
        message = f"columns of the Renewable Energy Planning Database are missing: {', '.join(missing)}."
        fix = "Download the quarterly extract again (CSV or Excel), and leave its header as it is."
        raise guard.refusal(table, "missing_column", message, fix, column=missing[0])
    columns = {ours: raw[found[ours]] if ours in found else "" for ours in COLUMNS}
    cells = pd.DataFrame(columns, index=raw.index).astype("str")
    return RepdRows(cells.apply(lambda column: column.str.split().str.join(" ")).fillna("").astype("str"), ragged)


def _from_workbook(path: Path, remarks: Remarks) -> pd.DataFrame:
    for rows in sheets_of(path, remarks).values():
        start = _header_row([text_of(cell) for cell in row] for row in rows[:_TALLEST])
        if start >= 0:
            header = [text_of(cell) for cell in rows[start]]
            body = [[text_of(cell) for cell in row] for row in rows[start + 1 :]]
            frame = pd.DataFrame(body, columns=pd.Index(header, dtype="str"), dtype="str")
            frame.index = pd.RangeIndex(1, len(frame) + 1, name="source_row")
            filled = (frame != "").any(axis=1)
            return frame.loc[filled, ~frame.columns.duplicated()]
    raise_errors(remarks.found)
    message = "no sheet of the workbook has the columns of the Renewable Energy Planning Database."
    raise guard.refusal(path.name, "missing_column", message, "Download the quarterly extract again.")


def _header_row(rows: Iterable[Sequence[str]]) -> int:
    """The number of the first row that holds REPD's column names, 0 first; -1 for none."""
    return next((number for number, row in enumerate(rows) if {spelling(cell) for cell in row} >= _MARKS), -1)


def text_of(cell: Any) -> str:
    """A workbook's cell as the CSV edition writes it: days as dd/mm/yyyy, whole numbers without a fraction."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
