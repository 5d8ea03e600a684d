"""NESO's building blocks by GSP as its data portal has them: a file an edition, 2020 to 2025, or the long form.

The edition is told by the year columns; scenario names of both generations map to ids such as fes22_lw and fes25_ht.
"""

import re
from pathlib import Path
from typing import Final

import pandas as pd

from lae.pathway.contract import GspBlocks
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of, with_texts
from lae.readers.tally import drop_findings, tally
from lae.tables import columns_of, key_of, validated

SOURCE: Final = "neso_fes_blocks"
SCENARIOS: Final = {
    "consumer transformation": "ct",
    "counterfactual": "cf",
    "electric engagement": "ee",
    "falling behind": "fb",
    "falling short": "fs",
    "holistic transition": "ht",
    "hydrogen evolution": "he",
    "leading the way": "lw",
    "steady progression": "sp",
    "system transformation": "st",
}
"""Scenario and pathway names of every edition since 2020, in lower case, and the letters NESO shortens them to."""

_SCENARIO: Final = ("FES Scenario", "FES Pathway", "Scenario", "Pathway")
_BLOCK: Final = "Building Block ID Number"
_UNIT: Final = "Unit"
_LICENCE: Final = "DNO License Area"
_GSP: Final = "GSP"
_NEEDED: Final = (_BLOCK, _UNIT, _LICENCE, _GSP)
_YEAR: Final = re.compile(r"(?:Baseline \()?(20\d\d)\)?")
_LONG_YEAR: Final = "year"
_LONG_VALUE: Final = ("data", "value")
_CODE: Final = r"[A-Za-z]{3}_BB\d{3}[a-z]?"


def recognise(head: Head) -> bool:
    """True for a file of building blocks by scenario, block and GSP."""
    if head.members:
        return False
    header = header_of(head.text())
    return set(_NEEDED) <= set(header) and _scenario_column(header) != ""


def read(path: Path, source: SourceRow) -> Reading:
    """The file as `gsp_blocks` (contract `GspBlocks`); parts of a GSP in several licence areas are added up.

    A blank cell stays blank. Rows that repeat a scenario, block, licence area and GSP with other figures are all left
    out: the publisher does not say whether they add up.

    Raises:
        FaultsError: the file cannot be read, lacks a column, or has no years.
    """
    remarks = Remarks(path.name)
    raw = guard.read_text_table(path)
    remarks.extend(raw.attrs["findings"])
    scenario_column = _scenario_column(raw.attrs["header"])
    missing = [name for name in _NEEDED if name not in raw.columns] + ([_SCENARIO[0]] if not scenario_column else [])
    if missing:
        message = f"columns of the building blocks are missing: {', '.join(missing)}."
        fix = "Download the CSV of the edition from the NESO data portal."
        raise guard.refusal(path.name, "missing_column", message, fix, column=missing[0])
    wide = _wide(raw, scenario_column, path.name)
    years = [name for name in wide.columns if _YEAR.fullmatch(str(name))]
    if not years:
        raise guard.refusal(path.name, "no_years", "no column is a year.", "Download the edition again.")
    edition = _edition(years, source)
    letters = wide[scenario_column].str.casefold().map(SCENARIOS)
    values, wrong = {}, pd.Series(data=False, index=wide.index)
    for name in years:
        number, unreadable = guard.numbers(wide[name])
        values[_year(name)] = number
        wrong |= unreadable | number.lt(0.0)
    figures = pd.DataFrame(values)
    place = [scenario_column, _BLOCK, _LICENCE, _GSP, _UNIT]
    drops = {
        "an unknown scenario": letters.isna(),
        "not a building block": ~wide[_BLOCK].str.fullmatch(_CODE),
        "no GSP": wide[_GSP].eq(""),
        "a cell is no figure": wrong,
        "the same row again": pd.concat([wide[place], figures], axis=1).duplicated(),
    }
    sound = ~pd.DataFrame(drops).any(axis=1)
    again = wide[place][sound].duplicated(keep=False).reindex(wide.index, fill_value=False)
    drops["the same place again with other figures"] = again
    source_id = source.source_id or SOURCE
    kept, count = tally(drops, source_id=source_id, ragged=raw.attrs["ragged"])
    remarks.extend(drop_findings(path.name, drops))
    table = _added_up(edition + "_" + letters[kept].astype("str"), wide[kept], figures[kept])
    table = with_texts(table, source_id=source_id)
    table = table.sort_values(key_of(GspBlocks), kind="stable")[columns_of(GspBlocks)]
    message = "files of the data portal are known by their columns only: no real one was tried."
    remarks.file("note", "unproven", message)
    return Reading({"gsp_blocks": validated(table, GspBlocks, path.name)}, count, tuple(remarks.found))


def _scenario_column(header: list[str]) -> str:
    return next((name for name in _SCENARIO if name in header), "")


def _wide(raw: pd.DataFrame, scenario: str, table: str) -> pd.DataFrame:
    """The rows with one column a year, whichever form the file has."""
    value = next((name for name in _LONG_VALUE if name in raw.columns), "")
    if _LONG_YEAR not in raw.columns or not value:
        return raw
    odd = ~raw[_LONG_YEAR].str.fullmatch(_YEAR)
    if odd.any():
        rows = ", ".join(f"row {number}" for number in raw.index[odd][:3])
        raise guard.refusal(table, "not_a_year", f"a year is not written as one: {rows}.", "Correct it, or download.")
    place = [scenario, *_NEEDED]
    order = raw.groupby([*place, _LONG_YEAR], sort=False).cumcount().rename("turn")
    wide = pd.concat([raw, order], axis=1).pivot(index=[*place, "turn"], columns=_LONG_YEAR, values=value)
    flat = wide.fillna("").astype("str").rename_axis(columns=None).reset_index().drop(columns="turn")
    return flat.set_index(pd.RangeIndex(1, len(flat) + 1, name="source_row"))


def _edition(years: list[str], source: SourceRow) -> str:
    """The edition's id by its source's vintage, else by its first year: "fes22" is the one that begins with 2021."""
    stated = re.match(r"20(\d\d)", source.vintage)
    if stated:
        return f"fes{stated[1]}"
    return f"fes{(min(_year(name) for name in years) + 1) % 100:02d}"


def _year(name: str) -> int:
    match = _YEAR.fullmatch(name)
    return int(match[1]) if match else 0


def _added_up(scenario: pd.Series, rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """One row a scenario, block, GSP and year; blank only where every part is blank."""
    keys = pd.DataFrame({"scenario": scenario, "building_block": rows[_BLOCK], "gsp_group": rows[_GSP]})
    named = [keys["scenario"], keys["building_block"], keys["gsp_group"]]
    total = figures.groupby(named).sum(min_count=1)
    first = pd.Series(rows.index, index=rows.index, name="source_row").groupby(named).first()
    wide = total.join(first).reset_index()
    ids = ["scenario", "building_block", "gsp_group", "source_row"]
    long = wide.melt(id_vars=ids, var_name="year", value_name="value")
    return long.astype({"year": "int64", "value": "float64"} | dict.fromkeys(ids[:3], "str"))
