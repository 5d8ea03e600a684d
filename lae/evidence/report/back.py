"""The back of the report: what numbers rest on, whether they agree, what is missing, assumptions, sources, tables."""

from collections.abc import Iterator
from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.dictionary.columns import title
from lae.dictionary.lineage import origin
from lae.evidence import shell
from lae.evidence.asked import commonest
from lae.evidence.report.model import Model, source_line
from lae.stages import STAGES

_SHOWN: Final = 15
"""Reasons for blanks in the report; the page of progress has more, and the table all."""
_TIERS: Final = (
    "Tier A: read in the publisher's own text. B: read second-hand. C: derived by us from named data. D: not verified."
)


def method() -> Markup:
    """Every step of a run in order: what it guarantees and how many assumptions it uses."""
    rows = [(stage.name, origin(stage.outputs[0]).says, len(stage.assumptions)) for stage in STAGES]
    shown = pd.DataFrame(rows, columns=["Step", "What it gives", "Assumptions of its own"])
    words = (
        "<p>Readers turn publishers' files into checked tables; each step below turns tables into tables; nothing "
        "else is worked out. Recorded stock and control totals are placed at homes and sites, become load by "
        "half-hour, and are added up the network: growth at a substation is the greatest load with what is added less "
        "the greatest without. What a column is made of is in lineage.csv.</p>"
    )
    anchors = [shell.anchor("step", stage.name) for stage in STAGES]
    return shell.render(words) + shell.table(shown, "Steps of the run", keys=anchors)


def sections(model: Model) -> Iterator[shell.Section]:
    """Basis, agreement, gaps, assumptions, sources and tables."""
    yield shell.Section("basis", "What the headlines rest on", _basis(model), page=True)
    if "reconciliation" in model.tables:
        yield shell.Section("reconciliation", "Reconciliation", _reconciliation(model))
    yield shell.Section("gaps", "Coverage and gaps", _gaps(model), page=True)
    yield shell.Section("assumptions", "Assumptions", _assumptions(model), page=True)
    yield shell.Section("sources", "Sources and licences", _sources(model), page=True)
    yield shell.Section("tables", "Tables of the pack", _tables(model), page=True)


def _basis(model: Model) -> Markup:
    table = model.tables["headline_basis"]
    kinds = ("published", "modelled", "assumed", "illustrative")
    shown = pd.DataFrame(
        {
            "Headline": table["headline"],
            "Share of": table["weighed_by"],
            **{f"{kind.capitalize()} (%)": 100.0 * table[f"{kind}_share"] for kind in kinds},
            **{f"Tier {tier}": table[f"tier_{tier.lower()}_count"] for tier in "ABCD"},
            "Blank because": table["reason"],
        }
    )
    anchors = [shell.anchor("basis", name) for name in table["headline"]]
    note = "<p>Shares of what each headline adds up, and how many assumptions lie on the way to it. {{ tiers }}</p>"
    return (
        shell.render(note, tiers=_TIERS)
        + shell.table(shown, "What each headline rests on", keys=anchors)
        + source_line("headline_basis")
    )


def _reconciliation(model: Model) -> Markup:
    table = model.tables["reconciliation"]
    parts = []
    if len(table):
        worst = table.groupby("scenario")["difference_count"].agg(lambda values: values.abs().max())
        rows = table.groupby("scenario").size()
        shown = pd.DataFrame(
            {
                "Scenario": [model.label(name) for name in worst.index],
                "Control totals compared": rows.to_numpy(),
                "Greatest difference, placed less wanted": [f"{value:.3g}" for value in worst],
            }
        )
        anchors = [shell.anchor("reconciliation", name) for name in worst.index]
        parts += [shell.table(shown, "Placed beside wanted", keys=anchors), source_line("reconciliation")]
    agreement = model.tables["agreement"]
    shown = pd.DataFrame(
        {
            "Queue counted": agreement["queue"].str.replace("_", " "),
            "Compared": agreement["compared_count"],
            "Both say no room": agreement["both_zero_count"],
            "Both say room": agreement["both_room_count"],
            "We say room, they none": agreement["missed_zero_count"],
            "We say none, they room": agreement["false_zero_count"],
            "Error where positive (MVA)": agreement["positive_error_mva"],
        }
    )
    anchors = [shell.anchor("agreement", name) for name in agreement["queue"]]
    caption = "Our figures of today beside the operators'"
    return Markup("").join([*parts, shell.table(shown, caption, keys=anchors), source_line("agreement")])


