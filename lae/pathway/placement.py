"""From control totals to MEASURES: a district's stock shared over its homes and the substations that supply them."""

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
import pandas as pd

from lae.measures import Measures
from lae.pathway.developments_contract import NamedShares
from lae.pathway.homes import existing_additions, loaded_stock, starting_stock
from lae.pathway.sites import site_additions, site_weights, without_sites
from lae.tables import columns_of, empty, key_of

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
    developments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The `Measures` whose cumulative count in every district is max(stock(y), what growth counts from).

    Recorded stock comes as `existing` rows, the same for every scenario: all of the first recorded year, then the
    yearly additions up to the base year; where no register holds a technology, `homes.starting_stock` says what
    stands. `planned` rows hold what the scenario adds each year from the base year on, which may be negative. Homes
    beyond the study get `context` rows at the study's own additions per home; they count to no district of the study. A
    place without homes gets no rows, and neither does a year without change.

    An optional technology without a profile is left out (`homes.loaded_stock` says so). Named sites get their share of
    the planned rows at their own LSOA and substation, and what is left is spread over the district: they change no
    district's count, nor the homes beyond the study.

    Args:
        stock: a `StockByYear` table.
        recorded: a `Recorded` table.
        supply: one allocation of a `Supply` table.
        technologies: profile_id by technology, for every technology in `stock` but the optional ones.
        base_year: the first year of planned rows.
        context_ratio: the value of the assumption `CONTEXT_RATIO_ID`.
        developments: the `NamedShares` of sites, made from the same stock; None or no rows: no site is named.

    Raises:
        ValueError: two allocations, no profile for a technology, a district with stock but no homes to place it at, or
            sites that take what there is not, or stand where the supply table has no LSOA of their district.
    """
    stock, _ = loaded_stock(stock, technologies)
    _refuse(stock, supply, technologies)
    existing = labelled(existing_additions(stock, recorded, base_year), status="existing")
    every = planned_additions(stock, recorded, base_year=base_year)
    sites = empty(NamedShares) if developments is None else developments[developments["technology"].isin(technologies)]
    planned = labelled(without_sites(every, sites), status="planned")
    ours = district_weights(supply, set(stock["district_code"]))
    homes = ours.groupby("district_code")["dwellings"].sum()
    beyond = supply[~supply["in_study"]]
    context = beyond.assign(weight=beyond["dwellings"] * context_ratio, place="").astype({"place": "str"})
    additions = pd.concat([existing, planned, _per_home(every, homes)], ignore_index=True)
    rows = spread(additions, pd.concat([ours, context], ignore_index=True))
    if len(sites):
        at_sites = spread(labelled(site_additions(sites), status="planned"), site_weights(sites, supply))
        rows = together(rows, at_sites)
    return as_measures(rows, technologies) if len(rows) else empty(Measures)


def district_weights(supply: pd.DataFrame, districts: Collection[str]) -> pd.DataFrame:
    """The SUPPLY rows of these districts of the study, with `place`, the district, and `weight`, its homes' share."""
    inside = supply[supply["in_study"] & supply["district_code"].isin(set(districts))]
    homes = inside.groupby("district_code")["dwellings"].sum()
    return inside.assign(weight=inside["dwellings"] / inside["district_code"].map(homes), place=inside["district_code"])


def _refuse(stock: pd.DataFrame, supply: pd.DataFrame, technologies: Mapping[str, str]) -> None:
    if (names := sorted(set(supply["allocation"]))) and len(names) > 1:
        raise ValueError(f"supply holds {len(names)} allocations ({', '.join(names)}); place one at a time.")
    if bare := sorted(set(stock["technology"]) - set(technologies)):
        raise ValueError(f"no load profile is named for {', '.join(bare)}.")
    homes = supply[supply["in_study"]].groupby("district_code")["dwellings"].sum()
    if homeless := sorted(set(stock["district_code"]) - set(homes[homes > 0].index)):
        raise ValueError(f"the supply table has no homes in {', '.join(homeless)}, so their uptake cannot be placed.")


def planned_additions(stock: pd.DataFrame, recorded: pd.DataFrame, *, base_year: int) -> pd.DataFrame:
    """What each scenario adds in each year to reach its stock, with what growth counts from as start and as floor.

    Returns:
        scenario, technology, district_code, year, count: a row for every year from the base year on, zero or not.
    """
    key = [*_SERIES, "district_code"]
    ahead = stock[stock["year"] >= base_year].sort_values([*key, "year"], kind="stable")
    known = ahead.merge(starting_stock(stock, recorded, base_year), on=key, how="left")
    known = known.assign(target=known["count"].clip(lower=known["start_count"]))
    before = known.groupby(key)["target"].shift(1).fillna(known["start_count"])
    return known[[*key, "year"]].assign(count=known["target"] - before)


def _per_home(planned: pd.DataFrame, homes: pd.Series) -> pd.DataFrame:
    """The study's additions per home in each scenario, technology and year, over the districts that have them."""
    counted = planned.assign(homes=planned["district_code"].map(homes))
    sums = counted.groupby([*_SERIES, "year"], as_index=False)[["count", "homes"]].sum()
    rate = sums.assign(count=sums["count"] / sums["homes"]).drop(columns="homes")
    return labelled(rate, status="context", district_code="")


def labelled(frame: pd.DataFrame, **texts: str) -> pd.DataFrame:
    """`frame` with these columns, one text each."""
    return frame.assign(**{name: pd.Series(text, index=frame.index, dtype="str") for name, text in texts.items()})


def spread(additions: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Every addition times every weight of its place, in the order of the measures' key.

    Args:
        additions: scenario, technology, district_code (the place), year, status, count.
        weights: place, district_code, lsoa_code, substation_id, weight.
    """
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


def together(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Both, one row a key of the measures; where they cancel out there is none."""
    names = [*key_of(Measures), "district_code"]
    summed = pd.concat([rows, others], ignore_index=True).groupby(names, as_index=False, sort=True)[["count"]].sum()
    return summed[summed["count"].ne(0.0)].reset_index(drop=True)


def _ranks(column: pd.Series) -> np.ndarray:
    """The place of each value in the sorted list of distinct values."""
    return np.asarray(pd.factorize(column, sort=True)[0])


def as_measures(rows: pd.DataFrame, technologies: Mapping[str, str]) -> pd.DataFrame:
    """Spread rows as `Measures`, one profile unit each; what nobody has worked out is blank."""
    context = rows["status"].eq("context")
    full = labelled(rows, curve_id="", provenance="modelled", assumption_ids="")
    full["profile_id"] = full["technology"].map(dict(technologies)).astype("str")
    full["profile_units"] = full["count"]
    full.loc[context, "provenance"] = "assumed"
    full.loc[context, "assumption_ids"] = CONTEXT_RATIO_ID
    full[_UNKNOWN] = np.nan
    return full[columns_of(Measures)]
