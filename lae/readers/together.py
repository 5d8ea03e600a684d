"""Several files of one operator as one: each states a part, and no part may erase another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from lae.findings import Finding
from lae.readers.base import Count, Reading
from lae.tables import row_ids

NO_FEED: Final = "no file says what feeds the substation"
_KEYS: Final[Mapping[str, list[str]]] = {
    "substations": ["substation_id"],
    "feeds": ["substation_id", "upstream_id"],
    "works": ["work_id"],
    "scenario_figures": ["substation_id", "direction", "scenario", "year"],
    "firm_capacity": ["substation_id", "season"],
}
_UNSAID: Final = ("", "unknown", "none")
"""What a text column holds where its file says nothing."""
_EDITION: Final = ("vintage", "source_id", "source_row", "licence", "observed_year", "figure_year")


def together(readings: Sequence[Reading], *, dno: str) -> Reading:
    """The readings of one operator's files as one, by id.

    A substation's cells come from the first reading that says something, those that say who feeds whom going first;
    `source_id` names them all. A row that two files state otherwise than in blanks is the first's, with a warning. A
    substation below the GSPs that no reading feeds is left out and counted, as is whatever is said of it elsewhere.

    Args:
        readings: at least one; the order matters only among files of one kind.
        dno: the operator, which findings name.
    """
    if len(readings) == 1 and "feeds" in readings[0].tables:
        return readings[0]
    ordered = sorted(readings, key=lambda reading: "feeds" not in reading.tables)
    findings = [finding for reading in ordered for finding in reading.findings]
    known, unfed = _standing(ordered)
    if unfed:
        message = "no file says what feeds them, so they are left out."
        fix = "Supply the operator's file that names their grid supply points as well."
        findings.append(Finding("warning", dno, "no_feed", message, ids=tuple(sorted(unfed)), fix=fix))
    tables: dict[str, pd.DataFrame] = {}
    lost = [_lost(reading, known) for reading in ordered]
    for name, key in _KEYS.items():
        parts = [reading.tables[name] for reading in ordered if name in reading.tables]
        if known is not None:
            parts = [part[part["substation_id"].isin(known)] for part in parts]
        if parts:
            tables[name] = _filled(parts) if name == "substations" else _first(parts, key, dno, name, findings)
    return Reading(tables, _counted(ordered, lost), tuple(findings))


def _standing(readings: Sequence[Reading]) -> tuple[set[str] | None, set[str]]:
    """The substations that are GSPs or fed by something, and those that are neither; None where no file holds any."""
    parts = [reading.tables["substations"] for reading in readings if "substations" in reading.tables]
    if not parts:
        return None, set()
    rows = pd.concat(parts, ignore_index=True)
    fed = {own for reading in readings if "feeds" in reading.tables for own in reading.tables["feeds"]["substation_id"]}
    hangs = rows["tier"].eq("gsp") | rows["substation_id"].isin(fed)
    known = set(rows["substation_id"][hangs])
    return known, set(rows["substation_id"]) - known


def _lost(reading: Reading, known: set[str] | None) -> int:
    """How many rows of the reading's file are of substations that are not `known`."""
    if known is None:
        return 0
    rows = [frame.loc[~frame["substation_id"].isin(known), "source_row"] for frame in reading.tables.values()]
    return len(set().union(*rows))


def _filled(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One row a substation: each cell the first that says something, the columns of the edition from the first row."""
    rows = pd.concat(parts, ignore_index=True)
    texts = [name for name in rows.columns if name not in _EDITION and pd.api.types.is_string_dtype(rows[name])]
    said = rows.assign(**{name: rows[name].mask(rows[name].isin(_UNSAID)) for name in texts})
    if rows.empty:
        return rows
    by_id = said.groupby("substation_id", sort=True)
    merged = by_id.first().reset_index()
    plain = rows.drop_duplicates("substation_id").set_index("substation_id")
    columns: dict[str, Any] = {name: merged[name] for name in rows.columns}
    for name in texts:
        blank = merged["substation_id"].map(plain[name]) if name != "substation_id" else merged[name]
        columns[name] = merged[name].where(merged[name].notna(), blank).astype("str")
    columns["source_id"] = by_id["source_id"].agg(lambda ids: ";".join(dict.fromkeys(ids))).to_numpy()
    columns["stub"] = by_id["stub"].all().to_numpy(bool)
    columns["single_transformer"] = by_id["single_transformer"].any().to_numpy(bool)
    return pd.DataFrame(columns).astype({"source_id": "str"})


def _first(parts: Sequence[pd.DataFrame], key: list[str], dno: str, name: str, findings: list[Finding]) -> pd.DataFrame:
    """All rows, the first of each key; a warning names the keys under which another file says something else."""
    rows = pd.concat(parts, ignore_index=True)
    facts = [column for column in rows.columns if column not in _EDITION]
    differing = rows[rows.duplicated(key) & ~rows.duplicated(facts)]
    if len(differing):
        message = f"two files of {dno} state different {name.replace('_', ' ')}; the first one's are used."
        ids = tuple(dict.fromkeys(row_ids(differing, key)))
        findings.append(Finding("warning", dno, "two_files", message, ids=ids))
    return rows.drop_duplicates(key).sort_values(key, kind="stable", ignore_index=True)


def _counted(readings: Sequence[Reading], lost: Sequence[int]) -> Count:
    """One count of all files: rows of the substations left out count as dropped."""
    counts = [reading.count for reading in readings]
    dropped: Counter[str] = Counter()
    repaired: Counter[str] = Counter()
    for count in counts:
        dropped.update(count.dropped)
        repaired.update(count.repaired)
    if sum(lost):
        dropped[NO_FEED] += sum(lost)
    read = sum(count.read for count in counts)
    source = ";".join(dict.fromkeys(count.source_id for count in counts))
    return Count(source, read, read - dropped.total(), dict(dropped), dict(repaired))
