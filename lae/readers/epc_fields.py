"""Columns of ours as they grow block by block: what a cell means is worked out once a spelling, not once a row."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.readers.epc_cells import NOT_STATED, plain
from lae.readers.guard import numbers

_MOST_SPELLINGS: Final = 200_000
"""Spellings remembered at a time; a county has 25,000 postcodes."""
_SHOWN: Final = 3
_UPRN_PREFIX: Final = "UPRN-"
_LONGEST_UPRN: Final = 10**12


class Spelt(NamedTuple):
    """A column of text: for each row the place of its spelling among distinct ones, some of which may be on no row."""

    places: npt.NDArray[np.integer[Any]]
    spellings: list[Any]


class Field(Protocol):
    """A column of ours; `repaired` counts cells that were left blank because they cannot be right, by reason."""

    repaired: dict[str, int]

    def take(self, cells: Any, rows: int) -> None:
        """Add a block of raw cells, or so many blanks where the file lacks the column."""

    def column(self) -> Any:
        """All cells taken so far, in order."""


class Words:
    """A class out of a closed list. A spelling without a meaning is left blank, counted and kept to be shown."""

    def __init__(self, name: str, classes: Sequence[str], meaning: Callable[[str], str | None]) -> None:
        self.name, self.repaired = name, dict[str, int]()
        self.strange: dict[str, int] = {}
        self._classes = list(classes)
        self._place = {word: code for code, word in enumerate(classes)}
        self._meaning = meaning
        self._known: dict[Any, int] = {}
        self._codes: list[npt.NDArray[np.int8]] = []

    def take(self, cells: Spelt | None, rows: int) -> None:
        """Add a block of raw cells."""
        if cells is None:
            self._codes.append(np.zeros(rows, dtype=np.int8))
            return
        codes, spellings = cells
        found = np.array([*(self._code(text) for text in spellings), 0], dtype=np.int8)
        if (found < 0).any():
            times = np.bincount(codes[codes >= 0], minlength=len(spellings))
            met = pd.unique(codes)
            for place in met[(met >= 0) & (found[met] < 0)]:
                self._count(plain(spellings[place]), int(times[place]))
        self._codes.append(np.maximum(found, 0)[codes])

    def column(self) -> pd.Categorical:
        """All cells so far as categories of the whole list."""
        return coded(joined(self._codes, np.int8), self._classes)

    def _code(self, text: Any) -> int:
        if text not in self._known:
            if len(self._known) >= _MOST_SPELLINGS:
                self._known.clear()
            words = plain(text)
            meant = self._meaning(words) if words else ""
            self._known[text] = -1 if meant is None else self._place[meant]
        return self._known[text]

    def _count(self, text: str, times: int) -> None:
        if text in self.strange or len(self.strange) < _SHOWN:
            self.strange[text] = self.strange.get(text, 0) + times
        reason = f"{self.name} in words not known here, left blank"
        self.repaired[reason] = self.repaired.get(reason, 0) + times


class Measured:
    """A figure that stands in a description, such as a thickness; `figure` finds it in the text of one spelling."""

    def __init__(self, figure: Callable[[str], float]) -> None:
        self.repaired = dict[str, int]()
        self._figure = figure
        self._known: dict[Any, float] = {}
        self._values: list[npt.NDArray[np.float64]] = []

    def take(self, cells: Spelt | None, rows: int) -> None:
        """Add a block of raw cells."""
        if cells is None:
            self._values.append(np.full(rows, np.nan))
            return
        codes, spellings = cells
        found = np.array([*(self._value(text) for text in spellings), np.nan], dtype=np.float64)
        self._values.append(found[codes])

    def column(self) -> npt.NDArray[np.float64]:
        """All cells so far."""
        values: npt.NDArray[np.float64] = joined(self._values, np.float64)
        return values

    def _value(self, text: Any) -> float:
        if text not in self._known:
            if len(self._known) >= _MOST_SPELLINGS:
                self._known.clear()
            words = plain(text)
            self._known[text] = self._figure(words) if words else float("nan")
        return self._known[text]


class Figures:
    """A number between `low` and `high`, divided by `per`; what lies outside or is no number is left blank, counted."""

    def __init__(self, name: str, low: float, high: float, *, per: float = 1.0) -> None:
        self.repaired = dict[str, int]()
        self._name, self._low, self._high, self._per = name, low, high, per
        self._values: list[npt.NDArray[np.float64]] = []

    def take(self, cells: pd.Series | None, rows: int) -> None:
        """Add a block of raw cells."""
        if cells is None:
            self._values.append(np.full(rows, np.nan))
            return
        values, wrong = figures_of(cells)
        outside = (values < self._low) | (values > self._high)
        self._note("is no number, left blank", int(wrong.sum()))
        if lost := int(outside.sum()):
            self._note(f"outside {self._low:,g} to {self._high:,g}, left blank", lost)
            values = np.where(outside, np.nan, values)
        self._values.append(values / self._per if self._per != 1.0 else values)

    def column(self) -> npt.NDArray[np.float64]:
        """All cells so far."""
        values: npt.NDArray[np.float64] = joined(self._values, np.float64)
        return values

    def _note(self, what: str, times: int) -> None:
        if times:
            reason = f"{self._name} {what}"
            self.repaired[reason] = self.repaired.get(reason, 0) + times


class Codes:
    """A code of an open list, such as a postcode; `written` gives its one spelling, or None where a cell holds none."""

    def __init__(self, name: str, written: Callable[[str], str | None]) -> None:
        self.repaired = dict[str, int]()
        self._name, self._written = name, written
        self._place: dict[str, int] = {"": 0}
        self._known: dict[Any, int] = {}
        self._codes: list[npt.NDArray[np.int32]] = []

    def codes_of(self, cells: Spelt) -> npt.NDArray[np.int32]:
        """The cells as places in our own list, 0 for blank and -1 for cells that hold no such code."""
        places, texts = cells
        known = self._known
        met = [known[text] if text in known else self.code(text) for text in texts]
        found = np.array([*met, 0], dtype=np.int32)
        codes: npt.NDArray[np.int32] = found[places]
        return codes

    def take(self, cells: Spelt | None, rows: int) -> None:
        """Add a block of raw cells."""
        if cells is None:
            self._codes.append(np.zeros(rows, dtype=np.int32))
            return
        self.take_codes(self.codes_of(cells))

    def take_codes(self, codes: npt.NDArray[np.int32]) -> None:
        """Add a block whose codes are known already."""
        if wrong := int((codes < 0).sum()):
            reason = f"{self._name}, left blank"
            self.repaired[reason] = self.repaired.get(reason, 0) + wrong
            codes = np.maximum(codes, 0)
        self._codes.append(codes)

    def column(self) -> pd.Categorical:
        """All cells so far as categories in order of their text, blank first."""
        codes: npt.NDArray[np.int32] = joined(self._codes, np.int32)
        texts = list(self._place)
        times = np.bincount(codes, minlength=len(texts))
        ordered = sorted({0, *np.flatnonzero(times).tolist()}, key=texts.__getitem__)
        fresh = np.zeros(len(texts), dtype=np.int32)
        fresh[ordered] = np.arange(len(ordered), dtype=np.int32)
        return coded(fresh[codes], [texts[code] for code in ordered])

    def code(self, cell: Any) -> int:
        """The place of one cell in our own list, as `codes_of` gives it."""
        if cell not in self._known:
            if len(self._known) >= _MOST_SPELLINGS:
                self._known.clear()
            text = " ".join(str(cell).split())
            stated = "" if text.casefold() in NOT_STATED else self._written(text)
            self._known[cell] = -1 if stated is None else self._place.setdefault(stated, len(self._place))
        return self._known[cell]


class Uprns:
    """Unique property reference numbers as whole numbers, 0 where there is none."""

    def __init__(self) -> None:
        self.repaired = dict[str, int]()
        self._values: list[npt.NDArray[np.int64]] = []

    def take(self, cells: pd.Series | None, rows: int) -> None:
        """Add a block of raw cells."""
        if cells is None:
            self._values.append(np.zeros(rows, dtype=np.int64))
            return
        if cells.dtype.kind not in "iuf":
            cells = cells.astype("str").fillna("").str.strip().str.removeprefix(_UPRN_PREFIX)
        values, wrong = figures_of(cells)
        sound = (values >= 1) & (values < _LONGEST_UPRN) & (values == np.floor(values))
        if none := int((wrong | (~np.isnan(values) & ~sound)).sum()):
            reason = "UPRN is none, left blank"
            self.repaired[reason] = self.repaired.get(reason, 0) + none
        self._values.append(np.where(sound, values, 0).astype(np.int64))

    def numbers(self) -> npt.NDArray[np.int64]:
        """All cells so far as whole numbers."""
        values: npt.NDArray[np.int64] = joined(self._values, np.int64)
        return values

    def column(self) -> pd.Series:
        """All cells so far as text, blank where there is none."""
        numbers = self.numbers()
        texts = np.array(list(map(str, numbers.tolist())), dtype=object)
        texts[numbers == 0] = ""
        return pd.Series(texts, dtype="str")


def joined(parts: list[Any], kind: type[np.generic]) -> Any:
    """The blocks as one array; they become one block, so that nothing is held twice."""
    whole = np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
    parts[:] = [whole]
    return whole


def coded(codes: npt.NDArray[Any], classes: Sequence[str]) -> pd.Categorical:
    """The classes that the codes stand for, as categories of the whole list."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(classes), dtype="str"))


def spelt(cells: pd.Series) -> Spelt:
    """The column's distinct spellings and where each stands."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return Spelt(cells.cat.codes.to_numpy(), cells.cat.categories.tolist())
    places, distinct = pd.factorize(cells.to_numpy(dtype=object))
    return Spelt(places, distinct.tolist())


def figures_of(cells: pd.Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The cells as finite numbers, NaN where there is none, and which of them hold something else."""
    if cells.dtype.kind in "iuf":
        found = cells.to_numpy(dtype=np.float64)
        infinite = np.isinf(found)
        return (np.where(infinite, np.nan, found) if infinite.any() else found), infinite
    text = cells.astype("str").fillna("")
    values, wrong = numbers(text.mask(text.str.strip().str.casefold().isin(NOT_STATED), ""))
    return values.to_numpy(dtype=np.float64), wrong.to_numpy(dtype=bool)


def strange_words(fields: Iterable[Field]) -> list[tuple[str, int, str]]:
    """The name, number of rows and first spellings of each column with classes that are not known here."""
    found = []
    for field in fields:
        if isinstance(field, Words) and field.strange:
            shown = ", ".join(f'"{text[:60]}"' for text in field.strange)
            found.append((field.name, sum(field.repaired.values()), shown))
    return found
