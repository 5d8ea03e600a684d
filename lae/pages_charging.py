"""Charge points as the atlas wants them: planned sites in their last milestone, chargers of today, need by LSOA."""

from typing import Any

import pandas as pd

from lae.results import Results

_FIGURES = {
    "unmanaged_kw": "diversity_kw",
    "homes": "walk_in_homes",
    "vehicles_count": "walk_in_vehicles_count",
    "grid_flag": "connection",
}
_POINTS = ["points_7kw_count", "points_22kw_count", "points_50kw_count"]
_COSTS = {"capex_low_gbp": "cost_low_gbp", "capex_central_gbp": "cost_gbp", "capex_high_gbp": "cost_high_gbp"}


def charging_model(results: Results) -> dict[str, Any]:
    """The atlas's fields about charging; no fields where a study has no need worked out."""
    need = results.table("charging_need")
    if need.empty:
        return {}
    scenario, year = results.inputs.config.scenarios[0], _shown(results)
    gaps = results.table("charging_gaps").set_index("lsoa_code")
    uncovered = gaps["uncovered_homes"] / gaps["no_drive_homes"].where(gaps["no_drive_homes"].gt(0))
    rows = need[need["scenario"].eq(scenario) & need["year"].eq(year)]
    points = {"low": "points_low", "": "points", "high": "points_high"}
    wanted = {
        name: rows[f"resident_points_{level}_count" if level else "resident_points_count"]
        + rows[f"destination_points_{level}_count" if level else "destination_points_count"]
        for level, name in points.items()
    }
    share = rows["lsoa_code"].map(uncovered)
    told = rows[["lsoa_code", "scenario", "year", "vehicles_count", "no_drive_vehicles_count"]]
    chargers = results.table("charger_locations").rename(columns={"standing": "status"})
    return {
        "charging_need": told.assign(
            uncovered_vehicles_count=rows["no_drive_vehicles_count"] * share, **wanted
        ).reset_index(drop=True),
        "charging_sites": _sites(results),
        "chargers": chargers,
        "charging_caveat": _caveat(results, year),
    }


def _shown(results: Results) -> int:
    """The first milestone after the base year."""
    config = results.inputs.config
    return min(year for year in config.milestones if year > config.base_year)


def _sites(results: Results) -> pd.DataFrame:
    """One row a site and scenario: figures of the last milestone, costs of all years together."""
    table = results.table("charging_sites")
    costs = table.groupby(["scenario", "site_id"], as_index=False)[list(_COSTS)].sum().rename(columns=_COSTS)
    last = table[table["year"].eq(table["year"].max())].rename(columns=_FIGURES)
    last = last.assign(points_count=last[_POINTS].sum(axis=1), connection_note=_note(last, results))
    return last.merge(costs, on=["scenario", "site_id"])


def _note(sites: pd.DataFrame, results: Results) -> pd.Series:
    stations = results.table("substations")
    names = dict(zip(stations["substation_id"], stations["name"], strict=True))
    binding = sites["binding_substation_id"].map(names).fillna(sites["binding_substation_id"])
    left = sites["headroom_after_mva"].map(lambda mva: f"{mva:.2f} MVA left", na_action="ignore").fillna("")
    works = sites["works_year"].map(lambda year: f"works by {year:.0f}", na_action="ignore").fillna("")
    parts = binding.astype("str") + left.where(left.eq(""), ": " + left) + works.where(works.eq(""), "; " + works)
    return parts.astype("str")


def _caveat(results: Results, year: int) -> str:
    sites = results.table("charging_sites")
    last = f" Sites are shown as they stand in {sites['year'].max()}." if len(sites) else ""
    return (
        f"Modelled: who has no drive follows from the kind of home; need is that of {year}, before today's chargers "
        f"are taken off.{last} Candidates without a file of car parks are clusters of homes, not places anybody chose."
    )
