"""The stage that lets homes take up heating: their own kilowatts at their own substations, instead of a share of each.

Only what the simple placement spread over a district is replaced, for the technologies homes take up. Named sites,
homes beyond the study and every other technology stay as they were placed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.adoption.adopted import Adopted, adopt, placed_additions
from lae.buildings.adoption.candidates import options_by_area, places_of
from lae.buildings.adoption.placement_ratio import placement_ratio, ratio_findings
from lae.buildings.adoption.propensity import (
    HELD_BY,
    PROPENSITY_IDS,
    TECHNOLOGIES,
    PropensitySettings,
    Ranking,
    assumptions_of,
    density,
    ranking,
)
from lae.buildings.adoption.supplied import substations_of_homes
from lae.buildings.adoption.units import LEVEL_ID, home_units, level_finding
from lae.buildings.adoption_contract import PlacementRatio
from lae.buildings.coded import codes_of
from lae.buildings.stock_contract import HEATINGS
from lae.measures import Measures, Options
from lae.pathway.homes import existing_additions
from lae.pathway.placement import as_measures, district_weights, labelled, planned_additions, spread
from lae.pathway.recorded import by_source
from lae.pathway.sites import site_additions, site_weights, without_sites
from lae.stage import Settings, Store
from lae.tables import columns_of, empty, key_of, records

RATIO_IDS: Final = ("placement_ratio_low", "placement_ratio_high")
ADOPTION_IDS: Final = (*PROPENSITY_IDS, LEVEL_ID, *RATIO_IDS, "ground_source_share")
"""What a run asks the register for to let homes take up heating."""
_KEY: Final = key_of(Measures)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """What a district is to have: additions of each year that homes take up, of named sites, and of recorded stock."""

    planned: pd.DataFrame
    existing: pd.DataFrame
    sites: pd.DataFrame

    @classmethod
    def of(cls, stock: pd.DataFrame, recorded: pd.DataFrame, sites: pd.DataFrame, *, base_year: int) -> "Plan":
        """The plan for the technologies homes take up, from the same tables as the simple placement's.

        Args:
            stock: contract StockByYear.
            recorded: contract Recorded, heat pumps split by source.
            sites: contract NamedShares.
            base_year: the first year of planned additions.
        """
        stock, sites = (rows[rows["technology"].isin(TECHNOLOGIES)] for rows in (stock, sites))
        planned = without_sites(planned_additions(stock, recorded, base_year=base_year), sites)
        return cls(planned, existing_additions(stock, recorded, base_year), sites)


@dataclass(frozen=True)
class Choice:
    """Who takes up what: the plan that is met, each home's rank for each technology, and the homes a scenario picks."""

    plan: Plan
    ranking: Ranking
    adopted: Adopted


def choose_homes(
    settings: Settings,
    stock: pd.DataFrame,
    recorded: pd.DataFrame,
    development_shares: pd.DataFrame,
    dwellings: pd.DataFrame,
    lsoas: pd.DataFrame,
) -> Store:
    """The homes every scenario picks for its control totals; nobody where the study places evenly or has no homes.

    Args:
        settings: the study's choices and the register.
        stock: contract StockByYear, of what has a load profile.
        recorded: contract Recorded.
        development_shares: contract NamedShares.
        dwellings: contract Dwellings.
        lsoas: lsoa_code and area_ha.
    """
    register, config = settings.assumptions, settings.config
    if dwellings.empty or config.homes_take_up == "evenly":
        return {"choice": None}
    ranks = ranking(dwellings, density(dwellings, lsoas), PropensitySettings.of(register))
    plan = Plan.of(stock, by_source(recorded, register), development_shares, base_year=config.base_year)
    districts = sorted(set(plan.planned["district_code"]))
    district = codes_of(dwellings["district_code"], districts)
    adopted = adopt(plan.planned, ranks, district, scenarios=config.scenarios, districts=districts)
    return {"choice": Choice(plan, ranks, adopted)}


def place_at_homes(
    settings: Settings,
    simple_measures: pd.DataFrame,
    simple_measures_second: pd.DataFrame,
    supply: pd.DataFrame,
    supply_points: pd.DataFrame,
    choice: Choice | None,
    dwellings: pd.DataFrame,
    home_energy: pd.DataFrame,
) -> Store:
    """MEASURES of both allocations with heating at the homes that take it up, and OPTIONS.

    Args:
        settings: the study's choices and the register.
        simple_measures: the simple placement, nearest allocation.
        simple_measures_second: the simple placement, the other one.
        supply: contract Supply, both allocations.
        supply_points: the points of `lae.grid.supply.SupplyAreas`.
        choice: of `choose_homes`.
        dwellings: contract Dwellings.
        home_energy: contract HomeEnergy, of the same homes in the same order.
    """
    if choice is None:
        told = {"home_options": empty(Options), "substation_findings": ()}
        return {"placed_measures": simple_measures, "placed_measures_second": simple_measures_second} | told
    units = home_units(home_energy)
    placed, supplied = {}, {}
    for allocation, simple in (("nearest", simple_measures), ("second_nearest", simple_measures_second)):
        supplied[allocation] = substations_of_homes(dwellings, supply_points, supply, allocation)
        homes = HomesPlaced(*places_of(dwellings, supplied[allocation]), units, dwellings["heating"])
        rows = supply[supply["allocation"].eq(allocation)]
        placed[allocation] = adopted_measures(simple, choice.plan, choice.adopted, homes, rows)
    return {
        "placed_measures": placed["nearest"],
        "placed_measures_second": placed["second_nearest"],
        "home_options": options_by_area(dwellings, choice.ranking, supplied["nearest"]),
        "substation_findings": (
            *supplied["nearest"].findings(),
            level_finding(home_energy, measured_kw=settings.assumptions.value(LEVEL_ID)),
        ),
    }


