"""Works of several years as flows: what is spent, what the works done so far save, and the rate such flows return."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_MOST_RATE: Final = 10.0
_HALVINGS: Final = 200


def lived(lives: Floats, years: int) -> Floats:
    """The part of each year 0 to `years` - 1 after the works that lies within their life, (projects, years).

    Works save from the year after they are done, a last part of a year in part; NaN where no life is known.
    """
    share: Floats = np.clip(lives[:, None] - np.arange(-1.0, years - 1.0), 0.0, 1.0)
    share[:, :1] = np.where(np.isnan(lives), np.nan, 0.0)[:, None]
    return share


def working(done: Floats, lives: Floats, years: int) -> Floats:
    """The share of each project's works that saves in each year, (projects, `years`).

    Args:
        done: (projects, years) share of the works that is done in each year.
        lives: of the works, years.
        years: looked at, from the first of `done`.
    """
    share = lived(lives, years)
    found = np.zeros((len(done), years))
    for year in range(min(done.shape[1], years)):
        found[:, year:] += done[:, year, None] * share[:, : years - year]
    return found


def internal_rate(flows: Floats) -> float:
    """The real yearly rate at which flows are worth nothing; NaN where they never pay back, or have no one such rate.

    Flows that change sign once, from spending, and add up to more than nothing have one rate, above 0.

    Args:
        flows: of years 0, 1, 2 ..., spending below 0.
    """
    known = flows[flows != 0.0]
    if np.isnan(flows).any() or not flows.sum() > 0 or (np.diff(np.sign(known)) != 0).sum() != 1 or known[0] > 0:
        return float("nan")
    years = np.arange(len(flows))
    low, high = 0.0, _MOST_RATE

    def worth(rate: float) -> float:
        return float((flows * (1.0 + rate) ** -years).sum())

    if worth(high) > 0.0:
        return float("nan")
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) > 0.0 else (low, middle)
    return (low + high) / 2
