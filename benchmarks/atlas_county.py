"""A synthetic county for benchmarks/atlas.py: tables of the sizes asked for, as a run would hand them to the atlas."""

from dataclasses import replace
from itertools import product
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas_homes import CAVEAT
from atlas_world import SIDE, SOUTH, WEST, world
from lae.atlas import AtlasModel
from lae.buildings.retrofit_contract import SUITABLE
from lae.buildings.stock_contract import EPC_BANDS, HEATINGS, HOME_PROVENANCE, TYPES

YEARS: Final = np.arange(2025, 2051)
SCENARIOS: Final = (("a", "Pathway A"), ("b", "Pathway B"), ("c", "Pathway C"), ("d", "Pathway D"))
UPPER: Final = {"gsp": 5, "bsp": 15, "primary": 100}
LSOAS: Final = 20
"""A side."""
POSTCODES: Final = 24_000
_SEED: Final = 9


def county(homes: int, substations: int, *, spread: bool) -> AtlasModel:
    """`homes` at postcodes, or each at a point of its own, and `substations` of which 120 are above a secondary."""
    rng = np.random.default_rng(_SEED)
    base = world(scenarios=SCENARIOS)
    table, feeds = _substations(base, substations, rng)
    headroom, shortfalls = _figures(base, table, rng)
    places = _towns(POSTCODES, rng)
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    n = np.arange(POSTCODES)
    codes = [f"ZZ{1 + k // 4_000} {k // 400 % 10}{letters[k % 20]}{letters[k // 20 % 20]}" for k in n]
    postcodes = pd.DataFrame(
        {"postcode": codes, "district_code": "E07000001", "lsoa_code": "E01000001",
         "easting_m": places[0].astype("int64"), "northing_m": places[1].astype("int64")}
    )  # fmt: skip
    changes: dict[str, Any] = {
        "substations": table, "feeds": feeds, "headroom": headroom, "shortfalls": shortfalls, "postcodes": postcodes,
        "because": base.because.iloc[:0], "works": base.works.iloc[:0], "allocation": None, "sensitivity": None,
        "lsoas": _lsoas(), "not_assessed_lsoas": frozenset(), "homes_caveat": CAVEAT,
    }  # fmt: skip
    if homes:
        at = rng.integers(0, POSTCODES, homes)
        own = _towns(homes, rng) if spread else (places[0][at], places[1][at])
        changes |= {"internal": True, "single_homes": _homes(own, rng), "package": "heat_pump_ready"}
    return replace(base, **changes)


