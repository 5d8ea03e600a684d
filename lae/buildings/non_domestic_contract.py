"""What buildings that are no homes buy, and what their certificates say of them; and which MSOA an LSOA lies in."""

from typing import Final

import pandera.pandas as pa

from lae.buildings.demand_contract import CARRIERS
from lae.measures import PROVENANCE
from lae.tables import Contract

INDUSTRY_AND_COMMERCE_ONLY: Final = "industry_and_commerce_only"
WITHOUT_HALF_HOURLY: Final = "without_half_hourly_meters"
PARTIAL: Final = (INDUSTRY_AND_COMMERCE_ONLY, WITHOUT_HALF_HOURLY)
"""In the `basis` of a figure of MeteredEnergy: what the publisher leaves out of it. Such a figure is a lower bound.

Petroleum and solid fuels of public bodies, farms and transport are not among those of industry and commerce;
half-hourly meters, those of the largest users, are published by district only.
"""
CERTIFICATES: Final = ["display", "non_domestic"]
"""display: what a public building was metered to use; non_domestic: an asset rating, which says nothing of use."""


class MsoaOfLsoa(Contract):
    """Which MSOA an LSOA of the same edition lies in; LSOAs nest in MSOAs."""

    lsoa_code: str = pa.Field(str_matches=r"^[EW]01\d{6}$")
    msoa_code: str = pa.Field(str_matches=r"^[EW]02\d{6}$")
    source_id: str

    class Config(Contract.Config):
        unique = ["lsoa_code"]


class NonDomesticByArea(Contract):
    """One row an area and carrier: what all but homes were recorded to buy, of the newest year; nothing is scaled."""

    area_level: str = pa.Field(isin=["lad", "msoa", "lsoa"])
    area_code: str
    carrier: str = pa.Field(isin=CARRIERS)
    year: int = pa.Field(ge=2000, le=2100)
    consumption_kwh: float = pa.Field(ge=0)
    bound: str = pa.Field(isin=["exact", "at_least"], description="at_least: the publisher leaves some users out")
    meters_count: float = pa.Field(ge=0, nullable=True)
    floor_area_m2: float = pa.Field(ge=0, nullable=True, description="of all such buildings; blank: nobody told")
    floor_area_missing: str = pa.Field(description="why the floor area is blank")
    provenance: str = pa.Field(isin=PROVENANCE)
    basis: str
    source_id: str

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "carrier"]


class CertifiedBuildings(Contract):
    """One row an area and kind of certificate: the latest certificate of each building, added up.

    A lower bound of the area's buildings: most have none. Blank figures are those of too few buildings to show.
    """

    area_level: str = pa.Field(isin=["lad", "lsoa"])
    area_code: str
    certificate: str = pa.Field(isin=CERTIFICATES)
    buildings_count: float = pa.Field(ge=0, nullable=True)
    floor_area_m2: float = pa.Field(ge=0, nullable=True, description="of those that state it")
    heat_kwh: float = pa.Field(ge=0, nullable=True, description="metered, a year; blank where none was metered")
    electricity_kwh: float = pa.Field(ge=0, nullable=True, description="metered, a year; blank where none was metered")
    metered_count: float = pa.Field(ge=0, nullable=True, description="buildings in heat_kwh or electricity_kwh")
    missing: str = pa.Field(description="what is blank and why; blank where nothing is")

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "certificate"]
