"""What a study knows of each place beside its carbon, from layers it has; blank where nobody supplied one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from lae.findings import Finding
from lae.land.cells_contract import Cells
from lae.land.opportunities.contract import OpportunityFacts
from lae.land.policy_contract import LOOKED_AT
from lae.land.sequestration_contract import UNGRADED
from lae.tables import filled

Floats = npt.NDArray[np.float64]

HABITAT: Final = ("priority_habitat", "ancient_woodland")
ACCESS: Final = ("open_access", "common_land", "greenspace")
FLOOD: Final = ("flood_zone",)
NATURE: Final = ("nature_priority",)
SOLAR: Final = ("solar",)
"""Kinds of layer each fact is read from; `nature_priority` and `solar` are layers a study names in layers.csv."""
BEST: Final = ("1", "2", "3a")
"""A provisional grade 3 is not divided, so it is never counted as best."""
_TABLE: Final = "land/zone_facts.csv"


@dataclass(frozen=True)
class Known:
    """What there is to look at.

    Attributes:
        features: layer and geometry in EPSG:27700.
        states: contract LayerStates: only kinds that somebody looked at are used.
        cells: of `build_cells`; None where nothing was screened.
        register: contract ConstraintLayers.
        graded: contract GradedLand.
        homes: easting_m and northing_m of postcodes.
    """

    features: gpd.GeoDataFrame
    states: pd.DataFrame
    cells: Cells | None
    register: pd.DataFrame
    graded: pd.DataFrame
    homes: pd.DataFrame


def facts_of(zones: gpd.GeoDataFrame, known: Known, supplied: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Contract OpportunityFacts: every zone once; a figure that the study supplies stands in place of ours.

    Distances are from a point inside the zone, for a zone as large as an LSOA has homes and hedges at its edge.

    Args:
        zones: zone_id and geometry in EPSG:27700.
        known: layers, cells and homes.
        supplied: contract OpportunityFacts, the study's own; blanks leave ours.
    """
    shapes = np.asarray(zones.geometry.to_numpy(), dtype=object)
    points = np.asarray(shapely.point_on_surface(shapes), dtype=object)
    looked = set(known.states.loc[known.states["state"].isin(LOOKED_AT), "layer"])
    # A raster has no shapes to measure to: what it shows may be nearer than any shape.
    drawn = looked & set(known.register.loc[known.register["form"].eq("polygons"), "layer"])
    ids = pd.Index(zones["zone_id"])
    table = pd.DataFrame(
        {
            "zone_id": ids,
            "zone_ha": shapely.area(shapes) / 10_000.0,
            "habitat_distance_m": _nearest(points, known.features, set(HABITAT) & drawn),
            "flood_share": _share(ids, known, set(FLOOD) & looked),
            "access_distance_m": _nearest(points, known.features, set(ACCESS) & drawn),
            "nature_priority_share": _share(ids, known, set(NATURE) & looked),
            "homes_distance_m": _to_homes(points, known.homes),
            "best_farmland_share": _best(ids, known.graded),
        }
    )
    table["solar_ha"] = _share(ids, known, set(SOLAR) & looked) * table["zone_ha"]
    own = supplied.set_index("zone_id").drop(columns="zone_ha")
    strange = tuple(sorted(set(own.index) - set(ids)))
    given = own.reindex(ids).reset_index(drop=True)
    table = table.assign(**{name: given[name].fillna(table[name]) for name in given.columns})
    message = "these are no zones of the study; what is said of them is left out."
    found = [Finding("warning", _TABLE, "unknown_zone", message, "zone_id", strange)][: len(strange)]
    found += _partial(drawn)
    return filled(table.sort_values("zone_id", kind="stable", ignore_index=True), OpportunityFacts, _TABLE), found


def neighbours(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """zone_id and neighbour_id of zones that share an edge, each pair once; a common corner is no edge.

    Args:
        zones: zone_id and geometry.
    """
    ordered = zones.sort_values("zone_id", kind="stable")
    shapes = np.asarray(ordered.geometry.to_numpy(), dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    one, other = one[one < other], other[one < other]
    edge = shapely.length(shapely.intersection(shapes[one], shapes[other])) > 0
    ids = ordered["zone_id"].to_numpy()
    names = {"zone_id": ids[one[edge]], "neighbour_id": ids[other[edge]]}
    return pd.DataFrame(names).astype("str")


def _nearest(points: npt.NDArray[np.object_], features: gpd.GeoDataFrame, kinds: Collection[str]) -> Floats:
    """Metres from each point to the nearest feature of these kinds; NaN where none was supplied."""
    shapes = np.asarray(features.loc[features["layer"].isin(list(kinds))].geometry.to_numpy(), dtype=object)
    if not len(shapes):
        return np.full(len(points), np.nan)
    (_, _), metres = shapely.STRtree(shapes).query_nearest(points, return_distance=True, all_matches=False)
    return np.asarray(metres, dtype=np.float64)


def _share(ids: pd.Index, known: Known, kinds: Collection[str]) -> Floats:
    """The share of each zone's land inside layers of these kinds; NaN where nobody looked."""
    cells = known.cells
    if cells is None or not kinds:
        return np.full(len(ids), np.nan)
    names = known.register.loc[known.register["layer"].isin(list(kinds)), "layer_id"]
    bits = np.bitwise_or.reduce(np.array([0, *(cells.bits_of(name, "inside") for name in names)], dtype=np.uint64))
    inside = ((cells.masks & bits) != 0)[cells.mask]
    count = len(cells.zone_ids)
    whole = np.bincount(cells.zone, cells.area_m2, count)
    part = np.bincount(cells.zone[inside], cells.area_m2[inside], count)
    share = np.divide(part, whole, out=np.full(count, np.nan), where=whole > 0)
    return pd.Series(share, index=list(cells.zone_ids)).reindex(ids).to_numpy(np.float64)


def _to_homes(points: npt.NDArray[np.object_], homes: pd.DataFrame) -> Floats:
    if homes.empty:
        return np.full(len(points), np.nan)
    tree = cKDTree(homes[["easting_m", "northing_m"]].to_numpy(np.float64))
    metres, _ = tree.query(shapely.get_coordinates(points))
    return np.asarray(metres, dtype=np.float64)


def _best(ids: pd.Index, graded: pd.DataFrame) -> Floats:
    """Land of the best grades over all land of the zone; NaN where no map grades any of it."""
    sums = graded.assign(
        best=graded["area_ha"].where(graded["grade"].isin(BEST), 0.0),
        told=graded["area_ha"].where(graded["grade"].ne(UNGRADED), 0.0),
    )
    by_zone = sums.groupby("zone_id")[["best", "told", "area_ha"]].sum().reindex(ids)
    share = by_zone["best"] / by_zone["area_ha"].where(by_zone["told"].gt(0))
    return share.to_numpy(np.float64)


def _partial(looked: Collection[str]) -> list[Finding]:
    """A note where a distance is to some kinds only, so that the nearest may be nearer than it says."""
    cases = {"connectivity": HABITAT, "access": ACCESS}
    ids = tuple(
        f"{name}: without {', '.join(sorted(set(kinds) - set(looked)))}"
        for name, kinds in cases.items()
        if 0 < len(set(kinds) & set(looked)) < len(kinds)
    )
    message = "these look at some of their layers only: something nearer may be missing."
    return [Finding("note", "opportunities", "partial", message, "criteria_missing", ids)][: len(ids)]
