"""Tables as files: strict reading with every fault named, and writing that gives the same bytes every time."""

import csv
import gzip
import io
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.tables import Contract, check, columns_of, empty, key_of, kind_of, row_ids

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_DECIMALS: Final = 6
_LARGEST_BYTES: Final = 500_000_000
"""A table larger than this is refused before it is read into memory."""
_LARGEST_WHOLE: Final = 2**53
"""Whole numbers from here on are not exact in floating point, which they pass through."""
_TRUE_FALSE: Final = {"true": True, "false": False}


def read_table(
    path: Path, contract: type[Contract], *, table: str, may_be_empty: bool = False
) -> tuple[pd.DataFrame, list[Finding]]:
    """One of our own CSV files (or .csv.gz) as a checked table, with every fault found.

    Returns the table and the findings; the table is empty where it could not be read at all. Never raises for bad data.
    """
    try:
        header, *body = _rows(path)
    except RefusedError as refusal:
        return empty(contract), [Finding("error", table, refusal.rule, refusal.message, fix=refusal.fix)]
    wanted = columns_of(contract)
    if set(header) != set(wanted) or len(header) != len(set(header)):
        return empty(contract), _header_faults(header, wanted, table)
    uneven = [number for number, row in enumerate(body, start=2) if len(row) != len(header)]
    if uneven:
        message = f"{len(uneven)} lines do not have {len(header)} fields; the file may be cut off."
        lines = tuple(f"line {number}" for number in uneven)
        return empty(contract), [Finding("error", table, "uneven_rows", message, ids=lines, fix="Export it again.")]
    if not body:
        fault = Finding("error", table, "empty", "the table has a header but no rows.")
        return empty(contract), [] if may_be_empty else [fault]
    text = pd.DataFrame(body, columns=header, dtype="str")[wanted]
    frame, findings = _typed(text, contract, table)
    others = check(frame, contract, table)
    if findings:
        # A cell that is no number is blank by now: what else is said of its column, or of whole rows, is an echo.
        told = {"", *(finding.column for finding in findings)}
        others = [finding for finding in others if finding.column not in told]
    return frame, findings + others


def write_table(frame: pd.DataFrame, path: Path, *, inert: bool) -> None:
    """Write `frame` as UTF-8 CSV, gzipped when the name ends in .gz; `inert` disarms cells that look like formulas."""
    data = csv_text(frame, inert=inert).encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def csv_text(frame: pd.DataFrame, *, inert: bool) -> str:
    """The CSV text of `frame`: shortest numbers at six decimals, blanks for missing, true and false in lower case."""
    columns = {name: _as_text(frame[name], inert=inert) for name in frame.columns}
    text = pd.DataFrame(columns, index=frame.index)
    return str(text.to_csv(index=False, lineterminator="\n"))


def disarmed(text: pd.Series) -> pd.Series:
    """Text cells that a spreadsheet would run as a formula, led by an apostrophe; the others as they are."""
    risky = text.str.startswith(_FORMULA_STARTS).fillna(value=False).astype(bool)
    return text.where(~risky, "'" + text)


