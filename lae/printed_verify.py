"""What `lae verify` shows: how much of what is flagged AC confirms, and where it does not."""

import json
from typing import Any, Final

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lae.grid.electrical.contract import DIFFERENCES, FIRST_OUTAGE, INTACT
from lae.results import Results
from lae.tables import records

_SHOWN: Final = 20
"""Rows spelt out; the rest stand in verification.csv."""
_WIDTH: Final = 132


def as_record(results: Results) -> dict[str, Any]:
    """The counts and the rows, ready for JSON."""
    table = results.table("verification")
    return {**_counts(results), "rows": json.loads(table.to_json(orient="records"))}


def verification(results: Results) -> None:
    """The sentence that sums up, then the flagged cases, the most loaded first."""
    console = Console(width=None if Console().is_terminal else _WIDTH, highlight=False)
    counts, table = _counts(results), results.table("verification")
    console.print(escape(_sentence(counts)))
    if counts["impedances"]:
        console.print(escape(_secure(counts)))
    flagged = table[table["flagged"]].sort_values(["loading_ratio", "substation_id"], ascending=[False, True])
    if flagged.empty:
        return
    shown = Table("scenario", "year", "substation", "out", "status", "half-hours", "worst asset", box=None)
    for name in ("loaded, AC", "by lae", "apart", "lowest V", "takes more, MVA", "reason"):
        shown.add_column(name, justify="left" if name == "reason" else "right")
    for row in records(flagged.head(_SHOWN)):
        shown.add_row(
            *map(escape, (row.scenario, str(row.year), row.substation_id, _out(row), row.status)),
            f"{row.converged_count} of {row.states_count}",
            escape(row.worst_asset_id),
            *(_percent(value) for value in (row.loading_ratio, row.our_loading_ratio)),
            _percent(row.difference_share, digits=2),
            _figure(row.lowest_voltage_ratio, 3),
            _hosting(row),
            escape(row.reason),
        )
    console.print(shown)
    if len(flagged) > _SHOWN:
        console.print(f"{len(flagged) - _SHOWN} more stand in evidence/tables/verification.csv.")


def _counts(results: Results) -> dict[str, Any]:
    table = results.table("verification")
    flagged = table[table["flagged"]]
    parts = {name: flagged[flagged["condition"].eq(name)] for name in (INTACT, FIRST_OUTAGE)}
    return {
        "flagged": int(results.tables["flagged_count"]),
        "with_impedances": len(parts[INTACT]),
        **_statuses(parts[INTACT]),
        FIRST_OUTAGE: _statuses(parts[FIRST_OUTAGE]),
        "impedances": not results.table("branches").empty,
    }


def _statuses(rows: pd.DataFrame) -> dict[str, int]:
    by_status = rows["status"].value_counts()
    over = rows["status"].eq("verified") & rows["loading_ratio"].gt(1)
    return {**{status: int(by_status.get(status, 0)) for status in DIFFERENCES}, "above_rating": int(over.sum())}


def _sentence(counts: dict[str, Any]) -> str:
    flagged = counts["flagged"]
    if not counts["impedances"]:
        return f"0 of {flagged:,} flagged asset-years verifiable: no impedances published here."
    without = flagged - counts["with_impedances"]
    rest = f", {without:,} at substations without impedances" if without else ""
    return (
        f"{counts['verified']:,} of {flagged:,} flagged asset-years verified by AC power flow, network intact, "
        f"{counts['above_rating']:,} of them above a rating; {counts['disagrees']:,} disagree, "
        f"{counts['unverified']:,} unverified{rest}."
    )


def _secure(counts: dict[str, Any]) -> str:
    out = counts[FIRST_OUTAGE]
    return (
        f"With the first outage that binds: {out['verified']:,} verified, {out['above_rating']:,} of them above a "
        f"rating and so confirmed as short; {out['disagrees']:,} disagree, {out['unverified']:,} unverified."
    )


def _out(row: Any) -> str:
    return "nothing" if row.condition == INTACT else row.outage_asset_id or "carried alone"


def _hosting(row: Any) -> str:
    if row.hosting_limit == "today":
        return "over today"
    most = "at most " if row.hosting_bound == "at_most" else ""
    return f"{most}{row.hosting_mva:.1f} ({row.hosting_limit})" if pd.notna(row.hosting_mva) else ""


def _percent(value: float, *, digits: int = 0) -> str:
    return f"{value:.{digits}%}" if pd.notna(value) else ""


def _figure(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if pd.notna(value) else ""
