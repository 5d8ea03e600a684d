"""Substations and generation as indicators: counted whole for the county, by customers' share for districts."""

from typing import Final

import numpy as np
import pandas as pd

from lae.plan.kpis.contract import BEYOND
from lae.plan.kpis.customers import customer_shares, split
from lae.plan.kpis.figures import ACTUAL, FORECAST, Area, Measured

_RENEWABLE: Final = r"solar|wind|hydro|biomass|biofuel|landfill|sewage|anaerobic|wave|tidal|geothermal"
_CLASSES: Final = {"zero": "at_or_below_zero_today", "crosses": "crosses", "unknown": "unknown"}


def substations(
    shortfalls: pd.DataFrame, places: pd.DataFrame, supply: pd.DataFrame, feeds: pd.DataFrame, area: Area
) -> dict[str, Measured]:
    """Substations at or below zero, crossing, and unknown, by the published basis; districts by their customers' share.

    Args:
        shortfalls: contract Shortfalls.
        places: contract Substations, for the year of the figures.
        supply: who is supplied from where, one allocation.
        feeds: contract Feeds.
        area: of the study.
    """
    rows = shortfalls[shortfalls["direction"].eq("demand") & shortfalls["basis"].eq("published")]
    if rows.empty:
        none = Measured(no_actual="no substation has a published figure", no_forecast="no substation has one")
        return {f"substations_{name}": none for name in _CLASSES}
    shares = customer_shares(supply, feeds, sorted(set(rows["substation_id"])))
    latest = rows["first_year_latest"].fillna(rows["first_year_below_zero"])
    year = float(places["figure_year"].max()) if "figure_year" in places else np.nan
    now = rows[rows["scenario"].eq(rows["scenario"].min())]
    found = {}
    for name, kind in _CLASSES.items():
        ahead = []
        for milestone in area.milestones:
            crossed = rows["class"].eq("crosses") & latest.le(milestone)
            hit = crossed if name == "crosses" else rows["class"].eq(kind) | (crossed & (name == "zero"))
            ahead.append(rows.assign(milestone_year=milestone, forecast_value=hit.astype("float64")))
        table = pd.concat(ahead)[["substation_id", "milestone_year", "scenario", "forecast_value"]]
        told = _by_customers(table, shares, area, "forecast_value")
        dark = int(now["class"].eq("unknown").sum())
        basis = f"shortfalls.csv, published basis, crossed by the year at the latest; {dark} of {len(now)} unknown"
        today = now.assign(actual_value=now["class"].eq(kind).astype("float64"))[["substation_id", "actual_value"]]
        actual = _by_customers(today, shares, area, "actual_value").assign(
            actual_year=year,
            actual_bound="unknown" if name == "zero" else "exact",
            actual_source="shortfalls.csv: the operators' published headroom; districts by their customers' share",
            provenance="published",
        )
        found[f"substations_{name}"] = Measured(
            pd.DataFrame(columns=ACTUAL) if name == "crosses" else actual[ACTUAL],
            told.assign(forecast_basis=basis)[FORECAST],
            no_actual="a crossing lies ahead" if name == "crosses" else "no substation there",
            no_forecast="no substation there",
        )
    return found


def _by_customers(assets: pd.DataFrame, shares: pd.DataFrame, area: Area, value: str) -> pd.DataFrame:
    """Assets' figures by district, beyond and the county, whose figure is the assets' own and not the parts' sum."""
    by = [name for name in assets.columns if name not in ("substation_id", value)]
    parts = split(assets, shares, value)
    every = assets[by].drop_duplicates() if by else pd.DataFrame({"_all": [0]})
    codes = pd.DataFrame({"area_code": [*area.districts, BEYOND]})
    whole = every.merge(codes, how="cross").drop(columns="_all", errors="ignore")
    met = whole.merge(parts, on=[*by, "area_code"], how="left")
    met[value] = met[value].fillna(0.0)
    total = assets.groupby(by, as_index=False)[value].sum() if by else pd.DataFrame({value: [assets[value].sum()]})
    every_area: pd.DataFrame = pd.concat([met, total.assign(area_code=area.county)], ignore_index=True)
    return every_area


def renewable_capacity(layers: pd.DataFrame, supply: pd.DataFrame, feeds: pd.DataFrame, area: Area) -> Measured:
    """Registered capacity of renewable generation already connected, as the Embedded Capacity Register holds it."""
    rows = layers[
        layers["layer"].eq("connected") & layers["technology"].str.contains(_RENEWABLE, case=False, regex=True)
    ].dropna(subset=["registered_mw"])
    ahead = "no scenario of the run has a control total of renewable capacity"
    if rows.empty:
        return Measured(no_actual="no Embedded Capacity Register is at hand: drop it into data", no_forecast=ahead)
    assets = rows.groupby("substation_id", as_index=False)[["registered_mw"]].sum()
    shares = customer_shares(supply, feeds, sorted(set(assets["substation_id"])))
    told = _by_customers(assets.rename(columns={"registered_mw": "actual_value"}), shares, area, "actual_value")
    actual = told.assign(
        actual_year=np.nan,
        actual_bound="at_least",
        actual_source="connection_layers.csv: 50 kW and above; districts by their substations' customers",
        provenance="published",
    )
    return Measured(actual[ACTUAL], no_forecast=ahead)
