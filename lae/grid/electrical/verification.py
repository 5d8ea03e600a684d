"""Flagged asset-years held to AC: every representative half-hour solved twice, and what the two solutions say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lae.findings import Finding
from lae.grid.electrical.arrays import Flags, Floats, Ints, Network, nodal
from lae.grid.electrical.contract import DIFFERENCES
from lae.grid.electrical.hosting import Hosting, hosting_room, ways
from lae.grid.electrical.mesh import factors_of
from lae.grid.electrical.radial import Flow, radial_flow
from lae.grid.electrical.tree import tree_of
from lae.tables import Contract, columns_of, filled

KEY: Final = ["scenario", "year", "substation_id"]
_COMPARED: Final = 0.2
"""Branches loaded less are not compared: a small difference is large beside nearly nothing."""
_CARRIES: Final = 1e-6
_HIGH_KV: Final = 132.0
_TABLE: Final = "verification"


class Verification(Contract):
    """What AC says of a substation in a scenario and year, over all representative half-hours.

    `verified`: power-grid-model solved every half-hour and our own loading is within the tolerance. `disagrees`: it is
    not. `unverified`: a half-hour did not converge, or the study holds no impedances there; never good news.
    """

    scenario: str
    year: int
    substation_id: str
    flagged: bool = pa.Field(description="headroom below zero on the published or modelled basis")
    status: str = pa.Field(isin=DIFFERENCES)
    states_count: int = pa.Field(ge=0, description="half-hours looked at")
    converged_count: int = pa.Field(ge=0, description="solved by both")
    worst_asset_id: str = pa.Field(description="loaded most by power-grid-model, of those between it and the infeeds")
    worst_slot: str
    loading_ratio: float = pa.Field(ge=0, nullable=True, description="of that asset, by power-grid-model")
    our_loading_ratio: float = pa.Field(ge=0, nullable=True, description="by lae: AC where radial, DC where meshed")
    difference_share: float = pa.Field(ge=0, nullable=True, description="greatest of peak loadings above 20 %")
    lowest_voltage_ratio: float = pa.Field(gt=0, nullable=True, description="at its busbars, over nominal")
    highest_voltage_ratio: float = pa.Field(gt=0, nullable=True)
    voltage: str = pa.Field(isin=["within", "below", "above", "unknown"], description="against the assumed limits")
    hosting_mva: float = pa.Field(ge=0, nullable=True, description="more that fits at its worst half-hour, by AC")
    hosting_limit: str = pa.Field(isin=["", "thermal", "voltage", "none", "today"])
    hosting_bound: str = pa.Field(isin=["", "exact", "at_most"])
    reason: str

    class Config(Contract.Config):
        unique = KEY


@dataclass(frozen=True)
class Accepted:
    """What counts as agreement, the voltage limits as shares of nominal, and the power factor of new demand."""

    loading_share: float
    below_132_share: float
    at_132_share: float
    power_factor: float


@dataclass(frozen=True)
class Demand:
    """Load of every substation, and how to get it: `at(scenario, year)` gives P and Q, (slot, substation)."""

    substations: tuple[str, ...]
    seasons: tuple[str, ...]
    slots: tuple[str, ...]
    at: Callable[[str, int], tuple[Floats, Floats]]


Solve = Callable[[Floats, Floats, Floats | None], Flow]
"""P and Q (state, node), taps (state, branch) or None to choose them; power-grid-model's answer."""


def flagged_years(headroom: pd.DataFrame) -> pd.DataFrame:
    """Scenario, year and substation of every demand headroom below zero, ours or published; sorted, each once."""
    rows = headroom[headroom["direction"].eq("demand") & headroom["basis"].isin(["published", "modelled"])]
    return rows.loc[rows["headroom_mva"].lt(0), KEY].drop_duplicates().sort_values(KEY).reset_index(drop=True)


