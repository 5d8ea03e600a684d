"""How the command line prints what a run says of its indicators and its own totals."""

from collections.abc import Mapping
from typing import Any


def lines(summary: Mapping[str, Any]) -> list[str]:
    """How the indicators stand, and whether totals add up, a line each.

    Args:
        summary: of a run: its `indicators` by status and its `nested_totals`.
    """
    counts = summary["indicators"]
    told = ", ".join(f"{number} {status}" for status, number in counts.items())
    nested = summary["nested_totals"]
    if not nested["columns"]:
        added = "Totals: no table has two levels of area to add up."
    else:
        residual = f"{nested['largest_residual']:g}"
        added = (
            f"Totals: {nested['columns']} columns added up from communities to the county, largest residual {residual}."
        )
    return [
        f"Indicators (rows of kpis.csv): {told}." if sum(counts.values()) else "Indicators: none is defined.",
        added,
    ]
