"""Non-domestic electricity by district: a GSP group's figure, shared by what industry and commerce draw in each part.

The level is the scenario's own, and only its growth since the base year is used (`recipes`): the figure of a GSP group
and the meters of its districts do not tell the same total.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from lae.findings import Finding
from lae.measures import Uptake
from lae.pathway.contract import NON_DOMESTIC_DEMAND
from lae.tables import columns_of, key_of

_KEY: Final = ["scenario", "district_code", "year"]
_TABLE: Final = "uptake.csv"


def district_demand(
    blocks: pd.DataFrame,
    used_mwh: pd.Series,
    shares: pd.DataFrame,
    *,
    districts: Sequence[str],
    years: Sequence[int],
    source_id: str,
) -> tuple[pd.DataFrame, list[Finding]]:
    """The `Dem_BB008b` rows of the uptake table, GWh a year: sum over groups of the group's demand x share of its use.

    A district divides over the groups as its homes do: nobody publishes half-hourly meters below the district.

    Args:
        blocks: a `GspBlocks` table; blocks other than non-domestic demand are ignored.
        used_mwh: electricity of industry and commerce in a year, by district_code.
        shares: a `GspShares` table, complete for every group it names.
        districts: the districts wanted.
        years: the years wanted.
        source_id: of the result.

    Returns:
        An `Uptake` table and findings. A district has no row for a year in which one of its groups is unknown, or where
        the use of any district of a group is: missing is not zero.
    """
    use = shares["district_code"].map(used_mwh).astype("float64") * shares["dwellings_share"]
    weighted = shares.assign(use=use)
    whole = weighted.groupby("gsp_group")["use"].sum(min_count=1)
    unknown = set(weighted.loc[weighted["use"].isna(), "gsp_group"])
    weighted["weight"] = (weighted["use"] / weighted["gsp_group"].map(whole)).mask(weighted["gsp_group"].isin(unknown))
    ours = weighted.loc[weighted["district_code"].isin(districts), ["district_code", "gsp_group", "weight"]]
    wanted = blocks["building_block"].eq(NON_DOMESTIC_DEMAND) & blocks["year"].isin(list(years))
    key = ["scenario", "gsp_group", "year"]
    scenarios = sorted(set(blocks["scenario"]))
    every = pd.MultiIndex.from_product([scenarios, sorted(set(ours["gsp_group"])), list(years)], names=key)
    known = blocks[wanted].set_index(key)["value"].reindex(every)
    parts = known.reset_index().merge(ours, on="gsp_group")
    parts["value"] = parts["value"] * parts["weight"]
    # A sum with a blank in it is blank: what a group adds is unknown, not nothing.
    table = parts.groupby(_KEY)["value"].agg(lambda values: values.sum(skipna=False)).dropna().reset_index()
    return _as_uptake(table, source_id), _findings(weighted, known, ours, districts)


def _as_uptake(table: pd.DataFrame, source_id: str) -> pd.DataFrame:
    texts = {
        "building_block": NON_DOMESTIC_DEMAND,
        "unit": "GWh",
        "provenance": "modelled",
        "source_id": source_id,
    }
    columns = {name: pd.Series(text, index=table.index, dtype="str") for name, text in texts.items()}
    rows = table.assign(**columns, source_row=0)
    return rows.sort_values(key_of(Uptake), ignore_index=True)[columns_of(Uptake)]


def _findings(weighted: pd.DataFrame, known: pd.Series, ours: pd.DataFrame, districts: Sequence[str]) -> list[Finding]:
    unmetered = tuple(sorted(set(weighted.loc[weighted["use"].isna(), "district_code"])))
    blank = known[known.isna()].reset_index()[["scenario", "gsp_group"]].drop_duplicates()
    groups = tuple(f"{scenario} / {group}" for scenario, group in blank.to_numpy().tolist())
    lonely = tuple(sorted(set(districts) - set(ours["district_code"])))
    cases = [
        (unmetered, "no_use", "shares a GSP group but has no figure of what industry and commerce draw."),
        (groups, "blank_group", "the source has no non-domestic demand for this GSP group in some year."),
        (lonely, "no_group", "the district has no share in any GSP group, so its growth is unknown."),
    ]
    return [Finding("error", _TABLE, rule, message, NON_DOMESTIC_DEMAND, ids) for ids, rule, message in cases if ids]
