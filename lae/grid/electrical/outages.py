"""Every first outage of an electrical model: what the others then carry, who loses supply, who comes back and when."""

from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
import pandera.pandas as pa

from lae.grid.electrical.arrays import Complexes, Flags, Floats, Network
from lae.grid.electrical.graph import Model
from lae.grid.electrical.mesh import factors_of, outage_factors
from lae.grid.electrical.restoration import Backfeed, restored
from lae.grid.p2 import QUARTER_HOUR, SWITCHED_BY, THREE_HOURS, p2_class, p2_required_mw
from lae.tables import Contract, filled

_JUDGED: Final = ("A", "B")
_ROUNDING_MW: Final = 1e-6
_CARRIES: Final = 1e-6
"""Share of a node's demand, or of a lost branch's flow, below which a branch has nothing to do with it."""
_REASONS: Final = {
    "A": "class A: supply may wait for the repair",
    "B": "class B: all but 1 MW within 3 h; pass needs a switching that does it, fail that none could",
}
_MANUAL: Final = "manual"
"""A normally open point whose working nobody tells is taken for the slowest kind."""


class Contingencies(Contract):
    """One row an asset lost. `lost_mw` is demand off supply at once; the rest of the network carries the rest.

    Flows are DC in P and Q, so losses and voltage stay out. Classes C to F of EREC P2/8 read unverified.
    """

    asset_id: str
    method: str = pa.Field(isin=["sharing", "rerooted"], description="others share it | a part hangs on it alone")
    group_mw: float = pa.Field(ge=0, description="true demand that the asset helps to carry")
    lost_mw: float = pa.Field(ge=0, description="of it off supply at once")
    lost_mva: float = pa.Field(ge=0)
    worst_asset_id: str = pa.Field(description="the branch loaded most afterwards; blank where none is rated")
    worst_loading_ratio: float = pa.Field(ge=0, nullable=True)
    quarter_hour_mw: float = pa.Field(ge=0, nullable=True, description="back within 15 min, at most (maximum flow)")
    three_hours_mw: float = pa.Field(ge=0, nullable=True, description="back within 3 h, at most (maximum flow)")
    switched_mw: float = pa.Field(
        ge=0,
        nullable=True,
        description="back within 3 h by a radial switching that serves whole nodes; blank: not sought",
    )
    p2_class: str = pa.Field(isin=["", "A", "B", "C", "D", "E", "F"])
    required_mw: float = pa.Field(ge=0, nullable=True, description="that must be back within 3 h")
    verdict: str = pa.Field(isin=["pass", "fail", "unverified", "unknown"])
    reason: str

    class Config(Contract.Config):
        unique = ["asset_id"]


def contingencies(given: Model, network: Network, p_mw: Floats, q_mvar: Floats, *, season: str) -> pd.DataFrame:
    """CONTINGENCIES of every branch for one state of true demand, worst loading and restoration included.

    Args:
        given: the tables, for their normally open points and transfers, taken for complete.
        network: the arrays of the same tables.
        p_mw: true demand at each node, (node,), generation added back.
        q_mvar: the same in Mvar.
        season: whose ratings count.
    """
    factors = factors_of(network)
    taken = outage_factors(network, factors)
    flow = factors.flows(p_mw) + 1j * factors.flows(q_mvar)
    rows = []
    for lost, asset in enumerate(network.assets):
        if np.isnan(taken[lost, lost]):
            rows.append(_cut_off(given, network, lost, p_mw + 1j * q_mvar, season))
            continue
        after = np.abs(flow + taken[:, lost] * flow[lost])
        after[lost] = 0.0
        helped = np.abs(factors.drawn[lost]) > _CARRIES
        group_mw = float(np.maximum(p_mw[helped], 0).sum())
        shares = np.abs(taken[:, lost]) > _CARRIES
        blind = bool(np.isnan(network.rating[season][shares]).any())
        rows.append({"asset_id": asset, **_kept(network, after, season, group_mw, blind=blind)})
    return filled(pd.DataFrame(rows), Contingencies, "contingencies")


def _kept(network: Network, after: Floats, season: str, group_mw: float, *, blind: bool) -> dict[str, object]:
    """The row of a branch whose load others take over."""
    worst, loading = _worst(network, after, network.rating[season])
    name = p2_class(group_mw)
    over = loading > 1 + _ROUNDING_MW
    said = "every busbar keeps its supply"
    if over:
        said += f", but {worst} is above its rating; what would then be shed is not worked out"
    elif blind:
        said += ", but a branch that takes over has no rating"
    verdict = "unverified" if name not in _JUDGED else "unknown" if over or blind else "pass"
    return {
        "method": "sharing",
        "group_mw": group_mw,
        "lost_mw": 0.0,
        "lost_mva": 0.0,
        "worst_asset_id": worst,
        "worst_loading_ratio": loading,
        "p2_class": name,
        "required_mw": _required(name, group_mw),
        "verdict": verdict,
        "reason": said if name in _JUDGED else f"{said}; {_unverified(name)}",
    }


