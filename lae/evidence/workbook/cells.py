"""Cells of a sheet: text of the files that can be nothing but text, and a sign where nothing is known."""

from typing import Final

import pandas as pd

from lae.files import disarmed

BLANK: Final = "[x]"
"""The Analysis Function's sign for a number that is not available."""
NONE: Final = "[z]"
"""Its sign for a cell that has nothing to hold."""
LONGEST: Final = 32_000
"""Excel takes 32,767 characters a cell."""


def written(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` as a sheet shows it: booleans in words, text inert, signs for blanks; numbers stay numbers."""
    return pd.DataFrame({name: _column(frame[name]) for name in frame.columns}).reset_index(drop=True)


def plain(text: pd.Series) -> pd.Series:
    """Text that neither a spreadsheet takes for a formula nor gptables for a link, a note or a mark of its own."""
    held = text.astype("object").where(text.notna(), "").astype("str").str.slice(0, LONGEST)
    held = held.str.replace(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", regex=True)
    held = held.str.replace("](", "] (", regex=False).str.replace("$$", "$ $", regex=False)
    held = disarmed(held.str.replace(r"^\{=", "'{=", regex=True))
    bare = held.ne("") & ~held.str.contains(r"[a-zA-Z0-9]", regex=True)
    signs = bare & held.str.strip().ne("")
    held = held.where(~signs, "text: " + held)
    return held.where(held.str.strip().ne(""), NONE)


def _column(values: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(values):
        return values.map({True: "yes", False: "no"}).astype("object")
    if pd.api.types.is_numeric_dtype(values):
        rounded = values.astype("float64").round(6) + 0.0
        return rounded.astype("object").where(rounded.notna(), BLANK)
    return plain(values).astype("object")
