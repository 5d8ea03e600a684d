"""U-values of homes as they perform: one number for every wall, roof, floor and window a stock can tell apart."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.buildings import contract as certified
from lae.tables import Contract

UNKNOWN: Final = "unknown"
"""How the table writes the blank category: what is not known has a row of its own, with its reason."""
ABOVE: Final = ["dwelling_above", "premises_above"]
BELOW: Final = ["dwelling_below", "premises_below"]
"""Roofs and floors that lose no heat, since another heated space lies beyond them."""
KINDS: Final[dict[str, list[str]]] = {
    "wall": certified.WALLS,
    "roof": [name for name in certified.ROOFS if name not in ABOVE],
    "floor": [name for name in certified.FLOORS if name not in BELOW],
    "glazing": certified.GLAZING,
}
INSULATIONS: Final[dict[str, list[str]]] = {
    "wall": certified.WALL_INSULATION,
    "roof": certified.INSULATION,
    "floor": certified.INSULATION,
    "glazing": [""],
}
"""Elements and what is told apart of each; glazing has no insulation but its kind."""
ELEMENTS: Final = list(KINDS)

_WORDS: Final = r"^[a-z_]+( [a-z_]+)*$"


class UValues(Contract):
    """One row a U-value and the elements it holds for; together they name every element of every age band once.

    For demand and savings, so measured where anybody measured, and never the default of a SAP score in its place.
    """

    element: str = pa.Field(isin=ELEMENTS)
    kinds: str = pa.Field(str_matches=_WORDS, description="of wall, roof, floor or glazing, separated by a space")
    insulations: str = pa.Field(str_matches=_WORDS, description="separated by a space; unknown for glazing")
    age_bands: str = pa.Field(str_matches=r"^[A-M]( [A-M])*$", description="separated by a space")
    u_w_per_m2k: float = pa.Field(gt=0, le=6)
    u_low_w_per_m2k: float = pa.Field(gt=0, le=6)
    u_high_w_per_m2k: float = pa.Field(gt=0, le=6)
    tier: str = pa.Field(isin=TIERS)
    source_id: str
    note: str

    class Config(Contract.Config):
        unique = ["element", "kinds", "insulations", "age_bands"]

    @pa.dataframe_check(name="value_within_its_own_range")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        above = frame["u_low_w_per_m2k"] <= frame["u_w_per_m2k"]
        return above & (frame["u_w_per_m2k"] <= frame["u_high_w_per_m2k"])
