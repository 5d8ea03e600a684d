"""`lae check`: everything that can be said of a study's data in seconds, before any long work."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from lae.checks import codes, dates, files, layers, licences, places, totals, units
from lae.checks.reasons import why
from lae.checks.uptake_rows import uptake_row_findings
from lae.files import read_table
from lae.findings import FaultsError, Finding, errors
from lae.inputs import ANCHORS, TABLES, Inputs, named_files, own_files, read_inputs
from lae.readers import catalogue, dropped, guard, strangers
from lae.readers.base import Count
from lae.readers.catalogue import Publisher
from lae.tables import columns_of, empty, key_of, row_ids, validated

CLEAN, FAULTY = 0, 1
"""Exit codes: nothing but warnings and notes, or at least one error. 2 is the command line's own: wrong usage."""

_TEXTS: Final = (".md", ".toml")
_TABULAR: Final = (".csv", ".tsv", ".gz")
_FILLED: Final = {
    "boundaries": "lsoas",
    "grid": "substations",
    "scenarios": "uptake_rows",
    "connections": "connections",
    "network": "branches",
    "supply_areas": "supply_areas",
    "developments": "developments",
    "vehicles": "recorded",
    "heat_pumps": "recorded",
}
"""The table of the study that fills a layer where no publisher's file does."""
_ORDER: Final = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Checked:
    """What `lae check` found: the study's title, its files (contract `Files`), and all findings, errors first."""

    title: str
    files: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """0 where nothing but warnings and notes was found, 1 where an error was."""
        return FAULTY if errors(self.findings) else CLEAN


@dataclass(frozen=True)
class _Looked:
    """One file looked at: its row in the table of files, what it holds, what was found."""

    row: dict[str, Any]
    findings: tuple[Finding, ...] = ()
    publisher: Publisher | None = None
    tables: Mapping[str, pd.DataFrame] | None = None


def check_study(folder: Path) -> Checked:
    """Everything that is wrong or worth knowing about the study in `folder`; nothing is written.

    Raises:
        FaultsError: study.toml itself cannot be used.
    """
    inputs = read_inputs(folder)
    data = folder / inputs.config.data
    own = own_files(data) | named_files(inputs.config, inputs.tables["constraint_layers"], data)
    looked = [_look(path, data, inputs, own) for path in _paths(data)]
    table = _files(looked)
    findings = [
        *_own_view(inputs.findings),
        *(finding for each in looked for finding in each.findings),
        *_editions(data, looked),
        *_own_tables(inputs),
        *_scenario_rows(data, inputs),
        *_against_study(looked, inputs, _anchors(data)),
        *_vintages(looked, inputs),
        *layers.missing_layers(_present(looked, inputs)),
        *licences.licence_findings(inputs.tables["sources"], _used(looked, inputs)),
        *licences.unregistered(table),
    ]
    ordered = sorted(dict.fromkeys(findings), key=lambda f: (_ORDER[f.severity], f.table, f.rule, f.column, f.message))
    return Checked(inputs.config.title, table, tuple(ordered))


