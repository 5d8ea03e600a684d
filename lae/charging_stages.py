"""Stages about charging in public: what stands today, who needs it, where sites would go, and what they move.

Siting sees the network without planned sites; what it moves goes into MEASURES, and headroom is worked out with it.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.need.settings import DriveSettings, EnergySettings, PlanBeside
from lae.charging.need.whole import Need, NeedSettings, charging_need, place_need
from lae.charging.need_contract import ChargingNeed, HomesAtPlaces, VehiclesByLsoa
from lae.charging.portfolio.catchments import catchments
from lae.charging.portfolio.costs import Prices
from lae.charging.portfolio.ledger import Grid
from lae.charging.portfolio.levi import levi_evidence
from lae.charging.portfolio.moved import moved_load
from lae.charging.portfolio.programme import Choice, programme
from lae.charging.portfolio.settings import PortfolioSettings
from lae.charging.portfolio.sizing import served_at_most
from lae.charging.sites_contract import ChargingSites, LeviEvidence, MovedLoad
from lae.charging.supply.by_area import chargers_by_area
from lae.charging.supply.cover import cover
from lae.charging.supply.gaps import gaps
from lae.charging.supply.merged import merged
from lae.charging.supply.settings import SupplySettings
from lae.charging.supply.study_area import within_study
from lae.charging.supply_contract import ChargersByArea, ChargingGaps
from lae.findings import Finding
from lae.grid import figures
from lae.grid.network import Ladder
from lae.grid_stages import load_growth
from lae.measures import BOUNDS, Measures
from lae.siting_stage import Siting, open_candidates, published_now
from lae.stage import Load, Settings, Store
from lae.tables import columns_of, empty, validated

MOVED: Final = "public_charging"
"""The measure that planned sites move: vehicles whose public charging leaves one substation for another."""
_VEHICLE: Final = "electric_vehicle"
_PUBLIC_ID: Final = "ev_public_share"
_LIVED: Final = ["place_id", "lsoa_code", "district_code", "easting_m", "northing_m", "dwelling_type"]

Floats = npt.NDArray[np.float64]


def supply_today(
    settings: Settings,
    chargers: pd.DataFrame,
    found_chargers: pd.DataFrame,
    operator_aliases: pd.DataFrame,
    county: gpd.GeoDataFrame,
    lsoas: gpd.GeoDataFrame,
) -> Store:
    """CHARGERS of every register at hand as locations, each once, and their counts by area."""
    how = SupplySettings.of(settings.assumptions)
    parts = [rows for rows in (chargers, found_chargers) if len(rows)]
    every = pd.concat(parts, ignore_index=True) if parts else chargers
    inside = within_study(every, county, id_column="charger_id", margin_m=how.margin_m, name="chargers")
    supply = merged(inside.kept, how, aliases=operator_aliases if len(operator_aliases) else None)
    by_area, remarks = chargers_by_area(supply, lsoas) if len(supply.locations) else (empty(ChargersByArea), ())
    return {
        "charger_locations": supply.locations,
        "charger_matches": supply.matches,
        "chargers_by_area": by_area,
        "supply_findings": (*inside.findings, *supply.findings, *remarks),
    }


def work_out_need(
    settings: Settings,
    dwellings: pd.DataFrame,
    placed_measures: pd.DataFrame,
    lsoas: gpd.GeoDataFrame,
    charger_locations: pd.DataFrame,
) -> Store:
    """CHARGING NEED of every LSOA at the milestones, and how much of it today's chargers leave uncovered."""
    if dwellings.empty:
        told = (_no_homes(),)
        return {"need": None, "charging_need": empty(ChargingNeed), "charging_gaps": empty(ChargingGaps)} | {
            "need_findings": told
        }
    register = settings.assumptions
    own = "E10000025" in settings.config.county_code
    how = NeedSettings(
        drives=DriveSettings.of(register, held=own),
        energy=EnergySettings.of(register),
        plan=PlanBeside.of(register) if own else None,
    )
    need = charging_need(_homes_at(dwellings), _vehicles(placed_measures, set(lsoas["lsoa_code"]), settings), how)
    lived = need.drives.places
    today = cover(lived, charger_locations, SupplySettings.of(register))
    return {
        "need": need,
        "charging_need": need.table,
        "charging_gaps": gaps(lived, lived["no_drive_homes"].to_numpy(float), today),
        "need_findings": (*need.findings, *today.findings),
    }


