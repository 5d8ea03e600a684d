"""What the charging tables mean: charge points as registers list them, sites where more could stand, counts by area."""

from typing import Annotated, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.engines.geopandas_engine import Geometry
from pandera.typing.geopandas import GeoSeries

from lae.geo import BNG, BRITAIN_M
from lae.tables import Contract

CHARGERS: Final = "chargers"
PARKING_SITES: Final = "parking_sites"
CHARGING_TOTALS: Final = "charging_totals"
CHARGING_CODES: Final = "charging_codes"
AREA_NAMES: Final = "area_names"

REGISTERS: Final = ["ncr", "ocm", "ocpi", "osm"]
"""National Chargepoint Registry (closed in November 2024: history), Open Charge Map, OCPI feeds, OpenStreetMap."""
ACCESS: Final = ["public", "customers", "private", "unknown"]
STATUSES: Final = ["working", "out_of_service", "planned", "unknown"]
"""A planned charge point is no supply today."""
SETTINGS: Final = ["on_street", "off_street", "unknown"]
POWER_BASES: Final = ["stated", "computed", "unknown"]
"""Stated by the register, computed from its volts and amperes, or neither."""
SITE_KINDS: Final = ["distribution", "parking", "supermarket", "warehouse"]
DFT_SPEEDS: Final = ["", "3 to 8 kW", "8 to 49 kW", "50 to 149 kW", "150 kW and over"]
"""Bands of the Department for Transport's statistics since October 2023, the lower end inclusive."""
GOV_UK_SPEEDS: Final = ["", "standard", "fast", "rapid", "ultra-rapid"]
"""Names of gov.uk since April 2023: 3 to under 7, 7 to 22, 50 and over, 100 kW and over; 23 to 49 kW has no name."""
LARGEST_KW: Final = 1_000.0
"""No car's connector delivers more; a larger figure is in watts, or wrong."""
AREA_LEVELS: Final = ["", "country", "region", "county", "lad", "msoa", "msoa11", "lsoa11", "lsoa21", "lsoa"]

_WEST, _SOUTH, _EAST, _NORTH = BRITAIN_M
_DAY: Final = r"^(\d{4}-\d{2}-\d{2})?$"
_PERIOD: Final = r"^(\d{4}(-\d{2}|-Q[1-4])?)?$"


class Chargers(Contract):
    """Charge points of one register, as it lists them.

    A row is a device or EVSE (NCR, OCPI) or a site with several (Open Charge Map, OpenStreetMap): `points_count` says
    how many vehicles it charges at once. Cover is measured to locations, supply by points, never by connectors. The
    same device may stand in several registers; nothing is merged here.
    """

    charger_id: str = pa.Field(str_matches=r"^[a-z]+:\S+$", description="register : the register's own id")
    location_id: str = pa.Field(
        str_matches=r"^[a-z]+:\S+$", description="the register's location; where it has none, all at one point share it"
    )
    register: str = pa.Field(isin=REGISTERS)
    operator: str = pa.Field(description="company that runs it, as written; blank where the register does not say")
    name: str = pa.Field(description="the site's name; blank where it could be a private home's")
    postcode: str
    easting_m: float = pa.Field(ge=_WEST, le=_EAST)
    northing_m: float = pa.Field(ge=_SOUTH, le=_NORTH)
    points_count: float = pa.Field(ge=0, nullable=True, description="vehicles charged at once; blank: not stated")
    connectors_count: float = pa.Field(ge=0, nullable=True)
    connectors: str = pa.Field(description="kinds of connector, each once, joined by ; ")
    power_kw: float = pa.Field(gt=0, le=LARGEST_KW, nullable=True, description="of the strongest connector")
    weakest_power_kw: float = pa.Field(gt=0, le=LARGEST_KW, nullable=True, description="of the weakest connector")
    power_basis: str = pa.Field(isin=POWER_BASES, description="of the strongest connector")
    speed_dft: str = pa.Field(isin=DFT_SPEEDS)
    speed_gov_uk: str = pa.Field(isin=GOV_UK_SPEEDS)
    access: str = pa.Field(isin=ACCESS)
    status: str = pa.Field(isin=STATUSES)
    setting: str = pa.Field(isin=SETTINGS)
    opened: str = pa.Field(str_matches=_DAY, description="as stated, rarely; a record's date is not an opening")
    recorded: str = pa.Field(str_matches=_DAY, description="when the register first held it")
    updated: str = pa.Field(str_matches=_DAY, description="when the register last touched it")
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["charger_id"]


class ParkingSites(Contract):
    """Places where vehicles stand and chargers might: a point or an area, EPSG:27700."""

    site_id: str = pa.Field(str_matches=r"^[a-z]+:\S+$")
    kind: str = pa.Field(isin=SITE_KINDS)
    name: str
    operator: str
    access: str = pa.Field(isin=ACCESS, description="as tagged; no tag is unknown")
    layout: str = pa.Field(description="surface, multi-storey, street_side..., as tagged")
    fee: str = pa.Field(description="as tagged: yes, no or a text")
    capacity_spaces_count: float = pa.Field(ge=0, nullable=True)
    capacity_basis: str = pa.Field(isin=["stated", "unknown"], description="stated by the source, never guessed here")
    area_m2: float = pa.Field(ge=0, nullable=True, description="of the polygon; blank for a point")
    easting_m: float = pa.Field(ge=_WEST, le=_EAST, description="of a point in the shape")
    northing_m: float = pa.Field(ge=_SOUTH, le=_NORTH)
    geometry: GeoSeries[Annotated[Geometry, BNG]]
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["site_id"]


class ChargingTotals(Contract):
    """A figure about vehicles, chargers or parking for an area, as published."""

    area_code: str
    area_level: str = pa.Field(isin=AREA_LEVELS, description="blank: the file does not say and the code does not show")
    period: str = pa.Field(str_matches=_PERIOD, description="2025, 2025-04 or 2025-Q4; blank where the file has none")
    measure: str
    value: float = pa.Field(ge=0, nullable=True, description="blank: withheld or not available")
    unit: str = pa.Field(description="blank: the publisher does not state it")
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["area_code", "period", "measure"]


class ChargingCodes(Contract):
    """What the numbers in an Open Charge Map export mean."""

    kind: str = pa.Field(isin=["connection", "current", "operator", "status", "usage"])
    code: str
    title: str
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["kind", "code"]


class AreaNames(Contract):
    """Names of areas, as a table of somebody else's uses them."""

    area_code: str
    area_level: str = pa.Field(isin=AREA_LEVELS)
    area_name: str
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["area_code"]


def dft_speed(power_kw: pd.Series) -> pd.Series:
    """The band of each power in kW (`DFT_SPEEDS`); blank below 3 kW and where the power is not known."""
    return _banded(power_kw, (3.0, 8.0, 50.0, 150.0), DFT_SPEEDS)


def gov_uk_speed(power_kw: pd.Series) -> pd.Series:
    """The name of each power in kW (`GOV_UK_SPEEDS`); blank below 3 kW, from 23 to 49 kW, and where it is not known."""
    named = _banded(power_kw, (3.0, 7.0, 50.0, 100.0), GOV_UK_SPEEDS)
    return named.mask(power_kw.ge(23.0) & power_kw.lt(50.0), "")


def _banded(power_kw: pd.Series, starts: tuple[float, ...], names: list[str]) -> pd.Series:
    place = np.searchsorted(np.array(starts), power_kw.fillna(0.0).to_numpy(dtype="float64"), side="right")
    return pd.Series(np.array(names, dtype=object)[place], index=power_kw.index, dtype="str")
