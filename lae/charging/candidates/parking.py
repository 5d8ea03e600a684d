"""Mapped car parks and destinations as candidate spots, each kept with the reason where it is no choice."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from lae.charging.sites_contract import CAR_PARK, DEPOT, DESTINATION

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

KIND_OF: Final = {"parking": CAR_PARK, "supermarket": DESTINATION, "warehouse": DEPOT, "distribution": DEPOT}
_ON_STREET: Final = frozenset({"street_side", "lane", "on_kerb", "half_on_kerb", "shoulder", "layby"})
"""How OpenStreetMap tags parking along a road."""

OUT: Final = "outside the study"
NOT_OPEN: Final = "a depot or warehouse, not open to drivers"
PRIVATE: Final = "access is private"
TWICE: Final = "a point in a car park that is mapped as an area too"
SMALL: Final = "fewer spaces than the smallest site has points"
NO_NEED: Final = "no home without a drive within the walk"


def parking_spots(sites: gpd.GeoDataFrame, lsoas: gpd.GeoDataFrame, *, space_m2: float) -> gpd.GeoDataFrame:
    """Contract ParkingSites as spots in its order: kind, setting, LSOA, spaces and how they are known.

    Args:
        sites: contract ParkingSites.
        lsoas: lsoa_code, district_code, geometry in EPSG:27700; a spot in none is outside the study.
        space_m2: area of a car park for each space; a stated number of spaces is preferred.
    """
    area = areas_of(sites["easting_m"].to_numpy(float), sites["northing_m"].to_numpy(float), lsoas)
    codes = lsoas[["lsoa_code", "district_code"]].reset_index(drop=True)
    found = codes.reindex(area).fillna("").astype("str").reset_index(drop=True)
    kind = sites["kind"].map(KIND_OF).astype("str").to_numpy()
    stated = sites["capacity_spaces_count"].to_numpy(float)
    # A supermarket's polygon is its building.
    by_area = np.where(kind == CAR_PARK, np.floor(sites["area_m2"].to_numpy(float) / space_m2), np.nan)
    spaces = np.where(np.isnan(stated), by_area, stated)
    basis = np.select([~np.isnan(stated), ~np.isnan(spaces)], ["stated", "from_area"], default="unknown")
    on_street = sites["layout"].isin(_ON_STREET).to_numpy(bool)
    made = {
        "candidate_id": sites["site_id"].to_numpy(str),
        "kind": kind,
        "setting": np.where(on_street, "on_street", "off_street"),
        "lsoa_code": found["lsoa_code"].to_numpy(str),
        "district_code": found["district_code"].to_numpy(str),
        "spaces_basis": basis,
    }
    same = ["name", "operator", "access", "source_id", "licence"]
    frame = pd.DataFrame({**made, **{name: sites[name].to_numpy(str) for name in same}}).astype("str")
    frame = frame.assign(
        spaces_count=spaces, **{name: sites[name].to_numpy(float) for name in ("easting_m", "northing_m", "area_m2")}
    )
    return gpd.GeoDataFrame(frame.assign(provenance="published"), geometry=sites.geometry.to_numpy(), crs=sites.crs)


def reasons(spots: gpd.GeoDataFrame, homes: npt.NDArray[np.float64], *, min_points: float) -> npt.NDArray[np.object_]:
    """Why each spot is no choice, the first of the reasons that hold; "" where it is one.

    Unknown access and an unknown number of spaces exclude nothing.

    Args:
        spots: what `parking_spots` gives.
        homes: without a drive within the walk, by spot.
        min_points: points of the smallest site.
    """
    kind = spots["kind"].to_numpy(str)
    rules = {
        OUT: spots["lsoa_code"].to_numpy(str) == "",
        NOT_OPEN: kind == DEPOT,
        PRIVATE: spots["access"].to_numpy(str) == "private",
        TWICE: _mapped_twice(spots),
        SMALL: spots["spaces_count"].to_numpy(float) < min_points,
        NO_NEED: (homes <= 0) & (kind != DESTINATION),
    }
    found: npt.NDArray[np.object_] = np.select(list(rules.values()), list(rules), default="").astype(object)
    return found


def areas_of(easting_m: npt.NDArray[np.float64], northing_m: npt.NDArray[np.float64], areas: gpd.GeoDataFrame) -> Codes:
    """For each point (metres) the position of the first area it lies in or on, -1 outside all of them."""
    shapes = np.asarray(shapely.points(easting_m, northing_m))
    area, point = shapely.STRtree(shapes).query(areas.geometry.to_numpy(), predicate="intersects")
    found = np.full(len(shapes), len(areas), dtype=np.int64)
    np.minimum.at(found, point, area)
    return np.where(found == len(areas), -1, found)


def _mapped_twice(spots: gpd.GeoDataFrame) -> Flags:
    """Car parks that are points in the polygon of another."""
    shapes = spots.geometry.to_numpy()
    car_park = spots["kind"].to_numpy(str) == CAR_PARK
    flat = shapely.get_dimensions(shapes) == 2
    dots, wholes = np.flatnonzero(car_park & ~flat), np.flatnonzero(car_park & flat)
    _, dot = shapely.STRtree(shapes[dots]).query(shapes[wholes], predicate="intersects")
    twice = np.zeros(len(spots), dtype=bool)
    twice[dots[dot]] = True
    return twice
