"""Rows that a reader leaves out: counted under one reason each, and named in a finding each."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from lae.findings import Finding, Severity
from lae.readers.base import Count

RAGGED: Final = "a row with the wrong number of cells"


def tally(
    drops: Mapping[str, pd.Series],
    *,
    source_id: str,
    ragged: int = 0,
    repaired: Mapping[str, int] | None = None,
) -> tuple[pd.Series, Count]:
    """Which rows stay, as flags, and the count of all; a row with two reasons to go is counted under the first.

    Args:
        drops: reason to flags, of one index.
        source_id: of the file.
        ragged: rows the guard left out before, which are counted as read and dropped too.
        repaired: what was put right, by reason.
    """
    first = next(iter(drops.values()))
    left = pd.Series(data=True, index=first.index)
    dropped = {RAGGED: ragged} if ragged else {}
    for reason, faulty in drops.items():
        if lost := int((left & faulty).sum()):
            dropped[reason] = lost
        left &= ~faulty
    mended = {reason: number for reason, number in (repaired or {}).items() if number}
    return left, Count(source_id, len(left) + ragged, int(left.sum()), dropped, mended)


def repeated(keys: pd.DataFrame, drops: Mapping[str, pd.Series]) -> pd.Series:
    """Which rows have the key of an earlier row that nothing in `drops` speaks against."""
    sound = pd.Series(data=True, index=keys.index)
    for faulty in drops.values():
        sound &= ~faulty
    again = keys[sound].duplicated()
    return again.reindex(keys.index, fill_value=False)


def drop_findings(
    table: str, drops: Mapping[str, pd.Series], *, severity: Severity = "warning", unit: str = "row"
) -> list[Finding]:
    """One finding a reason, naming its rows by their number in the file (the index of the flags)."""
    return [
        Finding(
            severity,
            table,
            reason.replace(" ", "_").replace(",", ""),
            f"left out: {reason}.",
            ids=tuple(f"{unit} {number}" for number in faulty.index[faulty]),
        )
        for reason, faulty in drops.items()
        if faulty.any()
    ]
