"""A workbook whose sheets are known to fit into memory before the first of them is read."""

import re
import zipfile
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

from lae.findings import FaultsError
from lae.readers.guard import limits
from lae.readers.guard.files import DAMAGE, entries, refusal

_BLOCK: Final = 1 << 20
_CELL: Final = re.compile(rb'\br\s*=\s*["\']\$?([A-Za-z]+)\$?(\d+)["\']')
_OVERLAP: Final = 64
"""Bytes a cell's reference may lie across two blocks."""
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_BINARY: Final = "xl/workbook.bin"
_OLD: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a workbook of before 2007 begins; its sheets have at most 65,536 rows and 256 columns."""
_CONTENT: Final = "content.xml"
_BARE: Final = frozenset({"number-columns-repeated", "style-name", "content-validation-name"})
"""What an empty cell may say of itself."""
_AGAIN: Final = "Download it again."


def workbook(path: Path) -> CalamineWorkbook:
    """The opened workbook (.xlsx, .ods or .xls), every sheet of it within 20 million cells and undamaged.

    Raises:
        FaultsError: it is no workbook, is damaged or locked, or a sheet spans more cells than we hold.
    """
    _check_sheets(path)
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        message = f"the file cannot be read as a workbook: {error}."
        raise refusal(path.name, "not_workbook", message, "Open it and save it as .xlsx.") from None


def _check_sheets(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            if stream.read(len(_OLD)) == _OLD:
                return
    except OSError as error:
        raise refusal(path.name, "unreadable", f"the file cannot be opened: {error}.", "Copy it again.") from None
    members = entries(path) if zipfile.is_zipfile(path) else {}
    if _BINARY in members:
        raise refusal(path.name, "binary_workbook", "the file is a binary workbook.", "Save it as .xlsx.")
    try:
        with zipfile.ZipFile(path) as archive:
            for name in members:
                with archive.open(name) as stream:
                    _check_part(stream, name, path.name)
    except (*DAMAGE, ET.ParseError) as error:
        if isinstance(error, FaultsError):
            raise
        message = f"the workbook is damaged or cut off: {error}."
        raise refusal(path.name, "damaged", message, _AGAIN) from None


def _check_part(stream: IO[bytes], name: str, table: str) -> None:
    """Read one part to its end, which proves its checksum, and refuse it when its cells span too much."""
    if _SHEET.fullmatch(name):
        spanned = _spanned(stream)
    elif name == _CONTENT:
        spanned = _repeated(stream)
    else:
        while stream.read(_BLOCK):
            pass
        return
    if spanned > limits.LARGEST_SHEET:
        message = f"a sheet spans {spanned / 1e6:.0f} million cells, most of them empty."
        fix = "Delete the empty rows and columns beyond the table, and save it again."
        raise refusal(table, "bomb", message, fix)


def _spanned(stream: IO[bytes]) -> int:
    """Rows by columns up to the farthest cell of a sheet in Office Open XML."""
    row = column = 1
    tail = b""
    while block := stream.read(_BLOCK):
        text = tail + block
        found = _CELL.findall(text)
        row = max([row, *(int(digits[:12]) for _, digits in found)])
        column = max([column, *(_column(letters) for letters in {letters for letters, _ in found})])
        tail = text[-_OVERLAP:]
    return row * column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _repeated(stream: IO[bytes]) -> int:
    """The most cells a sheet of an OpenDocument file spans, up to its last filled row and cell.

    Names are compared without their namespace, since the workbook reader goes by the prefix alone.
    """
    most = rows = width = filled = cells = last = 0
    for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314 - expat itself refuses entity bombs
        name = _local(element.tag)
        if event == "start":
            if name == "table":
                rows = width = filled = 0
            elif name == "table-row":
                cells = last = 0
        elif name in ("table-cell", "covered-table-cell"):
            cells += _times(element, "number-columns-repeated")
            last = cells if len(element) or {_local(said) for said in element.attrib} - _BARE else last
            element.clear()
        elif name == "table-row":
            rows += _times(element, "number-rows-repeated")
            if last:
                filled, width = rows, max(width, last)
            element.clear()
            most = max(most, filled * width)
    return most


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _times(element: "ET.Element", name: str) -> int:
    stated = next((text for said, text in element.attrib.items() if _local(said) == name), "1")
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 10 else limits.LARGEST_SHEET + 1
