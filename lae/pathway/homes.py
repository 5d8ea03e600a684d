"""Control totals without a register to count growth from (headroom rule 14), from heat networks to data centres.

Nobody counts the homes on heat networks by district, so their growth counts from each scenario's own base year, and so
does that of solar, batteries and data centres. New homes and non-domestic demand count from the base year by what they
are. Every other technology counts from what was recorded.
"""

from collections.abc import Collection
from typing import Final

import pandas as pd

from lae.findings import Finding
from lae.pathway.contract import OPTIONAL, OWN_BASE
from lae.pathway.recorded import recorded_additions, recorded_stock
from lae.tables import records

_SERIES: Final = ["scenario", "technology"]
_KEY: Final = [*_SERIES, "district_code"]
_PLACE: Final = ["district_code", "technology"]


def loaded_stock(stock: pd.DataFrame, technologies: Collection[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """The stock without those optional technologies that have no load profile, and a warning for each of them.

    Args:
        stock: a `StockByYear` table.
        technologies: those with a row in technologies.csv.
    """
    unloaded = stock["technology"].isin(set(OPTIONAL) - set(technologies))
    rows = stock[unloaded]
    last = rows[rows["year"].eq(rows["year"].max())].rename(columns={"count": "units"})
    last = last.groupby(_SERIES, as_index=False)[["units"]].sum()
    findings = [
        Finding(
            "warning",
            "grid/technologies.csv",
            "not_loaded",
            f"{name} is not loaded yet: the control totals hold it, no profile does, so no result includes it.",
            "technology",
            tuple(f"{row.scenario}: {row.units:,.0f} by {rows['year'].max()}" for row in records(of_one)),
            "Add its row to technologies.csv and its shape to profiles.csv.",
        )
        for name, of_one in last.groupby("technology")
    ]
    return stock[~unloaded].reset_index(drop=True), findings


def starting_stock(stock: pd.DataFrame, recorded: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """What each series of the stock counts growth from, and never falls below.

    That is what was recorded by the base year; for an `OWN_BASE` technology that no register holds, the scenario's own
    stock of the base year; else 0.

    Returns:
        One row a scenario, technology and district: scenario, technology, district_code, start_count.
    """
    series = stock[_KEY].drop_duplicates()
    known = series.merge(recorded_stock(recorded, base_year), on=_PLACE, how="left")
    start = known.merge(_own_base(stock, recorded, base_year), on=_KEY, how="left")
    count = start["own_count"].fillna(start["recorded_count"]).fillna(0.0)
    return start[_KEY].assign(start_count=count)


def existing_additions(stock: pd.DataFrame, recorded: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """What stood at the end of the base year, as yearly additions that sum to `starting_stock`.

    Recorded stock is the same for every scenario. A scenario's own base is put in the first year any register has: the
    year is not when it was built, but no figure at hand was observed before it, so none counts it as growth.

    Returns:
        scenario, technology, district_code, year, count.
    """
    counted = stock[_KEY].drop_duplicates().merge(recorded_additions(recorded, base_year), on=_PLACE)
    first = min([base_year, *recorded["year"]])
    own = _own_base(stock, recorded, base_year).rename(columns={"own_count": "count"}).assign(year=first)
    parts = [part for part in (counted[[*_KEY, "year", "count"]], own) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else counted[[*_KEY, "year", "count"]]


def growth_from(stock: pd.DataFrame, recorded: pd.DataFrame, base_year: int) -> list[Finding]:
    """A note for each technology whose growth counts from the scenarios' own base year, with what they start from."""
    sums = _own_base(stock, recorded, base_year).groupby(_SERIES, as_index=False)[["own_count"]].sum()
    return [
        Finding(
            "note",
            "pathway/recorded.csv",
            "growth_from",
            f"no register counts {name}, so its growth counts from each scenario's own {base_year}, which differ.",
            "technology",
            tuple(f"{row.scenario}: {row.own_count:,.0f}" for row in records(of_one)),
            "Add a register's rows to recorded.csv and growth counts from those.",
        )
        for name, of_one in sums.groupby("technology")
    ]


def _own_base(stock: pd.DataFrame, recorded: pd.DataFrame, base_year: int) -> pd.DataFrame:
    unregistered = set(OWN_BASE) - set(recorded["technology"])
    rows = stock[stock["technology"].isin(unregistered) & stock["year"].eq(base_year)]
    return rows[[*_KEY, "count"]].rename(columns={"count": "own_count"}).reset_index(drop=True)
