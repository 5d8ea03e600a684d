"""Stages of a scenario's carbon: its path, what that does to budgets, what it is worth, what is left for land."""

from typing import Final

import pandas as pd

from lae.buildings.energy.replaced import mean_heat
from lae.carbon_stage import BASE_YEAR_ID
from lae.findings import Finding
from lae.land.opportunities.contract import Insetting
from lae.land.opportunities.insetting import insetting
from lae.pathway.carbon_path import Baseline, carbon_path, trajectories
from lae.pathway.carbon_path_contract import (
    BESIDE,
    GRID,
    MEASURE,
    CarbonPath,
    EnergyChange,
    HomeHeat,
    PlanBudgets,
    PlanBurnDown,
    Residual,
)
from lae.pathway.contract import (
    AIR_SOURCE_HEAT_PUMP,
    DISTRICT_HEAT,
    ELECTRIC_VEHICLE,
    GROUND_SOURCE_HEAT_PUMP,
    HYBRID_HEAT_PUMP,
    NEW_HOME,
    SOLAR,
)
from lae.pathway.emission_factors import Appraisal, Reporting, emitted_tco2e
from lae.pathway.energy_change import CHANGE_IDS, effects, energy_change
from lae.pathway.plan_budgets import plan_budgets
from lae.plan.carbon_contract import CarbonValue
from lae.plan.carbon_value import plan_carbon_values
from lae.plan.discounting import DISCOUNTING_IDS, Discounting
from lae.stage import Settings, Store
from lae.tables import empty, filled

PATH_IDS: Final = (*CHANGE_IDS, *Reporting.ids())
VALUE_IDS: Final = (*Appraisal.ids(), *DISCOUNTING_IDS)
_TABLE: Final = "carbon_path"
_FUEL_IDS: Final = " ".join(Reporting.fuel_ids)
_RESTS_ON: Final = {
    AIR_SOURCE_HEAT_PUMP: f"ashp_spf_median {_FUEL_IDS}",
    GROUND_SOURCE_HEAT_PUMP: f"gshp_spf {_FUEL_IDS}",
    HYBRID_HEAT_PUMP: f"ashp_spf_median hybrid_heat_pump_share {_FUEL_IDS}",
    DISTRICT_HEAT: f"network_loss_ratio network_pump_spf {_FUEL_IDS}",
    ELECTRIC_VEHICLE: f"ev_energy car_miles {Reporting.car_id}",
    NEW_HOME: _FUEL_IDS,
    SOLAR: "photovoltaics_yield",
}
"""What each component rests on beside the grid's factors, which are a table."""


def lay_carbon_path(
    settings: Settings,
    emissions: pd.DataFrame,
    metered_energy: pd.DataFrame,
    grid_factors: pd.DataFrame,
    dwellings: pd.DataFrame,
    home_energy: pd.DataFrame,
    measures: pd.DataFrame,
) -> Store:
    """ENERGY CHANGE and CARBON PATH of every scenario, from the year after the last counted; blank without any."""
    config = settings.config
    if emissions.empty:
        return {"energy_change": empty(EnergyChange), "carbon_path": empty(CarbonPath), "carbon_path_findings": ()}
    baseline = _baseline(emissions, metered_energy)
    heat = empty(HomeHeat)
    if len(dwellings):
        heat = filled(mean_heat(dwellings, home_energy), HomeHeat, "home_heat")
    years = range(baseline.year + 1, config.last_year + 1)
    change = energy_change(measures, heat, effects(settings.assumptions), years=years)
    path = carbon_path(
        baseline,
        change,
        Reporting.of(settings.assumptions, grid_factors),
        scenarios=config.scenarios,
        districts=config.districts,
        county_code=config.county_code or "county",
        years=years,
        assumption_ids=_RESTS_ON,
    )
    return {"energy_change": change, "carbon_path": path, "carbon_path_findings": _findings(path)}


def set_against_budgets(
    settings: Settings, carbon_path: pd.DataFrame, emissions: pd.DataFrame, carbon_targets: pd.DataFrame
) -> Store:
    """PLAN BUDGETS and PLAN BURN DOWN; empty where there is no path."""
    if carbon_path.empty:
        return {"plan_budgets": empty(PlanBudgets), "plan_burn_down": empty(PlanBurnDown)}
    found, by_year = plan_budgets(
        carbon_path,
        emissions,
        carbon_targets,
        plan_year=settings.config.base_year,
        base_year=int(settings.assumptions.value(BASE_YEAR_ID)),
    )
    return {"plan_budgets": found, "plan_burn_down": by_year}


