"""How the command line prints what changed between two runs."""

from collections.abc import Iterator, Sequence
from typing import Final

from lae.evidence.diff.moved import Moved
from lae.evidence.diff.runs import Change, Difference
from lae.findings import named

_HEADS: Final = {
    "inputs": "Inputs (first of the hash)",
    "assumptions": "Assumptions",
    "versions": "Versions",
    "settings": "Settings of the study",
    "classes": "Headline classes, published basis",
}


def lines(found: Difference) -> list[str]:
    """What differs, a line each; one line that says so where nothing does."""
    if found.empty:
        return ["The two runs are the same: no input, assumption, version or output differs."]
    told: list[str] = []
    for name, head in _HEADS.items():
        changes: Sequence[Change] = getattr(found, name)
        if changes:
            told += [f"{head}: {len(changes)} changed", *(f"  {_change(change)}" for change in changes)]
    if found.tables:
        told.append(f"Outputs that moved: {len(found.tables)} tables")
        told += [line for table in found.tables for line in _table(table)]
    if found.files:
        told.append(f"Other files that changed: {', '.join(found.files)}")
    return told


def _change(change: Change) -> str:
    moved = f"; could have moved {named(change.moved)}" if change.moved else ""
    return f"{change.name}: {change.before or '(not there)'} -> {change.after or '(not there)'}{moved}"


def _table(table: Moved) -> Iterator[str]:
    note = f"; {table.note}" if table.note else ""
    yield f"  {table.table}: {table.added} rows added, {table.removed} removed, {table.changed} changed{note}"
    for column, count in table.columns.items():
        largest = next((move for move in table.moves if move.column == column), None)
        most = f"; most {largest.before:g} -> {largest.after:g} at {largest.row}" if largest else ""
        yield f"    {column}: {count}{most}"
