"""How fine the land is looked at."""

from dataclasses import dataclass
from typing import Final

from lae.assumptions import Assumptions

CELL_ID: Final = "land_cell"
CELL_IDS: Final = (CELL_ID, "zonal_exact_below")


@dataclass(frozen=True)
class CellSettings:
    """Edge of a cell in whole metres, and the size of zones below which their own area counts."""

    cell_m: int
    exact_below_ha: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "CellSettings":
        """The register's values."""
        return cls(round(assumptions.value(CELL_ID)), assumptions.value("zonal_exact_below"))
