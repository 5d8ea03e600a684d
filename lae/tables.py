"""Table contracts: what every column means, and one report of all the rows that break it.

A contract is a pandera model whose fields carry a description and, by the end of their name, a unit. It is the truth:
on disagreement suspect the code, then the data, and the contract last.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from lae.findings import Finding, raise_errors

UNITS: Final[dict[str, str]] = {
    "mva": "MVA",
    "mw": "MW",
    "kva": "kVA",
    "kw": "kW",
    "mvar": "Mvar",
    "kvar": "kvar",
    "kv": "kV",
    "ka": "kA",
    "kwh": "kWh",
    "kwp": "kWp",
    "mwh": "MWh",
    "m": "m",
    "km": "km",
    "m2": "m2",
    "mm": "mm",
    "ha": "ha",
    "gbp": "GBP",
    "years": "years",
    "hours": "hours",
    "share": "share of 1",
    "ratio": "ratio",
    "tco2": "t CO2 a year",
    "tco2e": "t CO2e a year",
    "gbp_per_tco2e": "GBP per t CO2e",
    "cumulative_tco2e": "t CO2e in all up to the year",
    "tco2e_per_ha": "t CO2e per ha in all up to the year",
    "w_per_k": "W per K",
    "m3": "m3",
    "kwh_per_m2": "kWh per m2 a year",
    "kgco2_per_m2": "kg CO2 per m2 a year",
    "w_per_m2k": "W per m2 and K",
    "points": "SAP points",
    "rating": "rating of a public or business building, 100 is typical of its kind",
    "mva_per_mw": "MVA per MW",
    "kva_per_dwelling": "kVA per dwelling",
    "per_dwelling": "per dwelling",
    "per_home": "per home",
    "units": "profile units",
    "count": "count",
    "dwellings": "dwellings",
    "homes": "homes",
    "postcodes": "postcodes",
    "year": "calendar year",
    "latest": "calendar year",
    "zero": "calendar year",
    "knot_before": "calendar year",
    "knot_after": "calendar year",
    "slot": "half-hour of the day",
    "row": "row of the source",
    "rank": "order, 1 first",
    "version": "number of the edition, 1 first",
    "value": "as the unit column says",
    "low": "as the unit column says",
    "high": "as the unit column says",
}
"""The closed list of endings a numeric column may have."""


class Contract(pa.DataFrameModel):
    """Base of every table: no unknown columns, no silent coercion. `Config.unique` names the key."""

    class Config:
        strict = True
        coerce = False


def key_of(contract: type[Contract]) -> list[str]:
    """The columns whose values name a row."""
    return list(contract.to_schema().unique or [])


def columns_of(contract: type[Contract]) -> list[str]:
    """The contract's columns, in order."""
    return list(contract.to_schema().columns)


def unit_of(column: str) -> str | None:
    """The unit a numeric column's name ends in, or None when it ends in none of `UNITS`."""
    for ending in sorted(UNITS, key=len, reverse=True):
        if column == ending or column.endswith(f"_{ending}"):
            return UNITS[ending]
    return None


def check(frame: pd.DataFrame, contract: type[Contract], table: str) -> list[Finding]:
    """Every fault of `frame` against `contract`, by the row's own key.

    Args:
        frame: the table; it is not changed.
        contract: what the table should be.
        table: the name the reader of the report knows it by, for instance the file's path.
    """
    missing = [column for column in columns_of(contract) if column not in frame.columns]
    extra = [column for column in frame.columns if column not in columns_of(contract)]
    findings = [
        Finding("error", table, "missing_column", f"the column {column} is missing.", column=column)
        for column in missing
    ] + [
        Finding("error", table, "unknown_column", f"the column {column} is not known here.", column=str(column))
        for column in extra
    ]
    if findings:
        return findings
    if frame.empty:
        return [Finding("error", table, "empty", "the table has no rows.")]
    plain = frame.reset_index(drop=True)
    try:
        contract.validate(plain, lazy=True, inplace=True)
    except pa.errors.SchemaErrors as failure:
        return list(_faults(failure.failure_cases, row_ids(frame, key_of(contract)), table))
    return []


