"""The land picture as Cloud-Optimised GeoTIFF with a colour table, one file an option: same picture, same bytes."""

import colorsys
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pandas as pd
import rasterio
from rasterio.io import MemoryFile
from rasterio.shutil import copy
from rasterio.transform import Affine

from lae.geo import BNG
from lae.land.picture import OUTSIDE, LandPicture
from lae.results import Results
from lae.tables import records

CAVEAT: Final = (
    "Screening of published and own layers, not permission: consent, survey and the owner's wish come first. "
    "Each square shows its middle cell."
)
_HUES: Final = {
    "open": (0.36, 0.45),
    "caution": (0.14, 0.17),
    "consent": (0.06, 0.10),
    "not_screened": (0.62, 0.66),
    "excluded": (0.93, 1.0),
}
"""Hue from and to, by tier: greens, yellows, oranges, greys with a cast of blue, reds."""
_OUTSIDE: Final = "outside the study"
_GREY: Final = "not_screened"
_LIGHTEST, _DARKEST = 0.82, 0.42
_TILE: Final = 256

Colour = tuple[int, int, int, int]


def write_land_rasters(results: Results, folder: Path) -> list[Path]:
    """Write land_<option>.tif, and the names of its codes beside it, for every picture of the run; none without one."""
    return [
        write_picture(picture, folder / f"land_{picture.option}.tif") for picture in results.tables["land_pictures"]
    ]


def write_picture(picture: LandPicture, path: Path) -> Path:
    """Write one picture: EPSG:27700, one byte a square, nodata 0, overviews, colours and meanings inside.

    GDAL keeps names of categories beside a GeoTIFF: they go into <name>.tif.aux.xml, and into the file's own tags too.
    """
    rows, columns = picture.codes.shape
    shape = {"count": 1, "height": rows, "width": columns, "dtype": "uint8", "nodata": OUTSIDE, "crs": BNG}
    edge = float(picture.cell_m)
    place = Affine(edge, 0.0, float(picture.west_m), 0.0, -edge, float(picture.north_m))
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.Env(GDAL_NUM_THREADS="1"), MemoryFile() as memory:
        with memory.open(driver="GTiff", transform=place, **shape) as draft:
            draft.write(picture.codes, 1)
            draft.write_colormap(1, colours(picture.legend))
            draft.update_tags(**_tags(picture))
            draft.set_band_description(1, f"what decides on land for {picture.option.replace('_', ' ')}")
        with memory.open() as draft:
            copy(
                draft,
                path,
                driver="COG",
                COMPRESS="DEFLATE",
                BLOCKSIZE=_TILE,
                OVERVIEW_RESAMPLING="NEAREST",
                NUM_THREADS="1",
            )
    path.with_name(f"{path.name}.aux.xml").write_text(_categories(picture.legend), encoding="utf-8", newline="\n")
    return path


def colours(legend: pd.DataFrame) -> dict[int, Colour]:
    """A colour a code: the hue says the tier, darkness runs from its first rule to its last; outside is clear."""
    found: dict[int, Colour] = {OUTSIDE: (255, 255, 255, 0)}
    for tier, rows in legend.groupby("tier", sort=True):
        codes = [int(code) for code in rows["code"]]
        first, last = _HUES[str(tier)]
        for place, code in enumerate(codes):
            along = place / max(len(codes) - 1, 1)
            light = _LIGHTEST + (_DARKEST - _LIGHTEST) * along
            full = 0.12 if tier == _GREY else 0.62
            red, green, blue = colorsys.hls_to_rgb(first + (last - first) * along, light, full)
            found[code] = (round(red * 255), round(green * 255), round(blue * 255), 255)
    return dict(sorted(found.items()))


def _tags(picture: LandPicture) -> dict[str, str]:
    """What the file says of itself; no date and no name of a machine."""
    told = {
        f"CODE_{row.code:03d}": " | ".join(text for text in (row.tier, row.title, row.words, row.provenance) if text)
        for row in records(picture.legend)
    }
    told[f"CODE_{OUTSIDE:03d}"] = _OUTSIDE
    sources = sorted(set(picture.legend["source_id"]) - {""})
    return told | {
        "CAVEAT": CAVEAT,
        "OPTION": picture.option,
        "SOURCE": f"rules of land/policy.csv from: {', '.join(sources)}; layers and editions: tables/land_layers.csv",
        "TITLE": f"Land screened for {picture.option.replace('_', ' ')}",
    }


def _categories(legend: pd.DataFrame) -> str:
    names = [_OUTSIDE, *(f"{row.tier.replace('_', ' ')}: {row.title}" for row in records(legend))]
    lines = "\n".join(f"      <Category>{escape(name)}</Category>" for name in names)
    return (
        "<PAMDataset>\n"
        '  <PAMRasterBand band="1">\n'
        "    <CategoryNames>\n"
        f"{lines}\n"
        "    </CategoryNames>\n"
        "  </PAMRasterBand>\n"
        "</PAMDataset>\n"
    )
