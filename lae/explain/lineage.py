"""Where a column of a table comes from, and a row with it: the same that lineage.csv says, with figures and sources."""

import difflib
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from lae.dictionary.columns import Column, columns, key, meaning, title
from lae.dictionary.formulas import FORMULAS
from lae.dictionary.lineage import Origin, origin
from lae.dictionary.registry import REGISTRY
from lae.explain.account import Account, Line, Section
from lae.explain.basis import registers
from lae.explain.scope import caveat, loaded_technologies
from lae.findings import FaultsError, Finding
from lae.measures import PROVENANCE
from lae.results import Results

_ROWS: Final = 12
"""Rows spelt out; the rest are counted."""


def is_lineage(results: Results, name: str) -> bool:
    """Whether `name` is TABLE, TABLE.COLUMN or TABLE:ID of a written table rather than a place of that name."""
    table, _, rest = _parted(name)
    held = isinstance(results.tables.get(table), pd.DataFrame)
    return held and table in REGISTRY and (bool(rest) or name == table)


def lineage_account(results: Results, name: str, *, scenario: str, year: int) -> Account:
    """What TABLE, TABLE.COLUMN or the rows TABLE:ID are made of.

    Raises:
        FaultsError: the table has no such column, or no such row in the scenario and year.
    """
    table, mark, rest = _parted(name)
    frame = results.table(table)
    told = {column.name: column for column in columns(table, frame)}
    made = origin(table)
    if mark == ".":
        if rest not in told:
            raise _unknown(table, f"has no column {rest}", tuple(difflib.get_close_matches(rest, told, cutoff=0.4)))
        sections = [_column(results, table, told[rest])]
        heading = f"{table}.{rest}: {told[rest].meaning}"
    elif mark == ":":
        sections = list(_rows(results, table, rest, scenario=scenario, year=year))
        heading = f"{title(table)}: rows of {rest}"
    else:
        sections = [Section("Columns", tuple(Line(each.name, each.meaning, note=each.unit) for each in told.values()))]
        heading = title(table)
    known = registers(results)
    body = (*sections, _made(table, made), _assumptions(results, made))
    closing = caveat(loaded_technologies(results))
    return Account("lineage", name, heading, scenario, year, body, known, closing)


def _column(results: Results, table: str, column: Column) -> Section:
    values = results.table(table)[column.name]
    entries = [
        Line("meaning", column.meaning),
        Line("unit", column.unit or "text"),
        Line(
            "how it is worked out", FORMULAS.get((table, column.name), "taken as it stands, or as the step below says")
        ),
        Line("blank rows", f"{int(values.isna().sum())} of {len(values)}"),
    ]
    return Section(f"Column {column.name} of {table}.csv", (*entries, *_provenance(results.table(table))))


def _provenance(frame: pd.DataFrame) -> Iterator[Line]:
    if "provenance" in frame and len(frame):
        counts = frame["provenance"].value_counts()
        told = ", ".join(f"{kind} {counts[kind]}" for kind in PROVENANCE if kind in counts)
        yield Line("rows by provenance", told)


def _rows(results: Results, table: str, wanted: str, *, scenario: str, year: int) -> Iterator[Section]:
    """A section a row whose key holds `wanted`, in the scenario and year where the table has them."""
    frame = results.table(table)
    names = [name for name in key(table) if not pd.api.types.is_numeric_dtype(frame[name])]
    found = frame[(frame[names] == wanted).any(axis=1)] if names else frame.iloc[:0]
    if found.empty:
        some = [str(value) for name in names for value in frame[name].unique()]
        raise _unknown(table, f"has no row of {wanted}", tuple(difflib.get_close_matches(wanted, some, cutoff=0.5)))
    for column, value in (("scenario", scenario), ("year", year)):
        if column in found and (found[column] == value).any():
            found = found[found[column] == value]
    for number, row in enumerate(found.head(_ROWS).to_dict("records"), start=1):
        place = ", ".join(f"{name}={row[name]}" for name in key(table))
        rest = f"{len(found) - _ROWS} more rows are in {table}.csv" if number == _ROWS < len(found) else ""
        yield Section(f"{table}.csv: {place}", tuple(_cells(table, frame, row)), note=rest)


def _cells(table: str, frame: pd.DataFrame, row: dict[Any, Any]) -> Iterator[Line]:
    source = str(row.get("source_id", "") or "")
    for column in columns(table, frame):
        if column.name in key(table):
            continue
        value, formula = row[column.name], FORMULAS.get((table, column.name), "")
        if column.kind in ("number", "integer") and not pd.isna(value):
            text = f"{value:,.10g} {column.unit}".strip() if "year" not in column.name else f"{value:.0f}"
            yield Line(column.name, text, source_id=source, note=formula or column.meaning)
        else:
            blank = pd.isna(value) or str(value) == ""
            said = "blank" if blank else str(value)
            yield Line(column.name, said, note=str(row.get("reason", "") or "") if blank else column.meaning)
    if source and row.get("source_row"):
        yield Line("row of the source", str(row["source_row"]), source_id=source)


def _made(table: str, made: Origin) -> Section:
    entries = (
        Line("what it is", meaning(table)),
        Line("step", made.stage or "none: read as supplied"),
        Line("what the step gives", made.says),
        Line("tables it reads", ", ".join(made.inputs) or "none"),
        Line("files it goes back to", ", ".join(made.files) or "none"),
        Line("what names a row", ", ".join(key(table)) or "nothing"),
    )
    return Section(f"Where {table}.csv comes from", entries)


def _assumptions(results: Results, made: Origin) -> Section:
    register = results.inputs.assumptions
    own = [register[name] for name in made.assumptions if name in register]
    entries = [Line(each.id, f"{each.value:g} {each.unit}, {each.badge()}", source_id=each.id, depth=0) for each in own]
    earlier = [register[name].tier for name in made.earlier if name in register]
    counts = ", ".join(f"{earlier.count(tier)} of tier {tier}" for tier in "ABCD" if tier in earlier)
    entries.append(Line("of earlier steps", counts or "none"))
    return Section("Assumptions", tuple(entries))


def _parted(name: str) -> tuple[str, str, str]:
    """The table, the mark and what follows it; an id may hold colons and dots of its own."""
    places = [(name.find(mark), mark) for mark in (".", ":") if mark in name]
    if not places:
        return name, "", ""
    _, mark = min(places)
    table, _, rest = name.partition(mark)
    return table, mark, rest


def _unknown(table: str, what: str, near: tuple[str, ...]) -> FaultsError:
    fix = "lae explain TABLE lists its columns; lineage.csv lists those of all tables."
    return FaultsError([Finding("error", f"{table}.csv", "which", f"the table {table} {what}.", ids=near, fix=fix)])
