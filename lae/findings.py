"""A fault or remark about somebody's data, in words an energy officer can act on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

_SHOWN_IDS = 5
"""Ids spelt out in a message; the rest are counted."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault, readable without the code.

    `table` is the file or table as the reader knows it, `ids` are the reader's own keys (never row positions), `rule` a
    short stable name that tests and scripts can match, `message` what is wrong and `fix` what to do about it.
    """

    severity: Severity
    table: str
    rule: str
    message: str
    column: str = ""
    ids: tuple[str, ...] = ()
    fix: str = ""

    def sentence(self) -> str:
        """The finding as one line: where, what, which rows, what to do."""
        where = f"{self.table}, {self.column}" if self.column else self.table
        parts = [f"{where}: {self.message}"]
        if self.ids:
            parts.append(f"({named(self.ids)})")
        if self.fix:
            parts.append(self.fix)
        return " ".join(parts)


class FaultsError(ValueError):
    """Data that break their contract; `findings` holds every fault, not the first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.sentence() for finding in self.findings))


def named(ids: Iterable[str]) -> str:
    """The first few ids and a count of the others: "A, B, C and 12 more"."""
    known = list(ids)
    shown = ", ".join(known[:_SHOWN_IDS])
    rest = len(known) - _SHOWN_IDS
    return f"{shown} and {rest} more" if rest > 0 else shown


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that must stop a run."""
    return [finding for finding in findings if finding.severity == "error"]


def raise_errors(findings: Iterable[Finding]) -> None:
    """Raise `FaultsError` with all errors among `findings`, if there is one."""
    if faults := errors(findings):
        raise FaultsError(faults)
