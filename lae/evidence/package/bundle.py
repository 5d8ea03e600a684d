"""Checksums of a folder, and the folder as one zip whose bytes depend on nothing but its content."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

SUMS: Final = "SHA256SUMS"
_MADE: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip can hold."""
_MODE: Final = 0o100644 << 16


def checksums(sums: Mapping[str, str]) -> str:
    """The text `sha256sum --check` reads, by file name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def write_zip(folder: Path, names: Iterable[str], path: Path, *, top: str) -> None:
    """Write the files `names` of `folder` into the zip at `path`, inside a folder called `top`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(names):
            entry = zipfile.ZipInfo(f"{top}/{name}", date_time=_MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE
            entry.create_system = 3
            archive.writestr(entry, (folder / name).read_bytes(), compresslevel=6)
