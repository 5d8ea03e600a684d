"""Whole homes from fractional weights: totals exact, the largest remainders first, ties by order."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_NEVER: Final = -np.inf
_UNLIKELY: Final = 1_000.0
"""What a cell without weight is set back by: it gets a home only when nothing else can take it."""
_DECIMALS: Final = 9
"""Remainders are compared at this many decimals, so that the last bit of a float decides no tie."""


def largest_remainder(weights: Floats, groups: Codes, totals: Codes) -> Codes:
    """Whole numbers near `weights` that sum to each group's total exactly.

    Each is rounded down, and those with the largest remainders get one more, the first of equals first.

    Args:
        weights: not negative, one a cell; those of a group sum to about its total.
        groups: the group of each cell, from 0.
        totals: whole homes of each group.

    Raises:
        ValueError: a group's weights are further from its total than its cells could make up by one each.
    """
    down = np.floor(np.round(weights, _DECIMALS)).astype(np.int64)
    short = totals - np.bincount(groups, down, minlength=len(totals)).astype(np.int64)
    size = np.bincount(groups, minlength=len(totals))
    if ((short < 0) | (short > size)).any():
        row = int(np.flatnonzero((short < 0) | (short > size))[0])
        raise ValueError(f"the weights of group {row} do not sum to its total of {totals[row]}")
    order = np.lexsort((np.arange(len(weights)), -np.round(weights - down, _DECIMALS), groups))
    whole: Codes = down.copy()
    whole[order[ranks(groups[order]) < short[groups[order]]]] += 1
    return whole


def ranks(sorted_keys: Codes) -> Codes:
    """The place of each row among the rows of the same key, from 0; the keys must be sorted."""
    if not len(sorted_keys):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])
    lengths = np.diff(np.r_[starts, len(sorted_keys)])
    place: Codes = np.arange(len(sorted_keys)) - np.repeat(starts, lengths)
    return place


def whole_table(weights: Floats, rows: Codes, groups: Codes, columns: Codes) -> Codes:
    """A table of whole homes near `weights` whose row sums and, in every group of rows, column sums are exact.

    Every cell is first rounded down; then in rounds each row that is short asks for its largest remainder among the
    columns its group is short of, and each column gives to the largest remainders first. Rounding the cells one by one
    would let a column's total drift by several homes.

    Args:
        weights: (rows, columns), not negative.
        rows: whole homes of each row.
        groups: the group of each row, from 0.
        columns: (groups, columns) whole homes; a group's columns and its rows have the same sum.

    Raises:
        ValueError: rows and columns of a group do not sum to the same.
    """
    by_row = np.bincount(groups, rows, minlength=len(columns)).astype(np.int64)
    if (by_row != columns.sum(axis=1)).any():
        group = int(np.flatnonzero(by_row != columns.sum(axis=1))[0])
        raise ValueError(f"group {group} has {by_row[group]} homes by row and {columns[group].sum()} by column")
    whole = _under(np.floor(np.round(weights, _DECIMALS)).astype(np.int64), rows, groups, columns)
    short_rows = rows - whole.sum(axis=1)
    short_columns = columns - _column_sums(whole, groups, len(columns))
    while short_rows.any():
        asking = np.flatnonzero(short_rows > 0)
        remainder = np.round(weights[asking] - whole[asking], _DECIMALS)
        remainder = np.where(weights[asking] > 0, remainder, remainder - _UNLIKELY)
        remainder = np.where(short_columns[groups[asking]] > 0, remainder, _NEVER)
        column = remainder.argmax(axis=1)
        place = groups[asking] * weights.shape[1] + column
        order = np.lexsort((asking, -remainder[np.arange(len(asking)), column], place))
        given = order[ranks(place[order]) < short_columns.reshape(-1)[place[order]]]
        whole[asking[given], column[given]] += 1
        short_rows[asking[given]] -= 1
        np.subtract.at(short_columns, (groups[asking[given]], column[given]), 1)
    return whole


def _under(whole: Codes, rows: Codes, groups: Codes, columns: Codes) -> Codes:
    """`whole`, lowered where weights that missed their margins put more in a row or column than it has."""
    whole = whole.copy()
    for _ in range(2):
        while (over := whole.sum(axis=1) - rows).max(initial=0) > 0:
            long = np.flatnonzero(over > 0)
            whole[long, whole[long].argmax(axis=1)] -= 1
        sums = _column_sums(whole, groups, len(columns))
        for group, column in np.argwhere(sums > columns):
            inside = np.flatnonzero((groups == group) & (whole[:, column] > 0))
            excess = int(sums[group, column] - columns[group, column])
            while excess > 0:
                taken = inside[np.argsort(-whole[inside, column], kind="stable")][:excess]
                taken = taken[whole[taken, column] > 0]
                whole[taken, column] -= 1
                excess -= len(taken)
    return whole


def _column_sums(whole: Codes, groups: Codes, number: int) -> Codes:
    sums = np.zeros((number, whole.shape[1]), dtype=np.int64)
    np.add.at(sums, groups, whole)
    return sums
