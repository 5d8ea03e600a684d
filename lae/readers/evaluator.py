"""EValuator's tables by MSOA (Open Innovations, 2022): chargers, vehicles and parking, some of them estimates."""

import csv
import re
from pathlib import Path
from typing import Final

import pandas as pd

from lae.charging.contract import AREA_NAMES, AreaNames
from lae.findings import FaultsError, Finding
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.charging_totals import AreaTable, Figure, totals
from lae.readers.json_cells import text
from lae.readers.remarks import Remarks
from lae.readers.rows import header_of, sift, with_texts
from lae.tables import columns_of, validated

_DEVICES: Final = Figure("evhs_devices_representative", unit="devices, a share of a larger area's")
_VEHICLES: Final = Figure("ulevs_representative", unit="vehicles, a share of a larger area's")
_POINTS: Final = Figure("chargepoints", unit="charge points")
_CAPACITY: Final = "estimated capacity"
_SINGLE: Final = {
    ("msoa11cd", "representative charging devices"): _DEVICES,
    ("msoa11cd", "representative ulevs"): _VEHICLES,
    ("msoa", "chargepoints"): _POINTS,
    ("msoa", _CAPACITY): Figure("capacity_estimated"),
}
_DISTRICT: Final = {
    "index-of-transport-accessibility": Figure("transport_accessibility_index"),
    "ulev": _VEHICLES,
    "estimated-parking-capacity": Figure("parking_capacity_estimated"),
    "evhs": _DEVICES,
    "chargepoints": _POINTS,
    "grid-capacity": Figure("grid_capacity"),
    "distribution-centres": Figure("distribution_centres"),
    "supermarket": Figure("supermarket_capacity_estimated"),
    "warehouse": Figure("warehouses"),
    "brownfield": Figure("brownfield"),
}
"""The figures of a district's table; no unit is stated for those without one."""
_LEVEL: Final = "msoa11"
_NAMED: Final = re.compile(r"[EWS]02\d{6}\t[^\t\r\n]+")
_NAME_LINES: Final = 3


def recognise(head: Head) -> bool:
    """True for the five national tables, a district's table of layers and a district's list of MSOA names."""
    lines = [line for line in head.text().splitlines() if line.strip()]
    if not lines:
        return False
    header = tuple(name.casefold() for name in header_of(lines[0]))
    names = lines[:_NAME_LINES]
    return header in _SINGLE or _is_district(header) or all(_NAMED.fullmatch(line.strip()) for line in names)


def read(path: Path, source: SourceRow) -> Reading:
    """The table as `charging_totals`, or the list of names as `area_names`.

    Raises:
        FaultsError: it is neither, or no row can be used.
    """
    with guard.opened(path) as stream:
        start = stream.read(4_096).decode("utf-8-sig", errors="replace")
    if _NAMED.match(start):
        return _names(path, source)
    remarks = Remarks(path.name)
    raw = guard.read_text_table(path)
    remarks.extend(raw.attrs["findings"])
    lost = {"uneven row": int(raw.attrs["ragged"])} if raw.attrs["ragged"] else {}
    named = {name: name.casefold() for name in raw.columns}
    header = tuple(named.values())
    if header not in _SINGLE and not _is_district(header):
        message = "the columns are none of EValuator's tables."
        raise FaultsError([Finding("error", path.name, "missing_column", message, fix="Download it again.")])
    cells = raw.set_axis(list(header), axis=1)
    cells.attrs = {}
    figures = {header[1]: _single(header, path, remarks)} if header in _SINGLE else _layers(header)
    table = AreaTable(cells, cells[header[0]], figures, level=_LEVEL, lost=lost)
    return totals(table, path=path, source=source, remarks=remarks)


def _is_district(header: tuple[str, ...]) -> bool:
    return len(set(header)) == len(header) and header[:2] == ("msoa", "name") and {"ulev", "evhs"} <= set(header)


def _layers(header: tuple[str, ...]) -> dict[str, Figure]:
    return {name: _DISTRICT[name] for name in header if name in _DISTRICT}


def _single(header: tuple[str, ...], path: Path, remarks: Remarks) -> Figure:
    """The figure of a national table. Two share their header: only the file's name says capacity of what."""
    figure = _SINGLE[(header[0], header[1])]
    if header[1] != _CAPACITY:
        return figure
    word = next((word for word in ("supermarket", "parking") if word in path.stem.casefold()), "")
    if not word:
        message = "the table does not say capacity of what; its name usually does (parking, supermarket)."
        remarks.file("warning", "unnamed_measure", message, column=header[1], fix="Give the file its original name.")
        return figure
    message = f"the table does not say capacity of what; taken as {word} from its name."
    remarks.file("note", "unnamed_measure", message, column=header[1])
    return Figure(f"{word}_capacity_estimated")


def _names(path: Path, source: SourceRow) -> Reading:
    """The list without a header: a code and a name a line."""
    lines = guard.read_text(path).splitlines()
    cells = list(csv.reader((line for line in lines if line.strip()), delimiter="\t", quoting=csv.QUOTE_NONE))
    whole = [[text(cell) for cell in row] if len(row) == 2 else ["", ""] for row in cells]
    frame = pd.DataFrame(whole, columns=["area_code", "area_name"], dtype="str").assign(
        source_row=range(1, len(whole) + 1)
    )
    drops = {
        "no code of an MSOA": ~frame["area_code"].str.fullmatch(r"[EWS]02\d{6}"),
        "the same area again": frame["area_code"].duplicated(),
    }
    left, count = sift(drops, source_id=source.source_id)
    table = with_texts(
        frame[left], area_level=_LEVEL, vintage=source.vintage, source_id=source.source_id, licence=source.licence
    )
    ordered = table[columns_of(AreaNames)].sort_values("area_code", kind="stable", ignore_index=True)
    return Reading({AREA_NAMES: validated(ordered, AreaNames, path.name)}, count)