def load_before_sites(
    settings: Settings,
    ladder: Ladder,
    substations: pd.DataFrame,
    profiles: pd.DataFrame,
    technologies: pd.DataFrame,
    placed_measures: pd.DataFrame,
    understated: set[str],
) -> Store:
    """The network's load as it is before planned sites move any: what siting may use."""
    given = (ladder, substations, profiles, technologies, placed_measures, understated)
    return {"before_sites": load_growth(settings, *given)["load"]}


def plan_sites(
    settings: Settings,
    need: Need | None,
    siting: Siting | None,
    works: pd.DataFrame,
    charging_costs: pd.DataFrame,
    deflators: pd.DataFrame,
    before_sites: Load,
) -> Store:
    """CHARGING SITES by scenario and milestone with cost and grid flag, the LEVI table, and the load they move."""
    if need is None or siting is None:
        none = {"charging_sites": empty(ChargingSites), "levi_evidence": empty(LeviEvidence)}
        return {**none, "moved_load": empty(MovedLoad), "programme_findings": ()}
    config = settings.config
    ahead = [year for year in config.milestones if year > config.base_year]
    wanted = pd.concat([place_need(need, scenario=name, year=year) for name in config.scenarios for year in ahead])
    wanted = wanted[wanted["easting_m"].notna()].reset_index(drop=True)
    table = siting.found.table
    ids = table["candidate_id"].to_numpy(str)[open_candidates(table)][siting.answer.chosen]
    rank = np.arange(1, len(ids) + 1)
    chosen = pd.concat(
        [pd.DataFrame({"scenario": name, "candidate_id": ids, "rank_count": rank}) for name in config.scenarios],
        ignore_index=True,
    ).astype({"scenario": "str", "candidate_id": "str"})
    how = PortfolioSettings.of(settings.assumptions)
    most = served_at_most(table, how)
    reached = catchments(chosen, table, siting.found.reach, siting.places, at_most=most)
    choice = Choice(chosen, table, reached, wanted)
    prices = Prices.of(charging_costs, deflators, price_year=config.price_year)
    planned = programme(choice, prices, _grid(before_sites, works, ahead), how)
    homes = siting.places[["place_id", "lsoa_code", "substation_id"]]
    moved = moved_load(planned.sites, wanted, homes, reached) if len(planned.sites) else empty(MovedLoad)
    levi = levi_evidence(planned.sites, siting.places, wanted, reached, siting.covered, price_year=config.price_year)
    return {
        "charging_sites": planned.sites,
        "levi_evidence": levi,
        "moved_load": moved,
        "programme_findings": planned.findings,
    }


def move_load(
    settings: Settings,
    placed_measures: pd.DataFrame,
    placed_measures_second: pd.DataFrame,
    moved_load: pd.DataFrame,
    technologies: pd.DataFrame,
    lsoas: pd.DataFrame,
) -> Store:
    """MEASURES of both allocations with public charging moved to planned sites: what arrives there leaves homes."""
    if moved_load.empty:
        return {"measures": placed_measures, "measures_second": placed_measures_second}
    rows = _as_measures(moved_load, settings, technologies, lsoas)
    both = [pd.concat([measures, rows], ignore_index=True) for measures in (placed_measures, placed_measures_second)]
    return {"measures": both[0], "measures_second": both[1]}


def _homes_at(dwellings: pd.DataFrame) -> pd.DataFrame:
    """Homes by postcode, LSOA and type (contract HomesAtPlaces)."""
    rows = dwellings.assign(place_id=dwellings["postcode"])[_LIVED]
    counted = rows.groupby(_LIVED, observed=True, dropna=False, sort=True).size().rename("homes").reset_index()
    text = dict.fromkeys(["place_id", "lsoa_code", "district_code", "dwelling_type"], "str")
    return validated(counted.astype(text | {"homes": "float64"}), HomesAtPlaces, "homes_at_places")


