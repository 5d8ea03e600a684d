"""The compiled workbook of five operators' 2022 Best View demand headroom: one sheet a licence area, names without ids.

Sheets without the header `Substation, Supply Level, Scenario, <year>` are somebody's calculations: their rows are
counted as dropped.
"""

import re
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.grid.best_view import BEST_VIEW, BestView
from lae.readers.base import Count, Edition, Head, Reading, Register
from lae.readers.cells import numbers_of, plain, spelling
from lae.readers.remarks import Remarks
from lae.readers.rows import with_texts
from lae.readers.sheets import sheets_of
from lae.tables import check, columns_of, empty

__all__ = ["read", "recognise"]

CALCULATION: Final = "row of a calculation sheet"
_HEADER: Final = ("substation", "supplylevel", "scenario")
_AREAS: Final = {
    "npgn": ("npg", "NPgN"),
    "npgy": ("npg", "NPgY"),
    "sepd": ("ssen", "SEPD"),
    "shepd": ("ssen", "SHEPD"),
    "spd": ("spen", "SPD"),
    "spm": ("spen", "SPM"),
}
"""Which operator and licence area a sheet's first word stands for."""
_YEAR: Final = re.compile(r"(20\d\d)(?:\.0)?")


def recognise(head: Head) -> bool:
    """Whether the file is this workbook; NGED's report, which has coordinates and its own scenarios, is not."""
    text = head.cells.decode("utf-8", errors="replace")
    marks = ("Supply Level", "Scenario", "Best View")
    return all(f">{mark}<" in text for mark in marks) and ">Latitude<" not in text


def read(path: Path, edition: Edition, register: Register) -> Reading:  # noqa: ARG001 - every reader has one signature
    """Every sheet of headroom as BestView rows, the rows of other sheets counted, every fault named.

    Blank cells stay blank: a substation without a figure keeps its row.
    """
    remarks = Remarks(path.name)
    frames: list[pd.DataFrame] = []
    calculations = 0
    for name, cells in sheets_of(path, remarks).items():
        filled = [number for number, row in enumerate(cells) if any(str(cell).strip() for cell in row)]
        year = _year(cells[filled[0]]) if filled else None
        if year is None:
            calculations += len(filled)
            continue
        area = _AREAS.get(name.split()[0].casefold()) if name.split() else None
        if area is None:
            message = (
                f'the sheet "{name}" names no licence area that lae knows ({", ".join(a for _, a in _AREAS.values())}).'
            )
            remarks.file("error", "licence_area", message, fix="Head the sheet with its licence area.")
            calculations += len(filled)
            continue
        frames.append(_sheet(cells, filled, area, year, remarks))
    rows = sum(len(frame) for frame in frames)
    dropped = {CALCULATION: calculations} if calculations else {}
    count = Count(edition.source_id, rows + calculations, rows, dropped)
    if not rows:
        if not remarks.found:
            message = "no sheet has the columns Substation, Supply Level, Scenario and a year."
            remarks.file("error", "missing_sheet", message)
        return Reading({BEST_VIEW: empty(BestView)}, count, tuple(remarks.found))
    stamp = {"vintage": edition.vintage, "source_id": edition.source_id, "licence": edition.licence}
    table = with_texts(pd.concat(frames, ignore_index=True), **stamp)[columns_of(BestView)]
    remarks.extend(check(table, BestView, remarks.table))
    return Reading({BEST_VIEW: table}, count, tuple(remarks.found))


def _year(header: list[Any]) -> int | None:
    """The year in a header of headroom; None for any other row."""
    if tuple(map(spelling, header[:3])) != _HEADER or len(header) < len(_HEADER) + 1:
        return None
    found = _YEAR.fullmatch(str(header[3]).strip())
    return int(found[1]) if found else None


def _sheet(
    cells: list[list[Any]], filled: list[int], area: tuple[str, str], year: int, remarks: Remarks
) -> pd.DataFrame:
    """The rows below the header, MW at six decimals."""
    names = ["published_name", "supply_level", "scenario", "headroom"]
    body = [[str(cell) for cell in cells[number][: len(names)]] for number in filled[1:]]
    frame = pd.DataFrame(body, columns=names, dtype="str").apply(plain)
    frame["source_row"] = pd.Series([number + 1 for number in filled[1:]], dtype="int64")
    frame = with_texts(frame, dno=area[0], licence_area=area[1])
    ids = frame["licence_area"] + " / " + frame["published_name"]
    value, faults = numbers_of(frame["headroom"], table=remarks.table, column=str(year), ids=ids)
    remarks.extend(faults)
    message = "there is no figure; left blank."
    remarks.rows("warning", "no_figure", message, ids[value.isna() & frame["headroom"].eq("")], column=str(year))
    nameless = [f"row {number}" for number in frame["source_row"][frame["published_name"].eq("")]]
    remarks.rows("error", "no_name", "the substation has no name.", nameless, column="Substation")
    # Figures come out of a calculation: 4.736418513182052.
    return frame.assign(headroom_mw=value.round(6), year=year)
