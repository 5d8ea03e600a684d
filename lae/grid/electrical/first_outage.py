"""The first outage that binds a substation, and the AC of what is left: a shortfall by firm capacity is one of N-1.

Of the assets that share a substation's supply with others, the one whose loss loads a survivor most at its peak. An
asset that carries it alone leaves nothing to solve: CONTINGENCIES says what then comes back, and when.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.grid.electrical.arrays import Complexes, Flags, Floats, Ints, Network
from lae.grid.electrical.contract import FIRST_OUTAGE
from lae.grid.electrical.mesh import outage_factors
from lae.grid.electrical.tree import oriented
from lae.grid.electrical.twice import Demand, Lanes, Solve, Spread, busbars
from lae.grid.electrical.verification import KEY, Accepted, Verification, verification
from lae.tables import columns_of, filled

_BRIDGE: Final = 1e-9
_NAMED: Final = 3
_NONE: Final = ""

Solver = Callable[[Network], Solve]
"""The independent solver of a network that lacks an asset."""


def outage_verification(
    network: Network, loads: pd.DataFrame, cases: pd.DataFrame, demand: Demand, solver: Solver, accepted: Accepted
) -> pd.DataFrame:
    """VERIFICATION of every flagged case with the first outage that binds it; the rest as in `verification`."""
    named = binding_outages(network, loads, cases[cases["flagged"]], demand)
    parts = []
    for asset, some in named.groupby("outage_asset_id", sort=True):
        if asset == _NONE:
            continue
        left = network.without(str(asset))
        found = verification(left, loads, some, demand, solver(left), accepted)
        found = found.merge(some[[*KEY, "alone"]], how="left", on=KEY, validate="1:1")
        reasons = found["reason"].where(found["alone"].eq(""), found["reason"] + "; " + found["alone"])
        parts.append(found.assign(outage_asset_id=asset, reason=reasons.str.removeprefix("; ")).drop(columns="alone"))
    lone = named[named["outage_asset_id"].eq(_NONE)]
    blank: dict[str, Any] = {
        "states_count": 0,
        "converged_count": 0,
        "compared_count": 0,
        "status": "unverified",
        "voltage": "unknown",
    }
    parts.append(lone.assign(reason=lone["alone"], **blank).drop(columns="alone"))
    whole = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    whole = whole.assign(condition=FIRST_OUTAGE).reindex(columns=columns_of(Verification))
    return filled(whole.sort_values(KEY, kind="stable").reset_index(drop=True), Verification, "verification")


def binding_outages(network: Network, loads: pd.DataFrame, cases: pd.DataFrame, demand: Demand) -> pd.DataFrame:
    """Each case with `outage_asset_id`, blank where nothing is shared, and `alone`: who carries it with no other.

    Flows are of the substation's own peak, divided by admittance; where two losses are as bad, the larger asset's.
    """
    at, lanes = busbars(network, loads), Lanes.of(network)
    held = cases[cases["substation_id"].isin(at)].sort_values(KEY, kind="stable")
    spread = Spread.of(network, loads, demand.substations)

    @lru_cache(maxsize=1)  # cases are sorted, so one scenario and year at a time
    def drawn(scenario: str, year: int) -> tuple[Floats, Floats]:
        return spread.onto(*demand.at(scenario, year))

    shared = _shared(lanes)
    rows: list[dict[str, Any]] = []
    for record in held.to_dict("records"):
        case: dict[str, Any] = {str(name): value for name, value in record.items()}
        nodes = at[case["substation_id"]]
        p, q = drawn(case["scenario"], case["year"])
        slot = int(np.hypot(p[:, nodes].sum(axis=1), q[:, nodes].sum(axis=1)).argmax())
        way = lanes.way(nodes)
        rating = network.rating[demand.seasons[slot]]
        worst = _worst_after(lanes, p[slot], q[slot], np.where(way & (rating > 0), rating, np.nan))
        able = np.flatnonzero(way & shared)
        order = sorted(able, key=lambda lost: (-worst[lost], -np.nan_to_num(rating[lost]), network.assets[lost]))
        alone = [network.assets[branch] for branch in np.flatnonzero(way & ~shared)]
        rows.append(case | {"outage_asset_id": network.assets[order[0]] if order else _NONE, "alone": _alone(alone)})
    return pd.DataFrame(rows, columns=[*held.columns, "outage_asset_id", "alone"])


def _alone(assets: list[str]) -> str:
    if not assets:
        return ""
    more = f" and {len(assets) - _NAMED} more" if len(assets) > _NAMED else ""
    names = ", ".join(assets[:_NAMED]) + more
    return f"nothing shares with {names}: for that loss see contingencies.csv"


def _shared(lanes: Lanes) -> Flags:
    """Branches whose loss leaves another way, (branch,)."""
    if lanes.tree is None:
        return ~np.isnan(np.diagonal(_taken(lanes)))
    return np.bincount(lanes.tree.member, minlength=len(lanes.tree.node))[lanes.tree.member] > 1


def _taken(lanes: Lanes) -> Floats:
    return outage_factors(lanes.network, lanes.factors)


def _worst_after(lanes: Lanes, p: Floats, q: Floats, rating: Floats) -> Floats:
    """Greatest loading of any rated branch after the loss of each, (branch,); -inf where none is rated."""
    if lanes.tree is None:
        flow: Complexes = lanes.factors.flows(p) + 1j * lanes.factors.flows(q)
        after = np.abs(flow[:, None] + _taken(lanes) * flow) / rating[:, None]
        np.fill_diagonal(after, np.nan)
        return np.asarray(np.nan_to_num(after, nan=-np.inf).max(axis=0, initial=-np.inf))
    tree = lanes.tree
    total = np.concatenate([[0], np.cumsum((p + 1j * q)[tree.node])])
    below = np.abs(total[tree.last] - total[:-1])[tree.member]
    admittance, _, _ = oriented(lanes.network, tree.turned)
    found = np.full(len(rating), -np.inf)
    for lost, others in _groups(tree.member).items():
        left = admittance[others].sum()
        if len(others) and abs(left) > _BRIDGE:
            loading = below[others] * np.abs(admittance[others] / left) / rating[others]
            found[lost] = np.nan_to_num(loading, nan=-np.inf).max()
    return found


def _groups(member: Ints) -> dict[int, Ints]:
    """For each branch that shares its place, the others there."""
    order = np.argsort(member, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(member[order])) + 1)
    return {int(lost): part[part != lost] for part in parts if len(part) > 1 for lost in part}