def value_carbon(
    settings: Settings,
    energy_change: pd.DataFrame,
    grid_factors: pd.DataFrame,
    carbon_prices: pd.DataFrame,
    deflators: pd.DataFrame,
) -> Store:
    """CARBON VALUE of each scenario's measures and of its solar, by factors and values of appraisal."""
    config = settings.config
    ours = energy_change["kind"].isin([MEASURE, BESIDE]) & energy_change["year"].ge(config.base_year)
    rows = energy_change[ours & energy_change["year"].le(config.last_year)]
    if rows.empty:
        return {"carbon_value": empty(CarbonValue)}
    factors = Appraisal.of(settings.assumptions, grid_factors)
    named = rows.rename(columns={"district_code": "area_code", "technology": "component"})
    saved = named.assign(saved_tco2e=-emitted_tco2e(rows, factors))
    found = plan_carbon_values(
        saved,
        carbon_prices,
        deflators,
        discounting=Discounting.of(settings.assumptions),
        years=range(config.base_year, config.last_year + 1),
        price_year=config.price_year,
        county_code=config.county_code or "county",
    )
    return {"carbon_value": found}


def match_land(
    settings: Settings, carbon_path: pd.DataFrame, sequestration: pd.DataFrame, lsoas: pd.DataFrame
) -> Store:
    """RESIDUAL EMISSIONS at the milestones and INSETTING: what land would store beside them, never taken off."""
    lines = trajectories(carbon_path)
    ours = lines["area_level"].eq("lad") & lines["year"].isin(settings.config.milestones)
    rows = lines[ours & lines["year"].gt(settings.config.base_year)]
    if rows.empty:
        return {"residual_emissions": empty(Residual), "insetting": empty(Insetting), "insetting_findings": ()}
    left = rows.rename(columns={"area_code": "district_code"}).assign(
        residual_tco2e=rows["emissions_tco2e"].clip(lower=0.0)
    )
    residual = filled(left, Residual, "residual_emissions")
    zones = pd.DataFrame(lsoas[["lsoa_code", "district_code"]]).rename(columns={"lsoa_code": "zone_id"})
    found, findings = insetting(sequestration, zones, residual)
    return {"residual_emissions": residual, "insetting": found, "insetting_findings": tuple(findings)}


def _baseline(emissions: pd.DataFrame, metered: pd.DataFrame) -> Baseline:
    """The last year counted, and the electricity of homes and workplaces in the last year both were published."""
    last = int(emissions["year"].max())
    emitted = emissions[emissions["year"].eq(last)].set_index("district_code")["emissions_tco2e"]
    power = metered[metered["area_level"].eq("lad") & metered["carrier"].eq("electricity")]
    wide = power.pivot(index=["area_code", "year"], columns="users", values="consumption_kwh")
    both = wide.reindex(columns=["domestic", "non_domestic"]).dropna().sum(axis=1).reset_index(name="kwh")
    latest = both.sort_values("year", kind="stable").drop_duplicates("area_code", keep="last")
    return Baseline(last, emitted, latest.set_index("area_code")["kwh"])


def _findings(path: pd.DataFrame) -> tuple[Finding, ...]:
    """Which trajectories are blank or leave a component out, one Finding a reason."""
    notes = []
    lines = trajectories(path)
    told = lines[lines["area_level"].eq("lad") & lines["reason"].ne("")]
    for reason, part in told.groupby("reason", sort=True):
        ids = tuple(dict.fromkeys(part["scenario"] + " / " + part["area_code"]))
        blank = bool(part["emissions_tco2e"].isna().any())
        message = f"the path is {'blank' if blank else 'not complete'}: {reason}."
        notes.append(Finding("warning", _TABLE, "blank_path" if blank else "partial_path", message, ids=ids))
    if path["component"].eq(GRID).any():
        message = (
            "emissions other than of electricity, homes' heat and cars are held as last counted: no fall of others."
        )
        notes.append(Finding("note", _TABLE, "held", message))
    return tuple(notes)
