"""Stages of a study that has impedances: its outages and joint room today, and its flagged asset-years held to AC."""

from importlib.util import find_spec
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding, errors
from lae.grid.electrical.arrays import Floats, Network, network_of
from lae.grid.electrical.contract import SEASONS
from lae.grid.electrical.findings import model_findings
from lae.grid.electrical.first_outage import Solver, outage_verification
from lae.grid.electrical.graph import Model, model
from lae.grid.electrical.joint_room import Growth, Limits, Reinforcements, joint_room, reinforcements
from lae.grid.electrical.outages import Contingencies, contingencies
from lae.grid.electrical.radial import nothing_solved
from lae.grid.electrical.twice import Demand, Solve, Spread
from lae.grid.electrical.verification import (
    KEY,
    Accepted,
    Verification,
    flagged_years,
    verification,
    verification_findings,
)
from lae.grid.profiles import day_of, season_of
from lae.stage import Load, Settings, Store
from lae.tables import empty, filled

MARGIN_ID: Final = "thermal_margin_share"
TOLERANCE_ID: Final = "verify_loading_tolerance"
BELOW_132_ID: Final = "voltage_below_132_share"
AT_132_ID: Final = "voltage_132_share"
_POWER_FACTOR: Final = "power_factor_demand"
OUTAGE_IDS: Final = (MARGIN_ID, _POWER_FACTOR)
VERIFY_IDS: Final = (TOLERANCE_ID, BELOW_132_ID, AT_132_ID, _POWER_FACTOR)
_WINTER, _SUMMER = SEASONS


def secure_assets(
    settings: Settings,
    load: Load,
    buses: pd.DataFrame,
    branches: pd.DataFrame,
    grid_sources: pd.DataFrame,
    grid_loads: pd.DataFrame,
    reinforcement_costs: pd.DataFrame,
) -> Store:
    """CONTINGENCIES and REINFORCEMENTS at the observed winter peak; none without impedances."""
    blank: Store = {
        "contingencies": empty(Contingencies),
        "reinforcements": empty(Reinforcements),
        "electrical_findings": (),
    }
    if buses.empty and branches.empty:
        return blank
    given = model(buses, branches, grid_sources, grid_loads)
    found = [*model_findings(given), *_strangers(grid_loads, load)]
    if errors(found):
        return {**blank, "electrical_findings": tuple(found)}
    network = network_of(given)
    p, q = _observed_peak(network, grid_loads, load)
    factor = settings.assumptions.value("power_factor_demand")
    at = np.zeros(len(network.nodes), dtype=bool)
    at[[network.node_of[bus] for bus in grid_loads["bus_id"] if bus in network.node_of]] = True
    at[network.slack] = False
    limits = Limits(season=_WINTER, margin_share=settings.assumptions.value("thermal_margin_share"))
    table = blank["reinforcements"]
    if at.any():
        room = joint_room(network, p, q, Growth(at, np.full(len(at), np.inf), factor), limits)
        message = f"{room.value_mva:.1f} MVA more fit at all loaded busbars together today ({room.bound})."
        over = "; above their limit today: " + ", ".join(room.over) if room.over else ""
        found.append(Finding("note", "reinforcements", "joint_room", message + over))
        table = reinforcements(network, room, reinforcement_costs)
    return {
        "contingencies": contingencies(given, network, p, q, season=_WINTER),
        "reinforcements": table,
        "electrical_findings": tuple(found),
    }


