"""What money or carbon of a later year counts for today, by the Green Book's social time preference rates."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.assumptions import Assumptions

Floats = npt.NDArray[np.float64]

DISCOUNTING_IDS: Final = ("stpr_y0_30", "stpr_y31_75", "stpr_y76_125")
_STEPS: Final = (31, 76)
"""First year from now of the second and third rate; the Green Book's own, as the ids say."""
_LAST: Final = 125


@dataclass(frozen=True)
class Discounting:
    """Real discount rates a year by years from now, 0.035 for 3.5 %; each holds from its first year to the next's.

    Attributes:
        to_year_30: years 1 to 30 from now.
        to_year_75: years 31 to 75.
        to_year_125: years 76 to 125.
    """

    to_year_30: float
    to_year_75: float
    to_year_125: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Discounting":
        """The rates of the register."""
        return cls(*(assumptions.value(name) for name in DISCOUNTING_IDS))

    def factors(self, years_from_now: int) -> Floats:
        """What 1 of each year 0 to `years_from_now` counts for in year 0: 1, then each year less by its own rate.

        Raises:
            ValueError: years that no rate covers.
        """
        if not 0 <= years_from_now <= _LAST:
            raise ValueError(f"discount rates cover years 0 to {_LAST} from now, not {years_from_now}")
        rates = np.array([self.to_year_30, self.to_year_75, self.to_year_125])
        of_year = rates[np.searchsorted(_STEPS, np.arange(1, years_from_now + 1), side="right")]
        return np.concatenate([[1.0], np.cumprod(1.0 / (1.0 + of_year))])

    def present_value(self, flows: npt.ArrayLike) -> Floats:
        """What flows are worth in year 0; a flow nobody knows leaves its sum unknown.

        Args:
            flows: real amounts, (..., years), of years 0, 1, 2 ... from now along the last axis.

        Returns:
            (...): the last axis summed; of one series an array without axes.
        """
        amounts = np.asarray(flows, dtype=np.float64)
        return np.asarray((amounts * self.factors(amounts.shape[-1] - 1)).sum(axis=-1), dtype=np.float64)
