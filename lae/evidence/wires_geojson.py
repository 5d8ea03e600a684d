"""The electrical model as layers: busbars as points, branches as straight lines, and the model back from them."""

import json
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.evidence.wires import Made, Wires
from lae.findings import Finding
from lae.geo import BNG, to_wgs84
from lae.grid.electrical.contract import Branches, Buses
from lae.grid.electrical.graph import Model, model
from lae.tables import Contract, columns_of, empty

_TABLES: Final[dict[str, type[Contract]]] = {"buses": Buses, "branches": Branches}


def layers_of(wires: Wires) -> dict[str, gpd.GeoDataFrame]:
    """Busbars and branches with every column of their contracts; a shape is missing where no place is known."""
    given, points = wires.given, wires.points.set_index("bus_id")
    xy = points[["easting_m", "northing_m"]].to_numpy(float)
    placed = np.isfinite(xy).all(axis=1)
    shapes = np.full(len(points), None, dtype=object)
    shapes[placed] = shapely.points(xy[placed])
    at = pd.Series(shapes, index=points.index)
    buses = gpd.GeoDataFrame(given.buses, geometry=gpd.GeoSeries(at.reindex(given.buses["bus_id"]).to_numpy()), crs=BNG)
    ends = [at.reindex(given.branches[f"{end}_bus"]).to_numpy() for end in ("from", "to")]
    lines = [shapely.LineString([one, two]) if one and two else None for one, two in zip(*ends, strict=True)]
    branches = gpd.GeoDataFrame(given.branches, geometry=gpd.GeoSeries(np.array(lines, dtype=object)), crs=BNG)
    return {"buses": buses, "branches": branches}


def model_of(layers: dict[str, gpd.GeoDataFrame], sources: pd.DataFrame, loads: pd.DataFrame) -> Model:
    """The model of which these layers were made: shapes are dropped, columns and kinds checked."""
    tables = {name: pd.DataFrame(layer.drop(columns=layer.geometry.name)) for name, layer in layers.items()}
    return model(tables["buses"], tables["branches"], sources, loads)


def layers_in(content: bytes) -> dict[str, gpd.GeoDataFrame]:
    """The two layers of a file that `geojson_export` wrote, in degrees."""
    features = json.loads(content)["features"]
    found = {}
    for name, contract in _TABLES.items():
        mine = [each for each in features if each["properties"]["layer"] == name]
        rows = pd.DataFrame([each["properties"] for each in mine], columns=columns_of(contract))
        # A column without a figure is all None; only its contract knows that it holds numbers.
        rows = rows.astype(empty(contract).dtypes.to_dict())
        shapes = [None if each["geometry"] is None else shapely.geometry.shape(each["geometry"]) for each in mine]
        found[name] = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(np.array(shapes, dtype=object)), crs="OGC:CRS84")
    return found


def geojson_export(wires: Wires) -> Made:
    """One feature a busbar and a branch, in degrees as RFC 7946 asks; what has no place is there without a shape."""
    features: list[dict[str, Any]] = []
    unplaced: list[str] = []
    for name, layer in layers_of(wires).items():
        drawn = to_wgs84(layer)
        shapes = shapely.to_geojson(shapely.set_precision(drawn.geometry.to_numpy(), 1e-6))
        rows = layer.drop(columns="geometry").astype("object").where(layer.drop(columns="geometry").notna(), None)
        for row, shape in zip(rows.to_dict("records"), shapes, strict=True):
            geometry = None if shape is None else json.loads(shape)
            unplaced += [str(row["bus_id"])] if geometry is None and name == "buses" else []
            features.append({"type": "Feature", "geometry": geometry, "properties": {"layer": name, **row}})
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False)
    message = "have no place, so they and what ends there are in the file without a shape."
    fix = "Give it in grid/bus_points.csv."
    lost = [Finding("warning", "grid/buses.csv", "no_place", message, ids=tuple(unplaced), fix=fix)] if unplaced else []
    note = Finding("note", "export", "straight_lines", "branches are drawn straight from end to end, not as they run.")
    return Made(f"{text}\n".encode(), (*wires.findings, *lost, note))
