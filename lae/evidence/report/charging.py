"""Charging: planned points by district and year."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.evidence import shell
from lae.evidence.drawing import Series, bars_svg
from lae.evidence.report.model import COLOURS, HATCHES, Model, drawn, source_line

_OF_CHARGING: Final = """<p>Modelled: who has no drive, what they would need, sites within the network's room. A site
is a candidate, not a decision.</p>"""


def charging(model: Model) -> Markup:
    """The section of charging."""
    table = model.tables["levi_evidence"]
    if table.empty:
        return shell.render('<p class="blank">No programme of chargers could be made: see the gaps below.</p>')
    ours = table[table["scenario"].eq(model.first)]
    codes, years = list(dict.fromkeys(ours["district_code"])), sorted(set(ours["year"]))
    points = ours.assign(points=ours[["points_7kw_count", "points_22kw_count", "points_50kw_count"]].sum(axis=1))
    by = points.set_index(["district_code", "year"])["points"]
    series = [
        Series(str(year), tuple(float(by.get((code, year), float("nan"))) for code in codes), colour, hatch)
        for year, colour, hatch in zip(years, COLOURS, HATCHES, strict=False)
    ]
    chart = bars_svg(
        [model.names.get(code, code) for code in codes],
        series,
        unit="charge points at planned sites",
        key="chart-charging",
        title="Charge points at planned sites by district and year",
        description=f"Charge points of the programme, {model.label(model.first)}. The table below has the figures.",
    )
    shown = pd.DataFrame(
        {
            "District": ours["district_code"].map(model.names).fillna(ours["district_code"]),
            "Year": ours["year"],
            "Homes without a drive": ours["no_drive_homes"].round(),
            "Covered today": ours["covered_before_homes"].round(),
            "Covered after": ours["covered_after_homes"].round(),
            "Sites": ours["sites_count"],
            "Points, 7 kW": ours["points_7kw_count"],
            "Points, 22 kW": ours["points_22kw_count"],
            "Points, 50 kW": ours["points_50kw_count"],
            "Cost (£m)": ours["capex_central_gbp"] / 1e6,
        }
    )
    anchors = [
        shell.anchor("levi_evidence", model.first, *pair)
        for pair in zip(ours["year"], ours["district_code"], strict=True)
    ]
    return Markup("").join(
        [
            shell.render(_OF_CHARGING),
            drawn(chart),
            shell.table(shown, f"Chargers by district, {model.label(model.first)}", keys=anchors),
            source_line("levi_evidence", f"scenario={model.first}; other scenarios are in the file."),
        ]
    )