def verification(
    network: Network, loads: pd.DataFrame, cases: pd.DataFrame, demand: Demand, solve: Solve, accepted: Accepted
) -> pd.DataFrame:
    """VERIFICATION of every case whose substation loads a busbar of the network; the others are left out.

    Args:
        network: radial or meshed.
        loads: contract GridLoads.
        cases: KEY and `flagged`.
        demand: load of every substation by scenario and year.
        solve: the independent solver.
        accepted: what counts as agreement.
    """
    at = _busbars(network, loads)
    held = cases[cases["substation_id"].isin(at)]
    lanes = _lanes(network)
    rows: list[dict[str, Any]] = []
    states: list[tuple[Floats, Floats, Floats]] = []
    pairs = held[["scenario", "year"]].drop_duplicates().sort_values(["scenario", "year"])
    for scenario, year in zip(pairs["scenario"], pairs["year"].tolist(), strict=True):
        asked = held[held["scenario"].eq(scenario) & held["year"].eq(year)]
        p, q = node_load(network, loads, demand, *demand.at(scenario, year))
        batch = _solved(network, p, q, demand, solve, radial=lanes.radial)
        for case in asked.sort_values("substation_id").itertuples(index=False):
            nodes = at[str(case.substation_id)]
            row = _row(network, batch, nodes, lanes.way(nodes), demand, accepted)
            slot = int(row.pop("slot"))
            states.append((p[slot], q[slot], batch.rating[slot]))
            rows.append({"scenario": scenario, "year": year, "substation_id": case.substation_id} | row)
            rows[-1]["flagged"] = bool(case.flagged)
    table = pd.DataFrame(rows, columns=columns_of(Verification))
    if rows and lanes.radial:
        table = _hosted(network, table, states, at, accepted)
    return filled(table, Verification, _TABLE)


def node_load(
    network: Network, loads: pd.DataFrame, demand: Demand, p_mw: Floats, q_mvar: Floats
) -> tuple[Floats, Floats]:
    """P and Q at every node, (slot, node), of substations' loads (slot, substation) and the fixed ones."""
    place = {name: number for number, name in enumerate(demand.substations)}
    shared = loads["substation_id"].ne("").to_numpy()
    column = loads["substation_id"].map(place).fillna(0).to_numpy(np.int64)
    # A substation the study does not know draws nothing here; `model_findings` and the stage name it.
    known = loads["substation_id"].isin(place).to_numpy()
    share = np.where(shared & known, loads["share"].fillna(0).to_numpy(float), 0.0)
    found = []
    for total, name in ((p_mw, "p_mw"), (q_mvar, "q_mvar")):
        fixed = np.where(shared, 0.0, loads[name].fillna(0).to_numpy(float))
        found.append(nodal(network, loads, total[:, column] * share + fixed))
    return found[0], found[1]


def verification_findings(table: pd.DataFrame, flagged: int, *, has_model: bool) -> list[Finding]:
    """How much of what is flagged AC confirms; without impedances, that nothing is."""
    if not has_model:
        message = f"0 of {flagged} flagged asset-years verifiable: no impedances published here."
        fix = "Put buses.csv, branches.csv, sources.csv and loads.csv into data/grid."
        return [Finding("note", _TABLE, "no_impedances", message, fix=fix)]
    found = []
    asked = table[table["flagged"]]
    done = int(asked["status"].eq("verified").sum())
    found.append(Finding("note", _TABLE, "verified", f"{done} of {flagged} flagged asset-years verified by AC."))
    for status, rule, message in (
        ("disagrees", "disagrees", "our loading and power-grid-model's differ by more than the tolerance."),
        ("unverified", "unconverged", "a half-hour has no AC solution: unverified, which is not good news."),
    ):
        rows = table[table["status"].eq(status)]
        ids = rows["scenario"] + " " + rows["year"].astype(str) + " " + rows["substation_id"]
        if len(rows):
            found.append(Finding("warning", _TABLE, rule, message, ids=tuple(ids)))
    return found


@dataclass(frozen=True)
class _Batch:
    """One scenario and year solved twice: our carried MVA (state, branch), their flow, ratings and who converged."""

    ours: Floats
    theirs: Flow
    rating: Floats
    good: Flags


@dataclass(frozen=True)
class _Lanes:
    """Which branches carry a node's demand, (node, branch), and whether the network is radial."""

    radial: bool
    carries: Flags

    def way(self, nodes: Ints) -> Flags:
        return np.asarray(self.carries[nodes].any(axis=0))


def _lanes(network: Network) -> _Lanes:
    try:
        tree = tree_of(network)
    except ValueError:
        return _Lanes(radial=False, carries=np.abs(factors_of(network).drawn.T) > _CARRIES)
    return _Lanes(radial=True, carries=ways(network, tree))


def _busbars(network: Network, loads: pd.DataFrame) -> dict[str, Ints]:
    rows = loads[loads["substation_id"].ne("") & loads["bus_id"].isin(network.node_of)]
    groups = rows.sort_values("asset_id").groupby("substation_id", sort=True)["bus_id"]
    return {str(name): np.asarray([network.node_of[bus] for bus in group], dtype=np.int64) for name, group in groups}


