"""A district's plan on a page: what is known of its homes, network, charging, carbon and land."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from lae.dictionary.codes import EVIDENCE, LIGHTS, PACKAGE_WORDS
from lae.evidence import shell
from lae.evidence.pages import siblings
from lae.evidence.report.land import together
from lae.explain import caveat, loaded_technologies
from lae.results import Results

FOLDER: Final = "districts"
Tables = Mapping[str, pd.DataFrame]
_BLANK: Final = '<p class="blank">{{ words }}</p>'
_SUBSTATIONS: Final = 15


def write_districts(results: Results, tables: Tables, folder: Path) -> list[Path]:
    """Write districts/<code>.html for every district and an index into `folder`, of the tables the edition holds."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    written = []
    places = results.table("districts").sort_values("district_code")
    for place in places.to_dict("records"):
        code, name = str(place["district_code"]), str(place["district_name"])
        text = shell.page(
            f"{name}: plan on a page",
            list(_sections(results, tables, code)),
            subtitle=f"{code}, {results.inputs.config.title}; {shell.figure(place['area_ha'])} ha.",
            footer=shell.render(
                '<p>{{ caveat }} <a href="index.html">All districts</a>.</p>',
                caveat=caveat(loaded_technologies(results)),
            ),
            listed=False,
            paper="sheet",
            siblings=siblings(tables, up="../"),
        )
        path = folder / FOLDER / f"{shell.anchor(code)}.html"
        written.append(shell.write(text, path))
    shown = pd.DataFrame(
        {
            "District": [
                shell.link(name, f"{shell.anchor(code)}.html")
                for code, name in zip(places["district_code"], places["district_name"], strict=True)
            ],
            "Code": places["district_code"],
            "Area (ha)": places["area_ha"].round(),
        }
    )
    index = folder / FOLDER / "index.html"
    body = shell.table(shown, "Districts")
    title = f"{results.inputs.config.title}: districts"
    listing = [shell.Section("districts", "A page for each district", body)]
    shell.write(shell.page(title, listing, listed=False, siblings=siblings(tables, up="../")), index)
    return [*written, index]


def _sections(results: Results, tables: Tables, code: str) -> Iterator[shell.Section]:
    if "retrofit" in tables:
        yield shell.Section("homes", "Homes", _homes(tables, code))
    if "shortfalls" in tables:
        yield shell.Section("network", "The network its homes hang on", _network(results, tables, code))
    if "levi_evidence" in tables:
        yield shell.Section("charging", "Charging", _charging(results, tables, code))
    if "budgets" in tables:
        yield shell.Section("carbon", "Carbon", _carbon(tables, code))
    yield shell.Section("land", "Land", _land(tables, code))


def _homes(tables: Tables, code: str) -> Markup:
    homes = tables["dwellings_by_area"]
    mine = homes[homes["area_level"].eq("lad") & homes["area_code"].eq(code) & homes["attribute"].eq("all")]
    retrofit = tables["retrofit"]
    packages = retrofit[
        retrofit["area_level"].eq("lad") & retrofit["area_code"].eq(code) & retrofit["kind"].eq("package")
    ]
    if mine.empty or packages.empty:
        return shell.render(_BLANK, words="Not known: no homes of this district are at hand.")
    told = ", ".join(f"{shell.figure(row['dwellings'])} {row['provenance']}" for row in mine.to_dict("records"))
    shown = pd.DataFrame(
        {
            "Package": packages["measure"].map(PACKAGE_WORDS).fillna(packages["measure"]),
            "Homes": packages["homes"],
            "Cost, low (£m)": packages["capex_low_gbp"] / 1e6,
            "Cost (£m)": packages["capex_gbp"] / 1e6,
            "Cost, high (£m)": packages["capex_high_gbp"] / 1e6,
            "Carbon saved (t CO2e a year)": packages["carbon_saved_tco2e"],
            "Added at the peak (kW)": packages["peak_added_kw"],
        }
    )
    year = f"{packages['price_year'].iloc[0]:.0f}"
    words = shell.render("<p>{{ told }} homes.</p>", told=told)
    return words + shell.table(shown, f"Retrofit packages, modelled, prices of {year}, without energy bills")


