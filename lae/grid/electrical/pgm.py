"""The independent check: power-grid-model on the same tables, by Newton's method. Only this imports it.

It is fed in physical units, without our own per-unit arithmetic, so that a slip in that shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from power_grid_model import (
    CalculationMethod,
    ComponentType,
    DatasetType,
    LoadGenType,
    PowerGridModel,
    TapChangingStrategy,
    initialize_array,
)
from power_grid_model.errors import PowerGridError

from lae.grid.electrical.arrays import Flags, Floats, Ints, Network
from lae.grid.electrical.contract import RATIO_KINDS
from lae.grid.electrical.graph import Model
from lae.grid.electrical.radial import Flow, nothing_solved
from lae.grid.electrical.twice import Answer

STIFF_VA: Final = 1e15
"""Power-grid-model's own default is 10 GVA, which moves voltages by up to 0.018; an unknown infeed is stiff here."""
_MEGA: Final = 1e6
_KILO: Final = 1e3
_MICRO: Final = 1e-6
_HERTZ: Final = 50.0
_BAND_STEPS: Final = 1.25
"""Width of the band a voltage is held in when power-grid-model moves the taps; one step fits with room to spare."""
_TABLES: Final = ("line", "transformer", "generic_branch")
_POWERS: Final = ("p_from", "q_from", "p_to", "q_to")
_SIZES: Final = ("s_from", "s_to")


@dataclass(frozen=True)
class _Answer:
    voltage: Floats
    carried_mva: Floats
    converged: Flags


