"""OpenStreetMap: charging stations as CHARGERS; car parks, supermarkets, warehouses and depots as PARKING_SITES."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.charging.contract import PARKING_SITES, SITE_KINDS, ParkingSites
from lae.geo import BNG, degrees_from_bng
from lae.readers import guard, osm_json, osm_pbf, osm_tags
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.charger_power import CONNECTOR_COLUMNS, no_connectors, rated
from lae.readers.chargers import Devices, days, finished
from lae.readers.json_cells import texts
from lae.readers.osm_features import Features, Shapes, shapes_of
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.tables import columns_of, empty, validated

REGISTER: Final = "osm"
LICENCE: Final = "Open Database Licence 1.0"
"""OpenStreetMap's own, whatever file it comes in; its attribution travels with every layer made of it."""
REPAIRED: Final = "shape that crossed itself"
_PBF: Final = b"OSMHeader"
_MARKS: Final = ("parking", "charging_station", "supermarket", "warehouse", "distribution")
_IDS: Final = re.compile(r'"(?:osm_id|osm_way_id|@id|osmid|full_id|other_tags)"\s*:|"(?:node|way|relation)/\d+"')


def recognise(head: Head) -> bool:
    """True for OpenStreetMap's features of parking, charging, shops or warehouses, and for any PBF extract."""
    if _PBF in head.start[:64]:
        return True
    text = head.text().lstrip()
    if not text.startswith(("{", "[")) or not any(mark in text.casefold() for mark in _MARKS):
        return False
    overpass = '"elements"' in text and ('"osm3s"' in text or '"generator"' in text)
    return overpass or ('"Feature' in text and _IDS.search(text) is not None)


def read(path: Path, source: SourceRow) -> Reading:
    """The file's charging stations as `chargers` and places to park as `parking_sites`; tables without rows are absent.

    Raises:
        FaultsError: it is no such file, is damaged, or nothing in it lies in Great Britain.
    """
    source = replace(source, licence=source.licence or LICENCE)
    remarks = Remarks(path.name)
    with guard.opened(path) as stream:
        packed = _PBF in stream.read(64)
    features = osm_pbf.features_of(path) if packed else osm_json.features_of(path)
    if packed:
        remarks.file("note", "selection", "only features tagged as places to park or charge were taken.")
        remarks.file(
            "note", "unproven", "the PBF reader was tried on small extracts of our own only: compare a few sites."
        )
    if not features.ids:
        remarks.file("warning", "empty", "the layer has no features.")
        lost = sum(features.lost.values())
        return Reading({}, Count(source.source_id, lost, 0, dict(features.lost)), tuple(remarks.found))
    shapes = shapes_of(features, path.name)
    remarks.extend(shapes.findings)
    kinds = pd.Series([osm_tags.kind_of(tags) for tags in features.tags], dtype="str")
    stations, sites = kinds.eq(osm_tags.CHARGING), kinds.isin(SITE_KINDS)
    strays = kinds[~stations & ~sites].value_counts(sort=False).sort_index()
    counts = [Count(source.source_id, len(kinds[~stations & ~sites]), 0, {str(k): int(n) for k, n in strays.items()})]
    _say_strays(remarks, kinds[~stations & ~sites], features)
    tables: dict[str, pd.DataFrame] = {}
    if stations.any():
        reading = _chargers(features, shapes, np.flatnonzero(stations), path, source)
        counts.append(reading.count)
        remarks.extend(reading.findings)
        tables |= {name: table for name, table in reading.tables.items() if len(table)}
    if sites.any():
        table, count = _sites(features, shapes, np.flatnonzero(sites), kinds, path, source, remarks)
        counts.append(count)
        tables |= {PARKING_SITES: table} if len(table) else {}
    return Reading(tables, _sum(counts, features.lost, shapes.repaired), tuple(remarks.found))


