"""OpenStreetMap features in GeoJSON of every spelling, and Overpass's own answers."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from lae.findings import FaultsError, Finding
from lae.geo import WGS84
from lae.readers import guard
from lae.readers.json_cells import at, documents, listed, number, text
from lae.readers.osm_features import Features
from lae.readers.osm_tags import is_wanted

HSTORE: Final = re.compile(r'"((?:[^"\\]|\\.){0,255})"\s*=>\s*"((?:[^"\\]|\\.){0,4000})"')
_ID: Final = re.compile(r"(node|way|relation)[/ ]?(\d{1,18})")
_LETTERS: Final = {"n": "node", "w": "way", "r": "relation"}
_CRS: Final = re.compile(r"EPSG:{1,2}(\d{4,5})$")
_POINT: Final = "Point"
_RING: Final = 4
"""Vertices of the smallest closed way."""


def features_of(path: Path) -> Features:
    """The features of a GeoJSON file, of GeoJSON lines, or of an Overpass answer; raises `FaultsError` for neither."""
    found = documents(path)
    lost = {"line that is no JSON": found.broken} if found.broken else {}
    elements = [each for document in found.found for each in listed(at(document, "elements"))]
    if elements:
        return _overpass(elements, lost)
    features = [each for document in found.found for each in _listed_features(document)]
    if not features and not any(isinstance(at(document, "features"), list) for document in found.found):
        message = "the file holds neither features nor elements of OpenStreetMap."
        raise FaultsError([Finding("error", path.name, "not_records", message, fix="Export it again as GeoJSON.")])
    names = [text(at(document, "crs", "properties", "name")) for document in found.found]
    code = next((match[1] for name in names if (match := _CRS.search(name))), "")
    written = np.array([_written(at(feature, "geometry")) for feature in features], dtype=object)
    return Features(
        ids=[_id_of(feature) for feature in features],
        tags=[_tags(at(feature, "properties")) for feature in features],
        shapes=np.asarray(shapely.from_geojson(written, on_invalid="ignore"), dtype=object).reshape(len(features)),
        crs=f"EPSG:{code}" if code in ("27700", "3857") else WGS84,
        lost=lost,
    )


def hstore(written: str) -> dict[str, str]:
    """Tags written as "key"=>"value", "key"=>"value", which is how GDAL writes those without a column."""
    return {_unescaped(key): _unescaped(value) for key, value in HSTORE.findall(written) if is_wanted(_unescaped(key))}


def _listed_features(document: Any) -> list[Any]:
    if at(document, "type") == "Feature":
        return [document]
    if isinstance(document, list):
        return document if any(at(each, "type") == "Feature" for each in document) else []
    return listed(at(document, "features"))


def _written(geometry: Any) -> str | None:
    """The geometry as text for the parser, which takes numbers only; None where it is no geometry."""
    return json.dumps(geometry) if isinstance(geometry, Mapping) and "coordinates" in geometry else None


def _tags(properties: Any) -> dict[str, str]:
    """Tags from the top level and from the places exporters put the rest: `tags`, `other` and `other_tags`."""
    if not isinstance(properties, Mapping):
        return {}
    nested = [_nested(properties.get(place)) for place in ("tags", "other", "other_tags")]
    merged: dict[str, str] = {}
    for source in (*nested, properties):
        merged |= {key: value for key, cell in source.items() if is_wanted(key) and (value := text(cell))}
    return merged


def _nested(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, str):
        return {}
    if value.lstrip().startswith("{"):
        try:
            inner = guard.json_of(value, table="tags")
        except FaultsError:
            return {}
        return inner if isinstance(inner, Mapping) else {}
    return hstore(value)


def _id_of(feature: Any) -> str:
    """OSM's id as type/number; GDAL's multipolygons name ways and relations in two columns, points in one."""
    properties = at(feature, "properties")
    stated = [at(feature, "id"), at(properties, "@id"), at(properties, "full_id"), at(properties, "id")]
    for value in stated:
        word = text(value)
        if match := _ID.fullmatch(word):
            return f"{match[1]}/{match[2]}"
        if match := re.fullmatch(r"([nwr])(\d{1,18})", word):
            return f"{_LETTERS[match[1]]}/{match[2]}"
    kind = text(
        at(properties, "type")
        or at(properties, "element_type")
        or at(properties, "element")
        or at(properties, "osm_type")
    )
    plain = text(at(properties, "osm_id") or at(properties, "osmid") or at(properties, "id"))
    if way := text(at(properties, "osm_way_id")):
        return f"way/{way}"
    if not plain:
        return ""
    if kind in _LETTERS.values():
        return f"{kind}/{plain.lstrip('-')}"
    return f"node/{plain}" if at(feature, "geometry", "type") == _POINT else f"relation/{plain.lstrip('-')}"


def _overpass(elements: list[Any], lost: Mapping[str, int]) -> Features:
    """Nodes, ways and relations with tags; those without are only the corners of others."""
    corners = {
        at(each, "id"): (number(at(each, "lon")), number(at(each, "lat")))
        for each in elements
        if at(each, "type") == "node" and isinstance(at(each, "id"), int)
    }
    tagged = [each for each in elements if isinstance(at(each, "tags"), Mapping) and at(each, "tags")]
    shapes = np.full(len(tagged), None, dtype=object)
    for place, each in enumerate(tagged):
        shapes[place] = _element_shape(each, corners)
    return Features(
        ids=[f"{text(at(each, 'type'))}/{text(at(each, 'id'))}" for each in tagged],
        tags=[_tags({"tags": at(each, "tags")}) for each in tagged],
        shapes=shapes,
        crs=WGS84,
        lost=lost,
    )


def _element_shape(element: Any, corners: Mapping[Any, tuple[float, float]]) -> shapely.Geometry | None:
    line = list(_line(element, corners))
    if len(line) >= _RING and line[0] == line[-1]:
        return shapely.Polygon(line)
    if len(line) >= 2:
        return shapely.LineString(line)
    bounds = at(element, "bounds")
    middle = [(number(at(bounds, f"min{axis}")) + number(at(bounds, f"max{axis}"))) / 2 for axis in ("lon", "lat")]
    for lon, lat in (_pair(element), _pair(at(element, "center")), (middle[0], middle[1])):
        if np.isfinite(lon) and np.isfinite(lat):
            return shapely.Point(lon, lat)
    return None


def _line(element: Any, corners: Mapping[Any, tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The way's vertices, from its own geometry or from the nodes it names; one that is not finite is left out."""
    own = [_pair(vertex) for vertex in listed(at(element, "geometry"))]
    named = [corners[ref] for ref in listed(at(element, "nodes")) if isinstance(ref, int) and ref in corners]
    yield from (pair for pair in own or named if np.isfinite(pair).all())


def _pair(record: Any) -> tuple[float, float]:
    return number(at(record, "lon")), number(at(record, "lat"))


def _unescaped(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written)
