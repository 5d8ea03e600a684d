"""What the mean home of each LSOA and district buys for heat today: what a heat pump or a network would take over."""

from typing import Final

import numpy as np
import pandas as pd

FUELS: Final = ["electricity", "gas", "oil", "lpg", "solid_fuel"]
"""Main fuels of homes that heat for themselves."""
_LEVELS: Final = {"lad": "district_code", "lsoa": "lsoa_code"}


def mean_heat(dwellings: pd.DataFrame, energy: pd.DataFrame) -> pd.DataFrame:
    """Means over the homes of each area that heat for themselves; homes on networks or without heating are left out.

    Args:
        dwellings: contract Dwellings.
        energy: contract HomeEnergy, of the same homes in the same order.

    Returns:
        area_level, area_code, homes, heat_kwh, one column of kWh a main fuel, appliances_kwh.
    """
    fuel = energy["main_fuel"].astype("str").to_numpy()
    bought = energy["heating_kwh"].to_numpy(float)
    figures = pd.DataFrame(
        {
            "heat_kwh": energy["space_heat_kwh"].to_numpy(float) + energy["hot_water_kwh"].to_numpy(float),
            **{f"{name}_kwh": np.where(fuel == name, bought, 0.0) for name in FUELS},
            "appliances_kwh": energy["appliances_kwh"].to_numpy(float),
        }
    )
    own = np.isin(fuel, FUELS)
    parts = []
    for level, column in _LEVELS.items():
        codes = dwellings[column].astype("str").to_numpy()
        groups = figures[own].groupby(codes[own], sort=True)
        means = groups.mean().rename_axis("area_code").reset_index()
        parts.append(means.assign(homes=groups.size().to_numpy(float), area_level=level))
    table = pd.concat(parts, ignore_index=True)
    names = ["area_level", "area_code", "homes", *figures.columns]
    return table[names].astype({"area_level": "str", "area_code": "str"})
