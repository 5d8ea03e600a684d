"""What a scenario's path does to each budget: when it is gone, by how much the target is missed, what would still do.

The straight paths of `budgets` stand beside; this is the same account with the scenario's trajectory in it.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.pathway.budgets import Account, account_of, area_emissions
from lae.pathway.carbon_path import trajectories
from lae.pathway.carbon_path_contract import PlanBudgets, PlanBurnDown
from lae.tables import filled, key_of

NO_TARGET: Final = "no target supplied"
_NOTHING: Final = pd.Series(dtype="float64")
_PLACE: Final = ["scenario", "area_level", "area_code"]


def plan_budgets(
    path: pd.DataFrame, emissions: pd.DataFrame, targets: pd.DataFrame, *, plan_year: int, base_year: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """PLAN BUDGETS and PLAN BURN DOWN of every scenario and area of `path`; one without figures says why.

    Args:
        path: contract CarbonPath; its trajectories are taken.
        emissions: contract Emissions.
        targets: contract CarbonTargets.
        plan_year: the path is followed to its end, and the catch-up sets out from it.
        base_year: of targets that name none.
    """
    lines = trajectories(path)
    districts = sorted(set(lines.loc[lines["area_level"].eq("lad"), "area_code"]))
    codes = set(lines.loc[lines["area_level"].eq("county"), "area_code"])
    counted = area_emissions(emissions, districts=districts, county_code=codes.pop() if codes else "county")
    of_area = {str(key): rows.set_index("year")["emissions_tco2e"] for key, rows in counted.groupby("area_code")}
    rows, years = [], []
    for (scenario, level, code), part in lines.groupby(_PLACE, sort=True):
        place = {"scenario": scenario, "area_level": level, "area_code": code, "provenance": "modelled"}
        own = targets[targets["area_code"].eq(str(code))].sort_values("target_year", kind="stable")
        if own.empty:
            rows.append({**place, "reason": NO_TARGET})
        for target in own.to_dict("records"):
            told = {"target_year": target["target_year"], "tier": target["tier"]}
            account, reason = account_of(of_area.get(str(code), _NOTHING).sort_index(), target, base_year)
            ahead = part.set_index("year")["emissions_tco2e"].sort_index()
            reason = reason or _short(ahead, account)
            if account is None or reason:
                rows.append({**place, **told, "reason": reason})
                continue
            whole = _with_path(account, ahead)
            rows.append({**place, **told, **_figures(account, whole, plan_year), "reason": _partly(part)})
            years += [{**place, "target_year": account.target_year, **year} for year in _by_year(account, whole)]
    found = filled(pd.DataFrame(rows), PlanBudgets, "plan_budgets").sort_values(key_of(PlanBudgets), kind="stable")
    by_year = filled(pd.DataFrame(years), PlanBurnDown, "plan_burn_down")
    return found.reset_index(drop=True), by_year.sort_values(key_of(PlanBurnDown), kind="stable", ignore_index=True)


def _short(ahead: pd.Series, account: Account | None) -> str:
    """Why the path does not reach from the last year counted to the target."""
    if account is None:
        return ""
    wanted = ahead.reindex(range(account.latest_year + 1, account.target_year + 1))
    if not wanted.isna().any():
        return ""
    return f"the path is blank or ends before {account.target_year}"


def _partly(part: pd.DataFrame) -> str:
    """What the path leaves out, as its rows say."""
    return "; ".join(dict.fromkeys(part.loc[part["reason"].ne(""), "reason"]))


def _with_path(account: Account, ahead: pd.Series) -> pd.Series:
    """Emissions by year from the base to the target year: counted, then the path."""
    counted = pd.Series(account.counted_tco2e, index=range(account.base_year, account.latest_year + 1))
    whole = pd.concat([counted, ahead[ahead.index > account.latest_year]])
    inside: pd.Series = whole.loc[account.base_year : account.target_year]
    return inside


def _figures(account: Account, whole: pd.Series, plan_year: int) -> dict[str, Any]:
    remaining = account.budget_tco2e - whole.iloc[1:].cumsum()
    past = remaining < 0.0
    target, begun = float(account.line_tco2e[-1]), max(min(plan_year, account.target_year), account.latest_year)
    followed = Account(
        whole.loc[:begun].to_numpy(float),
        account.base_year,
        account.target_year,
        account.cut_ratio,
        account.budget_tco2e,
    )
    return {
        "budget_cumulative_tco2e": account.budget_tco2e,
        "path_cumulative_tco2e": float(whole.iloc[1:].sum()),
        "remaining_cumulative_tco2e": float(remaining.iloc[-1]),
        "overspend_year": float(past.index.to_numpy(float)[past.to_numpy().argmax()]) if past.any() else np.nan,
        "target_tco2e": target,
        "path_tco2e": float(whole.iloc[-1]),
        "gap_tco2e": float(whole.iloc[-1]) - target,
        "catch_up_from_year": float(begun),
        "catch_up_cut_ratio": followed.catch_up_cut_ratio,
    }


def _by_year(account: Account, whole: pd.Series) -> Iterator[dict[str, Any]]:
    spent = whole.to_numpy(float).copy()
    spent[0] = 0.0
    left = account.budget_tco2e - spent.cumsum()
    for year, tonnes, rest in zip(whole.index, whole, left, strict=True):
        yield {"year": int(year), "path_tco2e": float(tonnes), "remaining_cumulative_tco2e": float(rest)}
