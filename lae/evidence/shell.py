"""One shell for the pack's pages: offline, without a script, in one look on screen and on A4, every text escaped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import jinja2
import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from lae.evidence.shell_style import STYLE

_PAGE: Final = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>{{ style }}</style>
</head>
<body{% if paper %} class="{{ paper }}"{% endif %}>
<a class="skip" href="#main">Skip to the content</a>
<header>
{% if siblings %}
<nav class="pack" aria-label="Pages of this pack"><ul>
{% for words, address in siblings %}
<li><a href="{{ address }}">{{ words }}</a></li>
{% endfor %}
</ul></nav>
{% endif %}
<h1>{{ title }}</h1>
{% if subtitle %}
<p>{{ subtitle }}</p>
{% endif %}
</header>
{% if contents %}
<nav class="contents" aria-label="Contents"><ol>
{% for key, heading in contents %}
<li><a href="#{{ key }}">{{ heading }}</a></li>
{% endfor %}
</ol></nav>
{% endif %}
<main id="main" tabindex="-1">
{{ lead }}
{% for section in sections %}
<section id="{{ section.key }}" aria-labelledby="{{ section.key }}-h"{% if section.page %} class="page"{% endif %}>
<h2 id="{{ section.key }}-h">{{ section.heading }}</h2>
{{ section.body }}
</section>
{% endfor %}
</main>
{% if footer %}
<footer>{{ footer }}</footer>
{% endif %}
</body>
</html>
"""
_TABLE: Final = """<div class="scroll" role="region" aria-label="{{ caption }}" tabindex="0"><table>
<caption>{{ caption }}</caption>
<thead><tr>
{%- for column in columns %}<th scope="col"{% if column.number %} class="number"{% endif %}>{{ column.heading }}</th>
{%- endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr{% if row.key %} id="{{ row.key }}"{% endif %}>
{%- for cell, column in row.cells %}
{%- if loop.first %}<th scope="row">{{ cell }}</th>
{%- else %}<td{% if column.look %} class="{{ column.look }}"{% endif %}>{{ cell }}</td>
{%- endif %}{%- endfor %}</tr>
{% endfor %}
</tbody></table></div>
"""
_ENVIRONMENT: Final = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
_LONG: Final = 40
BLANK: Final = "not known"
NOTHING: Final = Markup("")
Siblings = Sequence[tuple[str, str]]
Paper = Literal["", "sheet", "wide"]
_SHAPES: Final = {
    "Red": ("#7A0C1E", '<rect x="1" y="1" width="8" height="8"'),
    "Amber": ("#F2B134", '<path d="M5 .8 9.4 9H.6z"'),
    "Green": ("#2073BC", '<circle cx="5" cy="5" r="4.2"'),
    "Not known": ("#6B7280", '<path d="M5 .4 9.6 5 5 9.6 .4 5z"'),
}


@dataclass(frozen=True)
class Section:
    """One section of a page: its anchor, heading and body, already safe; `page` starts a new one on paper."""

    key: str
    heading: str
    body: Markup
    page: bool = False


@dataclass(frozen=True)
class _Column:
    heading: str
    number: bool
    look: str


def page(
    title: str,
    sections: Sequence[Section],
    *,
    subtitle: str = "",
    lead: Markup = NOTHING,
    footer: str | Markup = "",
    listed: bool = True,
    paper: Paper = "",
    siblings: Siblings = (),
) -> str:
    """A whole page as HTML, every text escaped unless it is Markup already.

    Args:
        title: of the page; its one heading of the first level.
        sections: its body.
        subtitle: a sentence under the title.
        lead: what stands before the first section.
        footer: below all.
        listed: whether sections are linked from the top.
        paper: "sheet" for one sheet of A4, "wide" for landscape.
        siblings: words and address of other pages of the pack.
    """
    return _template(_PAGE).render(
        title=title,
        subtitle=subtitle,
        lead=lead,
        contents=[(each.key, each.heading) for each in sections] if listed else [],
        sections=sections,
        footer=footer,
        paper=paper,
        siblings=siblings,
        style=Markup(STYLE),  # noqa: S704 (our own)
    )


