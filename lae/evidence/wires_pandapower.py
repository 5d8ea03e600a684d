"""The electrical model as a pandapower network in the JSON that `pandapower.from_json` opens."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from lae.evidence.wires import Made, Wires, component, left_out, physical, rating
from lae.findings import Finding
from lae.geo import degrees_from_bng

FORMAT: Final = "3.3.0"
"""The format of pandapower 3.5, against which a test opens what is written here."""
_OMEGA: Final = 2 * math.pi * 50.0
_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "bus": {
        "name": "object",
        "vn_kv": "float64",
        "type": "object",
        "zone": "object",
        "in_service": "bool",
        "geo": "object",
    },
    "line": {
        "name": "object",
        "std_type": "object",
        "from_bus": "uint32",
        "to_bus": "uint32",
        **dict.fromkeys(("length_km", "r_ohm_per_km", "x_ohm_per_km", "c_nf_per_km", "g_us_per_km"), "float64"),
        **dict.fromkeys(("max_i_ka", "df"), "float64"),
        "parallel": "uint32",
        "type": "object",
        "in_service": "bool",
    },
    "trafo": {
        "name": "object",
        "std_type": "object",
        "hv_bus": "uint32",
        "lv_bus": "uint32",
        **dict.fromkeys(("sn_mva", "vn_hv_kv", "vn_lv_kv", "vk_percent", "vkr_percent", "pfe_kw"), "float64"),
        **dict.fromkeys(("i0_percent", "shift_degree"), "float64"),
        "tap_side": "object",
        **dict.fromkeys(
            ("tap_neutral", "tap_min", "tap_max", "tap_step_percent", "tap_step_degree", "tap_pos"), "float64"
        ),
        "tap_changer_type": "object",
        "parallel": "uint32",
        "df": "float64",
        "in_service": "bool",
    },
    "switch": {
        **dict.fromkeys(("bus", "element"), "int64"),
        "et": "object",
        "type": "object",
        "closed": "bool",
        "name": "object",
        **dict.fromkeys(("z_ohm", "in_ka"), "float64"),
    },
    "ext_grid": {
        "name": "object",
        "bus": "uint32",
        **dict.fromkeys(("vm_pu", "va_degree", "slack_weight"), "float64"),
        "in_service": "bool",
        **dict.fromkeys(("s_sc_max_mva", "rx_max"), "float64"),
    },
    "load": {
        "name": "object",
        "bus": "uint32",
        **dict.fromkeys(("p_mw", "q_mvar"), "float64"),
        **dict.fromkeys(
            ("const_z_p_percent", "const_z_q_percent", "const_i_p_percent", "const_i_q_percent", "sn_mva"), "float64"
        ),
        "scaling": "float64",
        "in_service": "bool",
        "type": "object",
    },
}


def pandapower_export(wires: Wires) -> Made:
    """Busbars, lines, two-winding transformers, couplers, infeeds and loads; an open line hangs on an open switch."""
    given = wires.given
    place = {bus: number for number, bus in enumerate(given.buses["bus_id"])}
    rows, real = given.branches, physical(given.branches, given.buses)
    kinds, mva = component(rows, real), rating(rows)
    # An arm without losses or reversed in sign has no nameplate, hence no place in pandapower's transformers.
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in _COLUMNS}
    tables["bus"] = _buses(wires)
    for number, row in enumerate(rows.to_dict("records")):
        kind, ends = str(kinds[number]), (place[row["from_bus"]], place[row["to_bus"]])
        at = {name: float(values[number]) for name, values in real.items()} | {"mva": float(mva[number])}
        if kind == "link":
            tables["switch"].append(_switch(row, ends, "b"))
        elif kind in ("line", "transformer"):
            table, built = ("line", _line) if kind == "line" else ("trafo", _trafo)
            if row["normally_open"]:
                tables["switch"].append(_switch(row, (ends[0], len(tables[table])), "l" if kind == "line" else "t"))
            tables[table].append(built(row, ends, at))
    for row in given.sources.to_dict("records"):
        ratio = 1 / row["x_over_r_ratio"] if math.isfinite(row["x_over_r_ratio"]) else 0.0
        told: dict[str, Any] = {
            "name": row["asset_id"],
            "bus": place[row["bus_id"]],
            "vm_pu": row["voltage_ratio"],
            "in_service": True,
        }
        told |= {"va_degree": 0.0, "slack_weight": 1.0, "s_sc_max_mva": row["fault_level_mva"], "rx_max": ratio}
        tables["ext_grid"].append(told)
    for row in given.loads.to_dict("records"):
        told = {"name": row["asset_id"], "bus": place[row["bus_id"]], "p_mw": row["p_mw"], "q_mvar": row["q_mvar"]}
        told |= dict.fromkeys((name for name in _COLUMNS["load"] if name.startswith("const_")), 0.0)
        tables["load"].append(told | {"scaling": 1.0, "in_service": True})
    whole: dict[str, Any] = {name: _frame(name, told) for name, told in tables.items()}
    whole |= {"f_hz": 50.0, "sn_mva": 1.0, "name": "lae", "version": FORMAT, "format_version": FORMAT}
    document = {"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": whole}
    why = "are transfers or windings of a star that no nameplate describes: pandapower's tables have no place for them."
    lost = left_out(rows[(kinds == "transfer") | (kinds == "generic")], why)
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return Made(f"{text}\n".encode(), (*wires.findings, *lost, *_silent(rows)))


def _silent(rows: pd.DataFrame) -> list[Finding]:
    """What pandapower's ideal infeeds and standing taps leave unsaid."""
    message = "infeeds are ideal in pandapower's power flow (their fault level counts in short circuits only)"
    message += "; taps stand where they are." if rows["target_ratio"].notna().any() else "."
    return [Finding("note", "export", "ideal_infeed", message)]


