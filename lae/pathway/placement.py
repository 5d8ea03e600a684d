"""From control totals to MEASURES: a district's stock shared over its homes and the substations that supply them."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from lae.measures import Measures
from lae.pathway.recorded import recorded_additions, recorded_stock
from lae.tables import columns_of, empty

CONTEXT_RATIO_ID: Final = "context_uptake_ratio"
"""Assumption: uptake per home beyond the study as a ratio to the study's own."""
_SERIES: Final = ["scenario", "technology"]
_UNKNOWN: Final = ["electricity_kwh", "gas_kwh", "area_ha", "capex_gbp", "price_year", "lifetime_years"]


def place(
    stock: pd.DataFrame,
    recorded: pd.DataFrame,
    supply: pd.DataFrame,
    technologies: Mapping[str, str],
    *,
    base_year: int,
    context_ratio: float = 1.0,
) -> pd.DataFrame:
    """The `Measures` whose cumulative count in every district is max(stock(y), recorded(base_year)).

    Recorded stock comes as `existing` rows, the same for every scenario: all of the first recorded year, then the
    yearly additions up to the base year. `planned` rows hold what the scenario adds each year from the base year on,
    which may be negative. Homes beyond the study get `context` rows at the study's own additions per home; they count
    to no district of the study. A place without homes gets no rows, and neither does a year without change.

    Args:
        stock: a `StockByYear` table.
        recorded: a `Recorded` table; a technology it does not hold has no existing stock.
        supply: one allocation of a `Supply` table.
        technologies: profile_id by technology, for every technology in `stock`.
        base_year: the first year of planned rows.
        context_ratio: the value of the assumption `CONTEXT_RATIO_ID`.

    Raises:
        ValueError: two allocations, no profile for a technology, or a district with stock but no homes to place it at.
    """
    _refuse(stock, supply, technologies)
    existing = _existing(recorded, stock, base_year)
    planned = _planned(stock, recorded, base_year)
    inside = supply[supply["in_study"] & supply["district_code"].isin(set(stock["district_code"]))]
    homes = inside.groupby("district_code")["dwellings"].sum()
    ours = inside.assign(weight=inside["dwellings"] / inside["district_code"].map(homes), place=inside["district_code"])
    beyond = supply[~supply["in_study"]]
    context = beyond.assign(weight=beyond["dwellings"] * context_ratio, place="").astype({"place": "str"})
    additions = pd.concat([existing, planned, _per_home(planned, homes)], ignore_index=True)
    rows = _spread(additions, pd.concat([ours, context], ignore_index=True))
    return _as_measures(rows, technologies) if len(rows) else empty(Measures)


def _refuse(stock: pd.DataFrame, supply: pd.DataFrame, technologies: Mapping[str, str]) -> None:
    if (names := sorted(set(supply["allocation"]))) and len(names) > 1:
        raise ValueError(f"supply holds {len(names)} allocations ({', '.join(names)}); place one at a time.")
    if bare := sorted(set(stock["technology"]) - set(technologies)):
        raise ValueError(f"no load profile is named for {', '.join(bare)}.")
    homes = supply[supply["in_study"]].groupby("district_code")["dwellings"].sum()
    if homeless := sorted(set(stock["district_code"]) - set(homes[homes > 0].index)):
        raise ValueError(f"the supply table has no homes in {', '.join(homeless)}, so their uptake cannot be placed.")


def _existing(recorded: pd.DataFrame, stock: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """The recorded additions, once for every scenario."""
    series = stock[[*_SERIES, "district_code"]].drop_duplicates()
    merged = series.merge(recorded_additions(recorded, base_year), on=["district_code", "technology"])
    return _labelled(merged, status="existing")


def _planned(stock: pd.DataFrame, recorded: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """What each scenario adds in each year to reach its stock, with the recorded stock as start and as floor."""
    key = [*_SERIES, "district_code"]
    ahead = stock[stock["year"] >= base_year].sort_values([*key, "year"], kind="stable")
    known = ahead.merge(recorded_stock(recorded, base_year), on=["district_code", "technology"], how="left")
    start = known["recorded_count"].fillna(0.0)
    known = known.assign(target=known["count"].clip(lower=start))
    before = known.groupby(key)["target"].shift(1).fillna(start)
    return _labelled(known[[*key, "year"]].assign(count=known["target"] - before), status="planned")


def _per_home(planned: pd.DataFrame, homes: pd.Series) -> pd.DataFrame:
    """The study's additions per home in each scenario, technology and year, over the districts that have them."""
    counted = planned.assign(homes=planned["district_code"].map(homes))
    sums = counted.groupby([*_SERIES, "year"], as_index=False)[["count", "homes"]].sum()
    rate = sums.assign(count=sums["count"] / sums["homes"]).drop(columns="homes")
    return _labelled(rate, status="context", district_code="")


def _labelled(frame: pd.DataFrame, **texts: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.Series(text, index=frame.index, dtype="str") for name, text in texts.items()})


def _spread(additions: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Every addition times every weight of its place, in the order of the measures' key."""
    additions = additions.rename(columns={"district_code": "place"})
    additions = additions[additions["count"].ne(0.0)].reset_index(drop=True)
    weights = weights[weights["weight"].gt(0.0)].reset_index(drop=True)
    of_addition, of_weight = additions.groupby("place").indices, weights.groupby("place").indices
    pairs = [(of_addition[name], of_weight[name]) for name in of_addition if name in of_weight]
    none = [np.empty(0, dtype=np.intp)]
    left = np.concatenate(none + [np.repeat(first, len(second)) for first, second in pairs])
    right = np.concatenate(none + [np.tile(second, len(first)) for first, second in pairs])
    # numpy sorts by the last rank first: ranks are whole numbers, far quicker to sort than text.
    order = np.lexsort(
        [_ranks(additions[name])[left] for name in ("status", "year")]
        + [_ranks(weights[name])[right] for name in ("substation_id", "lsoa_code")]
        + [_ranks(additions[name])[left] for name in ("technology", "scenario")]
    )
    one, other = additions.take(left[order]).reset_index(drop=True), weights.take(right[order]).reset_index(drop=True)
    place_columns = other[["district_code", "lsoa_code", "substation_id"]]
    rows = pd.concat([one[[*_SERIES, "year", "status"]], place_columns], axis=1)
    return rows.assign(count=one["count"] * other["weight"]).rename(columns={"year": "start_year"})


def _ranks(column: pd.Series) -> np.ndarray:
    """The place of each value in the sorted list of distinct values."""
    return np.asarray(pd.factorize(column, sort=True)[0])


def _as_measures(rows: pd.DataFrame, technologies: Mapping[str, str]) -> pd.DataFrame:
    context = rows["status"].eq("context")
    full = _labelled(rows, curve_id="", provenance="modelled", assumption_ids="")
    full["profile_id"] = full["technology"].map(dict(technologies)).astype("str")
    full["profile_units"] = full["count"]
    full.loc[context, "provenance"] = "assumed"
    full.loc[context, "assumption_ids"] = CONTEXT_RATIO_ID
    full[_UNKNOWN] = np.nan
    return full[columns_of(Measures)]
