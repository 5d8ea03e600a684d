"""Why a zone is one, in words: each criterion in which it beats most LSOAs, with its figure, and what is not known."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from lae.buildings.targeting.criteria import RANKED
from lae.buildings.targeting_contract import CRITERIA

_MOST: Final = 0.5
"""A criterion is a reason where the zone is better than more than half of all LSOAs."""
_COLUMNS: Final = {"carbon_cost": "gbp_per_tco2e", **RANKED}
_LOWER_IS_BETTER: Final = {"carbon_cost"}
_WORDS: Final = {
    "carbon_cost": "carbon at £{:,.0f} a tonne over the measures' life, cheaper than in",
    "fuel_poverty": "fuel poverty of {:.1%} of households, more than in",
    "heat_need": "space heat of {:.0f} kWh a square metre, more than in",
    "clustering": "{:.0%} of open homes in runs of like homes, more than in",
    "off_gas": "{:.0%} of homes on oil, LPG or solid fuel, more than in",
    "social_homes": "{:.0%} of homes let by a council or housing association, more than in",
}


def reasons(zone: pd.DataFrame, lsoas: pd.DataFrame, cost: float, weights: Mapping[str, float]) -> list[str]:
    """What speaks for the zone, weightiest first, then what nobody can tell.

    Shares of a zone are its LSOAs', weighted by their homes. "In x % of LSOAs" is of those whose figure is known.

    Args:
        zone: the zone's rows of contract Targeting.
        lsoas: all rows of LSOAs.
        cost: the zone's GBP per t CO2e; NaN where no carbon is saved.
        weights: by criterion.
    """
    told: list[tuple[float, str]] = []
    for name, column in _COLUMNS.items():
        # A criterion left out of the scores has a blank ratio and is no reason, whatever its figure.
        known = zone[f"{name}_ratio"].notna().all()
        value = cost if name == "carbon_cost" else _mean(zone, column)
        others = lsoas[column].dropna().to_numpy(float)
        if not known or np.isnan(value) or not len(others) or not weights[name]:
            continue
        beaten = float((others > value).mean() if name in _LOWER_IS_BETTER else (others < value).mean())
        if beaten > _MOST:
            told.append((weights[name] * beaten, f"{_WORDS[name].format(value)} {beaten:.0%} of LSOAs"))
    told.sort(key=lambda reason: -reason[0])
    dark = [name.replace("_", " ") for name in CRITERIA[:-1] if zone[f"{name}_ratio"].isna().any()]
    return [words for _, words in told] + ([f"not known: {', '.join(dark)}"] if dark else [])


def _mean(zone: pd.DataFrame, column: str) -> float:
    """Weighted by homes; NaN where any LSOA has none."""
    return float((zone[column] * zone["homes"]).sum(skipna=False) / zone["homes"].sum())
