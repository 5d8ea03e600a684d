"""Charge points of the invented county: need of its sixteen LSOAs, planned sites of two scenarios, chargers."""

from typing import Any

import numpy as np
import pandas as pd

from atlas_homes import homed
from atlas_world import SOUTH, WEST
from lae.atlas import AtlasModel

CHARGING_CAVEAT = "Drives are guessed from the types of homes: nobody looked."
BLANK = "E01000016"
"""The LSOA of which no need is known."""
ABSENT = "E01000015"
"""The LSOA without a row."""
CLOSED = "recorded 2022, register closed"

# id, name, kind, east and north in km, first year, kW, connection
PLAN = [
    ("osm:1", "Mill Lane car park", "car_park", 6, 35, 2026, 84.0, "fits_now"),
    ("osm:2", "Quay Street", "car_park", 26, 16, 2028, 21.0, "fits_after_named_works"),
    ("cluster-E01000009-1", "", "cluster", 4, 26, 2030, 42.0, "ask_operator"),
    ("osm:4", "Harrow leisure centre", "destination", 34, 24, 2035, 150.0, "needs_reinforcement"),
]
# id, name, east and north in km, kW, status, vintage, historical
RECORDED = [
    ("ocpi:1", "Market Square", 16, 9, 22.0, "working", "2026-03", False),
    ("ocpi:2", "", 16.01, 9, 150.0, "out_of_service", "2026-03", False),
    ("ncr:3", "Old Yard", 30, 30, 7.0, "working", "2022", True),
    ("ncr:4", "Station", 30.01, 30, np.nan, "unknown", "2022", True),
    ("ocpi:5", "Station again", 30.02, 30, 50.0, "working", "2026-03", False),
    ("ocpi:6", "Coming soon", 8, 14, 7.0, "planned", "2026-03", False),
    ("ncr:7", "Far Barn", 36, 14, 7.0, "working", "2022", True),
    ("ocpi:8", "Nowhere", np.nan, np.nan, 7.0, "working", "2026-03", False),
]


def charged(**changes: Any) -> AtlasModel:
    """The invented county with charge points, homes and every other layer."""
    filled = {
        "charging_sites": sites(),
        "chargers": chargers(),
        "charging_need": need(),
        "charging_caveat": CHARGING_CAVEAT,
    }
    return homed(layers=True, **{**filled, **changes})


def sites() -> pd.DataFrame:
    """All four of the plan in the fast scenario, the first one only in the slow one and five years later."""
    fast = pd.DataFrame([_site(*row) for row in PLAN])
    slow = fast.iloc[[0]].assign(scenario="slow", first_year=2031, connection="needs_reinforcement")
    return pd.concat([fast, slow], ignore_index=True)


def _site(
    code: str, name: str, kind: str, east: float, north: float, year: int, kw: float, connection: str
) -> dict[str, Any]:
    known = connection != "ask_operator"
    return {
        "site_id": code,
        "scenario": "fast",
        "name": name,
        "kind": kind,
        "lsoa_code": f"E010000{1 + int(east // 10) + 4 * int(north // 10):02d}",
        "district_code": f"E0700000{1 + int(east // 20) + 2 * int(north // 20)}",
        "substation_id": "ssen:T-4" if known else "",
        "easting_m": WEST + east * 1000.0,
        "northing_m": SOUTH + north * 1000.0,
        "first_year": year,
        "points_count": kw / 7,
        "rated_kw": kw,
        "diversity_kw": kw / 2 + 0.4,
        "walk_in_homes": 12.3 * kw,
        "walk_in_vehicles_count": 4.56 * kw,
        "connection": connection,
        "connection_note": "6.40 MVA left at Aldermoor Lane Primary" if known else "no figure is published",
        "cost_low_gbp": 1000.0 * kw if known else np.nan,
        "cost_gbp": 1234.5 * kw if known else np.nan,
        "cost_high_gbp": 2000.0 * kw if known else np.nan,
        "provenance": "modelled; car parks of OpenStreetMap",
    }


