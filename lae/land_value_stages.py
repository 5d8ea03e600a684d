"""Stages about what screened land is worth: carbon in tonnes and money, food forgone, and where to start."""

from typing import Final

import geopandas as gpd
import pandas as pd

from lae.land.cells_contract import Cells
from lae.land.contract import LandSupply
from lae.land.food_contract import DisplacedFood, FoodLost
from lae.land.opportunities.contract import Opportunities, OpportunityFacts
from lae.land.opportunities.criteria import weights_of
from lae.land.opportunities.facts import Known, facts_of, neighbours
from lae.land.opportunities.ranking import Around, OpportunitySettings, no_pairs, opportunities
from lae.land.screening.graded import graded_land
from lae.land.screening.screened import eligible_land
from lae.land.screening.vouched import vouched_options
from lae.land.sequestration.book import replaced, with_stock_changes
from lae.land.sequestration.by_area import by_area
from lae.land.sequestration.by_zone import Sequestered, sequestration_table
from lae.land.sequestration.curve import curves_of
from lae.land.sequestration.food import displaced_food, lost_food
from lae.land.sequestration.mixes import own_carbon
from lae.land.sequestration.money import values
from lae.land.sequestration.per_hectare import LandBook
from lae.land.sequestration.programme import Programme, ramp
from lae.land.sequestration.settings import LandSettings
from lae.land.sequestration.totals import totals
from lae.land.sequestration_contract import TOGETHER, Sequestration, SequestrationValue
from lae.land.totals_contract import LandTotals
from lae.land_reading import known_features
from lae.stage import Settings, Store
from lae.tables import Contract, empty

PROGRAMME_IDS: Final = ("land_take_share", "land_years_to_full")


def read_carbon(
    settings: Settings,
    land_options: pd.DataFrame,
    land_factors: pd.DataFrame,
    land_stocks: pd.DataFrame,
    carbon_mixes: pd.DataFrame,
    carbon_lookup: pd.DataFrame,
    carbon_rates: pd.DataFrame,
) -> Store:
    """The book of carbon a run counts by: a study's own tables where they cover an option, ours elsewhere."""
    how = LandSettings.of(settings.assumptions)
    years = how.duration_years
    own = own_carbon(carbon_lookup, carbon_rates, carbon_mixes, land_options, years=years, lasts=years)
    factors, went = replaced(with_stock_changes(land_factors, land_stocks), own.factors)
    book = LandBook(land_options, factors, {**curves_of(how, years=years), **own.curves}, how)
    return {"land_book": book, "land_factors_used": factors, "land_book_findings": (*own.findings, *went)}


def sequester(
    settings: Settings,
    screened_land: pd.DataFrame,
    land_rules: pd.DataFrame,
    constraint_layers: pd.DataFrame,
    land_book: LandBook,
    carbon_prices: pd.DataFrame,
    lsoas: pd.DataFrame,
) -> Store:
    """SEQUESTRATION by zone and district at the milestones, and what it would be worth at each price.

    Every option stands `alone`, as if it were the only one, and `together` with the others, a hectare claimed once.
    """
    if screened_land.empty:
        none = {"sequestration": empty(Sequestration), "sequestration_by_district": empty(Sequestration)}
        value = {"sequestration_value": empty(SequestrationValue), "sequestration_totals": empty(LandTotals)}
        return {**none, **value, "land_claims": (), "sequestration_findings": ()}
    years = [year for year in settings.config.milestones if year > settings.config.base_year]
    kinds = dict(zip(constraint_layers["layer_id"], constraint_layers["layer"], strict=True))
    confined = vouched_options(land_rules, land_book.options, kinds)
    eligible = eligible_land(screened_land)
    made = tuple(
        sequestration_table(eligible, land_book, one, years=years, confined=confined)
        for one in (_programme(settings, land_book, alone=True), _programme(settings, land_book, alone=False))
    )
    table = _joined([one.table for one in made], Sequestration)
    ours = by_area(table, _districts(lsoas))
    return {
        "sequestration": table,
        "sequestration_by_district": ours,
        "sequestration_value": values(ours, carbon_prices) if len(ours) else empty(SequestrationValue),
        "sequestration_totals": totals(ours),
        "land_claims": made,
        # The options and their land are the same on both bases, and so is what was found.
        "sequestration_findings": made[0].findings,
    }


