"""Projects beside homes: chargers by district, land options where land is known, and the operators' own works."""

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.plan.contract import EV_INFRASTRUCTURE
from lae.plan.drafts import Drafts, spread_evenly
from lae.plan.projects_contract import CAPEX, LAND, NETWORKS, POTENTIAL, PROGRAMME, WORKS
from lae.tables import records

CHARGING: Final = "public_charging_sites"
REINFORCEMENT: Final = "network_works"
_TOGETHER: Final = "together"
"""The basis of land claimed once; rows of any other are alternatives for the same hectares."""
_SITE_MONEY: Final = ["capex_low_gbp", "capex_central_gbp", "capex_high_gbp"]
_NO_CHARGING: Final = (
    "no carbon is claimed for charge points: cars save it",
    "what drivers pay and earn is not known: no bills and no cash flow",
    "no upkeep of a charge point with a source is at hand",
    "no lifetime of a charge point with a source is at hand",
)
_NO_LAND_COST: Final = "no cost of a land option with a source is at hand"
_LAND_COST: Final = "a hectare's cost holds its upkeep, and no optimism bias or bill is known of land"
_ALTERNATIVE: Final = "an alternative for the same hectares as the other options, so it adds up to nothing"
_NO_LAND_LIFE: Final = "carbon on land grows for a century: its tonnes by year are in sequestration_by_district"
_NO_WORKS: Final = (
    "operators publish no cost with their works",
    "what works are for is room, not carbon or bills",
    "no start is published",
)
_NO_DATE: Final = "no completion is published"


def charging_projects(sites: pd.DataFrame, *, base_year: int) -> Drafts:
    """The planned sites of each district and scenario; capital and sites in even parts between milestones.

    Args:
        sites: contract ChargingSites, in the study's price year; those without a district are left aside.
        base_year: nothing is done in it.
    """
    ours = sites[sites["district_code"].ne("")]
    if ours.empty:
        return Drafts.joined([])
    key = ["district_code", "scenario"]
    opened = ours["year"].eq(ours["first_year"]).astype("float64")
    named = dict(zip(_SITE_MONEY, CAPEX, strict=True))
    rows = ours.rename(columns=named).assign(sites_count=opened)
    by_year = rows.groupby([*key, "year"], sort=True)[["sites_count", *CAPEX]].agg(math.fsum).reset_index()
    last = rows[rows["year"].eq(rows.groupby("scenario")["year"].transform("max"))]
    there = last.groupby(key, sort=True).agg(homes=("homes", "sum"), peak_kw=("unmanaged_kw", "sum"))
    told = ours.groupby(key, sort=True)[["assumption_ids", "provenance"]].first().join(there).reset_index()
    about = {(row.district_code, row.scenario): row for row in records(told)}
    spread = spread_evenly(by_year, key, ["sites_count", *CAPEX], base_year=base_year)
    drafts, phases = [], []
    for (district, scenario), own in spread.groupby(key, sort=True):
        name = f"programme/{CHARGING}/{district}/{scenario}"
        whole = math.fsum(own["sites_count"])
        at = about[str(district), str(scenario)]
        drafts.append(
            {
                "project_id": name,
                "role": PROGRAMME,
                "workstream": EV_INFRASTRUCTURE,
                "action": CHARGING,
                "area_level": "lad",
                "area_code": district,
                "district_code": district,
                "scenario": scenario,
                "counted": True,
                "dated": True,
                "peak_kw": at.peak_kw,
                "reason": "; ".join(_NO_CHARGING),
                "provenance": at.provenance,
                "assumption_ids": at.assumption_ids.replace(";", " "),
            }
        )
        share = own["sites_count"] / whole
        phases.append(own.assign(project_id=name, done_share=share, homes=share * at.homes))
    return Drafts.of(drafts, pd.concat(phases))


