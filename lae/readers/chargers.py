"""From a register's charge points in its own words to our table: placed, rated, each once, every loss counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.charging.contract import CHARGERS, Chargers, dft_speed, gov_uk_speed
from lae.geo import BRITAIN_DEG, BRITAIN_M, bng_from_degrees
from lae.readers.base import Reading, SourceRow
from lae.readers.charger_power import Rated
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.tables import columns_of, empty, validated

SWAPPED: Final = "latitude and longitude swapped"
_NO_PLACE: Final = "no coordinates"
_ZERO: Final = "coordinates 0, 0"
_LOST_SIGN: Final = "outside Great Britain; the longitude may have lost its minus sign"
_OUTSIDE: Final = "outside Great Britain"
_AGAIN: Final = "the same id again"
_MIRRORED_DEG: Final = 9.0
"""Degrees east up to which a longitude would be British with a minus sign."""


@dataclass(frozen=True)
class Devices:
    """A register's charge points, one row each, index 0, 1, 2...

    rows: source_row, id, location, operator, name, postcode, latitude, longitude, points_count, access, status,
        setting, opened, recorded, updated: text in our words, blank where the register is silent, numbers as float64.
    drops: rows that must go, by reason, in the order of precedence.
    lost: records that never became rows, by reason.
    """

    rows: pd.DataFrame
    drops: Mapping[str, pd.Series] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """Where each row stands (EPSG:27700, NaN where nowhere), which were swapped, and which have no place and why."""

    easting_m: pd.Series
    northing_m: pd.Series
    swapped: pd.Series
    faults: Mapping[str, pd.Series]


def finished(
    devices: Devices, power: Rated, *, register: str, path: Path, source: SourceRow, vintage: str, remarks: Remarks
) -> Reading:
    """The register's charge points as `chargers` (contract `Chargers`), the count, and what was said on the way."""
    rows = devices.rows
    place = placed(rows["latitude"], rows["longitude"])
    ids = rows["id"].str.replace(r"\s+", "-", regex=True)
    ids = register + ":" + ids.mask(ids.eq(""), "row-" + rows["source_row"].astype("str"))
    faults = {**devices.drops, **place.faults}
    sound = ~np.logical_or.reduce([faulty.to_numpy(dtype=bool) for faulty in faults.values()])
    again = pd.Series(sound, index=ids.index) & ids.where(sound).duplicated()
    drops = {**faults, _AGAIN: again}
    left, count = sift(drops, source_id=source.source_id)
    lost = sum(devices.lost.values())
    repaired = {**devices.repaired, SWAPPED: int((place.swapped & left).sum())}
    count = replace(
        count,
        read=count.read + lost,
        dropped={**count.dropped, **devices.lost},
        repaired={reason: number for reason, number in repaired.items() if number},
    )
    _say(remarks, drops, ids, place.swapped & left)
    _say_power(remarks, power)
    if not left.any():
        remarks.file("warning", "nothing_left", "no charge point is left.", fix="Download the register again.")
        return Reading({CHARGERS: empty(Chargers)}, count, tuple(remarks.found))
    at_point = _at_point(register, place.easting_m, place.northing_m)
    named = rows["location"].str.replace(r"\s+", "-", regex=True)
    table = pd.concat([rows.drop(columns=["id", "location", "latitude", "longitude"]), power.table], axis=1)
    table = table.assign(
        charger_id=ids,
        postcode=rows["postcode"].str.upper(),
        location_id=(register + ":" + named).mask(named.eq(""), at_point),
        easting_m=place.easting_m,
        northing_m=place.northing_m,
        speed_dft=dft_speed(power.table["power_kw"]),
        speed_gov_uk=gov_uk_speed(power.table["power_kw"]),
    )[left]
    table = with_texts(table, register=register, vintage=vintage, source_id=source.source_id, licence=source.licence)
    ordered = table[columns_of(Chargers)].sort_values("charger_id", kind="stable", ignore_index=True)
    shared = ordered.duplicated(["easting_m", "northing_m"], keep=False)
    if shared.any():
        message = f"{int(shared.sum())} charge points share their exact place with another; none was merged."
        remarks.file("note", "shared_place", message)
    return Reading({CHARGERS: validated(ordered, Chargers, path.name)}, count, tuple(remarks.found))


