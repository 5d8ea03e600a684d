"""Hundreds of thousands of points in one page: columns of whole numbers, sorted by place, packed, and drawn on canvas.

The bytes before compression: four of length, a JSON header, then each column: all its low bytes, then all higher ones.
x and y are steps of the layer's Web Mercator box; points stand in a grid of 256 by 256 cells row by row, so that a map
tile is one run of points a row of cells, and in Morton order within a cell, so that neighbours stand together.
"""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from folium.map import Layer
from folium.template import Template

from lae.atlas.figure import asset

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[Any]

VERSION: Final = 1
STEPS: Final = 65_535
"""Steps of a side of the box: a metre across a county."""
TYPES: Final = ("uint8", "uint16", "uint32")
COORDINATES: Final = ("x", "y")
_ALIGNED: Final = 4
_NORTHMOST_DEG: Final = 85.0
"""Web Mercator ends there."""


@dataclass(frozen=True)
class Unpacked:
    """What a blob holds: its header, each column in its own shape, and where each point was before it was sorted."""

    header: dict[str, Any]
    columns: dict[str, Whole]

    def degrees(self) -> tuple[Floats, Floats]:
        """Longitude and latitude of every point, to half a step."""
        west, north, east, south = self.header["box"]
        x = west + self.columns["x"] / STEPS * (east - west)
        y = north + self.columns["y"] / STEPS * (south - north)
        return x * 360 - 180, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))


