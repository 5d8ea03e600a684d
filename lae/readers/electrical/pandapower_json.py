"""A pandapower network saved as JSON, read by hand: its tables are texts within the JSON, and nothing is unpickled."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from lae.geo import BRITAIN_M, bng_from_degrees
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.electrical.parts import BRANCHES, LOADS, POINTS, SOURCES, Parts, distinct
from lae.readers.electrical.star import Pair, star_of
from lae.readers.json_cells import at, flag, listed, number, text
from lae.readers.remarks import Remarks

PANDAPOWER: Final = "pandapower"
UNSERVED: Final = "a busbar that the file does not hold or that is out of service"
OFF: Final = "out of service"
ENDS: Final = "switches at the end of a branch, which say whether that runs open"
_OTHERS: Final = ("shunt", "ward", "xward", "gen", "storage", "motor", "impedance", "dcline", "asymmetric_load", "svc")
_TAPS: Final = "tap_changer_type"
_TABLES: Final = ("bus", "line", "trafo", "trafo3w", "switch", "ext_grid", "load", "sgen", *_OTHERS)


def recognise(head: Head) -> bool:
    """True for JSON that pandapower's own `to_json` wrote."""
    start = head.text().lstrip()
    return start.startswith("{") and re.search(r'"_class"\s*:\s*"pandapowerNet"', start) is not None


def read(path: Path, source: SourceRow) -> Reading:
    """The network as busbars, branches, infeeds, loads and, where it says so, points.

    Raises:
        FaultsError: it is no JSON, or not of the shape pandapower writes.
    """
    document = guard.read_json(path)
    parts = Parts(Remarks(path.name), source, source.source_id or PANDAPOWER)
    net = at(document, "_object")
    if not isinstance(net, Mapping):
        raise guard.refusal(path.name, "not_network", "the JSON holds no pandapower network.", "Save it with to_json.")
    _Network({name: _frame(net.get(name), path.name) for name in _TABLES}, number(net.get("f_hz")), parts).take()
    return parts.reading()


def _frame(value: Any, table: str) -> dict[int, Mapping[str, Any]]:
    """A table of pandapower's by index; it stands as JSON within JSON, split into columns, index and data."""
    told = at(value, "_object")
    inner = guard.json_of(told, table=table) if isinstance(told, str) else told
    columns, index = [text(name) for name in listed(at(inner, "columns"))], listed(at(inner, "index"))
    rows = listed(at(inner, "data"))
    pairs = zip(index, rows, strict=False)
    return {
        int(place): dict(zip(columns, listed(row), strict=False))
        for label, row in pairs
        if math.isfinite(place := number(label))
    }


