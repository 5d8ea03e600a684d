"""What charge points cost: prices as published, each in its own price year."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.prices import PriceRows
from lae.tables import Contract

CHARGER_KW: Final = {"7_kw": 7.0, "22_kw": 22.0, "50_kw": 50.0}
"""Our three classes by the kW one point gives: on street and overnight, some hours, rapid. A definition."""
CONNECTION: Final = "connection"
"""Sole-use assets and ground works of a site, paid once; wider reinforcement is not the customer's since April 2023."""


class ChargingCosts(PriceRows):
    """One row a price: of one charge point of a class, or of a site's connection."""

    item: str = pa.Field(isin=[*CHARGER_KW, CONNECTION])
    setting: str = pa.Field(isin=["on_street", "off_street", "any"])
    per: str = pa.Field(isin=["point", "site"])
    low_gbp: float = pa.Field(ge=0)
    central_gbp: float = pa.Field(ge=0)
    high_gbp: float = pa.Field(ge=0)
    price_year: float = pa.Field(ge=2000, le=2100)
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["item", "setting"]

    @pa.dataframe_check(name="connection_per_site_and_chargers_per_point")
    @classmethod
    def _per(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["item"].eq(CONNECTION) == frame["per"].eq("site")
