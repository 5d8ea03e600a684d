"""Publishers' own files dropped into the data folder: an operator's replaces its rows, certificates are laid beside."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.assumptions import Assumptions
from lae.findings import FaultsError, Finding
from lae.land.contract import RasterLayer
from lae.readers import catalogue, ons_boundaries, overhead_lines, rasters
from lae.readers.base import Count, Edition, Reading, Register, SourceRow, head_of, sha256_of
from lae.readers.catalogue import Publisher
from lae.readers.combined import combined
from lae.readers.electrical import cim
from lae.readers.electrical import parts as wires
from lae.readers.electrical.joined import settle
from lae.readers.land_layer_kinds import FETCHED
from lae.readers.operators import COMPILATIONS, OPERATORS, Compilation, Operator
from lae.readers.together import together
from lae.statistics import STATISTICS

GRID_LAYERS: Final = ("grid", "connections")
"""Layers whose files are read with the study's own registers."""
CERTIFICATES: Final = ("certificates", "display_certificates", "non_domestic_certificates")
"""Tables of energy certificates, which only a publisher's own file fills."""
_OWNED: Final = ("substations", "feeds", "works", "scenario_figures", "firm_capacity")
FOUND_CHARGERS: Final = "found_chargers"
PARKING: Final = "parking_sites"
CONSTRAINTS: Final = "found_constraints"
LINES: Final = "found_lines"
RESP_ROWS: Final = "resp_rows"
CARBON_LOOKUP: Final = "carbon_lookup"
CARBON_RATES: Final = "carbon_rates"
EMISSIONS: Final = "found_emissions"
FOUND_AREAS: Final = "found_areas"
_CHARGERS: Final = {"chargers": FOUND_CHARGERS}
_LAID_BESIDE: Final[Mapping[str, Mapping[str, str]]] = {
    "epc": {name: name for name in CERTIFICATES},
    "ncr": _CHARGERS,
    "ocm": _CHARGERS,
    "ocpi": _CHARGERS,
    "osm": {**_CHARGERS, "parking_sites": PARKING},
    "land_layers": {"constraints": CONSTRAINTS},
    "overhead_lines": {overhead_lines.LINES: LINES},
    "tresp": {RESP_ROWS: RESP_ROWS},
    "carbon_tables": {CARBON_LOOKUP: CARBON_LOOKUP, CARBON_RATES: CARBON_RATES},
    "ghg": {STATISTICS: EMISSIONS},
    "ons_boundaries": {ons_boundaries.AREAS: FOUND_AREAS},
    **{name: {table: table for table in wires.TABLES} for name in wires.PUBLISHERS},
}
"""Publishers whose tables enter the study as they are, by the name the study has for each; files are put together."""
_RASTERS: Final = "rasters"
"""The publisher whose files are looked at and left where they are: they are read window by window."""
_LAND: Final = "land"
_EMPTY_LAYER: Final = "empty_layer"
_FETCHED_AS: Final = "fetched by lae as "
"""How the note of a file that `lae fetch` wrote begins in sources.csv; its path in the data folder follows."""
_CIM: Final = cim.LTDS_CIM
"""The publisher whose files each state a part of one network, so that all are read together."""
_TEXTS: Final = (".md", ".toml")


