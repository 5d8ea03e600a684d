"""A publisher's own file dropped into the data folder replaces that publisher's rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lae.assumptions import Assumptions
from lae.findings import FaultsError, Finding
from lae.readers.base import Count, Edition, Reading, Register, head_of, sha256_of
from lae.readers.operators import COMPILATIONS, OPERATORS, Compilation, Operator
from lae.readers.together import together

_OWNED: Final = ("substations", "feeds", "works", "scenario_figures", "firm_capacity")
_TABULAR: Final = (".csv", ".xlsx", ".json")


@dataclass(frozen=True)
class Replacement:
    """The tables that changed, and what was read on the way."""

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    counts: tuple[Count, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()


def apply(folder: Path, tables: Mapping[str, Any], editions: Mapping[str, str], *, known: set[Path]) -> Replacement:
    """Read every operator's file in `folder` that is not one of ours and let it replace that operator's rows.

    Args:
        folder: the study's data folder.
        tables: the study's tables; they are not changed.
        editions: edition by operator, from study.toml, since the files do not state theirs.
        known: our own files, which are not looked at.
    """
    changed: dict[str, pd.DataFrame] = {}
    counts: list[Count] = []
    findings: list[Finding] = []
    files: list[Path] = []
    readings: dict[str, list[Reading]] = {}
    for path in _strangers(folder, known):
        claims = claimants(path)
        if len(claims) != 1:
            findings.append(_unclaimed(path, [_name(claim) for claim in claims]))
            continue
        claim, name = claims[0], _name(claims[0])
        try:
            reading = _read(path, claim, tables, editions)
        except FaultsError as error:
            findings += error.findings
            continue
        counts.append(reading.count)
        findings.append(_replaced(path, name, reading))
        files.append(path)
        if isinstance(claim, Operator):
            readings.setdefault(name, []).append(reading)
        else:
            findings += reading.findings
            changed[name] = reading.tables[name]
    for dno, parts in sorted(readings.items()):
        whole = together(parts, dno=dno)
        findings += whole.findings
        current = {**tables, **changed}
        changed |= {name: _swapped(current, whole, name, dno) for name in _OWNED if name in whole.tables}
    return Replacement(changed, tuple(counts), tuple(findings), tuple(files))


def _strangers(folder: Path, known: set[Path]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _TABULAR and path.is_file() and path not in known:
            yield path


def claimants(path: Path) -> list[Operator | Compilation]:
    """Every reader that takes the file for its own, by what the file holds."""
    head = head_of(path)
    return [reader for reader in (*OPERATORS, *COMPILATIONS) if reader.recognise(head)]


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


def _unclaimed(path: Path, claims: list[str]) -> Finding:
    if claims:
        message = f"more than one reader takes this file for its own: {', '.join(claims)}."
        return Finding("error", path.name, "two_readers", message)
    message = "no reader knows this file; it is not used."
    return Finding(
        "warning", path.name, "unknown_file", message, fix="Take it out of the data folder, or ask for a reader."
    )
