"""What the seasonal tables mean: room in each season on the modelled basis, and what its growth is made of."""

import pandera.pandas as pa

from lae.grid.profiles import SEASONS
from lae.measures import BOUNDS, QUEUES
from lae.tables import Contract


class SeasonalHeadroom(Contract):
    """Demand headroom of one season on the modelled basis, at the milestones and the first year below zero; + is room.

    Room is the least over the half-hours of that season's days of firm capacity less load, so that capacity - observed
    - contracted - added = headroom_own, row by row. Outside winter the load already there follows the base profile of
    that season's days, which no file measures here.
    """

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    season: str = pa.Field(isin=list(SEASONS))
    queue: str = pa.Field(isin=QUEUES)
    capacity_mva: float = pa.Field(ge=0, nullable=True, description="firm capacity in that season")
    observed_mva: float = pa.Field(ge=0, nullable=True, description="greatest load of that season before growth")
    contracted_mva: float = pa.Field(ge=0, nullable=True, description="contracted demand counted, after coincidence")
    added_mva: float = pa.Field(ge=-1e-6, nullable=True, description="growth of that season's greatest load")
    headroom_own_mva: float = pa.Field(nullable=True)
    bound_own: str = pa.Field(isin=BOUNDS)
    headroom_mva: float = pa.Field(nullable=True, description="least along the path")
    bound: str = pa.Field(isin=BOUNDS)
    binding_substation_id: str
    peak_slot: str = pa.Field(description="day and half-hour of that season's greatest load")

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id", "season", "queue"]


class SeasonalBecause(Contract):
    """What `added_mva` of SEASONAL HEADROOM is made of, the same in every queue; the lines of a key sum to it."""

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    season: str = pa.Field(isin=list(SEASONS))
    technology: str
    count: float = pa.Field(nullable=True, description="units added downstream since the observed year")
    added_mva: float

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id", "season", "technology"]
