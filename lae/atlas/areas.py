"""Figures of areas for the page: each with its words, its values as they are printed, and where its classes part."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

CLASSES: Final = 5
"""The most classes a figure is drawn in: as many as a reader tells apart on a map."""
_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_FINEST: Final = 20
"""Breaks are round to at most a tenth, and about a twentieth, of the range of the middle eight tenths of the values."""


@dataclass(frozen=True)
class AreaFigure:
    """One column of a table of areas, and how it is told.

    Attributes:
        column: its name, which is also its name in links.
        label: what is shown, with its unit where `after` has none.
        basis: modelled | published.
        before: sign before a value.
        after: unit after a value.
        scale: what values are multiplied by, 100 for shares.
        decimals: digits after the point.
        digits: significant digits, or 0 for all of them.
        blank: what a missing value means beyond `unknown`, or "".
        unknown: what a missing value is called.
        grouped: whether thousands are parted; years are not.
    """

    column: str
    label: str
    basis: str
    before: str = ""
    after: str = ""
    scale: float = 1.0
    decimals: int = 0
    digits: int = 0
    blank: str = ""
    unknown: str = "not known"
    grouped: bool = True

    def shown(self, values: pd.Series) -> Floats:
        """The values as they are printed and classed; NaN where missing."""
        scaled = values.to_numpy(np.float64) * self.scale
        if self.digits:
            size = np.floor(np.log10(np.where(np.isfinite(scaled) & (scaled != 0), np.abs(scaled), 1.0)))
            unit = 10.0 ** np.maximum(size - self.digits + 1, -self.decimals)
            scaled = np.rint(scaled / unit) * unit
        # Adding nothing turns minus nought into nought.
        printed: Floats = scaled.round(self.decimals) + 0.0
        return printed


def packed_figure(figure: AreaFigure, table: pd.DataFrame, codes: list[str]) -> dict[str, Any]:
    """The figure's words, a value for each of `codes` (null where the table has none) and its breaks.

    Args:
        figure: the column told.
        table: column area_code, each once, and the figure's own.
        codes: areas in the order drawn.
    """
    values = figure.shown(table.set_index("area_code")[figure.column].reindex(codes))
    return {
        "key": figure.column,
        "label": figure.label,
        "basis": figure.basis,
        "before": figure.before,
        "after": figure.after,
        "decimals": figure.decimals,
        "blank": figure.blank,
        "unknown": figure.unknown,
        "grouped": figure.grouped,
        "breaks": [plain(value) for value in breaks(values, decimals=figure.decimals)],
        "values": [plain(value) for value in values],
    }


def breaks(values: Floats, *, decimals: int) -> list[float]:
    """Round numbers at which the known values part into at most `CLASSES` classes of like size, none of them empty.

    A value on a break belongs to the class above it. Where many share the least value, it gets a class of its own.

    Args:
        values: as printed, NaN where missing.
        decimals: digits after the point, which breaks have too.
    """
    known = np.sort(values[np.isfinite(values)])
    if not len(known) or known[0] == known[-1]:
        return []
    least = known[0]
    rest = known[known > least]
    alone = len(known) - len(rest) > len(known) / CLASSES
    wanted = np.quantile(rest, np.arange(1, CLASSES - 1) / (CLASSES - 1)) if alone else _fifths(known)
    # A few outliers do not make the breaks coarse.
    low, high = np.quantile(rest if alone else known, (0.1, 0.9))
    step = max(_step(float(high - low) / _FINEST), 10.0**-decimals)
    found = [float(rest[0])] if alone else []
    # Twelve digits: a multiple of 0.1 is not the float one writes.
    for value in (float(f"{np.rint(quantile / step) * step:.12g}") for quantile in wanted):
        below = found[-1] if found else least
        enough = np.any((known >= below) & (known < value)) and np.any(known >= value)
        if value > below and enough:
            found.append(value)
    return found


def plain(value: float) -> float | int | None:
    """A number for the page: null where missing, whole numbers without a point."""
    if not np.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def _fifths(known: Floats) -> Floats:
    return np.asarray(np.quantile(known, np.arange(1, CLASSES) / CLASSES), dtype=np.float64)


def _step(finest: float) -> float:
    """The least round number that is not below `finest`."""
    if finest <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(finest))
    return next(float(power * step) for step in _STEPS if power * step >= finest)
