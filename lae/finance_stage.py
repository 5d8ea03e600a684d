"""The stages of money: projects, what they wait for and are worth, who funds them, and what each year needs."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.plan.buildings_projects import potentials, programmes, zone_projects
from lae.plan.bundles import BUNDLE_IDS, Issue, bundles, lots_of
from lae.plan.contract import BUILDINGS, EV_INFRASTRUCTURE
from lae.plan.dependencies import dependencies, hung_on, in_words, short_share
from lae.plan.discounting import DISCOUNTING_IDS, Discounting
from lae.plan.drafts import Drafts
from lae.plan.funding import funding_findings, funding_stack, granted_share
from lae.plan.investment import carbon_values
from lae.plan.needs import with_insetting, workstream_needs
from lae.plan.other_projects import charging_projects, land_projects, works_named, works_projects
from lae.plan.ranking import RANKING_IDS, RankSettings, project_scores
from lae.plan.said import findings
from lae.plan.sheets import Values, project_sheets
from lae.plan.tariffs import LONG_RUN, RETAIL, Prices
from lae.prices import inflation
from lae.stage import Settings, Store

UPKEEP_ID: Final = "heating_maintenance"
BIAS_IDS: Final = {
    BUILDINGS: "optimism_bias_standard_buildings",
    EV_INFRASTRUCTURE: "optimism_bias_standard_civil",
}
"""What each workstream's works are by HM Treasury's classes: our reading."""
DRAFT_IDS: Final = (UPKEEP_ID, *BIAS_IDS.values())
VALUE_IDS: Final = DISCOUNTING_IDS
FUNDING_IDS: Final = (*RANKING_IDS, *BUNDLE_IDS)


@dataclass(frozen=True)
class Waits:
    """What projects wait for: in words, the share of homes behind full substations, and whose were looked up."""

    words: dict[str, str]
    short: pd.Series
    looked_up: frozenset[str]


def draft_homes(
    settings: Settings,
    retrofit: pd.DataFrame,
    package_fuels: pd.DataFrame,
    zones: pd.DataFrame,
    placed_measures: pd.DataFrame,
    assumptions: pd.DataFrame,
    deflators: pd.DataFrame,
) -> Store:
    """Projects on homes: what could be done, where to start, and what each scenario asks by year."""
    if retrofit.empty:
        return {"home_projects": Drafts.joined([])}
    config = settings.config
    base, upkeep = config.base_year, _upkeep(assumptions, deflators, config.price_year)
    parts = [
        potentials(retrofit, package_fuels, base_year=base, upkeep_gbp=upkeep),
        zone_projects(zones, retrofit, package_fuels, base_year=base, upkeep_gbp=upkeep),
        programmes(placed_measures, retrofit, package_fuels, years=config.years, upkeep_gbp=upkeep),
    ]
    return {"home_projects": Drafts.joined(parts)}


def draft_others(
    settings: Settings,
    home_projects: Drafts,
    charging_sites: pd.DataFrame,
    sequestration_by_district: pd.DataFrame,
    option_costs: pd.DataFrame,
    deflators: pd.DataFrame,
    works: pd.DataFrame,
) -> Store:
    """All projects: those on homes, chargers, land where it is known, and the operators' own works."""
    config = settings.config
    parts = [
        home_projects,
        charging_projects(charging_sites, base_year=config.base_year),
        land_projects(
            sequestration_by_district,
            _in_prices_of(option_costs, deflators, config.price_year),
            base_year=config.base_year,
        ),
        works_projects(works, years=config.years),
    ]
    drafts = Drafts.joined(parts)
    bound = {name: settings.assumptions.value(key) for name, key in BIAS_IDS.items()}
    rows = drafts.rows.assign(optimism_bias_share=drafts.rows["workstream"].map(bound).astype("float64"))
    return {"project_drafts": Drafts(rows, drafts.phases)}


def find_dependencies(
    settings: Settings,
    project_drafts: Drafts,
    supply: pd.DataFrame,
    zones: pd.DataFrame,
    charging_sites: pd.DataFrame,
    shortfalls: pd.DataFrame,
    works: pd.DataFrame,
    substations: pd.DataFrame,
) -> Store:
    """PROJECT DEPENDENCIES: the substations each project's homes hang on that are full, cross zero or are unknown."""
    rows, scenario = project_drafts.rows, settings.config.scenarios[0]
    named = dict(zip(substations["substation_id"], substations["name"], strict=True))
    hung = hung_on(rows, supply, zones, charging_sites)
    found = dependencies(rows, hung, shortfalls, works, named)
    words = in_words(rows, found, scenario=scenario) | dict(works_named(works))
    short = short_share(found, scenario=scenario, projects=rows)
    return {"project_dependencies": found, "project_waits": Waits(words, short, frozenset(hung["project_id"]))}


