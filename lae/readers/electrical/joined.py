"""Published impedances made a model: who feeds each island, what fault level stands behind it, what hangs on it."""

import math
import re
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

import networkx as nx
import pandas as pd

from lae.assumptions import Assumptions
from lae.findings import Finding, errors
from lae.grid.electrical.contract import RATIO_KINDS, GridLoads, GridSources
from lae.grid.electrical.findings import model_findings
from lae.grid.electrical.graph import model
from lae.grid.network import lower_voltage_kv
from lae.readers.electrical.parts import BRANCHES, BUSES, DEMANDS, FAULTS, LOADS, SOURCES
from lae.tables import filled, records

VOLTAGE_ID: Final = "infeed_voltage_ratio"
FACTOR_ID: Final = "power_factor_demand"
_WORDS: Final = re.compile(
    r"\b(?:primary|grid|supply|point|bulk|bsp|gsp|substation|s/s|s/stn|ss|local|site|busbars?)\b"
    r"|\b\d+(?:\.\d+)?(?:\s*/\s*\d+(?:\.\d+)?)*\s*kv\b"
)


class Settled(NamedTuple):
    """The tables that changed, and what was taken for granted on the way."""

    tables: dict[str, pd.DataFrame]
    findings: tuple[Finding, ...]


def settle(tables: Mapping[str, Any], *, own: Collection[str] = ()) -> Settled:
    """Branches without those no model can hold, infeeds of islands that name none, loads of busbars where wires end.

    Nothing that a file or the study states itself is changed; what is added says so by its provenance.

    Args:
        tables: the study's, with what was read.
        own: branches the study states itself, whose faults are the study's to mend and stop the electrical work.
    """
    found: list[Finding] = []
    branches = _possible(tables, own, found)
    assumptions = Assumptions.from_frame(tables["assumptions"])
    sources = _infeeds(tables, branches, assumptions.value(VOLTAGE_ID), found)
    loads = _loads(tables, branches, assumptions.value(FACTOR_ID), found)
    return Settled({BRANCHES: branches, SOURCES: sources, LOADS: loads}, tuple(found))


def plain_name(name: str) -> str:
    """A substation's name without what kind it is and at what voltage: "Ilmer Primary 11kV" is ilmer."""
    return re.sub(r"[^a-z0-9]", "", _WORDS.sub(" ", name.casefold()))


def _possible(tables: Mapping[str, Any], own: Collection[str], found: list[Finding]) -> pd.DataFrame:
    """The branches but those of a kind that stops all electrical work, each named in a warning."""
    branches: pd.DataFrame = tables[BRANCHES]
    given = model(tables[BUSES], branches, tables[SOURCES], tables[LOADS])
    lost: set[str] = set()
    for fault in errors(model_findings(given)):
        if names := set(fault.ids) & set(branches["asset_id"]) - set(own):
            message = f"left out of the model: {fault.message}"
            found.append(Finding("warning", fault.table, fault.rule, message, ids=tuple(sorted(names)), fix=fault.fix))
            lost |= names
    return branches[~branches["asset_id"].isin(lost)].reset_index(drop=True)


def _infeeds(tables: Mapping[str, Any], branches: pd.DataFrame, voltage: float, found: list[Finding]) -> pd.DataFrame:
    """The infeeds, with one at the top of each island that has none and a single busbar at its highest voltage.

    Where several stand there, those are taken that the study knows as grid supply points.
    """
    sources, buses = tables[SOURCES], tables[BUSES].set_index("bus_id", drop=False)
    substations = tables["substations"]
    gsps = {plain_name(name) for name in substations.loc[substations["tier"].eq("gsp"), "name"]}
    faults = tables.get(FAULTS, pd.DataFrame(columns=["bus_id"])).set_index("bus_id")
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(buses.index)
    live = branches[~branches["normally_open"] & branches["kind"].ne("transfer")]
    graph.add_edges_from(zip(live["from_bus"], live["to_bus"], strict=True))
    made, unfed = [], []
    for island in sorted(sorted(part) for part in nx.connected_components(graph)):
        if len(island) < 2 or sources["bus_id"].isin(island).any():
            continue
        rows = buses.loc[island]
        top = rows[rows["nominal_kv"].eq(rows["nominal_kv"].max())]
        known = top[[plain_name(site) in gsps for site in top["site_id"].where(top["site_id"].ne(""), top["name"])]]
        chosen = top if len(top) == 1 else known
        if chosen.empty:
            unfed.append(island[0])
        made += [_infeed(row, faults, voltage) for row in records(chosen)]
    message = "islands name no infeed and have several busbars at their highest voltage: nothing is worked out there."
    fix = "Say in grid/sources.csv which busbar the network above feeds."
    _say(found, Finding("warning", "grid/sources.csv", "no_infeed", message, "bus_id", tuple(unfed), fix))
    message = f"busbars at the top of their island are taken as infeeds held at {voltage:g} of nominal."
    ids = tuple(row["bus_id"] for row in made)
    fix = "State infeeds and their voltage in grid/sources.csv."
    _say(found, Finding("note", "grid/sources.csv", "assumed_infeed", message, "bus_id", ids, fix))
    return _and(sources, filled(pd.DataFrame(made), GridSources, SOURCES))


