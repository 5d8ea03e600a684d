"""Which operator and GSP group every LSOA hangs on, in the study and in the surroundings its substations also serve."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from lae.boundaries import assign_districts, containing, nearest
from lae.files import write_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.grid.contract import ServedLsoas
from lae.readers.neso import GSP_SOURCE, LICENCE_SOURCE, read_gsp_regions, read_licence_areas
from lae.readers.ons import LSOA_SOURCE, read_lsoas
from lae.readers.onspd import SOURCE as POSTCODE_SOURCE
from lae.readers.onspd import read_postcodes
from lae.readers.own import Boundaries, read_boundaries
from lae.readers.voa import SOURCE as DWELLINGS_SOURCE
from lae.readers.voa import read_dwellings
from lae.tables import columns_of, validated

_REGION: Final = ["dno", "gsp_group"]
_SOURCES: Final = ";".join([POSTCODE_SOURCE, LSOA_SOURCE, LICENCE_SOURCE, GSP_SOURCE, DWELLINGS_SOURCE])


@dataclass(frozen=True)
class Publishers:
    """The three publishers' files the served areas are read from, as downloaded."""

    licence_areas: Path
    gsp_regions: Path
    dwellings: Path


@dataclass(frozen=True)
class Regions:
    """NESO's polygons: licence areas (dno, licence_area) and GSP regions (gsp_group), EPSG:27700."""

    licence_areas: gpd.GeoDataFrame
    gsp_regions: gpd.GeoDataFrame


@dataclass(frozen=True)
class Surroundings:
    """What is known beyond the study: primaries and where the list of them is complete.

    primaries: substation_id, dno, gsp_group, easting_m, northing_m, every primary of the complete regions.
    serving: the ids among them that the study's own substations table holds.
    complete: the (dno, gsp_group) whose primaries are all listed.
    """

    primaries: pd.DataFrame
    serving: Collection[str]
    complete: Sequence[tuple[str, str]]


def make_served(boundaries: Path, publishers: Publishers, surroundings: Surroundings, path: Path) -> pd.DataFrame:
    """Write the table ServedLsoas to `path` and return it; needs the extra [gb] and takes about 20 seconds.

    Args:
        boundaries: the folder that `make_boundaries` wrote.
        publishers: the licence areas, the GSP regions and the dwellings.
        surroundings: the primaries around the study.
        path: the CSV file to write.

    Raises:
        FaultsError: a file cannot be read, an LSOA has no dwellings count, or a complete region has no primary.
    """
    study = read_boundaries(boundaries)
    raise_errors(study.findings)
    regions = Regions(
        read_licence_areas(publishers.licence_areas).polygons, read_gsp_regions(publishers.gsp_regions).polygons
    )
    dwellings = read_dwellings(publishers.dwellings).tables["dwellings"]
    inside = study_rows(study, regions)
    outside = context_rows(study, regions, surroundings, lsoas=read_lsoas().polygons, postcodes=read_postcodes().points)
    served = with_dwellings(pd.concat([inside, outside], ignore_index=True), dwellings)
    write_table(served, path, inert=False)
    return served


def study_rows(study: Boundaries, regions: Regions) -> pd.DataFrame:
    """Each study LSOA split over operators and GSP groups by the share of its postcodes; the shares sum to 1."""
    points = study.postcodes[["lsoa_code", "easting_m", "northing_m"]]
    bare = study.lsoas[~study.lsoas["lsoa_code"].isin(set(points["lsoa_code"]))]
    # An LSOA all of whose postcodes state a neighbouring district still needs a place.
    spots = shapely.get_coordinates(shapely.point_on_surface(bare.geometry.to_numpy()))
    extra = pd.DataFrame(
        {"lsoa_code": bare["lsoa_code"].to_numpy(), "easting_m": spots[:, 0], "northing_m": spots[:, 1]}
    )
    rows = _split(pd.concat([points, extra], ignore_index=True), regions)
    districts = study.lsoas.set_index("lsoa_code")["district_code"]
    return rows.assign(district_code=rows["lsoa_code"].map(districts), in_study=True)


