"""Where things lie: in the study, near it, with their axes swapped, in degrees, or somewhere else."""

from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.findings import Finding, Severity
from lae.geo import BRITAIN_DEG

_NEAR_M: Final = 50_000.0
"""What lies within so many metres of the study may still matter to it; swapped coordinates lie farther off."""
_LOCAL_SHARE: Final = 0.5
"""Share of its points in or near the study, swapped ones included, that makes a table one of this area."""


def point_findings(
    table: str,
    easting_m: pd.Series,
    northing_m: pd.Series,
    county: gpd.GeoDataFrame,
    ids: pd.Series,
    *,
    severity: Severity = "error",
) -> Iterator[Finding]:
    """Points of which the study can make nothing as they stand: swapped, in degrees, or all of them elsewhere.

    Swapped ones show only in a table of this area: some place in Britain lies where any point's two numbers swap to.
    """
    known = easting_m.notna() & northing_m.notna()
    if county.empty or not known.any():
        return
    inside = _near(easting_m, northing_m, county)
    turned = known & ~inside & _near(northing_m, easting_m, county)
    degrees = known & ~inside & ~turned & _in_degrees(easting_m, northing_m)
    local = (inside | turned)[known].mean() >= _LOCAL_SHARE
    if turned.any() and local:
        message = f"easting and northing are swapped on {int(turned.sum())} of {int(known.sum())} rows."
        yield Finding(severity, table, "swapped_coordinates", message, "easting_m", tuple(ids[turned]), "Swap the two.")
    if degrees.any():
        message = f"{int(degrees.sum())} of {int(known.sum())} rows are in degrees, not in metres of the National Grid."
        fix = "Turn them into British National Grid, EPSG 27700."
        yield Finding(severity, table, "degrees", message, "easting_m", tuple(ids[degrees]), fix)
    if not inside.any() and not (turned.any() and local) and not degrees.any():
        message = f"none of {int(known.sum())} points lies within {_NEAR_M / 1000:.0f} km of the study."
        fix = "Did you download the file for another area?"
        yield Finding("warning", table, "outside_area", message, "easting_m", fix=fix)


def layer_findings(table: str, layer: gpd.GeoDataFrame, county: gpd.GeoDataFrame) -> Iterator[Finding]:
    """A warning for a layer that touches nothing of the study, a note of how much of it does."""
    if layer.empty or county.empty:
        return
    bounds = shapely.bounds(np.asarray(layer.geometry.to_numpy(), dtype=object))
    west, south, east, north = county.total_bounds
    touching = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    if not touching.any():
        message = f"none of {len(layer)} features lies in the study's area."
        fix = "Did you download the layer for another area?"
        yield Finding("warning", table, "outside_area", message, "geometry", fix=fix)
    elif not touching.all():
        message = (
            f"{int(touching.sum())} of {len(layer)} features lie in or near the study's area; the others are unused."
        )
        yield Finding("note", table, "part_outside", message, "geometry")


def shape_findings(table: str, layer: gpd.GeoDataFrame, ids: pd.Series) -> Iterator[Finding]:
    """Shapes of our own that are absent, invalid or drawn twice: nobody repairs those on the way."""
    shapes = np.asarray(layer.geometry.to_numpy(), dtype=object)
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    invalid = ~absent & ~shapely.is_valid(shapes)
    if absent.any():
        yield Finding("error", table, "no_shape", "has no shape.", "geometry", tuple(ids[absent]), "Draw it again.")
    if invalid.any():
        reasons = dict.fromkeys(str(reason).partition("[")[0] for reason in shapely.is_valid_reason(shapes[invalid]))
        message = f"the shape is not valid: {', '.join(list(reasons)[:3])}."
        fix = "Run Fix geometries in QGIS, or make the layer again: lae data boundaries."
        yield Finding("error", table, "invalid_geometry", message, "geometry", tuple(ids[invalid]), fix)
    whole = pd.Series(shapely.to_wkb(shapely.normalize(shapes[~absent])), index=ids.index[~absent])
    if (twice := whole.duplicated()).any():
        message = "the same shape is drawn under more than one id."
        again = tuple(ids.loc[twice.index[twice]])
        yield Finding("warning", table, "same_shape", message, "geometry", again, "Keep one of them.")


def _near(easting_m: pd.Series, northing_m: pd.Series, county: gpd.GeoDataFrame) -> pd.Series:
    west, south, east, north = county.total_bounds
    across = easting_m.between(west - _NEAR_M, east + _NEAR_M)
    return across & northing_m.between(south - _NEAR_M, north + _NEAR_M)


def _in_degrees(first: pd.Series, second: pd.Series) -> pd.Series:
    """Whether the two are British degrees in either order; a place at such metres would lie in the sea off Scilly."""
    west, south, east, north = BRITAIN_DEG
    straight = first.between(west, east) & second.between(south, north)
    turned = second.between(west, east) & first.between(south, north)
    return straight | turned
