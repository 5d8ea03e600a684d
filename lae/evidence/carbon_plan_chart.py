"""What an area emitted and what each scenario would have it emit, as one static SVG."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lae.evidence.carbon_chart import COUNTED, LINE, drawn, frame, name_ends

STROKES: Final[tuple[tuple[str, Any], ...]] = (
    ("#9a3412", "-"),
    ("#1d6b3c", (0, (5, 2))),
    ("#6d28a8", (0, (1, 1.5))),
    ("#8a6100", (0, (7, 2, 1, 2))),
    ("#0b6a78", (0, (3, 1, 1, 1, 1, 1))),
    ("#a11d5b", (0, (9, 3))),
)
"""Colour and dash of each scenario in turn; no two have the same dash, and all read on white."""
WITHOUT: Final = "No measures"
_WIDTH: Final = 0.55
"""Of the axes: scenarios' names are longer than a budget's lines."""


def plan_svg(
    counted: pd.Series,
    lines: Mapping[str, pd.Series],
    without: pd.Series,
    targets: Mapping[int, pd.Series],
    *,
    key: str,
    title: str,
    description: str,
) -> str:
    """The chart as an `<svg role="img">` whose ids start with `key`, fit to stand inside HTML.

    Args:
        counted: t CO2e by year, as published.
        lines: of each scenario's trajectory, by its name; blank years end a line.
        without: of the area without any measure.
        targets: of the even fall to each target, by its year.
        key: letters, digits and hyphens; unique in the page.
        title: what the chart is, for those who do not see it.
        description: what it shows, for those who do not see it.
    """

    def draw(axes: Axes) -> None:
        _draw(axes, counted, lines, without, targets)

    return drawn(draw, key=key, title=title, description=description, width=_WIDTH)


def _draw(
    axes: Axes,
    counted: pd.Series,
    lines: Mapping[str, pd.Series],
    without: pd.Series,
    targets: Mapping[int, pd.Series],
) -> None:
    every = [counted, without, *lines.values(), *targets.values()]
    first = float(min(part.index.min() for part in every))
    last = float(max(part.index.max() for part in every))
    values = np.concatenate([part.to_numpy(float) for part in every]) / 1_000.0
    axes.set_xlim(first, last)
    axes.set_ylim(min(0.0, np.nanmin(values)) * 1.1, max(np.nanmax(values) * 1.1, 0.001))
    frame(axes, np.arange(first, last + 1.0), ("", ""))
    for fall in targets.values():
        axes.plot(fall.index, fall / 1_000.0, color=LINE, linewidth=1.0, linestyle=(0, (2, 3)))
        axes.plot(fall.index[-1:], fall.iloc[-1:] / 1_000.0, color=LINE, marker="D", markersize=4.5, clip_on=False)
    axes.plot(counted.index, counted / 1_000.0, color=COUNTED, linewidth=1.8, marker="o", markersize=3.0)
    ends: list[tuple[str, float, str]] = []
    shown = [(WITHOUT, without, "#333333", (0, (4, 4)), 1.2)]
    shown += [(name, part, *STROKES[at % len(STROKES)], 1.8) for at, (name, part) in enumerate(lines.items())]
    for name, part, colour, dash, width in shown:
        whole = pd.concat([counted.iloc[-1:], part])
        axes.plot(whole.index, whole / 1_000.0, color=colour, linewidth=width, linestyle=dash, clip_on=False)
        if np.isfinite(part.iloc[-1]):
            ends.append((name, float(part.iloc[-1]) / 1_000.0, colour))
    name_ends(axes, last, ends)
