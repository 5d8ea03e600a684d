"""Pandapower in an environment of its own (it pins pandas 2), speaking JSON in the shape of lae's own four tables.

python benchmarks/electrical_peer.py export cigre_mv ...   pandapower's networks as tables, with its answers, by name
python benchmarks/electrical_peer.py time GRID.json N     N states by pandapower's loop: figures and CPU seconds
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandapower as pp
from pandapower import networks

NETWORKS = {
    "cigre_mv": networks.create_cigre_network_mv,
    "cigre_lv": networks.create_cigre_network_lv,
    "oberrhein": networks.mv_oberrhein,
    "ieee_33": networks.case33bw,
    "case24": networks.case24_ieee_rts,
    "case30": networks.case30,
}
WHENCE = {"source_id": "oracle", "source_row": 1, "provenance": "illustrative"}
OPTIONS = {"calculate_voltage_angles": True, "trafo_model": "pi", "tolerance_mva": 1e-9}


def main() -> None:
    """Do what the first argument says and print JSON."""
    if sys.argv[1] == "export":
        told = {name: exported(name) for name in sys.argv[2:]}
    else:
        with Path(sys.argv[2]).open(encoding="utf-8") as file:
            told = timed(json.load(file), int(sys.argv[3]))
    sys.stdout.write("\n" + json.dumps(told) + "\n")


def exported(name: str) -> dict[str, Any]:
    """The network's tables and pandapower's AC and DC answers by busbar and asset."""
    net = NETWORKS[name]()
    if len(net.trafo):
        # Without this, pandapower 3.5 ignores the taps of networks that do not say what kind they are.
        net.trafo["tap_changer_type"] = "Ratio"
    net.switch.loc[net.switch["et"].eq("b"), "z_ohm"] = 0.0
    pp.runpp(net, numba=False, **OPTIONS)  # compiling takes longer than one answer
    tables, ends = {"buses": buses(net), "branches": [], "sources": [], "loads": loads(net)}, {}
    lines(net, tables, ends)
    transformers(net, tables, ends)
    for index, row in net.switch[net.switch["et"].eq("b")].iterrows():
        more = {"kind": "switch", "impedance_unit": "", "normally_open": not row["closed"], "operation": "manual"}
        tables["branches"].append(branch(f"switch {index}", row["bus"], row["element"], **more))
    for index, row in net.ext_grid.iterrows():
        source = {"asset_id": f"ext {index}", "bus_id": f"b{row['bus']}", "voltage_ratio": row["vm_pu"]}
        tables["sources"].append(source | {"fault_level_mva": None, "x_over_r_ratio": None} | WHENCE)
    alive = net.res_bus["vm_pu"].dropna()
    answer = {"voltage": {f"b{index}": value for index, value in alive.items()}}
    answer["into"] = {asset: list(flow(net, *where)) for asset, where in ends.items()}
    answer["losses_mw"] = float(net.res_line["pl_mw"].sum() + net.res_trafo["pl_mw"].sum())
    pp.rundcpp(net)
    answer["dc_into"] = {asset: flow(net, *where)[0] for asset, where in ends.items()}
    return tables | {"answer": answer}


def buses(net: Any) -> list[dict[str, Any]]:
    """Busbars that are in service."""
    rows = net.bus[net.bus["in_service"]]
    return [
        {"bus_id": f"b{index}", "name": str(row["name"]), "site_id": "", "nominal_kv": row["vn_kv"]} | WHENCE
        for index, row in rows.iterrows()
    ]


def branch(asset: str, start: Any, end: Any, **more: Any) -> dict[str, Any]:
    """One branch, blank where not told."""
    numbers = ("base_mva", "resistance_value", "reactance_value", "conductance_value", "susceptance_value")
    numbers += ("rated_from_kv", "rated_to_kv", "winter_mva", "summer_mva", "tap_low_share", "tap_high_share")
    row = dict.fromkeys((*numbers, "tap_step_share", "tap_share", "target_ratio"))
    row |= {"asset_id": asset, "name": asset, "from_bus": f"b{start}", "to_bus": f"b{end}", "clock_count": 0}
    return row | {"normally_open": False, "operation": ""} | WHENCE | more


def lines(net: Any, tables: dict[str, Any], ends: dict[str, Any]) -> None:
    """Lines; one that is open at an end hangs on a busbar of its own there, since it still takes its charging."""
    opened = {
        (row["element"], row["bus"]) for _, row in net.switch.iterrows() if row["et"] == "l" and not row["closed"]
    }
    for index, row in net.line[net.line["in_service"]].iterrows():
        size, kv = row["length_km"] / row["parallel"], net.bus.at[row["from_bus"], "vn_kv"]
        at = {}
        for side in ("from_bus", "to_bus"):
            at[side] = row[side]
            if (index, row[side]) in opened:
                at[side] = f"{row[side]}end{index}"
                tables["buses"].append({"bus_id": f"b{at[side]}", "name": "", "site_id": "", "nominal_kv": kv} | WHENCE)
        if all("end" in str(bus) for bus in at.values()):
            continue
        farad = row["c_nf_per_km"] * 1e-9 * row["length_km"] * row["parallel"]
        rating = np.sqrt(3) * kv * row["max_i_ka"] * row["df"] * row["parallel"]
        more = {"kind": "line", "impedance_unit": "ohm", "winter_mva": rating, "summer_mva": rating}
        more |= {"resistance_value": row["r_ohm_per_km"] * size, "reactance_value": row["x_ohm_per_km"] * size}
        more |= {"susceptance_value": 2e6 * np.pi * net.f_hz * farad}
        more |= {"conductance_value": row.get("g_us_per_km", 0.0) * row["length_km"] * row["parallel"]}
        tables["branches"].append(branch(f"line {index}", *at.values(), **more))
        ends[f"line {index}"] = ("line", index, "from", 1)


def transformers(net: Any, tables: dict[str, Any], ends: dict[str, Any]) -> None:
    """Transformers, one row for each that stands in parallel."""
    for index, row in net.trafo[net.trafo["in_service"]].iterrows():
        turns = {"hv": 1.0, "lv": 1.0}
        if row["tap_side"] in turns and np.isfinite(row["tap_pos"]) and np.isfinite(row["tap_step_percent"]):
            turns[row["tap_side"]] += (row["tap_pos"] - row["tap_neutral"]) * row["tap_step_percent"] / 100
        iron = row["pfe_kw"] / 1e3 / row["sn_mva"] * 100
        more = {"kind": "transformer", "impedance_unit": "percent", "base_mva": row["sn_mva"]}
        more |= {"resistance_value": row["vkr_percent"]}
        more |= {"reactance_value": np.sqrt(row["vk_percent"] ** 2 - row["vkr_percent"] ** 2)}
        more |= {"conductance_value": iron, "susceptance_value": -np.sqrt(max(row["i0_percent"] ** 2 - iron**2, 0.0))}
        more |= {"rated_from_kv": row["vn_hv_kv"] * turns["hv"], "rated_to_kv": row["vn_lv_kv"] * turns["lv"]}
        more |= {"winter_mva": row["sn_mva"], "summer_mva": row["sn_mva"]}
        more |= {"clock_count": round((row["shift_degree"] or 0.0) / 30) % 12}
        for twin in range(int(row["parallel"])):
            asset = f"trafo {index} {twin}"
            tables["branches"].append(branch(asset, row["hv_bus"], row["lv_bus"], **more))
            ends[asset] = ("trafo", index, "hv", int(row["parallel"]))


def loads(net: Any) -> list[dict[str, Any]]:
    """Loads, infeeds of fixed power and generators at what pandapower found, as fixed amounts."""
    rows = []
    for kind, sign in (("load", 1), ("sgen", -1), ("gen", -1)):
        table = net[kind][net[kind]["in_service"]]
        for index, row in table.iterrows():
            if kind == "gen":
                amounts = net.res_gen.loc[index, ["p_mw", "q_mvar"]] * sign
            else:
                amounts = row[["p_mw", "q_mvar"]] * row["scaling"] * sign
            p, q = (float(value) for value in amounts)
            made = {"asset_id": f"{kind} {index}", "bus_id": f"b{row['bus']}", "substation_id": "", "share": None}
            rows.append(made | {"p_mw": p, "q_mvar": q} | WHENCE)
    return rows


def flow(net: Any, kind: str, index: int, side: str, parallel: int) -> tuple[float, float]:
    """P and Q into one asset at its start."""
    found = net[f"res_{kind}"].loc[index]
    return float(found[f"p_{side}_mw"]) / parallel, float(found[f"q_{side}_mvar"]) / parallel


def timed(grid: dict[str, Any], states: int) -> dict[str, Any]:
    """The first states of a grid one after the other, as pandapower's users do it."""
    net = pp.create_empty_network(f_hz=50.0)
    place = {row["bus_id"]: pp.create_bus(net, row["nominal_kv"]) for row in grid["buses"]}
    kv = {row["bus_id"]: row["nominal_kv"] for row in grid["buses"]}
    for row in grid["sources"]:
        pp.create_ext_grid(net, place[row["bus_id"]], vm_pu=row["voltage_ratio"])
    for row in grid["branches"]:
        ends = place[row["from_bus"]], place[row["to_bus"]]
        if row["kind"] == "line":
            nf = row["susceptance_value"] * 1e3 / (2 * np.pi * 50.0)
            ampere = row["winter_mva"] / np.sqrt(3) / kv[row["from_bus"]]
            pp.create_line_from_parameters(net, *ends, 1.0, row["resistance_value"], row["reactance_value"], nf, ampere)
            continue
        vk = float(np.hypot(row["resistance_value"], row["reactance_value"]))
        volts = kv[row["from_bus"]], kv[row["to_bus"]]
        more = {"vkr_percent": row["resistance_value"], "vk_percent": vk, "pfe_kw": 0.0, "i0_percent": 0.0}
        pp.create_transformer_from_parameters(net, *ends, row["base_mva"], *volts, shift_degree=330, **more)
    for row in grid["loads"]:
        pp.create_load(net, place[row["bus_id"]], 0.0, 0.0)
    p, q = np.asarray(grid["p_mw"]), np.asarray(grid["q_mvar"])
    options = OPTIONS | {"tolerance_mva": 1e-6}
    pp.runpp(net, **options)  # compiles
    peaks, volts = [], []
    begun = time.process_time()
    for state in range(states):
        net.load["p_mw"], net.load["q_mvar"] = p[state], q[state]
        pp.runpp(net, **options)
    cpu = time.process_time() - begun
    for state in range(min(states, 5)):
        net.load["p_mw"], net.load["q_mvar"] = p[state], q[state]
        pp.runpp(net, **options)
        ends = np.hypot(net.res_line["p_from_mw"], net.res_line["q_from_mvar"]).tolist()
        peaks.append(ends + np.hypot(net.res_trafo["p_hv_mw"], net.res_trafo["q_hv_mvar"]).tolist())
        volts.append(net.res_bus["vm_pu"].tolist())
    return {"cpu": cpu, "carried": peaks, "voltage": volts, "version": pp.__version__}


if __name__ == "__main__":
    main()
