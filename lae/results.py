"""What a run worked out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lae.inputs import Inputs


@dataclass(frozen=True)
class Results:
    """What a run worked out: every table by name, and how long each stage took."""

    inputs: Inputs
    tables: Mapping[str, Any]
    seconds: Mapping[str, float]

    def table(self, name: str) -> pd.DataFrame:
        """One table by name; raises KeyError naming those there are."""
        value = self.tables.get(name)
        if not isinstance(value, pd.DataFrame):
            known = sorted(key for key, held in self.tables.items() if isinstance(held, pd.DataFrame))
            raise KeyError(f"there is no table {name}; there are {', '.join(known)}")
        return value
