"""Carbon budgets for the page: figures of districts to shade them by, every target's figures, and its burn-down."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas.areas import AreaFigure, packed_figure, plain
from lae.atlas.model import AtlasModel

_KT: Final = 0.001
FIGURES: Final = (
    AreaFigure("remaining_cumulative_tco2e", "Budget left, kt CO2e", "modelled", after=" kt", scale=_KT),
    AreaFigure("catch_up_cut_ratio", "Cut a year that keeps to the budget", "modelled", "", " %", 100.0, 1),
    AreaFigure("measured_cut_ratio", "Mean cut a year so far, of published emissions", "modelled", "", " %", 100.0, 1),
    AreaFigure("overspend_year", "Budget gone in, at the latest level", "modelled", blank="or never", grouped=False),
    AreaFigure("budget_cumulative_tco2e", "Budget, kt CO2e", "modelled", after=" kt", scale=_KT),
    AreaFigure("latest_tco2e", "Emitted in the latest year, kt CO2e", "published", after=" kt", scale=_KT),
)  # fmt: skip
"""What districts can be shaded by, in the order offered. Below 0: overspent, may rise, rose."""
ROW: Final = [
    "district", "target_year", "cut", "base_year", "latest_year", "basis", "tier", "provenance", "reason", "source",
]  # fmt: skip
"""What a target holds beside its figures, in order; `district` is a place in the districts, -1 for the county."""
CAVEAT: Final = (
    "Territorial emissions as published; the budget is a straight line to the target unless its setter gave one. "
    "Years ahead are arithmetic, not a forecast: no measure of the plan is in them."
)
_LINES: Final = ["emissions_tco2e", "line_tco2e", "catch_up_tco2e", "remaining_cumulative_tco2e"]
_KEY: Final = ["area_level", "area_code", "target_year"]


def packed_carbon(model: AtlasModel) -> dict[str, Any] | None:
    """The view's data, or None where the model has no budgets; a district is shaded by its latest target."""
    table = model.budgets
    if table.empty:
        return None
    codes = list(model.districts["district_code"])
    dated = table.sort_values(["area_code", "target_year"], kind="stable", na_position="first")
    latest = dated[dated["area_level"].eq("lad")].drop_duplicates("area_code", keep="last")
    return {
        "caveat": CAVEAT,
        "figures": [packed_figure(figure, latest, codes) for figure in FIGURES],
        "row": ROW,
        "rows": _rows(table, codes),
        "values": _values(table),
        "burn": [_burn(model.burn_down, key) for key in table[_KEY].itertuples(index=False, name=None)],
    }


def _rows(table: pd.DataFrame, codes: list[str]) -> list[list[Any]]:
    place = pd.Index(codes).get_indexer(pd.Index(table["area_code"]))
    columns = [
        place.tolist(),
        *([plain(value) for value in table[name].to_numpy(np.float64)] for name in ("target_year", "cut_ratio")),
        *([plain(value) for value in table[name].to_numpy(np.float64)] for name in ("base_year", "latest_year")),
        *([str(value) for value in table[name]] for name in ("budget_basis", "tier", "provenance", "reason", "source")),
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _values(table: pd.DataFrame) -> list[list[Any]]:
    """For each target a value for each of `FIGURES`, as printed."""
    columns = [[plain(value) for value in figure.shown(table[figure.column])] for figure in FIGURES]
    return [list(row) for row in zip(*columns, strict=True)]


def _burn(burn_down: pd.DataFrame, key: tuple[Any, ...]) -> list[Any]:
    """First year, then kilotonnes a year: counted, straight line, catch-up, budget left; or nothing."""
    if burn_down.empty:
        return []
    here = np.logical_and.reduce(
        [burn_down[name].eq(value).to_numpy(dtype=bool) for name, value in zip(_KEY, key, strict=True)]
    )
    rows = burn_down[here].sort_values("year", kind="stable")
    if rows.empty:
        return []
    lines = ((rows[name].to_numpy(np.float64) * _KT).round(1) for name in _LINES)
    return [int(rows["year"].iloc[0]), *([plain(value) for value in line] for line in lines)]
