"""The stage that chooses sites for chargers: candidates, the network's room, and the sites that cover most vehicles."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from lae.charging.candidates.criteria import Found, Ground, candidates
from lae.charging.candidates.places import places_of
from lae.charging.candidates.settings import CandidateSettings
from lae.charging.need.whole import Need, place_need
from lae.charging.portfolio.settings import PortfolioSettings
from lae.charging.portfolio.sizing import hub_kw
from lae.charging.sites_contract import Candidates, SitingReasons
from lae.charging.siting.explain import reasons
from lae.charging.siting.problem import Floors, Limits, Problem
from lae.charging.siting.solve import Answer, Effort, sited
from lae.charging.siting.verify import verify
from lae.charging.supply.cover import cover
from lae.charging.supply.settings import SupplySettings
from lae.charging.supply.study_area import within_study
from lae.findings import Finding
from lae.grid import figures
from lae.grid.headroom import Room, headroom_table, published_room
from lae.stage import Load, Settings, Store
from lae.tables import empty, validated

SITING_IDS: Final = ("charging_sites_most", "charging_ask_price", "charging_district_floor")
_SITES: Final = "charging_sites"
_KW_PER_MW: Final = 1_000.0
_ROOM: Final = ["scenario", "year", "substation_id", "headroom_mva", "bound"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Siting:
    """What was asked, what was answered, and everything the later steps need to know of it."""

    scenario: str
    found: Found
    places: pd.DataFrame
    problem: Problem
    answer: Answer
    limit_ids: tuple[str, ...]
    covered: npt.NDArray[np.bool_]


def choose_sites(
    settings: Settings,
    need: Need | None,
    charger_locations: pd.DataFrame,
    parking_sites: pd.DataFrame,
    supply_points: pd.DataFrame,
    county: gpd.GeoDataFrame,
    lsoas: gpd.GeoDataFrame,
    before_sites: Load,
) -> Store:
    """CANDIDATES with their criteria, and the sites that cover most vehicles within the network's room."""
    if need is None:
        none = {"charging_candidates": empty(Candidates), "siting_reasons": empty(SitingReasons)}
        return {**none, "siting": None, "siting_findings": ()}
    register, config = settings.assumptions, settings.config
    scenario = config.scenarios[0]
    year = _busiest(need, scenario)
    substations = _substation_of(need.drives.places, supply_points)
    district = pd.Series(lsoas["district_code"].to_numpy(), index=lsoas["lsoa_code"].to_numpy())
    wanted = place_need(need, scenario=scenario, year=year)
    places, lost = places_of(wanted, substations, district, scenario=scenario, year=year)
    margin_m = SupplySettings.of(register).margin_m
    mapped = within_study(parking_sites, county, id_column="site_id", margin_m=margin_m, name="parking_sites")
    rooms = headroom_table(before_sites.world, [published_now(before_sites)], None)
    ground = Ground(gpd.GeoDataFrame(lsoas), chargers=charger_locations, headroom=rooms[_ROOM])
    sites = gpd.GeoDataFrame(mapped.kept, geometry="geometry", crs=lsoas.crs) if len(mapped.kept) else None
    found = candidates(places, sites, ground, CandidateSettings.of(register))
    today = cover(places, charger_locations, SupplySettings.of(register))
    standing = charger_locations["standing"].eq("open").to_numpy(bool)
    open_now = sparse.csc_array(today.within)[:, np.flatnonzero(standing)]
    problem, limit_ids = _problem(settings, found, places, open_now, before_sites)
    answer = sited(problem, Effort(method=config.charging_siting))
    siting = Siting(scenario, found, places, problem, answer, limit_ids, today.covered)
    told = (*lost, *mapped.findings, *found.findings, *_said(siting, sorted(set(district))))
    return {
        "charging_candidates": found.table,
        "siting": siting,
        "siting_reasons": _reasons(siting),
        "siting_findings": told,
    }


def _reasons(siting: Siting) -> pd.DataFrame:
    """What each chosen site adds, what would be lost without it, and which substation holds it back."""
    chosen = siting.answer.chosen
    why = reasons(siting.problem, chosen)
    table = siting.found.table
    names = np.append(np.array(siting.limit_ids, dtype=object), "")
    frame = pd.DataFrame(
        {
            "site_id": table["candidate_id"].to_numpy(str)[open_candidates(table)][chosen],
            "rank_count": np.arange(1, len(chosen) + 1),
            "newly_covered_count": why.newly_covered,
            "lost_without_count": why.lost_without,
            "nearest_substation_id": names[why.nearest_limit],
            "room_before_kw": why.room_before_kw,
            "room_left_kw": why.room_left_kw,
            "asked_kw": why.asked_kw,
        }
    )
    return validated(frame.astype(dict.fromkeys(["site_id", "nearest_substation_id"], "str")), SitingReasons, _SITES)


def _busiest(need: Need, scenario: str) -> int:
    """The milestone of most vehicles: a site sized for it is large enough, and loads the network the most, in any."""
    sums = need.table[need.table["scenario"].eq(scenario)].groupby("year")["vehicles_count"].sum().sort_index()
    return int(sums.index.to_numpy(np.int64)[int(sums.to_numpy(float).argmax())])


