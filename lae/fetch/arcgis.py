"""A layer of an ArcGIS FeatureServer as one GeoJSON file: paged, counted, and an error body never taken for data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lae.fetch.download import Told
from lae.fetch.faults import FetchError, TryAgainError
from lae.fetch.pages import Pages, write_items
from lae.fetch.web import Web
from lae.geo import BNG, WGS84

_PAGE: Final = 2_000
"""Most services answer with no more features at once."""
_BEFORE: Final = '{"type":"FeatureCollection","features":['
_AFTER: Final = "\n]}\n"

Box = tuple[float, float, float, float]
"""west, south, east, north on the British National Grid, metres."""


def fetch_layer(
    web: Web, url: str, box: Box, path: Path, *, most_bytes: int, told: Told = lambda _done, _of: None
) -> int:
    """Every feature of the layer at `url` that touches `box`, as GeoJSON in degrees; returns how many.

    Raises:
        FetchError: the service says so (also with HTTP 200), answers something else, or gives fewer features than it
            counted. Pages that came are kept for the next call.
    """
    about = _answer(web, url, {"f": "json"})
    key = about.get("objectIdField") or _object_id(about)
    stated = about.get("maxRecordCount")
    page = min(stated, _PAGE) if isinstance(stated, int) and stated > 0 else _PAGE
    query = {
        "where": "1=1",
        "geometry": ",".join(f"{edge:.0f}" for edge in box),
        "geometryType": "esriGeometryEnvelope",
        "inSR": BNG.removeprefix("EPSG:"),
        "spatialRel": "esriSpatialRelIntersects",
    }
    counted = _answer(web, f"{url}/query", query | {"returnCountOnly": "true", "f": "json"}).get("count")
    if not isinstance(counted, int) or counted < 0:
        raise FetchError("not_arcgis", "the service does not say how many features it has.")
    wanted = query | {"outFields": "*", "outSR": WGS84.removeprefix("EPSG:"), "f": "geojson"}
    wanted |= {"orderByFields": key} if key else {}
    pages = Pages(path.with_name(f".{path.name}.pages"), {"url": url, "page": page, "count": counted, **wanted})

    def ask(number: int) -> tuple[list[Any], bool]:
        sizes = {"resultOffset": str(number * page), "resultRecordCount": str(page)}
        answer = _answer(web, f"{url}/query", wanted | sizes)
        features = answer.get("features")
        if not isinstance(features, list):
            raise FetchError("not_arcgis", "the service's page holds no list of features.")
        told(min((number + 1) * page, counted), counted)
        return features, len(features) > 0 and (number + 1) * page < counted

    def features() -> Iterator[Any]:
        for items in pages.all(ask, most_bytes=most_bytes):
            yield from items

    found = _whole(features(), path, counted, pages)
    pages.remove()
    return found


def _whole(features: Iterator[Any], path: Path, counted: int, pages: Pages) -> int:
    """The file in place, unless the service gave fewer or more features than it counted."""
    draft = path.with_name(f".{path.name}.draft")
    found = write_items(features, draft, before=_BEFORE, after=_AFTER)
    if found != counted:
        draft.unlink()
        pages.remove()
        raise FetchError("incomplete", f"the service counted {counted:,} features and gave {found:,}; nothing is kept.")
    draft.replace(path)
    return found


def _answer(web: Web, url: str, params: dict[str, str]) -> dict[str, Any]:
    """The service's answer; an `error` body is a failure whatever the HTTP status says."""

    def judge(answer: Any) -> None:
        if not isinstance(answer, dict):
            raise FetchError("not_arcgis", "the service's answer is no ArcGIS answer.")
        if "error" in answer:
            raise _said(answer["error"])

    return dict(web.json(url, params, {}, judge))


def _said(error: Any) -> FetchError:
    about = error if isinstance(error, dict) else {}
    code, words = about.get("code"), str(about.get("message", "no reason given"))[:200]
    message = f'the service answered with an error: "{words}" ({code}).'
    if code in (429, 500, 502, 503, 504):
        return TryAgainError("service_error", message, "Run the same command again later.")
    return FetchError("service_error", message, "The layer may have moved: look it up on the publisher's page.")


def _object_id(about: dict[str, Any]) -> str:
    fields = about.get("fields")
    for field in fields if isinstance(fields, list) else []:
        if isinstance(field, dict) and field.get("type") == "esriFieldTypeOID":
            return str(field.get("name", ""))
    return ""
