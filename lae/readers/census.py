"""Census 2011 and 2021 by area: Nomis tables (one column a category) and ONS tables (one row a category)."""

import re
from pathlib import Path
from typing import Final

import pandas as pd

from lae.readers import guard
from lae.readers.area_rows import (
    AGAIN,
    NOT_AN_AREA,
    Column,
    Sheet,
    figures,
    member_of,
    opened,
    reading,
    unproven,
    wide,
    year_of,
)
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.cells import spelling
from lae.readers.census_words import NO_ANSWER, category_of, column_of, measure_of
from lae.readers.rows import header_of
from lae.statistics import levels_of

SOURCE: Final = "ons_census"
_BULK: Final = re.compile(r"(?:^|/)census\d{4}-ts\d{3}[a-z]?-lsoa\.csv$", re.IGNORECASE)
"""The member of a Nomis archive that holds the LSOAs."""
_NOMIS: Final = {"date": ("date",), "geography code": ("geographycode",)}
_TIDY: Final = ("area_code", "area_name", "geography", "period", "indicator", "measure", "unit", "value")
_CUSTOM: Final = re.compile(r"^(?:.*\bSuper Output Areas?|.*\b[Ll]ocal authorit\w+|Electoral wards.*) Code$")
_OBSERVATION: Final = "Observation"
_HOUSEHOLDS: Final = ("Count", "Households")


def recognise(head: Head) -> bool:
    """True for a census table by area, wide or long, plain or as Nomis packs it."""
    if any(_BULK.search(name) for name in head.members):
        return True
    names = header_of(head.text())
    spelt = [spelling(name) for name in names]
    nomis = spelt[:1] == ["date"] and "geographycode" in spelt and any(": " in name for name in names)
    return nomis or set(_TIDY) <= set(names) or _is_custom(names)


def read(path: Path, source: SourceRow) -> Reading:
    """The table `area_statistics` (households by accommodation, cars, heating or tenure), one row a figure.

    Raises:
        FaultsError: the file cannot be read, has no usable row, or is about a variable we do not use.
    """
    source_id = source.source_id or SOURCE
    member = member_of(path, _BULK, holds="census table by LSOA")
    sheet, _ = opened(path, source_id=source_id, needed={}, member=member)
    names = list(sheet.text.columns)
    if set(_TIDY) <= set(names):
        return _long(sheet, _tidy(sheet, names))
    if _is_custom(names):
        unproven(sheet, "a custom data set of ONS")
        return _long(sheet, _custom(sheet, names))
    if member is not None:
        unproven(sheet, "a Nomis archive of Census 2021")
    return _wide(sheet, names)


def _is_custom(names: list[str]) -> bool:
    return len(names) > 3 and _CUSTOM.match(names[0]) is not None and names[-1] == _OBSERVATION


def _wide(sheet: Sheet, names: list[str]) -> Reading:
    found = {spelling(name): name for name in reversed(names)}
    missing = [ours for ours, ways in _NOMIS.items() if ways[0] not in found]
    if missing:
        raise guard.refusal(
            sheet.remarks.table, "missing_column", f"the column {missing[0]} is missing.", "", column=missing[0]
        )
    columns = {name: column for name in names if (column := column_of(name)) is not None}
    if not columns:
        _refuse(sheet, sorted({name.partition(":")[0] for name in names if ":" in name}))
    code, year = sheet.text[found["geographycode"]], year_of(sheet.text[found["date"]])
    kept, count = sheet.sifted(_drops(sheet, code, year, pd.Series(code.duplicated(), index=code.index)))
    rows = wide(sheet, columns, code=code[kept.index], year=year[kept.index].astype("int64"))
    return reading(sheet, rows, count, editions=_editions(rows))


def _tidy(sheet: Sheet, names: list[str]) -> pd.DataFrame:
    """The rows of a tidy table as area_code, topic, label, cell, year and whether they count households."""
    others = [name for name in names if name not in _TIDY]
    if len(others) != 1:
        raise guard.refusal(
            sheet.remarks.table, "category", "the table needs one column of categories besides those it names."
        )
    text = sheet.text
    topic = measure_of(text["indicator"].iloc[0] if len(text) else "") or measure_of(others[0])
    if not topic:
        _refuse(sheet, others)
    counted = text["measure"].eq(_HOUSEHOLDS[0]) & text["unit"].eq(_HOUSEHOLDS[1])
    return pd.DataFrame(
        {
            "area_code": text["area_code"],
            "measure": pd.Series(topic, index=text.index, dtype="str"),
            "label": text[others[0]],
            "cell": text["value"],
            "year": year_of(text["period"]),
            "counted": counted,
        }
    )


def _custom(sheet: Sheet, names: list[str]) -> pd.DataFrame:
    """The same of a custom data set: area code and name, category code and label, observation; all of Census 2021."""
    text = sheet.text
    topics = {name: measure_of(name) for name in names[2:-1] if not name.endswith(" Code")}
    used = [name for name, measure in topics.items() if measure]
    if len(used) != 1 or len(topics) != 1:
        _refuse(sheet, list(topics))
    return pd.DataFrame(
        {
            "area_code": text[names[0]],
            "measure": pd.Series(topics[used[0]], index=text.index, dtype="str"),
            "label": text[used[0]],
            "cell": text[_OBSERVATION],
            "year": pd.Series(2021.0, index=text.index),
            "counted": pd.Series(data=True, index=text.index),
        }
    )


def _long(sheet: Sheet, rows: pd.DataFrame) -> Reading:
    labels = pd.Series(rows["label"].unique(), dtype="str")
    category = rows["label"].map(dict(zip(labels, labels.map(category_of), strict=True))).astype("str")
    rows = rows.assign(category=category)
    again = pd.Series(rows.duplicated(["area_code", "category", "year"]), index=rows.index)
    faults = {"counts something else than households": ~rows["counted"], "no category": category.eq("")}
    sheet.told(faults)
    nobody = category.eq(NO_ANSWER)
    drops = {NO_ANSWER: nobody, **faults, **_drops(sheet, rows["area_code"], rows["year"], again & ~nobody)}
    kept, count = sheet.sifted(drops)
    left = rows.loc[kept.index]
    measure = str(left["measure"].iloc[0])
    left = left.assign(value=figures(sheet, left["cell"], Column(measure), named="value"))
    table = left[["area_code", "measure", "category", "year", "value"]].astype({"year": "int64"})
    return reading(sheet, table, count, editions=_editions(table))


def _drops(sheet: Sheet, code: pd.Series, year: pd.Series, again: pd.Series) -> dict[str, pd.Series]:
    level = levels_of(code)
    faults = {"no year": year.isna(), AGAIN: again}
    sheet.told(faults)
    return {NOT_AN_AREA: level.eq(""), **faults}


def _editions(rows: pd.DataFrame) -> dict[str, str]:
    """A census table by LSOA or MSOA uses the areas drawn for that census."""
    years = {str(year) for year in rows["year"].unique()}
    edition = years.pop() if len(years) == 1 else ""
    return {level: edition for level in ("lsoa", "msoa") if edition in ("2011", "2021")}


def _refuse(sheet: Sheet, topics: list[str]) -> None:
    named = ", ".join(topic[:60] for topic in topics[:3]) or "nothing named"
    message = f"the table is about {named}; accommodation, cars or vans, central heating and tenure are used."
    raise guard.refusal(sheet.remarks.table, "unused_topic", message, "Take it out of the data folder.")
