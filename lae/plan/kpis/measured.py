"""What a run's tables say of each indicator: what was counted, what is forecast, and what a target asks.

Every function returns a `Measured`; a figure that is not there has no row, and `why` says what is missing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.plan.kpis.emitted import emissions
from lae.plan.kpis.figures import ACTUAL, FORECAST, Area, Measured, with_county
from lae.plan.kpis.network import renewable_capacity, substations


def homes_by_band(dwellings: pd.DataFrame, area: Area, year: int) -> dict[str, Measured]:
    """Homes whose certificate, or modelled band, is C or better."""
    rows = dwellings[dwellings["area_level"].eq("lad") & dwellings["attribute"].eq("epc")]
    good = rows[rows["category"].isin(["A", "B", "C"])]
    if rows.empty:
        return {"homes_epc_c": Measured(no_actual="no stock of homes is at hand", no_forecast=_NO_BAND)}
    counted = good.groupby("area_code", as_index=False)["dwellings"].sum()
    kinds = "; ".join(sorted(set(rows["provenance"])))
    told = counted.assign(
        actual_value=counted["dwellings"].astype("float64"),
        actual_year=float(year),
        actual_bound="unknown",
        actual_source=f"dwellings_by_area.csv ({kinds})",
        provenance="modelled" if "modelled" in kinds else "published",
    )
    whole = with_county(told, area, "actual_value")[ACTUAL]
    return {"homes_epc_c": Measured(actual=whole, no_forecast=_NO_BAND)}


_NO_BAND: Final = "no scenario of the run says how many homes reach EPC C by when (retrofit.csv says how many could)"


def taken_up(
    recorded: pd.DataFrame, stock: pd.DataFrame, area: Area, *, counted: Sequence[str], technologies: Sequence[str]
) -> Measured:
    """What registers counted, and each scenario's control total at the milestones.

    Args:
        recorded: contract Recorded.
        stock: contract StockByYear.
        area: of the study.
        counted: names of the register's rows.
        technologies: of the control totals that make it up.
    """
    past = recorded[recorded["technology"].isin(counted)]
    latest = past[past["year"].eq(past["year"].max())] if len(past) else past
    actual = pd.DataFrame(columns=ACTUAL)
    if len(latest):
        grouped = latest.groupby("district_code", as_index=False)
        rows = grouped.agg(actual_value=("count", "sum"), actual_year=("year", "max"), bound=("bound", "max"))
        bound = "exact" if set(latest["bound"]) == {"exact"} else "at_least"
        sources = "; ".join(sorted(set(latest["source_id"])))
        rows = rows.rename(columns={"district_code": "area_code"}).assign(
            actual_bound=bound, actual_source=f"pathway/recorded.csv: {sources}", provenance="published"
        )
        actual = with_county(rows, area, "actual_value")[ACTUAL]
    ahead = stock[stock["technology"].isin(technologies) & stock["year"].isin(area.milestones)]
    forecast = pd.DataFrame(columns=FORECAST)
    if len(ahead):
        key = ["district_code", "year", "scenario"]
        sums = ahead.groupby(key, as_index=False)[["count"]].sum()
        names = {"district_code": "area_code", "year": "milestone_year", "count": "forecast_value"}
        rows = sums.rename(columns=names).assign(forecast_basis="the scenario's control total at the end of the year")
        forecast = with_county(rows, area, "forecast_value", ["milestone_year", "scenario"])[FORECAST]
    return Measured(
        actual,
        forecast,
        no_actual="no register of it is at hand (pathway/recorded.csv)",
        no_forecast="no scenario of the run has a control total of it",
    )


def charge_points(
    by_area: pd.DataFrame, locations: pd.DataFrame, planned: pd.DataFrame, area: Area
) -> dict[str, Measured]:
    """Open public points of today, and with them those at the sites we plan for each scenario; what they would cost.

    Args:
        by_area: contract ChargersByArea.
        locations: contract ChargerLocations, for the year they are of.
        planned: contract LeviEvidence.
        area: of the study.
    """
    rows = by_area[by_area["area_level"].eq("lad") & by_area["definition"].eq("all") & by_area["standing"].eq("open")]
    actual = pd.DataFrame(columns=ACTUAL)
    year = pd.to_numeric(locations["vintage"].str[:4], errors="coerce").max() if len(locations) else np.nan
    if len(locations):
        rows = rows.assign(
            actual_value=rows["points_count"],
            actual_year=year,
            actual_bound=rows["bound"],
            actual_source="chargers_by_area.csv: registers merged",
        )
        actual = with_county(rows, area, "actual_value")[ACTUAL]
    points, capital = pd.DataFrame(columns=FORECAST), pd.DataFrame(columns=FORECAST)
    if len(planned):
        names = {"district_code": "area_code", "year": "milestone_year"}
        sites = planned.rename(columns=names)
        sites = sites[sites["milestone_year"].isin(area.milestones)]
        there = sites["area_code"].map(actual.set_index("area_code")["actual_value"]).astype("float64")
        sites["points"] = sites[["points_7kw_count", "points_22kw_count", "points_50kw_count"]].sum(axis=1) + there
        by = ["milestone_year", "scenario"]
        basis = {"points": "open points of today and those at planned sites (levi_evidence.csv): a plan, no forecast"}
        basis["capex_central_gbp"] = "capital of the planned sites to date, central (levi_evidence.csv)"
        made = [
            with_county(
                sites.assign(forecast_value=sites[column], forecast_basis=text), area, "forecast_value", by
            ).reindex(columns=FORECAST)
            for column, text in basis.items()
        ]
        points, capital = made
    none = "no site is planned for this year, or no charger of today is known"
    return {
        "public_charge_points": Measured(
            actual, points, no_actual="no register of chargers is at hand", no_forecast=none
        ),
        "capital_public_charging": Measured(
            forecast=capital, no_actual=_NOT_SPENT, no_forecast="no site is planned for this year"
        ),
    }


_NOT_SPENT: Final = "nobody supplied what was spent"


def land(by_district: pd.DataFrame, area: Area) -> dict[str, Measured]:
    """Hectares planted and tonnes held a year, of options that claim each hectare once; never of alternatives."""
    ours = by_district[by_district["basis"].eq("together")] if len(by_district) else by_district
    if ours.empty:
        why = (
            "no land was screened: its layers have to be dropped in (land_layers.csv)"
            if by_district.empty
            else "the run works land options out as alternatives for the same hectares, which do not add up"
        )
        none = Measured(no_actual=_NOT_PLANTED, no_forecast=why)
        return {"land_planted": none, "land_held": none}
    rows = ours.rename(columns={"zone_id": "area_code", "year": "milestone_year"})
    rows = rows[rows["milestone_year"].isin(area.milestones)]
    found = {}
    for name, column in (("land_planted", "planted_ha"), ("land_held", "net_tco2e")):
        sums = rows.groupby(["area_code", "milestone_year"])[column].sum(min_count=1).dropna().reset_index()
        told = sums.rename(columns={column: "forecast_value"}).assign(
            scenario="", forecast_basis="sequestration_by_district.csv, options together, central: what land could hold"
        )
        forecast = with_county(told, area, "forecast_value", ["milestone_year"]).reindex(columns=FORECAST)
        found[name] = Measured(forecast=forecast, no_actual=_NOT_PLANTED, no_forecast="not known for this year")
    return found


_NOT_PLANTED: Final = "nobody supplied what has been planted or restored"


def capital(investment: pd.DataFrame, area: Area) -> dict[str, Measured]:
    """Central capital of each action on homes, in all and at the last milestone, since nobody dated it."""
    rows = investment[investment["workstream"].eq("buildings")] if len(investment) else investment
    found = {}
    for action in ("epc_c", "heat_pump_ready", "deep"):
        part = rows[rows["action"].eq(action)] if len(rows) else rows
        forecast = pd.DataFrame(columns=FORECAST)
        if len(part):
            forecast = part.assign(
                milestone_year=max(area.milestones),
                scenario="",
                forecast_value=part["capex_gbp"],
                forecast_basis="investment.csv, central, the whole programme; packages are alternatives",
            ).dropna(subset=["forecast_value"])[FORECAST]
        why = "nobody dated the programme, so only its whole is known, at the last milestone"
        found[f"capital_{action}"] = Measured(forecast=forecast, no_actual=_NOT_SPENT, no_forecast=why)
    return found


def measured(tables: Mapping[str, Any], area: Area, *, base_year: int) -> dict[str, Measured]:
    """Every measure this run knows, by name.

    Args:
        tables: emissions, budgets, dwellings_by_area, recorded, stock, chargers_by_area, charger_locations,
            levi_evidence, shortfalls, substations, supply, feeds, connection_layers, sequestration_by_district and
            investment.
        area: the study's areas and milestones.
        base_year: that the stock of homes is of.
    """
    supply = tables["supply"]
    nearest = supply[supply["allocation"].eq("nearest")]
    heat = ["air_source_heat_pump", "ground_source_heat_pump", "hybrid_heat_pump"]
    network = nearest, tables["feeds"], area
    homes = taken_up(
        tables["recorded"],
        tables["stock"],
        area,
        counted=["heat_pump", "air_source_heat_pump", "ground_source_heat_pump"],
        technologies=heat,
    )
    cars = taken_up(
        tables["recorded"], tables["stock"], area, counted=["electric_vehicle"], technologies=["electric_vehicle"]
    )
    return {
        **emissions(tables["emissions"], tables["budgets"], area),
        **homes_by_band(tables["dwellings_by_area"], area, base_year),
        "homes_heat_pump": homes,
        "electric_cars": cars,
        **charge_points(tables["chargers_by_area"], tables["charger_locations"], tables["levi_evidence"], area),
        **substations(tables["shortfalls"], tables["substations"], *network),
        "renewable_capacity": renewable_capacity(tables["connection_layers"], *network),
        **land(tables["sequestration_by_district"], area),
        **capital(tables["investment"], area),
    }
