"""What the claims of a whole study come to, removals and emission that stops apart."""

import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.land.sequestration_contract import EFFECTS
from lae.measures import PROVENANCE
from lae.tables import Contract


class LandTotals(Contract):
    """One row an effect and year of the claims that share out the land, each hectare once: never add the two effects.

    Figures are of claim_ha less unknown_ha; blank where nobody can say of any of it.
    """

    effect: str = pa.Field(isin=EFFECTS)
    year: int = pa.Field(ge=2020, le=2200)
    claim_ha: float = pa.Field(ge=0)
    planted_ha: float = pa.Field(ge=0)
    unknown_ha: float = pa.Field(ge=0)
    closed_ha: float = pa.Field(
        ge=0, description="suits an option but for a layer that nobody looked at; options overlap"
    )
    gross_tco2e: float = pa.Field(nullable=True)
    net_low_tco2e: float = pa.Field(nullable=True)
    net_tco2e: float = pa.Field(nullable=True)
    net_high_tco2e: float = pa.Field(nullable=True)
    buffer_tco2e: float = pa.Field(ge=0, nullable=True)
    net_low_cumulative_tco2e: float = pa.Field(nullable=True)
    net_cumulative_tco2e: float = pa.Field(nullable=True)
    net_high_cumulative_tco2e: float = pa.Field(nullable=True)
    buffer_cumulative_tco2e: float = pa.Field(ge=0, nullable=True)
    avoided_loss_tco2e: float = pa.Field(nullable=True, description="soil's loss that stops: claimed by nobody")
    factor_tier: str = pa.Field(isin=["", *TIERS], description="the worst met; D is unverified")
    unknown_options: str = pa.Field(description="claimed, but nobody can say what they store; separated by a space")
    provenance: str = pa.Field(isin=PROVENANCE)

    class Config(Contract.Config):
        unique = ["effect", "year"]
