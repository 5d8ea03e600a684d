"""Projects before they are valued: each with its quantities, its capital, and the years in which it is done.

Every maker returns rows of columns of `DRAFT` and phases of columns of `PHASE`; what it does not say is blank. The
sums of a project are those of its phases, so that years add up to it exactly.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.plan.projects_contract import CARRIERS, YEARLY

SAVED: Final = [f"{carrier}_saved_kwh" for carrier in CARRIERS]
TEXT: Final = [
    "project_id",
    "role",
    "workstream",
    "action",
    "area_level",
    "area_code",
    "district_code",
    "scenario",
    "part_of",
    "reason",
    "provenance",
    "assumption_ids",
]
FIGURES: Final = [
    "lifetime_years",
    "carbon_saved_tco2e",
    "opex_gbp",
    "peak_kw",
    "optimism_bias_share",
    *SAVED,
]
PHASE: Final = ["project_id", "year", "done_share", *YEARLY]


@dataclass(frozen=True)
class Drafts:
    """Projects and their phases.

    Attributes:
        rows: TEXT, `counted`, `dated` and FIGURES; carbon and kWh are those of a year when all is done.
        phases: PHASE, a row a project and year; `done_share` sums to 1. An undated project is done in the base year.
    """

    rows: pd.DataFrame
    phases: pd.DataFrame

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]], phases: pd.DataFrame) -> "Drafts":
        """Drafts of records and their phases, every column there."""
        frame = pd.DataFrame(list(rows)).reindex(columns=[*TEXT, "counted", "dated", *FIGURES])
        text = {name: frame[name].astype("object").where(frame[name].notna(), "").astype("str") for name in TEXT}
        flags = {name: frame[name].astype("bool") for name in ("counted", "dated")}
        kinds = dict.fromkeys(FIGURES, "float64")
        named = phases.reindex(columns=PHASE)
        numbers = dict.fromkeys(["done_share", *YEARLY], "float64")
        typed = named.astype({"project_id": "str", "year": "int64", **numbers})
        return cls(frame.assign(**text, **flags).astype(kinds), typed)

    @classmethod
    def joined(cls, parts: Iterable["Drafts"]) -> "Drafts":
        """All of them, by project_id and year."""
        kept = [part for part in parts if len(part.rows)]
        if not kept:
            return cls.of([], pd.DataFrame(columns=PHASE))
        rows = pd.concat([part.rows for part in kept], ignore_index=True)
        phases = pd.concat([part.phases for part in kept], ignore_index=True)
        return cls(
            rows.sort_values("project_id", kind="stable", ignore_index=True),
            phases.sort_values(["project_id", "year"], kind="stable", ignore_index=True),
        )

    def sums(self) -> pd.DataFrame:
        """YEARLY of each project, in the order of `rows`: exact sums of its phases, blank where one is."""
        groups = self.phases.groupby("project_id", sort=False)[YEARLY]
        return groups.agg(_exact).reindex(self.rows["project_id"]).reset_index(drop=True)


def at_once(project_id: str, year: int, **figures: float) -> dict[str, Any]:
    """The one phase of a project that nobody dated."""
    return {"project_id": project_id, "year": year, "done_share": 1.0, **figures}


def spread_evenly(rows: pd.DataFrame, key: list[str], names: list[str], *, base_year: int) -> pd.DataFrame:
    """Amounts of milestone years in even parts over the years since the milestone before, as loads are.

    Args:
        rows: `key`, year and `names`, one row a key and milestone.
        key: of a project.
        names: amounts to spread.
        base_year: the year before the first that anything is done in.
    """
    milestones = np.array(sorted({base_year, *rows["year"]}))
    before = milestones[np.searchsorted(milestones, rows["year"].to_numpy(np.int64)) - 1]
    span = rows["year"].to_numpy(np.int64) - before
    long = rows.loc[rows.index.repeat(span)].reset_index(drop=True)
    place = np.concatenate([np.arange(1, length + 1) for length in span]) if len(span) else np.array([], dtype=np.int64)
    years = np.repeat(before, span) + place
    parts = {name: long[name].to_numpy(float) / np.repeat(span, span) for name in names}
    return long[key].assign(year=years, **parts)


def _exact(values: pd.Series) -> float:
    return math.fsum(values) if values.notna().all() else float("nan")
