"""Two runs side by side: what went in differently, and which outputs moved, with what could have moved them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from lae.dictionary.registry import ABOUT
from lae.evidence.diff.moved import Moved, moved
from lae.evidence.run_folder import RunFolder
from lae.inputs import TABLES

_ECHOES: Final = ("assumptions", "sources")
"""Registers that are inputs: their changes are told as such, not as outputs that moved."""
_TOLD: Final = ["value", "low", "high", "unit", "tier", "source", "note", "table_or_page"]


@dataclass(frozen=True)
class Change:
    """One thing that differs: its name, before and after as text (blank: was not there), and tables it reached."""

    name: str
    before: str
    after: str
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All that differs between two runs; `empty` when nothing does."""

    inputs: tuple[Change, ...]
    assumptions: tuple[Change, ...]
    versions: tuple[Change, ...]
    settings: tuple[Change, ...]
    tables: tuple[Moved, ...]
    classes: tuple[Change, ...]
    files: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether the two runs are the same."""
        return not any(vars(self).values())

    def data(self) -> dict[str, Any]:
        """Plain values for JSON."""
        told = {name: [vars(change) for change in getattr(self, name)] for name in _CHANGES}
        return {
            "empty": self.empty,
            **told,
            "tables": [table.data() for table in self.tables],
            "files": list(self.files),
        }


_CHANGES: Final = ("inputs", "assumptions", "versions", "settings", "classes")


def compare_runs(one: RunFolder, other: RunFolder) -> Difference:
    """What differs from run `one` to run `other`; raises `FaultsError` where a folder is no run's."""
    before, after = one.record, other.record
    hashes = before["outputs"], after["outputs"]
    files = tuple(sorted(name for name in {*hashes[0], *hashes[1]} if hashes[0].get(name) != hashes[1].get(name)))
    touched = [name for name in sorted({*one.tables, *other.tables}) if f"evidence/tables/{name}.csv" in files]
    tables = []
    classes: tuple[Change, ...] = ()
    for name in touched:
        texts = one.text(name), other.text(name)
        if name == "shortfalls":
            classes = _classes(*texts)
        if name not in _ECHOES and (found := moved(name, *texts)):
            tables.append(found)
    names = {table.table for table in tables}
    reach = _Reach(after["stages"], names)
    return Difference(
        inputs=tuple(_inputs(before["inputs"], after["inputs"], reach)),
        assumptions=tuple(_assumptions(one, other, reach)),
        versions=tuple(
            _flat({"lae": before["lae"], **before["libraries"]}, {"lae": after["lae"], **after["libraries"]})
        ),
        settings=tuple(_flat({**before["study"], "edition": before.get("edition")}, _edition(after))),
        tables=tuple(tables),
        classes=classes,
        files=tuple(name for name in files if not name.startswith("evidence/tables/")),
    )


def _edition(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record["study"], "edition": record.get("edition")}


class _Reach:
    """Which of the moved tables a table or an assumption can have moved, by the stages of the run."""

    def __init__(self, stages: list[Mapping[str, Any]], moved_tables: set[str]) -> None:
        self.stages, self.moved = stages, moved_tables

    def of_assumption(self, name: str) -> tuple[str, ...]:
        """Moved tables that a stage using it, or one downstream of it, makes; every one where no stage names it."""
        direct = {table for stage in self.stages if name in stage["assumptions"] for table in stage["outputs"]}
        return self._down(direct) if direct else tuple(sorted(self.moved))

    def of_table(self, name: str) -> tuple[str, ...]:
        """Moved tables made from this one."""
        return self._down({name})

    def _down(self, reached: set[str]) -> tuple[str, ...]:
        for stage in self.stages:
            if reached & set(stage["inputs"]):
                reached = reached | set(stage["outputs"])
        # What a pack says of itself is made from all its tables, after the last stage.
        told = set(ABOUT) if reached & self.moved else set()
        return tuple(sorted((reached | told) & self.moved))


def _inputs(before: Mapping[str, str], after: Mapping[str, str], reach: _Reach) -> Iterable[Change]:
    for change in _flat(before, after):
        held = [name for name, spec in TABLES.items() if change.name.endswith(spec.path)]
        held += ["uptake_rows"] if change.name.endswith("uptake.csv") else []
        register = any(name in _ECHOES for name in held)
        told = () if register else reach.of_table(held[0]) if held else tuple(sorted(reach.moved))
        yield Change(change.name, change.before[:12], change.after[:12], told)


def _assumptions(one: RunFolder, other: RunFolder, reach: _Reach) -> Iterable[Change]:
    rows = [_register(run.text("assumptions")) for run in (one, other)]
    for name in sorted({*rows[0], *rows[1]}):
        old, new = rows[0].get(name), rows[1].get(name)
        if old == new:
            continue
        if old is None or new is None:
            yield Change(name, _value(old), _value(new), reach.of_assumption(name))
            continue
        parts = [column for column in _TOLD if old.get(column, "") != new.get(column, "")]
        told = reach.of_assumption(name) if "value" in parts or "unit" in parts else ()
        words = [", ".join(f"{part} {row.get(part, '')}".strip() for part in parts) for row in (old, new)]
        yield Change(name, words[0], words[1], told)


def _value(row: Mapping[str, str] | None) -> str:
    return f"value {row['value']}" if row else ""


def _register(rows: pd.DataFrame) -> dict[str, dict[str, str]]:
    if "id" not in rows.columns:
        return {}
    return {str(row["id"]): {str(name): str(cell) for name, cell in row.items()} for row in rows.to_dict("records")}


def _flat(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    def text(value: Any) -> str:
        return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    names = sorted({*before, *after})
    pairs = [(name, text(before.get(name)), text(after.get(name))) for name in names]
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def _classes(before: pd.DataFrame, after: pd.DataFrame) -> tuple[Change, ...]:
    """Substations whose class changed on the published basis of demand, the one the headline counts."""
    if before.empty or after.empty:
        return ()
    key = ["scenario", "substation_id", "name", "queue"]
    sides = [
        rows[rows["direction"].eq("demand") & rows["basis"].eq("published")][[*key, "class"]]
        for rows in (before, after)
    ]
    met = sides[0].merge(sides[1], on=key, how="inner", suffixes=("_before", "_after"))
    met = met[met["class_before"].ne(met["class_after"])].sort_values(key, kind="stable")
    return tuple(
        Change(f"{row['scenario']} / {row['name']} ({row['substation_id']})", row["class_before"], row["class_after"])
        for row in met.to_dict("records")
    )
