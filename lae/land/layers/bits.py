"""The register's layers as bits of a mask, and the state of each: one that was not looked at has no bit.

Fails closed: a layer that is missing, unreadable or of another area is listed, and screening takes its land as unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from lae.findings import Finding
from lae.land.cells.grid import Grid
from lae.land.cells_contract import BitLayer, RasterRule, Says, Shapes
from lae.land.layers.register import layer_keys
from lae.land.layers.shapes import Placed, placed, reaching, sliver_findings
from lae.land.policy_contract import LOOKED_AT, LayerStates
from lae.tables import records, validated

Box = tuple[float, float, float, float]

_NOT_SUPPLIED: Final = "no file of it was supplied."
_ELSEWHERE: Final = "the file is of another area: nothing of it is near the study."


@dataclass(frozen=True)
class Supplied:
    """What a study was given to screen with.

    Attributes:
        features: layer, grade, vintage and geometry of all polygon layers together, in one system; contract
            ConstraintPolygons fits, and lines or points serve where a layer has a buffer. `layer`, here and below, is
            what `layer_keys` says: the published kind, or the file that a row of the register names.
        extents: by layer, the box in EPSG:27700 within which its file tells of every feature; that of its features
            where it is not given. A file that was read and holds nothing here needs one.
        rasters: layers of form raster or terrain that windows are at hand for.
        unreadable: by layer, why its file could not be read.
        elsewhere: layers whose raster is of another area.
    """

    features: gpd.GeoDataFrame
    extents: Mapping[str, Box]
    rasters: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] | None = None
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Constraints:
    """Bits to burn, rules for rasters, the state of every layer (contract LayerStates) and what was found."""

    bits: tuple[BitLayer, ...]
    rules: tuple[RasterRule, ...]
    states: pd.DataFrame
    findings: tuple[Finding, ...]


class _State(NamedTuple):
    state: str
    reason: str = ""


def read_within(box: Box, register: pd.DataFrame) -> Box:
    """The box a reader must read so that features outside `box` still act through their buffers."""
    reach = float(register["buffer_m"].max()) if len(register) else 0.0
    return box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach


def constraint_bits(register: pd.DataFrame, supplied: Supplied, grid: Grid) -> Constraints:
    """Every layer of the register that was supplied, as bits; all others listed with the reason and where to get them.

    Args:
        register: contract ConstraintLayers.
        supplied: what there is.
        grid: the grid it will be burnt on.
    """
    findings: list[Finding] = []
    bits: list[BitLayer] = []
    rules: list[RasterRule] = []
    states: list[dict[str, object]] = []
    for kind, rows in register.groupby(layer_keys(register), sort=True):
        given = supplied.features[supplied.features["layer"].eq(kind)]
        # Each kind is judged by its own bounds: degrees among metres would not be seen in those of all together.
        whole = placed(given, str(kind)) if len(given) else Placed(given, ())
        findings += whole.findings
        found = whole.rows
        state = _state(str(kind), whole, supplied, read_within(grid.box, rows))
        for row in records(rows):
            own, used, shapes = state, found, np.zeros(0, dtype=object)
            if row.form != "polygons":
                own = _State("screened") if kind in supplied.rasters else _lacking(str(kind), supplied)
                rules += [_rule(row.layer_id, row.least_value, row.grades)] if own.state == "screened" else []
            elif own.state in LOOKED_AT:
                used = graded_features(found, row.grades)
                shapes = reaching(_shapes(used), row.buffer_m, grid.box)
                tile = row.covers == "everywhere"
                bits.append(BitLayer((row.layer_id,), "inside", shapes, tile=tile))
                findings += [] if tile else sliver_findings(shapes, row.layer_id, cell_m2=grid.cell_m2)
                own = _State("screened" if len(shapes) else "nothing_here")
            states.append(_told(row, own, used, len(shapes)))
        if state.state in LOOKED_AT and rows["form"].eq("polygons").any():
            bits += _gaps(rows[rows["form"].eq("polygons")], found, grid)
    table = pd.DataFrame(states).astype({"vintage": "str", "reason": "str", "how_to_get": "str"})
    table = validated(table.sort_values("layer_id", kind="stable"), LayerStates, "layer_states")
    return Constraints(tuple(bits), tuple(rules), table, (*findings, *_state_findings(table)))


def _state(kind: str, whole: Placed, supplied: Supplied, box: Box) -> _State:
    if whole.refused:
        return _State("unreadable", whole.refused)
    extent = supplied.extents.get(kind)
    if kind in (supplied.unreadable or {}) or (not len(whole.rows) and extent is None):
        return _lacking(kind, supplied)
    bounds = shapely.total_bounds(_shapes(whole.rows)) if extent is None else np.array(extent)
    if not shapely.box(*bounds.tolist()).intersects(shapely.box(*box)):
        return _State("elsewhere", _ELSEWHERE)
    return _State("screened" if len(whole.rows) else "nothing_here")


def _rule(layer_id: str, least_value: float, grades: str) -> RasterRule:
    classes = tuple(int(code) for code in grades.split(";") if code)
    return RasterRule(layer_id, least_value, classes)


def _lacking(kind: str, supplied: Supplied) -> _State:
    if kind in supplied.elsewhere:
        return _State("elsewhere", _ELSEWHERE)
    reason = (supplied.unreadable or {}).get(kind, "")
    return _State("unreadable", reason) if reason else _State("missing", _NOT_SUPPLIED)


def graded_features(found: gpd.GeoDataFrame, grades: str) -> gpd.GeoDataFrame:
    """The features of these classes (separated by ;), whatever their case; all of them where none is named."""
    wanted = {grade.strip().casefold() for grade in grades.split(";") if grade.strip()}
    return found[found["grade"].str.casefold().isin(wanted)] if wanted and len(found) else found


def _shapes(found: gpd.GeoDataFrame) -> Shapes:
    return np.asarray(found.geometry.to_numpy(), dtype=object) if len(found) else np.zeros(0, dtype=object)


def _gaps(rows: pd.DataFrame, found: gpd.GeoDataFrame, grid: Grid) -> list[BitLayer]:
    """Bits that say where a kind's layers are not known: no class given, or land a complete map leaves out."""
    unknown: Says = "unknown"
    bits = []
    graded = tuple(rows.loc[rows["grades"].ne(""), "layer_id"])
    blank = reaching(_shapes(found[found["grade"].eq("")]), 0.0, grid.box) if len(found) else np.zeros(0, dtype=object)
    if graded and len(blank):
        bits.append(BitLayer(graded, unknown, blank))
    tiled = tuple(rows.loc[rows["covers"].eq("everywhere"), "layer_id"])
    if tiled:
        bits.append(BitLayer(tiled, unknown, reaching(_shapes(found), 0.0, grid.box), elsewhere=True, tile=True))
    return bits


