"""What the land tables mean: polygons that may rule a use out, and rasters that are read window by window.

A layer that is not here says nothing: land without it is "not screened", never free of the constraint.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa
from pandera.engines.geopandas_engine import Geometry
from pandera.typing.geopandas import GeoSeries

from lae.geo import BNG
from lae.tables import Contract

LAYERS: Final = [
    "alc_post_1988",
    "alc_provisional",
    "ancient_woodland",
    "common_land",
    "flood_zone",
    "green_belt",
    "greenspace",
    "local_nature_reserve",
    "national_landscape",
    "national_nature_reserve",
    "national_park",
    "open_access",
    "peaty_soil",
    "priority_habitat",
    "ramsar",
    "registered_park",
    "sac",
    "scheduled_monument",
    "spa",
    "sssi",
    "woodland",
]
"""Kinds of constraint layer, by what they are and not by who publishes them."""
LINE_LAYERS: Final = ["overhead_line"]
ALC_GRADES: Final = ["1", "2", "3", "3a", "3b", "4", "5", "non_agricultural", "urban", "exclusion"]
"""Grades of agricultural land. A provisional map has "3" only: possibly, never certainly, best and most versatile."""
FLOOD_ZONES: Final = ["2", "3", "3a", "3b"]

LAND_COVER_SCHEMES: Final = ["ukceh_lcm", "corine_grid", "corine", "esa_worldcover", "classes"]
"""Known sets of land-cover classes; `classes` is a raster of classes whose set is not one of them."""
RASTER_KINDS: Final = ["land_cover", "terrain", "population", "reflectance", "surface", "constraint"]
"""`reflectance` is satellite imagery; `surface` a continuous measure of which nothing more is known; `constraint` what
a row of layers.csv names, whose cells are taken as they stand."""
_SENTINELS: Final = (-9999.0, -99999.0, -32768.0, -32767.0)
"""Values that stand for nothing in files that forget to say so."""
_ABSURD: Final = 1e30


Box = tuple[float, float, float, float]


class ConstraintPolygons(Contract):
    """One row a published feature: an area in EPSG:27700, valid, whose hectares are those of its own geometry.

    `grade` is what a screening rule looks at: an ALC grade, a flood zone, a habitat, a kind of wood; blank where the
    layer has no classes. An area the publisher states is never used: units and names of such columns differ.
    """

    layer: str = pa.Field(isin=LAYERS)
    feature_id: str = pa.Field(description="the publisher's, made unique by #2 where repeated; else row N")
    name: str
    grade: str
    area_ha: float = pa.Field(gt=0)
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=1)
    geometry: GeoSeries[Annotated[Geometry, BNG]]

    class Config(Contract.Config):
        unique = ["layer", "feature_id"]


class ConstraintLines(Contract):
    """One row a published line, which becomes an area only by a buffer; `grade` is its voltage, where it has one."""

    layer: str = pa.Field(isin=LINE_LAYERS)
    feature_id: str
    name: str
    grade: str
    length_m: float = pa.Field(gt=0)
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=1)
    geometry: GeoSeries[Annotated[Geometry, BNG]]

    class Config(Contract.Config):
        unique = ["layer", "feature_id"]


class Rasters(Contract):
    """One row a raster: what it is, where it lies (in EPSG:27700) and which values mean nothing.

    `classes` lists the whole numbers met, joined by ";", for a raster of classes; blank otherwise.
    """

    file: str
    kind: str = pa.Field(isin=RASTER_KINDS)
    scheme: str = pa.Field(isin=["", *LAND_COVER_SCHEMES])
    crs: str
    bands_count: int = pa.Field(ge=1)
    columns_count: int = pa.Field(ge=1)
    rows_count: int = pa.Field(ge=1)
    cell_m: float = pa.Field(gt=0, description="edge of a square as large as one cell, on the ground")
    west_m: float
    south_m: float
    east_m: float
    north_m: float
    dtype: str
    nodata: str = pa.Field(description="blank where the raster declares none")
    classes: str
    classes_complete: bool = pa.Field(description="every cell was looked at, not only a sample")
    vintage: str
    source_id: str

    class Config(Contract.Config):
        unique = ["file"]


@dataclass(frozen=True)
class RasterLayer:
    """A raster that has been looked at but not loaded.

    `transform` is (a, b, c, d, e, f): x = a col + b row + c, y = d col + e row + f. `crs` is "EPSG:27700" where the
    file means British National Grid, however it writes it. `member` is the file inside when `path` is an archive.
    `nodata` is what the file declares, or a value that usually stands for nothing where it declares none. `bounds_m`
    is the extent in EPSG:27700.
    """

    path: Path
    member: str
    crs: str
    transform: tuple[float, float, float, float, float, float]
    shape: tuple[int, int]
    bands: int
    dtype: str
    nodata: float | None
    kind: str
    scheme: str = ""
    classes: tuple[int, ...] = ()
    classes_complete: bool = False
    bounds_m: Box | None = None

    def reaches(self, box: Box) -> bool:
        """Whether the raster lies on some of `box`; one of unknown extent may."""
        if self.bounds_m is None:
            return True
        west, south, east, north = self.bounds_m
        return west < box[2] and east > box[0] and south < box[3] and north > box[1]


@dataclass(frozen=True)
class RasterWindow:
    """Cells of one band on the National Grid, north row first; `valid` is false where the raster says nothing.

    Values that are not valid mean nothing and must not be read: nodata is never zero.
    """

    values: npt.NDArray[np.generic]
    valid: npt.NDArray[np.bool_]
    west_m: float
    north_m: float
    cell_m: float


@dataclass(frozen=True)
class LandFiles:
    """What the files hold that rows of layers.csv name, by the name of `layer_key`.

    Attributes:
        features: layer (the key), grade, vintage and geometry in EPSG:27700.
        rasters: those that could be read.
        unreadable: why the others could not.
    """

    features: gpd.GeoDataFrame
    rasters: Mapping[str, RasterLayer] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LandSupply:
    """Everything a study was given to screen its land with.

    Attributes:
        tables: features as publishers' files gave them (contracts ConstraintPolygons and ConstraintLines).
        rasters: rasters dropped into the data folder.
        files: what rows of layers.csv name.
        zones: zone_id, zone_name and geometry of the zones the study chose, none where they need no map.
    """

    tables: tuple[pd.DataFrame, ...]
    rasters: tuple[RasterLayer, ...]
    files: LandFiles
    zones: gpd.GeoDataFrame
    none_here: frozenset[str] = frozenset()
    """Layers whose publisher was asked for the study's own box and has nothing in it."""


def stands_for_nothing(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where values such as -9999 or 1e38 stand, which mean nothing in files that forget to say so."""
    if values.dtype.kind in "bu":
        return np.zeros(values.shape, dtype=bool)
    plain = values.astype(np.float64)
    return np.isin(plain, _SENTINELS) | (np.abs(plain) >= _ABSURD)
