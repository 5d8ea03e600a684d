"""What the land tables mean: polygons that may rule a use out, and rasters that are read window by window.

A layer that is not here says nothing: land without it is "not screened", never free of the constraint.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
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
ALC_GRADES: Final = ["1", "2", "3", "3a", "3b", "4", "5", "non_agricultural", "urban", "exclusion"]
"""Grades of agricultural land. A provisional map has "3" only: possibly, never certainly, best and most versatile."""
FLOOD_ZONES: Final = ["2", "3", "3a", "3b"]

LAND_COVER_SCHEMES: Final = ["ukceh_lcm", "corine_grid", "corine", "esa_worldcover", "classes"]
"""Known sets of land-cover classes; `classes` is a raster of classes whose set is not one of them."""
RASTER_KINDS: Final = ["land_cover", "terrain", "population", "reflectance", "surface"]
"""`reflectance` is satellite imagery; `surface` a continuous measure of which nothing more is known."""


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
