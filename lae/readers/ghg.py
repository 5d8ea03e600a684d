"""DESNZ local authority greenhouse gas statistics: the long CSV, the wide tables, and a re-published yearly total."""

import re
import zipfile
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from lae.readers import guard
from lae.readers.area_rows import AGAIN, NOT_AN_AREA, Column, Sheet, opened, reading, unproven, wide, year_of
from lae.readers.area_sheets import Found, each, heading, tables_in
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.rows import header_of
from lae.statistics import levels_of

SOURCE: Final = "desnz_la_ghg"
_CODE: Final = ("localauthoritycode", "ladcode", "lacode")
_YEAR: Final = ("calendaryear", "year")
_LONG: Final = {"sector": ("laghgsector",), "sub-sector": ("laghgsubsector",), "gas": ("greenhousegas",)}
_FIGURES: Final = {
    "territorialemissionsktco2e": Column("emissions_territorial"),
    "emissionswithinthescopeofinfluenceoflasktco2e": Column("emissions_in_scope"),
    "co2emissionswithinthescopeofinfluenceoflasktco2e": Column("emissions_in_scope"),
    "emissionswithinthescopeofinfluenceoflasktco2": Column("emissions_in_scope_co2"),
    "co2emissionswithinthescopeofinfluenceoflasktco2": Column("emissions_in_scope_co2"),
    "totalemissionsscopektco2": Column("emissions_in_scope_co2"),
}
"""Every name the two columns of emissions have had."""
_CONTEXT: Final = {
    "midyearpopulationthousands": Column("population", factor=1000.0),
    "population000smidyearestimate": Column("population", factor=1000.0),
    "areakm2": Column("land_area", factor=100.0),
}
_AGGREGATED: Final = "totalemissionsscopektco2"
_SKIPPED: Final = re.compile(r"percapita|perkm2|emissionsper")
_TOTALS: Final = ("grandtotal", "total")


