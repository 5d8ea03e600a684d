"""What growth does to the network, and what the plan comes to: headroom, limits, projects, indicators."""

from typing import Final

from lae import finance_stage, grid_stages, kpi_stage, limit_stages, pathway_stages, season_stages
from lae.stage import Stage

ANSWERS: Final = (
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
        "projects on homes",
        finance_stage.draft_homes,
        ("retrofit", "package_fuels", "zones", "placed_measures", "assumptions", "deflators"),
        ("home_projects",),
    ),
    Stage(
        "projects",
        finance_stage.draft_others,
        ("home_projects", "charging_sites", "sequestration_by_district", "option_costs", "deflators", "works"),
        ("project_drafts",),
        finance_stage.DRAFT_IDS,
    ),
    Stage(
        "what projects wait for",
        finance_stage.find_dependencies,
        ("project_drafts", "supply", "zones", "charging_sites", "shortfalls", "works", "substations"),
        ("project_dependencies", "project_waits"),
    ),
    Stage(
        "what projects are worth",
        finance_stage.value_projects,
        (
            "project_drafts",
            "project_waits",
            "carbon_prices",
            "tariffs",
            "deflators",
            "districts",
            "substations",
        ),
        ("projects", "project_years", "project_findings"),
        finance_stage.VALUE_IDS,
    ),
    Stage(
        "who funds projects",
        finance_stage.fund_projects,
        ("projects", "project_years", "project_waits", "charging_sites", "funding_rows", "insetting"),
        ("funding", "project_scores", "bundles", "workstream_needs", "funding_findings"),
        finance_stage.FUNDING_IDS,
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
    Stage("indicators", kpi_stage.hold_to_account, kpi_stage.KPI_INPUTS, ("kpis", "kpi_findings")),
)
