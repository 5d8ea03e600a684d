"""Named developments: sites that take their share of a district's control total, and never add to it (rule 17).

A site claims, for each home completed after the base year, one new home and one unit of its heating. Cars are claimed
by no site: a charger is not a car. Where sites claim more than the total has grown, the surest come first.
"""

from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.pathway.contract import (
    AIR_SOURCE_HEAT_PUMP,
    DISTRICT_HEAT,
    GROUND_SOURCE_HEAT_PUMP,
    HYBRID_HEAT_PUMP,
    NEW_HOME,
)
from lae.pathway.developments_contract import GRADES, STATUSES, Developments, NamedShares
from lae.pathway.phasing import current, yearly_homes
from lae.tables import columns_of, empty, key_of, records

TABLE: Final = "pathway/developments.csv"
_HEATED_BY: Final = {
    "heat_pump": AIR_SOURCE_HEAT_PUMP,
    "ground_source": GROUND_SOURCE_HEAT_PUMP,
    "hybrid": HYBRID_HEAT_PUMP,
    "heat_network": DISTRICT_HEAT,
}
"""A heat pump is air source unless the row says otherwise. Gas and unknown heating claim nothing."""
_TOTAL: Final = ["scenario", "technology", "district_code"]
_BOOKKEEPING: Final = ["version", "updated", "source_row"]
_SMALLEST: Final = 0.05
"""Control totals are printed to 0.1 of a home: a smaller excess is rounding."""


def share_of_total(
    planned: pd.DataFrame, developments: pd.DataFrame, phasing: pd.DataFrame | None = None, *, base_year: int
) -> tuple[pd.DataFrame, list[Finding]]:
    """What each site takes of its district's growth: never more than it claims, all together never more than there is.

    The growth a site may take from is the control total less what growth counts from, in each scenario, technology and
    year. Sites under construction come first, then full and outline permissions, then allocations; within a status the
    better evidence, then the id. A site without an LSOA or outside the study takes nothing: its homes are then among
    those the control total spreads over the district.

    Args:
        planned: what each scenario adds in each year, from `placement.planned_additions`.
        developments: a `Developments` table; its current editions count.
        phasing: a `Phasing` table; without rows a site is built evenly from its first to its last year.
        base_year: homes completed by its end are in the observed demand already and claim nothing.

    Returns:
        A `NamedShares` table, and warnings: sites that cannot be placed, and sites that exceed the control total.

    Raises:
        FaultsError: the phasing of a site does not sum to its homes.
    """
    sites = current(developments)
    findings = _unplaced(sites, planned)
    sites = sites[sites["lsoa_code"].ne("") & sites["district_code"].isin(set(planned["district_code"]))]
    claims = _claims(sites, phasing, base_year, sorted(set(planned["year"])))
    room = planned.sort_values([*_TOTAL, "year"], kind="stable")
    room = room.assign(room_count=room.groupby(_TOTAL)["count"].cumsum().clip(lower=0.0))
    both = claims.merge(room.drop(columns="count"), on=["technology", "district_code", "year"])
    if both.empty:
        return empty(NamedShares), findings
    both = both.sort_values([*_TOTAL, "year", "rank"], kind="stable", ignore_index=True)
    before = both.groupby([*_TOTAL, "year"])["claimed_count"].cumsum() - both["claimed_count"]
    left = (both["room_count"] - before).clip(lower=0.0)
    taken = both["claimed_count"].where(both["claimed_count"] <= left, left)
    both = both.assign(taken_count=taken, excess_count=both["claimed_count"] - taken)
    shares = both.sort_values(key_of(NamedShares), kind="stable", ignore_index=True)[columns_of(NamedShares)]
    return shares, findings + _exceeding(shares)


def development_findings(developments: pd.DataFrame, supply: pd.DataFrame, substation_ids: set[str]) -> list[Finding]:
    """Errors in the current editions that show beside other tables: a strange LSOA, district or substation.

    Args:
        developments: a `Developments` table.
        supply: a `Supply` table; its study LSOAs and their districts are known.
        substation_ids: every substation of the study.
    """
    sites = current(developments)
    lsoas = supply.loc[supply["in_study"], ["lsoa_code", "district_code"]].drop_duplicates()
    given = sites["lsoa_code"].ne("")
    known = sites["lsoa_code"].isin(set(lsoas["lsoa_code"]))
    there = pd.MultiIndex.from_frame(sites[["lsoa_code", "district_code"]]).isin(pd.MultiIndex.from_frame(lsoas))
    strange = ~sites["substation_id"].isin(substation_ids | {""})
    cases = [
        (given & ~known, "unknown_lsoa", "lsoa_code", "is no LSOA that the study serves."),
        (known & ~there, "other_district", "district_code", "its LSOA lies in another district."),
        (strange, "unknown_substation", "substation_id", "names a substation that substations.csv does not hold."),
    ]
    return [
        Finding("error", TABLE, rule, message, column, tuple(sites["development_id"][rows]))
        for rows, rule, column, message in cases
        if rows.any()
    ]


