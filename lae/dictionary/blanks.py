"""What a run left open: findings, layers nobody looked at, areas without a file, assumptions nobody verified."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from lae.dictionary.contract import OpenBlanks
from lae.results import Results
from lae.tables import filled, records

_SHOWN: Final = 5
"""Ids of a finding spelt out; run.json holds the sentence whole."""


def open_blanks(results: Results) -> pd.DataFrame:
    """OPEN_BLANKS: warnings first, then layers, areas, notes, and assumptions of tier D."""
    return filled(
        pd.DataFrame(list(_rows(results)), columns=["kind", "subject", "item", "what", "to_do"]), OpenBlanks, "open"
    )


def _rows(results: Results) -> Iterator[tuple[str, str, str, str, str]]:
    yield from _found(results, "warning")
    layers = results.table("land_layers")
    for layer in records(layers[layers["state"].ne("present")]):
        yield "land layer", layer.layer_id, layer.title, layer.reason or layer.state, layer.how_to_get
    coverage = results.table("coverage")
    for area in records(coverage[coverage["status"].ne("read")]):
        what = f"{area.dwellings:,.0f} homes: {area.note}"
        yield (
            "no operator's file",
            f"{area.dno} {area.licence_area}",
            area.gsp_group,
            what,
            "Ask the operator for its table.",
        )
    yield from _found(results, "note")
    register = results.table("assumptions")
    for row in records(register[register["tier"].eq("D")]):
        source = str(row.source)
        yield "assumption to verify", row.id, f"{row.value:g} {row.unit}", str(row.note), source


def _found(results: Results, severity: str) -> Iterator[tuple[str, str, str, str, str]]:
    for finding in results.findings:
        if finding.severity == severity:
            named = ", ".join(finding.ids[:_SHOWN])
            more = f" and {len(finding.ids) - _SHOWN} more" if len(finding.ids) > _SHOWN else ""
            what = finding.message + (f" ({named}{more})" if named else "")
            yield severity, finding.table, finding.column or finding.rule, what, finding.fix
