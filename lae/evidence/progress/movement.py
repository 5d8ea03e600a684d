"""How the ledger of indicators moved since the last return: figures, targets, status, owner, row by row."""

from typing import Final

import pandas as pd

from lae.plan.kpis.contract import Kpis
from lae.tables import key_of

COLUMNS: Final = ["target_value", "actual_value", "actual_year", "forecast_value", "status", "owner", "next_action"]
"""What a reader of a return wants to know has moved."""
_DECIMALS: Final = 6
"""As tables are written, so that a run in memory and one read back are the same."""


def movement(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """One row a cell of the ledger that differs: the row's key, the column, before and after as text.

    A row that is new has nothing before, one that is gone nothing after; a figure that was blank likewise.

    Args:
        before: contract Kpis, of the last return.
        after: likewise, of this one.
    """
    key = key_of(Kpis)
    sides = [_long(frame, key) for frame in (before, after)]
    met = sides[0].merge(sides[1], on=[*key, "column"], how="outer", suffixes=("_before", "_after"))
    told = met.rename(columns={"value_before": "before", "value_after": "after"}).fillna({"before": "", "after": ""})
    moved = told[told["before"].ne(told["after"])]
    return moved.sort_values([*key, "column"], kind="stable", ignore_index=True)[[*key, "column", "before", "after"]]


def _long(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    parts = [
        frame[key].assign(column=pd.Series(name, index=frame.index, dtype="str"), value=_written(frame[name]))
        for name in COLUMNS
    ]
    return pd.concat(parts, ignore_index=True)


def _written(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(cells):
        text = cells.round(_DECIMALS).map("{:.15g}".format, na_action="ignore")
        return text.astype("object").where(cells.notna(), "").astype("str")
    return cells.astype("str")
