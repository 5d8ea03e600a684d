"""Take what brings most, again and again, while it fits."""

import numpy as np

from lae.charging.siting.core import Core
from lae.charging.siting.ledger import Ledger
from lae.charging.siting.problem import Flags, Floats


def filled(core: Core, chosen: Flags, *, by_cost: bool = False) -> Flags:
    """`chosen` and every site that fits and brings something, the best first; floors are not looked at.

    Args:
        core: the question.
        chosen: by candidate, within every limit.
        by_cost: take what brings most for its cost, rather than what brings most.
    """
    ledger = Ledger(core, chosen)
    counts = core.counts(chosen)
    while True:
        gain = gains(core, counts)
        open_to = ledger.addable() & (gain > core.least_gain)
        if not open_to.any():
            return ledger.chosen
        score = np.divide(gain, core.cost, out=np.full(core.size, np.inf), where=core.cost > 0) if by_cost else gain
        best = int(np.argmax(np.where(open_to, score, -np.inf)))
        ledger.add(best)
        counts += _column(core, best)


def gains(core: Core, counts: Floats) -> Floats:
    """By candidate, the need it covers that nobody does yet, less what it gives up."""
    found: Floats = core.by_site @ np.where(counts > 0, 0.0, core.weights) - core.penalty
    return found


def _column(core: Core, site: int) -> Floats:
    covers = core.covers
    column = np.zeros(len(core.weights))
    column[covers.indices[covers.indptr[site] : covers.indptr[site + 1]]] = 1.0
    return column
