"""What a project sheet means: one action in one place, what it takes, saves and waits for; and the same by year."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.measures import CLASSES, PROVENANCE
from lae.plan.contract import BUILDINGS, EV_INFRASTRUCTURE
from lae.tables import Contract

NETWORKS: Final = "networks"
LAND: Final = "land"
PROJECT_WORKSTREAMS: Final = [BUILDINGS, EV_INFRASTRUCTURE, NETWORKS, LAND]
INSETTING: Final = "insetting"
"""What is still emitted and what land stores, told among needs; it is no workstream of projects."""
PROGRAMME: Final = "programme"
POTENTIAL: Final = "potential"
ZONE: Final = "zone"
WORKS: Final = "works"
ROLES: Final = [PROGRAMME, POTENTIAL, ZONE, WORKS]
"""`programme` is dated and adds up; `potential` is all that could be done, one alternative among several; `zone` is a
place to start within it; `works` are an operator's own, dated and without a cost."""
CASES: Final = ("_low", "", "_high")
CAPEX: Final = [f"capex{case}_gbp" for case in CASES]
BILLS: Final = [f"bill_saving{case}_gbp" for case in CASES]
CARRIERS: Final = ["gas", "oil", "lpg", "solid_fuel", "electricity", "network"]
QUANTITIES: Final = ["homes", "sites_count", "area_ha", "schemes_count"]
YEARLY: Final = [*QUANTITIES, *CAPEX]
"""What adds up over the years of a project, to the project, and over projects, to a workstream."""
RANGED: Final = ["capex", "bill_saving", "carbon_value", "npv_carbon_only", "npv_social", "npv_cash"]
TOLD: Final = [
    *CAPEX,
    "capex_biased_gbp",
    "opex_gbp",
    *BILLS,
    "carbon_saved_tco2e",
    "lifetime_cumulative_tco2e",
    "gbp_per_tco2e",
    *(f"npv_carbon_only{case}_gbp" for case in CASES),
    *(f"npv_social{case}_gbp" for case in CASES),
    *(f"npv_cash{case}_gbp" for case in CASES),
    "irr_ratio",
    "lifetime_years",
    "peak_kw",
    "start_year",
    "end_year",
]
"""Figures that may be blank only where `reason` says why."""


