"""Invented land small enough to look at: classes, zones, layers, and the plain way to look at every cell."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rasterio.features import geometry_mask, rasterize

from lae.geo import BNG
from lae.land.cells.build import build_cells
from lae.land.cells.grid import Grid
from lae.land.cells.zones import zone_sets
from lae.land.cells_contract import BitLayer, ClassCodes
from lae.land.contract import RasterWindow

WEST, NORTH, CELL = 450_000, 200_000, 10
CODES = ClassCodes((3, 4, 11, 20), ("arable", "improved_grassland", "bog", "urban"))
WORDS = dict(zip(CODES.codes, CODES.names, strict=True))


def grid_of(columns, rows, cell=CELL):
    return Grid(WEST, NORTH, cell, columns, rows)


def box(left, top, right, bottom):
    """Columns and rows of cells, counted from the north-west corner, as a rectangle on the ground."""
    return shapely.box(WEST + left * CELL, NORTH - bottom * CELL, WEST + right * CELL, NORTH - top * CELL)


def shapes(*parts):
    found = np.empty(len(parts), dtype=object)
    found[:] = parts
    return found


def zones(**parts):
    return gpd.GeoDataFrame({"zone_id": pd.Series(list(parts), dtype="str")}, geometry=list(parts.values()), crs=BNG)


def features(*parts, kind="sssi", grade="", crs=BNG):
    """Rows of a constraint layer as a reader hands them over; `grade` of all, or a list of one each."""
    grades = grade if isinstance(grade, list) else [grade] * len(parts)
    rows = [{"layer": kind, "grade": one, "vintage": "2026"} for one in grades]
    return gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=["layer", "grade", "vintage"]).astype("str"), geometry=list(parts), crs=crs
    )


def windows(values, valid=None, rows=512, grid=None):
    """A whole raster as the windows a reader would hand over."""
    grid = grid or grid_of(values.shape[1], values.shape[0])
    valid = np.ones(values.shape, dtype=bool) if valid is None else valid
    for top in range(0, len(values), rows):
        north = grid.north_m - top * grid.cell_m
        part = slice(top, top + rows)
        yield RasterWindow(values[part], valid[part], grid.west_m, north, grid.cell_m)


def layer(name, *parts, says="inside", **more):
    return BitLayer((name,), says, shapes(*parts), **more)


def cells_of(values, places, layers, *, valid=None, rows=512, below=0.0, may_overlap=False, **more):
    grid = grid_of(values.shape[1], values.shape[0])
    sets = zone_sets(places, cell_m=CELL, exact_below_ha=below, may_overlap=may_overlap)
    return build_cells(grid, sets, layers, codes=CODES, cover=windows(values, valid, rows), **more)


def random_world(seed, columns=40, rows=30, layers=4):
    """Classes, where they are known, zones that share edges, and layers of blobs; the same for the same seed."""
    rng = np.random.default_rng(seed)
    values = rng.choice([3, 4, 11, 20, 99], size=(rows, columns), p=[0.4, 0.3, 0.1, 0.15, 0.05]).astype(np.uint8)
    valid = rng.random((rows, columns)) > 0.1
    whole = box(0, 0, columns, rows)
    spots = shapely.multipoints(_spots(rng, 6, columns, rows))
    parts = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=whole))
    parts = [part for part in shapely.intersection(parts, whole) if part.area > 0]
    places = zones(**{f"Z{number}": part for number, part in enumerate(parts)})
    found = []
    for number in range(layers):
        count = int(rng.integers(0, 4))
        blobs = shapely.buffer(shapely.points(_spots(rng, count, columns, rows)), rng.uniform(15, 90, count))
        found.append(layer(f"l{number}", *blobs))
    return values, valid, places, found


def _spots(rng, count, columns, rows):
    east, north = rng.uniform(-3, columns + 3, count), rng.uniform(-3, rows + 3, count)
    return np.column_stack([WEST + east * CELL, NORTH - north * CELL]).reshape(-1, 2)


def seen(values, valid, places, layers):
    """Every cell by itself: zone, class ("" unknown), names of its layers; made by rasterio from whole shapes."""
    grid = grid_of(values.shape[1], values.shape[0])
    where, shape = grid.transform(0), values.shape
    ordered = places.sort_values("zone_id")
    pairs = [(part, number) for number, part in enumerate(ordered.geometry, start=1)]
    labels = rasterize(pairs, out_shape=shape, transform=where, dtype="int32")
    inside = {
        one.layer_ids[0]: geometry_mask(list(one.shapes), shape, where, invert=True)
        if len(one.shapes)
        else np.zeros(shape, dtype=bool)
        for one in layers
    }
    for row, column in np.ndindex(shape):
        if labels[row, column]:
            zone = ordered["zone_id"].iloc[labels[row, column] - 1]
            name = WORDS.get(int(values[row, column]), "") if valid[row, column] else ""
            yield zone, name, frozenset(one for one, there in inside.items() if there[row, column])
