"""What grows, where it connects, and what that does to homes, charging and carbon."""

from typing import Final

from lae import (
    adoption_stage,
    carbon_path_stages,
    carbon_stage,
    charging_stages,
    grid_stages,
    investment_stage,
    pathway_stages,
    retrofit_stages,
    siting_stage,
)
from lae.buildings.adoption.propensity import PROPENSITY_IDS
from lae.buildings.adoption.units import LEVEL_ID
from lae.charging.candidates.settings import CANDIDATE_IDS
from lae.charging.need.settings import NEED_IDS
from lae.charging.portfolio.settings import PORTFOLIO_IDS
from lae.charging.supply.settings import ASSUMPTION_IDS as SUPPLY_IDS
from lae.charging.supply.settings import COVER_IDS
from lae.stage import Stage

GROWTH: Final = (
    Stage("network", grid_stages.build_network, ("substations", "feeds"), ("ladder",)),
    Stage(
        "who is supplied from where",
        grid_stages.allocate_supply,
        ("served_lsoas", "postcodes", "substations", "supply_overrides", "gsp_groups", "supply_areas"),
        ("supply", "supply_points", "allocation", "coverage", "understated"),
        ("supply_ambiguity_ratio",),
    ),
    Stage(
        "where to start",
        retrofit_stages.find_zones,
        (
            "dwellings",
            "home_energy",
            "package_offer",
            "supply",
            "substations",
            "fuel_poverty",
            "lsoas",
        ),
        ("targeting", "zones", "zone_shapes", "targeting_findings"),
        retrofit_stages.ZONING_IDS,
    ),
    Stage("control totals", pathway_stages.yearly_stock, ("uptake_rows", "technologies"), ("stock", "knots")),
    Stage("beside tRESP", pathway_stages.beside_resp, ("uptake_rows", "resp_rows", "block_ids"), ("gap_tresp",)),
    Stage(
        "named developments",
        pathway_stages.name_sites,
        ("stock", "recorded", "developments", "phasing", "contracted_connections"),
        ("development_shares", "connection_matches", "contracted_left_out"),
        ("ground_source_share",),
    ),
    Stage(
        "measures",
        pathway_stages.place_measures,
        ("stock", "recorded", "supply", "technologies", "development_shares"),
        ("simple_measures", "simple_measures_second", "reconciliation", "provenance"),
        ("context_uptake_ratio", "ground_source_share"),
    ),
    Stage(
        "homes that take up heating",
        adoption_stage.choose_homes,
        ("stock", "recorded", "development_shares", "dwellings", "lsoas"),
        ("choice",),
        (*PROPENSITY_IDS, "ground_source_share"),
    ),
    Stage(
        "heating at homes",
        adoption_stage.place_at_homes,
        (
            "simple_measures",
            "simple_measures_second",
            "supply",
            "supply_points",
            "choice",
            "dwellings",
            "home_energy",
        ),
        ("placed_measures", "placed_measures_second", "home_options", "substation_findings"),
        (LEVEL_ID,),
    ),
    Stage(
        "placements compared",
        adoption_stage.compare_placements,
        ("simple_measures", "placed_measures", "technologies", "choice"),
        ("placement_ratio", "adoption_findings"),
        adoption_stage.RATIO_IDS,
    ),
    Stage(
        "charging today",
        charging_stages.supply_today,
        ("chargers", "found_chargers", "operator_aliases", "county", "lsoas"),
        ("charger_locations", "charger_matches", "chargers_by_area", "supply_findings"),
        SUPPLY_IDS,
    ),
    Stage(
        "need for charging",
        charging_stages.work_out_need,
        ("dwellings", "placed_measures", "lsoas", "charger_locations"),
        ("need", "charging_need", "charging_gaps", "need_findings"),
        (*NEED_IDS, *COVER_IDS),
    ),
    Stage(
        "load without planned sites",
        charging_stages.load_before_sites,
        ("ladder", "substations", "profiles", "technologies", "placed_measures", "understated"),
        ("before_sites",),
        ("power_factor_demand",),
    ),
    Stage(
        "sites for chargers",
        siting_stage.choose_sites,
        (
            "need",
            "charger_locations",
            "parking_sites",
            "supply_points",
            "county",
            "lsoas",
            "before_sites",
        ),
        ("charging_candidates", "siting", "siting_reasons", "siting_findings"),
        (*CANDIDATE_IDS, *siting_stage.SITING_IDS),
    ),
    Stage(
        "programme of chargers",
        charging_stages.plan_sites,
        ("need", "siting", "works", "charging_costs", "deflators", "before_sites"),
        ("charging_sites", "levi_evidence", "moved_load", "programme_findings"),
        PORTFOLIO_IDS,
    ),
    Stage(
        "what actions cost",
        investment_stage.weigh_actions,
        ("retrofit", "charging_sites", "carbon_prices", "deflators"),
        ("investment", "investment_findings"),
        investment_stage.INVESTMENT_IDS,
    ),
    Stage(
        "charging moved to sites",
        charging_stages.move_load,
        ("placed_measures", "placed_measures_second", "moved_load", "technologies", "lsoas"),
        ("measures", "measures_second"),
        ("ev_public_share",),
    ),
    Stage(
        "carbon of each scenario",
        carbon_path_stages.lay_carbon_path,
        ("emissions", "metered_energy", "grid_factors", "dwellings", "home_energy", "measures"),
        ("energy_change", "carbon_path", "carbon_path_findings"),
        carbon_path_stages.PATH_IDS,
    ),
    Stage(
        "scenarios against budgets",
        carbon_path_stages.set_against_budgets,
        ("carbon_path", "emissions", "carbon_targets"),
        ("plan_budgets", "plan_burn_down"),
        carbon_stage.CARBON_BUDGET_IDS,
    ),
    Stage(
        "what carbon is worth",
        carbon_path_stages.value_carbon,
        ("energy_change", "grid_factors", "carbon_prices", "deflators"),
        ("carbon_value",),
        carbon_path_stages.VALUE_IDS,
    ),
    Stage(
        "residual emissions and land",
        carbon_path_stages.match_land,
        ("carbon_path", "sequestration", "lsoas"),
        ("residual_emissions", "insetting", "insetting_findings"),
    ),
)
