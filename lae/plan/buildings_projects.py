"""Projects on homes: all that packages could do, where to start, and what a scenario's heat pumps ask by year."""

import math
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.plan.contract import BUILDINGS
from lae.plan.drafts import SAVED, Drafts, at_once
from lae.plan.projects_contract import CAPEX, POTENTIAL, PROGRAMME, ZONE
from lae.tables import records

PUMPED: Final = "heat_pump_ready"
"""The package that a scenario's heat pumps are taken to come with."""
_PUMPS: Final = ["air_source_heat_pump", "ground_source_heat_pump"]
_GIVEN: Final = ["homes", *CAPEX, "carbon_saved_tco2e", "peak_added_kw"]
_NOT_DATED: Final = "no programme dates it"
_NO_UPKEEP: Final = "no upkeep of insulation with a source is at hand"
_HIDDEN: Final = "a place in it has too few homes to publish"
_LEFT: Final = "more heat pumps are taken up than homes of today are open to: the rest are left out, as in new homes"


def potentials(retrofit: pd.DataFrame, fuels: pd.DataFrame, *, base_year: int, upkeep_gbp: float) -> Drafts:
    """Every package in every district, done to all homes open to it: alternatives for the same homes, none dated.

    Args:
        retrofit: contract Retrofit, in the study's price year.
        fuels: contract PackageFuels.
        base_year: that capital is valued in.
        upkeep_gbp: of a heat pump, a year.
    """
    rows, phases = [], []
    for row in records(_by_area(retrofit, fuels, "lad")):
        key = f"retrofit/{row.measure}/{row.area_code}"
        part = f"retrofit/{PUMPED}/{row.area_code}" if row.measure != PUMPED else ""
        rows.append(
            _draft(row, key, upkeep_gbp, role=POTENTIAL, part_of=part, area_level="lad", district_code=row.area_code)
        )
        phases.append(at_once(key, base_year, homes=row.homes, **_capital(row)))
    return Drafts.of(rows, pd.DataFrame(phases))


def zone_projects(
    zones: pd.DataFrame, retrofit: pd.DataFrame, fuels: pd.DataFrame, *, base_year: int, upkeep_gbp: float
) -> Drafts:
    """Every priority zone, its LSOAs summed; blank where one of them has too few homes to publish.

    Args:
        zones: contract Zones, found by the package PUMPED.
        retrofit: contract Retrofit, in the study's price year.
        fuels: contract PackageFuels.
        base_year: that capital is valued in.
        upkeep_gbp: of a heat pump, a year.
    """
    areas = _by_area(retrofit, fuels, "lsoa")
    areas = areas[areas["measure"].eq(PUMPED)].set_index("area_code")
    rows, phases = [], []
    for zone in records(zones):
        own = areas.loc[zone.lsoa_codes.split()]
        names = [*_GIVEN, *SAVED]
        sums = {name: math.fsum(own[name]) if own[name].notna().all() else float("nan") for name in names}
        first = own.iloc[0]
        one = pd.Series(
            {
                **sums,
                "measure": PUMPED,
                "area_code": zone.zone_id,
                "lifetime_years": first["lifetime_years"],
                "provenance": first["provenance"],
                "assumption_ids": first["assumption_ids"],
            }
        )
        key, districts = f"zone/{PUMPED}/{zone.zone_id}", zone.district_codes.split()
        part = f"retrofit/{PUMPED}/{districts[0]}" if len(districts) == 1 else ""
        rows.append(
            _draft(one, key, upkeep_gbp, role=ZONE, part_of=part, area_level="zone", district_code=" ".join(districts))
        )
        phases.append(at_once(key, base_year, homes=sums["homes"], **_capital(one)))
    return Drafts.of(rows, pd.DataFrame(phases))