def placed(latitude: pd.Series, longitude: pd.Series) -> Placed:
    """Each point in EPSG:27700 to 0.1 m; swapped columns are put right row by row, since no other reading is British.

    A longitude without its minus sign is not put right: nothing here proves where it belongs.
    """
    west, south, east, north = BRITAIN_DEG
    stated = longitude.between(west, east) & latitude.between(south, north)
    swapped = latitude.between(west, east) & longitude.between(south, north)
    lon = longitude.where(~swapped, latitude).where(stated | swapped)
    lat = latitude.where(~swapped, longitude).where(stated | swapped)
    easting, northing = (np.round(values, 1) for values in bng_from_degrees(lon, lat))
    west_m, south_m, east_m, north_m = BRITAIN_M
    absent = latitude.isna() | longitude.isna()
    zero = latitude.eq(0) & longitude.eq(0)
    there = pd.Series(
        (easting >= west_m) & (easting <= east_m) & (northing >= south_m) & (northing <= north_m), index=latitude.index
    )
    mirrored = longitude.gt(east) & longitude.le(_MIRRORED_DEG) & latitude.between(south, north)
    faults = {_NO_PLACE: absent, _ZERO: zero, _LOST_SIGN: ~absent & mirrored, _OUTSIDE: ~absent & ~there}
    index = latitude.index
    return Placed(
        pd.Series(easting, index=index).where(there), pd.Series(northing, index=index).where(there), swapped, faults
    )


def days(values: pd.Series) -> pd.Series:
    """The dates among texts such as "2020-05-04 10:33:46" or "04/05/2020" as 2020-05-04; blank where there is none."""
    iso = values.str.extract(r"^(\d{4})-(\d{2})-(\d{2})", expand=True)
    british = values.str.extract(r"^(\d{2})/(\d{2})/(\d{4})", expand=True)[[2, 1, 0]].set_axis([0, 1, 2], axis=1)
    parts = iso.where(iso[0].notna(), british)
    joined = (parts[0] + "-" + parts[1] + "-" + parts[2]).astype("str")
    real = pd.to_datetime(joined, format="%Y-%m-%d", errors="coerce")
    return joined.where(real.dt.year.between(1990, 2100), "").fillna("").astype("str")


def newest(updated: pd.Series, recorded: pd.Series) -> str:
    """The latest day any record speaks of, blank where none does: what a file without a date is at least as new as."""
    return max([*updated, *recorded], default="")


def vintage_of(stated: str, source: SourceRow, rows: pd.DataFrame, remarks: Remarks) -> str:
    """The file's own date, else that of sources.csv, else that of its newest record, which a note then says."""
    if stated or source.vintage:
        return stated or source.vintage
    found = newest(rows["updated"], rows["recorded"])
    message = f"the file does not say when it was made; its newest record is of {found or 'no stated day'}."
    remarks.file("note", "vintage", message, fix="State its vintage in sources.csv.")
    return found


def _at_point(register: str, easting_m: pd.Series, northing_m: pd.Series) -> pd.Series:
    parts = [values.round().fillna(0).astype("int64").astype("str") for values in (easting_m, northing_m)]
    return register + ":at-" + parts[0] + "-" + parts[1]


def _say(remarks: Remarks, drops: Mapping[str, pd.Series], ids: pd.Series, swapped: pd.Series) -> None:
    said = pd.Series(data=False, index=ids.index)
    for reason, faulty in drops.items():
        rule = reason.partition(";")[0].replace(", ", "_").replace(" ", "_").casefold()
        remarks.rows("warning", rule, f"{int((faulty & ~said).sum())} left out: {reason}.", ids[faulty & ~said])
        said |= faulty
    if swapped.any():
        message = f"latitude and longitude are swapped on {int(swapped.sum())} of {len(ids)} rows; put right."
        remarks.file("note", "swapped_coordinates", message)


def _say_power(remarks: Remarks, power: Rated) -> None:
    if power.slipped:
        message = f"the power of {power.slipped} connectors stood in watts for kilowatts, or the reverse; put right."
        remarks.file("note", "power_unit", message)
    if power.between_lines:
        message = f"{power.between_lines} three-phase connectors state 400 V between lines; computed so."
        remarks.file("note", "volts_between_lines", message)
    if power.wrong:
        message = f"the power of {power.wrong} connectors cannot be one; left blank."
        remarks.file("warning", "power", message)
