"""Who is connected, accepted or queued at a substation, from the Embedded Capacity Register: no names, no addresses."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lae.tables import Contract, columns_of, empty

CONNECTIONS: Final = "connections"
LAYERS: Final = ["connected", "accepted", "queued"]
NO_OPERATOR: Final = "no substations of its operator are here"
NO_GSP: Final = "its GSP is not stated"
UNKNOWN_GSP: Final = "its GSP is not among the substations"
UNKNOWN_NAME: Final = "no substation of that name under its GSP"
SEVERAL: Final = "several substations of that name under its GSP"
_DATE: Final = r"^(\d{4}-\d{2}-\d{2})?$"
_LEVELS: Final = {"primary_name": "primary", "bsp_name": "bsp", "gsp_name": "gsp"}


class Connections(Contract):
    """One row a connection of the register: what it may draw and send out, and where it meets the network.

    Blank is not known: an import capacity that is blank is not 0, a queue flag that is blank is not "no". The place is
    that of a customer's site and belongs on no public map.
    """

    connection_id: str = pa.Field(description="operator : the register's own id, else source and row")
    dno: str
    status: str = pa.Field(isin=LAYERS, description="queued = accepted and said to be in a connection queue")
    in_queue: str = pa.Field(isin=["yes", "no", ""])
    technology: str = pa.Field(description='energy sources, for instance "solar + storage"; unknown where blank')
    connected_mw: float = pa.Field(ge=0, le=5_000, nullable=True, description="registered capacity already connected")
    accepted_mw: float = pa.Field(ge=0, le=5_000, nullable=True, description="registered capacity accepted to connect")
    export_mw: float = pa.Field(ge=0, le=5_000, nullable=True, description="maximum export of what is connected")
    export_mva: float = pa.Field(ge=0, le=5_000, nullable=True)
    import_mw: float = pa.Field(ge=0, le=5_000, nullable=True, description="maximum import of what is connected")
    import_mva: float = pa.Field(ge=0, le=5_000, nullable=True)
    export_change_mw: float = pa.Field(nullable=True, description="what the accepted part adds to the maximum export")
    export_change_mva: float = pa.Field(nullable=True)
    import_change_mw: float = pa.Field(nullable=True, description="what the accepted part adds to the maximum import")
    import_change_mva: float = pa.Field(nullable=True)
    storage_mwh: float = pa.Field(ge=0, nullable=True)
    poc_voltage_kv: float = pa.Field(gt=0, le=400, nullable=True, description="voltage of the point of connection")
    primary_name: str = pa.Field(description="as published; empty where it would name the customer")
    bsp_name: str
    gsp_name: str
    substation_id: str = pa.Field(description="empty where no substation is found: see `placed`")
    easting_m: float = pa.Field(ge=0, le=700_000, nullable=True)
    northing_m: float = pa.Field(ge=0, le=1_300_000, nullable=True)
    date_connected: str = pa.Field(str_matches=_DATE)
    date_accepted: str = pa.Field(str_matches=_DATE)
    target_energisation: str = pa.Field(str_matches=_DATE)
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["connection_id"]


class ConnectionLayers(Contract):
    """Totals by substation, technology and layer; the layers are apart and no figure is in two of them.

    A total is of the rows that state it, and blank where none does; the counts say how many do not.
    """

    substation_id: str = pa.Field(description="empty: connections whose substation was not found")
    technology: str
    layer: str = pa.Field(isin=LAYERS)
    connections_count: int = pa.Field(gt=0)
    registered_mw: float = pa.Field(ge=0, nullable=True)
    registered_unknown_count: int = pa.Field(ge=0)
    export_mva: float = pa.Field(nullable=True)
    export_unknown_count: int = pa.Field(ge=0)
    import_mva: float = pa.Field(nullable=True)
    import_unknown_count: int = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["substation_id", "technology", "layer"]


class Placed(NamedTuple):
    """Connections with their substations, and how many have none, by reason."""

    connections: pd.DataFrame
    reasons: Mapping[str, int]


def layers(connections: pd.DataFrame) -> pd.DataFrame:
    """ConnectionLayers of a CONNECTIONS table: connected, accepted and queued capacity apart.

    A connected site with an accepted extension counts in both layers, each with its own capacity.
    """
    is_connected = connections["status"].eq("connected")
    connected = is_connected | connections["connected_mw"].notna()
    extended = ~is_connected | connections["accepted_mw"].notna()
    waiting = pd.Series(np.where(connections["in_queue"].eq("yes"), "queued", "accepted"), index=connections.index)
    now = {"registered_mw": "connected_mw", "export_mva": "export_mva", "import_mva": "import_mva"}
    then = {"registered_mw": "accepted_mw", "export_mva": "export_change_mva", "import_mva": "import_change_mva"}
    parts = [
        _part(connections[connected], pd.Series("connected", index=connections.index), now),
        _part(connections[extended], waiting, then),
    ]
    rows = pd.concat(parts, ignore_index=True)
    if rows.empty:
        return empty(ConnectionLayers)
    by_key = rows.groupby(["substation_id", "technology", "layer"], sort=True)
    totals = by_key[list(now)].sum(min_count=1)
    stated = by_key[list(now)].count()
    size = by_key.size()
    table = totals.assign(
        connections_count=size,
        **{f"{name.rpartition('_')[0]}_unknown_count": size - stated[name] for name in now},
    ).reset_index()
    counts = {name: "int64" for name in table.columns if name.endswith("_count")}
    return table[columns_of(ConnectionLayers)].astype({"layer": "str", **counts})


def placed(connections: pd.DataFrame, substations: pd.DataFrame, feeds: pd.DataFrame) -> Placed:
    """The connections with `substation_id` found by name among their operator's substations under the GSP they name.

    The primary counts where one is named, else the BSP, else the GSP. Names are compared without case, voltage,
    punctuation and the words primary, BSP and GSP; a name that fits none or several leaves `substation_id` empty.

    Args:
        connections: contract Connections; it is not changed.
        substations: contract Substations.
        feeds: contract Feeds.
    """
    gsps = _gsps(substations, feeds)
    keys: dict[tuple[str, str, str, str], list[str]] = {}
    known_gsps: set[tuple[str, str]] = set()
    for row in substations[["substation_id", "dno", "tier", "name"]].itertuples(index=False, name=None):
        own, dno, tier, name = map(str, row)
        for gsp in gsps[own]:
            known_gsps.add((dno, gsp))
            keys.setdefault((dno, gsp, tier, name_key(name)), []).append(own)
    operators = set(substations["dno"])
    columns = ["dno", *_LEVELS]
    wanted = connections[columns].drop_duplicates()
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in wanted.itertuples(index=False, name=None):
        dno, *names = map(str, row)
        gsp = name_key(names[-1])
        level, name = next(((tier, name) for tier, name in zip(_LEVELS.values(), names, strict=True) if name), ("", ""))
        fitting = keys.get((dno, gsp, level, name_key(name)), [])
        reasons = {
            NO_OPERATOR: dno not in operators,
            NO_GSP: not gsp,
            UNKNOWN_GSP: (dno, gsp) not in known_gsps,
            UNKNOWN_NAME: not fitting,
            SEVERAL: len(fitting) > 1,
        }
        reason = next((reason for reason, holds in reasons.items() if holds), "")
        found[(dno, *names)] = ("" if reason else fitting[0], reason)
    answers = [found[tuple(map(str, row))] for row in connections[columns].itertuples(index=False, name=None)]
    ids = pd.Series([own for own, _ in answers], index=connections.index, dtype="str")
    why = pd.Series([reason for _, reason in answers], index=connections.index, dtype="str")
    counts = why[why.ne("")].value_counts().to_dict()
    return Placed(connections.assign(substation_id=ids), dict(sorted((str(k), int(v)) for k, v in counts.items())))


def name_key(name: str) -> str:
    """A substation's name for comparing: "Norton 132/11kV BSP" and "NORTON" are one."""
    series = pd.Series([name], dtype="str").str.casefold()
    bare = series.str.replace(r"\b\d+(?:\.\d+)?(?:\s*/\s*\d+(?:\.\d+)?)*\s*kv\b", " ", regex=True)
    words = bare.str.replace(r"[^a-z0-9]+", " ", regex=True).str.split().iloc[0]
    while words and words[-1] in ("primary", "bsp", "gsp", "substation"):
        words = words[:-1]
    return " ".join(words)


