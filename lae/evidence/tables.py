"""The tables a run leaves behind, one CSV each, formula-like text made inert."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from lae.files import write_table

TABLES: Final = (
    "headroom",
    "because",
    "shortfalls",
    "seasonal_headroom",
    "seasonal_because",
    "options",
    "joint",
    "development_shares",
    "connection_matches",
    "beside_fes",
    "connection_layers",
    "secondary_by_area",
    "generation_limits",
    "generation_disagreements",
    "headline",
    "agreement",
    "fit",
    "disagreements",
    "rederivation",
    "rederivation_summary",
    "firm_table",
    "security",
    "contingencies",
    "reinforcements",
    "verification",
    "parity",
    "dwellings_by_area",
    "stock_held",
    "energy_by_area",
    "heat_pump_day",
    "retrofit",
    "targeting",
    "zones",
    "charging_need",
    "charging_gaps",
    "chargers_by_area",
    "charger_locations",
    "charger_matches",
    "charging_candidates",
    "charging_sites",
    "siting_reasons",
    "levi_evidence",
    "moved_load",
    "land_layers",
    "screened_land",
    "land_waterfall",
    "land_zones",
    "sequestration",
    "sequestration_by_district",
    "sequestration_value",
    "sequestration_totals",
    "land_factors_used",
    "displaced_food",
    "food_lost",
    "opportunities",
    "placement_ratio",
    "home_options",
    "budgets",
    "burn_down",
    "emissions_by_sector",
    "carbon_path",
    "energy_change",
    "plan_budgets",
    "plan_burn_down",
    "carbon_value",
    "residual_emissions",
    "insetting",
    "gap_tresp",
    "kpis",
    "workstreams",
    "kpi_targets",
    "scenario_slots",
    "pathway_names",
    "investment",
    "projects",
    "project_years",
    "project_dependencies",
    "funding",
    "funds",
    "project_scores",
    "bundles",
    "workstream_needs",
    "tariffs",
    "non_domestic_by_area",
    "certified_buildings",
    "allocation",
    "coverage",
    "areas",
    "sensitivity",
    "reconciliation",
    "provenance",
    "works",
    "substations",
    "sources",
    "assumptions",
)
"""What goes into evidence/tables, in the order an engineer reads it; the pack adds tables about these."""


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write every one of `tables` under its name and return the files."""
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        write_table(table, path, inert=True)
        written.append(path)
    return written
