"""Accounts of a district and of a named development."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from lae.explain.account import Line, Section, ids
from lae.explain.scene import held_rows
from lae.results import Results
from lae.tables import records

_MOST = 12
"""Substations named under a district; the rest are counted."""


def district_sections(results: Results, district: "pd.Series[Any]", *, scenario: str, year: int) -> tuple[Section, ...]:
    """Control totals against recorded stock, who supplies its homes, and the developments named in it."""
    code = str(district["district_code"])
    sections = (
        Section(
            f"Control totals, {results.inputs.scenario_labels[scenario]}, {year}",
            tuple(_totals(results, code, scenario, year)),
        ),
        Section(
            "Substations its homes hang on",
            tuple(_suppliers(results, code, scenario)),
            note="nearest-primary rule unless a supply area is published; class on the published basis, demand",
        ),
    )
    named = held_rows(results, "developments", district_code=code)
    if named.empty:
        return sections
    lines = tuple(
        Line(
            f"{row.name} ({row.development_id})",
            row.homes_count,
            "homes",
            "published",
            row.source_id,
            f"{row.first_year} to {row.last_year}; evidence {row.evidence_grade}",
            decimals=0,
        )
        for row in records(named.sort_values("version").drop_duplicates("development_id", keep="last"))
    )
    return (*sections, Section("Named developments: they take their share of the control total", lines))


def _totals(results: Results, code: str, scenario: str, year: int) -> Iterator[Line]:
    labels = _labels(results)
    base = results.inputs.config.base_year
    for row in records(held_rows(results, "stock", scenario=scenario, district_code=code, year=year)):
        rows = held_rows(results, "uptake_rows", scenario=scenario, district_code=code, building_block=row.technology)
        source = ids(*sorted(set(rows["source_id"] if len(rows) else results.table("uptake_rows")["source_id"])))
        between = (
            "" if row.knot_before == row.knot_after else f"between published {row.knot_before} and {row.knot_after}"
        )
        label = str(labels.get(row.technology, row.technology.replace("_", " ")))
        yield Line(label, float(row.count), "units", str(row.provenance), source, between, decimals=0)
        counted = held_rows(results, "recorded", district_code=code, technology=row.technology, year=base)
        if counted.empty:
            yield Line(f"counted by {base}", None, note="no register counts it", depth=1)
        for known in records(counted):
            yield Line(
                f"counted by {base}",
                float(known.count),
                "units",
                "published",
                known.source_id,
                f"row {known.source_row}",
                known.bound,
                decimals=0,
                depth=1,
            )


def _labels(results: Results) -> dict[str, str]:
    """How the technologies of the control totals are printed: by the one kind of load that counts all their units."""
    table = results.table("technologies")
    return dict(zip(table["technology"], table["label"], strict=True))


def _suppliers(results: Results, code: str, scenario: str) -> Iterator[Line]:
    supply = held_rows(results, "supply", district_code=code, allocation="nearest")
    source = ids(*sorted(set(results.table("served_lsoas")["source_id"])))
    homes = supply.groupby("substation_id")["dwellings"].sum().sort_values(ascending=False, kind="stable")
    classes = held_rows(results, "shortfalls", scenario=scenario, basis="published", direction="demand")
    state = classes.set_index("substation_id")[["name", "class"]]
    for name, count in zip(homes.index.astype(str)[:_MOST], homes.to_numpy()[:_MOST], strict=True):
        known = name in state.index
        label = f"{state.loc[name, 'name']} ({name})" if known else "no supplied file names the substation"
        about = str(state.loc[name, "class"]).replace("_", " ") if known else "not assessed"
        yield Line(label, float(count), "homes", "modelled", source, about, decimals=0)
    if len(homes) > _MOST:
        rest = float(homes.iloc[_MOST:].sum())
        yield Line(f"{len(homes) - _MOST} more substations", rest, "homes", "modelled", source, decimals=0)


def development_sections(results: Results, site: "pd.Series[Any]", *, scenario: str, year: int) -> tuple[Section, ...]:
    """The site as entered, what it takes of its district's control total, and the connection it is matched to."""
    name = str(site["development_id"])
    source = str(site["source_id"])
    return (
        Section(
            f"Named development, version {site['version']}",
            tuple(_entered(site)),
            note=f"row {site['source_row']} of {source}",
        ),
        Section(
            f"Share of the control total, {results.inputs.scenario_labels[scenario]}, {year}",
            tuple(_taken(results, name, source, scenario, year)),
        ),
        Section("Contracted connection", tuple(_matched(results, name, source))),
    )


def _entered(site: "pd.Series[Any]") -> Iterator[Line]:
    source = str(site["source_id"])
    yield Line("planning authority", str(site["planning_authority"]) or "not given")
    yield Line("district, LSOA", f"{site['district_code']}, {site['lsoa_code'] or 'LSOA not given'}")
    yield Line("substation", str(site["substation_id"]) or "those that supply its LSOA")
    yield Line("homes when complete", float(site["homes_count"]), "homes", "published", source, decimals=0)
    for label, column, unit in (
        ("floor space other than homes", "floor_space_m2", "m2"),
        ("chargers a home", "chargers_per_home", "a home"),
        ("solar on the site", "solar_kwp", "kWp"),
        ("expected maximum demand", "expected_kva", "kVA"),
    ):
        blank = "not given" if pd.isna(site[column]) else ""
        yield Line(label, site[column], unit, "published", source, blank, decimals=1)
    yield Line("homes complete", f"{site['first_year']} to {site['last_year']}")
    yield Line("heating", str(site["heating"]).replace("_", " "))
    yield Line(
        "status, evidence", f"{site['status'].replace('_', ' ')}, grade {site['evidence_grade']}, {site['updated']}"
    )


def _taken(results: Results, name: str, source: str, scenario: str, year: int) -> Iterator[Line]:
    rows = held_rows(results, "development_shares", development_id=name, scenario=scenario, year=year)
    if rows.empty:
        yield Line("units", None, note="the site claims nothing in this scenario and year")
    labels = _labels(results)
    for row in records(rows):
        label = str(labels.get(row.technology, row.technology.replace("_", " ")))
        over = f"{row.excess_count:,.0f} exceed the control total and are placed nowhere"
        left = f"of {row.claimed_count:,.0f} claimed; {over}"
        yield Line(label, row.taken_count, "units", "modelled", source, left, decimals=0)


def _matched(results: Results, name: str, source: str) -> Iterator[Line]:
    rows = held_rows(results, "connection_matches", development_id=name)
    if rows.empty:
        yield Line("connection", "none matched: contracted demand and growth may count it twice")
    for row in records(rows):
        by = row.matched_by.replace("_", " ")
        yield Line(str(row.connection_id), row.contracted_mva, "MVA", "published", source, f"matched by {by}")
        yield Line("left out of the queue when complete", row.left_out_mva, "MVA", "modelled", source, depth=1)
