"""CANDIDATES: every spot with the criteria a council and an operator ask about, and why some are no choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.charging.candidates.clusters import cluster_names, cluster_spots
from lae.charging.candidates.parking import parking_spots, reasons
from lae.charging.candidates.published_criteria import NOT_LOOKED_AT, criteria_met
from lae.charging.candidates.reach import Floats, Reach, nearest, points, within
from lae.charging.candidates.room import least_room
from lae.charging.candidates.settings import CandidateSettings
from lae.charging.sites_contract import CLUSTER, INSIDE, NOT_SCREENED, OUTSIDE, Candidates, Places
from lae.findings import Finding
from lae.geo import BNG
from lae.tables import validated

FEW_HOMES: Final = "too few homes without a drive within the walk"
_TABLE: Final = "charging_candidates"
_CLUSTER_IDS: Final = "walk_radius; walk_detour; charge_cluster_min_homes"
_CLUSTER: Final = {
    "kind": CLUSTER,
    "setting": "on_street",
    "operator": "",
    "access": "unknown",
    "spaces_basis": "unknown",
    "excluded": "",
    "provenance": "modelled",
    "assumption_ids": _CLUSTER_IDS,
    "source_id": "lae_settings",
    "licence": "",
}
_SITE_IDS: Final = (
    "walk_radius; walk_detour; parking_space_m2; hub_bays_share; hub_min_points; park_charge_bays_per_hub"
)


@dataclass(frozen=True)
class Ground:
    """What is known of the ground beside the homes; what is None is said to be not known, never fine.

    Attributes:
        lsoas: lsoa_code, district_code, geometry.
        chargers: contract ChargerLocations, of which open ones count, or None.
        headroom: scenario, year, substation_id, headroom_mva, bound (least along the path), or None.
        flood: polygons of flood zones, or None.
        heritage: polygons of conservation areas and the like, or None.
        owners: of the land by site id.
    """

    lsoas: gpd.GeoDataFrame
    chargers: pd.DataFrame | None = None
    headroom: pd.DataFrame | None = None
    flood: gpd.GeoDataFrame | None = None
    heritage: gpd.GeoDataFrame | None = None
    owners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """The candidates, whom each reaches, and what must be said of them.

    Attributes:
        table: contract Candidates, in order of candidate_id.
        reach: positions in `table` and in the places given, within the walk.
        findings: notes and warnings.
    """

    table: pd.DataFrame
    reach: Reach
    findings: tuple[Finding, ...]


def candidates(
    places: pd.DataFrame, sites: gpd.GeoDataFrame | None, ground: Ground, settings: CandidateSettings
) -> Found:
    """Every mapped site with its reason for exclusion if there is one, and clusters where no open site is in reach.

    Without sites all are clusters. Every home without a drive is within the walk of a spot.

    Args:
        places: contract Places.
        sites: contract ParkingSites, or None.
        ground: the other layers.
        settings: of the register.

    Raises:
        FaultsError: a table breaks its contract.
    """
    homes_at = validated(places, Places, "places")
    at = points(homes_at["easting_m"], homes_at["northing_m"])
    homes = homes_at["no_drive_homes"].to_numpy(float)
    parts, reached = [], np.zeros(len(homes_at), dtype=bool)
    if sites is not None and len(sites):
        mapped = parking_spots(sites, ground.lsoas, space_m2=settings.space_m2)
        near = within(points(mapped["easting_m"], mapped["northing_m"]), at, settings.reach_m)
        mapped["excluded"] = reasons(mapped, near.summed(homes), min_points=settings.min_points)
        mapped["points_limit_count"] = _points_limit(mapped, settings)
        mapped["assumption_ids"] = _SITE_IDS
        open_to_choice = mapped["excluded"].eq("").to_numpy(bool)
        reached[near.place[open_to_choice[near.spot]]] = True
        parts.append(mapped)
    parts.append(_clusters(homes_at, cluster_spots(homes_at, reached, reach_m=settings.reach_m)))
    spots = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=BNG)
    spots = spots.sort_values("candidate_id", kind="stable", ignore_index=True)
    reach = within(points(spots["easting_m"], spots["northing_m"]), at, settings.reach_m)
    table = _with_criteria(spots, reach, homes_at, ground, settings)
    few = table["kind"].eq(CLUSTER) & table["no_drive_homes"].lt(settings.cluster_min_homes)
    table["excluded"] = table["excluded"].mask(few, FEW_HOMES).astype("str")
    table["criteria"] = criteria_met(table, gecco_min_m2=settings.gecco_min_m2)
    return Found(validated(table, Candidates, _TABLE), reach, tuple(_remarks(table, sites, ground, homes, reach)))


def _clusters(places: pd.DataFrame, chosen: np.ndarray) -> gpd.GeoDataFrame:
    rows = places.iloc[chosen].reset_index(drop=True)
    east, north = rows["easting_m"].to_numpy(float), rows["northing_m"].to_numpy(float)
    texts: dict[str, Any] = {
        **{str(name): column.to_numpy(str) for name, column in cluster_names(rows).items()},
        **{name: rows[name].to_numpy(str) for name in ("lsoa_code", "district_code")},
        **_CLUSTER,
    }
    blank = dict.fromkeys(("area_m2", "spaces_count", "points_limit_count"), np.nan)
    frame = pd.DataFrame(texts, index=rows.index).astype("str").assign(easting_m=east, northing_m=north, **blank)
    return gpd.GeoDataFrame(
        frame.astype(dict.fromkeys(blank, "float64")), geometry=shapely.points(east, north), crs=BNG
    )


def _points_limit(spots: gpd.GeoDataFrame, settings: CandidateSettings) -> Floats:
    """The most points of each spot by its spaces, a usual hub's where nobody knows them; blank along a street."""
    spaces = spots["spaces_count"].to_numpy(float)
    off_street = spots["setting"].eq("off_street").to_numpy(bool)
    limit = np.maximum(np.floor(spaces * settings.bays_share), settings.min_points)
    return np.where(np.isnan(spaces) & off_street, settings.usual_points, limit)


