"""A return as one offline page that runs nothing and prints well; the same report gives the same bytes."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.evidence import shell
from lae.evidence.asked import commonest, reasons
from lae.evidence.progress.report import Report
from lae.evidence.progress.shown import by_indicator, figure, targets
from lae.evidence.progress.template import ANNUAL, LEAD, OPEN, SELF, SINCE, TOTALS, UPDATE
from lae.plan.kpis.contract import BEYOND, COUNTY, STATUSES, WORKSTREAMS
from lae.plan.pack.additive import PEAK

_SHOWN: Final = 40
"""Rows of changes and of open questions on the page; all of them are in the tables."""
_WORDS: Final = [
    ("Convening lead", "convening_lead"),
    ("Done", "done"),
    ("Slipped", "slipped"),
    ("Next", "next_action"),
    ("Help needed", "help_needed"),
]


def progress_page(report: Report, *, siblings: shell.Siblings = ()) -> str:
    """The page as HTML, every text of the files escaped; `siblings` are other pages of the pack."""
    years = sorted(set(report.kpis.loc[report.kpis["area_level"].eq(COUNTY), "milestone_year"]))
    streams = _streams(report)
    annual = {
        "targets": [{**line, "kind": _kind(line["status"])} for line in targets(report.kpis, report.names)],
        "areas": _areas(report),
        "definitions": _definitions(report.kpis),
    }
    since = {"moved": _moved(report.moved, report), "shown": _SHOWN, "causes": report.causes}
    graded = {
        "assessment": report.assessment.to_dict("records"),
        "sources": list(dict.fromkeys(report.assessment["source"])),
    }
    render, part = shell.render, shell.Section
    sections = [
        part("update", "Six-monthly update by workstream", render(UPDATE, streams=streams, years=years)),
        part("annual", "Annual return: targets and areas", render(ANNUAL, years=years, **annual), page=True),
        part("since", "What changed since the last return", render(SINCE, **since), page=True),
        part("self", "Self-assessment", render(SELF, **graded), page=True),
        part("totals", "Do the totals add up?", render(TOTALS, totals=_totals(report.nested))),
        part("open", "Open questions", render(OPEN, questions=_questions(report.questions))),
    ]
    return shell.page(
        " ".join(filter(None, ("Progress return:", report.title, report.period))),
        sections,
        subtitle="Six-monthly update of the priority workstreams, and the annual return of emissions and indicators.",
        lead=render(LEAD, streams=streams),
        siblings=siblings,
    )


def _lines(kpis: pd.DataFrame) -> list[dict[str, Any]]:
    """The lines of a workstream's indicators, each status with the class that marks it."""
    if kpis.empty:
        return []
    lines = by_indicator(kpis)
    return [{**line, "kinds": {year: _kind(status) for year, status in line["status"].items()}} for line in lines]


def _kind(status: str) -> str:
    """The class that marks a status; several at once have a mark of their own."""
    return status.replace(" ", "-") if status in STATUSES else "mixed"


def _streams(report: Report) -> list[dict[str, Any]]:
    """The workstreams in the partnership's order, each with its lead's words and the county's indicators."""
    county = report.kpis[report.kpis["area_level"].eq(COUNTY)]
    rows = {row["workstream"]: row for row in report.workstreams.to_dict("records")}
    told = []
    for name in WORKSTREAMS:
        ours = county[county["workstream"].eq(name)]
        if name not in rows and ours.empty:
            continue
        row = rows.get(name, {})
        told.append(
            {
                "title": row.get("title") or name.replace("_", " ").capitalize(),
                "words": [(label, row.get(column, "")) for label, column in _WORDS],
                "as_of": f"As of {row['as_of']}" if row.get("as_of") else "",
                "source": row.get("source", ""),
                "lines": _lines(ours),
                "moved": None if report.moved is None else int(report.moved["kpi_id"].isin(ours["kpi_id"]).sum()),
            }
        )
    return told


def _areas(report: Report) -> list[dict[str, Any]]:
    """The county first, then districts by name."""
    places = report.kpis[["area_level", "area_code"]].drop_duplicates()
    places = places[places["area_level"].ne(BEYOND)]
    codes = [(level != COUNTY, str(code)) for level, code in places.to_numpy().tolist()]
    named = [(later, report.names.get(code, code), code) for later, code in codes]
    return [
        {"name": name, "lines": by_indicator(report.kpis[report.kpis["area_code"].eq(code)])}
        for _, name, code in sorted(named)
    ]


def _definitions(kpis: pd.DataFrame) -> list[dict[Any, Any]]:
    columns = ["kpi_id", "definition", "direction", "source"]
    rows: list[dict[Any, Any]] = kpis[columns].drop_duplicates().sort_values("kpi_id").to_dict("records")
    return rows


def _moved(moved: pd.DataFrame | None, report: Report) -> list[dict[str, Any]] | None:
    if moved is None:
        return None
    rows: list[dict[Any, Any]] = moved.to_dict("records")
    named = {**report.names, BEYOND: "beyond the study, or not known"}
    return [{**dict(row), "area": named.get(row["area_code"], row["area_code"])} for row in rows]


def _totals(nested: pd.DataFrame) -> dict[str, Any]:
    compared = nested[nested["residual_value"].notna()]
    apart = nested[~nested["additive"]]
    if compared.empty:
        return {
            "compared": 0,
            "residual": "none, as nothing was compared",
            "worst": "",
            "apart": len(apart),
            "peaks": 0,
        }
    worst = compared.iloc[int(np.argmax(compared["residual_value"].abs().to_numpy()))]
    place = f"{worst['table']}, {worst['column']}: {worst['worst']}" if worst["worst"] else ""
    return {
        "compared": len(compared),
        "residual": figure(float(worst["residual_value"]), "") or "0",
        "worst": place,
        "apart": len(apart),
        "peaks": int(apart["reason"].eq(PEAK).sum()),
    }


def _questions(questions: pd.DataFrame) -> dict[str, Any]:
    every = reasons(questions)
    return {
        "figures": f"{int(every['blank_count'].sum()):,}",
        "all": len(every),
        "rows": commonest(questions, _SHOWN).to_dict("records"),
    }
