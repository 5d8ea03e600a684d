"""What the operator prints of a substation, as it prints it."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.scene import Scene

_KINDS: Final = {"path": "path value, upstream limits included", "own": "own value, upstream limits not included"}
QUEUES: Final = {
    "connected": "connected demand only",
    "contracted_excl_bess": "with contracted demand, without storage",
    "contracted": "with contracted demand and storage",
    "accepted": "with accepted offers",
    "offered": "with offers made",
}


def published_section(scene: Scene) -> Section:
    """Headroom, constraint, colour, demand, contracted demand and ratings as the operator publishes them."""
    station = scene.station
    if station["stub"]:
        why = "a parent named by other rows; the operator publishes no figures for it here"
        return Section("Published by the operator", (Line("figures", None, note=why),))
    where = f"row {station['source_row']} of {scene.source}; {station['licence']}"
    return Section(f"Published by the operator, {station['vintage']}", tuple(_lines(scene)), note=where)


def _lines(scene: Scene) -> Iterator[Line]:
    station = scene.station
    yield from _headroom(scene, "demand", _KINDS.get(str(station["headroom_basis"]), ""))
    yield Line("queue inside that figure", QUEUES[str(station["demand_queue"])])
    yield Line("red, amber, green (not the sign of headroom)", _text(station["demand_rag"]))
    yield Line("constraint named", _text(station["demand_constraint"], "none named"))
    yield from _headroom(scene, "generation", str(station["generation_constraint"]))
    yield _number(scene, "observed maximum demand", "observed_max_mva", note="gross")
    yield _number(scene, "observed minimum demand", "observed_min_mva", note="gross")
    yield _number(scene, "contracted demand without storage", "contracted_excl_bess_mva")
    yield _number(scene, "contracted storage", "contracted_bess_mva")
    yield _number(scene, "generation connected", "connected_generation_mw", unit="MW")
    yield _number(scene, "generation contracted", "contracted_generation_mw", unit="MW")
    yield Line("transformers", _text(station["ratings"]))
    yield _number(scene, "nameplate with the largest one out (N-1)", "n_minus_1_mva")
    yield _number(scene, "fault level", "fault_level_ka", unit="kA")
    yield _number(scene, "fault rating", "fault_rating_ka", unit="kA")


def _headroom(scene: Scene, direction: str, note: str) -> Iterator[Line]:
    station = scene.station
    printed, unit = station[f"{direction}_published_value"], str(station[f"{direction}_unit"])
    if pd.isna(printed):
        yield Line(f"{direction} headroom", None, source_id=scene.source, note="the operator publishes no figure")
        return
    bound = str(station[f"{direction}_bound"])
    yield Line(f"{direction} headroom", float(printed), unit, "published", scene.source, note, bound)
    if unit != "MVA":
        source = ids(scene.source, "power_factor_demand")
        value = float(station[f"{direction}_headroom_mva"])
        note = "by an assumed power factor"
        yield Line("the same in MVA", value, "MVA", "modelled", source, note, bound, depth=1)


def _number(scene: Scene, label: str, column: str, *, unit: str = "MVA", note: str = "") -> Line:
    value = scene.station[column]
    if pd.isna(value):
        return Line(label, None, source_id=scene.source, note="not published")
    return Line(label, float(value), unit, provenance="published", source_id=scene.source, note=note)


def _text(value: object, blank: str = "not given") -> str:
    return str(value).strip() or blank