def value_projects(
    settings: Settings,
    project_drafts: Drafts,
    project_waits: Waits,
    carbon_prices: pd.DataFrame,
    tariffs: pd.DataFrame,
    deflators: pd.DataFrame,
    districts: pd.DataFrame,
    substations: pd.DataFrame,
) -> Store:
    """PROJECTS and PROJECT YEARS, with bills, carbon and present values."""
    names = dict(zip(substations["substation_id"], substations["name"], strict=True))
    names |= dict(zip(districts["district_code"], districts["district_name"], strict=True))
    values = _values(project_drafts, settings, carbon_prices, tariffs, deflators)
    projects, years = project_sheets(project_drafts, values, dependencies=project_waits.words, names=names)
    return {"projects": projects, "project_years": years, "project_findings": findings(projects, values.retail)}


def fund_projects(
    settings: Settings,
    projects: pd.DataFrame,
    project_years: pd.DataFrame,
    project_waits: Waits,
    charging_sites: pd.DataFrame,
    funding_rows: pd.DataFrame,
    insetting: pd.DataFrame,
) -> Store:
    """FUNDING beside capital, PROJECT SCORES, BUNDLES of issues, and WORKSTREAM NEEDS by year, insetting beside."""
    config, register = settings.config, settings.assumptions
    funding = funding_stack(projects, funding_rows)
    stages = sorted({config.base_year, *config.milestones, config.last_year})
    lots = lots_of(projects, project_years, charging_sites, stages)
    issue, problems = _issue(settings)
    how = RankSettings.of(register)
    granted = granted_share(funding)
    needs = workstream_needs(projects, project_years)
    return {
        "funding": funding,
        "project_scores": project_scores(projects, granted, project_waits.short, project_waits.looked_up, how),
        "bundles": bundles(lots, issue, price_year=config.price_year),
        "workstream_needs": with_insetting(needs, insetting, price_year=config.price_year),
        "funding_findings": (*problems, *funding_findings(projects, funding, funding_rows)),
    }


def _upkeep(assumptions: pd.DataFrame, deflators: pd.DataFrame, price_year: int) -> float:
    """What a heat pump's upkeep costs a year, in the study's prices."""
    row = assumptions[assumptions["id"].eq(UPKEEP_ID)]
    ratio = inflation(row["price_year"].fillna(float(price_year)).to_numpy(float), deflators, price_year=price_year)
    return float(row["value"].to_numpy(float)[0] * ratio[0])


def _in_prices_of(costs: pd.DataFrame, deflators: pd.DataFrame, price_year: int) -> pd.DataFrame:
    """What a hectare of each option costs in the study's prices; without an index only what is in them already."""
    if deflators.empty:
        return costs[costs["price_year"].eq(price_year)]
    ratio = inflation(costs["price_year"].to_numpy(float), deflators, price_year=price_year)
    money = ["low_gbp", "cost_gbp", "high_gbp"]
    return costs.assign(**{name: costs[name] * ratio for name in money}, price_year=price_year)


def _issue(settings: Settings) -> tuple[Issue, list[Finding]]:
    """The least and greatest issue; an error where no cutting could keep to both."""
    least, most = (settings.assumptions.value(name) for name in BUNDLE_IDS)
    if 0 < 2 * least <= most:
        return Issue(least, most), []
    message = f"the greatest issue, {most:,.0f} GBP, must be at least twice the least, {least:,.0f} GBP."
    return Issue(1.0, 2.0), [Finding("error", "assumptions.csv", "issue_sizes", message, "value", BUNDLE_IDS)]


def _values(
    drafts: Drafts,
    settings: Settings,
    carbon_prices: pd.DataFrame,
    tariffs: pd.DataFrame,
    deflators: pd.DataFrame,
) -> Values:
    """Carbon and energy in every year that any project saves in, and every year of the study."""
    config = settings.config
    lives = drafts.rows["lifetime_years"].fillna(0.0).max() if len(drafts.rows) else 0.0
    ends = max([config.last_year, *drafts.phases["year"]]) + math.ceil(lives)
    years = np.arange(config.base_year, ends + 1)
    if deflators.empty:
        # Without an index no price can be brought to the study's year.
        carbon_prices, tariffs = carbon_prices.iloc[:0], tariffs.iloc[:0]
    price_year = config.price_year
    return Values(
        base_year=config.base_year,
        last_year=config.last_year,
        price_year=price_year,
        carbon_gbp=carbon_values(carbon_prices, deflators, years, price_year),
        retail=Prices.of(tariffs, deflators, years, kind=RETAIL, price_year=price_year),
        long_run=Prices.of(tariffs, deflators, years, kind=LONG_RUN, price_year=price_year),
        discounting=Discounting.of(settings.assumptions),
    )
