"""What is asked: need, who covers it, and what a choice of sites must keep to."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
Policy = Literal["hard", "priced", "flag"]

FITS_KW: Final = 1e-6
"""By how much a sum of floats may pass a limit and still keep to it: a thousandth of a watt."""
FITS_SHARE: Final = 1e-12
"""The same of a budget, as a share of it."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the chosen sites may add at each asset; a site loads every asset on its path to the GSP.

    Attributes:
        load_kw: (limits, candidates), kW that a site puts on an asset once it is chosen; sites already there add none.
        room_kw: by limit, the least room over every year; below 0 counts as 0. NaN only where one has to ask.
        ask: by limit, the operator publishes at most a bound at or below 0: whether there is room has to be asked.
        policy: of the limits to ask about: "hard" keeps them like any other and reads an unknown room as none,
            "priced" lets them be passed at `price_per_kw`, "flag" lets them be passed. Whoever passes one is told.
        price_per_kw: need given up for each kW that has to be asked for.
    """

    load_kw: sparse.csc_array
    room_kw: Floats
    ask: Flags
    policy: Policy = "priced"
    price_per_kw: float = 0.0

    @property
    def kept(self) -> Flags:
        """By limit, whether a choice must keep to it."""
        return np.ones(len(self.ask), dtype=bool) if self.policy == "hard" else ~self.ask

    @property
    def usable_kw(self) -> Floats:
        """By limit, the room a choice may use, kW: never below 0, and 0 where it is unknown."""
        return np.fmax(np.nan_to_num(self.room_kw, nan=0.0), 0.0)

    def asked_kw(self) -> Floats:
        """By candidate, the kW that its operator has to be asked for: the most it puts on one limit to ask about."""
        asked = sparse.csc_array(self.load_kw[np.flatnonzero(self.ask)])
        most = np.zeros(asked.shape[1])
        np.maximum.at(most, columns_of(asked), asked.data)
        return most


@dataclass(frozen=True, kw_only=True)
class Floors:
    """The fewest sites of each group, for instance of a district.

    Attributes:
        group: by candidate, its group from 0, or -1. A site already there counts towards its group's floor: give it
            -1 where only new ones should count.
        least: by group, the fewest sites.
    """

    group: Codes
    least: Codes


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One question: which sites to open so that the most need is covered. At least one of `most_sites` and `budget`.

    Attributes:
        weights: by demand point, its need, 0 or more.
        covers: (demand, candidates), true where a candidate covers a point.
        open: by candidate, already there: it covers, costs nothing and loads nothing that the room has not counted.
        most_sites: the most new sites.
        cost: by candidate, in the unit of `budget`.
        budget: the most that new sites may cost together.
        limits: the network's room.
        floors: the fewest sites by group.
        capacity: by candidate, the most need that it serves; None where a site serves all that it covers.
    """

    weights: Floats
    covers: sparse.csc_array
    open: Flags
    most_sites: int | None = None
    cost: Floats | None = None
    budget: float | None = None
    limits: Limits | None = None
    floors: Floors | None = None
    capacity: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be a question.

        Raises:
            ValueError: shapes that disagree, a figure that is missing or below 0, or no end to how many sites.
        """
        demand, candidates = self.covers.shape
        _expect(self.weights.shape == (demand,), "weights need one figure a demand point")
        _expect(self.open.shape == (candidates,), "open needs one flag a candidate")
        _known(self.weights, "weights")
        _expect(self.most_sites is not None or self.budget is not None, "give most_sites, a budget or both")
        _expect((self.most_sites or 0) >= 0, "most_sites must not be below 0")
        _expect((self.cost is None) == (self.budget is None), "a budget needs costs, and costs a budget")
        if self.cost is not None and self.budget is not None:
            _expect(self.cost.shape == (candidates,), "cost needs one figure a candidate")
            _known(self.cost, "cost")
            _known(np.array([self.budget]), "budget")
        if self.capacity is not None:
            _expect(self.capacity.shape == (candidates,), "capacity needs one figure a candidate")
            _known(self.capacity, "capacity")
        self._check_limits(candidates)
        self._check_floors(candidates)

    def _check_limits(self, candidates: int) -> None:
        if self.limits is None:
            return
        each = self.limits
        _expect(each.load_kw.shape == (len(each.room_kw), candidates), "load_kw must be limits x candidates")
        _expect(each.ask.shape == each.room_kw.shape, "ask needs one flag a limit")
        _known(each.load_kw.data, "load_kw")
        _known(np.array([each.price_per_kw]), "price_per_kw")
        _expect(not np.isnan(each.room_kw[~each.ask]).any(), "a room that is not known has to be asked about")

    def _check_floors(self, candidates: int) -> None:
        if self.floors is None:
            return
        each = self.floors
        _expect(each.group.shape == (candidates,), "group needs one number a candidate")
        _expect(bool((each.group < len(each.least)).all()), "every group needs a floor, 0 for none")
        _expect(bool((each.least >= 0).all()), "a floor must not be below 0")


def columns_of(matrix: sparse.csc_array) -> Codes:
    """The column of each stored entry."""
    return np.repeat(np.arange(matrix.shape[1], dtype=np.int64), np.diff(matrix.indptr))


def covered_by(problem: Problem, sites: Flags) -> Flags:
    """By demand point, whether one of `sites` covers it."""
    reached: Floats = problem.covers.astype(np.float64) @ sites.astype(np.float64)
    return reached > 0


def _known(figures: Floats, name: str) -> None:
    _expect(bool((figures >= 0).all() and np.isfinite(figures).all()), f"{name} must be known and not below 0")


def _expect(holds: bool, rule: str) -> None:  # noqa: FBT001 - a condition, not an option
    if not holds:
        raise ValueError(rule)
