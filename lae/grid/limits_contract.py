"""What the tables of the engine's other directions mean: generation limits, joint room, options per shortfall."""

from typing import Final

import pandera.pandas as pa

from lae.measures import BASES, BOUNDS, QUEUES, TIERS
from lae.tables import Contract

LIMITS: Final = ["reverse_power", "minimum_demand", "fault_level", "voltage", "transmission"]
"""What can limit generation. `minimum_demand` is the reverse-power limit of a site that may not feed back at all."""
PLANTS: Final = ["inverter", "synchronous"]
OPTION_KINDS: Final = ["reinforce", "flexibility", "managed_charging", "transfer"]
COST_UNITS: Final = ["GBP/scheme", "GBP/MVA"]


class StatedLimits(Contract):
    """Generation limits an operator states as figures; blank where it states none, which is not the same as no limit.

    A substation without a row has every limit blank.
    """

    substation_id: str
    reverse_share: float = pa.Field(ge=0, le=2, nullable=True, description="reverse capability as a share of rating")
    voltage_mva: float = pa.Field(nullable=True, description="generation the voltage limits still allow")
    transmission_mva: float = pa.Field(nullable=True, description="room left under the technical limits at the GSP")
    source_id: str

    class Config(Contract.Config):
        unique = ["substation_id"]


class GenerationLimits(Contract):
    """Modelled room for new generation, and each limit that makes it; + means room. Blank limits are unknown.

    `headroom_mva` is the least along the path of each node's least limit; low and high take every assumption the
    cautious and the generous way. Where `published_stands` the operator's figure is what to print: modelled room
    never overrides a published zero.
    """

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    plant: str = pa.Field(isin=PLANTS)
    queue: str = pa.Field(isin=QUEUES)
    reverse_power_mva: float = pa.Field(nullable=True, description="reverse capability + minimum demand - generation")
    fault_level_mva: float = pa.Field(nullable=True)
    voltage_mva: float = pa.Field(nullable=True)
    transmission_mva: float = pa.Field(nullable=True)
    headroom_own_mva: float = pa.Field(nullable=True)
    bound_own: str = pa.Field(isin=BOUNDS)
    headroom_mva: float = pa.Field(nullable=True)
    headroom_low_mva: float = pa.Field(nullable=True)
    headroom_high_mva: float = pa.Field(nullable=True)
    bound: str = pa.Field(isin=BOUNDS)
    binding_limit: str = pa.Field(isin=["", *LIMITS])
    binding_substation_id: str
    published_mva: float = pa.Field(nullable=True)
    published_bound: str = pa.Field(isin=BOUNDS)
    published_stands: bool = pa.Field(description="the operator publishes no room, we model some: its figure stands")
    tia_threshold_mw: float = pa.Field(ge=0, nullable=True, description="one generator above this waits for NESO")
    reason: str = pa.Field(description="which of its own limits are unknown, and for want of what")

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id", "plant", "queue"]


class GenerationDisagreements(Contract):
    """Where our generation room today differs in sign from the operator's figure, which stands.

    A modelled `at_most` above a published zero is no contradiction: a limit we cannot compute may be the one.
    """

    substation_id: str
    name: str
    kind: str = pa.Field(isin=["deficit_against_published_room", "room_against_published_zero"])
    published_mva: float
    published_bound: str = pa.Field(isin=BOUNDS)
    published_constraint: str
    modelled_mva: float
    modelled_bound: str = pa.Field(isin=BOUNDS)
    binding_limit: str = pa.Field(isin=["", *LIMITS])

    class Config(Contract.Config):
        unique = ["substation_id"]


class JointRoom(Contract):
    """Most new demand at once below a GSP or BSP, beside the sum of the separate headrooms, which never add.

    Both hold for one load shape and power factor. The ratio is the sum over the joint maximum: how many times the
    separate figures count the same room.
    """

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    tier: str = pa.Field(isin=TIERS)
    basis: str = pa.Field(isin=BASES)
    queue: str = pa.Field(isin=QUEUES)
    joint_mva: float = pa.Field(ge=0, nullable=True)
    bound: str = pa.Field(isin=BOUNDS)
    sum_mva: float = pa.Field(ge=0, description="headrooms of the substations below that have one, negative ones as 0")
    known_count: int = pa.Field(ge=0)
    unknown_count: int = pa.Field(ge=0)
    double_counting_ratio: float = pa.Field(nullable=True, description="blank where the joint maximum is 0 or unknown")

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id", "basis", "queue"]


class UnitCosts(Contract):
    """What a reinforcement costs, where somebody says so: a row without a source is never used."""

    asset_class: str = pa.Field(
        str_matches=r"^(gsp|bsp|primary|secondary)/(capacity|circuit|transfer|new_site|transmission)$",
        description="tier/type of works, for instance primary/capacity",
    )
    unit: str = pa.Field(isin=COST_UNITS)
    value: float = pa.Field(gt=0)
    low: float = pa.Field(gt=0)
    high: float = pa.Field(gt=0)
    price_year: int = pa.Field(ge=1990, le=2100)
    source: str = pa.Field(description="who says so; empty: the row is refused")
    url: str

    class Config(Contract.Config):
        unique = ["asset_class"]


class ShortageOptions(Contract):
    """What could be done about one shortfall in one year: one row an option, a scheme or a representative day.

    Blank numbers are unknown and `reason` says why. Published works are not funded. `residual_mva` is what would be
    left of the shortfall on that day; it is never negative.
    """

    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    substation_id: str
    basis: str = pa.Field(isin=BASES)
    queue: str = pa.Field(isin=QUEUES)
    shortage_mva: float = pa.Field(gt=0)
    bound: str = pa.Field(isin=["exact", "at_least"], description="at_least: the published zero hides how much")
    option: str = pa.Field(isin=OPTION_KINDS)
    work_id: str = pa.Field(description="the published scheme; empty for other options")
    day: str = pa.Field(description="representative day; empty where the option has none")
    slot: str = pa.Field(description="half-hour of that day's greatest load")
    size_mw: float = pa.Field(ge=0, nullable=True, description="greatest MW above the limit; for charging, MW moved")
    movable_mw: float = pa.Field(ge=0, nullable=True, description="charging load at that half-hour that could move")
    above_hours: float = pa.Field(ge=0, le=24, nullable=True, description="hours of that day above the limit")
    energy_mwh: float = pa.Field(ge=0, nullable=True, description="that day's energy above the limit, or moved")
    residual_mva: float = pa.Field(ge=0, nullable=True)
    effective_year: float = pa.Field(nullable=True, description="first winter of a scheme")
    before_mva: float = pa.Field(ge=0, nullable=True)
    after_mva: float = pa.Field(ge=0, nullable=True)
    cost_gbp: float = pa.Field(ge=0, nullable=True)
    cost_low_gbp: float = pa.Field(ge=0, nullable=True)
    cost_high_gbp: float = pa.Field(ge=0, nullable=True)
    price_year: float = pa.Field(nullable=True)
    cost_source: str
    reason: str

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id", "basis", "queue", "option", "work_id", "day"]
