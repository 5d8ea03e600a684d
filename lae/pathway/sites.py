"""Named sites' shares of a control total as yearly additions, and where they stand on the network."""

from typing import Final

import pandas as pd

_SERIES: Final = ["scenario", "technology"]
_PLACE: Final = [*_SERIES, "district_code"]
_SMALLEST: Final = 1e-6
"""What the sums of doubles may be off by."""


def site_additions(shares: pd.DataFrame) -> pd.DataFrame:
    """What each site takes in each year, from a `NamedShares` table's cumulative counts.

    Returns:
        scenario, technology, district_code (which holds the development's id), year, count.
    """
    key = [*_SERIES, "development_id"]
    ordered = shares.sort_values([*key, "year"], kind="stable")
    count = ordered["taken_count"] - ordered.groupby(key)["taken_count"].shift(1).fillna(0.0)
    table = ordered[[*key, "year"]].rename(columns={"development_id": "district_code"})
    return table.assign(count=count).reset_index(drop=True)


def without_sites(planned: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """The planned additions less what sites take, year by year; the same rows in the same order.

    Raises:
        ValueError: the sites take more than the district has grown by then.
    """
    if shares.empty:
        return planned
    taken = shares.groupby([*_PLACE, "year"], as_index=False)["taken_count"].sum()
    both = planned.merge(taken, on=[*_PLACE, "year"], how="outer", indicator=True)
    if (both["_merge"] == "right_only").any():
        raise ValueError("named sites take from control totals that are not planned; make the shares from this stock.")
    known = planned.merge(taken, on=[*_PLACE, "year"], how="left")
    level = known["taken_count"].fillna(0.0)
    by = [known[name] for name in _PLACE]
    grown = known["count"].groupby(by).cumsum()
    if (over := known[level > grown.clip(lower=0.0) + _SMALLEST]).size:
        names = ", ".join(sorted(set(over["district_code"])))
        raise ValueError(f"named sites in {names} take more than the control total has grown; cap them first.")
    return planned.assign(count=known["count"] - (level - level.groupby(by).shift(1).fillna(0.0)))


def site_weights(shares: pd.DataFrame, supply: pd.DataFrame) -> pd.DataFrame:
    """Where each site's units stand: its own substation, else the substations of its LSOA by their shares of it.

    Returns:
        place (the development's id), district_code, lsoa_code, substation_id, weight; weights of a place sum to 1.

    Raises:
        ValueError: the supply table has no such LSOA in the site's district.
    """
    names = ["development_id", "district_code", "lsoa_code", "substation_id"]
    sites = shares[names].drop_duplicates(ignore_index=True)
    inside = supply.loc[supply["in_study"], ["lsoa_code", "district_code", "substation_id", "share"]]
    served = sites.drop(columns="substation_id").merge(inside, on=["lsoa_code", "district_code"])
    if lost := sorted(set(sites["development_id"]) - set(served["development_id"])):
        raise ValueError(f"the supply table has no LSOA of their district for the sites {', '.join(lost)}.")
    own = sites["substation_id"].ne("")
    spread = served[served["development_id"].isin(set(sites.loc[~own, "development_id"]))]
    total = spread.groupby("development_id")["share"].transform("sum")
    parts = [sites[own].assign(weight=1.0), spread.assign(weight=spread["share"] / total)]
    rows = pd.concat([part[[*names, "weight"]] for part in parts], ignore_index=True)
    return rows.rename(columns={"development_id": "place"})
