"""What the page begins with and where it leads: headline findings, places to search for, who serves an area."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.atlas import shapes
from lae.atlas.model import FINDINGS, AtlasModel
from lae.geo import degrees_from_bng

SUBJECTS: Final = ("overview", "demand", "generation", "retrofit", "charging", "land", "carbon")
"""The views of the page, in the order of their row."""


def packed_findings(model: AtlasModel) -> list[list[str]]:
    """Subject, sentence, basis and table of each finding, in the order given; an unknown subject is refused."""
    unknown = sorted(set(model.findings["subject"]) - set(SUBJECTS))
    if unknown:
        raise ValueError(f"findings of views the page does not have: {', '.join(unknown)}")
    rows = model.findings[list(FINDINGS)].itertuples(index=False, name=None)
    return [[str(value) for value in row] for row in rows]


def packed_places(model: AtlasModel) -> list[list[Any]]:
    """Name, kind, x and y in the page's steps of a degree, sorted by name; places without a point are left out."""
    table = model.places.dropna(subset=["easting_m", "northing_m"]).sort_values(["name", "kind"], kind="stable")
    if table.empty:
        return []
    lon, lat = degrees_from_bng(table["easting_m"].astype("float64"), table["northing_m"].astype("float64"))
    steps = (np.rint(values * shapes.DEGREE_STEPS).astype(int).tolist() for values in (lon, lat))
    names = ([str(value) for value in table[name]] for name in ("name", "kind"))
    return [list(row) for row in zip(*names, *steps, strict=True)]


def packed_served(model: AtlasModel) -> list[int]:
    """For each LSOA the place of the substation on which most of its homes hang, -1 where none is known."""
    if model.lsoas.empty or model.served.empty:
        return []
    table = model.served.drop_duplicates("lsoa_code").set_index("lsoa_code")["substation_id"]
    wanted = table.reindex(list(model.lsoas["lsoa_code"]))
    return [int(at) for at in pd.Index(list(model.substations["substation_id"])).get_indexer(pd.Index(wanted))]
