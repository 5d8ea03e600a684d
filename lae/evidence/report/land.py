"""Land: what it could hold beside what is still emitted, the first places, or which layers are missing to say so."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from lae.evidence import shell
from lae.evidence.report.model import Model, source_line

_NO_LAND: Final = """<p class="blank"><strong>Carbon in land is blank.</strong> Land is not screened without land cover,
and land that nobody has looked at counts as closed. The layers below, and how to get them, are the way on.</p>"""
_OF_LAND: Final = """<p>Each hectare is claimed once. What is removed from the air and what stops being emitted are two
effects and are never added. Screening, not permission: consent, survey and the owner's wish come first.</p>"""
_PLACES: Final = 10


def land(model: Model) -> Markup:
    """The section of land."""
    parts = [shell.render(_NO_LAND)]
    if model.has("sequestration_by_district"):
        parts = [shell.render(_OF_LAND), _held(model)]
        parts += [_insetting(model)] if model.has("insetting") else []
        parts += [_places(model)] if model.has("opportunities") else []
    return Markup("").join([*parts, _layers(model)])


def together(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last year in which the options share out the land, so that no hectare stands twice."""
    shared = table[table["basis"].eq("together")]
    return pd.DataFrame(shared[shared["year"].eq(shared["year"].max())])


def _held(model: Model) -> Markup:
    table = together(model.tables["sequestration_by_district"])
    shown = pd.DataFrame(
        {
            "District": table["zone_id"].map(model.names).fillna(table["zone_id"]),
            "Option": table["option"].str.replace("_", " "),
            "Effect": table["effect"],
            "Open (ha)": table["open_ha"],
            "Claimed (ha)": table["claim_ha"],
            "Net, low (t CO2e a year)": table["net_low_tco2e"],
            "Net (t CO2e a year)": table["net_tco2e"],
            "Net, high (t CO2e a year)": table["net_high_tco2e"],
            "Basis": table["provenance"],
            "Blank because": table["reason"],
        }
    )
    year = f"{table['year'].max():.0f}" if len(table) else "the last year"
    anchors = [shell.anchor("sequestration", number) for number in range(len(table))]
    note = "basis=together; each option alone, and other years, are in the file."
    caption = f"Carbon that land could hold in {year}, options sharing out the land"
    return shell.table(shown, caption, keys=anchors) + source_line("sequestration_by_district", note)


def _insetting(model: Model) -> Markup:
    table = model.tables["insetting"]
    table = table[table["year"].eq(table["year"].max())]
    shown = pd.DataFrame(
        {
            "District": table["district_code"].map(model.names).fillna(table["district_code"]),
            "Scenario": table["scenario"].map(model.label),
            "Still emitted (t CO2e)": table["residual_tco2e"],
            "Land would store, low (t CO2e)": table["supply_low_tco2e"],
            "Land would store (t CO2e)": table["supply_tco2e"],
            "Land would store, high (t CO2e)": table["supply_high_tco2e"],
            "Not met (t CO2e)": table["unmet_tco2e"],
            "Met": table["met"],
            "Blank because": table["reason"],
        }
    )
    anchors = [shell.anchor("insetting", *pair) for pair in zip(table["scenario"], table["district_code"], strict=True)]
    caption = f"What land would store in {table['year'].max():.0f} beside what is still emitted; nothing is taken off"
    return shell.table(shown, caption, keys=anchors) + source_line("insetting")


def _places(model: Model) -> Markup:
    table = model.tables["opportunities"]
    first = table[table["rank"].notna()].sort_values(["rank", "zone_id", "option"], kind="stable").head(_PLACES)
    shown = pd.DataFrame(
        {
            "Zone": first["zone_id"],
            "Option": first["option"].str.replace("_", " "),
            "Claimed (ha)": first["claim_ha"],
            "Carbon in all (t CO2e)": first["net_cumulative_tco2e"],
            "Place": first["rank"],
            "Best place at other weights": first["best_rank"],
            "Worst": first["worst_rank"],
            "Not known": first["criteria_missing"].str.replace(" ", ", ").str.replace("_", " "),
        }
    )
    anchors = [shell.anchor("opportunities", number) for number in range(len(first))]
    note = f"The first {len(first)} of {len(table)}."
    return shell.table(shown, "Where to look first", keys=anchors) + source_line("opportunities", note)


def _layers(model: Model) -> Markup:
    layers = model.tables["land_layers"]
    told = pd.DataFrame(
        {
            "Layer": layers["title"],
            "State": layers["state"],
            "Why": layers["reason"],
            "How to get it": layers["how_to_get"],
        }
    )
    anchors = [shell.anchor("land_layers", name) for name in layers["layer_id"]]
    return shell.table(told, "Land layers", keys=anchors) + source_line("land_layers")
