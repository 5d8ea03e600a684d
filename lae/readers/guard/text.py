"""The bytes of a text file surveyed once: its encoding decided, its lines of bounded length."""

import codecs
from pathlib import Path
from typing import Final, NamedTuple

from lae.readers.guard import limits
from lae.readers.guard.files import opened, read_bytes, refusal

_BLOCK: Final = 1 << 20
"""Bytes looked at together; shorter than the longest line, so that only lines across blocks can be too long."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLDER: Final = "cp1252"
_WIDE: Final = "utf-16"
_UNDEFINED: Final = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that Windows-1252 gives no letter; Latin-1 gives every byte one."""
_AS_UTF8: Final = "Save the file as CSV UTF-8."
_AGAIN: Final = "Download it again."


class Survey(NamedTuple):
    """What one pass found: the encoding, whether UTF-8 is mixed into an older one, the number of bytes."""

    encoding: str
    mixed: bool
    size: int


def survey(path: Path, *, member: str | None = None) -> Survey:
    """The encoding of a text file of bounded lines, found in one pass that holds one block at a time.

    UTF-8 where every byte fits it, UTF-16 where the file says so at its start, else Windows-1252, or Latin-1 where a
    byte is none of that either: the whole file decodes in it without an error.

    Raises:
        FaultsError: it is empty, too large, broken UTF-16, or holds a zero byte or a line that does not end.
    """
    name, size, line = path.name, 0, 0
    encoding, mixed, undefined = "utf-8", False, False
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder(encoding)()
    with opened(path, member=member) as stream:
        while block := stream.read(_BLOCK):
            if not size:
                encoding = next((kind for mark, kind in _MARKS if block.startswith(mark)), encoding)
                decoder = codecs.getincrementaldecoder(encoding)()
            size += len(block)
            if size > limits.LARGEST_TEXT:
                message = f"the table holds more than {limits.LARGEST_TEXT / 1e9:.0f} GB."
                raise refusal(name, "too_large", message, "Download the part for your area.")
            line = _unfinished(block, line, name)
            if encoding != _WIDE and b"\0" in block:
                raise refusal(name, "encoding", "the file holds zero bytes, so it is not text.", _AS_UTF8)
            undefined = undefined or (not block.isascii() and any(byte in block for byte in _UNDEFINED))
            mixed = mixed or (encoding == _OLDER and _has_utf8(block))
            if encoding != _OLDER and not _decodes(decoder, block, name, encoding):
                encoding, mixed = _OLDER, _has_utf8(block)
    if not size:
        raise refusal(name, "empty", "the file is empty.", _AGAIN)
    if encoding != _OLDER and not _decodes(decoder, b"", name, encoding):
        encoding = _OLDER
    return Survey("latin-1" if encoding == _OLDER and undefined else encoding, mixed, size)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, table: str, encoding: str) -> bool:
    """Whether the block, or at its end the file, is of the encoding; raises `FaultsError` for broken UTF-16."""
    try:
        text = decoder.decode(block, final=not block)
    except UnicodeDecodeError:
        if encoding != _WIDE:
            return False
        raise refusal(table, "encoding", "the file is broken UTF-16 text.", _AS_UTF8) from None
    if "\0" in text:
        raise refusal(table, "encoding", "the file holds zero letters, so it is not text.", _AS_UTF8)
    return True


def read_text(path: Path, *, member: str | None = None, limit: int = limits.LARGEST_DOCUMENT) -> str:
    """The whole file as text, for formats that have no lines; raises `FaultsError` when it is none or past `limit`."""
    data = read_bytes(path, member=member, limit=limit)
    marked = next((kind for mark, kind in _MARKS if data.startswith(mark)), "")
    for encoding in (marked,) if marked else ("utf-8", _OLDER):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = "the file holds bytes that are no text."
    raise refusal(path.name, "encoding", message, "Save the file as UTF-8.")


def _unfinished(block: bytes, before: int, table: str) -> int:
    """Bytes of the line that goes on beyond the block, when `before` bytes of its first line came earlier."""
    ends = [place for mark in (b"\n", b"\r") if (place := block.find(mark)) >= 0]
    first = before + (min(ends) if ends else len(block))
    if first > limits.LONGEST_LINE:
        message = f"a line has more than {limits.LONGEST_LINE / 1e6:.0f} MB without an end, so this is no table."
        raise refusal(table, "too_long_line", message, _AGAIN)
    return len(block) - max(block.rfind(b"\n"), block.rfind(b"\r")) - 1 if ends else first


def _has_utf8(block: bytes) -> bool:
    """Whether a block that is not UTF-8 as a whole holds letters that were written as UTF-8."""
    return any("\x80" <= letter < "\N{REPLACEMENT CHARACTER}" for letter in set(block.decode("utf-8", "replace")))
