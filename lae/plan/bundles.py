"""BUNDLES: like works put together, or cut, into issues of a size that was sold before; what fits none is shown.

Lots are what is not cut: a charging site's works of one stage, a district's heat pumps of one stage. A lot larger than
the greatest issue is cut into as few equal issues as keep to it; smaller ones of a district are put together in order
of rank until the next would not fit. What is left in districts is put together over the county in the same way, and
what is then still too small stands as `too_small`. No order is sought that would leave less: anybody can follow this
one by hand.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from lae.assumptions import Assumptions
from lae.plan.other_projects import CHARGING
from lae.plan.projects_contract import PROJECT_WORKSTREAMS
from lae.tables import Contract, empty, filled, key_of

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

LEAST_ID: Final = "plan_issue_least"
MOST_ID: Final = "plan_issue_most"
BUNDLE_IDS: Final = (LEAST_ID, MOST_ID)
BUNDLED: Final = "bundled"
TOO_SMALL: Final = "too_small"
_LEFT: Final = -1
_STAGE: Final = ["scenario", "workstream", "action", "first_year", "last_year"]
LOT: Final = [*_STAGE, "district_code", "project_id", "lot_id", "order", "capex_gbp", "homes", "sites_count"]


class Bundles(Contract):
    """One row a bundle: like works of one scenario and stage, as `issues_count` equal issues; or what fits none.

    Capital of the rows of a scenario, action and stage is that of its lots. Works without a known cost are in none.
    """

    scenario: str
    bundle_id: str
    workstream: str = pa.Field(isin=PROJECT_WORKSTREAMS)
    action: str
    first_year: int = pa.Field(ge=2015, le=2100)
    last_year: int = pa.Field(ge=2015, le=2100)
    status: str = pa.Field(isin=[BUNDLED, TOO_SMALL])
    district_codes: str = pa.Field(description="separated by a space")
    project_ids: str = pa.Field(description="separated by a space")
    lots_count: float = pa.Field(ge=1)
    homes: float = pa.Field(ge=0, nullable=True, description="done to, or served by sites that open")
    sites_count: float = pa.Field(ge=0, nullable=True, description="that open")
    capex_gbp: float = pa.Field(ge=0)
    issues_count: float = pa.Field(ge=0, description="0: too small for one")
    issue_gbp: float = pa.Field(ge=0, nullable=True, description="of each; blank: none")
    price_year: int = pa.Field(ge=2000, le=2100)
    lot_ids: str = pa.Field(description="separated by a space")
    reason: str
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["scenario", "bundle_id"]


@dataclass(frozen=True)
class Issue:
    """The least and greatest capital of one issue, GBP.

    Raises:
        ValueError: the greatest is less than twice the least, so that cutting could leave issues too small.
    """

    least_gbp: float
    most_gbp: float

    def __post_init__(self) -> None:
        if not 0 < 2 * self.least_gbp <= self.most_gbp:
            raise ValueError(f"{MOST_ID} must be at least twice {LEAST_ID}: {self.most_gbp:g}, {self.least_gbp:g}")

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Issue":
        """From the register."""
        return cls(assumptions.value(LEAST_ID), assumptions.value(MOST_ID))


def greedy(capital: Floats, issue: Issue) -> Codes:
    """The bundle of each lot in the order given, from 0; -1 is left over.

    A lot of the greatest issue or more is a bundle of its own. Others fill one until the next would pass the greatest;
    one below the least is left over, its lots too.
    """
    found = np.full(len(capital), _LEFT, dtype=np.int64)
    held: list[int] = []
    number, held_gbp = 0, 0.0
    for place, gbp in enumerate([*capital.tolist(), np.inf]):
        alone = issue.most_gbp <= gbp < np.inf
        if alone:
            found[place] = number
            number += 1
        elif held_gbp + gbp <= issue.most_gbp:
            held, held_gbp = [*held, place], held_gbp + gbp
        else:
            # Full, or the end: what was held is a bundle or left over, and this lot begins the next.
            if held_gbp >= issue.least_gbp:
                found[held] = number
                number += 1
            held, held_gbp = [place], gbp
    return found


def bundles(lots: pd.DataFrame, issue: Issue, *, price_year: int) -> pd.DataFrame:
    """Contract Bundles of every lot with capital.

    Args:
        lots: columns of LOT.
        issue: least and greatest.
        price_year: of their capital.
    """
    rows = lots[lots["capex_gbp"].gt(0)].sort_values([*_STAGE, "district_code", "order", "lot_id"], kind="stable")
    if rows.empty:
        return empty(Bundles)
    parts = []
    for stage, own in rows.groupby(_STAGE, sort=True):
        placed = _placed(own.reset_index(drop=True), issue)
        for number, (_, members) in enumerate(placed.groupby("bundle", sort=True), start=1):
            parts.append(_bundle(dict(zip(_STAGE, stage, strict=True)), number, members, issue))
    table = pd.DataFrame(parts).assign(price_year=price_year, assumption_ids=" ".join(BUNDLE_IDS))
    return filled(table.sort_values(key_of(Bundles), kind="stable"), Bundles, "bundles")


def _placed(own: pd.DataFrame, issue: Issue) -> pd.DataFrame:
    """Lots of one stage with their bundle: districts first, then what these leave together; what is left is last."""
    bundle, number = np.full(len(own), _LEFT, dtype=np.int64), 0
    for places in own.groupby("district_code", sort=True).indices.values():
        found = greedy(own["capex_gbp"].to_numpy(float)[places], issue)
        bundle[places] = np.where(found == _LEFT, _LEFT, found + number)
        number += int(found.max(initial=_LEFT)) + 1
    left = np.flatnonzero(bundle == _LEFT)
    found = greedy(own["capex_gbp"].to_numpy(float)[left], issue)
    bundle[left] = np.where(found == _LEFT, len(own), found + number)
    return own.assign(bundle=bundle)


def _bundle(stage: dict[str, Any], number: int, members: pd.DataFrame, issue: Issue) -> dict[str, Any]:
    gbp = math.fsum(members["capex_gbp"])
    small = gbp < issue.least_gbp
    count = 0 if small else math.ceil(gbp / issue.most_gbp)
    reason = f"less than the least issue of {issue.least_gbp:,.0f} GBP, also when put together" if small else ""
    sums = {name: _sum(members[name]) for name in ("homes", "sites_count")}
    years = f"{stage['first_year']}-{stage['last_year']}"
    return {
        **stage,
        "bundle_id": f"{stage['action']}/{years}/{number:03d}",
        "status": TOO_SMALL if small else BUNDLED,
        "district_codes": " ".join(dict.fromkeys(members["district_code"])),
        "project_ids": " ".join(dict.fromkeys(members["project_id"])),
        "lots_count": float(len(members)),
        **sums,
        "capex_gbp": gbp,
        "issues_count": float(count),
        "issue_gbp": gbp / count if count else np.nan,
        "lot_ids": " ".join(members["lot_id"]),
        "reason": reason,
    }


def lots_of(projects: pd.DataFrame, years: pd.DataFrame, sites: pd.DataFrame, milestones: list[int]) -> pd.DataFrame:
    """What can be bundled, columns of LOT: stages of programmes, sites one by one, from one milestone to the next.

    Args:
        projects: contract Projects; counted ones of known cost are taken.
        years: contract ProjectYears.
        sites: contract ChargingSites.
        milestones: of the study, the base year first.
    """
    ours = projects[projects["counted"] & projects["capex_gbp"].notna()]
    rows = years.merge(ours[["project_id", "scenario", "workstream", "action", "district_code"]], on="project_id")
    ends = np.array(milestones[1:], dtype=np.int64)
    rows = rows[rows["year"].gt(milestones[0]) & rows["year"].le(milestones[-1])]
    rows = rows.assign(last_year=ends[np.searchsorted(ends, rows["year"].to_numpy(np.int64))])
    key = ["project_id", "scenario", "workstream", "action", "district_code", "last_year"]
    stages = rows[rows["action"].ne(CHARGING)].groupby(key, sort=True)[["capex_gbp", "homes", "sites_count"]]
    whole = stages.agg(_sum).reset_index().assign(lot_id=lambda frame: frame["project_id"], order=0)
    at = ["district_code", "scenario"]
    chargers = ours[ours["action"].eq(CHARGING)][["project_id", "workstream", "action", *at]]
    each = sites.merge(chargers, on=at)
    opens = each["year"].eq(each["first_year"])
    each = each.assign(
        last_year=each["year"],
        lot_id=each["site_id"].str.replace(" ", "_"),
        order=each["rank_count"],
        capex_gbp=each["capex_central_gbp"],
        homes=each["homes"].where(opens, 0.0),
        sites_count=opens.astype("float64"),
    )
    found = pd.concat([part.reindex(columns=LOT) for part in (whole, each) if len(part)] or [pd.DataFrame(columns=LOT)])
    before = dict(zip(milestones[1:], [year + 1 for year in milestones[:-1]], strict=True))
    return found.assign(first_year=found["last_year"].map(before)).reset_index(drop=True)


def _sum(values: pd.Series) -> float:
    return math.fsum(values) if values.notna().all() else float("nan")
