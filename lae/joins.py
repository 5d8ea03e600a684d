"""Joins that lose nothing silently: what found no partner is named on both sides, and too much of it is an error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from lae.findings import Finding
from lae.tables import row_ids

_FIX: Final = "Are the two of the same edition? Codes of areas change between censuses."


@dataclass(frozen=True)
class Side:
    """A table in a join: the name its findings carry, its rows, its key columns, and the share of rows it may lose.

    A `may_lose_share` of 1 says that unmatched rows are expected (a national table against one county): they are then
    counted in a note; below it they are a warning, and more than the share is an error.
    """

    name: str
    rows: pd.DataFrame
    key: Sequence[str]
    may_lose_share: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.may_lose_share <= 1.0:
            raise ValueError(f"{self.name}: a share of {self.may_lose_share} is not between 0 and 1")
        if missing := [column for column in self.key if column not in self.rows.columns]:
            raise ValueError(f"{self.name} has no column {', '.join(missing)}")


@dataclass(frozen=True)
class Joined:
    """The rows of the left table in their order with the right one's columns, and what either side lost."""

    rows: pd.DataFrame
    findings: tuple[Finding, ...]


def joined(left: Side, right: Side, *, keep_unmatched: bool = False) -> Joined:
    """Every left row that has a right one, with its columns; both sides' unmatched keys are findings.

    A blank key matches nothing. A key that stands twice on the right is an error, and its first row is used, so that
    no left row is ever multiplied. Columns of the right that the left has too are not taken.

    Args:
        left: the table whose rows are kept.
        right: the table that is looked up; its key columns answer the left one's in their order.
        keep_unmatched: keep left rows without a partner, their new columns missing.
    """
    if len(left.key) != len(right.key) or not left.key:
        raise ValueError(f"{left.name} and {right.name} are joined on keys of different length")
    ours, theirs = _keys(left), _keys(right)
    first = (theirs.ne("") & ~theirs.duplicated()).to_numpy()
    place = pd.Index(theirs[first]).get_indexer(pd.Index(ours))
    matched = place >= 0
    new = [name for name in right.rows.columns if name not in {*left.rows.columns, *right.key}]
    found = right.rows.loc[first, new].iloc[place[matched]] if len(right.rows) else right.rows[new]
    plain = left.rows.reset_index(drop=True)
    whole = plain.join(found.set_axis(plain.index[matched]), how="left" if keep_unmatched else "inner")
    rows = whole.set_axis(left.rows.index if keep_unmatched else left.rows.index[matched])
    findings = [
        *_repeated(right, theirs.ne("") & theirs.duplicated()),
        *_lost(left, right, ~pd.Series(matched)),
        *_lost(right, left, ~theirs.isin(ours[ours.ne("")])),
    ]
    return Joined(rows, tuple(findings))


def _keys(side: Side) -> pd.Series:
    """Each row's key as one text, numbered from 0; "" where a part of it is missing or blank."""
    parts = [side.rows[name].astype("str").fillna("").str.strip().reset_index(drop=True) for name in side.key]
    text = parts[0].astype("str")
    for part in parts[1:]:
        text = text + "\x1f" + part
    blank = pd.concat([part.eq("") for part in parts], axis=1).any(axis=1)
    return text.mask(blank, "").astype("str")


def _repeated(side: Side, again: pd.Series) -> list[Finding]:
    if not again.any():
        return []
    message = "the same key stands on more than one row; the first is used."
    return [Finding("error", side.name, "repeated_key", message, ", ".join(side.key), _named(side, again))]


def _lost(side: Side, other: Side, lost: pd.Series) -> list[Finding]:
    if not lost.any():
        return []
    share = float(lost.mean())
    message = f"{int(lost.sum())} of {len(lost)} rows ({share:.1%}) have no row in {other.name}"
    key, ids = ", ".join(side.key), _named(side, lost)
    if share > side.may_lose_share:
        message += f"; at most {side.may_lose_share:.1%} may be lost."
        return [Finding("error", side.name, "unmatched_rows", message, key, ids, _FIX)]
    if side.may_lose_share == 1.0:
        return [Finding("note", side.name, "unmatched_rows", f"{message}.", key, ids)]
    return [Finding("warning", side.name, "unmatched_rows", f"{message}.", key, ids, _FIX)]


def _named(side: Side, rows: pd.Series) -> tuple[str, ...]:
    named = row_ids(side.rows.loc[rows.to_numpy(), list(side.key)].replace("", None), side.key)
    return tuple(dict.fromkeys(named))