def _solved(network: Network, p: Floats, q: Floats, demand: Demand, solve: Solve, *, radial: bool) -> _Batch:
    rating = np.stack([network.rating[season] for season in demand.seasons])
    if radial:
        own = radial_flow(network, p, q)
        theirs = solve(p, q, own.tap_share)
        return _Batch(own.carried_mva, theirs, rating, own.converged & theirs.converged)
    factors = factors_of(network)
    theirs = solve(p, q, None)
    return _Batch(np.hypot(factors.flows(p), factors.flows(q)), theirs, rating, theirs.converged)


def _row(
    network: Network, batch: _Batch, nodes: Ints, way: Flags, demand: Demand, accepted: Accepted
) -> dict[str, Any]:
    """One case: its worst branch and half-hour, both loadings, voltages and whether they agree."""
    rating = np.where(way & (batch.rating > 0), batch.rating, np.nan)
    theirs, ours = batch.theirs.carried_mva / rating, batch.ours / rating
    states, good = len(batch.good), int(batch.good.sum())
    row: dict[str, Any] = {"states_count": states, "converged_count": good, "voltage": "unknown", "slot": 0}
    row |= {"hosting_limit": "", "hosting_bound": "", "worst_asset_id": "", "worst_slot": "", "status": "unverified"}
    if good < states:
        return row | {"reason": f"{states - good} of {states} half-hours have no AC solution"}
    volts = batch.theirs.voltage[:, nodes]
    share = np.where(network.nominal_kv[nodes] < _HIGH_KV, accepted.below_132_share, accepted.at_132_share)
    low, high = bool((volts < 1 - share).any()), bool((volts > 1 + share).any())
    row |= {"lowest_voltage_ratio": volts.min(), "highest_voltage_ratio": volts.max()}
    row["voltage"] = "below" if low else "above" if high else "within"
    if np.isnan(theirs).all():
        row["slot"] = int(np.abs(batch.theirs.carried_mva[:, way]).sum(axis=1).argmax()) if way.any() else 0
        return row | {"reason": "no branch between it and the infeeds has a rating"}
    slot, branch = np.unravel_index(int(np.nanargmax(theirs)), theirs.shape)
    rated = ~np.isnan(rating).all(axis=0)
    peaks = [np.nanmax(values[:, rated], axis=0) for values in (ours, theirs)]
    apart = np.abs(peaks[0] / np.maximum(peaks[1], _CARRIES) - 1)
    compared = peaks[1] >= min(_COMPARED, peaks[1].max())
    difference = float(apart[compared].max())
    agrees = difference <= accepted.loading_share
    blind = int((way & ~rated).sum())
    said = [] if agrees else [f"loadings differ by {difference:.1%}"]
    said += [f"{blind} branches on the way have no rating"] if blind else []
    return row | {
        "slot": int(slot),
        "status": "verified" if agrees else "disagrees",
        "worst_asset_id": network.assets[branch],
        "worst_slot": demand.slots[slot],
        "loading_ratio": theirs[slot, branch],
        "our_loading_ratio": ours[slot, branch],
        "difference_share": difference,
        "reason": "; ".join(said),
    }


def _hosted(
    network: Network,
    table: pd.DataFrame,
    states: list[tuple[Floats, Floats, Floats]],
    at: dict[str, Ints],
    accepted: Accepted,
) -> pd.DataFrame:
    """The table with the room at each case's first busbar in its worst half-hour; blank where AC has no solution."""
    solved = table["status"].ne("unverified").to_numpy() | table["lowest_voltage_ratio"].notna().to_numpy()
    chosen = np.flatnonzero(solved)
    if not chosen.size:
        return table
    p, q, rating = (np.stack([states[row][part] for row in chosen]) for part in range(3))
    nodes = np.asarray([at[name][0] for name in table["substation_id"].iloc[chosen]], dtype=np.int64)
    share = np.where(network.nominal_kv < _HIGH_KV, accepted.below_132_share, accepted.at_132_share)
    found = hosting_room(
        network, p, q, nodes, rating, power_factor=accepted.power_factor, lowest=1 - share, highest=1 + share
    )
    return table.assign(**dict(_spread(found, chosen, len(table))))


def _spread(found: Hosting, chosen: Ints, size: int) -> Iterator[tuple[str, Any]]:
    mva = np.full(size, np.nan)
    mva[chosen] = found.mva
    yield "hosting_mva", mva
    for name, values in (("hosting_limit", found.limit), ("hosting_bound", found.bound)):
        text = np.full(size, "", dtype=object)
        text[chosen] = values
        yield name, text