def validated(frame: pd.DataFrame, contract: type[Contract], table: str) -> pd.DataFrame:
    """`frame` with the contract's column order, or `FaultsError` naming every fault."""
    ordered = frame[columns_of(contract)] if set(columns_of(contract)) <= set(frame.columns) else frame
    ordered = ordered.reset_index(drop=True)
    if len(ordered) or set(ordered.columns) != set(columns_of(contract)):
        raise_errors(check(ordered, contract, table))
    return ordered


def empty(contract: type[Contract]) -> pd.DataFrame:
    """A table of that contract with no rows and the right column types."""
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def filled(frame: pd.DataFrame, contract: type[Contract], table: str) -> pd.DataFrame:
    """`frame` in the columns and kinds of `contract`, checked; text nobody gave is empty, a figure nobody gave blank.

    Raises:
        FaultsError: rows that break the contract.
    """
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    wide = frame.reindex(columns=list(kinds))
    text = [name for name, kind in kinds.items() if kind == "str"]
    told = {name: wide[name].astype("object").where(wide[name].notna(), "") for name in text}
    return validated(wide.assign(**told).astype(kinds), contract, table)


def kind_of(contract: type[Contract], column: str) -> str:
    """What pandas calls the column's type: str, float64, int64 or bool ("geometry" for shapes)."""
    kind = str(contract.to_schema().columns[column].dtype)
    return "str" if kind.startswith("str") else kind


def row_ids(frame: pd.DataFrame, key: Iterable[str]) -> list[str]:
    """One readable id a row: the key's values joined by " / "; the row number where there is no key."""
    parts = [frame[column].astype("str").fillna("(blank)").to_numpy() for column in key if column in frame.columns]
    if not parts:
        return [f"row {number}" for number in range(1, len(frame) + 1)]
    return [" / ".join(values) for values in zip(*parts, strict=True)]


def _faults(cases: pd.DataFrame, ids: list[str], table: str) -> Iterator[Finding]:
    """One finding per column and rule, holding the ids of all rows that break it."""
    cases = cases.assign(column=cases["column"].astype("object").where(cases["column"].notna(), ""))
    # A frame-level check is listed once per column of each failing row: keep one line a row.
    framewide = cases["schema_context"].eq("DataFrameSchema")
    cases.loc[framewide, "column"] = ""
    for (column, rule), group in cases.groupby(["column", "check"], sort=True, dropna=False):
        rows = sorted({int(row) for row in group["index"] if pd.notna(row)})
        values = [] if column == "" else list(dict.fromkeys(str(value) for value in group["failure_case"]))[:3]
        yield Finding(
            severity="error",
            table=table,
            rule=_short(str(rule)),
            message=_wording(str(rule), values),
            column=str(column),
            ids=tuple(dict.fromkeys(ids[row] for row in rows)),
        )


def _short(rule: str) -> str:
    return rule.partition("(")[0].strip().replace(" ", "_")


def _wording(rule: str, values: list[str]) -> str:
    name, _, argument = rule.partition("(")
    argument = argument.rstrip(")")
    found = f" Found: {', '.join(values)}." if values else ""
    sentences = {
        "not_nullable": "a value is missing.",
        "greater_than_or_equal_to": f"must not be below {argument}.{found}",
        "greater_than": f"must be above {argument}.{found}",
        "less_than_or_equal_to": f"must not be above {argument}.{found}",
        "less_than": f"must be below {argument}.{found}",
        "in_range": f"must lie between {argument}.{found}",
        "isin": f"is not one of {argument}.{found}",
        "str_matches": f"is not written as expected.{found}",
        "multiple_fields_uniqueness": "the same key stands on more than one row.",
        "field_uniqueness": f"the same value stands on more than one row.{found}",
        "dtype": f"has the wrong type: {argument or 'see the contract'}.{found}",
    }
    return sentences.get(name.strip(), f"breaks the rule {_short(rule)}.{found}")


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a small table, one named tuple each; large tables are worked on by column."""
    return frame.itertuples(index=False)
