"""When a named development's homes are complete, and which edition of it counts."""

from typing import Final

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.pathway.developments_contract import Phasing
from lae.tables import empty, records

_TABLE: Final = "pathway/phasing.csv"
_EDITION: Final = ["development_id", "version"]
_ROUNDING: Final = 0.5
"""Yearly homes may miss the site's homes by less than this: programmes are printed in whole homes."""


def current(developments: pd.DataFrame) -> pd.DataFrame:
    """The highest version of every site, one row each, ordered by id."""
    ordered = developments.sort_values(_EDITION, kind="stable")
    return ordered.drop_duplicates("development_id", keep="last").reset_index(drop=True)


def yearly_homes(developments: pd.DataFrame, phasing: pd.DataFrame | None = None) -> pd.DataFrame:
    """Homes that the current edition of each site completes in each year.

    Evenly from the first year to the last, both included, unless `phasing` has rows for that very edition. Phasing of
    other editions is not used.

    Returns:
        development_id, year, homes_count: one row a site and year, ordered by both.

    Raises:
        FaultsError: the phasing of a site does not sum to its homes.
    """
    sites = current(developments)
    given = (empty(Phasing) if phasing is None else phasing).merge(sites[_EDITION], on=_EDITION)
    if faults := _unequal(sites, given):
        raise FaultsError(faults)
    even = sites[~sites["development_id"].isin(set(given["development_id"]))].reset_index(drop=True)
    span = (even["last_year"] - even["first_year"] + 1).to_numpy(dtype="int64")
    spread = even.take(np.repeat(np.arange(len(even)), span))
    first = np.repeat(np.cumsum(span) - span, span)
    built = pd.DataFrame(
        {
            "development_id": spread["development_id"].to_numpy(),
            "year": spread["first_year"].to_numpy(dtype="int64") + np.arange(len(spread)) - first,
            "homes_count": spread["homes_count"].to_numpy(float) / np.repeat(span, span),
        }
    ).astype({"development_id": "str"})
    rows = pd.concat([built, given[list(built.columns)]], ignore_index=True)
    return rows.sort_values(["development_id", "year"], kind="stable", ignore_index=True)


def phasing_findings(developments: pd.DataFrame, phasing: pd.DataFrame) -> list[Finding]:
    """An error where a site's yearly homes miss its homes; a warning where they are of another edition, so not used."""
    sites = current(developments)
    given = phasing.merge(sites[_EDITION], on=_EDITION)
    if not (stale := sorted(set(phasing["development_id"]) - set(given["development_id"]))):
        return _unequal(sites, given)
    message = "has yearly homes, but none of the site's current edition: it is built evenly instead."
    fix = "Give the rows the version of the site's latest row."
    return [*_unequal(sites, given), Finding("warning", _TABLE, "stale_phasing", message, "version", tuple(stale), fix)]


def _unequal(sites: pd.DataFrame, given: pd.DataFrame) -> list[Finding]:
    sums = given.groupby("development_id", as_index=False)[["homes_count"]].sum()
    both = sums.merge(sites[["development_id", "homes_count"]], on="development_id", suffixes=("_given", "_wanted"))
    wrong = both[(both["homes_count_given"] - both["homes_count_wanted"]).abs() >= _ROUNDING]
    ids = tuple(
        f"{row.development_id}: {row.homes_count_given:,.0f} of {row.homes_count_wanted:,.0f}" for row in records(wrong)
    )
    message = "the yearly homes do not sum to the homes of the site's current edition."
    return [Finding("error", _TABLE, "phasing_sum", message, "homes_count", ids)] if ids else []
