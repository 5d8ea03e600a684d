"""NGED's network as a tree by Network Reference IDs: which node an id stands for, and who feeds whom."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from lae.grid.network import lower_voltage_kv
from lae.readers.exports import whole_ids
from lae.readers.remarks import Remarks

DNO: Final = "nged"
_LOWEST_GSP_KV: Final = 132.0
"""Whatever hands on at this voltage or more is a GSP, though some hand on at less."""


def reference_of(text: pd.Series) -> pd.Series:
    """Network Reference IDs as we write them: lower case, no spaces, no ".0"."""
    return whole_ids(text.str.replace(" ", "").str.casefold())


def nodes_of(ours: pd.DataFrame) -> pd.Series:
    """The node each registered name stands for: another operator's row where that is the same, else our own."""
    nodes = ours["same_as"].where(ours["same_as"].ne(""), DNO + ":" + ours["alias"])
    return nodes.set_axis(reference_of(nodes.index.to_series().astype("str")))


def node_ids(references: pd.Series, nodes: pd.Series) -> pd.Series:
    """The node of each reference: as registered, else under its own id; empty where there is none."""
    registered = references.map(nodes[~nodes.index.duplicated()])
    own = (DNO + ":" + references).where(references.ne(""), "")
    return registered.where(registered.notna(), own).astype("str")


def tree_of(rows: pd.DataFrame, ours: pd.DataFrame, column: str, remarks: Remarks) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who feeds whom, several parents in equal shares, and a row for each parent that is named but has none.

    A parent without a row enters where it must be a GSP (it feeds a BSP, or at 132 kV or more) or is registered;
    a row without a parent hangs on the GSP it names, where that is registered.
    """
    known = set(rows["substation_id"])
    registered = {str(node): row for node, row in zip(nodes_of(ours), ours.to_dict("records"), strict=True)}
    by_name = dict(zip(ours.index, nodes_of(ours), strict=True))
    pairs: list[tuple[str, str, int]] = []
    stubs: dict[str, dict[str, Any]] = {}
    blank: list[str] = []
    unknown: list[str] = []
    for row in rows[rows["tier"].ne("gsp")].to_dict("records"):
        own, up = str(row["substation_id"]), str(row["upstream_id"]) or str(by_name.get(row["gsp"], ""))
        if not up:
            blank.append(own)
            continue
        if up not in known and up not in registered and not _feeds_as_gsp(row):
            unknown.append(f"{own} (fed by {row['parent']})")
            continue
        pairs.append((own, up, int(row["row"])))
        if up not in known and up.startswith(f"{DNO}:") and up not in stubs:
            stubs[up] = _stub(up, row, registered.get(up))
    for up, stub in list(stubs.items()):
        above = str(registered[up]["upstream_id"]) if up in registered else ""
        if above:
            pairs.append((up, above, stub["source_row"]))
            if above not in known | set(stubs) and above in registered and above.startswith(f"{DNO}:"):
                stubs[above] = _stub(above, {**stub, "row": stub["source_row"]}, registered[above])
    fix = "Register its Group in grid/aliases.csv, dno nged, or add its parent."
    remarks.rows("error", "no_parent", "names nothing that feeds it.", blank, column=column, fix=fix)
    fix = "Register the parent's Network Reference ID in grid/aliases.csv, dno nged."
    message = "the file holds no row for what feeds it, and it is not clear that it is a GSP."
    remarks.rows("error", "unknown_parent", message, unknown, fix=fix)
    message = f"{len(stubs)} substations are named as feeding others but have no row; their headroom is unknown."
    remarks.rows("note", "stub", message, sorted(stubs))
    feeds = pd.DataFrame(pairs, columns=["substation_id", "upstream_id", "source_row"])
    feeds = feeds.drop_duplicates(["substation_id", "upstream_id"])
    itself = feeds["substation_id"].eq(feeds["upstream_id"])
    remarks.rows("error", "own_parent", "is named as feeding itself.", feeds["substation_id"][itself])
    feeds = feeds[~itself]
    each = feeds.groupby("substation_id")["upstream_id"].transform("size")
    several = sorted(set(feeds["substation_id"][each.gt(1)]))
    message = "is fed by several parents; shared equally, since the file does not say how."
    remarks.rows("note", "several_parents", message, several, column=column)
    typed = feeds.astype({"substation_id": "str", "upstream_id": "str", "source_row": "int64"})
    return typed.assign(share=1.0 / each, normally_open=False), pd.DataFrame(list(stubs.values()))


def _feeds_as_gsp(row: Mapping[Any, Any]) -> bool:
    """Whether whatever feeds this row must be a GSP."""
    return row["tier"] == "bsp" or lower_voltage_kv(row["upstream_kv"]) >= _LOWEST_GSP_KV


def _stub(node: str, child: Mapping[Any, Any], alias: Mapping[Any, Any] | None) -> dict[str, Any]:
    """A parent without figures: as registered, else a GSP named after its child's group."""
    return {
        "substation_id": node,
        "asset_id": node.partition(":")[2],
        "name": alias["name"] if alias else child["gsp"] or node.partition(":")[2],
        "tier": "bsp" if alias and alias["upstream_id"] else "gsp",
        "gsp": child["gsp"],
        "voltage": alias["voltage"] if alias else str(child["upstream_kv"]).removesuffix(".0"),
        "upstream_kv": child["upstream_kv"],
        "stub": True,
        "easting_m": float("nan"),
        "northing_m": float("nan"),
        "source_row": int(child["row"]),
    }
