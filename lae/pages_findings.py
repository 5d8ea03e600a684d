"""The sentences the atlas begins with: one finding a view, from a table of the evidence, unknown said as unknown."""

from collections.abc import Iterator

import pandas as pd

from lae.results import Results

_KT = 0.001
_BLANK = "not known"


def headline_findings(results: Results) -> pd.DataFrame:
    """Columns subject, text, basis and table; a view whose tables are empty has a sentence that says so."""
    rows = [*_headroom(results), *_generation(results), *_homes(results), *_charging(results)]
    rows += [*_land(results), *_carbon(results)]
    return pd.DataFrame(rows, columns=["subject", "text", "basis", "table"])


def _headroom(results: Results) -> Iterator[tuple[str, str, str, str]]:
    table = results.table("headline")
    if table.empty:
        return
    total = len(results.table("substations"))
    today, unknown = int(table["at_or_below_zero_today"].max()), int(table["unknown"].max())
    least, most = int(table["crosses"].min()), int(table["crosses"].max())
    last = results.inputs.config.last_year
    span = str(most) if least == most else f"{least} to {most}"
    text = (
        f"{today} of {total} substations are at or below zero for demand as published today; {span} more cross zero by "
        f"{last}, by scenario. {unknown} are unknown, not healthy."
    )
    yield "demand", text, "published, less modelled growth", "shortfalls.csv"


def _generation(results: Results) -> Iterator[tuple[str, str, str, str]]:
    stations = results.table("substations")
    room = stations["generation_headroom_mva"]
    none, some, blank = int(room.le(0).sum()), int(room.gt(0).sum()), int(room.isna().sum())
    text = (
        f"Operators publish no room for generation at {none} of {len(stations)} substations and some at {some}; "
        f"{blank} are unknown."
    )
    yield "generation", text, "published", "substations.csv"


def _homes(results: Results) -> Iterator[tuple[str, str, str, str]]:
    zones = results.table("zones")
    if zones.empty:
        yield "retrofit", "No priority zones for homes: unknown, not none needed.", _BLANK, "zones.csv"
        return
    ready = int(zones["headroom_note"].eq("ready").sum())
    text = (
        f"{len(zones)} priority zones to start retrofit hold {_whole(zones['open_homes'].sum())} homes open to the "
        f"package; published headroom covers the load of {ready} of them."
    )
    yield "retrofit", text, "modelled", "zones.csv"


def _charging(results: Results) -> Iterator[tuple[str, str, str, str]]:
    sites = results.table("charging_sites")
    if sites.empty:
        yield "charging", "No sites for public charging are planned: unknown, not none needed.", _BLANK, ""
        return
    config = results.inputs.config
    first = sites[sites["scenario"].eq(config.scenarios[0]) & sites["year"].eq(sites["year"].max())]
    fits = int(first["grid_flag"].eq("fits_now").sum())
    text = (
        f"{_whole(len(first))} sites for public charging by {int(sites['year'].max())} in "
        f"{results.inputs.scenario_labels[config.scenarios[0]]}; {_whole(fits)} fit the network's room now."
    )
    yield "charging", text, "modelled", "charging_sites.csv"


def _land(results: Results) -> Iterator[tuple[str, str, str, str]]:
    land, layers = results.table("screened_land"), results.table("land_layers")
    missing = int(layers["how_to_get"].ne("").sum())
    if land.empty:
        text = (
            f"No land is screened: land cover and {missing} of {len(layers)} layers are missing. "
            "What land could hold is unknown, not nought."
        )
        yield "land", text, _BLANK, "land_layers.csv"
        return
    options = land[land["tier"].eq("open")].groupby("option")["area_ha"].sum()
    best = "" if options.empty else str(options.idxmax())
    open_ha = float(options.max()) if len(options) else 0.0
    words = (
        f"{_whole(open_ha)} ha are open to {best.replace('_', ' ')}, the option with most" if best else "None is open"
    )
    yield "land", f"{words}. {missing} of {len(layers)} layers are missing.", "modelled", "screened_land.csv"


def _carbon(results: Results) -> Iterator[tuple[str, str, str, str]]:
    budgets = results.table("budgets")
    rows = budgets[budgets["area_level"].eq("county") & budgets["remaining_cumulative_tco2e"].notna()]
    rows = rows.sort_values("target_year", kind="stable")
    if rows.empty:
        yield "carbon", "The county's carbon budget is not known: no emissions or target.", _BLANK, "budgets.csv"
        return
    row = rows.iloc[-1]
    text = (
        f"{_whole(row['remaining_cumulative_tco2e'] * _KT)} kt CO2e of the county's budget to {row['target_year']:.0f} "
        f"are left; keeping to it takes {_percent(row['catch_up_cut_ratio'])} less a year, against "
        f"{_percent(row['measured_cut_ratio'])} a year so far."
    )
    yield "carbon", text, str(row["provenance"]), "budgets.csv"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _percent(value: float) -> str:
    return _BLANK if pd.isna(value) else f"{value * 100:.1f} %"
