"""What a reader says about a file while it reads it."""

from collections.abc import Iterable
from typing import Any

from lae.findings import Finding, Severity


class Remarks:
    """The findings about one file, collected in the order they are met."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.found: list[Finding] = []

    def rows(
        self, severity: Severity, rule: str, message: str, ids: Iterable[Any], *, column: str = "", fix: str = ""
    ) -> None:
        """Add one finding that names these rows, unless there are none."""
        named = tuple(str(name) for name in ids)
        if named:
            self.found.append(Finding(severity, self.table, rule, message, column, named, fix))

    def file(self, severity: Severity, rule: str, message: str, *, column: str = "", fix: str = "") -> None:
        """Add a finding about the file as a whole."""
        self.found.append(Finding(severity, self.table, rule, message, column, (), fix))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add what somebody else found."""
        self.found.extend(findings)
