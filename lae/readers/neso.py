"""NESO's maps: which operator holds the licence where, and which grid supply point (GSP) region a place lies in."""

from pathlib import Path
from typing import Final

from lae.findings import FaultsError, Finding
from lae.geo import BNG
from lae.readers.layers import Areas, need_columns, read_layer, repaired

LICENCE_SOURCE: Final = "neso_dno_areas"
GSP_SOURCE: Final = "neso_gsp_regions_2022"

_OPERATORS: Final = {
    "_A": "ukpn",
    "_B": "nged",
    "_C": "ukpn",
    "_D": "spen",
    "_E": "nged",
    "_F": "npg",
    "_G": "enwl",
    "_H": "ssen",
    "_J": "ukpn",
    "_K": "nged",
    "_L": "nged",
    "_M": "npg",
    "_N": "spen",
    "_P": "ssen",
}
"""The operator that holds each licence area today; the file's own names are older (WPD is now NGED)."""
_OWN_NAMES: Final = {"_H": "SEPD", "_P": "SHEPD"}
"""SSEN's two licence areas as its own files call them."""


def read_licence_areas(path: Path) -> Areas:
    """The distribution licence areas, one row each: dno, licence_area, geometry (EPSG:27700, valid).

    Raises:
        FaultsError: the file cannot be read, or names an area we do not know.
    """
    table = path.name
    layer = read_layer(path, table=table)
    need_columns(layer, ["Name", "LongName"], table=table)
    areas = repaired(layer, source_id=LICENCE_SOURCE)
    polygons = areas.polygons
    unknown = ~polygons["Name"].isin(list(_OPERATORS))
    if unknown.any() or polygons["Name"].duplicated().any():
        names = tuple(sorted(set(polygons["Name"][unknown | polygons["Name"].duplicated()].astype("str").fillna(""))))
        message = "a licence area is unknown or stands twice."
        raise FaultsError([Finding("error", table, "licence_area", message, "Name", names)])
    frame = polygons.assign(
        dno=polygons["Name"].map(_OPERATORS).astype("str"),
        licence_area=polygons["Name"].map(_OWN_NAMES).fillna(polygons["LongName"]).astype("str"),
    )
    frame = frame.sort_values(["dno", "licence_area"])[["dno", "licence_area", "geometry"]].reset_index(drop=True)
    return Areas(frame.set_crs(BNG), areas.count)


def read_gsp_regions(path: Path) -> Areas:
    """The regions each GSP, or group of GSPs in parallel ("A;B"), supplies: gsp_group, geometry (EPSG:27700, valid).

    Raises:
        FaultsError: the file cannot be read, a region has no name, or a name stands twice.
    """
    table = path.name
    layer = read_layer(path, table=table)
    need_columns(layer, ["GSP"], table=table)
    areas = repaired(layer, source_id=GSP_SOURCE)
    frame = areas.polygons.rename(columns={"GSP": "gsp_group"})[["gsp_group", "geometry"]]
    wrong = frame["gsp_group"].isna() | frame["gsp_group"].duplicated()
    if wrong.any():
        names = tuple(sorted(set(frame["gsp_group"][wrong].astype("str").fillna("(blank)"))))
        message = "a GSP region has no name or stands twice."
        raise FaultsError([Finding("error", table, "gsp_region", message, "GSP", names)])
    return Areas(frame.sort_values("gsp_group").reset_index(drop=True).set_crs(BNG), areas.count)
