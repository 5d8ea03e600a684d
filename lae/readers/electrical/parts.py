"""Rows that a file of impedances yields, on their way into the tables of the electrical model: checked, counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.grid.electrical.contract import Branches, Buses, GridLoads, GridSources
from lae.grid.electrical.published_contract import BusPoints, NodeFaults, SiteDemands
from lae.readers.base import Count, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.tables import Contract, filled, key_of

BUSES: Final = "buses"
BRANCHES: Final = "branches"
SOURCES: Final = "grid_sources"
LOADS: Final = "grid_loads"
FAULTS: Final = "node_faults"
DEMANDS: Final = "site_demands"
POINTS: Final = "bus_points"
TABLES: Final[dict[str, type[Contract]]] = {
    BUSES: Buses,
    BRANCHES: Branches,
    SOURCES: GridSources,
    LOADS: GridLoads,
    FAULTS: NodeFaults,
    DEMANDS: SiteDemands,
    POINTS: BusPoints,
}
"""What the readers of impedances fill, by the study's name for each table."""
PUBLISHERS: Final = ("ltds", "ltds_cim", "pandapower", "power_grid_model")
"""Their names in the catalogue."""
IMPOSSIBLE: Final = "a figure that cannot be"
AGAIN: Final = "the same again"
_BLANK: Final[dict[str, Any]] = {
    "clock_count": 0,
    "normally_open": False,
    "operation": "",
    "impedance_unit": "",
    "provenance": "published",
}


@dataclass
class Parts:
    """What has been read of a file: rows by table, how many of the file's records there were, and why some went.

    `source_id` is what the count goes by; rows cite `source`, which is blank where sources.csv lists no such file.
    """

    remarks: Remarks
    source: SourceRow
    source_id: str
    read: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, row: Mapping[str, Any], *, number: int, counted: bool = True) -> None:
        """A row of `table` from record `number`; `counted` unless another row stands for the same record."""
        if counted:
            self.read += 1
            self.kept += 1
        told = {**_BLANK, "source_id": self.source.source_id, "source_row": number, **row}
        self.rows.setdefault(table, []).append({**told, "_counted": counted})

    def drop(self, reason: str, count: int = 1) -> None:
        """Records that no table takes."""
        self.read += count
        self.dropped[reason] += count

    def bus(self, bus_id: str, kv: float, *, number: int, name: str = "", site: str = "") -> None:
        """A busbar another record names; the first to say something of it is believed."""
        row = {"bus_id": bus_id, "name": name or bus_id, "site_id": site, "nominal_kv": kv}
        self.add(BUSES, row, number=number, counted=False)

    def reading(self) -> Reading:
        """All rows as the tables of their contracts; rows that break them are left out, named and counted."""
        tables = {name: self._table(name) for name in TABLES if name in self.rows}
        for reason, lost in sorted((+self.dropped).items()):
            self.remarks.file("note", "left_out", f"{lost} left out: {reason}.")
        count = Count(self.source_id, self.read, self.kept, {key: n for key, n in self.dropped.items() if n})
        return Reading(tables, count, tuple(self.remarks.found))

    def _table(self, name: str) -> pd.DataFrame:
        contract = TABLES[name]
        key = key_of(contract)
        frame = pd.DataFrame(self.rows[name])
        again = frame.duplicated(key)
        self._lose(frame[again], AGAIN)
        frame = frame[~again].reset_index(drop=True)
        try:
            return filled(frame, contract, self.remarks.table)
        except FaultsError as error:
            faults = [fault for fault in error.findings if fault.ids]
            if len(faults) < len(error.findings):
                raise
        self.remarks.extend(
            Finding("warning", f.table, f.rule, f"left out: {f.message}", f.column, f.ids) for f in faults
        )
        wrong = {each for fault in faults for each in fault.ids}
        bad = frame[key].astype("str").agg(" / ".join, axis=1).isin(wrong)
        self._lose(frame[bad], IMPOSSIBLE)
        return filled(frame[~bad].reset_index(drop=True), contract, self.remarks.table)

    def _lose(self, rows: pd.DataFrame, reason: str) -> None:
        """Move the records these rows stand for from kept to dropped."""
        lost = int(rows["_counted"].sum())
        self.kept -= lost
        self.dropped[reason] += lost


def distinct(names: Counter[str], wanted: str) -> str:
    """`wanted`, or where it is taken `wanted #2`, `#3`: parallel assets of one name stay apart."""
    names[wanted] += 1
    return wanted if names[wanted] == 1 else f"{wanted} #{names[wanted]}"
