"""What the tables of grid supply points mean: where they are said to be, and which ground each supplies."""

from typing import Annotated, Final

import pandera.pandas as pa
from pandera.engines.geopandas_engine import Geometry
from pandera.typing.geopandas import GeoSeries

from lae.geo import BNG
from lae.tables import Contract

POSITIONS: Final = ["", "published", "region_centroid", "geocoded"]
"""Where a position comes from; a region's centroid is kilometres from the substation and no place to draw one."""


class GspSites(Contract):
    """Grid supply points as the Future Energy Scenarios name them: one row an id; a group "A;B" is not listed."""

    gsp_id: str
    name: str
    licence_letter: str = pa.Field(str_matches=r"^(_[A-P])?$", description="the GSP Group, one a licence area")
    easting_m: float = pa.Field(ge=0, le=700_000, nullable=True, description="British National Grid")
    northing_m: float = pa.Field(ge=0, le=1_300_000, nullable=True)
    position: str = pa.Field(isin=POSITIONS)
    note: str
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["gsp_id"]


class GspRegions(Contract):
    """The ground a GSP, or a group of GSPs in parallel ("A;B"), supplies: EPSG:27700, valid, one row a group."""

    gsp_group: str
    licence_letter: str = pa.Field(str_matches=r"^(_[A-P])?$")
    area_ha: float = pa.Field(gt=0)
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=1)
    geometry: GeoSeries[Annotated[Geometry, BNG]]

    class Config(Contract.Config):
        unique = ["gsp_group"]


class BlockFiles(Contract):
    """Which file of an index holds which building block of which scenario."""

    scenario: str
    building_block: str
    file: str
    area_column: str
    source_id: str
    source_row: int = pa.Field(ge=1, description="the scenario's number in the index")

    class Config(Contract.Config):
        unique = ["scenario", "building_block"]
