"""Compact series for the page: each distinct run of yearly values is written once, as steps of whole hundredths."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

SCALE: Final = 100
"""Numbers on the page carry two decimals."""

Packed = tuple[int | None, ...]


class SeriesPool:
    """Collects series of equal length and hands out the number under which each distinct one is stored."""

    def __init__(self) -> None:
        self._index: dict[Packed, int] = {}

    def numbers(self, values: Any) -> int:
        """Store yearly numbers (NaN where missing), rounded to two decimals."""
        array = np.asarray(values, dtype=np.float64)
        whole = np.rint(np.nan_to_num(array) * SCALE).astype(np.int64)
        return self._store([None if gap else int(value) for value, gap in zip(whole, np.isnan(array), strict=True)])

    def codes(self, values: Any) -> int:
        """Store yearly whole numbers, for instance places in a list of words; -1 is missing."""
        return self._store([None if value < 0 else int(value) for value in values])

    def packed(self) -> list[list[int | None]]:
        """The stored series, in the order of their numbers."""
        return [list(series) for series in self._index]

    def _store(self, values: Sequence[int | None]) -> int:
        return self._index.setdefault(_steps(values), len(self._index))


class Words:
    """Collects texts and hands out the number under which each distinct one is stored."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._index = {text: number for number, text in enumerate(known)}

    def code(self, text: str) -> int:
        """The number of `text`."""
        return self._index.setdefault(text, len(self._index))

    def listed(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self._index)


def unpack(packed: Sequence[int | None], length: int) -> list[int | None]:
    """The values behind a packed series: what the page's own decoder does, kept here so that it can be tested."""
    if len(packed) == 1:
        return list(packed) * length
    values: list[int | None] = []
    last = 0
    for step in packed:
        last += step or 0
        values.append(None if step is None else last)
    return values


def _steps(values: Sequence[int | None]) -> Packed:
    if len(set(values)) == 1:
        return (values[0],)
    steps: list[int | None] = []
    last = 0
    for value in values:
        steps.append(None if value is None else value - last)
        last = last if value is None else value
    return tuple(steps)
