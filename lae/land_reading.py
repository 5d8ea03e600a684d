"""What a study was given to screen its land with: features, land cover and other rasters, brought to one grid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from lae.findings import Finding
from lae.geo import BNG
from lae.land.cells.grid import WINDOW_ROWS, Grid
from lae.land.cells.slope import slopes
from lae.land.contract import Box, LandSupply, RasterLayer, RasterWindow
from lae.land.layers.bits import Supplied, graded_features
from lae.land.layers.faults import pooled
from lae.land.layers.register import layer_keys
from lae.land.policy_contract import LAND_COVER, LayerStates
from lae.readers.rasters_mosaic import mosaic
from lae.tables import records, validated

_BEST_FIRST: Final = ("ukceh_lcm", "esa_worldcover", "corine_grid", "corine", "classes")
"""Schemes of land cover, the one whose classes are ours and the finest cells first."""
_TERRAIN: Final = "terrain"
_WHERE: Final = (
    "UKCEH Land Cover Map (https://catalogue.ceh.ac.uk, licence to be agreed), or ESA WorldCover "
    "(https://esa-worldcover.org, open); put the GeoTIFF in data/land"
)


@dataclass(frozen=True)
class LandRasters:
    """The rasters of a run: tiles of one land cover, and by layer key the tiles of each raster constraint."""

    cover: tuple[RasterLayer, ...]
    by_key: Mapping[str, tuple[RasterLayer, ...]]
    elsewhere: frozenset[str]
    findings: tuple[Finding, ...]

    @property
    def scheme(self) -> str:
        """The set of classes of the land cover; blank without one."""
        return self.cover[0].scheme if self.cover else ""


def rasters_of(layers: pd.DataFrame, supply: LandSupply, box: Box) -> LandRasters:
    """Which raster serves what; of several land covers the best, with a finding that names the others.

    Args:
        layers: contract ConstraintLayers, its numbers filled in.
        supply: what the study was given.
        box: of the study, in metres.
    """
    found, files = supply.rasters, supply.files
    cover, findings = _cover([one for one in found if one.kind == LAND_COVER and one.reaches(box)])
    heights = tuple(one for one in found if one.kind == _TERRAIN)
    near = tuple(one for one in heights if one.reaches(box))
    keys, elsewhere = {}, set()
    for row, key in zip(records(layers), layer_keys(layers), strict=True):
        if row.form == "polygons":
            continue
        own = files.rasters.get(key)
        loose = (near, heights) if row.form == _TERRAIN and not row.file else ((), ())
        tiles, known = (((own,) if own.reaches(box) else ()), (own,)) if own else loose
        if tiles:
            keys[str(key)] = tiles
        elif known:
            elsewhere.add(str(key))
    return LandRasters(cover, keys, frozenset(elsewhere), findings)


def supplied_of(layers: pd.DataFrame, supply: LandSupply, held: LandRasters, box: Box) -> Supplied:
    """Everything the layers (contract ConstraintLayers) can be made of in the study's box."""
    files = supply.files
    # A recognised layer whose row names a file is that file's alone.
    kinds = set(layers.loc[layers["file"].eq(""), "layer"])
    features = pooled(*(table[table["layer"].isin(kinds)] for table in supply.tables), files.features)
    readable = features[~features["layer"].isin(set(files.unreadable))]
    nothing = supply.none_here - set(readable["layer"])
    extents = dict.fromkeys(sorted(nothing & kinds), box)
    return Supplied(readable, extents, frozenset(held.by_key), dict(files.unreadable), held.elsewhere)


def known_features(layers: pd.DataFrame, supply: LandSupply) -> gpd.GeoDataFrame:
    """Published kind (`layer`) and geometry of every feature at hand, those of a study's own files among them.

    Of a file only the classes that its row asks for are of the row's kind.

    Args:
        layers: contract ConstraintLayers, its numbers filled in.
        supply: what the study was given.
    """
    rows = layers[layers["form"].eq("polygons")]
    found = pooled(*supply.tables, supply.files.features)
    found = found[~found["layer"].isin(set(supply.files.unreadable))]
    parts = [found[found["layer"].isin(set(rows.loc[rows["file"].eq(""), "layer"]))]]
    for row, key in zip(records(rows), layer_keys(rows), strict=True):
        if row.file:
            parts.append(graded_features(found[found["layer"].eq(key)], row.grades).assign(layer=row.layer))
    every = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return gpd.GeoDataFrame(every[["layer", "geometry"]].drop_duplicates(), geometry="geometry", crs=BNG)


def cover_windows(held: LandRasters, grid: Grid) -> Iterator[RasterWindow] | None:
    """Windows of the land cover on the grid's strips; None where there is none."""
    return mosaic(held.cover, grid.box, cell_m=grid.cell_m, rows=_rows(grid)) if held.cover else None


def rule_windows(layers: pd.DataFrame, held: LandRasters, grid: Grid) -> dict[str, Iterator[RasterWindow]]:
    """By layer_id, windows of each raster constraint in step with the land cover's: values, or degrees of slope."""
    made: dict[str, Iterator[RasterWindow]] = {}
    for row, key in zip(records(layers), layer_keys(layers), strict=True):
        if tiles := held.by_key.get(str(key)) if row.form != "polygons" else None:
            plain = mosaic(tiles, grid.box, cell_m=grid.cell_m, rows=_rows(grid))
            made[str(row.layer_id)] = slopes(plain) if row.form == _TERRAIN else plain
    return made


def with_cover(states: pd.DataFrame, held: LandRasters) -> pd.DataFrame:
    """The states of all layers (contract LayerStates) and that of the land cover, so that one list names all."""
    there = bool(held.cover)
    row: dict[str, Any] = {
        "layer_id": LAND_COVER,
        "title": "Land cover",
        "layer": LAND_COVER,
        "state": "screened" if there else "missing",
        "features_count": 0,
        "vintage": "",
        "reason": "" if there else "no land-cover raster of the study was supplied.",
        "how_to_get": "" if there else _WHERE,
        "source_id": held.scheme,
    }
    texts = dict.fromkeys([name for name in row if name != "features_count"], "str")
    whole = pd.concat([states, pd.DataFrame([row]).astype(texts)], ignore_index=True)
    return validated(whole.sort_values("layer_id", kind="stable"), LayerStates, "land_layers")


def _cover(found: Sequence[RasterLayer]) -> tuple[tuple[RasterLayer, ...], tuple[Finding, ...]]:
    if not found:
        return (), ()
    best = min((one.scheme for one in found), key=_BEST_FIRST.index)
    used = tuple(one for one in found if one.scheme == best)
    if len(used) == len(found):
        return used, ()
    others = tuple(one.path.name for one in found if one.scheme != best)
    message = f"are other land covers; {', '.join(one.path.name for one in used)} ({best}) is used instead."
    fix = "Take out the land cover you do not mean."
    return used, (Finding("warning", LAND_COVER, "several_covers", message, "file", others, fix),)


def _rows(grid: Grid) -> int:
    """Rows of the grid's own strips, so that all rasters keep step."""
    return next(grid.strips(WINDOW_ROWS)).rows