def _with_criteria(
    spots: gpd.GeoDataFrame, reach: Reach, places: pd.DataFrame, ground: Ground, settings: CandidateSettings
) -> pd.DataFrame:
    at = points(spots["easting_m"], spots["northing_m"])
    next_to = nearest(at, points(places["easting_m"], places["northing_m"]))
    substation = np.append(places["substation_id"].to_numpy(object), "")[next_to]
    table = pd.DataFrame(spots.drop(columns="geometry"))
    table = table.assign(
        substation_id=pd.Series(substation, dtype="str"),
        owner=pd.Series([ground.owners.get(name, "") for name in table["candidate_id"]], dtype="str"),
        no_drive_homes=reach.summed(places["no_drive_homes"].to_numpy(float)),
        no_drive_vehicles_count=reach.summed(places["no_drive_vehicles_count"].to_numpy(float)),
        chargers_count=_existing(at, ground.chargers, settings),
        flood=_screened(spots, ground.flood),
        heritage=_screened(spots, ground.heritage),
    )
    room = least_room(table["substation_id"], ground.headroom)
    figures = {"headroom_least_mva": room["headroom_least_mva"], "headroom_bound": room["headroom_bound"].astype("str")}
    return table.assign(**figures)


def _existing(at: Floats, chargers: pd.DataFrame | None, settings: CandidateSettings) -> Floats:
    """Open points within the walk of each spot, a location that states none counting as one; blank without a table."""
    if chargers is None:
        return np.full(len(at), np.nan)
    standing = chargers[chargers["standing"].eq("open")]
    near = within(at, points(standing["easting_m"], standing["northing_m"]), settings.reach_m)
    return near.summed(standing["points_count"].fillna(1.0).to_numpy(np.float64))


def _screened(spots: gpd.GeoDataFrame, layer: gpd.GeoDataFrame | None) -> pd.Series:
    """Whether each spot touches the layer; "not screened" without one."""
    if layer is None:
        return pd.Series(NOT_SCREENED, index=spots.index, dtype="str")
    spot, _ = shapely.STRtree(layer.geometry.to_numpy()).query(spots.geometry.to_numpy(), predicate="intersects")
    hit = np.isin(np.arange(len(spots)), spot)
    return pd.Series(np.where(hit, INSIDE, OUTSIDE), index=spots.index, dtype="str")


def _remarks(
    table: pd.DataFrame, sites: gpd.GeoDataFrame | None, ground: Ground, homes: Floats, reach: Reach
) -> list[Finding]:
    found = []
    if sites is None:
        message = "no file of car parks was given: all candidates are clusters of homes, modelled and unnamed."
        found.append(Finding("note", _TABLE, "no_sites", message, fix="Give OpenStreetMap parking to name real sites."))
    absent = [name for name in ("chargers", "headroom", "flood", "heritage") if getattr(ground, name) is None]
    if absent:
        message = f"not looked at, since not given: {', '.join(absent)}."
        found.append(Finding("note", _TABLE, "not_screened", message, ids=tuple(absent)))
    found.append(Finding("note", _TABLE, "criteria_not_looked_at", NOT_LOOKED_AT))
    for reason, rows in table[table["excluded"].ne("")].groupby("excluded", sort=True):
        message = f"{len(rows)} candidates are no choice: {reason}."
        found.append(Finding("note", _TABLE, "excluded", message, "excluded", tuple(rows["candidate_id"])))
    covered = np.isin(np.arange(len(homes)), reach.place[table["excluded"].eq("").to_numpy(bool)[reach.spot]])
    if homes[~covered].sum() > 0:
        share = homes[~covered].sum() / homes.sum()
        message = (
            f"{homes[~covered].sum():,.0f} homes without a drive ({share:.0%}) lie within the walk of no candidate."
        )
        found.append(Finding("note", _TABLE, "out_of_reach", message))
    return found
