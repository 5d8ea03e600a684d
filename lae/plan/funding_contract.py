"""What a funding table means: who pays how much of a project, on what word; and the schemes somebody could ask."""

from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.tables import Contract

GRANT: Final = "grant"
BOND: Final = "bond_or_community_municipal_investment"
SERVICE: Final = "energy_service"
OPERATOR: Final = "operator_funded"
PRIVATE: Final = "private"
KINDS: Final = [GRANT, BOND, SERVICE, OPERATOR, PRIVATE]
NOT_FUNDED: Final = "not_funded_yet"
GRANTED: Final = "granted"
STATUSES: Final = ["idea", "applied", "offered", GRANTED]
"""How far a source is; only `granted` is money anybody has."""
SCHEME_STATES: Final = ["open", "closed", "unknown"]


class FundingRows(Contract):
    """One row a project and source, as the study's officers write it: a share of its capital, or an amount.

    `not_funded_yet` is never written: it is what is left.
    """

    project_id: str = pa.Field(str_length={"min_value": 1})
    kind: str = pa.Field(isin=KINDS)
    name: str = pa.Field(str_length={"min_value": 1}, description="of the source, for instance a fund_id")
    share: float = pa.Field(gt=0, le=1, nullable=True, description="of central capital; or amount_gbp")
    amount_gbp: float = pa.Field(gt=0, nullable=True, description="in the study's price year; or share")
    status: str = pa.Field(isin=STATUSES)
    as_of: str = pa.Field(str_matches=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="year, month or day it was so")
    source: str = pa.Field(str_length={"min_value": 1}, description="who said so, where")
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["project_id", "kind", "name"]

    @pa.dataframe_check(name="share_or_amount_and_not_both")
    @classmethod
    def _one(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["share"].isna() != frame["amount_gbp"].isna()


class Funds(Contract):
    """One row a scheme or lender somebody could ask; nothing here is money anybody has."""

    fund_id: str = pa.Field(str_matches=r"^[a-z0-9_]+$")
    kind: str = pa.Field(isin=KINDS)
    name: str = pa.Field(str_length={"min_value": 1})
    for_what: str
    eligibility: str
    least_gbp: float = pa.Field(ge=0, nullable=True)
    most_gbp: float = pa.Field(ge=0, nullable=True)
    terms: str
    state: str = pa.Field(isin=SCHEME_STATES)
    closes: str = pa.Field(description="as far as it was told; blank: not known")
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["fund_id"]

    @pa.dataframe_check(name="unverified_with_what_to_check")
    @classmethod
    def _unverified(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["tier"].ne("D") | frame["source"].str.startswith("CHECK: ")


class Funding(Contract):
    """One row a project and source, and one of what nobody funds yet: together they are its central capital.

    Only `granted` rows are money anybody has. A project without a known cost has one row, blank.
    """

    project_id: str
    kind: str = pa.Field(isin=[*KINDS, NOT_FUNDED])
    name: str
    status: str = pa.Field(isin=["", *STATUSES])
    as_of: str
    amount_gbp: float = pa.Field(ge=0, nullable=True)
    share_ratio: float = pa.Field(ge=0, le=1.000001, nullable=True, description="of central capital")
    price_year: int = pa.Field(ge=2000, le=2100)
    source: str
    tier: str = pa.Field(isin=["", *TIERS])
    reason: str
    source_id: str

    class Config(Contract.Config):
        unique = ["project_id", "kind", "name"]

    @pa.dataframe_check(name="a_blank_says_why")
    @classmethod
    def _blank(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["amount_gbp"].notna() | frame["reason"].ne("")

    @pa.dataframe_check(name="shares_of_a_project_are_one")
    @classmethod
    def _whole(cls, frame: pd.DataFrame) -> pd.Series:
        shares = frame.groupby("project_id")["share_ratio"].transform("sum", min_count=1)
        return shares.isna() | pd.Series(np.isclose(shares, 1.0), index=frame.index)