def armed(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with text cells as they were before `disarmed`: the inverse for a table written `inert`."""
    text = [name for name in frame.columns if pd.api.types.is_string_dtype(frame[name])]
    starts = tuple("'" + start for start in _FORMULA_STARTS)
    restored = {}
    for name in text:
        quoted = frame[name].str.startswith(starts).fillna(value=False).astype(bool)
        restored[name] = frame[name].where(~quoted, frame[name].str[1:])
    return frame.assign(**restored)


def text_table(path: Path) -> pd.DataFrame:
    """A CSV file with every cell as text, blank where empty; raises `RefusedError` when it holds no table."""
    header, *body = _rows(path)
    if any(len(row) != len(header) for row in body):
        raise RefusedError("uneven_rows", "lines do not have as many fields as the header.", "Write it again.")
    return pd.DataFrame(body, columns=header, dtype="str")


def _as_text(column: pd.Series, *, inert: bool) -> pd.Series:
    if pd.api.types.is_bool_dtype(column):
        return column.map({True: "true", False: "false"}).astype("str")
    if pd.api.types.is_float_dtype(column):
        rounded = column.round(_DECIMALS) + 0.0
        whole = rounded.notna() & (rounded == np.floor(rounded)) & (rounded.abs() < 1e15)
        text = rounded.map(repr, na_action="ignore").astype("object")
        text[whole] = rounded[whole].astype("int64").astype("str")
        return text.fillna("")
    if pd.api.types.is_integer_dtype(column):
        return column.astype("str")
    # A lone carriage return ends a line for some readers and not for others: only line feeds leave here.
    text = column.astype("str").fillna("").str.replace("\r\n?", "\n", regex=True)
    return disarmed(text) if inert else text


class RefusedError(Exception):
    """A file that cannot be taken for a table at all."""

    def __init__(self, rule: str, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.fix = rule, message, fix


def _rows(path: Path) -> list[list[str]]:
    """The cells of the file, header first; raises `RefusedError` when it holds no table."""
    try:
        return list(csv.reader(io.StringIO(text_of(path), newline=""), strict=True))
    except csv.Error as error:
        fix = "It may be cut off: export it again."
        raise RefusedError("not_csv", f"the file is not well-formed CSV: {error}.", fix) from None


def text_of(path: Path) -> str:
    """The whole file as text: UTF-8, byte order mark dropped, gunzipped; raises `RefusedError` when it is none."""
    if not path.is_file():
        raise RefusedError("missing_file", f"the file {path.name} is not there.", "Put it back, or make it again.")
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            data = stream.read(_LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        fix = "It may be cut off: copy it again."
        raise RefusedError("unreadable", f"the file cannot be read: {error}.", fix) from None
    if len(data) > _LARGEST_BYTES:
        raise RefusedError("too_large", f"the file holds more than {_LARGEST_BYTES // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fix = "Save the file as CSV UTF-8."
        raise RefusedError("encoding", f"byte {error.start} is not UTF-8 text.", fix) from None
    if "\0" in text:
        raise RefusedError("encoding", "the file holds zero bytes, so it is not text.", "Save the file as CSV UTF-8.")
    if not text.strip():
        raise RefusedError("empty", "the file is empty.")
    return text


def _header_faults(header: list[str], wanted: list[str], table: str) -> list[Finding]:
    repeated = sorted({name for name in header if header.count(name) > 1})
    faults = [("missing_column", name, "the column is missing.") for name in wanted if name not in header]
    faults += [("unknown_column", name, "the column is not known here.") for name in header if name not in wanted]
    faults += [("repeated_column", name, "the column stands twice.") for name in repeated]
    return [Finding("error", table, rule, message, column=name) for rule, name, message in faults]


def _typed(text: pd.DataFrame, contract: type[Contract], table: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Text columns turned into the contract's types, with a finding for each column that holds something else."""
    columns: dict[str, Any] = {}
    findings: list[Finding] = []
    ids = pd.Series(row_ids(text, key_of(contract)))
    for name in columns_of(contract):
        kind, values = kind_of(contract, name), text[name]
        if kind in ("float64", "int64"):
            stripped = values.str.strip()
            parsed = pd.to_numeric(stripped.where(stripped.ne(""), None), errors="coerce")
            wrong = parsed.isna() & (stripped.ne("") if kind == "float64" else True)
            wrong |= np.isinf(parsed)
            if kind == "int64":
                wrong |= parsed.notna() & ((parsed != np.floor(parsed)) | (parsed.abs() >= _LARGEST_WHOLE))
            columns[name] = parsed.astype("float64") if kind == "float64" or wrong.any() else parsed.astype("int64")
            expected = "a number" if kind == "float64" else "a whole number"
        elif kind == "bool":
            # A spreadsheet saves them in capitals.
            lowered = values.str.strip().str.lower()
            wrong = ~lowered.isin(list(_TRUE_FALSE))
            columns[name] = lowered.eq("true")
            expected = "true or false"
        else:
            columns[name] = values
            continue
        if wrong.any():
            shown = ", ".join(dict.fromkeys(f'"{value}"' for value in values[wrong].head(3)))
            message = f"must be {expected}. Found: {shown}."
            findings.append(Finding("error", table, "type", message, name, tuple(dict.fromkeys(ids[wrong]))))
    return pd.DataFrame(columns), findings
