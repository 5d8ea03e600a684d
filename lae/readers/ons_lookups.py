"""ONS lookups between codes: one edition to the next (LSOA 2011 to 2021), or an area to those it lies in."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from lae.readers import guard
from lae.readers.area_rows import Sheet, opened, unproven
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.rows import header_of
from lae.statistics import LOOKUP, AreaLookup
from lae.tables import columns_of, key_of, validated

SOURCE: Final = "ons_lookup"
_LEVELS: Final = {
    "LSOA": "lsoa",
    "MSOA": "msoa",
    "WD": "ward",
    "LAD": "lad",
    "LTLA": "lad",
    "CTY": "county",
    "CTYUA": "county",
    "UTLA": "county",
    "RGN": "region",
    "CTRY": "country",
}
_ORDER: Final = list(dict.fromkeys(_LEVELS.values()))
_CODE: Final = re.compile(r"(?:F_)?(" + "|".join(_LEVELS) + r")(\d\d)CD", re.IGNORECASE)
_OTHERS: Final = re.compile(r"(?:F_)?[A-Z]+\d\d(?:NM|NMW|CDO)|CHGIND|CHNGIND|OBJECTID\d*|FID|GLOBALID", re.IGNORECASE)
_CHANGE: Final = re.compile(r"CHN?GIND", re.IGNORECASE)
_CHANGES: Final = {"u": "unchanged", "s": "split", "m": "merged", "x": "irregular"}
_WRITTEN: Final = r"[A-Z][0-9]{8}"
_NOWHERE: Final = r"[A-Z]9{8}"
"""How ONS writes that an area lies in no county or region."""


class _Column(NamedTuple):
    """A column of codes; sorts from the finest level to the largest, and from the oldest edition to the newest."""

    rank: int
    edition: str
    level: str
    name: str


def recognise(head: Head) -> bool:
    """True for a table of nothing but codes, their names and how they changed."""
    names = header_of(head.text())
    codes = [name for name in names if _CODE.fullmatch(name)]
    return len(codes) > 1 and all(_CODE.fullmatch(name) or _OTHERS.fullmatch(name) for name in names if name)


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_lookup` (contract `AreaLookup`): each pair of codes once.

    A table of two editions of one level gives `exact` (with how the area changed) or `best_fit` rows; a table of
    several levels gives `nested` rows, from the finest level and from the district to every larger area.

    Raises:
        FaultsError: the file cannot be read, or has no two columns of codes or no usable row.
    """
    sheet, _ = opened(path, source_id=source.source_id or SOURCE, needed={})
    columns = [column for name in sheet.text.columns if (column := _column(name)) is not None]
    if len(columns) < 2:
        message = "fewer than two columns are named like LSOA11CD or LAD22CD."
        raise guard.refusal(path.name, "missing_column", message, "Download the lookup again.")
    empty = ~sheet.text[min(columns).name].str.fullmatch(_WRITTEN)
    again = sheet.text.duplicated([column.name for column in columns]) & ~empty
    faults = {"no code": empty, "the same codes again": again}
    sheet.told(faults)
    kept, count = sheet.sifted(faults)
    table = pd.concat([_pair(kept, start, end) for start, end in _pairs(columns)]).reset_index(names="source_row")
    if table.empty:
        raise guard.refusal(path.name, "nothing_usable", "no code goes to another.", "Download the lookup again.")
    table = table.assign(source_id=pd.Series(sheet.source_id, index=table.index, dtype="str"))
    key = key_of(AreaLookup)
    table = table.drop_duplicates(key).sort_values(key, kind="stable", ignore_index=True)[columns_of(AreaLookup)]
    if not table["fit"].eq("nested").all():
        unproven(sheet, "a lookup between editions or of best fits")
    _strays(sheet, table)
    return Reading({LOOKUP: validated(table, AreaLookup, path.name)}, count, tuple(sheet.remarks.found))


def _column(name: str) -> _Column | None:
    match = _CODE.fullmatch(name)
    if match is None:
        return None
    level = _LEVELS[match[1].upper()]
    return _Column(_ORDER.index(level), f"20{match[2]}", level, name)


def _pairs(columns: list[_Column]) -> list[tuple[_Column, _Column]]:
    """Editions of a level follow each other; the newest of the finest level, and of districts, go to all larger."""
    ordered = sorted(columns)
    newest = {column.level: column for column in ordered}
    pairs = [
        (one, next_) for one, next_ in pairwise(ordered) if one.level == next_.level and one.edition < next_.edition
    ]
    starts = dict.fromkeys([newest[ordered[0].level], *(newest[level] for level in ("lad",) if level in newest)])
    return pairs + [(start, end) for start in starts for end in newest.values() if end.rank > start.rank]


def _pair(rows: pd.DataFrame, start: _Column, end: _Column) -> pd.DataFrame:
    """The pairs of two columns, rows without one of the two left out."""
    there = rows[start.name].str.fullmatch(_WRITTEN) & rows[end.name].str.fullmatch(_WRITTEN)
    used = rows[there & ~rows[end.name].str.fullmatch(_NOWHERE)]
    marks = [name for name in rows.columns if _CHANGE.fullmatch(name)] if start.level == end.level else []
    change = used[marks[0]].str.casefold().map(_CHANGES).astype("str").fillna("") if marks else ""
    if start.level == end.level:
        one_each = not used.drop_duplicates([start.name, end.name])[start.name].duplicated().any()
        fit = "best_fit" if one_each and not marks else "exact"
    else:
        fit = "best_fit" if end.level == "ward" else "nested"
    texts = {
        "from_level": start.level,
        "from_vintage": start.edition,
        "to_level": end.level,
        "to_vintage": end.edition,
        "fit": fit,
    }
    frame = pd.DataFrame({"from_code": used[start.name], "to_code": used[end.name]}, index=used.index)
    frame["change"] = pd.Series(change, index=used.index, dtype="str")
    return frame.assign(**{name: pd.Series(text, index=used.index, dtype="str") for name, text in texts.items()})


def _strays(sheet: Sheet, table: pd.DataFrame) -> None:
    """Warn of codes that lie in two areas of one level."""
    nested = table[table["fit"].eq("nested")]
    twice = nested.duplicated(["from_code", "from_vintage", "to_level", "to_vintage"], keep=False)
    message = "lies in more than one area of the same level."
    sheet.remarks.rows("warning", "two_parents", message, sorted(set(nested["from_code"][twice])))
