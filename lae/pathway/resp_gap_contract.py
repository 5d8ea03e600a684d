"""What the tRESP gap table means: our control totals beside NESO's, and by how much ours are more."""

import pandas as pd
import pandera.pandas as pa

from lae.pathway.resp_contract import PATHWAYS
from lae.tables import Contract


class RespGap(Contract):
    """One figure of ours beside one of tRESP's. Gap = plan - tRESP: above 0 the plan has more than NESO's pathway.

    A figure nobody gave is blank, never zero. Figures in different units are on rows of their own; none is converted.
    """

    district_code: str
    building_block: str
    unit: str = pa.Field(description="of all three figures of the row")
    scenario: str = pa.Field(description="ours; blank where we have no scenario at all")
    pathway: str = pa.Field(isin=["", *PATHWAYS], description="theirs; blank where none is supplied for the district")
    year: int = pa.Field(ge=2010, le=2100)
    plan_value: float = pa.Field(nullable=True, description="ours at the end of the year, or of the year for energy")
    resp_value: float = pa.Field(nullable=True, description="theirs, likewise")
    gap_value: float = pa.Field(nullable=True, description="plan_value - resp_value; blank where either is")
    reason: str = pa.Field(description="why the gap is blank; blank itself where it is not")
    note: str = pa.Field(description="for the officer; blank until somebody writes one")
    plan_source_id: str = pa.Field(description="blank where plan_value is")
    resp_source_id: str = pa.Field(description="blank where resp_value is")

    class Config(Contract.Config):
        unique = ["district_code", "building_block", "unit", "scenario", "pathway", "year"]

    @pa.dataframe_check(name="gap_where_both_are_known")
    @classmethod
    def _both(cls, frame: pd.DataFrame) -> pd.Series:
        both = frame["plan_value"].notna() & frame["resp_value"].notna()
        return both.eq(frame["gap_value"].notna())

    @pa.dataframe_check(name="reason_where_the_gap_is_blank")
    @classmethod
    def _told(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["gap_value"].isna().eq(frame["reason"].ne(""))
