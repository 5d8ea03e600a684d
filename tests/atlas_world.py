"""An invented county for the atlas tests: four square districts, thirteen substations, two scenarios. No real names."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.assumptions import AssumptionRows
from lae.atlas import AtlasModel
from lae.boundaries import Districts, Lsoas, Postcodes
from lae.geo import BNG
from lae.grid.contract import Feeds, Substations, Works
from lae.measures import BASE_SHIFT, Because, Headroom, Shortfalls
from lae.sources import Sources
from lae.tables import columns_of, kind_of, validated

YEARS = range(2025, 2051)
SCENARIOS = (("fast", "Fast lane"), ("slow", "Slow lane"))
TECHNOLOGIES = {
    "heat_pump": "Heat pumps",
    "hybrid_heat_pump": "Hybrid heat pumps",
    "electric_vehicle": "Electric vehicles",
}
WEST, SOUTH, SIDE = 430_000, 190_000, 20_000
DISTRICTS = ("Aldermoor", "Brackenby", "Castlewick", "Dunholt")

# id, name, tier, parent, east and north in km from the south-west corner, published demand headroom, its bound
GRID = [
    ("T-1", "Thornmere GSP", "gsp", "", 20, 20, None, "unknown"),
    ("T-2", "Marlow Heath BSP", "bsp", "T-1", 12, 26, 11.21, "exact"),
    ("T-3", "Quillbrook BSP", "bsp", "T-1", 29, 13, 0.0, "at_most"),
    ("T-4", "Aldermoor Lane Primary", "primary", "T-2", 8, 30, 6.4, "exact"),
    ("T-5", "Foxcombe Rise Primary", "primary", "T-2", 12.2, 26.2, 1.85, "exact"),
    ("T-6", "Pinnock Mill Primary", "primary", "T-2", 15, 34, 11.21, "at_least"),
    ("T-7", "Tansy Green Primary", "primary", "T-3", 27, 9, 0.0, "at_most"),
    ("T-8", "Wexbourne Primary", "primary", "T-3", 33, 17, 0.0, "at_most"),
    ("T-9", "Sallow End Primary", "primary", "T-3", 36, 6, 0.0, "at_most"),
    ("T-10", "Harrowdown Primary", "primary", "T-2", 4, 22, 3.2, "exact"),
    ("T-11", "Old Copse Primary", "primary", "T-2", 20.1, 20.1, 0.9, "exact"),
    ("T-12", "Nettlebed Cross Primary", "primary", "T-3", 24, 4, None, "unknown"),
]
STUB = ("nged:far-end", "Far End BSP")


def world(*, names: dict[str, str] | None = None, **changes: Any) -> AtlasModel:
    """The invented county; `names` renames substations by id, `changes` replaces fields of the model."""
    substations = _substations(names or {})
    headroom = pd.concat([_published(substations), _modelled(substations)], ignore_index=True)
    model = AtlasModel(
        title="Fourshire",
        subtitle="Where the grid has room for heat pumps and cars, and where it has not.",
        generated="Invented figures of March 2026",
        districts=_districts(),
        lsoas=_lsoas(),
        substations=substations,
        feeds=_feeds(),
        headroom=validated(headroom, Headroom, "headroom"),
        because=_because(headroom),
        shortfalls=_shortfalls(headroom),
        works=_works(),
        coverage=pd.DataFrame(
            {
                "area": ["North and west", "South-east corner"],
                "dno": ["ssen", ""],
                "dwellings": [180_000.0, 9_500.0],
                "status": ["published", "no operator's file"],
                "note": ["all rows read", "not assessed"],
            }
        ),
        not_assessed_lsoas=frozenset(["E01000016", "E01000012"]),
        technologies=TECHNOLOGIES,
        scenarios=SCENARIOS,
        milestones=(2025, 2030, 2040, 2050),
        headline=pd.DataFrame(
            {
                "scenario": ["fast", "slow"],
                "at_or_below_zero_today": [4, 4],
                "crosses": [4, 2],
                "stays_above": [2, 4],
                "unknown": [3, 3],
            }
        ),
        sources=_sources(),
        assumptions=_assumptions(),
        postcodes=_postcodes(),
        allocation=pd.DataFrame(
            {
                "substation_id": ["ssen:T-4", "ssen:T-5"],
                "dwellings": [5200.0, 8100.0],
                "dwellings_low": [4800.0, 7000.0],
                "dwellings_high": [6900.0, 9000.0],
                "confidence": ["high", "low: a second primary is nearly as near"],
                "share_of_area_modelled": [1.0, 0.82],
            }
        ),
    )
    return replace(model, **changes)


def _typed(rows: pd.DataFrame, contract: Any) -> pd.DataFrame:
    """`rows` with every column of the contract; those not given are blank, zero or false."""
    blanks = {"str": "", "bool": False, "int64": 0, "float64": np.nan}
    columns = {}
    for name in columns_of(contract):
        kind = kind_of(contract, name)
        given = rows[name] if name in rows else pd.Series([blanks[kind]] * len(rows), index=rows.index)
        columns[name] = (given if kind == "float64" else given.where(given.notna(), blanks[kind])).astype(kind)
    return validated(pd.DataFrame(columns), contract, contract.__name__)


def _districts() -> gpd.GeoDataFrame:
    boxes = [shapely.box(*_corner(n % 2, n // 2, SIDE)) for n in range(4)]
    return validated(
        gpd.GeoDataFrame(
            {
                "district_code": [f"E0700000{n}" for n in range(1, 5)],
                "district_name": list(DISTRICTS),
                "area_ha": [box.area / 10_000 for box in boxes],
            },
            geometry=boxes,
            crs=BNG,
        ),
        Districts,
        "districts",
    )


def _lsoas() -> gpd.GeoDataFrame:
    boxes = [shapely.box(*_corner(n % 4, n // 4, SIDE // 2)) for n in range(16)]
    return validated(
        gpd.GeoDataFrame(
            {
                "lsoa_code": [f"E010000{n:02d}" for n in range(1, 17)],
                "lsoa_name": [f"Square {n}" for n in range(1, 17)],
                "district_code": [f"E0700000{1 + (n % 4) // 2 + 2 * (n // 8)}" for n in range(16)],
                "area_ha": [box.area / 10_000 for box in boxes],
            },
            geometry=boxes,
            crs=BNG,
        ),
        Lsoas,
        "lsoas",
    )


def _corner(column: int, row: int, side: int) -> tuple[int, int, int, int]:
    west, south = WEST + column * side, SOUTH + row * side
    return west, south, west + side, south + side


def _substations(names: dict[str, str]) -> pd.DataFrame:
    rows = []
    for number, (code, name, tier, _, east, north, value, bound) in enumerate(GRID, start=2):
        rows.append(
            {
                "substation_id": f"ssen:{code}",
                "asset_id": code,
                "name": names.get(f"ssen:{code}", name),
                "tier": tier,
                "dno": "ssen",
                "licence_area": "SEPD",
                "voltage": {"gsp": "400 / 132", "bsp": "132 / 33", "primary": "33 / 11"}[tier],
                "easting_m": WEST + east * 1000.0,
                "northing_m": SOUTH + north * 1000.0,
                "ratings": "2 x 15 / 30MVA",
                "transformers_count": 2.0,
                "n_minus_1_mva": 30.0,
                "observed_max_mva": 12.5,
                "observed_min_mva": 3.1,
                "observed_year": 2025,
                "contracted_excl_bess_mva": 2.0,
                "contracted_bess_mva": 20.0,
                "figure_year": 2026,
                "headroom_basis": "path" if value is not None else "none",
                "demand_headroom_mva": np.nan if value is None else value,
                "demand_published_value": np.nan if value is None else value,
                "demand_unit": "MVA" if value is not None else "",
                "demand_queue": "contracted_excl_bess",
                "demand_bound": bound,
                "demand_bound_own": bound,
                "demand_rag": "Green" if value is None else "Red" if value < 2 else "Amber",
                "demand_constraint": "Upstream Thermal Capacity" if value == 0 else "",
                "generation_headroom_mva": 0.0,
                "generation_published_value": 0.0,
                "generation_unit": "MW",
                "generation_bound": "at_most",
                "generation_rag": "Red",
                "generation_constraint": "Substation Fault Level",
                "vintage": "2026-03",
                "source_id": "invented",
                "source_row": number,
                "licence": "none: invented",
            }
        )
    figures = [name for name in rows[1] if name.endswith(("_mva", "_value")) and name != "n_minus_1_mva"]
    unknown = dict.fromkeys(["demand_bound", "demand_bound_own", "generation_bound"], "unknown")
    place = {"substation_id": STUB[0], "asset_id": "far-end", "name": STUB[1], "dno": "nged", "stub": True}
    blank = dict.fromkeys([*figures, "easting_m", "northing_m"], np.nan)
    rows.append({**rows[1], **blank, **unknown, **place, "demand_unit": "", "headroom_basis": "none"})
    frame = pd.DataFrame(rows)
    frame["stub"] = frame["stub"].notna()
    return _typed(frame, Substations)


def _feeds() -> pd.DataFrame:
    rows = [
        {"substation_id": f"ssen:{code}", "upstream_id": f"ssen:{parent}", "share": 1.0, "source_id": "invented"}
        for code, _, _, parent, *_ in GRID
        if parent
    ]
    rows[-1] |= {"share": 0.6}
    rows.append({**rows[-1], "upstream_id": "nged:far-end", "share": 0.4})
    return _typed(pd.DataFrame(rows), Feeds)


def _growth(scenario: str, number: int) -> np.ndarray:
    """Growth in MVA over the years: nothing in the first year, then a straight line."""
    slope = {"fast": 0.28, "slow": 0.12}.get(scenario, 0.0)
    return np.maximum(0.0, (np.asarray(YEARS) - 2025) * slope * (0.6 + 0.1 * (number % 5)))


def _published(substations: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for scenario, _ in SCENARIOS:
        for number, row in enumerate(substations.itertuples()):
            for year, growth in zip(YEARS, _growth(scenario, number), strict=True):
                for direction in ("demand", "generation"):
                    value = getattr(row, f"{direction}_headroom_mva")
                    growth_here = growth if direction == "demand" else 0.0
                    room = value - growth_here if year >= 2026 else np.nan
                    known = not np.isnan(room)
                    bound = getattr(row, f"{direction}_bound") if known else "unknown"
                    rows.append(
                        {
                            **_head(row, scenario, year, direction),
                            "basis": "published",
                            "queue": "contracted_excl_bess" if direction == "demand" else "connected",
                            "added_mva": growth_here,
                            "headroom_own_mva": room,
                            "bound_own": bound,
                            "headroom_mva": room,
                            "bound": bound,
                            "binding_substation_id": row.substation_id if known else "",
                            "peak_slot": "winter 18:00" if direction == "demand" else "",
                        }
                    )
    return _typed(pd.DataFrame(rows), Headroom)


def _modelled(substations: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for scenario, _ in SCENARIOS:
        for number, row in enumerate(substations.itertuples()):
            if row.tier == "gsp" or row.stub:
                continue
            for year, growth in zip(YEARS, _growth(scenario, number), strict=True):
                for queue, contracted in (("connected", 0.0), ("contracted_excl_bess", 1.3)):
                    room = 20.0 - 12.5 - contracted - growth
                    rows.append(
                        {
                            **_head(row, scenario, year, "demand"),
                            "basis": "modelled",
                            "queue": queue,
                            "capacity_mva": 20.0,
                            "observed_mva": 12.5,
                            "contracted_mva": contracted,
                            "added_mva": growth,
                            "headroom_own_mva": room,
                            "bound_own": "exact",
                            "headroom_mva": room,
                            "bound": "exact",
                            "binding_substation_id": row.substation_id,
                            "peak_slot": "winter 18:00",
                        }
                    )
    return _typed(pd.DataFrame(rows), Headroom)


def _head(row: Any, scenario: str, year: int, direction: str) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "year": year,
        "substation_id": row.substation_id,
        "name": row.name,
        "tier": row.tier,
        "dno": row.dno,
        "direction": direction,
        "source_id": "invented",
    }


def _because(headroom: pd.DataFrame) -> pd.DataFrame:
    """Growth split between the technologies, with a base shift that closes the sum."""
    key = ["scenario", "year", "substation_id", "direction", "basis", "queue"]
    rows = headroom.loc[headroom["direction"].eq("demand"), [*key, "added_mva"]]
    parts = []
    for technology, share, per_unit in (
        ("heat_pump", 0.7, 600.0),
        ("hybrid_heat_pump", 0.1, 900.0),
        ("electric_vehicle", 0.35, 1500.0),
        (BASE_SHIFT, -0.15, np.nan),
    ):
        added = rows["added_mva"] * share
        parts.append(rows[key].assign(technology=technology, count=added * per_unit, added_mva=added))
    return _typed(pd.concat(parts, ignore_index=True), Because)


def _shortfalls(headroom: pd.DataFrame) -> pd.DataFrame:
    rows = []
    key = ["scenario", "substation_id", "name", "tier", "direction", "basis", "queue"]
    for values, group in headroom.groupby(key, sort=False):
        known = group.dropna(subset=["headroom_mva"])
        below = known[known["headroom_mva"] < 0]
        first = float(below["year"].min()) if len(below) else np.nan
        if known.empty:
            state = "unknown"
        elif known["headroom_mva"].iloc[0] <= 0:
            state, first = "at_or_below_zero_today", np.nan
        else:
            state = "crosses" if len(below) else "stays_above"
        worst = None if known.empty else known.loc[known["headroom_mva"].idxmin()]
        rows.append(
            {
                **dict(zip(key, values, strict=True)),
                "bound": "unknown" if worst is None else worst["bound"],
                "class": state,
                "first_year_below_zero": first,
                "first_year_latest": first + 2 if state == "crosses" and values[0] == "slow" else first,
                "worst_year": np.nan if worst is None else float(worst["year"]),
                "worst_headroom_mva": np.nan if worst is None else worst["headroom_mva"],
                "binding_substation_id": "" if worst is None else worst["binding_substation_id"],
            }
        )
    return _typed(pd.DataFrame(rows), Shortfalls)


def _works() -> pd.DataFrame:
    rows = [
        {"substation_id": "ssen:T-3", "scope": "substation", "type": "capacity", "text": "Replace both transformers",
         "completion": "2029-10", "effective_year": 2029.0, "before_mva": 30.0, "after_mva": 60.0},
        {"substation_id": "ssen:T-7", "scope": "upstream", "type": "circuit", "text": "A second 132 kV circuit"},
    ]  # fmt: skip
    common = {"vintage": "2026-03", "source_id": "invented", "licence": "none: invented"}
    return _typed(
        pd.DataFrame([{"work_id": f"w{n}", "scheme_id": f"s{n}", **row, **common} for n, row in enumerate(rows)]), Works
    )


def _sources() -> pd.DataFrame:
    row = {
        "source_id": "invented",
        "publisher": "Nobody",
        "title": "Invented figures",
        "licence": "none",
        "attribution": "Invented for a test; describes no real place.",
        "vintage": "2026-03",
    }
    return _typed(pd.DataFrame([row]), Sources)


def _assumptions() -> pd.DataFrame:
    rows = [
        {
            "id": "heat_pump_admd",
            "value": 1.7,
            "unit": "kW",
            "low": 1.4,
            "high": 2.5,
            "source": "Invented",
            "tier": "D",
        },
        {"id": "ev_admd", "value": 0.8, "unit": "kW", "source": "Invented", "tier": "B", "note": "a note"},
    ]
    return _typed(pd.DataFrame(rows), AssumptionRows)


def _postcodes() -> pd.DataFrame:
    count = 400
    east = WEST + 100 + (np.arange(count) * 7919) % (2 * SIDE - 200)
    north = SOUTH + 100 + (np.arange(count) * 104_729) % (2 * SIDE - 200)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    names = [f"ZZ{1 + n // 100} {n // 20 % 5}{letters[n % 20]}{letters[n // 20 % 20]}" for n in range(count)]
    columns = north // SIDE - SOUTH // SIDE
    frame = pd.DataFrame(
        {
            "postcode": names,
            "district_code": [f"E0700000{1 + min(c, 1)}" for c in columns],
            "lsoa_code": "E01000001",
            "easting_m": east.astype("int64"),
            "northing_m": north.astype("int64"),
        }
    )
    return _typed(frame, Postcodes)
