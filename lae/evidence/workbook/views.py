"""The tables people read, chosen and put into words; nothing is worked out here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from lae.dictionary.codes import BOUNDS, CLASSES, LIGHTS, TIERS
from lae.dictionary.columns import columns, meaning, title
from lae.results import Results

Frame = pd.DataFrame
Tables = dict[str, pd.DataFrame]
ROWS: Final = 1000
"""A longer table is a CSV only."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its tab, the table it is read from, what it is called, and how to read it."""

    tab: str
    table: str
    title: str
    frame: Frame
    scope: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _View:
    tab: str
    table: str
    title: str
    make: Callable[[Results, Frame], Frame]
    notes: tuple[str, ...] = ()


def sheets(results: Results, tables: Tables) -> list[Sheet]:
    """The sheets of the tables at hand, in the order a reader wants them; one too long is left to its CSV."""
    found = []
    for view in _VIEWS:
        if view.table in tables:
            frame = view.make(results, tables[view.table])
            if len(frame) <= ROWS:
                found.append(Sheet(view.tab, view.table, view.title, frame, meaning(view.table), view.notes))
    return found


def in_words(table: str, frame: Frame) -> Frame:
    """`frame` with headings in words and units, whole otherwise."""
    return frame.rename(columns={column.name: column.heading for column in columns(table, frame)})


def all_tables(tables: Tables, shown: list[Sheet]) -> Frame:
    """Every CSV of the pack: what it is, its rows, and the sheet that shows some of it."""
    tabs = {sheet.table: sheet.tab for sheet in shown}
    rows = [
        (f"tables/{name}.csv", title(name), len(frame), tabs.get(name, "CSV only: too long, or for machines"))
        for name, frame in tables.items()
    ]
    return Frame(rows, columns=["File", "What it is", "Rows", "Sheet"])


def milestones(results: Results, headroom: Frame) -> Frame:
    """Demand headroom at the milestones, published basis: a row a scenario and substation, with class and colour."""
    years = list(results.inputs.config.milestones)
    ours = headroom[
        headroom["basis"].eq("published") & headroom["direction"].eq("demand") & headroom["year"].isin(years)
    ]
    key = ["scenario", "substation_id", "name", "tier", "dno"]
    wide = ours.pivot_table(index=key, columns="year", values="headroom_mva", dropna=False, observed=True)
    wide = wide.reindex(columns=years).dropna(how="all").reset_index()
    last = ours[ours["year"].eq(ours["year"].max())].set_index(["scenario", "substation_id"])["bound"]
    wide["reading"] = pd.MultiIndex.from_frame(wide[["scenario", "substation_id"]]).map(last.to_dict())
    classes = results.table("shortfalls")
    mine = classes[classes["basis"].eq("published") & classes["direction"].eq("demand")]
    of = dict(zip(zip(mine["scenario"], mine["substation_id"], strict=True), mine["class"], strict=True))
    wide["class"] = [of.get(pair, "unknown") for pair in zip(wide["scenario"], wide["substation_id"], strict=True)]
    shown = {
        "Scenario": _labels(results, wide["scenario"]),
        "Substation": wide["name"],
        "Substation ID": wide["substation_id"],
        "Tier": wide["tier"].map(TIERS),
        "Operator": wide["dno"].str.upper(),
        "Status": wide["class"].map(LIGHTS),
        **{f"{year} (MVA)": wide[year] for year in years},
        "Reading": wide["reading"].map(BOUNDS),
    }
    return Frame(shown)


def _shortfalls(results: Results, table: Frame) -> Frame:
    mine = table[table["basis"].eq("published") & table["direction"].eq("demand")]
    return Frame(
        {
            "Scenario": _labels(results, mine["scenario"]),
            "Substation": mine["name"],
            "Substation ID": mine["substation_id"],
            "Tier": mine["tier"].map(TIERS),
            "Status": mine["class"].map(LIGHTS),
            "Class": mine["class"].map(CLASSES),
            "Below zero from, earliest (year)": mine["first_year_below_zero"],
            "Below zero from, latest (year)": mine["first_year_latest"],
            "Worst year": mine["worst_year"],
            "Room in the worst year (MVA)": mine["worst_headroom_mva"],
            "Reading": mine["bound"].map(BOUNDS),
            "Decided by (substation ID)": mine["binding_substation_id"],
        }
    )


def _headline(results: Results, table: Frame) -> Frame:
    return in_words("headline", table.assign(scenario=_labels(results, table["scenario"])))


def _whole(name: str, *left_out: str) -> Callable[[Results, Frame], Frame]:
    def make(_results: Results, table: Frame) -> Frame:
        return in_words(name, table.drop(columns=list(left_out), errors="ignore"))

    return make


def _districts(name: str, *left_out: str) -> Callable[[Results, Frame], Frame]:
    """Rows of districts and the county, the district by name."""

    def make(results: Results, table: Frame) -> Frame:
        known = table[table["area_level"].isin(["lad", "county"])] if "area_level" in table else table
        code = "area_code" if "area_code" in known else "district_code"
        named = known.assign(**{code: known[code].map(area_names(results)).fillna(known[code])})
        if "scenario" in named:
            named = named.assign(scenario=_labels(results, named["scenario"]))
        shown = named.drop(columns=["area_level", *left_out], errors="ignore")
        return in_words(name, shown).rename(columns={"Area code": "Area", "District code": "District"})

    return make