def _buses(wires: Wires) -> list[dict[str, Any]]:
    points = wires.points
    longitude, latitude = degrees_from_bng(points["easting_m"], points["northing_m"])
    made = []
    for row, east, north in zip(wires.given.buses.to_dict("records"), longitude, latitude, strict=True):
        told: dict[str, Any] = {
            "name": row["bus_id"],
            "vn_kv": row["nominal_kv"],
            "type": "b",
            "zone": row["site_id"] or None,
        }
        placed = math.isfinite(east) and math.isfinite(north)
        where = [round(float(east), 7), round(float(north), 7)]
        geo = json.dumps({"coordinates": where, "type": "Point"}) if placed else None
        made.append(told | {"in_service": True, "geo": geo})
    return made


def _line(row: Mapping[Any, Any], ends: tuple[int, int], at: dict[str, float]) -> dict[str, Any]:
    told: dict[str, Any] = {"name": row["asset_id"], "from_bus": ends[0], "to_bus": ends[1], "length_km": 1.0}
    told |= {"r_ohm_per_km": at["r"], "x_ohm_per_km": at["x"], "c_nf_per_km": at["b"] / _OMEGA * 1e9}
    told |= {"g_us_per_km": at["g"] * 1e6, "max_i_ka": at["mva"] / math.sqrt(3.0) / at["nominal_from"]}
    return told | {"df": 1.0, "parallel": 1, "in_service": True}


def _trafo(row: Mapping[Any, Any], ends: tuple[int, int], at: dict[str, float]) -> dict[str, Any]:
    ohm = at["to"] ** 2 / at["base"]
    told: dict[str, Any] = {"name": row["asset_id"], "hv_bus": ends[0], "lv_bus": ends[1], "sn_mva": at["base"]}
    told |= {"vn_hv_kv": at["from"], "vn_lv_kv": at["to"], "vk_percent": math.hypot(at["r"], at["x"]) / ohm * 100}
    told |= {"vkr_percent": at["r"] / ohm * 100, "pfe_kw": at["g"] * ohm * at["base"] * 1e3}
    told |= {"i0_percent": math.hypot(at["g"], at["b"]) * ohm * 100, "shift_degree": 30.0 * row["clock_count"]}
    told |= {"parallel": 1, "in_service": True}
    # pandapower rates a transformer by sn_mva x df; what is stated on another base keeps its rating so.
    told["df"] = at["mva"] / at["base"] if math.isfinite(at["mva"]) and at["mva"] > 0 else 1.0
    share = 0.0 if pd.isna(row["tap_share"]) else row["tap_share"]
    if pd.isna(row["tap_step_share"]):
        return told | {"vn_hv_kv": at["from"] * (1 + share)}
    step = row["tap_step_share"]
    low, high = (0.0 if pd.isna(row[f"tap_{name}_share"]) else row[f"tap_{name}_share"] for name in ("low", "high"))
    told |= {"tap_side": "hv", "tap_neutral": 0.0, "tap_min": round(low / step), "tap_max": round(high / step)}
    told |= {"tap_step_percent": step * 100, "tap_step_degree": 0.0, "tap_pos": share / step}
    return told | {"tap_changer_type": "Ratio"}


def _switch(row: Mapping[Any, Any], ends: tuple[int, int], kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "bus": ends[0],
        "element": ends[1],
        "et": kind,
        "closed": not row["normally_open"],
        "name": row["asset_id"],
    }
    return told | {"z_ohm": 0.0}


def _frame(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One table as pandapower writes it: JSON within JSON, split, with its kinds."""
    kinds = _COLUMNS[name]
    data = [[_plain(row.get(column)) for column in kinds] for row in rows]
    inner = {"columns": list(kinds), "index": list(range(len(rows))), "data": data}
    told: dict[str, Any] = {
        "_module": "pandas.core.frame",
        "_class": "DataFrame",
        "_object": json.dumps(inner, ensure_ascii=False),
    }
    return told | {"orient": "split", "dtype": kinds, "is_multiindex": False, "is_multicolumn": False}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
