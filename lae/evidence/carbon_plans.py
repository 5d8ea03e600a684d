"""What each scenario does to each area's emissions: a part of the burn-down page, its charts with their tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from lae.evidence import shell
from lae.evidence.carbon_chart import kilotonnes
from lae.evidence.carbon_plan_chart import WITHOUT, plan_svg

COMPONENTS: Final = {
    "last_counted": "Last counted",
    "grid_factor": "Cleaner grid",
    "new_home": "New homes",
    "non_domestic": "Workplaces",
    "data_centre": "Data centres",
    "air_source_heat_pump": "Air-source pumps",
    "ground_source_heat_pump": "Ground-source pumps",
    "hybrid_heat_pump": "Hybrid pumps",
    "district_heat": "Heat networks",
    "electric_vehicle": "Electric cars",
    "solar": "Solar",
    "battery": "Batteries",
}
"""How a component is called, in the order it is shown."""
_SUMMED: Final = ("baseline", "exogenous", "measure")
_GROUPS: Final = {"exogenous": "Without the plan", "measure": "Measures"}
_INTRO: Final = """\
<div class="scope"><p><strong>How to read it.</strong> Each path starts from what was last counted. A cleaner grid, new
homes and workplaces change it without the plan; measures change it by what they save in fuel, less the electricity they
use at that year's factor. All else is held as last counted: industry, farming, flights, waste and freight do not fall
here because nobody has said by how much. Cars that plug in and burn fuel are counted as electric, so cars save at most
what is shown. Land is not taken off. Modelled by us from the scenarios' control totals; change in kt CO2e a year.</p>
</div>
"""
_AREA: Final = """{% if area.chart %}
<figure>{{ area.chart }}</figure>
<p class="told">Dots: counted. Grey dots with a diamond: an even fall to each target. {{ without }}: what was last
counted, the grid, new homes and workplaces alone, at the highest of the scenarios.</p>
{% endif %}
<div class="scroll" role="region" tabindex="0"
aria-label="{{ area.name }}: emissions and what they are made of, kt CO2e a year. Blank: not known"><table>
<caption>{{ area.name }}: emissions and what they are made of, kt CO2e a year. Blank: not known</caption>
<thead><tr><th scope="col" rowspan="2">Scenario</th><th scope="col" rowspan="2" class="number">Year</th>
<th scope="col" rowspan="2" class="number">Last counted</th>
{% for name, span in area.groups %}
<th scope="colgroup" colspan="{{ span }}" class="number">{{ name }}</th>
{% endfor %}
<th scope="col" rowspan="2" class="number">Path</th></tr>
<tr>
{% for name in area.columns %}
<th scope="col" class="number">{{ name }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for row in area.rows %}
<tr>{% if row.first %}<th scope="rowgroup" class="scenario" rowspan="{{ row.first }}">{{ row.scenario }}</th>{% endif %}
<td class="number">{{ row.year }}</td>
{% for value in row.numbers %}
<td class="number">{{ value }}</td>
{% endfor %}
<td class="number"><strong>{{ row.path }}</strong></td></tr>
{% endfor %}
</tbody></table></div>
{% for said in area.said %}
<p class="told">{{ said }}</p>
{% endfor %}
{% if area.budgets %}
<div class="scroll" role="region" tabindex="0"
aria-label="{{ area.name }}: each scenario against each target; kt CO2e"><table>
<caption>{{ area.name }}: each scenario against each target; kt CO2e</caption>
<thead><tr><th scope="col">Target</th><th scope="col">Scenario</th>
<th scope="col" class="number">Budget gone in</th>
<th scope="col" class="number">Left of the budget in the target year (below 0: overspent)</th>
<th scope="col" class="number">Path in the target year</th>
<th scope="col" class="number">Target missed by (below 0: beaten)</th>
<th scope="col" class="number">Even cut a year that still keeps to the budget after {{ plan_year }}
(below 0: may rise)</th></tr></thead>
<tbody>
{% for row in area.budgets %}
<tr><th scope="row">{{ row.target }}</th><td>{{ row.scenario }}</td>
{% if row.reason %}<td colspan="5">Blank: {{ row.reason }}</td>{% else %}
{% for value in row.numbers %}
<td class="number">{{ value }}</td>
{% endfor %}
{% endif %}
</tr>
{% endfor %}
</tbody></table></div>
{% endif %}
"""


@dataclass(frozen=True)
class Plans:
    """What the part is made of.

    Attributes:
        path: contract CarbonPath.
        against: contract PlanBudgets.
        counted: area_code, year, emissions_tco2e, as published.
        burn_down: contract BurnDown: the even falls.
        labels: name by scenario.
        milestones: years of the tables.
        plan_year: the catch-up sets out from its end.
    """

    path: pd.DataFrame
    against: pd.DataFrame
    counted: pd.DataFrame
    burn_down: pd.DataFrame
    labels: Mapping[str, str]
    milestones: Sequence[int]
    plan_year: int


def plans_part(plans: Plans, names: Mapping[str, str]) -> list[shell.Section]:
    """The part as sections: how to read it, then an area each; none where there is no path.

    Args:
        plans: its tables.
        names: name by area code; an area without one goes by its code.
    """
    if plans.path.empty:
        return []
    parts = [shell.Section("scenarios", "What each scenario would change", shell.render(_INTRO), page=True)]
    for number, area in enumerate(_areas(plans, names)):
        body = shell.render(_AREA, area=area, without=WITHOUT, plan_year=plans.plan_year)
        parts.append(shell.Section(area["key"], f"{area['name']}: scenarios", body, page=number > 0))
    return parts


def _areas(plans: Plans, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    places = plans.path[["area_level", "area_code"]].drop_duplicates()
    places = places.assign(name=[names.get(code, code) for code in places["area_code"]])
    places = places.assign(later=places["area_level"].ne("county")).sort_values(["later", "name"], kind="stable")
    for number, place in enumerate(places.to_dict("records"), start=1):
        here = plans.path[plans.path["area_code"].eq(place["area_code"])]
        columns = _columns(here)
        yield {
            "key": f"scenarios-{number}",
            "name": place["name"],
            "chart": _chart(plans, here, place, f"scenarios-{number}"),
            "columns": [COMPONENTS.get(name, name) for kind, name in columns if kind in _GROUPS],
            "groups": [
                (said, span) for of, said in _GROUPS.items() if (span := sum(kind == of for kind, _ in columns))
            ],
            "rows": list(_rows(plans, here, columns)),
            "said": _said(here),
            "budgets": list(_budgets(plans, place["area_code"])),
        }


def _columns(here: pd.DataFrame) -> list[tuple[str, str]]:
    """Kind and name of the summed components, in the order they are shown."""
    there = here.loc[here["kind"].isin(_SUMMED), ["kind", "component"]].drop_duplicates()
    order = [*COMPONENTS]
    rank = [(_SUMMED.index(kind), order.index(name) if name in order else len(order), name) for kind, name in
            there.itertuples(index=False, name=None)]  # fmt: skip
    return [(_SUMMED[at], name) for at, _, name in sorted(rank)]


def _chart(plans: Plans, here: pd.DataFrame, place: Mapping[Any, Any], key: str) -> Markup | str:
    lines = {}
    for scenario, part in here[here["kind"].eq("trajectory")].groupby("scenario", sort=False):
        lines[plans.labels.get(str(scenario), str(scenario))] = _by_year(part, "emissions_tco2e")
    counted = plans.counted[plans.counted["area_code"].eq(place["area_code"])]
    if counted.empty or not any(part.notna().any() for part in lines.values()):
        return ""
    alone = here[here["kind"].isin(["baseline", "exogenous"])]
    without = alone.groupby(["scenario", "year"])["emissions_tco2e"].sum().groupby("year").max()
    falls = plans.burn_down[plans.burn_down["area_code"].eq(place["area_code"])]
    targets = {int(str(year)): _by_year(part, "line_tco2e") for year, part in falls.groupby("target_year")}
    ends = "; ".join(f"{name}: {kilotonnes(part.iloc[-1]) or 'not known'} kt" for name, part in lines.items())
    last = int(max(part.index.max() for part in lines.values()))
    seen = (
        f"In {last}: {ends}. Without any measure: {kilotonnes(without.iloc[-1])} kt. The table below has the figures."
    )
    title = f"Emissions of each scenario. {place['name']}"
    svg = plan_svg(
        _by_year(counted, "emissions_tco2e"),
        {_short(name): part for name, part in lines.items()},
        without,
        targets,
        key=key,
        title=title,
        description=seen,
    )
    return Markup(svg)  # noqa: S704 (our own drawing, its texts escaped as XML)


def _short(name: str) -> str:
    """A scenario's name that fits beside its line."""
    words = name.split()
    kept = words[2:] if len(words) > 3 and words[1].isdigit() else words
    text = " ".join(kept)
    return text if len(text) <= _NAME else f"{text[: _NAME - 1]}\N{HORIZONTAL ELLIPSIS}"


