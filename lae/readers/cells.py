"""Cells of publishers' tables: their words for nothing, their numbers as text, their header spellings."""

import re
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.findings import Finding

_NOTHING: Final = frozenset({"", "n/a", "data not available", "data not applicable"})
"""How operators write that there is no figure, in lower case."""
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_YES_NO: Final = {"yes": True, "no": False}


def plain(values: pd.Series) -> pd.Series:
    """Text on one line without outer blanks, empty where the publisher's cell says there is nothing."""
    text = values.astype("str").fillna("").str.split().str.join(" ").astype("str")
    return text.mask(text.str.casefold().isin(_NOTHING), "")


def numbers_of(values: pd.Series, *, table: str, column: str, ids: pd.Series) -> tuple[pd.Series, list[Finding]]:
    """Cells such as "1,234.5" as float64, missing as NaN, and an error naming the rows that hold something else."""
    text = plain(values)
    is_number = text.map(lambda cell: _NUMBER.fullmatch(cell) is not None).astype(bool)
    numbers = pd.to_numeric(text.str.replace(",", "").where(is_number), errors="coerce").astype("float64")
    wrong = text.ne("") & ~is_number
    if not wrong.any():
        return numbers, []
    shown = ", ".join(f'"{cell}"' for cell in dict.fromkeys(text[wrong].head(3)))
    message = f"must be a number. Found: {shown}."
    return numbers, [Finding("error", table, "type", message, column, tuple(ids[wrong]))]


def yes_no(values: pd.Series, *, table: str, column: str, ids: pd.Series) -> tuple[pd.Series, list[Finding]]:
    """Cells "Yes" and "No" as booleans, missing as false, and an error naming the rows that hold something else."""
    text = plain(values)
    known = text.str.casefold().map(_YES_NO)
    wrong = text.ne("") & known.isna()
    flags = pd.Series(np.where(known.isna(), False, known), index=values.index).astype(bool)  # noqa: FBT003
    if not wrong.any():
        return flags, []
    message = f"must be Yes or No. Found: {', '.join(dict.fromkeys(text[wrong].head(3)))}."
    return flags, [Finding("error", table, "type", message, column, tuple(ids[wrong]))]


def spelling(header: Any) -> str:
    """A header reduced to its letters and digits in lower case, so that all spellings of one column agree.

    A data portal turns "3-Phase Break Fault Level (kA)" into "unsafe_3_phase_break_fault_level__ka_".
    """
    return re.sub(r"[^a-z0-9]", "", str(header).casefold()).removeprefix("unsafe")
