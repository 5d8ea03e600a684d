"""One file from one address: resumed where it broke off, checked for size and kind, put in place whole."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from lae.fetch.faults import FetchError, unreachable
from lae.fetch.web import Web, not_page

_SMALL: Final = 4_096
"""What a note beside an unfinished file may hold."""

Told = Callable[[int, int | None], None]
"""Called with the bytes that have come, and of how many where the server says."""


@dataclass(frozen=True)
class Fetched:
    """A file in place. `etag` is the server's name of this version, or blank; `unchanged`: we had it already."""

    path: Path
    sha256: str
    size_bytes: int
    etag: str
    unchanged: bool = False


@dataclass(frozen=True)
class Known:
    """What sources.csv says of the file that is there: asked for only if it has changed."""

    etag: str = ""
    sha256: str = ""


def download(
    web: Web,
    url: str,
    path: Path,
    *,
    most_bytes: int,
    headers: Mapping[str, str] | None = None,
    known: Known | None = None,
    accept: Callable[[Path], None] = lambda _path: None,
    told: Told = lambda _done, _of: None,
) -> Fetched:
    """Fetch `url` to `path`; what came before a failure is kept beside it and continued by the next call.

    `accept` looks at the whole file before it is put in place, and may raise `FetchError`.

    Raises:
        FetchError: refused, too large, a web page, or still failing after the last attempt; `path` is then as before.
    """
    part, note = path.with_name(f".{path.name}.part"), path.with_name(f".{path.name}.part.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    same = _condition(path, known or Known())
    base = {"Accept-Encoding": "identity", **(headers or {})}

    def ask() -> str | None:
        return _continued(web, url, part, note, most_bytes=most_bytes, headers={**base, **same}, told=told)

    etag = web.again(ask)
    if etag is None:
        return Fetched(path, sha256_of(path), path.stat().st_size, (known or Known()).etag, unchanged=True)
    try:
        accept(part)
    except FetchError:
        _forget(part, note)
        raise
    done = Fetched(path, sha256_of(part), part.stat().st_size, etag)
    part.replace(path)
    note.unlink(missing_ok=True)
    return done


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _condition(path: Path, known: Known) -> dict[str, str]:
    there = known.etag and path.is_file() and sha256_of(path) == known.sha256
    return {"If-None-Match": known.etag} if there else {}


def _continued(
    web: Web, url: str, part: Path, note: Path, *, most_bytes: int, headers: Mapping[str, str], told: Told
) -> str | None:
    """Append to the unfinished file until it is whole; its version, or None where the server has nothing newer."""
    held = _held(part, note, url)
    asked = {**headers, "Range": f"bytes={held.size}-", "If-Range": held.etag} if held.size else dict(headers)
    with web.stream(url, headers=asked) as response:
        if response.status_code == 304:
            return None
        if response.status_code == 416:
            _forget(part, note)
            raise unreachable("the unfinished file no longer fits; starting again")
        not_page(response)
        resumed = response.status_code == 206 and _starts_at(response, held.size)
        if response.status_code == 206 and not resumed:
            _forget(part, note)
            raise unreachable("the server sent another part than asked; starting again")
        etag = str(response.headers.get("etag", ""))
        start = held.size if resumed else 0
        length = _length(response)
        total = None if length is None else start + length
        if total is not None and total > most_bytes:
            raise _too_large(most_bytes)
        note.write_text(json.dumps({"url": url, "etag": etag}), encoding="utf-8")
        with part.open("ab" if resumed else "wb") as stream:
            size = start
            for block in response.iter_raw():
                size += len(block)
                if size > most_bytes:
                    stream.close()
                    _forget(part, note)
                    raise _too_large(most_bytes)
                stream.write(block)
                told(size, total)
        if total is not None and size != total:
            raise unreachable(f"only {size:,} of {total:,} bytes came")
    return etag


@dataclass(frozen=True)
class _Held:
    size: int = 0
    etag: str = ""


def _held(part: Path, note: Path, url: str) -> _Held:
    """What an earlier attempt left, if it can be continued: the same address, and a version to compare."""
    if not (part.is_file() and note.is_file()) or note.stat().st_size > _SMALL:
        return _Held()
    told: Any = None
    with suppress(ValueError, OSError):
        told = json.loads(note.read_text(encoding="utf-8"))
    # A weak version may stand for other bytes: such a file is fetched from the start.
    if not isinstance(told, dict) or told.get("url") != url or not str(told.get("etag", "")).startswith('"'):
        return _Held()
    return _Held(part.stat().st_size, str(told["etag"]))


def _starts_at(response: httpx.Response, size: int) -> bool:
    return str(response.headers.get("content-range", "")).replace(" ", "").startswith(f"bytes{size}-")


def _length(response: httpx.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _forget(part: Path, note: Path) -> None:
    part.unlink(missing_ok=True)
    note.unlink(missing_ok=True)


def _too_large(most_bytes: int) -> FetchError:
    message = f"the file is larger than {most_bytes // 1_000_000:,} MB, the most this layer should be."
    return FetchError("too_large", message, "Fetch it by hand if it is right, and tell us.")
