"""Charge points for the page: need of LSOAs to shade them by, planned sites scenario by scenario, recorded chargers."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas import shapes
from lae.atlas.areas import AreaFigure, packed_figure, plain
from lae.atlas.model import AtlasModel
from lae.atlas.series import Words
from lae.geo import degrees_from_bng

NEED: Final = (
    AreaFigure("uncovered_vehicles_count", "Electric cars and vans, no drive, no charger near", "modelled", digits=3),
    AreaFigure("no_drive_vehicles_count", "Electric cars and vans, no drive", "modelled", digits=3),
    AreaFigure("vehicles_count", "Electric cars and vans", "modelled", digits=3),
    AreaFigure("points", "Charge points needed", "modelled", decimals=1, digits=2),
    AreaFigure("points_low", "Charge points needed, at the least", "modelled", decimals=1, digits=2),
    AreaFigure("points_high", "Charge points needed, at the most", "modelled", decimals=1, digits=2),
)  # fmt: skip
"""What LSOAs can be shaded by, in the order offered."""
PLACE: Final = ["site_id", "name", "kind", "lsoa", "district", "substation", "x", "y"]
"""What a planned site holds in every scenario, in order; LSOA and district are places in their lists, or null."""
PLAN: Final = [
    "place", "first_year", "points", "rated_kw", "diversity_kw", "homes", "vehicles", "connection", "note",
    "cost_low", "cost", "cost_high", "provenance",
]  # fmt: skip
"""What a scenario plans at a site, in order."""
CHARGER: Final = [
    "location_id", "name", "operator", "x", "y", "points", "power_kw", "speed", "status", "vintage", "historical",
]  # fmt: skip
"""What a recorded location holds, in order."""
CONNECTIONS: Final = ["fits_now", "fits_after_named_works", "ask_operator", "needs_reinforcement"]
UNKNOWN: Final = "unknown"
"""What any other word on the connection is drawn as."""
_LIKE: Final = ["site_id", "name", "kind", "lsoa_code", "district_code", "substation_id", "easting_m", "northing_m"]
_PRINTED: Final = {
    "points_count": AreaFigure("points_count", "", "modelled"),
    "rated_kw": AreaFigure("rated_kw", "", "modelled"),
    "diversity_kw": AreaFigure("diversity_kw", "", "modelled", digits=3),
    "walk_in_homes": AreaFigure("walk_in_homes", "", "modelled", digits=3),
    "walk_in_vehicles_count": AreaFigure("walk_in_vehicles_count", "", "modelled", digits=3),
    "cost_low_gbp": AreaFigure("cost_low_gbp", "", "modelled", digits=3),
    "cost_gbp": AreaFigure("cost_gbp", "", "modelled", digits=3),
    "cost_high_gbp": AreaFigure("cost_high_gbp", "", "modelled", digits=3),
}
"""A site's numbers as they are printed: three digits of what is estimated."""


def packed_charging(model: AtlasModel) -> dict[str, Any] | None:
    """The layer's data, or None where the model has no need, no sites and no chargers."""
    if model.charging_need.empty and model.charging_sites.empty and model.chargers.empty:
        return None
    words = Words(())
    places, plans = _sites(model, words)
    return {
        "caveat": model.charging_caveat,
        "need_of": _need_of(model),
        "figures": _figures(model),
        "place": PLACE,
        "places": places,
        "plan": PLAN,
        "plans": plans,
        "charger": CHARGER,
        "chargers": _chargers(model.chargers, words),
        "texts": words.listed(),
    }


def _need_of(model: AtlasModel) -> list[Any]:
    """Label of the scenario and the year that the need is of; nothing where there is none."""
    if model.charging_need.empty:
        return []
    first = model.charging_need.iloc[0]
    return [dict(model.scenarios)[first["scenario"]], int(first["year"])]


