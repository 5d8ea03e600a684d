"""Certificates lent to homes that have none: the same kind of home, as near by as there is one; the same every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.buildings.stock.whole import ranks

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FEWEST: Final = 5
"""Certificates a group must have before its median says what another home of it is likely to be."""


@dataclass(frozen=True)
class Lent:
    """For each home the row of the pool it borrows from and at which key it was found; both -1 where none was."""

    row: Codes
    level: Codes


def lend(needs: Sequence[Codes], pool: Sequence[Codes], value: Floats) -> Lent:
    """A donor for every home, at the first key that any certificate of the pool shares with it.

    A group's certificates are lent from the middle outwards, those nearest to its median `value` first, and again from
    the middle when all are lent: one home alone gets the most typical, many get the whole variety.

    Args:
        needs: keys of the homes, nearest first; -1 where a home has none.
        pool: the same keys of the certificates.
        value: what "typical" is told by, for instance SAP points; NaN ranks last.
    """
    number = len(needs[0]) if needs else 0
    row, level = np.full(number, -1, dtype=np.int64), np.full(number, -1, dtype=np.int64)
    for step, (ours, theirs) in enumerate(zip(needs, pool, strict=True)):
        open_ = np.flatnonzero((row < 0) & (ours >= 0))
        if not len(open_) or not len(theirs):
            continue
        order = _middle_first(theirs, value)
        keys = theirs[order]
        first = np.searchsorted(keys, ours[open_], side="left")
        count = np.searchsorted(keys, ours[open_], side="right") - first
        turn = np.empty(len(open_), dtype=np.int64)
        sorted_open = np.argsort(ours[open_], kind="stable")
        turn[sorted_open] = ranks(ours[open_][sorted_open])
        found = count > 0
        row[open_[found]] = order[first[found] + turn[found] % count[found]]
        level[open_[found]] = step
    return Lent(row, level)


def typical(needs: Sequence[Codes], pool: Sequence[Codes], value: Floats) -> Floats:
    """The median `value` of the first group of at least `FEWEST` certificates that a home shares a key with; else NaN.

    Args:
        needs: keys of the homes, nearest first; -1 where a home has none.
        pool: the same keys of the certificates.
        value: one a certificate; NaN does not count.
    """
    found = np.full(len(needs[0]) if needs else 0, np.nan)
    known = ~np.isnan(value)
    for ours, theirs in zip(needs, pool, strict=True):
        keys, medians, sizes = _medians(theirs[known & (theirs >= 0)], value[known & (theirs >= 0)])
        enough = sizes >= FEWEST
        keys, medians = keys[enough], medians[enough]
        if not len(keys):
            continue
        place = np.minimum(np.searchsorted(keys, ours), len(keys) - 1)
        hit = np.isnan(found) & (keys[place] == ours) & (ours >= 0)
        found[hit] = medians[place[hit]]
    return found


def key(*parts: tuple[Codes, int]) -> Codes:
    """One key of several codes and their numbers of categories, -1 where any of the codes is."""
    whole = np.zeros(len(parts[0][0]), dtype=np.int64)
    missing = np.zeros(len(whole), dtype=bool)
    for codes, size in parts:
        whole = whole * size + np.maximum(codes, 0)
        missing |= codes < 0
    return np.where(missing, -1, whole)


def _middle_first(keys: Codes, value: Floats) -> Codes:
    """Rows sorted by key and by how far their value is from the median of their key."""
    known = ~np.isnan(value)
    groups, medians, _ = _medians(keys[known], value[known])
    if len(groups):
        place = np.minimum(np.searchsorted(groups, keys), len(groups) - 1)
        middle = np.where(groups[place] == keys, medians[place], np.nan)
    else:
        middle = np.full(len(keys), np.nan)
    order: Codes = np.lexsort((np.arange(len(keys)), np.abs(value - middle), keys))
    return order


def _medians(keys: Codes, value: Floats) -> tuple[Codes, Floats, Codes]:
    """Each distinct key in order, the median of its values, and how many it has."""
    order = np.lexsort((value, keys))
    distinct, first, sizes = np.unique(keys[order], return_index=True, return_counts=True)
    ordered = value[order]
    middle = (ordered[first + (sizes - 1) // 2] + ordered[first + sizes // 2]) / 2 if len(first) else ordered[:0]
    return distinct, middle, sizes
