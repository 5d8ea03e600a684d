"""Long Term Development Statement tables 1 to 6, workbook or CSV, as published under licence condition 25.

Known from published headers only. Impedances are percent on 100 MVA; since no file at hand proves that base, each
transformer's reactance on its own rating must be plausible, or the row is named.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lae.readers import guard, ukpn
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.cells import spelling
from lae.readers.electrical import ltds_headers as headers
from lae.readers.electrical.ltds_headers import Layout, layout_of
from lae.readers.electrical.ltds_rows import Sheet, rows_of
from lae.readers.electrical.parts import Parts
from lae.readers.exports import header_words
from lae.readers.figures import unproven
from lae.readers.remarks import Remarks
from lae.readers.sheets import Cells, sheets_of

LTDS: Final = "ltds"
_TEXT: Final = re.compile(rb"<(?:\w+:)?(?:t|p)(?:\s[^>]*)?>([^<]{1,120})<")
_LOOKED: Final = 30
"""Rows among which a sheet's header stands."""
_DOUBTS: Final = "Impedances are taken as percent on 100 MVA, ratings in amps as at nominal voltage, taps as standing."


def recognise(head: Head) -> bool:
    """True for a workbook with, or a CSV file that is, one of tables 1 to 6."""
    if head.members:
        cells = [cell.decode("utf-8", "replace") for cell in _TEXT.findall(head.cells)]
        return _in_any_order(cells)
    if head.text().lstrip().startswith(("{", "[", "<")):
        return False
    words = header_words(head)
    return layout_of(_first_line(head)) is not None and not headers.is_ukpn_demand(words) and not ukpn.recognise(head)


def read(path: Path, source: SourceRow) -> Reading:
    """Busbars, branches, faults and demands of every table the file holds, each row kept or counted with its reason.

    Raises:
        FaultsError: the file cannot be opened.
    """
    remarks = Remarks(path.name)
    unproven(remarks, _DOUBTS)
    parts = Parts(remarks, source, source.source_id or LTDS)
    sheets = sheets_of(path, remarks) if guard_is_workbook(path) else {"": _text_cells(path)}
    found = 0
    for name, cells in sheets.items():
        placed = _header_in(cells)
        if placed is None:
            remarks.file("note", "no_table", f'the sheet "{name}" holds none of tables 1 to 6; not used.')
            continue
        row, layout = placed
        rows_of(Sheet(name, cells[row + 1 :], row + 2, layout), parts)
        found += 1
    if not found:
        remarks.file("error", "nothing_usable", "the file holds none of LTDS tables 1 to 6.", fix="Download it again.")
    return parts.reading()


def guard_is_workbook(path: Path) -> bool:
    """Whether the file is a zip archive, as every workbook of today is."""
    with guard.opened(path) as stream:
        return stream.read(2) == b"PK"


def _text_cells(path: Path) -> Cells:
    table = guard.read_text_table(path)
    return [list(table.attrs["header"]), *table.to_numpy().tolist()]


def _header_in(cells: Cells) -> tuple[int, Layout] | None:
    """The first row that is a header, alone or together with the row above it, whose cells may span several."""
    for number, row in enumerate(cells[:_LOOKED]):
        above = _spread(cells[number - 1]) if number else []
        joined = [f"{upper} {cell}" for upper, cell in zip(above, row, strict=False)]
        for candidate in (row, joined):
            if (layout := layout_of(candidate)) is not None:
                return number, layout
    return None


def _spread(row: Sequence[Any]) -> list[Any]:
    """The row with each blank cell holding what stands to its left, as merged cells mean."""
    filled: list[Any] = []
    for cell in row:
        filled.append(cell if str(cell).strip() or not filled else filled[-1])
    return filled


def _first_line(head: Head) -> list[str]:
    first = head.text().lstrip().partition("\n")[0]
    return [cell.strip().strip('"') for cell in re.split(r"[,;\t]", first)]


def _in_any_order(cells: list[str]) -> bool:
    """Whether a workbook's first texts hold the names that only these tables have."""
    words = {spelling(cell) for cell in cells}
    circuits = bool(words & {"fromnode", "frombus", "frombusbar"}) and bool(words & {"tonode", "tobus", "tobusbar"})
    wound = bool(words & {"hvnode", "hvbus"}) and bool(words & {"lvnode", "lv1node", "lvbus"})
    return circuits or wound or layout_of(cells) is not None
