"""One carbon burn-down as a static SVG for the inside of a page: no script, no font file, the same bytes each time.

Nothing drawn depends on colour alone: every line has its own stroke and its name beside it.
"""

import io
from collections.abc import Callable
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from lae.evidence.drawing import inline

Floats = npt.NDArray[np.float64]
COUNTED, LINE, CATCH_UP = "#1f5f99", "#595959", "#9a3412"
"""Each reads at 4.5 to 1 or better on white; apart for every common colour vision."""
_STYLE: Final[dict[Any, Any]] = {
    "svg.hashsalt": "lae carbon",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.unicode_minus": True,
}
_SIZE_INCHES: Final = (7.6, 3.3)
_AXES: Final = (0.085, 0.15, 0.675, 0.76)
_APART_POINTS: Final = 12.0
"""Labels at the right edge stand at least this far apart."""
_NAME_POINTS: Final = 115.0
"""The room a name takes along a line."""
_TICK_YEARS: Final = 5


def burn_down_svg(years: pd.DataFrame, *, key: str, title: str, description: str) -> str:
    """The chart as an `<svg role="img">` whose ids start with `key`, fit to stand inside HTML.

    Args:
        years: rows of contract BurnDown of one area and target, by year.
        key: letters, digits and hyphens; unique in the page.
        title: what the chart is, for those who do not see it.
        description: what it shows, for those who do not see it.
    """
    return drawn(lambda axes: _draw(axes, years), key=key, title=title, description=description)


def drawn(draw: Callable[[Axes], None], *, key: str, title: str, description: str, width: float = _AXES[2]) -> str:
    """What `draw` puts on axes of that share of the width, as `burn_down_svg` gives it."""
    written = io.BytesIO()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        figure = Figure(figsize=_SIZE_INCHES)
        FigureCanvasSVG(figure)
        draw(figure.add_axes((_AXES[0], _AXES[1], width, _AXES[3])))
        figure.savefig(written, format="svg", metadata={"Date": None}, transparent=True)
    return inline(written.getvalue(), key, title, description)


def kilotonnes(value_tco2e: float) -> str:
    """Tonnes as text in kt: whole from 100 kt, else to a tenth; blank where there is no figure."""
    if not np.isfinite(value_tco2e):
        return ""
    value = value_tco2e / 1000.0
    text = f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:,.1f}"
    return "0" if float(text.replace(",", "")) == 0.0 else text.replace("-", "\N{MINUS SIGN}")


def _draw(axes: Axes, years: pd.DataFrame) -> None:
    year = years["year"].to_numpy(float)
    counted, line, catch_up = (
        years[name].to_numpy(float) / 1000.0 for name in ("emissions_tco2e", "line_tco2e", "catch_up_tco2e")
    )
    latest = int(np.flatnonzero(np.isfinite(counted))[-1])
    if np.isfinite(catch_up).any():
        # The path sets out from what was counted last, so it is drawn from there.
        catch_up[latest] = counted[latest]
    values = np.concatenate([counted, line, catch_up])
    low, high = min(0.0, np.nanmin(values)), np.nanmax(values)
    axes.set_xlim(year[0], year[-1])
    axes.set_ylim(low * 1.1, max(high * 1.1, 0.001))
    frame(axes, year)
    axes.plot(year, line, color=LINE, linewidth=1.5, linestyle=(0, (6, 3)), clip_on=False)
    axes.plot(year, catch_up, color=CATCH_UP, linewidth=2.0, linestyle=(0, (1, 2)), clip_on=False)
    axes.plot(year, counted, color=COUNTED, linewidth=1.8, marker="o", markersize=3.6, clip_on=False)
    ends = [("Straight line", line[-1], LINE), ("Catch-up path", catch_up[-1], CATCH_UP)]
    if latest == len(year) - 1:
        ends.append(("Counted", counted[-1], COUNTED))
    else:
        _name_counted(axes, year, latest, counted, np.fmax(line, catch_up))
    name_ends(axes, year[-1], [end for end in ends if np.isfinite(end[1])])


