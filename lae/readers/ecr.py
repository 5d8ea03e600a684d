"""The Embedded Capacity Register of any operator as CONNECTIONS: capacities and where they meet the network.

Customers' names, sites and addresses are read only to keep them in, meter numbers not at all: none leaves, not in a
finding either. The place of a connection does leave: it belongs on no public map.
"""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.geo import BRITAIN_M, bng_from_degrees
from lae.grid.connections import CONNECTIONS, Connections
from lae.readers.base import Count, Edition, Reading, Register, head_of
from lae.readers.cells import numbers_of
from lae.readers.ecr_file import (
    FIELDS,
    NEEDED,
    PRIVATE,
    SOURCES,
    dates_of,
    dno_of,
    fields_of,
    is_proven,
    recognise,
    technology_of,
)
from lae.readers.ecr_names import public_names
from lae.readers.exports import header_words, read_export
from lae.readers.figures import unproven
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.tables import check, columns_of, empty

__all__ = ["read", "recognise"]

WITHHELD: Final = "substation names withheld, being a customer's own"
FROM_DEGREES: Final = "places from latitude and longitude"
_STATUSES: Final = {"connected": "connected", "accepted to connect": "accepted", "accepted": "accepted"}
_FLAGS: Final = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}
_CAPACITIES: Final = (
    *("connected_mw", "accepted_mw", "export_mw", "export_mva", "import_mw", "import_mva"),
    *("export_change_mw", "export_change_mva", "import_change_mw", "import_change_mva"),
)
_DATES: Final = ("date_connected", "date_accepted", "target_energisation")
_NAMES: Final = {"primary_name": "primary", "bsp_name": "bsp", "gsp_name": "gsp"}
_FAR_M: Final = 500.0


def read(
    path: Path,
    edition: Edition,
    register: Register,  # noqa: ARG001 - every reader has one signature
    *,
    substation_names: Collection[str] = (),
) -> Reading:
    """The register as CONNECTIONS without substations (`lae.grid.connections.placed` finds them), every row counted.

    Args:
        path: the register as a CSV or JSON export.
        edition: what the rows carry.
        register: not looked at.
        substation_names: names that operators publish for their substations; a primary of such a name keeps it though
            a customer has the same.
    """
    remarks = Remarks(path.name)
    words = header_words(head_of(path)) if path.is_file() else frozenset()
    if not is_proven(words):
        unproven(remarks)
    raw = read_export(path, fields_of(words), set(FIELDS) - NEEDED, remarks)
    if raw is None:
        return Reading({CONNECTIONS: empty(Connections)}, Count(edition.source_id, 0, 0), tuple(remarks.found))
    rows, count = _kept(raw, edition.source_id, remarks)
    if rows.empty:
        return Reading({CONNECTIONS: empty(Connections)}, count, tuple(remarks.found))
    rows = _identified(rows, edition.source_id, remarks)
    rows = _dated(_measured(_told(rows, substation_names, remarks), remarks), remarks)
    rows, from_degrees = _on_grid(rows, remarks)
    hidden = int(rows["withheld"].sum())
    repairs = {WITHHELD: hidden, FROM_DEGREES: from_degrees}
    rows = with_texts(rows, substation_id="", source_id=edition.source_id, licence=edition.licence)
    table = rows.assign(source_row=rows["row"])[columns_of(Connections)].reset_index(drop=True)
    remarks.extend(check(table, Connections, remarks.table))
    count = replace(count, repaired={reason: number for reason, number in repairs.items() if number})
    return Reading({CONNECTIONS: table}, count, tuple(remarks.found))


def _kept(raw: pd.DataFrame, source_id: str, remarks: Remarks) -> tuple[pd.DataFrame, Count]:
    """The rows with a status and an operator we know, each once, with status, queue flag and operator in our words."""
    flag = raw["queue"].str.casefold().map(_FLAGS)
    strange = raw["queue"].ne("") & flag.isna()
    message = "the queue flag is neither yes nor no; taken as blank."
    remarks.rows("warning", "queue_flag", message, _lines(raw[strange]), column=FIELDS["queue"])
    in_queue = flag.astype("str").fillna("")
    status = raw["status"].str.casefold().map(_STATUSES).astype("str").fillna("")
    queued = status.eq("accepted") & in_queue.eq("yes")
    rows = raw.assign(status=status.mask(queued, "queued"), in_queue=in_queue, dno=dno_of(raw["area"]))
    drops = {
        "unknown connection status": status.eq(""),
        "unknown licence area": rows["dno"].eq(""),
        "repeated row": raw.drop(columns="row").duplicated(),
    }
    for reason, faulty in list(drops.items())[:2]:
        remarks.rows("warning", reason.replace(" ", "_"), f"{reason}; the row is left out.", _lines(raw[faulty]))
    left, count = sift(drops, source_id=source_id)
    kept = rows[left].reset_index(drop=True)
    unsaid = int((kept["status"].eq("accepted") & kept["in_queue"].eq("")).sum())
    if unsaid:
        message = f"the queue flag is blank on {unsaid} accepted rows: whether they queue is not known."
        remarks.file("note", "queue_blank", message, column=FIELDS["queue"])
    return kept, count


