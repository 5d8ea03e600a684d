"""The contracts every package shares: control totals, candidates, dated measures, and the answers added up from them.

Substations speak MVA, homes and sites kW. Demand is positive towards the customer; headroom is positive when there is
room.
"""

from typing import Final

import pandera.pandas as pa

from lae.tables import Contract

PROVENANCE: Final = ["published", "modelled", "assumed", "illustrative"]
BOUNDS: Final = ["exact", "at_most", "at_least", "unknown"]
QUEUES: Final = ["connected", "contracted_excl_bess", "contracted", "accepted", "offered"]
BASES: Final = ["published", "modelled", "nshr"]
DIRECTIONS: Final = ["demand", "generation"]
TIERS: Final = ["gsp", "bsp", "primary", "secondary"]
CLASSES: Final = ["at_or_below_zero_today", "crosses", "stays_above", "unknown"]
STATUSES: Final = ["existing", "planned", "context"]
BASE_SHIFT: Final = "base_shift"
"""The `because` line for the base load at the deciding slot less the base load's own maximum."""
UNNAMED: Final = "unnamed circuit or equipment (published constraint)"
"""What binds when the operator publishes a limit but not the asset that sets it."""
NO_SUBSTATION: Final = ""
"""`substation_id` of load in a place whose substations no supplied file names."""


class Uptake(Contract):
    """Control totals: how many of a building block a district holds at the end of a year, per scenario.

    Placement and named sites take their share of a total; nothing adds to it.
    """

    scenario: str
    district_code: str
    building_block: str
    year: int = pa.Field(ge=2010, le=2100)
    value: float = pa.Field(ge=0, description="stock at the end of the year, in `unit`")
    unit: str
    provenance: str = pa.Field(isin=PROVENANCE)
    source_id: str
    source_row: int = pa.Field(ge=0, description="row of the source file; 0 when several rows were combined")

    class Config(Contract.Config):
        unique = ["scenario", "district_code", "building_block", "year"]


class Recorded(Contract):
    """Stock somebody counted: what a district already had at the end of a year, the same for every scenario."""

    district_code: str
    technology: str
    year: int = pa.Field(ge=2000, le=2100)
    count: float = pa.Field(ge=0)
    bound: str = pa.Field(isin=BOUNDS, description="at_least where the register leaves some out")
    source_id: str
    source_row: int = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["district_code", "technology", "year"]


class Supply(Contract):
    """Which substation feeds which part of an LSOA; the shares of an LSOA in one allocation sum to 1."""

    allocation: str = pa.Field(isin=["nearest", "second_nearest"])
    lsoa_code: str
    district_code: str
    in_study: bool
    substation_id: str = pa.Field(description="empty: no supplied file names the substation here")
    share: float = pa.Field(ge=0, le=1.000001)
    dwellings: float = pa.Field(ge=0, description="homes of that LSOA on that substation")
    basis: str = pa.Field(isin=["nearest_primary", "override", "published_area", "none"])

    class Config(Contract.Config):
        unique = ["allocation", "lsoa_code", "substation_id"]


class Options(Contract):
    """Undated candidates from a workstream: what could be done, where, and in which order it would be taken."""

    option_id: str
    workstream: str
    technology: str
    lsoa_code: str
    substation_id: str
    count: float = pa.Field(ge=0)
    rank: float
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["option_id"]


class Measures(Contract):
    """One row a scenario, technology, LSOA, substation, start year and status: quantities added that year.

    `count` is the net addition of the year, negative where a scenario's stock falls; stock = cumulative. `existing`
    rows are
    recorded stock, `context` rows homes outside the study that hang on its substations. Load = profile_units x profile.
    """

    scenario: str
    technology: str
    district_code: str
    lsoa_code: str
    substation_id: str
    start_year: int = pa.Field(ge=2000, le=2100)
    status: str = pa.Field(isin=STATUSES)
    count: float
    profile_id: str
    profile_units: float
    electricity_kwh: float = pa.Field(nullable=True)
    gas_kwh: float = pa.Field(nullable=True)
    area_ha: float = pa.Field(nullable=True)
    curve_id: str
    capex_gbp: float = pa.Field(nullable=True)
    price_year: float = pa.Field(nullable=True)
    lifetime_years: float = pa.Field(nullable=True)
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["scenario", "technology", "lsoa_code", "substation_id", "start_year", "status"]


class Headroom(Contract):
    """Room at one substation in one scenario, year, direction, basis and queue; + means room, - means short.

    `headroom_own_mva` is the substation's own, `headroom_mva` the least along the path to the highest tier with a
    figure. On the modelled basis capacity - observed - contracted - added = headroom_own, row by row.
    """

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    name: str
    tier: str = pa.Field(isin=TIERS)
    dno: str
    direction: str = pa.Field(isin=DIRECTIONS)
    basis: str = pa.Field(isin=BASES)
    queue: str = pa.Field(isin=QUEUES)
    capacity_mva: float = pa.Field(ge=0, nullable=True, description="firm capacity used; blank on a published figure")
    observed_mva: float = pa.Field(ge=0, nullable=True, description="observed maximum demand, gross")
    contracted_mva: float = pa.Field(ge=0, nullable=True, description="contracted demand counted, after coincidence")
    added_mva: float = pa.Field(ge=-1e-6, nullable=True, description="growth since the figure's observed year")
    headroom_own_mva: float = pa.Field(nullable=True)
    bound_own: str = pa.Field(isin=BOUNDS)
    headroom_mva: float = pa.Field(nullable=True)
    bound: str = pa.Field(isin=BOUNDS)
    binding_substation_id: str
    peak_slot: str = pa.Field(description="day and half-hour that decides the growth, for instance winter 18:00")
    source_id: str

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id", "direction", "basis", "queue"]


class Because(Contract):
    """What `added_mva` is made of: each technology's contribution at the deciding slot and one `base_shift` line."""

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    direction: str = pa.Field(isin=DIRECTIONS)
    basis: str = pa.Field(isin=BASES)
    queue: str = pa.Field(isin=QUEUES)
    technology: str
    count: float = pa.Field(
        nullable=True, description="profile units added downstream since the observed year; of heating, mean homes"
    )
    added_mva: float

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id", "direction", "basis", "queue", "technology"]


class Shortfalls(Contract):
    """One line a scenario and substation: what class its headroom falls in, and when."""

    scenario: str
    substation_id: str
    name: str
    tier: str = pa.Field(isin=TIERS)
    direction: str = pa.Field(isin=DIRECTIONS)
    basis: str = pa.Field(isin=BASES)
    queue: str = pa.Field(isin=QUEUES)
    bound: str = pa.Field(isin=BOUNDS)
    # `class` is a Python keyword, hence the alias.
    class_: str = pa.Field(alias="class", isin=CLASSES)
    first_year_below_zero: float = pa.Field(nullable=True, description="first year that may be below zero")
    first_year_latest: float = pa.Field(nullable=True, description="same as the former, or the end of the interval")
    worst_year: float = pa.Field(nullable=True)
    worst_headroom_mva: float = pa.Field(nullable=True)
    binding_substation_id: str

    class Config(Contract.Config):
        unique = ["scenario", "substation_id", "direction", "basis", "queue"]
