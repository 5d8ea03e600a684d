"""Values out of somebody else's JSON: the wrong type is a missing value, never an error."""

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from lae.findings import FaultsError
from lae.readers import guard

_LONGEST: Final = 200
"""Letters kept of a text; a name or id has fewer."""
_LARGEST_WHOLE: Final = 1e15
"""Below it a whole number is written without a point: "1234.0" is the id 1234."""
_NUMBER: Final = frozenset("0123456789+-.eE")


class Documents(NamedTuple):
    """The JSON documents of a file, and how many of its lines were none."""

    found: list[Any]
    broken: int


def documents(path: Path) -> Documents:
    """The file as one JSON document, or as JSON lines where each line is one; lines that are none are counted.

    Raises:
        FaultsError: it is neither.
    """
    whole = guard.read_text(path)
    try:
        return Documents([guard.json_of(whole, table=path.name)], 0)
    except FaultsError as fault:
        lines = [line for line in whole.splitlines() if line.strip()]
        if len(lines) < 2 or any(finding.rule != "not_json" for finding in fault.findings):
            raise
        found = [document for line in lines if (document := _line(line, path.name)) is not None]
        if 2 * len(found) <= len(lines):
            raise
        return Documents(found, len(lines) - len(found))


def _line(line: str, table: str) -> Any:
    if not line.lstrip().startswith("{"):
        return None
    try:
        return guard.json_of(line, table=table)
    except FaultsError:
        return None


def at(record: Any, *path: str) -> Any:
    """The value at the end of `path` through nested objects, None where the way is barred."""
    for name in path:
        if not isinstance(record, Mapping):
            return None
        record = record.get(name)
    return record


def listed(value: Any) -> list[Any]:
    """The list itself, or nothing."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """A text, number or boolean as one printable line of at most 200 letters; anything else is blank."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        value = int(value) if value.is_integer() and abs(value) < _LARGEST_WHOLE else value
    if not isinstance(value, str | int | float):
        return ""
    line = " ".join(str(value).split())
    printable = line if line.isprintable() else "".join(letter for letter in line if letter.isprintable())
    return printable[:_LONGEST].strip()


def number(value: Any) -> float:
    """A finite number, also one written as text; anything else is NaN."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return math.nan
    if isinstance(value, str) and not (value.strip() and set(value.strip()) <= _NUMBER):
        return math.nan
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return found if math.isfinite(found) else math.nan


def flag(value: Any) -> bool | None:
    """True or false as JSON, 1 or 0, yes or no; None where it says neither."""
    return {"true": True, "1": True, "yes": True, "y": True, "false": False, "0": False, "no": False, "n": False}.get(
        text(value).casefold()
    )


def texts(values: Iterable[Any]) -> pd.Series:
    """`text` of each value, as a column."""
    return pd.Series([text(value) for value in values], dtype="str")


def numbers(values: Iterable[Any]) -> pd.Series:
    """`number` of each value, as a column."""
    return pd.Series([number(value) for value in values], dtype="float64")


def objects(values: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Each value that is an object; an empty object in the place of one that is not, so that positions hold."""
    for value in values:
        yield value if isinstance(value, Mapping) else {}
