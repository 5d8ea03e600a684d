"""The cells in words: one row a zone, land class and set of constraints, and each zone's own area beside them."""

from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.land.cells_contract import METHODS, SEPARATOR, Cells, LandCells, Says, ZoneAreas
from lae.tables import validated

_HA: Final = 10_000.0


def cells_table(cells: Cells) -> pd.DataFrame:
    """LAND_CELLS (contract LandCells), sorted by zone and class."""
    table = pd.DataFrame(
        {
            "zone_id": _named(cells.zone_ids, cells.zone),
            "land_class": _named(cells.classes, cells.land_class),
            "inside": _named(_sets(cells, "inside"), cells.mask),
            "unknown": _named(_sets(cells, "unknown"), cells.mask),
            "area_m2": cells.area_m2,
        }
    )
    # Several bits can say the same of a layer: rows alike in words are one.
    names = ["zone_id", "land_class", "inside", "unknown"]
    summed = table.groupby(names, sort=True)["area_m2"].sum().reset_index()
    summed["area_ha"] = summed.pop("area_m2") / _HA
    return validated(summed, LandCells, "land_cells")


def zone_areas(cells: Cells) -> pd.DataFrame:
    """Each zone's own area beside its cells' (contract ZoneAreas)."""
    counted = np.bincount(cells.zone, weights=cells.area_m2, minlength=len(cells.zone_ids))
    method = np.where(counted == 0, 2, cells.in_parts.astype(np.int64))
    table = pd.DataFrame(
        {
            "zone_id": pd.Series(cells.zone_ids, dtype="str"),
            "area_ha": cells.own_m2 / _HA,
            "cells_ha": counted / _HA,
            "method": _named(tuple(METHODS), method),
        }
    )
    return validated(table, ZoneAreas, "zone_areas")


def class_findings(cells: Cells, table: str) -> list[Finding]:
    """A warning for codes of the land-cover raster that have no word: undeclared nodata, or another set of classes."""
    if not cells.strange_codes:
        return []
    ids = tuple(f"{code}: {area / _HA:,.2f} ha" for code, area in cells.strange_codes.items())
    message = "classes that the scheme does not have were taken as land of no known cover, not as any class."
    fix = "Declare the raster's nodata value, or name its scheme."
    return [Finding("warning", table, "unknown_class", message, "class_code", ids, fix)]


def sentinel_findings(cells: Cells) -> list[Finding]:
    """A warning for each raster layer with values such as -9999 that its file does not declare as nodata."""
    if not cells.sentinels:
        return []
    ids = tuple(f"{name}: {area / _HA:,.2f} ha" for name, area in cells.sentinels.items())
    message = "values that usually stand for nothing were taken as not known: never as low, never as high."
    return [Finding("warning", "layers", "nodata_sentinel", message, "layer_id", ids, "Declare the nodata value.")]


def _sets(cells: Cells, says: Says) -> tuple[str, ...]:
    """By mask, the layers of which it says this, sorted and joined."""
    told = [(place, ids) for place, (ids, what) in enumerate(cells.bits) if what == says]
    masks = [int(mask) for mask in cells.masks]
    found = [sorted({name for place, ids in told if mask >> place & 1 for name in ids}) for mask in masks]
    return tuple(SEPARATOR.join(names) for names in found)


def _named(names: tuple[str, ...], codes: np.ndarray) -> pd.Series:
    return pd.Series(np.array(names, dtype=object)[codes], dtype="str")
