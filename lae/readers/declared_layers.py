"""Files that rows of land/layers.csv name: any vector or raster of the data folder, in any system, whoever made it.

A file that is named and missing is an error. One that is there and cannot be used leaves its layer unread, with the
reason: land is then not screened for it.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from lae.findings import FaultsError, Finding
from lae.geo import BNG
from lae.land.contract import LandFiles, RasterLayer
from lae.land.layers.faults import without_area
from lae.land.layers.register import REGISTER, layer_keys
from lae.readers import guard, rasters
from lae.readers.base import Count
from lae.tables import records

_COLUMNS: Final = ("layer", "grade", "vintage", "geometry")
_KINDS: Final = {"raster": "constraint", "terrain": "terrain"}
_NO_AREA: Final = "it holds lines or points, which cover no land without a buffer_m."


@dataclass(frozen=True)
class DeclaredLayers:
    """What the files hold, what was found, how many features they gave, and the files themselves."""

    files: LandFiles
    findings: tuple[Finding, ...] = ()
    counts: tuple[Count, ...] = ()
    paths: tuple[Path, ...] = ()


def declared_paths(layers: pd.DataFrame, data: Path) -> set[Path]:
    """The files that rows of the register name, there or not."""
    return {data / name for name in layers["file"] if name}


def read_declared(layers: pd.DataFrame, data: Path) -> DeclaredLayers:
    """Every file that the register names, each read once; never raises.

    Args:
        layers: contract ConstraintLayers, its numbers filled in.
        data: the study's data folder.
    """
    rows = layers[layers["file"].ne("")]
    parts: list[gpd.GeoDataFrame] = []
    found: dict[str, RasterLayer] = {}
    unreadable: dict[str, str] = {}
    findings: list[Finding] = []
    counts: list[Count] = []
    for key, alike in rows.groupby(layer_keys(rows), sort=True):
        row = next(records(alike))
        path = data / row.file
        try:
            guard.check(path, root=data)
            if row.form == "polygons":
                frame, said, count = _vector(path, row, str(key))
                parts.append(frame)
                counts.append(replace(count, file=row.file))
            else:
                found[str(key)], _, _, said = rasters.described(path, kind=_KINDS[row.form])
        except FaultsError as error:
            findings += [_told(fault, row.file, row.layer_id) for fault in error.findings]
            unreadable[str(key)] = error.findings[0].message
            continue
        findings += [replace(finding, table=row.file) for finding in said]
    features = _table(parts)
    for key in sorted(without_area(features, rows)):
        unreadable[key] = _NO_AREA
        fix = "Fill buffer_m in its row of land/layers.csv."
        name = rows.loc[layer_keys(rows).eq(key), "file"].iloc[0]
        findings.append(Finding("warning", name, "no_areas", _NO_AREA, "geometry", fix=fix))
    paths = tuple(sorted(path for path in declared_paths(rows, data) if path.is_file()))
    return DeclaredLayers(LandFiles(features, found, unreadable), tuple(findings), tuple(counts), paths)


def _vector(path: Path, row: Any, key: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...], Count]:
    frame = guard.vectors(path)
    attrs = frame.attrs
    if row.class_column and row.class_column not in frame.columns:
        message = f"the layer has no column {row.class_column}, which {REGISTER} asks for."
        raise guard.refusal(path.name, "missing_column", message, "Correct class_column.", column=row.class_column)
    if frame.empty:
        message = "the layer has no features: that says nothing of what is here."
        raise guard.refusal(path.name, "empty", message, "Export it again, with what lies around the study too.")
    classes = frame[row.class_column] if row.class_column else pd.Series("", index=frame.index)
    grade = classes.map(str).where(classes.notna(), "").astype("str").str.strip()
    plain = gpd.GeoDataFrame(
        {"layer": pd.Series(key, index=frame.index, dtype="str"), "grade": grade},
        geometry=frame.geometry.to_numpy(),
        crs=BNG,
        index=frame.index,
    )
    plain["vintage"] = pd.Series("", index=frame.index, dtype="str")
    count = Count(row.source_id, int(attrs["read"]), len(plain), dict(attrs["dropped"]), dict(attrs["repaired"]))
    return plain[list(_COLUMNS)].reset_index(drop=True), tuple(attrs["findings"]), count


def _told(fault: Finding, name: str, layer_id: str) -> Finding:
    """A file that is named and not there stops a run; one that cannot be used leaves land unscreened."""
    if fault.rule in ("missing_file", "missing_column", "link_outside"):
        message = f"{fault.message} {REGISTER} names it for the layer {layer_id}."
        return replace(fault, table=name, message=message)
    message = f"{fault.message} Land is not screened for {layer_id}."
    return replace(fault, table=name, severity="warning", message=message)


def _table(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    if parts:
        return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=BNG)
    texts = {name: pd.Series(dtype="str") for name in _COLUMNS[:3]}
    return gpd.GeoDataFrame(texts, geometry=gpd.GeoSeries([], crs=BNG), crs=BNG)