def compare_placements(
    settings: Settings,
    simple_measures: pd.DataFrame,
    placed_measures: pd.DataFrame,
    technologies: pd.DataFrame,
    choice: Choice | None,
) -> Store:
    """The ratio of heating's load at every substation to the simple placement's, with what is worth knowing of it.

    Args:
        settings: the study's choices and the register.
        simple_measures: the simple placement, nearest allocation.
        placed_measures: with heating at the homes that take it up.
        technologies: contract Technologies.
        choice: of `choose_homes`.
    """
    if choice is None:
        return {"placement_ratio": empty(PlacementRatio), "adoption_findings": ()}
    register, config = settings.assumptions, settings.config
    rows = technologies[technologies["technology"].isin(TECHNOLOGIES)]
    peaks = {str(row.technology): register.value(row.admd_id) for row in records(rows)}
    table = placement_ratio(
        simple_measures, placed_measures, scenarios=config.scenarios, year=config.last_year, peak_kw=peaks
    )
    low, high = (register.value(name) for name in RATIO_IDS)
    findings = (*choice.adopted.findings(), *ratio_findings(table, low=low, high=high))
    return {"placement_ratio": table, "adoption_findings": findings}


@dataclass(frozen=True)
class HomesPlaced:
    """Homes on the network: the place of each, what places are (`places_of`), its profile units and its heating."""

    place: npt.NDArray[np.int64]
    places: pd.DataFrame
    units: Floats
    heating: pd.Series


def adopted_measures(
    simple: pd.DataFrame, plan: Plan, adopted: Adopted, homes: HomesPlaced, supply: pd.DataFrame
) -> pd.DataFrame:
    """MEASURES whose heating stands at the homes that take it up; district counts are those of the simple placement.

    `profile_units` of a planned row are its homes' by their size. Recorded stock stands where the stock of homes has
    that heating, a unit each; sites, homes beyond the study and what no home is left for are as the simple placement
    has them. Rows come in the order of their key.

    Args:
        simple: the simple placement by the same allocation.
        plan: what that placement spread.
        adopted: who takes up what of `plan.planned`.
        homes: where they hang by the allocation.
        supply: contract Supply, one allocation.
    """
    ours = district_weights(supply, adopted.districts)
    own = placed_additions(adopted, homes.place, homes.places, homes.units)
    parts = [
        labelled(own, status="planned").assign(own=1.0),
        _one_each(spread(labelled(adopted.left_over(), status="planned"), ours)),
        _one_each(spread(labelled(site_additions(plan.sites), status="planned"), site_weights(plan.sites, supply))),
        *_existing(plan.existing, homes, ours),
    ]
    heating = _merged([part for part in parts if len(part)])
    kept = simple["technology"].isin(TECHNOLOGIES) & simple["status"].ne("context")
    if heating.empty:
        return simple[~kept].reset_index(drop=True)
    profile = simple.drop_duplicates("technology").set_index("technology")["profile_id"]
    full = as_measures(heating[[*_KEY, "district_code", "count"]], dict(profile))
    full["profile_units"] = heating["profile_units"]
    full["assumption_ids"] = _assumption_ids(heating)
    return _in_order(pd.concat([simple[~kept], full], ignore_index=True))


def _existing(additions: pd.DataFrame, homes: HomesPlaced, ours: pd.DataFrame) -> list[pd.DataFrame]:
    """Recorded stock at the homes that have the heating; by district as all homes stand where the stock has none."""
    heating = codes_of(homes.heating, HEATINGS)
    parts = []
    for technology, rows in labelled(additions, status="existing").groupby("technology", sort=True):
        holds = np.isin(heating, [HEATINGS.index(name) for name in HELD_BY[str(technology)]])
        number = np.bincount(homes.place[holds], minlength=len(homes.places)).astype(np.float64)
        weights = homes.places.assign(weight=number, place=homes.places["district_code"])
        total = weights.groupby("place")["weight"].transform("sum")
        weights = weights.assign(weight=weights["weight"] / total.where(total > 0, np.nan)).dropna(subset="weight")
        rest = ours[~ours["place"].isin(set(weights["place"]))]
        parts.append(_one_each(spread(rows, pd.concat([weights, rest], ignore_index=True))))
    return parts


def _one_each(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(profile_units=rows["count"], own=0.0)


def _merged(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all parts, one a key of the measures; `own` is above 0 where homes have a part in it."""
    names = [*_KEY, "district_code"]
    values = ["count", "profile_units", "own"]
    every = pd.concat([part[[*names, *values]] for part in parts], ignore_index=True) if parts else pd.DataFrame()
    if len(parts) > 1:
        every = every.groupby(names, as_index=False, sort=False)[values].sum()
    return every


def _assumption_ids(rows: pd.DataFrame) -> pd.Series:
    """What a row rests on: reasons and size where homes of their own have a part in it, else nothing."""
    named = {name: ";".join(sorted({*assumptions_of(name), LEVEL_ID})) for name in TECHNOLOGIES}
    return rows["technology"].map(named).where(rows["own"].gt(0), "").astype("str")


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    ranks = [pd.factorize(rows[name], sort=True)[0] for name in reversed(_KEY)]
    return rows.take(np.lexsort(ranks)).reset_index(drop=True)[columns_of(Measures)]
