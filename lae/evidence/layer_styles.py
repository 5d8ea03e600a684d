"""Styles as QGIS keeps them inside a GeoPackage, so that its layers open drawn: QML for QGIS, SLD for others."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree as ET

from lae.geofiles import EPOCH

OUTLINE: Final = "#1b1b1b"
_COLUMNS: Final = {
    "id": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
    "f_table_catalog": "TEXT(256)",
    "f_table_schema": "TEXT(256)",
    "f_table_name": "TEXT(256)",
    "f_geometry_column": "TEXT(256)",
    "styleName": "TEXT(30)",
    "styleQML": "TEXT",
    "styleSLD": "TEXT",
    "useAsDefault": "BOOLEAN",
    "description": "TEXT",
    "owner": "TEXT(30)",
    "ui": "TEXT(30)",
    "update_time": "DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))",
}
"""The table QGIS itself looks for."""
_HEAD: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
_SLD: Final = "http://www.opengis.net/sld"
_OGC: Final = "http://www.opengis.net/ogc"


@dataclass(frozen=True)
class Class:
    """One line of a legend: the values it stands for (text, or from and up to), and how it looks."""

    label: str
    colour: str
    value: str = ""
    low: float = 0.0
    high: float = 0.0
    shape: str = ""


@dataclass(frozen=True)
class Style:
    """How a layer is drawn: by the classes of `column`, or all alike where it is empty."""

    name: str
    description: str
    kind: Literal["marker", "fill", "outline"]
    classes: tuple[Class, ...]
    column: str = ""

    @property
    def graded(self) -> bool:
        """Whether classes are ranges of numbers."""
        return any(each.high > each.low for each in self.classes)


def add_styles(path: Path, styles: Mapping[str, Style]) -> None:
    """Give the layers of the GeoPackage at `path` a default style and a description; dates stay fixed."""
    # QGIS looks for empty text, not NULL, in the columns that name the layer.
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"CREATE TABLE layer_styles ({', '.join(' '.join(pair) for pair in _COLUMNS.items())})")
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', 'How QGIS draws the layers', ?)",
            (EPOCH,),
        )
        for layer, style in styles.items():
            found = file.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
            ).fetchone()
            if found is None:
                continue
            row = (
                "",
                "",
                layer,
                found[0],
                style.name,
                qml(style),
                sld(layer, style),
                1,
                style.description,
                "lae",
                "",
                EPOCH,
            )
            names = [name for name in _COLUMNS if name != "id"]
            marks = ", ".join("?" * len(row))
            file.execute(f"INSERT INTO layer_styles ({', '.join(names)}) VALUES ({marks})", row)  # noqa: S608 (own names)
            file.execute("UPDATE gpkg_contents SET description = ? WHERE table_name = ?", (style.description, layer))


def qml(style: Style) -> str:
    """The style as QGIS 3 reads it."""
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology")
    kind = "singleSymbol" if not style.column else "graduatedSymbol" if style.graded else "categorizedSymbol"
    renderer = ET.SubElement(root, "renderer-v2", type=kind, symbollevels="0", enableorderby="0")
    if style.column:
        renderer.set("attr", style.column)
        listed = ET.SubElement(renderer, "ranges" if style.graded else "categories")
        for number, each in enumerate(style.classes):
            told = {"symbol": str(number), "label": each.label, "render": "true"}
            if style.graded:
                ET.SubElement(listed, "range", told | {"lower": f"{each.low:.15f}", "upper": f"{each.high:.15f}"})
            else:
                ET.SubElement(listed, "category", told | {"value": each.value, "type": "string"})
    symbols = ET.SubElement(renderer, "symbols")
    for number, each in enumerate(style.classes):
        symbol = ET.SubElement(
            symbols, "symbol", type="marker" if style.kind == "marker" else "fill", name=str(number), alpha="1"
        )
        class_ = "SimpleMarker" if style.kind == "marker" else "SimpleFill"
        layer = ET.SubElement(symbol, "layer", {"class": class_, "enabled": "1", "pass": "0", "locked": "0"})
        look = _look(style, each)
        options = ET.SubElement(layer, "Option", type="Map")
        for key, text in look.items():
            ET.SubElement(options, "Option", name=key, value=text, type="QString")
        for key, text in look.items():
            ET.SubElement(layer, "prop", k=key, v=text)
    return _HEAD + ET.tostring(root, encoding="unicode")


def sld(layer: str, style: Style) -> str:
    """The same as a Styled Layer Descriptor 1.0."""
    root = ET.Element("StyledLayerDescriptor", {"version": "1.0.0", "xmlns": _SLD, "xmlns:ogc": _OGC})
    named = ET.SubElement(root, "NamedLayer")
    ET.SubElement(named, "Name").text = layer
    user = ET.SubElement(named, "UserStyle")
    ET.SubElement(user, "Title").text = style.name
    rules = ET.SubElement(user, "FeatureTypeStyle")
    for each in style.classes:
        rule = ET.SubElement(rules, "Rule")
        ET.SubElement(rule, "Title").text = each.label
        if style.column:
            _filter(ET.SubElement(rule, "ogc:Filter"), style, each)
        if style.kind == "marker":
            graphic = ET.SubElement(ET.SubElement(rule, "PointSymbolizer"), "Graphic")
            mark = ET.SubElement(graphic, "Mark")
            ET.SubElement(mark, "WellKnownName").text = each.shape or "circle"
            _paint(mark, each.colour, OUTLINE)
            ET.SubElement(graphic, "Size").text = "9"
        else:
            polygon = ET.SubElement(rule, "PolygonSymbolizer")
            _paint(
                polygon,
                "" if style.kind == "outline" else each.colour,
                each.colour if style.kind == "outline" else "#ffffff",
            )
    return ET.tostring(root, encoding="unicode")


def _filter(parent: ET.Element, style: Style, each: Class) -> None:
    if style.graded:
        between = ET.SubElement(parent, "ogc:PropertyIsBetween")
        ET.SubElement(between, "ogc:PropertyName").text = style.column
        for name, value in (("ogc:LowerBoundary", each.low), ("ogc:UpperBoundary", each.high)):
            ET.SubElement(ET.SubElement(between, name), "ogc:Literal").text = f"{value:g}"
        return
    equal = ET.SubElement(parent, "ogc:PropertyIsEqualTo")
    ET.SubElement(equal, "ogc:PropertyName").text = style.column
    ET.SubElement(equal, "ogc:Literal").text = each.value


def _paint(parent: ET.Element, fill: str, stroke: str) -> None:
    if fill:
        ET.SubElement(ET.SubElement(parent, "Fill"), "CssParameter", name="fill").text = fill
    line = ET.SubElement(parent, "Stroke")
    ET.SubElement(line, "CssParameter", name="stroke").text = stroke
    ET.SubElement(line, "CssParameter", name="stroke-width").text = "1"


def _look(style: Style, each: Class) -> dict[str, str]:
    if style.kind == "marker":
        return {
            "name": each.shape or "circle",
            "color": _rgba(each.colour),
            "outline_color": _rgba(OUTLINE),
            "outline_width": "0.2",
            "size": "2.8",
            "size_unit": "MM",
        }
    if style.kind == "outline":
        return {"style": "no", "color": _rgba(each.colour), "outline_color": _rgba(each.colour), "outline_width": "0.5"}
    return {"style": "solid", "color": _rgba(each.colour), "outline_color": _rgba("#ffffff"), "outline_width": "0.1"}


def _rgba(colour: str) -> str:
    return ",".join(str(value) for value in bytes.fromhex(colour[1:])) + ",255"
