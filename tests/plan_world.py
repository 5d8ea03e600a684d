"""Two invented districts whose projects can be worked in the head: ten homes, one zone, three sites, one scheme."""

import numpy as np
import pandas as pd

from lae.buildings.retrofit.fuels import PackageFuels
from lae.buildings.retrofit_contract import Retrofit
from lae.buildings.targeting_contract import Zones
from lae.charging.sites_contract import ChargingSites
from lae.grid.contract import Works
from lae.measures import Measures, Shortfalls, Supply
from lae.plan.discounting import Discounting
from lae.plan.funding_contract import FundingRows
from lae.plan.sheets import Values
from lae.plan.tariffs import LONG_RUN, RETAIL, Prices, Tariffs
from lae.prices import Deflators
from lae.tables import columns_of, kind_of, validated

BLANK = float("nan")
YEARS = range(2025, 2031)


def table(contract, rows, **same):
    """Rows as a checked table; what nobody says is 0 or empty."""
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    zeros = {name: "" if kind == "str" else 0 for name, kind in kinds.items()}
    full = [{**zeros, **same, **row} for row in rows]
    return validated(pd.DataFrame(full, columns=list(kinds)).astype(kinds), contract, contract.__name__)


def packages(*rows):
    """Ten homes of district A for 1,000 GBP, 600 to 1,500, that save 4 t a year for 2 years."""
    usual = {
        "area_level": "lad",
        "area_code": "A",
        "kind": "package",
        "measure": "heat_pump_ready",
        "homes": 10,
        "capex_low_gbp": 600,
        "capex_gbp": 1000,
        "capex_high_gbp": 1500,
        "price_year": 2024,
        "lifetime_years": 2,
        "carbon_saved_tco2e": 4,
        "peak_added_kw": 20,
        "provenance": "modelled",
        "assumption_ids": "hp_lifetime",
    }
    return table(Retrofit, rows, **usual)


def fuels(*rows):
    """They save 10,000 kWh of gas and buy 2,500 kWh of electricity more."""
    usual = {"area_level": "lad", "area_code": "A", "package": "heat_pump_ready"}
    return table(PackageFuels, rows, **usual | {"gas_saved_kwh": 10_000, "electricity_saved_kwh": -2_500})


def pumps(*counts, scenario="toy", code="A", technology="air_source_heat_pump"):
    """Heat pumps taken up in 2026, 2027 ..."""
    rows = [{"start_year": 2026 + place, "count": number} for place, number in enumerate(counts)]
    usual = {"scenario": scenario, "technology": technology, "district_code": code, "lsoa_code": f"{code}1"}
    return table(Measures, rows, **usual, status="planned", provenance="modelled")


def sites(*rows):
    """One site of A that opens by 2027 for 60 GBP."""
    usual = {
        "scenario": "toy",
        "site_id": "s1",
        "district_code": "A",
        "substation_id": "p1",
        "year": 2027,
        "rank_count": 1,
        "first_year": 2027,
        "kind": "car_park",
        "setting": "off_street",
        "homes": 8,
        "unmanaged_kw": 5,
        "capex_low_gbp": 50,
        "capex_central_gbp": 60,
        "capex_high_gbp": 70,
        "price_year": 2024,
        "grid_flag": "ask_operator",
        "light": "unknown",
        "headroom_bound": "unknown",
        "assessed": "primary and above only, LV not assessed",
        "provenance": "modelled",
        "assumption_ids": "ev_energy; public_share",
    }
    return table(ChargingSites, rows, **usual)


def works(*rows):
    """A scheme at p1 whose room counts from 2028."""
    usual = {"work_id": "w1", "scheme_id": "big", "substation_id": "p1", "scope": "substation", "type": "capacity"}
    usual |= {"text": "Bigger transformers", "completion": "2028-01", "effective_year": 2028, "before_mva": BLANK}
    return table(Works, rows, **usual, after_mva=BLANK)


def zone(lsoas="A1 A2", districts="A"):
    """A zone of two LSOAs."""
    row = {"zone_id": "zone-001", "lsoa_codes": lsoas, "district_codes": districts, "headroom_note": "ready"}
    return table(Zones, [row])


def supply(*rows):
    """LSOA A1 with 30 homes on p1."""
    usual = {"allocation": "nearest", "lsoa_code": "A1", "district_code": "A", "in_study": True, "substation_id": "p1"}
    return table(Supply, rows, **usual | {"share": 1, "dwellings": 30, "basis": "nearest_primary"})


def shortfalls(*rows):
    """p1 crosses zero between 2027 and 2030, held by b1."""
    usual = {
        "scenario": "toy",
        "substation_id": "p1",
        "tier": "primary",
        "direction": "demand",
        "basis": "published",
        "queue": "contracted",
        "bound": "exact",
        "class": "crosses",
        "first_year_below_zero": 2027,
        "first_year_latest": 2030,
        "binding_substation_id": "b1",
    }
    return table(Shortfalls, rows, **usual)


def promised(*rows):
    """Half of the homes of A granted."""
    usual = {"project_id": "programme/heat_pump_ready/A/toy", "kind": "grant", "name": "box", "share": 0.5}
    usual |= {"amount_gbp": BLANK, "status": "granted", "as_of": "2025", "source": "toy", "tier": "D"}
    return table(FundingRows, rows, **usual)


DEFLATORS = table(
    Deflators,
    [{"year": 2022, "index_ratio": 0.8}, {"year": 2024, "index_ratio": 1.0}],
    low=BLANK,
    high=BLANK,
    source="toy",
    tier="B",
)
"""A pound of 2022 is 1.25 of 2024."""


def tariffs(*rows):
    """Prices of 2025 a kWh; gas 0.10, 0.05 to 0.20, as nothing else is said."""
    usual = {"kind": RETAIL, "carrier": "gas", "year": 2025, "low_gbp": 0.05, "central_gbp": 0.1, "high_gbp": 0.2}
    return table(Tariffs, rows, **usual | {"price_year": 2024, "source": "toy", "tier": "B"})


POWER = {"carrier": "electricity", "low_gbp": 0.1, "central_gbp": 0.2, "high_gbp": 0.4, "tier": "C"}
BOTH = tariffs({}, POWER)


def values(prices=BOTH, *, carbon=100.0, rate=0.25, years=12):
    """Values from 2025: a tonne at half, once and one and a half times `carbon`; a yearly rate of a quarter."""
    span = np.arange(2025, 2025 + years)
    return Values(
        base_year=2025,
        last_year=2030,
        price_year=2024,
        carbon_gbp=np.repeat([[0.5 * carbon], [carbon], [1.5 * carbon]], years, axis=1),
        retail=Prices.of(prices, DEFLATORS, span, kind=RETAIL, price_year=2024),
        long_run=Prices.of(prices, DEFLATORS, span, kind=LONG_RUN, price_year=2024),
        discounting=Discounting(rate, rate, rate),
    )
