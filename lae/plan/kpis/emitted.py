"""Emissions as an indicator: what was counted, what targets ask, and where each scenario leads."""

from typing import Any, Final

import pandas as pd

from lae.plan.kpis.figures import ACTUAL, FORECAST, TARGET, Area, Measured, with_county

_TRAJECTORY: Final = "trajectory"
"""The kind of row of a path that its components add up to."""
_NO_COUNT: Final = "no emissions by district were supplied (pathway/emissions.csv)"
_NO_PATH: Final = "the scenario's path is blank or does not reach that year (carbon_path.csv)"
_ONLY_AHEAD: Final = "it is of milestones after the base year, and blank where the scenario's path is"
_BASIS: Final = "the scenario's path (carbon_path.csv): what was last counted, a cleaner grid, and measures"


def emissions(emitted: pd.DataFrame, budgets: pd.DataFrame, path: pd.DataFrame, area: Area) -> dict[str, Measured]:
    """Emissions, and their cut since the target's base year, counted and on each scenario's path.

    Args:
        emitted: contract Emissions.
        budgets: contract Budgets.
        path: contract CarbonPath, by reporting factors; its trajectories are the forecast.
        area: of the study.
    """
    if emitted.empty:
        none = Measured(no_actual=_NO_COUNT, no_forecast=_NO_COUNT)
        return {"emissions": none, "emissions_cut": none}
    known = budgets.dropna(subset=["base_tco2e", "latest_tco2e"])
    first = known.sort_values(["area_code", "target_year"], kind="stable").drop_duplicates("area_code")
    told: dict[str, Any] = {
        "actual_bound": "exact",
        "actual_source": "burn_down.csv: DESNZ territorial emissions",
        "provenance": "published",
    }
    latest = emitted[emitted["year"].eq(emitted["year"].max())].rename(columns={"district_code": "area_code"})
    counted = latest.assign(
        actual_value=latest["emissions_tco2e"], actual_year=latest["year"].astype("float64"), **told
    )
    level = with_county(counted, area, "actual_value")[ACTUAL]
    fallen = 1.0 - first["latest_tco2e"] / first["base_tco2e"]
    cut = first.assign(actual_value=fallen, actual_year=first["latest_year"], **told)[ACTUAL]
    ahead = _ahead(path, area)
    base = ahead["area_code"].map(first.set_index("area_code")["base_tco2e"]).astype("float64")
    then = ahead.assign(forecast_value=1.0 - ahead["forecast_value"] / base).dropna(subset=["forecast_value"])
    asked = _latest_target(known, first, area)
    no_base = "no target, and so no base year, of this area is at hand (budgets.csv)"
    return {
        "emissions": Measured(level, ahead, asked[0], "a district has no count of emissions", _NO_PATH),
        "emissions_cut": Measured(cut, then, asked[1], no_base, f"{_NO_PATH}; or {no_base}"),
    }


def left_over(residual: pd.DataFrame, insetting: pd.DataFrame, area: Area) -> dict[str, Measured]:
    """What each scenario still emits, how much of it land of the same district would store, and whether that is all.

    Nothing is taken off anything: emissions stay as they are, and what land matches stands beside them.

    Args:
        residual: contract Residual.
        insetting: contract Insetting.
        area: of the study.
    """
    ahead = "a milestone ahead is asked for, not a count"
    left = _forecast(residual, "residual_tco2e", "the scenario's path, at least 0 (residual_emissions.csv)", area)
    dark = sorted(set(insetting["reason"]) - {""})
    why = f"{dark[0]} (insetting.csv)" if dark else _ONLY_AHEAD
    yes = insetting[insetting["met"].ne("")]
    met = yes.assign(districts=yes["met"].eq("yes").astype("float64"))
    matched = "central supply of the same district, at most what is emitted (insetting.csv); not taken off"
    whole = "1 where a district's own land would store all it still emits, else 0 (insetting.csv)"
    return {
        "residual_emissions": Measured(
            forecast=left, no_actual=ahead, no_forecast=_ONLY_AHEAD if len(residual) else _NO_PATH
        ),
        "insetting_matched": Measured(
            forecast=_forecast(insetting, "matched_tco2e", matched, area), no_actual=ahead, no_forecast=why
        ),
        "insetting_met": Measured(forecast=_forecast(met, "districts", whole, area), no_actual=ahead, no_forecast=why),
    }


def _forecast(rows: pd.DataFrame, value: str, basis: str, area: Area) -> pd.DataFrame:
    """A column by scenario, district and year, and its county, as FORECAST."""
    named = rows.rename(columns={"district_code": "area_code", "year": "milestone_year"})
    ours = named[named["milestone_year"].isin(area.milestones)]
    told = ours.assign(forecast_value=ours[value], forecast_basis=basis)
    found = with_county(told, area, "forecast_value", ["milestone_year", "scenario"])
    return found.reindex(columns=FORECAST)


def _ahead(path: pd.DataFrame, area: Area) -> pd.DataFrame:
    """The trajectories at the milestones; what a path leaves out stands in its basis."""
    lines = path[path["kind"].eq(_TRAJECTORY) & path["year"].isin(area.milestones)]
    lines = lines.dropna(subset=["emissions_tco2e"])
    partly = lines["reason"].where(lines["reason"].eq(""), ", " + lines["reason"])
    return lines.assign(
        milestone_year=lines["year"], forecast_value=lines["emissions_tco2e"], forecast_basis=_BASIS + partly
    )[FORECAST]


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
