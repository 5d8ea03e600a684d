"""The queue layers on the modelled basis: what room is left as more of the demand that is promised is counted."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.demand import growth_sources, headroom_rows
from lae.explain.published import QUEUES
from lae.explain.scene import Scene
from lae.tables import records

_ORDER: Final = ["connected", "contracted_excl_bess", "contracted"]
_NO_OFFERS: Final = "no operator's file here lists accepted or offered demand"


def queue_section(scene: Scene) -> Section:
    """Capacity - observed - contracted - growth for each queue; it never overrides the operator's figure."""
    title = "Queue layers, modelled cross-check: never overrides the operator's figure"
    rows = headroom_rows(scene, "modelled")
    published = QUEUES[str(scene.station["demand_queue"])]
    note = f"The operator's own figure counts one queue only: {published}. What follows is our arithmetic from ratings."
    if rows.empty or rows["capacity_mva"].isna().all():
        return Section(title, (Line("headroom by queue", None, note=_why(scene)),), note=note)
    return Section(title, tuple(_lines(scene, rows)), note=note)


def _why(scene: Scene) -> str:
    if scene.station["single_transformer"]:
        return "one transformer: transfer capacity unpublished"
    if scene.station["tier"] == "gsp":
        return "a grid supply point gets no modelled capacity without a published limit"
    if scene.year < int(scene.station["observed_year"]):
        return f"the observed demand is of {scene.station['observed_year']}, after this year"
    return "no ratings or no observed demand published"


def _lines(scene: Scene, rows: pd.DataFrame) -> Iterator[Line]:
    results, station = scene.results, scene.station
    share, first = results.inputs.assumptions["contracted_coincidence"], rows.iloc[0]
    factors = ids(scene.source, "cyclic_factor", "dual_rated_factor")
    note = f"firm capacity in the winter of {scene.year} of {station['ratings']}; its working is below"
    yield Line("capacity", first["capacity_mva"], "MVA", "modelled", factors, note)
    yield Line("less observed maximum", first["observed_mva"], "MVA", "published", scene.source)
    yield Line("less growth", first["added_mva"], "MVA", "modelled", growth_sources(scene))
    every = ids(factors, growth_sources(scene))
    by_queue = {str(row.queue): row for row in records(rows)}
    for name in [queue for queue in _ORDER if queue in by_queue]:
        row = by_queue[name]
        source = every if name == "connected" else ids(every, "contracted_coincidence")
        yield Line(QUEUES[name], "")
        if name != "connected":
            note = f"as published x {share.value:g} ({share.badge()})"
            contracted_from = ids(scene.source, "contracted_coincidence")
            yield Line("less contracted", row.contracted_mva, "MVA", "modelled", contracted_from, note, depth=1)
        yield Line("own headroom", row.headroom_own_mva, "MVA", "modelled", source, bound=row.bound_own, depth=1)
        why = f"set by {scene.name_of(row.binding_substation_id)}"
        path_note = "no capacity known on the path" if pd.isna(row.headroom_mva) else why
        yield Line("along the path", row.headroom_mva, "MVA", "modelled", source, path_note, row.bound, depth=1)
    yield Line("with accepted offers, with offers made", None, note=_NO_OFFERS)
    overlap = "an upper bound of the need: contracted demand and growth may overlap, and contracts may wait for works"
    yield Line("with contracted demand it is", overlap)
    left = scene.rows("contracted_left_out", scenario=scene.scenario, year=scene.year)
    for row in records(left):
        note = "named sites already in growth; taken off the contracted demand above"
        source = ids(scene.source, *_development_sources(scene))
        yield Line("contracted demand left out", row.left_out_mva, "MVA", "modelled", source, note)


def _development_sources(scene: Scene) -> list[str]:
    table = scene.results.tables.get("developments")
    return sorted(set(table["source_id"])) if isinstance(table, pd.DataFrame) else []


def register_section(scene: Scene) -> Section:
    """What the capacity register holds here: connected, accepted and queued as separate layers."""
    title = "Capacity register: connected, accepted and queued apart"
    whole = scene.results.tables.get("connection_layers")
    if not isinstance(whole, pd.DataFrame) or whole.empty:
        why = "no operator's capacity register was supplied"
        return Section(title, (Line("connections", None, note=why),))
    mine = scene.rows("connection_layers")
    if mine.empty:
        text = "none of the register's connections was matched to this substation"
        return Section(title, (Line("connections", text),))
    register = scene.results.table("connections")
    source = ids(*sorted(set(register.loc[register["dno"].eq(scene.station["dno"]), "source_id"])))
    lines = []
    for row in records(mine.sort_values(["layer", "technology"], kind="stable")):
        count = f"{row.connections_count} connections"
        missing = row.registered_unknown_count
        note = count + (f", {missing} of them state no capacity" if missing else "")
        label = f"{row.layer}: {row.technology}"
        lines.append(Line(label, row.registered_mw, "MW", "published", source, note))
        if pd.notna(row.import_mva):
            lines.append(Line("maximum import", row.import_mva, "MVA", "published", source, depth=1))
        if pd.notna(row.export_mva):
            lines.append(Line("maximum export", row.export_mva, "MVA", "published", source, depth=1))
    return Section(title, tuple(lines), note="No connection is in two layers; a connected site's extension is apart.")
