"""Headroom at candidates' substations: year by year, and the least of all, saying no more than the figures prove."""

from typing import Final

import numpy as np
import pandas as pd

from lae.charging.sites_contract import CandidateRoom
from lae.tables import empty, validated

AT_MOST: Final = "at_most"
AT_LEAST: Final = "at_least"
EXACT: Final = "exact"
UNKNOWN: Final = "unknown"


def room_by_year(candidates: pd.DataFrame, headroom: pd.DataFrame) -> pd.DataFrame:
    """Contract CandidateRoom: each candidate's substation in every scenario and year of the table.

    A substation that the table lacks has a blank, unknown row.

    Args:
        candidates: candidate_id, substation_id.
        headroom: scenario, year, substation_id, headroom_mva, bound; one row each.
    """
    if not len(candidates) or not len(headroom):
        return empty(CandidateRoom)
    times = headroom[["scenario", "year"]].drop_duplicates().sort_values(["scenario", "year"])
    asked = candidates[["candidate_id", "substation_id"]].merge(times, how="cross")
    rows = asked.merge(headroom, on=["scenario", "year", "substation_id"], how="left", validate="many_to_one")
    rows["bound"] = rows["bound"].where(rows["headroom_mva"].notna()).fillna(UNKNOWN).astype("str")
    return validated(rows, CandidateRoom, "candidate_room")


def least_room(substations: pd.Series, headroom: pd.DataFrame | None) -> pd.DataFrame:
    """Each substation's least headroom over scenarios and years: headroom_least_mva and headroom_bound.

    The lower limit is told where every figure has one, else the upper limit, else nothing.

    Args:
        substations: ids, any number of times; the index is kept.
        headroom: as in `room_by_year`, or None.
    """
    if headroom is None or not len(headroom):
        blank = {"headroom_least_mva": np.nan, "headroom_bound": UNKNOWN}
        return pd.DataFrame(blank, index=substations.index)
    ends = limits(headroom["headroom_mva"], headroom["bound"])
    least = ends.groupby(headroom["substation_id"].to_numpy()).min().reindex(substations.to_numpy())
    lower = least["lower_mva"].fillna(-np.inf).to_numpy(float)
    upper = least["upper_mva"].fillna(np.inf).to_numpy(float)
    value = np.where(np.isfinite(lower), lower, upper)
    told = np.isfinite(value)
    bound = np.select([~told, lower == upper, np.isfinite(lower)], [UNKNOWN, EXACT, AT_LEAST], default=AT_MOST)
    return pd.DataFrame(
        {"headroom_least_mva": np.where(told, value, np.nan), "headroom_bound": bound}, index=substations.index
    )


def limits(headroom_mva: pd.Series, bound: pd.Series) -> pd.DataFrame:
    """What each headroom is at least (`lower_mva`) and at most (`upper_mva`), infinite where not known."""
    value = headroom_mva.astype("float64")
    kind = bound.astype("str").where(value.notna(), UNKNOWN)
    return pd.DataFrame(
        {
            "lower_mva": value.where(kind.isin([EXACT, AT_LEAST]), -np.inf),
            "upper_mva": value.where(kind.isin([EXACT, AT_MOST]), np.inf),
        }
    )
