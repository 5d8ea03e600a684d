"""Open Charge Map: its API's lists, its exports of one record or one record a line, and its code tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.charging.contract import CHARGING_CODES, ChargingCodes
from lae.findings import FaultsError, Finding
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.charger_power import CONNECTOR_COLUMNS, connector_kind, no_connectors, rated
from lae.readers.chargers import Devices, days, finished, vintage_of
from lae.readers.json_cells import Documents, at, documents, listed, number, numbers, text, texts
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.tables import columns_of, validated

REGISTER: Final = "ocm"
WITHHELD: Final = "names withheld, being a private home's"
_PRIVATE_HOME: Final = "44"
"""The operator id of a private person's own charger."""
_NOTICE_AT_HOME: Final = "3"
_USAGE: Final = {"1": "public", "4": "public", "5": "public", "7": "public", "2": "private", "3": "private"} | {
    "6": "private"
}
_STATUS: Final = {"10": "working", "20": "working", "30": "out_of_service", "50": "working", "75": "working"} | {
    "100": "out_of_service",
    "150": "planned",
}
_REMOVED: Final = ("200", "210")
_CURRENT: Final = {"10": "ac1", "20": "ac3", "30": "dc"}
_CONNECTION: Final = (
    {"1": "type1", "25": "type2", "1036": "type2", "33": "ccs2", "32": "ccs1", "2": "chademo", "3": "uk3pin"}
    | {"4": "commando", "16": "commando", "17": "commando", "34": "commando", "35": "commando"}
    | {"27": "tesla", "30": "tesla", "8": "tesla", "0": ""}
)
"""Open Charge Map's own numbers, from its code tables; any other number is "other"."""
_LISTS: Final = {
    "connection": "ConnectionTypes",
    "current": "CurrentTypes",
    "operator": "Operators",
    "status": "StatusTypes",
    "usage": "UsageTypes",
}


def recognise(head: Head) -> bool:
    """True for points of interest and for the code tables."""
    start = head.text().lstrip()
    if not start.startswith(("{", "[")):
        return False
    points = '"AddressInfo"' in start and ('"Connections"' in start or '"UsageTypeID"' in start)
    return points or '"ChargerTypes"' in start


def read(path: Path, source: SourceRow) -> Reading:
    """Points of interest as `chargers`, one row a site with its number of points, or code tables as `charging_codes`.

    Comments, check-ins, contacts and who verified what are not looked at.

    Raises:
        FaultsError: the file holds neither.
    """
    found = documents(path)
    first = found.found[0]
    if isinstance(first, Mapping) and "ChargerTypes" in first and "ConnectionTypes" in first:
        return _codes(first, path, source)
    return _points(found, path, source)


