"""Units by plausible size: a substation of 12,000 MVA is one of 12,000 kVA."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import pandas as pd

from lae.findings import Finding, Severity

_STEP: Final = 1_000.0


class Plausible(NamedTuple):
    """What a column of a table holds when its unit is right, for one tier or for all ("")."""

    table: str
    column: str
    tier: str
    low: float
    high: float
    smaller: str
    """What the unit would be if the numbers were a thousand times too large."""


PLAUSIBLE: Final = (
    Plausible("substations", "n_minus_1_mva", "primary", 0.5, 200.0, "kVA"),
    Plausible("substations", "n_minus_1_mva", "bsp", 2.0, 600.0, "kVA"),
    Plausible("substations", "n_minus_1_mva", "gsp", 10.0, 4_000.0, "kVA"),
    Plausible("substations", "observed_max_mva", "primary", 0.2, 200.0, "kVA"),
    Plausible("substations", "observed_max_mva", "bsp", 1.0, 600.0, "kVA"),
    Plausible("substations", "observed_max_mva", "gsp", 5.0, 4_000.0, "kVA"),
    Plausible("substations", "contracted_excl_bess_mva", "primary", 0.001, 500.0, "kVA"),
    Plausible("substations", "demand_headroom_mva", "primary", 0.001, 300.0, "kVA"),
    Plausible("substations", "connected_generation_mw", "primary", 0.001, 300.0, "kW"),
    Plausible("substations", "contracted_generation_mw", "primary", 0.001, 1_000.0, "kW"),
    Plausible("developments", "demand_mva", "", 0.01, 500.0, "kVA"),
    Plausible("connections", "capacity_mw", "", 0.001, 2_000.0, "kW"),
    Plausible("chargers", "power_kw", "", 1.0, 1_500.0, "W"),
    Plausible("renewable_projects", "capacity_mw", "", 0.001, 4_000.0, "kW"),
)
"""Bounds to catch a slip of a thousand, wide enough for any real site; what is merely odd lies between."""


def unit_findings(
    name: str, frame: pd.DataFrame, path: str, ids: pd.Series, *, severity: Severity = "error"
) -> Iterator[Finding]:
    """A finding for the rows that are implausible as they stand and plausible a thousand times smaller or larger.

    Args:
        name: the table's name.
        frame: its rows.
        path: the file as the reader of the report knows it.
        ids: the rows' own names.
        severity: of what is found; a publisher's odd row is no reason to stop.
    """
    for rule in PLAUSIBLE:
        if rule.table != name or rule.column not in frame.columns:
            continue
        size = frame[rule.column].abs().where(frame[rule.column].ne(0.0))
        if rule.tier and "tier" in frame.columns:
            size = size.where(frame["tier"].eq(rule.tier))
        large = size.gt(rule.high) & (size / _STEP).between(rule.low, rule.high)
        small = size.lt(rule.low) & (size * _STEP).between(rule.low, rule.high) & _mostly(size.lt(rule.low), size)
        unit = _unit(rule.column)
        if large.any():
            message = f"is more than {rule.high:g} {unit}: the numbers look like {rule.smaller}."
            fix = f"Divide them by 1,000, or correct the unit if the file says {unit} by mistake."
            yield Finding(severity, path, "unit_slip", message, rule.column, tuple(ids[large]), fix)
        if small.any():
            message = f"is below {rule.low:g} {unit} on most rows: the numbers look a thousand times too small."
            yield Finding(severity, path, "unit_slip", message, rule.column, tuple(ids[small]), "Check their unit.")


def _mostly(flags: pd.Series, size: pd.Series) -> bool:
    """Small sites exist; only a column of nothing else is of another unit."""
    known = int(size.notna().sum())
    return known > 0 and int(flags.sum()) > known / 2


def _unit(column: str) -> str:
    return {"mva": "MVA", "mw": "MW", "kw": "kW"}[column.rpartition("_")[2]]
