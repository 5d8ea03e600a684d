"""A still picture of the county as SVG, for readers without scripts: districts, and substations by their class."""

from collections.abc import Callable
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup, escape

from lae.atlas.model import AtlasModel
from lae.atlas.theme import CLASS_STATES, COLOURS, STATE_WORDS, STATES
from lae.tables import records

_WIDE: Final = 620.0
_COARSE_M: Final = 250.0
_MARKS: Final = {
    "zero": "M-4 -4H4V4H-4Z",
    "crosses": "M0 -5L5 4H-5Z",
    "above": "M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0 -4.5 0Z",
    "unknown": "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
}
"""Shapes tell the classes apart, as on the map."""


def still_picture(model: AtlasModel) -> Markup:
    """The picture, with a name that says whose figures it shows and words for its marks; texts are escaped."""
    told = classes(model)
    west, south, east, north = _bounds(model.districts)
    scale = _WIDE / (east - west)
    tall = (north - south) * scale

    def at(x: float, y: float) -> str:
        return f"{(x - west) * scale:.1f} {(north - y) * scale:.1f}"

    shapes = [
        f'<path d="{"".join(_path(ring, at) for part in shapely.get_parts(shape) for ring in (part.exterior,))}"/>'
        for shape in model.districts.geometry.simplify(_COARSE_M)
    ]
    marks = [
        f'<path transform="translate({at(row.easting_m, row.northing_m)})" d="{_MARKS[row.state]}" '
        f'fill="{"#fff" if row.state == "unknown" else COLOURS[row.state]}"/>'
        for row in records(told)
    ]
    words = ", ".join(f"{STATE_WORDS[state]}: {_shape(state)}" for state in _MARKS)
    title = f"{model.title}: published demand headroom, {model.scenarios[0][1]}, all years"
    return Markup(  # noqa: S704 - every text is escaped, every number is ours
        f'<svg viewBox="-8 -8 {_WIDE + 16:.0f} {tall + 16:.0f}" role="img" class="still" '
        f'aria-label="{escape(f"{title}. {words}")}">'
        f'<g fill="#fdfdfb" stroke="#5b6b7a">{"".join(shapes)}</g><g stroke="#16202b">{"".join(marks)}</g></svg>'
    )


def classes(model: AtlasModel) -> pd.DataFrame:
    """Places of the substations within the picture and their class in the first scenario; none known reads unknown."""
    rows = model.shortfalls
    first = rows["scenario"].eq(model.scenarios[0][0]) & rows["direction"].eq("demand") & rows["basis"].eq("published")
    state = rows[first].drop_duplicates("substation_id").set_index("substation_id")["class"].map(CLASS_STATES)
    told = model.substations[["substation_id", "easting_m", "northing_m"]].dropna().reset_index(drop=True)
    named = told["substation_id"].map(state).fillna("unknown")
    west, south, east, north = _bounds(model.districts)
    inside = told["easting_m"].between(west, east) & told["northing_m"].between(south, north)
    return told.assign(state=named.where(named.isin(STATES), "unknown"))[inside]


def _bounds(districts: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in districts.total_bounds)
    return west, south, east, north


def _path(ring: shapely.LinearRing, at: Callable[[float, float], str]) -> str:
    points = np.asarray(ring.coords)[:-1]
    return "M" + "L".join(at(float(x), float(y)) for x, y in points[:, :2]) + "Z"


def _shape(state: str) -> str:
    return {"zero": "square", "crosses": "triangle", "above": "disc", "unknown": "hollow diamond"}[state]
