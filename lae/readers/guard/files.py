"""A file from outside before anyone opens it: what it is, where it really lies, how large it is once unpacked."""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from lae.findings import FaultsError, Finding
from lae.readers.guard import limits

GZIP: Final = b"\x1f\x8b"
_AGAIN: Final = "Download it again."
_LOCKED: Final = 0x1
"""The flag of an archive's entry that needs a password."""
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
"""What unpacking a damaged, locked or exotic archive raises."""


def refusal(table: str, rule: str, message: str, fix: str = "", *, column: str = "") -> FaultsError:
    """The error that refuses a file, with one finding."""
    return FaultsError([Finding("error", table, rule, message, column, fix=fix)])


def check(path: Path, *, root: Path | None = None) -> None:
    """Return only for a plain file that can be opened within our bounds; nothing is unpacked or read whole.

    Args:
        path: the file.
        root: the folder it must really lie in, links followed; None where anywhere will do.

    Raises:
        FaultsError: it is missing, no plain file, a link out of `root`, too large, or an archive that is locked, names
            files outside itself, or would unpack to too much.
    """
    name = path.name
    try:
        real = path.resolve(strict=True)
        status = real.stat()
    except FileNotFoundError:
        raise refusal(name, "missing_file", f"the file {name} is not there.", "Put it back.") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise refusal(name, "unreadable", f"the file cannot be opened: {error}.", "Copy it again.") from None
    if root is not None and not real.is_relative_to(root.resolve()):
        message = "the file is a link that leads out of the study's folder."
        raise refusal(name, "link_outside", message, "Copy the file itself into the data folder.")
    if not stat.S_ISREG(status.st_mode):
        raise refusal(name, "not_a_file", "this is a folder or a device, not a file.")
    if status.st_size > limits.LARGEST_FILE:
        message = f"the file has {status.st_size / 1e9:.1f} GB; more than {limits.LARGEST_FILE / 1e9:.0f} are not read."
        raise refusal(name, "too_large", message, "Download the part for your area.")
    if not status.st_size:
        raise refusal(name, "empty", "the file is empty.", _AGAIN)
    if is_archive(path):
        entries(path)


def is_archive(path: Path) -> bool:
    """True for a zip archive, which a workbook is too; raises `FaultsError` where the file cannot be opened."""
    try:
        return zipfile.is_zipfile(path)
    except OSError as error:
        raise refusal(path.name, "unreadable", f"the file cannot be opened: {error}.", "Copy it again.") from None


def entries(path: Path) -> dict[str, zipfile.ZipInfo]:
    """The files in the archive by name, once none of them can harm; raises `FaultsError` otherwise."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except DAMAGE as error:
        message = f"the archive is damaged: {error}."
        raise refusal(path.name, "damaged_archive", message, _AGAIN) from None
    if len(found) > limits.MOST_MEMBERS:
        message = f"the archive holds {len(found)} files; more than {limits.MOST_MEMBERS} are not looked at."
        raise refusal(path.name, "too_many_members", message, "Unpack it and put in the files you need.")
    for entry in found:
        _check_entry(entry, path.name)
    total = sum(entry.file_size for entry in found)
    if total > limits.LARGEST_ARCHIVE:
        message = f"the archive would unpack to {total / 1e9:.1f} GB."
        raise refusal(path.name, "bomb", message, "Unpack it and put in the files you need.")
    return {entry.filename: entry for entry in found if not entry.is_dir()}


def _check_entry(entry: zipfile.ZipInfo, table: str) -> None:
    name = entry.filename
    shown = name[:80].encode("ascii", "backslashreplace").decode()
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name or stat.S_ISLNK(entry.external_attr >> 16):
        message = f'the archive names a file outside itself: "{shown}".'
        raise refusal(table, "traversal", message, "Do not unpack it; ask its publisher.")
    if entry.flag_bits & _LOCKED:
        raise refusal(table, "locked", "the archive needs a password.", "Unpack it and put in the files.")
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > limits.LARGEST_MEMBER or (
        entry.file_size > limits.SMALL_MEMBER and ratio > limits.HIGHEST_RATIO
    ):
        message = f'"{shown}" would unpack to {entry.file_size / 1e6:.0f} MB, {ratio:.0f} times its packed size.'
        raise refusal(table, "bomb", message, "If that is right, unpack it and split the file.")


class _Measured(io.RawIOBase):
    """A gzipped file's content as it is unpacked; it stops where it swells as no archive's member may."""

    def __init__(self, stream: gzip.GzipFile, path: Path) -> None:
        self._stream, self._table = stream, path.name
        self._most = max(limits.SMALL_MEMBER, limits.HIGHEST_RATIO * path.stat().st_size)
        self._taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._taken += len(data)
        if self._taken > self._most:
            message = f"the file unpacks to more than {limits.HIGHEST_RATIO} times its packed size."
            raise refusal(self._table, "bomb", message, "If that is right, unpack it.")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def opened(path: Path, *, member: str | None = None) -> Iterator[IO[bytes]]:
    """The file's bytes, or its `member`'s, unpacked as they are read; whoever reads keeps count of them.

    Raises:
        FaultsError: there is no such file or member, or it turns out damaged while it is read.
    """
    name = path.name if member is None else f"{path.name}/{member}"
    try:
        if member is not None:
            with zipfile.ZipFile(path) as archive, archive.open(entries(path)[member]) as stream:
                yield stream
            return
        with path.open("rb") as plain:
            packed = plain.read(2) == GZIP
            plain.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=plain) as stream:
                    yield io.BufferedReader(_Measured(stream, path))
            else:
                yield plain
    except FaultsError:
        raise
    except KeyError:
        raise refusal(path.name, "missing_member", f"the archive holds no file {member}.", _AGAIN) from None
    except FileNotFoundError:
        raise refusal(name, "missing_file", f"the file {name} is not there.", "Put it back.") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise refusal(name, "damaged", f"the file is damaged or cut off: {error}.", _AGAIN) from None


def read_bytes(path: Path, *, member: str | None = None, limit: int = limits.LARGEST_DOCUMENT) -> bytes:
    """The whole file (gunzipped) or archive member; raises `FaultsError` once it passes `limit` bytes."""
    with opened(path, member=member) as stream:
        packed = member is None and path.stat().st_size > limit
        data = b"" if packed else stream.read(limit + 1)
    if packed or len(data) > limit:
        message = f"the file holds more than {limit / 1e6:.0f} MB."
        raise refusal(path.name, "too_large", message, "Download the part for your area.")
    return data
