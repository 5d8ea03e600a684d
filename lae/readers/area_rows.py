"""From publishers' cells to rows of `AreaStatistics`: numbers, units, editions of codes, and a count of every loss."""

import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers import guard
from lae.readers.base import Count, Reading
from lae.readers.cells import spelling
from lae.readers.ons_codes import districts_edition, edition_of
from lae.readers.remarks import Remarks
from lae.readers.rows import sift
from lae.statistics import LARGEST, MEASURES, STATISTICS, AreaStatistics, levels_of
from lae.tables import columns_of, key_of, validated

UNREADABLE: Final = "unreadable figures left blank"
UNEVEN: Final = "wrong number of cells"
NOT_AN_AREA: Final = "no code of a district, MSOA, LSOA or ward"
AGAIN: Final = "the same area again"
_KEY: Final = ["area_code", "measure", "category", "year"]


@dataclass(frozen=True)
class Column:
    """What one published column becomes: our measure and category, and how many of our units its unit is."""

    measure: str
    category: str = "all"
    factor: float = 1.0


@dataclass
class Sheet:
    """A publisher's table being read: its text (index: source_row), what was said, and what was mended."""

    text: pd.DataFrame
    remarks: Remarks
    source_id: str
    ragged: int = 0
    repaired: Counter[str] = field(default_factory=Counter)

    def lines(self, rows: pd.Series) -> list[str]:
        """The ids of the flagged rows for a finding."""
        return [f"row {number}" for number in rows.index[rows]]

    def blank(self, reason: str, cells: int) -> None:
        """Count cells that were left blank."""
        self.repaired.update({reason: cells} if cells else {})

    def sifted(self, drops: Mapping[str, pd.Series]) -> tuple[pd.DataFrame, Count]:
        """The rows that stay and the count of all; each loss but for areas of another level is a warning.

        Raises:
            FaultsError: no row stays.
        """
        left, count = sift(drops, source_id=self.source_id)
        dropped = {**count.dropped, **({UNEVEN: self.ragged} if self.ragged else {})}
        if not left.any():
            reasons = ", ".join(f"{number} {reason}" for reason, number in dropped.items()) or "there are none"
            message = f"no row of the table can be used: {reasons}."
            raise guard.refusal(self.remarks.table, "nothing_usable", message, "Download it again.")
        return self.text[left], Count(
            self.source_id,
            read=count.read + self.ragged,
            kept=count.kept,
            dropped=dropped,
            repaired={reason: self.repaired[reason] for reason in sorted(self.repaired)},
        )

    def told(self, drops: Mapping[str, pd.Series]) -> None:
        """Add a warning for each reason to drop a row that is a fault of the file."""
        for reason, faulty in drops.items():
            ids = self.lines(faulty)
            self.remarks.rows("warning", reason.replace(" ", "_"), f"{reason}; the row is left out.", ids)


def opened(
    path: Path, *, source_id: str, needed: Mapping[str, Sequence[str]], member: str | None = None
) -> tuple[Sheet, dict[str, str]]:
    """A CSV as text, and the published name of each column of `needed`.

    Args:
        path: the file.
        source_id: what its rows cite.
        needed: our name of each column that must be there, and its spellings as `cells.spelling` writes them.
        member: the file inside an archive.

    Raises:
        FaultsError: it cannot be read, or a column is missing; all that are missing are named.
    """
    frame = guard.read_text_table(path, member=member)
    ragged, findings = int(frame.attrs["ragged"]), frame.attrs["findings"]
    frame.attrs = {}
    remarks = Remarks(path.name)
    remarks.extend(findings)
    spelt = {spelling(name): name for name in reversed(frame.columns)}
    found = {ours: next((spelt[way] for way in ways if way in spelt), "") for ours, ways in needed.items()}
    lacking = [ours for ours, name in found.items() if not name]
    if lacking:
        raise FaultsError(
            [
                Finding(
                    "error",
                    path.name,
                    "missing_column",
                    f"the column {ours} is missing.",
                    ours,
                    fix="Download it again.",
                )
                for ours in lacking
            ]
        )
    return Sheet(frame, remarks, source_id, ragged), found


def member_of(path: Path, pattern: re.Pattern[str], *, holds: str) -> str | None:
    """The archive's first file (by name) that fits the pattern; None where the path is no archive.

    Raises:
        FaultsError: it is an archive without such a file.
    """
    if not zipfile.is_zipfile(path):
        return None
    names = sorted(name for name in guard.entries(path) if pattern.search(name))
    if not names:
        raise guard.refusal(path.name, "missing_member", f"the archive holds no {holds}.", "Download it again.")
    return names[0]


def figures(sheet: Sheet, cells: pd.Series, column: Column, *, named: str) -> pd.Series:
    """The cells in our unit; blank, counted and reported where they are no number or cannot be right."""
    values, wrong = guard.numbers(cells)
    scaled = values * column.factor
    floor = -LARGEST if MEASURES[column.measure].signed else 0.0
    spoilt = wrong | (scaled.notna() & ~scaled.between(floor, LARGEST))
    if spoilt.any():
        shown = ", ".join(f'"{str(cell)[:40]}"' for cell in dict.fromkeys(cells[spoilt].head(3)))
        message = f"{int(spoilt.sum())} cells are no figures that can be right; left blank. Found: {shown}."
        sheet.remarks.rows("warning", "figure", message, sheet.lines(spoilt), column=named)
        sheet.blank(UNREADABLE, int(spoilt.sum()))
    return scaled.mask(spoilt)


