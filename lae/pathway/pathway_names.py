"""What the publisher called its pathways in each generation, and what each is called here: one table, no guessing.

The generation of 2020 to 2023 has four scenarios, that of 2024 and tRESP three pathways (and a counterfactual). Nobody
publishes which of one is which of the other: `nearest` is our reading, for people to find their way, and no figure of
one generation ever stands in for the other's.
"""

from typing import Final, NamedTuple

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.tables import Contract, filled

SCENARIOS: Final = "four_scenarios"
PATHWAYS: Final = "three_pathways"
_FES22, _TRESP, _FES24 = "FES 2022", "tRESP 2026", "FES 2024"


class PathwayNames(Contract):
    """One row a name that a publisher gave."""

    family: str
    generation: str = pa.Field(isin=[PATHWAYS, SCENARIOS])
    published_name: str
    code: str = pa.Field(description="as in the names of its files; blank where there is none")
    pathway_id: str = pa.Field(description="here; blank where no reader takes it")
    nearest: str = pa.Field(description="of the other generation, by our reading; blank where none is near")
    tier: str = pa.Field(isin=TIERS, description="of `nearest`; where it is blank, of the name")
    source: str

    class Config(Contract.Config):
        unique = ["family", "published_name"]


class Name(NamedTuple):
    """A row of the table."""

    family: str
    generation: str
    published_name: str
    code: str
    pathway_id: str
    nearest: str
    tier: str
    source: str


_CHECK: Final = "CHECK: NESO FES 2024, how its pathways relate to former scenarios"
NAMES: Final = (
    Name(_FES22, SCENARIOS, "Consumer Transformation", "CT", "fes22_ct", "Electric Engagement", "D", _CHECK),
    Name(_FES22, SCENARIOS, "Falling Short", "FS", "fes22_fs", "Counterfactual", "D", _CHECK),
    Name(_FES22, SCENARIOS, "Leading the Way", "LW", "fes22_lw", "Holistic Transition", "D", _CHECK),
    Name(_FES22, SCENARIOS, "System Transformation", "ST", "fes22_st", "Hydrogen Evolution", "D", _CHECK),
    Name("FES 2021", SCENARIOS, "Steady Progression", "SP", "", "", "B", "fes_oxfordshire_heat_stock, as re-published"),
    Name(_FES24, PATHWAYS, "Counterfactual", "", "", "Falling Short", "D", _CHECK),
    Name(_FES24, PATHWAYS, "Electric Engagement", "EE", "", "Consumer Transformation", "D", _CHECK),
    Name(_FES24, PATHWAYS, "Holistic Transition", "HT", "", "Leading the Way", "D", _CHECK),
    Name(_FES24, PATHWAYS, "Hydrogen Evolution", "HE", "", "System Transformation", "D", _CHECK),
    Name(_TRESP, PATHWAYS, "tRESP - EE", "EE", "tresp_ee", "Consumer Transformation", "D", _CHECK),
    Name(_TRESP, PATHWAYS, "tRESP - HE", "HE", "tresp_he", "System Transformation", "D", _CHECK),
    Name(_TRESP, PATHWAYS, "tRESP - HT", "HT", "tresp_ht", "Leading the Way", "D", _CHECK),
)
"""Leading the Way is LT in the names of re-published block files."""


def ids_of(family: str) -> dict[str, str]:
    """Our id of each name of a family that a reader takes."""
    return {row.published_name: row.pathway_id for row in NAMES if row.family == family and row.pathway_id}


def names_table() -> pd.DataFrame:
    """The table, contract PathwayNames."""
    return filled(pd.DataFrame(NAMES, columns=list(Name._fields)), PathwayNames, "pathway_names")