def _infeed(bus: Any, faults: pd.DataFrame, voltage: float) -> dict[str, Any]:
    told: dict[str, Any] = {"asset_id": f"infeed {bus.bus_id}", "bus_id": bus.bus_id, "voltage_ratio": voltage}
    told |= {"source_id": bus.source_id, "source_row": bus.source_row, "provenance": "assumed"}
    if bus.bus_id not in faults.index:
        return told
    fault = faults.loc[bus.bus_id]
    r, x = fault["resistance_value"], fault["reactance_value"]
    size = math.hypot(0.0 if math.isnan(r) else r, x)
    behind = 100.0 * fault["base_mva"] / size if math.isfinite(size) and size else math.nan
    broken = math.sqrt(3.0) * bus.nominal_kv * fault["break_ka"]
    told["fault_level_mva"] = broken if math.isfinite(broken) else behind
    told["x_over_r_ratio"] = x / r if r > 0 and x > 0 else math.nan
    return told


def _loads(tables: Mapping[str, Any], branches: pd.DataFrame, factor: float, found: list[Finding]) -> pd.DataFrame:
    """The loads, with the study's substations hung on busbars of their name and voltage, else the published demand."""
    loads, buses = tables[LOADS], tables[BUSES]
    ends = buses[_where_wires_end(buses, branches) & ~buses["bus_id"].isin(loads["bus_id"])]
    sites = ends.assign(plain=ends["site_id"].where(ends["site_id"].ne(""), ends["name"]).map(plain_name))
    by_site = {key: rows for key, rows in sites.groupby(["plain", "nominal_kv"], sort=True) if key[0]}
    made: list[dict[str, Any]] = []
    taken: set[str] = set()
    hung = set(loads["substation_id"])
    substations, above = tables["substations"], set(tables["feeds"]["upstream_id"])
    for row in records(substations.sort_values("substation_id")):
        at = by_site.get((plain_name(row.name), lower_voltage_kv(row.voltage)))
        if at is None or row.substation_id in above | hung or taken & set(at["bus_id"]):
            continue
        taken |= set(at["bus_id"])
        made += [_load(bus, substation_id=row.substation_id, share=1.0 / len(at)) for bus in records(at)]
    matched = len({row["substation_id"] for row in made})
    made += _published(tables.get(DEMANDS), sites[~sites["bus_id"].isin(taken)], factor)
    bare = sorted(set(ends["bus_id"]) - {row["bus_id"] for row in made})
    message = f"{matched} substations of the study hang on busbars of their name and voltage."
    found.append(Finding("note", "grid/loads.csv", "hung", message, "substation_id"))
    message = (
        "busbars where the published wires end have neither a substation of the study nor a demand: no load there."
    )
    fix = "Name their substation_id in grid/loads.csv."
    _say(found, Finding("warning", "grid/loads.csv", "no_load", message, "bus_id", tuple(bare), fix))
    return _and(loads, filled(pd.DataFrame(made), GridLoads, LOADS))


def _where_wires_end(buses: pd.DataFrame, branches: pd.DataFrame) -> pd.Series:
    """Busbars on the low side of a transformer from which nothing but transformers and switches lead on."""
    wound = branches[branches["kind"].isin(RATIO_KINDS)]
    lines = branches[branches["kind"].eq("line")]
    fed, feeding = set(wound["to_bus"]), set(wound["from_bus"])
    return buses["bus_id"].isin(fed - feeding - set(lines["from_bus"]) - set(lines["to_bus"]))


def _published(demands: pd.DataFrame | None, sites: pd.DataFrame, factor: float) -> list[dict[str, Any]]:
    """The site's winter demand, true before observed, spread evenly over its busbars where the wires end."""
    if demands is None or sites.empty:
        return []
    order = demands.sort_values(["season", "kind", "site"], ascending=[False, False, True], kind="stable")
    order = order.assign(plain=order["site"].map(plain_name)).drop_duplicates("plain")
    made = []
    for row in records(order):
        at = sites[sites["plain"].eq(row.plain)]
        at = at[at["nominal_kv"].eq(at["nominal_kv"].min())]
        cosine = row.power_factor_ratio if math.isfinite(row.power_factor_ratio) else factor
        p = row.p_mw / max(len(at), 1)
        q = p * math.tan(math.acos(cosine))
        made += [_load(bus, p_mw=p, q_mvar=q) for bus in records(at)]
    return made


def _load(bus: Any, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"asset_id": f"load {bus.bus_id}", "bus_id": bus.bus_id, "substation_id": ""}
    return {**told, "source_id": bus.source_id, "source_row": bus.source_row, "provenance": "modelled", **more}


def _and(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The rows of both, whichever of them has any."""
    if first.empty or second.empty:
        return second if first.empty else first
    return pd.concat([first, second], ignore_index=True)


def _say(found: list[Finding], finding: Finding) -> None:
    if finding.ids:
        found.append(finding)
