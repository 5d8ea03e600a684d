"""One table beside its former self: rows added, removed and changed by key, and the largest moves of its numbers."""

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from lae.dictionary.columns import key as key_of

_SHOWN: Final = 3
"""Moves spelt out for a column."""
_AGAIN: Final = "occurrence"


@dataclass(frozen=True)
class Move:
    """One number's change: the row's key as text, before and after."""

    column: str
    row: str
    before: float
    after: float


@dataclass(frozen=True)
class Moved:
    """How a table changed; `columns` counts the changed cells of each column, `moves` are the largest."""

    table: str
    added: int
    removed: int
    changed: int
    columns: dict[str, int]
    moves: tuple[Move, ...]
    note: str = ""

    def data(self) -> dict[str, Any]:
        """Plain values for JSON."""
        moves = [vars(move) for move in self.moves]
        return {**vars(self), "moves": moves}


def moved(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Moved | None:
    """How `table` changed, or None where no cell did.

    Args:
        table: its name.
        before: every cell as text.
        after: likewise.
    """
    if before.empty and after.empty and list(before.columns) == list(after.columns):
        return None
    shared = [name for name in after.columns if name in before.columns]
    new = [name for name in after.columns if name not in shared]
    gone = [name for name in before.columns if name not in shared]
    note = "; ".join(
        [f"column {name} is new" for name in new] + [f"column {name} is gone" for name in gone]
        if len(before.columns) and len(after.columns)
        else ["the table is new" if len(after.columns) else "the table is gone"]
    )
    if not shared:
        return Moved(table, len(after), len(before), 0, {}, (), note)
    key = [name for name in key_of(table) if name in shared] or _texts(before, after, shared)
    one, other = (_keyed(frame[shared], key) for frame in (before, after))
    met = one.merge(other, on=[*key, _AGAIN], how="outer", suffixes=("\nbefore", "\nafter"), indicator=True)
    added, removed = int(met["_merge"].eq("right_only").sum()), int(met["_merge"].eq("left_only").sum())
    both = met[met["_merge"].eq("both")]
    rest = [name for name in shared if name not in key]
    differs = {name: both[f"{name}\nbefore"].ne(both[f"{name}\nafter"]) for name in rest}
    counts = {name: int(rows.sum()) for name, rows in differs.items() if rows.any()}
    changed = int(pd.DataFrame(differs).any(axis=1).sum()) if rest else 0
    if not (added or removed or changed or note):
        return None
    moves = [move for name in counts for move in _largest(both[differs[name]], name, key)]
    return Moved(table, added, removed, changed, counts, tuple(moves), note)


def _keyed(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows with how often the same key stood before them, so that a key that names several still meets its like."""
    return frame.assign(**{_AGAIN: frame.groupby(key).cumcount() if key else range(len(frame))})


def _texts(before: pd.DataFrame, after: pd.DataFrame, shared: list[str]) -> list[str]:
    """The columns that hold words or years, for a table whose key no contract states."""
    every = pd.concat([before[shared], after[shared]])
    words = [name for name in shared if pd.to_numeric(every[name], errors="coerce").isna().any()]
    return [name for name in shared if name in words or name == "year"]


def _largest(rows: pd.DataFrame, column: str, key: list[str]) -> list[Move]:
    before, after = (pd.to_numeric(rows[f"{column}\n{end}"], errors="coerce") for end in ("before", "after"))
    size = (after - before).abs().dropna().sort_values(ascending=False, kind="stable")
    return [
        Move(
            column,
            " / ".join(str(rows.at[place, name]) for name in key),
            float(before[place]),
            float(after[place]),
        )
        for place in size.index[:_SHOWN]
    ]
