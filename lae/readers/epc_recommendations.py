"""What certificates of homes recommend: one row an improvement, its kind read from its number, else from its words."""

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.contract import IMPROVEMENTS, Recommendations
from lae.findings import FaultsError, Finding
from lae.readers.base import SourceRow
from lae.readers.epc_fields import Codes, Figures, Measured, Words, coded, joined
from lae.readers.epc_file import BEYOND, Kind
from lae.readers.epc_gather import AGAIN, CUT_OFF, NO_NUMBER, TOO_MANY, Cells, Gathered, filled, stripped, with_source
from lae.readers.epc_words import rules
from lae.tables import columns_of, validated

_ID: Final = ("certificatenumber", "lmkkey", "assessmentid", "rrn")
_ITEM: Final = ("improvementitem",)
_NUMBER: Final = ("improvementid",)
_TEXTS: Final = ("improvementidtext", "improvementsummarytext", "improvementdescrtext")
_COST: Final = ("indicativecost",)
_NO_ITEM: Final = "no item number"
_MONEY: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MOST_GBP: Final = 1_000_000.0
_LONGEST_COST: Final = 80

_BY_NUMBER: Final = {
    "cylinder": "1 2 3 4",
    "loft": "5",
    "cavity_wall": "6",
    "solid_wall": "7",
    "glazing": "8",
    "draught": "10",
    "solar_water": "19",
    "boiler": "20 27 28 29 37 38 39 40 41 42",
    "photovoltaics": "34",
    "flat_roof": "45",
    "room_in_roof": "46",
    "heat_pump": "51 52 75 76",
    "floor": "57 58",
    "storage_heaters": "59 60 61 62",
    "external_wall": "65",
    "battery": "72",
}
"""Improvement numbers of RdSAP 21.0.1 whose meaning was read; a number that is not here is told by its words."""
_NUMBERS: Final = {number: kind for kind, numbers in _BY_NUMBER.items() for number in numbers.split()}
_BY_WORDS: Final = rules(
    ("flat_roof", r"flat roof"),
    ("room_in_roof", r"room-in-roof|room in roof|roof room"),
    ("loft", r"loft"),
    ("party_wall", r"party wall"),
    ("cavity_wall", r"cavity"),
    ("solid_wall", r"internal (or|and) external wall|internal wall|solid wall"),
    ("external_wall", r"external wall"),
    ("floor", r"floor insulation|insulate.*floor"),
    ("cylinder", r"cylinder|hot water tank"),
    ("heat_recovery", r"heat recovery"),
    ("glazing", r"glaz|window"),
    ("doors", r"\bdoor"),
    ("draught", r"draught"),
    ("lighting", r"lighting|light bulb"),
    ("solar_water", r"solar water|solar hot water"),
    ("photovoltaics", r"photovoltaic|solar panel"),
    ("wind", r"wind turbine"),
    ("battery", r"batter"),
    ("heat_pump", r"heat pump"),
    ("storage_heaters", r"storage heater"),
    ("biomass", r"biomass|wood pellet|wood-?burn"),
    ("controls", r"thermostat|programmer|heating control|\btrv|zone control|controls"),
    ("boiler", r"boiler|condensing|central heating|gas heat"),
    ("other", r""),
)

KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(_ID, "text"),
    **dict.fromkeys(_ITEM, "figures"),
    **dict.fromkeys((*_NUMBER, *_TEXTS, *_COST), "words"),
}
"""How each of the publisher's columns is held."""
NEEDED: Final = (*_ITEM,)


def improvement_number(text: str) -> str | None:
    """The number without decimals ("5" of "5.0"); None for what is no improvement number."""
    found = re.fullmatch(r"(\d{1,3})(?:\.0)?", text)
    return str(int(found[1])) if found and text.isascii() else None


def cost_low(text: str) -> float:
    """The lower of "£100 - £350", or the only figure, in pounds; NaN where there is none."""
    return min(_amounts(text), default=float("nan"))


def cost_high(text: str) -> float:
    """The higher of "£100 - £350", or the only figure, in pounds; NaN where there is none."""
    return max(_amounts(text), default=float("nan"))


