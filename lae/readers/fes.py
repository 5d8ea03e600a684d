"""NESO's Future Energy Scenarios: heat stock by district, and building blocks by grid supply point (GSP)."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.measures import Uptake
from lae.pathway.contract import GspBlocks
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.rows import header_of, read_rows, row_numbers, sift, with_texts
from lae.tables import columns_of, key_of, validated

HEAT_SOURCE: Final = "fes22_heat_stock"
BLOCK_SOURCE: Final = "fes22_building_blocks"

_HEAT_COLUMNS: Final = ("fes", "scenario", "measure", "lad19cd")
_EDITION: Final = "fes22"
_START: Final = 65_536
_YEAR: Final = re.compile(r"^(19|20)\d\d$")
_FILE_NAME: Final = re.compile(r"^(CT|FS|LT|LW|ST)-building-block-([A-Za-z]+_BB\d{3}[a-z]?)\.csv$")
_SPELLED: Final = {"LT": "LW"}
"""The GSP files call Leading the Way LT; the district table and everyone else call it LW."""


class BlockName(NamedTuple):
    """What a building-block file says of itself in its name only."""

    scenario: str
    building_block: str


def is_heat_stock(head: Head) -> bool:
    """True for the table of heating systems by district: its key columns, then years."""
    names = header_of(head.text())
    return names[: len(_HEAT_COLUMNS)] == list(_HEAT_COLUMNS) and _are_years(names[len(_HEAT_COLUMNS) :])


def is_building_block(head: Head) -> bool:
    """True for a building block by GSP: the column GSP, then years. Which block it is, only the file's name says."""
    names = header_of(head.text())
    return names[:1] == ["GSP"] and _are_years(names[1:])


def recognise(head: Head) -> bool:
    """True for either of the two tables."""
    return not head.members and (is_heat_stock(head) or is_building_block(head))


def read(path: Path, source: SourceRow) -> Reading:
    """The file as `uptake` or `gsp_blocks`, whichever table it is.

    A building block's file says only in its name which block and scenario it holds, so the name must be the publisher's
    own. The edition is that of `source`, else 2022's, which is the one that was published so.

    Raises:
        FaultsError: the file cannot be read, or its name does not tell what it holds.
    """
    with guard.opened(path) as stream:
        head = Head(stream.read(_START))
    if not is_building_block(head):
        return _from(source, read_heat_stock(path), "uptake")
    stated = re.match(r"20(\d\d)", source.vintage)
    name = block_of(path.name, edition=f"fes{stated[1]}" if stated else _EDITION)
    if name is None:
        message = "only the name of such a file says which scenario and building block it holds, and this one does not."
        fix = "Give it back its name, for instance CT-building-block-Lct_BB001.csv."
        raise FaultsError([Finding("error", path.name, "which_block", message, fix=fix)])
    return _from(source, read_building_block(path, name), "gsp_blocks")


def _from(source: SourceRow, reading: Reading, table: str) -> Reading:
    """`reading` under the source's own id, where it has one."""
    if not source.source_id:
        return reading
    rows = with_texts(reading.tables[table], source_id=source.source_id)
    return replace(reading, tables={table: rows}, count=replace(reading.count, source_id=source.source_id))


def block_of(name: str, *, edition: str) -> BlockName | None:
    """The scenario id and building block in a file name of the publisher's pattern, or None for any other name."""
    match = _FILE_NAME.match(name)
    if match is None:
        return None
    letters = _SPELLED.get(match[1], match[1])
    return BlockName(f"{edition}_{letters.lower()}", match[2])