def named(chargers: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """`chargers` with operators that Open Charge Map gives by number ("operator 3") named from its code tables."""
    operators = codes[codes["kind"].eq("operator")].set_index("code")["title"]
    number_only = chargers["operator"].str.extract(r"^operator (\d+)$", expand=False)
    titles = number_only.map(operators).where(chargers["register"].eq(REGISTER))
    return chargers.assign(operator=titles.fillna(chargers["operator"]).astype("str"))


def _points(found: Documents, path: Path, source: SourceRow) -> Reading:
    remarks = Remarks(path.name)
    records = [
        record for document in found.found for record in (document if isinstance(document, list) else [document])
    ]
    points = [record for record in records if isinstance(at(record, "AddressInfo"), Mapping)]
    lost = {"no record of a site": len(records) - len(points), "line that is no JSON": found.broken}
    if not points:
        message = "the file holds no points of interest with an AddressInfo."
        raise FaultsError([Finding("error", path.name, "not_records", message, fix="Ask the API with output=json.")])
    rows, withheld = _in_our_words(points)
    status = texts(_code(point, "StatusTypeID", "StatusType") for point in points)
    removed = status.isin(_REMOVED)
    strange = status.ne("") & status.ne("0") & ~status.isin([*_STATUS, *_REMOVED])
    message = "the status is none Open Charge Map lists; taken as unknown."
    remarks.rows("warning", "unknown_status", message, rows["id"][strange], column="StatusTypeID")
    power = rated(_connectors(points), rows.index, unit="kW", to_neutral=False)
    return finished(
        Devices(
            rows.assign(status=status.map(_STATUS).fillna("unknown").astype("str")),
            {"removed": removed},
            {reason: count for reason, count in lost.items() if count},
            {WITHHELD: withheld},
        ),
        power,
        register=REGISTER,
        path=path,
        source=source,
        vintage=vintage_of("", source, rows, remarks),
        remarks=remarks,
    )


def _in_our_words(points: list[Any]) -> tuple[pd.DataFrame, int]:
    operator = texts(_code(point, "OperatorID", "OperatorInfo") for point in points)
    title = texts(at(point, "OperatorInfo", "Title") for point in points)
    usage = texts(_code(point, "UsageTypeID", "UsageType") for point in points)
    name = texts(at(point, "AddressInfo", "Title") for point in points)
    home = operator.eq(_PRIVATE_HOME) | usage.eq(_NOTICE_AT_HOME)
    unnamed = ("operator " + operator).mask(operator.isin(["", "1"]), "")
    stated = numbers(at(point, "NumberOfPoints") for point in points)
    updated = texts(at(point, "DateLastStatusUpdate") for point in points)
    verified = texts(at(point, "DateLastVerified") for point in points)
    rows = pd.DataFrame(
        {
            "source_row": range(1, len(points) + 1),
            "id": texts(at(point, "ID") for point in points),
            "location": texts(at(point, "ID") for point in points),
            "operator": unnamed.mask(title.ne(""), title).mask(home, ""),
            "name": name.mask(home, ""),
            "postcode": texts(at(point, "AddressInfo", "Postcode") for point in points).mask(home, ""),
            "latitude": numbers(at(point, "AddressInfo", "Latitude") for point in points),
            "longitude": numbers(at(point, "AddressInfo", "Longitude") for point in points),
            "points_count": stated.where(stated.between(1, 1_000)),
            "access": usage.map(_USAGE).fillna("unknown").astype("str"),
            "setting": "unknown",
            "opened": "",
            "recorded": days(texts(at(point, "DateCreated") for point in points)),
            "updated": days(updated.mask(updated.eq(""), verified)),
        }
    )
    return rows.astype({"setting": "str", "opened": "str"}), int((home & name.ne("")).sum())


def _code(record: Any, plain: str, expanded: str) -> str:
    """A code by its number, which the compact answer states itself and the long one inside an object."""
    return text(at(record, plain)) or text(at(record, expanded, "ID"))


def _connectors(points: list[Any]) -> pd.DataFrame:
    cells = [
        (
            row,
            _kind(connection),
            _CURRENT.get(_code(connection, "CurrentTypeID", "CurrentType"), ""),
            *(number(at(connection, name)) for name in ("PowerKW", "Voltage", "Amps", "Quantity")),
        )
        for row, point in enumerate(points)
        for connection in listed(at(point, "Connections"))
        if isinstance(connection, Mapping) and _code(connection, "StatusTypeID", "StatusType") not in _REMOVED
    ]
    return pd.DataFrame(cells, columns=list(CONNECTOR_COLUMNS)) if cells else no_connectors()


def _kind(connection: Any) -> str:
    title = text(at(connection, "ConnectionType", "Title"))
    code = _code(connection, "ConnectionTypeID", "ConnectionType")
    return _CONNECTION.get(code, connector_kind(title) or ("other" if code else ""))


def _codes(document: Mapping[str, Any], path: Path, source: SourceRow) -> Reading:
    """The code tables; operators' telephone numbers, addresses and e-mail stay behind."""
    entries = [
        (kind, text(at(entry, "ID")), text(at(entry, "Title")))
        for kind, name in _LISTS.items()
        for entry in listed(document.get(name))
    ]
    if not entries:
        message = "the code tables are empty."
        raise FaultsError([Finding("error", path.name, "empty", message, fix="Download them again.")])
    frame = pd.DataFrame(entries, columns=["kind", "code", "title"], dtype="str")
    frame = frame.assign(source_row=range(1, len(frame) + 1))
    drops = {"no number": frame["code"].eq(""), "the same number again": frame.duplicated(["kind", "code"])}
    left, count = sift(drops, source_id=source.source_id)
    table = with_texts(frame[left], vintage=source.vintage, source_id=source.source_id, licence=source.licence)
    ordered = table[columns_of(ChargingCodes)].sort_values(["kind", "code"], kind="stable", ignore_index=True)
    return Reading({CHARGING_CODES: validated(ordered, ChargingCodes, path.name)}, count)