def _towns(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two thirds in forty towns, the rest anywhere."""
    size = 2 * SIDE
    middle = rng.uniform(0.05, 0.95, (2, 40))[:, rng.integers(0, 40, count)] * size
    near = middle + rng.normal(0, 900, (2, count))
    placed = np.where(rng.random(count) < 2 / 3, near, rng.uniform(0, size, (2, count))).clip(0, size)
    return WEST + placed[0].round(1), SOUTH + placed[1].round(1)


def _substations(base: AtlasModel, count: int, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    tiers = np.repeat([*UPPER, "secondary"], [*UPPER.values(), count - sum(UPPER.values())])
    n = np.arange(count)
    east, north = _towns(count, rng)
    room = np.where(tiers == "secondary", rng.normal(0.2, 0.15, count), rng.normal(9, 8, count)).round(3)
    host = base.substations[base.substations["tier"].eq("primary")].iloc[[0] * count].reset_index(drop=True)
    table = host.assign(
        substation_id=[f"dno:S{k:05d}" for k in n],
        asset_id=[f"S{k:05d}" for k in n],
        name=[f"Invented {k % 97} Street No {k}" for k in n],
        tier=pd.Series(tiers, dtype="str"),
        easting_m=east,
        northing_m=north,
        demand_headroom_mva=room,
        demand_bound="exact",
        demand_bound_own="exact",
    )
    starts = {tier: int(np.flatnonzero(tiers == tier)[0]) for tier in [*UPPER, "secondary"]}
    above = {"bsp": "gsp", "primary": "bsp", "secondary": "primary"}
    upstream = [starts[above[tier]] + k % UPPER[above[tier]] for k, tier in zip(n, tiers, strict=True) if tier in above]
    low = table["substation_id"][UPPER["gsp"] :].reset_index(drop=True)
    feeds = base.feeds.iloc[[0] * len(low)].reset_index(drop=True)
    high = table["substation_id"].iloc[upstream].reset_index(drop=True)
    return table, feeds.assign(substation_id=low, upstream_id=high, share=1.0)


def _figures(base: AtlasModel, table: pd.DataFrame, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Published demand headroom less a growth of its own at every substation, rounded to the kVA."""
    count = len(table)
    growth = (
        np.abs(rng.normal(0.006, 0.004, (len(SCENARIOS), count, 1)))
        * np.where(table["tier"].eq("secondary"), 1, 40)[:, None]
    )
    curve = np.linspace(0, 1, len(YEARS)) ** rng.uniform(0.8, 1.6, (len(SCENARIOS), count, 1)) * 25
    room = (table["demand_headroom_mva"].to_numpy()[:, None] - growth * curve).round(3)
    scenario, place, year = (axis.ravel() for axis in np.meshgrid(*map(np.arange, room.shape), indexing="ij"))
    head = base.headroom[base.headroom["basis"].eq("published") & base.headroom["direction"].eq("demand")].iloc[:1]
    rows = head.iloc[np.zeros(room.size, np.int64)].reset_index(drop=True)
    names = np.array([name for name, _ in SCENARIOS], dtype=object)
    told = {name: table[name].to_numpy()[place] for name in ("substation_id", "name", "tier")}
    figures = room.ravel()
    headroom = rows.assign(
        scenario=pd.Series(names[scenario], dtype="str"), year=YEARS[year], **told,
        added_mva=0.0, headroom_own_mva=figures, headroom_mva=figures,
        bound="exact", bound_own="exact", binding_substation_id=told["substation_id"],
    )  # fmt: skip
    below = room < 0
    first = np.where(below.any(axis=2), YEARS[below.argmax(axis=2)], np.nan)
    kind = np.where(room[..., 0] <= 0, "at_or_below_zero_today", np.where(np.isnan(first), "stays_above", "crosses"))
    first = np.where(kind == "crosses", first, np.nan)
    pairs = list(product(range(len(SCENARIOS)), range(count)))
    places = np.array([at for _, at in pairs])
    own = base.shortfalls[base.shortfalls["basis"].eq("published") & base.shortfalls["direction"].eq("demand")].iloc[:1]
    shortfalls = own.iloc[np.zeros(len(pairs), np.int64)].reset_index(drop=True).assign(
        scenario=pd.Series(names[[at for at, _ in pairs]], dtype="str"),
        **{name: table[name].to_numpy()[places] for name in ("substation_id", "name", "tier")},
        **{"class": pd.Series(kind.ravel(), dtype="str")},
        bound="exact", first_year_below_zero=first.ravel(), first_year_latest=first.ravel(),
        worst_year=2050.0, worst_headroom_mva=room[..., -1].ravel(),
        binding_substation_id=table["substation_id"].to_numpy()[places],
    )  # fmt: skip
    return headroom, shortfalls


def _lsoas() -> gpd.GeoDataFrame:
    base, side = world().lsoas, 2 * SIDE / LSOAS
    at = [(WEST + side * (n % LSOAS), SOUTH + side * (n // LSOAS)) for n in range(LSOAS**2)]
    rows = base.iloc[[0] * len(at)].reset_index(drop=True)
    codes = [f"E0100{n:04d}" for n in range(len(at))]
    squares = [shapely.box(west, south, west + side, south + side) for west, south in at]
    return gpd.GeoDataFrame(rows.assign(lsoa_code=codes, lsoa_name=codes), geometry=squares, crs=base.crs)


def _homes(places: tuple[np.ndarray, ...], rng: np.random.Generator) -> pd.DataFrame:
    """Homes drawn one by one: neighbours are no more alike than strangers, the dearest case to pack."""
    count = len(places[0])
    ages = ["before 1900", *(f"{start} to {start + 9}" for start in range(1900, 2020, 10))]

    def drawn(words: list[str], peak: float = 2.0) -> pd.Categorical:
        weights = np.exp(-((np.arange(len(words)) - len(words) / 3) ** 2) / peak**2) + 0.01
        return pd.Categorical.from_codes(rng.choice(len(words), count, p=weights / weights.sum()), words)

    status = drawn(SUITABLE)
    is_open = status.codes < 2
    return pd.DataFrame(
        {
            "easting_m": places[0],
            "northing_m": places[1],
            "epc_band": drawn(EPC_BANDS),
            "heating": drawn(HEATINGS),
            "dwelling_type": drawn(TYPES),
            "age_band": drawn(ages, 5.0),
            "provenance": drawn(HOME_PROVENANCE),
            "floor_area_m2": rng.lognormal(4.4, 0.35, count).clip(20, 400),
            "heating_kwh": rng.lognormal(9.3, 0.4, count),
            "package_status": status,
            "package_capex_gbp": np.where(is_open, rng.lognormal(9.2, 0.4, count), 0.0),
        }
    )
