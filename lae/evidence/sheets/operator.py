"""A page for each bulk supply point and primary: our demand, the operator's own figures, the difference, questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from lae.dictionary.codes import BOUNDS, LIGHTS, TIERS
from lae.evidence import shell
from lae.evidence.sheets.questions import questions
from lae.explain import caveat, loaded_technologies
from lae.results import Results

FOLDER: Final = "operator"
Row = Mapping[Any, Any]
_SHEETS: Final = ("bsp", "primary")
_LARGEST: Final = 6
"""Parts of growth spelt out, so that a sheet stays one page."""
_VERBATIM: Final = (
    ("Demand headroom", "demand_published_value", "demand_unit"),
    ("Demand: red, amber or green", "demand_rag", ""),
    ("Demand: constraint named", "demand_constraint", ""),
    ("Generation headroom", "generation_published_value", "generation_unit"),
    ("Generation: red, amber or green", "generation_rag", ""),
    ("Generation: constraint named", "generation_constraint", ""),
    ("Greatest demand observed", "observed_max_mva", "MVA"),
    ("Least demand observed", "observed_min_mva", "MVA"),
    ("Contracted demand, without storage", "contracted_excl_bess_mva", "MVA"),
    ("Contracted storage", "contracted_bess_mva", "MVA"),
    ("Generation connected", "connected_generation_mw", "MW"),
    ("Generation contracted", "contracted_generation_mw", "MW"),
    ("Transformer ratings", "ratings", ""),
    ("Fault level", "fault_level_ka", "kA"),
    ("Fault rating", "fault_rating_ka", "kA"),
    ("Remark", "comment", ""),
)


@dataclass(frozen=True)
class _Rows:
    """The run's tables by substation, grouped once for all pages."""

    headroom: Mapping[str, pd.DataFrame]
    because: Mapping[str, pd.DataFrame]
    shortfalls: Mapping[str, pd.DataFrame]
    disagreements: Mapping[str, pd.DataFrame]
    works: Mapping[str, pd.DataFrame]


def write_operator_sheets(results: Results, folder: Path) -> list[Path]:
    """Write operator/<operator>/<substation>.html and an index into `folder`; a substation without figures has none."""
    stations = results.table("substations")
    shown = stations[stations["tier"].isin(_SHEETS) & ~stations["stub"]]
    rows = _grouped(results)
    written: list[Path] = []
    listed: list[tuple[Markup, Row]] = []
    for station in shown.sort_values(["dno", "name", "substation_id"]).to_dict("records"):
        place = f"{shell.anchor(station['dno'])}/{shell.anchor(station['substation_id'])}.html"
        path = folder / FOLDER / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(results, station, rows), encoding="utf-8", newline="\n")
        written.append(path)
        listed.append((shell.link(station["name"], place), station))
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    index = folder / FOLDER / "index.html"
    index.write_text(_index(results, listed, rows), encoding="utf-8", newline="\n")
    return [*written, index]


def _grouped(results: Results) -> _Rows:
    demand: dict[str, pd.DataFrame] = {}
    milestones = results.inputs.config.milestones
    for name in ("headroom", "because", "shortfalls"):
        table = results.table(name)
        ours = table["direction"].eq("demand")
        demand[name] = table[ours & table["year"].isin(milestones)] if "year" in table else table[ours]
    return _Rows(
        _by_station(demand["headroom"]),
        _by_station(demand["because"]),
        _by_station(demand["shortfalls"]),
        _by_station(results.table("disagreements")),
        _by_station(results.table("works")),
    )


