"""What was fetched, written into the study's sources.csv: edition, date, hash, the server's version, licence."""

from pathlib import Path
from typing import Final

import pandas as pd

from lae.fetch.download import Known
from lae.fetch.layers import Layer
from lae.files import csv_text, read_table
from lae.findings import raise_errors
from lae.sources import Sources
from lae.tables import columns_of, empty, validated

_FILE: Final = "sources.csv"
_NOTE: Final = "fetched by lae"


def read_sources(data: Path) -> pd.DataFrame:
    """The study's sources, empty where there is no file yet; raises `FaultsError` for a faulty one."""
    path = data / _FILE
    if not path.is_file():
        return empty(Sources)
    table, findings = read_table(path, Sources, table=_FILE, may_be_empty=True)
    raise_errors(findings)
    return table


def known(sources: pd.DataFrame, layer: Layer) -> Known:
    """The version and the hash of the layer's file that was fetched last."""
    rows = sources[sources["source_id"].str.fullmatch(rf"{layer.id}_\d{{4}}_\d{{2}}") & sources["etag"].ne("")]
    last = rows.sort_values("retrieved").tail(1)
    return Known(*last[["etag", "sha256"]].iloc[0]) if len(last) else Known()


def with_layer(
    sources: pd.DataFrame, layer: Layer, *, vintage: str, today: str, sha256: str, etag: str
) -> pd.DataFrame:
    """The sources with this edition of the layer in them, in the place of the same edition fetched before."""
    name = f"{layer.id}_{vintage.replace('-', '_')}"
    row = {
        "source_id": name,
        "publisher": layer.publisher,
        "title": layer.title,
        "url": layer.address,
        "licence": layer.licence,
        "attribution": layer.attribution,
        "vintage": vintage,
        "retrieved": today,
        "sha256": sha256,
        "etag": etag,
        "note": f"{_NOTE} as {layer.path}",
    }
    others = sources[sources["source_id"].ne(name)]
    table = pd.concat([others, pd.DataFrame([row], dtype="str")], ignore_index=True)[columns_of(Sources)]
    return validated(table.sort_values("source_id", ignore_index=True), Sources, _FILE)


def write_sources(sources: pd.DataFrame, data: Path) -> None:
    """Put sources.csv in place, whole."""
    draft = data / f".{_FILE}.new"
    data.mkdir(parents=True, exist_ok=True)
    draft.write_text(csv_text(sources, inert=False), encoding="utf-8", newline="\n")
    draft.replace(data / _FILE)
