"""What a pack says of itself, from the very tables it holds: nested totals, self-assessment and open questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from lae.evidence.contracts import key_columns
from lae.evidence.tables import TABLES
from lae.files import write_table
from lae.plan.pack.assessment import self_assessment
from lae.plan.pack.nested import nested_totals, parents_of
from lae.plan.pack.questions import open_questions
from lae.results import Results

NAMES: Final = ("nested_totals", "self_assessment", "open_questions")
"""The tables of the accounts."""
_ADDED_KPIS: Final = (
    "homes_heat_pump",
    "electric_cars",
    "public_charge_points",
    "substations_at_or_below_zero",
    "substations_crossing",
    "substations_unknown",
    "land_planted",
    "capital_public_charging",
)
"""Indicators whose forecasts add up over districts; those of emissions hold each area's own cut on and do not."""
_AREA: Final = ["area_level", "area_code"]


@dataclass(frozen=True)
class Accounts:
    """The three tables, by the names of `NAMES`."""

    nested_totals: pd.DataFrame
    self_assessment: pd.DataFrame
    open_questions: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """By name."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def summary(self) -> dict[str, float]:
        """How many columns were added up, and the largest residual, 0 where all add up."""
        residuals = self.nested_totals["residual_value"].dropna().abs()
        return {"columns": len(residuals), "largest_residual": float(residuals.max()) if len(residuals) else 0.0}


def accounts(results: Results, pages: Iterable[str]) -> Accounts:
    """The accounts of a run whose pack holds the tables of `TABLES` and `pages`."""
    tables = {name: results.table(name) for name in TABLES}
    keys = {name: key_columns(list(frame.columns)) for name, frame in tables.items()}
    config = results.inputs.config
    parents = parents_of(
        results.table("lsoas"),
        results.table("msoas"),
        districts=config.districts,
        county=config.county_code or "county",
    )
    extra, extra_keys = _restated(tables)
    asked = open_questions(tables, keys)
    pack: dict[str, pd.DataFrame | None] = {f"{name}.csv": frame for name, frame in tables.items()}
    pack |= {"open_questions.csv": asked, **dict.fromkeys(pages)}
    return Accounts(
        nested_totals({**tables, **extra}, {**keys, **extra_keys}, parents),
        self_assessment(results.table("support_framework"), pack),
        asked,
    )


def write_accounts(told: Accounts, folder: Path) -> None:
    """Write the three tables beside the others."""
    for name, frame in told.tables.items():
        write_table(frame, folder / f"{name}.csv", inert=True)


def _restated(tables: Mapping[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]]]:
    """Figures of tables that add up once told apart: by indicator, and once a year where rows are of targets."""
    kpis, burned = tables["kpis"], tables["burn_down"]
    emitted = burned.drop_duplicates([*_AREA, "year"])[[*_AREA, "year", "emissions_tco2e"]]
    emitted = emitted[emitted["year"].isin(_common(emitted))]
    found, keys = {"burn_down: emissions": emitted}, {"burn_down: emissions": [*_AREA, "year"]}
    by = [*_AREA, "milestone_year", "scenario"]
    for name in _ADDED_KPIS:
        rows = kpis[kpis["kpi_id"].eq(name)].rename(columns={"forecast_value": "forecast_count"})
        if len(rows):
            found[f"kpis: {name}"], keys[f"kpis: {name}"] = rows[[*by, "forecast_count"]], by
    return found, keys


def _common(emitted: pd.DataFrame) -> set[int]:
    """The years every area has a row for: a budget begins with the base year of its own target."""
    years = [set(rows["year"]) for _, rows in emitted.groupby("area_code")]
    return set.intersection(*years) if years else set()
