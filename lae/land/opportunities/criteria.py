"""Criteria from 0 to 1, each a place in a ranking: 0.9 reads "better than nine of ten". Their weighted mean.

So each weight reaches as far whatever a criterion's unit. Equal figures get the same; a blank is left out of the mean.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.land.opportunities.contract import CRITERIA
from lae.scoring import better_than

Floats = npt.NDArray[np.float64]

WEIGHT_IDS: Final = (
    "land_weight_carbon",
    "land_weight_cost",
    "land_weight_connectivity",
    "land_weight_flood_water",
    "land_weight_access",
    "land_weight_nature_priority",
    "land_weight_homes",
    "land_weight_few_conflicts",
    "land_weight_food",
)
RANKED: Final = {
    "carbon": ("carbon_tco2e_per_ha", 1),
    "cost": ("cost_gbp_per_tco2e", -1),
    "connectivity": ("habitat_distance_m", -1),
    "flood_water": ("flood_share", 1),
    "access": ("access_distance_m", -1),
    "nature_priority": ("nature_priority_share", 1),
    "homes": ("homes_distance_m", -1),
    "few_conflicts": ("conflict_share", -1),
    "food": ("best_farmland_share", -1),
}
"""The column each criterion ranks, and whether more of it is better (1) or worse (-1)."""


def weights_of(assumptions: Assumptions) -> dict[str, float]:
    """The register's weight of each criterion: our starting choice, the county's to change."""
    return {name: assumptions.value(key) for name, key in zip(CRITERIA, WEIGHT_IDS, strict=True)}


def checked(weights: Mapping[str, float]) -> Floats:
    """The weights in the order of CRITERIA.

    Raises:
        ValueError: a criterion has no weight, or one below 0; a weight is of no criterion.
    """
    if set(weights) != set(CRITERIA):
        odd = ", ".join(sorted(set(weights) ^ set(CRITERIA)))
        raise ValueError(f"weights must name each criterion once and nothing else; look at {odd}")
    if below := [name for name, weight in weights.items() if not weight >= 0 or np.isinf(weight)]:
        raise ValueError(f"a weight must be a number from 0: {', '.join(below)}")
    return np.array([float(weights[name]) for name in CRITERIA])


def ratios(figures: pd.DataFrame) -> Floats:
    """(rows, criteria) from 0 to 1, 1 the better place; NaN where nobody can tell."""
    each = [better_than(figures[column].to_numpy(float) * sign) for column, sign in RANKED.values()]
    return np.stack(each, axis=1)
