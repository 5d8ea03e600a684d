"""The stage that screens land: what was looked at, and what rules land out.

Land fails closed: where nobody looked, it is not screened and never available.
"""

from typing import Any, Final

import geopandas as gpd
import pandas as pd

from lae.findings import Finding
from lae.land.cells.areas import squares, within
from lae.land.cells.build import build_cells
from lae.land.cells.grid import Grid
from lae.land.cells.settings import CELL_IDS, CellSettings
from lae.land.cells.table import class_findings, sentinel_findings
from lae.land.cells.zones import ZoneSets, apart, together, zone_findings, zone_sets
from lae.land.cells_contract import MOST_BITS, Cells, ClassCodes
from lae.land.contract import LandSupply
from lae.land.layers.bits import constraint_bits
from lae.land.layers.register import with_own_rules
from lae.land.picture import PICTURE_ID, Samples, land_pictures
from lae.land.policy_contract import LOOKED_AT, LandWaterfall, LandZones, LayerStates, ScreenedLand
from lae.land.screening.screened import screened_land
from lae.land.screening.waterfall import waterfall
from lae.land.screening.zoned import land_zones
from lae.land.sequestration_contract import OPTIONS
from lae.land_reading import cover_windows, rasters_of, rule_windows, supplied_of, with_cover
from lae.stage import Settings, Store
from lae.tables import empty

LAND_IDS: Final = (*CELL_IDS, PICTURE_ID, "buffer_monument", "buffer_overhead_line", "slope_caution")
_POLICY: Final = "default"
_TABLE: Final = "land_layers"
_OPTION: Final = "--layer"
_FETCH: Final = f"lae fetch {_OPTION} "
_SAID_BEFORE: Final = ("missing", "unreadable", "elsewhere", "slivers")
"""What the study's inputs, or the list of what nobody looked at, have said of a layer."""


def screen(
    settings: Settings,
    lsoas: gpd.GeoDataFrame,
    county: gpd.GeoDataFrame,
    constraint_layers: pd.DataFrame,
    land_policy: pd.DataFrame,
    land_classes: pd.DataFrame,
    land_supply: LandSupply,
) -> Store:
    """SCREENED LAND and its waterfall by option, zones of the study's choice, pictures, and what nobody looked at.

    `land_rules` are the rows it was screened by, those that layers bring along among them.

    Blank where no layer at all was supplied. Without land cover what the other layers exclude is still excluded.
    """
    policy = with_own_rules(land_policy, constraint_layers, policy_id=_POLICY)
    nothing: dict[str, Any] = {
        "land_rules": policy,
        "screened_land": empty(ScreenedLand),
        "land_waterfall": empty(LandWaterfall),
        "land_zones": empty(LandZones),
        "land_zone_areas": land_supply.zones.iloc[:0],
        "land_cells": None,
        "land_picture": None,
        "land_pictures": (),
    }
    if constraint_layers.empty:
        return {**nothing, "land_layers": empty(LayerStates), "land_findings": ()}
    how = CellSettings.of(settings.assumptions)
    grid = Grid.over(tuple(float(edge) for edge in lsoas.total_bounds), cell_m=how.cell_m)  # type: ignore[arg-type]
    held = rasters_of(constraint_layers, land_supply, grid.box)
    supplied = supplied_of(constraint_layers, land_supply, held, grid.box)
    made = constraint_bits(constraint_layers, supplied, grid)
    states = with_cover(made.states, held)
    told = [*held.findings, *(one for one in made.findings if one.rule not in _SAID_BEFORE), *_told(states)]
    found = {**nothing, "land_layers": states}
    if not states["state"].isin(LOOKED_AT).any():
        return {**found, "land_findings": tuple(told)}
    if len(made.bits) + 2 * len(made.rules) > MOST_BITS:
        return {**found, "land_findings": (*told, _too_many())}
    lsoa_sets = zone_sets(
        gpd.GeoDataFrame(lsoas).rename(columns={"lsoa_code": "zone_id"})[["zone_id", "geometry"]],
        cell_m=how.cell_m,
        exact_below_ha=how.exact_below_ha,
    )
    zones = _zones(settings.config.land_zones, land_supply.zones, gpd.GeoDataFrame(county))
    own = (
        zone_sets(zones, cell_m=how.cell_m, exact_below_ha=how.exact_below_ha, may_overlap=True) if len(zones) else None
    )
    samples = Samples(grid, cell_m=settings.assumptions.value(PICTURE_ID))
    known = land_classes[land_classes["scheme"].eq(held.scheme)]
    cells = build_cells(
        grid,
        together(lsoa_sets, own) if own else lsoa_sets,
        made.bits,
        codes=ClassCodes(tuple(int(code) for code in known["class_code"]), tuple(known["land_class"])),
        cover=cover_windows(held, grid),
        rules=made.rules,
        rasters=rule_windows(constraint_layers, held, grid),
        look=samples.look,
    )
    by_lsoa, by_zone = apart(cells, len(lsoa_sets.zone_ids))
    told += [*class_findings(cells, "land_cover"), *sentinel_findings(cells), *_zone_faults(own, by_zone)]
    table, steps = _screened(by_lsoa, constraint_layers, policy)
    places = zones if own else _named(lsoas)
    pictures = land_pictures(samples, cells, lsoas.geometry.to_numpy(), policy, constraint_layers)
    return {
        **found,
        "screened_land": table,
        "land_waterfall": steps,
        "land_zones": _by_zone(by_zone if own else by_lsoa, places, constraint_layers, policy),
        "land_zone_areas": zones,
        "land_cells": by_lsoa,
        "land_picture": pictures[0],
        "land_pictures": pictures,
        "land_findings": tuple(told),
    }


