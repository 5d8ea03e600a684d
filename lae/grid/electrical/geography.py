"""Where the assets of a graph lie: GeoDataFrames of busbars and branches into the graph and out again, unchanged."""

from typing import Any, Final

import geopandas as gpd
import networkx as nx
import pandas as pd

from lae.geo import BNG
from lae.grid.electrical.graph import tables_of

_SHAPE: Final = "geometry"


def placed(
    graph: "nx.MultiGraph[str]", buses: gpd.GeoDataFrame | None = None, branches: gpd.GeoDataFrame | None = None
) -> "nx.MultiGraph[str]":
    """The graph with the places of busbars (by `bus_id`) and the routes of branches (by `asset_id`) on it.

    Raises ValueError for shapes of assets the graph does not hold, an id that stands twice, or no coordinate system.
    """
    found: nx.MultiGraph[str] = nx.MultiGraph(graph)
    ends = {key: (one, other) for one, other, key in graph.edges(keys=True)}
    for bus, shape in _shapes(buses, "bus_id", set(graph.nodes)).items():
        found.nodes[bus][_SHAPE] = shape
    for asset, shape in _shapes(branches, "asset_id", set(ends)).items():
        found.edges[(*ends[asset], asset)][_SHAPE] = shape
    return found


def frames_of(graph: "nx.MultiGraph[str]") -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Busbars and branches as GeoDataFrames in EPSG:27700, sorted by id; a shape nobody gave is missing, not drawn."""
    tables = tables_of(graph)
    places = {bus: data.get(_SHAPE) for bus, data in graph.nodes(data=True)}
    routes = {key: data.get(_SHAPE) for _, _, key, data in graph.edges(keys=True, data=True)}
    return _framed(tables.buses, "bus_id", places), _framed(tables.branches, "asset_id", routes)


def _shapes(frame: gpd.GeoDataFrame | None, key: str, known: set[str]) -> dict[str, Any]:
    if frame is None or frame.empty:
        return {}
    if frame.crs is None:
        raise ValueError(f"the shapes of {key} name no coordinate system")
    if strangers := sorted(set(frame[key]) - known):
        raise ValueError(f"shapes of assets that are not in the graph: {', '.join(strangers[:5])}")
    if frame[key].duplicated().any():
        raise ValueError(f"{frame.loc[frame[key].duplicated(), key].iloc[0]} has two shapes")
    held = frame[frame.geometry.notna()].to_crs(BNG)
    return dict(zip(held[key], held.geometry, strict=True))


def _framed(table: pd.DataFrame, key: str, shapes: dict[str, Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table, geometry=[shapes[name] for name in table[key]], crs=BNG)
