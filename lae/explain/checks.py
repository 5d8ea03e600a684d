"""How far to trust a figure: re-derived from its own row, put on one metric, and set against our own arithmetic."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.scene import Scene
from lae.tables import records

_UPSTREAM: Final = {
    "modelled": "our own figure for the BSP above",
    "published": "the operator's figure for the BSP above",
}
_KINDS: Final = {
    "deficit_against_published_room": "our arithmetic finds a deficit where the operator publishes room",
    "room_against_published_zero": "our arithmetic finds room where the operator publishes none",
}


def rederivation_section(scene: Scene) -> Section:
    """The published demand headroom worked out again from the other columns of its row, with the error."""
    title = "The published figure worked out again, its own figure hidden"
    rows = scene.rows("rederivation")
    if rows.empty:
        why = "only figures of a file that publishes maxima and contracted demand can be worked out again"
        return Section(title, (Line("re-derived", None, note=why),))
    lines = [line for row in records(rows) for line in _again(scene, row)]
    return Section(title, tuple(lines))


def _again(scene: Scene, row: Any) -> Iterator[Line]:
    value = row._asdict()
    source = ids(scene.source, "cyclic_factor", "dual_rated_factor", "contracted_coincidence")
    reason = str(value["reason"])
    yield Line(f"with {_UPSTREAM[value['upstream']]}", "")
    note = f"by {value['formula']}" if value["formula"] else reason
    yield Line("re-derived", value["rederived_mva"], "MVA", "modelled", source, note or "not re-derived", depth=1)
    yield Line("published", value["published_mva"], "MVA", "published", scene.source, depth=1)
    if pd.notna(value["error_mva"]):
        within = "within 1 MVA" if value["within_1_mva"] else reason or "more than 1 MVA apart"
        yield Line("error, re-derived less published", value["error_mva"], "MVA", "modelled", source, within, depth=1)
        colours = f"{value['rederived_rag']} re-derived, {value['published_rag'] or 'none'} published"
        yield Line("colour", colours, depth=1)


def parity_section(scene: Scene) -> Section:
    """The figure on the one metric all operators share: connected demand only, before growth, along the path."""
    title = "On one metric for every operator: connected demand only, before growth, along the path"
    rows = scene.rows("parity")
    if rows.empty:
        return Section(title, (Line("common figure", None, note="this run compares none"),))
    row = next(iter(records(rows)))
    source = ids(str(row.source_id), "contracted_coincidence" if row.estimated else "")
    kind = "modelled" if row.estimated else "published"
    why = "nothing published to start from" if pd.isna(row.room_mva) else ""
    lines = [
        Line("common figure", row.room_mva, "MVA", kind, source, why or str(row.steps), row.bound),
        Line("contains upstream limits", str(row.contains_upstream)),
        Line("contracted demand inside", str(row.contracted_inside).replace("_", " ")),
        Line("forecast growth inside", str(row.growth_inside)),
        Line("floored at zero", str(row.floored)),
    ]
    if pd.notna(row.added_back_mva):
        lines.insert(1, Line("contracted demand put back", row.added_back_mva, "MVA", "modelled", source, depth=1))
    if pd.notna(row.room_low_mva) and pd.notna(row.room_high_mva) and row.room_low_mva < row.room_high_mva:
        low = Line("at the low end of the coincidence", row.room_low_mva, "MVA", "modelled", source, depth=1)
        high = Line("at the high end", row.room_high_mva, "MVA", "modelled", source, depth=1)
        lines[1:1] = [low, high]
    return Section(title, tuple(lines))


def agreement_section(scene: Scene) -> Section:
    """Whether our arithmetic contradicts the operator today, in demand and generation; the operator's figure stands."""
    lines = [
        *_disagreement(scene, "demand", "disagreements"),
        *_disagreement(scene, "generation", "generation_disagreements"),
    ]
    return Section("Our arithmetic against the operator's figure today", tuple(lines))


def _disagreement(scene: Scene, direction: str, table: str) -> Iterator[Line]:
    if pd.isna(scene.station[f"{direction}_headroom_mva"]):
        yield Line(direction, None, note="nothing published to compare with")
        return
    rows = scene.rows(table)
    if rows.empty:
        yield Line(direction, "no contradiction found, or one of the two is not known well enough to tell")
        return
    row = next(iter(records(rows)))
    yield Line(direction, "disagreement", note=f"{_KINDS[row.kind]}; the operator's figure stands, ask it")
    yield Line("published", row.published_mva, "MVA", "published", scene.source, bound=row.published_bound, depth=1)
    bound = getattr(row, "modelled_bound", "exact")
    source = (
        ids(scene.source, "cyclic_factor", "contracted_coincidence")
        if direction == "demand"
        else ids(scene.source, "reverse_power_share", "fault_infeed_inverter")
    )
    yield Line("modelled", row.modelled_mva, "MVA", "modelled", source, "along the path, today", bound, depth=1)
