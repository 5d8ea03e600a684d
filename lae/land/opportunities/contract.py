"""Facts about places, opportunities ranked by criteria shown as columns, and supply beside residual emissions."""

from typing import Final

import pandera.pandas as pa

from lae.land.sequestration_contract import ALONE, LEVELS, OPTIONS, PERMANENCE, STACKED, TOGETHER
from lae.measures import PROVENANCE
from lae.tables import Contract

CRITERIA: Final = [
    "carbon",
    "cost",
    "connectivity",
    "flood_water",
    "access",
    "nature_priority",
    "homes",
    "few_conflicts",
    "food",
]
"""Each 0 to 1, 1 the better place; a score is the weighted mean of those known of every place, and nothing else."""
FITS: Final = ["fits", "small_project", "below_minimum", "not_covered"]
"""`small_project` fits with simpler rules; `not_covered` is an option the code does not recognise."""
ORDERS: Final = ["steady", "fragile", ""]


class OpportunityFacts(Contract):
    """What is known of a place beside its carbon; blank where nobody supplied it.

    Distances are from a point inside the place to the nearest of what is known.
    """

    zone_id: str
    zone_ha: float = pa.Field(gt=0)
    habitat_distance_m: float = pa.Field(ge=0, nullable=True, description="priority habitat or ancient wood")
    flood_share: float = pa.Field(ge=0, le=1, nullable=True, description="of the zone, in flood zone 2 or 3")
    access_distance_m: float = pa.Field(ge=0, nullable=True, description="public path or open access land")
    nature_priority_share: float = pa.Field(
        ge=0, le=1, nullable=True, description="of the zone, in the area the Local Nature Recovery Strategy names"
    )
    homes_distance_m: float = pa.Field(ge=0, nullable=True)
    best_farmland_share: float = pa.Field(ge=0, le=1, nullable=True, description="of the zone, grade 1, 2 or 3a")
    solar_ha: float = pa.Field(ge=0, nullable=True, description="that ground-mounted solar would suit or is planned on")

    class Config(Contract.Config):
        unique = ["zone_id"]


class OptionCosts(Contract):
    """What a hectare of an option costs to make and keep, as a study supplies it: none ships."""

    option: str = pa.Field(isin=OPTIONS)
    low_gbp: float = pa.Field(ge=0, description="a hectare")
    cost_gbp: float = pa.Field(ge=0, description="a hectare")
    high_gbp: float = pa.Field(ge=0, description="a hectare")
    price_year: int = pa.Field(ge=2000, le=2100)
    source_id: str

    class Config(Contract.Config):
        unique = ["option"]


class Opportunities(Contract):
    """One row a place and option: figures, each criterion from 0 to 1, score, place, and how firm the place is.

    Tonnes are net, up to `year`. What a market last paid for a tonne stands beside them; income is not here, for prices
    are alternatives and stand in their own table.
    """

    basis: str = pa.Field(isin=[ALONE, TOGETHER, STACKED])
    zone_id: str
    option: str = pa.Field(isin=OPTIONS)
    cluster_id: str = pa.Field(description="places side by side that could be one project")
    year: int
    claim_ha: float = pa.Field(ge=0)
    cluster_ha: float = pa.Field(ge=0, description="claimed by the option in the whole cluster")
    net_low_cumulative_tco2e: float = pa.Field(nullable=True)
    net_cumulative_tco2e: float = pa.Field(nullable=True)
    net_high_cumulative_tco2e: float = pa.Field(nullable=True)
    carbon_tco2e_per_ha: float = pa.Field(nullable=True)
    low_gbp_per_tco2e: float = pa.Field(nullable=True, description="cost; least cost over most tonnes")
    cost_gbp_per_tco2e: float = pa.Field(nullable=True)
    high_gbp_per_tco2e: float = pa.Field(nullable=True)
    market_price: str = pa.Field(description="price, year and money; blank: no market pays for it")
    market_low_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    market_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    market_high_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    habitat_distance_m: float = pa.Field(ge=0, nullable=True)
    flood_share: float = pa.Field(ge=0, le=1, nullable=True)
    access_distance_m: float = pa.Field(ge=0, nullable=True)
    nature_priority_share: float = pa.Field(ge=0, le=1, nullable=True)
    homes_distance_m: float = pa.Field(ge=0, nullable=True)
    conflict_share: float = pa.Field(ge=0, le=1, nullable=True, description="of eligible land: caution or consent")
    best_farmland_share: float = pa.Field(ge=0, le=1, nullable=True)
    solar_ha: float = pa.Field(ge=0, nullable=True)
    solar_overlap_low_ha: float = pa.Field(ge=0, nullable=True, description="at least so much is wanted by both")
    solar_overlap_high_ha: float = pa.Field(ge=0, nullable=True, description="and at most so much")
    carbon_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    cost_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    connectivity_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    flood_water_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    access_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    nature_priority_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    homes_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    few_conflicts_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    food_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    score_ratio: float = pa.Field(ge=0, le=1, nullable=True)
    criteria_missing: str = pa.Field(description="not known of this place; names, separated by a space")
    criteria_scored: str = pa.Field(description="known of every place that has one, and so in the score")
    rank: float = pa.Field(ge=1, nullable=True, description="1 is the first; blank: too small, or carbon not known")
    best_rank: float = pa.Field(ge=1, nullable=True, description="at any weights a fifth higher or lower")
    worst_rank: float = pa.Field(ge=1, nullable=True)
    order: str = pa.Field(isin=ORDERS)
    woodland_carbon_code: str = pa.Field(isin=FITS)
    peatland_code: str = pa.Field(isin=FITS)
    other_units: str = pa.Field(description="bng and nutrient units it may earn instead of carbon; of one intervention")
    stacking: str = pa.Field(description="what may be sold together, in words")
    permanence: str = pa.Field(isin=PERMANENCE)
    confidence: str = pa.Field(isin=LEVELS)
    not_screened: str
    reason: str = pa.Field(description="why it has no place")

    class Config(Contract.Config):
        unique = ["basis", "zone_id", "option"]


class Insetting(Contract):
    """One row a scenario, district and year: what its land would store in it beside the emissions left over by then.

    The two are never taken off each other. Every scenario is met from the same land, so scenarios do not add
    up. Matched is never more than either. Negative supply matches nothing.
    """

    scenario: str = pa.Field(description="of the residual emissions; blank where nobody has one")
    district_code: str
    year: int
    supply_low_tco2e: float = pa.Field(nullable=True, description="net, each hectare claimed once")
    supply_tco2e: float = pa.Field(nullable=True)
    supply_high_tco2e: float = pa.Field(nullable=True)
    residual_tco2e: float = pa.Field(ge=0, nullable=True)
    matched_low_tco2e: float = pa.Field(ge=0, nullable=True)
    matched_tco2e: float = pa.Field(ge=0, nullable=True)
    matched_high_tco2e: float = pa.Field(ge=0, nullable=True)
    unmet_tco2e: float = pa.Field(ge=0, nullable=True, description="left after the central match")
    surplus_tco2e: float = pa.Field(ge=0, nullable=True, description="supply that no emission of the district asks for")
    matched_share: float = pa.Field(ge=0, le=1, nullable=True)
    met: str = pa.Field(isin=["", "yes", "no"], description="by the central supply; blank where either is unknown")
    unknown_ha: float = pa.Field(ge=0, description="claimed land whose carbon nobody can say")
    provenance: str = pa.Field(isin=PROVENANCE)
    reason: str

    class Config(Contract.Config):
        unique = ["scenario", "district_code", "year"]