def _by_station(table: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    return {str(name): group for name, group in table.groupby("substation_id")}


def _of(groups: Mapping[str, pd.DataFrame], name: str, like: pd.DataFrame) -> pd.DataFrame:
    return groups.get(name, like.iloc[:0])


def _page(results: Results, station: Row, rows: _Rows) -> str:
    key = str(station["substation_id"])
    short = _of(rows.shortfalls, key, results.table("shortfalls"))
    published = short[short["basis"].eq("published")]
    asked = questions(
        station,
        published[published["class"].eq("crosses")],
        _of(rows.disagreements, key, results.table("disagreements")),
        _of(rows.works, key, results.table("works")),
    )
    sections = [
        shell.Section("published", "What you publish", _published(station)),
        shell.Section("ours", "What we add to it", _ours(results, key, rows)),
        shell.Section("difference", "Where we differ today", _difference(results, station, rows)),
        shell.Section("questions", "Questions", shell.render(_ASKED, asked=list(asked))),
    ]
    about = f"{TIERS[station['tier']]}, {key}, {str(station['dno']).upper()}, {station['voltage']} kV"
    return shell.page(
        str(station["name"]),
        sections,
        subtitle=f"{about[:1].upper()}{about[1:]}. {results.inputs.config.title}: to talk over with its operator.",
        footer=_foot(results, station),
        listed=False,
        paper="sheet",
    )


_SOURCE: Final = """<p class="told">Source: {{ source }}{{ row }}; read as: {{ bound }}. Not in the file: {{ blank }}.
Headroom stands as printed; the other numbers are in the units of our tables.</p>"""
_ASKED: Final = "<ol>{% for each in asked %}<li>{{ each }}</li>{% endfor %}</ol>"


def _published(station: Row) -> Markup:
    """The operator's figures as printed, dated, with their row."""
    told = [
        (words, _value(station[column]), str(station[unit]) if unit in station else unit)
        for words, column, unit in _VERBATIM
        if _given(station[column])
    ]
    blank = [words.lower() for words, column, _ in _VERBATIM if not _given(station[column]) and column != "comment"]
    shown = pd.DataFrame(told, columns=["Figure", "As published", "Unit"])
    of_year: str = "" if pd.isna(station["figure_year"]) else f", for {station['figure_year']:.0f}"
    row = f", row {station['source_row']:.0f}" if station["source_row"] else ""
    return Markup("").join(
        [
            shell.table(shown, f"Edition {station['vintage']}{of_year}"),
            shell.render(
                _SOURCE,
                source=station["source_id"],
                row=row,
                bound=BOUNDS[station["demand_bound"]],
                blank=", ".join(blank) or "nothing",
            ),
        ]
    )


def _ours(results: Results, key: str, rows: _Rows) -> Markup:
    """Growth and the room that is left at the milestones, by scenario, on the published basis."""
    table = _of(rows.headroom, key, results.table("headroom"))
    ours = table[table["basis"].eq("published") & table["scenario"].isin(results.inputs.config.scenarios)]
    if ours.empty:
        return shell.render('<p class="blank">Not known: no figure of yours to start from.</p>')
    classes = _of(rows.shortfalls, key, results.table("shortfalls"))
    of = classes[classes["basis"].eq("published")].set_index("scenario")["class"].to_dict()
    parts = []
    for value, words in (("added_mva", "Growth since your figure"), ("headroom_mva", "Room left along the path")):
        wide = ours.pivot_table(index="scenario", columns="year", values=value, dropna=False, observed=True)
        shown = pd.DataFrame({"Scenario": [results.inputs.scenario_labels[name] for name in wide.index]})
        if value == "headroom_mva":
            shown["Status"] = [shell.light(LIGHTS[of.get(name, "unknown")]) for name in wide.index]
        for year in results.inputs.config.milestones:
            shown[f"{year} (MVA)"] = wide[year].to_numpy() if year in wide else float("nan")
        parts.append(shell.table(shown, f"{words}, modelled, by scenario", blank="before your figure"))
    parts.append(_because(results, key, rows))
    return Markup("").join(parts)


def _because(results: Results, key: str, rows: _Rows) -> Markup:
    first, last = results.inputs.config.scenarios[0], max(results.inputs.config.milestones)
    table = _of(rows.because, key, results.table("because"))
    mine = table[table["basis"].eq("published") & table["scenario"].eq(first) & table["year"].eq(last)]
    mine = mine[mine["queue"].eq(mine["queue"].iloc[0])] if len(mine) else mine
    if mine.empty:
        return Markup("")
    technologies = results.table("technologies")
    labels = dict(zip(technologies["technology"], technologies["label"], strict=True))
    ordered = mine.sort_values("added_mva", ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            "What grows": ordered["technology"].map(labels).fillna(ordered["technology"].str.replace("_", " ")),
            "Units added": ordered["count"].round(),
            "At the deciding half-hour (MVA)": ordered["added_mva"],
        }
    )
    rest = len(shown) - _LARGEST
    more = f" (largest {_LARGEST}; {rest} more in because.csv)" if rest > 0 else ""
    caption = f"What growth is made of, {results.inputs.scenario_labels[first]}, {last}{more}"
    return shell.table(shown.head(_LARGEST), caption)


