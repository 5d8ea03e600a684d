"""Firm capacity, how it is known, and what EREC P2/8 makes of it."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.demand import headroom_rows
from lae.explain.scene import Scene
from lae.tables import records

_METHODS: Final = {
    "published": "published by the operator",
    "n_minus_1": "derived: plain sum of the surviving transformers",
    "admittance": "derived: the surviving transformers share by admittance",
}
_FACTORS: Final = ("cyclic_factor", "dual_rated_factor")
_SAME_MVA: Final = 0.005


def firm_section(scene: Scene) -> Section:
    """Winter and summer firm capacity: the published one wins, the derived one stands beside it as the check."""
    base = scene.results.inputs.config.base_year
    rows = scene.rows("firm_table")
    title = f"Firm capacity, {base}"
    if rows.empty:
        return Section(title, (Line("firm capacity", None, note="this run works out none"),))
    ordered = rows.sort_values("season", ascending=False, kind="stable")
    lines = [line for row in records(ordered) for line in _season(scene, row)]
    lines += _used(scene, ordered["firm_mva"].iloc[0])
    note = "Circuits and switchgear may leave less than transformers do: derived firm capacity alone proves no pass."
    return Section(title, tuple(lines), note=note)


def _season(scene: Scene, row: Any) -> Iterator[Line]:
    value = row._asdict()
    season, method = str(value["season"]), str(value["method"])
    factors = [*_FACTORS, *(["summer_firm_ratio"] if season == "summer" else [])]
    derived = ids(scene.source, *factors)
    if method == "unknown":
        yield Line(f"{season}", None, note=str(value["reason"]))
        return
    published = method == "published"
    note = "; ".join(part for part in (_METHODS[method], str(value["reason"])) if part)
    source = _published_source(scene, season) if published else derived
    yield Line(season, value["firm_mva"], "MVA", "published" if published else "modelled", source, note)
    if published:
        yield Line(
            "derived, as a check",
            value["derived_mva"],
            "MVA",
            "modelled",
            derived,
            str(value["reason"]) or "transformers only",
            depth=1,
        )
        ratio = value["difference_ratio"]
        if pd.notna(ratio):
            yield Line("derived over published, less 1", 100 * ratio, "%", "modelled", derived, depth=1, decimals=1)
        return
    if pd.notna(value["n_minus_1_mva"]):
        yield Line("nameplate, largest unit out", value["n_minus_1_mva"], "MVA", "published", scene.source, depth=1)
    if pd.notna(value["admittance_mva"]):
        yield Line("the same, sharing by admittance", value["admittance_mva"], "MVA", "modelled", derived, depth=1)
    if pd.notna(value["cyclic_factor_ratio"]):
        ratio = value["cyclic_factor_ratio"]
        yield Line("factor on nameplate", ratio, "ratio", "assumed", ids(*_FACTORS), depth=1)
    yield Line("published firm capacity", None, note="the operator publishes none here", depth=1)


def _used(scene: Scene, firm: float) -> Iterator[Line]:
    """The capacity the modelled headroom counts with in that year, where works have changed it."""
    rows = headroom_rows(scene, "modelled")
    capacity = rows["capacity_mva"].iloc[0] if len(rows) else float("nan")
    if pd.notna(capacity) and not abs(capacity - firm) < _SAME_MVA:
        note = f"in the winter of {scene.year}, after the works that state MVA"
        source = ids(scene.source, *_FACTORS)
        yield Line("capacity the modelled headroom counts with", capacity, "MVA", "modelled", source, note)


def _published_source(scene: Scene, season: str) -> str:
    rows = scene.rows("firm_capacity")
    mine = rows[rows["season"].isin([season, "year"])] if len(rows) else rows
    return ids(*sorted(set(mine["source_id"]))) if len(mine) else scene.source


def security_section(scene: Scene) -> Section:
    """The class of EREC P2/8 and the verdict; C to F are named and never judged here."""
    rows = scene.rows("security")
    title = "Security of supply, EREC P2/8, after a first outage"
    if rows.empty:
        return Section(title, (Line("verdict", None, note="this run judges none"),))
    lines: list[Line] = []
    source = ids(scene.source, "power_factor_demand")
    for row in records(rows):
        when = f"of {row.year}" if not row.scenario else f"{row.scenario}, {row.year}"
        why = "group demand unpublished" if pd.isna(row.group_demand_mw) else f"true demand, {when}"
        lines.append(Line("group demand", row.group_demand_mw, "MW", "modelled", source, why))
        lines.append(Line("class", row.p2_class or None, note="" if row.p2_class else "group demand unpublished"))
        reason = str(row.reason).removeprefix(f"class {row.p2_class}: {row.verdict}, ")
        lines.append(Line("verdict", str(row.verdict), note=reason))
        for label, value, note in (
            ("to be back by the deadline", row.required_mw, f"deadline: {row.deadline}"),
            ("back by then, at least", row.restored_mw, "worst outage listed"),
            ("missing, at least", row.shortfall_mw, f"after {row.failing_outage}"),
        ):
            if pd.notna(value):
                lines.append(Line(label, value, "MW", "modelled", source, note, depth=1))
        if row.equipment_alone != "not judged":
            lines.append(Line("the equipment that is known, alone", str(row.equipment_alone)))
    return Section(title, tuple(lines))
