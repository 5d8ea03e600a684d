"""The electrical model as an input data set of power-grid-model, in its JSON format 1.0."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.evidence.wires import Made, Wires, component, left_out, physical, rating

STIFF_VA: Final = 1e15
"""Its own default is 10 GVA, which moves voltages; an infeed of unknown strength is stiff, as everywhere in lae."""
_OMEGA: Final = 2 * math.pi * 50.0
_BAND_STEPS: Final = 1.25
"""Width of the band a voltage is held in; one step fits with room to spare."""
_WYE_N, _DELTA = 1, 2


def pgm_export(wires: Wires) -> Made:
    """Every busbar, branch, infeed and load with a number of its own; our ids stand as `name`, which it overlooks."""
    given = wires.given
    number = {bus: place for place, bus in enumerate(given.buses["bus_id"])}
    nodes = [
        {"id": number[row["bus_id"]], "u_rated": row["nominal_kv"] * 1e3, "name": row["bus_id"], "site": row["site_id"]}
        for row in given.buses.to_dict("records")
    ]
    data: dict[str, list[dict[str, Any]]] = {"node": nodes}
    rows, real = given.branches, physical(given.branches, given.buses)
    kinds, mva = component(given.branches, real), rating(given.branches)
    builders = {"line": _line, "transformer": _transformer, "generic": _generic, "link": _link}
    free = len(nodes)
    for place, row in enumerate(rows.to_dict("records")):
        if (kind := str(kinds[place])) not in builders:
            continue
        shut = int(not row["normally_open"])
        ends = {"from_node": number[row["from_bus"]], "to_node": number[row["to_bus"]]}
        told: dict[str, Any] = {"id": free, **ends, "from_status": shut, "to_status": shut, "name": row["asset_id"]}
        told["lae_kind"] = row["kind"]
        at = {name: float(values[place]) for name, values in real.items()} | {"mva": float(mva[place])}
        name = "generic_branch" if kind == "generic" else kind
        data.setdefault(name, []).append(told | builders[kind](row, at))
        free += 1
        if kind == "transformer" and _held(row):
            data.setdefault("transformer_tap_regulator", []).append(_regulator(free, told["id"], row, at))
            free += 1
    for row in given.sources.to_dict("records"):
        data.setdefault("source", []).append(_source(free, number, row))
        free += 1
    for row in given.loads.to_dict("records"):
        told = {"id": free, "node": number[row["bus_id"]], "status": 1, "type": 0, "name": row["asset_id"]}
        told |= {"p_specified": row["p_mw"] * 1e6, "q_specified": row["q_mvar"] * 1e6}
        data.setdefault("sym_load", []).append(told)
        free += 1
    document = {"version": "1.0", "type": "input", "is_batch": False, "attributes": {}, "data": data}
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    why = "are transfers, which carry nothing until they are used: power-grid-model has no place for them."
    found = (*wires.findings, *left_out(rows[kinds == "transfer"], why))
    return Made(f"{text}\n".encode(), found)


def _line(_row: Mapping[Any, Any], at: dict[str, float]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "r1": at["r"],
        "x1": at["x"],
        "c1": at["b"] / _OMEGA,
        "tan1": at["g"] / at["b"] if at["b"] else 0.0,
    }
    if math.isfinite(at["mva"]):
        told["i_n"] = at["mva"] * 1e3 / math.sqrt(3.0) / at["nominal_from"]
    return told


def _transformer(row: Mapping[Any, Any], at: dict[str, float]) -> dict[str, Any]:
    ohm = at["to"] ** 2 / at["base"]
    share = 0.0 if pd.isna(row["tap_share"]) else row["tap_share"]
    stepped = bool(pd.notna(row["tap_step_share"]))
    told: dict[str, Any] = {
        "u1": at["from"] * 1e3 * (1.0 if stepped else 1 + share),
        "u2": at["to"] * 1e3,
        "sn": at["base"] * 1e6,
    }
    told |= {"uk": math.hypot(at["r"], at["x"]) / ohm, "pk": at["r"] / ohm * at["base"] * 1e6}
    told |= {"i0": math.hypot(at["g"], at["b"]) * ohm, "p0": at["g"] * ohm * at["base"] * 1e6}
    clock = int(row["clock_count"])
    told |= {"winding_from": _DELTA if clock % 2 else _WYE_N, "winding_to": _WYE_N, "clock": clock, "tap_side": 0}
    if not stepped:
        return told | {"tap_pos": 0, "tap_min": 0, "tap_max": 0, "tap_nom": 0, "tap_size": 0.0}
    step = row["tap_step_share"]
    ends = {name: 0.0 if pd.isna(row[f"tap_{name}_share"]) else row[f"tap_{name}_share"] for name in ("low", "high")}
    told |= {"tap_min": round(ends["low"] / step), "tap_max": round(ends["high"] / step), "tap_nom": 0}
    return told | {"tap_pos": round(share / step), "tap_size": step * at["from"] * 1e3}


def _held(row: Mapping[Any, Any]) -> bool:
    wanted = ("target_ratio", "tap_step_share", "tap_low_share", "tap_high_share")
    return not row["normally_open"] and all(pd.notna(row[name]) for name in wanted)


def _regulator(number: int, of: int, row: Mapping[Any, Any], at: dict[str, float]) -> dict[str, Any]:
    volts = row["target_ratio"] * at["nominal_to"] * 1e3
    told: dict[str, Any] = {"id": number, "regulated_object": of, "status": 1, "control_side": 1, "u_set": volts}
    return told | {"u_band": _BAND_STEPS * row["tap_step_share"] * volts, "name": f"{row['asset_id']} taps"}


def _generic(row: Mapping[Any, Any], at: dict[str, float]) -> dict[str, Any]:
    share = 0.0 if pd.isna(row["tap_share"]) else row["tap_share"]
    ratio = at["from"] * (1 + share) / at["to"] / (at["nominal_from"] / at["nominal_to"])
    told: dict[str, Any] = {"r1": at["r"], "x1": at["x"], "g1": at["g"], "b1": at["b"], "k": ratio}
    told["theta"] = -math.radians(30.0 * row["clock_count"])
    return told | ({"sn": at["mva"] * 1e6} if math.isfinite(at["mva"]) else {})


def _link(_row: Mapping[Any, Any], _at: dict[str, float]) -> dict[str, Any]:
    return {}


def _source(number: int, nodes: dict[str, int], row: Mapping[Any, Any]) -> dict[str, Any]:
    known = bool(np.isfinite(row["fault_level_mva"]))
    told: dict[str, Any] = {"id": number, "node": nodes[row["bus_id"]], "status": 1, "u_ref": row["voltage_ratio"]}
    told |= {"sk": row["fault_level_mva"] * 1e6 if known else STIFF_VA, "name": row["asset_id"]}
    return told | {"rx_ratio": 1 / row["x_over_r_ratio"] if np.isfinite(row["x_over_r_ratio"]) else 0.0}