class Verifier:
    """One model of power-grid-model, to solve as many batches as wanted.

    Args:
        given: the tables.
        network: the arrays of the same tables; says in what order nodes and branches are wanted.
        source_strength: fault level of all infeeds, VA; None takes each one's own.
    """

    def __init__(self, given: Model, network: Network, *, source_strength: float | None = None) -> None:
        self._network = network
        buses = [bus for bus in sorted(given.buses["bus_id"]) if bus in network.node_of]
        self._bus = {bus: number for number, bus in enumerate(buses)}
        count = len(buses)
        self._order = np.asarray([self._bus[name] for name in network.nodes])
        rows = given.branches.set_index("asset_id", drop=False).reindex(list(network.assets))
        kinds = _kinds(rows)
        parts: dict[Any, npt.NDArray[Any]] = {ComponentType.node: _nodes(given.buses, buses)}
        ids = np.arange(count, count + len(rows))
        self._places: dict[str, Ints] = {}
        for kind, build in (("line", _lines), ("transformer", _transformers), ("generic_branch", _generic)):
            chosen = kinds == kind
            if chosen.any():
                self._places[kind] = np.flatnonzero(chosen)
                parts[getattr(ComponentType, kind)] = build(rows[chosen], ids[chosen], self._bus, given.buses)
        number = count + len(rows)
        links = _closed(given.branches, self._bus)
        if links:
            parts[ComponentType.link] = _links(links, number)
        number += len(links)
        load_ids = np.arange(number, number + len(network.nodes))
        parts[ComponentType.sym_load] = _loads(load_ids, [self._bus[name] for name in network.nodes])
        number += len(network.nodes)
        parts[ComponentType.source] = _sources(given.sources, network, self._bus, number, source_strength)
        number += len(network.slack_assets)
        held = network.taps.regulates & (kinds == "transformer")
        self._held = held
        self._tapped = np.flatnonzero(kinds == "transformer")
        self._regulated = parts
        if held.any():
            regulators = _regulators(network, np.flatnonzero(held), ids, number)
            self._regulated = {**parts, ComponentType.transformer_tap_regulator: regulators}
        self._plain = parts

    def answer(self, p_mw: Floats, q_mvar: Floats, *, tap_share: Floats | None = None) -> Answer:
        """Voltages and carried MVA of every state, NaN where it did not converge; arguments as in `solve`."""
        network, states = self._network, len(p_mw)
        try:
            found, failed = self.calculate(p_mw, q_mvar, tap_share=tap_share, wanted=_SIZES)
        except PowerGridError:
            return nothing_solved(states, network)
        carried = np.zeros((states, len(network.assets)))
        for kind in _TABLES:
            if (rows := found.get(getattr(ComponentType, kind))) is not None:
                larger = np.maximum(rows["s_from"], rows["s_to"])
                larger /= _MEGA
                carried[:, self._places[kind]] = larger
        volts, good = self._volts(found), np.ones(states, dtype=bool)
        if failed.size:
            good[failed] = False
            volts, carried = (np.where(good[:, None], values, np.nan) for values in (volts, carried))
        return _Answer(volts, carried, good)

    def solve(
        self,
        p_mw: Floats,
        q_mvar: Floats,
        *,
        tap_share: Floats | None = None,
        method: CalculationMethod = CalculationMethod.newton_raphson,
    ) -> Flow:
        """Voltages and flows of every state, NaN where it did not converge.

        Args:
            p_mw: drawn at each node, (state, node).
            q_mvar: the same in Mvar.
            tap_share: (state, branch), where the taps stand; without it power-grid-model moves those with a target.
            method: Newton's; the linear one is here for the test that shows why not.
        """
        free = tap_share is None and bool(self._held.any())
        try:
            found, failed = self.calculate(p_mw, q_mvar, tap_share=tap_share, method=method)
        except PowerGridError:
            # The whole batch was refused, for instance a singular network: nothing is verified.
            return nothing_solved(len(p_mw), self._network)
        good = np.ones(len(p_mw), dtype=bool)
        good[failed] = False
        return self._flow(found, good, tap_share, free=free)

    def calculate(
        self,
        p_mw: Floats,
        q_mvar: Floats,
        *,
        tap_share: Floats | None = None,
        method: CalculationMethod = CalculationMethod.newton_raphson,
        wanted: tuple[str, ...] = _POWERS,
    ) -> tuple[Mapping[Any, Any], Ints]:
        """Power-grid-model's own arrays for a batch and the states it failed on; arguments as in `solve`."""
        update: dict[Any, Any] = {ComponentType.sym_load: self._load_update(p_mw, q_mvar)}
        free = tap_share is None and bool(self._held.any())
        if tap_share is not None and self._tapped.size:
            update[ComponentType.transformer] = self._tap_update(tap_share)
        outputs: dict[Any, Any] = {getattr(ComponentType, kind): list(wanted) for kind in self._places}
        outputs[ComponentType.node] = ["u_pu"]
        if free:
            outputs[ComponentType.transformer_tap_regulator] = ["tap_pos"]
        strategy = TapChangingStrategy.any_valid_tap if free else TapChangingStrategy.disabled
        grid = self._free if free else self._fixed
        found = grid.calculate_power_flow(
            update_data=update,
            calculation_method=method,
            output_component_types=outputs,
            continue_on_batch_error=True,
            tap_changing_strategy=strategy,
            threading=-1,
        )
        failed = [] if grid.batch_error is None else grid.batch_error.failed_scenarios
        return found, np.asarray(failed, dtype=np.int64)

    @cached_property
    def _fixed(self) -> PowerGridModel:
        return PowerGridModel(self._plain, system_frequency=_HERTZ)

    @cached_property
    def _free(self) -> PowerGridModel:
        return PowerGridModel(self._regulated, system_frequency=_HERTZ)

    def _volts(self, found: Mapping[Any, Any]) -> Floats:
        volts: Floats = np.asarray(found[ComponentType.node]["u_pu"])
        return volts if np.array_equal(self._order, np.arange(volts.shape[1])) else volts[:, self._order]

    def _load_update(self, p_mw: Floats, q_mvar: Floats) -> Mapping[str, npt.NDArray[Any]]:
        return {"p_specified": p_mw * _MEGA, "q_specified": q_mvar * _MEGA}

    def _tap_update(self, tap_share: Floats) -> Mapping[str, npt.NDArray[Any]]:
        step = self._network.taps.step[self._tapped]
        position = np.where(np.isnan(step), 0, tap_share[:, self._tapped] / np.where(np.isnan(step), 1, step))
        return {"tap_pos": np.round(position).astype(np.int8)}

    def _flow(self, found: Mapping[Any, Any], good: Flags, tap_share: Floats | None, *, free: bool) -> Flow:
        network, states = self._network, len(good)
        volts = self._volts(found)
        into = np.zeros((states, len(network.assets)), dtype=complex)
        out = np.zeros_like(into)
        for kind in _TABLES:
            if (rows := found.get(getattr(ComponentType, kind))) is not None:
                at = self._places[kind]
                into[:, at] = (rows["p_from"] + 1j * rows["q_from"]) / _MEGA
                out[:, at] = -(rows["p_to"] + 1j * rows["q_to"]) / _MEGA
        share = np.tile(network.taps.share, (states, 1)) if tap_share is None else np.array(tap_share, dtype=float)
        if free:
            position = np.asarray(found[ComponentType.transformer_tap_regulator]["tap_pos"], dtype=float)
            share[:, self._held] = position * network.taps.step[self._held]
        lost = ~good[:, None]
        volts, into, out = (np.where(lost, np.nan, values) for values in (volts, into, out))
        return Flow(volts, into, out, share, good)


