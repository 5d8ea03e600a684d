"""Layer after layer into a study's data folder; one that fails never costs the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from lae.fetch import arcgis, portals, record
from lae.fetch.arcgis import Box
from lae.fetch.download import Fetched, Told, download, sha256_of
from lae.fetch.faults import FetchError
from lae.fetch.layers import Layer
from lae.fetch.web import Web
from lae.geo import degrees_from_bng

Progress = Callable[[Layer], Told]
"""Called as a layer begins; what it returns is called with bytes or features as they come."""

_MARGIN_M: Final = 1_000.0
"""Beyond the study's edge, for what lies across it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one layer: fetched, unchanged, no_key or failed, with the reason and what to do."""

    layer: Layer
    status: str
    message: str = ""
    fix: str = ""
    rule: str = ""
    size_bytes: int = 0


@dataclass(frozen=True)
class Visit:
    """What every layer of one run shares: where it goes, for which area, with which keys, on which day."""

    web: Web
    data: Path
    box: Box
    keys: Mapping[str, str]
    today: str


def study_box(bounds: Sequence[float]) -> Box:
    """The study's bounds on the National Grid with a margin."""
    west, south, east, north = bounds
    return west - _MARGIN_M, south - _MARGIN_M, east + _MARGIN_M, north + _MARGIN_M


def fetch_all(layers: Sequence[Layer], visit: Visit, progress: Progress) -> list[Outcome]:
    """Fetch each layer in turn and write sources.csv after each, so that nothing fetched is ever without its record.

    Raises:
        FaultsError: sources.csv is faulty.
    """
    sources = record.read_sources(visit.data)
    outcomes = []
    for layer in layers:
        if layer.key_needed and not visit.keys.get(layer.key_name):
            message = f"the portal wants a key and {layer.key_name} is not set."
            fix = f"Ask the publisher for one, then: export {layer.key_name}=..."
            outcomes.append(Outcome(layer, "no_key", message, fix, "no_key"))
            continue
        try:
            fetched, vintage = _fetch(layer, visit, sources, progress(layer))
        except FetchError as error:
            outcomes.append(Outcome(layer, "failed", error.message, error.fix, error.rule))
            continue
        except OSError as error:
            message = f"the file cannot be written: {error.strerror or error}."
            outcomes.append(Outcome(layer, "failed", message, "Is the disk full, or the folder read-only?", "disk"))
            continue
        if not fetched.unchanged:
            sources = record.with_layer(
                sources, layer, vintage=vintage, today=visit.today, sha256=fetched.sha256, etag=fetched.etag
            )
            record.write_sources(sources, visit.data)
        status = "unchanged" if fetched.unchanged else "fetched"
        outcomes.append(Outcome(layer, status, size_bytes=fetched.size_bytes))
    return outcomes


def _fetch(layer: Layer, visit: Visit, sources: pd.DataFrame, told: Told) -> tuple[Fetched, str]:
    """The layer's file and its edition, year-month: the publisher's where it states one, else today's."""
    path, month = visit.data / layer.path, visit.today[:7]
    headers = _headers(layer, visit.keys)
    if layer.protocol == "arcgis":
        arcgis.fetch_layer(visit.web, layer.address, visit.box, path, most_bytes=layer.most_bytes, told=told)
        return Fetched(path, sha256_of(path), path.stat().st_size, ""), month
    url, edition = layer.address, month
    accept: Callable[[Path], None] = _anything
    if layer.protocol == "ckan":
        url, changed = portals.newest_resource(visit.web, layer.address, layer.package, layer.pattern, headers=headers)
        edition = changed[:7] or month
    elif layer.protocol == "opendatasoft":
        accept = portals.holds_rows(layer.key_name)
    else:
        url = f"{layer.address}?{_ocm_query(visit.box)}"
    fetched = download(
        visit.web,
        url,
        path,
        most_bytes=layer.most_bytes,
        headers=headers,
        known=record.known(sources, layer),
        accept=accept,
        told=told,
    )
    return fetched, edition


def _headers(layer: Layer, keys: Mapping[str, str]) -> dict[str, str]:
    name, form = layer.key_header
    key = keys.get(layer.key_name, "") if layer.key_name else ""
    return {name: form.format(key=key)} if key else {}


def _ocm_query(box: Box) -> str:
    west, south, east, north = box
    lon, lat = degrees_from_bng(pd.Series([west, east]), pd.Series([south, north]))
    corners = ",".join(f"({y:.4f},{x:.4f})" for x, y in zip(lon, lat, strict=True))
    return f"output=json&countrycode=GB&maxresults=20000&compact=false&verbose=false&boundingbox={corners}"


def _anything(_path: Path) -> None:
    return None
