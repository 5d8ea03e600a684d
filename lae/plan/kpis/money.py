"""Capital as an indicator: what the dated projects of each workstream ask for up to a milestone."""

from typing import Final

import pandas as pd

from lae.plan.kpis.figures import FORECAST, Area, Measured, with_county
from lae.plan.projects_contract import PROJECT_WORKSTREAMS

_KEY: Final = ["area_code", "scenario"]
_BASIS: Final = (
    "capital of the dated projects up to the end of the year, central (workstream_needs.csv): a plan, no forecast"
)
_NOT_SPENT: Final = "nobody supplied what was spent"
_NO_PROJECT: Final = "no dated project of the workstream is in this area (workstream_needs.csv)"


def capital(needs: pd.DataFrame, area: Area) -> dict[str, Measured]:
    """Central capital of each workstream and scenario to date; blank where a project of it by then has no known cost.

    Args:
        needs: contract WorkstreamNeeds.
        area: of the study.
    """
    rows = needs[needs["projects_count"].gt(0)].rename(columns={"district_code": "area_code"})
    return {f"capital_{name}": _of_one(rows[rows["workstream"].eq(name)], area) for name in PROJECT_WORKSTREAMS}


def _of_one(rows: pd.DataFrame, area: Area) -> Measured:
    """The sums of one workstream; a district with a project later has asked for nothing yet."""
    if rows.empty:
        return Measured(no_actual=_NOT_SPENT, no_forecast=_NO_PROJECT)
    ahead = rows[_KEY].drop_duplicates().merge(pd.DataFrame({"milestone_year": list(area.milestones)}), how="cross")
    met = ahead.merge(rows[[*_KEY, "year", "capex_gbp"]], on=_KEY)
    met = met[met["year"].le(met["milestone_year"])]
    sums = met.groupby([*_KEY, "milestone_year"])["capex_gbp"].agg(lambda gbp: gbp.sum(skipna=False))
    told = ahead.merge(sums.rename("forecast_value").reset_index(), how="left", on=[*_KEY, "milestone_year"])
    begun = ahead.merge(met[[*_KEY, "milestone_year"]].drop_duplicates(), how="left", indicator="seen")["seen"]
    told["forecast_value"] = told["forecast_value"].mask(begun.eq("left_only"), 0.0)
    found = with_county(
        told.assign(forecast_basis=_BASIS), area, "forecast_value", ["milestone_year", "scenario"]
    ).reindex(columns=FORECAST)
    dark = sorted(set(rows["reason"]) - {""})
    return Measured(
        forecast=found, no_actual=_NOT_SPENT, no_forecast=f"{dark[0]} (projects.csv)" if dark else _NO_PROJECT
    )
