"""Certificates gathered from blocks of raw cells into one table of ours, with every row and cell accounted for."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.contract import UPRN_BASES
from lae.findings import FaultsError, Finding
from lae.readers.base import SourceRow
from lae.readers.epc_cells import day, district, postcode
from lae.readers.epc_fields import Codes, Field, Spelt, Uprns, Words, coded, joined, spelt, strange_words
from lae.readers.epc_file import BEYOND, Kind
from lae.readers.epc_homes import digests, first_rows
from lae.readers.epc_words import UPRN_BASIS
from lae.tables import Contract, validated

_ID: Final = ("certificatenumber", "lmkkey", "assessmentid", "rrn")
_BUILDING: Final = ("buildingreferencenumber",)
_PLACE: Final = "localauthority"
_LODGED: Final = ("lodgementdate",)
_LINES: Final = ("address1", "address2")
TOO_MANY: Final = "more cells than the header"
NO_NUMBER: Final = "no certificate number"
NO_DATE: Final = "no date of lodgement"
ELSEWHERE: Final = "outside the districts asked for"
AGAIN: Final = "the same certificate again"
CUT_OFF: Final = "the file ends within the row"


@dataclass(frozen=True)
class Column:
    """A column of ours: the publisher's columns it may come from, how they are held, and what gathers it."""

    sources: tuple[str, ...]
    kind: Kind
    field: Field


Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Layout:
    """One kind of certificate: its table, contract and columns, the column of `home_row`, and which columns must be.

    `columns` makes fresh columns, since they fill up; `closing` may finish the table when all rows are in.
    """

    table: str
    what: str
    contract: type[Contract]
    columns: Callable[[], Columns]
    group: str
    needed: tuple[str, ...]
    closing: Callable[[pd.DataFrame, Columns], tuple[pd.DataFrame, Mapping[str, int]]] = lambda frame, _: (frame, {})

    def kinds(self) -> dict[str, Kind]:
        """How each of the publisher's columns is held, by its plain name."""
        wanted: dict[str, Kind] = dict.fromkeys((*_ID, *_LODGED, *_BUILDING, *_LINES), "text")
        for column in (*_common().values(), *self.columns().values()):
            wanted |= dict.fromkeys(column.sources, column.kind)
        return wanted | {"uprn": "figures"}


@dataclass
class Gathered:
    """The table so far as counts: rows read, dropped and cells repaired by reason, and remarks."""

    frame: pd.DataFrame
    read: int
    dropped: dict[str, int] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def _common() -> dict[str, Column]:
    return {
        "uprn_basis": Column(("uprnsource",), "words", Words("UPRN source", UPRN_BASES, UPRN_BASIS)),
        "postcode": Column(("postcode",), "text", Codes("postcode is none", postcode)),
        "district_code": Column((_PLACE,), "words", Codes("local authority is no code", district)),
        "inspection_date": Column(("inspectiondate",), "text", Codes("inspection date is none", day)),
    }


