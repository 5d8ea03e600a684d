"""What a growing choice has left: room, money, places, and sites above each floor."""

import numpy as np

from lae.charging.siting.core import Core
from lae.charging.siting.problem import Codes, Flags, Floats


class Ledger:
    """The state of one choice; every change is booked here, so that no limit is passed on the way.

    Attributes:
        chosen: by candidate.
        spare: by group, sites above its floor; below 0 while the floor is not met.
    """

    def __init__(self, core: Core, chosen: Flags) -> None:
        self._core = core
        self.chosen = chosen.copy()
        self._slack_kw: Floats = core.room_kw - core.load_kw @ chosen.astype(np.float64)
        self._money = core.budget - float(core.cost[chosen].sum())
        self._places = core.most_sites - int(chosen.sum())
        grouped = core.group[chosen & (core.group >= 0)]
        self.spare: Codes = np.bincount(grouped, minlength=len(core.least)).astype(np.int64) - core.least

    def add(self, site: int) -> None:
        """Book a site as chosen."""
        self._book(site, 1)

    def drop(self, site: int) -> None:
        """Book a site as given back."""
        self._book(site, -1)

    def fits(self, site: int) -> bool:
        """Whether a site may be added."""
        entries = self._entries(site)
        load = self._core.load_kw
        return bool(
            self._places > 0
            and self._core.cost[site] <= self._money
            and (load.data[entries] <= self._slack_kw[load.indices[entries]]).all()
        )

    def swap(self, leaving: int, coming: int) -> bool:
        """Put one site in another's place, or change nothing and say no where a limit, money or a floor forbids it."""
        self.drop(leaving)
        if self.fits(coming):
            self.add(coming)
            if self.keeps_floor(leaving):
                return True
            self.drop(coming)
        self.add(leaving)
        return False

    def keeps_floor(self, site: int) -> bool:
        """Whether the floor of a site's group is met."""
        group = self._core.group[site]
        return bool(group < 0 or self.spare[group] >= 0)

    def addable(self) -> Flags:
        """By candidate, whether it may be added."""
        core = self._core
        if self._places <= 0:
            return np.zeros(core.size, dtype=bool)
        fits = ~self.chosen & (core.cost <= self._money)
        fits[core.load_columns[core.load_kw.data > self._slack_kw[core.load_kw.indices]]] = False
        return fits

    def swappable(self, leaving: Codes) -> Flags:
        """(leaving, candidates): whether the candidate may take that site's place."""
        core = self._core
        allowed = core.cost[None, :] <= self._money + core.cost[leaving][:, None]
        allowed &= ~self.chosen[None, :]
        self._close_full(leaving, allowed)
        group = core.group[leaving]
        needed = group >= 0
        needed[needed] = self.spare[group[needed]] <= 0
        allowed[needed] &= group[needed][:, None] == core.group[None, :]
        return allowed

    def _close_full(self, leaving: Codes, allowed: Flags) -> None:
        """Close the pairs where the leaving site does not give back what the coming one lacks."""
        core = self._core
        load = core.load_kw
        lack = load.data - self._slack_kw[load.indices]
        short = np.flatnonzero(lack > 0)
        if not len(short):
            return
        given = load[:, leaving].toarray()
        unmet = given[load.indices[short]] < lack[short][:, None]
        entry, row = np.nonzero(unmet)
        allowed[row, core.load_columns[short[entry]]] = False

    def _entries(self, site: int) -> slice:
        starts = self._core.load_kw.indptr
        return slice(int(starts[site]), int(starts[site + 1]))

    def _book(self, site: int, sign: int) -> None:
        core, entries = self._core, self._entries(site)
        self.chosen[site] = sign > 0
        self._slack_kw[core.load_kw.indices[entries]] -= sign * core.load_kw.data[entries]
        self._money -= sign * float(core.cost[site])
        self._places -= sign
        if core.group[site] >= 0:
            self.spare[core.group[site]] += sign
