"""Transformers in parallel: what they carry together, and what is left when any one of them is out.

Units share load by admittance. Only equal per-unit impedances let the plain sum of ratings be reached.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from lae.grid.ratings import parse_ratings
from lae.measures import BOUNDS

SHARING_TOLERANCE: Final = 0.02
"""Where sharing by admittance leaves this much less than the plain sum of the survivors, a planner must be told."""

NAN: Final = float("nan")
EXACT, AT_MOST, _, UNKNOWN = BOUNDS
_NOTE: Final = re.compile(r"\([^()]*\)")
_TWO_RATINGS: Final = re.compile(r"\d\s*/\s*\d")


@dataclass(frozen=True)
class Unit:
    """One transformer, or a circuit and transformer in series: whatever leaves supply together.

    `impedance_percent` is on `base_mva`, or on the unit's own rating where no base is given; NaN where not published.
    `dual_rated` says that two ratings are published, of which `rating_mva` is the higher (forced cooling).
    """

    rating_mva: float
    impedance_percent: float = NAN
    base_mva: float = NAN
    dual_rated: bool = False

    @property
    def admittance(self) -> float:
        """Relative admittance; NaN without an impedance."""
        base = self.rating_mva if math.isnan(self.base_mva) else self.base_mva
        return base / self.impedance_percent


class Survivors(NamedTuple):
    """What the units still in service carry, MVA: as a plain sum, and as they really share."""

    plain_mva: float
    admittance_mva: float

    @property
    def differ(self) -> bool:
        """Whether sharing leaves more than `SHARING_TOLERANCE` less than the plain sum."""
        return self.admittance_mva < self.plain_mva * (1 - SHARING_TOLERANCE)


class Limited(NamedTuple):
    """A rating and what it is: exact, an upper limit because a part of the chain is not published, or unknown."""

    mva: float
    bound: str


def units_of(ratings: str) -> tuple[Unit, ...] | None:
    """The transformers of a nameplate text in the order published, or None when any part of it cannot be read."""
    if parse_ratings(ratings) is None:
        return None
    units: list[Unit] = []
    for part in _NOTE.sub(" ", ratings).split("+"):
        group = parse_ratings(part if re.search("mva", part, re.IGNORECASE) else f"{part.strip()}MVA")
        if part.strip() and group is None:
            return None
        units += [Unit(mva, dual_rated=has_two_ratings(part)) for mva in (group.units_mva if group else ())]
    return tuple(units)


def has_two_ratings(text: str) -> bool:
    """Whether the text states a natural and a forced rating, as in "15 / 30MVA"."""
    return _TWO_RATINGS.search(text) is not None


def impedances_stated(units: Sequence[Unit]) -> bool:
    """Whether every unit's impedance is known; else equal per-unit impedance is assumed and units share by rating."""
    return all(not math.isnan(unit.impedance_percent) for unit in units)


def capability(units: Sequence[Unit]) -> Survivors:
    """What units in parallel carry together; 0 for none.

    Each takes the share of the load that its admittance has in the sum, so the first to reach its rating limits all:
    the least rating / share. Without impedances all units reach their ratings together.
    """
    plain = math.fsum(unit.rating_mva for unit in units)
    if not units or not impedances_stated(units):
        return Survivors(plain, plain)
    total = math.fsum(unit.admittance for unit in units)
    return Survivors(plain, min(unit.rating_mva * total / unit.admittance for unit in units))


def after_outage(units: Sequence[Unit], lost: int) -> Survivors:
    """What is left when the unit at index `lost` is out."""
    return capability([unit for index, unit in enumerate(units) if index != lost])


def after_one_outage(units: Sequence[Unit]) -> Survivors:
    """The least that any single outage leaves, each way of reckoning on its own; NaN with fewer than two units.

    The worst outage need not be the largest unit's: losing a unit that others relied on to share can leave less.
    """
    if len(units) < 2:
        return Survivors(NAN, NAN)
    left = [after_outage(units, lost) for lost in range(len(units))]
    return Survivors(min(case.plain_mva for case in left), min(case.admittance_mva for case in left))


def in_series(circuit_mva: float, transformer_mva: float) -> Limited:
    """The rating of a transformer-feeder: the lesser of circuit and transformer, an upper limit where one is NaN."""
    known = [mva for mva in (circuit_mva, transformer_mva) if not math.isnan(mva)]
    if not known:
        return Limited(NAN, UNKNOWN)
    return Limited(min(known), EXACT if len(known) == 2 else AT_MOST)