def frame(axes: Axes, year: Floats, ends: tuple[str, str] = ("base year", "target year")) -> None:
    """The axes: emissions from 0, the first and the last year by the name of `ends`, years of five between."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#8a8a8a")
    axes.axhline(0.0, color="#8a8a8a", linewidth=0.8, zorder=1.0)
    axes.grid(axis="y", color="#e2e2e2", linewidth=0.7)
    axes.set_axisbelow(True)
    near = max(2.0, (year[-1] - year[0]) / 14.0)
    fifth = [each for each in year if each % _TICK_YEARS == 0 and min(each - year[0], year[-1] - each) >= near]
    ticks = [year[0], *fifth, year[-1]]
    axes.set_xticks(ticks, [f"{each:.0f}" for each in ticks])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}".replace("-", "\N{MINUS SIGN}"))
    axes.tick_params(color="#8a8a8a", labelcolor="#333333")
    below: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "ha": "center",
        "va": "top",
        "color": "#333333",
        "annotation_clip": False,
    }
    for each, name in zip((year[0], year[-1]), ends, strict=True):
        axes.annotate(name, (each, 0.0), (0.0, -17.0), **below)
    axes.annotate(
        "kt CO2e a year", (0.0, 1.0), (-34.0, 7.0), xycoords="axes fraction", textcoords="offset points",
        color="#333333",
    )  # fmt: skip


def _name_counted(axes: Axes, year: Floats, latest: int, counted: Floats, others: Floats) -> None:
    """The name of the counted line by its last marker: below a long line that runs under the others, else above all.

    Args:
        axes: with their limits set.
        year: of each value.
        latest: where in `counted` the last marker is.
        counted: kt.
        others: kt, the higher of the other lines.
    """
    year_points, kt_points = _points(axes)
    here, value = year[latest], counted[latest]
    text = f"Counted, {here:.0f}: {kilotonnes(value * 1000.0)} kt"
    if value < others[latest] and (here - year[0]) * year_points > _NAME_POINTS:
        offset, side = (-2.0, -9.0), {"ha": "right", "va": "top"}
    else:
        beside = (year >= here) & ((year - here) * year_points < _NAME_POINTS)
        offset, side = (4.0, 6.0 + max(others[beside].max() - value, 0.0) * kt_points), {"ha": "left", "va": "bottom"}
    leader = {"arrowstyle": "-", "color": COUNTED, "linewidth": 0.7, "shrinkA": 0.0, "shrinkB": 3.0}
    axes.annotate(
        text, (here, value), offset, textcoords="offset points", color=COUNTED, weight="bold", annotation_clip=False,
        arrowprops=leader if offset[1] > _APART_POINTS else None, **side,
    )  # fmt: skip


def _points(axes: Axes) -> tuple[float, float]:
    """Points of the page a year across and a kt up."""
    (first, last), (low, high) = axes.get_xlim(), axes.get_ylim()
    width, height = _SIZE_INCHES[0] * _AXES[2] * 72.0, _SIZE_INCHES[1] * _AXES[3] * 72.0
    return width / (last - first), height / (high - low)


def name_ends(axes: Axes, year: float, ends: list[tuple[str, float, str]]) -> None:
    """Names at the right edge, from the lowest up, each pushed clear of the one below it."""
    low, (_, points) = axes.get_ylim()[0], _points(axes)
    clear = -np.inf
    for name, value, colour in sorted(ends, key=lambda end: end[1]):
        natural = (value - low) * points
        clear = max(natural, clear + _APART_POINTS)
        text = f"{name}: {kilotonnes(value * 1000.0)} kt"
        axes.annotate(
            text, (year, value), (8.0, clear - natural), textcoords="offset points", va="center", color=colour,
            weight="bold", annotation_clip=False,
        )  # fmt: skip
