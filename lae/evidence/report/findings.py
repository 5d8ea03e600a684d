"""The headline findings: one number each, linked to its row, with what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.evidence import shell
from lae.evidence.report.model import Model, cited

_CARDS: Final = """<ul class="findings">
{% for each in found %}
<li><span class="figure">{{ each.figure }}</span> {{ each.words }}
{% if each.basis %}<span class="told">Rests on: {{ each.basis }}.</span>{% endif %}</li>
{% endfor %}
</ul>
"""
_MILLION: Final = 1e6


@dataclass(frozen=True)
class Finding:
    """One finding: its number as a link, what it says, and what it rests on."""

    figure: Markup
    words: str | Markup
    basis: str = ""


def findings(model: Model) -> Markup:
    """The findings this edition's tables allow, as cards; those that cannot be given are said to be blank."""
    return shell.render(_CARDS, found=list(_found(model)))


def _found(model: Model) -> Iterator[Finding]:
    if "headline" in model.tables:
        yield from _network(model)
        yield from _homes(model)
        yield from _charging(model)
        yield from _carbon(model)
    yield _land(model)


def _network(model: Model) -> Iterator[Finding]:
    table = model.tables["headline"]
    rows = {row["scenario"]: row for row in table.to_dict("records")}
    row = rows.get(model.first)
    if row is None:
        return
    whole = sum(int(row[name]) for name in ("at_or_below_zero_today", "crosses", "stays_above", "unknown"))
    at = shell.anchor("headline", model.first)
    yield Finding(
        cited(str(row["at_or_below_zero_today"]), "headline", row, at=at),
        f"of {whole} substations have no room for demand today, as their operators publish it. "
        "A published zero means at most zero: ask the operator.",
        model.basis("Substations at or below zero today"),
    )
    ours = [rows[name] for name in model.results.inputs.config.scenarios if name in rows]
    low, high = min(ours, key=lambda each: each["crosses"]), max(ours, key=lambda each: each["crosses"])
    figure = cited(str(low["crosses"]), "headline", low, at=shell.anchor("headline", low["scenario"]))
    if high["crosses"] != low["crosses"]:
        top = cited(str(high["crosses"]), "headline", high, at=shell.anchor("headline", high["scenario"]))
        figure = Markup("{} to {}").format(figure, top)
    yield Finding(
        figure,
        f"more cross zero by {model.results.inputs.config.last_year}, by scenario, as new load grows.",
        model.basis("Growth that makes substations cross zero"),
    )


def _homes(model: Model) -> Iterator[Finding]:
    money = model.tables["investment"]
    ours = money[money["area_level"].eq("county") & money["workstream"].eq("buildings")]
    for row in ours[ours["action"].eq("heat_pump_ready")].to_dict("records"):
        at = shell.anchor("investment", row["area_code"], row["action"], row["scenario"])
        cost = shell.figure(row["capex_gbp"] / _MILLION)
        low, high = (shell.figure(row[f"capex_{end}_gbp"] / _MILLION) for end in ("low", "high"))
        yield Finding(
            cited(f"£{cost} million", "investment", row, at=at),
            f"would make {shell.figure(row['homes'])} homes ready for heat pumps "
            f"(£{low} to £{high} million, prices of {row['price_year']:.0f}), saving "
            f"{shell.figure(row['carbon_saved_tco2e'] / 1000.0)} kt CO2e a year. Energy bills are not in it.",
            model.basis("Cost of retrofit packages"),
        )


def _charging(model: Model) -> Iterator[Finding]:
    table = model.tables["levi_evidence"]
    ours = table[table["scenario"].eq(model.first)]
    if ours.empty:
        return
    first = ours[ours["year"].eq(ours["year"].min())]
    points = first[["points_7kw_count", "points_22kw_count", "points_50kw_count"]].to_numpy(float).sum()
    row = first.iloc[0]
    yield Finding(
        shell.link(
            shell.figure(points),
            f"#{shell.anchor('levi_evidence', model.first, row['year'], row['district_code'])}",
            title=f"levi_evidence.csv: scenario={model.first}, year={row['year']}, summed over districts",
        ),
        f"charge points at {shell.figure(first['sites_count'].sum())} planned sites by {row['year']} "
        f"({model.label(model.first)}), for {shell.figure(first['no_drive_homes'].sum())} homes without a drive; "
        "sums of the rows of the districts.",
        model.basis("Need for charging"),
    )


def _carbon(model: Model) -> Iterator[Finding]:
    budgets = model.tables["budgets"]
    county = budgets[budgets["area_level"].eq("county") & budgets["reason"].eq("")]
    for row in county.sort_values("target_year").tail(1).to_dict("records"):
        at = shell.anchor("budgets", row["area_code"], f"{row['target_year']:.0f}")
        left = row["remaining_cumulative_tco2e"] / 1000.0
        cut = row["catch_up_cut_ratio"]
        needs = "no yearly cut keeps to it" if pd.isna(cut) else f"an even cut of {100.0 * cut:.1f}% a year keeps to it"
        so_far = row["measured_cut_ratio"]
        told = "" if pd.isna(so_far) else f"; the mean cut so far was {100.0 * so_far:.1f}% a year"
        tier = "not verified" if row["tier"] == "D" else f"tier {row['tier']}"
        yield Finding(
            cited(f"{shell.figure(left)} kt CO2e", "budgets", row, at=at),
            f"are left of {row['area_code'] and model.title}'s budget to {row['target_year']:.0f} "
            f"(target {tier}): {needs}{told}.",
            model.basis("Carbon budgets and what is left of them"),
        )


def _land(model: Model) -> Finding:
    layers = model.tables["land_layers"]
    missing = layers[layers["state"].ne("present")]
    if model.has("sequestration_by_district"):
        shown = shell.link("See the table", "#land")
        return Finding(shown, "of carbon that land could hold, by district and option.")
    return Finding(
        shell.link("Not known", "#land", title="sequestration_by_district.csv has no rows"),
        f"how much carbon land could hold: {len(missing)} of {len(layers)} land layers were not supplied. "
        "That is a gap to fill, not good news.",
    )
