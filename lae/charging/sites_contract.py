"""Where public chargers could stand, where they are planned, what they move on the network, and what LEVI asks."""

from typing import Final

import pandera.pandas as pa

from lae.charging.contract import ACCESS, SETTINGS
from lae.geo import BRITAIN_M
from lae.measures import BOUNDS, PROVENANCE
from lae.tables import Contract

CAR_PARK: Final = "car_park"
DESTINATION: Final = "destination"
DEPOT: Final = "depot"
CLUSTER: Final = "cluster"
CANDIDATE_KINDS: Final = [CAR_PARK, DESTINATION, DEPOT, CLUSTER]
"""Cluster: a spot among homes without a drive, modelled and unnamed."""

INSIDE: Final = "inside"
OUTSIDE: Final = "outside"
NOT_SCREENED: Final = "not screened"
SCREENS: Final = [INSIDE, OUTSIDE, NOT_SCREENED]

FITS_NOW: Final = "fits_now"
FITS_AFTER_WORKS: Final = "fits_after_named_works"
ASK_OPERATOR: Final = "ask_operator"
NEEDS_REINFORCEMENT: Final = "needs_reinforcement"
GRID_FLAGS: Final = [FITS_NOW, FITS_AFTER_WORKS, ASK_OPERATOR, NEEDS_REINFORCEMENT]
LIGHTS: Final = ["green", "amber", "red", "unknown"]
"""Green needs a known secondary; unknown is no good news."""
PRIMARY_ONLY: Final = "primary and above only, LV not assessed"
WITH_SECONDARY: Final = "secondary, primary and above; LV feeder not assessed"

_WEST, _SOUTH, _EAST, _NORTH = BRITAIN_M


class Places(Contract):
    """Where homes without a drive are: a postcode, or what of it lies in one LSOA. Internal, never written out."""

    place_id: str
    lsoa_code: str
    district_code: str
    easting_m: float = pa.Field(ge=_WEST, le=_EAST)
    northing_m: float = pa.Field(ge=_SOUTH, le=_NORTH)
    no_drive_homes: float = pa.Field(ge=0)
    no_drive_vehicles_count: float = pa.Field(ge=0, description="electric, in the scenario and year looked at")
    substation_id: str = pa.Field(description="that supplies the place; empty: not known")

    class Config(Contract.Config):
        unique = ["place_id", "lsoa_code"]


class Candidates(Contract):
    """Spots where public chargers could stand, each criterion a column; `excluded` says why one is no choice."""

    candidate_id: str
    kind: str = pa.Field(isin=CANDIDATE_KINDS)
    setting: str = pa.Field(isin=SETTINGS)
    name: str = pa.Field(description="as tagged; of a cluster: near a postcode sector, no address")
    operator: str = pa.Field(description="as tagged")
    owner: str = pa.Field(description="of the land, when given; empty: not known")
    access: str = pa.Field(isin=ACCESS)
    easting_m: float = pa.Field(ge=_WEST, le=_EAST)
    northing_m: float = pa.Field(ge=_SOUTH, le=_NORTH)
    lsoa_code: str = pa.Field(description="empty: outside the study")
    district_code: str
    substation_id: str = pa.Field(description="of the nearest place; empty: not known")
    area_m2: float = pa.Field(ge=0, nullable=True)
    spaces_count: float = pa.Field(ge=0, nullable=True)
    spaces_basis: str = pa.Field(isin=["stated", "from_area", "unknown"])
    points_limit_count: float = pa.Field(ge=0, nullable=True, description="by its bays; blank: along streets, no limit")
    no_drive_homes: float = pa.Field(ge=0, description="without a drive within the walk")
    no_drive_vehicles_count: float = pa.Field(ge=0, description="electric, of those homes, in the year looked at")
    chargers_count: float = pa.Field(
        ge=0, nullable=True, description="existing points within the walk; blank: not told"
    )
    headroom_least_mva: float = pa.Field(nullable=True, description="of its substation over all years and scenarios")
    headroom_bound: str = pa.Field(isin=BOUNDS)
    flood: str = pa.Field(isin=SCREENS)
    heritage: str = pa.Field(isin=SCREENS)
    criteria: str = pa.Field(description="published ones it surely meets, by name, separated by ; ")
    excluded: str = pa.Field(description="why not; empty: open to choice")
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str
    source_id: str
    licence: str

    class Config(Contract.Config):
        unique = ["candidate_id"]


class CandidateRoom(Contract):
    """Headroom at each candidate's substation, by scenario and milestone year, as the caller's table has it."""

    candidate_id: str
    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    headroom_mva: float = pa.Field(nullable=True)
    bound: str = pa.Field(isin=BOUNDS)

    class Config(Contract.Config):
        unique = ["candidate_id", "scenario", "year"]


