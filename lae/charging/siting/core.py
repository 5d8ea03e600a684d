"""The question in the form that is worked on: new sites only, no limit that cannot bind, no point twice."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from scipy import sparse

from lae.charging.siting.problem import Codes, Flags, Floats, columns_of

_EQUAL_SHARE: Final = 1e-9
"""Gains that differ by less than this share of all need are the same gain, summed in another order."""


@dataclass(frozen=True, kw_only=True)
class Core:
    """Points still to cover and candidates that could; `most_sites` and `budget` are always given, perhaps as infinite.

    Attributes:
        weights: by point, above 0.
        covers: (points, candidates), ones.
        penalty: by candidate, need given up when it is chosen.
        most_sites: the most that may be chosen.
        cost, budget: in one unit.
        load_kw, room_kw: (limits, candidates) and by limit, the tolerance counted in.
        group, least: by candidate, -1 for none, and by group.
    """

    weights: Floats
    covers: sparse.csc_array
    penalty: Floats
    most_sites: int
    cost: Floats
    budget: float
    load_kw: sparse.csc_array
    room_kw: Floats
    group: Codes
    least: Codes

    @property
    def size(self) -> int:
        """How many candidates there are."""
        return len(self.penalty)

    @cached_property
    def by_site(self) -> sparse.csr_array:
        """(candidates, points): what turns need into gains."""
        return sparse.csr_array(self.covers.T)

    @cached_property
    def by_point(self) -> sparse.csr_array:
        """(points, candidates), kept in the order that products of it need."""
        return sparse.csr_array(self.covers)

    @cached_property
    def load_columns(self) -> Codes:
        """The candidate of each entry of `load_kw`."""
        return columns_of(self.load_kw)

    @cached_property
    def least_gain(self) -> float:
        """What a change must bring to count as one."""
        return _EQUAL_SHARE * (1.0 + float(self.weights.sum()))

    def counts(self, chosen: Flags) -> Floats:
        """By point, how many of the chosen cover it."""
        counted: Floats = self.covers @ chosen.astype(np.float64)
        return counted

    def value(self, chosen: Flags) -> float:
        """Need covered less need given up."""
        return float(self.weights[self.counts(chosen) > 0].sum() - self.penalty[chosen].sum())

    def with_floors(self, least: Codes) -> "Core":
        """The same with other floors."""
        return replace(self, least=least)
