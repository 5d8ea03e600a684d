"""What the tables on firm capacity, security of supply and re-derivation mean; MVA and MW as their names say."""

import pandera.pandas as pa

from lae.measures import BOUNDS
from lae.tables import Contract

FIRM_METHODS = ["published", "n_minus_1", "admittance", "unknown"]
P2_CLASSES = ["", "A", "B", "C", "D", "E", "F"]
VERDICTS = ["pass", "fail", "unverified", "unknown"]
ALONE = ["enough", "needs transfer", "unknown", "not judged"]
UPSTREAM = ["modelled", "published"]


class FirmCapacity(Contract):
    """What a substation can supply with its worst single outage, per season, and how we know.

    Published wins. Derived is what the surviving transformers carry at nameplate x cyclic factor, plus known transfer.
    """

    substation_id: str
    season: str = pa.Field(isin=["winter", "summer"])
    firm_mva: float = pa.Field(ge=0, le=5_000, nullable=True, description="the figure to use; blank where unknown")
    method: str = pa.Field(isin=FIRM_METHODS)
    n_minus_1_mva: float = pa.Field(ge=0, le=5_000, nullable=True, description="nameplate: plain sum of the survivors")
    admittance_mva: float = pa.Field(
        ge=0, le=5_000, nullable=True, description="nameplate: the survivors share by admittance"
    )
    cyclic_factor_ratio: float = pa.Field(gt=0, nullable=True, description="derived rating over nameplate")
    derived_mva: float = pa.Field(
        ge=0, le=7_500, nullable=True, description="ours, kept as the check on a published one"
    )
    difference_ratio: float = pa.Field(
        ge=-1, nullable=True, description="derived over published, less 1; without a published one, sharing over sum"
    )
    reason: str

    class Config(Contract.Config):
        unique = ["substation_id", "season"]


class GroupDemand(Contract):
    """True demand of a group: generation within it added back. Blank where only net demand is known."""

    scenario: str = pa.Field(description="empty: as observed")
    year: int = pa.Field(ge=2000, le=2100)
    substation_id: str
    group_demand_mw: float = pa.Field(ge=0, nullable=True)
    basis: str = pa.Field(description="how the demand was made true")

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id"]


class Outages(Contract):
    """What a group can still supply the moment one of its assets is lost; before anything is switched."""

    substation_id: str
    outage: str = pa.Field(description="the asset lost")
    surviving_mw: float = pa.Field(ge=0, nullable=True)
    surviving_bound: str = pa.Field(isin=BOUNDS, description="at_most where only part of the equipment is known")

    class Config(Contract.Config):
        unique = ["substation_id", "outage"]


class Transfers(Contract):
    """A normally open tie over which another group can take demand, and how soon. Blank MW: unpublished."""

    substation_id: str
    switch: str
    operation: str = pa.Field(isin=["auto", "remote", "manual"])
    transfer_mw: float = pa.Field(ge=0, nullable=True, description="what the other group can take over this tie")
    lost_with: str = pa.Field(description="the outage that takes this tie too; empty for none")

    class Config(Contract.Config):
        unique = ["substation_id", "switch"]


class SecurityVerdicts(Contract):
    """EREC P2/8 for one group in one year, after a first circuit outage. Classes C to F are never judged here."""

    scenario: str
    year: int = pa.Field(ge=2000, le=2100)
    substation_id: str
    group_demand_mw: float = pa.Field(ge=0, nullable=True)
    p2_class: str = pa.Field(isin=P2_CLASSES, description="empty where the demand is not known")
    verdict: str = pa.Field(isin=VERDICTS)
    required_mw: float = pa.Field(ge=0, nullable=True, description="by the deadline; blank where not judged")
    restored_mw: float = pa.Field(ge=0, nullable=True, description="at least this much by the deadline, worst outage")
    shortfall_mw: float = pa.Field(ge=0, nullable=True, description="at least this much is missing; fails only")
    deadline: str = pa.Field(isin=["", "at once", "15 min", "3 h", "repair"])
    failing_outage: str
    equipment_alone: str = pa.Field(isin=ALONE, description="whether what is known would do if nothing else limits")
    reason: str

    class Config(Contract.Config):
        unique = ["scenario", "year", "substation_id"]


class Rederivation(Contract):
    """A published demand headroom worked out again from the same row's other columns, its own figure hidden.

    Both are path values, floored at zero. `upstream` says what stands for the BSP above: our own figure, or the
    operator's.
    """

    upstream: str = pa.Field(isin=UPSTREAM)
    substation_id: str
    tier: str
    formula: str = pa.Field(description="the one that does best on the tier's other rows; empty where not re-derived")
    published_mva: float = pa.Field(ge=0)
    rederived_mva: float = pa.Field(ge=0, nullable=True)
    error_mva: float = pa.Field(nullable=True, description="re-derived less published")
    within_1_mva: bool
    published_rag: str
    rederived_rag: str = pa.Field(description="by the inferred thresholds; empty where not re-derived")
    reason: str

    class Config(Contract.Config):
        unique = ["upstream", "substation_id"]


class RederivationSummary(Contract):
    """How well each formula does on one tier, beside a baseline that always says zero (and hence Red).

    The factors are fitted on the tier's other rows; printed are those of all rows. A fixed formula has its settings.
    """

    upstream: str = pa.Field(isin=UPSTREAM)
    tier: str
    formula: str
    compared_count: int = pa.Field(ge=0)
    not_compared_count: int = pa.Field(ge=0)
    positive_count: int = pa.Field(ge=0, description="compared rows with a published figure above zero")
    mean_error_mva: float = pa.Field(ge=0, nullable=True, description="mean absolute error, all compared rows")
    positive_error_mva: float = pa.Field(ge=0, nullable=True, description="the same, where published is above zero")
    within_1_mva_share: float = pa.Field(ge=0, le=1, nullable=True)
    rag_agreement_share: float = pa.Field(ge=0, le=1, nullable=True)
    single_rated_factor_ratio: float = pa.Field(nullable=True, description="firm over nameplate, one rating stated")
    dual_rated_factor_ratio: float = pa.Field(nullable=True, description="firm over the higher of two ratings stated")
    contracted_coincidence_share: float = pa.Field(nullable=True)

    class Config(Contract.Config):
        unique = ["upstream", "tier", "formula"]
