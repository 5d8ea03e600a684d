"""How the National Chargepoint Registry wrote its devices: CSV, its API's JSON, and EValuator's GeoJSON of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers import guard
from lae.readers.cells import spelling
from lae.readers.charger_power import CONNECTOR_COLUMNS, no_connectors
from lae.readers.json_cells import at, documents, listed, text
from lae.readers.remarks import Remarks

NEEDED: Final = ("chargedeviceid", "latitude", "longitude", "chargedevicestatus")
_FIELDS: Final = (
    *NEEDED,
    *("name", "postcode", "devicecontrollername", "deviceownername", "devicenetworks", "publishstatus"),
    *("datecreated", "dateupdated", "datedeleted", "accessrestrictionflag", "onstreetflag", "locationtype"),
)
"""What is read, in lower case. Contact names, telephone numbers and free texts are not among them."""
_MOST_CONNECTORS: Final = 8
_CONNECTOR: Final = ("type", "ratedoutputkw", "outputcurrent", "ratedvoltage", "chargemethod", "status")
_JSON: Final[Mapping[str, tuple[str, ...]]] = {
    "chargedeviceid": ("ChargeDeviceId",),
    "name": ("ChargeDeviceName",),
    "latitude": ("ChargeDeviceLocation", "Latitude"),
    "longitude": ("ChargeDeviceLocation", "Longitude"),
    "postcode": ("ChargeDeviceLocation", "Address", "PostCode"),
    "chargedevicestatus": ("ChargeDeviceStatus",),
    "devicecontrollername": ("DeviceController", "OrganisationName"),
    "deviceownername": ("DeviceOwner", "OrganisationName"),
    "devicenetworks": ("DeviceNetworks",),
    "publishstatus": ("PublishStatus",),
    "datecreated": ("DateCreated",),
    "dateupdated": ("DateUpdated",),
    "datedeleted": ("DateDeleted",),
    "accessrestrictionflag": ("AccessRestrictionFlag",),
    "onstreetflag": ("OnStreetFlag",),
    "locationtype": ("LocationType",),
}
_JSON_CONNECTOR: Final = {
    "type": "ConnectorType",
    "ratedoutputkw": "RatedOutputkW",
    "outputcurrent": "RatedOutputCurrent",
    "ratedvoltage": "RatedOutputVoltage",
    "chargemethod": "ChargeMethod",
    "status": "ChargePointStatus",
}


@dataclass(frozen=True)
class Layout:
    """The devices as text (`_FIELDS` in lower case and source_row), their connectors, and the rows that were none."""

    rows: pd.DataFrame
    connectors: pd.DataFrame
    lost: Mapping[str, int]


def layout_of(path: Path, start: str, remarks: Remarks) -> Layout:
    """The file's devices, whichever of the three spellings it has; raises `FaultsError` where it has none."""
    first = start.lstrip()
    if not first.startswith(("{", "[")):
        return _csv(path, remarks)
    found = documents(path)
    devices = [device for document in found.found for device in listed(at(document, "ChargeDevice"))]
    features = [feature for document in found.found for feature in listed(at(document, "features"))]
    if not devices and not features:
        message = "the file holds no list ChargeDevice and no features."
        raise FaultsError([Finding("error", path.name, "not_records", message, fix="Download the registry again.")])
    records = [_from_json(device) for device in devices] + [_from_feature(feature) for feature in features]
    if devices:
        remarks.file("note", "unproven", "this spelling (the registry's JSON) was never tried on a real file.")
    frame = pd.DataFrame(records, dtype="str")
    lost = {"line that is no JSON": found.broken} if found.broken else {}
    return _layout(frame, np.arange(1, len(frame) + 1), lost)


def _csv(path: Path, remarks: Remarks) -> Layout:
    raw = guard.read_text_table(path)
    remarks.extend(raw.attrs["findings"])
    known = {name: spelling(name) for name in raw.columns}
    doubled = sorted({name for name in known.values() if list(known.values()).count(name) > 1})
    repeated = [name for name in raw.attrs["header"] if list(raw.attrs["header"]).count(name) > 1]
    if doubled or repeated:
        message = "a column stands twice; its first copy was read."
        remarks.file("warning", "repeated_column", message, column=", ".join(dict.fromkeys([*doubled, *repeated])))
    first = [not again for again in pd.Index(known.values()).duplicated()]
    frame = raw.loc[:, first].rename(columns=known)
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        raise FaultsError(
            [Finding("error", path.name, "missing_column", f"the column {name} is missing.", name) for name in missing]
        )
    lost = {"uneven row": int(raw.attrs["ragged"])} if raw.attrs["ragged"] else {}
    return _layout(frame.map(text), frame.index.to_numpy(), lost)


def _layout(frame: pd.DataFrame, numbers: np.ndarray, lost: Mapping[str, int]) -> Layout:
    named = frame.reset_index(drop=True)
    rows = named.reindex(columns=list(_FIELDS), fill_value="").fillna("").astype("str")
    blocks = [block for place in range(1, _MOST_CONNECTORS + 1) if (block := _block(named, place)) is not None]
    connectors = pd.concat(blocks, ignore_index=True) if blocks else no_connectors()
    return Layout(rows.assign(source_row=numbers.astype("int64")), connectors, lost)


def _block(frame: pd.DataFrame, place: int) -> pd.DataFrame | None:
    """The devices' connectors of that number as text and numbers, those without a type left out."""
    names = {f"connector{place}{part}": part for part in _CONNECTOR}
    if f"connector{place}type" not in frame.columns:
        return None
    cells = frame.reindex(columns=list(names), fill_value="").fillna("").astype("str").rename(columns=names)
    there = cells[cells["type"].ne("")]
    figures = {
        ours: guard.numbers(there[theirs])[0]
        for ours, theirs in (("stated", "ratedoutputkw"), ("volts", "ratedvoltage"), ("amperes", "outputcurrent"))
    }
    return there.assign(row=there.index, kind=there["type"], current=there["chargemethod"], quantity=1.0, **figures)[
        list(CONNECTOR_COLUMNS)
    ]


def _from_json(device: Any) -> dict[str, str]:
    cells = {ours: text(at(device, *path)) for ours, path in _JSON.items()}
    for place, connector in enumerate(listed(at(device, "Connector"))[:_MOST_CONNECTORS], start=1):
        cells |= {f"connector{place}{ours}": text(at(connector, theirs)) for ours, theirs in _JSON_CONNECTOR.items()}
    return cells


def _from_feature(feature: Any) -> dict[str, str]:
    """A GeoJSON feature: the registry's names in lower case, the place in the geometry."""
    properties = at(feature, "properties")
    cells = {spelling(name): text(value) for name, value in properties.items()} if isinstance(properties, dict) else {}
    point = listed(at(feature, "geometry", "coordinates"))
    longitude, latitude = (point[0], point[1]) if len(point) >= 2 else (None, None)
    return {**cells, "longitude": text(longitude), "latitude": text(latitude)}
