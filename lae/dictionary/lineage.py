"""From a column back to what it is made of: the step that makes it, the tables and files below, the assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pandas as pd

from lae.dictionary.columns import columns
from lae.dictionary.contract import Lineage
from lae.dictionary.formulas import FORMULAS
from lae.inputs import TABLES as FILES
from lae.stage import Stage
from lae.stages import STAGES
from lae.tables import filled

_BOUNDARIES: Final = ("districts", "county", "lsoas", "postcodes")
_OURS: Final = {
    "lineage": "Lists the columns of every table; nothing is worked out.",
    "headline_basis": "Adds up what each headline rests on.",
    "nested_totals": "Adds up every table's smaller areas and sets the sum beside the larger ones.",
    "self_assessment": "Grades the pack by the files it holds.",
    "open_questions": "Counts every blank figure with its reason and who could answer.",
}
_ROW_SOURCES: Final = ("source_id", "source_row", "plan_source_id", "resp_source_id", "cost_source", "assumption_ids")


@dataclass(frozen=True)
class Origin:
    """What a table is made of: the step, its own inputs, and all that lies below."""

    stage: str
    says: str
    inputs: tuple[str, ...]
    files: tuple[str, ...]
    assumptions: tuple[str, ...]
    earlier: tuple[str, ...]

    @property
    def every_assumption(self) -> tuple[str, ...]:
        """The step's own assumptions, then those of the steps before."""
        return (*self.assumptions, *(name for name in self.earlier if name not in self.assumptions))


@cache
def origin(table: str) -> Origin:
    """Where the table called `table` comes from; a table no step makes is a file of the study."""
    if table in _OURS:
        return Origin("pack", _OURS[table], (), (), (), ())
    stage = _maker(table)
    if stage is None:
        return Origin("", "Read from the study's folder and checked; nothing is worked out.", (), _files(table), (), ())
    below = [origin(name) for name in stage.inputs]
    files = dict.fromkeys(file for each in below for file in each.files)
    earlier = dict.fromkeys(name for each in below for name in each.every_assumption)
    says = " ".join((stage.function.__doc__ or "").split("\n\n")[0].split())
    return Origin(
        stage.name,
        says,
        stage.inputs,
        tuple(sorted(files)),
        stage.assumptions,
        tuple(sorted(set(earlier) - set(stage.assumptions))),
    )


def lineage(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """LINEAGE: one row for each column of each of `tables`, in their order."""
    rows = []
    for table, frame in tables.items():
        made = origin(table)
        row_sources = "; ".join(name for name in _ROW_SOURCES if name in frame.columns)
        rows += [
            {
                "table_name": table,
                "column_name": column.name,
                "unit": column.unit,
                "meaning": column.meaning,
                "formula": FORMULAS.get((table, column.name), ""),
                "stage": made.stage,
                "stage_says": made.says,
                "input_tables": "; ".join(made.inputs),
                "input_files": "; ".join(made.files),
                "assumption_ids": "; ".join(made.assumptions),
                "earlier_assumption_ids": "; ".join(made.earlier),
                "row_sources": row_sources,
            }
            for column in columns(table, frame)
        ]
    return filled(pd.DataFrame(rows), Lineage, "lineage")


def _maker(table: str) -> Stage | None:
    return next((stage for stage in STAGES if table in stage.outputs), None)


def _files(table: str) -> tuple[str, ...]:
    """The study's files behind an input table."""
    if table in FILES:
        return (FILES[table].path,)
    if table in _BOUNDARIES:
        return ("boundaries/",)
    if table == "uptake_rows":
        return ("pathway/<scenario>/uptake.csv",)
    return ("publishers' files in the data folder",)
