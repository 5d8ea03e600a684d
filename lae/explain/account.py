"""An account of one thing a run knows: titled sections of lines, each number with its unit, provenance and sources."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from lae.measures import BOUNDS, PROVENANCE

BOUND_WORDS: Final = {"exact": "", "at_most": "at most ", "at_least": "at least ", "unknown": ""}
"""How a bound is said before its number."""
UNKNOWN: Final = "unknown"
_LABEL, _FIGURE, _WIDTH = 46, 22, 132


def said(value: float, bound: str, unit: str = "MVA") -> str:
    """A number with its bound in words: "at most 0.00 MVA"; "unknown" where there is none."""
    if pd.isna(value):
        return UNKNOWN
    doubt = " (only roughly known)" if bound == "unknown" else ""
    return f"{BOUND_WORDS[bound]}{value:,.2f} {unit}{doubt}"


@dataclass(frozen=True)
class Line:
    """One thing said: a number with unit, provenance and sources, a text, or a blank (None, NaN) with its reason.

    `source_id` names rows of the registers of sources and assumptions, parted by "; ". `note` is the reason of a blank
    and a remark otherwise. A number without unit, provenance or source and a blank without a reason raise ValueError.
    """

    label: str
    value: float | str | None
    unit: str = ""
    provenance: str = ""
    source_id: str = ""
    note: str = ""
    bound: str = "exact"
    decimals: int = 2
    depth: int = 0

    def __post_init__(self) -> None:
        """Refuse a line that would leave its reader guessing."""
        if not self.is_text and pd.isna(self.value):
            object.__setattr__(self, "value", None)
        if self.bound not in BOUNDS:
            raise ValueError(f"{self.label}: there is no bound {self.bound}")
        if self.provenance and self.provenance not in PROVENANCE:
            raise ValueError(f"{self.label}: there is no provenance {self.provenance}")
        if self.value is None and not self.note:
            raise ValueError(f"{self.label} is blank and gives no reason")
        if self.is_number and not (self.unit and self.provenance and self.source_id):
            raise ValueError(f"{self.label}: a number needs a unit, a provenance and a source")

    @property
    def is_text(self) -> bool:
        """Whether the value is words."""
        return isinstance(self.value, str)

    @property
    def is_number(self) -> bool:
        """Whether the value is a number that is known."""
        return not self.is_text and self.value is not None

    def figure(self) -> str:
        """The value in words: bound, number and unit; "unknown" for a blank."""
        if self.value is None:
            return UNKNOWN
        if isinstance(self.value, str):
            return self.value
        doubt = " (only roughly known)" if self.bound == "unknown" else ""
        # Adding 0 turns a rounded -0 into 0.
        shown = round(self.value, self.decimals) + 0.0
        return f"{BOUND_WORDS[self.bound]}{shown:,.{self.decimals}f} {self.unit}{doubt}"

    def data(self) -> dict[str, Any]:
        """The same as plain values; a blank is None."""
        return {
            "label": self.label,
            "value": self.value if self.value is None or isinstance(self.value, str) else round(float(self.value), 6),
            "unit": self.unit if self.is_number else "",
            "bound": self.bound if self.is_number else "",
            "provenance": self.provenance if self.is_number else "",
            "source_id": self.source_id,
            "note": self.note,
        }

    def lines(self, numbers: Mapping[str, int]) -> Iterator[str]:
        """Aligned text, wrapped under its own column, the sources by their numbers."""
        label = f"{'  ' * (self.depth + 1)}{self.label}"
        if len(label) > _LABEL:
            yield label
            if self.value == "" and not self.note:
                return
            label = ""
        provenance = f"[{self.provenance}]" if self.is_number else ""
        cited = f"({_ranges(numbers[name] for name in split_ids(self.source_id))})" if self.source_id else ""
        if self.is_text:
            rest = ": ".join(part for part in (self.figure(), self.note) if part)
            yield from _hung(f"{label:<{_LABEL}}  ", f"{rest} {cited}".strip())
            return
        remark = " ".join(part for part in (provenance, self.note, cited) if part)
        yield from _hung(f"{label:<{_LABEL}}  {self.figure():>{_FIGURE}}  ", remark)


@dataclass(frozen=True)
class Section:
    """Lines under one title; `note` says what holds for all of them."""

    title: str
    entries: tuple[Line, ...]
    note: str = ""

    def data(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"title": self.title, "note": self.note, "lines": [line.data() for line in self.entries]}

    def lines(self, numbers: Mapping[str, int]) -> Iterator[str]:
        """Title, note and lines as text."""
        yield self.title
        if self.note:
            yield from _hung("  ", self.note)
        for line in self.entries:
            yield from line.lines(numbers)


@dataclass(frozen=True)
class Account:
    """Everything a run knows of one substation, district or development.

    `registers` says in words what each id of the registers of sources and assumptions stands for.
    """

    kind: str
    subject_id: str
    heading: str
    scenario: str
    year: int
    sections: tuple[Section, ...]
    registers: Mapping[str, str]
    caveat: str

    def cited(self) -> list[str]:
        """The ids of the registers that any line names, in the order they first appear."""
        names = (name for section in self.sections for line in section.entries for name in split_ids(line.source_id))
        return list(dict.fromkeys(names))

    def lines(self) -> list[str]:
        """The account as aligned text, sources by number with the list of them at the end; no line ends in blanks."""
        numbers = {name: number for number, name in enumerate(self.cited(), start=1)}
        text = [self.heading, "A number in brackets points to the list of sources and assumptions at the end.", ""]
        for section in self.sections:
            text += [*section.lines(numbers), ""]
        text.append("Sources and assumptions")
        for name, number in numbers.items():
            text += _hung(f"  {number:>3}  ", f"{name}: {self.registers.get(name, 'not in the registers')}")
        return [line.rstrip() for line in [*text, "", self.caveat]]

    def data(self) -> dict[str, Any]:
        """The account as plain values for JSON: the same lines, in the same order."""
        return {
            "kind": self.kind,
            "id": self.subject_id,
            "heading": self.heading,
            "scenario": self.scenario,
            "year": self.year,
            "sections": [section.data() for section in self.sections],
            "registers": {name: self.registers.get(name, "not in the registers") for name in self.cited()},
            "caveat": self.caveat,
        }


def ids(*names: str) -> str:
    """Register ids joined for `source_id`, each once, in the order given; empty ones are left out."""
    return "; ".join(dict.fromkeys(part for name in names for part in split_ids(name)))


def split_ids(source_id: str) -> list[str]:
    """The ids of a `source_id`."""
    return [part.strip() for part in source_id.split(";") if part.strip()]


def _ranges(numbers: Iterable[int]) -> str:
    """Whole numbers in order, neighbours joined: "1, 3-6"."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def _hung(lead: str, text: str) -> list[str]:
    """`text` after `lead`, wrapped so that it hangs under its own beginning."""
    if not text:
        return [lead]
    return textwrap.wrap(
        " ".join(text.split()),
        max(_WIDTH, len(lead) + 40),
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
