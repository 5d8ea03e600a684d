"""Homes: what packages cost by district, and energy bought beside the record."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.buildings.retrofit_contract import PACKAGES
from lae.dictionary.codes import PACKAGE_WORDS
from lae.evidence import shell
from lae.evidence.drawing import Series, bars_svg
from lae.evidence.report.model import COLOURS, HATCHES, Model, drawn, source_line

_OF_HOMES: Final = """<p>Homes are modelled from published totals where no certificate was supplied. Costs are low,
central and high in prices of the year named; energy bills are not in them.</p>"""


def homes(model: Model) -> Markup:
    """The section of homes."""
    retrofit = model.tables["retrofit"]
    ours = retrofit[retrofit["area_level"].eq("lad") & retrofit["kind"].eq("package")]
    energy = model.tables["energy_by_area"]
    county = energy[energy["area_level"].eq("county")]
    parts = [shell.render(_OF_HOMES)]
    if len(ours):
        codes = list(dict.fromkeys(ours["area_code"]))
        by = ours.set_index(["area_code", "measure"])["capex_gbp"]
        series = [
            Series(
                PACKAGE_WORDS.get(name, name),
                tuple(float(by.get((code, name), float("nan"))) / 1e6 for code in codes),
                colour,
                hatch,
            )
            for name, colour, hatch in zip(PACKAGES, COLOURS, HATCHES, strict=False)
        ]
        chart = bars_svg(
            [model.names.get(code, code) for code in codes],
            series,
            unit="£ million to build, central",
            key="chart-retrofit",
            title="Cost of retrofit packages by district",
            description="Central cost of each package in each district. The table below has the figures.",
        )
        shown = pd.DataFrame(
            {
                "District": ours["area_code"].map(model.names).fillna(ours["area_code"]),
                "Package": ours["measure"].map(PACKAGE_WORDS).fillna(ours["measure"]),
                "Homes": ours["homes"],
                "Cost, low (£m)": ours["capex_low_gbp"] / 1e6,
                "Cost (£m)": ours["capex_gbp"] / 1e6,
                "Cost, high (£m)": ours["capex_high_gbp"] / 1e6,
                "Carbon saved (t CO2e a year)": ours["carbon_saved_tco2e"],
                "£ per t CO2e": ours["gbp_per_tco2e"],
                "Added at the peak (kW)": ours["peak_added_kw"],
                "Basis": ours["provenance"],
            }
        )
        anchors = [shell.anchor("retrofit", *pair) for pair in zip(ours["area_code"], ours["measure"], strict=True)]
        parts += [
            drawn(chart),
            shell.table(shown, "Retrofit packages by district", keys=anchors),
            source_line("retrofit"),
        ]
    else:
        parts.append(shell.render('<p class="blank">No homes are at hand, so nothing is said of retrofit.</p>'))
    if len(county):
        shown = pd.DataFrame(
            {
                "Carrier": county["carrier"].str.replace("_", " "),
                "Homes": county["homes"],
                "By our method (GWh)": county["uncalibrated_kwh"] / 1e6,
                "Published (GWh)": county["published_kwh"] / 1e6,
                "Year published": county["published_year"],
                "Ours of published": county["uncalibrated_ratio"],
                "As used (GWh)": county["calibrated_kwh"] / 1e6,
            }
        )
        anchors = [shell.anchor("energy_by_area", name) for name in county["carrier"]]
        parts += [
            shell.render("<h3>Energy bought, beside the record</h3>"),
            shell.table(shown, "Energy bought by homes of the county", keys=anchors),
            source_line("energy_by_area", "area_level=county."),
        ]
    return Markup("").join(parts)
