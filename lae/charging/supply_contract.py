"""What the tables of supply mean: where vehicles charge today, what registers share, who walks to a charger."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.charging.contract import ACCESS, DFT_SPEEDS, GOV_UK_SPEEDS, LARGEST_KW, REGISTERS, SETTINGS, STATUSES
from lae.measures import BOUNDS, PROVENANCE
from lae.tables import Contract

STANDINGS: Final = ["open", "customers", "unknown", "out_of_service", "planned", "private"]
"""What a charge point is to a driver: an open one is cover; customers' or of unknown access may be; the rest never.

The order is that in which the best of a location's points names the location.
"""
MAY_COVER: Final = ["customers", "unknown"]
WHY: Final = ["same_operator_near", "same_id", "same_id_far", "operator_not_stated"]
"""The first two are merged; an id that stands far apart, or a place whose operator nobody states, is only told."""
DEFINITIONS: Final = ["all", "dft", "gov_uk"]
COVER_BASES: Final = ["straight_line", "network"]


class OperatorAliases(Contract):
    """Other names a charge point operator goes by, so that two registers' names of one company meet."""

    alias: str = pa.Field(str_length={"min_value": 1}, description="as a register writes it, or wrote it once")
    operator: str = pa.Field(str_length={"min_value": 1}, description="the name it is taken as")
    tier: str = pa.Field(isin=["A", "B", "C", "D"])
    source_id: str
    note: str

    class Config(Contract.Config):
        unique = ["alias"]


class ChargerLocations(Contract):
    """Places with charge points, each once whatever registers list it; cover is measured to these.

    Name, place, operator and standing are those of the register that touched the location last (`register`).
    """

    location_id: str = pa.Field(description="of the register that is followed")
    charger_ids: str = pa.Field(description="every register's charge points here, joined by ; ")
    register: str = pa.Field(isin=REGISTERS, description="the one that is followed: the newest")
    registers: str = pa.Field(description="all that list it, joined by ; ")
    operator: str
    name: str
    postcode: str
    easting_m: float
    northing_m: float
    extent_m: float = pa.Field(ge=0, description="of all its charge points, the longer side of their box")
    standing: str = pa.Field(isin=STANDINGS, description="of its best charge point")
    points_count: float = pa.Field(
        ge=0, nullable=True, description="vehicles at once, of that standing; blank: unknown"
    )
    points_least_count: float = pa.Field(
        ge=0, nullable=True, description="the least any of its registers states in all"
    )
    points_most_count: float = pa.Field(ge=0, nullable=True, description="the most any of its registers states in all")
    power_kw: float = pa.Field(gt=0, le=LARGEST_KW, nullable=True, description="strongest of that standing")
    speed_dft: str = pa.Field(isin=DFT_SPEEDS)
    speed_gov_uk: str = pa.Field(isin=GOV_UK_SPEEDS)
    setting: str = pa.Field(isin=SETTINGS)
    historical: bool = pa.Field(description="only the National Chargepoint Registry knows it, which closed in 2024")
    updated: str
    vintage: str
    source_id: str = pa.Field(description="of every register that lists it, joined by ;")
    licence: str = pa.Field(description="of every register that lists it, joined by ; ")

    class Config(Contract.Config):
        unique = ["location_id"]


class ChargerPoints(Contract):
    """Every charge point a register lists, where it stands, and whether it is counted or another register's is."""

    charger_id: str
    location_id: str
    register: str = pa.Field(isin=REGISTERS)
    counted: bool = pa.Field(description="false: the same location is counted from a newer register")
    standing: str = pa.Field(isin=STANDINGS)
    access: str = pa.Field(isin=ACCESS)
    status: str = pa.Field(isin=STATUSES)
    points_count: float = pa.Field(ge=0, nullable=True)
    power_kw: float = pa.Field(gt=0, le=LARGEST_KW, nullable=True)
    speed_dft: str = pa.Field(isin=DFT_SPEEDS)
    speed_gov_uk: str = pa.Field(isin=GOV_UK_SPEEDS)
    figures_from: str = pa.Field(description="register that states points or power where this one does not")
    source_id: str

    class Config(Contract.Config):
        unique = ["charger_id"]


