"""A first choice that meets the floors, or how far the limits leave them short."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from lae.charging.siting.core import Core
from lae.charging.siting.greedy import gains
from lae.charging.siting.ledger import Ledger
from lae.charging.siting.problem import Codes, Flags
from lae.charging.siting.rows import rows_of


@dataclass(frozen=True)
class Grounds:
    """A choice that meets each floor less `short`, and by group how many sites the floor has to come down."""

    chosen: Flags
    short: Codes


def grounds(core: Core) -> Grounds:
    """The sites to begin with: few, and meeting every floor that can be met.

    Where no choice within room, budget and number meets all floors, they come down by the fewest sites in all.
    """
    nothing = np.zeros(core.size, dtype=bool)
    chosen = _taken(core, nothing)
    if (Ledger(core, chosen).spare >= 0).all():
        return Grounds(chosen, np.zeros(len(core.least), dtype=np.int64))
    return _searched(core, chosen)


def _taken(core: Core, chosen: Flags) -> Flags:
    """What brings most among candidates of groups that need one, while it fits."""
    ledger = Ledger(core, chosen)
    grouped = core.group >= 0
    while True:
        needed = np.zeros(core.size, dtype=bool)
        needed[grouped] = ledger.spare[core.group[grouped]] < 0
        needed &= ledger.addable()
        if not needed.any():
            return ledger.chosen
        gain = gains(core, core.counts(ledger.chosen))
        ledger.add(int(np.argmax(np.where(needed, gain, -np.inf))))


def _searched(core: Core, fallback: Flags) -> Grounds:
    """The choice with the fewest sites short, by integer programme; `fallback` where the solver finds none better."""
    groups = len(core.least)
    floors = np.flatnonzero(core.least > 0)
    bare = rows_of(core.with_floors(np.zeros(groups, dtype=np.int64)))
    grouped = np.flatnonzero(core.group >= 0)
    member = sparse.csr_array((np.ones(len(grouped)), (core.group[grouped], grouped)), shape=(groups, core.size))
    meet = sparse.hstack([member[floors], sparse.eye_array(len(floors))])
    keep = sparse.hstack([bare.load, sparse.csr_array((len(bare.room), len(floors)))])
    found = optimize.milp(
        np.concatenate([np.zeros(core.size), np.ones(len(floors))]),
        integrality=np.concatenate([np.ones(core.size), np.zeros(len(floors))]),
        bounds=optimize.Bounds(0.0, np.concatenate([np.ones(core.size), core.least[floors].astype(np.float64)])),
        constraints=[
            optimize.LinearConstraint(sparse.csc_array(meet), core.least[floors].astype(np.float64), np.inf),
            optimize.LinearConstraint(sparse.csc_array(keep), -np.inf, bare.room),
        ],
    )
    best = Ledger(core, fallback)
    if found.x is not None:
        wanted = np.round(found.x[: core.size]).astype(bool)
        other = Ledger(core, np.zeros(core.size, dtype=bool))
        for site in np.flatnonzero(wanted):
            # The solver may pass a limit by a hair; what does not fit is left out.
            if other.fits(int(site)):
                other.add(int(site))
        if np.minimum(other.spare, 0).sum() > np.minimum(best.spare, 0).sum():
            best = other
    return Grounds(best.chosen, np.maximum(-best.spare, 0))
