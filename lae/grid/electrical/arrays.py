"""An electrical model as arrays on a base of 1 MVA, so that a per-unit power is a power in MVA.

Busbars joined by closed switches are one node. Voltages are over nominal. A branch is a series impedance with half its
shunt at each end, behind an ideal ratio at its `start`: V_start / ratio - V_end drives the current.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from lae.grid.electrical.contract import IMPEDANT, SEASONS
from lae.grid.electrical.graph import Model, asset_graph, dead

Floats = npt.NDArray[np.float64]
Complexes = npt.NDArray[np.complex128]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MICRO: Final = 1e-6
_UNFIT: Final = -1


@dataclass(frozen=True)
class Taps:
    """What the taps of every branch can do, each (branch,); `step` is NaN where they stand still."""

    share: Floats
    low: Floats
    high: Floats
    step: Floats
    target: Floats

    @cached_property
    def regulates(self) -> Flags:
        """Branches whose taps hold a voltage."""
        return ~np.isnan(self.step + self.target + self.low + self.high)


@dataclass(frozen=True)
class Network:
    """The running, energised network; node i stands for the busbars that `node_of` maps to i.

    `ratio` holds rated voltages and clock-free taps at `taps.share`; a tap elsewhere multiplies it by
    (1 + share) / (1 + taps.share). `slack` are the infeeds' nodes, held at `slack_voltage` behind `slack_impedance`.
    """

    nodes: tuple[str, ...]
    node_of: Mapping[str, int]
    nominal_kv: Floats
    assets: tuple[str, ...]
    start: Ints
    end: Ints
    impedance: Complexes
    shunt: Complexes
    ratio: Floats
    clock: Ints
    rating: Mapping[str, Floats]
    taps: Taps
    slack: Ints
    slack_voltage: Floats
    slack_impedance: Complexes
    slack_assets: tuple[str, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """Index of each asset."""
        return {asset: index for index, asset in enumerate(self.assets)}

    def without(self, *assets: str) -> "Network":
        """The same network with these assets out; nodes stay, even when nothing feeds them any more."""
        keep = np.asarray([asset not in assets for asset in self.assets], dtype=bool)
        taps = Taps(**{name: getattr(self.taps, name)[keep] for name in ("share", "low", "high", "step", "target")})
        return replace(
            self,
            assets=tuple(asset for asset, kept in zip(self.assets, keep, strict=True) if kept),
            start=self.start[keep],
            end=self.end[keep],
            impedance=self.impedance[keep],
            shunt=self.shunt[keep],
            ratio=self.ratio[keep],
            clock=self.clock[keep],
            rating={season: values[keep] for season, values in self.rating.items()},
            taps=taps,
        )


def network_of(given: Model) -> Network:
    """The arrays of the running network; busbars no infeed reaches are left out (`model_findings` names them)."""
    graph = asset_graph(given)
    lost = set(dead(graph))
    closed = given.branches[given.branches["kind"].eq("switch") & ~given.branches["normally_open"]]
    joined: nx.Graph[str] = nx.Graph()
    joined.add_nodes_from(bus for bus in sorted(given.buses["bus_id"]) if bus not in lost)
    joined.add_edges_from(
        pair for pair in zip(closed["from_bus"], closed["to_bus"], strict=True) if not lost.intersection(pair)
    )
    groups = sorted(sorted(group) for group in nx.connected_components(joined))
    node_of = {bus: number for number, group in enumerate(groups) for bus in group}
    kv = given.buses.set_index("bus_id")["nominal_kv"]
    nominal = kv.reindex([group[0] for group in groups]).to_numpy(float)
    rows = given.branches[given.branches["kind"].isin(IMPEDANT) & ~given.branches["normally_open"]]
    rows = rows[~rows["from_bus"].isin(lost) & ~rows["to_bus"].isin(lost)].sort_values("asset_id", kind="stable")
    start, end = (rows[f"{side}_bus"].map(node_of).to_numpy(np.int64) for side in ("from", "to"))
    between = start != end  # a line whose both ends one coupler joins carries nothing
    rows, start, end = rows[between], start[between], end[between]
    return Network(
        nodes=tuple(group[0] for group in groups),
        node_of=node_of,
        nominal_kv=nominal,
        assets=tuple(rows["asset_id"]),
        start=start,
        end=end,
        **_circuit(rows, nominal[start], nominal[end]),
        **_infeeds(given.sources, node_of),
    )


def nodal(network: Network, loads: pd.DataFrame, amounts: Floats) -> Floats:
    """Amounts of each row of `loads`, (..., load), summed to nodes, (..., node); those at dead busbars are left out."""
    at = loads["bus_id"].map(dict(network.node_of)).fillna(_UNFIT).to_numpy(np.int64)
    held = np.flatnonzero(at >= 0)
    shape = (len(at), len(network.nodes))
    onto = sparse.csr_array((np.ones(len(held)), (held, at[held])), shape=shape)
    out: Floats = np.asarray(amounts @ onto)
    return out


def fixed_load(network: Network, loads: pd.DataFrame) -> tuple[Floats, Floats]:
    """P in MW and Q in Mvar at every node of the rows that state an amount."""
    stated = loads[loads["substation_id"].eq("")]
    p, q = (nodal(network, stated, stated[name].to_numpy(float)) for name in ("p_mw", "q_mvar"))
    return p, q


def _circuit(rows: pd.DataFrame, start_kv: Floats, end_kv: Floats) -> dict[str, Any]:
    rated_from = rows["rated_from_kv"].fillna(pd.Series(start_kv, rows.index)).to_numpy(float)
    rated_to = rows["rated_to_kv"].fillna(pd.Series(end_kv, rows.index)).to_numpy(float)
    percent = rows["impedance_unit"].eq("percent").to_numpy()
    base = rows["base_mva"].to_numpy(float)
    value = rows["resistance_value"].to_numpy(float) + 1j * rows["reactance_value"].to_numpy(float)
    conductance, susceptance = (rows[f"{name}_value"].fillna(0) for name in ("conductance", "susceptance"))
    shunt = conductance.to_numpy(float) + 1j * susceptance.to_numpy(float)
    # Percent of kV2 / MVA, seen from the end's nominal voltage; ohm over kV2 is per unit on 1 MVA.
    rated = (rated_to / end_kv) ** 2
    with np.errstate(invalid="ignore"):
        impedance = np.where(percent, value / 100 / base * rated, value / end_kv**2)
        admittance = np.where(percent, shunt / 100 * base / rated, shunt * _MICRO * end_kv**2)
    share = rows["tap_share"].fillna(0).to_numpy(float)
    taps = Taps(
        share,
        *(rows[name].to_numpy(float) for name in ("tap_low_share", "tap_high_share", "tap_step_share", "target_ratio")),
    )
    return {
        "impedance": impedance,
        "shunt": admittance,
        "ratio": rated_from / start_kv / (rated_to / end_kv) * (1 + share),
        "clock": rows["clock_count"].to_numpy(np.int64),
        "rating": {season: rows[f"{season}_mva"].to_numpy(float) for season in SEASONS},
        "taps": taps,
    }


def _infeeds(sources: pd.DataFrame, node_of: Mapping[str, int]) -> dict[str, Any]:
    rows = sources[sources["bus_id"].isin(node_of)].sort_values("asset_id", kind="stable")
    size = (1 / rows["fault_level_mva"]).fillna(0).to_numpy(float)
    slope = rows["x_over_r_ratio"].to_numpy(float)
    resistance = np.where(np.isnan(slope), 0.0, size / np.hypot(1, np.nan_to_num(slope)))
    reactance = np.where(np.isnan(slope), size, resistance * np.nan_to_num(slope))
    return {
        "slack": rows["bus_id"].map(dict(node_of)).to_numpy(np.int64),
        "slack_voltage": rows["voltage_ratio"].to_numpy(float),
        "slack_impedance": resistance + 1j * reactance,
        "slack_assets": tuple(rows["asset_id"]),
    }
