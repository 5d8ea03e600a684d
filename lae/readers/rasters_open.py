"""A raster opened with nothing but itself: known formats only, no files beside it, every fault a finding."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError

from lae.findings import FaultsError
from lae.readers import guard
from lae.readers.rasters_head import RASTER_ENDS, is_grid, is_tiff, nested

RASTER_FAULTS: Final = (RasterioError, CPLE_BaseError, OSError, ValueError, OverflowError, MemoryError)
"""What GDAL and rasterio raise on damaged, cut-off or absurd files."""
_ALONE: Final = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_GEOREF_SOURCES": "INTERNAL",
    "GDAL_CACHEMAX": 64_000_000,
}
_START: Final = 1_000
_AGAIN: Final = "Download it again."


def member_of(path: Path) -> str:
    """The one raster in an archive, or nothing where `path` is the raster itself.

    Raises:
        FaultsError: the archive is damaged, or does not hold exactly one raster.
    """
    with guard.opened(path) as stream:
        packed = stream.read(4) == b"PK\3\4"
    if not packed:
        return ""
    members = tuple(sorted(guard.entries(path)))
    found = [member for member in members if member.lower().endswith(RASTER_ENDS)]
    if len(found) == 1:
        return found[0]
    if nested(members):
        message = "the archive holds one archive a tile."
        raise guard.refusal(path.name, "nested", message, "Unpack it and put in the tiles of your area.")
    message = f"the archive holds {len(found)} rasters; exactly one is read."
    raise guard.refusal(path.name, "not_one_raster", message, "Unpack it and put in the rasters you need.")


@contextmanager
def opened(path: Path, member: str) -> Iterator[Any]:
    """The raster as rasterio's dataset, open while the context lasts.

    Raises:
        FaultsError: it is no GeoTIFF or ESRI ASCII grid, or turns out damaged while it is read.
    """
    with guard.opened(path, member=member or None) as stream:
        start = stream.read(_START)
    driver = "GTiff" if is_tiff(start) else "AAIGrid" if is_grid(start) else ""
    if not driver:
        message = "the file is neither a GeoTIFF nor an ESRI ASCII grid."
        raise guard.refusal(path.name, "unreadable", message, _AGAIN)
    where = f"/vsizip/{path.absolute()}/{member}" if member else str(path.absolute())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they say (no place, odd tags) is looked at and reported
            with rasterio.Env(**_ALONE), rasterio.open(where, driver=driver) as raster:
                yield raster
    except RASTER_FAULTS as error:
        if isinstance(error, FaultsError):
            raise
        message = "the raster cannot be read: it is damaged, cut off or of another kind."
        raise guard.refusal(path.name, "unreadable", message, _AGAIN) from None