def programmes(
    measures: pd.DataFrame,
    retrofit: pd.DataFrame,
    fuels: pd.DataFrame,
    *,
    years: range,
    upkeep_gbp: float,
) -> Drafts:
    """The heat pumps each scenario has each district take up, by year, each with its fabric; these add up.

    A home costs and saves what the mean open home of its district does. What falls in a scenario is not undone: homes
    done stay done. No more are done than are open.

    Args:
        measures: contract Measures.
        retrofit: contract Retrofit, in the study's price year.
        fuels: contract PackageFuels.
        years: of the study; nothing is done in the first.
        upkeep_gbp: of a heat pump, a year.
    """
    areas = _by_area(retrofit, fuels, "lad")
    areas = areas[areas["measure"].eq(PUMPED) & areas["homes"].gt(0)]
    taken = _taken_up(measures, years[1:])
    rows, phases = [], []
    for area in records(areas):
        for scenario in sorted(set(taken["scenario"])):
            own = taken[taken["scenario"].eq(scenario) & taken["district_code"].eq(area.area_code)]
            stock = np.minimum(own["stock"].to_numpy(float), area.homes)
            done = np.diff(stock, prepend=0.0)
            if not done.sum() > 0:
                continue
            key = f"programme/{PUMPED}/{area.area_code}/{scenario}"
            whole = stock[-1] / area.homes
            scaled = area._asdict() | {
                name: getattr(area, name) * whole for name in ("carbon_saved_tco2e", "peak_added_kw", *SAVED)
            }
            capped = _LEFT if own["stock"].max() > area.homes else ""
            draft = _draft(
                pd.Series(scaled | {"homes": stock[-1]}),
                key,
                upkeep_gbp,
                role=PROGRAMME,
                part_of=f"retrofit/{PUMPED}/{area.area_code}",
                area_level="lad",
                district_code=area.area_code,
                scenario=scenario,
            )
            rows.append(draft | {"reason": "; ".join(filter(None, [*draft["reason"].split("; "), capped]))})
            frame = pd.DataFrame(
                {"year": own["year"].to_numpy(np.int64), "done_share": done / stock[-1], "homes": done}
            )
            money = {name: done * getattr(area, name) / area.homes for name in CAPEX}
            phases.append(frame.assign(project_id=key, **money)[done > 0])
    return Drafts.of(rows, pd.concat(phases) if phases else pd.DataFrame(columns=["project_id", "year"]))


def _by_area(retrofit: pd.DataFrame, fuels: pd.DataFrame, level: str) -> pd.DataFrame:
    """Packages of one level of areas beside what they save of each carrier."""
    wanted = ["area_code", "measure", "lifetime_years", "provenance", "assumption_ids", *_GIVEN]
    rows = retrofit[retrofit["area_level"].eq(level) & retrofit["kind"].eq("package")][wanted]
    saved = fuels[fuels["area_level"].eq(level)].rename(columns={"package": "measure"})
    joined = rows.merge(saved[["area_code", "measure", *SAVED]], on=["area_code", "measure"], how="left")
    joined[SAVED] = joined[SAVED].mask(joined["homes"].isna())
    return joined.sort_values(["area_code", "measure"], kind="stable", ignore_index=True)


def _taken_up(measures: pd.DataFrame, years: range) -> pd.DataFrame:
    """Heat pumps taken up since the base year by scenario, district and year; never fewer than the year before."""
    ours = measures["technology"].isin(_PUMPS) & measures["status"].eq("planned") & measures["start_year"].isin(years)
    rows = measures[ours]
    wide = rows.pivot_table(
        index=["scenario", "district_code"], columns="start_year", values="count", aggfunc="sum", fill_value=0.0
    ).reindex(columns=list(years), fill_value=0.0)
    stock = wide.cumsum(axis=1).clip(lower=0.0).cummax(axis=1)
    return stock.rename_axis(columns="year").reset_index().melt(["scenario", "district_code"], value_name="stock")


def _draft(row: Any, key: str, upkeep_gbp: float, **texts: str) -> dict[str, Any]:
    """The common part of a project on homes."""
    pumped = row.measure != "epc_c"
    why = [] if texts["role"] == PROGRAMME else [_NOT_DATED]
    why += [] if pumped else [_NO_UPKEEP]
    why += [_HIDDEN] if np.isnan(row.homes) else []
    return {
        "project_id": key,
        "workstream": BUILDINGS,
        "action": row.measure,
        "area_code": row.area_code,
        "counted": texts["role"] == PROGRAMME,
        "dated": texts["role"] == PROGRAMME,
        "lifetime_years": row.lifetime_years,
        "carbon_saved_tco2e": row.carbon_saved_tco2e,
        "opex_gbp": row.homes * upkeep_gbp if pumped else float("nan"),
        "peak_kw": row.peak_added_kw,
        **{name: getattr(row, name) for name in SAVED},
        "reason": "; ".join(why),
        "provenance": row.provenance,
        "assumption_ids": row.assumption_ids,
        **texts,
    }


def _capital(row: Any) -> dict[str, float]:
    return {name: float(getattr(row, name)) for name in CAPEX}
