"""The question with parts of sites allowed: its prices prove a bound, its parts say where to look."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, sparse

from lae.charging.siting.bound import Bound, bound_of
from lae.charging.siting.core import Core
from lae.charging.siting.problem import Floats
from lae.charging.siting.rows import Rows


@dataclass(frozen=True)
class Relaxed:
    """The bound, and by candidate the part of it that is chosen."""

    bound: Bound
    part: Floats


def relaxed(core: Core, rows: Rows) -> Relaxed:
    """The best choice of parts of sites, with a bound that holds even where the solver was not exact.

    Solved for the prices (the dual), which has a row a candidate instead of a row a point: three times as fast on
    10,000 points. Should the solver give up, the bound is what all points together need: true, if of no use.
    """
    points, kinds = len(core.weights), len(rows.room)
    if not core.size or not points:
        return Relaxed(bound_of(core, rows, np.zeros(points), np.zeros(kinds)), np.zeros(core.size))
    worth: Any = sparse.hstack([core.by_site, -rows.load.T, -sparse.eye_array(core.size)], format="csr")
    most = np.concatenate([core.weights, np.full(kinds + core.size, np.inf)])
    between: Any = np.column_stack([np.zeros(len(most)), most])
    found = optimize.linprog(
        np.concatenate([-np.ones(points), rows.room, np.ones(core.size)]),
        A_ub=worth,
        b_ub=core.penalty,
        bounds=between,
        method="highs-ds",
    )
    if found.x is None or found.status != 0:
        return Relaxed(bound_of(core, rows, np.zeros(points), np.zeros(kinds)), np.zeros(core.size))
    price = np.asarray(found.x, dtype=np.float64)
    part = np.clip(-np.asarray(found.ineqlin.marginals, dtype=np.float64), 0.0, 1.0)
    return Relaxed(bound_of(core, rows, price[:points], price[points : points + kinds]), part)
