"""Postcodes for the search box, packed: sorted texts that share their beginnings and points as steps of ten metres.

The bytes before compression: one byte a postcode, how many leading characters it shares with the one before; then the
rests of all texts, parted by line feeds; then the zigzag steps of x and of y (of each, all low bytes, then all high).
"""

import base64
import gzip
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.geo import degrees_from_bng

_STEP_DEG: Final = (0.00015, 0.0001)
"""Longitude and latitude of one step, about ten metres in England."""


@dataclass(frozen=True)
class PackedPostcodes:
    """`body` is base64 of gzip; `header` tells the page how to read it."""

    header: dict[str, float | int]
    body: str


def pack(postcodes: pd.DataFrame) -> PackedPostcodes:
    """All postcodes and their points; a 38,821-row county costs less than 250 kB of page."""
    table = postcodes.assign(text=_tidy(postcodes["postcode"])).sort_values("text", kind="stable", ignore_index=True)
    table = table.drop_duplicates("text", ignore_index=True)
    lon, lat = degrees_from_bng(table["easting_m"], table["northing_m"])
    west, south = (float(np.floor(values.min() * 100) / 100) if len(values) else 0.0 for values in (lon, lat))
    texts = list(table["text"])
    shared = bytes(_shared(before, text) for before, text in zip(["", *texts], texts, strict=False))
    rests = "\n".join(text[count:] for text, count in zip(texts, shared, strict=True)).encode("ascii")
    planes = b"".join(
        _planes(np.rint((values - origin) / step).astype(np.int64))
        for values, origin, step in zip((lon, lat), (west, south), _STEP_DEG, strict=True)
    )
    body = base64.b64encode(gzip.compress(shared + rests + planes, 9, mtime=0)).decode("ascii")
    header = {
        "n": len(texts),
        "rests": len(rests),
        "west": west,
        "south": south,
        "dx": _STEP_DEG[0],
        "dy": _STEP_DEG[1],
    }
    return PackedPostcodes(header=header, body=body)


def unpack(packed: PackedPostcodes) -> pd.DataFrame:
    """Columns postcode, longitude, latitude: what the page's decoder does, kept here so that it can be tested."""
    raw = gzip.decompress(base64.b64decode(packed.body))
    count, rest_bytes = int(packed.header["n"]), int(packed.header["rests"])
    texts: list[str] = []
    for shared, rest in zip(raw[:count], raw[count : count + rest_bytes].decode("ascii").split("\n"), strict=True):
        texts.append((texts[-1][:shared] if texts else "") + rest)
    planes = np.frombuffer(raw, np.uint8, offset=count + rest_bytes).astype(np.int64).reshape(4, count)
    points = [
        np.cumsum((zigzag >> 1) ^ -(zigzag & 1)) for zigzag in (planes[0] | planes[1] << 8, planes[2] | planes[3] << 8)
    ]
    return pd.DataFrame(
        {
            "postcode": texts,
            "longitude": packed.header["west"] + points[0] * packed.header["dx"],
            "latitude": packed.header["south"] + points[1] * packed.header["dy"],
        }
    )


def _tidy(text: pd.Series) -> pd.Series:
    """Capitals and figures only: the page compares what a person types in the same form."""
    return text.str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)


def _shared(before: str, text: str) -> int:
    count = 0
    while count < min(len(before), len(text)) and before[count] == text[count]:
        count += 1
    return count


def _planes(values: np.ndarray) -> bytes:
    steps = np.diff(values, prepend=0)
    zigzag = (steps << 1) ^ (steps >> 63)
    if len(zigzag) and zigzag.max() > 0xFFFF:
        raise ValueError("the postcodes spread further than a county's page can hold")
    return (zigzag & 0xFF).astype(np.uint8).tobytes() + (zigzag >> 8).astype(np.uint8).tobytes()
