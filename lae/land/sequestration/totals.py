"""The claims of a whole study added up: only those that share out the land, and removals apart from what stops."""

from typing import Final

import pandas as pd

from lae.land.sequestration.by_area import nothing_known
from lae.land.sequestration_contract import TOGETHER
from lae.land.totals_contract import LandTotals
from lae.tables import columns_of, empty, filled, kind_of

_KEY: Final = ["effect", "year"]


def totals(sequestration: pd.DataFrame) -> pd.DataFrame:
    """Contract LandTotals of zones or districts; rows that are alternatives are left out, for they never add up.

    Args:
        sequestration: contract Sequestration.
    """
    rows = sequestration[sequestration["basis"].eq(TOGETHER)]
    if rows.empty:
        return empty(LandTotals)
    numbers = [name for name in columns_of(LandTotals) if kind_of(LandTotals, name) == "float64"]
    groups = rows.groupby(_KEY, sort=True)
    table = groups[numbers].sum(min_count=1)
    figures = [name for name in numbers if name.endswith("tco2e")]
    table[figures] = table[figures].mask(nothing_known(table))
    table["factor_tier"] = groups["factor_tier"].max()
    dark = rows[rows["unknown_ha"].gt(0)]
    named = dark.groupby(_KEY)["option"].agg(lambda names: " ".join(sorted(set(names))))
    table["unknown_options"] = named.reindex(table.index)
    return filled(table.reset_index().assign(provenance="modelled"), LandTotals, "sequestration_totals")
