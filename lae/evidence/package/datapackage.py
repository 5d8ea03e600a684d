"""datapackage.json: every table with its types, units, meanings, key, licences and sources, for Frictionless."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

import lae
from lae.dictionary.columns import Column, columns, key, meaning, title
from lae.dictionary.lineage import origin
from lae.inputs import TABLES as FILES
from lae.readers.base import sha256_of
from lae.results import Results
from lae.tables import records

FILE: Final = "datapackage.json"
Register = Mapping[str, Mapping[Any, Any]]
"""The rows of sources.csv by id."""
_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_OGL: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_MADE: Final = "2000-01-01T00:00:00Z"
"""A data package may hold a date of making; a fixed one keeps the bytes the same."""


class _Layers(NamedTuple):
    title: str
    description: str
    mediatype: str


_LAYERS: Final = {
    ".gpkg": _Layers(
        "Layers for a GIS",
        "GeoPackage 1.3 in EPSG:27700; the table layer_styles holds how QGIS draws each layer.",
        "application/geopackage+sqlite3",
    ),
    ".tif": _Layers(
        "Land screened for {option}",
        "Cloud-Optimised GeoTIFF in EPSG:27700: a code a square, with colours; meanings are in its tags and in "
        "the .aux.xml beside it. Screening, not permission.",
        "image/tiff; application=geotiff; profile=cloud-optimized",
    ),
}


def data_package(
    results: Results,
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    *,
    edition: str,
    layers: Iterable[Path] = (),
) -> dict[str, Any]:
    """The description of the CSV files of `tables` that lie in `folder`/tables, and of `layers` in `folder`.

    The package's sources are those its tables cite; where a table cites none, those of the files it goes back to.
    """
    cited = {name: sources_of(results, name, frame) for name, frame in tables.items()}
    register = {str(row["source_id"]): row for row in results.table("sources").to_dict("records")}
    every = sorted({source for found in cited.values() for source in found})
    config = results.inputs.config
    return {
        "$schema": _PROFILE,
        "name": _slug(f"lae-{config.name}-{edition}"),
        "title": f"{config.title}: evidence for the Local Area Energy Plan ({edition} edition)",
        "description": (
            "Tables of a run of lae. Blank means not known, never nought. Fields of provenance say whether a row is "
            "published, modelled, assumed or illustrative. Nothing here is a connection offer."
        ),
        "version": lae.__version__,
        "created": _MADE,
        "licenses": _licences(register, every),
        "sources": [_source(name, register[name]) for name in every if name in register],
        "resources": [
            *(_resource(name, frame, folder / "tables", cited[name], register) for name, frame in tables.items()),
            *(_layer(path) for path in layers),
        ],
    }


def sources_of(results: Results, name: str, frame: pd.DataFrame) -> list[str]:
    """The data sets a table cites row by row, else those cited by the study's tables it is made from."""
    own = cited_in(frame)
    if own or name in ("sources", "assumptions"):
        return sorted(own)
    paths = set(origin(name).files)
    below = (
        results.inputs.tables[table]
        for table, spec in FILES.items()
        if spec.path in paths and isinstance(results.inputs.tables.get(table), pd.DataFrame)
    )
    return sorted({source for frame in below for source in cited_in(frame)})


def cited_in(frame: pd.DataFrame) -> set[str]:
    """The ids in the columns of `frame` that name sources."""
    names = [name for name in frame.columns if str(name) == "source_id" or str(name).endswith("_source_id")]
    found = (part for name in names for text in frame[name].unique() for part in str(text).split(";"))
    return {part.strip() for part in found if part.strip()} - {"nan"}


def _resource(name: str, frame: pd.DataFrame, folder: Path, cited: Iterable[str], register: Register) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    made: dict[str, Any] = {
        "name": _slug(name),
        "type": "table",
        "path": f"tables/{name}.csv",
        "title": title(name),
        "description": meaning(name) or title(name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
        "schema": table_schema(name, frame),
    }
    if told := [_source(source, register[source]) for source in cited if source in register]:
        made["sources"] = told
    return made


def _layer(path: Path) -> dict[str, Any]:
    """A file of map layers as a resource: what it is and how to know that it is whole."""
    kind = _LAYERS[path.suffix]
    option = path.stem.removeprefix("land_").replace("_", " ")
    return {
        "name": _slug(path.name),
        "path": path.name,
        "title": kind.title.format(option=option),
        "description": kind.description,
        "format": path.suffix.removeprefix("."),
        "mediatype": kind.mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
    }


def table_schema(name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """The Table Schema of one table from its contract."""
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in columns(name, frame)],
        "missingValues": [""],
    }
    if wanted := list(key(name)):
        schema["primaryKey"] = wanted
    return schema


def _field(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "title": column.heading,
        "description": column.meaning,
    }
    if column.unit:
        made["unit"] = column.unit
    limits = {name: value for name, value in column.limits if _said(name, value)}
    if column.required:
        limits["required"] = True
    return made | ({"constraints": limits} if limits else {})


def _said(name: str, value: Any) -> bool:
    """An empty choice is written as a blank, which is a missing value and no member of an enumeration."""
    return name != "enum" or bool(value)


def _licences(register: Register, used: Iterable[str]) -> list[dict[str, str]]:
    """The open licences of the data sets used, each once, the Open Government Licence first."""
    names = [str(register[source]["licence"]) for source in used if source in register]
    known = dict.fromkeys(name for name in names if name)
    made = [{"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0", "path": _OGL}]
    others = [name for name in known if "open government" not in name.casefold()]
    return made + [{"name": _slug(name), "title": name} for name in others if _slug(name)]


def _source(name: str, row: Mapping[Any, Any]) -> dict[str, str]:
    told = {
        "title": f"{row['publisher']}: {row['title']}",
        "licence": row["licence"],
        "attribution": row["attribution"],
    }
    known = {key: str(value) for key, value in told.items() if str(value)}
    if str(row["url"]).startswith(("https://", "http://")):
        known["path"] = str(row["url"])
    return {"name": _slug(name)} | known


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold().replace(" ", "-")).strip("-._")


def attributions(results: Results) -> list[tuple[str, str]]:
    """Every attribution line a licence wants printed, with the licence, each once."""
    register = results.table("sources")
    told = [(row.attribution, row.licence) for row in records(register) if row.attribution]
    return sorted(dict.fromkeys(told))
