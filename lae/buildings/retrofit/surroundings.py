"""What stands around homes and decides consents and room: layers a study may lack, which then are not known."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import positions
from lae.findings import Finding

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_TABLE: Final = "buildings/surroundings"
_MEANING: Final = {
    "listed": "listed buildings: homes that need listed building consent are counted as if they did not",
    "conservation": "conservation areas: homes that need planning permission are counted as if they did not",
    "outdoor_space_m2": "outdoor space: houses are taken to have room for a heat pump, flats are not known",
    "homes_per_ha": "homes a hectare: no home is known to suit a shared ground loop",
    "heat_network_zone": "heat network zones: no home is known to suit a heat network",
}


@dataclass(frozen=True)
class Surroundings:
    """Layers by home of Dwellings, in its order; None is a layer nobody supplied, and never means no.

    Attributes:
        listed: part of a listed building.
        conservation: within a conservation area.
        outdoor_space_m2: largest piece of open ground of its own, NaN where not known.
        homes_per_ha: homes a hectare of the LSOA.
        heat_network_zone: where a heat network is planned or built.
    """

    listed: Flags | None = None
    conservation: Flags | None = None
    outdoor_space_m2: Floats | None = None
    homes_per_ha: Floats | None = None
    heat_network_zone: Flags | None = None

    def flagged(self, name: str, homes: int) -> Flags:
        """Homes a layer is known to flag: none where it is not supplied, as `findings` says."""
        layer = getattr(self, name)
        return np.zeros(homes, dtype=bool) if layer is None else np.asarray(layer, dtype=bool)

    def missing(self) -> list[str]:
        """The layers nobody supplied."""
        return [name for name in _MEANING if getattr(self, name) is None]

    def findings(self) -> list[Finding]:
        """One warning naming every missing layer and what its absence does to the counts, if there is one."""
        lacking = self.missing()
        if not lacking:
            return []
        message = f"layers are missing. {'; '.join(_MEANING[name] for name in lacking)}."
        fix = "Supply them, or read homes that need a consent as a lower bound."
        return [Finding("warning", _TABLE, "missing_layer", message, ids=tuple(lacking), fix=fix)]


def homes_per_ha(dwellings: pd.DataFrame, lsoas: pd.DataFrame) -> Floats:
    """Homes a hectare of each home's LSOA, NaN where its area is not told.

    Args:
        dwellings: contract Dwellings.
        lsoas: lsoa_code and area_ha.
    """
    code = dwellings["lsoa_code"].cat.codes.to_numpy(np.int64)
    row = positions(dwellings["lsoa_code"].cat.categories, lsoas["lsoa_code"])
    ha = np.append(lsoas["area_ha"].to_numpy(float), np.nan)[row]
    homes = np.bincount(code, minlength=len(ha))
    dense: Floats = np.divide(homes, ha, out=np.full(len(ha), np.nan), where=ha > 0)[code]
    return dense
