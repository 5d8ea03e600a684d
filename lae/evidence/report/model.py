"""What every part of the report reads: the run, its tables, names, and how a number points to its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from lae.dictionary.columns import key as key_of
from lae.evidence import shell
from lae.results import Results

Row = Mapping[Any, Any]
COLOURS: Final = ("#12436D", "#F2B134", "#28A197")
HATCHES: Final = ("", "///", "...")
"""Of bars beside each other, so that none is told by colour alone."""
_WORTH_SAYING: Final = 0.005
"""Shares that round to less than a per cent are not said."""


@dataclass(frozen=True)
class Model:
    """One edition of a run; `tables` are those of the pack by name."""

    results: Results
    tables: Mapping[str, pd.DataFrame]
    edition: str

    @property
    def title(self) -> str:
        """The study's title."""
        return self.results.inputs.config.title

    @property
    def first(self) -> str:
        """The scenario a report leads with."""
        return self.results.inputs.config.scenarios[0]

    def label(self, scenario: str) -> str:
        """A scenario's name."""
        return self.results.inputs.scenario_labels.get(scenario, scenario)

    @property
    def names(self) -> dict[str, str]:
        """Name by code of the districts and the county."""
        places, config = self.results.table("districts"), self.results.inputs.config
        return {
            config.county_code or "county": config.title,
            **dict(zip(places["district_code"], places["district_name"], strict=True)),
        }

    def has(self, name: str) -> bool:
        """Whether the edition holds the table and it has rows."""
        return name in self.tables and len(self.tables[name]) > 0

    def basis(self, headline: str) -> str:
        """What the headline rests on, in words: "published 31%, modelled 56%, assumed 13%"."""
        told = self.tables["headline_basis"]
        rows = told[told["headline"].eq(headline)].to_dict("records")
        if not rows or rows[0]["reason"]:
            return ""
        kinds = ("published", "modelled", "assumed", "illustrative")
        return ", ".join(
            f"{kind} {shell.percent(rows[0][f'{kind}_share'])}"
            for kind in kinds
            if rows[0][f"{kind}_share"] >= _WORTH_SAYING
        )


def drawn(svg: str) -> Markup:
    """A drawing of ours as a figure."""
    return Markup("<figure>") + Markup(svg) + Markup("</figure>")  # noqa: S704 (its texts are escaped)


def row_words(table: str, row: Row) -> str:
    """Where a row stands, for a reader with the CSV open: "headroom.csv: scenario=a, year=2030"."""
    parts = ", ".join(f"{name}={_plain(row[name])}" for name in key_of(table) if name in row and str(row[name]) != "")
    return f"{table}.csv" + (f": {parts}" if parts else "")


def cited(words: str, table: str, row: Row, *, at: str = "") -> Markup:
    """A number as a link to its row: the anchor `at` on this page, else the table's file, its key in the title."""
    return shell.link(words, f"#{at}" if at else f"tables/{table}.csv", title=row_words(table, row))


def source_line(table: str, note: str = "") -> Markup:
    """The line under a table that says which file its rows are from and what names a row there."""
    named = ", ".join(key_of(table))
    words = f"; a row there is named by {named}" if named else ""
    return shell.render(
        '<p class="told">Rows of <a href="tables/{{ table }}.csv">{{ table }}.csv</a>{{ words }}.{{ note }}</p>',
        table=table,
        words=words,
        note=f" {note}" if note else "",
    )


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
