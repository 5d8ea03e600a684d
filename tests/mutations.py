"""Ways in which a file can be wrong: bytes, text, cells, JSON values and parts of workbooks, by a seeded hand."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

from lae.readers.guard import DAMAGE

JUNK = (
    "",
    " ",
    "-",
    "NaN",
    "inf",
    "-inf",
    "1e999",
    "-1e308",
    "9" * 400,
    "0",
    "-0.0",
    "=1+1",
    "<script>alert(1)</script>",
    "é\u202e",
    "\N{ZERO WIDTH NO-BREAK SPACE}",
    "1,234.5",
    "12 kW",
    "N/A",
    "[x]",
    "31/02/2024",
    "9999-99-99",
    "0000-00-00T00:00:00Z",
    "E01000001",
    "E99999999",
    "true",
    "null",
    "½",
    "١٢",
    "two\nlines",
    '"',
    "x" * 70_000,
    "51.7, -1.2",
    "18446744073709551616",
)
VALUES: tuple[Any, ...] = (None, True, 0, -1, 1e308, 10**30, "", "x", "NaN", [], {}, [[[]]], {"a": {"b": None}}, [None])
Mutate = Callable[[random.Random, bytes], bytes]


def flip(hand: random.Random, data: bytes) -> bytes:
    """A few bytes changed."""
    spoilt = bytearray(data)
    for _ in range(hand.randint(1, 8)):
        spoilt[hand.randrange(len(spoilt))] = hand.randrange(256)
    return bytes(spoilt)


def cut(hand: random.Random, data: bytes) -> bytes:
    """The start of the file."""
    return data[: hand.randrange(len(data) + 1)]


def without(hand: random.Random, data: bytes) -> bytes:
    """A piece taken out."""
    start = hand.randrange(len(data))
    return data[:start] + data[start + hand.randint(1, 60) :]


def doubled(hand: random.Random, data: bytes) -> bytes:
    """A piece that stands twice."""
    start = hand.randrange(len(data))
    end = start + hand.randint(1, 200)
    return data[:end] + data[start:]


def nul(hand: random.Random, data: bytes) -> bytes:
    """Zero bytes and other controls in between."""
    place = hand.randrange(len(data) + 1)
    return (
        data[:place] + hand.choice([b"\0", b"\0\0\0", b"\x1a", b"\x1b[2J", b"\xff\xfe", b"\r", b"\x0b"]) + data[place:]
    )


def encoded(hand: random.Random, data: bytes) -> bytes:
    """The same text in another encoding, or two of them in one file."""
    text = data.decode("utf-8", "replace")
    kind = hand.choice(["utf-16", "utf-16-le", "utf-8-sig", "cp1252", "cp500", "utf-32"])
    other = text.replace("e", "é", 3).encode(kind, "replace")
    return other if hand.random() < 0.7 else data[: len(data) // 2] + other[len(other) // 2 :]


def cells(hand: random.Random, data: bytes) -> bytes:
    """Cells, columns and rows of a delimited text moved, doubled, lost or filled with junk."""
    text = data.decode("utf-8", "replace")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)) or [[]]
    except csv.Error:
        return data
    rows = [row for row in rows if row] or [[""]]
    for _ in range(hand.randint(1, 4)):
        hand.choice(CELL_MOVES)(hand, rows)
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=hand.choice(["\n", "\r\n"])).writerows(rows)
    return out.getvalue().encode()


def _junk_cells(hand: random.Random, rows: list[list[str]]) -> None:
    for _ in range(hand.randint(1, 6)):
        row = rows[hand.randrange(1 if len(rows) > 1 else 0, len(rows))]
        if row:
            row[hand.randrange(len(row))] = hand.choice(JUNK)


def _junk_column(hand: random.Random, rows: list[list[str]]) -> None:
    place, junk = hand.randrange(max(len(rows[0]), 1)), hand.choice(JUNK)
    for row in rows[1:]:
        row[place : place + 1] = [junk]


def _swapped_columns(hand: random.Random, rows: list[list[str]]) -> None:
    one, other = (hand.randrange(max(len(rows[0]), 1)) for _ in range(2))
    for row in rows[hand.randint(0, 1) :]:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def _lost_column(hand: random.Random, rows: list[list[str]]) -> None:
    place = hand.randrange(max(len(rows[0]), 1))
    for row in rows[hand.choice([0, 0, 1]) :]:
        del row[place : place + 1]


def _doubled_column(hand: random.Random, rows: list[list[str]]) -> None:
    place = hand.randrange(max(len(rows[0]), 1))
    for row in rows:
        row[place:place] = row[place : place + 1]


def _doubled_row(hand: random.Random, rows: list[list[str]]) -> None:
    rows.insert(hand.randrange(len(rows) + 1), list(hand.choice(rows)))


def _lost_row(hand: random.Random, rows: list[list[str]]) -> None:
    if len(rows) > 1:
        del rows[hand.randrange(len(rows))]


def _renamed(hand: random.Random, rows: list[list[str]]) -> None:
    if rows[0]:
        place = hand.randrange(len(rows[0]))
        rows[0][place] = hand.choice([rows[0][place].upper(), rows[0][place] + " ", *JUNK])


CELL_MOVES = (
    _junk_cells,
    _junk_cells,
    _junk_column,
    _swapped_columns,
    _lost_column,
    _doubled_column,
    _doubled_row,
    _lost_row,
    _renamed,
)


def values(hand: random.Random, data: bytes) -> bytes:
    """Values of a JSON document replaced by other kinds, lost, doubled, or nested."""
    try:
        document = json.loads(data)
    except ValueError:
        return data
    for _ in range(hand.randint(1, 4)):
        document = _spoilt(hand, document)
    text = json.dumps(document)
    if hand.random() < 0.1:
        text = text.replace(": 1", ": NaN", 1) if hand.random() < 0.5 else "[" * 300 + text + "]" * 300
    return text.encode()


def _spoilt(hand: random.Random, value: Any) -> Any:
    """The document with one value changed, wherever the hand stops on its way down."""
    if hand.random() < 0.12 or not isinstance(value, (dict, list)) or not value:
        return hand.choice([*VALUES, *JUNK[:20], [value], {"type": value}])
    return _spoilt_list(hand, value) if isinstance(value, list) else _spoilt_object(hand, value)


def _spoilt_list(hand: random.Random, value: list[Any]) -> list[Any]:
    place, move = hand.randrange(len(value)), hand.random()
    if move < 0.08:
        return value[:place] + value[place + 1 :]
    if move < 0.16:
        return [*value, value[place]]
    return [*value[:place], _spoilt(hand, value[place]), *value[place + 1 :]]


def _spoilt_object(hand: random.Random, value: dict[str, Any]) -> dict[str, Any]:
    name, move = hand.choice(sorted(value)), hand.random()
    if move < 0.1:
        return {key: item for key, item in value.items() if key != name}
    if move < 0.15:
        return {key + "x" if key == name else key: item for key, item in value.items()}
    return value | {name: _spoilt(hand, value[name])}


def members(hand: random.Random, data: bytes) -> bytes:
    """A part of an archive spoilt and packed again, so that its checksum is right."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except DAMAGE:
        return data
    chosen = hand.choice(sorted(parts))
    spoil = hand.choice([flip, cut, without, doubled, nul, _xml_texts, _xml_texts])
    parts[chosen] = spoil(hand, parts[chosen]) if parts[chosen] else b"x"
    if hand.random() < 0.1:
        del parts[chosen]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _xml_texts(hand: random.Random, data: bytes) -> bytes:
    """Texts between tags replaced by junk."""
    pieces = data.split(b">")
    for _ in range(hand.randint(1, 5)):
        place = hand.randrange(len(pieces))
        text, tag, rest = pieces[place].partition(b"<")
        if text:
            junk = hand.choice(JUNK).replace("&", "&amp;").replace("<", "&lt;").replace("\0", "")
            pieces[place] = junk.encode() + tag + rest
    return b">".join(pieces)


