"""Change one site for another while that covers more."""

import numpy as np
from scipy import sparse

from lae.charging.siting.core import Core
from lae.charging.siting.greedy import filled, gains
from lae.charging.siting.ledger import Ledger
from lae.charging.siting.problem import Codes, Flags, Floats


def improved(core: Core, chosen: Flags) -> Flags:
    """A choice that no exchange of one site, no further site and no site less would better; never worse than `chosen`.

    Args:
        core: the question.
        chosen: by candidate, within every limit and floor.
    """
    best = filled(core, chosen)
    while True:
        ledger = Ledger(core, best)
        while _exchange(core, ledger):
            pass
        _thin(core, ledger)
        grown = filled(core, ledger.chosen)
        if core.value(grown) <= core.value(best) + core.least_gain:
            return best
        best = grown


def losses(core: Core, counts: Floats, sites: Codes) -> tuple[sparse.csr_array, Floats]:
    """What nobody else covers, by site and point, and its sum by site less what the site gives up."""
    alone = sparse.csr_array(core.by_site[sites].multiply(np.where(counts == 1, core.weights, 0.0)[None, :]))
    return alone, np.asarray(alone.sum(axis=1)) - core.penalty[sites]


def _exchange(core: Core, ledger: Ledger) -> bool:
    """Make every gainful exchange of one look at all pairs that does not disturb another; false where there is none.

    A pair's gain depends on the points that either site covers alone, so pairs without a point in common add up.
    """
    sites = np.flatnonzero(ledger.chosen)
    if not len(sites):
        return False
    counts = core.counts(ledger.chosen)
    alone, loss = losses(core, counts, sites)
    # What the leaving site gave up to nobody is there for the coming one to cover.
    change = (alone @ core.by_point).toarray() + gains(core, counts)[None, :] - loss[:, None]
    hopeful = np.flatnonzero(change.max(axis=1) > core.least_gain)
    if not len(hopeful):
        return False
    change = np.where(ledger.swappable(sites[hopeful]), change[hopeful], -np.inf)
    coming = change.argmax(axis=1)
    gain = change[np.arange(len(hopeful)), coming]
    touched = np.zeros(len(core.weights), dtype=bool)
    made = False
    for row in np.argsort(-gain, kind="stable"):
        if gain[row] <= core.least_gain:
            break
        points = _points(core, int(sites[hopeful[row]]), int(coming[row]))
        if touched[points].any() or ledger.chosen[coming[row]]:
            continue
        if ledger.swap(int(sites[hopeful[row]]), int(coming[row])):
            touched[points] = True
            made = True
    return made


def _thin(core: Core, ledger: Ledger) -> None:
    """Give back each site that gives up more than it alone covers, the worst first, where its floor allows."""
    while True:
        sites = np.flatnonzero(ledger.chosen)
        loss = losses(core, core.counts(ledger.chosen), sites)[1]
        for row in np.argsort(loss, kind="stable"):
            if loss[row] >= -core.least_gain:
                return
            ledger.drop(int(sites[row]))
            if ledger.keeps_floor(int(sites[row])):
                break
            ledger.add(int(sites[row]))
        else:
            return


def _points(core: Core, *sites: int) -> Codes:
    covers = core.covers
    return np.concatenate([covers.indices[covers.indptr[site] : covers.indptr[site + 1]] for site in sites])
