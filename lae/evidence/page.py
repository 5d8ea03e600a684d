"""What our printed pages share: one style, text that is always escaped, and files of the same bytes each time."""

from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

TIERS: Final = {
    "A": "read in the publisher's own text (tier A)",
    "B": "read second-hand (tier B)",
    "C": "derived by us from named data (tier C)",
    "D": "not verified (tier D)",
    "": "no tier given",
}
"""How sure a figure is, in words, by tier."""
STYLE: Final = """\
  body { font: 16px/1.5 "Segoe UI", Arial, sans-serif; color: #1b1b1b; background: #fff; margin: 0 auto;
         max-width: 60rem; padding: 1.5rem; overflow-wrap: anywhere; }
  h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.25rem; margin: 2.4rem 0 .3rem; }
  p { margin: .4rem 0; } a { color: #1f5f99; }
  .scope { border-left: 6px solid #1f5f99; padding: .6rem 1rem; margin: 1rem 0; background: #f5f5f5; }
  .blank { border-left: 6px solid #9a6700; padding: .6rem 1rem; margin: .7rem 0; background: #fafafa; }
  .told { color: #404040; font-size: .95rem; } .unverified { font-weight: 600; color: #7a2e0e; }
  figure { margin: .8rem 0; } figure svg { display: block; width: 100%; height: auto; }
  figure svg text { font-family: "Segoe UI", Arial, sans-serif !important; }
  .scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; width: 100%; margin: .8rem 0; }
  caption { text-align: left; font-weight: 600; padding: .2rem 0; }
  th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #d0d0d0; }
  thead th, td { overflow-wrap: normal; }
  thead th { vertical-align: bottom; border-bottom: 2px solid #8a8a8a; }
  tbody th { font-weight: 600; overflow-wrap: normal; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
  td.number, th.year { white-space: nowrap; }
  @page { size: A4; margin: 15mm; }
  @media print {
    body { max-width: none; padding: 0; font-size: 10pt; } section { break-before: page; } h2 { margin-top: 0; }
    section.gap { break-before: auto; margin-top: 1rem; }
    table { font-size: 9pt; margin: .4rem 0; } th, td { padding: .08rem .4rem; } .told { font-size: 9pt; }
    .scope, .blank { background: none; } a { color: inherit; text-decoration: none; } .scroll { overflow: visible; }
    figure, tr { break-inside: avoid; } h2, caption { break-after: avoid; }
  }"""
"""One style sheet for screen and paper; every colour reads at 4.5 to 1 or better on white."""


def rendered(page: str, **values: Any) -> str:
    """A template with its values, every text of them escaped; `style` is STYLE."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(page).render(style=Markup(STYLE), **values)  # noqa: S704 (our own style sheet)


def written(text: str, path: Path) -> None:
    """Write a page as UTF-8 with the same line ends everywhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
