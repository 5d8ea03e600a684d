"""Which chosen site serves which place: the nearest within the walk, one at most, the same in every year."""

from typing import Final

import numpy as np
import pandas as pd

from lae.charging.candidates.reach import Floats, Reach
from lae.findings import Finding, raise_errors

KEY: Final = ["scenario", "candidate_id", "place_id", "lsoa_code"]
_CHOSEN: Final = "chosen sites"
_PLACE: Final = ["scenario", "place"]
_SITE: Final = ["scenario", "candidate_id"]
_SLACK: Final = 1e-9


def checked(chosen: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """`chosen` in order of scenario and rank, or every fault of it.

    Args:
        chosen: scenario, candidate_id, rank_count (1 is taken first).
        candidates: contract Candidates.

    Raises:
        FaultsError: a site is no candidate or an excluded one, or stands twice, or two share a rank.
    """
    why = chosen["candidate_id"].map(candidates.set_index("candidate_id")["excluded"])
    faults = {
        "no_candidate": (why.isna(), "are no candidates."),
        "excluded": (why.fillna("").ne(""), "are excluded, and were chosen."),
        "repeated": (chosen.duplicated(["scenario", "candidate_id"]), "stand twice in a scenario."),
        "same_rank": (chosen.duplicated(["scenario", "rank_count"]), "share a rank with another site."),
        "no_rank": (~chosen["rank_count"].ge(1), "have no rank from 1."),
    }
    raise_errors(
        Finding("error", _CHOSEN, rule, message, ids=tuple(sorted(set(chosen.loc[rows, "candidate_id"]))))
        for rule, (rows, message) in faults.items()
        if rows.any()
    )
    return chosen.sort_values(["scenario", "rank_count"], kind="stable", ignore_index=True)


def catchments(
    chosen: pd.DataFrame,
    candidates: pd.DataFrame,
    reach: Reach,
    places: pd.DataFrame,
    *,
    at_most: Floats | None = None,
) -> pd.DataFrame:
    """Columns scenario, candidate_id, place_id, lsoa_code: each place's nearest chosen site, of equals the first taken.

    Of all chosen sites, open yet or not, so that a site's homes stay its own as the programme grows. With `at_most` a
    place that its nearest site has no room for goes to the next one that has; where none has, to its nearest.

    Args:
        chosen: scenario, candidate_id, rank_count.
        candidates: contract Candidates, in the order of `reach`.
        reach: pairs within the walk.
        places: contract Places, in the order of `reach`; their vehicles are what room is asked for.
        at_most: vehicles that each candidate serves, as `served_at_most` has them.

    Raises:
        FaultsError: as `checked`.
    """
    wanted = checked(chosen, candidates)
    spot = pd.Series(np.arange(len(candidates)), index=candidates["candidate_id"])
    pairs = pd.DataFrame({"spot": reach.spot, "place": reach.place, "metres": np.round(reach.metres, 3)})
    rows = wanted.assign(spot=wanted["candidate_id"].map(spot)).merge(pairs, on="spot")
    rows = rows.sort_values(["scenario", "place", "metres", "rank_count"], kind="stable", ignore_index=True)
    nearest = rows.drop_duplicates(["scenario", "place"])
    if at_most is not None:
        vehicles = places["no_drive_vehicles_count"].to_numpy(float)[rows["place"].to_numpy(np.int64)]
        room = at_most[rows["spot"].to_numpy(np.int64)]
        nearest = _with_room(rows.assign(vehicles=vehicles, room=room), nearest)
    at = places.iloc[nearest["place"].to_numpy(np.int64)].reset_index(drop=True)
    table = nearest[["scenario", "candidate_id"]].reset_index(drop=True)
    return table.assign(place_id=at["place_id"], lsoa_code=at["lsoa_code"])[KEY]


def _with_room(rows: pd.DataFrame, nearest: pd.DataFrame) -> pd.DataFrame:
    """One row a scenario and place: in rounds, each place asks its nearest site yet unasked, which takes the nearest.

    Args:
        rows: every pair of a place and a chosen site, in order of scenario, place and nearness.
        nearest: the first of each place, which keeps those that nobody has room for.
    """
    taken: list[pd.DataFrame] = []
    waiting = rows
    while len(waiting):
        asking = waiting.drop_duplicates(_PLACE).sort_values([*_SITE, "metres", "place"], kind="stable")
        used = asking.groupby(_SITE, sort=False)["vehicles"].cumsum()
        takes = used <= asking["room"] * (1.0 + _SLACK) + _SLACK
        taken.append(asking[takes])
        spent = asking[takes].groupby(_SITE)["vehicles"].sum().rename("spent").reset_index()
        waiting = waiting.drop(asking.index[~takes])
        served = pd.MultiIndex.from_frame(asking.loc[takes, _PLACE])
        waiting = waiting.loc[~pd.MultiIndex.from_frame(waiting[_PLACE]).isin(served)]
        used_up = waiting[_SITE].merge(spent, on=_SITE, how="left")["spent"].fillna(0.0).to_numpy(float)
        waiting = waiting.assign(room=waiting["room"].to_numpy(float) - used_up)
    found = pd.concat([*taken, nearest]) if taken else nearest
    return found.drop_duplicates(_PLACE).sort_values(_PLACE, kind="stable")