def recognise(head: Head) -> bool:
    """True for emissions by local authority and year."""
    if head.cells:
        words = heading(head.cells.decode("utf-8", errors="replace"))
        return "calendaryear" in words and "localauthoritycode" in words and "emissions" in words
    headings = {heading(name) for name in header_of(head.text())}
    coded = any(way in headings for way in _CODE) and any(way in headings for way in _YEAR)
    return coded and bool(headings & set(_FIGURES) or "grandtotal" in headings)


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_statistics`: kt a year by sector, sub-sector and gas, population and area beside them.

    Raises:
        FaultsError: the file cannot be read, lacks a column or has no usable row.
    """
    source_id = source.source_id or SOURCE
    if zipfile.is_zipfile(path):
        sheets = (partial(_sheet, found, path, source_id) for found in tables_in(path, _is_ours))
        return each(sheets, path, source_id, holds="emissions by local authority and year")
    sheet, _ = opened(path, source_id=source_id, needed={"Local Authority Code": _CODE, "Calendar Year": _YEAR})
    headings = {heading(name): name for name in reversed(sheet.text.columns)}
    if all(ways[0] in headings for ways in _LONG.values()):
        return _long(sheet, headings)
    if _AGGREGATED in headings:
        message = "a re-published sum of the official figures: good for plausibility, not for evidence."
        sheet.remarks.file("warning", "republished", message, fix="Download the official CSV for figures to publish.")
        return _yearly(sheet, headings, {name: column for name, column in _FIGURES.items() if name in headings})
    unproven(sheet, "the wide table of emissions")
    return _wide(sheet, headings, in_scope=None)


def _is_ours(headings: set[str]) -> bool:
    return any(way in headings for way in _CODE) and "calendaryear" in headings


def _sheet(found: Found, path: Path, source_id: str) -> Reading:
    sheet = found.sheet(path, source_id)
    unproven(sheet, "the wide tables of emissions")
    headings = {heading(name): name for name in reversed(sheet.text.columns)}
    return _wide(
        sheet, headings, in_scope=re.search("scope of influence|subset", found.title, re.IGNORECASE) is not None
    )


def _long(sheet: Sheet, headings: dict[str, str]) -> Reading:
    """One row an area, year, sector, sub-sector and gas; population and area are taken from an area's first row."""
    unproven(sheet, "the official long table of emissions")
    text = sheet.text
    code, year = _code(sheet, headings), _year(sheet, headings)
    parts = [text[headings[ways[0]]] for ways in _LONG.values()]
    category = (parts[0] + " / " + parts[1] + " / " + parts[2]).str.casefold()
    keys = pd.DataFrame({"code": code, "year": year, "category": category})
    faults = {
        "no year": year.isna(),
        "no sector, sub-sector or gas": parts[0].eq("") | parts[1].eq("") | parts[2].eq(""),
        "the same figure again": levels_of(code).ne("") & keys.duplicated(),
    }
    sheet.told(faults)
    kept, count = sheet.sifted({NOT_AN_AREA: levels_of(code).eq(""), **faults})
    code, year = code[kept.index], year[kept.index].astype("int64")
    columns = {headings[name]: column for name, column in _FIGURES.items() if name in headings}
    if not columns:
        raise guard.refusal(
            sheet.remarks.table, "missing_column", "no column of emissions in kt is known.", "Download it again."
        )
    rows = wide(sheet, columns, code=code, year=year)
    rows = rows.assign(category=category.loc[rows.index].to_numpy())
    once = ~pd.DataFrame({"code": code, "year": year}).duplicated()
    context = {headings[name]: column for name, column in _CONTEXT.items() if name in headings}
    if context:
        rows = pd.concat([rows, wide(sheet, context, code=code[once], year=year[once])])
    return reading(sheet, rows, count)


def _yearly(sheet: Sheet, headings: dict[str, str], columns: dict[str, Column]) -> Reading:
    """One row an area and year, all the columns known."""
    code, year = _code(sheet, headings), _year(sheet, headings)
    level = levels_of(code)
    again = pd.DataFrame({"code": code, "year": year}).duplicated()
    faults = {"no year": year.isna(), AGAIN: level.ne("") & again}
    sheet.told(faults)
    kept, count = sheet.sifted({NOT_AN_AREA: level.eq(""), **faults})
    known = {**columns, **{name: column for name, column in _CONTEXT.items() if name in headings}}
    published = {headings[name]: column for name, column in known.items()}
    rows = wide(sheet, published, code=code[kept.index], year=year[kept.index].astype("int64"))
    return reading(sheet, rows, count)


def _wide(sheet: Sheet, headings: dict[str, str], *, in_scope: bool | None) -> Reading:
    """One row an area and year, one column a sub-sector: those between the year and the grand total."""
    total = next((name for name in _TOTALS if name in headings), "")
    if not total:
        message = "the table has neither a grand total nor columns of emissions that are known."
        raise guard.refusal(sheet.remarks.table, "missing_column", message, "Download it again.")
    ordered = [heading(name) for name in sheet.text.columns]
    start = next(at for at, name in enumerate(ordered) if name in _YEAR) + 1
    measure = "emissions_in_scope" if in_scope else "emissions_territorial"
    if in_scope is None:
        message = "the table does not say whether it holds all emissions of an area or those in a council's scope."
        sheet.remarks.file(
            "warning", "scope", f"{message} Taken as all.", fix="Compare a total with the official page."
        )
    columns = {
        name: Column(measure, "all" if name == total else " ".join(headings[name].casefold().split()))
        for name in ordered[start : ordered.index(total) + 1]
        if name and name in headings and not _SKIPPED.search(name) and name not in _CONTEXT
    }
    return _yearly(sheet, headings, columns)


def _code(sheet: Sheet, headings: dict[str, str]) -> pd.Series:
    return sheet.text[next(headings[way] for way in _CODE if way in headings)]


def _year(sheet: Sheet, headings: dict[str, str]) -> pd.Series:
    cells = sheet.text[next(headings[way] for way in _YEAR if way in headings)]
    return year_of(cells)
