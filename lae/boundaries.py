"""Districts tile the county, LSOAs nest in districts, every postcode knows both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from pandera.engines.geopandas_engine import Geometry
from pandera.typing.geopandas import GeoSeries

from lae.findings import Finding
from lae.geo import BNG, BRITAIN_M
from lae.tables import Contract, empty, filled, key_of

_WEST, _SOUTH, _EAST, _NORTH = BRITAIN_M
_NAME_END: Final = r" \d{3}[A-Z]+$"
"""What an LSOA's name adds to its place's: "Cherwell 008A"."""
_WHOLE_PLACE_SHARE: Final = 0.9
"""Share of a place's LSOAs that must agree on one district before the place as a whole is put there."""
_HA: Final = 10_000.0


class Districts(Contract):
    """One polygon a district, EPSG:27700."""

    district_code: str = pa.Field(str_matches=r"^[EWS]\d{8}$")
    district_name: str
    area_ha: float = pa.Field(gt=0, description="of this geometry")
    geometry: GeoSeries[Annotated[Geometry, BNG]]

    class Config(Contract.Config):
        unique = ["district_code"]


class Areas(Contract):
    """One polygon an area of any level and edition, EPSG:27700, as a publisher's boundary file gives it."""

    area_level: str = pa.Field(isin=["lad", "msoa", "lsoa", "ward", "county"])
    area_code: str = pa.Field(str_matches=r"^[A-Z]\d{8}$")
    name: str
    code_vintage: str = pa.Field(str_matches=r"^\d{4}$", description="edition of the code: 2011 of LSOA11CD")
    source_id: str
    source_row: int = pa.Field(ge=1)
    geometry: GeoSeries[Annotated[Geometry, BNG]]

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "code_vintage"]


class Places(Contract):
    """What a reader of the map may search for by name, and a point inside it."""

    name: str = pa.Field(str_length={"min_value": 1})
    kind: str = pa.Field(str_length={"min_value": 1}, description="printed after the name")
    easting_m: float
    northing_m: float

    class Config(Contract.Config):
        unique = ["name", "kind", "easting_m", "northing_m"]


class County(Contract):
    """The study's districts as one polygon, EPSG:27700; a single row."""

    area_ha: float = pa.Field(gt=0)
    geometry: GeoSeries[Annotated[Geometry, BNG]]


class Lsoas(Contract):
    """One polygon an LSOA, EPSG:27700, with the district its postcodes say it lies in."""

    lsoa_code: str = pa.Field(str_matches=r"^[EW]\d{8}$")
    lsoa_name: str
    district_code: str
    area_ha: float = pa.Field(gt=0)
    geometry: GeoSeries[Annotated[Geometry, BNG]]

    class Config(Contract.Config):
        unique = ["lsoa_code"]


class Postcodes(Contract):
    """One point a postcode; `district_code` as ONS states it, `lsoa_code` by point in polygon."""

    postcode: str
    district_code: str
    lsoa_code: str
    easting_m: int = pa.Field(ge=int(_WEST), le=int(_EAST))
    northing_m: int = pa.Field(ge=int(_SOUTH), le=int(_NORTH))

    class Config(Contract.Config):
        unique = ["postcode"]