class Projects(Contract):
    """One row an action, area and scenario. Only rows with `counted` add up; the others are alternatives or parts.

    Money is in `price_year`, real. Bills are those of one year when all is done, at the newest tariff; the tariff's
    low and high make their range, and low is less saved for more bought. Three worths, never mixed: `npv_carbon_only`
    is carbon at the Green Book's values less capital; `npv_social` adds energy at its long-run variable cost, since a
    retail price holds taxes and fixed costs that nobody saves; `npv_cash` is bills at retail prices less capital, to
    whoever pays for both, which a council is of its own homes alone. No grant is in any of them. Low is least benefit
    less most capital: ends of a range, not likely cases. `capex_biased_gbp` is capital with the whole of HM Treasury's
    upper bound of optimism bias, apart from low and high, and `npv_social_biased_gbp` is `npv_social` with it.
    """

    project_id: str = pa.Field(str_matches=r"^[a-z_]+(/\S+)+$")
    role: str = pa.Field(isin=ROLES)
    workstream: str = pa.Field(isin=PROJECT_WORKSTREAMS)
    action: str = pa.Field(str_length={"min_value": 1})
    area_level: str = pa.Field(isin=["lad", "zone", "substation"])
    area_code: str
    area_name: str
    district_code: str = pa.Field(description="several are separated by a space; blank: of none alone")
    scenario: str = pa.Field(description="that dates it; blank: none does")
    counted: bool = pa.Field(description="adds up in workstream needs, funding and bundles")
    part_of: str = pa.Field(description="project_id that holds it, or that it is an alternative to; blank: none")
    homes: float = pa.Field(ge=0, nullable=True, description="done to, or at sites served")
    sites_count: float = pa.Field(ge=0, nullable=True)
    area_ha: float = pa.Field(ge=0, nullable=True)
    schemes_count: float = pa.Field(ge=0, nullable=True)
    start_year: float = pa.Field(nullable=True)
    end_year: float = pa.Field(nullable=True)
    lifetime_years: float = pa.Field(gt=0, nullable=True)
    capex_low_gbp: float = pa.Field(ge=0, nullable=True)
    capex_gbp: float = pa.Field(ge=0, nullable=True)
    capex_high_gbp: float = pa.Field(ge=0, nullable=True)
    price_year: int = pa.Field(ge=2000, le=2100)
    optimism_bias_share: float = pa.Field(ge=0, nullable=True, description="upper bound, of capital")
    capex_biased_gbp: float = pa.Field(ge=0, nullable=True)
    opex_gbp: float = pa.Field(ge=0, nullable=True, description="a year when all is done, gross of what it replaces")
    bill_saving_low_gbp: float = pa.Field(nullable=True, description="a year when all is done; below 0: bills rise")
    bill_saving_gbp: float = pa.Field(nullable=True)
    bill_saving_high_gbp: float = pa.Field(nullable=True)
    tariff_tier: str = pa.Field(description="the weakest of the carriers it saves or adds; D is unverified")
    carbon_saved_tco2e: float = pa.Field(nullable=True, description="a year when all is done; below 0: added")
    lifetime_cumulative_tco2e: float = pa.Field(nullable=True, description="over the life of all that is done")
    discounted_cumulative_tco2e: float = pa.Field(nullable=True, description="the same by Green Book factors")
    gbp_per_tco2e: float = pa.Field(ge=0, nullable=True, description="capital over lifetime carbon, undiscounted both")
    discounted_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True, description="present values of both")
    carbon_value_low_gbp: float = pa.Field(nullable=True, description="present value")
    carbon_value_gbp: float = pa.Field(nullable=True)
    carbon_value_high_gbp: float = pa.Field(nullable=True)
    npv_carbon_only_low_gbp: float = pa.Field(nullable=True)
    npv_carbon_only_gbp: float = pa.Field(nullable=True)
    npv_carbon_only_high_gbp: float = pa.Field(nullable=True)
    npv_social_low_gbp: float = pa.Field(nullable=True)
    npv_social_gbp: float = pa.Field(nullable=True)
    npv_social_high_gbp: float = pa.Field(nullable=True)
    npv_social_biased_gbp: float = pa.Field(nullable=True)
    npv_cash_low_gbp: float = pa.Field(nullable=True)
    npv_cash_gbp: float = pa.Field(nullable=True)
    npv_cash_high_gbp: float = pa.Field(nullable=True)
    irr_ratio: float = pa.Field(nullable=True, description="real, a year, of the central cash flows; blank: none")
    peak_kw: float = pa.Field(nullable=True, description="after diversity; non-additive; of sites: load that moves")
    owner: str = pa.Field(description="blank: an open question")
    dependencies: str = pa.Field(description="in words; rows stand in project_dependencies")
    reason: str = pa.Field(description="why figures are blank, separated by ; ")
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str = pa.Field(description="separated by a space")

    class Config(Contract.Config):
        unique = ["project_id"]

    @pa.dataframe_check(name="low_value_high_in_order")
    @classmethod
    def _ordered(cls, frame: pd.DataFrame) -> pd.Series:
        ordered = pd.Series(data=True, index=frame.index)
        for name in RANGED:
            low, value, high = (frame[f"{name}{end}_gbp"] for end in CASES)
            ordered &= ~(low.gt(value) | value.gt(high) | low.gt(high))
        return ordered

    @pa.dataframe_check(name="a_blank_says_why")
    @classmethod
    def _blank(cls, frame: pd.DataFrame) -> pd.Series:
        return ~frame[TOLD].isna().any(axis=1) | frame["reason"].ne("")


