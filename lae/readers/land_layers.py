"""Land layers of Natural England, the Environment Agency, Historic England, Forestry Commission, OS and planning.data.

What is read is what may rule a use of land out or ask for consent. A layer that cannot be read is refused, never empty:
whoever screens with it must know that it is not there.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.geo import BNG
from lae.land.contract import ALC_GRADES, FLOOD_ZONES, ConstraintPolygons
from lae.readers import guard
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.land_layer_head import layer_names, recognise
from lae.readers.land_layer_kinds import (
    PLANNING,
    PLANNING_NEEDS,
    PLANNING_PUBLISHER,
    Kind,
    kind_of,
    lookalikes,
    plain_column,
)
from lae.readers.remarks import Remarks
from lae.readers.tally import drop_findings, tally
from lae.tables import columns_of, key_of, validated

__all__ = ["read", "recognise"]

Box = tuple[float, float, float, float]

_HA: Final = 10_000.0
_SAMPLE: Final = 200
"""Rows whose cells are looked at where columns alone do not tell a layer."""
_START: Final = 65_536
_AREAL: Final = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))
_LINEAR: Final = (
    int(shapely.GeometryType.POINT),
    int(shapely.GeometryType.MULTIPOINT),
    int(shapely.GeometryType.LINESTRING),
    int(shapely.GeometryType.MULTILINESTRING),
    int(shapely.GeometryType.LINEARRING),
)
_SOURCES: Final = {
    "Natural England": "natural_england",
    "Historic England": "historic_england",
    "Environment Agency": "environment_agency",
    "Ordnance Survey": "ordnance_survey",
    "Forestry Commission": "forestry_commission",
    "MHCLG": "mhclg",
    "Trafford Data Lab": "trafford_data_lab",
    PLANNING_PUBLISHER: "planning_data",
}


def read(path: Path, source: SourceRow, *, bbox: Box | None = None) -> Reading:
    """The layer as `constraints` (contract `ConstraintPolygons`), a GeoDataFrame sorted by layer and feature.

    Args:
        path: GeoJSON, GeoPackage or a zip that holds one map.
        source: what sources.csv says of the file.
        bbox: west, south, east, north in EPSG:27700: only features that touch it are read.

    Raises:
        FaultsError: the file cannot be read, is none of the layers, holds no areas, or does not tell which of several
            layers with the same columns it is.
    """
    remarks = Remarks(path.name)
    frame = guard.vectors(path, bbox=bbox)
    attrs: dict[str, Any] = {str(name): value for name, value in frame.attrs.items()}
    remarks.extend(attrs["findings"])
    if not len(frame.columns.drop("geometry", errors="ignore")):
        raise guard.refusal(path.name, "empty", "the layer has no features or no columns.", "Download your area again.")
    frame = frame.rename(columns={name: plain_column(name) for name in frame.columns if name != "geometry"})
    frame = frame.loc[:, ~frame.columns.duplicated()]
    kind = _kind(path, frame, remarks)
    used = {*kind.ids, *kind.names, *kind.grades, kind.only_column, "dataset", "version"}
    texts = {name: _texts(frame[name]) for name in frame.columns if name in used}
    layers = _layers(frame, texts, kind)
    drops = {
        "a layer we do not know": layers.eq(""),
        "not of this layer": _beside(texts, kind, frame.index),
    }
    areas = _areas(frame)
    drops["not an area"] = pd.Series(~(shapely.area(areas) > 0), index=frame.index)
    source_id = source.source_id or _SOURCES[kind.publisher]
    kept, count = _counted(drops, attrs, source_id)
    remarks.extend(drop_findings(path.name, drops, unit="feature"))
    if not kept.any() and bbox is None:
        message = "no feature of the layer is an area of a layer we know."
        raise guard.refusal(path.name, "no_areas", message, "Download the layer of polygons, not of points.")
    grades = _grades(layers, _first(texts, kind.grades, frame.index), remarks, kept)
    table = gpd.GeoDataFrame(
        {
            "layer": layers,
            "name": _first(texts, kind.names, frame.index),
            "grade": grades,
            "area_ha": shapely.area(areas) / _HA,
            "vintage": source.vintage or _first(texts, ("version",), frame.index),
            "source_id": source_id,
            "source_row": frame.index,
        },
        geometry=gpd.GeoSeries(areas, index=frame.index, crs=BNG),
        index=frame.index,
    )[kept]
    table["feature_id"] = _ids(table["layer"], _first(texts, kind.ids, frame.index)[kept])
    words = ["layer", "name", "grade", "vintage", "source_id", "feature_id"]
    table = table.astype(dict.fromkeys(words, "str")).astype({"source_row": "int64"})
    table = table.sort_values(key_of(ConstraintPolygons), kind="stable")[columns_of(ConstraintPolygons)]
    if not kind.proven:
        message = f"{kind.publisher}'s {kind.layer} is known by its columns only: no real file of it was tried."
        remarks.file("note", "unproven", message)
    whole = validated(table, ConstraintPolygons, path.name)
    return Reading({"constraints": whole}, count, tuple(remarks.found))


def _kind(path: Path, frame: gpd.GeoDataFrame, remarks: Remarks) -> Kind:
    """What the layer is, by its columns, rows and own name; by the file's name only where nothing else tells."""
    columns = [str(name) for name in frame.columns]
    if set(columns) >= PLANNING_NEEDS:
        ids, names, grades = ("reference", "entity"), ("name",), tuple(grade for _, grade in PLANNING.values() if grade)
        return Kind("", PLANNING_PUBLISHER, PLANNING_NEEDS, ids=ids, names=names, grades=grades)
    rows = pd.DataFrame(frame.drop(columns="geometry")).head(_SAMPLE)
    text = " ".join(str(cell) for cell in rows.to_numpy(dtype=object).ravel())
    with guard.opened(path) as stream:
        start = stream.read(_START)
    members = tuple(guard.entries(path)) if start.startswith(b"PK") else ()
    for name in (*layer_names(Head(start, members)), ""):
        if found := kind_of(columns, name=name, text=text):
            return found
    possible = lookalikes(columns)
    if found := kind_of(columns, name=path.stem, text=text):
        message = f"only the file's name says that this is {found.layer}."
        remarks.file("warning", "named_by_file", message, fix="Check that the file is what its name says.")
        return found
    if possible:
        message = f"the columns fit {', '.join(possible)}, and nothing says which of them the layer is."
        fix = f"Put the layer's name into the file's name, for instance {possible[0]}.geojson."
        raise guard.refusal(path.name, "which_layer", message, fix)
    shown = ", ".join(columns[:8])
    message = f"these are not the columns of a land layer we know: {shown}."
    raise guard.refusal(path.name, "unknown_layer", message, "Download it from its publisher, with all columns.")