class PostcodeDirectory(Contract):
    """One point a live postcode of Great Britain, with the codes the publisher's own directory gives it."""

    postcode: str = pa.Field(str_matches=r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$")
    district_code: str = pa.Field(str_matches=r"^[EWS]\d{8}$")
    district_vintage: str = pa.Field(description="edition of the district's code, blank where nothing tells it")
    lsoa11_code: str = pa.Field(description="LSOA of 2011, Scotland's data zone, or blank where not stated")
    lsoa21_code: str = pa.Field(description="LSOA of 2021, or blank where not stated")
    user_type: str = pa.Field(isin=["", "small", "large"], description="large: one organisation's post, no homes")
    easting_m: int = pa.Field(ge=int(_WEST), le=int(_EAST))
    northing_m: int = pa.Field(ge=int(_SOUTH), le=int(_NORTH))
    vintage: str
    source_id: str
    licence: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["postcode"]


class PublishedAreas(Contract):
    """Each district's area from a finer published layer: the yardstick for our own generalised polygons."""

    district_code: str = pa.Field(str_matches=r"^[EWS]\d{8}$")
    area_ha: float = pa.Field(gt=0)
    source_id: str

    class Config(Contract.Config):
        unique = ["district_code"]


@dataclass(frozen=True)
class Assignment:
    """The district of each LSOA (same index as the LSOAs; missing where nothing tells) and how sure it is."""

    district_code: pd.Series
    findings: tuple[Finding, ...]


def assign_districts(lsoas: pd.DataFrame, located: pd.DataFrame) -> Assignment:
    """Every LSOA in the district its place's postcodes state, a place being the LSOAs that share a name.

    LSOAs never cross the districts they were drawn for, and districts merge whole: so all LSOAs named after Aylesbury
    Vale go where most of them point. An LSOA alone would be misled by a business park's post boxes and closed postcodes
    (South Oxfordshire 006E). Only where a name's LSOAs do not agree does each follow its own postcodes.

    Args:
        lsoas: lsoa_code and lsoa_name, every LSOA of each name that occurs.
        located: one row a postcode, lsoa_code by position and district_code as stated.
    """
    own = lsoas["lsoa_code"].map(_majority(located, "lsoa_code"))
    named = lsoas["lsoa_name"].str.contains(_NAME_END, regex=True)
    place = lsoas["lsoa_name"].where(named).str.replace(_NAME_END, "", regex=True)
    votes = pd.DataFrame({"place": place, "district_code": own}).dropna()
    agreed = _majority(votes, "place", least_share=_WHOLE_PLACE_SHARE)
    by_place = place.map(agreed)
    district = by_place.fillna(own)
    cases = {
        "no_majority": (
            own.isna() & district.notna(),
            "no postcodes, or as many in one district as in another: placed with the other LSOAs of the same name.",
        ),
        "postcodes_disagree": (
            own.notna() & by_place.notna() & own.ne(by_place),
            "most postcodes state another district than those of the other LSOAs of this name; the name decides.",
        ),
        "name_split": (
            own.notna() & by_place.isna(),
            "the LSOAs of this name lie in several districts; each is placed by its own postcodes.",
        ),
        "no_district": (district.isna(), "neither postcodes nor name tell the district."),
    }
    findings = [
        Finding("note", "lsoas", rule, message, ids=tuple(sorted(lsoas["lsoa_code"][rows])))
        for rule, (rows, message) in cases.items()
        if rows.any()
    ]
    return Assignment(district, tuple(findings))


def containing(easting_m: np.ndarray, northing_m: np.ndarray, areas: gpd.GeoDataFrame) -> np.ndarray:
    """For each point (metres) the position of the first area it lies in or on, -1 outside all of them."""
    points = _points(easting_m, northing_m)
    # Asking each area for its points is many times faster than the reverse: a large polygon is prepared only once.
    area, point = shapely.STRtree(points).query(areas.geometry.to_numpy(), predicate="intersects")
    return _first(point, area, len(points))


def nearest(easting_m: np.ndarray, northing_m: np.ndarray, areas: gpd.GeoDataFrame) -> np.ndarray:
    """For each point (metres) the position of the area it lies in, or of the nearest one; the first of equals."""
    inside = containing(easting_m, northing_m, areas)
    outside = np.flatnonzero(inside < 0)
    if len(outside):
        points = _points(easting_m[outside], northing_m[outside])
        point, area = shapely.STRtree(areas.geometry.to_numpy()).query_nearest(points)
        inside[outside] = _first(point, area, len(points))
    return inside


def dissolve(lsoas: gpd.GeoDataFrame, names: Mapping[str, str]) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Districts as the unions of their LSOAs, the county as the union of its districts (contracts Districts, County).

    Args:
        lsoas: contract Lsoas.
        names: the districts' names by code; a code without one goes by its LSOAs' names.
    """
    codes = sorted(lsoas["district_code"].unique())
    groups = [lsoas[lsoas["district_code"] == code] for code in codes]
    shapes = [shapely.normalize(shapely.union_all(group.geometry.to_numpy())) for group in groups]
    districts = gpd.GeoDataFrame(
        {
            "district_code": pd.Series(codes, dtype="str"),
            "district_name": pd.Series(
                [names.get(code) or _name(group) for code, group in zip(codes, groups, strict=True)], dtype="str"
            ),
            "area_ha": shapely.area(shapes) / _HA,
        },
        geometry=shapes,
        crs=BNG,
    )
    whole = shapely.normalize(shapely.union_all(districts.geometry.to_numpy()))
    return districts, gpd.GeoDataFrame({"area_ha": [whole.area / _HA]}, geometry=[whole], crs=BNG)


def _majority(votes: pd.DataFrame, of: str, *, least_share: float = 0.0) -> pd.Series:
    """The district most rows of each `of` name; absent on a tie or below `least_share`."""
    counts = votes.groupby([of, "district_code"]).size()
    grouped = counts.groupby(level=0)
    leads = counts[(counts == grouped.transform("max")) & (counts >= least_share * grouped.transform("sum"))]
    alone = leads[leads.groupby(level=0).transform("size") == 1]
    return pd.Series(alone.index.get_level_values(1), index=alone.index.get_level_values(0), dtype="str")


def _points(easting_m: np.ndarray, northing_m: np.ndarray) -> np.ndarray:
    return np.asarray(shapely.points(easting_m, northing_m), dtype=object).reshape(-1)


def _first(point: np.ndarray, area: np.ndarray, length: int) -> np.ndarray:
    """The lowest area position of each point, -1 for points without one."""
    lowest = np.full(length, np.iinfo(np.int64).max)
    np.minimum.at(lowest, point, area)
    return np.where(lowest == np.iinfo(np.int64).max, -1, lowest)


def _name(lsoas: pd.DataFrame) -> str:
    """The place name the LSOAs share; of a merged district, those of the places it was made of."""
    places = sorted(set(lsoas["lsoa_name"].str.replace(_NAME_END, "", regex=True)))
    return places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"


def named_places(areas: pd.DataFrame, county: gpd.GeoDataFrame) -> pd.DataFrame:
    """Contract Places: every named ward of the newest edition at hand that reaches into the county, by a point in both.

    Args:
        areas: contract Areas, of any levels and editions.
        county: contract County.
    """
    wards = areas[areas["area_level"].eq("ward") & areas["name"].ne("")]
    wards = wards[wards["code_vintage"].eq(wards["code_vintage"].max())]
    if wards.empty:
        return empty(Places)
    inside = shapely.intersection(np.asarray(wards["geometry"].to_numpy(), dtype=object), county.geometry.iloc[0])
    # A ward beside the county shares its edge, which has no area.
    here = shapely.area(inside) > 0
    points = shapely.get_coordinates(shapely.point_on_surface(inside[here]))
    table = pd.DataFrame(
        {"name": wards["name"].to_numpy()[here], "kind": "ward", "easting_m": points[:, 0], "northing_m": points[:, 1]}
    )
    return filled(table.sort_values(key_of(Places), kind="stable"), Places, "places")
