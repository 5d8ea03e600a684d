"""Energy certificates as published: homes, other buildings, display certificates, recommendations.

Three generations of the tables (the service closed in May 2026, its export sample, the service since), as plain CSV, as
the archives they come in, and as JSON records. What they are is told by their columns. No line of an address is kept.
"""

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers.base import Count, Head, Reading, SourceRow
from lae.readers.cells import spelling
from lae.readers.dec import DISPLAY
from lae.readers.epc_domestic import CERTIFICATES
from lae.readers.epc_file import Ending, Table, blocks, opened_table, remarks
from lae.readers.epc_gather import Gathered, Gatherer, lacking
from lae.readers.epc_nondomestic import NON_DOMESTIC
from lae.readers.epc_recommendations import KINDS, NEEDED, Recommended
from lae.readers.epc_records import tables_of
from lae.readers.guard import entries, opened, read_json, refusal
from lae.readers.guard.files import is_archive

_ADVICE: Final = "recommendations"
_OTHER_ADVICE: Final = "other_advice"
_LAYOUTS: Final = {layout.table: layout for layout in (CERTIFICATES, NON_DOMESTIC, DISPLAY)}
_NESTED: Final = {"nested_home": CERTIFICATES.table, "nested_business": NON_DOMESTIC.table, "nested_advice": _ADVICE}
_IDS: Final = {"certificatenumber", "lmkkey"}
_MEMBER: Final = re.compile(r"(certificates|recommendations)(-\d{4})?\.csv")
_DISTRICT: Final = re.compile(r"[EWSN]\d{8}")
_NESTED_KEYS: Final = re.compile(r'"assessment_id"\s*:')
_NESTED_DATE: Final = re.compile(r'"date_of_(assessment|registration)"\s*:')
_FLAT_ID: Final = re.compile(r'"(lmk|certificate)[-_](key|number)"\s*:', re.IGNORECASE)
_FLAT_KEY: Final = re.compile(
    r'"(current[-_]energy[-_]efficiency|asset[-_]rating|current[-_]operational[-_]rating|improvement[-_]item)"\s*:',
    re.IGNORECASE,
)
_AGAIN: Final = "Download it again from the service."


def recognise(head: Head) -> bool:
    """True for a table, an archive or a JSON document of energy certificates or of what they recommend."""
    if head.members:
        return any(_MEMBER.fullmatch(PurePosixPath(name).name.casefold()) for name in head.members)
    text = head.text().lstrip()
    if text.startswith(("{", "[")):
        nested = _NESTED_KEYS.search(text) and _NESTED_DATE.search(text)
        return bool(nested or (_FLAT_ID.search(text) and _FLAT_KEY.search(text)))
    return _kind(_header(text)) is not None


def read(path: Path, source: SourceRow, *, districts: Collection[str] = ()) -> Reading:
    """The tables `certificates`, `recommendations`, `non_domestic_certificates`, `display_certificates` the file holds.

    A certificate stands once, the first time it is met; older certificates of a home stay, tied to the newer ones by
    `home_row`. Descriptions become classes, placeholders blanks, figures outside the contract's bounds blanks that are
    counted. A row with too few cells cannot be told from one that ends in blanks, except at the end of the file.

    Args:
        path: CSV, gzipped or not; zip archive; JSON.
        source: what sources.csv says of it.
        districts: keep only certificates of these district codes and those that state none; all where empty. The
            folders of an archive that belong to other districts are not even unpacked.

    Raises:
        FaultsError: the file is none of these, is damaged, lacks a column that must be, or no row of it is left.
    """
    run = _Run(path, districts)
    if is_archive(path):
        run.take_archive()
    elif _starts_like_json(path):
        run.take_document()
    else:
        run.take_table(opened_table(path))
    return run.reading(source)