def _kinds(rows: pd.DataFrame) -> npt.NDArray[Any]:
    """Which component of power-grid-model each branch is; its transformers have no capacitance and x above 0."""
    wound = rows["kind"].isin(RATIO_KINDS)
    plain = rows["susceptance_value"].fillna(0).le(0) & rows["reactance_value"].gt(0)
    return np.where(wound & plain, "transformer", np.where(wound, "generic_branch", "line"))


def _array(kind: str, size: int) -> Any:
    return initialize_array(DatasetType.input, getattr(ComponentType, kind), size)


def _nodes(buses: pd.DataFrame, names: list[str]) -> Any:
    made = _array("node", len(names))
    made["id"] = np.arange(len(names))
    made["u_rated"] = buses.set_index("bus_id")["nominal_kv"].reindex(names).to_numpy() * _KILO
    return made


def _ends(made: Any, rows: pd.DataFrame, ids: npt.NDArray[Any], bus: Mapping[str, int]) -> None:
    made["id"] = ids
    made["from_node"], made["to_node"] = rows["from_bus"].map(dict(bus)), rows["to_bus"].map(dict(bus))
    made["from_status"] = made["to_status"] = 1


def _physical(rows: pd.DataFrame, buses: pd.DataFrame) -> dict[str, npt.NDArray[np.float64]]:
    """Rated kV of both ends, ohm and siemens at the `to` end, and the base that turns ohm to percent."""
    kv = buses.set_index("bus_id")["nominal_kv"]
    rated = {end: rows[f"rated_{end}_kv"].fillna(rows[f"{end}_bus"].map(kv)).to_numpy(float) for end in ("from", "to")}
    base = rows["base_mva"].fillna(100.0).to_numpy(float)
    ohm = rated["to"] ** 2 / base / 100
    percent = rows["impedance_unit"].eq("percent").to_numpy()
    size = np.where(percent, ohm, 1.0)
    siemens = np.where(percent, 1 / ohm / 1e4, _MICRO)
    return {
        **rated,
        "base": base,
        "r": rows["resistance_value"].to_numpy(float) * size,
        "x": rows["reactance_value"].to_numpy(float) * size,
        "g": rows["conductance_value"].fillna(0).to_numpy(float) * siemens,
        "b": rows["susceptance_value"].fillna(0).to_numpy(float) * siemens,
    }


def _lines(rows: pd.DataFrame, ids: npt.NDArray[Any], bus: Mapping[str, int], buses: pd.DataFrame) -> Any:
    made, real = _array("line", len(rows)), _physical(rows, buses)
    _ends(made, rows, ids, bus)
    made["r1"], made["x1"] = real["r"], real["x"]
    made["c1"] = real["b"] / (2 * np.pi * _HERTZ)
    made["tan1"] = np.divide(real["g"], real["b"], out=np.zeros(len(rows)), where=real["b"] != 0)
    return made


