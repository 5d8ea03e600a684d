"""The open questions of a pack: every blank figure, why it is blank, and who could answer."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.plan.pack.blanks import ASKED_WORDS, BLANKS, EVERY, REMARKS, Blank
from lae.tables import Contract, filled, key_of, unit_of

WHO: Final = ["operator", "council", "publisher", ""]
NO_REASON: Final = "no reason is given"
_ANSWERS: Final = {
    "council": r"\blead\b|target|council|nobody supplied|nobody dated|planning|workstreams|tenure|owner",
    "operator": r"operator|unpublished|substation|headroom|rating|capacity register|network|firm capacity",
    "publisher": r"publish|tresp|scenario|certificate|layer|register|count of|census|not supplied|no tresp",
}
"""Who could answer, by what the reason speaks of; the first that matches."""


class OpenQuestions(Contract):
    """One row a table, column and reason: how many figures are blank for it, and who could answer where it says so."""

    table: str
    column: str
    reason: str = pa.Field(str_length={"min_value": 1})
    asks: bool = pa.Field(description="false where there is nothing to ask: the figure cannot exist there")
    who: str = pa.Field(isin=WHO)
    blank_count: int = pa.Field(gt=0)
    rows_count: int = pa.Field(gt=0, description="of the table")
    first_blank: str = pa.Field(description="the key of the first blank row")

    class Config(Contract.Config):
        unique = ["table", "column", "reason"]


def open_questions(tables: Mapping[str, pd.DataFrame], keys: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Contract OPEN QUESTIONS of every number and of `ASKED_WORDS`; a blank nobody explains says `NO_REASON`.

    Args:
        tables: by name.
        keys: the columns that name a row, by table.
    """
    rows = [row for name, frame in sorted(tables.items()) for row in _of_table(name, frame, list(keys.get(name, ())))]
    found = filled(pd.DataFrame(rows), OpenQuestions, "open_questions")
    return found.sort_values(key_of(OpenQuestions), kind="stable", ignore_index=True)


def _of_table(table: str, frame: pd.DataFrame, key: list[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for column in frame.columns:
        words = (table, column) in ASKED_WORDS
        if not words and not pd.api.types.is_float_dtype(frame[column]):
            continue
        blank = frame[frame[column].eq("") if words else frame[column].isna()]
        if blank.empty:
            continue
        why = _reasons(table, str(column), blank)
        for reason, part in why.groupby(why, sort=True):
            first = blank.loc[part.index[0]]
            rule = _rule(table, str(column))
            stated = not rule or reason != rule.reason
            rows.append(
                {
                    "table": table,
                    "column": column,
                    "reason": reason,
                    "asks": stated or (rule is not None and rule.asks),
                    "who": _who(str(reason)) if stated or rule is None else rule.who,
                    "blank_count": len(part),
                    "rows_count": len(frame),
                    "first_blank": " / ".join(str(first[name]) for name in key if name in frame.columns),
                }
            )
    return rows


def _rule(table: str, column: str) -> Blank | None:
    return BLANKS.get((table, column), BLANKS.get((table, EVERY)))


def _reasons(table: str, column: str, blank: pd.DataFrame) -> pd.Series:
    """Why each row's figure is blank: the column's own reason, the row's, the rule's, else that there is none."""
    said = pd.Series("", index=blank.index, dtype="object")
    for name in _reason_columns(column):
        if name in blank.columns and not (name == "reason" and table in REMARKS):
            text = blank[name].astype("object").where(blank[name].notna(), "")
            said = said.where(said.ne(""), text)
    rule = _rule(table, column)
    return said.where(said.ne(""), rule.reason if rule else NO_REASON)


def _reason_columns(column: str) -> list[str]:
    """Names a reason may go by: that of the column with and without its unit, then the row's own."""
    stems = [column]
    parts = column.split("_")
    stems += ["_".join(parts[:end]) for end in range(len(parts) - 1, 0, -1) if unit_of("_".join(parts[end:]))]
    return [f"{stem}_{word}" for stem in stems for word in ("reason", "missing")] + ["reason"]


def _who(reason: str) -> str:
    return next((who for who, words in _ANSWERS.items() if re.search(words, reason, re.IGNORECASE)), "")
