"""What was placed added up again, beside the control totals it must equal."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from lae.pathway.contract import OPTIONAL
from lae.pathway.homes import starting_stock

_KEY: Final = ["scenario", "technology", "district_code"]


def district_totals(measures: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """The stock placed in each study district at the end of each of `years`; context homes are in no district.

    Returns one row a scenario, technology, district and year with the column `count`.
    """
    wanted = sorted(set(years))
    ours = measures[measures["status"].ne("context")]
    yearly = ours.pivot_table(index=_KEY, columns="start_year", values="count", aggfunc="sum", fill_value=0.0)
    span = sorted({*yearly.columns, *wanted})
    stock = yearly.reindex(columns=span, fill_value=0.0).cumsum(axis=1)[wanted]
    return stock.rename_axis(columns="year").reset_index().melt(id_vars=_KEY, value_name="count")


def reconciliation(
    measures: pd.DataFrame, stock: pd.DataFrame, recorded: pd.DataFrame, *, base_year: int
) -> pd.DataFrame:
    """Placed beside wanted for every scenario, technology, district and year from the base year on.

    `wanted_count` is max(control total, what growth counts from); `difference_count` = placed - wanted is zero to 1e-6
    when nothing was lost or counted twice. An optional technology of which nothing was placed is not loaded: no row.
    """
    not_loaded = set(OPTIONAL) - set(measures["technology"])
    ahead = stock[(stock["year"] >= base_year) & ~stock["technology"].isin(not_loaded)]
    target = ahead.merge(starting_stock(stock, recorded, base_year), on=_KEY, how="left")
    target = target.assign(wanted_count=target[["count", "start_count"]].max(axis=1))
    placed = district_totals(measures, target["year"]).rename(columns={"count": "placed_count"})
    both = target[[*_KEY, "year", "wanted_count"]].merge(placed, on=[*_KEY, "year"], how="outer")
    both = both.fillna({"placed_count": 0.0, "wanted_count": 0.0})
    both = both.assign(difference_count=both["placed_count"] - both["wanted_count"])
    return both.sort_values([*_KEY, "year"], ignore_index=True)


def provenance_shares(measures: pd.DataFrame, stock: pd.DataFrame) -> pd.DataFrame:
    """What each scenario's units rest on: one row a scenario, technology and provenance with its share of all units.

    Recorded stock counts as published, the district's control total as the source has it in its last year, homes beyond
    the study as assumed. The shares of a scenario and technology sum to 1.
    """
    last = stock.sort_values("year").groupby(["scenario", "technology"])["provenance"].last()
    rows = measures.assign(units=measures["count"].abs())
    totals = last.reindex(pd.MultiIndex.from_frame(rows[["scenario", "technology"]])).to_numpy()
    kind = np.select([rows["status"].eq("existing"), rows["status"].eq("context")], ["published", "assumed"], totals)
    rows["provenance"] = pd.Series(kind, index=rows.index).astype("str")
    summed = rows.groupby(["scenario", "technology", "provenance"], as_index=False)["units"].sum()
    whole = summed.groupby(["scenario", "technology"])["units"].transform("sum")
    shares: pd.DataFrame = summed.assign(units_share=summed["units"] / whole).drop(columns="units")
    return shares
