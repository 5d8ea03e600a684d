"""How a district's homes and cars divide over GSP groups, counted home by home and not by area."""

import pandas as pd

from lae.findings import Finding
from lae.pathway.contract import GspShares
from lae.tables import columns_of, key_of


def gsp_shares(
    homes: pd.DataFrame, licensed: pd.DataFrame, *, districts: tuple[str, ...], year: int, source_id: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Every district's share in each GSP group that reaches a study district, and its cars there (`GspShares`).

    Args:
        homes: one row an LSOA, in and beyond the study: district_code, dwellings, gsp_group ("" where in no region).
        licensed: a `LicensedVehicles` table; the cars of `year` are used.
        districts: the study's own districts.
        year: the year whose cars are divided.
        source_id: what the shares were made from.

    Returns:
        The table, and an error for each district without a car count or with homes outside every region.
    """
    ours = homes[homes["district_code"].isin(districts) & (homes["dwellings"] > 0)]
    groups = sorted(set(ours["gsp_group"]) - {""})
    total = homes.groupby("district_code")["dwellings"].sum()
    inside = homes[homes["gsp_group"].isin(groups) & (homes["dwellings"] > 0)]
    part = inside.groupby(["district_code", "gsp_group"], as_index=False)["dwellings"].sum()
    cars = licensed[licensed["year"].eq(year)].set_index("district_code")["cars_count"]
    share = part["dwellings"] / part["district_code"].map(total)
    table = part.assign(
        dwellings_share=share,
        cars_count=share * part["district_code"].map(cars).astype("float64"),
        source_id=pd.Series(source_id, index=part.index, dtype="str"),
    )
    findings = _findings(table, ours, districts, year)
    table = table[table["cars_count"].notna()].sort_values(key_of(GspShares), ignore_index=True)
    return table[columns_of(GspShares)], findings


def shares_of_groups(shares: pd.DataFrame) -> pd.Series:
    """Each row's share of the cars of its whole GSP group: cars(d in g) / cars(g), summing to 1 in every group."""
    return shares["cars_count"] / shares.groupby("gsp_group")["cars_count"].transform("sum")


def _findings(table: pd.DataFrame, ours: pd.DataFrame, districts: tuple[str, ...], year: int) -> list[Finding]:
    absent = tuple(sorted(set(districts) - set(ours["district_code"])))
    outside = tuple(sorted(set(ours.loc[ours["gsp_group"].eq(""), "district_code"])))
    uncounted = tuple(sorted(set(table.loc[table["cars_count"].isna(), "district_code"])))
    cases = [
        (absent, "no_homes", "the district has no homes in the table of LSOAs."),
        (outside, "no_gsp_region", "some of the district's homes lie in no GSP region."),
        (uncounted, "no_cars", f"the district shares a GSP group but has no count of cars and vans in {year}."),
    ]
    return [
        Finding("error", "gsp_shares.csv", rule, message, "district_code", ids) for ids, rule, message in cases if ids
    ]
