"""The stage that holds what districts emit against the targets they set themselves."""

from typing import Final

import pandas as pd

from lae.findings import Finding
from lae.pathway.budgets import budgets
from lae.pathway.carbon_contract import Budgets, BurnDown
from lae.pathway.sectors import sector_emissions
from lae.stage import Settings, Store
from lae.tables import empty

BASE_YEAR_ID: Final = "carbon_budget_base_year"
CARBON_BUDGET_IDS: Final = (BASE_YEAR_ID,)
_TABLE: Final = "budgets"
_APART_SHARE: Final = 0.005
"""Sums of rounded parts differ from a total by less."""


def account_for_carbon(settings: Settings, emissions: pd.DataFrame, carbon_targets: pd.DataFrame) -> Store:
    """BUDGETS and BURN DOWN of every district and the county; blank with a warning where nobody counted emissions."""
    if emissions.empty:
        fix = "Make pathway/emissions.csv with `lae data emissions`."
        said = Finding("warning", _TABLE, "no_emissions", "no emissions by district are at hand.", fix=fix)
        return {"budgets": empty(Budgets), "burn_down": empty(BurnDown), "carbon_findings": (said,)}
    county = settings.config.county_code or "county"
    base_year = int(settings.assumptions.value(BASE_YEAR_ID))
    found, by_year = budgets(
        emissions, carbon_targets, districts=settings.config.districts, county_code=county, base_year=base_year
    )
    return {"budgets": found, "burn_down": by_year, "carbon_findings": tuple(_findings(found))}


def split_by_sector(settings: Settings, emissions: pd.DataFrame, found_emissions: pd.DataFrame) -> Store:
    """EMISSIONS BY SECTOR from the Department's own file where one was dropped in; blank with the reason where none."""
    table = sector_emissions(found_emissions, districts=settings.config.districts)
    notes = []
    if blank := tuple(table.loc[table["reason"].ne(""), "district_code"]):
        fix = "Put the Department's long CSV of local authority greenhouse gas emissions into the data folder."
        said = "emissions are not split by sector and gas: the file at hand holds totals alone."
        notes.append(Finding("note", "emissions_by_sector", "no_sectors", said, ids=blank, fix=fix))
    summed = table.groupby(["district_code", "year"])["emissions_tco2e"].sum()
    counted = emissions.set_index(["district_code", "year"])["emissions_tco2e"]
    both = summed.to_frame("parts").join(counted, how="inner")
    apart = (both["parts"] - both["emissions_tco2e"]).abs() > _APART_SHARE * both["emissions_tco2e"].abs()
    if apart.any():
        ids = tuple(f"{code} {year:.0f}" for code, year in both.index[apart])
        said = f"the sectors add up to other than the total that budgets use, by more than {_APART_SHARE:.1%}."
        fix = "Make pathway/emissions.csv from the same file: lae data emissions."
        notes.append(Finding("warning", "emissions_by_sector", "other_total", said, "emissions_tco2e", ids, fix))
    return {"emissions_by_sector": table, "sector_findings": tuple(notes)}


def _findings(found: pd.DataFrame) -> list[Finding]:
    """What is blank and why, and which targets nobody has verified."""
    blank, unverified = found[found["reason"].ne("")], found[found["tier"].eq("D")]
    notes = []
    if not blank.empty:
        ids = tuple(blank["area_code"] + ": " + blank["reason"])
        message = f"{len(blank)} budgets are blank."
        fix = "Give targets and the years in pathway/carbon_targets.csv and pathway/emissions.csv."
        notes.append(Finding("warning", _TABLE, "blank_budget", message, "budget_cumulative_tco2e", ids, fix=fix))
    if not unverified.empty:
        ids = tuple(unverified["area_code"] + " " + unverified["target_year"].map("{:.0f}".format))
        message = f"{len(unverified)} targets are not verified (tier D)."
        fix = "Open the document each row of pathway/carbon_targets.csv names and state its year and source."
        notes.append(Finding("note", _TABLE, "unverified_target", message, "target_year", ids, fix=fix))
    return notes
