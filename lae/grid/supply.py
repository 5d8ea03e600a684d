"""Who is supplied from where: homes to primaries, by the operator's area, the GSP group and distance.

No operator publishes the supply areas in the files at hand, so a home goes to the nearest primary of the operator and
GSP group it lies in. That is weak (headroom rule 21): every result carries the alternative in which each ambiguous home
hangs on its second-nearest primary. A published supply area replaces the rule.
"""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from lae.grid.contract import Allocation, Coverage
from lae.measures import NO_SUBSTATION, Supply
from lae.tables import validated

_WHOLE_AREA_SHARE: Final = 0.9
"""Headroom rule 22: below this share of its area modelled, a substation's scenario headroom is an upper limit."""

_REGION: Final = ["dno", "gsp_group"]


@dataclass(frozen=True)
class SupplyAreas:
    """SUPPLY rows of both allocations, one ALLOCATION row a primary, one COVERAGE row an operator's area.

    `points` has one row an LSOA and place that homes stand at: lsoa_code, easting_m, northing_m, and the substation of
    either allocation as `first` (nearest) and `second` (second_nearest), NO_SUBSTATION where no file names one.
    """

    supply: pd.DataFrame
    allocation: pd.DataFrame
    coverage: pd.DataFrame
    points: pd.DataFrame


def allocate(
    served: pd.DataFrame,
    postcodes: pd.DataFrame,
    substations: pd.DataFrame,
    overrides: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    ambiguity_ratio: float,
    areas: gpd.GeoDataFrame | None = None,
) -> SupplyAreas:
    """Every home of the served LSOAs on a substation, or on none where no supplied file names one.

    Args:
        served: contract ServedLsoas.
        postcodes: contract Postcodes.
        substations: contract Substations.
        overrides: contract SupplyOverrides.
        groups: contract GspGroups, whose `complete` says whether every primary is known.
        ambiguity_ratio: a home is ambiguous when its second primary is within this many times the distance of the
            first.
        areas: published supply areas (substation_id, geometry in EPSG:27700), which win over distance.
    """
    homes = _home_points(served, postcodes)
    excluded = set(overrides.loc[overrides["rule"] == "exclude", "substation_id"])
    primaries = substations[(substations["tier"] == "primary") & ~substations["stub"]]
    primaries = primaries[primaries["easting_m"].notna() & ~primaries["substation_id"].isin(excluded)]
    homes = _nearest(homes, primaries, ambiguity_ratio)
    homes = _published(homes, areas)
    supply = pd.concat([_shares(homes, "first", "nearest"), _shares(homes, "second", "second_nearest")])
    supply = supply.sort_values(["allocation", "lsoa_code", "substation_id"])
    return SupplyAreas(
        supply=validated(supply, Supply, "supply"),
        allocation=_allocation(homes, substations, overrides, groups),
        coverage=_coverage(homes),
        points=_points(homes),
    )


def understated(allocation: pd.DataFrame, substations: pd.DataFrame, groups: pd.DataFrame) -> set[str]:
    """Substations whose growth leaves something out, so that their scenario headroom is an upper limit.

    These are primaries whose area is not modelled whole, those an override takes homes from (their own growth is not
    known), and the substations above primaries that no file lists.
    """
    partial = allocation["area_modelled_share"].fillna(0.0).lt(_WHOLE_AREA_SHARE) | allocation["basis"].eq("override")
    named = set(allocation.loc[partial, "substation_id"])
    above = substations[substations["tier"] != "primary"]
    return named | set(above.loc[~_complete(above, groups), "substation_id"])


