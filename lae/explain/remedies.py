"""What could be done where room runs out, and what the operator says it will do."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.demand import growth_sources
from lae.explain.published import QUEUES
from lae.explain.scene import Scene, milestone
from lae.tables import records

OPTIONS: Final = {
    "reinforce": "reinforce",
    "flexibility": "buy flexibility",
    "managed_charging": "manage charging",
    "transfer": "transfer to another substation",
}
TYPES: Final = {
    "capacity": "capacity",
    "circuit": "circuit",
    "transfer": "transfer",
    "new_site": "new site",
    "transmission": "transmission",
}
_BASES: Final = ("published", "modelled")


def options_section(scene: Scene) -> Section:
    """Reinforce, flexibility, managed charging and transfer for the shortfall of this scenario and year."""
    years = scene.results.inputs.config.milestones
    year = milestone(years, scene.year)
    title = f"What could be done, {year}"
    rows = scene.rows("options", scenario=scene.scenario, year=year)
    rows = next((rows[rows["basis"].eq(name)] for name in _BASES if len(rows) and rows["basis"].eq(name).any()), rows)
    if rows.empty:
        why = "no shortfall of its own is proved in this scenario and milestone year, so no option is worked out"
        return Section(title, (Line("options", why),))
    queue = next(name for name in QUEUES if rows["queue"].eq(name).any())
    rows = rows[rows["queue"].eq(queue)]
    first = rows.iloc[0]
    source = ids(scene.source, growth_sources(scene))
    aside = "" if first["basis"] == "published" else "; it does not override the operator's figure"
    about = f"{first['basis']} basis, {QUEUES[queue]}{aside}"
    short = Line("short by", first["shortage_mva"], "MVA", "modelled", source, about, str(first["bound"]))
    lines = [line for row in records(rows) for line in _option(row, source)]
    note = "Works are published, not funded. A cost is printed only where somebody published a unit cost."
    return Section(title, (short, *lines), note=note)


def _option(row: Any, source: str) -> Iterator[Line]:
    value = row._asdict()
    label, reason = OPTIONS[value["option"]], str(value["reason"])
    when = f"{value['day']} day, greatest at {value['slot']}" if value["day"] else ""
    if value["option"] in ("flexibility", "managed_charging"):
        own = ids(source, "managed_charging_share") if value["option"] == "managed_charging" else source
        unknown = reason or "its half-hours are not known"
        known = "; ".join(part for part in (when, reason) if part)
        note = unknown if pd.isna(value["size_mw"]) else known
        yield Line(f"{label}, {value['day'] or 'day unknown'}", value["size_mw"], "MW", "modelled", own, note)
        for name, column, unit in (
            ("hours above the limit that day", "above_hours", "h"),
            ("energy above it or moved that day", "energy_mwh", "MWh"),
            ("charging that could move then", "movable_mw", "MW"),
            ("shortfall that is left", "residual_mva", "MVA"),
        ):
            if pd.notna(value[column]):
                yield Line(name, value[column], unit, "modelled", own, depth=1)
    elif value["option"] == "reinforce" and value["work_id"]:
        yield Line(f"{label}: {value['work_id']}", reason)
        if pd.notna(value["residual_mva"]):
            yield Line("shortfall that is left", value["residual_mva"], "MVA", "modelled", source, depth=1)
    else:
        yield Line(label, value["residual_mva"], "MVA", "modelled", source, reason or "not known")
    if pd.notna(value["cost_gbp"]):
        note = f"prices of {value['price_year']:.0f}; {value['cost_source']}"
        yield Line("cost", value["cost_gbp"], "GBP", "assumed", str(value["cost_source"]), note, decimals=0, depth=1)


def works_section(scene: Scene) -> Section:
    """Every published scheme here with its date and effect, and the capacity by year that follows from them."""
    works = scene.rows("works")
    title = "Works due: published by the operator, not funded"
    if works.empty:
        return Section(title, (Line("works", "the operator's file names none here"),))
    lines: list[Line] = []
    for row in records(works.sort_values(["effective_year", "work_id"], kind="stable", na_position="last")):
        due = row.completion or "undated"
        first = f", first winter {row.effective_year:.0f}" if pd.notna(row.effective_year) else ""
        about = f"{TYPES[row.type]}, {'here' if row.scope == 'substation' else 'upstream'}: {row.text}"
        lines.append(Line(f"{due}{first}", " ".join(about.split()), source_id=row.source_id))
        if pd.isna(row.after_mva):
            lines.append(Line("effect", "states no MVA: changes no number", depth=1))
            continue
        note = "before is not stated" if pd.isna(row.before_mva) else "N-1 nameplate"
        lines.append(Line("before", row.before_mva, "MVA", "published", row.source_id, note, depth=1))
        lines.append(Line("after", row.after_mva, "MVA", "published", row.source_id, "N-1 nameplate", depth=1))
    lines += _by_year(scene)
    note = "A published zero is not lifted by works. Contracted demand may depend on them."
    return Section(title, tuple(lines), note=note)


def _by_year(scene: Scene) -> Iterator[Line]:
    """The capacity our arithmetic uses, as runs of years."""
    keys = {"scenario": scene.scenario, "basis": "modelled", "queue": "connected", "direction": "demand"}
    rows = scene.rows("headroom", **keys)
    known = rows.dropna(subset=["capacity_mva"]).sort_values("year") if len(rows) else rows
    if known.empty:
        yield Line("capacity used, by year", None, note="no capacity is modelled here")
        return
    runs = known["capacity_mva"].ne(known["capacity_mva"].shift()).cumsum()
    for _, run in known.groupby(runs):
        first, last = int(run["year"].min()), int(run["year"].max())
        years = str(first) if first == last else f"{first} to {last}"
        yield Line(
            f"capacity used {years}", run["capacity_mva"].iloc[0], "MVA", "modelled", ids(scene.source, "cyclic_factor")
        )