class ChargingSites(Contract):
    """Planned sites by scenario and milestone year, from the year each is first needed; stock, not yearly additions.

    Only `capex_*` is what was added since the row before, so that it sums to the programme's cost. Kilowatts are rated;
    the grid flag is of the unmanaged load, sites counted in order of opening and rank on every substation of a path.
    """

    scenario: str
    site_id: str
    year: int = pa.Field(ge=2020, le=2100)
    rank_count: int = pa.Field(ge=1, description="1 is taken first")
    first_year: int = pa.Field(ge=2020, le=2100)
    kind: str = pa.Field(isin=CANDIDATE_KINDS)
    setting: str = pa.Field(isin=SETTINGS)
    name: str
    owner: str
    operator: str
    easting_m: float
    northing_m: float
    lsoa_code: str
    district_code: str
    substation_id: str
    criteria: str = pa.Field(description="published ones it surely meets, by name, separated by ; ")
    homes: float = pa.Field(ge=0, description="without a drive, nearest to this site and within the walk")
    vehicles_count: float = pa.Field(ge=0, description="electric, of those homes")
    served_vehicles_count: float = pa.Field(ge=0, description="whom the points suffice for")
    points_7kw_count: float = pa.Field(ge=0)
    points_22kw_count: float = pa.Field(ge=0)
    points_50kw_count: float = pa.Field(ge=0)
    points_low_count: float = pa.Field(ge=0, description="all classes, with the least points for the energy")
    points_high_count: float = pa.Field(ge=0)
    rated_kw: float = pa.Field(ge=0)
    unmanaged_kw: float = pa.Field(ge=0, description="after diversity")
    managed_kw: float = pa.Field(ge=0)
    energy_kwh: float = pa.Field(ge=0, description="a year; moved here from homes' surroundings, never added")
    point_day_kwh: float = pa.Field(ge=0, description="utilisation: kWh a point and day")
    capex_low_gbp: float = pa.Field(ge=0, description="added since the row before; our points at the low price")
    capex_central_gbp: float = pa.Field(ge=0)
    capex_high_gbp: float = pa.Field(ge=0)
    price_year: int
    grid_flag: str = pa.Field(isin=GRID_FLAGS)
    light: str = pa.Field(isin=LIGHTS)
    binding_substation_id: str = pa.Field(description="of the path: leaves least; empty: none has a figure")
    headroom_before_mva: float = pa.Field(nullable=True, description="there, after sites that open before it")
    headroom_after_mva: float = pa.Field(nullable=True, description="there, less this site's unmanaged load")
    headroom_bound: str = pa.Field(isin=BOUNDS)
    work_ids: str = pa.Field(description="named works on substations where it does not fit, separated by ; ")
    works_year: float = pa.Field(nullable=True, description="year by which works make room; blank: none shown to")
    shift_needed_mw: float = pa.Field(
        ge=0, nullable=True, description="of managed charging that makes it fit; blank: room not known"
    )
    shift_possible_mw: float = pa.Field(ge=0, description="unmanaged less managed")
    assessed: str = pa.Field(isin=[PRIMARY_ONLY, WITH_SECONDARY])
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["scenario", "site_id", "year"]


class SitingReasons(Contract):
    """Why each site was chosen, in the order in which sites were taken."""

    site_id: str
    rank_count: int = pa.Field(ge=1)
    newly_covered_count: float = pa.Field(ge=0, description="vehicles that none before it nor today covers")
    lost_without_count: float = pa.Field(ge=0, description="vehicles that nobody else covers")
    nearest_substation_id: str = pa.Field(description="with least room left for it; empty: none is known")
    room_before_kw: float = pa.Field(nullable=True, description="there, without any new site, in its worst year")
    room_left_kw: float = pa.Field(nullable=True, description="there, with all chosen")
    asked_kw: float = pa.Field(ge=0, description="that its operator has to be asked for")

    class Config(Contract.Config):
        unique = ["site_id"]


class LeviEvidence(Contract):
    """What a LEVI application asks, by district: who has no drive, who is covered, what stands where, what it costs."""

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    district_code: str
    no_drive_homes: float = pa.Field(ge=0)
    covered_before_homes: float = pa.Field(ge=0, nullable=True, description="within the walk of a charger of today")
    covered_after_homes: float = pa.Field(ge=0, description="of that or a planned site, enough points or not")
    sites_count: float = pa.Field(ge=0)
    points_7kw_count: float = pa.Field(ge=0)
    points_22kw_count: float = pa.Field(ge=0)
    points_50kw_count: float = pa.Field(ge=0)
    served_vehicles_count: float = pa.Field(ge=0)
    vehicles_per_point_ratio: float = pa.Field(ge=0, nullable=True)
    on_street_share: float = pa.Field(ge=0, le=1, nullable=True, description="of points")
    council_share: float = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="of points, at least: owner or operator is a council; blank: none is told",
    )
    capex_low_gbp: float = pa.Field(ge=0, description="to date")
    capex_central_gbp: float = pa.Field(ge=0)
    capex_high_gbp: float = pa.Field(ge=0)
    central_per_point_gbp: float = pa.Field(ge=0, nullable=True)
    price_year: int

    class Config(Contract.Config):
        unique = ["scenario", "year", "district_code"]


class MovedLoad(Contract):
    """Vehicles whose public charging leaves one substation for another; sums to exactly 0 by scenario and year."""

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    lsoa_code: str
    substation_id: str
    vehicles_count: float = pa.Field(description="+ arrives at sites, - leaves homes; stock, not yearly additions")

    class Config(Contract.Config):
        unique = ["scenario", "year", "lsoa_code", "substation_id"]