class Gatherer:
    """Takes blocks of rows and gives the table of one `Layout`."""

    def __init__(self, layout: Layout, *, districts: Collection[str] = ()) -> None:
        self._layout = layout
        self._uprns = Uprns()
        self._columns = {"uprn": Column(("uprn",), "figures", self._uprns), **_common(), **layout.columns()}
        self._districts = frozenset(districts)
        self._dates, self._places = Codes("lodgement date is none", day), Codes("", district)
        self._ids: list[npt.NDArray[np.object_]] = []
        self._rows: list[npt.NDArray[np.int64]] = []
        self._buildings: list[npt.NDArray[np.uint64]] = []
        self._addresses: list[npt.NDArray[np.uint64]] = []
        self._read = 0
        self._dropped: dict[str, int] = {}
        self._lacking: set[str] = set()

    def take(self, block: pd.DataFrame, *, offset: int = 0) -> None:
        """Add a block whose index numbers its rows; `offset` rows came in files before."""
        self._read += len(block)
        cells = Cells(block)
        ids, lodged = stripped(cells.raw(_ID), len(block)), self._lodged(cells, len(block))
        left = self._left(block, cells, ids, lodged)
        if not left.all():
            block, ids, lodged = block[left], ids[left], lodged[left]
            cells = Cells(block)
        self._ids.append(ids)
        self._rows.append(block.index.to_numpy(dtype=np.int64) + offset)
        self._dates.take_codes(lodged)
        for name, column in self._columns.items():
            found = cells.raw(column.sources) if column.kind == "figures" else cells.spelt(column.sources)
            if found is None:
                self._lacking.add(name)
            column.field.take(found, len(block))
        lines = [found for name in _LINES if (found := cells.raw((name,))) is not None]
        numbers = [found for found in (cells.raw(_BUILDING),) if found is not None]
        self._buildings.append(digests(numbers, None, rows=len(block)))
        self._addresses.append(digests(lines, cells.raw(("postcode",)), rows=len(block)))

    def cut_off(self) -> None:
        """Count out the last row, within which the file ends; does nothing when it was dropped already."""
        if not self._rows or not len(self._rows[-1]):
            return
        self._ids[-1] = self._ids[-1].copy()
        self._ids[-1][-1] = ""

    def _lodged(self, cells: "Cells", rows: int) -> npt.NDArray[np.int32]:
        found = cells.spelt(_LODGED)
        return np.zeros(rows, dtype=np.int32) if found is None else self._dates.codes_of(found)

    def _left(
        self, block: pd.DataFrame, cells: "Cells", ids: npt.NDArray[np.object_], lodged: npt.NDArray[np.int32]
    ) -> npt.NDArray[np.bool_]:
        faults = {TOO_MANY: filled(block[BEYOND])} if BEYOND in block else {}
        faults |= {NO_NUMBER: ids == "", NO_DATE: lodged <= 0}
        if self._districts and (places := cells.spelt((_PLACE,))) is not None:
            inside = [self._places.code(name) for name in sorted(self._districts)]
            faults[ELSEWHERE] = ~np.isin(self._places.codes_of(places), [0, *inside])
        left = np.ones(len(block), dtype=bool)
        for reason, faulty in faults.items():
            if lost := int((left & faulty).sum()):
                self._dropped[reason] = self._dropped.get(reason, 0) + lost
            left &= ~faulty
        return left

    def gathered(self, source: SourceRow, *, table: str) -> Gathered:
        """The checked table of all blocks taken.

        Raises:
            FaultsError: no row is left, or the table breaks its contract.
        """
        rows = joined(self._rows, np.int64)
        buildings, addresses = joined(self._buildings, np.uint64), joined(self._addresses, np.uint64)
        columns: dict[str, Any] = {self._layout.group: first_rows(self._uprns.numbers(), buildings, addresses, rows)}
        columns["certificate_id"] = pd.Series(joined(self._ids, np.object_), dtype="str")
        columns["lodgement_date"] = self._dates.column()
        columns |= {name: column.field.column() for name, column in self._columns.items()}
        frame = pd.DataFrame(columns | {"source_row": rows}, copy=False)
        frame, mended = self._layout.closing(frame, self._columns)
        frame = self._once(frame)
        if frame.empty:
            lost = ", ".join(f"{number} {reason}" for reason, number in self._dropped.items()) or "it has no rows"
            message = f"no {self._layout.what} is left in the file: {lost}."
            fix = "Download it again; compare its columns with the publisher's page."
            raise FaultsError([Finding("error", table, "nothing_left", message, fix=fix)])
        vintage = source.vintage or str(_days(frame["lodgement_date"]).max())[:7]
        frame = with_source(frame, source, vintage, lsoa=True)
        checked = validated(frame, self._layout.contract, table)
        repaired = dict(mended)
        for column in self._columns.values():
            repaired |= column.field.repaired
        return Gathered(checked, self._read, self._dropped, repaired, self._remarks(table, checked))

    def _once(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows without those that a file's end cut off, and each certificate only once, where it stands first."""
        ids = frame["certificate_id"]
        # Almost always nothing stands twice, which the number of distinct ids tells in half the time.
        distinct = set(ids.tolist())
        if len(distinct) == len(ids) and "" not in distinct:
            return frame
        cut = ids.eq("")
        again = ids.duplicated() & ~cut
        for reason, faulty in ((CUT_OFF, cut), (AGAIN, again)):
            if lost := int(faulty.sum()):
                self._dropped[reason] = self._dropped.get(reason, 0) + lost
        return frame[~(cut | again)]

    def _remarks(self, table: str, frame: pd.DataFrame) -> list[Finding]:
        fields = [column.field for column in self._columns.values()]
        found = [
            Finding("warning", table, "words", f"{times} cells hold words not known here, left blank: {shown}.", name)
            for name, times, shown in strange_words(fields)
        ]
        if self._lacking:
            names = ", ".join(sorted(self._lacking))
            found.append(Finding("note", table, "no_column", f"the file says nothing of {names}; left blank."))
        late = _days(frame["inspection_date"]) > _days(frame["lodgement_date"])
        if late.any():
            message = f"{int(late.sum())} certificates were lodged before the building was inspected."
            found.append(Finding("note", table, "dates", message, "inspection_date"))
        return found


def with_source(frame: pd.DataFrame, source: SourceRow, vintage: str, *, lsoa: bool = False) -> pd.DataFrame:
    """`frame` with columns that say where every row is from; they take a byte a row."""
    texts = {"source_id": source.source_id, "vintage": vintage, "licence": source.licence}
    texts |= {"lsoa_code": ""} if lsoa else {}
    same = np.zeros(len(frame), dtype=np.int8)
    return frame.assign(**{name: coded(same, [text]) for name, text in texts.items()})


def lacking(layout: Layout, header: Iterable[str]) -> list[str]:
    """The publisher's columns that this kind of certificate cannot do without and the header does not have."""
    known = set(header)
    short = [name for name in layout.needed if name not in known]
    return short if known & set(_ID) else [_ID[0], *short]


class Cells:
    """A block's columns by the first of several names it has; each column's spellings are sorted out once."""

    def __init__(self, block: pd.DataFrame) -> None:
        self._block = block
        self._spelt: dict[str, Spelt] = {}

    def raw(self, names: Sequence[str]) -> pd.Series | None:
        """The column as it came, None where the block has none of the names."""
        found = next((name for name in names if name in self._block.columns), None)
        return None if found is None else self._block[found]

    def spelt(self, names: Sequence[str]) -> Spelt | None:
        """The column's spellings, None where the block has none of the names."""
        found = next((name for name in names if name in self._block.columns), None)
        if found is not None and found not in self._spelt:
            self._spelt[found] = spelt(self._block[found])
        return None if found is None else self._spelt[found]


def _days(dates: pd.Series) -> npt.NDArray[np.datetime64]:
    """The dates of a column of categories, which are far fewer than its rows; not a time where blank."""
    distinct = dates.cat.categories.to_numpy(dtype=object).astype("datetime64[D]")
    found: npt.NDArray[np.datetime64] = distinct[dates.cat.codes.to_numpy()]
    return found


def stripped(cells: pd.Series | None, rows: int) -> npt.NDArray[np.object_]:
    """The texts without outer blanks; so many empty ones where there is no column."""
    found = np.full(rows, "", dtype=object)
    if cells is not None:
        found[:] = list(map(str.strip, cells.tolist()))
    return found


def filled(cells: pd.Series) -> npt.NDArray[np.bool_]:
    """Which texts hold more than blanks."""
    some: npt.NDArray[np.bool_] = cells.to_numpy(dtype=object) != ""
    return stripped(cells, len(cells)) != "" if some.any() else some
