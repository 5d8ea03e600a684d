"""Everything a choice must keep to as rows of a linear programme."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from lae.charging.siting.core import Core
from lae.charging.siting.problem import Floats

_WHOLE: Final = 1e-9
"""A quotient this close below a whole number is that number."""


@dataclass(frozen=True)
class Rows:
    """`load` times the choice must not pass `room`, row by row."""

    load: sparse.csr_array
    room: Floats


def rows_of(core: Core) -> Rows:
    """The rows of the most sites, the budget, the limits in whole sites, and the floors."""
    loads: list[sparse.csr_array] = [sparse.csr_array(np.ones((1, core.size)))]
    rooms: list[Floats] = [np.array([float(core.most_sites)])]
    if np.isfinite(core.budget):
        loads.append(sparse.csr_array(core.cost[None, :]))
        rooms.append(np.array([core.budget]))
    for each in (_limits(core), _floors(core)):
        loads.append(each.load)
        rooms.append(each.room)
    return Rows(sparse.csr_array(sparse.vstack(loads)), np.concatenate(rooms))


def _limits(core: Core) -> Rows:
    """The limits, and each counted in whole sites of its lightest: only so many fit, whatever the rest of the room.

    Where all sites of a limit are equally heavy the count says it all. Else both rows stand: rounding down what a site
    takes, in units of the lightest, and the room, forbids nothing that the limit allows.
    """
    load = sparse.csr_array(core.load_kw)
    used = np.flatnonzero(np.diff(load.indptr))
    load, room = sparse.csr_array(load[used]), core.room_kw[used]
    if not len(used):
        return Rows(load, room)
    starts = load.indptr[:-1]
    lightest = np.minimum.reduceat(load.data, starts)
    equal = lightest == np.maximum.reduceat(load.data, starts)
    whole = load.copy()
    whole.data = np.floor(load.data / np.repeat(lightest, np.diff(load.indptr)))
    counted = Rows(whole, np.floor(room / lightest + _WHOLE))
    both = [counted.load, sparse.csr_array(load[np.flatnonzero(~equal)])]
    return Rows(sparse.csr_array(sparse.vstack(both)), np.concatenate([counted.room, room[~equal]]))


def _floors(core: Core) -> Rows:
    grouped = np.flatnonzero(core.group >= 0)
    member = sparse.csr_array(
        (-np.ones(len(grouped)), (core.group[grouped], grouped)), shape=(len(core.least), core.size)
    )
    needed = np.flatnonzero(core.least > 0)
    return Rows(sparse.csr_array(member[needed]), -core.least[needed].astype(np.float64))
