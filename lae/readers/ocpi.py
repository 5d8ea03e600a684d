"""OCPI 2.2.1 locations: the legal format of public charge points in Great Britain, as pages, lists or one location."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.charger_power import CONNECTOR_COLUMNS, connector_kind, no_connectors, rated
from lae.readers.chargers import Devices, days, finished, vintage_of
from lae.readers.json_cells import at, documents, flag, listed, number, numbers, text, texts
from lae.readers.remarks import Remarks

REGISTER: Final = "ocpi"
_CURRENTS: Final = {
    "AC_1_PHASE": "ac1",
    "AC_2_PHASE": "ac2",
    "AC_2_PHASE_SPLIT": "ac2",
    "AC_3_PHASE": "ac3",
    "DC": "dc",
}
_STATUSES: Final = {
    "AVAILABLE": "working",
    "BLOCKED": "working",
    "CHARGING": "working",
    "RESERVED": "working",
    "INOPERATIVE": "out_of_service",
    "OUTOFORDER": "out_of_service",
    "PLANNED": "planned",
    "UNKNOWN": "unknown",
    "": "unknown",
}
_REMOVED: Final = "REMOVED"
_ON_STREET: Final = "ON_STREET"
_DRIVE: Final = "ON_DRIVEWAY"
_OFF_STREET: Final = ("ALONG_MOTORWAY", "PARKING_GARAGE", "PARKING_LOT", "UNDERGROUND_GARAGE", _DRIVE)
_ONLY_CUSTOMERS: Final = "CUSTOMERS"
_FIRST_ERROR: Final = 2_000


@dataclass
class _Pages:
    """The locations of all pages, when the newest page was made, and the pages that were answers of another kind."""

    locations: list[Any] = field(default_factory=list)
    stamp: str = ""
    refused: list[str] = field(default_factory=list)


def recognise(head: Head) -> bool:
    """True for locations with EVSEs, with or without the envelope, and for an empty page of them."""
    start = head.text().lstrip()
    if not start.startswith(("{", "[")):
        return False
    locations = '"evses"' in start and '"coordinates"' in start and '"features"' not in start
    return locations or ('"status_code"' in start and '"timestamp"' in start and '"data"' in start)


def read(path: Path, source: SourceRow) -> Reading:
    """The EVSEs as `chargers`, one row each: an EVSE charges one vehicle at a time, whatever its connectors.

    Raises:
        FaultsError: the file holds no locations, or is a server's answer that says what went wrong.
    """
    remarks = Remarks(path.name)
    found = documents(path)
    pages = _Pages()
    for document in found.found:
        _gather(document, pages)
    _check(pages, path.name, remarks)
    evses = list(_evses(pages.locations))
    rows = _in_our_words(evses)
    status = texts(at(evse, "status") for _, _, evse in evses).str.upper()
    strange = ~status.isin([*_STATUSES, _REMOVED])
    message = "the status is none of OCPI's; taken as unknown."
    remarks.rows("warning", "unknown_status", message, rows["id"][strange], column="status")
    hidden = pd.Series([flag(at(location, "publish")) is False for _, location, _ in evses], dtype=bool)
    drops = {
        "no location with charge points": pd.Series([evse is None for _, _, evse in evses], dtype=bool),
        "not to be published": hidden,
        "removed": status.eq(_REMOVED),
    }
    connectors = _connectors(evses)
    if any("max_voltage" not in connector and "voltage" in connector for connector in _each(evses)):
        remarks.file("note", "unproven", "this spelling (OCPI 2.1.1) was never tried on a real file.")
    return finished(
        Devices(
            rows.assign(status=status.map(_STATUSES).fillna("unknown").astype("str")),
            drops,
            {"line that is no JSON": found.broken} if found.broken else {},
        ),
        rated(connectors, rows.index, unit="W", to_neutral=True),
        register=REGISTER,
        path=path,
        source=source,
        vintage=vintage_of(pages.stamp, source, rows, remarks),
        remarks=remarks,
    )


def _gather(document: Any, pages: _Pages) -> None:
    """Add the document's locations: an envelope's data, a list of locations or envelopes, or one location."""
    if isinstance(document, list):
        for part in document:
            if isinstance(part, Mapping) and "status_code" in part:
                _gather(part, pages)
            else:
                pages.locations.append(part)
        return
    code = number(at(document, "status_code"))
    if code >= _FIRST_ERROR or (at(document, "error") is not None and at(document, "evses") is None):
        said = text(at(document, "status_message")) or text(at(document, "error")) or f"status {code:.0f}"
        pages.refused.append(said)
        return
    pages.stamp = max(pages.stamp, days(texts([at(document, "timestamp")])).iloc[0])
    inner = next((at(document, name) for name in ("data", "locations") if at(document, name) is not None), document)
    if isinstance(inner, Mapping) and isinstance(inner.get("locations"), list):
        inner = inner["locations"]
    pages.locations += inner if isinstance(inner, list) else [inner]


def _check(pages: _Pages, table: str, remarks: Remarks) -> None:
    if pages.refused:
        message = f"{len(pages.refused)} of the answers are an error of the server's: {pages.refused[0]}."
        if not pages.locations:
            fix = "Ask the operator's service again."
            raise FaultsError([Finding("error", table, "server_error", message, fix=fix)])
        remarks.file("warning", "server_error", message, fix="Ask for those pages again.")
    if not pages.locations:
        raise FaultsError(
            [Finding("error", table, "empty", "the page holds no locations.", fix="Ask for the first page.")]
        )
    if not any(isinstance(at(location, "coordinates"), Mapping) for location in pages.locations):
        message = "no location states its coordinates: these are no OCPI locations."
        raise FaultsError([Finding("error", table, "not_records", message, fix="Ask for the locations module.")])


def _evses(locations: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Each EVSE with its location and the location's number; a location without any comes once, with None."""
    for place, location in enumerate(locations, start=1):
        found = [evse for evse in listed(at(location, "evses")) if isinstance(evse, Mapping)]
        yield from ((place, location, evse) for evse in found)
        if not found:
            yield place, location, None