def diff(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """What changed between two states of the developments, current edition against current edition.

    One row a site added or removed, and one a changed field of a site in both; version, date and row number are not
    changes. A blank text stands for a missing value.

    Returns:
        development_id, change ("added", "removed" or "changed"), field, old_value, new_value; text, ordered by id.
    """
    fields = [name for name in columns_of(Developments) if name not in ["development_id", *_BOOKKEEPING]]
    before, after = (_as_text(current(frame), fields) for frame in (old, new))
    both = before.index.intersection(after.index)
    pair = [frame.loc[both].rename_axis(columns="field") for frame in (before, after)]
    cells = pd.concat(
        {name: frame.stack() for name, frame in zip(("old_value", "new_value"), pair, strict=True)}, axis=1
    )
    rows = cells[cells["old_value"].ne(cells["new_value"])].reset_index()
    whole = [
        pd.DataFrame({"development_id": ids, "change": change, "field": "", "old_value": "", "new_value": ""})
        for ids, change in ((after.index.difference(both), "added"), (before.index.difference(both), "removed"))
    ]
    table = pd.concat([rows.assign(change="changed"), *whole], ignore_index=True)
    table = table[["development_id", "change", "field", "old_value", "new_value"]].astype("str")
    order = table["field"].map({name: place for place, name in enumerate(fields)}).fillna(-1)
    return table.assign(order=order).sort_values(["development_id", "order"], ignore_index=True).drop(columns="order")


def _claims(sites: pd.DataFrame, phasing: pd.DataFrame | None, base_year: int, years: list[int]) -> pd.DataFrame:
    """Units each site claims by the end of each year, with its rank among the sites: 1 takes first."""
    homes = yearly_homes(sites, phasing)
    later = homes[homes["year"] > base_year]
    wide = later.pivot(index="development_id", columns="year", values="homes_count").fillna(0.0)
    span = sorted({*wide.columns, *years})
    built = wide.reindex(columns=span, fill_value=0.0).cumsum(axis=1)[years].rename_axis(columns="year")
    long = built.reset_index().melt(id_vars="development_id", value_name="claimed_count").astype({"year": "int64"})
    surest = sites.assign(
        sure=sites["status"].map(STATUSES.index), proved=sites["evidence_grade"].map(GRADES.index)
    ).sort_values(["sure", "proved", "development_id"], kind="stable", ignore_index=True)
    about = surest.assign(rank=np.arange(1, len(surest) + 1))
    about = about[["development_id", "district_code", "lsoa_code", "substation_id", "heating", "rank"]]
    named = about.assign(technology=pd.Series(NEW_HOME, index=about.index, dtype="str"))
    heated = about.assign(technology=about["heating"].map(_HEATED_BY).astype("str")).dropna(subset=["technology"])
    kinds = pd.concat([named, heated], ignore_index=True).drop(columns="heating")
    return kinds.merge(long[long["claimed_count"] > 0], on="development_id")


def _unplaced(sites: pd.DataFrame, planned: pd.DataFrame) -> list[Finding]:
    """A warning for each reason why sites with homes take no share."""
    housing = sites[sites["homes_count"] > 0]
    nowhere = housing["lsoa_code"].eq("")
    outside = ~nowhere & ~housing["district_code"].isin(set(planned["district_code"]))
    findings = []
    if nowhere.any():
        message = "has no LSOA, so its homes are spread over the district like any others."
        ids, fix = tuple(housing["development_id"][nowhere]), "Give its lsoa_code, or easting_m and northing_m."
        findings.append(Finding("warning", TABLE, "nowhere", message, "lsoa_code", ids, fix))
    if outside.any():
        message = "lies in a district without control totals, so its homes are left out."
        ids = tuple(housing["development_id"][outside])
        findings.append(Finding("warning", TABLE, "outside", message, "district_code", ids))
    return findings


def _exceeding(shares: pd.DataFrame) -> list[Finding]:
    """A warning for each scenario and technology whose sites claim more than the control total has grown."""
    over = shares[shares["excess_count"] > _SMALLEST]
    worst = over.loc[over.groupby(["scenario", "technology", "development_id"])["excess_count"].idxmax()]
    return [
        Finding(
            "warning",
            TABLE,
            "exceeds_total",
            f"{technology} in {scenario}: named sites claim more than the control total grows; the rest is not placed.",
            "homes_count",
            tuple(f"{row.development_id}: {row.excess_count:,.0f} over in {row.year}" for row in records(rows)),
            "Are the years right? If the sites are, the scenario is too low for the district.",
        )
        for (scenario, technology), rows in worst.groupby(["scenario", "technology"])
    ]


def _as_text(sites: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    """One row a site with every field as text: whole numbers without a point, missing ones blank."""
    columns = {
        name: sites[name].map("{:.15g}".format, na_action="ignore") if sites[name].dtype.kind == "f" else sites[name]
        for name in fields
    }
    text = pd.DataFrame(columns).astype("str").fillna("")
    return text.set_index(pd.Index(sites["development_id"].astype("str"), name="development_id"))
