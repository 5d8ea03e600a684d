"""What a register of generation and storage projects in planning means: who asked to build what, where, how far."""

from typing import Final

import pandera.pandas as pa

from lae.tables import Contract

STATUSES: Final = [
    "submitted",
    "appeal_lodged",
    "awaiting_construction",
    "under_construction",
    "operational",
    "no_application_required",
    "refused",
    "withdrawn",
    "expired",
    "abandoned",
    "revised",
    "decommissioned",
]
"""How far a project is; `revised` ones were replaced by another row and count nowhere."""
LIVE: Final = ["submitted", "appeal_lodged", "awaiting_construction", "under_construction", "operational"]
"""Statuses of projects that stand or may yet be built."""
TECHNOLOGIES: Final = [
    "solar",
    "wind_onshore",
    "wind_offshore",
    "battery",
    "other_storage",
    "hydro",
    "marine",
    "biomass",
    "anaerobic_digestion",
    "landfill_gas",
    "sewage_gas",
    "energy_from_waste",
    "geothermal",
    "hydrogen",
    "heat",
    "other",
]
MOUNTINGS: Final = ["", "ground", "roof", "ground_and_roof", "floating"]
_DAY: Final = r"^(\d{4}-\d{2}-\d{2})?$"


class RenewableProjects(Contract):
    """One row a planning record. Two rows may be one site: a scheme asked for again, or a battery beside a solar farm.

    Days are blank where the register has none. Coordinates are blank where they cannot be placed.
    """

    project_id: str = pa.Field(str_matches=r"^repd:\S+$")
    name: str
    technology: str = pa.Field(isin=TECHNOLOGIES)
    published_technology: str
    status: str = pa.Field(isin=STATUSES)
    published_status: str
    capacity_mw: float = pa.Field(ge=0, le=10_000, nullable=True, description="electrical, as installed or asked for")
    mounting: str = pa.Field(isin=MOUNTINGS)
    turbines_count: float = pa.Field(ge=0, nullable=True)
    height_m: float = pa.Field(ge=0, nullable=True, description="of the turbines, to the tip")
    site_area_m2: float = pa.Field(ge=0, nullable=True)
    colocated_with: str = pa.Field(description="reference numbers of the records it shares a site with, as published")
    planning_authority: str
    county: str
    country: str
    planning_reference: str
    easting_m: float = pa.Field(ge=0, le=800_000, nullable=True, description="British National Grid")
    northing_m: float = pa.Field(ge=0, le=1_300_000, nullable=True)
    submitted_on: str = pa.Field(str_matches=_DAY)
    granted_on: str = pa.Field(str_matches=_DAY)
    construction_on: str = pa.Field(str_matches=_DAY, description="construction begun")
    operational_on: str = pa.Field(str_matches=_DAY)
    updated_on: str = pa.Field(str_matches=_DAY)
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["project_id"]
