"""The explicit list of what a run does: each stage a pure function of named tables, with the assumptions it uses.

Progress, timing, lineage and the run record all hang on this list.
"""

from typing import Final

from lae import (
    adoption_stage,
    building_stages,
    grid_stages,
    limit_stages,
    pathway_stages,
    retrofit_stages,
    season_stages,
)
from lae.buildings.adoption.propensity import PROPENSITY_IDS
from lae.buildings.adoption.units import LEVEL_ID
from lae.stage import Stage

STAGES: Final = (
    Stage("areas", grid_stages.measure_areas, ("districts", "published_areas"), ("areas",)),
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
        ("retrofit", "package_offer", "retrofit_findings"),
        retrofit_stages.RETROFIT_IDS,
    ),
    Stage(
        "other buildings",
        building_stages.other_buildings,
        ("metered_energy", "lsoas", "postcodes", "display_certificates", "non_domestic_certificates"),
        ("non_domestic_by_area", "certified_buildings", "non_domestic_findings"),
        ("min_publish_count",),
    ),
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
        ("measures", "measures_second", "home_options", "substation_findings"),
        (LEVEL_ID,),
    ),
    Stage(
        "placements compared",
        adoption_stage.compare_placements,
        ("simple_measures", "measures", "technologies", "choice"),
        ("placement_ratio", "adoption_findings"),
        adoption_stage.RATIO_IDS,
    ),
    Stage(
        "half-hourly load",
        grid_stages.load_growth,
        ("ladder", "substations", "profiles", "technologies", "measures", "understated"),
        ("load",),
        ("power_factor_demand",),
    ),
    Stage(
        "headroom",
        grid_stages.work_out_headroom,
        ("load", "works", "scenario_figures", "contracted_left_out", "firm_capacity"),
        ("firm", "firm_years", "rooms", "headroom", "because"),
        ("cyclic_factor", "dual_rated_factor", "summer_firm_ratio", "contracted_coincidence"),
    ),
    Stage(
        "seasons",
        season_stages.seasonal,
        ("load", "rooms", "works", "firm_years"),
        ("seasonal_headroom", "seasonal_because"),
        ("cyclic_factor", "summer_firm_ratio"),
    ),
    Stage(
        "growth beside FES",
        pathway_stages.compare_fes,
        ("load", "measures", "technologies", "supply", "coverage", "gsp_peaks", "gsp_shares"),
        ("beside_fes",),
    ),
    Stage(
        "agreement with published figures",
        grid_stages.judge,
        ("load", "firm"),
        ("agreement", "disagreements", "fit"),
        ("cyclic_factor", "contracted_coincidence"),
    ),
    Stage(
        "generation limits",
        limit_stages.generation,
        ("load", "works"),
        ("generation_limits", "generation_disagreements"),
        ("fault_infeed_inverter", "fault_infeed_synchronous", "power_factor_generation", "reverse_power_share"),
    ),
    Stage("connections", limit_stages.queue, ("connections", "substations", "feeds"), ("connection_layers",)),
    Stage("secondary substations", limit_stages.below, ("secondary_sites",), ("secondary_by_area",)),
    Stage("joint room", limit_stages.joint, ("load", "rooms"), ("joint",)),
    Stage(
        "what could be done",
        limit_stages.options,
        ("load", "rooms", "works", "disagreements"),
        ("options",),
        ("managed_charging_share",),
    ),
    Stage(
        "firm capacity and security",
        limit_stages.secure,
        ("load", "works", "firm_capacity"),
        ("firm_table", "security", "rederivation", "rederivation_summary"),
        (
            "cyclic_factor",
            "dual_rated_factor",
            "summer_firm_ratio",
            "power_factor_demand",
            "contracted_coincidence",
            "rag_red_share",
            "rag_amber_share",
        ),
    ),
    Stage("parity", limit_stages.compare, ("load",), ("parity",), ("contracted_coincidence",)),
    Stage(
        "classes",
        grid_stages.classify,
        ("headroom", "substations", "knots", "disagreements"),
        ("shortfalls", "headline"),
    ),
    Stage(
        "sensitivity",
        grid_stages.vary,
        (
            "load",
            "measures",
            "measures_second",
            "knots",
            "shortfalls",
            "headroom",
        ),
        ("sensitivity",),
        ("profile_shift_hours", "supply_ambiguity_ratio"),
    ),
)
"""Every stage of a run, in order."""
