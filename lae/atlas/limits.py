"""Generation limits for the page: a value for each scenario and milestone, written once where all are alike."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas.model import AtlasModel
from lae.atlas.series import Words

NUMBERS: Final = [
    "reverse_power_mva", "fault_level_mva", "voltage_mva", "transmission_mva", "headroom_own_mva", "headroom_mva",
    "headroom_low_mva", "headroom_high_mva",
]  # fmt: skip
TEXTS: Final = ["bound_own", "bound", "binding_limit", "binding_substation_id", "reason"]
CELL: Final = [*NUMBERS, *TEXTS, "published_stands"]
"""What a cell holds, in order; each is one value, or one for each scenario and year (scenario by scenario)."""


def packed_limits(model: AtlasModel, words: Words) -> dict[str, Any]:
    """`years`, `cell`, and for each view [plant, queue] its cells by substation, null where there is none."""
    table = model.generation_limits
    if table is None or table.empty:
        return {"years": [], "cell": CELL, "views": []}
    known = set(table["scenario"].unique())
    scenarios = [name for name, _ in model.scenarios if name in known]
    table = table[table["scenario"].isin(scenarios)]
    years = sorted(int(year) for year in table["year"].unique())
    ids = list(model.substations["substation_id"])
    views = []
    for plant in sorted(table["plant"].unique()):
        for queue in ("connected", "accepted"):
            rows = table[table["plant"].eq(plant) & table["queue"].eq(queue)]
            if not rows.empty:
                views.append({"plant": plant, "queue": queue, "cells": _cells(rows, ids, scenarios, years, words)})
    order = [name for name, _ in model.scenarios]
    return {"years": years, "scenarios": [order.index(name) for name in scenarios], "cell": CELL, "views": views}


def _cells(rows: pd.DataFrame, ids: list[str], scenarios: list[str], years: list[int], words: Words) -> list[Any]:
    """A cell for each substation: arrays of shape (substation, scenario x year), read off substation by substation."""
    drawn = rows[rows["substation_id"].isin(ids)]
    slot = pd.Index(scenarios).get_indexer(pd.Index(drawn["scenario"])) * len(years)
    at = (
        pd.Index(ids).get_indexer(pd.Index(drawn["substation_id"])),
        slot + pd.Index(years).get_indexer(pd.Index(drawn["year"])),
    )
    shape = (len(ids), len(scenarios) * len(years))
    columns = [_placed(drawn[name].to_numpy(float).round(2), shape, at) for name in NUMBERS]
    columns += [_placed(drawn[name].map(words.code).to_numpy(float), shape, at) for name in TEXTS]
    columns.append(_placed(drawn["published_stands"].to_numpy(float), shape, at))
    present = set(at[0].tolist())
    return [[_short(column[place]) for column in columns] if place in present else None for place in range(len(ids))]


def _placed(values: np.ndarray, shape: tuple[int, int], at: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    array = np.full(shape, np.nan)
    array[at] = values
    return array


def _short(values: np.ndarray) -> Any:
    """The one value all are, or the list of them; blanks as None, whole numbers without a point."""
    plain = [None if np.isnan(value) else int(value) if value.is_integer() else value for value in values.tolist()]
    return plain[0] if len(set(plain)) == 1 else plain
