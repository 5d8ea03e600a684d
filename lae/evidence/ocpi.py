"""Planned sites as OCPI 2.2.1 Locations, so that operators' systems can read them: every EVSE is PLANNED."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from lae.geo import degrees_from_bng
from lae.tables import records

Json = dict[str, Any]

_ADDRESS_LENGTH: Final = 45
_NAME_LENGTH: Final = 255
_TYPE_2: Final = {"standard": "IEC_62196_T2", "format": "SOCKET", "max_voltage": 230, "max_amperage": 32}
"""Volts are line to neutral: 7.4 kW on one phase, 22.1 kW on three."""
_CONNECTORS: Final[Mapping[str, Json]] = {
    "7kw": {**_TYPE_2, "power_type": "AC_1_PHASE"},
    "22kw": {**_TYPE_2, "power_type": "AC_3_PHASE"},
    "50kw": {
        "standard": "IEC_62196_T2_COMBO",
        "format": "CABLE",
        "max_voltage": 500,
        "max_amperage": 125,
        "max_electric_power": 50_000,
        "power_type": "DC",
    },
}
_UNNAMED: Final = "planned site, no address"


def planned_locations(
    sites: pd.DataFrame,
    districts: Mapping[str, str],
    *,
    scenario: str,
    year: int,
    last_updated: str,
    party_id: str = "LAE",
    publish: bool = False,
) -> list[Json]:
    """One OCPI Location a site that stands in that scenario and year, in order of site_id; ready for JSON.

    Addresses are the sites' names, for we have none: a modelled spot has nothing but its postcode sector.

    Args:
        sites: contract ChargingSites.
        districts: name by district_code, for the field `city` that OCPI wants.
        scenario: of the programme.
        year: a milestone of it.
        last_updated: date and time in UTC, "2026-11-30T00:00:00Z"; the caller's, since nothing here reads a clock.
        party_id: three letters of who sends.
        publish: whether drivers' apps may show them; a plan is not for drivers, so False unless wanted.
    """
    rows = sites[sites["scenario"].eq(scenario) & sites["year"].eq(year)].sort_values("site_id", kind="stable")
    longitude, latitude = degrees_from_bng(rows["easting_m"], rows["northing_m"])
    places = zip(records(rows), longitude, latitude, strict=True)
    return [
        {
            "country_code": "GB",
            "party_id": party_id,
            "id": row.site_id.replace("/", "-")[:36],
            "publish": publish,
            "name": (row.name or row.site_id)[:_NAME_LENGTH],
            "address": (row.name or _UNNAMED)[:_ADDRESS_LENGTH],
            "city": (districts.get(row.district_code) or row.district_code)[:_ADDRESS_LENGTH],
            "country": "GBR",
            "coordinates": {"latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}"},
            "parking_type": "ON_STREET" if row.setting == "on_street" else "PARKING_LOT",
            "evses": _evses(row, last_updated),
            "time_zone": "Europe/London",
            "last_updated": last_updated,
        }
        for row, lon, lat in places
    ]


def _evses(row: Any, last_updated: str) -> list[Json]:
    """One EVSE a point, the weakest first; no evse_id, since nobody has given one."""
    counts = {"7kw": row.points_7kw_count, "22kw": row.points_22kw_count, "50kw": row.points_50kw_count}
    kinds = [kind for kind, number in counts.items() for _ in range(int(number))]
    return [
        {
            "uid": f"{row.site_id.replace('/', '-')[:30]}-{number}",
            "status": "PLANNED",
            "connectors": [{"id": "1", **_CONNECTORS[kind], "last_updated": last_updated}],
            "last_updated": last_updated,
        }
        for number, kind in enumerate(kinds, start=1)
    ]
