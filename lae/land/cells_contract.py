"""What the table of land cells means: how much of each zone is which land, under which constraints.

Areas are whole square metres until they are shown, so that every sum and every policy comes out exactly.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandera.pandas as pa

from lae.tables import Contract

Says = Literal["inside", "unknown"]
Codes = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]

MOST_BITS: Final = 63
"""Bits of one mask."""
UNKNOWN_CLASS: Final = ""
"""Land whose cover no raster tells."""
METHODS: Final = ["pixels", "parts", "none"]
SEPARATOR: Final = ";"


class LandCells(Contract):
    """One row a zone, land class and set of constraints: the hectares that share them all."""

    zone_id: str
    land_class: str = pa.Field(description="blank where no land cover is known")
    inside: str = pa.Field(description="layers it lies in, separated by ;")
    unknown: str = pa.Field(description="layers of which nothing is known here, separated by ;")
    area_ha: float = pa.Field(gt=0)

    class Config(Contract.Config):
        unique = ["zone_id", "land_class", "inside", "unknown"]


class ZoneAreas(Contract):
    """One row a zone: its own area beside that of its cells.

    `pixels`: cells whose centre lies in it. `parts`: too small for that, so its own area, shared out by the
    sixteenths of cells in it. `none`: so small that it holds none, and it is not screened.
    """

    zone_id: str
    area_ha: float = pa.Field(ge=0)
    cells_ha: float = pa.Field(ge=0)
    method: str = pa.Field(isin=METHODS)

    class Config(Contract.Config):
        unique = ["zone_id"]


class LandClasses(Contract):
    """Which land a raster's class is: one row a scheme and class. Ours are the words of UKCEH's land cover."""

    scheme: str
    class_code: str = pa.Field(str_matches=r"^\d+$")
    land_class: str = pa.Field(str_matches=r"^[a-z_]+$")
    title: str
    tier: str = pa.Field(isin=["A", "B", "C", "D"])
    source_id: str
    note: str

    class Config(Contract.Config):
        unique = ["scheme", "class_code"]


@dataclass(frozen=True)
class BitLayer:
    """One bit of the mask: what it says of which layers, and the shapes (EPSG:27700, buffered) that set it.

    `elsewhere` sets the bit outside all shapes instead: land that a layer meant to cover everything leaves out. Shapes
    smaller than a cell take all cells they touch, unless the layer's shapes `tile` the land and have neighbours.
    """

    layer_ids: tuple[str, ...]
    says: Says
    shapes: Shapes
    elsewhere: bool = False
    tile: bool = False


@dataclass(frozen=True)
class RasterRule:
    """A constraint read from a raster: cells of `least_value` or more, or of one of `classes`, lie in it.

    Cells without a value are unknown.
    """

    layer_id: str
    least_value: float
    classes: tuple[int, ...] = ()

    def holds(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which values lie in the layer."""
        return np.isin(values, self.classes) if self.classes else values >= self.least_value


@dataclass(frozen=True)
class ClassCodes:
    """The words of a raster's classes; a code that is not here is land of no known cover."""

    codes: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Cells:
    """The table of land cells as arrays, sorted by zone, class and mask.

    Attributes:
        zone_ids: the zones, in order of their number.
        classes: the land classes, in order of their number; the first is `UNKNOWN_CLASS`.
        bits: what each bit of a mask says, the lowest first.
        masks: the sets of constraints met, ascending.
        zone: by row, the number of its zone.
        land_class: by row, the number of its class.
        mask: by row, the number of its mask.
        area_m2: by row, whole square metres.
        cell_m2: area of a grid's cell.
        own_m2: by zone, the area of its shape.
        in_parts: by zone, whether it was too small for pixels.
        strange_codes: classes of the raster that have no word, with their square metres.
        sentinels: raster layers with values that stand for nothing undeclared, with their square metres.
    """

    zone_ids: tuple[str, ...]
    classes: tuple[str, ...]
    bits: tuple[tuple[tuple[str, ...], Says], ...]
    masks: npt.NDArray[np.uint64]
    zone: Codes
    land_class: Codes
    mask: Codes
    area_m2: Codes
    cell_m2: int
    own_m2: npt.NDArray[np.float64]
    in_parts: npt.NDArray[np.bool_]
    strange_codes: dict[int, int] = field(default_factory=dict)
    sentinels: dict[str, int] = field(default_factory=dict)

    def bits_of(self, layer_id: str, says: Says) -> np.uint64:
        """The bits that say this of the layer; none where it is no layer of these cells."""
        found = (1 << place for place, (ids, what) in enumerate(self.bits) if layer_id in ids and what == says)
        return np.uint64(sum(found))

    @property
    def layer_ids(self) -> frozenset[str]:
        """The layers that were looked at, wholly or in part."""
        return frozenset(name for ids, says in self.bits for name in ids if says == "inside")