def _cut_off(given: Model, network: Network, lost: int, drawn: Complexes, season: str) -> dict[str, object]:
    """The row of a branch that a part hangs on alone."""
    off = _dead(network, lost)
    gone = drawn[off]
    lost_mw, size = float(np.maximum(gone.real, 0).sum()), np.abs(np.where(gone.real > 0, gone, 0))
    alive = _after(network, np.where(off, 0, drawn), off)
    worst, loading = _worst(network, np.abs(alive), network.rating[season])
    name = p2_class(lost_mw)
    required = _required(name, lost_mw)
    scale = lost_mw / size.sum() if size.sum() else 0.0
    backs = {}
    for minutes in (QUARTER_HOUR, THREE_HOURS):
        case, rated = _backfeed(given, network, lost, (off, size, alive), season, minutes)
        backs[minutes] = restored(case, prove=name == "B" and minutes == THREE_HOURS)
    last = backs[THREE_HOURS]
    switched = last.mva * scale if last.method != "max_flow" else np.nan
    proved = np.nan_to_num(switched) if rated else 0.0
    verdict = _verdict(name, required, done_mw=float(proved), most_mw=last.most_mva * scale)
    return {
        "asset_id": network.assets[lost],
        "method": "rerooted",
        "group_mw": lost_mw,
        "lost_mw": lost_mw,
        "lost_mva": float(size.sum()),
        "worst_asset_id": worst,
        "worst_loading_ratio": loading,
        "quarter_hour_mw": backs[QUARTER_HOUR].most_mva * scale,
        "three_hours_mw": last.most_mva * scale,
        "switched_mw": switched,
        "p2_class": name,
        "required_mw": required,
        "verdict": verdict,
        "reason": _REASONS.get(name, _unverified(name)),
    }


def _required(name: str, demand_mw: float) -> float:
    return p2_required_mw(demand_mw, THREE_HOURS) if name in _JUDGED else float("nan")


def _unverified(name: str) -> str:
    return f"class {name}: unverified, its requirement is not checked here"


def _verdict(name: str, required: float, *, done_mw: float, most_mw: float) -> str:
    """Pass only where a switching is known to do it, fail only where none could."""
    if name not in _JUDGED:
        return "unverified"
    if name == "A" or done_mw >= required - _ROUNDING_MW:
        return "pass"
    return "fail" if most_mw < required - _ROUNDING_MW else "unknown"


def _dead(network: Network, lost: int) -> Flags:
    """Nodes no infeed reaches once the branch is lost."""
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(network.nodes)))
    pairs = zip(network.start.tolist(), network.end.tolist(), strict=True)
    plain.add_edges_from(pair for number, pair in enumerate(pairs) if number != lost)
    off = np.ones(len(network.nodes), dtype=bool)
    for node in network.slack.tolist():
        off[list(nx.node_connected_component(plain, node))] = False
    return off


def _after(network: Network, drawn: Complexes, off: Flags) -> Complexes:
    """Flows once the dead nodes draw nothing; branches among them carry nothing."""
    factors = factors_of(network)
    flow: Complexes = factors.flows(drawn.real) + 1j * factors.flows(drawn.imag)
    return np.where(off[network.start] | off[network.end], 0, flow)


def _worst(network: Network, carried: Floats, rating: Floats) -> tuple[str, float]:
    loading = carried / np.where(rating > 0, rating, np.nan)
    if np.isnan(loading).all():
        return "", float("nan")
    at = int(np.nanargmax(loading))
    return network.assets[at], float(loading[at])


def _backfeed(
    given: Model,
    network: Network,
    lost: int,
    state: tuple[Flags, Floats, Complexes],
    season: str,
    minutes: float,
) -> tuple[Backfeed, bool]:
    """The dead part with the ties closed by then, and whether every rating on the way is known."""
    off, size, alive = state
    rating = network.rating[season]
    start_off, end_off = off[network.start], off[network.end]
    inside = start_off & end_off & (np.arange(len(rating)) != lost)
    living = ~start_off & ~end_off
    rows = given.branches[given.branches["normally_open"] | given.branches["kind"].eq("transfer")]
    soon = rows["operation"].replace("", _MANUAL).map(SWITCHED_BY).le(minutes)
    rows = rows[soon & rows["from_bus"].isin(network.node_of) & rows["to_bus"].isin(network.node_of)]
    one, other = (rows[f"{side}_bus"].map(dict(network.node_of)).to_numpy(np.int64) for side in ("from", "to"))
    ties = off[one] | off[other]
    tie = rows[f"{season}_mva"].to_numpy(float)[ties]
    unlimited = np.where(np.isnan(rating), np.inf, rating)
    spare = np.where(np.isnan(rating), np.inf, np.maximum(rating - np.abs(alive), 0.0))
    case = Backfeed(
        dead=np.flatnonzero(off),
        demand=size,
        one=np.concatenate([network.start[inside], one[ties]]),
        other=np.concatenate([network.end[inside], other[ties]]),
        capacity=np.concatenate([unlimited[inside], np.where(np.isnan(tie), np.inf, tie)]),
        live_one=network.start[living],
        live_other=network.end[living],
        spare=spare[living],
        infeeds=network.slack,
    )
    return case, not (np.isnan(rating[inside | living]).any() or np.isnan(tie).any())
