"""A picture of land for the page: its cells packed, its legend, and where on the National Grid a point of the map is.

The cells lie on the National Grid and the page knows degrees. So the page is given two polynomials of longitude and
latitude, column and row, which agree with the projection to a few metres: a tenth of a cell of 50 m.
"""

import base64
import gzip
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.atlas.model import Picture
from lae.geo import degrees_from_bng

Floats = npt.NDArray[np.float64]

LEGEND: Final = ("code", "option", "tier", "layer_id", "title", "words", "source_id", "provenance")
"""Columns of the legend. Several rows may explain one code."""
COLOURS: Final = {
    "open": "#2E877A",
    "caution": "#F2B134",
    "consent": "#6BACE6",
    "excluded": "#B9A394",
    "not_screened": "#DFE2E6",
}
"""By tier; cells of what is excluded are told apart by a press, not by a colour each."""
_DEGREE: Final = 3
_KNOTS: Final = 24
_DIGITS: Final = 12


def packed_legend(picture: Picture | None) -> dict[str, Any] | None:
    """What the page needs to draw and to explain the cells, but for the cells themselves."""
    if picture is None:
        return None
    if missing := [name for name in LEGEND if name not in picture.legend.columns]:
        raise ValueError(f"the legend of the land picture lacks {', '.join(missing)}")
    rows, columns = picture.codes.shape
    unknown = sorted({int(code) for code in np.unique(picture.codes)} - {0} - {int(c) for c in picture.legend["code"]})
    if unknown:
        raise ValueError(f"the land picture has codes without a legend: {', '.join(map(str, unknown[:5]))}")
    centre, column, row = grid_polynomials(picture)
    return {
        "rows": rows,
        "columns": columns,
        "cell_m": float(picture.cell_m),
        "centre": centre,
        "column": column,
        "row": row,
        "degree": _DEGREE,
        "legend": _legend(picture.legend),
        "colours": COLOURS,
    }


def packed_cells(picture: Picture | None) -> str:
    """The cells row by row from the north-west, as base64 of gzip; nothing where there is no picture."""
    if picture is None:
        return ""
    cells = np.ascontiguousarray(picture.codes, dtype=np.uint8).tobytes()
    return base64.b64encode(gzip.compress(cells, 9, mtime=0)).decode("ascii")


def unpacked_cells(body: str, rows: int, columns: int) -> npt.NDArray[np.uint8]:
    """The cells again: what the page's decoder does, kept here so that it can be tested."""
    return np.frombuffer(gzip.decompress(base64.b64decode(body)), np.uint8).reshape(rows, columns)


def grid_polynomials(picture: Picture) -> tuple[list[float], list[float], list[float]]:
    """Longitude and latitude of the middle, and the coefficients of column and row in `terms` of what lies off it."""
    rows, columns = picture.codes.shape
    east, north = np.meshgrid(
        picture.west_m + np.linspace(0, columns, _KNOTS) * picture.cell_m,
        picture.north_m - np.linspace(0, rows, _KNOTS) * picture.cell_m,
    )
    lon, lat = degrees_from_bng(east.ravel(), north.ravel())
    centre = [float(np.round(lon.mean(), 4)), float(np.round(lat.mean(), 4))]
    basis = terms(lon - centre[0], lat - centre[1])
    wanted = ((east.ravel() - picture.west_m) / picture.cell_m, (picture.north_m - north.ravel()) / picture.cell_m)
    column, row = (np.linalg.lstsq(basis, values, rcond=None)[0] for values in wanted)
    return centre, _short(column), _short(row)


def terms(x: Floats, y: Floats) -> Floats:
    """The products of powers of x and y up to the third degree, in the order the page has them too."""
    powers = [(i, j) for total in range(_DEGREE + 1) for i in range(total + 1) for j in (total - i,)]
    return np.stack([x**i * y**j for i, j in powers], axis=1)


def _short(values: npt.NDArray[np.floating[Any]]) -> list[float]:
    return [float(f"{value:.{_DIGITS}g}") for value in values]


def _legend(legend: pd.DataFrame) -> list[list[Any]]:
    rows = legend[list(LEGEND)].sort_values(["code", "option"], kind="stable")
    return [[int(row[0]), *(str(value) for value in row[1:])] for row in rows.itertuples(index=False, name=None)]
