"""Walks along roads: metres from charge points to places, each joined to its nearest road, up to a limit."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lae.charging.supply_contract import RoadEdges, RoadNodes
from lae.findings import FaultsError, Finding
from lae.tables import validated

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_NAME: Final = "road_edges"
_CELLS: Final = 4_000_000
"""Distances held at once: 32 MB."""
_ROUNDING_M: Final = 1.0
"""Lengths stand in whole metres in some files; a straight line longer by less is no fault."""


@dataclass(frozen=True)
class Roads:
    """A network one can walk: node positions of each edge's ends, its length and its straight line (EPSG:27700)."""

    one: Ints
    other: Ints
    length_m: Floats
    nodes_m: Floats
    lines: npt.NDArray[np.object_]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, nodes: pd.DataFrame, edges: pd.DataFrame) -> "Roads":
        """The network of contracts RoadNodes and RoadEdges, edges in one order whatever the rows' is.

        A length below the straight line between an edge's ends is taken as that line: no road is shorter.

        Raises:
            FaultsError: a table breaks its contract, or an edge names a node that is not there.
        """
        known = validated(nodes, RoadNodes, "road_nodes").sort_values("node_id", kind="stable")
        table = validated(edges, RoadEdges, _NAME)
        place = pd.Index(known["node_id"])
        one, other = place.get_indexer(pd.Index(table["node_a"])), place.get_indexer(pd.Index(table["node_b"]))
        lost = (one < 0) | (other < 0)
        if lost.any():
            ids = tuple((table["node_a"] + " to " + table["node_b"])[lost])
            message = "a road ends in a node that is not among the nodes."
            raise FaultsError([Finding("error", _NAME, "unknown_node", message, ids=ids)])
        low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
        length = table["length_m"].to_numpy(float)
        # A road back to its own node leads nowhere new.
        real = np.flatnonzero(low != high)
        order = real[np.lexsort((length[real], high[real], low[real]))]
        points = known[["easting_m", "northing_m"]].to_numpy(float)
        low, high, length = low[order], high[order], length[order]
        straight = np.hypot(*(points[low] - points[high]).T)
        short = length < straight - _ROUNDING_M
        findings = []
        if short.any():
            message = f"{int(short.sum())} roads are shorter than the straight line between their ends; that is used."
            findings.append(Finding("warning", _NAME, "too_short", message, "length_m"))
        lines = shapely.linestrings(np.stack([points[low], points[high]], axis=1)) if len(low) else np.array([], object)
        return cls(low, high, np.maximum(length, straight), points, np.asarray(lines, dtype=object), tuple(findings))


@dataclass(frozen=True)
class Walks:
    """Pairs within the limit: positions of place and location, metres walked; places no road comes near."""

    place: Ints
    location: Ints
    walk_m: Floats
    off_road: npt.NDArray[np.bool_]


