"""The run's answers as map layers for a GIS: nothing finer than LSOA but substations."""

from pathlib import Path
from typing import Final

import geopandas as gpd

from lae.geo import BNG
from lae.geofiles import write_geopackage
from lae.land.picture import PICTURED
from lae.results import Results

FILE: Final = "lae.gpkg"
_OF_SUBSTATION: Final = ["demand_headroom_mva", "demand_bound", "figure_year", "vintage", "source_id"]


def write_layers(results: Results, folder: Path) -> Path:
    """Write lae.gpkg into `folder`: districts, LSOAs with what is known of their homes, substations, priority zones.

    Where the study counts land by other zones than LSOAs, land_parcels has each with its hectares for trees by tier.
    """
    lsoas = gpd.GeoDataFrame(results.table("lsoas"))
    targeting = results.table("targeting")
    ours = targeting[targeting["area_level"].eq("lsoa")].drop(columns="area_level")
    stations = results.table("substations")
    placed = stations[stations["easting_m"].notna()]
    points = gpd.points_from_xy(placed["easting_m"], placed["northing_m"], crs=BNG)
    shown = placed[["substation_id", "name", "tier", "dno", *_OF_SUBSTATION]]
    layers = {
        "districts": gpd.GeoDataFrame(results.table("districts")),
        "lsoas": lsoas.merge(ours.rename(columns={"area_code": "lsoa_code"}), on="lsoa_code", how="left"),
        "substations": gpd.GeoDataFrame(shown, geometry=points, crs=BNG),
        "zones": gpd.GeoDataFrame(results.table("zone_shapes")),
        "land_parcels": _land(results),
    }
    path = folder / FILE
    write_geopackage({name: layer for name, layer in layers.items() if len(layer)}, path)
    return path


def _land(results: Results) -> gpd.GeoDataFrame:
    """The zones of the study's choice, with what may become of them for native woodland and the first reason."""
    shapes = gpd.GeoDataFrame(results.tables["land_zone_areas"])
    told = results.table("land_zones")
    ours = told[told["option"].eq(PICTURED[0])].drop(columns="zone_name")
    return shapes.merge(ours, on="zone_id", how="inner")