def write(text: str, path: Path) -> Path:
    """Write a page as UTF-8 with the same line ends everywhere; returns where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@cache
def _template(text: str) -> jinja2.Template:
    return _ENVIRONMENT.from_string(text)


def render(template: str, **values: object) -> Markup:
    """A piece of a page from our own template, every value escaped unless it is Markup already."""
    return Markup(_template(template).render(**values))  # noqa: S704 (escaped by the environment)


def table(
    frame: pd.DataFrame, caption: str, *, keys: Iterable[str] = (), blank: str = BLANK, right: Sequence[str] = ()
) -> Markup:
    """`frame` as a captioned table, the first column heading its rows; numbers in their own look, blanks said.

    Args:
        frame: headings as they shall stand; cells may be Markup.
        caption: what the table holds.
        keys: an anchor for each row, or nothing.
        blank: what stands where a number is not known.
        right: headings of texts to be set like numbers.
    """
    anchors = list(keys) or [""] * len(frame)
    numeric = [
        pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name]) for name in frame
    ]
    columns = [
        _Column(str(name), number or name in right, "number" if number or name in right else _look(frame[name]))
        for name, number in zip(frame.columns, numeric, strict=True)
    ]
    shown = [
        figures(frame[name], bare=is_year(str(name)), blank=blank) if number else frame[name].astype("object").tolist()
        for name, number in zip(frame.columns, numeric, strict=True)
    ]
    rows = [
        {"key": key, "cells": list(zip(cells, columns, strict=True))}
        for key, cells in zip(anchors, zip(*shown, strict=True), strict=True)
    ]
    return render(_TABLE, caption=caption, columns=columns, rows=rows)


def figures(values: pd.Series, *, bare: bool = False, blank: str = BLANK) -> list[str]:
    """The numbers of a column as text, all to the same decimals; a blank is said to be one."""
    known = values.dropna().astype("float64")
    whole = bool((known % 1 == 0).all()) or (len(known) > 0 and float(known.abs().max()) >= 500.0)
    decimals = 0 if whole else 2 if len(known) and float(known.abs().max()) > 1.0 else 3
    return [blank if pd.isna(value) else figure(float(value), decimals, bare=bare) for value in values]


def is_year(heading: str) -> bool:
    """Whether a column of this heading holds years, which have no thousands."""
    return re.search(r"\byear\b", heading.lower()) is not None and "a year" not in heading.lower()


def figure(value: float, decimals: int = 0, *, bare: bool = False) -> str:
    """A number as text, thousands apart unless `bare`, with a true minus and no minus nought."""
    text = f"{value:.{decimals}f}" if bare else f"{value:,.{decimals}f}"
    zero = not re.search(r"[1-9]", text)
    return text.replace("-", "" if zero else "\N{MINUS SIGN}")


def light(words: str) -> Markup:
    """A status in words beside its shape and colour."""
    colour, shape = _SHAPES.get(words, _SHAPES["Not known"])
    look = f'fill="{colour}" stroke="#1b1b1b" stroke-width=".6"'
    drawn = f'<svg viewBox="0 0 10 10" aria-hidden="true">{shape} {look}/></svg>'
    return Markup('<span class="light">' + drawn) + escape(words) + Markup("</span>")  # noqa: S704 (our own)


def anchor(*parts: object) -> str:
    """A name for an anchor out of a table's name and a row's key: the same parts always give the same name."""
    return "-".join(re.sub(r"[^A-Za-z0-9]+", "_", str(part)).strip("_") for part in parts)


def link(words: str, address: str, *, title: str = "") -> Markup:
    """A link, its words and address escaped."""
    said = Markup(' title="{}"').format(title) if title else Markup("")
    return Markup('<a href="{}"{}>{}</a>').format(address, said, words)


def _look(values: pd.Series) -> str:
    longest = max((len(str(value)) for value in values if not isinstance(value, Markup)), default=0)
    return "long" if longest > _LONG else ""


def percent(share: float) -> str:
    """A share as a whole per cent; "not known" where there is none."""
    return BLANK if np.isnan(share) else f"{figure(100.0 * share)}%"
