"""The asset graph: one node a busbar, one edge an asset under its own id, and the way back to the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx
import pandas as pd

from lae.grid.electrical.contract import Branches, Buses, GridLoads, GridSources
from lae.tables import Contract, filled

Graph = nx.MultiGraph
_REFERENCE: Final = ("reference",)
"""Stands for what lies behind all infeeds; no busbar id is a tuple, so none is like it."""


@dataclass(frozen=True)
class Model:
    """The four tables of an electrical model, each of its contract."""

    buses: pd.DataFrame
    branches: pd.DataFrame
    sources: pd.DataFrame
    loads: pd.DataFrame


_PARTS: Final[dict[str, type[Contract]]] = {"sources": GridSources, "loads": GridLoads}


def model(
    buses: pd.DataFrame, branches: pd.DataFrame, sources: pd.DataFrame, loads: pd.DataFrame | None = None
) -> Model:
    """The tables in the columns and kinds of their contracts; raises `FaultsError` for rows that break them."""
    return Model(
        filled(buses, Buses, "grid/buses.csv"),
        filled(branches, Branches, "grid/branches.csv"),
        filled(sources, GridSources, "grid/sources.csv"),
        filled(pd.DataFrame() if loads is None else loads, GridLoads, "grid/loads.csv"),
    )


def asset_graph(given: Model) -> "nx.MultiGraph[str]":
    """One node a busbar, holding its infeeds and loads, and one edge an asset, keyed by its id.

    Raises ValueError for branches, infeeds or loads at busbars that do not exist: `model_findings` names them.
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for row in given.buses.to_dict("records"):
        graph.add_node(row["bus_id"], **{str(name): value for name, value in row.items()}, sources=[], loads=[])
    for part in _PARTS:
        for row in getattr(given, part).to_dict("records"):
            _known(graph, row["asset_id"], row["bus_id"])
            graph.nodes[row["bus_id"]][part].append(row)
    for row in given.branches.to_dict("records"):
        _known(graph, row["asset_id"], row["from_bus"], row["to_bus"])
        attributes = {str(name): value for name, value in row.items()}
        graph.add_edge(row["from_bus"], row["to_bus"], key=row["asset_id"], **attributes)
    return graph


def tables_of(graph: "nx.MultiGraph[str]") -> Model:
    """The tables a graph was made of, sorted by asset; without the shapes that `geography` may have put on it."""
    buses = [data for _, data in graph.nodes(data=True)]
    parts = {part: [row for data in buses for row in data[part]] for part in _PARTS}
    branches = [data for _, _, data in graph.edges(data=True)]
    return model(
        _sorted(buses, "bus_id"),
        _sorted(branches, "asset_id"),
        _sorted(parts["sources"], "asset_id"),
        _sorted(parts["loads"], "asset_id"),
    )


def running(graph: "nx.MultiGraph[str]") -> "nx.MultiGraph[str]":
    """The graph as it runs: without what is normally open, and without transfers, which carry nothing until used."""
    kept: nx.MultiGraph[str] = nx.MultiGraph(graph)
    every = graph.edges(keys=True, data=True)
    idle = [edge[:3] for edge in every if edge[3]["normally_open"] or edge[3]["kind"] == "transfer"]
    kept.remove_edges_from(idle)
    return kept


def sites(graph: "nx.MultiGraph[str]") -> Mapping[str, tuple[str, ...]]:
    """The busbars of each site, both sorted; busbars without a site are left out."""
    found: dict[str, list[str]] = {}
    for bus in sorted(graph.nodes):
        if site := graph.nodes[bus]["site_id"]:
            found.setdefault(site, []).append(bus)
    return {site: tuple(found[site]) for site in sorted(found)}


def mesh_blocks(graph: "nx.MultiGraph[str]") -> tuple[tuple[str, ...], ...]:
    """The parts of the running network where current has a choice of way, as sorted busbars.

    Each is a biconnected component of three places or more. Parallel assets alone make none: they share between
    themselves. Two infeeds of one network do, since what lies behind them joins them.
    """
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    plain.add_edges_from((u, v) for u, v in running(graph).edges() if u != v)
    plain.add_edges_from((_REFERENCE, bus) for bus, rows in graph.nodes(data="sources") if rows)
    blocks: list[set[Any]] = [set(block) for block in nx.biconnected_components(plain) if len(block) > 2]
    return tuple(sorted(tuple(sorted(block - {_REFERENCE})) for block in blocks))


def dead(graph: "nx.MultiGraph[str]") -> tuple[str, ...]:
    """Busbars that no infeed reaches in normal running, sorted."""
    alive: set[str] = set()
    for part in nx.connected_components(running(graph)):
        if any(graph.nodes[bus]["sources"] for bus in part):
            alive |= part
    return tuple(sorted(set(graph.nodes) - alive))


def phases(graph: "nx.MultiGraph[str]") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Assets whose vector group does not close a loop in normal running, and open ones that would not if closed.

    Every busbar has one phase, in clock hours; the first way found from an infeed sets it, the larger id gives way.
    """
    alive, hour = running(graph), dict[str, int]()
    fed = [bus for bus in sorted(graph.nodes) if graph.nodes[bus]["sources"]]
    for root in [*fed, *sorted(graph.nodes)]:
        stack = [] if root in hour else [root]
        hour.setdefault(root, 0)
        while stack:
            bus = stack.pop()
            for _, other, _, data in sorted(alive.edges(bus, keys=True, data=True), key=lambda edge: edge[2]):
                if other not in hour:
                    hour[other] = (hour[bus] + _lag(data, bus)) % 12
                    stack.append(other)
    part = {bus: number for number, some in enumerate(nx.connected_components(alive)) for bus in some}
    closed, opened = [], []
    for one, other, key, data in graph.edges(keys=True, data=True):
        if data["kind"] != "transfer" and (hour[one] + _lag(data, one) - hour[other]) % 12:
            if not data["normally_open"]:
                closed.append(key)
            elif part[one] == part[other]:
                opened.append(key)
    return tuple(sorted(closed)), tuple(sorted(opened))


def _lag(data: Mapping[str, Any], start: str) -> int:
    """Clock hours that the far end lags behind `start`."""
    return int(data["clock_count"]) * (1 if data["from_bus"] == start else -1)


def _known(graph: "nx.MultiGraph[str]", asset: str, *buses: str) -> None:
    if strangers := [bus for bus in buses if bus not in graph]:
        raise ValueError(f"{asset} hangs on {', '.join(strangers)}, which the table of busbars does not hold")


def _sorted(rows: list[dict[str, Any]], key: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.drop(columns=[*_PARTS, "geometry"], errors="ignore").sort_values(key, kind="stable") if rows else frame
