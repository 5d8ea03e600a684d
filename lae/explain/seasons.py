"""Demand headroom season by season on the modelled basis: each season's own capacity against its own greatest load."""

from collections.abc import Iterator
from typing import Any, Final

from lae.explain.account import Line, Section, ids
from lae.explain.demand import growth_sources
from lae.explain.scene import Scene, milestone
from lae.tables import records

_QUEUE: Final = "contracted_excl_bess"
"""The queue the operators' own figures count."""
_FACTORS: Final = ("cyclic_factor", "dual_rated_factor", "summer_firm_ratio", "contracted_coincidence")


def seasons_section(scene: Scene) -> Section:
    """Each season's room with contracted demand, its deciding half-hour and what binds, of the milestone before."""
    table = scene.rows("seasonal_headroom", scenario=scene.scenario, queue=_QUEUE)
    if table.empty or table["headroom_own_mva"].isna().all():
        why = "no firm capacity or no observed demand is known here"
        return Section("Demand headroom by season", (Line("modelled", None, note=why),))
    year = milestone(table["year"], scene.year)
    note = (
        "Modelled cross-check with contracted demand, without storage. Only winter's shape is measured: the other "
        "seasons' are unverified (tier D)."
    )
    lines = [line for row in records(table[table["year"].eq(year)]) for line in _season(scene, row)]
    return Section(f"Demand headroom by season, {year}", tuple(lines), note=note)


def _season(scene: Scene, row: Any) -> Iterator[Line]:
    every = ids(scene.source, *_FACTORS, growth_sources(scene))
    yield Line(f"{row.season}: firm capacity", row.capacity_mva, "MVA", "modelled", ids(scene.source, *_FACTORS[:3]))
    yield Line("greatest load observed", row.observed_mva, "MVA", "modelled", ids(scene.source), depth=1)
    yield Line(
        "growth", row.added_mva, "MVA", "modelled", growth_sources(scene), f"decided at {row.peak_slot}", depth=1
    )
    yield Line("own headroom", row.headroom_own_mva, "MVA", "modelled", every, "", str(row.bound_own), depth=1)
    binds = f"set by {scene.name_of(str(row.binding_substation_id))}" if row.binding_substation_id else "not known"
    yield Line("along the path", row.headroom_mva, "MVA", "modelled", every, binds, str(row.bound), depth=1)
