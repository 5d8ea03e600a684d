"""Who a substation supplies, how sure that is, and what the answer would be if an assumption were otherwise."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.demand import growth_sources
from lae.explain.scene import Scene
from lae.tables import records

_VARIANTS: Final = {
    "nearest": "as shown",
    "second_nearest": "ambiguous homes on their second-nearest primary",
    "earlier": "heat pumps and cars draw earlier",
    "later": "heat pumps and cars draw later",
}
_CLASSES: Final = {
    "at_or_below_zero_today": "at or below zero as published today",
    "crosses": "crosses zero",
    "stays_above": "stays above zero",
    "unknown": "unknown",
}


def supply_section(scene: Scene) -> Section:
    """Homes by the nearest-primary rule with their range, and the published-basis answer under other assumptions."""
    lines = [*_homes(scene), *_sensitivity(scene)]
    return Section("Who is supplied: no supply areas are published here unless the basis says so", tuple(lines))


def _homes(scene: Scene) -> Iterator[Line]:
    rows = scene.rows("allocation")
    if rows.empty:
        yield Line("homes", None, note="homes hang on primaries only; those below it count here")
        return
    row = next(iter(records(rows)))
    source = ids(*sorted(set(scene.results.table("served_lsoas")["source_id"])))
    note = f"basis: {row.basis.replace('_', ' ')}; {row.note}".rstrip("; ")
    yield Line("homes", row.dwellings, "homes", "modelled", source, note, decimals=0)
    yield Line("of them in the study", row.in_study_dwellings, "homes", "modelled", source, decimals=0, depth=1)
    moved = ids(source, "supply_ambiguity_ratio")
    yield Line(
        "when ambiguous ones move", row.second_nearest_dwellings, "homes", "modelled", moved, decimals=0, depth=1
    )
    sure = row.confidence_share
    why = "allocation confidence" if pd.notna(sure) else "no home hangs here by this rule"
    yield Line("with no second primary near", 100 * sure, "%", "modelled", moved, why, decimals=0, depth=1)
    area = row.area_modelled_share
    why = "the rest of its area is not known" if pd.isna(area) else "below 90 % headroom is at most the figure"
    yield Line("share of its area modelled", 100 * area, "%", "modelled", source, why, decimals=0)
    each = row.observed_kva_per_dwelling
    why = "no observed maximum or no homes" if pd.isna(each) else "observed maximum over homes"
    yield Line("observed maximum a home", each, "kVA", "modelled", ids(scene.source, source), why)


def _sensitivity(scene: Scene) -> Iterator[Line]:
    rows = scene.rows("sensitivity", scenario=scene.scenario)
    last = scene.results.inputs.config.last_year
    order = {name: place for place, name in enumerate(_VARIANTS)}
    for row in records(rows.sort_values("variant", key=lambda names: names.map(order), kind="stable")):
        state = _CLASSES[rows.loc[rows["variant"].eq(row.variant), "class"].iloc[0]]
        if pd.notna(row.first_year_below_zero):
            span = {int(row.first_year_below_zero), int(row.first_year_latest)}
            state = f"{state} in {' to '.join(str(year) for year in sorted(span))}"
        extra = {"second_nearest": "supply_ambiguity_ratio", "nearest": ""}.get(row.variant, "profile_shift_hours")
        source, added = ids(growth_sources(scene), extra), row.last_year_added_mva
        note = state if pd.notna(added) else f"not worked out; {state}"
        yield Line(f"growth by {last}: {_VARIANTS[row.variant]}", added, "MVA", "modelled", source, note)


def operators_own_section(scene: Scene) -> Section | None:
    """The operator's own scenario table at the nearest published year; None where it publishes none."""
    rows = scene.rows("scenario_figures")
    if rows.empty:
        return None
    lines = []
    for (direction, scenario), mine in rows.groupby(["direction", "scenario"], sort=True):
        near = mine.iloc[(mine["year"] - scene.year).abs().argsort(kind="stable").iloc[0]]
        note = f"row {near['source_row']}" + (f"; {near['constraint']}" if near["constraint"] else "")
        label = f"{direction}, {scenario}, {near['year']}"
        lines.append(Line(label, near["published_value"], near["unit"], "published", near["source_id"], note))
    note = "Its own names and years, own values, its growth inside; nothing taken off by us."
    return Section("The operator's own scenarios", tuple(lines), note=note)
