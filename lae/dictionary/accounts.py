"""What a pack says of itself, from the very tables it holds: nested totals, self-assessment and open questions."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from lae.dictionary.columns import key
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
    "emissions",
    "residual_emissions",
    "insetting_matched",
    "insetting_met",
    "capital_buildings",
    "capital_ev_infrastructure",
    "capital_land",
)
"""Indicators whose forecasts add up over districts; a share that was cut does not."""
_AREA: Final = ["area_level", "area_code"]


def accounts(results: Results, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of `NAMES` about a pack that holds `tables`."""
    keys = {name: list(key(name)) for name in tables}
    config = results.inputs.config
    parents = parents_of(
        results.table("lsoas"),
        results.table("msoas"),
        districts=config.districts,
        county=config.county_code or "county",
    )
    extra, extra_keys = _restated(tables)
    asked = open_questions(tables, keys)
    files = {f"{name}.csv": frame for name, frame in tables.items()} | {"open_questions.csv": asked}
    return {
        "nested_totals": nested_totals({**tables, **extra}, {**keys, **extra_keys}, parents),
        "self_assessment": self_assessment(results.table("support_framework"), files),
        "open_questions": asked,
    }


def totals_summary(nested: pd.DataFrame) -> dict[str, float]:
    """How many columns of contract NestedTotals were added up, and the largest residual: 0 where all add up."""
    residuals = nested["residual_value"].dropna().abs()
    return {"columns": len(residuals), "largest_residual": float(residuals.max()) if len(residuals) else 0.0}


def _restated(tables: Mapping[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]]]:
    """Figures of tables that add up once told apart: by indicator, and once a year where rows are of targets."""
    if not {"kpis", "burn_down"} <= set(tables):
        return {}, {}
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
