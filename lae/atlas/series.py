"""Compact series for the page: each distinct run of yearly values is written once, as steps of whole hundredths.

A step takes as many letters as it needs, lowest bits first: of a letter's six bits the highest says that another
follows; the lowest bit of the whole is the sign. `~` is a missing year. A series of one step holds in every year.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

SCALE: Final = 100
"""Numbers on the page carry two decimals."""
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
MISSING: Final = "~"
BETWEEN: Final = " "
_MORE: Final = 32

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

    def packed(self) -> str:
        """The stored series as text, in the order of their numbers."""
        return BETWEEN.join("".join(map(_letters, series)) for series in self._index)

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


def unpack(text: str, place: int, length: int) -> list[int | None]:
    """The values of one stored series: what the page's own decoder does, kept here so that it can be tested."""
    packed = _read(text.split(BETWEEN)[place])
    if len(packed) == 1:
        return packed * length
    values: list[int | None] = []
    last = 0
    for step in packed:
        last += step or 0
        values.append(None if step is None else last)
    return values


def _letters(step: int | None) -> str:
    if step is None:
        return MISSING
    rest = abs(step) << 1 | (step < 0)
    text = ""
    while rest >= _MORE:
        text += LETTERS[_MORE | rest % _MORE]
        rest //= _MORE
    return text + LETTERS[rest]


def _read(text: str) -> list[int | None]:
    steps: list[int | None] = []
    value, place = 0, 1
    for letter in text:
        if letter == MISSING:
            steps.append(None)
            continue
        bits = LETTERS.index(letter)
        value += bits % _MORE * place
        place *= _MORE
        if bits < _MORE:
            steps.append(-(value >> 1) if value & 1 else value >> 1)
            value, place = 0, 1
    return steps


def _steps(values: Sequence[int | None]) -> Packed:
    if len(set(values)) == 1:
        return (values[0],)
    steps: list[int | None] = []
    last = 0
    for value in values:
        steps.append(None if value is None else value - last)
        last = last if value is None else value
    return tuple(steps)
