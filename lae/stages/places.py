"""What a study's area holds: its homes, buildings, land, and what it emits."""

from typing import Final

from lae import building_stages, carbon_stage, grid_stages, land_stages, land_value_stages, retrofit_stages
from lae.buildings.adoption.units import LEVEL_ID
from lae.land.opportunities.ranking import OPPORTUNITY_IDS
from lae.land.sequestration.settings import SETTING_IDS
from lae.stage import Stage

PLACES: Final = (
    Stage("areas", grid_stages.measure_areas, ("districts", "published_areas"), ("areas",)),
    Stage("places by name", grid_stages.name_places, ("found_areas", "county"), ("places",)),
    Stage(
        "homes",
        building_stages.make_stock,
        ("margins", "shares", "lsoas", "postcodes", "certificates"),
        ("dwellings", "dwellings_by_area", "stock_held", "stock_findings"),
        ("off_gas_half_density", "stock_prior_homes", "min_publish_count"),
    ),
    Stage(
        "energy of homes",
        building_stages.work_out_energy,
        ("dwellings", "u_values", "metered_energy", "msoas"),
        ("fabric", "home_energy", "energy_by_area", "energy_findings"),
        building_stages.ENERGY_IDS,
    ),
    Stage(
        "the coldest day",
        building_stages.coldest_day,
        ("dwellings", "home_energy", "profiles"),
        ("heat_pump_day",),
        (LEVEL_ID,),
    ),
    Stage(
        "measures for homes",
        retrofit_stages.offer_measures,
        ("dwellings", "fabric", "home_energy", "u_values", "retrofit_costs", "deflators", "lsoas"),
        ("retrofit", "package_fuels", "package_offer", "retrofit_findings"),
        retrofit_stages.RETROFIT_IDS,
    ),
    Stage(
        "other buildings",
        building_stages.other_buildings,
        ("metered_energy", "lsoas", "postcodes", "display_certificates", "non_domestic_certificates"),
        ("non_domestic_by_area", "certified_buildings", "non_domestic_findings"),
        ("min_publish_count",),
    ),
    Stage(
        "land screened",
        land_stages.screen,
        (
            "lsoas",
            "county",
            "constraint_layers",
            "land_policy",
            "land_classes",
            "land_supply",
        ),
        (
            "land_rules",
            "screened_land",
            "land_waterfall",
            "land_layers",
            "land_zones",
            "land_zone_areas",
            "land_cells",
            "land_picture",
            "land_pictures",
            "land_findings",
        ),
        land_stages.LAND_IDS,
    ),
    Stage(
        "book of land carbon",
        land_value_stages.read_carbon,
        ("land_options", "land_factors", "land_stocks", "carbon_mixes", "carbon_lookup", "carbon_rates"),
        ("land_book", "land_factors_used", "land_book_findings"),
        SETTING_IDS,
    ),
    Stage(
        "carbon in land",
        land_value_stages.sequester,
        ("screened_land", "land_rules", "constraint_layers", "land_book", "carbon_prices", "lsoas"),
        (
            "sequestration",
            "sequestration_by_district",
            "sequestration_value",
            "sequestration_totals",
            "land_claims",
            "sequestration_findings",
        ),
        land_value_stages.PROGRAMME_IDS,
    ),
    Stage(
        "food from land",
        land_value_stages.forgo_food,
        ("land_claims", "land_options", "land_cells", "constraint_layers", "food_yields", "lsoas"),
        ("displaced_food", "food_lost"),
    ),
    Stage(
        "places for land carbon",
        land_value_stages.know_places,
        (
            "lsoas",
            "postcodes",
            "land_supply",
            "land_layers",
            "land_cells",
            "constraint_layers",
            "zone_facts",
        ),
        ("opportunity_facts", "zone_neighbours", "place_findings"),
    ),
    Stage(
        "where to store carbon first",
        land_value_stages.rank_places,
        (
            "sequestration",
            "land_options",
            "option_costs",
            "carbon_prices",
            "opportunity_facts",
            "zone_neighbours",
        ),
        ("opportunities", "opportunity_findings"),
        OPPORTUNITY_IDS,
    ),
    Stage(
        "carbon budgets",
        carbon_stage.account_for_carbon,
        ("emissions", "carbon_targets"),
        ("budgets", "burn_down", "carbon_findings"),
        carbon_stage.CARBON_BUDGET_IDS,
    ),
    Stage(
        "emissions by sector",
        carbon_stage.split_by_sector,
        ("emissions", "found_emissions"),
        ("emissions_by_sector", "sector_findings"),
    ),
)