def read_heat_stock(path: Path) -> Reading:
    """The district table as `uptake` (contract `Uptake`): every edition, scenario, measure and district, unit homes.

    A blank cell has no row. Findings name cells that are no number and rows that stand twice; such rows are dropped.

    Raises:
        FaultsError: the file cannot be read as this table.
    """
    rows = read_rows(path, needed=_HEAT_COLUMNS)
    years = _years(rows, path)
    bad_place = ~rows["lad19cd"].str.match(r"^[EWSN]\d{8}$")
    repeated = rows.duplicated(list(_HEAT_COLUMNS))
    values, wrong = _values(rows, years)
    drops = {"not a district code": bad_place, "the same row again": repeated, "a cell is not a number": wrong}
    kept, count = sift(drops, source_id=HEAT_SOURCE)
    edition = rows["fes"].str.lower() + "_" + rows["scenario"].map(lambda name: _SPELLED.get(name, name)).str.lower()
    wide = values.assign(
        scenario=edition, district_code=rows["lad19cd"], building_block=rows["measure"], source_row=rows["source_row"]
    )[kept]
    keys = ["scenario", "district_code", "building_block", "source_row"]
    long = _long(wide, keys, years).dropna(subset=["value"])
    named = with_texts(long, unit="homes", provenance="published", source_id=HEAT_SOURCE)
    table = _sorted(named, key_of(Uptake))[columns_of(Uptake)]
    return Reading({"uptake": validated(table, Uptake, path.name)}, count, _drop_findings(path.name, rows, drops))


def _years(rows: pd.DataFrame, path: Path) -> list[str]:
    """The columns that are years; raises `FaultsError` where there is none, for such a table holds no figure."""
    years = [name for name in rows.columns if _YEAR.match(name)]
    if not years:
        raise guard.refusal(path.name, "missing_column", "no column is a year.", "Download it again.")
    return years


def read_building_block(path: Path, name: BlockName) -> Reading:
    """One building-block file as `gsp_blocks` (contract `GspBlocks`); blank cells stay blank, blank rows are kept.

    Raises:
        FaultsError: the file cannot be read as this table.
    """
    rows = read_rows(path, needed=["GSP"])
    years = _years(rows, path)
    values, wrong = _values(rows, years)
    nameless, repeated = rows["GSP"].eq(""), rows.duplicated("GSP")
    drops = {"no GSP": nameless, "the same GSP again": repeated, "a cell is not a number": wrong}
    kept, count = sift(drops, source_id=BLOCK_SOURCE)
    wide = values.assign(gsp_group=rows["GSP"], source_row=rows["source_row"])[kept]
    long = _long(wide, ["gsp_group", "source_row"], years)
    scenario, block = name
    named = with_texts(long, scenario=scenario, building_block=block, source_id=BLOCK_SOURCE)
    table = _sorted(named, key_of(GspBlocks))[columns_of(GspBlocks)]
    return Reading(
        {"gsp_blocks": validated(table, GspBlocks, path.name)}, count, _drop_findings(path.name, rows, drops)
    )


def _are_years(names: list[str]) -> bool:
    return bool(names) and all(_YEAR.match(name) for name in names)


def _values(rows: pd.DataFrame, years: list[str]) -> tuple[pd.DataFrame, pd.Series]:
    """The year columns as numbers, NaN for blank, and which rows hold a cell that is no number of homes or vehicles."""
    blank = {year: rows[year].eq("") for year in years}
    values = {year: pd.to_numeric(rows[year].mask(blank[year]), errors="coerce") for year in years}
    sound = {year: blank[year] | (values[year].ge(0.0) & values[year].lt(np.inf)) for year in years}
    return pd.DataFrame(values, dtype="float64"), ~pd.DataFrame(sound).all(axis=1)


def _drop_findings(table: str, rows: pd.DataFrame, drops: dict[str, pd.Series]) -> tuple[Finding, ...]:
    return tuple(
        Finding("error", table, reason.replace(" ", "_"), f"{reason}.", ids=row_numbers(rows[faulty]))
        for reason, faulty in drops.items()
        if faulty.any()
    )


def _long(wide: pd.DataFrame, keys: list[str], years: list[str]) -> pd.DataFrame:
    long = wide.melt(id_vars=keys, value_vars=years, var_name="year", value_name="value")
    return long.astype({"year": "int64"})


def _sorted(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return frame.sort_values(keys, kind="stable", ignore_index=True)