class ChargerMatches(Contract):
    """Evidence that two registers list one location, or might: what was compared and whether they were merged."""

    id_a: str
    id_b: str
    register_a: str = pa.Field(isin=REGISTERS)
    register_b: str = pa.Field(isin=REGISTERS)
    operator_a: str
    operator_b: str
    distance_m: float = pa.Field(ge=0)
    why: str = pa.Field(isin=WHY)
    merged: bool
    location_id: str = pa.Field(description="of the merged location; blank where it was not merged")

    class Config(Contract.Config):
        unique = ["id_a", "id_b", "why"]


class Rejected(Contract):
    """Rows left out because of where they stand, each with its reason."""

    id: str
    easting_m: float = pa.Field(nullable=True)
    northing_m: float = pa.Field(nullable=True)
    distance_m: float = pa.Field(ge=0, nullable=True, description="to the study's boundary")
    reason: str
    source_id: str

    class Config(Contract.Config):
        unique = ["id"]


class RoadNodes(Contract):
    """Where roads and paths meet or end, EPSG:27700."""

    node_id: str
    easting_m: float
    northing_m: float

    class Config(Contract.Config):
        unique = ["node_id"]


class RoadEdges(Contract):
    """Roads and paths one can walk, both ways, from node to node; two nodes may be joined by several."""

    node_a: str
    node_b: str
    length_m: float = pa.Field(ge=0)


class ChargingGaps(Contract):
    """Homes without a drive by what they can walk to; the three parts sum to `no_drive_homes`."""

    lsoa_code: str
    district_code: str
    no_drive_homes: float = pa.Field(ge=0)
    covered_homes: float = pa.Field(ge=0, description="an open charge point within the walk")
    maybe_homes: float = pa.Field(ge=0, description="only customers' ones, or ones of unknown access")
    uncovered_homes: float = pa.Field(ge=0, description="none of either: the gap")
    basis: str = pa.Field(isin=COVER_BASES)
    historical: bool = pa.Field(description="cover rests on nothing newer than the closed registry")
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["lsoa_code"]

    @pa.dataframe_check(name="parts_sum_to_the_whole")
    @classmethod
    def _whole(cls, frame: pd.DataFrame) -> pd.Series:
        parts = frame["covered_homes"] + frame["maybe_homes"] + frame["uncovered_homes"]
        return (parts - frame["no_drive_homes"]).abs() <= 1e-6 * frame["no_drive_homes"].clip(lower=1.0)


class ChargersByArea(Contract):
    """Charge points by area, speed band and standing, each location once; bands of a definition sum to its "all" row.

    Every area has its row of all open points, 0 where no register lists one; of others only what is there has a row.
    """

    area_level: str = pa.Field(isin=["lad", "lsoa"])
    area_code: str
    definition: str = pa.Field(isin=DEFINITIONS)
    band: str = pa.Field(description='a name of the definition; blank: below 3 kW, unnamed or not stated; "all"')
    standing: str = pa.Field(isin=STANDINGS)
    locations_count: float = pa.Field(ge=0, description="locations with such a point; one may stand in several bands")
    points_count: float = pa.Field(ge=0, description="vehicles at once; a record that does not say counts as one")
    not_stated_count: float = pa.Field(ge=0, description="records among them that do not say")
    historical_count: float = pa.Field(ge=0, description="points among them only the closed registry knows")
    bound: str = pa.Field(isin=BOUNDS)
    provenance: str = pa.Field(isin=PROVENANCE)

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "definition", "band", "standing"]


class SupplyBesidePublished(Contract):
    """Open and other charge points located here beside the devices a department counted, by district."""

    district_code: str
    open_count: float = pa.Field(ge=0)
    maybe_count: float = pa.Field(ge=0, description="customers' and of unknown access")
    historical_count: float = pa.Field(ge=0)
    published_count: float = pa.Field(ge=0, nullable=True)
    period: str
    located_share: float = pa.Field(ge=0, nullable=True, description="open and maybe of published; may pass 1")
    source_id: str

    class Config(Contract.Config):
        unique = ["district_code"]
