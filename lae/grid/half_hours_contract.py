"""Half-hourly load as metered: what a substation or feeder drew, beside which profiles can be held."""

import pandera.pandas as pa

from lae.tables import Contract

_LARGEST_MW = 5_000.0
"""More than any grid supply point carries."""


class HalfHours(Contract):
    """One row a half-hour of a substation or feeder; a half-hour nobody metered well enough is blank, never zero.

    Positive power flows towards the customers (demand), negative back to the grid.
    """

    site_id: str = pa.Field(description="publisher and number, or the name of the file that tells no site")
    site: str = pa.Field(description="the site's name as published")
    start: str = pa.Field(str_matches=r"^\d{4}-\d\d-\d\dT\d\d:(00|30):00Z$", description="begin of the half-hour, UTC")
    p_mw: float = pa.Field(ge=-_LARGEST_MW, le=_LARGEST_MW, nullable=True, description="mean over the half-hour")
    q_mvar: float = pa.Field(ge=-_LARGEST_MW, le=_LARGEST_MW, nullable=True)
    samples_count: int = pa.Field(ge=0, description="readings behind the mean; 1 of a mean the publisher made")
    basis: str = pa.Field(
        isin=["net", "generation removed", ""], description="net of local generation, or metered generation taken out"
    )
    vintage: str
    source_id: str
    licence: str
    source_row: int = pa.Field(ge=1, description="first row of the half-hour in the file")

    class Config(Contract.Config):
        unique = ["site_id", "start"]
