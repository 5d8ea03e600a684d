"""Features of OpenStreetMap whatever file they came in: tags that matter, a shape in British National Grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from lae.findings import Finding
from lae.readers.guard.placing import placed
from lae.readers.guard.shapes import sound
from lae.readers.osm_tags import Tags

NO_SHAPE: Final = "no shape"
OUTSIDE: Final = "outside Great Britain, or a shape beyond repair"


@dataclass(frozen=True)
class Features:
    """Features in file order: OSM's id such as "way/123" (or ""), tags, shape (None where unread) in `crs`."""

    ids: Sequence[str]
    tags: Sequence[Tags]
    shapes: np.ndarray
    crs: str
    lost: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Shapes:
    """Each feature's valid shape in EPSG:27700, None where it must go; why; how many were repaired."""

    shapes: np.ndarray
    faults: Mapping[str, np.ndarray]
    repaired: int
    findings: tuple[Finding, ...]


def shapes_of(features: Features, table: str) -> Shapes:
    """The features' shapes, placed, two-dimensional and valid; raises `FaultsError` where none lies in Britain."""
    absent = shapely.is_missing(features.shapes) | shapely.is_empty(features.shapes)
    layer = gpd.GeoDataFrame({"geometry": gpd.GeoSeries(features.shapes, crs=features.crs)})
    there, findings = placed(layer[~absent].reset_index(drop=True), table)
    kept = sound(np.asarray(there.geometry.to_numpy(), dtype=object))
    shapes = np.full(len(absent), None, dtype=object)
    shapes[~absent] = kept.shapes
    faults = {NO_SHAPE: absent, OUTSIDE: ~absent & shapely.is_missing(shapes)}
    return Shapes(shapes, faults, int(kept.mended.sum()), tuple(findings))
