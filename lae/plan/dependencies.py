"""What projects wait for: the substations their homes hang on that have no room, or will have none, and until when."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.plan.projects_contract import PROGRAMME, WORKS, ProjectDependencies
from lae.tables import empty, filled, key_of, records

FULL: Final = "at_or_below_zero_today"
CROSSES: Final = "crosses"
UNKNOWN: Final = "unknown"
_NAMED: Final = 3
"""Substations named in words; the rest stand in the table."""
_SEEN: Final = 0.005


def hung_on(projects: pd.DataFrame, supply: pd.DataFrame, zones: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Homes of each project's area by the substation they hang on: project_id, substation_id, homes.

    Of chargers these are the homes their sites serve at the last milestone, on the sites' substations.

    Args:
        projects: project_id, role, area_level, area_code, workstream and scenario.
        supply: contract Supply; the nearest primaries of homes in the study are taken.
        zones: contract Zones.
        sites: contract ChargingSites.
    """
    near = supply[supply["allocation"].eq("nearest") & supply["in_study"]]
    parts = []
    by_district = near.groupby(["district_code", "substation_id"])["dwellings"].sum().rename("homes").reset_index()
    lads = projects[projects["workstream"].eq("buildings") & projects["area_level"].eq("lad")]
    parts.append(lads[["project_id", "area_code"]].merge(by_district, left_on="area_code", right_on="district_code"))
    pairs = pd.DataFrame(
        [(zone.zone_id, code) for zone in records(zones) for code in zone.lsoa_codes.split()],
        columns=["area_code", "lsoa_code"],
    ).astype("str")
    mine = projects[projects["area_level"].eq("zone")][["project_id", "area_code"]].merge(pairs, on="area_code")
    parts.append(mine.merge(near, on="lsoa_code").rename(columns={"dwellings": "homes"}))
    last = sites[sites["year"].eq(sites.groupby("scenario")["year"].transform("max"))]
    chargers = projects[projects["workstream"].eq("ev_infrastructure")][["project_id", "area_code", "scenario"]]
    parts.append(chargers.merge(last, left_on=["area_code", "scenario"], right_on=["district_code", "scenario"]))
    rows = pd.concat([part[["project_id", "substation_id", "homes"]] for part in parts if len(part)] or [_nothing()])
    return rows.groupby(["project_id", "substation_id"], sort=True)["homes"].sum().reset_index()


def dependencies(
    projects: pd.DataFrame,
    hung: pd.DataFrame,
    shortfalls: pd.DataFrame,
    works: pd.DataFrame,
    names: dict[str, str],
) -> pd.DataFrame:
    """Contract ProjectDependencies, in a project's own scenario or, where it has none, in each.

    Args:
        projects: project_id, role and scenario.
        hung: of `hung_on`.
        shortfalls: contract Shortfalls; demand on the published basis is taken.
        works: contract Works.
        names: of substations by id.
    """
    wanted = projects[projects["role"].ne(WORKS)][["project_id", "scenario"]].rename(columns={"scenario": "own"})
    short = shortfalls[shortfalls["basis"].eq("published") & shortfalls["direction"].eq("demand")]
    short = short.drop_duplicates(["scenario", "substation_id"])
    rows = hung[hung["homes"].gt(0)].merge(wanted, on="project_id")
    rows["homes_share"] = rows["homes"] / rows.groupby("project_id")["homes"].transform("sum")
    columns = ["scenario", "substation_id", "class", "first_year_below_zero", "first_year_latest"]
    scenarios = pd.DataFrame({"scenario": sorted(set(short["scenario"]))}, dtype="str")
    rows = rows.merge(scenarios, how="cross")
    rows = rows[rows["own"].eq("") | rows["own"].eq(rows["scenario"])]
    rows = rows.merge(short[[*columns, "binding_substation_id"]], on=["scenario", "substation_id"], how="left")
    rows["class"] = rows["class"].fillna(UNKNOWN)
    rows = rows[rows["class"].isin([FULL, CROSSES, UNKNOWN])]
    if rows.empty:
        return empty(ProjectDependencies)
    rows["binding_substation_id"] = rows["binding_substation_id"].fillna("")
    told, year = _works_at(works)
    places = list(zip(rows["substation_id"], rows["binding_substation_id"], strict=True))
    found = rows.assign(
        name=[names.get(one, one or "no known substation") for one in rows["substation_id"]],
        binding_name=[names.get(one, one) for one in rows["binding_substation_id"]],
        work_ids=[" ".join(dict.fromkeys([*told.get(own, ()), *told.get(top, ())])) for own, top in places],
        works_year=[np.nanmin([year.get(own, np.nan), year.get(top, np.nan), np.inf]) for own, top in places],
    )
    found["works_year"] = found["works_year"].where(np.isfinite(found["works_year"]))
    ordered = found.sort_values(key_of(ProjectDependencies), kind="stable")
    return filled(ordered, ProjectDependencies, "project_dependencies")


