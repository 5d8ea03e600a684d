"""Static drawings for the inside of a page: no script, no font file, the same bytes each time."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

_SVG: Final = "http://www.w3.org/2000/svg"
_STYLE: Final[dict[Any, Any]] = {
    "svg.hashsalt": "lae report",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.unicode_minus": True,
    "hatch.linewidth": 0.6,
}
_WIDTH_INCHES: Final = 7.6
_BAR_INCHES: Final = 0.3
_NAMES_SHARE: Final = 0.305


@dataclass(frozen=True)
class Series:
    """One kind of bar: its name, value by group (NaN: not known), colour and hatch."""

    name: str
    values: tuple[float, ...]
    colour: str
    hatch: str = ""


def bars_svg(
    groups: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str,
    key: str,
    title: str,
    description: str,
    stacked: bool = False,
) -> str:
    """Horizontal bars by group, each with its number beside or on it, as an `<svg role="img">` for the inside of HTML.

    Args:
        groups: names down the side, in order; text of files is only ever drawn as text.
        series: bars of each group, beside each other, or behind each other with `stacked`.
        unit: of the values.
        key: letters, digits and hyphens; unique in the page.
        title: what the chart is, for those who do not see it.
        description: what it shows, for those who do not see it.
        stacked: whether the values of a group add up.
    """
    written = io.BytesIO()
    rows = len(groups) * (1 if stacked else len(series))
    height = 0.95 + rows * _BAR_INCHES + 0.12 * len(groups)
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        figure = Figure(figsize=(_WIDTH_INCHES, height))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((_NAMES_SHARE, 0.32 / height, 0.97 - _NAMES_SHARE - 0.06, (height - 0.85) / height))
        _draw(axes, groups, series, unit, stacked=stacked)
        # A name may hold a dollar sign, which is text here and no formula.
        for text in figure.findobj(mpl.text.Text):
            text.set_parse_math(False)
        figure.savefig(written, format="svg", metadata={"Date": None}, transparent=True)
    return inline(written.getvalue(), key, title, description)


def _draw(axes: Any, groups: Sequence[str], series: Sequence[Series], unit: str, *, stacked: bool) -> None:
    places = np.arange(len(groups), dtype=float)
    deep = 0.8 if stacked else 0.8 / max(len(series), 1)
    start = np.zeros(len(groups))
    peak = 1e-9
    for number, each in enumerate(series):
        values = np.array(each.values, dtype=float)
        drawn = np.nan_to_num(values)
        at = places if stacked else places - 0.4 + deep * (number + 0.5)
        axes.barh(
            at, drawn, height=deep * 0.92, left=start if stacked else 0.0, color=each.colour, hatch=each.hatch,
            edgecolor="#ffffff", linewidth=0.6, label=each.name,
        )  # fmt: skip
        for place, value, left in zip(at, values, start, strict=True):
            text = "not known" if np.isnan(value) else f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.2g}"
            if stacked and value > 0:
                box = {"facecolor": "#ffffff", "edgecolor": "none", "pad": 0.8}
                axes.text(
                    left + value / 2, place, text, ha="center", va="center", color="#1b1b1b", bbox=box, fontsize=8
                )
            elif not stacked:
                axes.text(max(np.nan_to_num(value), 0.0), place, f" {text}", ha="left", va="center", color="#333333")
        start = start + drawn if stacked else start
        peak = max(peak, float(start.max()) if stacked else float(drawn.max()))
    axes.set_xlim(0.0, peak * (1.02 if stacked else 1.12))
    axes.set_yticks(places, [_short(name) for name in groups])
    axes.invert_yaxis()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color("#8a8a8a")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.tick_params(color="#8a8a8a", labelcolor="#333333")
    axes.tick_params(axis="y", length=0)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=min(len(series), 4), frameon=False, borderaxespad=0.1,
        handlelength=1.4, columnspacing=1.2, title=unit, alignment="left", title_fontsize=9,
    )  # fmt: skip


def _short(name: str) -> str:
    """A name that fits the margin, without what XML cannot hold."""
    name = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", name)
    return name if len(name) <= 34 else name[:33] + "\N{HORIZONTAL ELLIPSIS}"


def inline(written: bytes, key: str, title: str, description: str) -> str:
    """A drawing of matplotlib's without what a page must not get twice: ids, style sheet, metadata, fixed size."""
    root = ET.fromstring(written)  # noqa: S314 (our own drawing, its texts escaped)
    referred = set(re.findall(r'(?:url\(|href=")#([^)"]+)', written.decode("utf-8")))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {
            name.rpartition("}")[2]: _prefixed(name, value, key)
            for name, value in element.attrib.items()
            if name != "id" or value in referred
        }
        if "id" in element.attrib:
            element.set("id", f"{key}-{element.attrib['id']}")
    box = root.attrib["viewBox"]
    root.attrib = {
        "xmlns": _SVG,
        "viewBox": box,
        "role": "img",
        "aria-labelledby": f"{key}-title",
        "aria-describedby": f"{key}-desc",
    }
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        said = ET.Element(tag, {"id": f"{key}-{tag}"})
        said.text = words
        root.insert(place, said)
    return ET.tostring(root, encoding="unicode")


def _prefixed(name: str, value: str, key: str) -> str:
    """An attribute's value, any reference to an id in it with the chart's own prefix."""
    return f"#{key}-{value[1:]}" if name.endswith("href") else value.replace("url(#", f"url(#{key}-")
