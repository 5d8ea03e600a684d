"""A radial network in the order its supply runs, parallel assets drawn together, all voltages seen from the infeed.

Nodes stand in depth-first order: what hangs below node i are the nodes i to `last[i] - 1`, and a parent comes before
what it feeds.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from lae.grid.electrical.arrays import Complexes, Flags, Floats, Ints, Network


@dataclass(frozen=True)
class Tree:
    """Every node hangs on one group of parallel assets from its parent, or on its infeed; place i is node `node[i]`.

    Args:
        node: the network's node at each place.
        parent: place of the parent; -1 below an infeed.
        last: one past the last place below each place.
        impedance: of the group above, on the place's own voltage; of an infeed its own.
        upper, lower: the group's shunt at its two ends, behind its ratio.
        ratio: parent over own, taps as tabled.
        infeed: voltage of the infeed that feeds the place.
        member: places of the branches of the network by their lower end, (branch,).
        turned: whether a branch ends at the parent's side, (branch,).
    """

    node: Ints
    parent: Ints
    last: Ints
    impedance: Complexes
    upper: Complexes
    lower: Complexes
    ratio: Floats
    infeed: Floats
    member: Ints
    turned: Flags

    @cached_property
    def levels(self) -> "Levels":
        """The same places by depth."""
        return levels_of(self)


def tree_of(network: Network) -> Tree:
    """The tree; raises ValueError where the network has a mesh, a node two infeeds, or a node none."""
    neighbours: list[dict[int, list[int]]] = [{} for _ in network.nodes]
    for branch, (start, end) in enumerate(zip(network.start.tolist(), network.end.tolist(), strict=True)):
        neighbours[start].setdefault(end, []).append(branch)
        neighbours[end].setdefault(start, []).append(branch)
    place = np.full(len(network.nodes), -1)
    order, parents = _walk(network, neighbours, place)
    if len(order) < len(network.nodes):
        lost = [name for name, at in zip(network.nodes, place, strict=True) if at < 0]
        raise ValueError(f"no infeed reaches {', '.join(lost[:5])}")
    node, parent = np.asarray(order, dtype=np.int64), np.asarray(parents, dtype=np.int64)
    last = np.arange(1, len(node) + 1)
    for at in range(len(node) - 1, -1, -1):
        if parent[at] >= 0:
            last[parent[at]] = max(last[parent[at]], last[at])
    ends = np.stack([place[network.start], place[network.end]])
    member, turned = ends.max(axis=0), ends[0] > ends[1]
    root = np.flatnonzero(parent < 0)
    fed = root[np.searchsorted(root, np.arange(len(node)), side="right") - 1]
    feeding = {int(slack): number for number, slack in enumerate(network.slack)}
    infeed = np.asarray([feeding[int(node[at])] for at in fed], dtype=np.int64)
    impedance, upper, lower, ratio = _groups(network, member, turned, len(node))
    impedance[root] = network.slack_impedance[infeed[root]]
    return Tree(node, parent, last, impedance, upper, lower, ratio, network.slack_voltage[infeed], member, turned)


@dataclass(frozen=True)
class Levels:
    """The places of a tree rank by rank from the infeeds down, so that a sweep is one step a level and not one a place.

    Args:
        place: the tree's place of each rank.
        roots: ranks of the places on infeeds.
        down: from the top, ranks of a level and of their parents.
        up: from the bottom, ranks of parents and of one child of each, round by round until every child has come.
    """

    place: Ints
    roots: slice
    down: tuple[tuple[slice, Ints], ...]
    up: tuple[tuple[slice, Ints], ...]


def levels_of(tree: Tree) -> Levels:
    """The levels; within one those with most children stand first, so that a round's parents are neighbours."""
    size = len(tree.node)
    depth = np.zeros(size, dtype=np.int64)
    for place, parent in enumerate(tree.parent.tolist()):
        depth[place] = depth[parent] + 1 if parent >= 0 else 0
    children = np.bincount(tree.parent[tree.parent >= 0], minlength=size)
    order = np.lexsort((np.arange(size), -children, depth))
    rank = np.empty_like(order)
    rank[order] = np.arange(size)
    above = rank[tree.parent[order]]
    starts = np.searchsorted(depth[order], np.arange(depth.max(initial=0) + 2))
    levels = [slice(int(one), int(other)) for one, other in pairwise(starts)]
    up: list[tuple[slice, Ints]] = []
    for level, upper in zip(levels[:0:-1], levels[-2::-1], strict=True):
        by_parent = np.argsort(above[level], kind="stable")
        parents = above[level][by_parent]
        number = np.arange(len(parents)) - np.searchsorted(parents, parents)
        for turn in range(int(number.max()) + 1):
            child = level.start + by_parent[number == turn]
            up.append((slice(upper.start, upper.start + len(child)), child))
    down = tuple((level, above[level]) for level in levels[1:])
    return Levels(order.astype(np.int64), levels[0], down, tuple(up))


def places(tree: Tree) -> Ints:
    """The place of each node, (node,)."""
    found = np.empty_like(tree.node)
    found[tree.node] = np.arange(len(tree.node))
    return found


def ways(tree: Tree, nodes: Ints) -> Flags:
    """Whether a branch lies between each of these nodes and its infeed, (node, branch)."""
    at = places(tree)[nodes][:, None]
    found: Flags = (tree.member <= at) & (at < tree.last[tree.member])
    return found


def oriented(network: Network, turned: Flags) -> tuple[Complexes, Complexes, Floats]:
    """Admittance, half shunt and ratio of every branch as seen from its upper end."""
    turn = np.where(turned, network.ratio, 1.0)
    admittance = 1 / network.impedance / turn**2
    return admittance, network.shunt / 2 / turn**2, np.where(turned, 1 / network.ratio, network.ratio)


def _groups(network: Network, member: Ints, turned: Flags, size: int) -> tuple[Complexes, Complexes, Complexes, Floats]:
    """Parallel branches as one: exact, with the current that circulates between unequal ratios."""
    admittance, half, each = oriented(network, turned)
    ratio = np.ones(size)
    ratio[member[::-1]] = each[::-1]  # the first branch of a group sets its ratio
    relative = ratio[member] / each

    def summed(values: Complexes) -> Complexes:
        out = np.zeros(size, dtype=complex)
        np.add.at(out, member, values)
        return out

    total = summed(admittance * relative)
    upper = summed(half * relative**2 + admittance * relative * (relative - 1))
    lower = summed(half + admittance * (1 - relative))
    impedance = np.zeros(size, dtype=complex)
    np.divide(1, total, out=impedance, where=total != 0)
    return impedance, upper, lower, ratio


def _walk(network: Network, neighbours: list[dict[int, list[int]]], place: Ints) -> tuple[list[int], list[int]]:
    """Nodes in depth-first order from every infeed and the place of each one's parent; fills `place`."""
    order: list[int] = []
    parents: list[int] = []
    for slack in network.slack.tolist():
        if place[slack] >= 0:
            raise ValueError(f"{network.nodes[slack]} has two infeeds in normal running: not radial")
        stack = [(slack, -1)]
        while stack:
            node, above = stack.pop()
            if place[node] >= 0:
                raise ValueError(f"{network.nodes[node]} is fed from two sides: not radial")
            place[node] = len(order)
            order.append(node)
            parents.append(above)
            up = order[above] if above >= 0 else -1
            stack += [(other, int(place[node])) for other in reversed(neighbours[node]) if other != up]
    return order, parents