def _in_our_words(evses: list[tuple[int, Any, Any]]) -> pd.DataFrame:
    party = [text(at(place, "country_code")) + text(at(place, "party_id")) for _, place, _ in evses]
    place_ids = [text(at(place, "id")) for _, place, _ in evses]
    uids = [text(at(evse, "uid")) or text(at(evse, "evse_id")) for _, _, evse in evses]
    ids = [
        "/".join(part for part in parts if part) if parts[2] else ""
        for parts in zip(party, place_ids, uids, strict=True)
    ]
    kind = texts(at(place, "parking_type") or at(place, "type") for _, place, _ in evses).str.upper()
    drive = kind.eq(_DRIVE)
    customers = pd.Series([_ONLY_CUSTOMERS in listed(at(e, "parking_restrictions")) for _, _, e in evses], dtype=bool)
    shown = [at(place, "operator", "name") or at(place, "suboperator", "name") or "" for _, place, _ in evses]
    operator = texts(shown)
    points = [at(evse, "coordinates") or at(place, "coordinates") for _, place, evse in evses]
    updated = texts(at(evse, "last_updated") or at(place, "last_updated") for _, place, evse in evses)
    rows = pd.DataFrame(
        {
            "source_row": [place for place, _, _ in evses],
            "id": texts(ids),
            "location": texts("/".join(p for p in pair if p) for pair in zip(party, place_ids, strict=True)),
            "operator": operator.mask(operator.eq(""), texts(party)),
            "name": texts(at(place, "name") for _, place, _ in evses).mask(drive, ""),
            "postcode": texts(at(place, "postal_code") for _, place, _ in evses).mask(drive, ""),
            "latitude": numbers(at(point, "latitude") for point in points),
            "longitude": numbers(at(point, "longitude") for point in points),
            "points_count": 1.0,
            "access": pd.Series("public", index=range(len(evses)), dtype="str")
            .mask(customers, "customers")
            .mask(drive, "private"),
            "setting": pd.Series("unknown", index=range(len(evses)), dtype="str")
            .mask(kind.isin(_OFF_STREET), "off_street")
            .mask(kind.eq(_ON_STREET), "on_street"),
            "opened": "",
            "recorded": "",
            "updated": days(updated),
        }
    )
    return rows.astype({"opened": "str", "recorded": "str"})


def _each(evses: list[tuple[int, Any, Any]]) -> Iterator[Mapping[str, Any]]:
    for _, _, evse in evses:
        yield from (each for each in listed(at(evse, "connectors")) if isinstance(each, Mapping))


def _connectors(evses: list[tuple[int, Any, Any]]) -> pd.DataFrame:
    """Volts of three phases are to neutral by OCPI's rule; 2.1.1 calls volts and amperes by shorter names."""
    cells = [
        (
            row,
            connector_kind(text(at(connector, "standard"))),
            _CURRENTS.get(text(at(connector, "power_type")).upper(), ""),
            number(at(connector, "max_electric_power")),
            number(at(connector, "max_voltage") or at(connector, "voltage")),
            number(at(connector, "max_amperage") or at(connector, "amperage")),
            1.0,
        )
        for row, (_, _, evse) in enumerate(evses)
        for connector in listed(at(evse, "connectors"))
        if isinstance(connector, Mapping)
    ]
    return pd.DataFrame(cells, columns=list(CONNECTOR_COLUMNS)) if cells else no_connectors()
