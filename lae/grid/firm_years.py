"""Firm capacity year by year: the FIRM CAPACITY table of every year in which something changes, held until the next."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.firm import FirmSettings, firm_table
from lae.grid.network import Ladder

Floats = npt.NDArray[np.float64]


def firm_by_year(
    substations: pd.DataFrame,
    published: pd.DataFrame,
    works: pd.DataFrame,
    *,
    years: Sequence[int],
    settings: FirmSettings,
) -> pd.DataFrame:
    """Firm capacity of every substation in each year and season: year, substation_id, season, firm_mva (NaN unknown).

    Args:
        substations: contract Substations.
        published: contract PublishedFirm, may be empty.
        works: contract Works. A scheme counts from its first winter, so in summer a year later.
        years: consecutive.
        settings: factors on nameplate and the summer ratio.
    """
    winters = {int(year) for year in works["effective_year"].dropna()}
    changes = [year for year in years if year == years[0] or {year, year - 1} & winters]
    blocks = []
    for first, following in zip(changes, [*changes[1:], years[-1] + 1], strict=True):
        table = firm_table(substations, published, works, year=first, settings=settings)
        rows = table[["substation_id", "season", "firm_mva"]]
        blocks += [rows.assign(year=year) for year in range(first, following)]
    return pd.concat(blocks, ignore_index=True)


def season_array(table: pd.DataFrame, ladder: Ladder, *, years: Sequence[int], season: str) -> Floats:
    """What `firm_by_year` says of one season, (year, node)."""
    rows = table[table["season"].eq(season)]
    wide = rows.pivot(index="year", columns="substation_id", values="firm_mva")
    return wide.reindex(index=list(years), columns=list(ladder.ids)).to_numpy(float)