def _figures(model: AtlasModel) -> list[dict[str, Any]]:
    if model.charging_need.empty:
        return []
    table = model.charging_need.rename(columns={"lsoa_code": "area_code"})
    return [packed_figure(figure, table, list(model.lsoas["lsoa_code"])) for figure in NEED]


def _sites(model: AtlasModel, words: Words) -> tuple[list[list[Any]], list[list[list[Any]]]]:
    """Each distinct place once, and for each scenario its plans, the earliest first."""
    table = model.charging_sites
    if table.empty:
        return [], [[] for _ in model.scenarios]
    place = table.groupby(_LIKE, sort=False, dropna=False).ngroup().to_numpy()
    rows = _plans(table, place, words)
    return _places(model, table[~table[_LIKE].duplicated()], words), [
        [rows[at] for at in _earliest_first(table, scenario)] for scenario, _ in model.scenarios
    ]


def _earliest_first(table: pd.DataFrame, scenario: str) -> list[int]:
    here = np.flatnonzero(table["scenario"].eq(scenario).to_numpy(dtype=bool))
    order = np.argsort(table["first_year"].to_numpy(dtype=np.float64)[here], kind="stable")
    return [int(at) for at in here[order]]


def _places(model: AtlasModel, table: pd.DataFrame, words: Words) -> list[list[Any]]:
    lsoas = list(model.lsoas["lsoa_code"]) if len(model.lsoas) else []
    columns = [
        _texts(table["site_id"]),
        _texts(table["name"]),
        [words.code(text) for text in _texts(table["kind"])],
        _found(lsoas, table["lsoa_code"]),
        _found(list(model.districts["district_code"]), table["district_code"]),
        [words.code(text) for text in _texts(table["substation_id"])],
        *_steps(table),
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _plans(table: pd.DataFrame, place: np.ndarray, words: Words) -> list[list[Any]]:
    numbers = {
        name: [plain(value) for value in figure.shown(table[name].astype("float64"))]
        for name, figure in _PRINTED.items()
    }
    known = table["connection"].where(table["connection"].isin(CONNECTIONS), UNKNOWN)
    columns = [
        place.tolist(),
        [int(year) for year in table["first_year"]],
        *(numbers[name] for name in list(_PRINTED)[:5]),
        [words.code(text) for text in _texts(known)],
        [words.code(text) for text in _texts(table["connection_note"])],
        *(numbers[name] for name in list(_PRINTED)[5:]),
        [words.code(text) for text in _texts(table["provenance"])],
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _chargers(table: pd.DataFrame, words: Words) -> list[list[Any]]:
    if table.empty:
        return []
    x, y = _steps(table)
    columns = [
        _texts(table["location_id"]),
        _texts(table["name"]),
        [words.code(text) for text in _texts(table["operator"])],
        x,
        y,
        [plain(value) for value in table["points_count"].to_numpy(dtype=np.float64)],
        [plain(value) for value in table["power_kw"].to_numpy(dtype=np.float64).round(1)],
        [words.code(text) for text in _texts(table["speed_gov_uk"])],
        [words.code(text) for text in _texts(table["status"])],
        [words.code(text) for text in _texts(table["vintage"])],
        [int(bool(value)) for value in table["historical"]],
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _steps(table: pd.DataFrame) -> tuple[list[int | None], list[int | None]]:
    """Longitude and latitude as whole steps of the page's degree; null where there is no place."""
    lon, lat = degrees_from_bng(table["easting_m"].astype("float64"), table["northing_m"].astype("float64"))
    return _whole(lon), _whole(lat)


def _whole(degrees: np.ndarray) -> list[int | None]:
    return [None if np.isnan(value) else int(value) for value in np.rint(degrees * shapes.DEGREE_STEPS)]


def _found(known: list[str], codes: pd.Series) -> list[int | None]:
    return [None if at < 0 else int(at) for at in pd.Index(known).get_indexer(pd.Index(codes))]


def _texts(column: pd.Series) -> list[str]:
    return [str(value) for value in column.astype("str").fillna("")]
