"""The arithmetic of one number, line by line, with what is published, modelled or assumed, and where it comes from."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from lae.findings import FaultsError, Finding
from lae.measures import BASE_SHIFT
from lae.results import Results
from lae.tables import records

CAVEAT: Final = "Growth counts heat pumps and cars only. This is not a connection offer."
"""Printed wherever a headroom result is (headroom rule 20)."""

BOUND_WORDS: Final = {"exact": "", "at_most": "at most ", "at_least": "at least ", "unknown": ""}
"""How a bound is said before its number."""


def explain(results: Results, name: str, *, scenario: str, year: int) -> list[str]:
    """The lines for one substation, by id, operator's id or clear name; raises `FaultsError` for an unknown one."""
    station = find_substation(results.table("substations"), name)
    config = results.inputs.config
    _refuse("scenario", scenario, tuple(config.scenarios))
    _refuse("year", str(year), tuple(str(known) for known in config.years))
    lines = [*_published(station), ""]
    lines += [*_scenario(results, station, scenario, year), ""]
    lines += [*_path(results, station, scenario, year), ""]
    lines += [*_modelled(results, station, scenario, year), ""]
    lines += [*_operators_own(results, station, year)]
    lines += [*_supply(results, station, scenario), ""]
    lines += [*_works(results, station), *_assumptions(results), "", CAVEAT]
    return lines


