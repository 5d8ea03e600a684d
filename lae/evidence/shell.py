"""One shell for the pack's pages: offline, without a script, in one look on screen and on A4, every text escaped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import jinja2
import numpy as np
import pandas as pd
from markupsafe import Markup, escape

STYLE: Final = """
  body { font: 16px/1.5 "Segoe UI", Arial, sans-serif; color: #1b1b1b; background: #fff; margin: 0 auto;
         max-width: 64rem; padding: 1.5rem; overflow-wrap: anywhere; }
  h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .3rem; }
  h2 { font-size: 1.3rem; margin: 2.6rem 0 .4rem; padding-top: .6rem; border-top: 3px solid #12436d; }
  h3 { font-size: 1.08rem; margin: 1.6rem 0 .3rem; }
  p { margin: .45rem 0; } a { color: #1f5f99; } li { margin: .2rem 0; } ul, ol { padding-left: 1.4rem; }
  a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid #12436d; outline-offset: 2px; }
  .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem; }
  .scope { border-left: 6px solid #1f5f99; padding: .6rem 1rem; margin: 1rem 0; background: #f5f5f5; }
  .blank { border-left: 6px solid #9a6700; padding: .6rem 1rem; margin: .7rem 0; background: #fafafa; }
  .told { color: #404040; font-size: .93em; } .unverified { font-weight: 600; color: #7a2e0e; }
  .findings { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; padding: 0; }
  .findings li { list-style: none; margin: 0; border: 1px solid #d0d0d0; border-top: 5px solid #12436d;
                 padding: .6rem .8rem; }
  .findings .figure { display: block; font-size: 1.5rem; font-weight: 600; line-height: 1.2; }
  nav.contents ol { columns: 2; margin: .4rem 0; } nav.contents li { break-inside: avoid; }
  figure { margin: .8rem 0; } figure svg { display: block; width: 100%; height: auto; }
  figure svg text { font-family: "Segoe UI", Arial, sans-serif !important; }
  .scroll { overflow-x: auto; margin: .8rem 0; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
  caption { text-align: left; font-weight: 600; padding: .2rem 0; }
  th, td { text-align: left; vertical-align: top; padding: .28rem .6rem; border-bottom: 1px solid #d0d0d0;
           overflow-wrap: normal; }
  thead th { vertical-align: bottom; border-bottom: 2px solid #8a8a8a; } tbody th { font-weight: 600; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; } td.number { white-space: nowrap; }
  td.long { min-width: 13rem; overflow-wrap: anywhere; } tr:target { background: #fff3cd; }
  .light { white-space: nowrap; } .light svg { height: .8em; width: .8em; margin-right: .3em; }
  footer { margin-top: 3rem; border-top: 1px solid #d0d0d0; padding-top: .6rem; font-size: .9rem; color: #404040; }
  @page { size: A4; margin: 15mm; } @page sheet { size: A4; margin: 11mm 15mm; }
  @media (max-width: 40rem) { nav.contents ol { columns: 1; } body { padding: .8rem; } }
  @media print {
    body { max-width: none; padding: 0; font-size: 10pt; } .skip, nav.contents { display: none; }
    h1 { font-size: 18pt; } h2 { font-size: 14pt; margin-top: 1.2rem; } h3 { font-size: 11pt; }
    h2, h3, caption, thead { break-after: avoid; } figure, tr, .findings li, .scope, .blank { break-inside: avoid; }
    table { font-size: 8pt; } th, td { padding: .1rem .3rem; } td.long { min-width: 0; }
    td.number { white-space: normal; }
    .scroll { overflow: visible; } .scope, .blank { background: none; } a { color: inherit; text-decoration: none; }
    section.page { break-before: page; }
    .sheet { page: sheet; font-size: 8pt; line-height: 1.2; } .sheet h1 { font-size: 14pt; }
    .sheet table { font-size: 7.5pt; line-height: 1.15; }
    .sheet h2 { font-size: 10.5pt; margin: .4rem 0 .1rem; padding-top: .15rem; border-top-width: 1px; }
    .sheet .scroll { margin: .15rem 0; } .sheet p { margin: .15rem 0; } .sheet th, .sheet td { padding: .04rem .3rem; }
    .sheet footer { margin-top: .3rem; padding-top: .1rem; font-size: 7pt; } .sheet ol { margin: .2rem 0; }
  }
"""
_PAGE: Final = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>{{ style }}</style>
</head>
<body{% if not contents %} class="sheet"{% endif %}>
<a class="skip" href="#main">Skip to the content</a>
<header>
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
{% for section in sections %}
<section id="{{ section.key }}" aria-labelledby="{{ section.key }}-h"{% if section.page %} class="page"{% endif %}>
<h2 id="{{ section.key }}-h">{{ section.heading }}</h2>
{{ section.body }}
</section>
{% endfor %}
</main>
<footer>{{ footer }}</footer>
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
    title: str, sections: Sequence[Section], *, subtitle: str = "", footer: str | Markup = "", listed: bool = True
) -> str:
    """A whole page as HTML; with `listed` the sections are linked from its top."""
    contents = [(each.key, each.heading) for each in sections] if listed else []
    return _template(_PAGE).render(
        title=title,
        subtitle=subtitle,
        contents=contents,
        sections=sections,
        footer=footer,
        style=Markup(STYLE),  # noqa: S704 (our own)
    )


@cache
def _template(text: str) -> jinja2.Template:
    return _ENVIRONMENT.from_string(text)


def render(template: str, **values: object) -> Markup:
    """A piece of a page from our own template, every value escaped unless it is Markup already."""
    return Markup(_template(template).render(**values))  # noqa: S704 (escaped by the environment)


def table(frame: pd.DataFrame, caption: str, *, keys: Iterable[str] = (), blank: str = BLANK) -> Markup:
    """`frame` as a captioned table, the first column heading its rows; numbers in their own look, blanks said.

    Args:
        frame: headings as they shall stand; cells may be Markup.
        caption: what the table holds.
        keys: an anchor for each row, or nothing.
        blank: what stands where a number is not known.
    """
    anchors = list(keys) or [""] * len(frame)
    numeric = [
        pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name]) for name in frame
    ]
    columns = [
        _Column(str(name), number, "number" if number else _look(frame[name]))
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