def _vehicles(measures: pd.DataFrame, inside: set[str], settings: Settings) -> pd.DataFrame:
    """Electric cars and vans standing in each LSOA of the study at the end of each milestone year."""
    config = settings.config
    ours = measures["technology"].eq(_VEHICLE) & measures["status"].ne("context") & measures["lsoa_code"].isin(inside)
    rows = measures[ours]
    years = sorted(set(config.milestones))
    parts = [
        rows[rows["start_year"].le(year)].groupby(["scenario", "lsoa_code"])["count"].sum().rename("vehicles_count")
        for year in years
    ]
    index = pd.MultiIndex.from_product([config.scenarios, sorted(inside)], names=["scenario", "lsoa_code"])
    frames = [
        part.reindex(index, fill_value=0.0).clip(lower=0.0).reset_index().assign(year=year)
        for part, year in zip(parts, years, strict=True)
    ]
    table = pd.concat(frames, ignore_index=True).astype({"scenario": "str", "lsoa_code": "str"})
    return validated(table[columns_of(VehiclesByLsoa)], VehiclesByLsoa, "vehicles")


def _grid(load: Load, works: pd.DataFrame, years: list[int]) -> Grid:
    """Room at every substation itself by scenario and milestone, the way up, and works of a stated size."""
    world = load.world
    figure, room = figures.published_demand(world.substations, world.ladder), published_now(load)
    left = np.where(np.isnan(room.added), np.nan, figure.path - room.added)
    bounds = np.array(BOUNDS)[np.broadcast_to(room.path.bound, left.shape)]
    shown = [world.years.index(year) for year in years]
    index = pd.MultiIndex.from_product(
        [world.scenarios, years, world.ladder.ids], names=["scenario", "year", "substation_id"]
    )
    table = pd.DataFrame(
        {"headroom_mva": left[:, shown].reshape(-1), "bound": bounds[:, shown].reshape(-1)}, index=index
    ).reset_index()
    table["bound"] = table["bound"].where(table["headroom_mva"].notna(), "unknown")
    ids = world.ladder.ids
    paths = [(name, above) for name in ids for above in world.ladder.path(name)]
    stated = works.assign(added_mva=works["after_mva"] - works["before_mva"])
    return Grid(
        table.astype({"scenario": "str", "substation_id": "str", "bound": "str"}),
        paths=pd.DataFrame(paths, columns=["substation_id", "limit_id"]).astype("str"),
        works=stated[["work_id", "substation_id", "effective_year", "added_mva"]],
    )


def _as_measures(
    moved: pd.DataFrame, settings: Settings, technologies: pd.DataFrame, lsoas: pd.DataFrame
) -> pd.DataFrame:
    """Yearly additions of what is moved, in even steps between milestones, as MEASURES."""
    key, base = ["scenario", "lsoa_code", "substation_id"], settings.config.base_year
    wide = moved.pivot_table(index=key, columns="year", values="vehicles_count", aggfunc="sum", fill_value=0.0)
    parts, before, since = [], wide.iloc[:, 0] * 0.0, base
    for year in sorted(set(moved["year"])):
        step = (wide[year] - before) / (year - since)
        parts += [step.rename("count").reset_index().assign(start_year=one) for one in range(since + 1, year + 1)]
        before, since = wide[year], year
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["count"].ne(0.0)].sort_values([*key, "start_year"], kind="stable", ignore_index=True)
    district = pd.Series(lsoas["district_code"].to_numpy(), index=lsoas["lsoa_code"].to_numpy())
    profile = ";".join(sorted(technologies.loc[technologies["measure"].eq(MOVED), "profile_id"]))
    texts = {
        "technology": MOVED,
        "status": "planned",
        "profile_id": profile,
        "curve_id": "",
        "provenance": "modelled",
        "assumption_ids": _PUBLIC_ID,
    }
    blank = ["electricity_kwh", "gas_kwh", "area_ha", "capex_gbp", "price_year", "lifetime_years"]
    full = rows.assign(
        district_code=rows["lsoa_code"].map(district).fillna("").astype("str"),
        profile_units=rows["count"] * settings.assumptions.value(_PUBLIC_ID),
        **{name: pd.Series(text, index=rows.index, dtype="str") for name, text in texts.items()},
        **dict.fromkeys(blank, np.nan),
    )
    return validated(full[columns_of(Measures)].astype({"start_year": "int64"}), Measures, "moved measures")


def _no_homes() -> Finding:
    message = "without homes nobody can tell who has no drive: need and sites are not worked out."
    return Finding("warning", "charging_need", "no_homes", message, fix="Make them: lae data buildings --help")
