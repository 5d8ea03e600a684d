"""Steepness out of heights, strip by strip, as if the terrain had been read whole."""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from lae.land.contract import RasterWindow

Floats = npt.NDArray[np.float64]


def slopes(terrain: Iterable[RasterWindow]) -> Iterator[RasterWindow]:
    """Windows of degrees from windows of heights in metres, the same rows each.

    A cell's slope is that between its neighbours on either side, north to south and west to east; at an edge, between
    itself and the neighbour there is. Without a height of its own, or without any neighbour in one of the two
    directions, it is not known.
    """
    above: Floats | None = None
    for window, after in pairwise(chain(terrain, [None])):
        if window is None:
            return
        heights = _heights(window)
        none = np.full((1, heights.shape[1]), np.nan)
        below = none if after is None else _heights(after)[:1]
        padded = np.vstack([none if above is None else above, heights, below])
        down = _between(padded[:-2], heights, padded[2:], window.cell_m)
        side = np.pad(heights, ((0, 0), (1, 1)), constant_values=np.nan)
        across = _between(side[:, :-2], heights, side[:, 2:], window.cell_m)
        degrees = np.degrees(np.arctan(np.hypot(down, across)))
        valid = np.isfinite(degrees)
        yield RasterWindow(np.where(valid, degrees, 0.0), valid, window.west_m, window.north_m, window.cell_m)
        above = heights[-1:]


def _heights(window: RasterWindow) -> Floats:
    values: npt.NDArray[Any] = np.where(window.valid, window.values, 0)
    return np.where(window.valid, values.astype(np.float64), np.nan)


def _between(before: Floats, here: Floats, after: Floats, cell_m: float) -> Floats:
    """Rise over run from one neighbour to the other, or to the cell itself where one is missing; NaN without both."""
    first, last = np.where(np.isnan(before), here, before), np.where(np.isnan(after), here, after)
    steps = (~np.isnan(before)).astype(float) + ~np.isnan(after)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.isnan(here), np.nan, (last - first) / (steps * cell_m))
