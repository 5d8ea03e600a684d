"""FUNDING: sources of each project beside its capital, to the penny; what nobody has found is a row of its own."""

import math
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding, raise_errors
from lae.plan.funding_contract import GRANTED, NOT_FUNDED, OPERATOR, Funding
from lae.plan.projects_contract import WORKS
from lae.tables import empty, filled, key_of

_FILE: Final = "plan/funding.csv"
_SLACK_GBP: Final = 0.005
_NO_COST: Final = "the cost of the project is not known"


def funding_stack(projects: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Contract Funding of every project: its sources and what is left, which add up to its central capital.

    Works of operators are theirs to fund; what they cost is blank, and so is what they pay. A row that names no project
    of this run, or one of unknown cost, is left aside, and `funding_findings` says so.

    Args:
        projects: contract Projects.
        rows: contract FundingRows.

    Raises:
        FaultsError: sources are more than a project costs.
    """
    if projects.empty:
        return empty(Funding)
    capital = projects.set_index("project_id")["capex_gbp"]
    rows = rows[rows["project_id"].map(capital).notna()]
    raise_errors(_overfunded(capital, rows))
    whole = rows["project_id"].map(capital)
    named = rows.assign(amount_gbp=rows["amount_gbp"].fillna(rows["share"] * whole))
    found = named.groupby("project_id")["amount_gbp"].agg(math.fsum).reindex(projects["project_id"]).fillna(0.0)
    theirs = projects["role"].eq(WORKS).to_numpy()
    left = pd.DataFrame(
        {
            "project_id": projects["project_id"],
            "kind": np.where(theirs, OPERATOR, NOT_FUNDED),
            "name": np.where(theirs, "the network operator", ""),
            "amount_gbp": np.maximum(projects["capex_gbp"].to_numpy(float) - found.to_numpy(float), 0.0),
            "reason": np.where(projects["capex_gbp"].isna(), _NO_COST, ""),
        }
    )
    table = pd.concat([named, left], ignore_index=True)
    table["share_ratio"] = table["amount_gbp"] / table["project_id"].map(capital).where(lambda gbp: gbp > 0)
    table = table.assign(price_year=int(projects["price_year"].iloc[0]))
    return filled(table.sort_values(key_of(Funding), kind="stable"), Funding, "funding")


def granted_share(funding: pd.DataFrame) -> pd.Series:
    """The share of each project's capital that is granted, by project_id; blank where its cost is not known."""
    share = funding["share_ratio"].where(funding["status"].eq(GRANTED) | funding["share_ratio"].isna(), 0.0)
    return share.groupby(funding["project_id"]).sum(min_count=1)


def funding_findings(projects: pd.DataFrame, funding: pd.DataFrame, rows: pd.DataFrame) -> list[Finding]:
    """How much of what the counted projects cost is granted, by scenario, and which rows were left aside.

    Args:
        projects: contract Projects.
        funding: of `funding_stack`.
        rows: contract FundingRows, that it was made from.
    """
    counted = projects[projects["counted"] & projects["capex_gbp"].notna()]
    scenario = counted.set_index("project_id")["scenario"]
    paid = funding.assign(scenario=funding["project_id"].map(scenario)).dropna(subset=["scenario"])
    told = _left_aside(projects, rows)
    for name, own in paid.groupby("scenario", sort=True):
        granted = math.fsum(own.loc[own["status"].eq(GRANTED), "amount_gbp"])
        message = f"{name}: {granted:,.0f} GBP of {math.fsum(own['amount_gbp']):,.0f} GBP of capital are granted."
        fix = "Write what is found into plan/funding.csv, with who said so."
        told.append(Finding("note", "funding", "funding_gap", message, "amount_gbp", fix=fix))
    return told


def _left_aside(projects: pd.DataFrame, rows: pd.DataFrame) -> list[Finding]:
    strangers = set(rows["project_id"]) - set(projects["project_id"])
    dark = set(projects.loc[projects["capex_gbp"].isna(), "project_id"]) & set(rows["project_id"])
    said = (
        ("no_project", strangers, "these are no projects of this run, so their funding is left aside."),
        ("no_cost", dark, "what these projects cost is not known, so their funding is left aside."),
    )
    fix = "Take project_id from projects.csv."
    return [
        Finding("warning", _FILE, rule, text, "project_id", tuple(sorted(ids)), fix) for rule, ids, text in said if ids
    ]


def _overfunded(capital: pd.Series, rows: pd.DataFrame) -> list[Finding]:
    amounts = rows["amount_gbp"].fillna(rows["share"] * rows["project_id"].map(capital))
    sums = amounts.groupby(rows["project_id"]).sum()
    over = tuple(sums.index[sums > capital.reindex(sums.index) + _SLACK_GBP].astype("str"))
    message = "sources are more than the project costs."
    fix = "Lower a share or an amount."
    return [Finding("error", _FILE, "more_than_it_costs", message, "project_id", over, fix)] if over else []
