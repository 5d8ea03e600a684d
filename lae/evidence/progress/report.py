"""What a return is made from, whether a run is still in memory or is read back from its folder."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from lae.evidence.diff.runs import compare_runs
from lae.evidence.progress.movement import movement
from lae.evidence.run_folder import RunFolder
from lae.findings import FaultsError, Finding
from lae.plan.kpis.contract import Kpis, Workstreams
from lae.plan.pack.assessment import SelfAssessment
from lae.plan.pack.nested import NestedTotals
from lae.plan.pack.questions import OpenQuestions
from lae.results import Results
from lae.tiling import AreaDeviations

_PERIOD: Final = re.compile(r"^\d{4}H[12]$")


@dataclass(frozen=True)
class Report:
    """One return: the ledger and what a pack says of itself; `moved` is None where no earlier return was named.

    `causes` are what went in differently since then, a line each.
    """

    title: str
    period: str
    names: Mapping[str, str]
    scenarios: Mapping[str, str]
    kpis: pd.DataFrame
    workstreams: pd.DataFrame
    nested: pd.DataFrame
    assessment: pd.DataFrame
    questions: pd.DataFrame
    moved: pd.DataFrame | None = None
    causes: tuple[str, ...] = ()


def of_results(results: Results, tables: Mapping[str, pd.DataFrame]) -> Report:
    """The return of a run that has just ended, from the tables of its pack; of no period: a run knows no clock."""
    config, places = results.inputs.config, results.table("districts")
    names = dict(zip(places["district_code"], places["district_name"], strict=True))
    return Report(
        title=config.title,
        period="",
        names={config.county_code or "county": config.title} | names,
        scenarios=dict(results.inputs.scenario_labels),
        kpis=tables["kpis"],
        workstreams=tables["workstreams"],
        nested=tables["nested_totals"],
        assessment=tables["self_assessment"],
        questions=tables["open_questions"],
    )


def of_folder(run: RunFolder, *, period: str, since: RunFolder | None = None) -> Report:
    """The return of a period from the folder of a run, with what moved since another's; raises `FaultsError`."""
    if not _PERIOD.match(period):
        message = f"{period} is no half-year."
        raise FaultsError([Finding("error", "--period", "period", message, fix="Write it as 2026H1 or 2026H2.")])
    study = run.record["study"]
    places = run.table("areas", AreaDeviations)
    names = dict(zip(places["district_code"], places["district_name"], strict=True))
    kpis = run.table("kpis", Kpis)
    return Report(
        title=str(study["title"]),
        period=period,
        names={study.get("county_code") or "county": str(study["title"])} | names,
        scenarios=dict(run.record.get("scenario_labels", {})),
        kpis=kpis,
        workstreams=run.table("workstreams", Workstreams),
        nested=run.table("nested_totals", NestedTotals),
        assessment=run.table("self_assessment", SelfAssessment),
        questions=run.table("open_questions", OpenQuestions),
        moved=movement(since.table("kpis", Kpis), kpis) if since else None,
        causes=tuple(_causes(since, run)) if since else (),
    )


def _causes(since: RunFolder, run: RunFolder) -> list[str]:
    found = compare_runs(since, run)
    told = []
    for word, changes in (
        ("Input", found.inputs),
        ("Assumption", found.assumptions),
        ("Version", found.versions),
        ("Setting", found.settings),
    ):
        told += [
            f"{word} {each.name}: {each.before or 'not there'} \N{RIGHTWARDS ARROW} {each.after or 'not there'}"
            for each in changes
        ]
    return told
