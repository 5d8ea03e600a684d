"""Which LSOAs share a boundary, and zones as shapes."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.tables import records

_SHORTEST_M: Final = 0.0
"""Areas that meet in a point only are no neighbours: no street leads from one to the other there."""


def neighbours(lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every pair of LSOAs with a shared boundary, once: lsoa_code, neighbour_code (the later code), in order.

    Args:
        lsoas: contract Lsoas.
    """
    ordered = lsoas.sort_values("lsoa_code", kind="stable")
    shapes, codes = ordered.geometry.to_numpy(), ordered["lsoa_code"].to_numpy(dtype=object)
    one, other = ordered.sindex.query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.intersection(shapely.boundary(shapes[one]), shapely.boundary(shapes[other]))
    long = shapely.length(shared) > _SHORTEST_M
    pairs = pd.DataFrame({"lsoa_code": codes[one[long]], "neighbour_code": codes[other[long]]}, dtype="str")
    return pairs.sort_values(["lsoa_code", "neighbour_code"], ignore_index=True)


def zone_shapes(zones: pd.DataFrame, lsoas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The zones with their LSOAs as one shape each, EPSG of `lsoas`.

    Args:
        zones: contract Zones.
        lsoas: contract Lsoas, holding every LSOA of the zones.

    Raises:
        KeyError: a zone has an LSOA without a shape.
    """
    shapes = lsoas.set_index("lsoa_code").geometry
    whole = [
        shapely.normalize(shapely.union_all(shapes.loc[zone.lsoa_codes.split(" ")].to_numpy()))
        for zone in records(zones)
    ]
    return gpd.GeoDataFrame(zones.reset_index(drop=True), geometry=np.array(whole, dtype=object), crs=lsoas.crs)
