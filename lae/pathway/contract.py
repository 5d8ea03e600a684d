"""What the pathway's own tables mean: publishers' series, who shares a GSP group, and yearly stock by technology."""

from typing import Final

import pandera.pandas as pa

from lae.measures import PROVENANCE
from lae.tables import Contract

HEAT_PUMP: Final = "heat_pump"
HYBRID_HEAT_PUMP: Final = "hybrid_heat_pump"
ELECTRIC_VEHICLE: Final = "electric_vehicle"
DISTRICT_HEAT: Final = "district_heat"
"""A home on a heat network; its load is the energy centre's."""
NEW_HOME: Final = "new_home"
"""A home more than the district had at the end of the base year; its load is what every home draws, heat apart."""
OPTIONAL: Final = [DISTRICT_HEAT, NEW_HOME]
"""Technologies that a study may do without: no control total, or no load profile, leaves them out."""
OWN_BASE: Final = [DISTRICT_HEAT]
"""Technologies whose growth counts from each scenario's own base year while no register holds them."""
TECHNOLOGIES: Final = [DISTRICT_HEAT, ELECTRIC_VEHICLE, HEAT_PUMP, HYBRID_HEAT_PUMP, NEW_HOME]

AIR_SOURCE: Final = "ASHP"
GROUND_SOURCE: Final = "GSHP"
ALL_HEAT_PUMPS: Final = "TotalHPs"
HEAT_NETWORKS: Final = "DH"
ALL_HOMES: Final = "Total"
VEHICLES: Final = "EV"
BATTERY_VEHICLES: Final = "Lct_BB001"
PLUG_IN_HYBRIDS: Final = "Lct_BB002"

_AREA: Final = r"^[EWSN]\d{8}$"


class GspBlocks(Contract):
    """A publisher's building block by GSP group and year. A blank cell stays blank: nobody says it means none."""

    scenario: str
    building_block: str
    gsp_group: str
    year: int = pa.Field(ge=2010, le=2100)
    value: float = pa.Field(ge=0, nullable=True, description="stock, in the block's own unit")
    source_id: str
    source_row: int = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["scenario", "building_block", "gsp_group", "year"]


class LicensedVehicles(Contract):
    """Cars and vans licensed in a district at the end of a year; `electric_count` holds plug-in hybrids too."""

    district_code: str = pa.Field(str_matches=_AREA)
    year: int = pa.Field(ge=2000, le=2100)
    electric_count: float = pa.Field(ge=0, nullable=True)
    cars_count: float = pa.Field(ge=0, nullable=True, description="all cars and vans")
    source_id: str
    source_row: int = pa.Field(ge=0, description="row of the electric figure, else of the other")

    class Config(Contract.Config):
        unique = ["district_code", "year"]


class HeatPumpGrants(Contract):
    """Heat pumps a grant scheme paid for in a financial year, which is called by the calendar year it begins in."""

    district_code: str = pa.Field(str_matches=_AREA)
    year: int = pa.Field(ge=2000, le=2100)
    count: float = pa.Field(ge=0)
    source_id: str
    source_row: int = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["district_code", "year"]


class GspShares(Contract):
    """How a district's homes and cars divide over GSP groups.

    Every district with homes in a listed group has a row there, inside the study or not, so that the cars of a group
    are complete; a district's shares sum to less than 1 where some of its homes lie in groups that are not listed.
    """

    district_code: str = pa.Field(str_matches=_AREA)
    gsp_group: str
    dwellings_share: float = pa.Field(gt=0, le=1.000001, description="of the district's homes")
    cars_count: float = pa.Field(ge=0, description="the district's cars and vans x dwellings_share")
    source_id: str

    class Config(Contract.Config):
        unique = ["district_code", "gsp_group"]


class StockByYear(Contract):
    """A district's stock of a technology at the end of each year, in homes or vehicles.

    `knot_before` and `knot_after` are the source's own years around `year`; they are equal where the source has that
    very year. A crossing between two knots can only be printed as an interval.
    """

    scenario: str
    district_code: str
    technology: str = pa.Field(isin=TECHNOLOGIES)
    year: int = pa.Field(ge=2010, le=2100)
    count: float = pa.Field(ge=0)
    provenance: str = pa.Field(isin=PROVENANCE)
    knot_before: int = pa.Field(ge=2010, le=2100)
    knot_after: int = pa.Field(ge=2010, le=2100)

    class Config(Contract.Config):
        unique = ["scenario", "district_code", "technology", "year"]
