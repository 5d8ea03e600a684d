"""Valuation Office Agency, Council Tax stock of properties: homes by band (tables 1), type (3) or build period (4)."""

import re
from pathlib import Path
from typing import Final

import pandas as pd

from lae.readers.area_rows import AGAIN, NOT_AN_AREA, Column, member_of, opened, reading, stated_year, unproven, wide
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.build_periods import last_year, period_column
from lae.readers.cells import spelling
from lae.readers.rows import header_of
from lae.statistics import levels_of

SOURCE: Final = "voa_council_tax_stock"
_NEEDED: Final = {"geography": ("geography",), "ecode": ("ecode",), "all_properties": ("allproperties",)}
_MEMBER: Final = re.compile(r"(?:^|/)CTSOP\d_\d_(?P<year>\d{4})_\d{2}_\d{2}\.csv$", re.IGNORECASE)
_NAMED: Final = re.compile(r"CTSOP\d_\d_(?P<year>\d{4})(?!\d)", re.IGNORECASE)
_BAND: Final = re.compile(r"band([a-i])")
_KINDS: Final = {
    "bungalow": "bungalow",
    "flatmais": "flat or maisonette",
    "houseterraced": "terraced house",
    "housesemi": "semi-detached house",
    "housedetached": "detached house",
}
_KIND: Final = re.compile(rf"({'|'.join(_KINDS)})(\d|unkw|unknown|total)")
_LONE: Final = {
    "annexe": "annexe",
    "caravanhouseboatmobilehome": "caravan, houseboat or mobile home",
    "unknown": "unknown",
}
_OTHER_BAND: Final = "one council tax band of an area"


def recognise(head: Head) -> bool:
    """True for a table of the stock of properties, plain or in the archive it comes in."""
    if any(_MEMBER.search(name) for name in head.members):
        return True
    spelt = {spelling(name) for name in header_of(head.text())}
    return {way for ways in _NEEDED.values() for way in ways} <= spelt


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_statistics` (homes by band, type or build period) for districts, MSOAs and LSOAs.

    "-" is a count too small to tell, so it is blank and never zero. Rows of one band (tables 3 and 4) are dropped.

    Raises:
        FaultsError: the file cannot be read, lacks a column, has no usable row, or does not tell its year.
    """
    member = member_of(path, _MEMBER, holds="table of the stock of properties")
    sheet, found = opened(path, source_id=source.source_id or SOURCE, needed=_NEEDED, member=member)
    unproven(sheet, "the Council Tax stock of properties")
    columns = _columns(list(sheet.text.columns))
    named = _MEMBER.search(member) if member else _NAMED.search(path.name)
    last = last_year([column.category for column in columns.values() if "build" in column.measure])
    if named is not None:
        year = stated_year(sheet, source.vintage or named["year"])
    else:
        year = stated_year(sheet, source.vintage, otherwise=last, because="in which its last build period ends")
    code = sheet.text[found["ecode"]]
    bands = [name for name in sheet.text.columns if spelling(name) == "band"]
    other = sheet.text[bands[0]].str.casefold().ne("all") if bands else pd.Series(data=False, index=code.index)
    strange = levels_of(code).eq("")
    again = pd.Series(code.mask(other).duplicated(), index=code.index) & ~other & ~strange
    sheet.told({AGAIN: again})
    kept, count = sheet.sifted({_OTHER_BAND: other, NOT_AN_AREA: strange, AGAIN: again})
    return reading(sheet, wide(sheet, columns, code=code[kept.index], year=year), count)


def _columns(names: list[str]) -> dict[str, Column]:
    """What the table's columns count; its total is the total of whatever it is by."""
    columns = {name: column for name in names if (column := _column(name)) is not None}
    measures = {column.measure for column in columns.values() if column.category != "all"}
    total = measures.pop() if len(measures) == 1 else "dwellings"
    return {name: Column(total) if column.category == "all" else column for name, column in columns.items()}


def _column(name: str) -> Column | None:
    spelt = spelling(name)
    if band := _BAND.fullmatch(spelt):
        return Column("dwellings_by_tax_band", f"band {band[1].upper()}")
    if kind := _KIND.fullmatch(spelt):
        rooms = {
            "total": "",
            "1": ", 1 bedroom",
            "unkw": ", bedrooms unknown",
            "unknown": ", bedrooms unknown",
            "6": ", 6 or more bedrooms",
        }
        return Column("dwellings_by_type", _KINDS[kind[1]] + rooms.get(kind[2], f", {kind[2]} bedrooms"))
    if spelt in _LONE:
        return Column("dwellings_by_type", _LONE[spelt])
    return period_column(name)
