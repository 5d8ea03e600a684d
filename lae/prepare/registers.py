"""The registers behind data/grid: NGED's names under aliases of ours, and the operators' GSPs in NESO's groups."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from lae.boundaries import containing
from lae.grid.contract import Aliases, GspGroups
from lae.readers import nged, ssen
from lae.tables import columns_of

_NUMBER: Final = r"\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Maps:
    """NESO's two maps: `regions` (gsp_group, geometry) and `areas` (dno, licence_area, geometry), EPSG:27700."""

    regions: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame

    def placed(self, points: pd.DataFrame) -> pd.DataFrame:
        """`points` with the GSP group and the licence area each lies in, empty outside all of them."""
        return points.assign(
            gsp_group=_label(points, self.regions, "gsp_group"),
            licence_area=_label(points, self.areas, "licence_area"),
        )


def licence_area_of(sites: pd.DataFrame) -> str:
    """The licence area that most of these placed sites lie in; empty when none lies in any."""
    areas = sites["licence_area"][sites["licence_area"].ne("")]
    return "" if areas.empty else str(areas.mode().iloc[0])


def serving(primaries: pd.DataFrame, area: gpd.GeoDataFrame, postcodes: pd.DataFrame) -> pd.DataFrame:
    """The primaries that are the nearest to at least one of the postcodes that lie in `area`.

    Adds `postcodes` (how many), `all_postcodes` (how many lie in the area) and `nearest_km` (to the closest of them).
    """
    east, north = postcodes["easting_m"].to_numpy(float), postcodes["northing_m"].to_numpy(float)
    inside = containing(east, north, area) >= 0
    places = primaries[primaries["easting_m"].notna()]
    if not inside.any() or places.empty:
        return primaries.head(0).assign(postcodes=0, all_postcodes=0, nearest_km=0.0)
    tree = cKDTree(places[["easting_m", "northing_m"]].to_numpy(float))
    away, rank = tree.query(np.column_stack([east[inside], north[inside]]))
    found = pd.DataFrame({"place": places.index.to_numpy()[np.asarray(rank)], "away": away}).groupby("place")["away"]
    count, nearest_m = found.size(), found.min()
    chosen = primaries.loc[count.index]
    return chosen.assign(postcodes=count, all_postcodes=int(inside.sum()), nearest_km=nearest_m / 1000)


def register_aliases(known: pd.DataFrame, chosen: pd.DataFrame, same_nodes: Mapping[str, str]) -> pd.DataFrame:
    """`known` (contract Aliases) with the chosen primaries and their GSPs; who is registered keeps alias and name.

    Args:
        known: the register so far.
        chosen: what `serving` returns.
        same_nodes: the substation_id that stands for a GSP which another operator lists too, by the workbook's name.
    """
    before = known[known["dno"] == nged.DNO].set_index("published_name")
    same_as = dict(zip(before.index, before["same_as"], strict=True)) | dict(same_nodes)
    taken = set(before["alias"])
    rows: list[dict[str, str]] = []

    def add(published: str, name: str, alias: str, **columns: str) -> str:
        if published in before.index:
            alias, name = str(before.loc[published, "alias"]), str(before.loc[published, "name"])
        elif alias in taken:
            alias = f"{alias}-{_slug(columns['voltage'])}"
        taken.add(alias)
        rows.append({"dno": nged.DNO, "published_name": published, "alias": alias, "name": name, **columns})
        return f"{nged.DNO}:{alias}"

    nodes: dict[str, str] = {}
    for gsp in sorted(set(chosen["gsp"])):
        same = str(same_as.get(gsp, ""))
        reason = f"one node with {same}, whose row stands for both operators" if same else "named by the workbook only"
        voltage = " / ".join(re.findall(rf"({_NUMBER}) ?kV", gsp))
        name = f"{nged.printed_name(gsp)} GSP"
        own = add(gsp, name, _slug(gsp), voltage=voltage, upstream_id="", same_as=same, reason=reason)
        nodes[gsp] = same or own
    for _, site in chosen.sort_values("published_name").iterrows():
        published, gsp = str(site["published_name"]), str(site["gsp"])
        upper = (re.findall(rf"({_NUMBER})[ /]\d", published) or re.findall(_NUMBER, gsp))[:1]
        name = nged.printed_name(published)
        reason = (
            f"the nearest of the workbook's primaries to {site['postcodes']} of the study's {site['all_postcodes']} "
            f"postcodes in {site['licence_area']}, {site['nearest_km']:.1f} km from the nearest of them"
        )
        voltage = " / ".join([*upper, f"{site['voltage_kv']:g}"])
        columns = {"voltage": voltage, "upstream_id": nodes[gsp], "same_as": "", "reason": reason}
        add(published, f"{name} Primary", _slug(name), **columns)
    fresh = pd.DataFrame(rows, columns=columns_of(Aliases)).astype("str")
    others = known[known["dno"].ne(nged.DNO) | ~known["published_name"].isin(fresh["published_name"])]
    return pd.concat([others, fresh], ignore_index=True)


