"""What a raster is, by its cells: a set of land-cover classes, terrain, people, reflectance or some other surface."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.geo import BNG

_MOST_CLASSES: Final = 256
_FEW: Final = 64
"""Distinct values up to which whole numbers wider than a byte may be classes."""
_LAEA: Final = "EPSG:3035"
_UKCEH: Final = frozenset(range(22))
"""UKCEH land-cover classes: 1 broadleaved woodland to 21 suburban; 0 stands for none."""
_CORINE_GRID: Final = frozenset(range(1, 45)) | {48, 49, 50}
_CORINE: Final = frozenset(
    {111, 112, 121, 122, 123, 124, 131, 132, 133, 141, 142, 211, 212, 213, 221, 222, 223, 231, 241, 242, 243, 244}
    | {311, 312, 313, 321, 322, 323, 324, 331, 332, 333, 334, 335, 411, 412, 421, 422, 423, 511, 512, 521, 522, 523}
    | {999}
)
_WORLDCOVER: Final = frozenset({10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100})
_FINE_M: Final = 90.0
"""Cells up to this wide are taken for terrain where they hold heights, beyond for counts where they hold them."""
_LOWEST_M, _HIGHEST_M = -200.0, 3_000.0
_MANY_BANDS: Final = 3


@dataclass
class Seen:
    """What the cells looked at so far hold: distinct whole numbers (None once too many), least, most, wholeness."""

    classes: set[int] | None
    least: float = np.inf
    most: float = -np.inf
    whole: bool = True
    cells: int = 0

    @classmethod
    def nothing(cls) -> "Seen":
        """Before the first look."""
        return cls(set())

    def look(self, values: npt.NDArray[np.generic]) -> None:
        """Take in the valid values of one window."""
        if not values.size:
            return
        self.cells += values.size
        self.least = min(self.least, float(values.min()))
        self.most = max(self.most, float(values.max()))
        if np.issubdtype(values.dtype, np.integer):
            if self.classes is not None:
                self.classes |= {int(value) for value in np.unique(values)[: _MOST_CLASSES + 1]}
                if len(self.classes) > _MOST_CLASSES:
                    self.classes = None
            return
        self.classes = None
        self.whole = self.whole and bool((values == np.floor(values.astype("float64"))).all())


def kind_and_scheme(seen: Seen, *, dtype: str, bands: int, crs: str, cell_m: float) -> tuple[str, str]:
    """The kind of a raster and, for land cover, its set of classes; inferred, since no file states either."""
    if bands >= _MANY_BANDS:
        return "reflectance", ""
    if seen.classes:
        scheme = scheme_of(frozenset(seen.classes), crs=crs)
        if dtype == "uint8" or (len(seen.classes) <= _FEW and scheme != "classes"):
            return "land_cover", scheme
    if cell_m <= _FINE_M and seen.least >= _LOWEST_M and seen.most <= _HIGHEST_M:
        return "terrain", ""
    if seen.whole and seen.least >= 0.0 and cell_m > _FINE_M:
        return "population", ""
    return "surface", ""


def scheme_of(classes: frozenset[int], *, crs: str) -> str:
    """The known set these classes come from; `classes` where it is none, or could be several."""
    if classes <= _CORINE:
        return "corine"
    if crs == _LAEA and classes <= _CORINE_GRID:
        return "corine_grid"
    if classes <= _WORLDCOVER and max(classes) > max(_UKCEH):
        return "esa_worldcover"
    if classes <= _UKCEH and crs == BNG:
        return "ukceh_lcm"
    if classes <= _CORINE_GRID and max(classes) > max(_UKCEH):
        return "corine_grid"
    return "classes"
