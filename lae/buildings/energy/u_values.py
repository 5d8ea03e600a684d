"""The table of U-values as arrays: what every wall, roof, floor and window of a stock lets through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import codes_of, positions
from lae.buildings.fabric_contract import ELEMENTS, INSULATIONS, KINDS, UNKNOWN
from lae.buildings.stock_contract import AGES
from lae.findings import Finding, raise_errors
from lae.tables import records

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

TABLE: Final = "buildings/u_values.csv"
COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "wall": ("wall", "wall_insulation"),
    "roof": ("roof", "roof_insulation"),
    "floor": ("floor", "floor_insulation"),
    "glazing": ("glazing", ""),
}
"""The columns of Dwellings that tell an element's kind and its insulation."""


@dataclass(frozen=True)
class UGrid:
    """U-values by element as arrays (kinds, insulations, age bands), W/m2K, none missing."""

    values: Mapping[str, Floats]

    @classmethod
    def of(cls, u_values: pd.DataFrame) -> Self:
        """The grid of a table that names every element once.

        Args:
            u_values: contract UValues.

        Raises:
            FaultsError: an element of some age band has no U-value or several, or a word is not known.
        """
        values = {name: np.full((len(KINDS[name]), len(INSULATIONS[name]), len(AGES)), np.nan) for name in ELEMENTS}
        strange, twice = [], []
        for row in records(u_values):
            where = [
                positions(_words(row.kinds), KINDS[row.element]),
                positions(_words(row.insulations), INSULATIONS[row.element]),
                positions(_words(row.age_bands), AGES),
            ]
            name = f"{row.element} / {row.kinds} / {row.insulations} / {row.age_bands}"
            if any((codes < 0).any() for codes in where):
                strange.append(name)
                continue
            cells = np.ix_(*where)
            if not np.isnan(values[row.element][cells]).all():
                twice.append(name)
            values[row.element][cells] = row.u_w_per_m2k
        missing = [text for element in ELEMENTS for text in _missing(element, values[element])]
        raise_errors(
            [
                Finding("error", TABLE, rule, message, ids=tuple(ids))
                for rule, message, ids in (
                    ("unknown_word", "names a kind, an insulation or an age band that is not known.", strange),
                    ("named_twice", "states a U-value for what another row has stated already.", twice),
                    ("no_u_value", "nothing states a U-value for these.", [] if strange else missing),
                )
                if ids
            ]
        )
        return cls(values)

    def of_homes(self, element: str, dwellings: pd.DataFrame) -> Floats:
        """W/m2K of that element of every home; 0 where it loses no heat, because a home or premises lie beyond.

        Args:
            element: wall, roof, floor or glazing.
            dwellings: contract Dwellings, or its columns of that element and `age_band`: a column changed beforehand
                tells what a measure would make of it.
        """
        kind_column, insulation_column = COLUMNS[element]
        kind = codes_of(dwellings[kind_column], KINDS[element])
        insulation: Codes | int = 0
        if insulation_column:
            insulation = codes_of(dwellings[insulation_column], INSULATIONS[element])
        age = codes_of(dwellings["age_band"], AGES)
        found: Floats = np.where(kind < 0, 0.0, self.values[element][kind, insulation, age])
        return found


def _words(text: str) -> list[str]:
    return ["" if word == UNKNOWN else word for word in text.split()]


def _missing(element: str, values: Floats) -> list[str]:
    return [
        f"{element} / {KINDS[element][kind] or UNKNOWN} / {INSULATIONS[element][insulation] or UNKNOWN} / {AGES[age]}"
        for kind, insulation, age in np.argwhere(np.isnan(values)).tolist()
    ]
