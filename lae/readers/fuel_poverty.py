"""DESNZ (before 2023 BEIS) sub-regional fuel poverty: the workbook's tables of districts and of LSOAs, any edition."""

import re
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.readers import guard
from lae.readers.area_rows import AGAIN, NOT_AN_AREA, Column, Sheet, reading, wide
from lae.readers.area_sheets import Found, each, heading, tables_in
from lae.readers.base import Head, Reading, SourceRow
from lae.statistics import levels_of

SOURCE: Final = "desnz_fuel_poverty"
_CODES: Final = ("lsoacode", "areacodes", "areacode", "lacode", "localauthoritycode")
"""The finest first: a table of LSOAs names the district of each as well."""
_ALL: Final = ("numberofhouseholds", "estimatednumberofhouseholds")
_POOR: Final = ("numberofhouseholdsinfuelpoverty", "estimatednumberofhouseholdsinfuelpoverty")
_SHARE: Final = ("proportionofhouseholdsfuelpoor",)
_YEAR: Final = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_TOLERANCE: Final = 0.1
"""Percentage points by which the stated share may differ from the two counts, which are rounded."""


def recognise(head: Head) -> bool:
    """True for a workbook of households in fuel poverty by area."""
    words = heading(head.cells.decode("utf-8", errors="replace"))
    return any(way in words for way in _POOR) and any(way in words for way in _CODES)


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_statistics` (households, and those in fuel poverty) of districts and LSOAs.

    Raises:
        FaultsError: the file cannot be read, or no sheet holds a usable table that tells its year.
    """
    source_id = source.source_id or SOURCE
    sheets = (partial(_sheet, found, path, source_id) for found in tables_in(path, _is_ours))
    return each(sheets, path, source_id, holds="households in fuel poverty by district or LSOA")


def _is_ours(headings: set[str]) -> bool:
    return all(any(way in headings for way in ways) for ways in (_CODES, _ALL, _POOR))


def _sheet(found: Found, path: Path, source_id: str) -> Reading:
    sheet = found.sheet(path, source_id)
    years = sorted(set(_YEAR.findall(found.title)))
    if not years:
        raise guard.refusal(sheet.remarks.table, "year", "the title does not tell the year.", "Download it again.")
    named = next(name for way in _CODES for name in found.text.columns if heading(name) == way)
    everyone, poor = found.named(_ALL), found.named(_POOR)
    code, level = sheet.text[named], levels_of(sheet.text[named])
    notes = code.eq("") | sheet.text[everyone].eq("") & sheet.text[poor].eq("")
    faults = {AGAIN: level.ne("") & code.duplicated()}
    sheet.told(faults)
    drops = {"notes below the table": notes, NOT_AN_AREA: level.eq(""), **faults}
    kept, count = sheet.sifted(drops)
    columns = {everyone: Column("households"), poor: Column("households_fuel_poor")}
    rows = wide(sheet, columns, code=code[kept.index], year=int(years[0]))
    _compare(sheet, rows, found.named(_SHARE))
    return reading(sheet, rows, count)


def _compare(sheet: Sheet, rows: pd.DataFrame, share: str) -> None:
    """Remark on rows whose stated share is not that of their counts, or with more poor households than households."""
    counts = {measure: part["value"] for measure, part in rows.groupby("measure")}
    everyone, poor = counts["households"], counts["households_fuel_poor"]
    message = "more households are in fuel poverty than there are."
    sheet.remarks.rows("warning", "more_than_all", message, sheet.lines(poor > everyone))
    if not share:
        return
    stated, _ = guard.numbers(sheet.text.loc[everyone.index, share])
    own = 100 * poor / everyone.replace(0, np.nan)
    off = (stated - own).abs() > _TOLERANCE
    message = "the stated share is not that of the two counts, which were kept."
    sheet.remarks.rows("warning", "share", message, sheet.lines(off), column=share)
