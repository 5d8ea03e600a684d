"""What is said of a claim beside its figures: the worst tier, what it rests on, what nobody screened."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.land.sequestration.per_hectare import PerHectare
from lae.land.sequestration_contract import LEVELS, words_of


def of_figures(claimed: npt.NDArray[np.bool_], each: Mapping[int, PerHectare]) -> pd.DataFrame:
    """factor_tier, assumption_ids and reason by zone.

    Args:
        claimed: (zones, classes) where an option takes land.
        each: its figures by class.
    """
    patterns, pattern = np.unique(claimed, axis=0, return_inverse=True)
    rows = []
    for row in patterns:
        met = [each[int(position)] for position in np.flatnonzero(row)]
        ids = dict.fromkeys(name for one in met for name in one.ids)
        reasons = dict.fromkeys(one.reason for one in met if one.reason)
        rows.append((max((one.tier for one in met), default=""), " ".join(ids), "; ".join(reasons)))
    table = pd.DataFrame(rows, columns=["factor_tier", "assumption_ids", "reason"], dtype="str")
    return table.iloc[pattern.reshape(-1)].reset_index(drop=True)


def of_screening(own: pd.DataFrame, zone_ids: pd.Index) -> pd.DataFrame:
    """confidence, not_screened and closed (why) by zone.

    Args:
        own: an option's rows of `placed`.
        zone_ids: of all zones.
    """
    zones = zone_ids.get_indexer(pd.Index(own["zone_id"]))
    worst = np.zeros(len(zone_ids), dtype=np.int64)
    np.maximum.at(worst, zones, pd.Index(LEVELS).get_indexer(pd.Index(own["confidence"].replace("none", LEVELS[-1]))))
    columns = {
        "confidence": pd.Series(np.array(LEVELS)[worst], dtype="str"),
        "not_screened": _joined(own["not_screened"], zones, len(zone_ids), " "),
        "closed": _joined(own["reason"], zones, len(zone_ids), "; "),
    }
    tidy = {text: " ".join(sorted(set(words_of(text)))) for text in columns["not_screened"].unique()}
    columns["not_screened"] = columns["not_screened"].map(tidy).astype("str")
    return pd.DataFrame(columns)


def _joined(texts: pd.Series, zones: npt.NDArray[np.int64], count: int, between: str) -> pd.Series:
    """The distinct texts of each zone in order, blanks left out."""
    pairs = pd.DataFrame({"zone": zones, "text": texts.to_numpy()})
    pairs = pairs[pairs["text"].ne("")].drop_duplicates()
    several = pairs["zone"].duplicated(keep=False)
    single = pairs[~several].set_index("zone")["text"]
    joined = pairs[several].groupby("zone")["text"].agg(between.join)
    both = pd.concat([single, joined]).astype("str")
    whole: pd.Series = both.reindex(range(count)).fillna("").astype("str")
    return whole
