"""The rest of the invented county: generation limits, firm capacity, a capacity register, options for shortfalls."""

from typing import Any

import pandas as pd

from atlas_world import GRID, SCENARIOS, world
from lae.atlas import AtlasModel
from lae.grid.connections import ConnectionLayers
from lae.grid.limits_contract import GenerationLimits, ShortageOptions
from lae.grid.security_contract import FirmCapacity, SecurityVerdicts
from lae.tables import Contract, columns_of, kind_of, validated

YEARS = (2025, 2030, 2040, 2050)
VOLTAGE = "voltage limit unpublished"
UNKNOWN = "minimum demand unpublished; fault level or rating unpublished; voltage limit unpublished"


def layered(**changes: Any) -> AtlasModel:
    """The invented county with every layer filled."""
    filled = {
        "generation_limits": _limits(),
        "firm": _firm(),
        "security": _security(),
        "connection_layers": _register(),
        "options": _options(),
    }
    return world(**{**filled, **changes})


def typed(contract: type[Contract], rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows with every column of the contract; what is not given is blank, zero or false."""
    blanks = {"str": "", "bool": False, "int64": 0, "float64": float("nan")}
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    full = [{name: row.get(name, blanks[kind]) for name, kind in kinds.items()} for row in rows]
    return validated(pd.DataFrame(full, columns=list(kinds)).astype(kinds), contract, contract.__name__)


def _limits() -> pd.DataFrame:
    """T-1: transmission; T-2: reverse power, then with more plant none; T-3: fault level of rotating machines;
    T-8: nothing left; T-12: unknown; the rest: reverse power."""
    rows = []
    for scenario, _ in SCENARIOS:
        for year in YEARS:
            for plant in ("inverter", "synchronous"):
                for queue in ("connected", "accepted"):
                    head = {"scenario": scenario, "year": year, "plant": plant, "queue": queue}
                    rows += [{**head, **_limit(code, year, plant, queue)} for code, *_ in GRID]
    return typed(GenerationLimits, rows)


def _limit(code: str, year: int, plant: str, queue: str) -> dict[str, Any]:
    own = f"ssen:{code}"
    fixed = {"substation_id": own, "published_mva": 0.0, "published_bound": "at_most", "reason": VOLTAGE}
    unknown = {"bound": "unknown", "bound_own": "unknown"}
    if code == "T-12":
        return fixed | unknown | {"reason": UNKNOWN}
    reverse = 6.0 + 0.04 * (year - 2025) - (2.0 if queue == "accepted" else 0.0)
    limits = {"reverse_power_mva": reverse, "fault_level_mva": 9.0 if plant == "inverter" else 1.5}
    if code == "T-1":
        limits = {"transmission_mva": 3.0}
    if code == "T-8":
        limits = {"reverse_power_mva": -1.5, "fault_level_mva": 9.0}
    name = min(limits, key=lambda limit: limits[limit])
    room = limits[name]
    known = {
        "headroom_own_mva": room, "bound_own": "at_most", "headroom_mva": room, "bound": "at_most",
        "headroom_low_mva": room - 2, "headroom_high_mva": room + 3, "binding_limit": name.removesuffix("_mva"),
        "binding_substation_id": own if code in ("T-1", "T-8", "T-2") else "ssen:T-2", "published_stands": room > 0,
    }  # fmt: skip
    return fixed | limits | known


def _firm() -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for code, _, tier, *_ in GRID:
        for season, share in (("winter", 1.0), ("summer", 0.8)):
            own = {"substation_id": f"ssen:{code}", "season": season}
            if tier == "gsp":
                rows.append({**own, "method": "unknown", "reason": "no published limit; none is derived for a GSP"})
            elif code == "T-2":
                rows.append({**own, "firm_mva": 45 * share, "method": "published", "derived_mva": 40 * share})
            else:
                firm = 1.9 if code == "T-5" else 20.0
                method = {"firm_mva": firm * share, "method": "n_minus_1", "derived_mva": firm * share}
                rows.append({**own, **method, "reason": "impedances unpublished"})
    return typed(FirmCapacity, rows)


def _security() -> pd.DataFrame:
    verdicts = {
        "T-4": {"group_demand_mw": 11.8, "p2_class": "B", "verdict": "unknown", "equipment_alone": "enough",
                "reason": "not proved: ties unpublished"},
        "T-2": {"group_demand_mw": 70.0, "p2_class": "D", "verdict": "unverified", "equipment_alone": "not judged",
                "reason": "class D: unverified, its requirement is not checked here"},
    }  # fmt: skip
    rows = [{"substation_id": f"ssen:{code}", "year": 2025, **verdict} for code, verdict in verdicts.items()]
    return typed(SecurityVerdicts, rows)


def _register() -> pd.DataFrame:
    rows = [
        {"substation_id": "ssen:T-2", "technology": "solar", "layer": "connected", "connections_count": 3,
         "registered_mw": 4.5, "registered_unknown_count": 1},
        {"substation_id": "ssen:T-2", "technology": "storage", "layer": "queued", "connections_count": 1,
         "registered_mw": 20.0},
        {"substation_id": "ssen:T-4", "technology": "gas", "layer": "connected", "connections_count": 1,
         "registered_mw": 2.0},
    ]  # fmt: skip
    return typed(ConnectionLayers, rows)


def _options() -> pd.DataFrame:
    short = {
        "scenario": "fast", "year": 2040, "substation_id": "ssen:T-3", "basis": "published",
        "queue": "contracted_excl_bess", "shortage_mva": 2.5, "bound": "at_least",
    }  # fmt: skip
    day = {"day": "winter", "slot": "winter 18:00"}
    rows = [
        {"option": "flexibility", "size_mw": 2.4, "above_hours": 3.5, "energy_mwh": 5.25, "residual_mva": 0.0,
         "reason": "if all of it is bought", **day},
        {"option": "managed_charging", "size_mw": 1.1, "movable_mw": 1.1, "energy_mwh": 2.2,
         "residual_mva": 1.3, **day},
        {"option": "reinforce", "work_id": "w0", "effective_year": 2029.0, "before_mva": 30.0, "after_mva": 60.0,
         "residual_mva": 0.0, "reason": "published works, not funded; no sourced unit cost"},
        {"option": "transfer", "reason": "transfer capacity unpublished"},
    ]  # fmt: skip
    return typed(ShortageOptions, [{**short, **row} for row in rows])
