"""Our own boundaries files, `boundaries.gpkg` and `postcodes.csv.gz`, checked as strictly as anybody else's."""

from pathlib import Path
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.boundaries import County, Districts, Lsoas, Postcodes
from lae.files import read_table
from lae.findings import FaultsError, Finding, errors
from lae.geo import BNG
from lae.readers.layers import read_layer
from lae.tables import Contract, check, columns_of, empty, key_of, row_ids
from lae.tiling import check_tiling, postcode_fit

GEOPACKAGE: Final = "boundaries.gpkg"
POSTCODES: Final = "postcodes.csv.gz"
LAYERS: Final[dict[str, type[Contract]]] = {"county": County, "districts": Districts, "lsoas": Lsoas}


class Boundaries(NamedTuple):
    """A study's geography and every fault found in it; a table that could not be read is empty."""

    districts: gpd.GeoDataFrame
    county: gpd.GeoDataFrame
    lsoas: gpd.GeoDataFrame
    postcodes: pd.DataFrame
    findings: tuple[Finding, ...]


def read_boundaries(folder: Path) -> Boundaries:
    """The boundaries in `folder` (contracts Districts, County, Lsoas, Postcodes) and all their faults; never raises."""
    findings: list[Finding] = []
    layers = {}
    for name, contract in LAYERS.items():
        layers[name], faults = _read_polygons(folder / GEOPACKAGE, name, contract)
        # A missing or cut-off file would be reported once a layer.
        findings += [fault for fault in faults if fault not in findings]
    postcodes, faults = read_table(folder / POSTCODES, Postcodes, table=POSTCODES)
    findings += faults
    if not errors(findings):
        findings += check_tiling(layers["lsoas"], layers["districts"], layers["county"])
        findings += _strangers(postcodes, layers["lsoas"])
        findings += postcode_fit(postcodes, layers["lsoas"])[1]
    return Boundaries(layers["districts"], layers["county"], layers["lsoas"], postcodes, tuple(findings))


def _read_polygons(path: Path, layer: str, contract: type[Contract]) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    nothing = gpd.GeoDataFrame(empty(contract), geometry="geometry", crs=BNG)
    try:
        frame = read_layer(path, table=GEOPACKAGE, layer=layer)
    except FaultsError as error:
        return nothing, list(error.findings)
    table = f"{GEOPACKAGE}, layer {layer}"
    wanted = columns_of(contract)
    findings = check(frame, contract, table) if set(wanted) != set(frame.columns) else []
    if findings:
        return nothing, findings
    shapes = frame.geometry.to_numpy()
    ids = np.array(row_ids(frame, key_of(contract)), dtype=object)
    polygon = np.isin(shapely.get_type_id(shapes), [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    cases = {
        "no_polygon": (~polygon | shapely.is_empty(shapes), "has no polygon."),
        "invalid_geometry": (polygon & ~shapely.is_valid(shapes), "the polygon crosses itself."),
    }
    findings = [
        Finding("error", table, rule, message, "geometry", tuple(ids[rows]), "Repair the shape or make the file again.")
        for rule, (rows, message) in cases.items()
        if rows.any()
    ]
    typed = frame[wanted]
    for name in wanted:
        if str(typed[name].dtype) == "object":
            typed = typed.assign(**{name: typed[name].astype("str")})
    return (nothing, findings) if findings else (typed, check(typed, contract, table))


def _strangers(postcodes: pd.DataFrame, lsoas: gpd.GeoDataFrame) -> list[Finding]:
    unknown = postcodes[~postcodes["lsoa_code"].isin(set(lsoas["lsoa_code"]))]
    if unknown.empty:
        return []
    message = f"{len(unknown)} postcodes name an LSOA that the layer lsoas does not hold."
    fix = "Make both files again for the same districts."
    ids = tuple(sorted(set(unknown["lsoa_code"])))
    return [Finding("error", POSTCODES, "unknown_lsoa", message, "lsoa_code", ids, fix)]