def _home_points(served: pd.DataFrame, postcodes: pd.DataFrame) -> pd.DataFrame:
    """Homes as points: an LSOA's homes spread evenly over its places, each place in one operator's area."""
    rows = served.reset_index(drop=True)
    rows["area"] = rows.index
    rows["dwellings_here"] = rows["dwellings"] * rows["share"]
    points = postcodes[["lsoa_code", "easting_m", "northing_m"]].drop_duplicates()
    centres = rows.rename(columns={"easting_m": "centre_e", "northing_m": "centre_n"})
    pairs = points.merge(centres[["lsoa_code", "area", "share", "centre_e", "centre_n"]], on="lsoa_code")
    pairs["away"] = np.hypot(pairs["easting_m"] - pairs["centre_e"], pairs["northing_m"] - pairs["centre_n"])
    several = pairs.groupby("lsoa_code")["area"].transform("nunique").gt(1)
    parted = [_parted(rows) for _, rows in pairs[several].groupby("lsoa_code", sort=True)]
    located = pd.concat([pairs[~several], *parted])
    # Areas without a postcode of their own, among them all beyond the study, stand at the mean of their postcodes.
    bare = rows[~rows["area"].isin(located["area"])]
    spots = pd.concat([located[["area", "easting_m", "northing_m"]], bare[["area", "easting_m", "northing_m"]]])
    spots["points"] = spots.groupby("area")["area"].transform("size")
    homes = spots.merge(rows.drop(columns=["easting_m", "northing_m"]), on="area").sort_values(
        ["area", "easting_m", "northing_m"]
    )
    homes["homes"] = homes["dwellings_here"] / homes["points"]
    return homes.reset_index(drop=True)