def as_rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as plain rows: id of the rule, severity, what, where (file, column, row ids), why, how to fix."""
    return [
        {
            "id": finding.rule,
            "severity": finding.severity,
            "what": finding.message,
            "where": {"file": finding.table, "column": finding.column, "rows": list(finding.ids)},
            "why": why(finding),
            "fix": finding.fix,
        }
        for finding in findings
    ]


def as_record(checked: Checked) -> dict[str, Any]:
    """The whole check as JSON-ready values: files, findings and the exit code."""
    rows = checked.files.astype("object").where(checked.files.notna(), None).to_dict("records")
    return {
        "study": checked.title,
        "exit_code": checked.exit_code,
        "files": rows,
        "findings": as_rows(checked.findings),
    }


def _paths(data: Path) -> list[Path]:
    """Every file in the data folder but hidden ones; folders that are links are not entered."""
    return sorted(path for path in data.rglob("*") if not path.is_dir() and not dropped.hidden(path.relative_to(data)))


def _look(path: Path, data: Path, inputs: Inputs, own: set[Path]) -> _Looked:
    name = path.relative_to(data).as_posix()
    row: dict[str, Any] = {"file": name, "kind": "own", "what": "a table of this study"}
    if path in own:
        return _Looked(row)
    if path.suffix.lower() in _TEXTS:
        return _Looked(row | {"kind": "text", "what": "text, not read"})
    found = catalogue.identify(path, root=data)
    if dropped.fetched_empty(path, name, found, inputs.tables["sources"]):
        return _Looked(row | {"kind": "publisher", "layer": "land", "what": "a land layer with nothing here"})
    if isinstance(found, Finding):
        kind = "unknown" if found.rule in (catalogue.UNKNOWN, *strangers.RULES) else "refused"
        texts, row = _text_findings(path, name, row) if kind == "unknown" else ((), row)
        said = replace(found, table=name)
        return _Looked(row | {"kind": kind, "what": found.message}, (said, *texts))
    return _read(path, name, found, row, inputs)


def _read(path: Path, name: str, publisher: Publisher, row: dict[str, Any], inputs: Inputs) -> _Looked:
    source = dropped.source_row(path, publisher, inputs.tables["sources"], inputs.config.editions)
    row |= {"kind": "publisher", "reader": publisher.name, "layer": publisher.layer, "what": publisher.what}
    row |= {"source_id": source.source_id, "vintage": source.vintage}
    texts, row = _text_findings(path, name, row)
    if publisher.layer in dropped.GRID_LAYERS:
        return _Looked(row, texts, publisher)
    try:
        reading = publisher.read(path, source)
    except FaultsError as error:
        refused = dropped.refused(error, path, name, publisher.layer)
        return _Looked(row | {"kind": "refused"}, (*texts, *refused), publisher)
    said = dropped.renamed(reading.findings, path, name)
    return _Looked(row | _counts(reading.count), (*texts, *said), publisher, reading.tables)


def _counts(count: Count) -> dict[str, float]:
    return {
        "read_count": count.read,
        "kept_count": count.kept,
        "dropped_count": sum(count.dropped.values()),
        "repaired_count": sum(count.repaired.values()),
    }


def _text_findings(path: Path, name: str, row: dict[str, Any]) -> tuple[tuple[Finding, ...], dict[str, Any]]:
    """What a text table's bytes and dates say, whoever published it; nothing for other kinds of file."""
    if path.suffix.lower() not in _TABULAR:
        return (), row
    try:
        frame = guard.read_text_table(path, columns=dates.date_columns(guard.header_of(path)))
    except FaultsError as error:
        return tuple(replace(finding, severity="warning", table=name) for finding in error.findings), row
    found = [replace(finding, table=name) for finding in frame.attrs["findings"]]
    for column in frame.columns:
        found += dates.date_findings(name, str(column), frame[column])
    return tuple(found), row | {"encoding": frame.attrs["encoding"]}


def _files(looked: list[_Looked]) -> pd.DataFrame:
    blank = dict.fromkeys(columns_of(files.Files), "")
    counts = [name for name in blank if name.endswith("_count")]
    rows = pd.DataFrame(
        [blank | dict.fromkeys(counts, float("nan")) | each.row for each in looked], columns=list(blank)
    )
    if rows.empty:
        return empty(files.Files)
    return validated(rows.astype(dict.fromkeys(counts, "float64")), files.Files, "files")


def _own_view(findings: Iterable[Finding]) -> list[Finding]:
    """The study's own findings but for whose each file is, of which the catalogue knows more."""
    return [finding for finding in findings if finding.rule not in (catalogue.UNKNOWN, "two_readers")]


def _editions(data: Path, looked: list[_Looked]) -> Iterator[Finding]:
    known = [(data / each.row["file"], each.publisher, each.row["vintage"]) for each in looked if each.publisher]
    yield from catalogue.newest(known)[1]


def _own_tables(inputs: Inputs) -> Iterator[Finding]:
    """Units, places and shapes of the study's own tables."""
    tables, county = inputs.tables, inputs.tables["county"]
    for name, spec in TABLES.items():
        frame = tables[name]
        ids = pd.Series(row_ids(frame, key_of(spec.contract)), index=frame.index, dtype="str")
        yield from units.unit_findings(name, frame, spec.path, ids)
        if {"easting_m", "northing_m"} <= set(frame.columns):
            yield from places.point_findings(spec.path, frame["easting_m"], frame["northing_m"], county, ids)
    for name, key in (("districts", "district_code"), ("lsoas", "lsoa_code")):
        layer = tables[name]
        if len(layer):
            yield from places.shape_findings(f"boundaries/boundaries.gpkg, layer {name}", layer, layer[key])


