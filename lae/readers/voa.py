"""Valuation Office Agency, homes by build period and LSOA (2011), as re-published up to 2015."""

import csv
from pathlib import Path
from typing import Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers.area_rows import AGAIN, NOT_AN_AREA, Column, Sheet, opened, reading, stated_year, wide
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.build_periods import last_year, period_column
from lae.readers.cells import spelling
from lae.readers.rows import header_of
from lae.statistics import levels_of

SOURCE: Final = "voa_property_age_lsoa"
SUPPRESSED: Final = "suppressed small counts left blank"
_CODE: Final = "AREA_CODE"
_ALL: Final = "ALL_PROPERTIES"
_NEEDED: Final = {_CODE: ("areacode",), _ALL: ("allproperties",), "BP_PRE_1900": ("bppre1900",)}
_MARK: Final = "1"
"""Counts are rounded to 10; a bare 1 says that there are a few and how many is not told."""


def recognise(head: Head) -> bool:
    """True for the table of build periods by LSOA; council tax tables carry a billing authority beside the code."""
    spelt = {spelling(name) for name in header_of(head.text())}
    return {way for ways in _NEEDED.values() for way in ways} <= spelt and "band" not in spelt


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_statistics` (homes by build period and altogether), one row a figure.

    Raises:
        FaultsError: the file cannot be read, lacks a column or has no usable row.
    """
    sheet, found = opened(path, source_id=source.source_id or SOURCE, needed=_NEEDED)
    columns = {name: column for name in sheet.text.columns if (column := period_column(name)) is not None}
    _unmark(sheet, columns)
    code = sheet.text[found[_CODE]]
    last = last_year([column.category for column in columns.values()])
    year = stated_year(sheet, source.vintage, otherwise=last, because="in which its last build period ends")
    faults = {AGAIN: pd.Series(code.duplicated(), index=code.index)}
    sheet.told(faults)
    kept, count = sheet.sifted({NOT_AN_AREA: levels_of(code).eq(""), **faults})
    return reading(sheet, wide(sheet, columns, code=code[kept.index], year=year), count)


def _unmark(sheet: Sheet, columns: dict[str, Column]) -> None:
    marks = sheet.text[list(columns)] == _MARK
    if number := int(marks.to_numpy().sum()):
        sheet.text = sheet.text.assign(**{name: sheet.text[name].mask(marks[name], "") for name in columns})
        sheet.blank(SUPPRESSED, number)
        message = (
            f"{number} counts are exactly 1, the mark of a suppressed small count; they are blank, not 1 and not 0."
        )
        sheet.remarks.file("note", "suppressed", message)


def read_dwellings(path: Path) -> Reading:
    """The table `dwellings` (lsoa_code, dwellings, source_row), one row an LSOA; counts are rounded to 10 by the VOA.

    Raises:
        FaultsError: the file is missing, is not this table, or states a code twice.
    """
    table = path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except FileNotFoundError:
        raise _fault(table, "missing_file", f"the file {table} is not there.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _fault(table, "unreadable", f"the file cannot be read as CSV: {error}.") from None
    if not rows or not {_CODE, _ALL} <= set(rows[0]):
        raise _fault(table, "missing_column", f"the table has no rows, or lacks {_CODE} or {_ALL}.")
    stated = pd.DataFrame(
        {
            "lsoa_code": pd.Series([row[_CODE] for row in rows], dtype="str"),
            "dwellings": pd.to_numeric(pd.Series([row[_ALL] for row in rows]), errors="coerce").astype("float64"),
            "source_row": range(1, len(rows) + 1),
        }
    )
    not_lsoa = ~stated["lsoa_code"].str.fullmatch(r"[EW]01\d{6}").fillna(value=False).astype(bool)
    uncounted = ~not_lsoa & ~stated["dwellings"].ge(0)
    kept = stated[~not_lsoa & ~uncounted].reset_index(drop=True)
    if kept["lsoa_code"].duplicated().any():
        codes = tuple(sorted(set(kept["lsoa_code"][kept["lsoa_code"].duplicated()])))
        raise _fault(table, "duplicate_code", "an LSOA stands on more than one row.", codes)
    lost = {"not an LSOA": int(not_lsoa.sum()), "no count": int(uncounted.sum())}
    count = Count(SOURCE, len(stated), len(kept), {reason: n for reason, n in lost.items() if n})
    return Reading({"dwellings": kept}, count)


def _fault(table: str, rule: str, message: str, ids: tuple[str, ...] = ()) -> FaultsError:
    return FaultsError([Finding("error", table, rule, message, ids=ids)])