ANY: tuple[Mutate, ...] = (flip, cut, without, doubled, nul, encoded)


def mutated(hand: random.Random, data: bytes) -> bytes:
    """The file spoilt once or twice, mostly where its own format hurts."""
    for _ in range(hand.choice([1, 1, 1, 2])):
        if not data:
            return data
        own: Mutate = members if data.startswith(b"PK") else values if data.lstrip()[:1] in (b"{", b"[") else cells
        data = own(hand, data) if hand.random() < 0.65 else hand.choice(ANY)(hand, data)
    return data


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """A workbook (.xlsx) of these sheets, its texts shared as publishers' are."""
    main, formats = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org"
    office, package = f"{formats}/officeDocument/2006/relationships", f"{formats}/package/2006"
    texts: dict[str, int] = {}
    parts: dict[str, str] = {}
    for number, rows in enumerate(sheets.values(), start=1):
        lines = "".join(f"<row>{''.join(_cell(value, texts) for value in row)}</row>" for row in rows)
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
        )
    listed = "".join(
        f'<sheet name="{_safe(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="s" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    start = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    shared = "".join(f"<si><t>{_safe(text)}</t></si>" for text in texts)
    kinds = '<Default Extension="xml" ContentType="application/xml"/>'
    parts |= {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">{start}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _cell(value: Any, texts: dict[str, int]) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    return f'<c t="s"><v>{texts.setdefault(str(value), len(texts))}</v></c>'


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
