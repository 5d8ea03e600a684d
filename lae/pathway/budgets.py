"""Carbon budgets: what an area may emit until its target year, what of it is spent, and the cut that would keep to it.

Nothing here forecasts: years not yet counted are as the latest was, or on a line, and say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq

from lae.pathway.carbon_contract import Budgets, BurnDown
from lae.tables import filled

Floats = npt.NDArray[np.float64]
_FAR: Final = 1e-14
"""How near the catch-up rate must come: the budget it spends is then right to a gram."""


@dataclass(frozen=True)
class Account:
    """One area's emissions against one target.

    Attributes:
        counted_tco2e: by year from the base year, to the latest counted.
        base_year: the year the cut is counted from; its own emissions are not in the budget.
        target_year: the last year of the budget.
        cut_ratio: of the base year's emissions, reached in the target year.
        supplied_tco2e: the setter's own budget; None takes what an even fall emits.
    """

    counted_tco2e: Floats
    base_year: int
    target_year: int
    cut_ratio: float
    supplied_tco2e: float | None = None

    @property
    def years(self) -> npt.NDArray[np.int64]:
        """From the base year to the target year."""
        return np.arange(self.base_year, self.target_year + 1)

    @property
    def latest_year(self) -> int:
        """The last year counted."""
        return self.base_year + len(self.counted_tco2e) - 1

    @property
    def line_tco2e(self) -> Floats:
        """An even fall, by year of `years`."""
        gone = (self.years - self.base_year) / (self.target_year - self.base_year)
        line: Floats = self.counted_tco2e[0] * (1.0 - self.cut_ratio * gone)
        return line

    @property
    def budget_tco2e(self) -> float:
        """What may be emitted after the base year, the target year included."""
        return float(self.line_tco2e[1:].sum()) if self.supplied_tco2e is None else self.supplied_tco2e

    @property
    def held_tco2e(self) -> Floats:
        """As counted, then every year as the latest, by year of `years`."""
        ahead = self.target_year - self.latest_year
        counted = self.counted_tco2e[: len(self.years)]
        return np.append(counted, np.full(max(ahead, 0), self.counted_tco2e[-1]))

    @property
    def remaining_tco2e(self) -> Floats:
        """Of the budget at the end of each of `years`; below 0 once overspent."""
        held = self.held_tco2e.copy()
        held[0] = 0.0
        left: Floats = self.budget_tco2e - held.cumsum()
        return left

    @property
    def overspend_year(self) -> float:
        """The first year past the budget, emissions staying as in the latest; NaN where there is none."""
        past = self.remaining_tco2e < 0.0
        return float(self.years[past.argmax()]) if past.any() else float("nan")

    @property
    def spent_tco2e(self) -> float:
        """Emitted after the base year, up to the latest year counted or the target year if that came first."""
        return float(self.counted_tco2e[1 : len(self.years)].sum())

    @property
    def measured_cut_ratio(self) -> float:
        """The mean yearly cut from the base year to the latest; NaN where either is not above 0."""
        first, last, years = self.counted_tco2e[0], self.counted_tco2e[-1], len(self.counted_tco2e) - 1
        return float(1.0 - (last / first) ** (1.0 / years)) if years and min(first, last) > 0.0 else float("nan")

    @property
    def catch_up_cut_ratio(self) -> float:
        """The even yearly cut that spends exactly what is left; below 0: emissions may rise; NaN: no cut can."""
        ahead, latest = self.target_year - self.latest_year, self.counted_tco2e[-1]
        left = self.budget_tco2e - self.spent_tco2e
        if ahead < 1 or left <= 0.0 or latest <= 0.0:
            return float("nan")
        powers, wanted = np.arange(1, ahead + 1), left / latest
        kept = brentq(lambda kept: (kept**powers).sum() - wanted, 0.0, max(1.0, wanted), xtol=_FAR)
        return float(1.0 - kept)

    @property
    def catch_up_tco2e(self) -> Floats:
        """Emissions at the catch-up cut after the latest year, by year of `years`; NaN before, or where none can."""
        ahead = self.years - self.latest_year
        path = self.counted_tco2e[-1] * (1.0 - self.catch_up_cut_ratio) ** np.maximum(ahead, 0)
        return np.where(ahead > 0, path, np.nan)


def area_emissions(emissions: pd.DataFrame, *, districts: Sequence[str], county_code: str) -> pd.DataFrame:
    """Emissions by area and year: every district, and the county in the years all its districts were counted.

    Args:
        emissions: contract Emissions; other districts in it are left aside.
        districts: of the county.
        county_code: of the sum.

    Returns:
        area_level, area_code, year, emissions_tco2e.
    """
    names = ["area_level", "area_code", "year", "emissions_tco2e"]
    ours = emissions[emissions["district_code"].isin(districts)]
    rows = ours.rename(columns={"district_code": "area_code"}).assign(area_level="lad")[names]
    years = rows.groupby("year")["emissions_tco2e"]
    whole = years.sum()[years.size().eq(len(districts))]
    county = whole.reset_index().assign(area_level="county", area_code=county_code)[names]
    return pd.concat([rows, county], ignore_index=True).astype({"area_level": "str", "area_code": "str"})


def budgets(
    emissions: pd.DataFrame, targets: pd.DataFrame, *, districts: Sequence[str], county_code: str, base_year: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """BUDGETS and BURN DOWN of every district and the county; one without a target or emissions has a row saying so.

    Args:
        emissions: contract Emissions.
        targets: contract CarbonTargets.
        districts: of the county, each once.
        county_code: of their sum.
        base_year: of targets that name none.
    """
    counted = area_emissions(emissions, districts=districts, county_code=county_code)
    rows, years = [], []
    for level, code in [("county", county_code), *(("lad", code) for code in sorted(districts))]:
        series = counted[counted["area_level"].eq(level) & counted["area_code"].eq(code)]
        of_year = series.set_index("year")["emissions_tco2e"].sort_index()
        own = targets[targets["area_code"].eq(code)].sort_values("target_year", kind="stable")
        place = {"area_level": level, "area_code": code}
        if own.empty:
            rows.append({**place, "reason": "no target supplied", **_NONE})
        for target in own.to_dict("records"):
            told = {name: target[name] for name in ("target_year", "cut_ratio", "tier", "source", "source_id")}
            account, reason = account_of(of_year, target, base_year)
            if account is None:
                rows.append({**place, **_NONE, **told, "reason": reason})
                continue
            rows.append({**place, **told, **_figures(account), "reason": ""})
            years += [{**place, "target_year": account.target_year, **year} for year in _by_year(account)]
    return filled(pd.DataFrame(rows), Budgets, "budgets"), filled(pd.DataFrame(years), BurnDown, "burn_down")


_NONE: Final = {"budget_basis": "none", "provenance": "modelled"}


def account_of(of_year: pd.Series, target: dict[Any, Any], base_year: int) -> tuple[Account | None, str]:
    """The account of a target, or None and why there is none."""
    base = base_year if pd.isna(target["base_year"]) else int(target["base_year"])
    if base not in of_year.index:
        return None, f"no emissions counted in the base year {base}"
    if base >= target["target_year"]:
        return None, f"the target year is not after the base year {base}"
    from_base = of_year.loc[base:]
    if list(from_base.index) != list(range(base, base + len(from_base))):
        return None, f"years since {base} were not counted"
    own = target["budget_cumulative_tco2e"]
    budget = None if pd.isna(own) else float(own)
    counted = from_base.to_numpy(float)
    return Account(counted, base, int(target["target_year"]), float(target["cut_ratio"]), budget), ""


def _figures(account: Account) -> dict[str, Any]:
    return {
        "base_year": account.base_year,
        "base_tco2e": account.counted_tco2e[0],
        "latest_year": account.latest_year,
        "latest_tco2e": account.counted_tco2e[-1],
        "budget_basis": "straight_line" if account.supplied_tco2e is None else "supplied",
        "budget_cumulative_tco2e": account.budget_tco2e,
        "spent_cumulative_tco2e": account.spent_tco2e,
        "remaining_cumulative_tco2e": account.budget_tco2e - account.spent_tco2e,
        "overspend_year": account.overspend_year,
        "measured_cut_ratio": account.measured_cut_ratio,
        "catch_up_cut_ratio": account.catch_up_cut_ratio,
        "provenance": "modelled" if account.supplied_tco2e is None else "published",
    }


def _by_year(account: Account) -> Iterator[dict[str, Any]]:
    counted = np.full(len(account.years), np.nan)
    known = account.counted_tco2e[: len(account.years)]
    counted[: len(known)] = known
    columns = account.years, counted, account.line_tco2e, account.catch_up_tco2e, account.remaining_tco2e
    names = "year", "emissions_tco2e", "line_tco2e", "catch_up_tco2e", "remaining_cumulative_tco2e"
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))
