"""Room for new generation: each limit that makes it, which one binds, and the operator's figure, which stands."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.scene import Scene, milestone
from lae.tables import records

LIMITS: Final = {
    "reverse_power": ("reverse power and minimum demand", ("reverse_power_share", "power_factor_generation")),
    "fault_level": ("fault level", ("fault_infeed_inverter", "fault_infeed_synchronous")),
    "voltage": ("voltage", ()),
    "transmission": ("transmission", ()),
}
"""How each limit is printed, and the assumptions it is made with."""
NAMES: Final = {
    "": "not known",
    "reverse_power": "reverse power",
    "minimum_demand": "minimum demand (it may not feed back)",
    "fault_level": "fault level",
    "voltage": "voltage",
    "transmission": "transmission",
}
_PLANTS: Final = {
    "inverter": "plant behind inverters (solar, batteries)",
    "synchronous": "rotating machines (engines, hydro)",
}
_ELSEWHERE: Final = {
    "reverse_power": "not worked out at this tier",
    "fault_level": "not worked out at this tier",
    "voltage": "voltage limit unpublished",
    "transmission": "a limit of the GSP above, not of this substation",
}
"""Why a limit is blank where the run's own reason does not speak of it."""


def generation_section(scene: Scene) -> Section:
    """The operator's generation figure beside our own limits for each kind of plant and queue."""
    table = scene.rows("generation_limits", scenario=scene.scenario)
    head = tuple(_published(scene))
    if table.empty:
        why = "no limit of its own can be worked out in this run"
        return Section("Generation headroom", (*head, Line("modelled", None, note=why)))
    year = milestone(table["year"], scene.year)
    lines = [*head]
    for row in records(table[table["year"].eq(year)]):
        lines += _room(scene, row)
    note = f"Limits are modelled for milestone years; these are of {year}. They never override a published zero."
    return Section(f"Generation headroom, {year}", tuple(lines), note=note)


def _published(scene: Scene) -> Iterator[Line]:
    station = scene.station
    value, unit = station["generation_published_value"], str(station["generation_unit"])
    constraint = str(station["generation_constraint"])
    why = "the operator publishes no figure" if pd.isna(value) else ""
    yield Line("published", value, unit, "published", scene.source, why, str(station["generation_bound"]))
    yield Line("constraint named by the operator", constraint or "none named")
    threshold = str(station["tia_threshold"])
    yield Line("one generator above this waits for NESO", threshold or None, note="" if threshold else "not published")


def _room(scene: Scene, row: Any) -> Iterator[Line]:
    value = row._asdict()
    queue = {"connected": "connected generation counted", "accepted": "accepted generation counted too"}
    yield Line(f"{_PLANTS[value['plant']]}: {queue.get(value['queue'], value['queue'])}", "")
    used = [name for _, names in LIMITS.values() for name in names]
    every = ids(scene.source, *used)
    for limit, (label, assumptions) in LIMITS.items():
        room = value[f"{limit}_mva"]
        source = ids(scene.source, *[name for name in assumptions if value["plant"] in name or "infeed" not in name])
        note = _why(limit, str(value["reason"])) if pd.isna(room) else ""
        yield Line(f"limit by {label}", room, "MVA", "modelled", source, note, depth=1)
    own_note = f"left out: {value['reason']}" if value["reason"] else ""
    own = Line(
        "own room, the least of these",
        value["headroom_own_mva"],
        "MVA",
        "modelled",
        every,
        own_note or "all limits known",
        value["bound_own"],
        depth=1,
    )
    yield own
    where = scene.name_of(value["binding_substation_id"])
    binds = (
        f"binds: {NAMES[value['binding_limit']]} at {where}"
        if value["binding_limit"]
        else "no limit on the path is known"
    )
    yield Line("along the path", value["headroom_mva"], "MVA", "modelled", every, binds, value["bound"], depth=1)
    low, high = value["headroom_low_mva"], value["headroom_high_mva"]
    if pd.notna(low) and pd.notna(high):
        note = "every assumption taken the cautious way"
        yield Line("at the least", low, "MVA", "modelled", every, note, depth=1)
        yield Line("at the most", high, "MVA", "modelled", every, "every assumption taken the generous way", depth=1)
    if value["published_stands"]:
        yield Line(
            "what to print", "the operator's figure stands: it publishes no room, whatever these limits leave", depth=1
        )


def _why(limit: str, reason: str) -> str:
    """The part of the run's reason that speaks of this limit; reverse power is what no other limit claims."""
    others = {"fault_level": "fault", "voltage": "voltage", "transmission": "transmission"}
    parts = [part.strip() for part in reason.split(";") if part.strip()]
    if limit in others:
        mine = [part for part in parts if part.startswith(others[limit])]
    else:
        mine = [part for part in parts if not part.startswith(tuple(others.values()))]
    return "; ".join(mine) or _ELSEWHERE[limit]
