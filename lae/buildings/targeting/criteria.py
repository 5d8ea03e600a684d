"""Criteria from 0 to 1 and their weighted sum.

All but one are places in a ranking: the share of the other areas of the level that an area is better than, so that 0.9
reads "better than nine of ten" and each weight has the same reach whatever a criterion's unit and spread. Equal areas
get the same, those all alike 0. Headroom is no ranking but the share of today's room that the package leaves, since
being the least short of a short county makes no room.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.targeting.room import AT_LEAST, AT_MOST, EXACT
from lae.buildings.targeting_contract import CRITERIA
from lae.scoring import better_than

Floats = npt.NDArray[np.float64]

WEIGHT_IDS: Final = (
    "target_weight_carbon_cost",
    "target_weight_fuel_poverty",
    "target_weight_heat_need",
    "target_weight_clustering",
    "target_weight_off_gas",
    "target_weight_social_homes",
    "target_weight_headroom",
)
RANKED: Final = {
    "fuel_poverty": "fuel_poor_share",
    "heat_need": "heat_need_kwh_per_m2",
    "clustering": "clustered_share",
    "off_gas": "off_gas_share",
    "social_homes": "social_share",
}
"""Criteria that are the higher the better, and the column of Targeting each ranks."""


def weights_of(assumptions: Assumptions) -> dict[str, float]:
    """The register's weight of each criterion: our starting choice, the county's to change."""
    return {name: assumptions.value(key) for name, key in zip(CRITERIA, WEIGHT_IDS, strict=True)}


def ratios(figures: pd.DataFrame) -> pd.DataFrame:
    """Each criterion from 0 to 1 as `<criterion>_ratio`, 1 the better place to start; blank where nobody can tell.

    Args:
        figures: columns of contract Targeting up to headroom_bound, areas of one level.
    """
    found = {"carbon_cost": _carbon_cost(figures)}
    found |= {name: better_than(figures[column].to_numpy(float)) for name, column in RANKED.items()}
    found["headroom"] = _room_left(figures)
    return pd.DataFrame({f"{name}_ratio": found[name] for name in CRITERIA}, index=figures.index)


def scores(table: pd.DataFrame, weights: Mapping[str, float]) -> Floats:
    """The weighted mean of each area's known criteria; blank where none of any weight is known.

    Args:
        table: what `ratios` gives.
        weights: by criterion, 0 or more; 0 leaves it out.

    Raises:
        ValueError: a criterion has no weight, or one below 0; a weight is of no criterion.
    """
    wanted = checked(weights)
    known = table.notna().to_numpy()
    weight = np.array([wanted[name] for name in CRITERIA]) * known
    total = weight.sum(axis=1)
    earned = (weight * np.where(known, table.to_numpy(float), 0.0)).sum(axis=1)
    score: Floats = np.where(total > 0, earned / np.where(total > 0, total, 1.0), np.nan)
    return np.clip(score, 0.0, 1.0)


def checked(weights: Mapping[str, float]) -> dict[str, float]:
    """`weights` in the order of the criteria; raises ValueError like `scores`."""
    if set(weights) != set(CRITERIA):
        odd = ", ".join(sorted(set(weights) ^ set(CRITERIA)))
        raise ValueError(f"weights must name each criterion once and nothing else; look at {odd}")
    if below := [name for name, weight in weights.items() if not weight >= 0 or np.isinf(weight)]:
        raise ValueError(f"a weight must be a number from 0: {', '.join(below)}")
    return {name: float(weights[name]) for name in CRITERIA}


def missing(table: pd.DataFrame) -> pd.Series:
    """The names of each area's blank criteria, separated by a space."""
    blank = table.isna().to_numpy()
    names = np.array(CRITERIA, dtype=object)
    return pd.Series([" ".join(names[row]) for row in blank], index=table.index, dtype="str")


def _carbon_cost(figures: pd.DataFrame) -> Floats:
    """Cheaper is better; a package that is open and saves no carbon is dearer than any that saves some."""
    cost = figures["gbp_per_tco2e"].to_numpy(float)
    saves_none = figures["open_homes"].gt(0) & figures["carbon_saved_tco2e"].le(0)
    return better_than(np.where(saves_none, -np.inf, -cost))


def _room_left(figures: pd.DataFrame) -> Floats:
    """The share of today's headroom left after the package, 0 at or below none.

    An upper limit can show that there is no room and never that there is some; a lower limit the reverse.
    """
    before, after = figures["headroom_mva"].to_numpy(float), figures["headroom_after_mva"].to_numpy(float)
    bound = figures["headroom_bound"]
    room = (after > 0) & bound.isin([EXACT, AT_LEAST]).to_numpy(bool)
    none = (after <= 0) & bound.isin([EXACT, AT_MOST]).to_numpy(bool)
    # A package that takes load off leaves more than there was: all of it.
    whole = np.where(room, np.maximum(before, after), 1.0)
    left: Floats = np.select([room, none], [after / whole, 0.0], default=np.nan)
    return left
