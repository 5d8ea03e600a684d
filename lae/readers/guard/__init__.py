"""Files from outside, opened within bounded time and memory: the one door through which a reader takes them."""

from lae.readers.guard.documents import json_of, read_json
from lae.readers.guard.files import DAMAGE, check, entries, opened, read_bytes, refusal
from lae.readers.guard.maps import vectors
from lae.readers.guard.numerals import numbers
from lae.readers.guard.tables import header_of, read_text_table
from lae.readers.guard.text import read_text
from lae.readers.guard.things import Thing, things
from lae.readers.guard.workbooks import workbook

__all__ = [
    "DAMAGE",
    "Thing",
    "check",
    "entries",
    "header_of",
    "json_of",
    "numbers",
    "opened",
    "read_bytes",
    "read_json",
    "read_text",
    "read_text_table",
    "refusal",
    "things",
    "vectors",
    "workbook",
]
