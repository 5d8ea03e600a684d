"""Power-grid-model's input as JSON: single data set, physical units, one object a component."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.electrical.parts import BRANCHES, LOADS, SOURCES, Parts, distinct
from lae.readers.electrical.star import Pair, star_of
from lae.readers.json_cells import at, listed, number, objects, text
from lae.readers.remarks import Remarks

PGM: Final = "power_grid_model"
UNSERVED: Final = "a busbar that the file does not hold"
OFF: Final = "out of service"
_OTHERS: Final = "sensors, shunts, faults and whatever else the model has no place for"
_READ: Final = frozenset(
    [
        *("node", "line", "link", "transformer", "generic_branch", "three_winding_transformer"),
        *("source", "sym_load", "sym_gen", "transformer_tap_regulator"),
    ]
)
_MEGA: Final = 1e6
_KILO: Final = 1e3
_OMEGA: Final = 2.0 * math.pi * 50.0
_TOP: Final = re.compile(r'"(?:is_batch|attributes|version)"\s*:')


def recognise(head: Head) -> bool:
    """True for a data set of power-grid-model's type "input" that holds nodes."""
    start = head.text().lstrip()
    typed = re.search(r'"type"\s*:\s*"input"', start) is not None
    return start.startswith("{") and typed and _TOP.search(start) is not None and '"data"' in start


def read(path: Path, source: SourceRow) -> Reading:
    """The network as busbars, branches, infeeds and loads; ids are the `name`s where each component has its own.

    Raises:
        FaultsError: it is no JSON, or no single input data set.
    """
    document = guard.read_json(path)
    data = at(document, "data")
    if not isinstance(data, Mapping) or at(document, "is_batch") is True:
        message = "the file is no single input data set of power-grid-model."
        raise guard.refusal(path.name, "not_input", message, "Save the input data, not an update or an output.")
    parts = Parts(Remarks(path.name), source, source.source_id or PGM)
    _Network(data, at(document, "attributes"), parts).take()
    return parts.reading()


