"""SSEN's overhead lines: a CSV with a voltage and the line itself as WKT in EPSG:27700.

Known by its header only: no real file of it was tried.
"""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.geo import BNG, BRITAIN_M
from lae.land.contract import ConstraintLines
from lae.readers import guard
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.tally import drop_findings, tally
from lae.tables import columns_of, validated

LINES: Final = "constraint_lines"
SOURCE: Final = "ssen_overhead_lines"
_VOLTAGE: Final = "nominal_voltage_pp"
_ROUTE: Final = "route"
_LINEAR: Final = (int(shapely.GeometryType.LINESTRING), int(shapely.GeometryType.MULTILINESTRING))


def recognise(head: Head) -> bool:
    """True for a table with the columns nominal_voltage_pp and route."""
    header = head.text().partition("\n")[0]
    names = {name.strip().strip('"').casefold() for name in header.split(",")}
    return {_VOLTAGE, _ROUTE} <= names


def read(path: Path, source: SourceRow) -> Reading:
    """The lines as `constraint_lines` (contract ConstraintLines) of the layer overhead_line, in the file's order.

    Raises:
        FaultsError: the file cannot be read, lacks a column, or none of its routes is a line in Great Britain.
    """
    remarks = Remarks(path.name)
    frame = guard.read_text_table(path)
    remarks.extend(frame.attrs["findings"])
    plain = frame.rename(columns={name: str(name).strip().casefold() for name in frame.columns})
    if missing := [name for name in (_VOLTAGE, _ROUTE) if name not in plain.columns]:
        message = f"the column {missing[0]} is missing."
        raise guard.refusal(path.name, "missing_column", message, "Download the file again.", column=missing[0])
    texts = plain[_ROUTE].fillna("").astype("str").str.strip()
    routes = texts.to_numpy(dtype=object, copy=True)
    routes[texts.eq("").to_numpy()] = None
    shapes = np.asarray(shapely.from_wkt(routes, on_invalid="ignore"))
    line = np.isin(shapely.get_type_id(shapes), _LINEAR)
    west, south, east, north = BRITAIN_M
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    # Numbers as small as degrees would lie in the sea off Scilly.
    there = (low_x >= west) & (low_y >= south) & (high_x <= east) & (high_y <= north) & (high_x > 360.0)
    drops = {
        "no route": texts.eq(""),
        "the route is not a line": pd.Series(~line, index=texts.index),
        "the route does not lie in Great Britain in EPSG:27700": pd.Series(line & ~there, index=texts.index),
    }
    source_id = source.source_id or SOURCE
    kept, count = tally(drops, source_id=source_id, ragged=frame.attrs["ragged"])
    remarks.extend(drop_findings(path.name, drops))
    if not kept.any():
        message = "no route of the file is a line in Great Britain."
        raise guard.refusal(path.name, "no_lines", message, f"Download it again, with its route in {BNG}.")
    table = gpd.GeoDataFrame(
        {
            "layer": "overhead_line",
            "feature_id": [f"row {number}" for number in plain.index],
            "name": "",
            "grade": plain[_VOLTAGE].fillna("").astype("str").str.strip(),
            "length_m": shapely.length(shapes),
            "vintage": source.vintage,
            "source_id": source_id,
            "source_row": plain.index,
        },
        geometry=gpd.GeoSeries(shapes, index=plain.index, crs=BNG),
        index=plain.index,
    )[kept]
    words = ["layer", "feature_id", "name", "grade", "vintage", "source_id"]
    table = table.astype(dict.fromkeys(words, "str")).astype({"source_row": "int64"})
    remarks.file("note", "unproven", "SSEN's overhead lines are known by their header only: no real file was tried.")
    whole = validated(table[columns_of(ConstraintLines)], ConstraintLines, path.name)
    return Reading({LINES: whole}, count, tuple(remarks.found))
