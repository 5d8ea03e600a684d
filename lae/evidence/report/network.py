"""The network: substations by class, which run short first, and published works."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.dictionary.codes import BOUNDS, LIGHTS, TIERS
from lae.evidence import shell
from lae.evidence.drawing import Series, bars_svg
from lae.evidence.report.model import Model, drawn, source_line
from lae.explain import caveat, loaded_technologies

_CLASSES: Final = (
    ("at_or_below_zero_today", "At or below zero today", "#7A0C1E", ""),
    ("crosses", "Crosses zero", "#F2B134", "///"),
    ("stays_above", "Stays above", "#2073BC", ""),
    ("unknown", "Not known", "#9aa0a8", "..."),
)
_FIRST_ROWS: Final = 30


def network(model: Model) -> Markup:
    """The section of the network."""
    table = model.tables["headline"]
    names = [model.label(name) for name in table["scenario"]]
    series = [Series(words, tuple(table[name].astype(float)), colour, hatch) for name, words, colour, hatch in _CLASSES]
    chart = bars_svg(
        names,
        series,
        unit="substations, demand, as published",
        key="chart-classes",
        title="Substations by class and scenario",
        description="How many substations have no demand headroom today, cross zero, stay above or are not known, by "
        "scenario. The table below has the figures.",
        stacked=True,
    )
    shown = pd.DataFrame({"Scenario": names, **{words: table[name].to_numpy() for name, words, _, _ in _CLASSES}})
    anchors = [shell.anchor("headline", name) for name in table["scenario"]]
    return Markup("").join(
        [
            shell.render(
                "<p>{{ caveat }} A published zero means at most zero.</p>",
                caveat=caveat(loaded_technologies(model.results)),
            ),
            drawn(chart),
            shell.table(shown, "Substations by class and scenario", keys=anchors),
            source_line("headline"),
            shell.render("<h3>Which run short first</h3>"),
            _first_short(model),
            shell.render("<h3>Works the operators have published</h3>"),
            _works(model),
        ]
    )


def _first_short(model: Model) -> Markup:
    table = model.tables["shortfalls"]
    mine = table[table["basis"].eq("published") & table["direction"].eq("demand") & table["scenario"].eq(model.first)]
    crossing = mine[mine["class"].eq("crosses")].sort_values(["first_year_latest", "first_year_below_zero", "name"])
    rows = crossing.head(_FIRST_ROWS)
    if rows.empty:
        return shell.render(
            '<p class="blank">No substation crosses zero in {{ name }}.</p>', name=model.label(model.first)
        )
    shown = pd.DataFrame(
        {
            "Substation": rows["name"].to_numpy(),
            "ID": rows["substation_id"].to_numpy(),
            "Tier": rows["tier"].map(TIERS).to_numpy(),
            "Status": [shell.light(LIGHTS[name]) for name in rows["class"]],
            "Below zero from, earliest year": rows["first_year_below_zero"].to_numpy(),
            "Latest year": rows["first_year_latest"].to_numpy(),
            "Least room (MVA)": rows["worst_headroom_mva"].to_numpy(),
            "Reading": rows["bound"].map(BOUNDS).to_numpy(),
        }
    )
    anchors = [shell.anchor("shortfalls", model.first, name) for name in rows["substation_id"]]
    rest = len(crossing) - len(rows)
    note = f"{rest} more cross zero." if rest else ""
    caption = f"Substations that cross zero, {model.label(model.first)}, first ones first"
    told = f"basis=published, direction=demand, scenario={model.first}. {note}"
    return shell.table(shown, caption, keys=anchors) + source_line("shortfalls", told)


def _works(model: Model) -> Markup:
    works = model.tables["works"]
    if works.empty:
        return shell.render('<p class="blank">No works are in the files supplied.</p>')
    names = dict(zip(*(model.results.table("substations")[name] for name in ("substation_id", "name")), strict=True))
    shown = pd.DataFrame(
        {
            "Substation": works["substation_id"].map(names).fillna(works["substation_id"]),
            "Works ID": works["work_id"],
            "What": works["text"],
            "Counts from (year)": works["effective_year"],
            "After (MVA)": works["after_mva"],
        }
    )
    anchors = [
        shell.anchor("works", *row)
        for row in zip(works["work_id"], works["substation_id"], range(len(works)), strict=True)
    ]
    return shell.table(shown, "Works by substation", keys=anchors) + source_line("works")