class _Network:
    """The components of a file by kind, and the name each goes by here."""

    def __init__(self, data: Mapping[str, Any], attributes: Any, parts: Parts) -> None:
        self.parts = parts
        self.kinds = {kind: _records(data.get(kind), listed(at(attributes, kind))) for kind in sorted(data)}
        every = [row for kind in _READ for row in self.kinds.get(kind, [])]
        names = [text(row.get("name")) for row in every]
        self.named = all(names) and len(set(names)) == len(names)
        self.names = Counter[str]()
        self.kv: dict[int, float] = {}
        self.node: dict[int, str] = {}
        regulators = self.kinds.get("transformer_tap_regulator", [])
        self.regulators = {_id(row, "regulated_object"): row for row in regulators if number(row.get("status", 1)) != 0}
        self.strict: list[str] = []

    def take(self) -> None:
        """Everything the tables have a place for, the rest counted."""
        for place, row in enumerate(self.kinds.get("node", [])):
            kv = number(row.get("u_rated")) / _KILO
            name = self.name("node", row)
            self.kv[_id(row)], self.node[_id(row)] = kv, name
            told: dict[str, Any] = {"bus_id": name, "name": name, "site_id": text(row.get("site")), "nominal_kv": kv}
            self.parts.add("buses", told, number=place)
        takers = {
            "line": self.line,
            "link": self.link,
            "transformer": self.transformer,
            "generic_branch": self.generic,
            "three_winding_transformer": self.three_windings,
            "source": self.source,
            "sym_load": self.load,
            "sym_gen": self.load,
        }
        for kind, taker in takers.items():
            for place, row in enumerate(self.kinds.get(kind, [])):
                nodes = [self.node.get(_id(row, name)) for name in _NODES[kind]]
                if any(node is None for node in nodes):
                    self.parts.drop(UNSERVED)
                else:
                    taker(kind, row, place)
        if held := len(self.kinds.get("transformer_tap_regulator", [])):
            self.parts.drop("tap regulators, which stand as the target of their transformer", held)
        if lost := sum(len(rows) for kind, rows in self.kinds.items() if kind not in _READ):
            self.parts.drop(_OTHERS, lost)
        message = "say no short-circuit power: power-grid-model would take 10 GVA, lae takes them as stiff."
        self.parts.remarks.rows("warning", "source_strength", message, self.strict, column="sk")

    def name(self, kind: str, row: Mapping[str, Any]) -> str:
        return distinct(self.names, text(row["name"]) if self.named else f"{kind} {_id(row)}")

    def ends(self, kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
        name = self.name(kind, row)
        shut = number(row.get("from_status", 1)) != 0 and number(row.get("to_status", 1)) != 0
        ends = {"from_bus": self.node[_id(row, "from_node")], "to_bus": self.node[_id(row, "to_node")]}
        return {
            "asset_id": name,
            "name": name,
            "kind": text(row.get("lae_kind")) or "line",
            **ends,
            "normally_open": not shut,
        }

    def line(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        susceptance = _OMEGA * _or(row.get("c1"), 0.0)
        rating = math.sqrt(3.0) * self.kv[_id(row, "from_node")] * number(row.get("i_n")) / _KILO
        told: dict[str, Any] = {
            "impedance_unit": "ohm",
            "resistance_value": number(row.get("r1")),
            "reactance_value": number(row.get("x1")),
        }
        told |= {"susceptance_value": susceptance * _MEGA, "winter_mva": rating, "summer_mva": rating}
        told |= {"conductance_value": susceptance * _or(row.get("tan1"), 0.0) * _MEGA}
        self.parts.add(BRANCHES, {**self.ends(kind, row), **told, "kind": "line"}, number=place)

    def link(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        self.parts.add(BRANCHES, {**self.ends(kind, row), "kind": "switch"}, number=place)

    def transformer(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        told: dict[str, Any] = self.ends(kind, row) | {"kind": _wound(row)}
        size = number(row.get("sn")) / _MEGA
        copper, iron = (_or(row.get(name), 0.0) / _MEGA / size for name in ("pk", "p0"))
        told |= {"impedance_unit": "percent", "base_mva": size, "winter_mva": size, "summer_mva": size}
        told |= {"resistance_value": 100 * copper, "reactance_value": 100 * _leg(number(row.get("uk")), copper)}
        told |= {"conductance_value": 100 * iron, "susceptance_value": -100 * _leg(_or(row.get("i0"), 0.0), iron)}
        rated = {"from": number(row.get("u1")) / _KILO, "to": number(row.get("u2")) / _KILO}
        clock = int(_or(row.get("clock"), 0.0)) % 12
        tapped = "from" if _or(row.get("tap_side"), 0.0) == 0 else "to"
        turns = _turns(row, rated[tapped])
        regulator = self.regulators.get(_id(row))
        target, reads = self.target(regulator, row, tapped)
        if tapped == "to" and regulator is None:
            # Standing taps on the side of to_bus are a rated voltage like any other.
            rated["to"] *= 1 + turns.get("tap_share", 0.0)
            turns = {}
        elif tapped == "to":
            told["from_bus"], told["to_bus"] = told["to_bus"], told["from_bus"]
            rated, clock = {"from": rated["to"], "to": rated["from"]}, (12 - clock) % 12
        if regulator is not None and not reads:
            message = "its taps hold the voltage on their own side, which lae does not follow: they stand still."
            self.parts.remarks.rows("warning", "tap_side", message, [told["asset_id"]])
        told |= {
            "rated_from_kv": rated["from"],
            "rated_to_kv": rated["to"],
            "clock_count": clock,
            "target_ratio": target,
        }
        self.parts.add(BRANCHES, {**told, **turns}, number=place)

    def target(self, regulator: Mapping[str, Any] | None, row: Mapping[str, Any], tapped: str) -> tuple[float, bool]:
        """The voltage the taps hold at the side without them, over nominal, and whether that is what they hold."""
        if regulator is None:
            return math.nan, False
        side = "from" if _or(regulator.get("control_side"), 0.0) == 0 else "to"
        held = number(regulator.get("u_set")) / _KILO / self.kv[_id(row, f"{side}_node")]
        return (held, True) if side != tapped else (math.nan, False)

    def generic(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        start, end = (self.kv[_id(row, f"{side}_node")] for side in ("from", "to"))
        k = _or(row.get("k"), 1.0)
        clock = round(-math.degrees(_or(row.get("theta"), 0.0)) / 30.0) % 12
        told: dict[str, Any] = self.ends(kind, row) | {"impedance_unit": "ohm", "kind": _wound(row)}
        told |= {"resistance_value": number(row.get("r1")), "reactance_value": number(row.get("x1"))}
        told |= {
            "conductance_value": _or(row.get("g1"), 0.0) * _MEGA,
            "susceptance_value": _or(row.get("b1"), 0.0) * _MEGA,
        }
        rating = number(row.get("sn")) / _MEGA
        told |= {"winter_mva": rating, "summer_mva": rating, "clock_count": clock}
        told |= {"rated_from_kv": start * k, "rated_to_kv": end}
        self.parts.add(BRANCHES, told, number=place)

    def three_windings(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        name = self.name(kind, row)
        sizes = [number(row.get(f"sn_{end}")) / _MEGA for end in (1, 2, 3)]
        volts = [number(row.get(f"u{end}")) / _KILO for end in (1, 2, 3)]
        nodes = [self.node[_id(row, f"node_{end}")] for end in (1, 2, 3)]
        pairs = []
        for one, two in ((1, 2), (1, 3), (2, 3)):
            size = min(sizes[one - 1], sizes[two - 1])
            copper = _or(row.get(f"pk_{one}{two}"), 0.0) / _MEGA / size
            x = _leg(number(row.get(f"uk_{one}{two}")), copper)
            pairs.append(Pair(100 * copper * 100.0 / size, 100 * x * 100.0 / size))
        star, middle = star_of(*pairs), f"{name} (star)"
        self.parts.bus(middle, volts[0], number=place)
        clocks = (0, int(_or(row.get("clock_12"), 0.0)) % 12, int(_or(row.get("clock_13"), 0.0)) % 12)
        for end, arm in enumerate(star.arms):
            ends = (nodes[0], middle) if end == 0 else (middle, nodes[end])
            told: dict[str, Any] = {
                "asset_id": f"{name} {end + 1}",
                "name": name,
                "kind": "transformer",
                "impedance_unit": "percent",
            }
            told |= {"from_bus": ends[0], "to_bus": ends[1], "base_mva": 100.0, "resistance_value": arm.r}
            told |= {"reactance_value": arm.x, "winter_mva": sizes[end], "summer_mva": sizes[end]}
            told |= {"rated_from_kv": volts[0], "rated_to_kv": volts[end], "clock_count": clocks[end]}
            told["normally_open"] = number(row.get(f"status_{end + 1}", 1)) == 0
            self.parts.add(BRANCHES, told, number=place, counted=end == 0)

    def source(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        if number(row.get("status", 1)) == 0:
            self.parts.drop(OFF)
            return
        name, strength = self.name(kind, row), number(row.get("sk"))
        self.strict += [] if math.isfinite(strength) else [name]
        ratio = _or(row.get("rx_ratio"), 0.0)
        told: dict[str, Any] = {
            "asset_id": name,
            "bus_id": self.node[_id(row, "node")],
            "voltage_ratio": number(row.get("u_ref")),
        }
        told |= {"fault_level_mva": strength / _MEGA, "x_over_r_ratio": 1 / ratio if ratio else math.nan}
        self.parts.add(SOURCES, told, number=place)

    def load(self, kind: str, row: Mapping[str, Any], place: int) -> None:
        if number(row.get("status", 1)) == 0:
            self.parts.drop(OFF)
            return
        sign = -1.0 if kind == "sym_gen" else 1.0
        told: dict[str, Any] = {
            "asset_id": self.name(kind, row),
            "bus_id": self.node[_id(row, "node")],
            "substation_id": "",
        }
        told |= {
            f"{axis}_{unit}": sign * number(row.get(f"{axis}_specified")) / _MEGA
            for axis, unit in (("p", "mw"), ("q", "mvar"))
        }
        self.parts.add(LOADS, told, number=place)


_BOTH: Final = ("from_node", "to_node")
_NODES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("line", "link", "transformer", "generic_branch"), _BOTH),
    "three_winding_transformer": ("node_1", "node_2", "node_3"),
    **dict.fromkeys(("source", "sym_load", "sym_gen"), ("node",)),
}


def _records(rows: Any, attributes: list[Any]) -> list[Mapping[str, Any]]:
    """Components as objects; where a file lists their values bare, `attributes` names them."""
    bare = [
        dict(zip(map(str, attributes), row, strict=False)) if isinstance(row, list) else row for row in listed(rows)
    ]
    return list(objects(bare))


def _id(row: Mapping[str, Any], name: str = "id") -> int:
    found = number(row.get(name))
    return int(found) if math.isfinite(found) else -1


def _or(value: Any, otherwise: float) -> float:
    found = number(value)
    return found if math.isfinite(found) else otherwise


def _leg(whole: float, part: float) -> float:
    """The reactive part of an impedance or current of which one knows the whole and the active part."""
    return math.sqrt(max(whole * whole - part * part, 0.0)) if math.isfinite(whole) else math.nan


def _wound(row: Mapping[str, Any]) -> str:
    told = text(row.get("lae_kind"))
    return told if told in ("transformer", "transformer_feeder") else "transformer"


def _turns(row: Mapping[str, Any], rated_kv: float) -> dict[str, float]:
    """Range, step and stand of the taps as shares of the rated voltage on their side; nothing without a step."""
    step = _or(row.get("tap_size"), 0.0) / _KILO / rated_kv
    if not step:
        return {}
    low, high, now = (_or(row.get(f"tap_{name}"), 0.0) for name in ("min", "max", "pos"))
    sign = 1.0 if high > low else -1.0
    nom = _or(row.get("tap_nom"), (low + high) / 2)
    ends = sorted(sign * (place - nom) * step for place in (low, high))
    share = {"tap_step_share": step, "tap_share": sign * (now - nom) * step}
    return {**share, "tap_low_share": min(ends[0], 0.0), "tap_high_share": max(ends[1], 0.0)}
