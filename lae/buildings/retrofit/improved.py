"""What works on the fabric would leave: the heat loss each measure takes off each home."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import constant
from lae.buildings.contract import GLAZING, INSULATION, WALL_INSULATION
from lae.buildings.energy.fabric import Fabric, FabricSettings, roof_u
from lae.buildings.energy.u_values import UGrid
from lae.buildings.retrofit.settings import FabricWorks
from lae.buildings.stock_contract import AGES

Floats = npt.NDArray[np.float64]

_NEW_WINDOWS: Final = "L"
"""Windows put in today are taken to be as good as those of homes built in the 2010s."""


@dataclass(frozen=True)
class Improved:
    """U-values (W/m2K) of each home's elements once a measure is done, whether or not it suits the home."""

    loft: Floats
    cavity_wall: Floats
    internal_wall: Floats
    external_wall: Floats
    floor: Floats
    glazing: Floats


def improved(dwellings: pd.DataFrame, u_values: pd.DataFrame, shape: FabricSettings, works: FabricWorks) -> Improved:
    """U-values after the works, from the same table as before them: what is insulated is as what others insulated.

    Args:
        dwellings: contract Dwellings.
        u_values: contract UValues.
        shape: how homes are built, which tells what a loft of a known depth lets through.
        works: what measures leave.
    """
    grid = UGrid.of(u_values)
    number = len(dwellings)

    def wall(insulation: str) -> Floats:
        return grid.of_homes("wall", dwellings.assign(wall_insulation=constant(insulation, number, WALL_INSULATION)))

    return Improved(
        loft=roof_u(dwellings.assign(loft_insulation_mm=works.loft_depth_mm), grid, shape),
        cavity_wall=wall("filled"),
        internal_wall=wall("internal"),
        external_wall=wall("external"),
        floor=grid.of_homes("floor", dwellings.assign(floor_insulation=constant("insulated", number, INSULATION))),
        glazing=grid.of_homes(
            "glazing",
            dwellings.assign(glazing=constant("full", number, GLAZING), age_band=constant(_NEW_WINDOWS, number, AGES)),
        ),
    )


def cut_w_per_k(measure: str, fabric: Fabric, after: Improved, works: FabricWorks) -> Floats:
    """Heat loss (homes,) that a fabric measure takes off, 0 where it would take off none.

    Args:
        measure: of FABRIC.
        fabric: of the homes today.
        after: U-values after the works.
        works: what draught-proofing does.
    """
    if measure == "draught":
        rate = fabric.air_changes_per_hour
        gone = np.clip(rate - works.air_changes_least_per_hour, 0.0, works.air_changes_cut_per_hour)
        air: Floats = fabric.ventilation_loss_w_per_k * np.divide(gone, rate, out=np.zeros_like(rate), where=rate > 0)
        return air
    area, before = {
        "loft": (fabric.roof_m2, fabric.roof_u_w_per_m2k),
        "floor": (fabric.floor_m2, fabric.floor_u_w_per_m2k),
        "glazing": (fabric.window_m2, fabric.window_u_w_per_m2k),
    }.get(measure, (fabric.wall_m2, fabric.wall_u_w_per_m2k))
    cut: Floats = area * np.maximum(before - np.asarray(getattr(after, measure)), 0.0)
    return cut
