"""OpenStreetMap extracts in PBF, through GDAL's driver: only what is tagged as a place to park or charge is taken."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from shapely.errors import GEOSException

from lae.geo import WGS84
from lae.readers import guard
from lae.readers.guard import limits
from lae.readers.guard.maps import check_kind
from lae.readers.json_cells import text
from lae.readers.osm_features import Features
from lae.readers.osm_json import hstore
from lae.readers.osm_tags import Tags, is_wanted

_QUERIES: Final = {
    "points": (
        "SELECT osm_id, name, man_made, other_tags FROM points WHERE man_made = 'charge_point'"
        " OR other_tags LIKE '%charging_station%' OR other_tags LIKE '%parking%' OR other_tags LIKE '%supermarket%'"
        " OR other_tags LIKE '%warehouse%'"
    ),
    "multipolygons": (
        "SELECT osm_id, osm_way_id, name, amenity, building, landuse, man_made, shop, other_tags FROM multipolygons"
        " WHERE amenity IN ('parking', 'charging_station', 'parking_space') OR shop = 'supermarket'"
        " OR building = 'warehouse' OR name LIKE '%distribution%' OR other_tags LIKE '%charging_station%'"
        ' OR other_tags LIKE \'%"industrial"=>"warehouse"%\' OR other_tags LIKE \'%"industrial"=>"distributor"%\''
    ),
}
"""What is asked of each layer, so that a country's buildings never reach memory."""
_ROOM: Final = (100_000, 1_000_000, limits.MOST_FEATURES + 1)
"""Features that room is made for, one after the other: the map reader takes all the memory before it reads."""
_AGAIN: Final = "Download the extract again."


def features_of(path: Path) -> Features:
    """The tagged points and areas of an extract; raises `FaultsError` where it is damaged or cut off."""
    check_kind(path)
    frames = {layer: _selected(path, query) for layer, query in _QUERIES.items()}
    ids = [each for layer, frame in frames.items() for each in _ids(layer, frame)]
    tags = [each for frame in frames.values() for each in _tags(frame)]
    shapes = np.concatenate([np.asarray(frame["geometry"].to_numpy(), dtype=object) for frame in frames.values()])
    return Features(ids, tags, shapes, WGS84)


def _selected(path: Path, query: str) -> pd.DataFrame:
    for room in _ROOM:
        frame = _read(path, query, room)
        if len(frame) < room:
            return pd.DataFrame(frame) if "geometry" in frame.columns else pd.DataFrame({"geometry": []}, dtype=object)
    message = f"more than {limits.MOST_FEATURES / 1e6:.0f} million features are tagged as places to park."
    raise guard.refusal(path.name, "too_large", message, "Download the extract of your county.")


def _read(path: Path, query: str, most: int) -> Any:
    """At most so many features of the query."""
    try:
        return pyogrio.read_dataframe(path, sql=query, max_features=most)
    except (
        DataLayerError,
        DataSourceError,
        FeatureError,
        FieldError,
        GeometryError,
        GEOSException,
        UnicodeDecodeError,
        ValueError,
    ):
        message = "the extract cannot be read: it is cut off, damaged or no OpenStreetMap PBF."
        raise guard.refusal(path.name, "unreadable", message, _AGAIN) from None


def _ids(layer: str, frame: pd.DataFrame) -> list[str]:
    if "osm_id" not in frame.columns:
        return [""] * len(frame)
    whole = frame["osm_id"].map(text)
    if layer == "points":
        return list("node/" + whole)
    ways = frame["osm_way_id"].map(text)
    return list(("way/" + ways).where(ways.ne(""), "relation/" + whole))


def _tags(frame: pd.DataFrame) -> list[Tags]:
    plain = [name for name in frame.columns if is_wanted(name)]
    rest = frame["other_tags"].map(text) if "other_tags" in frame.columns else [""] * len(frame)
    others = frame["other_tags"] if "other_tags" in frame.columns else rest
    return [
        {
            **hstore(other if isinstance(other, str) else ""),
            **{k: v for k, c in zip(plain, cells, strict=True) if (v := text(c))},
        }
        for other, *cells in zip(others, *(frame[name] for name in plain), strict=True)
    ]
