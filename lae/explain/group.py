"""A substation in its group: what fits at once, and the growth of its GSP group beside FES."""

from collections.abc import Iterator

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.demand import growth_sources
from lae.explain.published import QUEUES
from lae.explain.scene import Scene, milestone
from lae.tables import records


def joint_section(scene: Scene) -> Section:
    """Most new demand at once under each BSP and GSP above, beside the sum of the separate figures, which never add."""
    title = f"What fits at once in its group, {scene.year}"
    above = [there for there in (scene, *scene.upstream()) if there.station["tier"] in ("bsp", "gsp")]
    lines = [line for there in above for line in _joint(there)]
    note = "Separate headrooms under one BSP or GSP count the same room more than once: never add them."
    if not lines:
        lines = [Line("joint room", None, note="no BSP or GSP above it has figures")]
    return Section(title, tuple(lines), note=note)


def _joint(scene: Scene) -> Iterator[Line]:
    rows = scene.rows("joint", scenario=scene.scenario, year=scene.year)
    rows = rows[rows["basis"].eq("published")] if len(rows) else rows
    for row in records(rows):
        source = ids(scene.source, growth_sources(scene))
        yield Line(f"{scene.station['name']} ({row.tier})", "", note=f"published basis, {QUEUES[row.queue]}")
        why = "" if pd.notna(row.joint_mva) else f"{row.unknown_count} substations below have no figure"
        why = why or (f"{row.unknown_count} below are unknown and count as nothing" if row.unknown_count else "")
        blank = "nothing below it is known well enough" if pd.isna(row.joint_mva) else ""
        yield Line("joint maximum", row.joint_mva, "MVA", "modelled", source, blank or why, row.bound, depth=1)
        total = f"of {row.known_count} substations, negative ones as 0"
        yield Line("sum of separate headrooms", row.sum_mva, "MVA", "modelled", source, total, depth=1)
        reason = "the joint maximum is 0 or unknown" if pd.isna(row.double_counting_ratio) else "sum over joint maximum"
        yield Line("double counting", row.double_counting_ratio, "times", "modelled", source, reason, depth=1)


def fes_section(scene: Scene) -> Section | None:
    """Our growth in its GSP group beside what FES publishes for it; None where the run has no such table."""
    table = scene.results.tables.get("beside_fes")
    group = str(scene.station["gsp_group"])
    if not isinstance(table, pd.DataFrame) or table.empty or not group:
        return None
    rows = table[table["scenario"].eq(scene.scenario) & table["gsp_group"].eq(group)]
    if rows.empty:
        return None
    year = milestone(rows["year"], scene.year)
    row = next(iter(records(rows[rows["year"].eq(year)])))
    fes = ids(*sorted(set(scene.results.table("gsp_peaks")["source_id"]))) or scene.source
    ours, both = growth_sources(scene), ids(fes, growth_sources(scene))
    missing = str(row.reason) or "not worked out"

    def number(label: str, value: float, unit: str, source: str, kind: str = "modelled", depth: int = 0) -> Line:
        return Line(label, value, unit, kind, source, missing if pd.isna(value) else "", depth=depth)

    lines = (
        number(f"our growth since {row.since_year}", row.added_mw, "MW", ours),
        number("FES, whole group", row.fes_change_mw, "MW", fes, "published"),
        number("gap, FES less ours", row.gap_mw, "MW", both),
        number("of it, homes we do not load", row.outside_mw, "MW", both, depth=1),
        number("of it, everything else", row.other_mw, "MW", both, depth=1),
        Line("why", str(row.reason) or "no reason recorded"),
    )
    return Section(f"Growth of its GSP group {group} beside FES, {year}", lines)