class Recommended:
    """Takes blocks of rows and gives the table of recommendations."""

    def __init__(self) -> None:
        self._ids: list[npt.NDArray[np.object_]] = []
        self._rows: list[npt.NDArray[np.int64]] = []
        self._items = Figures("item", 1, 1_000)
        self._code = Codes("improvement number is none", improvement_number)
        self._number = Words(
            "improvement number", IMPROVEMENTS, lambda text: _NUMBERS.get(improvement_number(text) or "", "")
        )
        self._words = [Words("improvement", IMPROVEMENTS, _BY_WORDS) for _ in _TEXTS]
        self._costs = Measured(cost_low), Measured(cost_high)
        self._read = 0
        self._dropped: dict[str, int] = {}

    def take(self, block: pd.DataFrame, *, offset: int = 0) -> None:
        """Add a block whose index numbers its rows; `offset` rows came in files before."""
        self._read += len(block)
        cells = Cells(block)
        ids = stripped(cells.raw(_ID), len(block))
        faults = {TOO_MANY: filled(block[BEYOND])} if BEYOND in block else {}
        left = np.ones(len(block), dtype=bool)
        for reason, faulty in {**faults, NO_NUMBER: ids == ""}.items():
            self._drop(reason, int((left & faulty).sum()))
            left &= ~faulty
        if not left.all():
            block, ids = block[left], ids[left]
            cells = Cells(block)
        self._ids.append(ids)
        self._rows.append(block.index.to_numpy(dtype=np.int64) + offset)
        self._items.take(cells.raw(_ITEM), len(block))
        for field in (self._code, self._number):
            field.take(cells.spelt(_NUMBER), len(block))
        for cost in self._costs:
            cost.take(cells.spelt(_COST), len(block))
        for name, words in zip(_TEXTS, self._words, strict=True):
            words.take(cells.spelt((name,)), len(block))

    def cut_off(self) -> None:
        """Count out the last row, within which the file ends."""
        if self._ids and len(self._ids[-1]):
            self._ids[-1] = self._ids[-1].copy()
            self._ids[-1][-1] = ""

    def gathered(self, source: SourceRow, *, table: str) -> Gathered:
        """The checked table of all blocks taken.

        Raises:
            FaultsError: no row is left, or the table breaks its contract.
        """
        rank = self._items.column()
        kinds = np.asarray(self._number.column().codes)
        for words in self._words:
            kinds = np.where(kinds > 0, kinds, words.column().codes)
        columns: dict[str, Any] = {
            "certificate_id": pd.Series(joined(self._ids, np.object_), dtype="str"),
            "item_rank": np.where(np.isnan(rank), 0, rank).astype(np.int64),
            "improvement": coded(kinds.astype(np.int8), IMPROVEMENTS),
            "improvement_code": self._code.column(),
            "cost_low_gbp": self._costs[0].column(),
            "cost_high_gbp": self._costs[1].column(),
            "source_row": joined(self._rows, np.int64),
        }
        frame = pd.DataFrame(columns, copy=False)
        cut = frame["certificate_id"].eq("")
        unnumbered = frame["item_rank"].lt(1) & ~cut
        again = frame.duplicated(["certificate_id", "item_rank"]) & ~cut & ~unnumbered
        for reason, faulty in ((CUT_OFF, cut), (_NO_ITEM, unnumbered), (AGAIN.replace("certificate", "item"), again)):
            self._drop(reason, int(faulty.sum()))
        frame = frame[~(cut | unnumbered | again)]
        if frame.empty:
            raise FaultsError([Finding("error", table, "nothing_left", "no recommendation is left in the file.")])
        frame = with_source(frame, source, source.vintage)
        checked = validated(frame[columns_of(Recommendations)], Recommendations, table)
        repaired = {**self._code.repaired, **self._items.repaired}
        return Gathered(checked, self._read, self._dropped, repaired)

    def _drop(self, reason: str, rows: int) -> None:
        if rows:
            self._dropped[reason] = self._dropped.get(reason, 0) + rows


def _amounts(text: str) -> list[float]:
    if len(text) > _LONGEST_COST:
        return []
    found = [float(amount.replace(",", "")) for amount in _MONEY.findall(text)[:2]]
    return found if all(amount <= _MOST_GBP for amount in found) else []