def _gaps(model: Model) -> Markup:
    parts = []
    if "coverage" in model.tables:
        coverage = model.tables["coverage"]
        shown = pd.DataFrame(
            {
                "Operator": coverage["dno"].str.upper(),
                "Licence area": coverage["licence_area"],
                "GSP group": coverage["gsp_group"],
                "Homes": coverage["dwellings"].round(),
                "File": coverage["status"].map({"read": "read", "no_file": "none supplied"}),
                "Note": coverage["note"],
            }
        )
        anchors = [shell.anchor("coverage", number) for number in range(len(coverage))]
        parts += [shell.table(shown, "Whose files were read", keys=anchors), source_line("coverage")]
    return Markup("").join([*parts, _doubts(model), _open(model)])


def _doubts(model: Model) -> Markup:
    """What the run warns of, each with what would settle it."""
    warned = [each for each in model.results.findings if each.severity == "warning"]
    if not warned:
        return shell.render("<p>The run warns of nothing in what it was given.</p>")
    shown = pd.DataFrame(
        {
            "Where": [each.table for each in warned],
            "What": [each.message for each in warned],
            "What would settle it": [each.fix for each in warned],
        }
    )
    anchors = [shell.anchor("finding", number) for number in range(len(warned))]
    note = '<p class="told">Findings of run.json, with the ids of their rows.</p>'
    return shell.table(shown, "What the run warns of", keys=anchors) + shell.render(note)


def _open(model: Model) -> Markup:
    """Blank figures by who could answer and why, the commonest reasons."""
    table = model.tables["open_questions"]
    asked = commonest(table, _SHOWN)
    shown = pd.DataFrame(
        {
            "Who could answer": asked["who"].replace("", "not said"),
            "Why it is blank": asked["reason"],
            "Tables": asked["tables"],
            "Blanks": asked["blank_count"],
        }
    )
    anchors = [shell.anchor("open", number) for number in range(len(asked))]
    note = "The commonest reasons somebody could answer; every blank by table and column is in the file."
    return shell.table(shown, "Open questions", keys=anchors) + source_line("open_questions", note)


def _assumptions(model: Model) -> Markup:
    table = model.tables["assumptions"]
    counts = table["tier"].value_counts().sort_index()
    told = ", ".join(f"{number} of tier {tier}" for tier, number in counts.items())
    shown = pd.DataFrame(
        {
            "Assumption": table["id"],
            "Value": [f"{value:g}" for value in table["value"]],
            "Unit": table["unit"],
            "Low": [_short(value) for value in table["low"]],
            "High": [_short(value) for value in table["high"]],
            "Tier": [_tier(tier) for tier in table["tier"]],
            "Source": table["source"],
        }
    )
    anchors = [shell.anchor("assumption", name) for name in table["id"]]
    words = "<p>{{ told }}. {{ tiers }} A source that begins with CHECK names the document to open.</p>"
    return (
        shell.render(words, told=told, tiers=_TIERS)
        + shell.table(shown, "Every number that is nobody's data", keys=anchors)
        + source_line("assumptions")
    )


def _sources(model: Model) -> Markup:
    table = model.tables["sources"]
    shown = pd.DataFrame(
        {
            "Data set": table["title"],
            "ID": table["source_id"],
            "Publisher": table["publisher"],
            "Edition": table["vintage"],
            "Licence": table["licence"],
            "Attribution": table["attribution"],
        }
    )
    anchors = [shell.anchor("source", name) for name in table["source_id"]]
    return shell.table(shown, "Data sets with licence and attribution", keys=anchors) + source_line("sources")


def _tables(model: Model) -> Markup:
    rows = [
        (
            shell.link(f"{name}.csv", f"tables/{name}.csv"),
            title(name),
            len(frame),
            origin(name).stage or "read as supplied",
        )
        for name, frame in model.tables.items()
    ]
    shown = pd.DataFrame(rows, columns=["File", "What it is", "Rows", "Made by the step"])
    anchors = [shell.anchor("table", name) for name in model.tables]
    return shell.table(shown, "Every table", keys=anchors)


def _short(value: float) -> str:
    return "" if pd.isna(value) else f"{value:g}"


def _tier(tier: str) -> Markup:
    if tier != "D":
        return Markup("{}").format(tier)
    return Markup('<span class="unverified">D, not verified</span>')