@dataclass(frozen=True)
class Replacement:
    """The tables that changed, and what was read on the way."""

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    counts: tuple[Count, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()
    rasters: tuple[RasterLayer, ...] = ()
    none_here: frozenset[str] = frozenset()
    """Land layers whose publisher was asked for the study's own box and has nothing in it."""


@dataclass
class _Read:
    """What has been read so far."""

    counts: list[Count] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    operators: dict[str, list[Reading]] = field(default_factory=dict)
    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    rasters: list[RasterLayer] = field(default_factory=list)
    none_here: set[str] = field(default_factory=set)
    cim: list[Path] = field(default_factory=list)

    def note(self, path: Path, name: str, reading: Reading, said: Finding) -> None:
        self.counts.append(replace(reading.count, file=name))
        self.findings.append(said)
        self.files.append(path)


def apply(folder: Path, tables: Mapping[str, Any], editions: Mapping[str, str], *, known: set[Path]) -> Replacement:
    """Read every publisher's file in `folder` that is not one of ours, and let an operator's replace that one's rows.

    What no stage of a run uses is named in a finding and not read.

    Args:
        folder: the study's data folder.
        tables: the study's tables; they are not changed.
        editions: edition by operator, from study.toml, since the files do not state theirs.
        known: our own files, which are not looked at.
    """
    done = _Read()
    for path in strangers(folder, known):
        name = path.relative_to(folder).as_posix()
        found = catalogue.identify(path, root=folder)
        try:
            if none_here := fetched_empty(path, name, found, tables["sources"]):
                done.none_here.add(none_here)
                done.findings.append(nothing_there(name))
                done.files.append(path)
            elif isinstance(found, Finding):
                done.findings.append(replace(found, table=name))
            elif found.layer in GRID_LAYERS:
                _read_grid(path, name, tables, editions, done)
            elif found.name == _RASTERS:
                layer, _, _, said = rasters.described(path)
                done.rasters.append(layer)
                done.findings += renamed(said, path, name)
                done.files.append(path)
            elif found.name == _CIM:
                done.cim.append(path)
            elif found.name in _LAID_BESIDE:
                _read_beside(path, name, found, tables, editions, done)
            else:
                done.findings.append(_unused(name, found))
        except FaultsError as error:
            done.findings += refused(error, path, name, found.layer if isinstance(found, Publisher) else "")
    _read_cim(folder, tables, editions, done)
    changed = _changed(tables, done)
    read = (tuple(done.counts), tuple(done.findings), tuple(done.files), tuple(done.rasters))
    return Replacement(changed, *read, frozenset(done.none_here))


def _changed(tables: Mapping[str, Any], done: _Read) -> dict[str, pd.DataFrame]:
    """The tables that what was read fills or changes; what is found on the way goes to `done`."""
    changed: dict[str, pd.DataFrame] = {}
    wired = bool(set(wires.TABLES) & set(done.tables))
    for name, tables_read in done.tables.items():
        # Impedances are added to those of the study, which go first; everything else has tables of its own.
        own = [tables[name]] if name in wires.TABLES and len(tables[name]) else []
        changed[name], again = combined([*own, *tables_read], name)
        done.findings += again
    for dno, parts in sorted(done.operators.items()):
        whole = together(parts, dno=dno)
        done.findings += whole.findings
        current = {**tables, **changed}
        changed |= {name: _swapped(current, whole, name, dno) for name in _OWNED if name in whole.tables}
    if wired:
        settled = settle({**tables, **changed}, own=set(tables[wires.BRANCHES]["asset_id"]))
        changed |= settled.tables
        done.findings += settled.findings
    return changed


def strangers(folder: Path, known: set[Path]) -> Iterator[Path]:
    """Every file of the folder that is neither known, hidden nor a text; folders that are links are not entered."""
    for path in sorted(folder.rglob("*")):
        ours = path in known or path.suffix.lower() in _TEXTS or hidden(path.relative_to(folder))
        if not ours and not path.is_dir():
            yield path


def hidden(path: Path) -> bool:
    """True where a part of a path inside the study begins with a dot, or as an open workbook's lock file does."""
    return any(part.startswith((".", "~$")) for part in path.parts)


def renamed(found: Iterable[Finding], path: Path, name: str) -> list[Finding]:
    """Findings under the file's path in the study, so that two files of one name can be told apart."""
    return [replace(finding, table=finding.table.replace(path.name, name, 1)) for finding in found]


def fetched_empty(path: Path, name: str, found: Publisher | Finding, sources: pd.DataFrame) -> str:
    """The land layer that `lae fetch` asked for in the study's own box and got no feature of; blank for other files.

    sources.csv must hold the fetch and the file be untouched since: else an empty file says nothing.
    """
    layer = FETCHED.get(path.stem, "") if isinstance(found, Finding) and found.rule == _EMPTY_LAYER else ""
    rows = sources[sources["note"].eq(f"{_FETCHED_AS}{name}")]
    return layer if layer and sha256_of(path) in set(rows["sha256"]) else ""


def nothing_there(name: str) -> Finding:
    """The note about such a file."""
    message = "the publisher has no feature of this layer in the study's box: land is screened, and none is ruled out."
    return Finding("note", name, "none_here", message)


def refused(error: FaultsError, path: Path, name: str, layer: str) -> list[Finding]:
    """Why a file cannot be read; one of land stops no run, which goes on with land that is not screened for it."""
    if layer != _LAND:
        return renamed(error.findings, path, name)
    said = renamed(error.findings, path, name)
    return [replace(one, severity="warning", message=f"{one.message} Land is not screened by it.") for one in said]


def claimants(path: Path) -> list[Operator | Compilation]:
    """Every operator's reader that takes the file for its own, by what the file holds."""
    head = head_of(path)
    return [reader for reader in (*OPERATORS, *COMPILATIONS) if reader.recognise(head)]


def source_row(path: Path, publisher: Publisher, sources: pd.DataFrame, editions: Mapping[str, str]) -> SourceRow:
    """What sources.csv says of a file of this content; its edition as study.toml states it, where it does."""
    rows = sources[sources["sha256"].eq(sha256_of(path))]
    stated = editions.get(publisher.name, "")
    if rows.empty:
        return SourceRow("", stated, "")
    first = rows.iloc[0]
    return SourceRow(str(first["source_id"]), stated or str(first["vintage"]), str(first["licence"]))


def _read_grid(path: Path, name: str, tables: Mapping[str, Any], editions: Mapping[str, str], done: _Read) -> None:
    (claim,) = claimants(path)
    whose = _name(claim)
    reading = _read(path, claim, tables, editions)
    done.note(path, name, reading, _replaced(path, whose, reading))
    if isinstance(claim, Operator):
        done.operators.setdefault(whose, []).append(reading)
    else:
        done.findings += reading.findings
        done.tables[whose] = [reading.tables[whose]]


def _read_beside(
    path: Path,
    name: str,
    publisher: Publisher,
    tables: Mapping[str, Any],
    editions: Mapping[str, str],
    done: _Read,
) -> None:
    reading = publisher.read(path, source_row(path, publisher, tables["sources"], editions))
    used = {table: ours for table, ours in _LAID_BESIDE[publisher.name].items() if table in reading.tables}
    if not used:
        done.findings.append(_unused(name, publisher))
        return
    count = reading.count
    message = f"{publisher.what}: {count.read} rows read, {count.kept} kept, {count.read - count.kept} dropped."
    done.note(path, name, reading, Finding("note", name, "read", message))
    done.findings += renamed(reading.findings, path, name)
    for table, ours in used.items():
        done.tables.setdefault(ours, []).append(reading.tables[table])


def _read_cim(folder: Path, tables: Mapping[str, Any], editions: Mapping[str, str], done: _Read) -> None:
    """Read all files of CIM models as one network; where one of them cannot be read, none is used."""
    if not done.cim:
        return
    publisher = next(each for each in catalogue.PUBLISHERS if each.name == _CIM)
    try:
        readings = cim.read_together(done.cim, source_row(done.cim[0], publisher, tables["sources"], editions))
    except FaultsError as error:
        done.findings += error.findings
        return
    for path, reading in zip(done.cim, readings, strict=True):
        name, count = path.relative_to(folder).as_posix(), reading.count
        message = f"{publisher.what}: {count.read} objects read, {count.kept} kept, {count.read - count.kept} dropped."
        done.note(path, name, reading, Finding("note", name, "read", message))
        done.findings += reading.findings
        for table, frame in reading.tables.items():
            done.tables.setdefault(table, []).append(frame)


def _name(reader: Operator | Compilation) -> str:
    return reader.dno if isinstance(reader, Operator) else reader.name


def _read(
    path: Path, reader: Operator | Compilation, tables: Mapping[str, Any], editions: Mapping[str, str]
) -> Reading:
    assumptions = Assumptions.from_frame(tables["assumptions"])
    stated = editions.get(_name(reader), "")
    edition = edition_of(path, reader, tables["sources"], assumptions, stated=stated)
    register = Register(tables["gsp_groups"], tables["aliases"], assumptions.value("power_factor_demand"))
    return reader.read(path, edition, register)


def edition_of(
    path: Path, reader: Operator | Compilation, sources: pd.DataFrame, assumptions: Assumptions, *, stated: str
) -> Edition:
    """The file's edition: as `stated`, else that of the file with the same SHA-256 in sources.csv.

    Raises:
        FaultsError: neither is known, or sources.csv lists nothing of that publisher.
    """
    name = reader.dno if isinstance(reader, Operator) else reader.publisher
    registered = sources[sources["sha256"] == sha256_of(path)]
    ours = sources[sources["source_id"].str.startswith(name)].sort_values(["vintage", "source_id"])
    if ours.empty:
        message = f"sources.csv holds no row whose source_id begins with {name}, so the file's licence is not known."
        raise FaultsError([Finding("error", path.name, "unknown_source", message, fix="Add one to sources.csv.")])
    vintage = stated or (str(registered["vintage"].iloc[0]) if len(registered) else "")
    if not vintage:
        message = f"the file does not say which edition it is, and nobody states one for {name}."
        fix = f'Add to study.toml, for instance: editions = {{ {name} = "2026-09" }}'
        raise FaultsError([Finding("error", path.name, "edition", message, fix=fix)])
    source = registered.iloc[0] if len(registered) else ours.iloc[-1]
    lag = round(assumptions.value(reader.lag_id)) if isinstance(reader, Operator) else 0
    return Edition(vintage, int(vintage[:4]) - lag, str(source["source_id"]), str(source["licence"]))


def _swapped(tables: Mapping[str, Any], reading: Reading, name: str, operator: str) -> pd.DataFrame:
    """The table with the operator's rows taken out and the file's put in, in the table's own column order."""
    old: pd.DataFrame = tables[name]
    fresh = reading.tables[name]
    others = old[~old["substation_id"].str.startswith(f"{operator}:")]
    key = ["substation_id", *(["upstream_id"] if name == "feeds" else [])]
    joined = pd.concat([others, fresh[old.columns]], ignore_index=True)
    return joined.sort_values(key, kind="stable", ignore_index=True)


def _replaced(path: Path, operator: str, reading: Reading) -> Finding:
    count = reading.count
    lost = sum(count.dropped.values())
    message = f"replaces all rows of {operator}: {count.read} rows read, {count.kept} kept, {lost} dropped."
    return Finding("note", path.name, "replaced", message)


def _unused(name: str, publisher: Publisher) -> Finding:
    message = f"is {publisher.what}; no part of a run reads it here."
    fix = "lae check tells what it holds; lae data makes the study's own tables from publishers' files."
    return Finding("note", name, "not_used", message, fix=fix)