class ProjectYears(Contract):
    """One row a dated project and year of the study: what is done in it, and what all done so far saves in it.

    Quantities and capital add up to the project's own. Savings start the year after the works. `cumulative` is since
    the study's base year and ends with the study, not with the works' life.
    """

    project_id: str
    year: int = pa.Field(ge=2015, le=2100)
    homes: float = pa.Field(ge=0, nullable=True)
    sites_count: float = pa.Field(ge=0, nullable=True)
    area_ha: float = pa.Field(ge=0, nullable=True)
    schemes_count: float = pa.Field(ge=0, nullable=True)
    capex_low_gbp: float = pa.Field(ge=0, nullable=True)
    capex_gbp: float = pa.Field(ge=0, nullable=True)
    capex_high_gbp: float = pa.Field(ge=0, nullable=True)
    price_year: int = pa.Field(ge=2000, le=2100)
    carbon_saved_tco2e: float = pa.Field(nullable=True)
    carbon_saved_cumulative_tco2e: float = pa.Field(nullable=True)
    bill_saving_low_gbp: float = pa.Field(nullable=True)
    bill_saving_gbp: float = pa.Field(nullable=True)
    bill_saving_high_gbp: float = pa.Field(nullable=True)

    class Config(Contract.Config):
        unique = ["project_id", "year"]


class ProjectDependencies(Contract):
    """One row a project, scenario and substation its homes or sites hang on that is full, crosses zero or is unknown.

    By the operators' published figures less growth, the homes of today on their nearest primary.
    """

    project_id: str
    scenario: str
    substation_id: str
    name: str
    # `class` is a Python keyword, hence the alias.
    class_: str = pa.Field(alias="class", isin=CLASSES)
    first_year_below_zero: float = pa.Field(nullable=True)
    first_year_latest: float = pa.Field(nullable=True)
    binding_substation_id: str
    binding_name: str
    homes: float = pa.Field(ge=0, description="of the project's area, behind it")
    homes_share: float = pa.Field(ge=0, le=1.000001)
    work_ids: str = pa.Field(description="published works there or at what binds, separated by a space")
    works_year: float = pa.Field(nullable=True, description="first winter after the first of them; not yet room")

    class Config(Contract.Config):
        unique = ["project_id", "scenario", "substation_id"]


class WorkstreamNeeds(Contract):
    """One row a workstream, district, scenario and year: the sum of the counted projects' years.

    A figure that one of them lacks is blank, as no partial sum is a need. Rows of `insetting` hold no project: what a
    scenario still emits in the district, and what its land would store, each hectare claimed once. Every scenario is
    met from the same land, so they do not add up, and nothing is taken off anything.
    """

    workstream: str = pa.Field(isin=[*PROJECT_WORKSTREAMS, INSETTING])
    district_code: str = pa.Field(description="blank: of none alone, as networks are")
    scenario: str = pa.Field(description="blank: the same in each")
    year: int = pa.Field(ge=2015, le=2100)
    projects_count: float = pa.Field(ge=0, description="with anything to do in the year; 0: of insetting")
    homes: float = pa.Field(ge=0, nullable=True)
    sites_count: float = pa.Field(ge=0, nullable=True)
    area_ha: float = pa.Field(ge=0, nullable=True)
    schemes_count: float = pa.Field(ge=0, nullable=True)
    capex_low_gbp: float = pa.Field(ge=0, nullable=True)
    capex_gbp: float = pa.Field(ge=0, nullable=True)
    capex_high_gbp: float = pa.Field(ge=0, nullable=True)
    price_year: int = pa.Field(ge=2000, le=2100)
    insetting_demand_tco2e: float = pa.Field(ge=0, nullable=True, description="still emitted in the year")
    insetting_supply_low_tco2e: float = pa.Field(nullable=True, description="net, of the district's own land")
    insetting_supply_tco2e: float = pa.Field(nullable=True)
    insetting_supply_high_tco2e: float = pa.Field(nullable=True)
    insetting_unmet_tco2e: float = pa.Field(ge=0, nullable=True, description="demand beyond the central supply")
    reason: str

    class Config(Contract.Config):
        unique = ["workstream", "district_code", "scenario", "year"]
