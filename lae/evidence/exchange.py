"""The output folder is exchanged whole: a killed run leaves the former one as it was."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

MARK: Final = "run.json"
"""A folder that holds this file is lae's own and may be replaced."""

_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


class NotOursError(ValueError):
    """The output folder holds something lae did not make."""


def check_out(out: Path) -> None:
    """Raise `NotOursError` unless `out` is absent, empty or made by lae."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise NotOursError(f"{out} is not a folder; name another with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise NotOursError(f"{out} holds files lae did not make; name an empty or new folder with --out.")


@contextmanager
def exchanged(out: Path) -> Iterator[Path]:
    """A fresh folder beside `out` that takes its place when the block ends well; nothing changes when it fails."""
    recover(out)
    check_out(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = _beside(out, "new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def recover(out: Path) -> None:
    """Put back a former folder that a run killed between two renames has left aside."""
    aside = _beside(out, "old")
    if aside.is_dir():
        if out.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(out)


def _beside(out: Path, word: str) -> Path:
    return out.parent / f".{out.name}.lae-{word}"


def _swap(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
    elif not _exchange(fresh, out):
        aside = _beside(out, "old")
        out.rename(aside)
        fresh.rename(out)
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the system can; False where it cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))