def walks(roads: Roads, places_m: Floats, locations_m: Floats, *, limit_m: float) -> Walks:
    """Every place and location at most `limit_m` of walking apart: to the nearest road, along roads, and off again.

    Roads are straight between their nodes here, so that a place joins a winding one at a proportionate point.

    Args:
        roads: the network.
        places_m: (places, 2) easting and northing, finite.
        locations_m: (locations, 2).
        limit_m: the longest walk.
    """
    none = np.array([], dtype=np.int64)
    nothing = Walks(none, none, none.astype(float), np.ones(len(places_m), dtype=bool))
    if not (len(places_m) and len(locations_m) and len(roads.lines)):
        return nothing
    tree = shapely.STRtree(roads.lines)
    ends = np.concatenate([locations_m, places_m])
    edge, leg = _nearest(tree, _points(ends))
    number = len(locations_m)
    # What a walk within the limit uses lies within it of the location: all other roads are left aside.
    near = np.unique(tree.query(_points(locations_m), predicate="dwithin", distance=limit_m)[1])
    used = np.zeros(len(roads.lines), dtype=bool)
    used[near] = True
    there = np.flatnonzero(used[edge] & (leg <= limit_m))
    along = shapely.line_locate_point(roads.lines[edge[there]], _points(ends[there]), normalized=True)
    graph, vertex = _graph(roads, near, edge[there], along)
    is_location = there < number
    starts, start_of = vertex[is_location], there[is_location]
    goals, goal_of = vertex[~is_location], there[~is_location] - number
    found = [
        _reached(graph, starts[batch], goals, limit_m, leg[start_of[batch]], leg[goal_of + number], batch)
        for batch in np.array_split(np.arange(len(starts)), max(1, -(-len(starts) * graph.shape[0] // _CELLS)))
        if len(batch) and len(goals)
    ]
    off_road = leg[number:] > limit_m
    if not found:
        return Walks(nothing.place, nothing.location, nothing.walk_m, off_road)
    goal, start, metres = (np.concatenate(parts) for parts in zip(*found, strict=True))
    place, location = goal_of[goal], start_of[start]
    order = np.lexsort((location, place))
    return Walks(place[order], location[order], metres[order], off_road)


def _points(places_m: Floats) -> npt.NDArray[np.object_]:
    return np.asarray(shapely.points(places_m), dtype=object).reshape(-1)


def _nearest(tree: shapely.STRtree, points: npt.NDArray[np.object_]) -> tuple[Ints, Floats]:
    """Each point's nearest edge, the first of equals, and the metres to it."""
    (point, edge), apart = tree.query_nearest(points, return_distance=True)
    order = np.lexsort((edge, point))
    first = order[np.unique(point[order], return_index=True)[1]]
    return edge[first].astype(np.int64), apart[first]


def _graph(roads: Roads, near: Ints, edge: Ints, along: Floats) -> tuple[csr_array, Ints]:
    """The near roads with a vertex on them for each point (0 to 1 along its edge), and each point's vertex."""
    ends = np.concatenate([roads.one[near], roads.other[near]])
    nodes, compact = np.unique(ends, return_inverse=True)
    vertex = len(nodes) + np.arange(len(edge))
    order = np.lexsort((np.arange(len(edge)), along, edge))
    on, at = edge[order], along[order]
    length = roads.length_m[on]
    first, last = np.r_[True, on[1:] != on[:-1]], np.r_[on[1:] != on[:-1], True]
    if not len(order):
        first = last = np.array([], dtype=bool)
    one = np.searchsorted(nodes, roads.one[on])
    other = np.searchsorted(nodes, roads.other[on])
    between = np.flatnonzero(~first)
    tails = [compact[: len(near)], one[first], vertex[order][between - 1], other[last]]
    heads = [compact[len(near) :], vertex[order][first], vertex[order][between], vertex[order][last]]
    metres = [
        roads.length_m[near],
        (at * length)[first],
        ((at[between] - at[between - 1]) * length[between]),
        ((1.0 - at) * length)[last],
    ]
    return _shortest(
        np.concatenate(tails), np.concatenate(heads), np.concatenate(metres), len(nodes) + len(edge)
    ), vertex


def _shortest(tail: Ints, head: Ints, metres: Floats, size: int) -> csr_array:
    """Both ways, of several edges between two vertices the shortest: a sparse matrix would add them up."""
    both = np.concatenate([tail, head]), np.concatenate([head, tail])
    length = np.concatenate([metres, metres])
    order = np.lexsort((length, both[1], both[0]))
    row, column, length = both[0][order], both[1][order], length[order]
    first = np.r_[True, (row[1:] != row[:-1]) | (column[1:] != column[:-1])] if len(row) else np.array([], dtype=bool)
    return csr_array((length[first], (row[first], column[first])), shape=(size, size))


def _reached(
    graph: csr_array, starts: Ints, goals: Ints, limit_m: float, start_leg: Floats, goal_leg: Floats, batch: Ints
) -> tuple[Ints, Ints, Floats]:
    """Goal and start positions within the limit and the whole walk between them."""
    along = np.asarray(dijkstra(graph, directed=True, indices=starts, limit=limit_m))[:, goals]
    whole = along + start_leg[:, None] + goal_leg[None, :]
    start, goal = np.nonzero(whole <= limit_m)
    return goal, batch[start], whole[start, goal]