def pack(
    lon: Floats,
    lat: Floats,
    columns: Mapping[str, Whole],
    *,
    series: Mapping[str, Whole] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> bytes:
    """The points as one blob; equal points give equal bytes.

    Args:
        lon: degrees, one a point.
        lat: degrees, one a point.
        columns: unsigned whole numbers whose last axis is the points. Points at one place stand in the order of the
            columns of one axis: what is alike there stands together and costs less.
        series: the same with the years as the last axis but one; they are kept as steps from year to year.
        extra: JSON that travels in the header.

    Raises:
        ValueError: a point without a place, a column of another length or type, or a name used twice.
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    series = series or {}
    _check(lon, lat, columns, series)
    x, y = mercator(lon, lat)
    box = [float(x.min()), float(y.min()), float(x.max()), float(y.max())] if len(x) else [0.0] * 4
    across, down = quantised(x, box[0], box[2]), quantised(y, box[1], box[3])
    order = _order(across, down, [values for values in columns.values() if values.ndim == 1])
    heads: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for name, values, kept in (
        ("x", across, "steps"),
        ("y", down, "steps"),
        *((name, values, "plain") for name, values in columns.items()),
        *((name, values, "years") for name, values in series.items()),
    ):
        ordered = np.ascontiguousarray(values[..., order])
        heads.append({"name": name, "type": ordered.dtype.name, "shape": list(ordered.shape), "kept": kept})
        parts.append(_planes(_stepped(ordered, kept)))
    header = {"v": VERSION, "n": len(order), "box": box, "columns": heads, **(extra or {})}
    head = json.dumps(header, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")
    head += b" " * (-(_ALIGNED + len(head)) % _ALIGNED)
    return gzip.compress(np.array([len(head)], "<u4").tobytes() + head + b"".join(parts), 9, mtime=0)


def unpack(blob: bytes) -> Unpacked:
    """What the page's own decoder does, kept here so that the round trip can be tested."""
    raw = gzip.decompress(blob)
    size = int(np.frombuffer(raw, "<u4", 1)[0])
    header, at = json.loads(raw[_ALIGNED : _ALIGNED + size]), _ALIGNED + size
    columns: dict[str, Whole] = {}
    for head in header["columns"]:
        kind, count = np.dtype(head["type"]).newbyteorder("<"), int(np.prod(head["shape"]))
        planes = np.frombuffer(raw, np.uint8, count * kind.itemsize, at).reshape(kind.itemsize, count)
        values = np.ascontiguousarray(planes.T).view(kind).reshape(head["shape"]).astype(head["type"])
        columns[head["name"]] = _summed(values, head["kept"])
        at += planes.size
    return Unpacked(header, columns)


def mercator(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees as Web Mercator, 0 to 1 from the west and from the north."""
    sine = np.sin(np.radians(lat))
    return (lon + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


def quantised(values: Floats, low: float, high: float) -> npt.NDArray[np.uint16]:
    """The nearest step of each value between `low` and `high`."""
    return np.rint((values - low) / ((high - low) or 1.0) * STEPS).astype(np.uint16)


def binned(values: Any, step: float) -> npt.NDArray[np.uint8]:
    """Which bin of the width `step` each value is in, from 1; the last takes all above it, 0 is what is not known."""
    array = np.asarray(values, np.float64)
    if (array < 0).any():
        raise ValueError("bins begin at 0, and a value is below it")
    return np.where(np.isnan(array), 0, np.minimum(np.floor(np.nan_to_num(array) / step) + 1, 255)).astype(np.uint8)


class PackedPoints(Layer):
    """A blob of `pack` as a layer of a folium map; `packed.js` (class attribute `script`) has to be on the page.

    The page reaches it as `LAE.packed[key]`; it unpacks when it is first put on the map.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <script type="text/plain" id="{{ this.get_name() }}_data">{{ this.body }}</script>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = LAE.packedPoints(
            {{ this.key|tojson }}, "{{ this.get_name() }}_data", {{ this.settings|tojson }});
        {% if this.show %}{{ this.get_name() }}.addTo({{ this._parent.get_name() }});{% endif %}

        {% endmacro %}
        """
    )

    def __init__(self, blob: bytes, key: str, *, settings: Mapping[str, Any] | None = None, show: bool = True) -> None:
        """Take the blob, the key the page knows it by, and options of the canvas layer."""
        super().__init__(name=key, overlay=True, control=False, show=show)
        self._name, self._id = "packed", key
        self.key, self.settings = key, dict(settings or {})
        self.body = base64.b64encode(blob).decode("ascii")

    @staticmethod
    def script() -> str:
        """The page's decoder and canvas layer."""
        return asset("packed.js")


def _check(lon: Floats, lat: Floats, columns: Mapping[str, Whole], series: Mapping[str, Whole]) -> None:
    if lon.ndim != 1 or lon.shape != lat.shape:
        raise ValueError("longitudes and latitudes are not one a point")
    if not (np.isfinite(lon).all() and np.isfinite(lat).all() and (np.abs(lat) < _NORTHMOST_DEG).all()):
        raise ValueError("points without a place cannot be packed")
    if twice := sorted((set(columns) & set(series)) | (set(COORDINATES) & (set(columns) | set(series)))):
        raise ValueError(f"columns given twice: {', '.join(twice)}")
    for name, values in (*columns.items(), *series.items()):
        if values.dtype.name not in TYPES:
            raise ValueError(f"column {name} is {values.dtype}, not one of {', '.join(TYPES)}")
        if values.shape[-1:] != lon.shape or values.ndim < (2 if name in series else 1):
            raise ValueError(f"column {name} has the shape {values.shape} for {len(lon)} points")


def _order(across: Whole, down: Whole, columns: list[Whole]) -> Whole:
    """The points by row of cells, by cell, by place within it, then by their columns."""
    cell = (down >> 8).astype(np.uint32) << 8 | across >> 8
    place = _apart(across) | _apart(down) << 1
    return np.lexsort([*reversed(columns), place, cell])


def _apart(values: Whole) -> Whole:
    """The low eight bits, each followed by an empty one."""
    spread = values.astype(np.uint32) & 0xFF
    spread = (spread | spread << 4) & 0x0F0F
    spread = (spread | spread << 2) & 0x3333
    return (spread | spread << 1) & 0x5555


def _stepped(values: Whole, kept: str) -> Whole:
    """Differences that wrap around instead of going below 0: along the points, or from year to year."""
    if kept == "plain":
        return values
    steps = values.copy()
    if kept == "steps":
        steps[1:] -= values[:-1]
    else:
        steps[..., 1:, :] -= values[..., :-1, :]
    return steps


def _summed(values: Whole, kept: str) -> Whole:
    if kept == "plain":
        return values
    summed: Whole = np.cumsum(values, axis=0 if kept == "steps" else -2, dtype=values.dtype)
    return summed


def _planes(values: Whole) -> bytes:
    flat = values.ravel().astype(values.dtype.newbyteorder("<"))
    return flat.view(np.uint8).reshape(len(flat), flat.dtype.itemsize).T.tobytes()
