"""What the carbon tables mean: emissions somebody counted, targets somebody set, and what is left of a budget.

All are territorial greenhouse gases in t CO2e, as the Department counts them by local authority; negative where land
takes up more than is emitted.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.measures import PROVENANCE
from lae.tables import Contract

BUDGET_BASES: Final = ["supplied", "straight_line", "none"]
"""`supplied` is the target setter's own budget; `straight_line` is ours, what an even fall to the target would emit."""


class Emissions(Contract):
    """What a district emitted in a calendar year."""

    district_code: str
    year: int = pa.Field(ge=1990, le=2100)
    emissions_tco2e: float
    source_id: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["district_code", "year"]


class CarbonTargets(Contract):
    """One row a target: by what share an area means to have cut what it emitted in a base year, and by when."""

    area_code: str
    target_year: int = pa.Field(ge=2020, le=2100)
    cut_ratio: float = pa.Field(gt=0, le=1, description="of the base year's emissions; 1 is net zero")
    base_year: float = pa.Field(ge=1990, le=2100, nullable=True, description="blank where the target names none")
    budget_cumulative_tco2e: float = pa.Field(
        gt=0, nullable=True, description="the setter's own, after the base year; blank where none is supplied"
    )
    source: str = pa.Field(str_length={"min_value": 1})
    as_of: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["area_code", "target_year"]

    @pa.dataframe_check(name="budget_has_a_base_year")
    @classmethod
    def _counted_from(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["budget_cumulative_tco2e"].isna() | frame["base_year"].notna()


class Budgets(Contract):
    """One row a target: its budget, what of it is spent by the last year counted, and the cut that would keep to it.

    `reason` says why figures are blank; blank itself where none is.
    """

    area_level: str = pa.Field(isin=["lad", "county"])
    area_code: str
    target_year: float = pa.Field(nullable=True, description="blank where no target is supplied")
    cut_ratio: float = pa.Field(gt=0, le=1, nullable=True)
    base_year: float = pa.Field(nullable=True)
    base_tco2e: float = pa.Field(nullable=True)
    latest_year: float = pa.Field(nullable=True)
    latest_tco2e: float = pa.Field(nullable=True)
    budget_basis: str = pa.Field(isin=BUDGET_BASES)
    budget_cumulative_tco2e: float = pa.Field(nullable=True, description="from the year after the base year")
    spent_cumulative_tco2e: float = pa.Field(nullable=True, description="up to the latest year")
    remaining_cumulative_tco2e: float = pa.Field(nullable=True, description="budget less spent; below 0: overspent")
    overspend_year: float = pa.Field(
        nullable=True, description="first year past the budget were emissions to stay as in the latest; blank: never"
    )
    measured_cut_ratio: float = pa.Field(nullable=True, description="mean yearly cut, base to latest year")
    catch_up_cut_ratio: float = pa.Field(
        nullable=True, description="even yearly cut that spends exactly the budget by the target year"
    )
    tier: str = pa.Field(isin=["", *TIERS])
    provenance: str = pa.Field(isin=PROVENANCE)
    reason: str
    source: str
    source_id: str

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "target_year"]


class BurnDown(Contract):
    """A budget year by year. Figures after the latest year counted are arithmetic, not a forecast of any measure."""

    area_level: str = pa.Field(isin=["lad", "county"])
    area_code: str
    target_year: int
    year: int
    emissions_tco2e: float = pa.Field(nullable=True, description="counted; blank after the latest year")
    line_tco2e: float = pa.Field(description="on an even fall from the base year to the target")
    catch_up_tco2e: float = pa.Field(nullable=True, description="at the even yearly cut that keeps to the budget")
    remaining_cumulative_tco2e: float = pa.Field(
        description="of the budget at the year's end: as counted, then as in the latest year; below 0: overspent"
    )

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "target_year", "year"]
