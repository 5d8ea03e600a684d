"""One ledger of headroom for all sites: who connects first counts first, on every substation of its path."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.charging.candidates.room import AT_MOST, UNKNOWN, limits
from lae.charging.portfolio.settings import PortfolioSettings
from lae.findings import Finding, raise_errors

FITS: Final = "fits"
ASK: Final = "ask"
NEVER: Final = "never"
SLACK_MVA: Final = 1e-9
_LIMIT: Final = ["scenario", "year", "limit_id"]


@dataclass(frozen=True)
class Grid:
    """What is known of the network, of a study without planned chargers.

    Attributes:
        room: scenario, year, substation_id, headroom_mva, bound, one row each; a year it lacks is not known.
        paths: substation_id, limit_id: every substation on the way to the GSP; None: only its own, whose headroom is
            then the least along the path. One of the path without any figure is passed over, as in `room` itself.
        works: work_id, substation_id, effective_year, added_mva (blank: not stated); not in `room` yet.
        secondary: candidate_id, headroom_kw of the secondary substation, where known.
    """

    room: pd.DataFrame
    paths: pd.DataFrame | None = None
    works: pd.DataFrame | None = None
    secondary: pd.DataFrame | None = None


def entries(sites: pd.DataFrame, grid: Grid, settings: PortfolioSettings) -> pd.DataFrame:
    """One row a site-year and substation of its path with a figure, and always one of its own substation.

    Columns: site (position in `sites`), limit_id, load_mva, managed_mva, lower_mva and upper_mva (room left by sites
    that opened before, or in the same year at better rank; infinite where not known), bound, state, work_ids,
    works_year (when named works make room, or NaN).

    Args:
        sites: scenario, year, first_year, rank_count, substation_id, unmanaged_kw, managed_kw.
        grid: room, paths, works.
        settings: power factor.

    Raises:
        FaultsError: the room of a substation stands twice.
    """
    key = ["scenario", "year", "substation_id"]
    twice = grid.room.duplicated(key)
    message = "the room of a substation stands twice in a scenario and year."
    ids = tuple(sorted(set(grid.room.loc[twice, "substation_id"])))
    raise_errors([Finding("error", "headroom", "repeated_room", message, ids=ids)] if twice.any() else [])
    rows = sites[["scenario", "year", "first_year", "rank_count", "substation_id"]].reset_index(drop=True)
    rows = rows.assign(
        site=np.arange(len(rows)),
        load_mva=settings.mva(1.0) * sites["unmanaged_kw"].to_numpy(float),
        managed_mva=settings.mva(1.0) * sites["managed_kw"].to_numpy(float),
    )
    rows = rows.merge(_paths(rows["substation_id"], grid.paths), on="substation_id")
    room = grid.room.rename(columns={"substation_id": "limit_id"})[
        ["scenario", "year", "limit_id", "headroom_mva", "bound"]
    ]
    rows = rows.merge(room, on=["scenario", "year", "limit_id"], how="left", validate="many_to_one")
    rows = rows[rows["headroom_mva"].notna() | rows["limit_id"].eq(rows["substation_id"])]
    rows["bound"] = rows["bound"].where(rows["headroom_mva"].notna()).fillna(UNKNOWN).astype("str")
    rows = rows.sort_values([*_LIMIT, "first_year", "rank_count"], kind="stable", ignore_index=True)
    taken = rows.groupby(_LIMIT, sort=False)["load_mva"].cumsum() - rows["load_mva"]
    ends = limits(rows["headroom_mva"], rows["bound"]).sub(taken, axis=0)
    rows = rows.assign(**ends, state=_state(rows, ends))
    rows = _with_works(rows, grid.works)
    wanted = ["site", "limit_id", "load_mva", "managed_mva", "lower_mva", "upper_mva", "bound", "state", "work_ids"]
    return rows[[*wanted, "works_year"]]


def _paths(substations: pd.Series, paths: pd.DataFrame | None) -> pd.DataFrame:
    """substation_id, limit_id: the path of each, itself included."""
    own = pd.DataFrame({"substation_id": substations.unique()})
    own = own.assign(limit_id=own["substation_id"])
    known = own if paths is None else pd.concat([own, paths[["substation_id", "limit_id"]]], ignore_index=True)
    return known.drop_duplicates(ignore_index=True)


def _state(rows: pd.DataFrame, ends: pd.DataFrame) -> pd.Series:
    """Whether the load surely fits, surely does not, or the operator must say.

    "At most 0" is how an operator prints any figure below: it says nothing of what may be agreed, so it is asked.
    """
    fits = ends["lower_mva"] >= rows["load_mva"] - SLACK_MVA
    floor = rows["bound"].eq(AT_MOST) & rows["headroom_mva"].le(0)
    never = (ends["upper_mva"] < rows["load_mva"] - SLACK_MVA) & ~floor
    return pd.Series(np.select([fits, never], [FITS, NEVER], default=ASK), index=rows.index, dtype="str")


def _with_works(rows: pd.DataFrame, works: pd.DataFrame | None) -> pd.DataFrame:
    """`rows` with the named works of each that does not fit, and the year by which they surely make room."""
    blank = rows.assign(work_ids=pd.Series("", index=rows.index, dtype="str"), works_year=np.nan)
    if works is None or not len(works):
        return blank
    short = rows[rows["state"].ne(FITS)].reset_index(names="row")
    named = short.merge(works.rename(columns={"substation_id": "limit_id"}), on="limit_id")
    named = named.sort_values(["row", "effective_year", "work_id"], kind="stable", na_position="last")
    ids = named.groupby("row")["work_id"].agg("; ".join)
    sized = named[named["effective_year"].notna() & named["added_mva"].gt(0)]
    made = sized["lower_mva"] + sized.groupby("row")["added_mva"].cumsum()
    enough = sized[made >= sized["load_mva"] - SLACK_MVA].drop_duplicates("row").set_index("row")["effective_year"]
    return blank.assign(
        work_ids=ids.reindex(rows.index).fillna("").astype("str"),
        works_year=enough.reindex(rows.index).to_numpy(float),
    )
