"""The stage that holds the plan to its indicators: one ledger, from the tables of the run and the county's own."""

from typing import Any, Final

import pandas as pd

from lae.plan.kpis.contract import Kpis
from lae.plan.kpis.figures import Area
from lae.plan.kpis.ledger import ledger, ledger_findings
from lae.plan.kpis.measured import measured
from lae.stage import Settings, Store
from lae.tables import empty

MEASURED_FROM: Final = (
    "emissions",
    "budgets",
    "dwellings_by_area",
    "recorded",
    "stock",
    "chargers_by_area",
    "charger_locations",
    "levi_evidence",
    "shortfalls",
    "substations",
    "supply",
    "feeds",
    "connection_layers",
    "sequestration_by_district",
    "carbon_path",
    "residual_emissions",
    "insetting",
    "workstream_needs",
)
"""Tables the indicators are worked out from."""
KPI_INPUTS: Final = ("kpi_definitions", "kpi_targets", "workstreams", *MEASURED_FROM)


def hold_to_account(
    settings: Settings,
    kpi_definitions: pd.DataFrame,
    kpi_targets: pd.DataFrame,
    workstreams: pd.DataFrame,
    **tables: Any,
) -> Store:
    """KPIS of every area and milestone; blank where no indicator is defined, since one without a source is refused."""
    config = settings.config
    area = Area(config.county_code or "county", tuple(config.districts), tuple(config.milestones))
    if kpi_definitions.empty:
        return {"kpis": empty(Kpis), "kpi_findings": ()}
    figures = measured(tables, area, base_year=config.base_year)
    told = tuple(ledger_findings(kpi_definitions, kpi_targets, workstreams, figures))
    return {"kpis": ledger(kpi_definitions, kpi_targets, workstreams, figures, area), "kpi_findings": told}
