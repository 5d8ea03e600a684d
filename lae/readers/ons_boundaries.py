"""ONS boundary files of any level and edition: GeoJSON, TopoJSON, GeoPackage or zipped Shapefile, in any system."""

import re
from collections import Counter
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.boundaries import Areas
from lae.geo import BNG
from lae.readers import guard
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.tables import columns_of, validated

AREAS: Final = "areas"
SOURCE: Final = "ons_boundaries"
_LEVELS: Final = {"LSOA": "lsoa", "MSOA": "msoa", "WD": "ward", "LAD": "lad", "CTYUA": "county", "CTY": "county"}
"""The finest first: a file of wards also carries each ward's district, and the finest level names the rows."""
_CODE: Final = re.compile(r"(LSOA|MSOA|WD|LAD|CTYUA|CTY)(\d\d)CD", re.IGNORECASE)
_QUOTED: Final = re.compile(rb'"(?:LSOA|MSOA|WD|LAD|CTYUA|CTY)\d\dCD"', re.IGNORECASE)
_SHAPEFILE: Final = re.compile(
    r"(?:^|/)(?:LSOA|MSOA|WD|LAD|CTYUA|CTY|Lower|Middle|Ward|Local_Auth|Count)[^/]*\.shp$", re.I
)
_SHAPES: Final = re.compile(rb'"(?:geometry|arcs|Topology)"')
_GEOPACKAGE: Final = b"SQLite format 3\0"
_WRITTEN: Final = r"[A-Z][0-9]{8}"


def recognise(head: Head) -> bool:
    """True for a map whose features carry a code such as LSOA21CD, LAD22CD or WD25CD."""
    if any(_SHAPEFILE.search(name) for name in head.members):
        return True
    start = head.start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(_GEOPACKAGE):
        return _QUOTED.search(start) is not None
    return start.startswith(b"{") and _QUOTED.search(start) is not None and _SHAPES.search(start) is not None


def read(path: Path, source: SourceRow) -> Reading:
    """The table `areas` (contract `Areas`), sorted by code; shapes are valid and every loss is counted.

    Raises:
        FaultsError: the file cannot be read as a map, lies outside Britain, or has no code column or usable area.
    """
    layer = guard.vectors(path)
    remarks = Remarks(path.name)
    remarks.extend(layer.attrs["findings"])
    dropped, repaired = Counter(layer.attrs["dropped"]), dict(layer.attrs["repaired"])
    features = int(layer.attrs["read"])
    layer.attrs = {}
    level, edition, code, name = _columns(layer, path.name)
    codes = _plain(layer[code])
    shapes = np.asarray(layer.geometry.to_numpy(), dtype=object)
    reasons = {
        "no area": shapely.area(shapes) <= 0,
        "no code": ~codes.str.fullmatch(_WRITTEN).to_numpy(bool),
        "the same code again": None,
    }
    left = np.ones(len(layer), dtype=bool)
    for reason, faulty in reasons.items():
        gone = left & (codes.mask(~left).duplicated().to_numpy(bool) if faulty is None else faulty)
        ids = [f"feature {number}" for number in layer.index[gone]]
        remarks.rows("warning", reason.replace(" ", "_"), f"{reason}; the feature is left out.", ids, column=code)
        dropped.update({reason: int(gone.sum())} if gone.any() else {})
        left &= ~gone
    if not left.any():
        raise guard.refusal(path.name, "nothing_usable", "no feature has a code and an area.", "Download it again.")
    texts = {"area_level": level, "code_vintage": edition, "source_id": source.source_id or SOURCE}
    frame = pd.DataFrame({"area_code": codes, "name": _plain(layer[name]) if name else "", "source_row": layer.index})
    frame = frame.assign(**{key: pd.Series(text, index=frame.index, dtype="str") for key, text in texts.items()})[left]
    polygons = gpd.GeoDataFrame(frame.astype({"name": "str"}), geometry=list(shapes[left]), crs=BNG)
    ordered = polygons.sort_values("area_code", kind="stable", ignore_index=True)[columns_of(Areas)]
    count = Count(texts["source_id"], features, int(left.sum()), dict(dropped), repaired)
    return Reading({AREAS: validated(ordered, Areas, path.name)}, count, tuple(remarks.found))


def _columns(layer: gpd.GeoDataFrame, table: str) -> tuple[str, str, str, str]:
    """The level and edition the layer is of, its column of codes and, where it has one, that of names."""
    found = [
        (list(_LEVELS).index(match[1].upper()), match)
        for column in layer.columns
        if (match := _CODE.fullmatch(str(column))) is not None
    ]
    if not found:
        message = "no column is named like LAD22CD, LSOA11CD, MSOA21CD, WD25CD or CTYUA23CD."
        raise guard.refusal(table, "missing_column", message, "Download the boundaries again.")
    match = min(found, key=lambda each: (each[0], each[1][0]))[1]
    wanted = f"{match[1]}{match[2]}NM".upper()
    name = next((str(column) for column in layer.columns if str(column).upper() == wanted), "")
    return _LEVELS[match[1].upper()], f"20{match[2]}", match[0], name


def _plain(values: pd.Series) -> pd.Series:
    """The cells as text on one line, "" where there is nothing."""
    return values.astype("str").fillna("").str.split().str.join(" ").astype("str")
