"""NESO's GSP regions: the ground each grid supply point, or group of them, supplies, in the spelling of every edition.

Editions of 2022 and later (`GSPs`, `GSPGroup`) join a group's members by "|" and may give a group several rows.
"""

import re
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.geo import BNG
from lae.pathway.gsp_contract import GspRegions
from lae.readers import guard
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.tally import drop_findings, tally
from lae.tables import columns_of, key_of, validated

SOURCE: Final = "neso_gsp_regions"

_SPELLED: Final = ("GSP", "GSPs")
_UNPROVEN: Final = "GSPs"
_GROUP: Final = "GSPGroup"
_LETTER: Final = r"(_[A-P])?"
_PROPERTIES: Final = re.compile(r'"properties"\s*:\s*\{\s*"GSPs?"\s*:')
_TABLE: Final = re.compile(r'CREATE TABLE "[^"]+" \([^;]*"GSPs"')
_MEMBER: Final = re.compile(r"gsp_?regions.*\.(shp|geojson|gpkg)$", re.IGNORECASE)
_AREAL: Final = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))
_HA: Final = 10_000.0


def recognise(head: Head) -> bool:
    """True for a map whose features are named by GSP, or an archive that holds a map called GSP regions."""
    if head.members:
        return any(_MEMBER.search(member) for member in head.members)
    if head.start.startswith(b"SQLite format 3\0"):
        return _TABLE.search(head.start.decode("latin-1")) is not None
    text = head.text()
    return text.lstrip().startswith("{") and _PROPERTIES.search(text) is not None


def read(path: Path, source: SourceRow) -> Reading:
    """The regions as `gsp_regions` (contract `GspRegions`), a GeoDataFrame with one row a group, sorted by group.

    Raises:
        FaultsError: the file cannot be read, or its features do not name a GSP.
    """
    remarks = Remarks(path.name)
    frame = guard.vectors(path)
    attrs = {str(name): value for name, value in frame.attrs.items()}
    remarks.extend(attrs["findings"])
    column = next((name for name in _SPELLED if name in frame.columns), "")
    if not column:
        message = "no column is named GSP or GSPs."
        raise guard.refusal(path.name, "missing_column", message, "Download the GSP regions from the NESO data portal.")
    group = frame[column].map(str).astype("str").str.strip().mask(frame[column].isna(), "").str.replace("|", ";")
    letter = frame[_GROUP].map(str).astype("str") if _GROUP in frame else pd.Series("", index=frame.index, dtype="str")
    letter = letter.where(letter.str.fullmatch(_LETTER), "")
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    flat = np.isin(shapely.get_type_id(shapes), _AREAL)
    drops = {"no GSP": group.eq(""), "not an area": pd.Series(~flat, index=frame.index)}
    source_id = source.source_id or SOURCE
    kept, counted = tally(drops, source_id=source_id)
    count = Count(
        source_id, int(attrs["read"]), counted.kept, {**attrs["dropped"], **counted.dropped}, attrs["repaired"]
    )
    remarks.extend(drop_findings(path.name, drops, unit="feature"))
    parts = pd.DataFrame({"gsp_group": group, "licence_letter": letter, "shape": shapes, "source_row": frame.index})
    table = _one_row_a_group(parts[kept.to_numpy()], remarks)
    table = table.assign(
        area_ha=shapely.area(np.asarray(table.geometry.to_numpy(), dtype=object)) / _HA,
        vintage=pd.Series(source.vintage, index=table.index, dtype="str"),
        source_id=pd.Series(source_id, index=table.index, dtype="str"),
    ).astype({"gsp_group": "str", "licence_letter": "str", "source_row": "int64"})
    if column == _UNPROVEN:
        remarks.file("note", "unproven", "this edition is known by its columns only: no real file of it was tried.")
    table = table.sort_values(key_of(GspRegions), kind="stable")[columns_of(GspRegions)]
    return Reading({"gsp_regions": validated(table, GspRegions, path.name)}, count, tuple(remarks.found))


def _one_row_a_group(parts: pd.DataFrame, remarks: Remarks) -> gpd.GeoDataFrame:
    """The parts of a group as one shape; overlapping parts are counted once."""
    again = parts["gsp_group"].duplicated()
    message = "a group stands on several rows; its parts were put together."
    remarks.rows("note", "parts_joined", message, sorted(set(parts["gsp_group"][again])))
    first = parts[~again].set_index("gsp_group", drop=False)
    joined = {name: shapely.union_all(rows["shape"].to_numpy()) for name, rows in parts.groupby("gsp_group")}
    geometry = gpd.GeoSeries([joined[name] for name in first["gsp_group"]], crs=BNG)
    return gpd.GeoDataFrame(first.drop(columns="shape").reset_index(drop=True), geometry=geometry, crs=BNG)
