"""DfT's vehicle workbooks by district: one sheet, notes above the header, figures in thousands or in vehicles."""

import datetime as dt
import re
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers.json_cells import text
from lae.readers.remarks import Remarks
from lae.readers.sheets import sheets_of

_HEADER_ROWS: Final = 20
_NEEDED: Final = frozenset({"ONS Code", "Keepership"})
_THOUSANDS: Final = re.compile(r"thousand", re.IGNORECASE)


def district_sheet(path: Path, remarks: Remarks) -> pd.DataFrame:
    """The workbook's table as text, index = row below the header; `Units` says "thousands" where the sheet does.

    Raises:
        FaultsError: it cannot be opened, or no sheet has a header with ONS Code and Keepership.
    """
    book = sheets_of(path, remarks)
    if not book:
        raise FaultsError([finding for finding in remarks.found if finding.severity == "error"])
    for cells in book.values():
        for place, line in enumerate(cells[:_HEADER_ROWS]):
            header = [re.sub(r" *\[note[^\]]*\]", "", text(cell), flags=re.IGNORECASE) for cell in line]
            if set(header) >= _NEEDED and place + 1 < len(cells):
                above = " ".join(text(cell) for row in cells[:place] for cell in row)
                return _table(header, cells[place + 1 :], thousands=_THOUSANDS.search(above) is not None)
    message = "no sheet has a header with ONS Code and Keepership."
    raise FaultsError([Finding("error", path.name, "missing_column", message, fix="Download the workbook again.")])


def _table(header: list[str], lines: list[list[Any]], *, thousands: bool) -> pd.DataFrame:
    first = [place for place, name in enumerate(header) if name and header.index(name) == place]
    rows = [[_shown(line[place]) if place < len(line) else "" for place in first] for line in lines]
    frame = pd.DataFrame(rows, columns=[header[place] for place in first], dtype="str")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="source_row")
    return frame if "Units" in frame.columns or not thousands else frame.assign(Units="thousands")


def _shown(cell: Any) -> str:
    return "" if isinstance(cell, dt.date | dt.time) else text(cell)
