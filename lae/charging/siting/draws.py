"""Orders in which to try candidates: as good as chance, yet the same on every machine."""

from typing import Final

import numpy as np
import numpy.typing as npt

from lae.charging.siting.problem import Codes, Floats

_SMALLEST_PART: Final = 0.001
"""What a candidate that the relaxed question leaves out counts as, so that it may still be drawn."""
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""The constants of SplitMix64 (Steele, Lea and Flood 2014)."""


def order(part: Floats, seed: int, draw: int) -> Codes:
    """The candidates in the order of a draw without putting back, with chances in proportion to their parts.

    Args:
        part: by candidate, 0 or more.
        seed: of all the draws.
        draw: which of them.
    """
    count = len(part)
    waits = -np.log(_uniforms(count, seed, draw)) / np.maximum(part, _SMALLEST_PART)
    return np.argsort(waits, kind="stable")


def _uniforms(count: int, seed: int, draw: int) -> Floats:
    """Numbers spread evenly between 0 and 1, never 0."""
    start = _mixed(np.array([seed], dtype=np.uint64) * _STEP + np.uint64(draw))
    mixed = _mixed(start + np.arange(1, count + 1, dtype=np.uint64) * _STEP)
    return ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def _mixed(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * _MIX[0]
    state = (state ^ (state >> np.uint64(27))) * _MIX[1]
    return state ^ (state >> np.uint64(31))
