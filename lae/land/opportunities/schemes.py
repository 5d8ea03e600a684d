"""Which scheme would take an opportunity, by option and size, and what may be sold from it together."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.assumptions import Assumptions
from lae.land.sequestration_contract import words_of

SCHEME_IDS: Final = ("wcc_small_project_max", "wcc_min_area", "peatland_min_area")


@dataclass(frozen=True)
class SchemeSettings:
    """Areas, ha: below which a scheme takes none, and up to which a wood is a small project."""

    small_wood_ha: float
    least_wood_ha: float
    least_peat_ha: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "SchemeSettings":
        """The register's values."""
        return cls(*(assumptions.value(name) for name in SCHEME_IDS))


def schemes(option: pd.Series, hectares: pd.Series, options: pd.DataFrame, settings: SchemeSettings) -> pd.DataFrame:
    """woodland_carbon_code, peatland_code, other_units and stacking of each row: may it be looked at, never is it sure.

    Args:
        option: of each row.
        hectares: of the project, neighbours counted, of the same index.
        options: contract LandOptions.
        settings: of the register.
    """
    facts = options.set_index("option")
    scheme = option.map(facts["scheme"])
    other = option.map(facts["units_sold"]).fillna("").astype("str")
    wood, peat = scheme.eq("woodland_carbon_code"), scheme.eq("peatland_code")
    size = np.select(
        [hectares < settings.least_wood_ha, hectares <= settings.small_wood_ha],
        ["below_minimum", "small_project"],
        default="fits",
    )
    deep = np.where(hectares < settings.least_peat_ha, "below_minimum", "fits")
    carbon = wood | peat
    said = {text: _stacking(set(words_of(text)), carbon=False) for text in other.unique()}
    both = {text: _stacking(set(words_of(text)), carbon=True) for text in other.unique()}
    return pd.DataFrame(
        {
            "woodland_carbon_code": pd.Series(np.where(wood, size, "not_covered"), index=option.index, dtype="str"),
            "peatland_code": pd.Series(np.where(peat, deep, "not_covered"), index=option.index, dtype="str"),
            "other_units": other,
            "stacking": other.map(both).where(carbon, other.map(said)).astype("str"),
        },
        index=option.index,
    )


def _stacking(units: set[str], *, carbon: bool) -> str:
    """What may be sold together from one intervention, in words; carbon with biodiversity is off by default."""
    words = ["biodiversity units and nutrient credits may be sold together"] if {"bng", "nutrient"} <= units else []
    if carbon and units:
        words.append("carbon with either is off: not settled, it turns on additionality")
    if not carbon:
        words.append("no carbon code at hand takes it")
    return "; ".join(words)