@dataclass
class _Run:
    """One file being read: what gathers each of its tables, and what was found on the way."""

    path: Path
    districts: Collection[str]
    gatherers: dict[str, Gatherer | Recommended] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def take_archive(self) -> None:
        names = [name for name in entries(self.path) if _MEMBER.fullmatch(PurePosixPath(name).name.casefold())]
        wanted = [name for name in sorted(names) if self._is_inside(name)]
        if len(wanted) < len(names):
            message = f"{len(names) - len(wanted)} tables of districts outside the study were not unpacked."
            self.findings.append(Finding("note", self.path.name, "elsewhere", message))
        for name in wanted:
            self.take_table(opened_table(self.path, member=name))
        if not wanted:
            message = "the archive holds no certificates" + (" of the study's districts." if names else ".")
            raise refusal(self.path.name, "nothing_left", message, _AGAIN)

    def take_table(self, table: Table) -> None:
        kind = self._kind_of(table.header, table.name)
        if kind == _OTHER_ADVICE:
            message = "recommendations for buildings that are no homes are not used."
            if table.member is None:
                raise refusal(table.name, "not_used", message, "Take it out of the data folder.")
            self.findings.append(Finding("note", table.name, "not_used", message))
            return
        self.findings += [*remarks(table), *_generation(table, kind)]
        gatherer, ending, rows = self._gatherer(kind), Ending(), 0
        kinds = KINDS if kind == _ADVICE else _LAYOUTS[kind].kinds()
        for block in blocks(table, kinds, ending):
            gatherer.take(block, offset=self.taken.get(kind, 0))
            rows += len(block)
        self.taken[kind] = self.taken.get(kind, 0) + rows
        if ending.cut_off:
            gatherer.cut_off()
            message = "the file ends within its last row, which was left out; more may be missing."
            self.findings.append(Finding("warning", table.name, "cut_off", message, fix=_AGAIN))

    def take_document(self) -> None:
        for kind, frame in tables_of(read_json(self.path)).items():
            if kind == "other":
                message = f"{len(frame)} records are no certificate of a kind read here."
                rows = tuple(f"record {number}" for number in frame.index)
                self.findings.append(Finding("warning", self.path.name, "other_record", message, ids=rows))
                self.taken["other"] = len(frame)
                continue
            name = _NESTED.get(kind) or self._kind_of(tuple(frame.columns), self.path.name)
            if name == _OTHER_ADVICE:
                message = "recommendations for buildings that are no homes are not used."
                raise refusal(self.path.name, "not_used", message, "Take it out of the data folder.")
            self._gatherer(name).take(frame)
        if not self.gatherers:
            message = "the document holds no certificate of a kind read here."
            raise refusal(self.path.name, "nothing_left", message, _AGAIN)

    def reading(self, source: SourceRow) -> Reading:
        tables: dict[str, pd.DataFrame] = {}
        others = self.taken.get("other", 0)
        dropped = {"no certificate of a kind read here": others} if others else {}
        repaired: dict[str, int] = {}
        read, kept = others, 0
        for name, gatherer in sorted(self.gatherers.items(), key=lambda item: item[0] == _ADVICE):
            found: Gathered = gatherer.gathered(source, table=self.path.name)
            tables[name] = found.frame
            source = source if source.vintage else replace(source, vintage=str(found.frame["vintage"].iloc[0]))
            read, kept = read + found.read, kept + len(found.frame)
            prefix = "" if name != _ADVICE else "recommendation: "
            for counts, told in ((dropped, found.dropped), (repaired, found.repaired)):
                for reason, number in told.items():
                    counts[prefix + reason] = counts.get(prefix + reason, 0) + number
            self.findings += found.findings
        self.findings += _orphans(tables, self.path.name)
        return Reading(tables, Count(source.source_id, read, kept, dropped, repaired), tuple(self.findings))

    def _kind_of(self, header: tuple[str, ...], table: str) -> str:
        kind = _kind(header)
        if kind is None:
            message = "the table has none of the columns that tell what it certifies."
            raise refusal(table, "unknown_table", message, "Put in certificates.csv as the service offers it.")
        short = lacking(_LAYOUTS[kind], header) if kind in _LAYOUTS else [name for name in NEEDED if name not in header]
        if short and kind != _OTHER_ADVICE:
            found = [
                Finding("error", table, "missing_column", f"the column is missing: {name}.", name, fix=_AGAIN)
                for name in short
            ]
            raise FaultsError(found)
        return kind

    def _gatherer(self, kind: str) -> Gatherer | Recommended:
        if kind not in self.gatherers:
            fresh = Recommended() if kind == _ADVICE else Gatherer(_LAYOUTS[kind], districts=self.districts)
            self.gatherers[kind] = fresh
        return self.gatherers[kind]

    def _is_inside(self, member: str) -> bool:
        codes = _DISTRICT.findall(member.upper())
        return not codes or not self.districts or bool(set(codes) & set(self.districts))


def _kind(header: Collection[str]) -> str | None:
    """The table a header belongs to, None where it tells no certificate."""
    names = set(header)
    if not names & _IDS:
        return None
    for kind, telling in (
        (_ADVICE, {"improvementitem"}),
        (_OTHER_ADVICE, {"recommendation", "recommendationcode"}),
        (DISPLAY.table, {"currentoperationalrating"}),
        (NON_DOMESTIC.table, {"assetrating"}),
        (CERTIFICATES.table, {"currentenergyefficiency"}),
    ):
        if telling <= names:
            return kind
    return None


def _header(text: str) -> list[str]:
    line = text.splitlines()[0] if text else ""
    try:
        return [spelling(name) for name in next(csv.reader([line], delimiter=max(",;\t", key=line.count)), [])]
    except csv.Error:
        return []


def _starts_like_json(path: Path) -> bool:
    with opened(path) as stream:
        return stream.read(1 << 10).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def _generation(table: Table, kind: str) -> Iterator[Finding]:
    """Which generation of the service the header is of, where no real file of it has been read here."""
    old = "lmkkey" in table.header
    if old and kind == DISPLAY.table:
        return
    layout = "the service closed in May 2026" if old else "the service of 2026"
    message = f"the columns are those of {layout}: header-only, unproven on a real file of that kind."
    yield Finding("note", table.name, "generation", message)


def _orphans(tables: dict[str, pd.DataFrame], table: str) -> Iterator[Finding]:
    if _ADVICE not in tables or CERTIFICATES.table not in tables:
        return
    advised, certified = (tables[name]["certificate_id"] for name in (_ADVICE, CERTIFICATES.table))
    lost = ~advised.isin(certified)
    if lost.any():
        message = f"{int(lost.sum())} recommendations belong to certificates that are not in the table."
        yield Finding("note", table, "no_certificate", message, ids=tuple(advised[lost].drop_duplicates().head(20)))
