"""The most new demand a meshed network takes at once, by linear programme, and what each MVA of reinforcement frees.

Never by maximum flow: that sends power where there is room, while real power divides by impedance.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from scipy.optimize import linprog

from lae.grid.electrical.arrays import Complexes, Flags, Floats, Ints, Network
from lae.grid.electrical.mesh import factors_of, outage_factors
from lae.tables import Contract, filled

SIDES: Final = 32
"""A circle of apparent power is held inside as a polygon of this many sides, 0.5 % on the safe side."""
_ROUNDING: Final = 1e-7
_INTACT: Final = -1


class Reinforcements(Contract):
    """Assets that limit the joint maximum, best first: by pounds where a cost is sourced, then by MVA."""

    asset_id: str
    released_ratio: float = pa.Field(ge=0, description="MVA of room for each MVA of rating, while nothing else binds")
    added_mva: float = pa.Field(gt=0, nullable=True, description="what the costed scheme adds")
    cost_gbp: float = pa.Field(gt=0, nullable=True)
    price_year: float = pa.Field(nullable=True)
    cost_source: str
    one_mva_gbp: float = pa.Field(gt=0, nullable=True, description="cost of one MVA of room")
    ranked_by: str = pa.Field(isin=["pound", "mva"])
    rank: int = pa.Field(ge=1, description="within ranked_by")

    class Config(Contract.Config):
        unique = ["asset_id"]


@dataclass(frozen=True)
class JointRoom:
    """Most new demand at once, MVA, at each node, (node,), and what holds it.

    `bound` is at_most where branches without a rating stand in the way. `released` is the room an MVA more of rating
    frees, (branch,). `binding` names asset and outage ("" for none). `over` were above their limit before any growth:
    they may not get worse, and what they allow is no proof of room.
    """

    value_mva: float
    at_node: Floats
    bound: str
    released: Floats
    binding: tuple[tuple[str, str], ...]
    over: tuple[str, ...]


@dataclass(frozen=True)
class Growth:
    """Where new demand may stand and of what kind: `at` nodes, (node,), up to `cap` MVA each, at one power factor."""

    at: Flags
    cap_mva: Floats
    power_factor: float = 1.0

    @property
    def slope(self) -> float:
        """Mvar for each MW."""
        return float(np.sqrt(1 - self.power_factor**2) / self.power_factor)


@dataclass(frozen=True)
class Limits:
    """What holds the flows: a season's ratings less a margin, with or without the loss of any one branch.

    `sides` None limits MW only, which ignores reactive power and is for comparison with other DC models.
    """

    season: str = "winter"
    margin_share: float = 0.05
    outages: bool = True
    sides: int | None = SIDES


def joint_room(network: Network, p_mw: Floats, q_mvar: Floats, growth: Growth, limits: Limits) -> JointRoom:
    """The most new demand at all chosen nodes together that keeps every branch within its limit.

    Outages are added as they are found broken, so a large network costs little more than the intact one.

    Args:
        network: meshed or not.
        p_mw: drawn today at each node, (node,).
        q_mvar: the same in Mvar.
        growth: where demand may come.
        limits: what must hold. Outages of bridges are not among them: they cut supply off, which P2/8 judges.

    Raises:
        ValueError: nothing that is known limits the new demand.
    """
    asked = _Programme.of(network, p_mw + 1j * q_mvar, growth, limits)
    cases = [(branch, _INTACT) for branch in np.flatnonzero(np.isfinite(asked.limit)).tolist()]
    known = set(cases)
    while True:
        drawn, marginal = asked.solve(cases)
        new = [case for case in asked.broken(drawn) if case not in known]
        if not new:
            break
        cases += new
        known.update(new)
    at_node = np.zeros(len(network.nodes))
    at_node[asked.chosen] = drawn * asked.size
    released = np.zeros(len(network.assets))
    np.add.at(released, [branch for branch, _ in cases], marginal * (1 - limits.margin_share))
    names = (*network.assets, "")
    held = [case for case, dual in zip(cases, marginal, strict=True) if dual > _ROUNDING]
    over = asked.beyond(asked.flow) > asked.limit + _ROUNDING
    blind = ~np.isfinite(asked.limit) & (np.abs(asked.per_mw) > _ROUNDING).any(axis=1)
    return JointRoom(
        value_mva=float(at_node.sum()),
        at_node=at_node,
        bound="at_most" if blind.any() else "exact",
        released=np.where(released < _ROUNDING, 0.0, released),
        binding=tuple((names[branch], names[lost]) for branch, lost in held),
        over=tuple(name for name, above in zip(network.assets, over, strict=True) if above),
    )


@dataclass(frozen=True)
class _Programme:
    """The linear programme: new MW at the chosen nodes against limits of branches, each intact or after an outage."""

    flow: Complexes
    after: Complexes
    per_mw: Floats
    taken: Floats
    limit: Floats
    chosen: Ints
    cap_mw: Floats
    turn: complex
    directions: Complexes | None
    lost: Ints

    @classmethod
    def of(cls, network: Network, drawn: Complexes, growth: Growth, limits: Limits) -> "_Programme":
        factors = factors_of(network)
        taken = outage_factors(network, factors)
        flow: Complexes = factors.flows(drawn.real) + 1j * factors.flows(drawn.imag)
        chosen = np.flatnonzero(growth.at)
        turn = 1 + 1j * growth.slope
        able = np.flatnonzero(~np.isnan(np.diagonal(taken))) if limits.outages else np.zeros(0, dtype=np.int64)
        sides = None if limits.sides is None else np.exp(2j * np.pi * np.arange(limits.sides) / limits.sides)
        return cls(
            flow=flow,
            after=np.asarray(flow[:, None] + taken[:, able] * flow[able], dtype=complex),
            per_mw=factors.drawn[:, chosen],
            taken=taken[:, able],
            limit=np.nan_to_num(network.rating[limits.season] * (1 - limits.margin_share), nan=np.inf),
            chosen=chosen,
            cap_mw=growth.cap_mva[chosen] / abs(turn),
            turn=turn,
            directions=sides,
            lost=able,
        )

    @property
    def size(self) -> float:
        """MVA of one MW of new demand."""
        return abs(self.turn)

    def beyond(self, flow: Complexes) -> Floats:
        """What is held against the limit: apparent power, or active power alone."""
        return np.abs(flow.real if self.directions is None else flow)

    def broken(self, drawn: Floats) -> list[tuple[int, int]]:
        """Branches over their limit after the loss of another, with the one lost."""
        more = self.per_mw @ drawn
        after = self.after + (more[:, None] + self.taken * more[self.lost]) * self.turn
        above = self.beyond(after) > self.limit[:, None] + _ROUNDING * np.minimum(self.limit, 1.0)[:, None]
        above[self.lost, np.arange(len(self.lost))] = False
        return [(int(branch), int(self.lost[column])) for branch, column in np.argwhere(above)]

    def solve(self, cases: list[tuple[int, int]]) -> tuple[Floats, Floats]:
        """New MW at the chosen nodes, and the room in MVA that an MVA more of each case's limit frees."""
        column = {int(branch): number for number, branch in enumerate(self.lost)}
        directions = np.asarray([1.0, -1.0]) if self.directions is None else self.directions
        tight = 1.0 if self.directions is None else float(np.cos(np.pi / len(directions)))
        branch = np.asarray([case[0] for case in cases], dtype=np.int64)
        share = np.zeros((len(cases), self.per_mw.shape[1]))
        flow = self.flow[branch]
        for number, (of, lost) in enumerate(cases):
            share[number] = self.per_mw[of]
            if lost != _INTACT:
                share[number] += self.taken[of, column[lost]] * self.per_mw[lost]
                flow[number] = self.after[of, column[lost]]
        today = np.real(flow[:, None] * np.conj(directions))
        # Above its limit today: it may stay there, and get no worse.
        room = np.maximum(self.limit[branch][:, None] * tight - today, 0.0)
        slopes = np.real(self.turn * np.conj(directions))
        matrix = (share[:, None, :] * slopes[None, :, None]).reshape(-1, share.shape[1])
        bounds = [(0.0, cap if np.isfinite(cap) else None) for cap in self.cap_mw.tolist()]
        found = linprog(-np.full(share.shape[1], self.size), matrix, room.ravel(), bounds=bounds, method="highs-ds")
        if found.status != 0:
            raise ValueError(f"the joint maximum has no answer: {found.message}")
        marginal = -np.asarray(found.ineqlin.marginals).reshape(room.shape).sum(axis=1) * tight
        return np.asarray(found.x), marginal


