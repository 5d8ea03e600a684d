"""How many profile units a home's heat pump counts as: 1 for a home of the study's mean size.

The level of a heat pump's load is the measured one, hp_admd, and only how homes differ is modelled: a mean worked out
from a modelled stock must not lower what meters showed. Both levels are told.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding

Floats = npt.NDArray[np.float64]

LEVEL_ID: Final = "hp_admd"
"""Assumption: the measured after-diversity peak of a heat pump, which is that of the mean home."""


def home_units(energy: pd.DataFrame) -> Floats:
    """Profile units of every home, 1 on average: its own peak over the mean, whatever technology it takes.

    Args:
        energy: contract HomeEnergy.

    Raises:
        ValueError: no home needs any heat.
    """
    peak = energy["heat_pump_peak_kw"].to_numpy(float)
    # Sorted, so that the mean does not hang on the order of homes.
    mean = np.sort(peak).mean() if len(peak) else 0.0
    if mean <= 0:
        raise ValueError("no home has a heat pump's peak above 0, so that none can be sized by it.")
    units: Floats = peak / mean
    return units


def level_finding(energy: pd.DataFrame, *, measured_kw: float) -> Finding:
    """A note of the mean heat-pump peak that the homes' heat loss gives, beside the measured one that is used.

    Args:
        energy: contract HomeEnergy.
        measured_kw: the assumption `LEVEL_ID`.
    """
    own = float(energy["heat_pump_peak_kw"].mean())
    message = (
        f"homes' heat loss gives {own:.2f} kW for the mean home's heat pump at the network's peak, measurements "
        f"{measured_kw:g} kW; the measured level is used, and homes differ from it as their own peaks differ."
    )
    return Finding("note", "home_energy", "heat_pump_level", message, "heat_pump_peak_kw")
