"""Two invented LSOAs with six postcodes, round numbers all, so that every site and point can be worked in the head."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.charging.candidates.settings import CandidateSettings
from lae.charging.contract import ParkingSites
from lae.charging.costs_contract import ChargingCosts
from lae.charging.need.ranges import Range
from lae.charging.portfolio.costs import Prices
from lae.charging.portfolio.settings import PortfolioSettings
from lae.charging.sites_contract import Places
from lae.geo import BNG
from lae.tables import columns_of, validated

WEST, SOUTH = 450_000.0, 200_000.0
A, B = "E01000001", "E01000002"
WALK = CandidateSettings(
    walk_m=390.0,
    detour=1.3,
    cluster_min_homes=20.0,
    space_m2=30.0,
    bays_share=0.25,
    min_points=2.0,
    usual_points=12.0,
    gecco_min_m2=1_200.0,
)
"""The walk reaches 300 m as the crow flies."""
SIZES = PortfolioSettings(
    vehicle_kwh=1_825.0,
    public_share=Range(0.4, 0.5, 0.8),
    hours={"7_kw": Range(2.0, 2.5, 3.0), "22_kw": Range(1.0, 1.5, 2.0), "50_kw": Range(3.0, 3.5, 4.0)},
    unmanaged_share=1.0,
    managed_share=0.5,
    power_factor=1.0,
    min_points=2.0,
)
"""A vehicle takes 2.5 kWh a day in public, a 7 kW point gives 17.5: 7 vehicles a point (3.5 to 10.5); 1 kW is 1 kVA."""


def box(east, north, width, height):
    return shapely.box(WEST + east, SOUTH + north, WEST + east + width, SOUTH + north + height)


def lsoas():
    frame = pd.DataFrame({"lsoa_code": [A, B], "district_code": ["E07000001", "E07000002"]})
    return gpd.GeoDataFrame(frame, geometry=[box(0, 0, 2000, 2000), box(2000, 0, 2000, 2000)], crs=BNG)


def places(rows=None):
    """place_id, LSOA, metres east of the corner, homes and vehicles without a drive, substation; all 100 m north."""
    given = rows or [
        ("OX4 1AA", A, 100.0, 10.0, 2.0, "s1"),
        ("OX4 1AB", A, 300.0, 30.0, 6.0, "s1"),
        ("OX4 1AC", A, 500.0, 20.0, 4.0, "s1"),
        ("OX4 1AD", A, 900.0, 4.0, 1.0, "s1"),
        ("OX5 2AA", B, 2500.0, 40.0, 8.0, "s2"),
        ("OX5 2AB", B, 3500.0, 0.0, 0.0, "s2"),
    ]
    ids, codes, east, homes, vehicles, substations = (list(column) for column in zip(*given, strict=True))
    frame = pd.DataFrame(
        {
            "place_id": ids,
            "lsoa_code": codes,
            "district_code": ["E07000001" if code == A else "E07000002" for code in codes],
            "easting_m": WEST + np.array(east),
            "northing_m": SOUTH + 100.0,
            "no_drive_homes": homes,
            "no_drive_vehicles_count": vehicles,
            "substation_id": substations,
        }
    )
    return validated(frame, Places, "places")


def sites(rows):
    """Parking sites: id, kind, access, layout, stated spaces, shape."""
    ids, kinds, access, layouts, spaces, shapes = (list(column) for column in zip(*rows, strict=True))
    made = gpd.GeoSeries(shapes, crs=BNG)
    area = made.area.to_numpy()
    inner = made.representative_point()
    frame = pd.DataFrame(
        {
            "site_id": [f"osm:{name}" for name in ids],
            "kind": kinds,
            "name": ids,
            "operator": "",
            "access": access,
            "layout": layouts,
            "fee": "",
            "capacity_spaces_count": spaces,
            "capacity_basis": ["unknown" if np.isnan(number) else "stated" for number in spaces],
            "area_m2": np.where(area > 0, area, np.nan),
            "easting_m": inner.x,
            "northing_m": inner.y,
            "vintage": "2026",
            "source_id": "osm",
            "source_row": range(1, len(ids) + 1),
            "licence": "ODbL",
        }
    )
    table = gpd.GeoDataFrame(frame, geometry=made, crs=BNG)
    return validated(table[columns_of(ParkingSites)], ParkingSites, "sites")


def need(years, at=None):
    """Residents' need at the places: years maps (scenario, year) to how many times the places' vehicles there are."""
    where = places() if at is None else at
    parts = [
        where.assign(
            scenario=scenario,
            year=year,
            no_drive_vehicles_count=where["no_drive_vehicles_count"] * times,
            no_drive_vehicles_low_count=where["no_drive_vehicles_count"] * times,
            no_drive_vehicles_high_count=where["no_drive_vehicles_count"] * times,
            public_resident_kwh=where["no_drive_vehicles_count"] * times * 912.5,
            basis="type_prior",
        )
        for (scenario, year), times in years.items()
    ]
    return pd.concat(parts, ignore_index=True).drop(columns=["district_code", "substation_id"])


def costs():
    """A 7 kW point costs 1,000 (900 to 1,200), of 22 twice, of 50 ten times that, a connection 500 (0 to 700)."""
    times = {"7_kw": 1.0, "22_kw": 2.0, "50_kw": 10.0}
    rows = [(item, "point", 900.0 * n, 1_000.0 * n, 1_200.0 * n) for item, n in times.items()]
    rows.append(("connection", "site", 0.0, 500.0, 700.0))
    frame = pd.DataFrame(rows, columns=["item", "per", "low_gbp", "central_gbp", "high_gbp"])
    fixed = {"setting": "any", "price_year": 2024.0, "source": "CHECK: invented", "table_or_page": "", "tier": "D"}
    frame = frame.assign(**fixed, note="invented", source_id="lae_settings")
    return validated(frame, ChargingCosts, "costs")


def prices():
    return Prices.of(costs(), price_year=2024)


def room(rows):
    """Headroom: scenario, year, substation, MVA, bound."""
    frame = pd.DataFrame(rows, columns=["scenario", "year", "substation_id", "headroom_mva", "bound"])
    return frame.astype({"headroom_mva": "float64"})
