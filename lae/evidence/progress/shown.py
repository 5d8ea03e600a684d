"""Figures of the ledger as people read them: rounded, with their range over scenarios, a blank never read as 0."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.plan.kpis.contract import BEHIND, NO_TARGET, ON_TRACK, UNKNOWN

NOT_KNOWN: Final = "not known"
_SHARE: Final = "share of 1"
_MILLION: Final = 1_000_000.0
_CHECK: Final = "CHECK: "
_ORDER: Final = [BEHIND, UNKNOWN, ON_TRACK, NO_TARGET]


def figure(value: float, unit: str) -> str:
    """A number to three or four places that matter; blank where there is none."""
    if np.isnan(value):
        return ""
    if unit == _SHARE:
        return _signed(f"{100.0 * value:.1f}%")
    if unit == "GBP":
        return _signed(f"\N{POUND SIGN}{value / _MILLION:,.1f} m")
    size = abs(value)
    places = 0 if size >= 100.0 or float(value).is_integer() else 1
    return _signed(f"{value:,.{places}f}")


def _signed(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")


def unit_shown(unit: str) -> str:
    """The unit that `figure` writes its numbers in."""
    return {_SHARE: "%", "GBP": "GBP, millions"}.get(unit, unit)


def spread(values: pd.Series, unit: str) -> str:
    """One figure, or the least and the greatest where scenarios differ; that it is not known where none is there."""
    known = values.dropna()
    if known.empty:
        return NOT_KNOWN
    ends = list(dict.fromkeys(figure(float(end), unit) for end in (known.min(), known.max())))
    return " to ".join(ends)


def status_of(rows: pd.DataFrame) -> str:
    """The statuses of several scenarios in words, the worst first."""
    counts = rows["status"].value_counts().to_dict()
    there = [name for name in _ORDER if name in counts]
    if len(there) == 1:
        return there[0]
    return ", ".join(f"{name} in {counts[name]} of {len(rows)}" for name in there)


def counted(rows: pd.DataFrame, unit: str) -> str:
    """What was counted, with its year and whether it is only a lower bound."""
    first = rows.iloc[0]
    if np.isnan(first["actual_value"]):
        return NOT_KNOWN
    year = "" if np.isnan(first["actual_year"]) else f" ({first['actual_year']:.0f})"
    least = "at least " if first["actual_bound"] == "at_least" else ""
    return f"{least}{figure(float(first['actual_value']), unit)}{year}"


def by_indicator(kpis: pd.DataFrame) -> list[dict[str, Any]]:
    """One line an indicator of one area: what it is, counted, forecast at each milestone, status."""
    lines = []
    for kpi_id, rows in kpis.groupby("kpi_id", sort=True):
        first = rows.iloc[0]
        unit = str(first["unit"])
        ahead = {int(str(year)): part for year, part in rows.groupby("milestone_year", sort=True)}
        last = rows[rows["target_value"].notna()]
        lines.append(
            {
                "name": str(first["definition"]),
                "kpi_id": str(kpi_id),
                "unit": unit_shown(unit),
                "counted": counted(rows, unit),
                "source": str(first["actual_source"]) or str(first["actual_reason"]),
                "forecast": {year: spread(part["forecast_value"], unit) for year, part in ahead.items()},
                "basis": _basis(rows),
                "status": {year: status_of(part) for year, part in ahead.items()},
                "targets": {
                    int(row["milestone_year"]): figure(float(row["target_value"]), unit) for _, row in last.iterrows()
                },
            }
        )
    return lines


def _basis(rows: pd.DataFrame) -> str:
    told = sorted({text for text in rows["forecast_basis"] if text} or set(rows["forecast_reason"]))
    return "; ".join(told)


def targets(kpis: pd.DataFrame, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Every target with how it stands: area, milestone, target, its source, counted, forecast, status."""
    held = kpis[kpis["target_value"].notna()]
    lines: list[dict[str, str]] = []
    for (kpi_id, code, year), rows in held.groupby(["kpi_id", "area_code", "milestone_year"], sort=True):
        first, unit = rows.iloc[0], str(rows.iloc[0]["unit"])
        lines.append(
            {
                "name": str(first["definition"]),
                "kpi_id": str(kpi_id),
                "area": names.get(str(code), str(code)),
                "year": str(year),
                "unit": unit_shown(unit),
                "target": figure(float(first["target_value"]), unit),
                "source": _source(str(first["target_source"]), str(first["target_tier"])),
                "counted": counted(rows, unit),
                "forecast": spread(rows["forecast_value"], unit),
                "status": status_of(rows),
            }
        )
    ordered = {name: at for at, name in enumerate(names.values())}
    return sorted(lines, key=lambda line: (ordered.get(line["area"], len(ordered)), line["kpi_id"], line["year"]))


def _source(source: str, tier: str) -> str:
    """The source of a target and how sure it is; one that nobody has verified says so first."""
    if tier == "D":
        return f"Not verified (tier D). To be checked in: {source.removeprefix(_CHECK)}"
    return f"{source} (tier {tier})"
