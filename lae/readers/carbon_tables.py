"""A user's copy of tables of carbon: growth by age (Woodland Carbon Code) and rates by habitat (NERR094), CSV or XLSX.

The publishers' tables are not ours to ship. A sheet or file is taken by its columns, in any spelling and order:
growth: `age` (or the period's end), `cumulative tCO2e/ha`, and one or more of curve, species, mix, spacing, yield
class, management; rates: `habitat`, `tCO2e/ha/yr` (negative is a sink, as published), and low and high if there are.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.land.sequestration_contract import PER_HA_YEAR, CarbonLookup, CarbonRates
from lae.readers import guard
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.cells import spelling
from lae.readers.guard.files import is_archive
from lae.readers.json_cells import text
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of
from lae.readers.sheets import Cells, sheets_of
from lae.readers.tally import repeated, tally
from lae.tables import Contract, validated

LOOKUP: Final = "carbon_lookup"
RATES: Final = "carbon_rates"
_HEADER_ROWS: Final = 30
_NAMES: Final = (
    "curve",
    "curveid",
    "species",
    "mix",
    "woodlandtype",
    "spacing",
    "spacingm",
    "yieldclass",
    "management",
)
"""What tells one curve from another; joined in this order."""
_AGES: Final = ("age", "ageyears", "ageyr", "periodend", "periodendyears", "period", "periodyears")
_CUMULATIVE: Final = (
    "cumulativetco2eha",
    "cumulativetco2eperha",
    "cumulativesequestrationtco2eha",
    "cumulativetotalsequestrationtco2eha",
    "cumulativetco2e",
)
_HABITATS: Final = ("habitat", "habitattype", "habitatname")
_RATE: Final = ("tco2ehayr", "tco2ehayear", "tco2eperhaperyear", "tco2eperhaperyr", "tco2eha1yr1", "fluxtco2ehayr")
_LOW: Final = ("low", "lower", "minimum", "min")
_HIGH: Final = ("high", "upper", "maximum", "max")
_MISSING: Final = "neither age with cumulative tCO2e/ha and a curve's name, nor habitat with tCO2e/ha/yr, are columns."
_LARGEST: Final = 5_000.0
_LARGEST_RATE: Final = 500.0
_OLDEST: Final = 500.0


def recognise(head: Head) -> bool:
    """True for a table with the columns of growth or of rates."""
    if head.cells:
        words = spelling(head.cells.decode("utf-8", errors="replace"))
        growth = any(name in words for name in _CUMULATIVE) and any(
            name in words for name in ("species", "curve", "mix")
        )
        return growth or ("habitat" in words and any(name in words for name in _RATE))
    return bool(_kind([spelling(name) for name in header_of(head.text())]))


def read(path: Path, source: SourceRow) -> Reading:
    """The tables `carbon_lookup` and `carbon_rates`, whichever the file has.

    Raises:
        FaultsError: the file cannot be read, has neither set of columns, or no usable row.
    """
    remarks = Remarks(path.name)
    # Whose table a figure rests on is always said: by its source, else by its file.
    source = source if source.source_id else replace(source, source_id=path.name)
    if is_archive(path):
        book = sheets_of(path, remarks)
        if not book:
            raise FaultsError([finding for finding in remarks.found if finding.severity == "error"])
        sheets = [found for cells in book.values() if (found := _sheet(cells)) is not None]
    else:
        raw = guard.read_text_table(path)
        remarks.extend(raw.attrs["findings"])
        ragged = int(raw.attrs["ragged"])
        raw.attrs = {"ragged": ragged}
        raw.columns = pd.Index([spelling(name) for name in raw.columns])
        raw = raw.loc[:, ~raw.columns.duplicated()]
        sheets = [raw] if _kind(list(raw.columns)) else []
    if not sheets:
        raise FaultsError([Finding("error", path.name, "missing_column", _MISSING, fix="Name the columns so.")])
    parts: dict[str, list[pd.DataFrame]] = {}
    counts = []
    for sheet in sheets:
        name = _kind(list(sheet.columns))
        table, count = (_growth if name == LOOKUP else _rates)(sheet, source, remarks)
        parts.setdefault(name, []).append(table)
        counts.append(count)
    tables = {name: _whole(found, name, remarks) for name, found in parts.items()}
    if not sum(map(len, tables.values())):
        raise FaultsError([Finding("error", path.name, "empty", "no row has a name, an age and a figure.")])
    remarks.file("note", "unproven", "this layout was never tried on a publisher's own file: compare some figures.")
    count = _counted(counts, sum(map(len, tables.values())), source.source_id)
    return Reading(tables, count, tuple(remarks.found))


def _kind(columns: Sequence[str]) -> str:
    """Which of the two tables the columns are, or nothing."""
    held = set(columns)
    if held & set(_AGES) and held & set(_CUMULATIVE) and held & set(_NAMES):
        return LOOKUP
    return RATES if held & set(_HABITATS) and held & set(_RATE) else ""


def _sheet(cells: Cells) -> pd.DataFrame | None:
    """The rows below the first line that has the columns, as text, or None; indexed by the row of the sheet."""
    for at, line in enumerate(cells[:_HEADER_ROWS]):
        names = [spelling(cell) for cell in line]
        if not _kind(names):
            continue
        body = [[text(cell) for cell in row] for row in cells[at + 1 :]]
        frame = pd.DataFrame(body, columns=names, dtype="str")
        frame.index = pd.RangeIndex(at + 2, at + 2 + len(frame))
        frame = frame.loc[:, [name for name in dict.fromkeys(names) if name]]
        frame = frame.loc[:, ~frame.columns.duplicated()]
        return frame[(frame != "").any(axis=1)]
    return None


def _first(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """The first of these columns, blank where the table has none."""
    column = next((name for name in names if name in frame.columns), None)
    return pd.Series("", index=frame.index, dtype="str") if column is None else frame[column]


def _growth(frame: pd.DataFrame, source: SourceRow, remarks: Remarks) -> tuple[pd.DataFrame, Count]:
    # A period such as "5-10" counts at its end.
    ages, odd_age = guard.numbers(_first(frame, _AGES).str.replace(r"^\s*\d+\s*[-–]\s*(?=\d)", "", regex=True))
    value, odd = guard.numbers(_first(frame, _CUMULATIVE))
    named = [frame[name].map(text) for name in _NAMES if name in frame.columns]
    curve = pd.Series(
        [" / ".join(part for part in parts if part) for parts in zip(*named, strict=True)],
        index=frame.index,
        dtype="str",
    )
    table = pd.DataFrame({"curve_id": curve, "age_years": ages, "value": value})
    drops = {
        "no name of a curve": curve.eq(""),
        "no age": ages.isna() | odd_age | ages.lt(0) | ages.gt(_OLDEST),
        "no figure": value.isna() | odd | value.abs().gt(_LARGEST),
    }
    drops["again"] = repeated(table[["curve_id", "age_years"]], drops)
    return _kept(table.assign(unit="t CO2e/ha"), drops, frame, source, remarks)


def _rates(frame: pd.DataFrame, source: SourceRow, remarks: Remarks) -> tuple[pd.DataFrame, Count]:
    habitat = _first(frame, _HABITATS).map(text).astype("str")
    (value, odd), (one, _), (two, _) = (guard.numbers(_first(frame, names)) for names in (_RATE, _LOW, _HIGH))
    # Published with a sink below 0; here removal is above. What was the low end is then the high one, or the reverse.
    ends = pd.DataFrame({"one": -one, "two": -two})
    table = pd.DataFrame(
        {
            "habitat": habitat,
            "low": ends.min(axis=1, skipna=False),
            "value": -value + 0.0,
            "high": ends.max(axis=1, skipna=False),
        }
    )
    outside = table["low"].gt(table["value"]) | table["high"].lt(table["value"])
    remarks.rows(
        "warning", "range", "the figure lies outside its own range; the range is left out.", habitat[outside].tolist()
    )
    table = table.assign(low=table["low"].mask(outside), high=table["high"].mask(outside), unit=PER_HA_YEAR)
    drops = {
        "no habitat": habitat.eq(""),
        "no figure": value.isna() | odd | table[["low", "value", "high"]].abs().gt(_LARGEST_RATE).any(axis=1),
    }
    drops["again"] = repeated(table[["habitat"]], drops)
    return _kept(table, drops, frame, source, remarks)


def _kept(
    table: pd.DataFrame, drops: dict[str, pd.Series], frame: pd.DataFrame, source: SourceRow, remarks: Remarks
) -> tuple[pd.DataFrame, Count]:
    stays, count = tally(drops, source_id=source.source_id, ragged=int(frame.attrs.get("ragged", 0)))
    for reason, rows in drops.items():
        remarks.rows("warning", "dropped", f"left out: {reason}.", [f"row {row}" for row in frame.index[rows]])
    kept = table[stays].assign(source_id=source.source_id, source_row=frame.index[stays].astype("int64"))
    return kept.astype({"unit": "str", "source_id": "str"}), count


def _whole(parts: list[pd.DataFrame], name: str, remarks: Remarks) -> pd.DataFrame:
    """The sheets of one kind as one table; what a later sheet says again is left out."""
    contract: type[Contract] = CarbonLookup if name == LOOKUP else CarbonRates
    key = ["curve_id", "age_years"] if name == LOOKUP else ["habitat"]
    table = pd.concat(parts, ignore_index=True)
    again = table.duplicated(key)
    remarks.rows("warning", "again", "stands on more than one sheet; the first is used.", table.loc[again, key[0]])
    table = table[~again].sort_values(key, kind="stable", ignore_index=True)
    return validated(table, contract, name)


def _counted(counts: list[Count], kept: int, source_id: str) -> Count:
    dropped: dict[str, int] = {}
    for count in counts:
        for reason, rows in count.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + rows
    read = sum(count.read for count in counts)
    if again := read - kept - sum(dropped.values()):
        dropped["on an earlier sheet"] = again
    return Count(source_id, read, kept, dropped)
