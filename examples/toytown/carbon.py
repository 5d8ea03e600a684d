"""What Toytown emits and means to: a district falls evenly to nothing, one stands still, the county has no target.

make.py writes what is drawn here.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from lae.pathway.carbon_contract import CarbonTargets, Emissions
from lae.pathway.carbon_path_contract import USES, GridFactors
from lae.tables import Contract, columns_of, kind_of, validated

FIRST_YEAR: Final = 2018
EMITTED: Final = {
    "A": [100_000.0, 90_000.0, 80_000.0, 70_000.0, 60_000.0, 50_000.0],
    "B": [50_000.0, 50_000.0, 50_000.0, 50_000.0, 50_000.0, 50_000.0],
}
"""Tonnes a year from the first: A has 100,000 left of 450,000 (40 + 30 + 20 + 10 + 0 thousand)."""
GRID_KG: Final = {2023: 0.2, 2035: 0.08}
"""kg CO2e a kWh, a hundredth less each year: 0.18 in 2025, 0.13 in 2030."""
TARGET_YEAR: Final = {"A": 2028, "B": 2030}


def tables(districts: Mapping[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """Emissions and targets by their path inside data/.

    Args:
        districts: code and name by letter.
    """
    emitted = [
        (districts[letter][0], FIRST_YEAR + place, tonnes, "toy_futures", place + 2)
        for letter, years in sorted(EMITTED.items())
        for place, tonnes in enumerate(years)
    ]
    said = ("the council's own decision, invented", "2024", "D", "Invented.", "toy_futures")
    targets = [(districts[letter][0], year, 1.0, np.nan, np.nan, *said) for letter, year in sorted(TARGET_YEAR.items())]
    invented = ("kgCO2e/kWh", "nobody, invented", "", "D", "Invented; one factor for both uses.", "toy_futures")
    grid = [(use, year, kg, kg / 2.0, kg * 2.0, *invented) for use in USES for year, kg in GRID_KG.items()]
    return {
        "pathway/grid_factors.csv": _checked(GridFactors, grid),
        "pathway/emissions.csv": _checked(Emissions, emitted),
        "pathway/carbon_targets.csv": _checked(CarbonTargets, targets),
    }


def _checked(contract: type[Contract], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    return validated(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), contract, contract.__name__)
