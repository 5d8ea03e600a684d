"""DfT's licensed vehicles by small area (VEH0125, VEH0135, VEH0145) and by district (VEH0105, VEH0132, VEH0142)."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.charging_totals import AreaTable, Figure, totals
from lae.readers.dft_sheets import district_sheet
from lae.readers.guard.files import is_archive
from lae.readers.json_cells import text
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of

QUARTER: Final = re.compile(r"(\d{4}) ?Q([1-4])(?: *\[[a-z]\])?")
_CODES: Final = {"LSOA11CD": "lsoa11", "LSOA21CD": "lsoa21"}
_KINDS: Final = ("BodyType", "Fuel", "Keepership", "LicenceStatus")
_THOUSANDS: Final = 1_000.0
_NOT_LICENSED: Final = "vehicles off the road (SORN) or all together"
_NOT_CARS: Final = "vehicles other than cars"
_NOT_ASKED: Final = "other areas"


def recognise(head: Head) -> bool:
    """True for the wide quarterly tables: CSV by LSOA, workbooks by district."""
    if head.members:
        cells = head.cells.decode("utf-8", errors="replace")
        return all(word in cells for word in ("BodyType", "Keepership", "ONS Code")) and bool(QUARTER.search(cells))
    return _is_small_area([_plain(name) for name in header_of(head.text())])


def read(
    path: Path,
    source: SourceRow,
    *,
    areas: Collection[str] = (),
    quarters: Collection[str] = (),
) -> Reading:
    """Licensed vehicles as `charging_totals`: of VEH0125 the licensed cars, of the others every row.

    The small-area tables hold sixty quarters of a million rows: the newest is taken unless others are asked for.

    Args:
        path: the file as downloaded.
        source: what its rows carry.
        areas: the codes to keep; empty for all.
        quarters: the quarters to take, such as 2025-Q4; empty for the newest.

    Raises:
        FaultsError: it is no such table, or has no such quarter.
    """
    remarks = Remarks(path.name)
    remarks.file("note", "unproven", "this layout was never tried on a real file: compare some figures.")
    lost: dict[str, int] = {}
    if is_archive(path):
        cells = district_sheet(path, remarks)
    else:
        cells, lost = _small_areas(path, quarters, remarks)
    code = next(name for name in (*_CODES, "ONS Code") if name in cells.columns)
    taken = _chosen(list(cells.columns), quarters, path.name)
    thousands = cells["Units"].str.contains("thousand", case=False) if "Units" in cells.columns else None
    table = AreaTable(
        cells if thousands is None else _single_vehicles(cells, taken, thousands),
        cells[code],
        {name: Figure("vehicles", _period(name), "vehicles") for name in taken},
        level=_CODES.get(code, ""),
        drops=_left_out(cells, code, areas),
        lost=lost,
        keys=_keys(cells),
    )
    return totals(table, path=path, source=source, remarks=remarks)


def _small_areas(path: Path, quarters: Collection[str], remarks: Remarks) -> tuple[pd.DataFrame, dict[str, int]]:
    """The CSV's columns of codes, kinds and the quarters wanted, and the rows that were none."""
    with guard.opened(path) as stream:
        header = header_of(stream.read(65_536).decode("utf-8-sig", errors="replace"))
    if not _is_small_area([_plain(name) for name in header]):
        message = "a column of LSOA codes, kinds of vehicle and quarters are missing."
        raise FaultsError([Finding("error", path.name, "missing_column", message, fix="Download it again.")])
    taken = _chosen(header, quarters, path.name)
    named = [name for name in header if _plain(name) in (*_CODES, *_KINDS)]
    cells = guard.read_text_table(path, columns=[*named, *taken])
    remarks.extend(cells.attrs["findings"])
    lost = {"uneven row": int(cells.attrs["ragged"])} if cells.attrs["ragged"] else {}
    cells.attrs = {}
    return cells.rename(columns={name: _plain(name) for name in named}), lost


def _is_small_area(names: list[str]) -> bool:
    kinds = "Keepership" in names and ("BodyType" in names or "Fuel" in names)
    return kinds and any(code in names for code in _CODES) and any(_period(name) for name in names)


def _plain(name: str) -> str:
    return re.sub(r" *\[[^\]]*\]", "", name).strip()


def _period(name: str) -> str:
    match = QUARTER.fullmatch(name.strip())
    return f"{match[1]}-Q{match[2]}" if match else ""


def _chosen(columns: list[str], quarters: Collection[str], table: str) -> list[str]:
    """The columns of the quarters asked for, or of the newest."""
    periods: Mapping[str, str] = {_period(name): name for name in columns if _period(name)}
    wanted = sorted(quarters) if quarters else sorted(periods)[-1:]
    missing = [quarter for quarter in wanted if quarter not in periods]
    if missing or not wanted:
        message = f"the table has no figures of {', '.join(missing) or 'any quarter'}."
        raise FaultsError([Finding("error", table, "missing_column", message, fix="Ask for a quarter it has.")])
    return [periods[quarter] for quarter in wanted]


def _left_out(cells: pd.DataFrame, code: str, areas: Collection[str]) -> dict[str, pd.Series]:
    drops: dict[str, pd.Series] = {}
    if areas:
        drops[_NOT_ASKED] = ~cells[code].isin(list(areas))
    if "LicenceStatus" in cells.columns:
        drops[_NOT_LICENSED] = cells["LicenceStatus"].str.casefold().ne("licensed")
    if "BodyType" in cells.columns:
        drops[_NOT_CARS] = ~cells["BodyType"].str.casefold().isin(
            ["cars", "total"] if "Fuel" in cells.columns else ["cars"]
        )
    return drops


def _keys(cells: pd.DataFrame) -> pd.Series:
    """What a row counts: ", cars, battery electric, private"."""
    joined = pd.Series("", index=cells.index, dtype="str")
    for name in ("BodyType", "Fuel", "Keepership"):
        if name in cells.columns:
            words = {cell: f", {text(cell).casefold()}" for cell in cells[name].unique()}
            joined = joined + cells[name].map(words).astype("str")
    return joined


def _single_vehicles(cells: pd.DataFrame, columns: list[str], thousands: pd.Series) -> pd.DataFrame:
    """The cells, those stated in thousands as single vehicles; what is no number stays as it is."""
    scaled = cells.copy()
    for name in columns:
        values, wrong = guard.numbers(cells[name])
        single = (values * _THOUSANDS).round().map(lambda value: "" if pd.isna(value) else f"{value:.0f}")
        scaled[name] = cells[name].mask(thousands & ~wrong, single)
    return scaled
