"""Dates in text columns: impossible ones, and two spellings in one column that may swap day and month."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from lae.findings import Finding

_NAMED: Final = re.compile(r"(^|[ _])date($|[ _])", re.IGNORECASE)
_FORMS: Final = {
    r"\d{4}-\d{2}-\d{2}([T ].*)?": ("year-month-day", "%Y-%m-%d", 10),
    r"\d{1,2}/\d{1,2}/\d{4}": ("day/month/year", "%d/%m/%Y", 10),
}
_SWAPPED: Final = r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/\d{4}"
"""A date that can only be month/day/year."""


def date_columns(names: Iterable[str]) -> list[str]:
    """The columns whose name holds the word date."""
    return [name for name in names if _NAMED.search(name)]


def date_findings(table: str, column: str, cells: pd.Series) -> Iterator[Finding]:
    """Warnings on dates that do not exist, that are month first, or that come in two forms; by row of the file.

    `cells` is text indexed by `source_row`, "" where there is none. Forms we do not know ("Nov-26") are left alone.
    """
    text = cells[cells.ne("")]
    forms, impossible = [], pd.Series(data=False, index=text.index)
    for pattern, (name, layout, length) in _FORMS.items():
        fits = text.str.fullmatch(pattern)
        if fits.any():
            forms.append(name)
            parsed = pd.to_datetime(text[fits].str[:length], format=layout, errors="coerce")
            impossible[fits] = parsed.isna().to_numpy()
    american = text.str.fullmatch(_SWAPPED)
    impossible &= ~american
    if american.any():
        message = f"{int(american.sum())} dates are month/day/year; they are read as day/month/year elsewhere."
        fix = "Save the file again with dates as year-month-day."
        yield Finding("warning", table, "month_first", message, column, _rows(american), fix)
    if impossible.any():
        message = f"{int(impossible.sum())} dates do not exist, such as {text[impossible].iloc[0]}."
        yield Finding("warning", table, "impossible_date", message, column, _rows(impossible), "Correct them.")
    if len(forms) > 1:
        message = f"dates come as {' and as '.join(forms)} in one column."
        yield Finding("note", table, "mixed_dates", message, column)


def _rows(flags: pd.Series) -> tuple[str, ...]:
    return tuple(f"row {number}" for number in flags.index[flags])
