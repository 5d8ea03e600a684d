"""When headroom runs out: a class for every substation and scenario, the year as an interval where the input steps."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from lae.measures import Shortfalls
from lae.tables import validated

_KEY: Final = ["scenario", "substation_id", "direction", "basis", "queue"]
_PROVES_SHORT: Final = ["exact", "at_most"]
_PROVES_ROOM: Final = ["exact", "at_least"]


def shortfall_table(
    headroom: pd.DataFrame,
    substations: pd.DataFrame,
    knots: Mapping[str, Sequence[int]],
    disagreeing: set[str],
) -> pd.DataFrame:
    """SHORTFALLS rows: one a scenario, substation, direction, basis and queue.

    Args:
        headroom: contract Headroom.
        substations: contract Substations, for the figures published today.
        knots: per scenario the years its control totals are published for; values between are linear, so a crossing
        there
            is printed as the interval between its neighbours. Scenarios not named have every year they publish.
        disagreeing: substations whose modelled figure today contradicts a positive published one (headroom rule 9):
        on the
            modelled basis they are unknown, never short.

    A figure proves a shortfall only when it is exact or an upper limit, and room only when exact or a lower limit. A
    published zero stays one on the modelled basis too.
    """
    table = headroom.sort_values([*_KEY, "year"], kind="stable").reset_index(drop=True)
    value, bound = table["headroom_mva"], table["bound"]
    short = value.lt(0) & bound.isin(_PROVES_SHORT)
    groups = [table[column] for column in _KEY]
    first = table[short].drop_duplicates(_KEY).set_index(_KEY)
    worst = table.loc[value.dropna().groupby([column[value.notna()] for column in groups]).idxmin()].set_index(_KEY)
    room = (value.ge(0) & bound.isin(_PROVES_ROOM) | value.isna()).groupby(groups).all()
    room &= value.notna().groupby(groups).any()
    about = table.drop_duplicates(_KEY).set_index(_KEY)
    out = about[["name", "tier"]].copy()
    out["class"] = np.where(
        out.index.isin(first.index), "crosses", np.where(room.reindex(out.index), "stays_above", "unknown")
    )
    out = out.reset_index()
    today = _zero_today(out, substations)
    doubtful = out["basis"].eq("modelled") & out["substation_id"].isin(disagreeing)
    out.loc[doubtful, "class"] = "unknown"
    out.loc[today, "class"] = "at_or_below_zero_today"
    keyed = pd.MultiIndex.from_frame(out[_KEY])
    first_year = first["year"].reindex(keyed).to_numpy(float)
    first_year = np.where(out["class"].eq("crosses"), first_year, np.nan)
    out["first_year_below_zero"], out["first_year_latest"] = _intervals(out, first_year, table, knots)
    out["worst_year"] = worst["year"].reindex(keyed).to_numpy(float)
    out["worst_headroom_mva"] = worst["headroom_mva"].reindex(keyed).to_numpy(float)
    decisive = first["binding_substation_id"].reindex(keyed).where(out["class"].eq("crosses").to_numpy())
    decisive = decisive.where(decisive.notna(), worst["binding_substation_id"].reindex(keyed)).fillna("")
    out["binding_substation_id"] = decisive.to_numpy()
    out["bound"] = worst["bound"].reindex(keyed).fillna("unknown").to_numpy()
    return validated(out.astype({"class": "str"}), Shortfalls, "shortfalls")


def class_counts(table: pd.DataFrame, *, direction: str = "demand", basis: str = "published") -> pd.DataFrame:
    """Substations in each class per scenario, one column a class; the headline of a run."""
    rows = table[table["direction"].eq(direction) & table["basis"].eq(basis)]
    counted = rows.groupby(["scenario", "class"]).size().unstack(fill_value=0)
    order = ["at_or_below_zero_today", "crosses", "stays_above", "unknown"]
    return counted.reindex(columns=order, fill_value=0).reset_index()


def _zero_today(out: pd.DataFrame, substations: pd.DataFrame) -> pd.Series:
    figures = substations.set_index("substation_id")
    demand = figures["demand_headroom_mva"].reindex(out["substation_id"]).to_numpy(float)
    generation = figures["generation_headroom_mva"].reindex(out["substation_id"]).to_numpy(float)
    today = np.where(out["direction"].eq("generation"), generation, demand)
    return pd.Series(today <= 0, index=out.index)


def _intervals(
    out: pd.DataFrame, first_year: np.ndarray, table: pd.DataFrame, knots: Mapping[str, Sequence[int]]
) -> tuple[np.ndarray, np.ndarray]:
    """The years between the last knot before a crossing and the knot at or after it."""
    earliest, latest = first_year.copy(), first_year.copy()
    known = table.dropna(subset=["headroom_mva"])
    for scenario, basis in known[["scenario", "basis"]].drop_duplicates().to_numpy():
        published = np.unique(
            known.loc[known["scenario"].eq(scenario) & known["basis"].eq(basis), "year"].to_numpy(float)
        )
        rows = np.flatnonzero(out["scenario"].eq(scenario) & out["basis"].eq(basis) & np.isfinite(first_year))
        steps = np.array(knots.get(scenario, published), dtype=np.float64)
        year = first_year[rows]
        after = np.searchsorted(steps, year, side="left")
        before = np.where(after > 0, steps[np.maximum(after - 1, 0)] + 1, year)
        earliest[rows] = np.minimum(np.maximum(before, published[0]), year)
        latest[rows] = np.where(after < len(steps), steps[np.minimum(after, len(steps) - 1)], year)
    return earliest, latest
