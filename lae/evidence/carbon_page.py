"""Each area's carbon burn-down as one offline page that needs no script and prints well."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from lae.dictionary.codes import EVIDENCE
from lae.evidence import shell
from lae.evidence.carbon_chart import burn_down_svg, kilotonnes

Row = Mapping[Any, Any]
_BASES: Final = {
    "supplied": "the target setter's own",
    "straight_line": "ours: what a straight line to the target would emit",
    "none": "",
}
_CHECK: Final = "CHECK: "
_LEAD: Final = """<div class="scope">
<p><strong>What is covered.</strong> Territorial greenhouse gases, as counted by the Department for Energy Security and
Net Zero (DESNZ) by local authority, in kilotonnes of carbon dioxide equivalent (kt CO2e). The county is the sum of its
districts. Land that takes up more than it emits counts below 0.</p>
<p><strong>What is not.</strong> Years ahead in a budget's own chart are arithmetic, not a forecast, and no measure of
the plan is in them{% if plans %}: <a href="#scenarios">what each scenario would change</a> stands apart, below
{%- endif %}. A budget runs from the year after the base year to the target year. A blank means that nobody has
supplied the figure or that there is none; it is never good news. Figures are rounded, so the
last digit of a sum may differ.</p>
</div>
{% if not areas %}
<p class="blank"><strong>No budgets are at hand.</strong> No emissions by district were supplied, so nothing can be said
of any target.</p>
{% else %}
<div class="scroll" role="region" tabindex="0"
aria-label="All targets; budget and what is left in kt CO2e"><table>
<caption>All targets; budget and what is left in kt CO2e</caption>
<thead><tr><th scope="col">Area and target</th><th scope="col" class="number">Budget</th>
<th scope="col" class="number">Left (below 0: overspent)</th>
<th scope="col" class="number">Used up in, at the latest year's level</th>
<th scope="col" class="number">Even cut a year that keeps to it (below 0: may rise)</th>
<th scope="col" class="number">Mean cut a year so far (below 0: rose)</th><th scope="col">Target</th></tr></thead>
<tbody>
{% for area in areas %}
<tr><th scope="row"><a href="#{{ area.key }}">{{ area.heading }}</a></th>
{% if area.reason %}
<td colspan="5">Blank: {{ area.reason }}</td>
{% else %}
{% for value in area.summary %}
<td class="number">{{ value }}</td>
{% endfor %}
{% endif %}
<td>{{ area.short_tier }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endif %}
"""
_AREA: Final = """{% if area.tier %}
<p class="told">Target: <span{% if area.unverified %} class="unverified"{% endif %}>{{ area.tier }}</span>.
{%- if area.source %} {{ "To be checked in" if area.unverified else "Source" }}: {{ area.source }}.{% endif %}
{%- if area.basis %} Budget: {{ area.basis }}.{% endif %}</p>
{% endif %}
{% if area.reason %}
<p class="blank"><strong>The budget is blank: {{ area.reason }}.</strong> Nothing can be said of what is spent or left,
or of the cut this area needs. That is a gap to be filled, not good news.</p>
{% else %}
<figure>{{ area.chart }}</figure>
<p>{{ area.words|join(" ") }}</p>
<div class="scroll" role="region" tabindex="0"
aria-label="{{ area.heading }}: the figures of the budget"><table>
<caption>{{ area.heading }}: the figures of the budget</caption>
<thead><tr><th scope="col">Figure</th><th scope="col" class="number">Value</th><th scope="col">Unit</th></tr></thead>
<tbody>
{% for name, value, unit in area.figures %}
<tr><th scope="row">{{ name }}</th><td class="number">{{ value }}</td><td>{{ unit }}</td></tr>
{% endfor %}
</tbody></table></div>
<div class="scroll" role="region" tabindex="0"
aria-label="{{ area.heading }}: year by year, kt CO2e. Blank: not counted yet, or no such path"><table>
<caption>{{ area.heading }}: year by year, kt CO2e. Blank: not counted yet, or no such path</caption>
<thead><tr><th scope="col">Year</th><th scope="col" class="number">Counted</th>
<th scope="col" class="number">Straight line to the target</th>
<th scope="col" class="number">Catch-up path, keeping to the budget</th>
<th scope="col" class="number">Budget left at the year's end, later years as in {{ area.latest }}</th></tr></thead>
<tbody>
{% for row in area.years %}
<tr><th scope="row" class="year">{{ row.name }}</th>
{% for value in row.numbers %}
<td class="number">{{ value }}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody></table></div>
{% endif %}
"""


def write_carbon_page(
    budgets: pd.DataFrame,
    burn_down: pd.DataFrame,
    names: Mapping[str, str],
    path: Path,
    *,
    title: str,
    plans: Sequence[shell.Section] = (),
    siblings: shell.Siblings = (),
) -> None:
    """Write `carbon_page` as UTF-8; the same inputs give the same bytes."""
    shell.write(carbon_page(budgets, burn_down, names, title=title, plans=plans, siblings=siblings), path)


def carbon_page(
    budgets: pd.DataFrame,
    burn_down: pd.DataFrame,
    names: Mapping[str, str],
    *,
    title: str,
    plans: Sequence[shell.Section] = (),
    siblings: shell.Siblings = (),
) -> str:
    """The page as HTML, every text of the files escaped; it loads nothing and runs nothing.

    Args:
        budgets: contract Budgets.
        burn_down: contract BurnDown, of the same areas and targets.
        names: name by area code; an area without one goes by its code.
        title: the study's title.
        plans: of `lae.evidence.carbon_plans`: what scenarios change.
        siblings: other pages of the pack.
    """
    areas = list(_areas(budgets, burn_down, names))
    sections = [
        shell.Section(area["key"], area["heading"], shell.render(_AREA, area=area), page=not area["reason"])
        for area in areas
    ]
    return shell.page(
        f"Carbon burn-down: {title}",
        [*sections, *plans],
        subtitle="What each area has emitted, the budget its target leaves, and the cut that would keep to it.",
        lead=shell.render(_LEAD, areas=areas, plans=plans),
        listed=False,
        siblings=siblings,
    )


def budget_words(budget: Row, ends_at_tco2e: float, aims_at_tco2e: float) -> list[str]:
    """What the budget comes to in sentences; every number is one of the tables, rounded.

    Args:
        budget: a row of contract Budgets that has figures.
        ends_at_tco2e: of the catch-up path in the target year; NaN where there is none.
        aims_at_tco2e: of the straight line in the target year.
    """
    base, latest, target = (int(budget[name]) for name in ("base_year", "latest_year", "target_year"))
    whole, spent, left = (budget[f"{name}_cumulative_tco2e"] for name in ("budget", "spent", "remaining"))
    told = f"left {kilotonnes(left)} kt" if left >= 0.0 else f"overspent it by {kilotonnes(-left)} kt"
    words = [
        f"The budget is {kilotonnes(whole)} kt CO2e for the years after {base} up to {target}.",
        f"{kilotonnes(spent)} kt were spent by the end of {min(latest, target)}, which {told}.",
        _used_up(budget["overspend_year"], latest, target),
        f"{_needed(budget['catch_up_cut_ratio'], left, latest, target)}; {_measured(budget, base, latest)}.",
    ]
    if ends_at_tco2e > aims_at_tco2e:
        words.append(
            "Keeping to the budget is not yet reaching the target: "
            f"that path still emits {kilotonnes(ends_at_tco2e)} kt in {target}, "
            f"where the target is {kilotonnes(aims_at_tco2e)} kt."
        )
    return words


def _used_up(year: float, latest: int, target: int) -> str:
    if np.isnan(year):
        return f"At the level of {latest} the budget is not used up by {target}."
    if year <= latest:
        return f"The budget was used up in {year:.0f}."
    return f"At the level of {latest} the budget is gone in {year:.0f}."


def _needed(cut: float, left: float, latest: int, target: int) -> str:
    if latest >= target:
        return "The target year is past, so no cut is left to make for it"
    if left <= 0.0:
        return "No yearly cut can keep to it: nothing is left"
    if np.isnan(cut):
        return f"No yearly cut is worked out, as emissions in {latest} were not above 0"
    if cut < 0.0:
        return f"The budget alone would let emissions rise by an even {_percent(-cut)} a year after {latest}"
    return f"Keeping to it needs an even cut of {_percent(cut)} a year after {latest}"


def _measured(budget: Row, base: int, latest: int) -> str:
    cut = budget["measured_cut_ratio"]
    if np.isnan(cut):
        return f"a mean yearly cut since {base} cannot be given"
    if cut < 0.0:
        return f"since {base} emissions rose by a mean {_percent(-cut)} a year"
    return f"the mean cut since {base} was {_percent(cut)} a year, to {latest}"


def _areas(budgets: pd.DataFrame, burn_down: pd.DataFrame, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What the page says of each target: the county first, then districts by name, each by target year."""
    called = budgets.assign(
        name=[names.get(code, code) for code in budgets["area_code"]], later=budgets["area_level"].ne("county")
    )
    in_order = called.sort_values(["later", "name", "area_code", "target_year"], kind="stable")
    by_target = dict(iter(burn_down.groupby(["area_level", "area_code", "target_year"])))
    for number, budget in enumerate(in_order.to_dict("records"), start=1):
        key, heading = f"target-{number}", _heading(budget)
        area = {
            "key": key,
            "heading": heading,
            "reason": budget["reason"],
            "short_tier": _short_tier(budget["tier"]),
            "tier": "" if np.isnan(budget["target_year"]) else _tier(budget["tier"]),
            "unverified": budget["tier"] == "D",
            "source": budget["source"].removeprefix(_CHECK).removesuffix("."),
            "basis": _BASES[budget["budget_basis"]],
        }
        if not budget["reason"]:
            years = by_target[budget["area_level"], budget["area_code"], int(budget["target_year"])]
            area |= _shown(budget, years.sort_values("year"), key, heading)
        yield area