def ssen_groups(
    stations: pd.DataFrame, feeds: pd.DataFrame, known: pd.DataFrame, whole_gsps: Mapping[str, str]
) -> pd.DataFrame:
    """The GSP group of each SSEN GSP (contract GspGroups): that in whose region most of its primaries stand.

    Args:
        stations: contract Substations, placed by `Maps.placed`.
        feeds: contract Feeds.
        known: the register so far; a GSP it calls complete stays so.
        whole_gsps: GSPs whose primaries are all in the file, with the reason to say so.
    """
    upstream = {str(one): str(above) for one, above in zip(feeds["substation_id"], feeds["upstream_id"], strict=True)}
    names = dict(zip(stations["substation_id"], stations["name"], strict=True))
    roots = [names[_root(str(one), upstream)] for one in stations["substation_id"]]
    votes = _votes(stations.assign(gsp=roots)[stations["tier"].eq("primary")])
    before = known[(known["dno"] == ssen.DNO) & known["complete"]].set_index("upstream_gsp")["reason"]
    rows = []
    for gsp in sorted(set(stations["name"][stations["tier"].eq("gsp")])):
        group, counted = votes.get(gsp, ("", "no primary of it is in the file"))
        reason = f"{counted}; the file may hold only some of its primaries"
        if gsp in whole_gsps:
            reason = f"{counted}; {whole_gsps[gsp]}"
        elif gsp in before.index:
            reason = str(before[gsp])
        rows.append((ssen.DNO, gsp, group, gsp in whole_gsps or gsp in before.index, reason))
    return _group_table(rows)


def nged_groups(primaries: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    """The GSP group of each registered NGED GSP; the workbook is whole, so all their primaries are known."""
    registered = set(aliases["published_name"][aliases["dno"] == nged.DNO])
    votes = _votes(primaries)
    rows = []
    for gsp in sorted(set(primaries["gsp"]) & registered):
        group, counted = votes.get(gsp, ("", "no primary of it lies in a region"))
        ours = int((primaries["gsp"].eq(gsp) & primaries["published_name"].isin(registered)).sum())
        reason = f"{counted}; the whole workbook is read, {ours} of them serve the study"
        rows.append((nged.DNO, gsp, group, True, reason))
    return _group_table(rows)


def identified(primaries: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    """The workbook's primaries with an id each: the registered one, else a passing one made from the published name."""
    registered = aliases[aliases["dno"] == nged.DNO]
    ours = dict(zip(registered["published_name"], registered["alias"], strict=True))
    names = [str(name) for name in primaries["published_name"]]
    ids = pd.Series([f"{nged.DNO}:{ours.get(name, _slug(name))}" for name in names], primaries.index, dtype="str")
    return primaries.assign(substation_id=ids, dno=nged.DNO)


def _label(points: pd.DataFrame, areas: gpd.GeoDataFrame, column: str) -> pd.Series:
    east, north = points["easting_m"].to_numpy(float), points["northing_m"].to_numpy(float)
    real = np.isfinite(east) & np.isfinite(north)
    where = np.full(len(points), -1)
    where[real] = containing(east[real], north[real], areas)
    # Position -1 is the last label, the empty one.
    labels = np.append(areas[column].to_numpy(object), "")
    return pd.Series(labels[where], index=points.index, dtype="str")


def _root(one: str, upstream: Mapping[str, str]) -> str:
    seen = {one}
    while one in upstream and upstream[one] not in seen:
        one = upstream[one]
        seen.add(one)
    return one


def _votes(primaries: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """By GSP: the group most of its primaries stand in, and that count in words."""
    placed = primaries[primaries["gsp_group"].ne("")]
    votes = placed.groupby(["gsp", "gsp_group"]).size().rename("votes").reset_index()
    best = votes.sort_values(["gsp", "votes", "gsp_group"], ascending=[True, False, True]).drop_duplicates("gsp")
    totals = primaries.groupby("gsp").size()
    return {
        str(gsp): (str(group), f"{count} of its {totals[gsp]} primaries in the file stand in this group's region")
        for gsp, group, count in zip(best["gsp"], best["gsp_group"], best["votes"], strict=True)
    }


def _group_table(rows: list[tuple[str, str, str, bool, str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=columns_of(GspGroups))
    text = [name for name in columns_of(GspGroups) if name != "complete"]
    return table.astype({**dict.fromkeys(text, "str"), "complete": "bool"})


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.casefold()))