class _Network:
    """The tables of a file, and the name each busbar goes by here."""

    def __init__(self, tables: Mapping[str, Mapping[int, Mapping[str, Any]]], hertz: float, parts: Parts) -> None:
        self.tables, self.parts = tables, parts
        self.omega = 2.0 * math.pi * (hertz if math.isfinite(hertz) else 50.0)
        self.names = Counter[str]()
        self.bus: dict[int, str] = {}
        self.kv: dict[int, float] = {}
        shut = {"l": "line", "t": "trafo", "t3": "trafo3w"}
        self.opened = {
            (shut.get(text(row.get("et")), ""), _index(row.get("element")))
            for row in tables["switch"].values()
            if flag(row.get("closed")) is False
        }
        self.ignored: list[str] = []

    def take(self) -> None:
        """Everything the tables have a place for, the rest counted."""
        self.buses()
        takers = {
            "line": self.line,
            "trafo": self.trafo,
            "trafo3w": self.trafo3w,
            "switch": self.switch,
            "ext_grid": self.infeed,
            "load": self.load,
            "sgen": self.load,
        }
        for kind, taker in takers.items():
            for place, row in self.tables[kind].items():
                ends = [self.bus.get(_index(row.get(name))) for name in _ENDS[kind]]
                if kind == "switch" and text(row.get("et")) != "b":
                    self.parts.drop(ENDS)
                elif flag(row.get("in_service", True)) is False:
                    self.parts.drop(OFF)
                elif any(end is None for end in ends):
                    self.parts.drop(UNSERVED)
                else:
                    taker(kind, row, place)
        for kind in _OTHERS:
            if lost := len(self.tables[kind]):
                self.parts.drop(f"{kind}, for which the model has no place", lost)
        message = (
            "stand off their neutral tap but name no tap changer type: pandapower 3 ignores such taps, lae does not."
        )
        self.parts.remarks.rows("warning", "tap_changer_type", message, self.ignored, column=_TAPS)

    def buses(self) -> None:
        rows = self.tables["bus"]
        names = [text(row.get("name")) for row in rows.values()]
        named = all(names) and len(set(names)) == len(names)
        for place, row in rows.items():
            if flag(row.get("in_service", True)) is False:
                self.parts.drop(OFF)
                continue
            name = text(row.get("name")) if named else f"bus {place}"
            self.bus[place], self.kv[place] = name, number(row.get("vn_kv"))
            told: dict[str, Any] = {
                "bus_id": name,
                "name": text(row.get("name")) or name,
                "site_id": text(row.get("zone")),
            }
            self.parts.add("buses", {**told, "nominal_kv": self.kv[place]}, number=place)
            if (where := _lonlat(row.get("geo"))) is not None:
                east, north = (float(axis[0]) for axis in bng_from_degrees([where[0]], [where[1]]))
                if BRITAIN_M[0] <= east <= BRITAIN_M[2] and BRITAIN_M[1] <= north <= BRITAIN_M[3]:
                    point = {"bus_id": name, "easting_m": east, "northing_m": north}
                    self.parts.add(POINTS, point, number=place, counted=False)

    def told(self, kind: str, row: Mapping[str, Any], place: int, more: str = "") -> dict[str, Any]:
        name = distinct(self.names, (text(row.get("name")) or f"{kind} {place}") + more)
        return {"asset_id": name, "name": name, "normally_open": (kind, place) in self.opened}

    def line(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        start, end = (_index(row.get(name)) for name in _ENDS[kind])
        parallel, length = _or(row.get("parallel"), 1.0), number(row.get("length_km"))
        siemens = self.omega * _or(row.get("c_nf_per_km"), 0.0) * 1e-9 * length * parallel
        rating = math.sqrt(3.0) * self.kv[start] * number(row.get("max_i_ka")) * _or(row.get("df"), 1.0) * parallel
        told: dict[str, Any] = {
            "kind": "line",
            "from_bus": self.bus[start],
            "to_bus": self.bus[end],
            "impedance_unit": "ohm",
        }
        told |= {"resistance_value": number(row.get("r_ohm_per_km")) * length / parallel}
        told |= {"reactance_value": number(row.get("x_ohm_per_km")) * length / parallel}
        told |= {"susceptance_value": siemens * 1e6, "winter_mva": rating, "summer_mva": rating}
        told |= {"conductance_value": _or(row.get("g_us_per_km"), 0.0) * length * parallel}
        self.parts.add(BRANCHES, {**self.told(kind, row, place), **told}, number=place)

    def trafo(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        high, low = (_index(row.get(name)) for name in _ENDS[kind])
        size = number(row.get("sn_mva"))
        r, iron = number(row.get("vkr_percent")), _or(row.get("pfe_kw"), 0.0) / 1e3 / size * 100
        rated = {"hv": number(row.get("vn_hv_kv")), "lv": number(row.get("vn_lv_kv"))}
        told: dict[str, Any] = {
            "kind": "transformer",
            "from_bus": self.bus[high],
            "to_bus": self.bus[low],
            "impedance_unit": "percent",
        }
        told |= {"base_mva": size, "resistance_value": r, "reactance_value": _leg(number(row.get("vk_percent")), r)}
        told |= {"conductance_value": iron, "susceptance_value": -_leg(_or(row.get("i0_percent"), 0.0), iron)}
        rating = size * _or(row.get("df"), 1.0)
        told |= {"winter_mva": rating, "summer_mva": rating}
        told["clock_count"] = round(_or(row.get("shift_degree"), 0.0) / 30.0) % 12
        side, turns = text(row.get("tap_side")), _turns(row)
        named = self.told(kind, row, place)
        if turns.get("tap_share") and _TAPS in row and not text(row.get(_TAPS)):
            self.ignored.append(named["asset_id"])
        if side == "lv":
            rated["lv"] *= 1 + turns.pop("tap_share", 0.0)
            turns = {}
        told |= {"rated_from_kv": rated["hv"], "rated_to_kv": rated["lv"], **turns}
        for number_ in range(max(round(_or(row.get("parallel"), 1.0)), 1)):
            again = named if number_ == 0 else self.told(kind, row, place)
            self.parts.add(BRANCHES, {**again, **told}, number=place, counted=number_ == 0)

    def trafo3w(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        ends = [_index(row.get(name)) for name in _ENDS[kind]]
        sizes, volts = (
            [number(row.get(f"{stem}_{end}_{unit}")) for end in ("hv", "mv", "lv")] for stem, unit in _RATED
        )
        pairs = {}
        for name, (one, two) in {"hv": (0, 1), "mv": (1, 2), "lv": (0, 2)}.items():
            # pandapower names a pair by the winding it begins at: hv to mv, mv to lv, hv to lv.
            r, size = number(row.get(f"vkr_{name}_percent")), min(sizes[one], sizes[two])
            pairs[name] = Pair(r * 100 / size, _leg(number(row.get(f"vk_{name}_percent")), r) * 100 / size)
        star, middle = star_of(pairs["hv"], pairs["lv"], pairs["mv"]), f"{kind} {place} (star)"
        self.parts.bus(middle, volts[0], number=place)
        shifts = [0.0, _or(row.get("shift_mv_degree"), 0.0), _or(row.get("shift_lv_degree"), 0.0)]
        for end, arm in enumerate(star.arms):
            start, stop = (self.bus[ends[0]], middle) if end == 0 else (middle, self.bus[ends[end]])
            told: dict[str, Any] = {
                "kind": "transformer",
                "from_bus": start,
                "to_bus": stop,
                "impedance_unit": "percent",
            }
            told |= {"base_mva": 100.0, "resistance_value": arm.r, "reactance_value": arm.x}
            told |= {"winter_mva": sizes[end], "summer_mva": sizes[end], "clock_count": round(shifts[end] / 30.0) % 12}
            told |= {"rated_from_kv": volts[0], "rated_to_kv": volts[end]}
            named = self.told(kind, row, place, f" {('HV', 'MV', 'LV')[end]}")
            self.parts.add(BRANCHES, {**named, **told}, number=place, counted=end == 0)

    def switch(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        start, end = (_index(row.get(name)) for name in _ENDS[kind])
        told: dict[str, Any] = self.told(kind, row, place) | {
            "kind": "switch",
            "from_bus": self.bus[start],
            "to_bus": self.bus[end],
        }
        told["normally_open"] = flag(row.get("closed")) is False
        self.parts.add(BRANCHES, told, number=place)

    def infeed(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        told: dict[str, Any] = self.told(kind, row, place)
        ratio = _or(row.get("rx_max"), 0.0)
        self.parts.add(
            SOURCES,
            {
                "asset_id": told["asset_id"],
                "bus_id": self.bus[_index(row.get("bus"))],
                "voltage_ratio": _or(row.get("vm_pu"), 1.0),
                "fault_level_mva": number(row.get("s_sc_max_mva")),
                "x_over_r_ratio": 1 / ratio if ratio else math.nan,
            },
            number=place,
        )

    def load(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        sign = (-1.0 if kind == "sgen" else 1.0) * _or(row.get("scaling"), 1.0)
        told: dict[str, Any] = {
            "asset_id": self.told(kind, row, place)["asset_id"],
            "bus_id": self.bus[_index(row.get("bus"))],
        }
        told |= {"p_mw": sign * number(row.get("p_mw")), "q_mvar": sign * _or(row.get("q_mvar"), 0.0)}
        self.parts.add(LOADS, {**told, "substation_id": ""}, number=place)


_RATED: Final = (("sn", "mva"), ("vn", "kv"))
_ENDS: Final[dict[str, tuple[str, ...]]] = {
    "line": ("from_bus", "to_bus"),
    "trafo": ("hv_bus", "lv_bus"),
    "trafo3w": ("hv_bus", "mv_bus", "lv_bus"),
    "switch": ("bus", "element"),
    **dict.fromkeys(("ext_grid", "load", "sgen"), ("bus",)),
}


def _index(value: Any) -> int:
    found = number(value)
    return int(found) if math.isfinite(found) else -1


def _or(value: Any, otherwise: float) -> float:
    found = number(value)
    return found if math.isfinite(found) else otherwise


def _leg(whole: float, part: float) -> float:
    return math.sqrt(max(whole * whole - part * part, 0.0)) if math.isfinite(whole) else math.nan


def _turns(row: Mapping[str, Any]) -> dict[str, float]:
    """Range, step and stand of the taps as shares of the rated voltage; nothing where they have no step."""
    step = _or(row.get("tap_step_percent"), 0.0) / 100
    if not step:
        return {}
    neutral = _or(row.get("tap_neutral"), 0.0)
    ends = sorted((_or(row.get(f"tap_{name}"), neutral) - neutral) * step for name in ("min", "max"))
    turns: dict[str, Any] = {
        "tap_step_share": abs(step),
        "tap_share": (_or(row.get("tap_pos"), neutral) - neutral) * step,
    }
    return {**turns, "tap_low_share": min(ends[0], 0.0), "tap_high_share": max(ends[1], 0.0)}


def _lonlat(value: Any) -> tuple[float, float] | None:
    """The point of a busbar, which pandapower keeps as GeoJSON in a text."""
    found = (
        re.search(r'"coordinates"\s*:\s*\[\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)', value) if isinstance(value, str) else None
    )
    return (number(found[1]), number(found[2])) if found else None
