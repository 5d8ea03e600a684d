"""What the pathway's own tables mean: publishers' series, who shares a GSP group, and yearly stock by technology."""

from typing import Final

import pandera.pandas as pa

from lae.measures import PROVENANCE
from lae.tables import Contract

AIR_SOURCE_HEAT_PUMP: Final = "air_source_heat_pump"
GROUND_SOURCE_HEAT_PUMP: Final = "ground_source_heat_pump"
HYBRID_HEAT_PUMP: Final = "hybrid_heat_pump"
UNSPLIT_HEAT_PUMP: Final = "heat_pump"
"""Air and ground source together, as registers count them; no technology: `recorded.by_source` splits it."""
ELECTRIC_VEHICLE: Final = "electric_vehicle"
DISTRICT_HEAT: Final = "district_heat"
"""A home on a heat network; its load is the energy centre's."""
NEW_HOME: Final = "new_home"
"""A home more than the district had at the end of the base year; its load is what every home draws, heat apart."""
NON_DOMESTIC: Final = "non_domestic"
"""A megawatt hour a year that workplaces draw beyond the base year's, heat pumps and vehicles apart."""
SOLAR: Final = "solar"
"""A kilowatt of solar generation."""
BATTERY: Final = "battery"
"""A kilowatt of storage."""
DATA_CENTRE: Final = "data_centre"
"""A kilowatt of a data centre's greatest demand."""
OPTIONAL: Final = [BATTERY, DATA_CENTRE, DISTRICT_HEAT, NEW_HOME, NON_DOMESTIC, SOLAR]
"""Technologies that a study may do without: no control total, or no load profile, leaves them out, never at zero."""
OWN_BASE: Final = [BATTERY, DATA_CENTRE, DISTRICT_HEAT, SOLAR]
"""Technologies whose growth counts from each scenario's own base year while no register holds them."""
TECHNOLOGIES: Final = sorted(
    [AIR_SOURCE_HEAT_PUMP, GROUND_SOURCE_HEAT_PUMP, HYBRID_HEAT_PUMP, ELECTRIC_VEHICLE, *OPTIONAL]
)

AIR_SOURCE: Final = "ASHP"
GROUND_SOURCE: Final = "GSHP"
ALL_HEAT_PUMPS: Final = "TotalHPs"
HEAT_NETWORKS: Final = "DH"
ALL_HOMES: Final = "Total"
VEHICLES: Final = "EV"
BATTERY_VEHICLES: Final = "Lct_BB001"
PLUG_IN_HYBRIDS: Final = "Lct_BB002"
NON_DOMESTIC_DEMAND: Final = "Dem_BB008b"
LARGE_SOLAR: Final = "Gen_BB012"
SMALL_SOLAR: Final = "Gen_BB013"
LARGE_BATTERIES: Final = "Srg_BB001"
HOME_BATTERIES: Final = "Srg_BB002"
DATA_CENTRES: Final = "data_centre"

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
    """A district's stock of a technology at the end of each year, in its own unit: homes, vehicles, kW or MWh/yr.

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
