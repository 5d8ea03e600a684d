"""Emissions as an indicator: what was counted, what targets ask, and where the cut so far would lead."""

from typing import Any

import pandas as pd

from lae.plan.kpis.figures import ACTUAL, FORECAST, TARGET, Area, Measured


def emissions(emitted: pd.DataFrame, budgets: pd.DataFrame, area: Area) -> dict[str, Measured]:
    """Emissions, and their cut since the target's base year; the forecast holds the mean cut so far on.

    Args:
        emitted: contract Emissions.
        budgets: contract Budgets.
        area: of the study.
    """
    reason = "no emissions by district were supplied (pathway/emissions.csv)"
    known = budgets.dropna(subset=["latest_tco2e"])
    if emitted.empty or known.empty:
        none = Measured(no_actual=reason, no_forecast=reason)
        return {"emissions": none, "emissions_cut": none}
    first = known.sort_values(["area_code", "target_year"], kind="stable").drop_duplicates("area_code")
    told: dict[str, Any] = {
        "actual_year": first["latest_year"],
        "actual_bound": "exact",
        "actual_source": "burn_down.csv: DESNZ territorial emissions",
        "provenance": "published",
    }
    level = first.assign(actual_value=first["latest_tco2e"], **told)[ACTUAL]
    cut = first.assign(actual_value=1.0 - first["latest_tco2e"] / first["base_tco2e"], **told)[ACTUAL]
    ahead = first.merge(pd.DataFrame({"milestone_year": list(area.milestones)}), how="cross")
    ahead = ahead[ahead["milestone_year"] > ahead["latest_year"]]
    kept = (1.0 - ahead["measured_cut_ratio"]) ** (ahead["milestone_year"] - ahead["latest_year"])
    then = ahead["latest_tco2e"] * kept
    base = ahead["base_year"].map("{:.0f}".format)
    basis = "arithmetic: the mean yearly cut since " + base + " held on; no measure of the plan is in it"
    paths = {
        name: ahead.assign(scenario="", forecast_value=value, forecast_basis=basis)[FORECAST]
        for name, value in (("emissions", then), ("emissions_cut", 1.0 - then / ahead["base_tco2e"]))
    }
    wanted = _latest_target(known, first, area)
    no_actual = "a district has no count of emissions"
    no_forecast = "no mean yearly cut so far can be given"
    return {
        name: Measured(actual, paths[name].dropna(subset=["forecast_value"]), target, no_actual, no_forecast)
        for name, actual, target in (("emissions", level, wanted[0]), ("emissions_cut", cut, wanted[1]))
    }


def _latest_target(known: pd.DataFrame, first: pd.DataFrame, area: Area) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each milestone asks for, in tonnes and as a cut: the target of that year, or net zero reached before it."""
    years = pd.DataFrame({"milestone_year": list(area.milestones)})
    held = known.merge(years, how="cross")
    reached = held["cut_ratio"].eq(1.0) & held["target_year"].le(held["milestone_year"])
    held = held[held["target_year"].eq(held["milestone_year"]) | reached]
    held = held.sort_values(["area_code", "milestone_year", "target_year"], kind="stable")
    held = held.drop_duplicates(["area_code", "milestone_year"], keep="last")
    named = held.rename(columns={"source": "target_source", "tier": "target_tier"})
    level = named.assign(target_value=named["base_tco2e"] * (1.0 - named["cut_ratio"]))[TARGET]
    same_base = named.merge(first[["area_code", "base_year"]], on=["area_code", "base_year"])
    return level, same_base.assign(target_value=same_base["cut_ratio"])[TARGET]
