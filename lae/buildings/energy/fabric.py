"""What every home is made of: areas, U-values and air changes from its type, floor area and what is known of its parts.

A home is a box: storeys by type, a plan of stated perimeter, part of it shared with neighbours. Heat bridges, party
walls, conservatories, extensions and the larger surface of a room in the roof are left out.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.coded import codes_of
from lae.buildings.contract import ROOFS
from lae.buildings.energy.u_values import UGrid
from lae.buildings.fabric_contract import ABOVE, BELOW
from lae.buildings.stock_contract import AGES, TYPES

Floats = npt.NDArray[np.float64]

STOREYS_IDS: Final = (
    "storeys_detached",
    "storeys_semi_detached",
    "storeys_end_terrace",
    "storeys_mid_terrace",
    "storeys_flat",
    "storeys_bungalow",
    "storeys_park_home",
)
PERIMETER_IDS: Final = (
    "exposed_perimeter_detached",
    "exposed_perimeter_semi_detached",
    "exposed_perimeter_end_terrace",
    "exposed_perimeter_mid_terrace",
    "exposed_perimeter_flat",
    "exposed_perimeter_bungalow",
    "exposed_perimeter_park_home",
)
"""In the order of TYPES."""
AIR_CHANGES_IDS: Final = {
    "air_changes_a_b": "AB",
    "air_changes_c_e": "CDE",
    "air_changes_f_h": "FGH",
    "air_changes_i_k": "IJK",
    "air_changes_l_m": "LM",
}
"""The age bands that share an air change rate."""
LOFTS: Final = ["", "pitched"]
"""Roofs whose U-value follows from the depth of loft insulation, where that is known."""
ASSUMPTION_IDS: Final = (
    *STOREYS_IDS,
    *PERIMETER_IDS,
    *AIR_CHANGES_IDS,
    "plan_perimeter_ratio",
    "storey_height",
    "window_share_of_floor",
    "loft_share_of_floor",
    "loft_conductivity",
    "air_heat_capacity",
)


@dataclass(frozen=True)
class FabricSettings:
    """The shape of homes.

    Attributes:
        storeys: by type, in the order of TYPES.
        exposed_perimeter: share of the plan's perimeter that is outside wall, by type.
        air_changes_per_hour: infiltration and ventilation, by age band, in the order of AGES.
        plan_perimeter_ratio: perimeter of a plan over the square root of its area; 4 is a square.
        storey_height_m: floor to floor.
        window_share: area of windows and doors over floor area.
        loft_share: insulated area of a pitched or thatched roof over the footprint.
        loft_w_per_mk: conductivity of loft insulation as laid, joists included.
        air_wh_per_m3k: heat capacity of air.
    """

    storeys: tuple[float, ...]
    exposed_perimeter: tuple[float, ...]
    air_changes_per_hour: tuple[float, ...]
    plan_perimeter_ratio: float
    storey_height_m: float
    window_share: float
    loft_share: float
    loft_w_per_mk: float
    air_wh_per_m3k: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> Self:
        """The settings of a register that holds all of `ASSUMPTION_IDS`."""
        rate = {band: assumptions.value(name) for name, bands in AIR_CHANGES_IDS.items() for band in bands}
        return cls(
            storeys=tuple(assumptions.value(name) for name in STOREYS_IDS),
            exposed_perimeter=tuple(assumptions.value(name) for name in PERIMETER_IDS),
            air_changes_per_hour=tuple(rate[band] for band in AGES),
            plan_perimeter_ratio=assumptions.value("plan_perimeter_ratio"),
            storey_height_m=assumptions.value("storey_height"),
            window_share=assumptions.value("window_share_of_floor"),
            loft_share=assumptions.value("loft_share_of_floor"),
            loft_w_per_mk=assumptions.value("loft_conductivity"),
            air_wh_per_m3k=assumptions.value("air_heat_capacity"),
        )


@dataclass(frozen=True)
class Fabric:
    """Areas (m2), U-values (W/m2K), volume and air changes of every home of Dwellings, in its order.

    Walls are net of windows. A roof or floor with a home or premises beyond it has no area and a U-value of 0.
    """

    wall_m2: Floats
    wall_u_w_per_m2k: Floats
    roof_m2: Floats
    roof_u_w_per_m2k: Floats
    floor_m2: Floats
    floor_u_w_per_m2k: Floats
    window_m2: Floats
    window_u_w_per_m2k: Floats
    volume_m3: Floats
    air_changes_per_hour: Floats
    air_wh_per_m3k: float

    @property
    def fabric_loss_w_per_k(self) -> Floats:
        """Heat through walls, roof, floor and windows for each degree: the sum of U x area."""
        loss: Floats = (
            self.wall_m2 * self.wall_u_w_per_m2k
            + self.roof_m2 * self.roof_u_w_per_m2k
            + self.floor_m2 * self.floor_u_w_per_m2k
            + self.window_m2 * self.window_u_w_per_m2k
        )
        return loss

    @property
    def ventilation_loss_w_per_k(self) -> Floats:
        """Heat lost with air for each degree."""
        loss: Floats = self.air_wh_per_m3k * self.air_changes_per_hour * self.volume_m3
        return loss

    @property
    def heat_loss_w_per_k(self) -> Floats:
        """Heat lost for each degree between inside and outside, above 0 for every home."""
        return self.fabric_loss_w_per_k + self.ventilation_loss_w_per_k


def fabric_of(dwellings: pd.DataFrame, u_values: pd.DataFrame, settings: FabricSettings) -> Fabric:
    """The fabric of every home; what is not known of a part has the U-value the table states for not known.

    Args:
        dwellings: contract Dwellings.
        u_values: contract UValues.
        settings: the shape of homes.

    Raises:
        FaultsError: the table does not state every U-value once.
    """
    grid = UGrid.of(u_values)
    kind = codes_of(dwellings["dwelling_type"], TYPES)
    storeys = np.array(settings.storeys)[kind]
    area = dwellings["floor_area_m2"].to_numpy(np.float64)
    footprint = area / storeys
    perimeter = settings.plan_perimeter_ratio * np.sqrt(footprint)
    outside = perimeter * np.array(settings.exposed_perimeter)[kind] * settings.storey_height_m * storeys
    # A wall can be all window, but no window is larger than its wall.
    window = np.minimum(settings.window_share * area, outside)
    roof = dwellings["roof"].astype("str")
    sloped = roof.isin(["pitched", "thatched"]).to_numpy()
    roof_m2 = np.where(sloped, settings.loft_share, 1.0) * footprint
    return Fabric(
        wall_m2=outside - window,
        wall_u_w_per_m2k=grid.of_homes("wall", dwellings),
        roof_m2=np.where(roof.isin(ABOVE).to_numpy(), 0.0, roof_m2),
        roof_u_w_per_m2k=roof_u(dwellings, grid, settings),
        floor_m2=np.where(dwellings["floor"].astype("str").isin(BELOW).to_numpy(), 0.0, footprint),
        floor_u_w_per_m2k=grid.of_homes("floor", dwellings),
        window_m2=window,
        window_u_w_per_m2k=grid.of_homes("glazing", dwellings),
        volume_m3=area * settings.storey_height_m,
        air_changes_per_hour=np.array(settings.air_changes_per_hour)[codes_of(dwellings["age_band"], AGES)],
        air_wh_per_m3k=settings.air_wh_per_m3k,
    )


def roof_u(dwellings: pd.DataFrame, grid: UGrid, settings: FabricSettings) -> Floats:
    """W/m2K of every roof: of a loft of known depth by that depth, of any other by the table; deeper is never worse.

    Args:
        dwellings: contract Dwellings, or its columns of the roof and `age_band`.
        grid: U-values.
        settings: the conductivity of loft insulation.
    """
    depth_m = dwellings["loft_insulation_mm"].to_numpy(np.float64) / 1_000
    bare = grid.of_homes("roof", dwellings.assign(roof_insulation=_none(dwellings)))
    with np.errstate(divide="ignore"):
        loft = 1.0 / (1.0 / bare + depth_m / settings.loft_w_per_mk)
    known = ~np.isnan(depth_m) & np.isin(codes_of(dwellings["roof"], ROOFS), [ROOFS.index(name) for name in LOFTS])
    return np.where(known, loft, grid.of_homes("roof", dwellings))


def _none(dwellings: pd.DataFrame) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(len(dwellings), dtype=np.int8), pd.Index(["none"], dtype="str"))
