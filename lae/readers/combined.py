"""Tables of several files of one kind as one table, as if they had come in one file."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
from pandas.api.types import union_categoricals

from lae.findings import Finding
from lae.pathway.resp_contract import RespRows
from lae.tables import key_of

_KEYS: Final = ("certificate_id", "charger_id", "site_id")
_WIRES: Final[dict[str, list[str]]] = {
    "buses": ["bus_id"],
    "branches": ["asset_id"],
    "grid_sources": ["asset_id"],
    "grid_loads": ["asset_id"],
    "node_faults": ["bus_id"],
    "site_demands": ["site", "kind", "season"],
    "bus_points": ["bus_id"],
}
"""Tables of the electrical model: a busbar of theirs has a site too."""
_FIGURE: Final = key_of(RespRows)
"""What makes a figure of a pathway one: it has no id."""
_NUMBERED: Final = ("home_row", "building_row")
"""Columns that number rows within their own file."""


def combined(parts: Sequence[pd.DataFrame], table: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of all parts in their order, each key once, and a note of how many stood in more than one file.

    Numbers of rows within a file are counted on, so that rows of different files are never taken for one.

    Args:
        parts: tables of one contract, from as many files.
        table: its name.
    """
    if len(parts) == 1:
        return parts[0], []
    counted, offset = [], 0
    for part in parts:
        shifted = {name: part[name] + offset for name in _NUMBERED if name in part.columns}
        counted.append(part.assign(**shifted))
        offset += int(max((column.max() for column in shifted.values()), default=0))
    whole = pd.concat(counted, ignore_index=True)
    for name in whole.columns:
        if isinstance(parts[0][name].dtype, pd.CategoricalDtype):
            together = union_categoricals([part[name] for part in counted], sort_categories=False)
            whole[name] = pd.Series(together)
    key = _WIRES.get(table) or [name for name in _KEYS if name in whole.columns]
    if not key and set(_FIGURE) <= set(whole.columns):
        key = _FIGURE
    again = whole.duplicated(key) if key else pd.Series(data=False, index=whole.index)
    message = f"{int(again.sum())} rows stand in more than one file; the first is used."
    found = [Finding("note", table, "same_row", message, key[0])] if again.any() else []
    return whole[~again].reset_index(drop=True), found
