"""NGED's Network Headroom Report as a workbook: sheets found by what they hold, rows under our short names."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.readers.base import Head
from lae.readers.cells import numbers_of, plain, spelling
from lae.readers.points import points_of
from lae.readers.remarks import Remarks
from lae.readers.sheets import sheets_of

DNO: Final = "nged"
BASE: Final = "base"
"""Our name of the column headed 0: the headroom of the base year, before any scenario."""

HEADERS: Final = {
    "gsp": "Associated GSP Group",
    "bsp": "Bulk Supply Point",
    "published_name": "Substation",
    "tier": "Supply Level",
    "voltage_kv": "Voltage Level (kV)",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "scenario": "Scenario",
    "unit": "Units",
}
"""Our short name of each column we read, and the publisher's."""

_CONSTRAINT: Final = "Limiting constraint"
"""Stands on the generation sheet only, which is how that sheet is known."""
_TIERS: Final = {"primary": "primary", "bulk supply point": "bsp"}
_HEADER_ROWS: Final = 20
"""How far down a sheet its header may stand."""
_FIRST_YEAR: Final = 2020
_LAST_YEAR: Final = 2100


def recognise(head: Head) -> bool:
    """Whether the file is one of these workbooks."""
    text = head.cells.decode("utf-8", errors="replace")
    return all(f">{name}<" in text for name in (*HEADERS.values(), _CONSTRAINT))


def read_rows(path: Path, remarks: Remarks) -> pd.DataFrame | None:
    """All rows of the demand and generation sheets, or None where the file holds neither; faults go to `remarks`.

    Columns: the short names of `HEADERS`, direction, constraint, row (as a spreadsheet counts it), easting_m and
    northing_m in EPSG:27700, swapped, `BASE` and one float column a published year (named by the integer), NaN where a
    sheet has none.
    """
    sheets = sheets_of(path, remarks)
    found: dict[str, pd.DataFrame] = {}
    for cells in sheets.values():
        frame = _framed(cells, remarks)
        if frame is None:
            continue
        direction = "generation" if "constraint" in frame else "demand"
        if direction in found:
            remarks.file("error", "repeated_sheet", f"two sheets hold {direction} headroom.", fix="Keep one of them.")
            continue
        found[direction] = frame.assign(direction=direction)
    if not found:
        if not remarks.found:
            message = f"no sheet has the columns {', '.join(HEADERS.values())}."
            remarks.file("error", "missing_sheet", message, fix="Supply the Network Headroom Report as downloaded.")
        return None
    for direction in ("demand", "generation"):
        if direction not in found:
            remarks.file("warning", "missing_sheet", f"there is no sheet of {direction} headroom.")
    rows = pd.concat([_typed(frame, remarks) for frame in found.values()], ignore_index=True)
    ids = rows["published_name"]
    points = points_of(rows["latitude"], rows["longitude"], table=remarks.table, ids=ids)
    remarks.extend(points.findings)
    return rows.assign(easting_m=points.easting_m, northing_m=points.northing_m, swapped=points.swapped)


def years_of(rows: pd.DataFrame) -> list[int]:
    """The published years among the columns, ascending."""
    names: list[object] = list(rows.columns)
    return sorted(name for name in names if isinstance(name, int))


def _framed(cells: Sequence[Sequence[Any]], remarks: Remarks) -> pd.DataFrame | None:
    """The rows below the header as text under our names; None where the sheet has no such header."""
    known = {spelling(published): name for name, published in HEADERS.items()}
    known[spelling(_CONSTRAINT)] = "constraint"
    for number, header in enumerate(cells[:_HEADER_ROWS]):
        names: list[str | int] = [known.get(spelling(cell)) or _year(cell) for cell in header]
        if not set(HEADERS) <= set(names):
            continue
        twice = sorted({str(name) for name in names if name and names.count(name) > 1})
        for name in twice:
            remarks.file("error", "repeated_column", f"the column {HEADERS.get(name, name)} stands twice.")
        if twice:
            return None
        body = [row for row in cells[number + 1 :] if any(str(cell).strip() for cell in row)]
        lines = [at for at, row in enumerate(cells, 1) if at > number + 1 and any(str(cell).strip() for cell in row)]
        columns = {name: [str(row[place]) for row in body] for place, name in enumerate(names) if name != ""}
        return pd.DataFrame(columns, dtype="str").assign(row=lines)
    return None


def _year(cell: Any) -> str | int:
    """What a header that is a year or the base year's 0 stands for, whether a number or text; empty for others."""
    text = str(cell).strip().removesuffix(".0")
    if text == "0":
        return BASE
    return int(text) if text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR else ""


def _typed(frame: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Text cleaned, tiers and units in our words, numbers as float64 at six decimals."""
    typed = frame.copy()
    for name in ("gsp", "bsp", "published_name", "tier", "scenario", "unit"):
        typed[name] = plain(frame[name])
    typed["constraint"] = plain(frame["constraint"]) if "constraint" in frame else ""
    ids = typed["published_name"] + " / " + typed["scenario"]
    for column in ("latitude", "longitude", "voltage_kv", BASE, *years_of(frame)):
        header = HEADERS.get(str(column), str(column))
        values = frame[column] if column in frame else pd.Series("", index=frame.index, dtype="str")
        numbers, faults = numbers_of(values, table=remarks.table, column=header, ids=ids)
        # 6.13 is stored as 6.129999999999999.
        typed[column] = numbers.round(6)
        remarks.extend(faults)
    typed["tier"] = typed["tier"].str.casefold().map(_TIERS).fillna("")
    wrong = ids[typed["tier"].eq("")]
    remarks.rows("error", "tier", "is neither Primary nor Bulk Supply Point.", wrong, column=HEADERS["tier"])
    units = typed["unit"].str.extract(r"\((MW|MVA)\)", expand=False).fillna("")
    remarks.rows("error", "unit", "names neither MW nor MVA.", ids[units.eq("")], column=HEADERS["unit"])
    blank = ids[typed["published_name"].eq("")]
    remarks.rows("error", "no_name", "the substation has no name.", blank, column=HEADERS["published_name"])
    again = typed.duplicated(["published_name", "scenario"])
    remarks.rows("error", "repeated_row", "the same substation and scenario stand twice on a sheet.", ids[again])
    return typed.assign(unit=units)