def find_substation(substations: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """The one row meant by an id, an operator's id or a name; raises `FaultsError` naming the candidates."""
    wanted = name.replace(" ", "").casefold()

    def matches(column: str) -> pd.DataFrame:
        return substations[substations[column].str.replace(" ", "").str.casefold() == wanted]

    for column in ("substation_id", "asset_id", "name"):
        if len(found := matches(column)) == 1:
            return found.iloc[0]
    loose = substations[substations["name"].str.casefold().str.contains(name.casefold(), regex=False)]
    if len(loose) == 1:
        return loose.iloc[0]
    known = tuple(f"{row.name} = {row.substation_id}" for row in records(loose))
    message = (
        f"{len(loose)} substations are called something like {name}." if known else f"no substation is called {name}."
    )
    fix = "Give one of the ids." if known else "lae explain takes an id, an operator's id or a name."
    raise FaultsError([Finding("error", "grid/substations.csv", "which", message, ids=known, fix=fix)])


def said(value: float, bound: str, unit: str = "MVA") -> str:
    """A number with its bound in words: "at most 0.00 MVA"; "unknown" where there is none."""
    if pd.isna(value):
        return "unknown"
    doubt = " (only roughly known)" if bound == "unknown" else ""
    return f"{BOUND_WORDS[bound]}{value:.2f} {unit}{doubt}"


def _refuse(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        message = f"there is no {what} {value} in this study."
        raise FaultsError([Finding("error", "study.toml", what, message, ids=known)])


def _row(label: str, value: str, note: str) -> str:
    return f"  {label:<44} {value:>18}  {note}".rstrip()


def _published(station: "pd.Series[Any]") -> Iterator[str]:
    about = f"{station['tier']}, {station['dno'].upper()}, {station['voltage']} kV"
    yield f"{station['name']} ({station['substation_id']}), {about}"
    if station["stub"]:
        yield "  A parent named by other rows; the operator publishes no figures for it here."
        return
    yield f"Published by the operator, {station['vintage']}"
    value = said(station["demand_published_value"], station["demand_bound"], station["demand_unit"])
    kind = {"path": "path value, upstream limits included", "own": "own value, upstream limits not included"}
    yield _row("demand headroom", value, kind.get(station["headroom_basis"], "no figure published"))
    if station["demand_unit"] == "MW":
        yield _row("in MVA", said(station["demand_headroom_mva"], station["demand_bound"]), "by power_factor_demand")
    yield _row("red, amber, green (not the sign of headroom)", station["demand_rag"] or "not given", "")
    yield _row("constraint named", "", station["demand_constraint"] or "none named")
    generation = said(station["generation_published_value"], station["generation_bound"], station["generation_unit"])
    yield _row("generation headroom", generation, station["generation_constraint"])
    yield _row("observed maximum, minimum", _pair(station, "observed_max_mva", "observed_min_mva"), "gross")
    contracted = _pair(station, "contracted_excl_bess_mva", "contracted_bess_mva")
    yield _row("contracted without storage, storage", contracted, f"queue counted: {station['demand_queue']}")
    yield f"  source {station['source_id']}, row {station['source_row']}; {station['licence']}"


def _pair(station: "pd.Series[Any]", one: str, other: str) -> str:
    if pd.isna(station[one]):
        return "not published"
    return f"{station[one]:.2f}, {station[other]:.2f} MVA"


def _scenario(results: Results, station: "pd.Series[Any]", scenario: str, year: int) -> Iterator[str]:
    label = results.inputs.scenario_labels[scenario]
    row = _headroom(results, station, scenario, year, "published").iloc[0]
    yield f"{label}, {year}: demand headroom on the published basis [published figure, modelled growth]"
    if pd.isna(row["added_mva"]):
        yield f"  Blank: the operator's figure dates from {station['figure_year']}."
        return
    figure = said(row["headroom_own_mva"] + row["added_mva"], station["demand_bound_own"])
    yield _row("published figure, own", figure, "[published]")
    note = f"[modelled] decided at {row['peak_slot']}; the year counted from is an assumption"
    yield _row(f"less growth since {station['observed_year']}", f"{row['added_mva']:.2f} MVA", note)
    yield from _because(results, station, scenario, year)
    yield _row("own headroom", said(row["headroom_own_mva"], row["bound_own"]), "")
    yield _row(
        "headroom along the path", said(row["headroom_mva"], row["bound"]), f"set by {row['binding_substation_id']}"
    )


def _because(results: Results, station: "pd.Series[Any]", scenario: str, year: int) -> Iterator[str]:
    because, labels = results.table("because"), results.table("technologies").set_index("technology")
    mine = because["substation_id"].eq(station["substation_id"]) & because["scenario"].eq(scenario)
    mine &= because["year"].eq(year) & because["basis"].eq("published")
    for part in records(because[mine]):
        if part.technology == BASE_SHIFT:
            yield _row("    base load at that half-hour less its peak", f"{part.added_mva:.3f} MVA", "[modelled]")
            continue
        about = labels.loc[part.technology]
        admd = results.inputs.assumptions[about["admd_id"]]
        note = f"{part.count:,.0f} x {admd.value:g} {admd.unit} at their peak, {admd.badge()}"
        yield _row(f"    {about['label']}", f"{part.added_mva:.3f} MVA", note)


def _headroom(results: Results, station: "pd.Series[Any]", scenario: str, year: int, basis: str) -> pd.DataFrame:
    table = results.table("headroom")
    mine = table["substation_id"].eq(station["substation_id"]) & table["scenario"].eq(scenario) & table["year"].eq(year)
    return table[mine & table["basis"].eq(basis) & table["direction"].eq("demand")]


def _path(results: Results, station: "pd.Series[Any]", scenario: str, year: int) -> Iterator[str]:
    yield "Up the path [published figure there less modelled growth there]"
    table = results.table("substations").set_index("substation_id", drop=False)
    for upstream in results.tables["ladder"].path(station["substation_id"]):
        there = table.loc[upstream]
        row = _headroom(results, there, scenario, year, "published").iloc[0]
        figure = said(there["demand_headroom_mva"], there["demand_bound"])
        growth = "" if pd.isna(row["added_mva"]) else f"less {row['added_mva']:.2f} MVA"
        yield _row(f"{there['name']} ({there['tier']})", figure, growth)


def _modelled(results: Results, station: "pd.Series[Any]", scenario: str, year: int) -> Iterator[str]:
    yield "Modelled cross-check [ratings as published, settings of ours]: never overrides the operator's figure"
    rows = _headroom(results, station, scenario, year, "modelled")
    if rows["capacity_mva"].isna().all():
        reason = (
            "transfer capacity unpublished" if station["single_transformer"] else "no ratings or no firm figure here"
        )
        yield f"  Unknown: {reason}."
        return
    settings = results.inputs.assumptions
    factor, share = settings["cyclic_factor"], settings["contracted_coincidence"]
    for row in records(rows):
        note = f"{row.capacity_mva:.2f} - {row.observed_mva:.2f} - {row.contracted_mva:.2f} - {row.added_mva:.2f}"
        yield _row(
            f"queue {row.queue}",
            said(row.headroom_own_mva, row.bound_own),
            f"capacity - observed - contracted - growth: {note}",
        )
    yield f"  capacity = N-1 of {station['ratings']} x {factor.value:g} ({factor.badge()})"
    yield f"  contracted = as published x {share.value:g} ({share.badge()})"
    yield "  with contracted demand it is an upper bound of the need: contracted demand and growth may overlap"


def _operators_own(results: Results, station: "pd.Series[Any]", year: int) -> Iterator[str]:
    table = results.table("scenario_figures")
    mine = table[table["substation_id"].eq(station["substation_id"]) & table["direction"].eq("demand")]
    if mine.empty:
        return
    yield "The operator's own scenarios [published, own values, its growth inside, nothing taken off]"
    for scenario, rows in mine.groupby("scenario"):
        near = rows.iloc[(rows["year"] - year).abs().argsort(kind="stable").iloc[0]]
        figure = f"{near['published_value']:.2f} {near['unit']}"
        yield _row(f"{scenario}, {near['year']}", figure, f"{near['source_id']}, row {near['source_row']}")
    yield ""


def _supply(results: Results, station: "pd.Series[Any]", scenario: str) -> Iterator[str]:
    yield "Who is supplied [modelled: no supply areas are published here]"
    rows = results.table("allocation").set_index("substation_id")
    if station["substation_id"] in rows.index:
        row = rows.loc[station["substation_id"]]
        yield _row(
            "homes by the nearest-primary rule",
            f"{row['dwellings']:,.0f}",
            f"{row['in_study_dwellings']:,.0f} in the study",
        )
        yield _row("homes when ambiguous ones move", f"{row['second_nearest_dwellings']:,.0f}", row["note"])
        if pd.notna(row["confidence_share"]):
            yield _row("homes with no second primary near", f"{row['confidence_share']:.0%}", "allocation confidence")
        if pd.notna(row["observed_kva_per_dwelling"]):
            yield _row("observed maximum a home", f"{row['observed_kva_per_dwelling']:.2f} kVA", "")
    moved = results.table("sensitivity")
    mine = moved[moved["substation_id"].eq(station["substation_id"]) & moved["scenario"].eq(scenario)]
    last = results.inputs.config.last_year
    for row in records(mine):
        growth = "unknown" if pd.isna(row.last_year_added_mva) else f"{row.last_year_added_mva:.2f} MVA"
        yield _row(
            f"growth by {last}, {row.variant.replace('_', ' ')}",
            growth,
            mine.loc[mine["variant"].eq(row.variant), "class"].iloc[0],
        )


def _works(results: Results, station: "pd.Series[Any]") -> Iterator[str]:
    works = results.table("works")
    mine = works[works["substation_id"].eq(station["substation_id"])]
    if mine.empty:
        return
    yield "Works due: published by the operator, not funded; contracted demand may depend on them"
    for row in records(mine):
        effect = "changes no number" if pd.isna(row.after_mva) else f"N-1 {row.before_mva:g} -> {row.after_mva:g} MVA"
        yield f"  {row.completion or 'undated'}  {row.type}, {row.scope}: {row.text} ({effect})"
    yield ""


def _assumptions(results: Results) -> Iterator[str]:
    yield "Where the units come from"
    totals = results.table("uptake_rows").groupby("building_block")["source_id"].agg(lambda ids: sorted(set(ids)))
    for block, sources in totals.to_dict().items():
        yield f"  control totals of {block}: {', '.join(sources)}"
    yield f"  recorded stock: {', '.join(sorted(set(results.table('recorded')['source_id'])))}"
    yield "Assumptions behind the growth"
    used = results.table("technologies")
    ids = sorted({*used["admd_id"], *used["power_factor_id"], "power_factor_demand", "context_uptake_ratio"})
    for key in ids:
        item = results.inputs.assumptions[key]
        span = "" if pd.isna(item.low) else f", {item.low:g} to {item.high:g}"
        yield f"  {key} = {item.value:g} {item.unit}{span}; {item.badge()}; {item.source}"
