"""What could be done about a shortfall, for the page: one row a shortfall, its options inside."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas.model import AtlasModel
from lae.atlas.series import Words
from lae.tables import records

_KEY: Final = ["substation_id", "scenario", "year", "basis", "queue"]
ROW: Final = ["substation", "scenario", "year", "basis", "queue", "short", "bound", "days", "works", "transfer"]
"""A row: `days` holds [day, slot, flexibility, charging] and `works` [scheme, MVA left, cost in GBP]."""


def packed_options(model: AtlasModel, words: Words) -> list[list[Any]]:
    """The shortfalls with their options, by key; texts are places in the list of words, schemes places in the works."""
    table = model.options
    if table is None or table.empty:
        return []
    ids = {name: place for place, name in enumerate(model.substations["substation_id"])}
    scenarios = {name: place for place, (name, _) in enumerate(model.scenarios)}
    works = {name: place for place, name in enumerate(_drawn_works(model))}
    drawn = table[table["substation_id"].isin(set(ids)) & table["scenario"].isin(set(scenarios))]
    rows: dict[tuple[Any, ...], list[Any]] = {}
    for option in records(drawn.sort_values([*_KEY, "day", "option", "work_id"], kind="stable")):
        key = (option.substation_id, option.scenario, option.year, option.basis, option.queue)
        if key not in rows:
            head = [ids[option.substation_id], scenarios[option.scenario], int(option.year)]
            texts = [words.code(option.basis), words.code(option.queue)]
            rows[key] = [*head, *texts, _plain(option.shortage_mva), words.code(option.bound), [], [], None]
        _add(option, rows[key], works, words.code)
    return list(rows.values())


def _drawn_works(model: AtlasModel) -> list[str]:
    known = model.works["substation_id"].isin(set(model.substations["substation_id"]))
    return list(model.works.loc[known, "work_id"])


def _add(option: Any, row: list[Any], works: dict[str, int], code: Callable[[str], int]) -> None:
    """Put one option in its place: flexibility before charging within its day, schemes that do something, transfer."""
    *_, days, schemes, _transfer = row
    if option.option == "transfer":
        row[-1] = [_plain(option.residual_mva), code(option.reason)]
    elif option.option == "reinforce":
        if option.work_id in works and not (np.isnan(option.residual_mva) and np.isnan(option.cost_gbp)):
            schemes.append([works[option.work_id], _plain(option.residual_mva), _plain(option.cost_gbp)])
    else:
        day = code(option.day)
        if not days or days[-1][0] != day:
            days.append([day, code(option.slot), None, None])
        if option.option == "flexibility":
            numbers = (option.size_mw, option.above_hours, option.energy_mwh)
            days[-1][2] = [*map(_plain, numbers), code(option.reason)]
        else:
            moved = (option.size_mw, option.movable_mw, option.energy_mwh, option.residual_mva)
            days[-1][3] = [*map(_plain, moved), code(option.reason)]


def _plain(value: float) -> float | int | None:
    if pd.isna(value):
        return None
    rounded = round(float(value), 2)
    return int(rounded) if rounded.is_integer() else rounded
