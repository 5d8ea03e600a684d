"""Which locations of different registers are one, and the evidence: same operator and near, or the same id."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MADE_UP: Final = r":(?:row-\d+|at-\d+-\d+)(?:/|$)"
"""Ids our readers gave where the register has none: two registers sharing one says nothing."""
_EDGES: Final = ["one", "other", "distance_m", "why", "merged"]


@dataclass(frozen=True)
class Found:
    """Pairs of nodes by position: one < other, distance_m, why, merged; and the group of each node, 0, 1, 2...

    beside: pairs of one register that a second register would have been merged with; nothing is judged of them.
    """

    pairs: pd.DataFrame
    group: Ints
    beside: int


def matched(nodes: pd.DataFrame, ids: pd.DataFrame, *, merge_m: float, same_id_m: float) -> Found:
    """Every pair of registers' locations that are one, or might be; the groups do not depend on the rows' order.

    A location meets only the nearest of each other register: in a street of lamp columns 20 m apart the rule "within
    30 m" alone would tie the whole street into one place.

    Args:
        nodes: node_id (unique), register, operator_key, easting_m, northing_m; positions are their order.
        ids: node (position), id: every id the registers state of it.
        merge_m: distance up to which locations of one operator are one.
        same_id_m: distance up to which a shared id is believed.
    """
    near, beside = _near(nodes, merge_m)
    alike = _alike(nodes, ids, same_id_m)
    merged = pd.concat([near[near["merged"]], alike[alike["merged"]]], ignore_index=True)
    group = _groups(len(nodes), merged)
    pairs = pd.concat([near, alike], ignore_index=True)
    apart = group[pairs["one"].to_numpy(int)] != group[pairs["other"].to_numpy(int)]
    return Found(pairs[pairs["merged"] | apart].reset_index(drop=True), group, beside)


def _near(nodes: pd.DataFrame, merge_m: float) -> tuple[pd.DataFrame, int]:
    points = nodes[["easting_m", "northing_m"]].to_numpy(float)
    found = cKDTree(points).query_pairs(merge_m, output_type="ndarray").astype(np.int64)
    register = nodes["register"].to_numpy(object)
    key = nodes["operator_key"].to_numpy(object)
    across = register[found[:, 0]] != register[found[:, 1]]
    alone = found[~across]
    beside = int(((key[alone[:, 0]] == key[alone[:, 1]]) & (key[alone[:, 0]] != "")).sum())
    found = found[across]
    one, other = found.min(axis=1), found.max(axis=1)
    same = (key[one] == key[other]) & (key[one] != "")
    silent = (key[one] == "") | (key[other] == "")
    wanted = same | silent
    one, other, same = one[wanted], other[wanted], same[wanted]
    table = pd.DataFrame(
        {"one": one, "other": other, "distance_m": _apart(points, one, other), "merged": same},
    ).assign(why=pd.Series(np.where(same, "same_operator_near", "operator_not_stated"), dtype="str"))
    parts = [_nearest(table[table["merged"].eq(kind)], nodes) for kind in (True, False)]
    return pd.concat(parts, ignore_index=True)[_EDGES], beside


def _nearest(pairs: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """The pairs that are, seen from one end at least, the nearest of the other end's register; ties by id."""
    names = nodes["node_id"].to_numpy(object)
    registers = nodes["register"].to_numpy(object)
    plain = pairs.reset_index(drop=True)
    ends = [
        pd.DataFrame(
            {
                "pair": plain.index,
                "distance_m": plain["distance_m"],
                "of": plain[here],
                "there": registers[plain[there].to_numpy(int)],
                "name": names[plain[there].to_numpy(int)],
            }
        )
        for here, there in (("one", "other"), ("other", "one"))
    ]
    sides = pd.concat(ends, ignore_index=True).sort_values(["of", "there", "distance_m", "name"], kind="stable")
    return plain.loc[np.unique(sides.drop_duplicates(["of", "there"])["pair"].to_numpy(int))]


def _alike(nodes: pd.DataFrame, ids: pd.DataFrame, same_id_m: float) -> pd.DataFrame:
    """Pairs of nodes of different registers that state the same id, near enough to be believed or not."""
    real = ids[~ids["id"].str.contains(_MADE_UP, regex=True)]
    word = real["id"].str.replace(r"^[^:]*:", "", regex=True).str.casefold().str.replace(r"[^0-9a-z]+", "", regex=True)
    said = pd.DataFrame({"node": real["node"], "word": word})
    said = said[said["word"].ne("")].drop_duplicates()
    said = said[said.duplicated("word", keep=False)]
    both = said.merge(said, on="word", suffixes=("_one", "_other"))
    one, other = both["node_one"].to_numpy(int), both["node_other"].to_numpy(int)
    register = nodes["register"].to_numpy(object)
    wanted = (one < other) & (register[one] != register[other])
    one, other = one[wanted], other[wanted]
    points = nodes[["easting_m", "northing_m"]].to_numpy(float)
    distance = _apart(points, one, other)
    close = distance <= same_id_m
    table = pd.DataFrame({"one": one, "other": other, "distance_m": distance, "merged": close})
    table = table.assign(why=pd.Series(np.where(close, "same_id", "same_id_far"), dtype="str"))
    return table.drop_duplicates(["one", "other"])[_EDGES]


def _groups(number: int, merged: pd.DataFrame) -> Ints:
    one, other = merged["one"].to_numpy(int), merged["other"].to_numpy(int)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(number, number))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _apart(points: Floats, one: Ints, other: Ints) -> Floats:
    apart = points[one] - points[other]
    return np.asarray(np.hypot(apart[:, 0], apart[:, 1]), dtype=np.float64)