def in_words(projects: pd.DataFrame, found: pd.DataFrame, *, scenario: str) -> dict[str, str]:
    """What each project waits for, in one or two sentences; of an undated one in `scenario`.

    Args:
        projects: project_id, role and scenario.
        found: contract ProjectDependencies.
        scenario: told of projects that have none of their own.
    """
    shown = found[found["scenario"].eq(scenario) | found["project_id"].map(_own(projects)).eq(found["scenario"])]
    told = {str(key): _sentence(rows) for key, rows in shown.groupby("project_id", sort=False)}
    dated = projects["role"].eq(PROGRAMME)
    where = {key: "" if own else f" ({scenario})" for key, own in zip(projects["project_id"], dated, strict=True)}
    return {key: text + where[key] for key, text in told.items()}


def short_share(found: pd.DataFrame, *, scenario: str, projects: pd.DataFrame) -> pd.Series:
    """The share of each project's homes behind substations that are full or cross zero, by project_id."""
    shown = found[found["scenario"].eq(scenario) | found["project_id"].map(_own(projects)).eq(found["scenario"])]
    return shown[shown["class"].isin([FULL, CROSSES])].groupby("project_id")["homes_share"].sum()


def _own(projects: pd.DataFrame) -> pd.Series:
    return projects.set_index("project_id")["scenario"]


def _sentence(rows: pd.DataFrame) -> str:
    shares = rows.groupby("class")["homes_share"].sum()
    parts = [
        f"{_percent(shares[kind])} {words}"
        for kind, words in (
            (FULL, "behind a substation at or below zero today"),
            (CROSSES, "behind one that crosses zero"),
            (UNKNOWN, "where room is not known"),
        )
        if kind in shares.index
    ]
    named = rows[rows["class"].ne(UNKNOWN)].sort_values("homes_share", ascending=False, kind="stable")
    most = "; ".join(_one(row) for row in records(named.rename(columns={"class": "kind"}).head(_NAMED)))
    return f"homes: {', '.join(parts)}" + (f". Most homes: {most}" if most else "")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%" if share >= _SEEN else "under 1%"


def _one(row: Any) -> str:
    when = "today" if row.kind == FULL else _years(row.first_year_below_zero, row.first_year_latest)
    binds = "" if row.binding_substation_id in ("", row.substation_id) else f", held by {row.binding_name}"
    relief = "" if np.isnan(row.works_year) else f", first works named for {row.works_year:.0f}"
    return f"{row.name} ({when}{binds}{relief})"


def _years(first: float, latest: float) -> str:
    return f"from {first:.0f}" if first == latest else f"from {first:.0f} to {latest:.0f}"


def _works_at(works: pd.DataFrame) -> tuple[dict[str, tuple[str, ...]], dict[str, float]]:
    """Ids and the first effective year of the works at each substation."""
    groups = works.sort_values("work_id", kind="stable").groupby("substation_id")
    ids = {str(name): tuple(own["work_id"].str.replace(" ", "_")) for name, own in groups}
    years = {str(name): float(own["effective_year"].min()) for name, own in groups}
    return ids, years


def _nothing() -> pd.DataFrame:
    kinds = {"project_id": "str", "substation_id": "str", "homes": "float64"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
