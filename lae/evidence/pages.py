"""The pages beside the report, each written where the edition holds the tables it is made of."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.evidence.carbon_page import write_carbon_page
from lae.evidence.carbon_plans import Plans, plans_part
from lae.evidence.finance_page import write_finance_page
from lae.evidence.ocpi import planned_locations
from lae.evidence.progress.files import write_page
from lae.evidence.progress.report import of_results
from lae.evidence.record import write_json
from lae.evidence.shell import Siblings
from lae.pathway.budgets import area_emissions
from lae.results import Results

_PAGES: Final = (
    ("Map", "../index.html", ""),
    ("Report", "report.html", ""),
    ("Carbon", "carbon.html", "budgets"),
    ("Projects and funding", "finance.html", "projects"),
    ("Progress", "progress.html", "kpis"),
    ("Districts", "districts/index.html", ""),
)
"""What each page is called, where it lies, and the table without which an edition does not have it."""
_FINANCE: Final = ("projects", "workstream_needs", "funding", "funds", "bundles", "project_scores")
Tables = Mapping[str, pd.DataFrame]


def siblings(tables: Tables, *, up: str = "") -> tuple[tuple[str, str], ...]:
    """Words and address of every page of the edition that holds `tables`, from a folder `up` from evidence."""
    return tuple((words, f"{up}{place}") for words, place, table in _PAGES if not table or table in tables)


def write_pages(results: Results, tables: Tables, folder: Path) -> None:
    """Write carbon.html, finance.html, progress.html and the planned charging sites into `folder`."""
    if "budgets" in tables:
        _write_carbon(results, folder / "carbon.html", siblings(tables))
    if set(_FINANCE) <= set(tables):
        held = {name: tables[name] for name in _FINANCE}
        labels, title = results.inputs.scenario_labels, results.inputs.config.title
        write_finance_page(held, labels, folder / "finance.html", title=title, siblings=siblings(tables))
    if "kpis" in tables:
        write_page(of_results(results, tables), folder / "progress.html", siblings=siblings(tables))
    if "charging_sites" in tables:
        write_json(_ocpi(results), folder / "ocpi_locations.json")


def _ocpi(results: Results) -> list[dict[str, Any]]:
    """The planned sites of the first scenario at the first milestone ahead, as OCPI Locations."""
    sites, config = results.table("charging_sites"), results.inputs.config
    ahead = [year for year in config.milestones if year > config.base_year]
    if sites.empty or not ahead:
        return []
    return planned_locations(
        sites,
        _names(results),
        scenario=config.scenarios[0],
        year=min(ahead),
        last_updated=f"{config.base_year}-12-31T00:00:00Z",
    )


def _write_carbon(results: Results, path: Path, others: Siblings) -> None:
    """The burn-down of every area with a target, and what each scenario would change."""
    config = results.inputs.config
    county = config.county_code or "county"
    names = _names(results) | {county: config.title}
    budgets, burn_down, emissions = (results.table(name) for name in ("budgets", "burn_down", "emissions"))
    plans = Plans(
        path=results.table("carbon_path"),
        against=results.table("plan_budgets"),
        counted=area_emissions(emissions, districts=config.districts, county_code=county),
        burn_down=burn_down,
        labels=results.inputs.scenario_labels,
        milestones=config.milestones,
        plan_year=config.base_year,
    )
    write_carbon_page(
        budgets, burn_down, names, path, title=config.title, plans=plans_part(plans, names), siblings=others
    )


def _names(results: Results) -> dict[str, str]:
    """The name of each district by its code."""
    places = results.table("districts")
    return dict(zip(places["district_code"], places["district_name"], strict=True))