def wide(sheet: Sheet, columns: Mapping[str, Column], *, code: pd.Series, year: pd.Series | int) -> pd.DataFrame:
    """One long row a cell of `columns` (published name: meaning), with area_code, measure, category, year, value.

    Raises:
        FaultsError: there are no columns.
    """
    if not columns:
        message = "no column of figures is known."
        raise guard.refusal(sheet.remarks.table, "missing_column", message, "Download the table again.")
    parts = [
        pd.DataFrame(
            {
                "area_code": code,
                "measure": pd.Series(column.measure, index=code.index, dtype="str"),
                "category": pd.Series(column.category, index=code.index, dtype="str"),
                "year": year,
                "value": figures(sheet, sheet.text[name].loc[code.index], column, named=name),
            }
        )
        for name, column in columns.items()
    ]
    return pd.concat(parts)


def reading(
    sheet: Sheet,
    rows: pd.DataFrame,
    count: Count,
    *,
    editions: Mapping[str, str] | None = None,
    provenance: str = "published",
) -> Reading:
    """`rows` as the table `area_statistics`, sorted by key, with the edition of their codes.

    Args:
        sheet: where findings go.
        rows: area_code, measure, category, year, value; index: source_row.
        count: of the file's rows; what `sheet` mended since is added.
        editions: the edition of a level's codes where the table itself tells it.
        provenance: of all rows.

    Raises:
        FaultsError: two rows of the result would have one key, which no publisher means.
    """
    table = rows.reset_index(names="source_row")
    repeated = table.duplicated(_KEY)
    if repeated.any():
        again = table[repeated]
        message = "figures of one area, category and year stand twice; the first is kept."
        ids = dict.fromkeys(f"row {number}" for number in again["source_row"])
        sheet.remarks.rows("warning", "repeated_figure", message, ids)
        table = table[~repeated]
    level = levels_of(table["area_code"])
    table = table.assign(area_level=level, code_vintage=_editions(table["area_code"], level, editions or {}, sheet))
    texts = {"source_id": sheet.source_id, "provenance": provenance}
    table = table.assign(
        unit=table["measure"].map({name: measure.unit for name, measure in MEASURES.items()}).astype("str"),
        **{name: pd.Series(text, index=table.index, dtype="str") for name, text in texts.items()},
    )
    table = table.astype({"year": "int64", "source_row": "int64", "value": "float64"})
    ordered = table.sort_values(key_of(AreaStatistics), kind="stable", ignore_index=True)[columns_of(AreaStatistics)]
    mended = {reason: sheet.repaired[reason] for reason in sorted(sheet.repaired)}
    whole = Count(count.source_id, count.read, count.kept, count.dropped, mended)
    checked = validated(ordered, AreaStatistics, sheet.remarks.table)
    return Reading({STATISTICS: checked}, whole, tuple(sheet.remarks.found))


def _editions(codes: pd.Series, levels: pd.Series, told: Mapping[str, str], sheet: Sheet) -> pd.Series:
    vintage = pd.Series("", index=codes.index, dtype="str")
    for level in sorted(set(levels)):
        rows = levels.eq(level)
        stated = told.get(level, "")
        if not stated and level == "lad":
            stated, findings = districts_edition(set(codes[rows]), sheet.remarks.table)
            sheet.remarks.extend(findings)
        elif not stated and level in ("msoa", "lsoa"):
            stated = edition_of(set(codes[rows]))
        vintage = vintage.mask(rows, stated)
    return vintage


def year_of(cells: pd.Series) -> pd.Series:
    """The calendar year a period begins with ("2023", "2022/23", "2021-03-21"), NaN where there is none."""
    stated = cells.str.extract(r"^((?:19|20)[0-9]{2})(?![0-9])")[0]
    return pd.to_numeric(stated, errors="coerce").astype("float64")


def stated_year(sheet: Sheet, vintage: str, *, otherwise: int | None = None, because: str = "") -> int:
    """The year of a table that does not say it row by row: the register's, else `otherwise`, with a note.

    Raises:
        FaultsError: neither is known.
    """
    known = vintage[:4]
    if known.isascii() and known.isdecimal() and 1900 <= int(known) <= 2100:
        return int(known)
    if otherwise is None:
        message = "the table does not say which year it is of."
        fix = "State the file's vintage in sources.csv, for instance 2019."
        raise guard.refusal(sheet.remarks.table, "year", message, fix)
    message = f"the table does not say its year; {otherwise} was taken, {because}."
    sheet.remarks.file("note", "year", message, fix="State the file's vintage in sources.csv if that is wrong.")
    return otherwise


def unproven(sheet: Sheet, what: str) -> None:
    """Note that this spelling was never tried on a publisher's file."""
    message = f"{what}: known from the publisher's column names only, unproven on a real file. Check some figures."
    sheet.remarks.file("note", "unproven", message)
