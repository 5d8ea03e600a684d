"""LEVI_EVIDENCE: by district, who has no drive, who is covered before and after, what stands and what it costs."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.costs_contract import CHARGER_KW
from lae.charging.sites_contract import LeviEvidence
from lae.tables import columns_of, empty, validated

Flags = npt.NDArray[np.bool_]

_KEY: Final = ["scenario", "year", "district_code"]
_COUNCIL: Final = r"\b(?:council|borough of)\b"
"""How a local authority's name shows in an owner's or operator's."""
_POINTS: Final = [f"points_{name.replace('_', '')}_count" for name in CHARGER_KW]
_CAPEX: Final = ["capex_low_gbp", "capex_central_gbp", "capex_high_gbp"]


def levi_evidence(
    sites: pd.DataFrame,
    places: pd.DataFrame,
    need: pd.DataFrame,
    catchments: pd.DataFrame,
    covered: Flags | None,
    *,
    price_year: int,
) -> pd.DataFrame:
    """Contract LeviEvidence, one row a scenario, year of the need and district of the places.

    Homes are covered by where they live; points, vehicles served and costs are told where the sites stand.

    Args:
        sites: contract ChargingSites.
        places: contract Places.
        need: contract PlaceNeed; its years and scenarios.
        catchments: what `catchments` gives.
        covered: by place, whether a charger of today is within the walk; None: not known, and `after` is only by
            planned sites.
        price_year: of the sites' costs.
    """
    times = need[["scenario", "year"]].drop_duplicates()
    if times.empty or places.empty:
        return empty(LeviEvidence)
    homes = _homes(sites, places, times, catchments, covered)
    built = _built(sites, times)
    table = homes.merge(built, on=_KEY, how="left").sort_values(_KEY, kind="stable", ignore_index=True)
    counts = ["sites_count", *_POINTS, *_CAPEX, "served_vehicles_count"]
    table = table.fillna(dict.fromkeys(counts, 0.0))
    points = table[_POINTS].sum(axis=1)
    some = points.where(points.gt(0))
    table = table.assign(
        vehicles_per_point_ratio=table["served_vehicles_count"] / some,
        on_street_share=table["on_street"] / some,
        council_share=table["council"] / some,
        central_per_point_gbp=table["capex_central_gbp"] / some,
        price_year=price_year,
    )
    return validated(table[columns_of(LeviEvidence)], LeviEvidence, "levi_evidence")


def _homes(
    sites: pd.DataFrame, places: pd.DataFrame, times: pd.DataFrame, catchments: pd.DataFrame, covered: Flags | None
) -> pd.DataFrame:
    where = places[["place_id", "lsoa_code", "district_code", "no_drive_homes"]].reset_index(drop=True)
    before = np.zeros(len(where), dtype=bool) if covered is None else covered
    where["before"] = where["no_drive_homes"].where(before, 0.0)
    where["not_yet"] = where["no_drive_homes"].where(~before, 0.0)
    whole = where.groupby("district_code", sort=True)[["no_drive_homes", "before"]].sum().reset_index()
    table = times.merge(whole, how="cross")
    opened = catchments.rename(columns={"candidate_id": "site_id"})
    opened = opened.merge(sites[["scenario", "site_id", "year"]], on=["scenario", "site_id"])
    newly = opened.merge(where, on=["place_id", "lsoa_code"]).groupby(_KEY)["not_yet"].sum().rename("newly")
    table = table.merge(newly.reset_index(), on=_KEY, how="left").fillna({"newly": 0.0})
    after = np.minimum(table["before"] + table["newly"], table["no_drive_homes"])
    known = table["before"] if covered is not None else np.nan
    return table.assign(covered_before_homes=known, covered_after_homes=after).drop(columns=["before", "newly"])


def _built(sites: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """What stands in each scenario, year and district, and what it has cost to date."""
    points = sites[_POINTS].sum(axis=1)
    names = sites["owner"] + " " + sites["operator"]
    council = names.str.contains(_COUNCIL, case=False, regex=True)
    parts = sites[[*_KEY, *_POINTS, "served_vehicles_count"]].assign(
        sites_count=1.0,
        on_street=points.where(sites["setting"].eq("on_street"), 0.0),
        # A site of which neither is told says nothing; a district of only such has no share.
        council=points.where(council, 0.0).where(names.str.strip().ne("")),
    )
    sums = parts.groupby(_KEY, sort=True).sum(min_count=1).reset_index()
    spent = sites[["scenario", "district_code", "year", *_CAPEX]].rename(columns={"year": "spent"})
    spent = times.merge(spent, on="scenario")
    spent = spent[spent["spent"].le(spent["year"])].groupby(_KEY, sort=True)[_CAPEX].sum().reset_index()
    return sums.merge(spent, on=_KEY, how="left")