_NAME: Final = 24


def _by_year(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows.set_index("year")[column].sort_index()


def _rows(plans: Plans, here: pd.DataFrame, columns: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    years = [year for year in plans.milestones if here["year"].eq(year).any()]
    figures = here.set_index(["scenario", "year", "component"])["emissions_tco2e"].to_dict()
    for scenario in dict.fromkeys(here["scenario"]):
        for at, year in enumerate(years):
            yield {
                "scenario": _short(plans.labels.get(scenario, scenario)),
                "first": len(years) if at == 0 else 0,
                "year": year,
                "numbers": [kilotonnes(figures.get((scenario, year, name), np.nan)) for _, name in columns],
                "path": kilotonnes(figures.get((scenario, year, "trajectory"), np.nan)),
            }


def _said(here: pd.DataFrame) -> list[str]:
    """What stands beside, what is left out, why a path is blank."""
    reasons = dict.fromkeys(here.loc[here["kind"].eq("trajectory"), "reason"])
    told = [f"The path is not complete, or blank: {_worded(reason)}." for reason in reasons if reason]
    beside = here[here["kind"].eq("beside") & here["count"].ne(0.0)]
    for (name, reason), part in beside.groupby(["component", "reason"], sort=True):
        known = part["emissions_tco2e"].dropna()
        last = part.loc[known.index, "year"].max() if len(known) else 0
        far = known[part.loc[known.index, "year"].eq(last)]
        span = f": {kilotonnes(far.min())} to {kilotonnes(far.max())} kt in {last:.0f}" if len(far) else ""
        told.append(f"{COMPONENTS.get(str(name), str(name))}{span}; {reason}.")
    return told


def _worded(reason: str) -> str:
    return " ".join(COMPONENTS.get(word.strip(","), word).lower() if "_" in word else word for word in reason.split())


def _budgets(plans: Plans, code: str) -> Iterator[dict[str, Any]]:
    own = plans.against[plans.against["area_code"].eq(code)]
    for row in own.sort_values(["target_year", "scenario"], kind="stable").to_dict("records"):
        known = not np.isnan(row["gap_tco2e"])
        gone = f"{row['overspend_year']:.0f}" if not np.isnan(row["overspend_year"]) else "not by then"
        cut = row["catch_up_cut_ratio"]
        yield {
            "target": "none" if np.isnan(row["target_year"]) else f"{row['target_year']:.0f}",
            "scenario": plans.labels.get(row["scenario"], row["scenario"]),
            "reason": "" if known else row["reason"],
            "numbers": [
                gone,
                kilotonnes(row["remaining_cumulative_tco2e"]),
                kilotonnes(row["path_tco2e"]),
                kilotonnes(row["gap_tco2e"]),
                "none can" if np.isnan(cut) else f"{100.0 * cut:.1f}%".replace("-", "\N{MINUS SIGN}"),
            ],
        }
