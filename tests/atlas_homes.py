"""Homes of the invented county: figures of its sixteen LSOAs and three priority zones."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas_layers import layered
from atlas_world import world
from lae.atlas import AtlasModel
from lae.buildings.targeting_contract import Targeting, Zones
from lae.tables import columns_of, kind_of, validated

CAVEAT = "Modelled homes: no certificates were supplied."
BLANK = "E01000016"
"""The LSOA of which nothing is known but its homes."""
ABSENT = "E01000015"
"""The LSOA without a row."""


def homed(*, layers: bool = False, **changes: Any) -> AtlasModel:
    """The invented county with homes; `layers` adds every other layer too."""
    filled = {"targeting": targeting(), "zones": zones(), "homes_caveat": CAVEAT}
    return (layered if layers else world)(**{**filled, **changes})


def targeting() -> pd.DataFrame:
    """Square n of 1 to 16: score n/20, £ 100 n a tonne, n % off gas, 10 n open homes, 12.5 n kW, n/2 % fuel poor."""
    rows = [_lsoa(n) for n in range(1, 17) if f"E010000{n:02d}" != ABSENT]
    primary = {**_lsoa(3), "area_level": "primary", "area_code": "ssen:T-4"}
    return _typed(Targeting, [*rows, primary])


def _lsoa(n: int) -> dict[str, Any]:
    code = f"E010000{n:02d}"
    head = {"area_level": "lsoa", "area_code": code, "homes": 700.0, "package": "fabric_and_heat_pump"}
    if code == BLANK:
        return {**head, "criteria_missing": "carbon_cost fuel_poverty", "headroom_bound": "unknown"}
    return {
        **head,
        "open_homes": 10.0 * n,
        "gbp_per_tco2e": 100.0 * n,
        "off_gas_share": n / 100,
        "fuel_poor_share": n / 200,
        "peak_added_kw": 12.5 * n,
        "score_ratio": n / 20,
        "criteria_missing": "clustering" if n % 2 else "",
        "headroom_bound": "exact",
        "rank_count": float(17 - n),
    }


def zones(**changes: Any) -> gpd.GeoDataFrame:
    """Zone 1 of squares 13 and 14, ready; zone 2 of square 4, network first; zone 3 of square 9, not known."""
    lsoas = world().lsoas.set_index("lsoa_code").geometry
    own = [
        {"lsoa_codes": "E01000013 E01000014", "homes": 1400.0, "open_homes": 270.0, "capex_gbp": 23_456_789.0,
         "carbon_saved_tco2e": 1234.6, "gbp_per_tco2e": 1357.9, "peak_added_kw": 337.5, "score_ratio": 0.675,
         "headroom_note": "ready", "reasons": "14 % of homes on oil, more than in 80% of LSOAs; fuel "
         "poverty of 6.8% of households, more than in 75% of LSOAs; headroom after: 5.4 MVA at Pinnock Mill Primary"},
        {"lsoa_codes": "E01000004", "homes": 700.0, "open_homes": 40.0, "capex_gbp": 600_000.0,
         "carbon_saved_tco2e": 50.0, "gbp_per_tco2e": np.nan, "peak_added_kw": 50.0, "score_ratio": 0.2,
         "headroom_note": "network first", "reasons": "counted by us (modelled); counted by them (published)"},
        {"lsoa_codes": "E01000009", "homes": 700.0, "open_homes": 90.0, "capex_gbp": 900_000.0,
         "carbon_saved_tco2e": 60.0, "gbp_per_tco2e": 900.0, "peak_added_kw": 112.5, "score_ratio": 0.45,
         "headroom_note": "not known", "reasons": "headroom not known: no substation is known to serve it"},
    ]  # fmt: skip
    rows = [{"zone_id": f"zone-{n:03d}", "district_codes": "E07000001", **row} for n, row in enumerate(own, start=1)]
    shapes = [lsoas.loc[row["lsoa_codes"].split()].union_all() for row in rows]
    table = _typed(Zones, rows).assign(**changes)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=world().lsoas.crs)


def _typed(contract: Any, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows with every column of the contract; numbers not given are blank, counts nought, texts empty."""
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    blanks = {"str": "", "float64": float("nan")}
    full = [
        {name: row.get(name, 0.0 if name == "clusters_count" else blanks[kind]) for name, kind in kinds.items()}
        for row in rows
    ]
    return validated(pd.DataFrame(full, columns=list(kinds)).astype(kinds), contract, contract.__name__)
