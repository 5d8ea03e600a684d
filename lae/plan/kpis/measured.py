"""What a run's tables say of each indicator: what was counted, what is forecast, and what a target asks.

Every function returns a `Measured`; a figure that is not there has no row, and `why` says what is missing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.plan.kpis.emitted import emissions, left_over
from lae.plan.kpis.figures import ACTUAL, FORECAST, Area, Measured, with_county
from lae.plan.kpis.money import capital
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
    """Open public points of today, and with them those at the sites we plan for each scenario.

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
    points = pd.DataFrame(columns=FORECAST)
    if len(planned):
        sites = planned.rename(columns={"district_code": "area_code", "year": "milestone_year"})
        sites = sites[sites["milestone_year"].isin(area.milestones)]
        there = sites["area_code"].map(actual.set_index("area_code")["actual_value"]).astype("float64")
        told = sites.assign(
            forecast_value=sites[["points_7kw_count", "points_22kw_count", "points_50kw_count"]].sum(axis=1) + there,
            forecast_basis="open points of today and those at planned sites (levi_evidence.csv): a plan, no forecast",
        )
        points = with_county(told, area, "forecast_value", ["milestone_year", "scenario"]).reindex(columns=FORECAST)
    return {
        "public_charge_points": Measured(
            actual,
            points,
            no_actual="no register of chargers is at hand",
            no_forecast="no site is planned for this year, or no charger of today is known",
        )
    }


def land(by_district: pd.DataFrame, area: Area) -> dict[str, Measured]:
    """Hectares planted and tonnes held a year, of options that claim each hectare once; never of alternatives.

    Emission that stops is no carbon held, so rewetted peat has hectares here and no tonnes.
    """
    if by_district.empty:
        none = Measured(
            no_actual=_NOT_PLANTED,
            no_forecast="no land was screened: its layers have to be dropped in (land_layers.csv)",
        )
        return {"land_planted": none, "land_held": none}
    rows = by_district[by_district["basis"].eq("together") & by_district["year"].isin(area.milestones)]
    rows = rows.rename(columns={"zone_id": "area_code", "year": "milestone_year"})
    key = ["area_code", "milestone_year"]
    basis = "sequestration_by_district.csv, options together: what land could take"
    found = {}
    for name, column, ours in (
        ("land_planted", "planted_ha", rows),
        ("land_held", "net_tco2e", rows[rows["effect"].eq("removed")]),
    ):
        sums = ours.groupby(key)[column].sum(min_count=1).dropna().reset_index()
        dark = ours[ours["unknown_ha"].gt(0)].groupby(key)["option"].agg(lambda names: ", ".join(sorted(set(names))))
        left_out = sums.merge(dark.rename("dark").reset_index(), on=key, how="left")["dark"]
        without = ("; without " + left_out + ", whose carbon nobody can say").fillna("")
        told = sums.rename(columns={column: "forecast_value"}).assign(
            scenario="", forecast_basis=basis + (without if name == "land_held" else "")
        )
        forecast = with_county(told, area, "forecast_value", ["milestone_year"]).reindex(columns=FORECAST)
        found[name] = Measured(forecast=forecast, no_actual=_NOT_PLANTED, no_forecast=_NOT_CLAIMED)
    return found


_NOT_PLANTED: Final = "nobody supplied what has been planted or restored"
_NOT_CLAIMED: Final = "no option claims land of this district by then, or no carbon of it is known"


def measured(tables: Mapping[str, Any], area: Area, *, base_year: int) -> dict[str, Measured]:
    """Every measure this run knows, by name.

    Args:
        tables: emissions, budgets, dwellings_by_area, recorded, stock, chargers_by_area, charger_locations,
            levi_evidence, shortfalls, substations, supply, feeds, connection_layers, sequestration_by_district,
            carbon_path, residual_emissions, insetting and workstream_needs.
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
        **emissions(tables["emissions"], tables["budgets"], tables["carbon_path"], area),
        **left_over(tables["residual_emissions"], tables["insetting"], area),
        **homes_by_band(tables["dwellings_by_area"], area, base_year),
        "homes_heat_pump": homes,
        "electric_cars": cars,
        **charge_points(tables["chargers_by_area"], tables["charger_locations"], tables["levi_evidence"], area),
        **substations(tables["shortfalls"], tables["substations"], *network),
        "renewable_capacity": renewable_capacity(tables["connection_layers"], *network),
        **land(tables["sequestration_by_district"], area),
        **capital(tables["workstream_needs"], area),
    }
