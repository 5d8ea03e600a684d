"""An output folder read back: its run record, and its tables as text, as they were before formulas were disarmed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from lae.evidence.exchange import MARK
from lae.files import RefusedError, armed, read_table, text_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.tables import Contract


@dataclass(frozen=True)
class RunFolder:
    """What a run left in a folder."""

    path: Path

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """run.json; raises `FaultsError` where the folder is no run's."""
        file = self.path / MARK
        fix = "Name a folder that `lae run --out` has written."
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            message = f"the run record cannot be read: {error}."
            raise FaultsError([Finding("error", str(file), "no_run", message, fix=fix)]) from None
        if not isinstance(content, dict) or content.get("made_by") != "lae":
            raise FaultsError([Finding("error", str(file), "no_run", "the record is not of lae.", fix=fix)])
        return content

    @cached_property
    def tables(self) -> dict[str, Path]:
        """The CSV files of evidence/tables by the table's name."""
        return {path.stem: path for path in sorted((self.path / "evidence" / "tables").glob("*.csv"))}

    def text(self, name: str) -> pd.DataFrame:
        """A table with every cell as text; no rows and no columns where the run left none."""
        if name not in self.tables:
            return pd.DataFrame()
        try:
            return armed(text_table(self.tables[name]))
        except RefusedError as refusal:
            raise FaultsError([Finding("error", name, refusal.rule, refusal.message, fix=refusal.fix)]) from None

    def table(self, name: str, contract: type[Contract]) -> pd.DataFrame:
        """A table checked against its contract; raises `FaultsError` where it is missing or breaks it."""
        path = self.path / "evidence" / "tables" / f"{name}.csv"
        frame, findings = read_table(path, contract, table=f"{name}.csv", may_be_empty=True)
        raise_errors(findings)
        return armed(frame)


def is_run(path: Path) -> bool:
    """Whether the folder holds a run record."""
    return (path / MARK).is_file()
