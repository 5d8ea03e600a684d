"""The network as published: a networkx model of GSP -> BSP -> primary, checked, and the arrays derived from it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from lae.findings import Finding

_RUNG: Final = {"gsp": 0, "bsp": 1, "primary": 2, "secondary": 3}
_SHARE_TOLERANCE: Final = 1e-6


@dataclass(frozen=True)
class Ladder:
    """The normally running network as arrays; node i is `ids[i]`, upstream nodes come before downstream ones.

    `feeds[i, j]` is the share of node j's load that it takes from its direct upstream node i. `passes[i, j]` is the
    share of node j's load that passes node i, 1 on the diagonal: `passes @ load` is what every node carries.
    """

    ids: tuple[str, ...]
    feeds: sparse.csr_array

    @cached_property
    def passes(self) -> sparse.csr_array:
        """Shares of every node's load at each of its ancestors, (n, n)."""
        n = len(self.ids)
        unit = sparse.eye_array(n, format="csr")
        total, step = unit, unit
        while step.nnz:
            step = sparse.csr_array(step @ self.feeds)
            total = sparse.csr_array(total + step)
        total.sort_indices()
        return total

    @cached_property
    def position(self) -> dict[str, int]:
        """Index of each substation id."""
        return {name: index for index, name in enumerate(self.ids)}

    @cached_property
    def parents(self) -> tuple[tuple[tuple[int, float], ...], ...]:
        """For each node its direct upstream nodes and the share it takes from each."""
        columns = sparse.csc_array(self.feeds)
        found = []
        for node in range(len(self.ids)):
            rows = slice(columns.indptr[node], columns.indptr[node + 1])
            pairs = zip(columns.indices[rows].tolist(), columns.data[rows].tolist(), strict=True)
            found.append(tuple(sorted(pairs)))
        return tuple(found)

    def path(self, substation_id: str) -> list[str]:
        """The ids from a substation up to its highest ancestor, following the largest share."""
        walked = [self.position[substation_id]]
        while self.parents[walked[-1]]:
            walked.append(max(self.parents[walked[-1]], key=lambda pair: (pair[1], -pair[0]))[0])
        return [self.ids[node] for node in walked]


def build_graph(substations: pd.DataFrame, feeds: pd.DataFrame) -> "nx.MultiDiGraph[str]":
    """The network with one node a substation and one edge a feed, upstream -> downstream, keyed by the pair.

    Edges carry `share` and `normally_open`; parallel feeds stay apart. Feeds of unknown substations are left out:
    `check_network` names them.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in substations.sort_values("substation_id").to_dict("records"):
        graph.add_node(row["substation_id"], **{str(name): row[name] for name in ("name", "tier", "dno", "stub")})
    for row in feeds.sort_values(["substation_id", "upstream_id"]).to_dict("records"):
        up, down = row["upstream_id"], row["substation_id"]
        if up in graph and down in graph:
            key = f"{up} > {down}"
            graph.add_edge(up, down, key=key, share=row["share"], normally_open=row["normally_open"])
    return graph


def running(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    """The graph without normally open feeds."""
    kept: nx.MultiDiGraph[str] = nx.MultiDiGraph(graph)
    kept.remove_edges_from([edge[:3] for edge in graph.edges(keys=True, data=True) if edge[3]["normally_open"]])
    return kept


def build_ladder(graph: "nx.MultiDiGraph[str]") -> Ladder:
    """The arrays of a running network; raises ValueError when it has a loop."""
    closed = running(graph)
    try:
        ids = tuple(nx.lexicographical_topological_sort(closed))
    except nx.NetworkXUnfeasible:
        raise ValueError(f"the network has a loop in normal running: {_loop(closed)}") from None
    position = {name: index for index, name in enumerate(ids)}
    edges = [(position[u], position[v], share) for u, v, share in closed.edges(data="share", default=1.0)]
    rows, columns, shares = zip(*edges, strict=True) if edges else ((), (), ())
    size = (len(ids), len(ids))
    return Ladder(ids, sparse.csr_array((np.asarray(shares, float), (rows, columns)), shape=size))


def check_network(substations: pd.DataFrame, feeds: pd.DataFrame) -> list[Finding]:
    """Every fault of the network at once: unknown and circular feeds, missing parents, rising voltages, shares."""
    table = "grid/feeds.csv"
    known = set(substations["substation_id"])
    findings = []

    def fault(rule: str, message: str, ids: list[str], fix: str = "", *, where: str = table) -> None:
        if ids:
            findings.append(Finding("error", where, rule, message, ids=tuple(sorted(ids)), fix=fix))

    for column in ("substation_id", "upstream_id"):
        strangers = feeds.loc[~feeds[column].isin(known), column]
        fault(
            "unknown_substation",
            f"{column} names substations that substations.csv does not hold.",
            list(dict.fromkeys(strangers)),
            "Add the substation, as a stub when the operator publishes no figures for it.",
        )
    graph = running(build_graph(substations, feeds))
    loops = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
    loops += [[node] for node in nx.nodes_with_selfloops(graph)]
    fault("loop", "feeds run in a circle.", [" > ".join(loop) for loop in loops], "Mark one of them normally open.")
    tier = substations.set_index("substation_id")["tier"]
    fed = set(feeds.loc[~feeds["normally_open"], "substation_id"])
    orphans = [name for name in known - fed if tier[name] != "gsp"]
    fault("no_feed", "no feed in normal running; only a GSP may have none.", orphans)
    fault("fed_gsp", "a GSP is fed by another substation.", [name for name in fed & known if tier[name] == "gsp"])
    pairs = feeds[feeds["substation_id"].isin(known) & feeds["upstream_id"].isin(known)]
    rung = tier.map(_RUNG)
    rises = pairs[rung.reindex(pairs["substation_id"]).to_numpy() <= rung.reindex(pairs["upstream_id"]).to_numpy()]
    fault("tier", "a substation is fed from one that is not above it.", list(rises["substation_id"]))
    lowest = substations.set_index("substation_id")["voltage"].map(lower_voltage_kv)
    below = lowest.reindex(pairs["substation_id"]).to_numpy() > lowest.reindex(pairs["upstream_id"]).to_numpy()
    fault("voltage", "the voltage rises on the way down.", list(pairs.loc[below, "substation_id"]))
    sums = feeds[~feeds["normally_open"]].groupby("substation_id")["share"].sum()
    uneven = sums[(sums - 1).abs() > _SHARE_TOLERANCE]
    fault("shares", "the shares of a substation's feeds do not sum to 1.", [str(name) for name in uneven.index])
    return findings


def stubs(substations: pd.DataFrame) -> list[Finding]:
    """A note that names the parents without figures, so that nobody takes them for healthy."""
    names = substations.loc[substations["stub"], "substation_id"]
    if names.empty:
        return []
    message = f"{len(names)} named parents have no published figures here; their headroom is unknown."
    return [Finding("note", "grid/substations.csv", "stub", message, ids=tuple(sorted(names)))]


def lower_voltage_kv(text: Any) -> float:
    """The lowest voltage in text such as "132 / 33"; NaN when there is none."""
    parts = [part.strip() for part in str(text).replace("kV", "").split("/")]
    values = [float(part) for part in parts if part.replace(".", "", 1).isdigit()]
    return min(values) if values else float("nan")


def _loop(graph: "nx.MultiDiGraph[str]") -> str:
    return " > ".join(str(edge[0]) for edge in nx.find_cycle(graph))