def reinforcements(network: Network, room: JointRoom, costs: pd.DataFrame) -> pd.DataFrame:
    """REINFORCEMENTS of every branch that holds the joint maximum.

    Args:
        network: the network of `room`.
        room: the joint maximum.
        costs: asset_id, added_mva, cost_gbp, price_year, cost_source; a cost without a source is not used.
    """
    at = np.flatnonzero(room.released > 0)
    rows = pd.DataFrame({"asset_id": [network.assets[number] for number in at], "released_ratio": room.released[at]})
    sourced = costs[costs["cost_source"].ne("")] if len(costs) else costs
    columns = ["asset_id", "added_mva", "cost_gbp", "price_year", "cost_source"]
    rows = rows.merge(sourced.reindex(columns=columns), how="left", on="asset_id", validate="1:1")
    rows["one_mva_gbp"] = rows["cost_gbp"] / (rows["added_mva"] * rows["released_ratio"])
    rows["ranked_by"] = np.where(rows["one_mva_gbp"].notna(), "pound", "mva")
    order = rows.sort_values(["one_mva_gbp", "asset_id"], kind="stable")
    order = pd.concat([order[order["ranked_by"].eq("pound")], _by_mva(rows)])
    order["rank"] = order.groupby("ranked_by").cumcount() + 1
    return filled(order.reset_index(drop=True), Reinforcements, "reinforcements")


def _by_mva(rows: pd.DataFrame) -> pd.DataFrame:
    left = rows[rows["ranked_by"].eq("mva")]
    return left.sort_values(["released_ratio", "asset_id"], ascending=[False, True], kind="stable")