def land_projects(by_district: pd.DataFrame, costs: pd.DataFrame, *, base_year: int) -> Drafts:
    """Each option of each district that claims land; hectares and capital between milestones in even steps.

    Capital is that of the hectares planted, blank for an option that nobody gave a cost.

    Args:
        by_district: contract Sequestration whose zones are districts.
        costs: contract OptionCosts, in the study's price year.
        base_year: nothing is planted in it.
    """
    rows = by_district[by_district["claim_ha"].gt(0)].sort_values(["basis", "zone_id", "option", "year"])
    key = ["basis", "zone_id", "option"]
    a_hectare = costs.set_index("option")[["low_gbp", "cost_gbp", "high_gbp"]].set_axis(CAPEX, axis=1)
    drafts, phases = [], []
    for (basis, district, option), own in rows.groupby(key, sort=True):
        added = own["planted_ha"].diff().fillna(own["planted_ha"]).clip(lower=0.0)
        whole, last = math.fsum(added), own.iloc[-1]
        if not whole > 0:
            continue
        name = f"land/{option}/{district}/{basis}"
        counted = basis == _TOGETHER
        drafts.append(
            {
                "project_id": name,
                "role": PROGRAMME if counted else POTENTIAL,
                "workstream": LAND,
                "action": option,
                "area_level": "lad",
                "area_code": district,
                "district_code": district,
                "counted": counted,
                "dated": True,
                "carbon_saved_tco2e": last["net_tco2e"],
                "reason": "; ".join(
                    filter(
                        None,
                        [
                            _LAND_COST if option in a_hectare.index else _NO_LAND_COST,
                            _NO_LAND_LIFE,
                            "" if counted else _ALTERNATIVE,
                            last["reason"],
                        ],
                    )
                ),
                "provenance": last["provenance"],
                "assumption_ids": last["assumption_ids"].replace(";", " "),
            }
        )
        planted = pd.DataFrame({"year": own["year"].to_numpy(np.int64), "area_ha": added.to_numpy(float)})
        even = spread_evenly(planted, [], ["area_ha"], base_year=base_year)
        spent = a_hectare.reindex([option]).iloc[0]
        money = {column: even["area_ha"] * spent[column] for column in CAPEX}
        phases.append(even.assign(project_id=name, done_share=even["area_ha"] / whole, **money))
    return Drafts.of(drafts, pd.concat(phases)) if drafts else Drafts.joined([])


def works_projects(works: pd.DataFrame, *, years: range) -> Drafts:
    """Every published scheme once, in the year its room first counts; those before or after the study are not in it.

    Args:
        works: contract Works.
        years: of the study.
    """
    drafts, phases = [], []
    for scheme, own in works.groupby("scheme_id", sort=True):
        dated = own["effective_year"].notna().any()
        year = float(own["effective_year"].max()) if dated else float("nan")
        if dated and year not in years:
            continue
        places = list(dict.fromkeys(own["substation_id"]))
        name = f"works/{str(scheme).replace(' ', '_')}"
        drafts.append(
            {
                "project_id": name,
                "role": WORKS,
                "workstream": NETWORKS,
                "action": REINFORCEMENT,
                "area_level": "substation",
                "area_code": " ".join(places),
                "counted": bool(dated),
                "dated": bool(dated),
                "reason": "; ".join([*_NO_WORKS, *([] if dated else [_NO_DATE])]),
                "provenance": "published",
            }
        )
        at = int(year) if dated else years[0]
        phases.append({"project_id": name, "year": at, "done_share": 1.0, "schemes_count": 1.0})
    return Drafts.of(drafts, pd.DataFrame(phases)) if drafts else Drafts.joined([])


def works_named(works: pd.DataFrame) -> Mapping[str, str]:
    """What each scheme is, in the operator's words, by project_id."""
    told: dict[str, Any] = {}
    for row in records(works.sort_values("work_id", kind="stable")):
        told.setdefault(f"works/{row.scheme_id.replace(' ', '_')}", row.text)
    return told
