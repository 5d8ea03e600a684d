"""PROJECT SCORES: like projects ranked by criteria shown as columns, with weights anybody can change.

Environmental, economic and financial, as the county's own Green Futures list was scored. Each criterion is the share
of like projects that a project is better than; a score is their weighted mean, those that nobody can tell left out.
"""

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from lae.assumptions import Assumptions
from lae.plan.projects_contract import ROLES, WORKS
from lae.scoring import better_than, placed, reach, scores
from lae.tables import Contract, empty, filled, key_of

Floats = npt.NDArray[np.float64]

GROUPS: Final = {
    "environmental": ["carbon", "carbon_cost"],
    "economic": ["bills", "value", "ready"],
    "financial": ["outlay", "funded"],
}
CRITERIA: Final = [name for names in GROUPS.values() for name in names]
WEIGHT_IDS: Final = (
    "plan_weight_carbon",
    "plan_weight_carbon_cost",
    "plan_weight_bills",
    "plan_weight_value",
    "plan_weight_ready",
    "plan_weight_outlay",
    "plan_weight_funded",
)
SWAY_ID: Final = "plan_weight_sway"
TOLERANCE_ID: Final = "plan_rank_tolerance"
RANKING_IDS: Final = (*WEIGHT_IDS, SWAY_ID, TOLERANCE_ID)
_FIGURES: Final = {
    "carbon": ("carbon_cumulative_tco2e", 1),
    "carbon_cost": ("gbp_per_tco2e", -1),
    "bills": ("bill_saving_gbp", 1),
    "value": ("value_ratio", 1),
    "ready": ("ready_share", 1),
    "outlay": ("outlay_gbp", -1),
    "funded": ("funded_share", 1),
}
"""The column each criterion looks at, and whether more of it is better (1) or worse (-1)."""
_LIKE: Final = ["role", "workstream", "scenario"]


class ProjectScores(Contract):
    """One row a project that is ranked: figures, each criterion from 0 to 1, scores, place, and how firm it is.

    Places are among like projects only: of one role, workstream and scenario. A place is `fragile` where it moves by
    more than the tolerance when each weight is a fifth higher or lower.
    """

    role: str = pa.Field(isin=ROLES)
    workstream: str
    scenario: str
    project_id: str
    carbon_cumulative_tco2e: float = pa.Field(nullable=True, description="of a home, site or hectare, over its life")
    gbp_per_tco2e: float = pa.Field(nullable=True)
    bill_saving_gbp: float = pa.Field(nullable=True, description="of a home a year; below 0: its bills rise")
    value_ratio: float = pa.Field(nullable=True, description="value of carbon for a pound of capital, present values")
    ready_share: float = pa.Field(
        ge=0, le=1.000001, nullable=True, description="of homes, not behind a full substation"
    )
    outlay_gbp: float = pa.Field(nullable=True, description="capital of a home, site or hectare")
    funded_share: float = pa.Field(ge=0, le=1.000001, nullable=True, description="of capital, granted")
    carbon_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    carbon_cost_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    bills_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    value_criterion_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    ready_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    outlay_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    funded_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    environmental_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    economic_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    financial_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    score_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    rank: float = pa.Field(ge=1, nullable=True)
    best_rank: float = pa.Field(ge=1, nullable=True, description="at any weights a fifth higher or lower")
    worst_rank: float = pa.Field(ge=1, nullable=True)
    order: str = pa.Field(isin=["steady", "fragile", ""])
    like_count: float = pa.Field(ge=1, description="projects it is ranked among")
    weights: str = pa.Field(description="each criterion's, in words")
    criteria_missing: str = pa.Field(description="names, separated by a space")

    class Config(Contract.Config):
        unique = ["project_id"]


@dataclass(frozen=True)
class RankSettings:
    """Weights in the order of CRITERIA, by how much they may be off, and how far a steady place may move."""

    weights: Floats
    sway: float
    tolerance: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "RankSettings":
        """From the register."""
        weights = np.array([assumptions.value(name) for name in WEIGHT_IDS])
        return cls(weights, assumptions.value(SWAY_ID), assumptions.value(TOLERANCE_ID))


def project_scores(
    projects: pd.DataFrame, granted: pd.Series, short: pd.Series, known: Set[str], settings: RankSettings
) -> pd.DataFrame:
    """Contract ProjectScores of every project but operators' works, the best of each kind first.

    Args:
        projects: contract Projects.
        granted: share of capital that is granted, by project_id.
        short: share of homes behind substations that are full or cross zero, by project_id.
        known: projects whose substations were looked up.
        settings: weights and firmness.
    """
    rows = projects[projects["role"].ne(WORKS)].reset_index(drop=True)
    if rows.empty:
        return empty(ProjectScores)
    figures = _figures(rows, granted, short, known)
    parts = [_ranked(own.reset_index(drop=True), settings) for _, own in figures.groupby(_LIKE, sort=True)]
    table = pd.concat(parts, ignore_index=True).assign(
        weights=", ".join(f"{name} {weight:g}" for name, weight in zip(CRITERIA, settings.weights, strict=True))
    )
    ordered = table.sort_values([*_LIKE, "rank", *key_of(ProjectScores)], kind="stable", na_position="last")
    return filled(ordered, ProjectScores, "project_scores")


def _figures(rows: pd.DataFrame, granted: pd.Series, short: pd.Series, known: Set[str]) -> pd.DataFrame:
    """What each criterion looks at."""
    sized = rows["sites_count"].fillna(rows["area_ha"]).fillna(rows["homes"])
    unit = sized.where(sized.gt(0))
    homes = rows["homes"].where(rows["homes"].gt(0))
    spent = rows["carbon_value_gbp"] - rows["npv_carbon_only_gbp"]
    names = rows["project_id"]
    ready = (1.0 - names.map(short).fillna(0.0)).clip(0.0, 1.0).where(names.isin(known))
    return rows[[*_LIKE, "project_id", "gbp_per_tco2e"]].assign(
        carbon_cumulative_tco2e=rows["lifetime_cumulative_tco2e"] / unit,
        bill_saving_gbp=rows["bill_saving_gbp"] / homes,
        value_ratio=rows["carbon_value_gbp"] / spent.where(spent.gt(0)),
        ready_share=ready,
        outlay_gbp=rows["capex_gbp"] / unit,
        funded_share=names.map(granted),
    )


def _ranked(rows: pd.DataFrame, settings: RankSettings) -> pd.DataFrame:
    """Like projects with criteria, scores and places."""
    each = [better_than(rows[column].to_numpy(float) * sign) for column, sign in _FIGURES.values()]
    table = np.stack(each, axis=1)
    score = scores(table, settings.weights)
    best, worst = reach(table, settings.weights, sway=settings.sway)
    rank = placed(score)
    moves = (worst - best) > settings.tolerance * np.isfinite(rank).sum()
    groups = {}
    for group, names in GROUPS.items():
        at = [CRITERIA.index(name) for name in names]
        groups[f"{group}_ratio"] = scores(table[:, at], settings.weights[at])
    named = np.array(CRITERIA, dtype=object)
    columns = {
        f"{name}_ratio" if name != "value" else "value_criterion_ratio": table[:, place]
        for place, name in enumerate(CRITERIA)
    }
    return rows.assign(
        **columns,
        **groups,
        score_ratio=score,
        rank=rank,
        best_rank=best,
        worst_rank=worst,
        order=np.where(np.isnan(rank), "", np.where(moves, "fragile", "steady")),
        like_count=float(len(rows)),
        criteria_missing=[" ".join(named[line]) for line in np.isnan(table)],
    )