def verify_assets(
    settings: Settings,
    load: Load,
    headroom: pd.DataFrame,
    buses: pd.DataFrame,
    branches: pd.DataFrame,
    grid_sources: pd.DataFrame,
    grid_loads: pd.DataFrame,
) -> Store:
    """VERIFICATION of every flagged asset-year and of the milestones; none, and said so, without impedances."""
    flagged = flagged_years(headroom)
    given = model(buses, branches, grid_sources, grid_loads)
    if branches.empty or errors(model_findings(given)):
        told = verification_findings(empty(Verification), len(flagged), has_model=False)
        return _told(empty(Verification), flagged, told)
    network = network_of(given)
    accepted = Accepted(
        loading_share=settings.assumptions.value("verify_loading_tolerance"),
        below_132_share=settings.assumptions.value("voltage_below_132_share"),
        at_132_share=settings.assumptions.value("voltage_132_share"),
        power_factor=settings.assumptions.value("power_factor_demand"),
    )
    cases, demand, solver = _cases(settings, load, flagged), demand_of(load), _solver(given)
    intact = verification(network, grid_loads, cases, demand, solver(network), accepted)
    outage = outage_verification(network, grid_loads, cases, demand, solver, accepted)
    table = pd.concat([intact, outage], ignore_index=True).sort_values([*KEY, "condition"], kind="stable")
    table = filled(table.reset_index(drop=True), Verification, "verification")
    told = verification_findings(table, len(flagged), has_model=True)
    if find_spec("power_grid_model") is None:
        message = "power-grid-model is not installed, so nothing is verified."
        told.append(Finding("warning", "verification", "no_solver", message, fix="pip install power-grid-model"))
    return _told(table, flagged, told)


def _told(table: pd.DataFrame, flagged: pd.DataFrame, told: list[Finding]) -> Store:
    return {"verification": table, "flagged_count": len(flagged), "verification_findings": tuple(told)}


def demand_of(load: Load) -> Demand:
    """Load of every substation of the ladder by scenario and year, export that nobody promised left out."""
    world, demand = load.world, load.profiles.demand
    scenarios = {name: number for number, name in enumerate(world.scenarios)}
    years = {year: number for number, year in enumerate(world.years)}

    def at(scenario: str, year: int) -> tuple[Floats, Floats]:
        units = world.growth.count[scenarios[scenario], years[year]]
        return (load.base.p_mw + units @ demand.p_mw).T, (load.base.q_mvar + units @ demand.q_mvar).T

    seasons = tuple(_SUMMER if season_of(day_of(slot)) == _SUMMER else _WINTER for slot in world.slots)
    return Demand(world.ladder.ids, seasons, world.slots, at)


def _cases(settings: Settings, load: Load, flagged: pd.DataFrame) -> pd.DataFrame:
    world = load.world
    milestones = [year for year in settings.config.milestones if year in world.years]
    every = pd.MultiIndex.from_product([world.scenarios, milestones, world.ladder.ids], names=KEY).to_frame(index=False)
    joined = pd.concat([flagged.assign(flagged=True), every.assign(flagged=False)], ignore_index=True)
    return joined.drop_duplicates(KEY).sort_values(KEY, kind="stable").reset_index(drop=True)


def _observed_peak(network: Network, loads: pd.DataFrame, load: Load) -> tuple[Floats, Floats]:
    """P and Q of every node in the half-hour in which all of them together draw most, as observed."""
    p, q = Spread.of(network, loads, load.world.ladder.ids).onto(load.base.p_mw.T, load.base.q_mvar.T)
    slot = int(np.hypot(p.sum(axis=1), q.sum(axis=1)).argmax())
    return p[slot], q[slot]


def _strangers(loads: pd.DataFrame, load: Load) -> list[Finding]:
    unknown = loads[loads["substation_id"].ne("") & ~loads["substation_id"].isin(load.world.ladder.ids)]
    if unknown.empty:
        return []
    message = "take their load from substations that grid/substations.csv does not hold."
    ids = tuple(sorted(unknown["asset_id"]))
    return [Finding("error", "grid/loads.csv", "unknown_substation", message, "substation_id", ids)]


def _solver(given: Model) -> Solver:
    """Power-grid-model on these tables; where it is not installed, an answer that leaves everything unverified."""
    if find_spec("power_grid_model") is None:
        return lambda network: lambda p, _q, _taps: nothing_solved(len(p), network)
    from lae.grid.electrical.pgm import Verifier  # noqa: PLC0415

    def solver(network: Network) -> Solve:
        verifier = Verifier(given, network)
        return lambda p, q, taps: verifier.answer(p, q, tap_share=taps)

    return solver