def _identified(rows: pd.DataFrame, source_id: str, remarks: Remarks) -> pd.DataFrame:
    """The rows with connection_id: the register's own id, else the source and the row."""
    slug = rows["unique_id"].str.replace(r"[^A-Za-z0-9]+", "-", regex=True).str.strip("-")
    again = slug.ne("") & (rows["dno"] + slug).duplicated(keep=False)
    message = "the same Unique ID stands on several rows; the row's number is added to it."
    remarks.rows("warning", "repeated_id", message, sorted(set(slug[again])), column=FIELDS["unique_id"])
    number = rows["row"].astype("str")
    own = slug.mask(again, slug + "/" + number).mask(slug.eq(""), source_id + "/" + number)
    return rows.assign(connection_id=rows["dno"] + ":" + own)


def _told(rows: pd.DataFrame, substation_names: Collection[str], remarks: Remarks) -> pd.DataFrame:
    """The rows with the substation names that may be told, and how many were not (`withheld`)."""
    private = rows[list(PRIVATE)]
    told = rows.assign(withheld=0)
    for name, column in _NAMES.items():
        told[name], withheld = public_names(rows[column], private, substation_names)
        told["withheld"] += withheld.astype("int64")
        if withheld.any():
            message = f"{int(withheld.sum())} names are a customer's own and do not leave the register."
            remarks.file("note", "withheld", message, column=FIELDS[column])
    return told.drop(columns=list(PRIVATE))


def _measured(rows: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """The rows with capacities, storage and voltage as numbers, blank where the cell is, and the technology."""
    ids = rows["connection_id"]
    typed = rows.copy()
    for name in (*_CAPACITIES, *(f"storage_{number}" for number in SOURCES)):
        typed[name], faults = numbers_of(rows[name], table=remarks.table, column=FIELDS[name], ids=ids)
        remarks.extend(faults)
    voltage, faults = numbers_of(rows["poc_voltage_kv"], table=remarks.table, column=FIELDS["poc_voltage_kv"], ids=ids)
    remarks.extend(replace(fault, severity="warning") for fault in faults)
    wrong = voltage.notna() & ~voltage.between(0.1, 400)
    message = "is no voltage of a network, in kV; left blank."
    remarks.rows("warning", "voltage", message, ids[wrong], column=FIELDS["poc_voltage_kv"])
    for name in ("import_mva", "export_mva"):
        blank = typed[name].isna() & typed["status"].eq("connected")
        if blank.any():
            message = f"is blank on {int(blank.sum())} connected rows; blank is not known, not 0."
            remarks.file("note", "blank_capacity", message, column=FIELDS[name])
    storage = typed[[f"storage_{number}" for number in SOURCES]].sum(axis=1, min_count=1)
    return typed.assign(poc_voltage_kv=voltage.where(~wrong), storage_mwh=storage, technology=technology_of(rows))


def _dated(rows: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    dated = rows.copy()
    for name in _DATES:
        dated[name], wrong = dates_of(rows[name])
        message = "is no date such as 31/12/2024 or 2024-12-31; left blank."
        remarks.rows("warning", "date", message, rows["connection_id"][wrong], column=FIELDS[name])
    return dated


def _on_grid(rows: pd.DataFrame, remarks: Remarks) -> tuple[pd.DataFrame, int]:
    """The rows with easting_m and northing_m as stated, else from degrees, and how many needed the latter."""
    ids = rows["connection_id"]
    number = {}
    for name in ("easting", "northing", "latitude", "longitude"):
        number[name], faults = numbers_of(rows[name], table=remarks.table, column=FIELDS[name], ids=ids)
        remarks.extend(replace(fault, severity="warning") for fault in faults)
    west, south, east, north = BRITAIN_M
    stated = number["easting"].between(west + 1, east) & number["northing"].between(south + 1, north)
    both = number["easting"].notna() & number["northing"].notna()
    message = "easting and northing do not lie on the National Grid; they are not used."
    remarks.rows("warning", "outside_britain", message, ids[both & ~stated], column=FIELDS["easting"])
    degrees = bng_from_degrees(number["longitude"], number["latitude"])
    lon_lat = [pd.Series(np.round(values, 1), index=rows.index) for values in degrees]
    usable = lon_lat[0].between(west + 1, east) & lon_lat[1].between(south + 1, north)
    away = np.hypot(number["easting"] - lon_lat[0], number["northing"] - lon_lat[1])
    message = f"latitude and longitude lie more than {_FAR_M:.0f} m from easting and northing, which are used."
    remarks.rows("warning", "two_places", message, ids[stated & usable & (away > _FAR_M)], column="coordinates")
    nowhere = ~(stated | usable)
    remarks.rows("note", "no_coordinates", "there is no usable place.", ids[nowhere], column="coordinates")
    easting, northing = (
        number[name].where(stated, values.where(usable))
        for name, values in zip(("easting", "northing"), lon_lat, strict=True)
    )
    return rows.assign(easting_m=easting, northing_m=northing), int((usable & ~stated).sum())


def _lines(rows: pd.DataFrame) -> list[str]:
    return [f"row {number}" for number in rows["row"]]