def _tier(tier: str) -> str:
    return f"{EVIDENCE[tier]} (tier {tier})" if tier else "no tier given"


def _short_tier(tier: str) -> str:
    return "not verified" if tier == "D" else f"tier {tier}" if tier else ""


def _heading(budget: Row) -> str:
    if np.isnan(budget["target_year"]):
        return f"{budget['name']}: no target supplied"
    cut = budget["cut_ratio"]
    aim = "net zero" if cut == 1.0 else f"a cut of {100.0 * cut:.4g}%"
    base = "" if np.isnan(budget["base_year"]) else f" (counted from {budget['base_year']:.0f})"
    return f"{budget['name']}: {aim} by {budget['target_year']:.0f}{base}"


def _shown(budget: Row, years: pd.DataFrame, key: str, heading: str) -> dict[str, Any]:
    """Chart, sentences and tables of a budget that has figures."""
    base, latest, target = (int(budget[name]) for name in ("base_year", "latest_year", "target_year"))
    last, known = years.iloc[-1], years[years["emissions_tco2e"].notna()].iloc[-1]
    ends_at, aims_at = float(last["catch_up_tco2e"]), float(last["line_tco2e"])
    words = budget_words(budget, ends_at, aims_at)
    path = f"The catch-up path ends at {kilotonnes(ends_at)} kt." if np.isfinite(ends_at) else "No path keeps to it."
    seen = (
        f"Counted emissions: {kilotonnes(budget['base_tco2e'])} kt CO2e in {base}, "
        f"{kilotonnes(known['emissions_tco2e'])} kt in {known['year']:.0f}. "
        f"The straight line ends at {kilotonnes(aims_at)} kt in {target}. {path} The table below has the figures."
    )
    gone = f"not by {target}" if np.isnan(budget["overspend_year"]) else f"{budget['overspend_year']:.0f}"
    whole, spent, left = (kilotonnes(budget[f"{name}_cumulative_tco2e"]) for name in ("budget", "spent", "remaining"))
    needed, so_far = _percent(budget["catch_up_cut_ratio"]), _percent(budget["measured_cut_ratio"])
    return {
        "chart": Markup(  # noqa: S704 (our own drawing, its two texts escaped as XML)
            burn_down_svg(years, key=key, title=f"Emissions and budget. {heading}", description=seen)
        ),
        "words": words,
        "summary": (whole, left, gone, needed or "none", so_far),
        "latest": latest,
        "figures": (
            ("Budget, after the base year to the target year", whole, "kt CO2e"),
            (f"Spent by the end of {min(latest, target)}", spent, "kt CO2e"),
            ("Left (below 0: overspent)", left, "kt CO2e"),
            (f"Used up in, at the level of {latest}", gone, "year"),
            ("Even yearly cut that keeps to it (below 0: may rise; blank: there is none)", needed, "a year"),
            (f"Mean yearly cut, {base} to {latest} (below 0: rose)", so_far, "a year"),
        ),
        "years": [
            {"name": _year_name(int(row["year"]), base, latest, target), "numbers": _numbers(row)}
            for row in years.to_dict("records")
            if row["year"] % 5 == 0 or row["year"] in (base, latest, target)
        ],
    }


def _year_name(year: int, base: int, latest: int, target: int) -> str:
    roles = [name for name, of in (("base", base), ("latest counted", latest), ("target", target)) if of == year]
    return f"{year} ({', '.join(roles)})" if roles else str(year)


def _numbers(row: Row) -> list[str]:
    columns = "emissions_tco2e", "line_tco2e", "catch_up_tco2e", "remaining_cumulative_tco2e"
    return [kilotonnes(row[name]) for name in columns]


def _percent(ratio: float) -> str:
    """A ratio as text to a tenth of a per cent; blank where there is no figure."""
    if np.isnan(ratio):
        return ""
    text = f"{100.0 * ratio:.1f}"
    return ("0.0" if float(text) == 0.0 else text.replace("-", "\N{MINUS SIGN}")) + "%"