def _chargers(features: Features, shapes: Shapes, chosen: np.ndarray, path: Path, source: SourceRow) -> Reading:
    tags = [features.tags[place] for place in chosen]
    east, north = _inner(shapes.shapes[chosen])
    longitude, latitude = degrees_from_bng(east, north)
    capacity, odd = osm_tags.spaces_of(texts(tag.get("capacity", "") for tag in tags))
    rows = pd.DataFrame(
        {
            "source_row": chosen + 1,
            "id": texts(features.ids[place] for place in chosen),
            "location": texts(features.ids[place] for place in chosen),
            "operator": texts(osm_tags.operator_of(tag) for tag in tags),
            "name": texts(tag.get("name", "") for tag in tags),
            "postcode": texts(tag.get("addr:postcode", "") for tag in tags),
            "latitude": latitude,
            "longitude": longitude,
            "points_count": capacity.where(capacity.between(1, 1_000)),
            "access": texts(osm_tags.access_of(tag) for tag in tags),
            "status": texts(osm_tags.status_of(tag) for tag in tags),
            "setting": texts("unknown" for _ in tags),
            "opened": days(texts(tag.get("start_date", "") for tag in tags)),
            "recorded": texts("" for _ in tags),
            "updated": days(texts(tag.get("check_date", "") for tag in tags)),
        }
    )
    remarks = Remarks(path.name)
    message = "the capacity is no plain number; left blank."
    remarks.rows("note", "capacity", message, rows["id"][odd], column="capacity")
    cells = [
        (row, kind, "", power, float("nan"), float("nan"), quantity)
        for row, tag in enumerate(tags)
        for kind, power, quantity in osm_tags.sockets_of(tag)
    ]
    connectors = pd.DataFrame(cells, columns=list(CONNECTOR_COLUMNS)) if cells else no_connectors()
    drops = {reason: pd.Series(faulty[chosen]) for reason, faulty in shapes.faults.items()}
    power = rated(connectors, rows.index, unit="kW", to_neutral=False)
    return finished(
        Devices(rows, drops),
        power,
        register=REGISTER,
        path=path,
        source=source,
        vintage=source.vintage,
        remarks=remarks,
    )


def _sites(
    features: Features,
    shapes: Shapes,
    chosen: np.ndarray,
    kinds: pd.Series,
    path: Path,
    source: SourceRow,
    remarks: Remarks,
) -> tuple[pd.DataFrame, Count]:
    tags = [features.tags[place] for place in chosen]
    own = shapes.shapes[chosen]
    ids = texts(features.ids[place] for place in chosen)
    ids = REGISTER + ":" + ids.mask(ids.eq(""), pd.Series(chosen + 1).map("row-{}".format)).str.replace(" ", "-")
    faults = {reason: pd.Series(faulty[chosen]) for reason, faulty in shapes.faults.items()}
    there = ~pd.concat(faults, axis=1).any(axis=1)
    faults["the same id again"] = there & ids.where(there).duplicated()
    left, count = sift(faults, source_id=source.source_id)
    for reason, faulty in faults.items():
        remarks.rows(
            "warning", reason.partition(",")[0].replace(" ", "_").casefold(), f"{reason}; left out.", ids[faulty]
        )
    spaces, odd = osm_tags.spaces_of(texts(tag.get("capacity", "") for tag in tags))
    remarks.rows("note", "capacity", "the capacity is no plain number; left blank.", ids[odd], column="capacity")
    east, north = _inner(own)
    area = np.where(shapely.is_missing(own), 0.0, shapely.area(own))
    frame = pd.DataFrame(
        {
            "site_id": ids,
            "kind": kinds.iloc[chosen].reset_index(drop=True),
            "name": texts(tag.get("name", "") for tag in tags),
            "operator": texts(osm_tags.operator_of(tag) for tag in tags),
            "access": texts(osm_tags.access_of(tag) for tag in tags),
            "layout": texts(tag.get("parking", "") for tag in tags),
            "fee": texts(tag.get("fee", "") for tag in tags),
            "capacity_spaces_count": spaces,
            "capacity_basis": pd.Series(np.where(spaces.notna(), "stated", "unknown"), dtype="str"),
            "area_m2": pd.Series(area).where(area > 0).round(1),
            "easting_m": east.round(1),
            "northing_m": north.round(1),
            "geometry": gpd.GeoSeries(own, crs=BNG),
            "source_row": chosen + 1,
        }
    )[left]
    frame = with_texts(frame, vintage=source.vintage, source_id=source.source_id, licence=source.licence)
    if frame.empty:
        return empty(ParkingSites), count
    table = gpd.GeoDataFrame(frame, geometry="geometry", crs=BNG)
    ordered = table[columns_of(ParkingSites)].sort_values("site_id", kind="stable", ignore_index=True)
    return validated(ordered, ParkingSites, path.name), count


def _inner(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A point in each shape, NaN where there is none."""
    points = shapely.point_on_surface(shapes)
    return shapely.get_x(points), shapely.get_y(points)


def _say_strays(remarks: Remarks, kinds: pd.Series, features: Features) -> None:
    for reason in sorted(kinds.unique()):
        rule = reason.partition(",")[0].replace(" ", "_")
        ids = [features.ids[place] or f"feature {place + 1}" for place in kinds.index[kinds.eq(reason)]]
        remarks.rows("note", rule, f"{len(ids)} features were left out: {reason}.", ids)


def _sum(counts: list[Count], lost: Mapping[str, int], repaired: int) -> Count:
    dropped: dict[str, int] = dict(lost)
    mended: dict[str, int] = {REPAIRED: repaired} if repaired else {}
    for count in counts:
        for reason, number in count.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + number
        for reason, number in count.repaired.items():
            mended[reason] = mended.get(reason, 0) + number
    read = sum(count.read for count in counts) + sum(lost.values())
    return Count(counts[0].source_id, read, sum(count.kept for count in counts), dropped, mended)
