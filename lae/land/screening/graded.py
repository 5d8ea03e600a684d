"""Agricultural grades of the cells, by survey where there is one, else by the provisional map."""

from typing import Final

import numpy as np
import pandas as pd

from lae.land.cells_contract import Cells
from lae.land.contract import ALC_GRADES
from lae.land.sequestration_contract import UNGRADED, GradedLand
from lae.tables import empty, validated

_SURVEYED_FIRST: Final = ("alc_post_1988", "alc_provisional")
_SEVERAL: Final = ";"


def graded_land(cells: Cells, register: pd.DataFrame) -> pd.DataFrame:
    """GRADED_LAND (contract GradedLand): every hectare of every zone and class once, `unknown` where no map grades it.

    Args:
        cells: of `build_cells`.
        register: contract ConstraintLayers; a layer of several grades counts under its first.
    """
    if not len(cells.zone):
        return empty(GradedLand)
    grades = [UNGRADED, *ALC_GRADES]
    by_mask = np.zeros(len(cells.masks), dtype=np.int64)
    for kind in _SURVEYED_FIRST:
        rows = register[register["layer"].eq(kind) & register["grades"].ne("")]
        for layer_id, held in zip(rows["layer_id"], rows["grades"], strict=True):
            inside = (cells.masks & cells.bits_of(layer_id, "inside")) != 0
            by_mask[inside & (by_mask == 0)] = grades.index(held.split(_SEVERAL)[0].strip())
    shape = (len(cells.zone_ids), len(cells.classes), len(grades))
    total = np.zeros(shape, dtype=np.int64)
    np.add.at(total, (cells.zone, cells.land_class, by_mask[cells.mask]), cells.area_m2)
    zone, land_class, grade = np.nonzero(total)
    table = pd.DataFrame(
        {
            "zone_id": pd.Series(np.array(cells.zone_ids, dtype=object)[zone], dtype="str"),
            "land_class": pd.Series(np.array(cells.classes, dtype=object)[land_class], dtype="str"),
            "grade": pd.Series(np.array(grades, dtype=object)[grade], dtype="str"),
            "area_ha": total[zone, land_class, grade] / 10_000.0,
        }
    )
    return validated(table, GradedLand, "graded_land")