def _scenario_rows(data: Path, inputs: Inputs) -> Iterator[Finding]:
    """What is wrong with each scenario's rows by their line, whether study.toml lists the scenario or not."""
    config = inputs.config
    for path in sorted(data.glob("pathway/*/uptake.csv")):
        name = path.relative_to(data).as_posix()
        try:
            rows = guard.read_text_table(path)
        except FaultsError as error:
            yield from (replace(finding, table=name) for finding in error.findings)
            continue
        yield from uptake_row_findings(
            name,
            rows,
            scenario=path.parent.name,
            districts=config.districts,
            years=config.years,
            sources=set(inputs.tables["sources"]["source_id"]),
        )


def _against_study(looked: list[_Looked], inputs: Inputs, anchors: pd.DataFrame) -> Iterator[Finding]:
    """What publishers' tables hold beside the study's own places, codes and published totals."""
    county, lsoas = inputs.tables["county"], inputs.tables["lsoas"]
    district_of = pd.Series(lsoas["district_code"].to_numpy(), index=lsoas["lsoa_code"].to_numpy(), dtype="str")
    for each in looked:
        for name, frame in (each.tables or {}).items():
            file = each.row["file"]
            numbers = frame["source_row"] if "source_row" in frame.columns else pd.Series(range(1, len(frame) + 1))
            ids = pd.Series([f"row {number}" for number in numbers], index=frame.index, dtype="str")
            yield from units.unit_findings(name, frame, file, ids, severity="warning")
            for column in codes.code_columns(frame):
                yield from codes.malformed(file, column, frame[column])
            # What of a land layer lies elsewhere was found when the study was read.
            if isinstance(frame, gpd.GeoDataFrame) and each.row["layer"] != "land":
                yield from places.layer_findings(file, frame, county)
            elif {"easting_m", "northing_m"} <= set(frame.columns):
                points = frame["easting_m"], frame["northing_m"]
                yield from places.point_findings(file, *points, county, ids, severity="warning")
            if {"area_code", "measure", "category", "year", "value", "unit"} <= set(frame.columns) and len(anchors):
                yield from totals.total_findings(file, totals.sums_by_district(frame, district_of), anchors)


def _vintages(looked: list[_Looked], inputs: Inputs) -> Iterator[Finding]:
    """What a join by code would lose, over all files of one reader and census: a county may come in parts."""
    groups: dict[tuple[str, str, str], list[tuple[str, pd.Series]]] = {}
    for each in looked:
        for frame in (each.tables or {}).values():
            for column in codes.code_columns(frame):
                key = (str(each.row["what"]), column, codes.vintage_of(frame[column]))
                groups.setdefault(key, []).append((str(each.row["file"]), frame[column]))
    for (what, column, _), parts in groups.items():
        name = parts[0][0] if len(parts) == 1 else f"{len(parts)} files of {what}"
        held = pd.concat([part.astype("str") for _, part in parts])
        yield from codes.vintage_findings(name, column, held, inputs.tables["lsoas"]["lsoa_code"])


def _anchors(data: Path) -> pd.DataFrame:
    path = data / ANCHORS
    return read_table(path, totals.Anchors, table=ANCHORS)[0] if path.is_file() else empty(totals.Anchors)


def _present(looked: list[_Looked], inputs: Inputs) -> set[str]:
    filled = {layer for layer, name in _FILLED.items() if (table := inputs.tables.get(name)) is not None and len(table)}
    named = inputs.tables["land_supply"].files
    filled |= {"land"} if len(named.features) or named.rasters else set()
    return filled | {str(each.row["layer"]) for each in looked if each.row["kind"] == "publisher"}


def _used(looked: list[_Looked], inputs: Inputs) -> set[str]:
    """The sources that the study's tables and files cite."""
    frames = [table for table in inputs.tables.values() if isinstance(table, pd.DataFrame)]
    cited = {
        str(source)
        for frame in frames
        if "source_id" in frame.columns and frame is not inputs.tables["sources"]
        for source in frame["source_id"].unique()
    }
    return cited | {str(each.row.get("source_id", "")) for each in looked} - {""}
