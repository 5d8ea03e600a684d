"""At which half-hour each node's load is greatest or least, for many cases at once, in buffers the cache holds."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BUFFER: Final = 2**16
"""Numbers in one buffer of nodes x slots: half a MB, so that the handful in use stay in the processor's cache."""


@dataclass(frozen=True)
class Loads:
    """What is added up: a unit of each technology `p`, `q` (technology, slot), and the base of each node (n, slot)."""

    p: Floats
    q: Floats
    base_p: Floats
    base_q: Floats

    def at(self, slots: Ints) -> "Loads":
        """The same in these slots alone."""
        if np.array_equal(slots, np.arange(self.p.shape[1])):
            return self
        return Loads(*(np.ascontiguousarray(load[:, slots]) for load in (self.p, self.q, self.base_p, self.base_q)))


def peak_slots(units: Floats, loads: Loads, slots: Ints) -> Ints:
    """The first of `slots` (ascending) with the greatest |base + units x load|.

    Args:
        units: (case, n, technology).
        loads: what a unit and what the base draws.
        slots: where to look.

    Returns:
        Indices of slots, (case, n).
    """
    return _decisive(units, loads, slots, sign=1)


def trough_slots(units: Floats, loads: Loads, slots: Ints) -> Ints:
    """The first of `slots` (ascending) with the least |base + units x load|, which counts as negative while P does."""
    return _decisive(units, loads, slots, sign=-1)


def unbeaten(loads: Floats) -> Ints:
    """The slots that no other equals or exceeds in every row of `loads` (component, slot); of equal ones the first.

    Sums of non-negative components with non-negative weights reach their maximum in one of these.
    """
    at_least = np.ones((loads.shape[1], loads.shape[1]), dtype=bool)
    for row in loads:
        at_least &= row[:, None] <= row[None, :]
    equal = at_least & at_least.T
    beaten = (at_least & ~equal).any(axis=1) | np.tril(equal, -1).any(axis=1)
    return np.flatnonzero(~beaten)


def _decisive(units: Floats, loads: Loads, slots: Ints, *, sign: int) -> Ints:
    cases, nodes, _ = units.shape
    here = loads.at(slots)
    found = np.empty((cases, nodes), dtype=np.int64)
    size = max(_BUFFER // max(len(slots), 1), 1)
    p_buffer, q_buffer = np.empty((size, len(slots))), np.empty((size, len(slots)))
    for start in range(0, nodes, size):
        part = slice(start, min(start + size, nodes))
        base_p, base_q = here.base_p[part], here.base_q[part]
        p_mw, q_mvar = p_buffer[: len(base_p)], q_buffer[: len(base_p)]
        for case in range(cases):
            np.matmul(units[case, part], here.p, out=p_mw)
            np.matmul(units[case, part], here.q, out=q_mvar)
            p_mw += base_p
            q_mvar += base_q
            np.square(q_mvar, out=q_mvar)
            if sign > 0:
                np.square(p_mw, out=p_mw)
                p_mw += q_mvar
                np.argmax(p_mw, axis=1, out=found[case, part])
            else:
                q_mvar += p_mw * p_mw
                np.copysign(q_mvar, p_mw, out=q_mvar)
                np.argmin(q_mvar, axis=1, out=found[case, part])
    return slots[found]
