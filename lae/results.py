"""What a run worked out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lae.findings import Finding
from lae.inputs import Inputs

_FOUND = "_findings"
"""How the outputs of stages that hold findings are called."""


@dataclass(frozen=True)
class Results:
    """What a run worked out: every table by name, and how long each stage took."""

    inputs: Inputs
    tables: Mapping[str, Any]
    seconds: Mapping[str, float]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the inputs, then by each stage in order."""
        return (*self.inputs.findings, *found_by(self.tables))

    def table(self, name: str) -> pd.DataFrame:
        """One table by name; raises KeyError naming those there are."""
        value = self.tables.get(name)
        if not isinstance(value, pd.DataFrame):
            known = sorted(key for key, held in self.tables.items() if isinstance(held, pd.DataFrame))
            raise KeyError(f"there is no table {name}; there are {', '.join(known)}")
        return value


def found_by(outputs: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings among the outputs of stages, in order."""
    told = (value for name, value in outputs.items() if name.endswith(_FOUND))
    return tuple(finding for value in told for finding in value)
