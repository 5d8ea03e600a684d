"""Secondary substations (11 kV to 400 V) as operators publish them: listed, never judged.

No operator publishes their observed load by half-hour, so no headroom is worked out below the primary (headroom rule
25). What an operator says of one is printed in its own words.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.tables import Contract, columns_of, empty

SECONDARY_SITES: Final = "secondary_sites"


class SecondarySites(Contract):
    """One row a secondary substation. Blank is not known: a headroom that is blank is not 0."""

    site_id: str = pa.Field(str_matches=r"^[a-z]+:\S+$", description="operator : the operator's id")
    dno: str
    feeder: str = pa.Field(description="the HV feeder it hangs on, as published")
    rating_kva: float = pa.Field(gt=0, le=10_000, nullable=True, description="transformer nameplate (ONAN)")
    customers_count: float = pa.Field(ge=0, le=10_000, nullable=True)
    used_from_share: float = pa.Field(ge=0, le=5, nullable=True, description="of the rating; lower end of the band")
    used_to_share: float = pa.Field(ge=0, le=5, nullable=True, description="blank: the band is open at the top")
    demand_headroom: str = pa.Field(description="as published, in the operator's words or unit")
    reinforcement: str = pa.Field(description="when the operator expects to reinforce it, as published")
    lsoa_code: str = pa.Field(str_matches=r"^([EW]\d{8})?$")
    easting_m: float = pa.Field(ge=0, le=700_000, nullable=True, description="British National Grid")
    northing_m: float = pa.Field(ge=0, le=1_300_000, nullable=True)
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["site_id"]


class SecondaryByArea(Contract):
    """Secondary substations of one LSOA and operator; the counts say how many rows state each figure."""

    lsoa_code: str
    dno: str
    sites_count: int = pa.Field(gt=0)
    rating_kva: float = pa.Field(ge=0, nullable=True, description="of those that state one")
    rated_count: int = pa.Field(ge=0)
    customers_count: float = pa.Field(ge=0, nullable=True)
    heavily_used_count: int = pa.Field(ge=0, description="used from 80 % of the rating on, as published")
    banded_count: int = pa.Field(ge=0, description="sites with a published band of use")

    class Config(Contract.Config):
        unique = ["lsoa_code", "dno"]


_HEAVY: Final = 0.8
"""The highest band operators publish begins here."""


def by_area(sites: pd.DataFrame) -> pd.DataFrame:
    """The sites of each LSOA added up; sites without an LSOA stand under a blank code."""
    if sites.empty:
        return empty(SecondaryByArea)
    flags = sites.assign(
        rated=sites["rating_kva"].notna(),
        banded=sites["used_from_share"].notna(),
        heavy=sites["used_from_share"].ge(_HEAVY),
    )
    grouped = flags.groupby(["lsoa_code", "dno"], sort=True)
    table = pd.DataFrame(
        {
            "sites_count": grouped.size(),
            "rating_kva": grouped["rating_kva"].sum(min_count=1),
            "rated_count": grouped["rated"].sum(),
            "customers_count": grouped["customers_count"].sum(min_count=1),
            "heavily_used_count": grouped["heavy"].sum(),
            "banded_count": grouped["banded"].sum(),
        }
    ).reset_index()
    return table[columns_of(SecondaryByArea)]
