"""The zones land is counted by, where the study names a map of them: wards, parishes, parcels or drawn polygons."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.config import StudyConfig
from lae.findings import FaultsError, Finding
from lae.geo import BNG
from lae.readers import guard

_AREAL: Final = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))


@dataclass(frozen=True)
class ZoneMap:
    """The zones (zone_id, zone_name, geometry in EPSG:27700), what was found, and the file."""

    shapes: gpd.GeoDataFrame
    findings: tuple[Finding, ...] = ()
    paths: tuple[Path, ...] = ()


def read_zones(config: StudyConfig, data: Path) -> ZoneMap:
    """The zones of the file that study.toml names, none where it names none; never raises.

    A file that is missing, cannot be read or holds no polygon is an error: the study asked for these zones.
    """
    none = gpd.GeoDataFrame(
        {name: pd.Series(dtype="str") for name in ("zone_id", "zone_name")},
        geometry=gpd.GeoSeries([], crs=BNG),
        crs=BNG,
    )
    if not config.land_zones_file:
        return ZoneMap(none)
    name, path = config.land_zones_file, data / config.land_zones_file
    try:
        guard.check(path, root=data)
        frame = guard.vectors(path)
        if config.land_zones_id and config.land_zones_id not in frame.columns:
            message = f"the map has no column {config.land_zones_id}, which study.toml asks for."
            raise guard.refusal(name, "missing_column", message, "Correct land_zones_id.", column=config.land_zones_id)
    except FaultsError as error:
        return ZoneMap(none, tuple(replace(fault, table=name) for fault in error.findings))
    said = [replace(finding, table=name) for finding in frame.attrs["findings"]]
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    areal = np.isin(shapely.get_type_id(shapes), _AREAL)
    if not areal.any():
        said.append(Finding("error", name, "no_areas", "the map holds no polygon.", "geometry", fix="Export polygons."))
        return ZoneMap(none, tuple(said), (path,))
    if not areal.all():
        lost = tuple(f"feature {row}" for row in frame.index[~areal])
        said.append(Finding("warning", name, "not_an_area", "left out: no polygon.", "geometry", lost))
    ids = _ids(frame, config.land_zones_id)[areal]
    zones = gpd.GeoDataFrame({"zone_id": ids, "zone_name": ids}, geometry=list(shapes[areal]), crs=BNG)
    return ZoneMap(zones.reset_index(drop=True), tuple(said), (path,))


def _ids(frame: gpd.GeoDataFrame, column: str) -> pd.Series:
    """Ids as text, each made unique by #2 where it stands again; the feature's number where there is none."""
    numbers = pd.Series([f"feature {row}" for row in frame.index], index=frame.index, dtype="str")
    if not column:
        return numbers
    texts = frame[column].map(str).where(frame[column].notna(), "").astype("str").str.strip()
    ids = texts.mask(texts.eq(""), numbers)
    again = ids.groupby(ids).cumcount() + 1
    return ids.where(again.eq(1), ids + "#" + again.astype("str")).astype("str")
