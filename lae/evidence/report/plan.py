"""Indicators, projects and who pays: the county's in short; their own pages have the whole."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from lae.evidence import shell
from lae.evidence.finance_page import PAYS, funding_part, needs_part
from lae.evidence.progress.shown import by_indicator
from lae.evidence.report.model import Model, source_line
from lae.plan.kpis.contract import COUNTY

_OF_INDICATORS: Final = """<p>Two figures with "to" between them are the least and the greatest of the scenarios. Leads,
districts, what each indicator counts and how it is forecast: <a href="progress.html">the progress page</a>.</p>"""
_OF_MONEY: Final = """<p>Nobody's money is taken as granted unless plan/funding.csv says who said so. Every project, its
worth and what it waits for: <a href="finance.html">the page of projects and funding</a>.</p>"""
_NONE: Final = '<p class="blank">{{ words }}</p>'


def indicators(model: Model) -> Markup:
    """The section of indicators, the whole county."""
    kpis = model.tables["kpis"]
    lines = by_indicator(kpis[kpis["area_level"].eq(COUNTY)]) if len(kpis) else []
    if not lines:
        return shell.render(_NONE, words="No indicator is worked out for the whole county: see plan/kpis.csv.")
    years = sorted({year for line in lines for year in line["forecast"]})
    shown = pd.DataFrame(
        {
            "Indicator": [line["name"] for line in lines],
            "Unit": [line["unit"] for line in lines],
            "Counted (year)": [line["counted"] for line in lines],
            **{f"{year}": [line["forecast"].get(year, "") for line in lines] for year in years},
            "Targets and status": [_targets(line) for line in lines],
        }
    )
    anchors = [shell.anchor("kpis", line["kpi_id"]) for line in lines]
    return Markup("").join(
        [
            shell.render(_OF_INDICATORS),
            shell.table(shown, "Indicators of the whole county", keys=anchors),
            source_line("kpis"),
        ]
    )


def projects(model: Model) -> Markup:
    """The section of projects and funding."""
    tables, labels = model.tables, model.results.inputs.scenario_labels
    if not model.has("projects"):
        return shell.render(_NONE, words="No projects are at hand: no homes, sites, land or works were supplied.")
    needs = needs_part(tables["workstream_needs"], tables["bundles"], labels)
    paid = funding_part(tables["projects"], tables["funding"], tables["funds"], labels)
    return Markup("").join(
        [
            shell.render(_OF_MONEY),
            *(_shown(each, "workstream_needs") for each in needs["tables"]),
            *(_shown(each, "funding") for each in paid["tables"] if each[0] == PAYS),
        ]
    )


def _targets(line: dict[str, Any]) -> str:
    told = [f"{year}: {target} ({line['status'][year]})" for year, target in line["targets"].items()]
    return "; ".join(told) or "no target"


def _shown(told: tuple[str, Sequence[tuple[str, str]], Sequence[tuple[str, ...]]], table: str) -> Markup:
    caption, heads, rows = told
    frame = pd.DataFrame(list(rows), columns=[name for name, _ in heads])
    anchors = [shell.anchor(table, number) for number in range(len(rows))]
    right = [name for name, look in heads if look == "number"]
    return shell.table(frame, caption, keys=anchors, right=right) + source_line(table)
