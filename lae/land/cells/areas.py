"""Zones made fit to be counted: cut to the study, or drawn as squares of the National Grid."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.geo import BNG

SQUARE_M: Final = 1_000
"""Edge of the National Grid's kilometre squares."""
_I: Final = 8
"""The letter the grid's names leave out."""


def within(zones: gpd.GeoDataFrame, county: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The zones' parts inside the study, in the order of their ids; those wholly outside are left out.

    Args:
        zones: zone_id, zone_name and geometry in EPSG:27700.
        county: the study's area.
    """
    ground = shapely.union_all(np.asarray(county.geometry.to_numpy(), dtype=object))
    shapely.prepare(ground)
    shapes = np.asarray(zones.geometry.to_numpy(), dtype=object).copy()
    near = shapely.intersects(shapes, ground)
    edge = near & ~shapely.contains_properly(ground, shapes)
    shapes[edge] = shapely.intersection(shapes[edge], ground)
    kept = near & (shapely.area(shapes) > 0)
    inside = gpd.GeoDataFrame(pd.DataFrame(zones[["zone_id", "zone_name"]])[kept], geometry=list(shapes[kept]), crs=BNG)
    return inside.sort_values("zone_id", kind="stable", ignore_index=True)


def squares(county: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The kilometre squares that touch the study, cut to it, under the National Grid's own names ("SP5106")."""
    west, south, east, north = (float(edge) for edge in county.total_bounds)
    columns = np.arange(int(west // SQUARE_M), int(east // SQUARE_M) + 1)
    rows = np.arange(int(south // SQUARE_M), int(north // SQUARE_M) + 1)
    across, up = (part.ravel() for part in np.meshgrid(columns, rows))
    shapes = shapely.box(across * SQUARE_M, up * SQUARE_M, (across + 1) * SQUARE_M, (up + 1) * SQUARE_M)
    names = pd.Series([_name(*pair) for pair in zip(across.tolist(), up.tolist(), strict=True)], dtype="str")
    drawn = gpd.GeoDataFrame({"zone_id": names, "zone_name": names}, geometry=list(shapes), crs=BNG)
    return within(drawn, county)


def _name(east_km: int, north_km: int) -> str:
    """Two letters of a hundred-kilometre square and the kilometres in it."""
    column, row = east_km // 100, 19 - north_km // 100
    letters = row - row % 5 + (column + 10) // 5, row * 5 % 25 + column % 5
    text = "".join(chr(ord("A") + place + (place >= _I)) for place in letters)
    return f"{text}{east_km % 100:02d}{north_km % 100:02d}"