def _network(results: Results, tables: Tables, code: str) -> Markup:
    supply = results.table("supply")
    mine = supply[supply["allocation"].eq("nearest") & supply["district_code"].eq(code)]
    homes = mine.groupby("substation_id")["dwellings"].sum().sort_values(ascending=False, kind="stable")
    unserved = float(homes.get("", 0.0))
    homes = homes[homes.index != ""]
    if homes.empty:
        return shell.render(_BLANK, words="Not known: no supplied file names the substations here.")
    first = results.inputs.config.scenarios[0]
    short = tables["shortfalls"]
    rows = short[short["basis"].eq("published") & short["direction"].eq("demand") & short["scenario"].eq(first)]
    by = rows.set_index("substation_id")
    names = results.table("substations").set_index("substation_id")["name"]
    shown = pd.DataFrame(
        {
            "Substation": names.reindex(homes.index).fillna("").to_numpy(),
            "ID": homes.index,
            "Homes of the district": homes.round().to_numpy(),
            "Status": [shell.light(LIGHTS[each]) for each in by["class"].reindex(homes.index).fillna("unknown")],
            "Below zero from": [_from(by.loc[each] if each in by.index else None) for each in homes.index],
        }
    ).head(_SUBSTATIONS)
    label = results.inputs.scenario_labels[first]
    rest = len(homes) - len(shown)
    more = f" {rest} more substations supply fewer homes each." if rest else ""
    gap = f" {shell.figure(unserved)} homes hang on a substation no file names." if unserved >= 1.0 else ""
    note = f"Which home hangs on which substation is modelled.{more}{gap}"
    return shell.table(shown, f"Substations by homes supplied, {label}") + shell.render(
        '<p class="told">{{ note }}</p>', note=note
    )


def _from(row: "pd.Series[Any] | None") -> str:
    """When a substation is short, in words."""
    if row is None or row["class"] == "unknown":
        return shell.BLANK
    if row["class"] == "at_or_below_zero_today":
        return "today, as published"
    first, latest = row["first_year_below_zero"], row["first_year_latest"]
    if pd.isna(first):
        return "in no year"
    return f"{first:.0f}" if first == latest else f"{first:.0f} to {latest:.0f}"


def _charging(results: Results, tables: Tables, code: str) -> Markup:
    first = results.inputs.config.scenarios[0]
    table = tables["levi_evidence"]
    mine = table[table["scenario"].eq(first) & table["district_code"].eq(code)]
    if mine.empty:
        return shell.render(_BLANK, words="Not known: no programme of chargers was made here.")
    shown = pd.DataFrame(
        {
            "Year": mine["year"].astype("str"),
            "Homes without a drive": mine["no_drive_homes"].round(),
            "Covered today": mine["covered_before_homes"].round(),
            "Covered after": mine["covered_after_homes"].round(),
            "Sites": mine["sites_count"],
            "Charge points": mine[[f"points_{kw}kw_count" for kw in (7, 22, 50)]].sum(axis=1),
            "Cost (£m)": mine["capex_central_gbp"] / 1e6,
        }
    )
    return shell.table(shown, f"Planned public charging, modelled, {results.inputs.scenario_labels[first]}")


def _carbon(tables: Tables, code: str) -> Markup:
    budgets = tables["budgets"]
    mine = budgets[budgets["area_code"].eq(code)]
    known = mine[mine["reason"].eq("")]
    if known.empty:
        why = "; ".join(dict.fromkeys(mine["reason"])) or "no target and no emissions were supplied"
        return shell.render(_BLANK, words=f"Not known: {why}.")
    shown = pd.DataFrame(
        {
            "Target year": known["target_year"].map(lambda year: f"{year:.0f}"),
            "Budget (kt CO2e)": known["budget_cumulative_tco2e"] / 1000.0,
            "Left (kt CO2e)": known["remaining_cumulative_tco2e"] / 1000.0,
            "Even cut a year that keeps to it (%)": 100.0 * known["catch_up_cut_ratio"],
            "Mean cut a year so far (%)": 100.0 * known["measured_cut_ratio"],
            "Target": known["tier"].map(EVIDENCE),
        }
    )
    return shell.table(shown, "Carbon budget; arithmetic, not a forecast")


def _land(tables: Tables, code: str) -> Markup:
    table = tables["sequestration_by_district"]
    mine = table[table["zone_id"].eq(code)]
    if mine.empty:
        layers: Any = tables["land_layers"]["state"].ne("present").sum()
        words = f"Not known: {layers} land layers were not supplied, and land nobody looked at counts as closed."
        return shell.render(_BLANK, words=words)
    last = together(mine)
    shown = pd.DataFrame(
        {
            "Option": last["option"].str.replace("_", " "),
            "Effect": last["effect"],
            "Claimed (ha)": last["claim_ha"],
            "Net, low (t CO2e a year)": last["net_low_tco2e"],
            "Net (t CO2e a year)": last["net_tco2e"],
            "Net, high (t CO2e a year)": last["net_high_tco2e"],
            "Why blank": last["reason"],
        }
    )
    return shell.table(shown, f"Carbon that land could hold, {mine['year'].max():.0f}, each hectare claimed once")