def _scenarios(name: str, *left_out: str) -> Callable[[Results, Frame], Frame]:
    """All rows, the scenario and the district by name."""

    def make(results: Results, table: Frame) -> Frame:
        places = area_names(results)
        said = {"scenario": _labels(results, table["scenario"])} if "scenario" in table else {}
        said |= {code: table[code].map(places).fillna(table[code]) for code in ("district_code",) if code in table}
        return in_words(name, table.assign(**said).drop(columns=list(left_out), errors="ignore"))

    return make


def _projects(results: Results, table: Frame) -> Frame:
    """Projects of districts and the county; those of zones and works are in the file."""
    shown = table[table["area_level"].isin(["lad", "county"])]
    named = shown.assign(scenario=_labels(results, shown["scenario"]))
    return in_words("projects", named.drop(columns=["assumption_ids"], errors="ignore"))


def area_names(results: Results) -> dict[str, str]:
    """Name by code of the districts and the county."""
    places, config = results.table("districts"), results.inputs.config
    names = dict(zip(places["district_code"], places["district_name"], strict=True))
    return {config.county_code or "county": config.title, **names}


def _labels(results: Results, scenarios: pd.Series) -> pd.Series:
    labels = results.inputs.scenario_labels
    return scenarios.map(lambda name: labels.get(name, name)).astype("str")


_VIEWS: Final = (
    _View(
        "Headline", "headline", "Substations by class and scenario, demand, as published today", _headline, ("zero",)
    ),
    _View(
        "Rests on", "headline_basis", "What each headline rests on", _whole("headline_basis"), ("provenance", "tiers")
    ),
    _View(
        "Shortfalls", "shortfalls", "When each substation runs short of demand headroom", _shortfalls, ("zero", "light")
    ),
    _View("Milestones", "headroom", "Demand headroom at the milestone years", milestones, ("zero", "light", "offer")),
    _View("Works", "works", "Network works the operators have published", _whole("works", "source_row", "licence")),
    _View("Homes", "dwellings_by_area", "Homes by district and kind", _districts("dwellings_by_area"), ("provenance",)),
    _View(
        "Energy of homes", "energy_by_area", "Energy bought by homes beside the record", _districts("energy_by_area")
    ),
    _View(
        "Retrofit",
        "retrofit",
        "Retrofit measures and packages by district",
        _districts("retrofit", "assumption_ids"),
        ("provenance", "money"),
    ),
    _View(
        "Charging", "levi_evidence", "Chargers by district, scenario and year", _districts("levi_evidence"), ("money",)
    ),
    _View(
        "Land",
        "sequestration_by_district",
        "Carbon that land could hold, by district",
        _whole("sequestration_by_district", "assumption_ids"),
        ("provenance",),
    ),
    _View("Land layers", "land_layers", "Which land layers were looked at", _whole("land_layers")),
    _View("Budgets", "budgets", "Carbon budgets by area and target", _districts("budgets"), ("tiers",)),
    _View(
        "Investment",
        "investment",
        "What actions cost beside the value of their carbon",
        _districts("investment", "assumption_ids"),
        ("money", "provenance"),
    ),
    _View("Projects", "projects", "Projects: what they cost, save and are worth", _projects, ("money",)),
    _View(
        "Needs", "workstream_needs", "What each workstream needs by district and year", _scenarios("workstream_needs")
    ),
    _View("Funding", "funding", "Who funds each project", _scenarios("funding"), ("money",)),
    _View("Funds", "funds", "Schemes one could ask", _whole("funds"), ("tiers",)),
    _View("Bundles", "bundles", "Projects bundled into issues of a size", _scenarios("bundles"), ("money",)),
    _View(
        "Indicators", "kpis", "Indicators of county and districts: target, count, forecast, status", _districts("kpis")
    ),
    _View("Workstreams", "workstreams", "Workstreams in their leads' words", _whole("workstreams")),
    _View("Scenarios", "plan_budgets", "Each scenario against each target", _districts("plan_budgets"), ("tiers",)),
    _View("Insetting", "insetting", "What land would store beside what is still emitted", _districts("insetting")),
    _View("Opportunities", "opportunities", "Places for each land option, ranked", _whole("opportunities")),
    _View("Nested totals", "nested_totals", "Do communities, districts and county add up", _whole("nested_totals")),
    _View(
        "Self-assessment", "self_assessment", "The pack graded against published frameworks", _whole("self_assessment")
    ),
    _View("Coverage", "coverage", "Whose published files were read, and where none was", _whole("coverage")),
    _View("Agreement", "agreement", "Our figures of today beside published ones", _whole("agreement")),
    _View("Assumptions", "assumptions", "Assumptions with range, source and tier", _whole("assumptions"), ("tiers",)),
    _View("Sources", "sources", "Data sets, licences and attributions", _whole("sources", "etag")),
    _View("Open questions", "open_questions", "What is blank, why, and who could answer", _whole("open_questions")),
)
