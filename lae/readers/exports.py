"""An open-data portal's export as text cells: CSV with comma, semicolon or tab, or JSON records."""

import csv
import io
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.files import RefusedError, text_of
from lae.readers.base import Head
from lae.readers.cells import plain, spelling
from lae.readers.remarks import Remarks

_NOTHING: Final = frozenset({"-", "na", "null", "none", "nan", "tbc"})
"""How portals write that there is no figure, in lower case, beside what `cells.plain` knows."""
_LISTS: Final = ("results", "records", "result")
"""Where a portal's answer keeps its records."""
_AGAIN: Final = "Download it again, without a limit on the number of rows."


def header_words(head: Head) -> frozenset[str]:
    """The spellings of a file's column names, as far as its first 64 kB show them; of JSON, all its quoted words."""
    text = head.text().lstrip()
    if text.startswith(("{", "[")):
        return frozenset(spelling(word) for word in re.findall(r'"([^"\n]{1,60})"\s*:', text))
    return frozenset(spelling(word) for word in re.split(r'[,;\t"]', _headed(text).partition("\n")[0]))


def read_export(
    path: Path, fields: Mapping[str, str], optional: Collection[str], remarks: Remarks
) -> pd.DataFrame | None:
    """The file's records as text under our names, blank where the publisher says nothing; None where it cannot be read.

    Args:
        path: the file as downloaded.
        fields: our short name of each column, and the publisher's.
        optional: short names that some editions leave out; they come as blanks.
        remarks: where faults go.

    Returns:
        One column a field and `row`, the number of the record as a spreadsheet counts it (the header is row 1).
    """
    try:
        text = text_of(path)
        header, body = _json(text) if text.lstrip().startswith(("{", "[")) else _csv(text)
    except RefusedError as refusal:
        remarks.file("error", refusal.rule, refusal.message, fix=refusal.fix)
        return None
    known = {spelling(published): name for name, published in fields.items()}
    names = [known.get(spelling(cell), "") for cell in header]
    missing = [fields[name] for name in fields if name not in names and name not in optional]
    repeated = [fields[name] for name in fields if names.count(name) > 1]
    uneven = [f"row {number}" for number, cells in enumerate(body, start=2) if len(cells) != len(header)]
    for column in missing:
        remarks.file("error", "missing_column", f"the column {column} is missing.", column=column)
    for column in repeated:
        remarks.file("error", "repeated_column", f"the column {column} stands twice.", column=column)
    message = f"{len(uneven)} rows do not have {len(header)} cells; the file may be cut off."
    remarks.rows("error", "uneven_rows", message, uneven, fix="Download it again.")
    if not (missing or repeated or uneven or body):
        message = "the file has a header but no rows."
        remarks.file("error", "empty", message, fix="Some portals export rows only to registered users: sign in first.")
    if missing or repeated or uneven or not body:
        return None
    columns = {name: [cells[place] for cells in body] for place, name in enumerate(names) if name}
    frame = pd.DataFrame(columns, dtype="str").reindex(columns=list(fields), fill_value="")
    return frame.apply(_cleaned).assign(row=np.arange(2, len(frame) + 2, dtype="int64"))


def whole_ids(values: pd.Series) -> pd.Series:
    """Ids as text, "1234.0" put back to the "1234" it was before somebody's spreadsheet had blanks in the column."""
    return values.str.replace(r"^(\d+)\.0+$", r"\1", regex=True)


def _cleaned(column: pd.Series) -> pd.Series:
    """The column in plain text; portals repeat the same few cells many times, so each distinct one is cleaned once."""
    distinct = pd.Series(column.unique(), dtype="str")
    text = plain(distinct)
    text = text.mask(text.str.casefold().isin(_NOTHING), "")
    return column.map(dict(zip(distinct, text, strict=True))).astype("str")


def _headed(text: str) -> str:
    """The text from its header on: a leading "sep=" line is for spreadsheets."""
    first, _, rest = text.lstrip().partition("\n")
    return rest if first.casefold().startswith("sep=") else text.lstrip()


def _csv(text: str) -> tuple[list[str], list[list[str]]]:
    table = _headed(text)
    first = table.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(table, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        message = f"the file is not well-formed CSV: {error}."
        raise RefusedError("not_csv", message, "It may be cut off: download it again.") from None
    lines = [line for line in lines if line]
    if not lines:
        raise RefusedError("empty", "the file has no header.")
    return lines[0], lines[1:]


def _json(text: str) -> tuple[list[str], list[list[str]]]:
    try:
        answer: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise RefusedError("not_json", "the file is not well-formed JSON.", _AGAIN) from None
    total = None
    while isinstance(answer, dict):
        total = answer.get("total_count", answer.get("total", total))
        answer = next((answer[name] for name in _LISTS if name in answer), None)
    if not isinstance(answer, list) or not all(isinstance(record, dict) for record in answer):
        raise RefusedError("not_records", "the JSON holds no list of records.", _AGAIN)
    if isinstance(total, int) and total != len(answer):
        raise RefusedError("cut_off", f"the answer holds {len(answer)} of {total} records.", _AGAIN)
    header = list(dict.fromkeys(str(name) for record in answer for name in record))
    return header, [[_cell(record.get(name)) for name in header] for record in answer]


def _cell(value: Any) -> str:
    """A JSON value as the CSV export would write it; a point becomes "lat, lon"."""
    if isinstance(value, dict) and {"lat", "lon"} <= set(value):
        return f"{value['lat']}, {value['lon']}"
    return "" if value is None else str(value)
