"""What the need for charging is worked out from and told in: homes and vehicles in, energy and charge points out."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.measures import PROVENANCE
from lae.tables import Contract

HOME_TYPES: Final = ["", "detached", "semi_detached", "end_terrace", "mid_terrace", "flat", "bungalow", "park_home"]
"""Blank where nobody knows."""
DRIVE_BASES: Final = ["flag", "geometry", "type_prior", "unknown"]
"""How it is known whether a home has a drive, the better evidence first: a survey's or register's flag of the home;
the rule on buildings and roads; how often homes of its type have one; nothing but the mean of all homes."""
SEEN: Final = ["flag", "geometry"]
"""The bases that looked at the homes themselves."""
SPREADS: Final = ["homes", "weights"]
"""What charging away from home follows: homes, for want of trips, or a table of weights that was given."""


class HomesAtPlaces(Contract):
    """How many homes of a type stand at a place, which is a postcode or what of it lies in one LSOA."""

    place_id: str
    lsoa_code: str
    district_code: str
    easting_m: float = pa.Field(nullable=True, description="of the place, EPSG:27700")
    northing_m: float = pa.Field(nullable=True)
    dwelling_type: str = pa.Field(isin=HOME_TYPES)
    homes: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["place_id", "lsoa_code", "dwelling_type"]


class VehiclesByLsoa(Contract):
    """Electric cars and vans that stand in an LSOA at the end of a year: the stock, not a year's additions."""

    scenario: str
    lsoa_code: str
    year: int = pa.Field(ge=2000, le=2100)
    vehicles_count: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["scenario", "lsoa_code", "year"]


class CarsByLsoa(Contract):
    """Households of an LSOA by cars and vans, as shares that sum to 1 (Census TS045)."""

    lsoa_code: str
    none_share: float = pa.Field(ge=0, le=1)
    one_share: float = pa.Field(ge=0, le=1)
    two_share: float = pa.Field(ge=0, le=1)
    three_or_more_share: float = pa.Field(ge=0, le=1)

    class Config(Contract.Config):
        unique = ["lsoa_code"]

    @pa.dataframe_check(name="shares_sum_to_1")
    @classmethod
    def _whole(cls, frame: pd.DataFrame) -> pd.Series:
        parts = ["none_share", "one_share", "two_share", "three_or_more_share"]
        return frame[parts].sum(axis=1).sub(1.0).abs().le(0.001)


class DriveEvidence(Contract):
    """Of how many homes of a place somebody looked whether there is a drive, and how many have none."""

    place_id: str
    lsoa_code: str
    basis: str = pa.Field(isin=SEEN)
    homes: float = pa.Field(ge=0)
    no_drive_homes: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["place_id", "lsoa_code", "basis"]

    @pa.dataframe_check(name="part_of_the_homes")
    @classmethod
    def _part(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["no_drive_homes"].le(frame["homes"])


class DestinationWeights(Contract):
    """How much an LSOA draws of what is charged away from home, beside the others: trips, visits, spaces to park."""

    lsoa_code: str
    weight_ratio: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["lsoa_code"]


class PlaceDrives(Contract):
    """Homes without a drive at each place; lower and upper figures sum to those of the study. Internal."""

    place_id: str
    lsoa_code: str
    district_code: str
    easting_m: float = pa.Field(nullable=True)
    northing_m: float = pa.Field(nullable=True)
    homes: float = pa.Field(ge=0)
    seen_homes: float = pa.Field(ge=0, description="of these: somebody looked, by flag or geometry")
    no_drive_low_homes: float = pa.Field(ge=0)
    no_drive_homes: float = pa.Field(ge=0)
    no_drive_high_homes: float = pa.Field(ge=0)
    basis: str = pa.Field(isin=DRIVE_BASES, description="of most of its homes")

    class Config(Contract.Config):
        unique = ["place_id", "lsoa_code"]


class ChargingNeed(Contract):
    """What the electric vehicles of an LSOA need to charge in a scenario and year.

    Over the LSOAs of a scenario and year home + public (residents' and destination) + depot is vehicles x energy of a
    vehicle, exactly. In one LSOA it is not: destination energy stands where it is drawn. Points are needed in all,
    today's included, and never rounded. Of `public_resident_kwh` no more is told than the scenario's public energy
    holds.
    """

    scenario: str
    year: int = pa.Field(ge=2000, le=2100)
    lsoa_code: str
    district_code: str = pa.Field(description="blank where the LSOA has no homes")
    homes: float = pa.Field(ge=0)
    no_drive_low_share: float = pa.Field(ge=0, le=1, description="of homes")
    no_drive_share: float = pa.Field(ge=0, le=1)
    no_drive_high_share: float = pa.Field(ge=0, le=1)
    seen_share: float = pa.Field(ge=0, le=1, description="of homes: somebody looked, by flag or geometry")
    basis: str = pa.Field(isin=DRIVE_BASES, description="of most of its homes")
    vehicles_count: float = pa.Field(ge=0)
    no_drive_vehicles_low_count: float = pa.Field(ge=0)
    no_drive_vehicles_count: float = pa.Field(ge=0)
    no_drive_vehicles_high_count: float = pa.Field(ge=0)
    home_kwh: float = pa.Field(ge=0, description="a part of it of vehicles without a drive: across the pavement, say")
    public_resident_kwh: float = pa.Field(ge=0, description="of residents without a drive, near their homes")
    public_destination_kwh: float = pa.Field(ge=0, description="at destinations, at work and on the way")
    depot_kwh: float = pa.Field(ge=0, description="where the vehicles are kept: no table of fleets")
    resident_points_low_count: float = pa.Field(ge=0, description="charge points of the residents' class, 7 kW")
    resident_points_count: float = pa.Field(ge=0)
    resident_points_high_count: float = pa.Field(ge=0)
    destination_points_low_count: float = pa.Field(ge=0, description="charge points of the rapid class, 50 kW")
    destination_points_count: float = pa.Field(ge=0)
    destination_points_high_count: float = pa.Field(ge=0)
    resident_unmanaged_kw: float = pa.Field(ge=0, description="after diversity, unmanaged, of the central points")
    resident_managed_kw: float = pa.Field(ge=0)
    destination_unmanaged_kw: float = pa.Field(ge=0)
    destination_managed_kw: float = pa.Field(ge=0)
    home_kw: float = pa.Field(ge=0, description="after diversity, of vehicles with a drive; told beside, never added")
    destination_spread: str = pa.Field(isin=SPREADS)
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["scenario", "year", "lsoa_code"]


class PlaceNeed(Contract):
    """Residents' need at a place in a scenario and year: the weights of siting. Sums to ChargingNeed. Internal."""

    scenario: str
    year: int = pa.Field(ge=2000, le=2100)
    place_id: str
    lsoa_code: str
    easting_m: float = pa.Field(nullable=True)
    northing_m: float = pa.Field(nullable=True)
    no_drive_homes: float = pa.Field(ge=0)
    no_drive_vehicles_low_count: float = pa.Field(ge=0)
    no_drive_vehicles_count: float = pa.Field(ge=0)
    no_drive_vehicles_high_count: float = pa.Field(ge=0)
    public_resident_kwh: float = pa.Field(ge=0)
    basis: str = pa.Field(isin=DRIVE_BASES)

    class Config(Contract.Config):
        unique = ["scenario", "year", "place_id", "lsoa_code"]
