"""The tables that are about the other tables: lineage, what headlines rest on, what is open."""

import pandera.pandas as pa

from lae.tables import Contract


class Lineage(Contract):
    """One row a column of a written table: what it means, how it is made and from what."""

    table_name: str = pa.Field(description="table, without .csv")
    column_name: str = pa.Field(description="column of the table")
    unit: str = pa.Field(description="unit of the number; blank for text")
    meaning: str = pa.Field(description="what the column holds")
    formula: str = pa.Field(description="how it is worked out, in words; blank where it is taken as read")
    stage: str = pa.Field(description="step of the run that makes the table; blank: read from the study's folder")
    stage_says: str = pa.Field(description="what the step guarantees")
    input_tables: str = pa.Field(description="tables the step reads, parted by semicolons")
    input_files: str = pa.Field(description="files of the study they go back to, through every step before")
    assumption_ids: str = pa.Field(description="assumptions of the step itself; see assumptions.csv")
    earlier_assumption_ids: str = pa.Field(description="assumptions of the steps before it")
    row_sources: str = pa.Field(description="how a row names its own source: the columns that do")

    class Config(Contract.Config):
        unique = ["table_name", "column_name"]


class HeadlineBasis(Contract):
    """What a headline rests on: shares of what it adds up, by provenance, and its assumptions by tier.

    The four shares sum to 1, or all are blank with a reason.
    """

    headline: str = pa.Field(description="the headline in words")
    table_name: str = pa.Field(description="table it is read from")
    weighed_by: str = pa.Field(description="what the shares are shares of")
    published_share: float = pa.Field(nullable=True, ge=0, le=1.000001, description="somebody published or counted it")
    modelled_share: float = pa.Field(nullable=True, ge=0, le=1.000001, description="worked out by us or by a model")
    assumed_share: float = pa.Field(nullable=True, ge=0, le=1.000001, description="assumed for want of data")
    illustrative_share: float = pa.Field(nullable=True, ge=0, le=1.000001, description="invented to show the method")
    tier_a_count: int = pa.Field(ge=0, description="assumptions on the way to it, read in the publisher's text")
    tier_b_count: int = pa.Field(ge=0, description="assumptions on the way to it, read second-hand")
    tier_c_count: int = pa.Field(ge=0, description="assumptions on the way to it, derived by us")
    tier_d_count: int = pa.Field(ge=0, description="assumptions on the way to it, not verified")
    reason: str = pa.Field(description="why the shares are blank")

    class Config(Contract.Config):
        unique = ["headline"]
