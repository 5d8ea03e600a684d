"""DESNZ sub-national total final energy consumption: a sheet a year, a row a district, a column a fuel and use."""

import re
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from lae.readers import guard
from lae.readers.area_rows import AGAIN, NOT_AN_AREA, Column, reading, unproven, wide
from lae.readers.area_sheets import Found, each, heading, tables_in
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.la_statistics import MWH_OF
from lae.statistics import levels_of

SOURCE: Final = "desnz_final_energy"
_CODE: Final = ("code", "lacode")
_PLACE: Final = ("localauthority",)
_FUELS: Final = {
    "coal": "coal",
    "manufacturedfuels": "manufactured fuels",
    "petroleum": "petroleum products",
    "petroleumproducts": "petroleum products",
    "gas": "gas",
    "electricity": "electricity",
    "bioenergyandwastes": "bioenergy and wastes",
    "allfuels": "all",
}
_NOTE: Final = re.compile(r"\[[^\]]*\]")
_UNIT: Final = re.compile(r"\b(ktoe|gwh)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})r?")


def recognise(head: Head) -> bool:
    """True for the workbook of final energy by local authority."""
    words = heading(head.cells.decode("utf-8", errors="replace"))
    return "localauthority" in words and "finalenergyconsumption" in words and "manufacturedfuels" in words


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_statistics` (MWh by fuel and use), one row a figure; regions and totals of areas are dropped.

    Raises:
        FaultsError: the file cannot be read, or no sheet tells its year, its unit and some district's energy.
    """
    source_id = source.source_id or SOURCE
    sheets = (partial(_sheet, found, path, source_id) for found in tables_in(path, _is_ours))
    return each(sheets, path, source_id, holds="final energy by local authority")


def _is_ours(headings: Collection[str]) -> bool:
    return any(way in headings for way in _CODE) and any(way in headings for way in _PLACE)


def _sheet(found: Found, path: Path, source_id: str) -> Reading:
    sheet = found.sheet(path, source_id)
    unproven(sheet, "the workbook of final energy by local authority")
    year, units = _YEAR.fullmatch(found.name.strip()), {unit.casefold() for unit in _UNIT.findall(found.title)}
    if year is None or len(units) != 1:
        message = "the sheet's name is no year, or its title does not state one unit (ktoe or GWh)."
        raise guard.refusal(sheet.remarks.table, "unit", message, "Download it again.")
    factor = MWH_OF[units.pop()]
    columns = {name: Column("energy_final", use, factor) for name in found.text.columns if (use := _use(name))}
    if not columns:
        message = "no column is named after a fuel and its use, such as Gas: Domestic."
        raise guard.refusal(sheet.remarks.table, "missing_column", message, "Download it again.")
    code = sheet.text[found.named(_CODE)]
    level = levels_of(code)
    faults = {AGAIN: pd.Series(code.duplicated(), index=code.index) & level.ne("")}
    sheet.told(faults)
    kept, count = sheet.sifted({NOT_AN_AREA: level.eq(""), **faults})
    return reading(sheet, wide(sheet, columns, code=code[kept.index], year=int(year[1])), count)


def _use(name: str) -> str:
    """A heading such as Petroleum: Commercial [note 3] as "petroleum products / commercial"; "" for another column."""
    fuel, colon, use = _NOTE.sub("", name).partition(":")
    known = _FUELS.get(heading(fuel), "")
    words = " ".join(use.casefold().split())
    return f"{known} / {words or 'total'}" if known and colon else ""
