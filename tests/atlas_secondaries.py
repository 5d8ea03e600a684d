"""Secondary substations of the invented county: four below Foxcombe Rise, and one without a place."""

from typing import Any

import numpy as np
import pandas as pd

from atlas_world import SOUTH, WEST, world
from lae.atlas import AtlasModel

PARENT = "ssen:T-5"
NAMES = {
    "ssen:S-1": "Back Lane",
    "ssen:S-2": "Church End",
    "ssen:S-3": "Dairy Row",
    "ssen:S-4": "Elm Close",
    "ssen:S-5": "Far",
}
"""In their order; the last has no place."""
ROOM = {"ssen:S-1": 0.25, "ssen:S-2": 0.1, "ssen:S-3": 0.0, "ssen:S-4": np.nan, "ssen:S-5": 0.4}
"""Published demand headroom in 2026, MVA; it falls by 10 kVA a year in the fast lane and by 4 in the slow one."""
FALL = {"fast": 0.01, "slow": 0.004}


def with_secondaries(*, names: dict[str, str] | None = None, **changes: Any) -> AtlasModel:
    """The invented county with secondaries whose figures are published, less growth."""
    model = world(**changes)
    called = NAMES | (names or {})
    host = model.substations[model.substations["substation_id"].eq(PARENT)].iloc[0]
    rows = [
        {
            **host.to_dict(),
            "substation_id": code,
            "asset_id": code.split(":")[1],
            "name": called[code],
            "tier": "secondary",
            "easting_m": WEST + 14_000.0 + 400 * number,
            "northing_m": SOUTH + 28_000.0,
            "demand_headroom_mva": ROOM[code],
        }
        for number, code in enumerate(NAMES)
    ]
    rows[-1] |= {"easting_m": np.nan, "northing_m": np.nan}
    feed = model.feeds.iloc[0].to_dict()
    feeds = [{**feed, "substation_id": code, "upstream_id": PARENT, "share": 1.0} for code in NAMES]
    return world(
        **changes
        | {
            "substations": _more(model.substations, rows),
            "feeds": _more(model.feeds, feeds),
            "headroom": _more(model.headroom, _headroom(model, called)),
            "shortfalls": _more(model.shortfalls, _shortfalls(model, called)),
        }
    )


def _headroom(model: AtlasModel, called: dict[str, str]) -> list[dict[str, Any]]:
    found = model.headroom
    keys = found["direction"].eq("demand") & found["basis"].eq("published") & found["substation_id"].eq(PARENT)
    rows = []
    for row in found[keys].to_dict("records"):
        for code in NAMES:
            known = row["year"] >= 2026 and not np.isnan(ROOM[code])
            room = ROOM[code] - FALL[row["scenario"]] * (row["year"] - 2026) if known else np.nan
            bound = ("at_most" if ROOM[code] == 0 else "exact") if known else "unknown"
            own = {"substation_id": code, "name": called[code], "tier": "secondary", "headroom_own_mva": room}
            rows.append({**row, **own, "headroom_mva": room, "bound": bound, "bound_own": bound})
    return rows


def _shortfalls(model: AtlasModel, called: dict[str, str]) -> list[dict[str, Any]]:
    """Church End: 100 kVA less 10 a year is 0 in 2036 and below in 2037; Back Lane: 250 less 240 stays above."""
    found = model.shortfalls
    keys = found["direction"].eq("demand") & found["basis"].eq("published") & found["substation_id"].eq(PARENT)
    kinds = {
        "ssen:S-1": "stays_above",
        "ssen:S-3": "at_or_below_zero_today",
        "ssen:S-4": "unknown",
        "ssen:S-5": "stays_above",
    }
    rows = []
    for row in found[keys].to_dict("records"):
        for code in NAMES:
            crosses = code == "ssen:S-2" and row["scenario"] == "fast"
            first = 2037.0 if crosses else np.nan
            kind = "crosses" if crosses else kinds.get(code, "stays_above")
            own = {"substation_id": code, "name": called[code], "tier": "secondary", "class": kind}
            rows.append({**row, **own, "first_year_below_zero": first, "first_year_latest": first})
    return rows


def _more(frame: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame(rows)[list(frame.columns)].astype(frame.dtypes)], ignore_index=True)
