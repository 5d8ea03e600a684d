"""How power divides in a mesh: distribution factors, and what a lost branch leaves to the others (DC).

A mesh block is a part where current has a choice of way. Each block gets its own factors; what hangs beyond enters at
the one node that joins it, and between blocks everything flows the one way there is.
"""

from dataclasses import dataclass
from typing import Any, Final

import networkx as nx
import numpy as np

from lae.grid.electrical.arrays import Flags, Floats, Ints, Network

_REFERENCE: Final = -1
"""What lies behind all infeeds, the place all power comes from."""
_BRIDGE: Final = 1e-9
"""A branch whose own loss would leave this little of a way round has none: it is a bridge."""


@dataclass(frozen=True)
class Factors:
    """Flow from start to end of each branch for 1 MW drawn at each node, (branch, node), and the block of each branch.

    Blocks are numbered; parallel branches alone count as a block, a single branch has one of its own.
    """

    drawn: Floats
    block: Ints

    def flows(self, drawn: Floats) -> Floats:
        """Flow of every branch, (..., branch), for what is drawn at every node, (..., node), MW or Mvar."""
        found: Floats = drawn @ self.drawn.T
        return found


def factors_of(network: Network) -> Factors:
    """The distribution factors of a network; raises ValueError where no infeed reaches a node, or x is zero."""
    if lame := [name for name, z in zip(network.assets, network.impedance, strict=True) if z.imag == 0]:
        raise ValueError(f"no reactance: {', '.join(lame[:5])}; power cannot be divided by it")
    plain = _plain(network)
    if apart := set(plain.nodes) - set(nx.node_connected_component(plain, _REFERENCE)):
        names = sorted(network.nodes[node] for node in apart)
        raise ValueError(f"no infeed reaches {', '.join(names[:5])}")
    drawn = np.zeros((len(network.assets), len(network.nodes)))
    block = np.zeros(len(network.assets), dtype=np.int64)
    parts: list[list[int]] = sorted(sorted(part) for part in _blocks(plain))
    for number, nodes in enumerate(parts):
        inside = _inside(network, nodes)
        block[inside] = number
        drawn[inside] = _block(network, plain, nodes, inside)
    return Factors(drawn, block)


def outage_factors(network: Network, factors: Factors) -> Floats:
    """Share of a lost branch's flow each other takes over, (branch, lost); NaN in columns of bridges.

    On the diagonal stands -1. The loss of a bridge cuts supply off: that is not a matter of sharing.
    """
    moved = factors.drawn[:, network.end] - factors.drawn[:, network.start]
    own = 1 - np.diagonal(moved)
    bridge = np.abs(own) < _BRIDGE
    taken: Floats = moved / np.where(bridge, np.nan, own)
    np.fill_diagonal(taken, np.where(bridge, np.nan, -1.0))
    return taken


def after_outages(flows: Floats, taken: Floats) -> Floats:
    """Flow of every branch, (..., branch, lost), once each branch in turn is lost."""
    found: Floats = flows[..., :, None] + taken * flows[..., None, :]
    return found


def meshed(network: Network) -> Flags:
    """Branches in a part where current has a choice of way between three places or more."""
    plain = _plain(network)
    found = np.zeros(len(network.assets), dtype=bool)
    for nodes in _blocks(plain):
        if len(nodes) > 2:
            found[_inside(network, sorted(nodes))] = True
    return found


def _plain(network: Network) -> "nx.Graph[Any]":
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from([_REFERENCE, *range(len(network.nodes))])
    plain.add_edges_from(zip(network.start.tolist(), network.end.tolist(), strict=True))
    plain.add_edges_from((_REFERENCE, node) for node in network.slack.tolist())
    return plain


def _blocks(plain: "nx.Graph[Any]") -> list[set[int]]:
    return [set(part) for part in nx.biconnected_components(plain)]  # type: ignore[arg-type]


def _inside(network: Network, nodes: list[int]) -> Ints:
    return np.flatnonzero(np.isin(network.start, nodes) & np.isin(network.end, nodes))


def _block(network: Network, plain: "nx.Graph[Any]", nodes: list[int], inside: Ints) -> Floats:
    """Factors of one block's branches for every node of the network."""
    local = {node: number for number, node in enumerate(nodes)}
    enters = _enters(network, plain, nodes, local)
    reference = int(enters[_REFERENCE])
    start = np.asarray([local[node] for node in network.start[inside].tolist()], dtype=np.int64)
    end = np.asarray([local[node] for node in network.end[inside].tolist()], dtype=np.int64)
    strength = 1 / (network.impedance[inside].imag * network.ratio[inside])
    matrix = np.zeros((len(nodes), len(nodes)))
    for one, other, size in (*zip(start, end, strength, strict=True), *_sources(network, local)):
        matrix[one, one] += size
        matrix[other, other] += size
        matrix[one, other] -= size
        matrix[other, one] -= size
    # Stiff infeeds stand at the reference's own angle.
    free = np.setdiff1d(np.arange(len(nodes)), [reference, *_stiff(network, local)])
    angle = np.zeros((len(nodes), len(nodes)))
    angle[np.ix_(free, free)] = -np.linalg.inv(matrix[np.ix_(free, free)])
    by_place = strength[:, None] * (angle[start] - angle[end])
    found: Floats = by_place[:, enters[:-1]]
    return found


def _enters(network: Network, plain: "nx.Graph[Any]", nodes: list[int], local: dict[int, int]) -> Ints:
    """The place in the block where each node of the network, and last of all the reference, joins it."""
    rest: nx.Graph[Any] = nx.Graph(plain)
    rest.remove_edges_from([(one, other) for one, other in plain.edges(nodes) if one in local and other in local])
    enters = np.zeros(len(network.nodes) + 1, dtype=np.int64)
    for node in nodes:
        for beyond in nx.node_connected_component(rest, node):
            enters[beyond] = local[node]
    return enters


def _sources(network: Network, local: dict[int, int]) -> list[tuple[int, int, float]]:
    """The infeeds' own reactances as branches to the reference, in a block that holds it."""
    if _REFERENCE not in local:
        return []
    pairs = zip(network.slack.tolist(), network.slack_impedance.imag.tolist(), strict=True)
    return [(local[_REFERENCE], local[node], 1 / x) for node, x in pairs if node in local and x]


def _stiff(network: Network, local: dict[int, int]) -> list[int]:
    if _REFERENCE not in local:
        return []
    pairs = zip(network.slack.tolist(), network.slack_impedance.imag.tolist(), strict=True)
    return [local[node] for node, x in pairs if node in local and not x]