def _transformers(rows: pd.DataFrame, ids: npt.NDArray[Any], bus: Mapping[str, int], buses: pd.DataFrame) -> Any:
    made, real = _array("transformer", len(rows)), _physical(rows, buses)
    _ends(made, rows, ids, bus)
    steps = rows["tap_step_share"].to_numpy(float)
    stepped = ~np.isnan(steps)
    share = rows["tap_share"].fillna(0).to_numpy(float)
    ohm = real["to"] ** 2 / real["base"]
    made["u1"] = real["from"] * _KILO * np.where(stepped, 1.0, 1 + share)
    made["u2"] = real["to"] * _KILO
    made["sn"] = real["base"] * _MEGA
    made["uk"] = np.hypot(real["r"], real["x"]) / ohm
    made["pk"] = real["r"] / ohm * real["base"] * _MEGA
    made["i0"] = np.hypot(real["g"], real["b"]) * ohm
    made["p0"] = real["g"] * ohm * real["base"] * _MEGA
    odd = rows["clock_count"].to_numpy() % 2 == 1
    made["winding_from"], made["winding_to"] = np.where(odd, 2, 1), 1
    made["clock"] = rows["clock_count"]
    made["tap_side"] = 0
    size = np.where(stepped, steps, 1.0)
    low, high = (rows[f"tap_{end}_share"].fillna(0).to_numpy(float) / size for end in ("low", "high"))
    made["tap_pos"] = np.where(stepped, np.round(share / size), 0)
    made["tap_min"] = np.where(stepped, np.round(low), 0)
    made["tap_max"] = np.where(stepped, np.round(high), 0)
    made["tap_nom"] = 0
    made["tap_size"] = np.where(stepped, steps * real["from"] * _KILO, 0)
    return made


def _generic(rows: pd.DataFrame, ids: npt.NDArray[Any], bus: Mapping[str, int], buses: pd.DataFrame) -> Any:
    made, real = _array("generic_branch", len(rows)), _physical(rows, buses)
    _ends(made, rows, ids, bus)
    kv = buses.set_index("bus_id")["nominal_kv"]
    start, end = (rows[f"{side}_bus"].map(kv).to_numpy(float) for side in ("from", "to"))
    made["r1"], made["x1"], made["g1"], made["b1"] = real["r"], real["x"], real["g"], real["b"]
    made["k"] = real["from"] * (1 + rows["tap_share"].fillna(0).to_numpy(float)) / real["to"] / (start / end)
    made["theta"] = -np.deg2rad(30.0 * rows["clock_count"].to_numpy(float))
    made["sn"] = real["base"] * _MEGA
    return made


def _closed(branches: pd.DataFrame, bus: Mapping[str, int]) -> list[tuple[int, int]]:
    rows = branches[branches["kind"].eq("switch") & ~branches["normally_open"]]
    pairs = zip(rows["from_bus"], rows["to_bus"], strict=True)
    return [(bus[one], bus[other]) for one, other in pairs if one in bus and other in bus]


def _links(pairs: list[tuple[int, int]], number: int) -> Any:
    made = _array("link", len(pairs))
    made["id"] = np.arange(number, number + len(pairs))
    made["from_node"], made["to_node"] = zip(*pairs, strict=True)
    made["from_status"] = made["to_status"] = 1
    return made


def _loads(ids: npt.NDArray[Any], nodes: list[int]) -> Any:
    made = _array("sym_load", len(ids))
    made["id"], made["node"], made["status"] = ids, nodes, 1
    made["type"] = LoadGenType.const_power
    made["p_specified"] = made["q_specified"] = 0
    return made


def _sources(
    sources: pd.DataFrame, network: Network, bus: Mapping[str, int], number: int, strength: float | None
) -> Any:
    rows = sources.set_index("asset_id").reindex(list(network.slack_assets))
    made = _array("source", len(rows))
    made["id"] = np.arange(number, number + len(rows))
    made["node"], made["status"] = rows["bus_id"].map(dict(bus)), 1
    made["u_ref"] = rows["voltage_ratio"]
    own = (rows["fault_level_mva"] * _MEGA).fillna(STIFF_VA)
    made["sk"] = own if strength is None else strength
    made["rx_ratio"] = (1 / rows["x_over_r_ratio"]).fillna(0)
    return made


def _regulators(network: Network, held: npt.NDArray[Any], ids: npt.NDArray[Any], number: int) -> Any:
    made = _array("transformer_tap_regulator", len(held))
    made["id"] = np.arange(number, number + len(held))
    made["regulated_object"], made["status"] = ids[held], 1
    made["control_side"] = 1
    volts = network.nominal_kv[network.end[held]] * _KILO
    made["u_set"] = network.taps.target[held] * volts
    made["u_band"] = _BAND_STEPS * network.taps.step[held] * network.taps.target[held] * volts
    return made
