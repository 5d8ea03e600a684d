"""Small OpenStreetMap extracts in PBF, written byte by byte, since nothing here can write them otherwise."""

import struct
import zlib


def _varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _zigzag(value):
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)


def _field(number, value):
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _blob(kind, payload):
    blob = _field(2, len(payload)) + _field(3, zlib.compress(payload))
    header = _field(1, kind.encode()) + _field(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


class _Strings:
    def __init__(self):
        self.all = [b""]

    def number(self, text):
        value = text.encode()
        if value not in self.all:
            self.all.append(value)
        return self.all.index(value)


def _differences(values):
    return b"".join(_zigzag(value - before) for value, before in zip(values, [0, *values], strict=False))


def _block(nodes, ways):
    strings = _Strings()
    groups = []
    if nodes:
        numbers, lons, lats = zip(
            *((number, round(lon * 1e7), round(lat * 1e7)) for number, lon, lat, _ in nodes), strict=True
        )
        tags = b"".join(
            b"".join(_varint(strings.number(key)) + _varint(strings.number(value)) for key, value in each.items())
            + _varint(0)
            for _, _, _, each in nodes
        )
        dense = _field(1, _differences(numbers)) + _field(8, _differences(lats)) + _field(9, _differences(lons))
        groups.append(_field(2, dense + _field(10, tags)))
    for number, refs, each in ways:
        keys = b"".join(_varint(strings.number(key)) for key in each)
        values = b"".join(_varint(strings.number(value)) for value in each.values())
        groups.append(
            _field(3, _field(1, number) + _field(2, keys) + _field(3, values) + _field(8, _differences(refs)))
        )
    table = b"".join(_field(1, text) for text in strings.all)
    return _blob("OSMData", _field(1, table) + b"".join(_field(2, group) for group in groups))


def extract(nodes, ways, *, most=8_000):
    """A PBF of nodes (id, lon, lat, tags) and ways (id, node ids, tags), at most `most` of them a block."""
    header = b"".join(_field(4, feature) for feature in (b"OsmSchema-V0.6", b"DenseNodes"))
    parts = [_blob("OSMHeader", header)]
    parts += [_block(nodes[start : start + most], []) for start in range(0, len(nodes), most)]
    parts += [_block([], ways[start : start + most]) for start in range(0, len(ways), most)]
    return b"".join(parts)