def _layers(frame: gpd.GeoDataFrame, texts: dict[str, pd.Series], kind: Kind) -> pd.Series:
    """The layer of each row: planning.data says it row by row."""
    if kind.layer:
        return pd.Series(kind.layer, index=frame.index, dtype="str")
    known = {name: layer for name, (layer, _) in PLANNING.items()}
    return texts["dataset"].map(known).fillna("").astype("str")


def _beside(texts: dict[str, pd.Series], kind: Kind, index: pd.Index) -> pd.Series:
    if not kind.only_column:
        return pd.Series(data=False, index=index)
    return ~texts[kind.only_column].str.casefold().isin(kind.only_values)


def _texts(cells: pd.Series) -> pd.Series:
    """Cells as text on one line, blank where missing, whole numbers without a fraction."""
    missing = cells.isna()
    if pd.api.types.is_float_dtype(cells) and cells.dropna().map(float.is_integer).all():
        cells = cells.map("{:.0f}".format)
    text = cells.map(str).astype("str").str.split().str.join(" ").astype("str")
    return text.mask(missing, "").fillna("")


def _first(texts: dict[str, pd.Series], names: tuple[str, ...], index: pd.Index) -> pd.Series:
    """The first of these columns that says something, row by row."""
    found = pd.Series("", index=index, dtype="str")
    for name in names:
        if name in texts:
            found = found.where(found.ne(""), texts[name])
    return found.astype("str")


def _grades(layers: pd.Series, published: pd.Series, remarks: Remarks, kept: pd.Series) -> pd.Series:
    """ALC grades and flood zones in our own words, blank where they are not one; any other class as published."""
    plain = published.str.casefold()
    grade = plain.str.removeprefix("grade").str.strip().str.replace(r"[\s-]+", "_", regex=True)
    zone = plain.str.extract(r"(?:zone|fz|^)\s*([23][ab]?)\b", expand=False).fillna("")
    alc, flood = layers.str.startswith("alc_"), layers.eq("flood_zone")
    result = published.mask(alc, grade).mask(flood, zone)
    wrong = kept & ((alc & ~result.isin(ALC_GRADES)) | (flood & ~result.isin(FLOOD_ZONES)))
    shown = ", ".join(f'"{text}"' for text in sorted(set(published[wrong]))[:3])
    message = f"the grade or zone is not known, which is not none: {shown}; left blank."
    remarks.rows("warning", "unknown_grade", message, (f"feature {row}" for row in wrong.index[wrong]))
    return result.mask(wrong, "")


def _areas(frame: gpd.GeoDataFrame) -> np.ndarray:
    """The areal part of each shape; None where a shape has none."""
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object).copy()
    types = shapely.get_type_id(shapes)
    shapes[np.isin(types, _LINEAR)] = None
    for place in np.flatnonzero(types == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapely.get_parts(np.array([shapes[place]], dtype=object)))
        flat = parts[np.isin(shapely.get_type_id(parts), _AREAL)]
        shapes[place] = shapely.union_all(flat) if len(flat) else None
    return shapes


def _counted(drops: dict[str, pd.Series], attrs: dict[str, Any], source_id: str) -> tuple[pd.Series, Count]:
    """The rows that stay, and the count with what the guard had left out and repaired before."""
    kept, count = tally(drops, source_id=source_id, repaired=attrs["repaired"])
    dropped = {**attrs["dropped"], **count.dropped}
    return kept, Count(source_id, int(attrs["read"]), count.kept, dropped, count.repaired)


def _ids(layers: pd.Series, published: pd.Series) -> pd.Series:
    """The publisher's ids, each made unique in its layer; "row N" where there is none."""
    rows = pd.Series([f"row {number}" for number in published.index], index=published.index, dtype="str")
    ids = published.mask(published.eq(""), rows)
    number = pd.DataFrame({"layer": layers, "id": ids}).groupby(["layer", "id"]).cumcount() + 1
    return ids.where(number.eq(1), ids + "#" + number.astype("str"))