def _difference(results: Results, station: Row, rows: _Rows) -> Markup:
    """Our room of the base year beside the operator's figure, on the queue that figure counts."""
    table = _of(rows.headroom, str(station["substation_id"]), results.table("headroom"))
    config = results.inputs.config
    today = table[table["scenario"].eq(config.scenarios[0]) & table["year"].eq(min(config.milestones))]
    modelled = today[today["basis"].eq("modelled")]
    if modelled.empty:
        return shell.render('<p class="blank">Not known: our own arithmetic has no capacity or demand here.</p>')
    theirs, same = float(station["demand_headroom_mva"]), modelled["queue"].eq(station["demand_queue"])
    yours = pd.Series(theirs, index=modelled.index).where(same)
    shown = pd.DataFrame(
        {
            "Queue counted": modelled["queue"].str.replace("_", " "),
            "Capacity (MVA)": modelled["capacity_mva"],
            "Observed (MVA)": modelled["observed_mva"],
            "Contracted (MVA)": modelled["contracted_mva"],
            "Added (MVA)": modelled["added_mva"],
            "Our room (MVA)": modelled["headroom_own_mva"],
            "Your figure (MVA)": yours,
            "Ours less yours (MVA)": modelled["headroom_own_mva"] - yours,
        }
    )
    words = {"bound": BOUNDS[station["demand_bound"]], "year": min(config.milestones)}
    note = """<p>Ours, of {{ year }}, is capacity less observed less contracted less added. Yours is read as:
{{ bound }}; it may count the path above the site.</p>"""
    blank = shell.BLANK if pd.isna(theirs) else "another queue"
    return shell.render(note, **words) + shell.table(shown, "Room of the site itself, today", blank=blank)


def _index(results: Results, listed: list[tuple[Markup, Row]], rows: _Rows) -> str:
    sections = []
    for dno in dict.fromkeys(str(station["dno"]) for _, station in listed):
        mine = [(name, station) for name, station in listed if station["dno"] == dno]
        short = results.table("shortfalls")
        states = [_of(rows.shortfalls, str(station["substation_id"]), short) for _, station in mine]
        firsts = [
            each[each["basis"].eq("published") & each["scenario"].eq(results.inputs.config.scenarios[0])]["class"]
            for each in states
        ]
        shown = pd.DataFrame(
            {
                "Substation": [name for name, _ in mine],
                "ID": [station["substation_id"] for _, station in mine],
                "Tier": [TIERS[station["tier"]] for _, station in mine],
                "Status": [shell.light(LIGHTS[each.iloc[0]] if len(each) else "Not known") for each in firsts],
                "Edition": [station["vintage"] for _, station in mine],
            }
        )
        label = results.inputs.scenario_labels[results.inputs.config.scenarios[0]]
        body = shell.table(shown, f"{len(mine)} sheets; status in {label}, published basis")
        sections.append(shell.Section(shell.anchor("operator", dno), dno.upper(), body))
    if not sections:
        blank = shell.render(
            '<p class="blank">No bulk supply point or primary with figures is in the files supplied.</p>'
        )
        sections = [shell.Section("none", "None", blank)]
    return shell.page(
        f"{results.inputs.config.title}: sheets for network operators",
        sections,
        subtitle="A page for each bulk supply point and primary: our demand, your figures, the difference, questions.",
        footer=caveat(loaded_technologies(results)),
        listed=len(sections) > 1,
    )


def _foot(results: Results, station: Row) -> Markup:
    register = results.table("sources")
    cited = [part.strip() for part in str(station["source_id"]).split(";")]
    lines = [line for line in register.loc[register["source_id"].isin(cited), "attribution"] if line]
    words = '<p>{{ caveat }} {{ lines|join(" ") }}</p><p><a href="../index.html">All sheets</a></p>'
    return shell.render(words, caveat=caveat(loaded_technologies(results)), lines=lines)


def _given(value: Any) -> bool:
    return not pd.isna(value) and bool(str(value).strip())


def _value(value: Any) -> str:
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