def _substation_of(places: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """The substation of each place by its own point, a row a place."""
    at = ["lsoa_code", "easting_m", "northing_m"]
    rows = places[["place_id", *at]].merge(points[[*at, "first"]], on=at, how="left")
    named = rows.assign(substation_id=rows["first"].fillna("").astype("str"))
    return named.drop_duplicates("place_id")[["place_id", "substation_id"]].reset_index(drop=True)


def published_now(load: Load) -> Room:
    """Published demand room less growth, as arrays."""
    world = load.world
    return published_room(world, figures.published_demand(world.substations, world.ladder), direction="demand")


def open_candidates(table: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Positions of the candidates that nothing excludes."""
    return np.flatnonzero(table["excluded"].eq("").to_numpy(bool))


def _problem(
    settings: Settings, found: Found, places: pd.DataFrame, open_now: sparse.csc_array, load: Load
) -> tuple[Problem, tuple[str, ...]]:
    """The question: open candidates and chargers of today, the network's room over every year, a floor a district."""
    register, table = settings.assumptions, found.table
    picks = open_candidates(table)
    number, here = len(places), table.iloc[picks]
    pairs = sparse.csc_array(
        (np.ones(len(found.reach.spot), dtype=bool), (found.reach.place, found.reach.spot)), shape=(number, len(table))
    )
    covers = sparse.csc_array(sparse.hstack([pairs[:, picks], open_now], format="csc"))
    already = np.r_[np.zeros(len(picks), bool), np.ones(open_now.shape[1], bool)]
    portfolio = PortfolioSettings.of(register)
    kw = hub_kw(here, portfolio) * portfolio.unmanaged_share
    limits, ids = _limits(settings, here["substation_id"].to_numpy(str), kw, open_now.shape[1], load)
    codes = sorted(set(places["district_code"]))
    group = np.r_[pd.Index(codes).get_indexer(here["district_code"]), np.full(open_now.shape[1], -1)]
    floor = np.full(len(codes), round(register.value("charging_district_floor")))
    problem = Problem(
        weights=places["no_drive_vehicles_count"].to_numpy(float),
        covers=covers,
        open=already,
        most_sites=round(register.value("charging_sites_most")),
        limits=limits,
        floors=Floors(group=group.astype(np.int64), least=floor.astype(np.int64)),
    )
    return problem, ids


def _limits(
    settings: Settings, substation: npt.NDArray[np.str_], kw: Floats, already: int, load: Load
) -> tuple[Limits, tuple[str, ...]]:
    """Room of every substation with a figure, the least over all years of the first scenario; what has none is asked.

    A substation that growth leaves without room in some year, or whose figure is only a bound at zero, is priced: it
    is no more forbidden than one the operator already calls full.
    """
    register, world = settings.assumptions, load.world
    room = published_now(load)
    figure = figures.published_demand(world.substations, world.ladder)
    left = np.where(np.isnan(room.added), np.nan, figure.path - room.added)[0]
    limitless = world.limitless() & np.isnan(figure.path)
    least_mva = np.where(np.isnan(left).all(axis=0), np.nan, np.nanmin(np.where(np.isnan(left), np.inf, left), axis=0))
    factor = register.value("power_factor_ev")
    room_kw = np.where(np.isfinite(least_mva), least_mva * _KW_PER_MW * factor, np.nan)
    at = world.ladder.position
    column = [at.get(name, -1) for name in substation]
    passes = sparse.csc_array(world.ladder.passes)
    known = np.array(column) >= 0
    new = passes[:, np.maximum(column, 0)] @ sparse.diags_array(np.where(known, kw, 0.0))
    loads = sparse.csc_array(sparse.hstack([new, sparse.csc_array((passes.shape[0], already))], format="csc"))
    rows = np.flatnonzero(~limitless)
    asked = np.isnan(room_kw) | (room_kw <= 0)
    limits = Limits(
        load_kw=sparse.csc_array(loads[rows]),
        room_kw=room_kw[rows],
        ask=asked[rows],
        policy="priced",
        price_per_kw=register.value("charging_ask_price"),
    )
    return limits, tuple(np.array(world.ladder.ids)[rows])


def _said(siting: Siting, districts: list[str]) -> list[Finding]:
    """The certificate, floors that could not be met, and a second look at every limit."""
    answer, verdict = siting.answer, verify(siting.problem, siting.answer.chosen, siting.answer.short)
    found = [Finding("note", _SITES, "certificate", f"{siting.scenario}: {answer.certificate.sentence()}")]
    if not verdict.holds:
        ids = tuple(f"{breach.rule} {breach.number} by {breach.by:g}" for breach in verdict.breaches)
        message = "the chosen sites break what they were asked to keep to."
        found.append(Finding("error", _SITES, "breach", message, ids=ids))
    if short := [name for name, by in zip(districts, answer.short, strict=True) if by]:
        message = "fewer sites than the floor of a district: no choice within the limits has as many."
        found.append(Finding("warning", _SITES, "floor", message, ids=tuple(short)))
    if len(verdict.asked):
        names = tuple(siting.limit_ids[number] for number in verdict.asked)
        message = "chosen sites load these, which have no room in some year or none that is known: ask the operator."
        found.append(Finding("note", _SITES, "ask_operator", message, "grid_flag", names))
    return found
