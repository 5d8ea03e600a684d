"""A figure with what it is at least and at most."""

import math
from dataclasses import dataclass

from lae.assumptions import Assumptions


@dataclass(frozen=True)
class Range:
    """Three numbers in order.

    Raises:
        ValueError: they are not in order, or one is no number.
    """

    low: float
    central: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError(f"{self.low}, {self.central}, {self.high} are not in order")

    @classmethod
    def of(cls, assumptions: Assumptions, key: str) -> "Range":
        """The register's range of an assumption; an end that it leaves blank is the central value."""
        row = assumptions[key]
        low, high = (row.value if math.isnan(end) else end for end in (row.low, row.high))
        return cls(low, row.value, high)

    @classmethod
    def exactly(cls, value: float) -> "Range":
        """A figure without any doubt."""
        return cls(value, value, value)
