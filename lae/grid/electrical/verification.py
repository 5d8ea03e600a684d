"""Flagged asset-years held to AC: every representative half-hour solved, and what that says beside our own figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lae.findings import Finding
from lae.grid.electrical.arrays import Flags, Floats, Ints, Network
from lae.grid.electrical.contract import DIFFERENCES, FIRST_OUTAGE, INTACT, SEASONS
from lae.grid.electrical.hosting import hosting_room
from lae.grid.electrical.twice import COMPARED, Demand, Lanes, Peaks, Solve, Spread, batches, busbars, solved_twice
from lae.tables import Contract, columns_of, filled

KEY: Final = ["scenario", "year", "substation_id"]
_LEAST: Final = 1e-6
_HIGH_KV: Final = 132.0
_TABLE: Final = "verification"


class Verification(Contract):
    """What AC says of a substation in a scenario and year, over all representative half-hours, intact and with N-1.

    `verified`: power-grid-model solved every half-hour and our own loading is within the tolerance. `disagrees`: it is
    not. `unverified`: a half-hour did not converge, or the study holds no impedances there; never good news.
    """

    scenario: str
    year: int
    substation_id: str
    condition: str = pa.Field(isin=[INTACT, FIRST_OUTAGE], description="whole, or without the asset whose loss binds")
    outage_asset_id: str = pa.Field(description="the asset out; blank where intact, or where nothing shares the load")
    flagged: bool = pa.Field(description="headroom below zero on the published or modelled basis")
    status: str = pa.Field(isin=DIFFERENCES)
    states_count: int = pa.Field(ge=0, description="half-hours looked at")
    converged_count: int = pa.Field(ge=0, description="solved by power-grid-model, and by lae where compared")
    compared_count: int = pa.Field(ge=0, description="solved by both: where a branch peaks, and where most is drawn")
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
        unique = [*KEY, "condition"]


@dataclass(frozen=True)
class Accepted:
    """What counts as agreement, the voltage limits as shares of nominal, and the power factor of new demand."""

    loading_share: float
    below_132_share: float
    at_132_share: float
    power_factor: float


def flagged_years(headroom: pd.DataFrame) -> pd.DataFrame:
    """Scenario, year and substation of every demand headroom below zero, ours or published; sorted, each once."""
    rows = headroom[headroom["direction"].eq("demand") & headroom["basis"].isin(["published", "modelled"])]
    return rows.loc[rows["headroom_mva"].lt(0), KEY].drop_duplicates().sort_values(KEY).reset_index(drop=True)


def verification(
    network: Network,
    loads: pd.DataFrame,
    cases: pd.DataFrame,
    demand: Demand,
    solve: Solve,
    accepted: Accepted,
    *,
    hosting: bool = True,
) -> pd.DataFrame:
    """VERIFICATION of every case whose substation loads a busbar of the network; the others are left out.

    Args:
        network: radial or meshed.
        loads: contract GridLoads.
        cases: KEY and `flagged`.
        demand: load of every substation by scenario and year.
        solve: the independent solver.
        accepted: what counts as agreement.
        hosting: whether to work out how much more fits, which a radial network allows.
    """
    at = busbars(network, loads)
    held = cases[cases["substation_id"].isin(at)].sort_values(KEY, kind="stable")
    lanes, spread = Lanes.of(network), Spread.of(network, loads, demand.substations)
    way = {name: lanes.way(at[name]) for name in held["substation_id"].unique()}
    spot = {name: _Spot.of(network, at[name], way[name], accepted) for name in way}
    asked: dict[tuple[str, int], list[tuple[str, bool]]] = {}
    for scenario, year, name, flagged in zip(*(held[column].tolist() for column in (*KEY, "flagged")), strict=True):
        asked.setdefault((scenario, year), []).append((name, bool(flagged)))
    in_question = {pair: [way[name] for name, _ in names] for pair, names in asked.items()}
    rows: list[dict[str, Any]] = []
    for pairs in batches(list(asked), demand, network):
        first = len(rows)
        spots: list[tuple[Peaks, int]] = []
        for pair, peaks in zip(pairs, solved_twice(lanes, spread, demand, pairs, in_question, solve), strict=True):
            for name, flagged in asked[pair]:
                found, slot = _row(network, peaks, spot[name], demand, accepted)
                rows.append(
                    {**dict(zip(KEY, (*pair, name), strict=True)), "condition": INTACT, "flagged": flagged, **found}
                )
                spots.append((peaks, slot))
        if hosting and lanes.tree is not None:
            _host(network, rows[first:], spots, at, demand, accepted)
    return filled(pd.DataFrame(rows, columns=columns_of(Verification)), Verification, _TABLE)


def verification_findings(table: pd.DataFrame, flagged: int, *, has_model: bool) -> list[Finding]:
    """How much of what is flagged AC confirms; without impedances, that nothing is."""
    if not has_model:
        message = f"0 of {flagged} flagged asset-years verifiable: no impedances published here."
        fix = "Put buses.csv, branches.csv, sources.csv and loads.csv into data/grid."
        return [Finding("note", _TABLE, "no_impedances", message, fix=fix)]
    found = []
    asked, named = table[table["flagged"]], {INTACT: "intact", FIRST_OUTAGE: "with the first outage that binds"}
    for condition, words in named.items():
        rows = asked[asked["condition"].eq(condition)]
        done = rows["status"].eq("verified")
        over = f", {int((done & rows['loading_ratio'].gt(1)).sum())} of them above a rating"
        message = f"{int(done.sum())} of {flagged} flagged asset-years verified by AC, {words}{over}."
        found.append(Finding("note", _TABLE, "verified" if condition == INTACT else "verified_outage", message))
    for status, rule, message in (
        ("disagrees", "disagrees", "our loading and power-grid-model's differ by more than the tolerance."),
        ("unverified", "unconverged", "a half-hour has no AC solution: unverified, which is not good news."),
    ):
        rows = table[table["status"].eq(status) & table["states_count"].gt(0)]
        ids = rows["scenario"] + " " + rows["year"].astype(str) + " " + rows["substation_id"]
        ids = ids.where(rows["condition"].eq(INTACT), ids + " without " + rows["outage_asset_id"])
        if len(rows):
            found.append(Finding("warning", _TABLE, rule, message, ids=tuple(ids)))
    return found


@dataclass(frozen=True)
class _Spot:
    """A substation: its nodes with their voltage limits, the rated branches that carry it, and how many have none."""

    nodes: Ints
    least: Floats
    most: Floats
    rated: Ints
    blind: int

    @classmethod
    def of(cls, network: Network, nodes: Ints, way: Flags, accepted: Accepted) -> "_Spot":
        share = np.where(network.nominal_kv[nodes] < _HIGH_KV, accepted.below_132_share, accepted.at_132_share)
        rated = np.any([network.rating[season] > 0 for season in SEASONS], axis=0)
        return cls(nodes, 1 - share, 1 + share, np.flatnonzero(way & rated), int((way & ~rated).sum()))


def _row(network: Network, peaks: Peaks, spot: _Spot, demand: Demand, accepted: Accepted) -> tuple[dict[str, Any], int]:
    """One case, and its worst half-hour: worst branch, both loadings, voltages and whether they agree."""
    states, good, nodes = peaks.states_count, peaks.converged_count, spot.nodes
    row: dict[str, Any] = {"states_count": states, "converged_count": good, "compared_count": peaks.compared_count}
    row |= {"hosting_limit": "", "hosting_bound": "", "worst_asset_id": "", "worst_slot": ""}
    row |= {"status": "unverified", "voltage": "unknown"}
    if good < states:
        return row | {"reason": f"{states - good} of {states} half-hours have no AC solution"}, 0
    lowest, highest = peaks.lowest[nodes], peaks.highest[nodes]
    low, high = bool((lowest < spot.least).any()), bool((highest > spot.most).any())
    row |= {"lowest_voltage_ratio": lowest.min(), "highest_voltage_ratio": highest.max()}
    row["voltage"] = "below" if low else "above" if high else "within"
    if not spot.rated.size:
        slot = int(np.hypot(peaks.p[:, nodes].sum(axis=1), peaks.q[:, nodes].sum(axis=1)).argmax())
        return row | {"reason": "no branch between it and the infeeds has a rating"}, slot
    theirs, ours = peaks.theirs[spot.rated], peaks.ours[spot.rated]
    worst = int(theirs.argmax())
    branch = int(spot.rated[worst])
    slot = int(peaks.slot[branch])
    compared = theirs >= min(COMPARED, theirs[worst])
    difference = float(np.abs(ours[compared] / np.maximum(theirs[compared], _LEAST) - 1).max())
    agrees = difference <= accepted.loading_share
    said = [] if agrees else [f"loadings differ by {difference:.1%}"]
    said += [f"{spot.blind} branches on the way have no rating"] if spot.blind else []
    found = {
        "status": "verified" if agrees else "disagrees",
        "worst_asset_id": network.assets[branch],
        "worst_slot": demand.slots[slot],
        "loading_ratio": theirs[worst],
        "our_loading_ratio": ours[worst],
        "difference_share": difference,
        "reason": "; ".join(said),
    }
    return row | found, slot


def _host(
    network: Network,
    rows: Sequence[dict[str, Any]],
    spots: Sequence[tuple[Peaks, int]],
    at: dict[str, Ints],
    demand: Demand,
    accepted: Accepted,
) -> None:
    """Adds to each solved row the room at the case's first busbar in its worst half-hour."""
    chosen = [number for number, row in enumerate(rows) if "lowest_voltage_ratio" in row]
    if not chosen:
        return
    p, q = (np.stack([getattr(spots[row][0], part)[spots[row][1]] for row in chosen]) for part in ("p", "q"))
    rating = np.stack([network.rating[demand.seasons[spots[row][1]]] for row in chosen])
    nodes = np.asarray([at[rows[row]["substation_id"]][0] for row in chosen], dtype=np.int64)
    share = np.where(network.nominal_kv < _HIGH_KV, accepted.below_132_share, accepted.at_132_share)
    limits = {"lowest": 1 - share, "highest": 1 + share}
    found = hosting_room(network, p, q, nodes, rating, power_factor=accepted.power_factor, **limits)
    for row, mva, limit, bound in zip(chosen, found.mva, found.limit, found.bound, strict=True):
        rows[row] |= {"hosting_mva": mva, "hosting_limit": str(limit), "hosting_bound": str(bound)}