def _parted(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs of one LSOA's points and areas that hold: every area has as many as its share of homes, at least one.

    The smallest area chooses first, the points that lie nearest to it as against the others.
    """
    away = pairs.pivot_table(index=["easting_m", "northing_m"], columns="area", values="away").sort_index()
    share = pairs.drop_duplicates("area").set_index("area")["share"].reindex(away.columns)
    exact = share / share.sum() * len(away)
    quota = np.floor(exact).clip(lower=1).astype(int)
    # At most one over or under for each area: the greatest remainders gain, the areas rounded up most lose.
    over = int(quota.sum()) - len(away)
    order = (exact - quota).sort_values(ascending=over > 0, kind="stable").index
    quota[order[: abs(over)]] -= int(np.sign(over))
    whose = pd.Series(-1, index=away.index)
    for area in quota.sort_values(kind="stable").index:
        free = whose.index[whose.eq(-1)]
        nearer = (away[area] - away.drop(columns=area).min(axis=1)).reindex(free)
        whose[nearer.sort_values(kind="stable").index[: quota[area]]] = area
    named = whose.rename("area").reset_index()
    return pairs.merge(named, on=["easting_m", "northing_m", "area"])


def _points(homes: pd.DataFrame) -> pd.DataFrame:
    """Where homes stand and what supplies them there, sorted; of areas whose mean is one place the first."""
    place = ["lsoa_code", "easting_m", "northing_m"]
    rows = homes.sort_values([*place, "area"]).drop_duplicates(place)
    return rows[[*place, "first", "second"]].reset_index(drop=True)


def _nearest(homes: pd.DataFrame, primaries: pd.DataFrame, ambiguity_ratio: float) -> pd.DataFrame:
    """`homes` with `first` and `second` substation, the second one only where the home is ambiguous."""
    first = pd.Series(NO_SUBSTATION, index=homes.index, dtype="str")
    second, ambiguous = first.copy(), pd.Series(data=False, index=homes.index)
    stations = {region: group.sort_values("substation_id") for region, group in primaries.groupby(_REGION)}
    for region, group in homes.groupby(_REGION):
        known = stations.get(region)
        if known is None:
            continue
        names = known["substation_id"].to_numpy()
        tree = cKDTree(known[["easting_m", "northing_m"]].to_numpy())
        found = tree.query(group[["easting_m", "northing_m"]].to_numpy(float), k=list(range(1, min(2, len(names)) + 1)))
        away, rank = np.asarray(found[0]), np.asarray(found[1])
        unclear = away[:, -1] < ambiguity_ratio * away[:, 0] if len(names) > 1 else np.zeros(len(group), bool)
        first[group.index] = names[rank[:, 0]]
        second[group.index] = np.where(unclear, names[rank[:, -1]], names[rank[:, 0]])
        ambiguous[group.index] = unclear
    basis = np.where(first == NO_SUBSTATION, "none", "nearest_primary")
    return homes.assign(first=first, second=second, ambiguous=ambiguous, basis=basis)


def _published(homes: pd.DataFrame, areas: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """`homes` with the substation of the published area each lies in, where there is one."""
    if areas is None or areas.empty:
        return homes
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(homes["easting_m"], homes["northing_m"]), crs=areas.crs)
    points.index = homes.index
    inside = points.sjoin(areas[["substation_id", "geometry"]], predicate="within")["substation_id"]
    inside = inside.sort_values().groupby(level=0).first()
    moved = homes.copy()
    moved.loc[inside.index, "first"] = inside
    moved.loc[inside.index, "second"] = inside
    moved.loc[inside.index, "ambiguous"] = False
    moved.loc[inside.index, "basis"] = "published_area"
    return moved


def _shares(homes: pd.DataFrame, column: str, allocation: str) -> pd.DataFrame:
    keys = ["lsoa_code", "district_code", "in_study", column]
    summed = homes.groupby(keys, sort=True).agg(dwellings=("homes", "sum"), basis=("basis", "first")).reset_index()
    whole = summed.groupby("lsoa_code")["dwellings"].transform("sum")
    parts = summed.groupby("lsoa_code")["dwellings"].transform("size")
    share = (summed["dwellings"] / whole).where(whole > 0, 1 / parts)
    return summed.rename(columns={column: "substation_id"}).assign(allocation=allocation, share=share)


def _allocation(
    homes: pd.DataFrame, substations: pd.DataFrame, overrides: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    rows = substations[(substations["tier"] == "primary") & ~substations["stub"]].sort_values("substation_id")
    ids = rows["substation_id"].to_numpy()

    def total(where: pd.Series, column: str = "first") -> np.ndarray:
        return homes[where].groupby(column)["homes"].sum().reindex(ids).fillna(0.0).to_numpy()

    every = pd.Series(data=True, index=homes.index)
    dwellings, clear = total(every), total(~homes["ambiguous"])
    reasons = overrides.set_index("substation_id")["reason"].reindex(ids).fillna("").to_numpy()
    complete = _complete(rows, groups).to_numpy()
    published = np.isin(ids, homes.loc[homes["basis"] == "published_area", "first"].unique())
    observed = rows["observed_max_mva"].to_numpy(float)
    serves = dwellings > 0
    table = pd.DataFrame(
        {
            "substation_id": ids,
            "basis": np.where(reasons != "", "override", np.where(published, "published_area", "nearest_primary")),
            "dwellings": dwellings,
            "in_study_dwellings": total(homes["in_study"]),
            "second_nearest_dwellings": total(every, "second"),
            "confidence_share": np.divide(clear, dwellings, out=np.full(len(ids), np.nan), where=serves),
            "area_modelled_share": np.where(complete, 1.0, np.nan),
            "observed_kva_per_dwelling": np.divide(
                observed * 1000, dwellings, out=np.full(len(ids), np.nan), where=serves & np.isfinite(observed)
            ),
            "note": np.where(
                reasons != "",
                reasons,
                np.where(complete, "", "Other substations of this GSP group are not in the supplied file."),
            ),
        }
    )
    return validated(table, Allocation, "allocation")


def _complete(substations: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    known = groups.groupby(_REGION)["complete"].all()
    index = pd.MultiIndex.from_frame(substations[_REGION])
    return pd.Series(known.reindex(index).fillna(value=False).to_numpy(bool), index=substations.index)


def _coverage(homes: pd.DataFrame) -> pd.DataFrame:
    inside = homes[homes["in_study"]].assign(unserved=lambda rows: rows["first"] == NO_SUBSTATION)
    keys = ["dno", "licence_area", "gsp_group"]
    table = inside.groupby(keys, sort=True).agg(dwellings=("homes", "sum"), unserved=("unserved", "all")).reset_index()
    table["status"] = np.where(table["unserved"], "no_file", "read")
    table["note"] = np.where(
        table["unserved"], "No operator's file names a primary here: headroom is not assessed.", ""
    )
    return validated(table.drop(columns="unserved"), Coverage, "coverage")
