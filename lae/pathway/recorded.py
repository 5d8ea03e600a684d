"""Stock that somebody counted: what growth counts from, the same for every scenario.

Registers count heat pumps without saying which are ground source. One share splits them, everywhere and always.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from lae.assumptions import Assumptions
from lae.findings import FaultsError, Finding
from lae.measures import Recorded
from lae.pathway.contract import (
    AIR_SOURCE_HEAT_PUMP,
    ELECTRIC_VEHICLE,
    GROUND_SOURCE_HEAT_PUMP,
    UNSPLIT_HEAT_PUMP,
)
from lae.tables import columns_of, key_of, records

GROUND_SHARE_ID: Final = "ground_source_share"
"""Assumption: the share of the recorded heat pumps that are ground source."""
_KEY: Final = ["district_code", "technology"]


def by_source(recorded: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """The recorded stock with every row of unsplit heat pumps parted into air and ground source, which sum to it.

    The share is the assumption `GROUND_SHARE_ID`; it is not asked for where a register splits them itself. How sure
    either part is, is unknown.

    Raises:
        FaultsError: the same district has heat pumps both split and unsplit, so that some would count twice.
        KeyError: the assumption is not in the register.
    """
    unsplit = recorded["technology"].eq(UNSPLIT_HEAT_PUMP)
    if not unsplit.any():
        return recorded
    kinds = [AIR_SOURCE_HEAT_PUMP, GROUND_SOURCE_HEAT_PUMP]
    split = set(recorded.loc[recorded["technology"].isin(kinds), "district_code"])
    if twice := tuple(sorted(split & set(recorded.loc[unsplit, "district_code"]))):
        message = f"the district has rows of {UNSPLIT_HEAT_PUMP} beside rows of {' or '.join(kinds)}."
        fix = f"Keep the split rows, or the rows of {UNSPLIT_HEAT_PUMP}."
        raise FaultsError([Finding("error", "pathway/recorded.csv", "split_twice", message, "technology", twice, fix)])
    ground = assumptions.value(GROUND_SHARE_ID)
    rows = recorded[unsplit]
    parts = [
        rows.assign(
            technology=pd.Series(kind, index=rows.index, dtype="str"),
            count=rows["count"] * share,
            bound=pd.Series("unknown", index=rows.index, dtype="str"),
        )
        for kind, share in zip(kinds, (1.0 - ground, ground), strict=True)
    ]
    whole = pd.concat([recorded[~unsplit], *parts], ignore_index=True)
    return whole.sort_values([*_KEY, "year"], kind="stable", ignore_index=True)


def recorded_stock(recorded: pd.DataFrame, year: int) -> pd.DataFrame:
    """The latest count not after `year` of each district and technology; those first counted later have no row.

    Returns one row a district and technology: district_code, technology, recorded_count.
    """
    past = recorded[recorded["year"] <= year].sort_values([*_KEY, "year"], kind="stable")
    latest = past.groupby(_KEY, as_index=False)[["count"]].last()
    return latest.rename(columns={"count": "recorded_count"})


def recorded_additions(recorded: pd.DataFrame, year: int) -> pd.DataFrame:
    """The recorded stock up to `year` as yearly additions; the first counted year holds all that was there by then.

    Returns district_code, technology, year, count.
    """
    past = recorded[recorded["year"] <= year].sort_values([*_KEY, "year"], kind="stable")
    before = past.groupby(_KEY)["count"].shift(1).fillna(0.0)
    return past.assign(count=past["count"] - before)[[*_KEY, "year", "count"]].reset_index(drop=True)


def recorded_vehicles(licensed: pd.DataFrame, *, districts: Sequence[str], first_year: int) -> pd.DataFrame:
    """The `Recorded` rows of electric cars and vans from `first_year` on: exact, as licensed at each year's end."""
    rows = licensed[licensed["district_code"].isin(districts) & licensed["year"].ge(first_year)]
    rows = rows.dropna(subset=["electric_count"]).rename(columns={"electric_count": "count"})
    return _as_recorded(rows, ELECTRIC_VEHICLE, "exact")


def recorded_heat_pumps(grants: pd.DataFrame, *, districts: Sequence[str]) -> pd.DataFrame:
    """The `Recorded` rows of heat pumps: grants added up year by year, each at least what is installed.

    The financial year a/b counts to the end of year a. Before the scheme's first year the stock is unknown: no row.
    """
    rows = grants[grants["district_code"].isin(districts)].sort_values(["district_code", "year"])
    counted = rows.assign(count=rows.groupby("district_code")["count"].cumsum())
    return _as_recorded(counted, UNSPLIT_HEAT_PUMP, "at_least")


def _as_recorded(rows: pd.DataFrame, technology: str, bound: str) -> pd.DataFrame:
    texts = {"technology": technology, "bound": bound}
    named = rows.assign(**{name: pd.Series(text, index=rows.index, dtype="str") for name, text in texts.items()})
    return named.sort_values(key_of(Recorded), ignore_index=True)[columns_of(Recorded)]


def first_step(stock: pd.DataFrame, recorded: pd.DataFrame, base_year: int) -> list[Finding]:
    """A note for each scenario and technology whose own base year lies above what was recorded by then.

    The difference counts as growth from the first year on (headroom rule 14); nobody should take it for a forecast.
    """
    now = stock[stock["year"].eq(base_year)].merge(recorded_stock(recorded, base_year), on=_KEY)
    above = now.assign(step=(now["count"] - now["recorded_count"]).clip(lower=0))
    sums = above.groupby(["scenario", "technology"], as_index=False)["step"].sum()
    return [
        Finding(
            "note",
            f"pathway/{row.scenario}/uptake.csv",
            "first_step",
            f"{row.step:,.0f} more of {row.technology} in {base_year} than were recorded; all count as growth.",
        )
        for row in records(sums[sums["step"].round() > 0])
    ]
