"""What the tables of indicators mean: definitions and targets somebody wrote down, workstreams, and the ledger."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.measures import PROVENANCE
from lae.tables import Contract

ON_TRACK: Final = "on track"
BEHIND: Final = "behind"
NO_TARGET: Final = "no target"
UNKNOWN: Final = "unknown"
STATUSES: Final = [ON_TRACK, BEHIND, NO_TARGET, UNKNOWN]

WORKSTREAMS: Final = [
    "buildings",
    "local_area_energy_planning",
    "ev_infrastructure",
    "land_based_sequestration",
    "green_finance",
]
"""The five priority workstreams of the Future Oxfordshire Partnership's route map, in its order."""

COUNTY: Final = "county"
DISTRICT: Final = "lad"
BEYOND: Final = "beyond"
"""The part of assets whose customers live outside the study, or are not known; it belongs to no district."""
ALL_AREAS: Final = "all"
WITH_TARGET: Final = "targeted"


class KpiDefinitions(Contract):
    """One row an indicator: what it counts, in which unit, which way is better, and where that is written down."""

    kpi_id: str = pa.Field(str_matches=r"^[a-z][a-z0-9_]*$")
    measure: str = pa.Field(description="of lae.plan.kpis.measured; blank where no table of a run counts it")
    areas: str = pa.Field(isin=[ALL_AREAS, WITH_TARGET], description="targeted: only areas somebody set a target for")
    workstream: str = pa.Field(isin=WORKSTREAMS)
    definition: str = pa.Field(str_length={"min_value": 1})
    unit: str = pa.Field(str_length={"min_value": 1})
    direction: str = pa.Field(isin=["up", "down"], description="which way is better")
    source: str = pa.Field(str_length={"min_value": 1}, description="of the definition and of the figures")

    class Config(Contract.Config):
        unique = ["kpi_id"]


class KpiTargets(Contract):
    """What somebody set out to reach, by whom and where it is written."""

    kpi_id: str
    area_code: str
    milestone_year: int = pa.Field(ge=2015, le=2100)
    target_value: float
    source: str = pa.Field(str_length={"min_value": 1})
    as_of: str
    tier: str = pa.Field(isin=TIERS)
    note: str

    class Config(Contract.Config):
        unique = ["kpi_id", "area_code", "milestone_year"]


class Workstreams(Contract):
    """One row a workstream, written by its convening lead; a blank is an open question and is never filled by us."""

    workstream: str = pa.Field(isin=WORKSTREAMS)
    title: str = pa.Field(str_length={"min_value": 1})
    convening_lead: str
    done: str
    slipped: str
    next_action: str
    help_needed: str
    as_of: str
    source: str

    class Config(Contract.Config):
        unique = ["workstream"]


class Kpis(Contract):
    """The ledger: one row an indicator, area, milestone and, where it forecasts by scenario, scenario.

    A figure that is blank has its reason beside it. Rows of level `beyond` are the part of assets whose customers live
    outside the study or are not known: districts and it add up to the county.
    """

    kpi_id: str
    workstream: str = pa.Field(isin=WORKSTREAMS)
    definition: str = pa.Field(str_length={"min_value": 1})
    unit: str = pa.Field(str_length={"min_value": 1})
    direction: str = pa.Field(isin=["up", "down"])
    area_level: str = pa.Field(isin=[COUNTY, DISTRICT, BEYOND])
    area_code: str
    milestone_year: int = pa.Field(ge=2015, le=2100)
    scenario: str = pa.Field(description="blank where the forecast, or its absence, is the same in all")
    target_value: float = pa.Field(nullable=True)
    target_source: str
    target_tier: str = pa.Field(isin=["", *TIERS])
    target_reason: str
    actual_value: float = pa.Field(nullable=True)
    actual_year: float = pa.Field(nullable=True, description="that the figure is of")
    actual_bound: str = pa.Field(isin=["exact", "at_least", "unknown", ""])
    actual_source: str
    actual_reason: str
    forecast_value: float = pa.Field(nullable=True)
    forecast_basis: str
    forecast_reason: str
    status: str = pa.Field(isin=STATUSES)
    owner: str
    owner_reason: str
    next_action: str
    provenance: str = pa.Field(isin=PROVENANCE, description="of the actual; of the forecast where there is none")
    source: str = pa.Field(str_length={"min_value": 1})

    class Config(Contract.Config):
        unique = ["kpi_id", "area_level", "area_code", "milestone_year", "scenario"]

    @pa.dataframe_check(name="a_blank_says_why")
    @classmethod
    def _told(cls, frame: pd.DataFrame) -> pd.Series:
        told = pd.Series(data=True, index=frame.index)
        for name in ("target", "actual", "forecast"):
            told &= frame[f"{name}_value"].isna().eq(frame[f"{name}_reason"].ne(""))
        return told & frame["owner"].eq("").eq(frame["owner_reason"].ne(""))
