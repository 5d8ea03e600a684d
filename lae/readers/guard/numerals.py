"""Publishers' cells as finite numbers, and which of them are something else."""

import re
from typing import Final

import numpy as np
import pandas as pd

_NOTHING: Final = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        ".",
        "..",
        "...",
        ":",
        "*",
        "x",
        "z",
        "c",
        "na",
        "n/a",
        "#n/a",
        "nan",
        "null",
        "none",
        "nil",
        "tbc",
        "[x]",
        "[z]",
        "[c]",
        "[u]",
        "[w]",
        "[low]",
        "no data",
        "not available",
        "data not available",
        "data not applicable",
    }
)
"""How publishers write that there is no figure, in lower case; [c] and its like are the Government's own shorthand."""
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,308})(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|[+-]?\.\d+")


def numbers(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The cells as float64, NaN where there is none, and a mask of the cells that hold something else.

    Takes "1,234.5" and ASCII digits only; "inf", "1e999" and "12 kW" are something else. The index is kept.
    """
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        values = cells.astype("float64")
        infinite = values.isin([np.inf, -np.inf])
        return values.mask(infinite), infinite
    codes, distinct = pd.factorize(cells.astype("str").fillna(""))
    texts = [str(text).strip() for text in distinct]
    known = np.array([_value(text) for text in texts], dtype="float64") if texts else np.zeros(0)
    blank = np.array([text.casefold() in _NOTHING for text in texts], dtype=bool)
    wrong = ~blank & np.isnan(known)
    values = pd.Series(known[codes], index=cells.index, dtype="float64", name=cells.name)
    return values, pd.Series(wrong[codes], index=cells.index, dtype=bool, name=cells.name)


def _value(text: str) -> float:
    if not text.isascii() or _NUMBER.fullmatch(text) is None:
        return float("nan")
    number = float(text.replace(",", ""))
    return number if np.isfinite(number) else float("nan")
