"""NESO's maps: which operator holds the licence where, and which grid supply point (GSP) region a place lies in."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lae.findings import FaultsError, Finding, raise_errors
from lae.geo import BNG
from lae.readers import guard
from lae.readers.base import Count
from lae.readers.layers import Areas, need_columns, repaired

LICENCE_SOURCE: Final = "neso_dno_areas"
GSP_SOURCE: Final = "neso_gsp_regions_2022"

_MISPLACED: Final = ("guessed_crs", "swapped_coordinates")
"""What NESO's own maps never need: whoever saved this one may have changed more."""
_MENDED: Final = "invalid geometry"

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
    areas = _areas(path, ["Name", "LongName"], LICENCE_SOURCE)
    polygons = areas.polygons
    unknown = ~polygons["Name"].isin(list(_OPERATORS))
    if unknown.any() or polygons["Name"].duplicated().any():
        names = tuple(sorted(set(polygons["Name"][unknown | polygons["Name"].duplicated()].astype("str").fillna(""))))
        message = "a licence area is unknown or stands twice."
        raise FaultsError([Finding("error", table, "licence_area", message, "Name", names)])
    frame = polygons.assign(
        dno=polygons["Name"].map(_OPERATORS).astype("str"),
        licence_area=polygons["Name"].map(_OWN_NAMES).fillna(polygons["LongName"].astype("str")).astype("str"),
    )
    frame = frame.sort_values(["dno", "licence_area"])[["dno", "licence_area", "geometry"]].reset_index(drop=True)
    return Areas(frame.set_crs(BNG), areas.count)


def read_gsp_regions(path: Path) -> Areas:
    """The regions each GSP, or group of GSPs in parallel ("A;B"), supplies: gsp_group, geometry (EPSG:27700, valid).

    Raises:
        FaultsError: the file cannot be read, a region has no name, or a name stands twice.
    """
    table = path.name
    areas = _areas(path, ["GSP"], GSP_SOURCE)
    frame = areas.polygons.rename(columns={"GSP": "gsp_group"})[["gsp_group", "geometry"]]
    wrong = frame["gsp_group"].isna() | frame["gsp_group"].duplicated()
    if wrong.any():
        names = tuple(sorted(set(frame["gsp_group"][wrong].astype("str").fillna("(blank)"))))
        message = "a GSP region has no name or stands twice."
        raise FaultsError([Finding("error", table, "gsp_region", message, "GSP", names)])
    return Areas(frame.sort_values("gsp_group").reset_index(drop=True).set_crs(BNG), areas.count)


def _areas(path: Path, columns: Sequence[str], source_id: str) -> Areas:
    """The layer's areas, once it has these columns and says truly where it lies."""
    table = path.name
    layer = guard.vectors(path)
    attrs, layer.attrs = dict(layer.attrs), {}
    raise_errors(replace(said, severity="error") for said in attrs["findings"] if said.rule in _MISPLACED)
    if layer.empty:
        raise guard.refusal(table, "empty", "the layer has no usable feature.", "Download it again.")
    need_columns(layer, columns, table=table)
    areas = repaired(layer, source_id=source_id)
    mended = sum((*attrs["repaired"].values(), *areas.count.repaired.values()))
    count = Count(
        source_id,
        int(attrs["read"]),
        areas.count.kept,
        {**attrs["dropped"], **areas.count.dropped},
        {_MENDED: mended} if mended else {},
    )
    return Areas(areas.polygons, count)