def chargers() -> pd.DataFrame:
    """Two recorded at one spot, three at another of which two are of the closed register, one planned, one lost."""
    rows = [
        {
            "location_id": code,
            "name": name,
            "operator": "Invented Volts" if place % 2 else "",
            "easting_m": WEST + east * 1000.0,
            "northing_m": SOUTH + north * 1000.0,
            "points_count": np.nan if np.isnan(kw) else 2.0,
            "power_kw": kw,
            "speed_gov_uk": "" if np.isnan(kw) else "rapid" if kw >= 50 else "fast",
            "status": status,
            "vintage": vintage,
            "historical": historical,
        }
        for place, (code, name, east, north, kw, status, vintage, historical) in enumerate(RECORDED)
    ]
    return pd.DataFrame(rows)


def need() -> pd.DataFrame:
    """Square n of 1 to 16: 100 n cars, a third without a drive, a quarter uncovered; n/2 to 2 n points, central n."""
    rows = []
    for n in range(1, 17):
        code = f"E010000{n:02d}"
        if code == ABSENT:
            continue
        known = np.nan if code == BLANK else 1.0
        rows.append(
            {
                "lsoa_code": code,
                "scenario": "fast",
                "year": 2030,
                "vehicles_count": known * 100 * n,
                "no_drive_vehicles_count": known * 100 * n / 3,
                "uncovered_vehicles_count": known * 25 * n,
                "points_low": known * n / 2,
                "points": known * n,
                "points_high": known * 2 * n,
            }
        )
    return pd.DataFrame(rows)


def crowd(count: int, *, chargers_count: int = 1000) -> dict[str, pd.DataFrame]:
    """Tables of an actual county's size: sites in both scenarios, chargers thick in the towns; invented, seeded."""
    rng = np.random.default_rng(11)
    towns = rng.uniform(3, 37, (12, 2))

    def around(number: int) -> tuple[np.ndarray, np.ndarray]:
        spots = towns[rng.integers(0, len(towns), number)] + rng.normal(0, 1.2, (number, 2))
        return WEST + spots[:, 0].clip(0.5, 39.5) * 1000, SOUTH + spots[:, 1].clip(0.5, 39.5) * 1000

    east, north = around(count)
    one = pd.concat([sites().iloc[[0]]] * count, ignore_index=True).assign(
        site_id=[f"cluster-E010000{1 + n % 16:02d}-{n}" for n in range(count)],
        name=[f"Public car park number {n}" if n % 3 else "" for n in range(count)],
        easting_m=east,
        northing_m=north,
        first_year=2026 + np.arange(count) * 20 // count,
        rated_kw=7.0 * rng.integers(2, 24, count),
        walk_in_homes=rng.uniform(20, 900, count),
        walk_in_vehicles_count=rng.uniform(5, 300, count),
        connection=rng.choice([row[-1] for row in PLAN], count),
        connection_note=[f"{value:.2f} MVA left" for value in rng.uniform(0, 9, count)],
        cost_gbp=rng.uniform(5e4, 3e5, count),
        substation_id=rng.choice(["ssen:T-4", "ssen:T-5", "ssen:T-8"], count),
    )
    here, there = around(chargers_count)
    recorded = pd.concat([chargers().iloc[[0]]] * chargers_count, ignore_index=True).assign(
        location_id=[f"ncr:{n:032x}" for n in range(chargers_count)],
        name=[f"Charger location {n}, High Street" for n in range(chargers_count)],
        operator=rng.choice(["Invented Volts", "Toy Power", "Plugwell"], chargers_count),
        easting_m=here,
        northing_m=there,
        power_kw=rng.choice([7.0, 22.0, 50.0, 150.0], chargers_count),
        historical=rng.random(chargers_count) < 0.7,
    )
    recorded["vintage"] = np.where(recorded["historical"], "2022", "2026-03")
    both = pd.concat([one, one.assign(scenario="slow", first_year=one["first_year"] + 3)], ignore_index=True)
    return {"charging_sites": both, "chargers": recorded}
