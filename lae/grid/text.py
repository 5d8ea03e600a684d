"""A network in one line of text a substation, for tests and documents.

    G1 gsp     -
    B1 bsp     G1  firm=60 peak=41
    P1 primary B1  firm=24 peak=18 contracted=2 published=3.1
    P2 primary B1  firm=15 peak=14 published=0 constraint="Substation Thermal Capacity"

The third word names the feeder, or several with shares as B1:0.6,B2:0.4; a dash stands for none.
"""

import shlex
from typing import Any, Final

import pandas as pd

from lae.grid.contract import Feeds, Substations
from lae.tables import validated

_WORDS: Final = {
    "firm": "n_minus_1_mva",
    "peak": "observed_max_mva",
    "low": "observed_min_mva",
    "contracted": "contracted_excl_bess_mva",
    "bess": "contracted_bess_mva",
    "published": "demand_headroom_mva",
    "bound": "demand_bound",
    "own": "demand_bound_own",
    "constraint": "demand_constraint",
    "basis": "headroom_basis",
    "queue": "demand_queue",
    "observed": "observed_year",
    "figure": "figure_year",
    "group": "gsp_group",
    "single": "single_transformer",
    "dno": "dno",
    "x": "easting_m",
    "y": "northing_m",
}
_VOLTAGE: Final = {"gsp": "400 / 132", "bsp": "132 / 33", "primary": "33 / 11", "secondary": "11 / 0.4"}


def network_from_text(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Checked SUBSTATIONS and FEEDS of the drawing; raises ValueError for a line it cannot read."""
    substations, feeds = [], []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        words = shlex.split(line)
        if len(words) < 3:
            raise ValueError(f'line {number} "{line.strip()}" needs an id, a tier and a feeder (a dash for none)')
        name, tier, feeders, *settings = words
        substations.append(_row(name, tier, dict(setting.split("=", 1) for setting in settings), number))
        for feeder in [] if feeders == "-" else feeders.split(","):
            upstream, _, share = feeder.partition(":")
            feeds.append(
                {
                    "substation_id": f"t:{name}",
                    "upstream_id": f"t:{upstream}",
                    "share": float(share or 1),
                    "normally_open": False,
                    "source_id": "drawing",
                    "source_row": number,
                }
            )
    columns = list(Feeds.to_schema().columns)
    return (
        validated(pd.DataFrame(substations), Substations, "drawing"),
        pd.DataFrame(feeds, columns=columns) if feeds else pd.DataFrame(columns=columns),
    )


def _row(name: str, tier: str, settings: dict[str, str], number: int) -> dict[str, Any]:
    schema = Substations.to_schema().columns
    row: dict[str, Any] = {}
    for column, spec in schema.items():
        kind = str(spec.dtype)
        blank: Any = float("nan") if kind == "float64" else False if kind == "bool" else 0 if kind == "int64" else ""
        row[column] = blank
    row |= {
        "substation_id": f"t:{name}",
        "asset_id": name,
        "name": name,
        "tier": tier,
        "dno": "t",
        "voltage": _VOLTAGE[tier],
        "observed_year": 2025,
        "figure_year": 2026,
        "headroom_basis": "path",
        "demand_queue": "contracted_excl_bess",
        "demand_bound": "unknown",
        "demand_bound_own": "unknown",
        "generation_bound": "unknown",
        "vintage": "2026-03",
        "source_id": "drawing",
        "source_row": number,
    }
    for word, value in settings.items():
        column = _WORDS[word]
        kind = str(schema[column].dtype)
        row[column] = float(value) if kind == "float64" else int(value) if kind == "int64" else value
        if kind == "bool":
            row[column] = value == "yes"
    if "published" in settings:
        zero = row["demand_headroom_mva"] <= 0
        row["demand_bound"] = settings.get("bound", "at_most" if zero else "exact")
        row["demand_bound_own"] = settings.get("own", "at_most" if zero else "exact")
        row["demand_published_value"], row["demand_unit"] = row["demand_headroom_mva"], "MVA"
    return row
