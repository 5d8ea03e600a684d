"""The report as one offline page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup

import lae
from lae.evidence import shell
from lae.evidence.package.datapackage import attributions
from lae.evidence.pages import siblings
from lae.evidence.report import back, work
from lae.evidence.report.findings import findings
from lae.evidence.report.model import Model
from lae.explain import caveat, loaded_technologies
from lae.results import Results

FILE: Final = "report.html"
_READING: Final = """<div class="scope"><p><strong>How to read it.</strong> {{ caveat }} Published: somebody published
or counted it. Modelled: worked out by us. Assumed: taken for want of data. Illustrative: invented to show the method.
Blank or "not known" is never good news. Red, amber and green are our classes of substations: at or below zero today,
crosses zero, stays above.</p>
<p>A number in a finding links to its row; each table names the file its rows are from.</p>
</div>"""


def write_report(results: Results, tables: Mapping[str, pd.DataFrame], path: Path, *, edition: str) -> None:
    """Write the report at `path`; the same run gives the same bytes."""
    shell.write(report(results, tables, edition=edition), path)


def report(results: Results, tables: Mapping[str, pd.DataFrame], *, edition: str) -> str:
    """The page as HTML, every text of the files escaped; it loads nothing and runs nothing."""
    model = Model(results, tables, edition)
    config = results.inputs.config
    reading = shell.render(_READING, caveat=caveat(loaded_technologies(results)))
    sections = [
        shell.Section("findings", "Headline findings", reading + findings(model)),
        *work.sections(model),
        *back.sections(model),
        shell.Section("method", "Method", back.method(), page=True),
    ]
    return shell.page(
        f"{config.title}: evidence for the Local Area Energy Plan",
        sections,
        subtitle=f"{edition.capitalize()} edition; {config.base_year} to {config.last_year}; lae {lae.__version__}.",
        footer=_footer(results),
        siblings=siblings(tables),
    )


def _footer(results: Results) -> Markup:
    return shell.render(
        "<p>{{ caveat }}</p><p>{{ lines|join(' ') }}</p>",
        caveat=caveat(loaded_technologies(results)),
        lines=[attribution for attribution, _ in attributions(results)],
    )
