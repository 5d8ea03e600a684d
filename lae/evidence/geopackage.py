"""The run's answers as map layers for a GIS, drawn as they open: nothing finer than LSOA but substations and sites."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from lae.dictionary.codes import LIGHTS
from lae.evidence.layer_styles import Class, Style, add_styles
from lae.geo import BNG
from lae.geofiles import write_geopackage
from lae.land.picture import PICTURED
from lae.results import Results

FILE: Final = "lae.gpkg"
_OF_SUBSTATION: Final = ["demand_headroom_mva", "demand_bound", "figure_year", "vintage", "source_id"]
_OF_SITE: Final = [
    "site_id", "kind", "setting", "name", "first_year", "points_7kw_count", "points_22kw_count", "points_50kw_count",
    "capex_central_gbp", "substation_id", "grid_flag", "light", "provenance",
]  # fmt: skip
_STATUS: Final = (
    Class("Red: at or below zero today", "#7A0C1E", "Red", shape="square"),
    Class("Amber: crosses zero", "#F2B134", "Amber", shape="triangle"),
    Class("Green: stays above zero", "#2073BC", "Green", shape="circle"),
    Class("Not known", "#6B7280", "Not known", shape="diamond"),
)
_FLAG: Final = (
    Class("Fits now", "#2073BC", "fits_now", shape="circle"),
    Class("Fits after named works", "#6BACE6", "fits_after_named_works", shape="circle"),
    Class("Needs reinforcement", "#F2B134", "needs_reinforcement", shape="triangle"),
    Class("Ask the operator", "#7A0C1E", "ask_operator", shape="square"),
)
_MOSTLY: Final = (
    Class("Mostly open", "#2E7D32", "open"),
    Class("Mostly open with care", "#E0C341", "caution"),
    Class("Mostly needs consent", "#E08A3C", "consent"),
    Class("Mostly not screened", "#8A93A3", "not screened"),
    Class("Mostly ruled out", "#A8324A", "excluded"),
)
_SCORE: Final = tuple(
    Class(f"{low:.1f} to {low + 0.2:.1f}", colour, low=low, high=low + 0.2)
    for low, colour in zip(
        (0.0, 0.2, 0.4, 0.6, 0.8), ("#ADD1F1", "#6BACE6", "#2073BC", "#12436D", "#092135"), strict=True
    )
)


def write_layers(results: Results, folder: Path, *, edition: str = "public") -> Path:
    """Write lae.gpkg into `folder`: districts, LSOAs with what is known of their homes, substations, sites, zones.

    Where the study counts land by other zones than LSOAs, land_parcels has each with its hectares for trees by tier.
    The nature edition holds districts, LSOAs and these alone.
    """
    layers = {"districts": gpd.GeoDataFrame(results.table("districts")), "lsoas": _lsoas(results)}
    layers["land_parcels"] = _land(results)
    if edition == "nature":
        layers["lsoas"] = gpd.GeoDataFrame(results.table("lsoas"))
    else:
        layers |= {
            "substations": _substations(results),
            "charging_sites": _sites(results),
            "zones": gpd.GeoDataFrame(results.table("zone_shapes")),
        }
    path = folder / FILE
    write_geopackage({name: layer for name, layer in layers.items() if len(layer)}, path)
    add_styles(path, _styles(results, plain=edition == "nature"))
    return path


def _land(results: Results) -> gpd.GeoDataFrame:
    """The zones of the study's choice, with what may become of them for native woodland and the first reason."""
    shapes = gpd.GeoDataFrame(results.tables["land_zone_areas"])
    told = results.table("land_zones")
    ours = told[told["option"].eq(PICTURED[0])].drop(columns="zone_name")
    tiers = ours[[f"{each.value.replace(' ', '_')}_ha" for each in _MOSTLY]]
    greatest = tiers.idxmax(axis=1).astype("str").str.removesuffix("_ha").str.replace("_", " ")
    return shapes.merge(ours.assign(mostly=greatest), on="zone_id", how="inner")


def _lsoas(results: Results) -> gpd.GeoDataFrame:
    shapes = gpd.GeoDataFrame(results.table("lsoas"))
    targeting = results.table("targeting")
    ours = targeting[targeting["area_level"].eq("lsoa")].drop(columns="area_level")
    return gpd.GeoDataFrame(shapes.merge(ours.rename(columns={"area_code": "lsoa_code"}), on="lsoa_code", how="left"))


def _substations(results: Results) -> gpd.GeoDataFrame:
    """Those with a place, with their class in each scenario as a colour in words."""
    stations = results.table("substations")
    placed = stations[stations["easting_m"].notna()]
    classes = results.table("shortfalls")
    mine = classes[classes["basis"].eq("published") & classes["direction"].eq("demand")]
    shown = placed[["substation_id", "name", "tier", "dno", *_OF_SUBSTATION]].copy()
    for scenario in results.inputs.config.scenarios:
        of = mine[mine["scenario"].eq(scenario)].set_index("substation_id")["class"].map(LIGHTS)
        shown[f"status_{scenario}"] = shown["substation_id"].map(of).fillna("Not known").astype("str")
    points = gpd.points_from_xy(placed["easting_m"], placed["northing_m"], crs=BNG)
    return gpd.GeoDataFrame(shown, geometry=points, crs=BNG)


def _sites(results: Results) -> gpd.GeoDataFrame:
    """Planned sites of the first scenario in the last year it plans for."""
    sites, scenarios = results.table("charging_sites"), results.inputs.config.scenarios
    ours = sites[sites["scenario"].eq(scenarios[0])]
    last = pd.DataFrame(ours[ours["year"].eq(ours["year"].max())])
    points = gpd.points_from_xy(last["easting_m"], last["northing_m"], crs=BNG)
    return gpd.GeoDataFrame(last[_OF_SITE], geometry=points, crs=BNG)


def _styles(results: Results, *, plain: bool) -> dict[str, Style]:
    first = results.inputs.config.scenarios[0]
    label = results.inputs.scenario_labels[first]
    districts = Style("Districts", "Local authority districts", "outline", (Class("District", "#12436D"),))
    parcels = Style(
        "Land for trees",
        "Zones of the study's choice by what holds most of their land for native woodland: screening, not permission",
        "fill",
        _MOSTLY,
        "mostly",
    )
    if plain:
        areas = Style("LSOAs", "Lower layer super output areas of 2011", "outline", (Class("LSOA", "#6B7280"),))
        return {"districts": districts, "lsoas": areas, "land_parcels": parcels}
    return {
        "districts": districts,
        "land_parcels": parcels,
        "lsoas": Style(
            "Where to start with homes",
            "LSOAs of 2011 with homes and the score of where to start (0 to 1)",
            "fill",
            _SCORE,
            "score_ratio",
        ),
        "substations": Style(
            "Status",
            f"Substations by demand headroom as published, {label}: not a connection offer",
            "marker",
            _STATUS,
            f"status_{first}",
        ),
        "charging_sites": Style(
            "Grid flag",
            f"Planned charging sites, {label}, modelled: candidates, not decisions",
            "marker",
            _FLAG,
            "grid_flag",
        ),
        "zones": Style(
            "Priority zones", "Where to start with homes: priority zones", "outline", (Class("Zone", "#C65A11"),)
        ),
    }
