"""Toytown's wires: what the operator of a real place would publish as impedances, invented here.

Transformers are stated on their own rating: 12 % at the primaries, 20 % at the bulk supply points. The two networks meet
at two normally open points only, so normal running is radial.
"""

import io
from typing import Any, Final

import pandas as pd

from lae.grid.electrical.contract import Branches, Buses, GridLoads, GridSources
from lae.tables import filled

BUSES: Final = """
bus_id, site_id, nominal_kv
G1-132, G1, 132
FG-132, FAR-GRID, 132
B1-33, B1, 33
B2-33, B2, 33
P1-11, P1, 11
P2-11, P2, 11
P3-11, P3, 11
P4-11, P4, 11
P5-11, P5, 11
P6-11, P6, 11
"""
BRANCHES: Final = """
asset_id, kind, from_bus, to_bus, base_mva, resistance_value, reactance_value, winter_mva, summer_mva, operation
B1-T1, transformer, G1-132, B1-33, 40, 0.8, 20, 40, 32,
B1-T2, transformer, G1-132, B1-33, 40, 0.8, 20, 40, 32,
B2-T1, transformer, FG-132, B2-33, 20, 0.8, 20, 20, 16,
B2-T2, transformer, FG-132, B2-33, 20, 0.8, 20, 20, 16,
P1-TF1, transformer_feeder, B1-33, P1-11, 10, 1.5, 13, 10, 8,
P1-TF2, transformer_feeder, B1-33, P1-11, 10, 2.0, 14, 10, 8,
P2-TF1, transformer_feeder, B1-33, P2-11, 10, 1.0, 12, 10, 8,
P2-TF2, transformer_feeder, B1-33, P2-11, 10, 1.0, 12, 10, 8,
P3-TF1, transformer_feeder, B1-33, P3-11, 20, 1.5, 13, 20, 16,
P3-TF2, transformer_feeder, B1-33, P3-11, 20, 1.5, 13, 20, 16,
P4-TF1, transformer_feeder, B2-33, P4-11, 12, 1.5, 13, 12, 9.6,
P5-TF1, transformer_feeder, B2-33, P5-11, 10, 1.0, 12, 10, 8,
P5-TF2, transformer_feeder, B2-33, P5-11, 10, 1.0, 12, 10, 8,
P6-TF1, transformer_feeder, B1-33, P6-11, 10, 1.0, 12, 10, 8,
P6-TF2, transformer_feeder, B1-33, P6-11, 10, 1.0, 12, 10, 8,
P3-P4, switch, P3-11, P4-11, , , , 5, 4, remote
P4-P5, switch, P4-11, P5-11, , , , 4, 3.2, manual
"""
SOURCES: Final = "asset_id, bus_id, voltage_ratio, fault_level_mva, x_over_r_ratio\nG1, G1-132, 1.02, 3000, 15\nFG, FG-132, 1.02, 2000, 15"
TAPS: Final = {"tap_low_share": -0.15, "tap_high_share": 0.05, "tap_step_share": 0.0125, "tap_share": 0.0}
"""Every transformer's taps, and what they hold: 1.0 of nominal."""
WHENCE: Final = {"source_id": "toy_operator_2025", "provenance": "illustrative"}


def tables() -> dict[str, pd.DataFrame]:
    """The four tables of the electrical model by path."""
    branches = _block(BRANCHES)
    wound = branches["kind"].ne("switch")
    for name, value in {**TAPS, "target_ratio": 1.0}.items():
        branches[name] = pd.Series(value, branches.index).where(wound)
    branches = branches.assign(
        name=branches["asset_id"],
        impedance_unit=wound.map({True: "percent", False: ""}),
        clock_count=branches["kind"].eq("transformer_feeder").astype("int64") * 11,
        normally_open=~wound,
    )
    buses = _block(BUSES)
    fed = buses.loc[buses["nominal_kv"].eq(11), "site_id"]
    loads = pd.DataFrame(
        {"asset_id": fed + "-load", "bus_id": fed + "-11", "substation_id": "toy:" + fed, "share": 1.0}
    )
    given: dict[str, tuple[pd.DataFrame, Any]] = {
        "buses": (buses.assign(name=buses["bus_id"]), Buses),
        "branches": (branches, Branches),
        "sources": (_block(SOURCES), GridSources),
        "loads": (loads.reset_index(drop=True), GridLoads),
    }
    return {
        f"grid/{name}.csv": filled(frame.assign(source_row=range(1, len(frame) + 1), **WHENCE), contract, name)
        for name, (frame, contract) in given.items()
    }


def _block(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text.strip()), skipinitialspace=True)
