"""What an operator's own firm capacity means: published, per season, at its date."""

import pandera.pandas as pa

from lae.tables import Contract

SEASONS = ["winter", "summer", "year"]
"""`year` holds in every season, where the operator states one figure only."""


class PublishedFirm(Contract):
    """One row an operator's firm capacity of one substation in one season; it wins over anything derived from ratings.

    `published_value` is the operator's own number in `unit`; `firm_mva` is the same in MVA.
    """

    substation_id: str
    season: str = pa.Field(isin=SEASONS)
    firm_mva: float = pa.Field(ge=0, le=5_000)
    published_value: float = pa.Field(ge=0)
    unit: str = pa.Field(isin=["MVA", "MW"])
    vintage: str = pa.Field(description="edition of the source, year or year-month")
    source_id: str
    source_row: int = pa.Field(ge=0)
    licence: str

    class Config(Contract.Config):
        unique = ["substation_id", "season"]
