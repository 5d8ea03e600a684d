"""DfT's and OZEV's counts of charging devices by local authority: the tidy CSV and the quarterly workbooks."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.charging_sheets import device_sheets
from lae.readers.charging_totals import AreaTable, Figure, totals
from lae.readers.guard.files import is_archive
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of

_CODE: Final = re.compile(r"geography_code(_la\d{2}cd)?", re.IGNORECASE)
_COLUMN: Final = re.compile(r"(workplace|home|public)-(\d{4}(?:-\d{2})?)")
_TOTAL: Final = "total"
_DEVICES: Final = "devices"
_NEEDED: Final = 2
_SHEET_WORDS: Final = ("charging devices", "local authority")


def recognise(head: Head) -> bool:
    """True for the CSV by local authority, and for a workbook whose text speaks of charging devices by authority."""
    cells = head.cells.decode("utf-8", errors="replace").casefold()
    if head.members:
        return all(word in cells for word in _SHEET_WORDS)
    return _is_tidy(header_of(head.text()))


def read(path: Path, source: SourceRow) -> Reading:
    """Devices by area, period and measure as `charging_totals`.

    Raises:
        FaultsError: it is neither the CSV nor a workbook with a sheet by local authority.
    """
    remarks = Remarks(path.name)
    if is_archive(path):
        return device_sheets(path, source, remarks)
    raw = guard.read_text_table(path)
    remarks.extend(raw.attrs["findings"])
    lost = {"uneven row": int(raw.attrs["ragged"])} if raw.attrs["ragged"] else {}
    raw.attrs = {}
    if not _is_tidy(list(raw.columns)):
        message = "the columns geography_code_… and workplace-, home- or public- with a year are missing."
        raise FaultsError([Finding("error", path.name, "missing_column", message, fix="Download it again.")])
    code = next(name for name in raw.columns if _CODE.fullmatch(name))
    figures = _figures(list(raw.columns))
    if _TOTAL in figures:
        _check_total(raw, code, [name for name in figures if name != _TOTAL], remarks)
    table = AreaTable(raw, raw[code], figures, lost=lost)
    return totals(table, path=path, source=source, remarks=remarks)


def _is_tidy(header: list[str]) -> bool:
    codes = [name for name in header if _CODE.fullmatch(name)]
    return len(codes) == 1 and sum(_COLUMN.fullmatch(name) is not None for name in header) >= _NEEDED


def _figures(header: list[str]) -> dict[str, Figure]:
    found = {
        name: Figure(f"{match[1]}_devices", match[2], _DEVICES)
        for name in header
        if (match := _COLUMN.fullmatch(name)) is not None
    }
    return found | ({_TOTAL: Figure("all_devices_mixed_dates", "", _DEVICES)} if _TOTAL in header else {})


def _check_total(raw: pd.DataFrame, code: str, parts: list[str], remarks: Remarks) -> None:
    """A warning where the published total is not the sum of its parts, and a note that it mixes dates."""
    stated = guard.numbers(raw[_TOTAL])[0]
    with np.errstate(over="ignore"):  # figures beyond any count are refused row by row; their sum need only be off
        summed = pd.concat([guard.numbers(raw[name])[0] for name in parts], axis=1).sum(axis=1, min_count=len(parts))
    off = stated.notna() & summed.notna() & (stated - summed).abs().gt(0.5)
    remarks.rows("warning", "total", "is not the sum of the columns beside it.", raw.loc[off, code], column=_TOTAL)
    dates: Mapping[str, Any] = {match[2]: name for name in parts if (match := _COLUMN.fullmatch(name)) is not None}
    if len(dates) > 1:
        message = f"adds figures of {', '.join(sorted(dates))}; use the parts."
        remarks.file("note", "mixed_dates", message, column=_TOTAL)
