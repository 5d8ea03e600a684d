"""When each site opens: in the first year its homes' vehicles keep one point busy, the better ranks first."""

from collections.abc import Mapping

import numpy as np
import pandas as pd


def stood(sites: pd.DataFrame, most_open: Mapping[int, int] | None = None) -> pd.DataFrame:
    """The rows of `sites` from the year each opens, with `first_year`; an open site stands from then on.

    Args:
        sites: scenario, candidate_id, rank_count, year, vehicles_count, busy_count (vehicles that keep a point busy).
        most_open: sites that may be open by a year, all scenarios alike; a year it lacks has no limit.
    """
    rows = sites.sort_values(["scenario", "year", "rank_count"], kind="stable", ignore_index=True)
    limit = most_open or {}
    opened: dict[tuple[str, str], int] = {}
    for _, group in rows.groupby(["scenario", "year"], sort=True):
        scenario, year = str(group["scenario"].iloc[0]), int(group["year"].iloc[0])
        names = group.loc[group["vehicles_count"].ge(group["busy_count"]), "candidate_id"]
        waiting = [(scenario, str(name)) for name in names if (scenario, str(name)) not in opened]
        room = limit.get(year, len(rows)) - sum(key[0] == scenario for key in opened)
        opened |= dict.fromkeys(waiting[: max(room, 0)], year)
    keys = list(zip(rows["scenario"], rows["candidate_id"], strict=True))
    first = np.array([opened.get(key, np.inf) for key in keys], dtype=np.float64)
    stands = rows["year"].to_numpy(float) >= first
    return rows[stands].assign(first_year=first[stands].astype(np.int64)).reset_index(drop=True)