def _zones(choice: str, shapes: gpd.GeoDataFrame, county: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The zones of the study's choice, cut to the study; none where the choice is LSOAs, which are counted anyway."""
    if choice == "squares":
        return squares(county)
    return within(shapes, county) if len(shapes) else shapes


def _named(lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame({"zone_id": lsoas["lsoa_code"], "zone_name": lsoas["lsoa_code"]})


def _by_zone(cells: Cells, places: pd.DataFrame, layers: pd.DataFrame, policy: pd.DataFrame) -> pd.DataFrame:
    kinds = dict(zip(layers["layer_id"], layers["layer"], strict=True))
    titles = dict(zip(layers["layer_id"], layers["title"], strict=True))
    names = dict(zip(places["zone_id"], places["zone_name"], strict=True))
    return land_zones(cells, policy, OPTIONS, names, titles, kinds=kinds)


def _zone_faults(own: ZoneSets | None, cells: Cells) -> list[Finding]:
    return zone_findings(own, cells) if own else []


def _screened(cells: Cells, layers: pd.DataFrame, policy: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tiers and waterfalls of every option of the policy."""
    kinds = dict(zip(layers["layer_id"], layers["layer"], strict=True))
    titles = dict(zip(layers["layer_id"], layers["title"], strict=True))
    table = screened_land(cells, policy, OPTIONS, kinds)
    steps = [waterfall(cells, policy, option, titles, kinds=kinds) for option in OPTIONS]
    filled = [part for part in steps if len(part)]
    return table, pd.concat(filled, ignore_index=True) if filled else empty(LandWaterfall)


def _told(states: pd.DataFrame) -> list[Finding]:
    """A warning naming every layer nobody looked at, with how to get each; and that no land cover means no land."""
    missing = states[states["how_to_get"].ne("")]
    if missing.empty:
        return []
    message = "nobody looked at these layers: land is not screened for them, and none of it counts as available."
    ways = "; ".join(_ways(missing["how_to_get"]))
    found = [Finding("warning", _TABLE, "not_screened", message, "state", tuple(missing["layer_id"]), ways)]
    cover = missing[missing["layer"].eq("land_cover")]
    if len(cover):
        message = "no land cover is at hand, so no land is open and sequestration is blank: unknown, not nought."
        found.append(Finding("warning", _TABLE, "no_land_cover", message, fix=str(cover["how_to_get"].iloc[0])))
    return found


def _ways(told: pd.Series) -> list[str]:
    """How to get all of them: one command for what can be fetched, then each page once."""
    distinct = list(dict.fromkeys(told))
    layers = [way.removeprefix(_FETCH) for way in distinct if way.startswith(_FETCH)]
    command = [f"run {_FETCH}{f' {_OPTION} '.join(layers)}"] if layers else []
    return [*command, *(way for way in distinct if not way.startswith(_FETCH))]


def _too_many() -> Finding:
    message = f"more layers than the {MOST_BITS} that fit into one pass; nothing was screened."
    return Finding(
        "error", "land/layers.csv", "too_many_layers", message, fix="Take out layers that no rule speaks of."
    )
