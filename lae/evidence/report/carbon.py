"""Carbon and money: budgets, the county's burn-down, what actions cost beside the value of their carbon."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.dictionary.codes import EVIDENCE, PACKAGE_WORDS
from lae.evidence import shell
from lae.evidence.carbon_chart import burn_down_svg
from lae.evidence.report.model import Model, drawn, source_line

_OF_CARBON: Final = """<p>Targets, budgets and paths of every area are on <a href="carbon.html">the carbon page</a>.
Years ahead are arithmetic, not a forecast.</p>"""
_OF_MONEY: Final = """<h3>What actions cost beside the value of their carbon</h3>
<p>At the Green Book's values of carbon, discounted. Energy bills are not in it.</p>"""


_OF_SCENARIOS: Final = """<h3>What each scenario would change</h3>
<p>From what was last counted, with a cleaner grid and the scenario's measures; all else is held. What each path is made
of: <a href="carbon.html#scenarios">scenarios on the carbon page</a>.</p>"""


def carbon(model: Model) -> Markup:
    """The section of carbon and money."""
    budgets = model.tables["budgets"]
    known = budgets[budgets["reason"].eq("")]
    parts = [shell.render(_OF_CARBON)]
    county = known[known["area_level"].eq("county")].sort_values("target_year").tail(1)
    for row in county.to_dict("records"):
        paths = model.tables["burn_down"]
        mine = paths[paths["area_code"].eq(row["area_code"]) & paths["target_year"].eq(row["target_year"])]
        chart = burn_down_svg(
            mine.sort_values("year"),
            key="chart-carbon",
            title="The county's emissions and paths",
            description="Counted emissions, the straight line and the catch-up path; tables are on the carbon page.",
        )
        parts += [drawn(chart)]
    shown = pd.DataFrame(
        {
            "Area": budgets["area_code"].map(model.names).fillna(budgets["area_code"]),
            "Target year": budgets["target_year"],
            "Budget (kt CO2e)": budgets["budget_cumulative_tco2e"] / 1000.0,
            "Spent (kt CO2e)": budgets["spent_cumulative_tco2e"] / 1000.0,
            "Left (kt CO2e)": budgets["remaining_cumulative_tco2e"] / 1000.0,
            "Even cut a year (%)": 100.0 * budgets["catch_up_cut_ratio"],
            "Cut so far a year (%)": 100.0 * budgets["measured_cut_ratio"],
            "Target read": budgets["tier"].map(EVIDENCE).fillna("no target"),
            "Blank because": budgets["reason"],
        }
    )
    anchors = [
        shell.anchor("budgets", code, "none" if pd.isna(year) else f"{year:.0f}")
        for code, year in zip(budgets["area_code"], budgets["target_year"], strict=True)
    ]
    parts += [shell.table(shown, "Carbon budgets", keys=anchors), source_line("budgets")]
    parts += [_scenarios(model)]
    money = model.tables["investment"]
    if len(money):
        scenario = money["scenario"].map(lambda name: model.label(name) if name else "")
        shown = pd.DataFrame(
            {
                "Area": money["area_code"].map(model.names).fillna(money["area_code"]),
                "Action": money["action"].map(PACKAGE_WORDS).fillna(money["action"].str.replace("_", " ")),
                "Scenario": scenario,
                "Cost, low (£m)": money["capex_low_gbp"] / 1e6,
                "Cost (£m)": money["capex_gbp"] / 1e6,
                "Cost, high (£m)": money["capex_high_gbp"] / 1e6,
                "Carbon's value (£m)": money["carbon_value_gbp"] / 1e6,
                "Value less cost (£m)": money["npv_carbon_only_gbp"] / 1e6,
                "Basis": money["provenance"],
                "Remark": money["reason"],
            }
        )
        anchors = [
            shell.anchor("investment", *row)
            for row in zip(money["area_code"], money["action"], money["scenario"], strict=True)
        ]
        parts += [
            shell.render(_OF_MONEY),
            shell.table(shown, "Cost and value of carbon", keys=anchors),
            source_line("investment"),
        ]
    return Markup("").join(parts)


def _scenarios(model: Model) -> Markup:
    """Each scenario's path in the target year beside the target, area by area."""
    against = model.tables["plan_budgets"]
    if against.empty:
        return Markup("")
    shown = pd.DataFrame(
        {
            "Area": against["area_code"].map(model.names).fillna(against["area_code"]),
            "Target year": against["target_year"],
            "Scenario": against["scenario"].map(model.label),
            "Path (kt CO2e a year)": against["path_tco2e"] / 1000.0,
            "Target (kt CO2e a year)": against["target_tco2e"] / 1000.0,
            "Missed by (kt CO2e a year)": against["gap_tco2e"] / 1000.0,
            "Budget left (kt CO2e)": against["remaining_cumulative_tco2e"] / 1000.0,
            "Remark": against["reason"].str.replace("_", " "),
        }
    )
    years = ["none" if pd.isna(year) else f"{year:.0f}" for year in against["target_year"]]
    anchors = [
        shell.anchor("plan_budgets", *row) for row in zip(against["area_code"], years, against["scenario"], strict=True)
    ]
    caption = "Each scenario in the target year; below 0 is overspent, or beaten"
    return shell.render(_OF_SCENARIOS) + shell.table(shown, caption, keys=anchors) + source_line("plan_budgets")
