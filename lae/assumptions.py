"""The register of assumptions: every number that is not in somebody's data, with its range, source and tier.

Tiers: A read in the publisher's own text; B read second-hand or in code; C derived by us from data named in the note;
D unverified, shown as such wherever it is used.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.findings import Finding
from lae.tables import Contract, row_ids

TIERS: Final = ["A", "B", "C", "D"]


class AssumptionRows(Contract):
    """The columns of assumptions.csv."""

    id: str = pa.Field(str_matches=r"^[a-z0-9_]+$")
    value: float
    unit: str = pa.Field(str_length={"min_value": 1})
    low: float = pa.Field(nullable=True)
    high: float = pa.Field(nullable=True)
    price_year: float = pa.Field(nullable=True)
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    year: float = pa.Field(nullable=True)
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["id"]

    @pa.dataframe_check(name="value_within_its_own_range")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        above = frame["low"].isna() | (frame["low"] <= frame["value"])
        below = frame["high"].isna() | (frame["value"] <= frame["high"])
        return above & below


@dataclass(frozen=True)
class Assumption:
    """One assumption; `low` and `high` are NaN where no range is known."""

    id: str
    value: float
    unit: str
    low: float
    high: float
    source: str
    tier: str
    note: str

    def badge(self) -> str:
        """How to print how sure we are: "tier D, unverified"."""
        return f"tier {self.tier}, unverified" if self.tier == "D" else f"tier {self.tier}"


class Assumptions(Mapping[str, Assumption]):
    """The register by id; asking for an id that is not in it raises KeyError naming the file to edit."""

    def __init__(self, rows: Iterable[Assumption]) -> None:
        self._rows = {row.id: row for row in rows}

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> "Assumptions":
        """The register from a checked `AssumptionRows` table."""
        wanted = ["id", "value", "unit", "low", "high", "source", "tier", "note"]
        return cls(Assumption(*values) for values in frame[wanted].itertuples(index=False, name=None))

    def __getitem__(self, key: str) -> Assumption:
        try:
            return self._rows[key]
        except KeyError:
            raise KeyError(
                f"the assumption {key} is not in assumptions.csv; add a row with unit, range and source"
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def value(self, key: str) -> float:
        """The central value of one assumption."""
        return self[key].value


def uncited(frame: pd.DataFrame, sources: pd.DataFrame, table: str) -> list[Finding]:
    """A finding for each row of `frame` that cites a source the register does not hold."""
    cited = frame["source_id"].str.split(";").explode().str.strip()
    unknown = ~cited.isin(set(sources["source_id"])) & cited.ne("")
    if not unknown.any():
        return []
    names = sorted(set(cited[unknown]))
    rows = frame.loc[sorted(set(cited.index[unknown]))]
    ids = tuple(row_ids(rows, list(frame.columns[:1])))
    message = f"cites sources that sources.csv does not list: {', '.join(names)}."
    return [Finding("error", table, "unknown_source", message, "source_id", ids, "Add them to sources.csv.")]
