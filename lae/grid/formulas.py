"""Formulas for an operator's demand headroom from its own columns, each row judged by a fit that leaves it out.

Room = single-rated nameplate x factor + dual-rated nameplate x factor - maximum - contracted x coincidence, where the
nameplate is what the largest transformer's outage leaves. Dual-rated are a primary's units with two published ratings;
BSPs all publish two, so nothing can be told from it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.outage import units_of
from lae.tables import records

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_NAN: Final = float("nan")


@dataclass(frozen=True)
class Formula:
    """Settings (factor of single-rated, of dual-rated units, contracted coincidence); NaN is fitted.

    With `one_factor` both kinds of units have the same factor. One that is not `choosable` is printed only.
    """

    name: str
    settings: tuple[float, float, float]
    one_factor: bool = True
    choosable: bool = True


@dataclass(frozen=True)
class Knowns:
    """What is known of n substations: `parts` (n, 3) so that parts @ settings - maximum = room, NaN where it is not.

    `own` marks published figures that are the site's own and above zero: the only ones that tell its firm capacity.
    """

    parts: Floats
    maximum: Floats
    published: Floats
    own: Flags
    tier: npt.NDArray[np.str_]


def candidates(*, cyclic_factor: float, contracted_coincidence: float) -> tuple[Formula, ...]:
    """What is tried: plain nameplate, the study's settings, and three that are fitted."""
    return (
        Formula("nameplate", (1.0, 1.0, 1.0)),
        Formula("the study's settings", (cyclic_factor, cyclic_factor, contracted_coincidence), choosable=False),
        Formula("one factor", (_NAN, _NAN, 1.0)),
        Formula("factor and coincidence", (_NAN, _NAN, _NAN)),
        Formula("factor by rating and coincidence", (_NAN, _NAN, _NAN), one_factor=False),
    )


def knowns(rows: pd.DataFrame) -> Knowns:
    """The arrays of the substations, in the order given (contract Substations)."""
    nameplate = np.array([_nameplate(row.ratings, row.n_minus_1_mva) for row in records(rows)]).reshape(-1, 2)
    primary = rows["tier"].eq("primary").to_numpy()
    nameplate = np.where(primary[:, None], nameplate, np.column_stack([nameplate.sum(axis=1), np.zeros(len(rows))]))
    published = rows["demand_headroom_mva"].to_numpy(float)
    parts = np.column_stack([nameplate, -rows["contracted_excl_bess_mva"].to_numpy(float)])
    maximum = rows["observed_max_mva"].to_numpy(float)
    usable = np.isfinite(parts).all(axis=1) & np.isfinite(maximum) & rows["headroom_basis"].eq("path").to_numpy()
    own = usable & rows["demand_bound_own"].eq("exact").to_numpy() & (published > 0)
    return Knowns(parts, maximum, published, own, rows["tier"].to_numpy(str))


def fitted(known: Knowns, formula: Formula, use: Flags) -> Floats:
    """The settings that explain the rows in `use` best (least squares), (3,).

    A factor no row bears on is 0, as it multiplies nothing; all are NaN when there are no more rows than settings.
    """
    given = np.array(formula.settings)
    free = np.isnan(given)
    spread = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]) if formula.one_factor else np.eye(3)
    spread = spread[:, (spread * free[:, None]).any(axis=0)]
    base, parts = np.where(free, 0.0, given), known.parts[use]
    spread = spread[:, (parts @ spread != 0).any(axis=0)]
    if len(parts) <= spread.shape[1]:
        return np.where(free, np.nan, given)
    wanted = known.published[use] + known.maximum[use] - parts @ base
    best = np.linalg.lstsq(parts @ spread, wanted, rcond=None)[0]
    return np.asarray(base + spread @ best, dtype=np.float64)


def left_out(known: Knowns, formula: Formula, pool: Flags) -> Floats:
    """Each own room by the fit on the other rows of its tier in `pool`, (n,); NaN where it is not known."""
    room = np.full(len(known.tier), np.nan)
    for tier in sorted(set(known.tier)):
        here = known.tier == tier
        outside = here & ~pool
        room[outside] = known.parts[outside] @ fitted(known, formula, here & pool)
        for at in np.flatnonzero(here & pool):
            others = here & pool
            others[at] = False
            room[at] = known.parts[at] @ fitted(known, formula, others)
    return room - known.maximum


def best_elsewhere(known: Knowns, formulas: Sequence[Formula]) -> npt.NDArray[np.int64]:
    """For each row the choosable formula with the least sum of left-out errors on its tier's other telling rows, (n,).

    The row itself takes no part, neither in the choice nor in any fit behind it. The first formula wins a tie.
    """
    best = np.zeros(len(known.tier), dtype=np.int64)
    for tier in sorted(set(known.tier)):
        here = known.tier == tier
        best[here] = _least(known, formulas, here & known.own)
        for at in np.flatnonzero(here & known.own):
            others = here & known.own
            others[at] = False
            best[at] = _least(known, formulas, others)
    return best


def _least(known: Knowns, formulas: Sequence[Formula], pool: Flags) -> int:
    totals = []
    for formula in formulas:
        error = np.abs(left_out(known, formula, pool) - known.published)[pool]
        totals.append(float(error.sum()) if formula.choosable and np.isfinite(error).all() else np.inf)
    return int(np.argmin(totals))


def _nameplate(ratings: str, n_minus_1_mva: float) -> tuple[float, float]:
    """What the largest unit's outage leaves, in single-rated and in dual-rated units; NaN with fewer than two."""
    units = units_of(ratings)
    if not units:
        return n_minus_1_mva, 0.0
    if len(units) < 2:
        return _NAN, _NAN
    largest = max(range(len(units)), key=lambda at: units[at].rating_mva)
    left = [unit for at, unit in enumerate(units) if at != largest]
    dual = sum(unit.rating_mva for unit in left if unit.dual_rated)
    return sum(unit.rating_mva for unit in left) - dual, dual