def context_rows(
    study: Boundaries,
    regions: Regions,
    surroundings: Surroundings,
    *,
    lsoas: gpd.GeoDataFrame,
    postcodes: pd.DataFrame,
) -> pd.DataFrame:
    """The LSOAs beyond the study, or the parts of them, whose nearest primary is one of the study's.

    Args:
        study: the study's own geography.
        regions: NESO's polygons.
        surroundings: the primaries, and the regions where all of them are known; other regions give no rows.
        lsoas: lsoa_code, lsoa_name, geometry, of at least the complete regions.
        postcodes: postcode, district_code, easting_m, northing_m, of at least the complete regions.
    """
    groups = sorted({group for _, group in surroundings.complete})
    known = regions.gsp_regions[regions.gsp_regions["gsp_group"].isin(groups)]
    if missing := tuple(group for group in groups if group not in set(known["gsp_group"])):
        raise FaultsError([Finding("error", "GSP regions", "unknown_gsp", "no such GSP region.", ids=missing)])
    beyond = lsoas[~lsoas["lsoa_code"].isin(set(study.lsoas["lsoa_code"]))]
    touching = shapely.intersects(beyond.geometry.to_numpy(), shapely.box(*known.total_bounds))
    beyond = beyond[touching].reset_index(drop=True)
    west, south, east, north = beyond.total_bounds
    around = postcodes["easting_m"].between(west, east) & postcodes["northing_m"].between(south, north)
    points = postcodes[around & ~postcodes["postcode"].isin(set(study.postcodes["postcode"]))]
    where = containing(points["easting_m"].to_numpy(float), points["northing_m"].to_numpy(float), beyond)
    codes = pd.Series(beyond["lsoa_code"].to_numpy()[where[where >= 0]], dtype="str")
    points = points[where >= 0].reset_index(drop=True).assign(lsoa_code=codes)
    districts = assign_districts(beyond, points).district_code
    rows = _split(points[["lsoa_code", "easting_m", "northing_m"]], regions)
    rows = rows.assign(
        district_code=rows["lsoa_code"].map(pd.Series(districts.to_numpy(), index=beyond["lsoa_code"])),
        in_study=False,
    )
    return rows[_nearest_primary(rows, surroundings).isin(set(surroundings.serving))]


def with_dwellings(rows: pd.DataFrame, dwellings: pd.DataFrame) -> pd.DataFrame:
    """The table ServedLsoas: `rows` with each whole LSOA's homes; raises `FaultsError` where a count is missing."""
    homes = rows["lsoa_code"].map(dwellings.set_index("lsoa_code")["dwellings"])
    if homes.isna().any():
        message = "the table of dwellings does not hold these LSOAs."
        ids = tuple(sorted(set(rows["lsoa_code"][homes.isna()])))
        raise FaultsError([Finding("error", DWELLINGS_SOURCE, "missing_lsoa", message, ids=ids)])
    served = rows.assign(dwellings=homes.astype("float64"), source_id=_SOURCES)
    served = served.sort_values(["in_study", "lsoa_code", *_REGION], ascending=[False, True, True, True])
    return validated(served[columns_of(ServedLsoas)], ServedLsoas, "served_lsoas.csv")


def summary(served: pd.DataFrame) -> pd.DataFrame:
    """LSOAs (counted by share) and dwellings by in_study, dno and gsp_group."""
    parts = served.assign(dwellings=served["dwellings"] * served["share"])
    return (
        parts.groupby(["in_study", *_REGION]).agg(lsoas=("share", "sum"), dwellings=("dwellings", "sum")).reset_index()
    )


def _split(points: pd.DataFrame, regions: Regions) -> pd.DataFrame:
    """One row per LSOA, operator and GSP group: its share of the LSOA's points and their mean place."""
    east, north = points["easting_m"].to_numpy(float), points["northing_m"].to_numpy(float)
    licence, group = nearest(east, north, regions.licence_areas), nearest(east, north, regions.gsp_regions)
    placed = points.assign(
        dno=regions.licence_areas["dno"].to_numpy()[licence],
        licence_area=regions.licence_areas["licence_area"].to_numpy()[licence],
        gsp_group=regions.gsp_regions["gsp_group"].to_numpy()[group],
    )
    # One operator may hold two licence areas inside one GSP group: the row carries the one with more points.
    keys = ["lsoa_code", *_REGION]
    sizes = placed.groupby([*keys, "licence_area"]).size().rename("points").reset_index()
    main = sizes.sort_values([*keys, "points", "licence_area"], ascending=[True, True, True, False, True])
    main = main.drop_duplicates(keys)[[*keys, "licence_area"]]
    rows = placed.groupby(keys).agg(
        points=("dno", "size"), easting_m=("easting_m", "mean"), northing_m=("northing_m", "mean")
    )
    rows = rows.reset_index().merge(main, on=keys, validate="one_to_one")
    share = rows["points"] / rows.groupby("lsoa_code")["points"].transform("sum")
    return rows.assign(share=share, easting_m=rows["easting_m"].round(0), northing_m=rows["northing_m"].round(0)).drop(
        columns="points"
    )


def _nearest_primary(rows: pd.DataFrame, surroundings: Surroundings) -> pd.Series:
    """The id of the nearest primary of the row's own operator and GSP group; blank outside the complete regions."""
    found = pd.Series("", index=rows.index, dtype="str")
    for dno, group in sorted(surroundings.complete):
        mine = surroundings.primaries[
            (surroundings.primaries["dno"] == dno) & (surroundings.primaries["gsp_group"] == group)
        ].sort_values("substation_id")
        here = rows[(rows["dno"] == dno) & (rows["gsp_group"] == group)]
        if mine.empty:
            message = "the region is called complete, but no primary of it is listed."
            raise FaultsError([Finding("error", "primaries", "no_primary", message, ids=(f"{dno} {group}",))])
        tree = cKDTree(mine[["easting_m", "northing_m"]].to_numpy(float))
        _, rank = tree.query(here[["easting_m", "northing_m"]].to_numpy(float))
        found[here.index] = mine["substation_id"].to_numpy()[np.asarray(rank, dtype=np.int64)]
    return found
