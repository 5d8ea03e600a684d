"""Projects, what they cost and who pays for them, as one offline page that needs no script and prints well."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.evidence import shell
from lae.tables import records

Row = Any
_ROLES: Final = {
    "programme": (
        "Programmes: dated, and added up",
        "What each scenario asks by year. Of scenarios one comes true, so they do not add up with each other.",
    ),
    "zone": (
        "Places to start",
        "Neighbours worth starting with together. They are part of all that could be done and add nothing to it.",
    ),
    "potential": (
        "All that could be done",
        "Each package done to every home open to it. The three are alternatives for the same homes; none is dated.",
    ),
}
_WORKSTREAMS: Final = {
    "buildings": "Buildings",
    "ev_infrastructure": "Charging",
    "networks": "Networks",
    "land": "Land",
}
_ACTIONS: Final = {
    "heat_pump_ready": "fabric enough for a heat pump, and the pump",
    "epc_c": "fabric up to EPC band C",
    "deep": "all fabric that fits, a heat pump and panels",
    "public_charging_sites": "public charging sites",
}
_QUANTITIES: Final = (("homes", "homes"), ("sites_count", "sites"), ("area_ha", "ha"), ("schemes_count", "schemes"))
PAYS: Final = "Who pays for the dated programmes, £ million"
_ISSUES: Final = (
    "Like works put together, or cut, into issues of the size that councils' community municipal investments had. "
    "Where hundreds would be needed, that instrument cannot carry the programme alone."
)
_RANKED: Final = (
    "Environmental, economic and financial criteria, each the share of like projects it is better than. "
    "A place is fragile where weights a fifth higher or lower move it."
)
_LEAD: Final = """<div class="scope">
<p><strong>What is covered.</strong> Capital in million pounds of {{ price_year }}, low to high where a range is known.
Carbon is what is saved a year when all is done. <strong>Carbon only</strong> is the present value of the carbon by the
Green Book less capital. <strong>Cash</strong> is the present value of the energy bills less capital, to whoever pays
for both: a council is that of its own homes alone. Both are discounted at the Green Book's rates.</p>
<p><strong>What is not.</strong> No grant is in any worth, none is taken as granted, and nobody is named as an owner:
these are open questions. No optimism bias is in capital; with HM Treasury's upper bound it stands in projects.csv. A
retail price holds taxes and fixed costs, so it is no social value: that worth stays blank until the long-run variable
cost of energy is supplied. A blank is a gap, never good news. Figures are rounded.</p>
</div>
{% if not parts %}
<p class="blank"><strong>No projects are at hand.</strong> No homes, sites, land or works were supplied.</p>
{% endif %}
"""
_PART: Final = """{% macro table(caption, heads, rows) %}
<div class="scroll" role="region" tabindex="0"
aria-label="{{ part.heading }}: {{ caption }}"><table>
<caption>{{ caption }}</caption>
<thead><tr>
{% for head, kind in heads %}
<th scope="col"{% if kind %} class="{{ kind }}"{% endif %}>{{ head }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for row in rows %}
<tr>
{% for value in row %}
{% if loop.first %}
<th scope="row">{{ value }}</th>
{% else %}
<td{% if heads[loop.index0][1] %} class="{{ heads[loop.index0][1] }}"{% endif %}>{{ value }}</td>
{% endif %}
{% endfor %}
</tr>
{% endfor %}
</tbody></table></div>
{% endmacro %}
{% for text in part.words %}
<p class="told">{{ text }}</p>
{% endfor %}
{% for caption, heads, rows in part.tables %}
{{ table(caption, heads, rows) }}
{% endfor %}
{% for text in part.blanks %}
<p class="blank">{{ text }}</p>
{% endfor %}
"""


def write_finance_page(
    tables: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    path: Path,
    *,
    title: str,
    siblings: shell.Siblings = (),
) -> None:
    """Write `finance_page` as UTF-8; the same inputs give the same bytes."""
    shell.write(finance_page(tables, labels, title=title, siblings=siblings), path)


def finance_page(
    tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str], *, title: str, siblings: shell.Siblings = ()
) -> str:
    """The page as HTML, every text of the files escaped; it loads nothing and runs nothing.

    Args:
        tables: projects, workstream_needs, funding, funds, bundles and project_scores by name.
        labels: of scenarios by id, in the order they are shown.
        title: the study's title.
        siblings: other pages of the pack.
    """
    projects = tables["projects"]
    year = int(projects["price_year"].iloc[0]) if len(projects) else 0
    parts = list(_parts(tables, labels)) if len(projects) else []
    sections = [
        shell.Section(f"part-{number}", part["heading"], shell.render(_PART, part=part), page=not part["joined"])
        for number, part in enumerate(parts, start=1)
    ]
    return shell.page(
        f"Projects and funding: {title}",
        sections,
        subtitle="What could be done where, what it costs, saves and waits for, and who pays for it.",
        lead=shell.render(_LEAD, price_year=year, parts=parts),
        paper="wide",
        siblings=siblings,
    )


def millions(gbp: float) -> str:
    """Pounds as text in millions: whole from 100, else to a tenth; blank where there is no figure."""
    if not np.isfinite(gbp):
        return ""
    value = gbp / 1e6
    text = f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:,.1f}" if abs(value) >= 0.095 else f"{value:,.2f}"
    return "0" if float(text.replace(",", "")) == 0.0 else text.replace("-", "\N{MINUS SIGN}")


def span(low: float, value: float, high: float) -> str:
    """A figure with its range, "5.0 (4.0 to 7.0)"; blank where there is none."""
    if not np.isfinite(value):
        return ""
    ends = millions(low), millions(high)
    return millions(value) if ends == (millions(value),) * 2 else f"{millions(value)} ({ends[0]} to {ends[1]})"


def _parts(tables: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    projects = tables["projects"]
    yield needs_part(tables["workstream_needs"], tables["bundles"], labels)
    yield funding_part(projects, tables["funding"], tables["funds"], labels)
    if len(tables["bundles"]):
        yield _bundles(tables["bundles"], labels)
    for role, (heading, words) in _ROLES.items():
        own = projects[projects["role"].eq(role)]
        if len(own):
            yield _projects(own, heading, words, labels)
    if len(tables["project_scores"]):
        yield _scores(tables["project_scores"], projects, labels)
    yield _works(projects[projects["role"].eq("works")])
    yield _blanks(projects)


def _part(heading: str, words: Sequence[str] = (), tables: Sequence[Any] = (), **more: Any) -> dict[str, Any]:
    return {"heading": heading, "words": words, "tables": tables, "blanks": (), "joined": False} | more


def needs_part(needs: pd.DataFrame, bundles: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, Any]:
    """Capital and quantities by scenario, workstream and stage; the stages are those that issues are made for."""
    stages = sorted(set(zip(bundles["first_year"], bundles["last_year"], strict=True))) if len(bundles) else []
    if not stages and len(needs):
        stages = [(int(needs["year"].min()), int(needs["year"].max()))]
    rows = []
    for scenario in [*labels, ""]:
        for workstream, name in _WORKSTREAMS.items():
            own = needs[needs["scenario"].eq(scenario) & needs["workstream"].eq(workstream)]
            for first, last in stages:
                years = own[own["year"].between(first, last)]
                if years.empty:
                    continue
                money = [_exact(years[f"capex{case}_gbp"]) for case in ("_low", "", "_high")]
                cost = span(*money) or "blank: no published cost"
                what = _counted({column: _exact(years[column]) for column, _ in _QUANTITIES})
                rows.append((labels.get(scenario, "every scenario"), f"{first}\N{EN DASH}{last}", name, what, cost))
    heads = [
        ("Scenario", ""),
        ("Years", "number"),
        ("Workstream", ""),
        ("To do", "number"),
        ("Capital, £ million", "number"),
    ]
    words = ["Sums of the dated programmes over districts; workstream_needs.csv has each district and year."]
    return _part("What each workstream needs", words, [("Capital and works by stage", heads, rows)] if rows else [])


def _counted(sums: Mapping[str, float]) -> str:
    counts = {name: f"{sums[column]:,.0f}" for column, name in _QUANTITIES if sums[column] > 0}
    return ", ".join(f"{count} {name.removesuffix('s') if count == '1' else name}" for name, count in counts.items())


def funding_part(
    projects: pd.DataFrame, funding: pd.DataFrame, funds: pd.DataFrame, labels: Mapping[str, str]
) -> dict[str, Any]:
    """Capital of counted projects by who pays, and whom one could ask."""
    ours = projects[projects["counted"] & projects["capex_gbp"].notna()].set_index("project_id")["scenario"]
    rows, known = [], funding.assign(scenario=funding["project_id"].map(ours)).dropna(subset=["scenario"])
    for scenario, label in labels.items():
        own = known[known["scenario"].eq(scenario)]
        if own.empty:
            continue
        granted, gap = own["status"].eq("granted"), own["kind"].eq("not_funded_yet")
        sums = [
            _exact(own.loc[rows_of, "amount_gbp"])
            for rows_of in (own.index == own.index, granted, ~granted & ~gap, gap)
        ]
        rows.append((label, *map(millions, sums)))
    heads = [("Scenario", ""), *((name, "number") for name in ("Capital", "Granted", "Hoped for", "Not funded yet"))]
    tables: list[Any] = [(PAYS, heads, rows)] if rows else []
    asked = [
        (
            row.name,
            row.kind.replace("_", " "),
            row.eligibility or "not told",
            row.terms,
            ", ".join(filter(None, [row.state, row.closes and f"closes {row.closes}"])),
            "not verified" if row.tier == "D" else f"tier {row.tier}",
        )
        for row in records(funds)
    ]
    if asked:
        names = (
            "Scheme or lender",
            "Kind",
            "Who or what is eligible",
            "What was told of it",
            "State and closing date",
            "Tier",
        )
        tables.append(("Whom one could ask: nothing here is money anybody has", [(name, "") for name in names], asked))
    words = ["Sources add up to uses. What officers find is written into plan/funding.csv, with who said so."]
    return _part("Funding, and the gap", words, tables)


def _bundles(bundles: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, Any]:
    """Issues by scenario, stage and action."""
    key = ["scenario", "first_year", "last_year", "action"]
    rows = []
    for scenario, label in labels.items():
        for (_, first, last, action), own in bundles[bundles["scenario"].eq(scenario)].groupby(key, sort=True):
            sold, small = own[own["status"].eq("bundled")], own[own["status"].eq("too_small")]
            size = (millions(sold["issue_gbp"].min()), millions(sold["issue_gbp"].max())) if len(sold) else ("", "")
            rows.append(
                (
                    label,
                    f"{first}\N{EN DASH}{last}",
                    _ACTIONS.get(str(action), str(action)),
                    f"{sold['issues_count'].sum():,.0f}",
                    size[0] if size[0] == size[1] else f"{size[0]} to {size[1]}",
                    millions(_exact(sold["capex_gbp"])),
                    millions(_exact(small["capex_gbp"])) if len(small) else "0",
                )
            )
    names = ("Issues", "Each, £ million", "In issues, £ million", "Too small, £ million")
    heads = [("Scenario", ""), ("Years", "number"), ("Works", ""), *((name, "number") for name in names)]
    return _part("Bundles of the size of an issue", [_ISSUES], [("Issues by stage", heads, rows)])


def _projects(own: pd.DataFrame, heading: str, words: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """Sheets of one role: a table a workstream and scenario, and what they wait for."""
    names = ("To do", "Capital", "Carbon, kt a year", "£ a tonne", "Bills saved a year", "Carbon only", "Cash")
    heads = [("Where", ""), *((name, "number") for name in names)]
    tables: list[Any] = []
    for workstream, called in _WORKSTREAMS.items():
        for scenario in [*labels, ""]:
            rows = own[own["workstream"].eq(workstream) & own["scenario"].eq(scenario)]
            for action, same in rows.groupby("action", sort=True):
                when = f", {labels[scenario]}" if scenario else ""
                weak = "; bills rest on prices not verified" if same["tariff_tier"].eq("D").any() else ""
                what = _ACTIONS.get(str(action), str(action).replace("_", " "))
                caption = f"{called}: {what}{when}; £ million{weak}"
                tables.append((caption, heads, [_sheet(row) for row in records(same)]))
    first = own[own["scenario"].isin(["", next(iter(labels), "")]) & own["dependencies"].ne("")]
    waits = [
        (f"{_where(row)}, {_ACTIONS.get(row.action, row.action)}", row.dependencies)
        for row in records(first.drop_duplicates(["area_code", "workstream"]))
    ]
    if waits:
        tables.append(("What they wait for: room at substations", [("Project", ""), ("Waits for", "")], waits))
    return _part(heading, [words], tables)


def _where(row: Row) -> str:
    if row.area_level == "zone":
        return f"{row.area_code}, {row.area_name}"
    return str(row.area_name or row.area_code)


def _sheet(row: Row) -> tuple[str, ...]:
    tonnes = "" if np.isnan(row.carbon_saved_tco2e) else f"{row.carbon_saved_tco2e / 1000:,.1f}"
    each = "" if np.isnan(row.gbp_per_tco2e) else f"{row.gbp_per_tco2e:,.0f}"
    bills = span(row.bill_saving_low_gbp, row.bill_saving_gbp, row.bill_saving_high_gbp)
    return (
        _where(row),
        _counted({column: getattr(row, column) for column, _ in _QUANTITIES}),
        span(row.capex_low_gbp, row.capex_gbp, row.capex_high_gbp),
        tonnes,
        each,
        bills,
        span(row.npv_carbon_only_low_gbp, row.npv_carbon_only_gbp, row.npv_carbon_only_high_gbp),
        span(row.npv_cash_low_gbp, row.npv_cash_gbp, row.npv_cash_high_gbp),
    )


def _scores(scores: pd.DataFrame, projects: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, Any]:
    """Places among like projects: undated ones, and those of the first scenario."""
    names = {row.project_id: f"{_where(row)}: {_ACTIONS.get(row.action, row.action)}" for row in records(projects)}
    shown = scores[scores["scenario"].isin(["", next(iter(labels), "")]) & scores["rank"].notna()]
    heads = [("Project", ""), *((name, "number") for name in ("Place", "Score", "Environmental", "Economic"))]
    heads += [("Financial", "number"), ("Places at other weights", "number"), ("Order", ""), ("Not known", "")]
    tables = []
    for (role, workstream, _), own in shown.groupby(["role", "workstream", "scenario"], sort=True):
        rows = [
            (
                names[row.project_id],
                f"{row.rank:.0f} of {row.like_count:.0f}",
                *(
                    _share(getattr(row, f"{name}_ratio"))
                    for name in ("score", "environmental", "economic", "financial")
                ),
                f"{row.best_rank:.0f} to {row.worst_rank:.0f}",
                row.order,
                row.criteria_missing.replace(" ", ", ").replace("_", " "),
            )
            for row in records(own)
        ]
        called = f"{_WORKSTREAMS.get(str(workstream), str(workstream))}: {_ROLES[str(role)][0].split(':')[0].lower()}"
        tables.append((called, heads, rows))
    weights = str(scores["weights"].iloc[0]).replace("_", " ")
    words = [_RANKED, f"Weights are our starting choice, the county's to change: {weights}."]
    return _part("How projects rank", words, tables)


def _share(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.2f}"


def _works(works: pd.DataFrame) -> dict[str, Any]:
    """The operators' published schemes."""
    heads = [("Scheme, in the operator's words", ""), ("Substations", ""), ("Room counts from", "number")]
    rows = [
        (
            row.dependencies,
            row.area_name or row.area_code,
            "not published" if np.isnan(row.end_year) else f"{row.end_year:.0f}",
        )
        for row in records(works.sort_values(["end_year", "project_id"], kind="stable"))
    ]
    words = ["Theirs to fund. Published is not funded, and no cost is published with them."]
    return _part("Network works", words, [("Schemes as published", heads, rows)] if rows else [])


def _blanks(projects: pd.DataFrame) -> dict[str, Any]:
    """Each reason for a blank and how many projects it leaves blank."""
    reasons = projects["reason"].str.split("; ").explode()
    counts = (
        reasons[reasons.ne("")].value_counts().sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    )
    rows = [(str(reason), f"{number:,}") for reason, number in counts.items()]
    heads = [("Why", ""), ("Projects", "number")]
    owners = f"Owner: not known of any of {len(projects)} projects. An open question."
    return _part("What is blank, and why", [owners], [("Reasons", heads, rows)] if rows else [], joined=True)


def _exact(values: pd.Series) -> float:
    return math.fsum(values) if values.notna().all() else float("nan")
