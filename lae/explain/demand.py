"""Demand headroom in a scenario and year: the operator's figure less growth, and why the growth is what it is."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from lae.buildings.adoption.propensity import TECHNOLOGIES as AT_HOMES
from lae.explain.account import Line, Section, ids
from lae.explain.scene import Scene
from lae.measures import BASE_SHIFT
from lae.tables import records


def growth_sources(scene: Scene) -> str:
    """The registers' ids behind growth: control totals, recorded stock, and the assumptions a unit's load rests on."""
    results = scene.results
    totals = sorted(set(results.table("uptake_rows")["source_id"]) | set(results.table("recorded")["source_id"]))
    lines = set(results.table("because")["technology"].unique())
    used = results.table("technologies")
    used = used[used["technology"].isin(lines)]
    shares = used["share_id"] if "share_id" in used.columns else used["admd_id"]
    return ids(*totals, *sorted({*used["admd_id"], *used["power_factor_id"], *shares}))


def demand_section(scene: Scene) -> Section:
    """Own headroom on the published basis line by line, then what the path makes of it."""
    label = scene.results.inputs.scenario_labels[scene.scenario]
    title = f"{label}, {scene.year}: demand headroom on the published basis"
    row = headroom_rows(scene, "published").iloc[0]
    if pd.isna(row["added_mva"]):
        why = f"the operator's figure dates from {scene.station['figure_year']}, after this year"
        return Section(title, (Line("own headroom", None, note=why),))
    return Section(title, tuple(_lines(scene, row)), note="published figure, less modelled growth")


def headroom_rows(scene: Scene, basis: str) -> pd.DataFrame:
    """The demand rows of this substation, scenario and year on one basis, a row a queue."""
    keys = {"scenario": scene.scenario, "year": scene.year, "basis": basis, "direction": "demand"}
    return scene.rows("headroom", **keys)


def _lines(scene: Scene, row: "pd.Series[Any]") -> Iterator[Line]:
    station, since = scene.station, growth_sources(scene)
    figure = row["headroom_own_mva"] + row["added_mva"]
    unknown = "what the operator prints does not tell its own room"
    why = unknown if pd.isna(figure) else ""
    bound = str(station["demand_bound_own"])
    yield Line("published figure, own", figure, "MVA", "published", scene.source, why, bound)
    note = f"decided at {row['peak_slot']}; the year counted from is an assumption"
    label = f"less growth since {station['observed_year']}"
    yield Line(label, row["added_mva"], "MVA", provenance="modelled", source_id=since, note=note)
    yield from _because(scene)
    both = ids(scene.source, since)
    own = row["headroom_own_mva"]
    why = unknown if pd.isna(own) else ""
    yield Line("own headroom", own, "MVA", "modelled", both, why, str(row["bound_own"]))
    path = row["headroom_mva"]
    binding = str(row["binding_substation_id"])
    set_by = f"set by {scene.name_of(binding)}" + (f" ({binding})" if scene.name_of(binding) != binding else "")
    why = "no figure on the path bounds it" if pd.isna(path) else set_by if binding else ""
    yield Line("headroom along the path", path, "MVA", "modelled", both, why, str(row["bound"]))


def _because(scene: Scene) -> Iterator[Line]:
    results = scene.results
    kinds = results.table("technologies").set_index("technology")
    shift_source = ids(scene.source, *sorted(set(results.table("profiles")["source_id"])))
    totals = ids(*sorted(set(results.table("uptake_rows")["source_id"])))
    keys = {"scenario": scene.scenario, "year": scene.year, "basis": "published", "direction": "demand"}
    for part in records(scene.rows("because", **keys)):
        if part.technology == BASE_SHIFT:
            label = "base load at that half-hour less its peak"
            yield Line(label, part.added_mva, "MVA", "modelled", shift_source, decimals=3, depth=1)
            continue
        kind = kinds.loc[part.technology]
        admd = results.inputs.assumptions[str(kind["admd_id"])]
        share, like = str(kind.get("share_id", "")), str(kind.get("energy_of", ""))
        peak = f"with the energy of {like} at {admd.value:g}" if like else f"x {admd.value:g}"
        sized = " homes' worth" if part.technology in AT_HOMES and len(results.table("placement_ratio")) else ""
        note = f"{part.count:,.0f}{sized} {peak} {admd.unit} at their peak, {admd.badge()}"
        source = ids(totals, str(kind["admd_id"]), str(kind["power_factor_id"]), share)
        yield Line(str(kind["label"]), part.added_mva, "MVA", "modelled", source, note=note, decimals=3, depth=1)


def path_section(scene: Scene) -> Section:
    """The operator's figure at every step of the path, and the growth that comes off it there."""
    lines = []
    for there in (scene, *scene.upstream()):
        station, row = there.station, headroom_rows(there, "published").iloc[0]
        figure, tier = station["demand_headroom_mva"], str(station["tier"])
        why = "a grid supply point publishes no figure and never binds" if tier == "gsp" else "no figure published"
        lines.append(
            Line(
                f"{station['name']} ({tier})",
                figure,
                "MVA",
                provenance="published",
                source_id=there.source,
                bound=str(station["demand_bound"]),
                note=why if pd.isna(figure) else "",
            )
        )
        if pd.notna(row["added_mva"]):
            lines.append(Line("less growth there", row["added_mva"], "MVA", "modelled", growth_sources(scene), depth=1))
    note = "Headroom is the least of published figure less growth, over these steps."
    return Section("Up the path", tuple(lines), note=note)