def _part(rows: pd.DataFrame, layer: pd.Series, columns: Mapping[str, str]) -> pd.DataFrame:
    chosen = rows[["substation_id", "technology"]].assign(layer=layer.reindex(rows.index).astype("str"))
    return chosen.assign(**{name: rows[column] for name, column in columns.items()})


def _gsps(substations: pd.DataFrame, feeds: pd.DataFrame) -> dict[str, set[str]]:
    """The compared names of the GSPs each substation hangs on in normal running, its own for a GSP."""
    names = {
        str(own): name_key(str(name))
        for own, name in zip(substations["substation_id"], substations["name"], strict=True)
    }
    tiers = dict(zip(substations["substation_id"], substations["tier"], strict=True))
    above: dict[str, list[str]] = {}
    closed = feeds[~feeds["normally_open"]]
    for own, up in zip(closed["substation_id"], closed["upstream_id"], strict=True):
        above.setdefault(str(own), []).append(str(up))
    found: dict[str, set[str]] = {}
    for own in names:
        seen: set[str] = set()
        waiting = [own]
        while waiting:
            node = waiting.pop()
            if node in names and node not in seen:
                seen.add(node)
                waiting += above.get(node, [])
        found[own] = {names[node] for node in seen if tiers[node] == "gsp"}
    return found
