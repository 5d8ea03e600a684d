"""WORKSTREAM NEEDS: what counted projects ask of each workstream in each year, and insetting asked for and supplied."""

import math

import pandas as pd

from lae.plan.projects_contract import INSETTING, YEARLY, WorkstreamNeeds
from lae.tables import empty, filled, key_of

_NOT_KNOWN = "a project of it has no known "
_KEY = ["workstream", "district_code", "scenario", "year"]
_TOLD = {
    "residual_tco2e": "insetting_demand_tco2e",
    "supply_low_tco2e": "insetting_supply_low_tco2e",
    "supply_tco2e": "insetting_supply_tco2e",
    "supply_high_tco2e": "insetting_supply_high_tco2e",
    "unmet_tco2e": "insetting_unmet_tco2e",
}
"""Names of the figures of insetting where they stand among needs."""


def workstream_needs(projects: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """Contract WorkstreamNeeds: exact sums of the years of counted projects; what one lacks is blank, with the reason.

    Args:
        projects: contract Projects.
        years: contract ProjectYears.
    """
    ours = projects.loc[projects["counted"], ["project_id", "workstream", "district_code", "scenario"]]
    rows = years.merge(ours, on="project_id")
    if rows.empty:
        return empty(WorkstreamNeeds)
    # Each workstream counts in its own quantity; of one that none of its projects counts in, blank says nothing.
    doing = rows[YEARLY].gt(0).any(axis=1)
    rows = rows.assign(projects_count=doing.astype("float64"))
    groups = rows.groupby(_KEY, sort=True)
    table = groups[YEARLY].agg(_exact).assign(projects_count=groups["projects_count"].sum()).reset_index()
    table = table[table["projects_count"].gt(0)]
    blank = table["capex_gbp"].isna()
    table = table.assign(
        price_year=int(years["price_year"].iloc[0]), reason=blank.map({True: f"{_NOT_KNOWN}cost", False: ""})
    )
    return filled(table.sort_values(key_of(WorkstreamNeeds), kind="stable"), WorkstreamNeeds, "workstream_needs")


def with_insetting(needs: pd.DataFrame, insetting: pd.DataFrame, *, price_year: int) -> pd.DataFrame:
    """Contract WorkstreamNeeds with a row of its own for each scenario, district and year of insetting.

    Demand is what a scenario still emits, supply what the same district's land would store: blank, with the reason,
    where its land is not screened. No project is in these rows, so that nothing is counted again.

    Args:
        needs: of `workstream_needs`.
        insetting: contract Insetting.
        price_year: of all money.
    """
    if insetting.empty:
        return needs
    named = insetting[["district_code", "scenario", "year", *_TOLD, "reason"]].rename(columns=_TOLD)
    rows = named.assign(workstream=INSETTING, projects_count=0.0, price_year=price_year)
    both = pd.concat([part for part in (needs, rows) if len(part)], ignore_index=True)
    return filled(both.sort_values(key_of(WorkstreamNeeds), kind="stable"), WorkstreamNeeds, "workstream_needs")


def _exact(values: pd.Series) -> float:
    return math.fsum(values) if values.notna().all() else float("nan")
