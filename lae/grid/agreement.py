"""How well our own arithmetic reproduces the operator's figures today, printed with the baseline it must beat."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.contract import Agreement, Disagreements, Fit
from lae.grid.figures import Firm, on_ladder
from lae.grid.network import Ladder
from lae.grid.path import path_room
from lae.tables import validated

_LIKE_FOR_LIKE: Final = "contracted_excl_bess"
"""The queue the published figures count (headroom rule 1)."""
_JUDGED: Final = ["connected", _LIKE_FOR_LIKE]
_SETTINGS: Final = 2
"""Numbers fitted: the cyclic factor and the contracted coincidence."""

Floats = npt.NDArray[np.float64]


def agreement(
    substations: pd.DataFrame, ladder: Ladder, firm: Firm, *, cyclic_factor: float, contracted_coincidence: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """AGREEMENT at both queue settings, and the DISAGREEMENTS by substation.

    Modelled is the least room along the path before growth; published figures are floored at zero, so only "zero or
    not" and the positive ones can be compared.
    """
    rows = on_ladder(substations, ladder)
    published = rows["demand_headroom_mva"].to_numpy(float)
    comparable = rows["headroom_basis"].eq("path").to_numpy() & np.isfinite(published)
    tables, like = [], np.full(len(rows), np.nan)
    for queue in _JUDGED:
        modelled = _today(ladder, rows, firm, queue)
        like = modelled if queue == _LIKE_FOR_LIKE else like
        primaries = comparable & rows["tier"].eq("primary").to_numpy()
        judged = primaries & np.isfinite(modelled)
        zero, said_zero = published[judged] <= 0, modelled[judged] <= 0
        missed = np.abs(modelled[judged] - published[judged])[~zero]
        tables.append(
            {
                "queue": queue,
                "compared_count": int(judged.sum()),
                "not_compared_count": int((primaries & ~judged).sum()),
                "both_zero_count": int((zero & said_zero).sum()),
                "missed_zero_count": int((zero & ~said_zero).sum()),
                "false_zero_count": int((~zero & said_zero).sum()),
                "both_room_count": int((~zero & ~said_zero).sum()),
                "always_zero_count": int(zero.sum()),
                "positive_error_mva": float(missed.mean()) if len(missed) else np.nan,
                "cyclic_factor_ratio": cyclic_factor,
                "contracted_coincidence_share": contracted_coincidence,
                "note": "" if queue == _LIKE_FOR_LIKE else "Published figures count contracted demand; this does not.",
            }
        )
    return validated(pd.DataFrame(tables), Agreement, "agreement"), _disagreements(rows, comparable, published, like)


def fit(substations: pd.DataFrame) -> pd.DataFrame:
    """The settings that best explain the BSPs' positive figures, and the error of each BSP when it is left out."""
    rows = substations[substations["tier"].eq("bsp") & substations["demand_headroom_mva"].gt(0)]
    rows = rows[rows["n_minus_1_mva"].notna() & rows["observed_max_mva"].notna()].sort_values("substation_id")
    knowns = rows[["n_minus_1_mva", "contracted_excl_bess_mva"]].to_numpy(float) * np.array([1.0, -1.0])
    wanted = (rows["demand_headroom_mva"] + rows["observed_max_mva"]).to_numpy(float)
    enough = len(rows) > _SETTINGS
    best = _solve(knowns, wanted) if enough else np.full(_SETTINGS, np.nan)
    others = ~np.eye(len(rows), dtype=bool)
    left_out = [wanted[i] - knowns[i] @ _solve(knowns[keep], wanted[keep]) for i, keep in enumerate(others) if enough]
    table = {
        "rows_count": len(rows),
        "cyclic_factor_ratio": best[0],
        "contracted_coincidence_share": best[1],
        "left_out_error_mva": float(np.mean(np.abs(left_out))) if left_out else np.nan,
    }
    return validated(pd.DataFrame([table]), Fit, "fit")


def _today(ladder: Ladder, rows: pd.DataFrame, firm: Firm, queue: str) -> Floats:
    own = firm.capacity[0] - firm.observed - firm.contracted[queue]
    exact = np.zeros(len(rows), dtype=np.int64)
    room = path_room(ladder, own, exact, never_binds=rows["tier"].eq("gsp").to_numpy(bool))
    # A site whose own capacity cannot be known is not judged by what is upstream of it.
    return np.where(np.isnan(own), np.nan, room.value)


def _disagreements(rows: pd.DataFrame, comparable: np.ndarray, published: Floats, modelled: Floats) -> pd.DataFrame:
    deficit = comparable & (modelled < 0) & (published > 0)
    spare = comparable & (modelled > 0) & (published <= 0)
    at = np.flatnonzero(deficit | spare)
    table = pd.DataFrame(
        {
            "substation_id": rows["substation_id"].to_numpy(str)[at],
            "name": rows["name"].to_numpy(str)[at],
            "kind": np.where(deficit[at], "deficit_against_published_room", "room_against_published_zero"),
            "published_mva": published[at],
            "published_bound": rows["demand_bound"].to_numpy(str)[at],
            "modelled_mva": modelled[at],
        }
    ).astype(dict.fromkeys(("substation_id", "name", "kind", "published_bound"), "str"))
    return validated(table.sort_values("substation_id"), Disagreements, "disagreements")


def _solve(knowns: Floats, wanted: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(knowns, wanted, rcond=None)[0], dtype=np.float64)
