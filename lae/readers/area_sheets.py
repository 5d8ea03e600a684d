"""Tables of areas in a workbook: each sheet's header found by its words, whatever stands above it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from python_calamine import CalamineError

from lae.findings import FaultsError, Finding
from lae.readers import guard
from lae.readers.area_rows import Sheet
from lae.readers.base import Count, Reading
from lae.readers.cells import spelling
from lae.readers.remarks import Remarks
from lae.statistics import STATISTICS, AreaStatistics
from lae.tables import key_of

_DEEPEST: Final = 15
"""Rows of a sheet in which its header is looked for."""
_NOTE: Final = re.compile(r"\[[^\]]*\]|\(note[^)]*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """One sheet's table: its name, all text above its header, and its cells by published heading."""

    name: str
    title: str
    text: pd.DataFrame

    def sheet(self, path: Path, source_id: str) -> Sheet:
        """The table as something to read, whose findings name the sheet."""
        return Sheet(self.text, Remarks(f"{path.name}, sheet {self.name}"), source_id)

    def named(self, ways: Collection[str]) -> str:
        """The first heading that is spelt in one of these ways, "" for none."""
        return next((name for name in self.text.columns if heading(name) in ways), "")


def heading(cell: Any) -> str:
    """A heading reduced to its letters and digits, without "[note 3]"."""
    return spelling(_NOTE.sub("", str(cell)))


def tables_in(path: Path, wanted: Callable[[set[str]], bool]) -> Iterator[Found]:
    """Every sheet with a row whose headings (as `heading` writes them) are wanted; one sheet is held at a time.

    Raises:
        FaultsError: the file is no workbook or cannot be read.
    """
    book = guard.workbook(path)
    for name in book.sheet_names:
        try:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except CalamineError as error:
            message = f"the sheet {name} cannot be read: {' '.join(str(error).split()).rstrip('.')}."
            raise guard.refusal(path.name, "unreadable", message, "Download it again.") from None
        place = next((at for at, row in enumerate(rows[:_DEEPEST]) if wanted({heading(cell) for cell in row})), None)
        if place is not None:
            yield Found(name, _words(rows[:place]), _text(rows[place], rows[place + 1 :]))


def each(sheets: Iterable[Callable[[], Reading]], path: Path, source_id: str, *, holds: str) -> Reading:
    """The readings of several sheets as one; a sheet that cannot be used costs only itself.

    Args:
        sheets: how to read each sheet; one is asked for at a time.
        path: the file.
        source_id: for the count.
        holds: what the sheets were to hold, for the error.

    Raises:
        FaultsError: no sheet can be used; it holds every sheet's findings.
    """
    readings: list[Reading] = []
    findings: list[Finding] = []
    for read in sheets:
        try:
            readings.append(read())
            findings += readings[-1].findings
        except FaultsError as error:
            findings += error.findings
    if not readings:
        if findings:
            raise FaultsError(findings)
        raise guard.refusal(path.name, "missing_sheet", f"no sheet holds {holds}.", "Download it again.")
    table = pd.concat([reading.tables[STATISTICS] for reading in readings], ignore_index=True)
    key = key_of(AreaStatistics)
    again = table.duplicated(key)
    if again.any():
        message = f"{int(again.sum())} figures stand on two sheets; those of the first sheet are kept."
        findings.append(Finding("warning", path.name, "repeated_figure", message))
    whole = table[~again].sort_values(key, kind="stable", ignore_index=True)
    return Reading({STATISTICS: whole}, _added([reading.count for reading in readings], source_id), tuple(findings))


def _added(counts: Sequence[Count], source_id: str) -> Count:
    dropped: Counter[str] = Counter()
    repaired: Counter[str] = Counter()
    for count in counts:
        dropped.update(count.dropped)
        repaired.update(count.repaired)
    read, kept = sum(count.read for count in counts), sum(count.kept for count in counts)
    return Count(source_id, read, kept, dict(sorted(dropped.items())), dict(sorted(repaired.items())))


def _words(rows: Sequence[Sequence[Any]]) -> str:
    return " ".join(" ".join(str(cell).split()) for row in rows for cell in row if str(cell).strip())


def _text(header: Sequence[Any], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """The rows that are not empty, as text under the headings; a heading that stands again or is blank is left out."""
    names = [str(cell).strip() for cell in header]
    places = [place for place, name in enumerate(names) if name and names.index(name) == place]
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(str(cell).strip() for cell in row)]
    cells = {names[place]: [str(row[place]).strip() for _, row in filled] for place in places}
    index = pd.Index([number for number, _ in filled], dtype="int64", name="source_row")
    return pd.DataFrame(cells, index=index, dtype="str")
