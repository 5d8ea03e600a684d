"""Points from publishers' tables: degrees in the right or the wrong order, checked against a grid reference."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.geo import BRITAIN_DEG, bng_from_degrees

_REFERENCE: Final = re.compile(r"([A-HJ-Z]{2}) ?(\d{1,5}) ?(\d{1,5})")
_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARE_M: Final = 100_000
_TOLERANCE_M: Final = 500.0
"""How far a point may lie from its own grid reference before one of the two is doubted."""


@dataclass(frozen=True)
class Points:
    """Points in EPSG:27700, one a row of the source; NaN where there is none. `swapped` marks rows put right."""

    easting_m: pd.Series
    northing_m: pd.Series
    swapped: pd.Series
    findings: tuple[Finding, ...]


def points_of(latitude: pd.Series, longitude: pd.Series, *, table: str, ids: pd.Series) -> Points:
    """The points of a table to 0.1 m, with swapped columns put right row by row and an error for those outside Britain.

    No place in Britain has a latitude that could be its longitude, so a swap is certain wherever it reads as British.
    """
    west, south, east, north = BRITAIN_DEG
    as_stated = longitude.between(west, east) & latitude.between(south, north)
    swapped = latitude.between(west, east) & longitude.between(south, north)
    lon = longitude.where(~swapped, latitude).where(as_stated | swapped)
    lat = latitude.where(~swapped, longitude).where(as_stated | swapped)
    easting, northing = (np.round(values, 1) for values in bng_from_degrees(lon, lat))
    findings = []
    absent = latitude.isna() & longitude.isna()
    outside = ~(as_stated | swapped | absent)
    if outside.any():
        message = "the coordinates do not lie in Great Britain."
        fix = "Correct latitude and longitude."
        findings.append(Finding("error", table, "outside_britain", message, "coordinates", tuple(ids[outside]), fix))
    if absent.any():
        message = "there are no coordinates: not on the map, and no homes are found near it."
        findings.append(Finding("warning", table, "no_coordinates", message, "coordinates", tuple(ids[absent])))
    if swapped.any():
        message = f"latitude and longitude are swapped on {int(swapped.sum())} of {len(ids)} rows; put right."
        findings.append(Finding("note", table, "swapped_coordinates", message, "coordinates"))
    index = latitude.index
    return Points(pd.Series(easting, index=index), pd.Series(northing, index=index), swapped, tuple(findings))


def far_from_reference(points: Points, references: pd.Series, *, table: str, ids: pd.Series) -> list[Finding]:
    """A warning naming the rows more than 500 m from the grid reference beside them, or with one nobody can read."""
    stated = references.str.strip().ne("")
    parsed = [grid_reference(text) for text in references]
    places = np.array([place or (np.nan, np.nan) for place in parsed], dtype=float).reshape(-1, 2)
    unread = stated & np.isnan(places[:, 0])
    away = np.hypot(points.easting_m - places[:, 0], points.northing_m - places[:, 1])
    far = pd.Series(np.asarray(away) > _TOLERANCE_M, index=ids.index)
    findings = []
    if far.any():
        message = f"latitude and longitude lie more than {_TOLERANCE_M:.0f} m from the grid reference beside them."
        findings.append(Finding("warning", table, "grid_reference", message, "Grid Reference", tuple(ids[far])))
    if unread.any():
        message = "the grid reference cannot be read."
        findings.append(Finding("warning", table, "grid_reference", message, "Grid Reference", tuple(ids[unread])))
    return findings


def grid_reference(text: str) -> tuple[float, float] | None:
    """Easting and northing in metres of a reference such as "SP 56113 03074"; None when it is not one.

    It names the south-west corner of a square as fine as its digits.
    """
    found = _REFERENCE.fullmatch(" ".join(text.upper().split()))
    if found is None or len(found[2]) != len(found[3]):
        return None
    first, second = (_LETTERS.index(letter) for letter in found[1])
    # Letters count from the north-west corner of a 5 by 5 block; the grid's origin is the corner of square SV.
    column = (first % 5 - 2) * 5 + second % 5
    row = (3 - first // 5) * 5 + 4 - second // 5
    scale = 10 ** (5 - len(found[2]))
    return float(column * _SQUARE_M + int(found[2]) * scale), float(row * _SQUARE_M + int(found[3]) * scale)
