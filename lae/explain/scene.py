"""What an account is about: a run, a substation, a scenario and a year, and the rows the run holds for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lae.results import Results

Row = "pd.Series[Any]"


@dataclass(frozen=True)
class Scene:
    """One substation in one scenario and year of a run."""

    results: Results
    station: "pd.Series[Any]"
    scenario: str
    year: int

    @property
    def id(self) -> str:
        """The substation's id."""
        return str(self.station["substation_id"])

    @property
    def source(self) -> str:
        """Where the operator's figures of this substation come from."""
        return str(self.station["source_id"])

    def rows(self, table: str, **keys: Any) -> pd.DataFrame:
        """The table's rows of this substation with these values; empty where the run has no such table."""
        return held_rows(self.results, table, substation_id=self.id, **keys)

    def at(self, station: "pd.Series[Any]") -> "Scene":
        """The same scenario and year at another substation."""
        return Scene(self.results, station, self.scenario, self.year)

    def name_of(self, substation_id: str) -> str:
        """A substation's name, or the text itself where it is no id: "unnamed circuit or equipment"."""
        table = self.results.table("substations")
        found = table.loc[table["substation_id"].eq(substation_id), "name"]
        return str(found.iloc[0]) if len(found) else substation_id

    def upstream(self) -> list["Scene"]:
        """Every substation above this one on the ladder, nearest first."""
        table = self.results.table("substations").set_index("substation_id", drop=False)
        path = self.results.tables["ladder"].path(self.id)
        return [self.at(table.loc[name]) for name in path if name != self.id]


def held_rows(results: Results, table: str, **keys: Any) -> pd.DataFrame:
    """The table's rows with these values; an empty frame where the run has no such table."""
    frame = results.tables.get(table)
    if not isinstance(frame, pd.DataFrame):
        return pd.DataFrame()
    mask = pd.Series(data=True, index=frame.index)
    for name, value in keys.items():
        mask &= frame[name].eq(value)
    return frame[mask]


def milestone(years: Sequence[int] | pd.Series, year: int) -> int:
    """The latest of `years` that is not after `year`; the first one where all are."""
    known = sorted({int(value) for value in years})
    return max((value for value in known if value <= year), default=known[0])
