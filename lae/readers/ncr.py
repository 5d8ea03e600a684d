"""The National Chargepoint Registry as CHARGERS. It closed on 28 November 2024: whatever is read here is history."""

import re
from pathlib import Path
from typing import Final

import pandas as pd

from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.cells import spelling
from lae.readers.charger_power import connector_kind, rated
from lae.readers.chargers import Devices, days, finished, vintage_of
from lae.readers.ncr_file import NEEDED, layout_of
from lae.readers.remarks import Remarks

REGISTER: Final = "ncr"
_STATUSES: Final = {"in service": "working", "out of service": "out_of_service", "planned": "planned", "": "unknown"}
_CURRENTS: Final = {"single phase ac": "ac1", "three phase ac": "ac3", "dc": "dc"}
_FLAGS: Final = {"1": True, "true": True, "0": False, "false": False}
_HOME: Final = r"home|resident|private"
_STAFF: Final = r"workplace"
WITHHELD: Final = "names withheld, being a private home's"


def recognise(head: Head) -> bool:
    """True for the registry's CSV, its API's JSON and GeoJSON made of it."""
    text = head.text().lstrip()
    if text.startswith(("{", "[")):
        return '"ChargeDeviceId"' in text or ('"chargedeviceid"' in text and '"features"' in text)
    words = {spelling(word) for word in re.split(r'[,;\t"]', text.partition("\n")[0])}
    return set(NEEDED) <= words


def read(path: Path, source: SourceRow) -> Reading:
    """The registry's devices as `chargers`; a device counts as one point, for the registry states no more.

    Raises:
        FaultsError: it is not the registry, or lacks a column that places a device.
    """
    remarks = Remarks(path.name)
    with guard.opened(path) as stream:
        start = stream.read(65_536).decode("utf-8-sig", errors="replace")
    layout = layout_of(path, start, remarks)
    raw = layout.rows
    status = raw["chargedevicestatus"].str.casefold()
    known = status.isin(_STATUSES)
    nowhere = guard.numbers(raw["latitude"])[0].isna()
    drops = {
        "cells shifted into other columns": ~known & nowhere,
        "not published": ~raw["publishstatus"].str.casefold().isin(["", "published"]),
        "deleted": days(raw["datedeleted"]).ne(""),
    }
    odd = ~known & ~nowhere
    message = "the status is none of the registry's; taken as unknown."
    remarks.rows("warning", "unknown_status", message, raw["chargedeviceid"][odd], column="chargeDeviceStatus")
    rows, withheld = _in_our_words(raw, status)
    connectors = layout.connectors.assign(
        kind=layout.connectors["kind"].map(_kinds(layout.connectors["kind"])).astype("str"),
        current=layout.connectors["current"].str.casefold().map(_CURRENTS).fillna("").astype("str"),
    )
    power = rated(connectors, rows.index, unit="kW", to_neutral=False)
    remarks.file("note", "closed", "the registry closed on 28 November 2024: these charge points are history.")
    return finished(
        Devices(rows, drops, layout.lost, {WITHHELD: withheld}),
        power,
        register=REGISTER,
        path=path,
        source=source,
        vintage=vintage_of("", source, rows, remarks),
        remarks=remarks,
    )


def _in_our_words(raw: pd.DataFrame, status: pd.Series) -> tuple[pd.DataFrame, int]:
    """The devices in our words, and how many names could be a private person's and were left out."""
    home = raw["locationtype"].str.contains(_HOME, case=False)
    restricted = raw["accessrestrictionflag"].str.casefold().map(_FLAGS).eq(True)  # noqa: FBT003
    staff = raw["locationtype"].str.contains(_STAFF, case=False)
    access = pd.Series("public", index=raw.index, dtype="str").mask(restricted | staff, "unknown").mask(home, "private")
    on_street = raw["locationtype"].str.casefold().eq("on-street") | raw["onstreetflag"].str.casefold().map(_FLAGS).eq(
        True  # noqa: FBT003
    )
    placed = raw["locationtype"].ne("") | raw["onstreetflag"].str.casefold().isin(_FLAGS)
    operator = raw["devicecontrollername"].mask(raw["devicecontrollername"].eq(""), raw["deviceownername"])
    rows = pd.DataFrame(
        {
            "source_row": raw["source_row"],
            "id": raw["chargedeviceid"],
            "location": "",
            "operator": operator.mask(operator.eq(""), raw["devicenetworks"]).mask(home, ""),
            "name": raw["name"].mask(home, ""),
            "postcode": raw["postcode"].mask(home, ""),
            "latitude": guard.numbers(raw["latitude"])[0],
            "longitude": guard.numbers(raw["longitude"])[0],
            "points_count": 1.0,
            "access": access,
            "status": status.map(_STATUSES).fillna("unknown").astype("str"),
            "setting": pd.Series("unknown", index=raw.index, dtype="str")
            .mask(placed, "off_street")
            .mask(on_street, "on_street"),
            "opened": "",
            "recorded": days(raw["datecreated"]),
            "updated": days(raw["dateupdated"]),
        }
    )
    texts = ("location", "opened")
    return rows.astype(dict.fromkeys(texts, "str")), int((home & raw["name"].ne("")).sum())


def _kinds(names: pd.Series) -> dict[str, str]:
    return {name: connector_kind(name) for name in names.unique()}
