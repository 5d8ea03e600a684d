"""Land, carbon and findings of the invented county: its sixteen squares screened, its districts' budgets, its cells."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas_charging import charged
from atlas_world import SOUTH, WEST
from lae.atlas import AtlasModel
from lae.land.policy_contract import LayerStates, ScreenedLand
from lae.land.sequestration_contract import Sequestration
from lae.pathway.carbon_contract import Budgets, BurnDown
from lae.tables import columns_of, kind_of, validated

UNSEEN = "E01000016"
"""The LSOA of which nobody looked at anything: all of it is not screened."""
ABSENT = "E01000015"
"""The LSOA without a row."""
CELL_M = 50.0
SIDE_CELLS = 800
"""Cells along one side of the county of 40 km."""
OPTION = "native_woodland"


@dataclass(frozen=True)
class Cells:
    """A picture as a run makes it."""

    codes: npt.NDArray[np.uint8]
    west_m: float
    north_m: float
    cell_m: float
    legend: pd.DataFrame


def viewed(**changes: Any) -> AtlasModel:
    """The invented county with every view filled; `changes` replaces fields."""
    filled = {
        "budgets": budgets(),
        "burn_down": burn_down(),
        "screened_land": screened(),
        "land_layers": layers(),
        "sequestration": sequestration(),
        "land_options": pd.DataFrame(
            {"option": ["native_woodland", "orchard"], "name": ["Native woodland", "Orchard"]}
        ),
        "land_picture": picture(),
        "findings": findings(),
        "places": places(),
        "served": served(),
    }
    return charged(**{**filled, **changes})


def screened() -> pd.DataFrame:
    """Square n: 10 n ha open, n caution, 5 excluded for woodland; for orchards square 1 is open, the rest excluded."""
    rows = []
    for n in range(1, 17):
        code = f"E010000{n:02d}"
        if code == ABSENT:
            continue
        if code == UNSEEN:
            rows.append(
                {"zone_id": code, "option": OPTION, "tier": "not_screened", "area_ha": 500.0, "not_screened": "peat"}
            )
            continue
        rows += [
            {"zone_id": code, "option": OPTION, "tier": "open", "area_ha": 10.0 * n},
            {"zone_id": code, "option": OPTION, "tier": "caution", "area_ha": 1.0 * n},
            {"zone_id": code, "option": OPTION, "tier": "excluded", "area_ha": 5.0},
            {"zone_id": code, "option": "orchard", "tier": "open" if n == 1 else "excluded", "area_ha": 7.0},
        ]
    made = [{"land_class": "arable", "confidence": "medium", "not_screened": "", **row} for row in rows]
    return _typed(ScreenedLand, made)


def sequestration() -> pd.DataFrame:
    """Woodland of square n removes n to 3 n t CO2e a year in 2050, 2 n in the middle."""
    rows = [
        {"basis": "alone", "zone_id": f"E010000{n:02d}", "option": OPTION, "year": 2050, "effect": "removed",
         "net_low_tco2e": 1.0 * n, "net_tco2e": 2.0 * n, "net_high_tco2e": 3.0 * n}
        for n in range(1, 15)
    ]  # fmt: skip
    return pd.DataFrame(rows).reindex(columns=columns_of(Sequestration))


def layers() -> pd.DataFrame:
    rows = [
        {"layer_id": "sssi", "title": "Sites of special scientific interest", "layer": "sssi", "state": "screened",
         "features_count": 3},
        {"layer_id": "peat", "title": "Deep peat", "layer": "peat", "state": "missing",
         "reason": "no file of it was supplied.",
         "how_to_get": "lae fetch --layer peat"},
    ]  # fmt: skip
    return _typed(LayerStates, rows)


def picture(**changes: Any) -> Cells:
    """West half open; in the east the north is excluded by a site, the south not screened; a rim outside the study."""
    codes = np.zeros((SIDE_CELLS, SIDE_CELLS), dtype=np.uint8)
    half = SIDE_CELLS // 2
    codes[4:-4, 4:half] = 1
    codes[4:half, half:-4] = 2
    codes[half:-4, half:-4] = 3
    rows = [
        [1, OPTION, "open", "", "", "No rule met", "invented", "modelled"],
        [2, OPTION, "excluded", "sssi", "Sites of special scientific interest", "Protected: no planting",
         "invented", "published"],
        [3, OPTION, "not_screened", "peat", "Deep peat", "Nobody looked at deep peat", "", "modelled"],
    ]  # fmt: skip
    columns = ["code", "option", "tier", "layer_id", "title", "words", "source_id", "provenance"]
    made = {"codes": codes, "west_m": float(WEST), "north_m": float(SOUTH + 40_000), "cell_m": CELL_M}
    return Cells(**{**made, "legend": pd.DataFrame(rows, columns=columns), **changes})


def budgets() -> pd.DataFrame:
    """Three districts with a target, the fourth without; the county; Aldermoor has two targets."""
    common = {
        "budget_basis": "straight_line",
        "provenance": "modelled",
        "source": "Invented council",
        "source_id": "invented",
    }
    rows = [
        _budget("county", "E10000099", 2050, left=9e6, past=0.03, need=0.05, gone=2041, tier="B"),
        _budget("lad", "E07000001", 2030, left=-2e5, past=0.01, need=np.nan, gone=2024, tier="D"),
        _budget("lad", "E07000001", 2045, left=1e6, past=0.01, need=0.09, gone=2033, tier="B"),
        _budget("lad", "E07000002", 2050, left=3e6, past=-0.02, need=-0.01, gone=np.nan, tier="A"),
        _budget("lad", "E07000003", 2050, left=5e6, past=0.04, need=0.03, gone=2047, tier="C"),
        {"area_level": "lad", "area_code": "E07000004", "budget_basis": "none", "tier": "",
         "reason": "no target is supplied"},
    ]  # fmt: skip
    return _typed(Budgets, [{**common, **row} for row in rows])


def _budget(
    level: str, code: str, year: int, *, left: float, past: float, need: float, gone: float, tier: str
) -> dict[str, Any]:
    return {
        "area_level": level, "area_code": code, "target_year": float(year), "cut_ratio": 1.0, "base_year": 2018.0,
        "base_tco2e": 1e6, "latest_year": 2023.0, "latest_tco2e": 8e5, "budget_cumulative_tco2e": left + 4e6,
        "spent_cumulative_tco2e": 4e6, "remaining_cumulative_tco2e": left, "overspend_year": gone,
        "measured_cut_ratio": past, "catch_up_cut_ratio": need, "tier": tier, "reason": "",
    }  # fmt: skip


def burn_down() -> pd.DataFrame:
    rows = [
        {"area_level": "lad", "area_code": "E07000002", "target_year": 2050, "year": year,
         "emissions_tco2e": 1e6 - 1e4 * (year - 2018) if year <= 2023 else np.nan,
         "line_tco2e": 1e6 * (2050 - year) / 32,
         "catch_up_tco2e": np.nan if year <= 2023 else 9e5, "remaining_cumulative_tco2e": 3e6}
        for year in range(2018, 2051)
    ]  # fmt: skip
    return _typed(BurnDown, rows)


def findings(text: str = "") -> pd.DataFrame:
    rows = [
        ["demand", text or "Four of thirteen substations have no room.", "published", "shortfalls.csv"],
        ["land", text or "4,000 ha are open to native woodland.", "modelled", "screened_land.csv"],
        ["carbon", text or "9,000 kt CO2e are left.", "modelled", "budgets.csv"],
    ]
    return pd.DataFrame(rows, columns=["subject", "text", "basis", "table"])


def places() -> pd.DataFrame:
    return pd.DataFrame(
        {"name": ["Quay Ward", "Nowhere"], "kind": ["ward", "place"], "easting_m": [WEST + 5000.0, np.nan],
         "northing_m": [SOUTH + 5000.0, np.nan]}
    )  # fmt: skip


def served() -> pd.DataFrame:
    """The first eight squares hang on T-4, the rest on T-8, the last on none."""
    codes = [f"E010000{n:02d}" for n in range(1, 16)]
    return pd.DataFrame({"lsoa_code": codes, "substation_id": ["ssen:T-4"] * 8 + ["ssen:T-8"] * 7})


def _typed(contract: Any, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows with every column of the contract; numbers not given are blank, counts nought, texts empty."""
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    blanks = {"str": "", "float64": float("nan"), "int64": 0}
    full = [{name: row.get(name, blanks[kind]) for name, kind in kinds.items()} for row in rows]
    return validated(pd.DataFrame(full, columns=list(kinds)).astype(kinds), contract, contract.__name__)
