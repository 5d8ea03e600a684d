"""Where to start: criteria by LSOA and by primary, the score they add up to, and zones with their reasons."""

from typing import Final

import pandera.pandas as pa

from lae.tables import Contract

CRITERIA: Final = ["carbon_cost", "fuel_poverty", "heat_need", "clustering", "off_gas", "social_homes", "headroom"]
"""Each 0 to 1, 1 the better place to start; a score is their weighted sum and nothing else."""


class Targeting(Contract):
    """One row an LSOA or primary: what it is like, each criterion from 0 to 1, and their documented sum.

    A criterion nobody can tell is blank and its weight is left out of the sum, as `criteria_missing` says.
    """

    area_level: str = pa.Field(isin=["lsoa", "primary"])
    area_code: str
    homes: float = pa.Field(ge=0)
    open_homes: float = pa.Field(
        ge=0, nullable=True, description="open to the package looked at; blank: too few to publish"
    )
    package: str
    capex_gbp: float = pa.Field(ge=0, nullable=True)
    carbon_saved_tco2e: float = pa.Field(nullable=True, description="a year")
    gbp_per_tco2e: float = pa.Field(nullable=True)
    heat_need_kwh_per_m2: float = pa.Field(ge=0, nullable=True)
    fuel_poor_share: float = pa.Field(ge=0, le=1, nullable=True, description="of households; published")
    off_gas_share: float = pa.Field(ge=0, le=1, nullable=True, description="of homes: oil, LPG, solid fuel")
    electric_share: float = pa.Field(ge=0, le=1, nullable=True, description="of homes: direct or storage heating")
    social_share: float = pa.Field(ge=0, le=1, nullable=True)
    owner_share: float = pa.Field(ge=0, le=1, nullable=True)
    clustered_share: float = pa.Field(ge=0, le=1, nullable=True, description="of open homes: in a run of like homes")
    clusters_count: float = pa.Field(ge=0)
    peak_added_kw: float = pa.Field(nullable=True, description="after diversity, were every open home done")
    headroom_mva: float = pa.Field(nullable=True, description="published basis, today; least of an LSOA's primaries")
    headroom_after_mva: float = pa.Field(nullable=True, description="less the package's load")
    headroom_bound: str
    carbon_cost_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    fuel_poverty_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    heat_need_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    clustering_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    off_gas_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    social_homes_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    headroom_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    score_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    criteria_missing: str = pa.Field(description="names, separated by a space")
    rank_count: float = pa.Field(ge=1, nullable=True, description="1 is the first place to start")

    class Config(Contract.Config):
        unique = ["area_level", "area_code"]


class Zones(Contract):
    """Neighbouring LSOAs worth starting with together, and why; geometry beside it where it is drawn."""

    zone_id: str = pa.Field(str_matches=r"^zone-\d{3}$")
    lsoa_codes: str = pa.Field(description="separated by a space")
    district_codes: str
    homes: float = pa.Field(ge=0)
    open_homes: float = pa.Field(ge=0)
    capex_gbp: float = pa.Field(ge=0)
    carbon_saved_tco2e: float
    gbp_per_tco2e: float = pa.Field(nullable=True)
    peak_added_kw: float
    score_ratio: float = pa.Field(ge=0, le=1)
    headroom_note: str = pa.Field(description="ready | network first | not known")
    reasons: str = pa.Field(description="in words, each with its figure")

    class Config(Contract.Config):
        unique = ["zone_id"]