def _told(row: object, own: _State, used: gpd.GeoDataFrame, acting: int) -> dict[str, object]:
    looked = own.state in LOOKED_AT
    vintages = sorted(set(used["vintage"]) - {""}) if looked and len(used) else []
    return {
        "layer_id": row.layer_id,  # type: ignore[attr-defined]
        "title": row.title,  # type: ignore[attr-defined]
        "layer": row.layer,  # type: ignore[attr-defined]
        "state": own.state,
        "features_count": acting,
        "vintage": "; ".join(vintages),
        "reason": own.reason,
        "how_to_get": "" if looked else row.how_to_get,  # type: ignore[attr-defined]
        "source_id": row.source_id,  # type: ignore[attr-defined]
    }


def _state_findings(states: pd.DataFrame) -> list[Finding]:
    words = {
        "missing": ("warning", "were not supplied: land is not screened for them and opens to nothing they may bar."),
        "unreadable": ("warning", "could not be read: land is not screened for them."),
        "elsewhere": ("warning", "are of another area: land is not screened for them."),
        "nothing_here": ("note", "have nothing in the study or near it."),
    }
    return [
        Finding(severity, "layer_states", state, message, "layer_id", tuple(rows["layer_id"]), _fix(state))  # type: ignore[arg-type]
        for state, (severity, message) in words.items()
        if len(rows := states[states["state"].eq(state)])
    ]


def _fix(state: str) -> str:
    return "" if state == "nothing_here" else "layer_states says where to get each."
