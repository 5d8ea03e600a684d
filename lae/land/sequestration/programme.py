"""When land is planted and which option goes first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lae.land.sequestration_contract import ALONE, LAND_TIERS, OPTIONS, STACKED, TOGETHER

Floats = npt.NDArray[np.float64]
_WHOLE = 1 + 1e-9


@dataclass(frozen=True)
class Programme:
    """What is done with eligible land, and when.

    Attributes:
        first_year: the year of the first figure of `planted_share`.
        planted_share: (years) of each option's claim that is planted in each year; 1 together at most.
        take_share: of the land that suits an option, what it would take, 0 to 1; an option not named takes nothing.
        order: options, the one served first in front.
        tiers: land that may be taken.
        stack_reason: why a hectare may be claimed more than once; blank, as it should be, for one claim a hectare.
    """

    first_year: int
    planted_share: Floats
    take_share: Mapping[str, float]
    order: tuple[str, ...] = tuple(OPTIONS)
    tiers: tuple[str, ...] = ("open", "caution")
    stack_reason: str = ""
    alone: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        share = self.planted_share
        if share.ndim != 1 or not len(share) or not (share >= 0).all() or share.sum() > _WHOLE:
            raise ValueError("planted_share must be shares by year, none below 0, 1 together at most")
        if odd := sorted((set(self.order) | set(self.take_share)) - set(OPTIONS)):
            raise ValueError(f"these are no options: {', '.join(odd)}")
        if len(set(self.order)) != len(self.order):
            raise ValueError("order names an option twice")
        if bad := [name for name, taken in self.take_share.items() if not 0 <= taken <= 1]:
            raise ValueError(f"take_share must be 0 to 1: {', '.join(bad)}")
        if not set(self.tiers) <= set(LAND_TIERS):
            raise ValueError(f"tiers must be of {', '.join(LAND_TIERS)}")

    @property
    def basis(self) -> str:
        """The basis of its rows."""
        if self.alone:
            return ALONE
        return STACKED if self.stack_reason else TOGETHER

    @property
    def last_year(self) -> int:
        """The year of the last figure of `planted_share`."""
        return self.first_year + len(self.planted_share) - 1


def ramp(years: int, *, full_after: int) -> Floats:
    """Shares of a whole by year: rising evenly until the year `full_after` (from 1), level from there; 1 together.

    Raises:
        ValueError: there is no year, or none before the rate is full.
    """
    if years < 1 or full_after < 1:
        raise ValueError("a ramp needs one year at least")
    rate = np.minimum(np.arange(1, years + 1) / full_after, 1.0)
    share: Floats = rate / rate.sum()
    return share
