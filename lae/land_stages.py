"""The stage that screens land: what was looked at, and what rules land out.

Land fails closed: where nobody looked, it is not screened and never available.
"""

from typing import Final

import geopandas as gpd
import pandas as pd

from lae.findings import Finding
from lae.geo import BNG
from lae.land.cells.build import build_cells
from lae.land.cells.grid import Grid
from lae.land.cells.settings import CellSettings
from lae.land.cells.zones import zone_sets
from lae.land.cells_contract import Cells, ClassCodes
from lae.land.contract import RasterLayer
from lae.land.layers.bits import Supplied, constraint_bits
from lae.land.policy_contract import LandWaterfall, LayerStates, ScreenedLand
from lae.land.screening.screened import screened_land
from lae.land.screening.waterfall import waterfall
from lae.land.sequestration_contract import OPTIONS
from lae.readers.rasters_windows import windows
from lae.stage import Settings, Store
from lae.tables import empty

LAND_IDS: Final = ("land_cell", "zonal_exact_below")
_POLICY: Final = "default"
_LAND_COVER: Final = "land_cover"
_TABLE: Final = "land_layers"


def screen(
    settings: Settings,
    lsoas: gpd.GeoDataFrame,
    constraint_layers: pd.DataFrame,
    land_policy: pd.DataFrame,
    land_classes: pd.DataFrame,
    found_constraints: gpd.GeoDataFrame,
    raster_layers: tuple[RasterLayer, ...],
) -> Store:
    """SCREENED LAND and its waterfall by option, and which layers nobody looked at; blank where none was supplied."""
    nothing = {"screened_land": empty(ScreenedLand), "land_waterfall": empty(LandWaterfall), "land_cells": None}
    if constraint_layers.empty:
        return {**nothing, "land_layers": empty(LayerStates), "land_findings": ()}
    how = CellSettings.of(settings.assumptions)
    places = gpd.GeoDataFrame(lsoas)
    west, south, east, north = places.total_bounds
    grid = Grid.over((west, south, east, north), cell_m=how.cell_m)
    features = gpd.GeoDataFrame(found_constraints, geometry="geometry", crs=BNG)
    supplied = constraint_bits(constraint_layers, Supplied(features, {}), grid)
    covers = [layer for layer in raster_layers if layer.kind == _LAND_COVER]
    found = {**nothing, "land_layers": supplied.states}
    if not covers:
        return {**found, "land_findings": (*_told(supplied.states), _no_cover())}
    sets = zone_sets(
        places.rename(columns={"lsoa_code": "zone_id"})[["zone_id", "geometry"]],
        cell_m=how.cell_m,
        exact_below_ha=how.exact_below_ha,
    )
    known = land_classes[land_classes["scheme"].eq(covers[0].scheme)]
    codes = ClassCodes(tuple(int(code) for code in known["class_code"]), tuple(known["land_class"]))
    cells = build_cells(
        grid, sets, supplied.bits, codes=codes, cover=windows(covers[0], grid.box, cell_m=how.cell_m), rules=()
    )
    table, steps = _screened(cells, constraint_layers, land_policy)
    return {
        **found,
        "screened_land": table,
        "land_waterfall": steps,
        "land_cells": cells,
        "land_findings": (*supplied.findings, *_told(supplied.states)),
    }


def _screened(cells: Cells, layers: pd.DataFrame, policy: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tiers and waterfalls of every option of the policy."""
    kinds = dict(zip(layers["layer_id"], layers["layer"], strict=True))
    titles = dict(zip(layers["layer_id"], layers["title"], strict=True))
    ours = policy[policy["policy_id"].eq(_POLICY)].reset_index(drop=True)
    table = screened_land(cells, ours, OPTIONS, kinds)
    steps = [waterfall(cells, ours, option, titles, kinds=kinds) for option in OPTIONS]
    filled = [part for part in steps if len(part)]
    return table, pd.concat(filled, ignore_index=True) if filled else empty(LandWaterfall)


def _told(states: pd.DataFrame) -> list[Finding]:
    """A warning naming every layer nobody looked at, with how to get the first of each kind."""
    missing = states[states["how_to_get"].ne("")]
    if missing.empty:
        return []
    message = "nobody looked at these layers: land is not screened for them, and none of it counts as available."
    ways = "; ".join(dict.fromkeys(missing["how_to_get"]))
    return [Finding("warning", _TABLE, "not_screened", message, "state", tuple(missing["layer_id"]), ways)]


def _no_cover() -> Finding:
    message = "no land cover is at hand, so no land is screened and sequestration is blank: unknown, not nought."
    fix = "Put a land-cover raster (UKCEH Land Cover Map, CORINE, ESA WorldCover) into the data folder."
    return Finding("warning", _TABLE, "no_land_cover", message, fix=fix)
