"""Secondary substations: thousands, in every scenario and year, as packed matrices instead of series and symbols.

They leave the page's tables, which would hold a row and a symbol for each, and stand on canvas from street scale on.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.atlas.model import AtlasModel
from lae.atlas.packed import PackedPoints, pack
from lae.atlas.theme import CLASS_STATES, STATES
from lae.atlas.views import View, contradicted, views_of
from lae.geo import degrees_from_bng
from lae.measures import BOUNDS

KEY: Final = "secondaries"
TIER: Final = "secondary"
FROM_ZOOM: Final = 12
_MIDDLE: Final = 32_768
_STEPS_MVA: Final = (0.001, 0.01, 0.1, 1.0)
"""Grains of a headroom, the finest that holds the largest: a kVA for what a secondary can carry."""
_SPAN: Final = 32_767


def without_secondaries(model: AtlasModel) -> AtlasModel:
    """The model without its secondary substations; itself where it has none."""
    lower = model.substations["tier"].eq(TIER)
    if not lower.any():
        return model
    ids = set(model.substations.loc[lower, "substation_id"])
    tables = {
        field.name: table
        for field in fields(model)
        if isinstance(table := getattr(model, field.name), pd.DataFrame) and "substation_id" in table.columns
    }
    rest: dict[str, Any] = {
        name: table[~table["substation_id"].isin(ids)].reset_index(drop=True) for name, table in tables.items()
    }
    return replace(model, **rest)


def packed_secondaries(model: AtlasModel, upper: AtlasModel) -> tuple[dict[str, Any], PackedPoints] | None:
    """What the page says of them, and the layer that holds them; None where there are none.

    Those without a place are counted and not drawn.

    Args:
        model: the whole county.
        upper: the same `without_secondaries`, whose substations and years the page has.

    Raises:
        ValueError: a scenario without a label, a year the page has not, or a headroom no grain holds.
    """
    table = model.substations[model.substations["tier"].eq(TIER)]
    if table.empty:
        return None
    lon, lat = degrees_from_bng(table["easting_m"], table["northing_m"])
    placed = np.isfinite(lon) & np.isfinite(lat)
    drawn = table[placed].reset_index(drop=True)
    ids = pd.Index(drawn["substation_id"])
    columns: dict[str, Any] = {
        "place": np.arange(len(ids), dtype=np.uint32),
        "upstream": _upstream(ids, model.feeds, upper),
    }
    series: dict[str, Any] = {}
    headroom = model.headroom[model.headroom["substation_id"].isin(ids)]
    axes = _Axes(pd.Index([name for name, _ in model.scenarios]), upper.years, ids)
    views = views_of(headroom)
    step = _step(headroom["headroom_mva"].to_numpy(np.float64))
    for number, view in enumerate(views):
        for name, values in (_figures(view.rows(headroom), axes, step) | _outcomes(view, model, axes)).items():
            (series if values.ndim == 3 else columns)[f"{name}{number}"] = values
    told = {
        "key": KEY,
        "from_zoom": FROM_ZOOM,
        "count": len(table),
        "without_place": int((~placed).sum()),
        "views": [view.key for view in views],
        "step": step,
        "middle": _MIDDLE,
        "bounds": BOUNDS,
    }
    extra = {"names": [str(name) for name in drawn["name"]], "ids": [str(name) for name in drawn["substation_id"]]}
    blob = pack(lon[placed], lat[placed], columns, series=series, extra=extra)
    return told, PackedPoints(blob, KEY, settings={"pane": KEY, "sizes": [[12, 8], [14, 10], [16, 13]]}, show=False)


@dataclass(frozen=True)
class _Axes:
    """What the matrices' rows and columns are."""

    scenarios: pd.Index
    years: tuple[int, ...]
    ids: pd.Index

    def at(self, rows: pd.DataFrame) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Scenario and substation of each row; raises ValueError for a scenario without a label."""
        scenario = self.scenarios.get_indexer(pd.Index(rows["scenario"]))
        if (scenario < 0).any():
            unknown = sorted(set(rows["scenario"][scenario < 0]))
            raise ValueError(f"these scenarios have figures but no label: {', '.join(unknown)}")
        return scenario, self.ids.get_indexer(pd.Index(rows["substation_id"]))


def _upstream(ids: pd.Index, all_feeds: pd.DataFrame, upper: AtlasModel) -> npt.NDArray[np.uint16]:
    """The place among the drawn substations of what feeds each in normal running, from 1; 0 where none is known."""
    feeds = all_feeds[~all_feeds["normally_open"]]
    most = feeds.sort_values(["substation_id", "share"], ascending=[True, False], kind="stable")
    above = most.drop_duplicates("substation_id").set_index("substation_id")["upstream_id"].reindex(ids)
    place: npt.NDArray[np.uint16] = pd.Index(upper.substations["substation_id"]).get_indexer(pd.Index(above)) + 1
    return place.astype(np.uint16)


def _step(values: npt.NDArray[np.float64]) -> float:
    largest = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 0.0
    found = next((step for step in _STEPS_MVA if largest <= (_SPAN - 1) * step), None)
    if found is None:
        raise ValueError(f"a secondary substation with a headroom of {largest:,.0f} MVA is none")
    return found


def _figures(rows: pd.DataFrame, axes: _Axes, step: float) -> dict[str, Any]:
    """Headroom and its bound by scenario, year and substation.

    A headroom is told in steps from the middle; 0 is no figure. Bounds stand from 1, 0 where there is no figure.
    """
    shape = (len(axes.scenarios), len(axes.years), len(axes.ids))
    scenario, substation = axes.at(rows)
    year = rows["year"].to_numpy() - axes.years[0]
    if ((year < 0) | (year >= len(axes.years))).any():
        raise ValueError("secondary substations have figures of years that no other substation has")
    figure = rows["headroom_mva"].to_numpy(np.float64)
    known = np.isfinite(figure)
    value, bound = np.zeros(shape, np.uint16), np.zeros(shape, np.uint8)
    at = scenario, year, substation
    value[at] = np.where(known, np.rint(np.nan_to_num(figure) / step) + _MIDDLE, 0).astype(np.uint16)
    bound[at] = np.where(known, rows["bound"].map(BOUNDS.index).to_numpy(np.int64) + 1, 0).astype(np.uint8)
    return {"value": value, "bound": bound}


def _outcomes(view: View, model: AtlasModel, axes: _Axes) -> dict[str, Any]:
    """Class over all years and first year below zero by scenario and substation; 0 is none."""
    rows = view.rows(model.shortfalls)
    rows = rows[rows["substation_id"].isin(axes.ids)]
    states = rows["class"].map(CLASS_STATES).mask(contradicted(rows, model.substations), "disagrees")
    at = axes.at(rows)
    shape = (len(axes.scenarios), len(axes.ids))
    state, first = np.full(shape, STATES.index("unknown"), np.uint8), np.zeros(shape, np.uint16)
    state[at] = states.map(STATES.index).to_numpy(np.uint8)
    first[at] = rows["first_year_below_zero"].fillna(0).to_numpy(np.uint16)
    return {"state": state, "first": first}