def forgo_food(
    settings: Settings,  # noqa: ARG001 - every stage takes them
    land_claims: tuple[Sequestered, ...],
    land_options: pd.DataFrame,
    land_cells: Cells | None,
    constraint_layers: pd.DataFrame,
    food_yields: pd.DataFrame,
    lsoas: pd.DataFrame,
) -> Store:
    """DISPLACED FOOD by zone and grade, and FOOD LOST by district, blank where nobody verified a yield."""
    if land_cells is None or not land_claims:
        return {"displaced_food": empty(DisplacedFood), "food_lost": empty(FoodLost)}
    graded = graded_land(land_cells, constraint_layers)
    food = _joined([displaced_food(one, land_options, graded) for one in land_claims], DisplacedFood)
    code = _districts(lsoas).set_index("zone_id")["area_code"]
    return {
        "displaced_food": food,
        "food_lost": lost_food(food.assign(zone_id=food["zone_id"].map(code).astype("str")), food_yields),
    }


def know_places(
    settings: Settings,  # noqa: ARG001 - every stage takes them
    lsoas: gpd.GeoDataFrame,
    postcodes: pd.DataFrame,
    land_supply: LandSupply,
    land_layers: pd.DataFrame,
    land_cells: Cells | None,
    constraint_layers: pd.DataFrame,
    zone_facts: pd.DataFrame,
) -> Store:
    """What is known of each zone beside its carbon, and which lie side by side; nothing where none is screened."""
    if land_cells is None:
        return {"opportunity_facts": empty(OpportunityFacts), "zone_neighbours": no_pairs(), "place_findings": ()}
    zones = gpd.GeoDataFrame(lsoas).rename(columns={"lsoa_code": "zone_id"})
    features = known_features(constraint_layers, land_supply)
    graded = graded_land(land_cells, constraint_layers)
    known = Known(features, land_layers, land_cells, constraint_layers, graded, postcodes)
    table, found = facts_of(zones, known, zone_facts)
    return {"opportunity_facts": table, "zone_neighbours": neighbours(zones), "place_findings": tuple(found)}


def rank_places(
    settings: Settings,
    sequestration: pd.DataFrame,
    land_options: pd.DataFrame,
    option_costs: pd.DataFrame,
    carbon_prices: pd.DataFrame,
    opportunity_facts: pd.DataFrame,
    zone_neighbours: pd.DataFrame,
) -> Store:
    """OPPORTUNITIES at the last milestone: the claims that share out the land, the best place first."""
    claims = sequestration[sequestration["basis"].eq(TOGETHER)]
    if claims.empty:
        return {"opportunities": empty(Opportunities), "opportunity_findings": ()}
    register = settings.assumptions
    table, found = opportunities(
        claims,
        land_options,
        Around(opportunity_facts, option_costs, zone_neighbours, carbon_prices),
        year=max(settings.config.milestones),
        weights=weights_of(register),
        settings=OpportunitySettings.of(register),
    )
    return {"opportunities": table, "opportunity_findings": tuple(found)}


def _districts(lsoas: pd.DataFrame) -> pd.DataFrame:
    """zone_id and area_code: the district of each zone."""
    return pd.DataFrame(lsoas[["lsoa_code", "district_code"]]).set_axis(["zone_id", "area_code"], axis=1)


def _programme(settings: Settings, book: LandBook, *, alone: bool) -> Programme:
    """Planting from the year after the base year to the last milestone, at the register's pace."""
    config, register = settings.config, settings.assumptions
    first = config.base_year + 1
    reach = max(config.milestones) - first + 1
    share = register.value("land_take_share")
    return Programme(
        first_year=first,
        planted_share=ramp(reach, full_after=round(register.value("land_years_to_full"))),
        take_share=dict.fromkeys(book.options["option"], share),
        alone=alone,
    )


def _joined(parts: list[pd.DataFrame], contract: type[Contract]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else empty(contract)
