"""Objects of an LTDS CIM model as busbars, branches, infeeds, loads, faults, demands and points."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lae.geo import BRITAIN_M, bng_from_degrees
from lae.readers.electrical.cim_fields import (
    figure,
    flag,
    is_special,
    link,
    order_of,
    seasons_of,
    total,
    value,
    winding_of,
)
from lae.readers.electrical.parts import BRANCHES, BUSES, DEMANDS, FAULTS, LOADS, POINTS, SOURCES, Parts
from lae.readers.guard import Thing
from lae.readers.json_cells import text

SWITCHES: Final = frozenset(
    ["Switch", "Breaker", "Disconnector", "LoadBreakSwitch", "Fuse", "DisconnectingCircuitBreaker"]
)
LINES: Final = frozenset(["ACLineSegment", "SeriesCompensator"])
MAIN: Final = (
    SWITCHES | LINES | frozenset(["ConnectivityNode", "PowerTransformer", "EnergyConsumer", "EquivalentInjection"])
)
"""Classes each object of which is a row of its own."""
SUPPORT: Final = frozenset(
    [
        *("BaseVoltage", "Substation", "VoltageLevel", "Terminal", "BusbarSection"),
        *("PowerTransformerEnd", "RatioTapChanger", "TapChangerControl"),
        *("OperationalLimitSet", "OperationalLimitType", "CurrentLimit", "ApparentPowerLimit"),
        *("gb:BusbarGroup", "gb:FirmCapacity", "gb:MaximumLoading", "gb:SummaryShortCircuitResult"),
        *("Location", "PositionPoint", "CoordinateSystem"),
    ]
)
"""Classes that say something of those."""
NO_PLACE: Final = "of a class that the model has no place for"
NO_VOLTAGE: Final = "no base voltage"
ADRIFT: Final = "terminals that lead to no node of the model"
NO_DEMAND: Final = "a consumer whose demand no file states"
_NAME: Final = "IdentifiedObject.name"
_GRID: Final = re.compile(r"(?:^|\D)27700$")
_DEGREES: Final = re.compile(r"(?:^|\D)(?:4326|4258)$|CRS:?84$", re.IGNORECASE)
_NOMINAL: Final = 1.0
"""What an infeed of which nothing is said is held at; its row is marked as assumed."""
_MULTIPLIER: Final = {"UnitMultiplier.k": 1.0, "UnitMultiplier.none": 1e-3, "UnitMultiplier.M": 1e3}


def network(things: Mapping[str, Thing], parts: Parts) -> None:
    """Every object of a main class into `parts`, or counted there with the reason why not."""
    _Network(things, parts).take()


class _Network:
    """The objects by class, and what hangs on what."""

    def __init__(self, things: Mapping[str, Thing], parts: Parts) -> None:
        self.things, self.parts = things, parts
        self.by_kind: dict[str, list[Thing]] = {}
        for thing in things.values():
            self.by_kind.setdefault(thing.kind, []).append(thing)
        self.numbers = {name: place for place, name in enumerate(things, start=1)}
        self.terminals: dict[str, list[Thing]] = {}
        for terminal in self.by_kind.get("Terminal", []):
            self.terminals.setdefault(link(terminal, "Terminal.ConductingEquipment"), []).append(terminal)
        for held in self.terminals.values():
            held.sort(key=lambda terminal: (figure(terminal, "ACDCTerminal.sequenceNumber"), terminal.id))
        self.ends: dict[str, list[Thing]] = {}
        for end in self.by_kind.get("PowerTransformerEnd", []):
            self.ends.setdefault(link(end, "PowerTransformerEnd.PowerTransformer"), []).append(end)
        for ends in self.ends.values():
            ends.sort(key=lambda end: (figure(end, "TransformerEnd.endNumber"), end.id))
        self.changers = {
            link(each, "RatioTapChanger.TransformerEnd"): each for each in self.by_kind.get("RatioTapChanger", [])
        }
        self.names = _unique(things.values())
        self.kv: dict[str, float] = {}
        self.site: dict[str, str] = {}
        self.limits = self._limits()

    def take(self) -> None:
        self._buses()
        for kind in sorted(SWITCHES | LINES | {"PowerTransformer", "EquivalentInjection", "EnergyConsumer"}):
            for thing in self.by_kind.get(kind, []):
                if kind == "PowerTransformer":
                    self._transformer(thing)
                elif kind == "EquivalentInjection":
                    self._infeed(thing)
                elif kind == "EnergyConsumer":
                    self._load(thing)
                else:
                    self._two_ended(thing)
        self._groups()
        self._points()

    def _buses(self) -> None:
        nodes = self.by_kind.get("ConnectivityNode", [])
        told = self._told_by_equipment()
        for node in nodes:
            level: Thing | None = self._thing(link(node, "ConnectivityNode.ConnectivityNodeContainer"))
            kv, site = told.get(node.id, math.nan), ""
            if level is not None and level.kind == "VoltageLevel":
                stated = self._nominal(link(level, "VoltageLevel.BaseVoltage"))
                kv = stated if math.isfinite(stated) else kv
                level = self._thing(link(level, "VoltageLevel.Substation"))
            if level is not None and level.kind == "Substation":
                site = self._label(level)
            if not kv > 0:
                self.parts.drop(NO_VOLTAGE)
                continue
            self.kv[node.id], self.site[node.id] = kv, site
            row: dict[str, Any] = {
                "bus_id": self.names[node.id],
                "name": self._label(node),
                "site_id": site,
                "nominal_kv": kv,
            }
            self.parts.add(BUSES, row, number=self.numbers[node.id])

    def _told_by_equipment(self) -> dict[str, float]:
        """Nominal voltage of nodes by the equipment that ends there, for nodes whose container says none."""
        found: dict[str, float] = {}
        for name, terminals in self.terminals.items():
            if (thing := self._thing(name)) is not None:
                kv = self._nominal(link(thing, "ConductingEquipment.BaseVoltage"))
                for held in terminals:
                    if kv > 0 and thing.kind != "PowerTransformer":
                        found.setdefault(link(held, "Terminal.ConnectivityNode"), kv)
        for end in self.by_kind.get("PowerTransformerEnd", []):
            terminal = self._thing(link(end, "TransformerEnd.Terminal"))
            kv = self._nominal(link(end, "TransformerEnd.BaseVoltage"))
            if terminal is not None and kv > 0:
                found.setdefault(link(terminal, "Terminal.ConnectivityNode"), kv)
        return found

    def _two_ended(self, thing: Thing) -> None:
        nodes = [link(terminal, "Terminal.ConnectivityNode") for terminal in self.terminals.get(thing.id, [])]
        if len(nodes) != 2 or not all(node in self.kv for node in nodes):
            self.parts.drop(ADRIFT)
            return
        told: dict[str, Any] = self._asset(thing) | {"from_bus": self.names[nodes[0]], "to_bus": self.names[nodes[1]]}
        if thing.kind in SWITCHES:
            told |= {"kind": "switch", "normally_open": flag(thing, "Switch.normalOpen")}
        else:
            told |= {"kind": "line", "impedance_unit": "ohm", **self.limits.get(thing.id, {})}
            told |= {
                "resistance_value": figure(thing, f"{thing.kind}.r"),
                "reactance_value": figure(thing, f"{thing.kind}.x"),
            }
            told |= {"susceptance_value": figure(thing, f"{thing.kind}.bch") * 1e6}
            told |= {"conductance_value": figure(thing, f"{thing.kind}.gch") * 1e6}
            if told["resistance_value"] == 0 and told["reactance_value"] == 0:
                told |= {"kind": "switch", "impedance_unit": ""}
        self.parts.add(BRANCHES, told, number=self.numbers[thing.id])

    def _transformer(self, thing: Thing) -> None:
        ends = self.ends.get(thing.id, [])
        terminals = [self._thing(link(end, "TransformerEnd.Terminal")) for end in ends]
        nodes = ["" if each is None else link(each, "Terminal.ConnectivityNode") for each in terminals]
        if len(ends) not in (2, 3) or not all(node in self.kv for node in nodes):
            self.parts.drop(ADRIFT)
            return
        if len(ends) == 2:
            self._two_windings(thing, ends, nodes)
            return
        middle, rated = f"{self.names[thing.id]} (star)", figure(ends[0], "PowerTransformerEnd.ratedU")
        self.parts.bus(middle, self.kv[nodes[0]], number=self.numbers[thing.id], site=self.site[nodes[0]])
        for place, (end, node) in enumerate(zip(ends, nodes, strict=True)):
            own = figure(end, "PowerTransformerEnd.ratedU")
            told: dict[str, Any] = self._asset(thing, f" {place + 1}") | {
                "kind": "transformer",
                "impedance_unit": "ohm",
            }
            first, last = (self.names[node], middle) if place == 0 else (middle, self.names[node])
            told |= {"from_bus": first, "to_bus": last, "rated_from_kv": rated, "rated_to_kv": own}
            told |= winding_of(end) | self._rating(thing, end)
            self.parts.add(BRANCHES, told, number=self.numbers[thing.id], counted=place == 0)

    def _two_windings(self, thing: Thing, ends: list[Thing], nodes: list[str]) -> None:
        """One row, from the side with the taps; what is stated at that side is brought to the other by the ratio."""
        first = 1 if ends[1].id in self.changers and ends[0].id not in self.changers else 0
        near, far = ends[first], ends[1 - first]
        rated = [figure(end, "PowerTransformerEnd.ratedU") for end in (near, far)]
        ratio = (rated[1] / rated[0]) ** 2 if rated[0] > 0 else math.nan
        at_near, at_far = winding_of(near), winding_of(far)
        told: dict[str, Any] = self._asset(thing) | {"kind": "transformer", "impedance_unit": "ohm"}
        told |= {"from_bus": self.names[nodes[first]], "to_bus": self.names[nodes[1 - first]]}
        told |= {"rated_from_kv": rated[0], "rated_to_kv": rated[1]}
        for name, other in at_far.items():
            factor = ratio if name in ("resistance_value", "reactance_value") else 1 / ratio
            told[name] = total(at_near[name] * factor, other)
        self.parts.add(
            BRANCHES,
            {**told, **self._taps(near, nodes[1 - first]), **self._rating(thing, near)},
            number=self.numbers[thing.id],
        )

    def _taps(self, end: Thing, held_node: str) -> dict[str, float]:
        changer = self.changers.get(end.id)
        if changer is None:
            return {}
        step = figure(changer, "RatioTapChanger.stepVoltageIncrement") / 100.0
        low, high, neutral, normal = (
            figure(changer, f"TapChanger.{name}Step") for name in ("low", "high", "neutral", "normal")
        )
        now = figure(changer, "TapChanger.step")
        now = now if math.isfinite(now) else normal
        reach = sorted((place - neutral) * step for place in (low, high))
        turns: dict[str, Any] = {
            "tap_low_share": min(reach[0], 0.0),
            "tap_high_share": max(reach[1], 0.0),
            "tap_step_share": abs(step),
        }
        turns["tap_share"] = (now - neutral) * step
        control = self._thing(link(changer, "TapChanger.TapChangerControl"))
        if control is not None:
            terminal = self._thing(link(control, "RegulatingControl.Terminal"))
            unit = _MULTIPLIER.get(link(control, "RegulatingControl.targetValueUnitMultiplier"), 1.0)
            held = figure(control, "RegulatingControl.targetValue") * unit / self.kv[held_node]
            if terminal is not None and link(terminal, "Terminal.ConnectivityNode") == held_node:
                turns["target_ratio"] = held
        return turns

    def _rating(self, thing: Thing, end: Thing) -> dict[str, float]:
        """The limits of the transformer's terminals by season, else what the winding is rated at."""
        size = figure(end, "PowerTransformerEnd.ratedS")
        return {"winter_mva": size, "summer_mva": size} | self.limits.get(thing.id, {})

    def _limits(self) -> dict[str, dict[str, float]]:
        """The least lasting limit of each piece of equipment by season, MVA; reverse flow has limits of its own."""
        found: dict[str, dict[str, float]] = {}
        for kind in ("ApparentPowerLimit", "CurrentLimit"):
            for limit in self.by_kind.get(kind, []):
                group = self._thing(link(limit, "OperationalLimit.OperationalLimitSet"))
                how = self._thing(link(limit, "OperationalLimit.OperationalLimitType"))
                if group is None or (how is not None and is_special(how)):
                    continue
                terminal = self._thing(link(group, "OperationalLimitSet.Terminal"))
                if terminal is None:
                    continue
                owner = link(terminal, "Terminal.ConductingEquipment")
                rated = figure(limit, f"{kind}.normalValue")
                if kind == "CurrentLimit":
                    rated *= math.sqrt(3.0) * self._voltage_at(terminal) / 1e3
                for season in seasons_of(group):
                    known = found.setdefault(owner, {}).get(season, math.inf)
                    if math.isfinite(rated):
                        found[owner][season] = min(known, rated)
        return found

    def _voltage_at(self, terminal: Thing) -> float:
        """Nominal voltage of the equipment's end, before busbars are known."""
        for end in self.ends.get(link(terminal, "Terminal.ConductingEquipment"), []):
            if link(end, "TransformerEnd.Terminal") == terminal.id:
                return self._nominal(link(end, "TransformerEnd.BaseVoltage"))
        thing = self._thing(link(terminal, "Terminal.ConductingEquipment"))
        own = math.nan if thing is None else self._nominal(link(thing, "ConductingEquipment.BaseVoltage"))
        node = self._thing(link(terminal, "Terminal.ConnectivityNode"))
        level = None if node is None else self._thing(link(node, "ConnectivityNode.ConnectivityNodeContainer"))
        return own if own > 0 or level is None else self._nominal(link(level, "VoltageLevel.BaseVoltage"))

    def _infeed(self, thing: Thing) -> None:
        node = self._node_of(thing)
        if node not in self.kv:
            self.parts.drop(ADRIFT)
            return
        held = figure(thing, "EquivalentInjection.regulationTarget") / self.kv[node]
        row: dict[str, Any] = {"asset_id": self.names[thing.id], "bus_id": self.names[node], "voltage_ratio": held}
        if not math.isfinite(held):
            row |= {"voltage_ratio": _NOMINAL, "provenance": "assumed"}
        self.parts.add(SOURCES, row, number=self.numbers[thing.id])

    def _load(self, thing: Thing) -> None:
        node, p = self._node_of(thing), figure(thing, "EnergyConsumer.p")
        q = figure(thing, "EnergyConsumer.q")
        if node not in self.kv:
            self.parts.drop(ADRIFT)
        elif not (math.isfinite(p) and math.isfinite(q)):
            self.parts.drop(NO_DEMAND)
        else:
            row: dict[str, Any] = {
                "asset_id": self.names[thing.id],
                "bus_id": self.names[node],
                "substation_id": "",
                "p_mw": p,
                "q_mvar": q,
            }
            self.parts.add(LOADS, row, number=self.numbers[thing.id])

    def _groups(self) -> None:
        """System capacity by group of busbars: maximum loading with its firm capacity, three-phase faults."""
        nodes: dict[str, list[str]] = {}
        for section in self.by_kind.get("BusbarSection", []):
            node = self._node_of(section)
            if node in self.kv:
                nodes.setdefault(link(section, "gb:BusbarSection.BusbarGroup"), []).append(node)
        firm = {link(each, "gb:FirmCapacity.BusbarGroup"): each for each in self.by_kind.get("gb:FirmCapacity", [])}
        for loading in self.by_kind.get("gb:MaximumLoading", []):
            group = link(loading, "gb:MaximumLoading.BusbarGroup")
            for season in ("winter", "summer") if group in nodes else ():
                self._loading(loading, firm.get(group), nodes[group][0], season)
        for fault in self.by_kind.get("gb:SummaryShortCircuitResult", []):
            if link(fault, "gb:ShortCircuitResult.faultKind") == "gb:ShortCircuitFaultKind.threePhase":
                current = figure(fault, "gb:ShortCircuitResult.symmetricalBreakingCurrent")
                for node in nodes.get(link(fault, "gb:SummaryShortCircuitResult.BusbarGroup"), []):
                    row: dict[str, Any] = {
                        "bus_id": self.names[node],
                        "nominal_kv": self.kv[node],
                        "break_ka": current,
                        "base_mva": 100.0,
                    }
                    self.parts.add(FAULTS, row, number=self.numbers[fault.id], counted=False)

    def _loading(self, loading: Thing, firm: Thing | None, node: str, season: str) -> None:
        p, q = (figure(loading, f"gb:MaximumLoading.{name}Loading{season.title()}") for name in ("max", "qAtMax"))
        size = math.hypot(p, q)
        row: dict[str, Any] = {
            "site": f"{self.site[node]} {self.kv[node]:g}kV",
            "kind": "observed",
            "season": season,
            "p_mw": p,
        }
        row["power_factor_ratio"] = p / size if size else math.nan
        row["firm_mw"] = math.nan if firm is None else figure(firm, f"gb:FirmCapacity.firmCapacity{season.title()}")
        if math.isfinite(p):
            self.parts.add(DEMANDS, row, number=self.numbers[loading.id], counted=False)

    def _points(self) -> None:
        """Every busbar at the first point of its own location or its substation's."""
        first: dict[str, Thing] = {}
        order = sorted(
            self.by_kind.get("PositionPoint", []), key=lambda point: (order_of(point), self.numbers[point.id])
        )
        for point in order:
            first.setdefault(link(point, "PositionPoint.Location"), point)
        at: dict[str, tuple[float, float]] = {}
        for location in self.by_kind.get("Location", []):
            if location.id in first and (where := self._where(location, first[location.id])) is not None:
                at[link(location, "Location.PowerSystemResources")] = where
        by_name = {self._label(thing): at[thing.id] for thing in self.by_kind.get("Substation", []) if thing.id in at}
        for node in self.kv:
            if (found := at.get(node) or by_name.get(self.site[node])) is not None:
                row: dict[str, Any] = {"bus_id": self.names[node], "easting_m": found[0], "northing_m": found[1]}
                self.parts.add(POINTS, row, number=self.numbers[node], counted=False)

    def _where(self, location: Thing, point: Thing) -> tuple[float, float] | None:
        system = self._thing(link(location, "Location.CoordinateSystem"))
        urn = "" if system is None else value(system, "CoordinateSystem.crsUrn")
        x, y = (figure(point, f"PositionPoint.{axis}Position") for axis in "xy")
        if _DEGREES.search(urn):
            x, y = (float(axis[0]) for axis in bng_from_degrees([x], [y]))
        elif not _GRID.search(urn):
            return None
        inside = BRITAIN_M[0] <= x <= BRITAIN_M[2] and BRITAIN_M[1] <= y <= BRITAIN_M[3]
        return (x, y) if inside else None

    def _thing(self, name: str) -> Thing | None:
        return self.things.get(name)

    def _node_of(self, thing: Thing) -> str:
        held = self.terminals.get(thing.id, [])
        return link(held[0], "Terminal.ConnectivityNode") if held else ""

    def _nominal(self, name: str) -> float:
        base = self._thing(name)
        return math.nan if base is None else figure(base, "BaseVoltage.nominalVoltage")

    def _label(self, thing: Thing) -> str:
        return text(value(thing, _NAME)) or thing.id

    def _asset(self, thing: Thing, more: str = "") -> dict[str, Any]:
        name = self.names[thing.id] + more
        return {"asset_id": name, "name": self._label(thing) + more}


def _unique(things: Iterable[Thing]) -> dict[str, str]:
    """A readable name a thing: its own where no other main object has it, else with its id behind."""
    named = {thing.id: text(value(thing, _NAME)) for thing in things if thing.kind in MAIN}
    often = Counter(named.values())
    return {key: name if name and often[name] == 1 else f"{name} ({key})".strip() for key, name in named.items()}
