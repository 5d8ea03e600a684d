"""What the tables of a scenario's carbon mean: the grid's factor by year, what changes hands, the path, its budget.

A path is territorial and by factors that emissions are reported by; the worth of it is by factors of appraisal and in a
table of its own (`lae.plan`). No table here can hold both: its column `use` allows one.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.measures import PROVENANCE
from lae.tables import Contract

REPORTING: Final = "reporting"
"""Grid average: what an area is said to have emitted."""
APPRAISAL: Final = "appraisal"
"""Long-run marginal: what a change is valued by."""
USES: Final = [APPRAISAL, REPORTING]
"""Factors of certificates (SAP) are neither, and no table here takes them."""

BASELINE: Final = "baseline"
EXOGENOUS: Final = "exogenous"
MEASURE: Final = "measure"
BESIDE: Final = "beside"
TRAJECTORY: Final = "trajectory"
KINDS: Final = [BASELINE, BESIDE, EXOGENOUS, MEASURE, TRAJECTORY]
SUMMED: Final = [BASELINE, EXOGENOUS, MEASURE]
"""The kinds whose rows add up to the trajectory; what stands beside is told and never summed."""
GRID: Final = "grid_factor"
COUNTED: Final = "last_counted"

_LEVELS: Final = ["lad", "county"]


class GridFactors(Contract):
    """What a kWh bought emits in a year, for one use. Years nobody gave have no row; none is known beyond the last."""

    use: str = pa.Field(isin=USES)
    year: int = pa.Field(ge=2000, le=2100)
    value: float = pa.Field(ge=0)
    low: float = pa.Field(ge=0, nullable=True)
    high: float = pa.Field(ge=0, nullable=True)
    unit: str = pa.Field(isin=["kgCO2e/kWh"])
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["use", "year"]


class HomeHeat(Contract):
    """What the mean home of an area buys for heat today, of homes that a heat pump or a network could take over.

    Homes on networks and without heating are left out of the mean.
    """

    area_level: str = pa.Field(isin=["lad", "lsoa"])
    area_code: str
    homes: float = pa.Field(gt=0)
    heat_kwh: float = pa.Field(ge=0, description="useful, of rooms and water")
    electricity_kwh: float = pa.Field(ge=0, description="bought for heat")
    gas_kwh: float = pa.Field(ge=0)
    oil_kwh: float = pa.Field(ge=0)
    lpg_kwh: float = pa.Field(ge=0)
    solid_fuel_kwh: float = pa.Field(ge=0)
    appliances_kwh: float = pa.Field(ge=0, description="electricity for all but heat")

    class Config(Contract.Config):
        unique = ["area_level", "area_code"]


class EnergyChange(Contract):
    """What a technology of a scenario changes in a year beside the base year's stock; below 0: less is bought.

    Recorded stock (`existing`) and homes beyond the study (`context`) are in no row; charging that moves from homes to
    sites is not counted again.
    """

    scenario: str
    district_code: str
    technology: str
    kind: str = pa.Field(isin=[BESIDE, EXOGENOUS, MEASURE])
    year: int = pa.Field(ge=2000, le=2100)
    count: float = pa.Field(description="units more than recorded: homes, vehicles, kW or MWh a year")
    electricity_kwh: float = pa.Field(nullable=True)
    gas_kwh: float = pa.Field(nullable=True)
    oil_kwh: float = pa.Field(nullable=True)
    lpg_kwh: float = pa.Field(nullable=True)
    solid_fuel_kwh: float = pa.Field(nullable=True)
    fuelled_count: float = pa.Field(nullable=True, description="vehicles that burn fuel")
    reason: str = pa.Field(description="why figures are blank")

    class Config(Contract.Config):
        unique = ["scenario", "district_code", "technology", "year"]


class CarbonPath(Contract):
    """One row a scenario, area, year and component; baseline, exogenous and measures sum to the trajectory to the gram.

    `baseline` is what was last counted, held; `exogenous` what would change without the plan; `measure` what a
    technology of the scenario changes, fuel saved less electricity at that year's factor; `beside` is told and not
    summed. A blank trajectory has a reason; one with a reason leaves the components named out, and is not complete.
    """

    scenario: str
    area_level: str = pa.Field(isin=_LEVELS)
    area_code: str
    year: int = pa.Field(ge=2000, le=2100)
    kind: str = pa.Field(isin=KINDS)
    component: str
    use: str = pa.Field(isin=[REPORTING])
    count: float = pa.Field(nullable=True, description="units more than recorded; blank where none are counted")
    emissions_tco2e: float = pa.Field(nullable=True, description="of a component, its change; below 0: saved")
    provenance: str = pa.Field(isin=PROVENANCE)
    reason: str
    assumption_ids: str = pa.Field(description="separated by a space")

    class Config(Contract.Config):
        unique = ["scenario", "area_level", "area_code", "year", "kind", "component"]

    @pa.dataframe_check(name="a_blank_says_why")
    @classmethod
    def _blank(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["emissions_tco2e"].notna() | frame["reason"].ne("")


class PlanBudgets(Contract):
    """One row a scenario and target: what the scenario's path does to the budget, and what would still keep to it."""

    scenario: str
    area_level: str = pa.Field(isin=_LEVELS)
    area_code: str
    target_year: float = pa.Field(nullable=True, description="blank where no target is supplied")
    budget_cumulative_tco2e: float = pa.Field(nullable=True)
    path_cumulative_tco2e: float = pa.Field(nullable=True, description="counted, then the path, to the target year")
    remaining_cumulative_tco2e: float = pa.Field(nullable=True, description="at the target year; below 0: overspent")
    overspend_year: float = pa.Field(nullable=True, description="first year past the budget; blank: none, or unknown")
    target_tco2e: float = pa.Field(nullable=True, description="what the target leaves in its year")
    path_tco2e: float = pa.Field(nullable=True, description="the trajectory in the target year")
    gap_tco2e: float = pa.Field(nullable=True, description="path less target; above 0: missed")
    catch_up_from_year: float = pa.Field(nullable=True, description="the path is followed to its end")
    catch_up_cut_ratio: float = pa.Field(
        nullable=True, description="even yearly cut from then that spends exactly the budget; blank: none can"
    )
    tier: str = pa.Field(isin=["", *TIERS], description="of the target")
    provenance: str = pa.Field(isin=PROVENANCE)
    reason: str

    class Config(Contract.Config):
        unique = ["scenario", "area_level", "area_code", "target_year"]


