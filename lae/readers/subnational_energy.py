"""DESNZ (before 2023 BEIS) electricity and gas by MSOA or LSOA: meters, consumption, mean and median."""

import re
import zipfile
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from lae.readers import guard
from lae.readers.area_rows import AGAIN, NOT_AN_AREA, Column, Sheet, opened, reading, stated_year, unproven, wide
from lae.readers.area_sheets import Found, each, heading, tables_in
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.fuels import Use, use_in, use_of
from lae.readers.rows import header_of
from lae.statistics import MEASURES, levels_of

SOURCE: Final = "desnz_subnational_energy"
HALF_HOURLY: Final = "half-hourly meters"
OTHER_METERS: Final = "all but half-hourly meters"
UNALLOCATED: Final = "not allocated to an area"
ELSEWHERE: Final = "outside the districts asked for"
_LSOA: Final = ("lowerlayersuperoutputarealsoacode", "lowersuperoutputarealsoacode", "lsoacode")
_MSOA: Final = ("middlelayersuperoutputareamsoacode", "middlesuperoutputareamsoacode", "msoacode")
_DISTRICT: Final = ("localauthoritycode", "lacode", "lauacode")
_WORDS: Final = {
    "_meters": re.compile(r"(total)?(numberof)?(consuming)?meters"),
    "_idle_meters": re.compile(r"(numberof)?nonconsumingmeters"),
    "": re.compile(r"(total)?(domestic|nondomestic)?consumption(kwh|gwh)|kwh"),
    "_mean": re.compile(r"mean(consumption)?(kwhpermeter)?"),
    "_median": re.compile(r"median(consumption)?(kwhpermeter)?"),
}
"""How the columns are spelt, by the ending of our measure."""
_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})r?")
_PARTS: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


def recognise(head: Head) -> bool:
    """True for electricity or gas by MSOA or LSOA."""
    if head.cells:
        words = heading(head.cells.decode("utf-8", errors="replace"))
        return any(way in words for way in (*_LSOA, *_MSOA)) and "kwhpermeter" in words
    return _is_ours({heading(name) for name in header_of(head.text())})


def read(path: Path, source: SourceRow, *, districts: Collection[str] | None = None) -> Reading:
    """The table `area_statistics`: MWh, meters, mean and median a meter of each MSOA or LSOA and year.

    Half-hourly meters, which are published by district only, come as rows of their own at level lad.

    Args:
        path: the CSV of one year, or the workbook of all.
        source: the file's row of the register; of a CSV it states the year, and by its id may name the fuel.
        districts: codes of the districts whose rows to keep; all where None. A national workbook has 600,000 rows.

    Raises:
        FaultsError: the file cannot be read, has no usable row, or does not tell its year or fuel.
    """
    source_id = source.source_id or SOURCE
    if zipfile.is_zipfile(path):
        sheets = (partial(_sheet, found, path, source_id, districts) for found in tables_in(path, _is_ours))
        return each(sheets, path, source_id, holds="electricity or gas by MSOA or LSOA")
    sheet, _ = opened(path, source_id=source_id, needed={})
    if not _is_ours({heading(name) for name in sheet.text.columns}):
        message = "the columns of consumption by MSOA or LSOA are missing."
        raise guard.refusal(path.name, "missing_column", message, "Download it again.")
    named = set(_PARTS.findall(path.name))
    hint = int(named.pop()) if len(named) == 1 else None
    year = stated_year(sheet, source.vintage, otherwise=hint, because="which its name holds")
    return _table(sheet, year, use_in(source.source_id), districts)


def _is_ours(headings: set[str]) -> bool:
    coded = any(way in headings for way in (*_LSOA, *_MSOA))
    return coded and any(_WORDS[""].fullmatch(name) for name in headings) and _meters_in(headings)


def _meters_in(headings: set[str]) -> bool:
    return any(_WORDS["_meters"].fullmatch(name) for name in headings)


def _sheet(found: Found, path: Path, source_id: str, districts: Collection[str] | None) -> Reading:
    sheet = found.sheet(path, source_id)
    unproven(sheet, "the workbook of electricity or gas by area")
    named = _YEAR.fullmatch(found.name.strip())
    years = set(_PARTS.findall(found.title))
    year = int(named[1]) if named else int(years.pop()) if len(years) == 1 else None
    if year is None:
        message = "neither the sheet's name nor its title tells the year."
        raise guard.refusal(sheet.remarks.table, "year", message, "Download it again.")
    return _table(sheet, year, use_in(found.title) or use_in(source_id), districts)


def _table(sheet: Sheet, year: int, use: Use | None, districts: Collection[str] | None) -> Reading:
    names = {heading(name): name for name in reversed(sheet.text.columns)}
    by_lsoa = any(way in names for way in _LSOA)
    published = sheet.text[next(names[way] for way in (*_LSOA, *_MSOA) if way in names)]
    columns = [names[way] for way in _DISTRICT if way in names]
    district = sheet.text[columns[0]] if columns else pd.Series("", index=published.index, dtype="str")
    metered_whole = published.str.casefold().str.startswith("half-hourly") & levels_of(district).eq("lad")
    code = published.mask(metered_whole, district)
    level = levels_of(code)
    faults = {AGAIN: level.ne("") & code.duplicated()}
    sheet.told(faults)
    stray = published.str.casefold().isin(["unallocated", "non half-hourly", "non half-hou", "half-hourly"])
    drops = {UNALLOCATED: stray & level.eq(""), NOT_AN_AREA: level.eq("")}
    if districts is not None:
        drops[ELSEWHERE] = ~district.isin(list(districts))
    kept, count = sheet.sifted({**drops, **faults})
    whole = metered_whole[kept.index]
    if use is None:
        use = _shown(sheet, names, kept.index[~whole], half_hourly=bool(metered_whole.any()), by_lsoa=by_lsoa)
    meanings = {
        name: Column(measure, "all", 1.0 if ending else (1000.0 if spelt.endswith("gwh") else 0.001))
        for ending, words in _WORDS.items()
        for spelt, name in names.items()
        if words.fullmatch(spelt) and (measure := f"{use.measure}{ending}") in MEASURES
    }
    rows = wide(sheet, meanings, code=code[kept.index], year=year)
    if metered_whole.any():
        labels = pd.Series(OTHER_METERS, index=kept.index, dtype="str").mask(whole, HALF_HOURLY)
        rows = rows.assign(category=labels.loc[rows.index].to_numpy())
    return reading(sheet, rows, count)


def _shown(sheet: Sheet, names: dict[str, str], rows: pd.Index, *, half_hourly: bool, by_lsoa: bool) -> Use:
    energy, meters = (
        guard.numbers(sheet.text.loc[rows, next(name for spelt, name in names.items() if words.fullmatch(spelt))])[0]
        for words in (_WORDS[""], _WORDS["_meters"])
    )
    return use_of(energy / 1000, meters, half_hourly=half_hourly, by_lsoa=by_lsoa, remarks=sheet.remarks)