class PlanBurnDown(Contract):
    """A scenario's budget year by year: counted emissions, then its path, and what they leave."""

    scenario: str
    area_level: str = pa.Field(isin=_LEVELS)
    area_code: str
    target_year: int
    year: int
    path_tco2e: float = pa.Field(description="counted to the latest year, then the trajectory")
    remaining_cumulative_tco2e: float = pa.Field(description="of the budget at the year's end; below 0: overspent")

    class Config(Contract.Config):
        unique = ["scenario", "area_level", "area_code", "target_year", "year"]


class Residual(Contract):
    """What a scenario still emits in a district and year; nothing that land stores is taken off."""

    scenario: str
    district_code: str
    year: int
    residual_tco2e: float = pa.Field(ge=0, nullable=True, description="the trajectory, at least 0")
    reason: str

    class Config(Contract.Config):
        unique = ["scenario", "district_code", "year"]


class SectorEmissions(Contract):
    """What a district emitted in a year by sector and gas; one blank row where no file says."""

    district_code: str
    year: float = pa.Field(nullable=True)
    sector: str
    sub_sector: str
    gas: str
    emissions_tco2e: float = pa.Field(nullable=True)
    reason: str
    source_id: str

    class Config(Contract.Config):
        unique = ["district_code", "year", "sector", "sub_sector", "gas"]
