"""CHARGING_SITES: chosen sites year by year with points, load, energy, cost and what the network says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.costs_contract import CHARGER_KW, CONNECTION
from lae.charging.portfolio.catchments import checked
from lae.charging.portfolio.costs import CASES, Prices
from lae.charging.portfolio.ledger import Grid
from lae.charging.portfolio.opening import stood
from lae.charging.portfolio.settings import PORTFOLIO_IDS, PortfolioSettings
from lae.charging.portfolio.sizing import CLASS_OF, RAPID, SLACK, per_point, points_for
from lae.charging.portfolio.verdicts import verdicts
from lae.charging.sites_contract import ChargingSites
from lae.findings import Finding
from lae.tables import columns_of, empty, validated

Floats = npt.NDArray[np.float64]

_TABLE: Final = "charging_sites"
_SITE: Final = ["scenario", "candidate_id"]
_DAYS: Final = 365.0
_SAME: Final = (
    "kind",
    "setting",
    "name",
    "owner",
    "operator",
    "lsoa_code",
    "district_code",
    "substation_id",
    "criteria",
)


@dataclass(frozen=True)
class Choice:
    """Which candidates were chosen, and whom they are to serve.

    Attributes:
        chosen: scenario, candidate_id, rank_count (1 is taken first).
        candidates: contract Candidates.
        catchments: what `catchments` gives for them.
        need: contract PlaceNeed; its years are the milestones.
        destination: scenario, year, candidate_id, destination_kwh of visitors; None: nobody knows, and no rapid
            points are planned.
    """

    chosen: pd.DataFrame
    candidates: pd.DataFrame
    catchments: pd.DataFrame
    need: pd.DataFrame
    destination: pd.DataFrame | None = None


@dataclass(frozen=True)
class Programme:
    """The planned sites and what must be said of them.

    Attributes:
        sites: contract ChargingSites, in order of scenario, rank and year.
        findings: sites that no year needs, vehicles their bays cannot serve, what was left out.
    """

    sites: pd.DataFrame
    findings: tuple[Finding, ...]


def programme(
    choice: Choice,
    prices: Prices,
    grid: Grid,
    settings: PortfolioSettings,
    *,
    most_open: Mapping[int, int] | None = None,
) -> Programme:
    """Every chosen site from the year it is first needed, in each year of the need.

    Points never fall, since nobody takes them down; the energy moved is that of the vehicles the points suffice for.

    Args:
        choice: what was chosen.
        prices: of points and connections.
        grid: room, paths, works.
        settings: of the register.
        most_open: sites that may be open by a year.

    Raises:
        FaultsError: the choice names what is no open candidate.
    """
    rows = _by_year(choice, settings)
    open_rows = stood(rows, most_open)
    never = rows[~rows["candidate_id"].isin(set(open_rows["candidate_id"]))]
    found = _remarks(never, choice.destination)
    if open_rows.empty:
        return Programme(empty(ChargingSites), tuple(found))
    table = open_rows.sort_values(["scenario", "rank_count", "year"], kind="stable", ignore_index=True)
    table = _with_points(table, choice.destination, settings)
    table = _with_cost(table, prices)
    table = pd.concat([table, verdicts(table, grid, settings)], axis=1)
    short = table[table["served_vehicles_count"] < table["vehicles_count"] - 1e-6]
    if len(short):
        message = "their bays do not take the points their homes need; the rest charges elsewhere, as before."
        ids = tuple(dict.fromkeys(short["candidate_id"]))
        found.append(Finding("warning", _TABLE, "too_few_bays", message, "served_vehicles_count", ids))
    table = table.rename(columns={"candidate_id": "site_id"}).assign(
        price_year=prices.price_year, provenance="modelled", assumption_ids="; ".join(PORTFOLIO_IDS)
    )
    table = table.astype({"provenance": "str", "assumption_ids": "str"})
    return Programme(validated(table[columns_of(ChargingSites)], ChargingSites, _TABLE), tuple(found))


def _by_year(choice: Choice, settings: PortfolioSettings) -> pd.DataFrame:
    """Each chosen site in each year of its scenario's need, with homes and vehicles of its catchment."""
    candidates, need = choice.candidates, choice.need
    chosen = checked(choice.chosen, candidates)
    years = need[["scenario", "year"]].drop_duplicates().sort_values(["scenario", "year"])
    at = [*_SAME, "easting_m", "northing_m", "points_limit_count"]
    rows = chosen[[*_SITE, "rank_count"]].merge(years, on="scenario")
    rows = rows.merge(candidates[["candidate_id", *at]], on="candidate_id")
    served = choice.catchments.merge(need, on=["scenario", "place_id", "lsoa_code"])
    sums = served.groupby([*_SITE, "year"])[["no_drive_homes", "no_drive_vehicles_count"]].sum().reset_index()
    rows = rows.merge(sums, on=[*_SITE, "year"], how="left")
    figures = {"no_drive_homes": "homes", "no_drive_vehicles_count": "vehicles_count"}
    rows = rows.rename(columns=figures).fillna(dict.fromkeys(figures.values(), 0.0))
    return rows.assign(busy_count=per_point(rows["kind"], settings)["central"])


def _with_points(rows: pd.DataFrame, destination: pd.DataFrame | None, settings: PortfolioSettings) -> pd.DataFrame:
    site = [rows["scenario"], rows["candidate_id"]]
    vehicles, limit = rows["vehicles_count"].to_numpy(float), rows["points_limit_count"].to_numpy(float)
    each = per_point(rows["kind"], settings)

    def stock(wanted: Floats) -> Floats:
        return np.asarray(pd.Series(wanted, index=rows.index).groupby(site).cummax(), dtype=np.float64)

    # Many vehicles a point are few points.
    low, central, high = (
        stock(points_for(vehicles, each[end].to_numpy(float), limit, min_points=settings.min_points))
        for end in ("high", "central", "low")
    )
    last = pd.Series(central, index=rows.index).groupby(site).transform("max").to_numpy(float)
    visits = _visits(rows, destination)
    gives = settings.point_kwh(RAPID)
    rapid_low, rapid, rapid_high = (
        stock(np.fmin(np.ceil(np.maximum(visits / end - SLACK, 0.0)), np.maximum(limit - last, 0.0)))
        for end in (gives.high, gives.central, gives.low)
    )
    kind = rows["kind"].map(CLASS_OF)
    points = {name: np.where(kind.eq(name), central, rapid if name == RAPID else 0.0) for name in CHARGER_KW}
    served = np.minimum(vehicles, central * each["central"].to_numpy(float))
    resident = served * settings.vehicle_kwh * settings.public_share.central
    energy = resident + np.minimum(visits, rapid * gives.central)
    rated = sum(points[name] * kw for name, kw in CHARGER_KW.items())
    return rows.assign(
        **{f"points_{name.replace('_', '')}_count": number for name, number in points.items()},
        points_low_count=low + rapid_low,
        points_high_count=high + rapid_high,
        served_vehicles_count=served,
        rated_kw=rated,
        unmanaged_kw=rated * settings.unmanaged_share,
        managed_kw=rated * settings.managed_share,
        energy_kwh=energy,
        point_day_kwh=energy / _DAYS / (central + rapid),
    )


def _visits(rows: pd.DataFrame, destination: pd.DataFrame | None) -> Floats:
    """What visitors charge at each row's site in its year, kWh; 0 where nobody said."""
    if destination is None:
        return np.zeros(len(rows))
    key = [*_SITE, "year"]
    found = rows[key].merge(destination[[*key, "destination_kwh"]], on=key, how="left", validate="one_to_one")
    return found["destination_kwh"].fillna(0.0).to_numpy(float)


def _with_cost(rows: pd.DataFrame, prices: Prices) -> pd.DataFrame:
    """`rows` with the cost of what is new since the row before: points, and the connection in the first."""
    site = [rows["scenario"], rows["candidate_id"]]
    setting = rows["setting"].to_numpy(str)
    gbp = prices.of_points(CONNECTION, setting, np.where(rows.duplicated(_SITE), 0.0, 1.0))
    for name in CHARGER_KW:
        stock = rows[f"points_{name.replace('_', '')}_count"]
        before = stock.groupby(site).shift(fill_value=0.0)
        gbp = gbp + prices.of_points(name, setting, stock.to_numpy(float) - np.asarray(before, dtype=np.float64))
    return rows.assign(**{f"capex_{case}_gbp": line for case, line in zip(CASES, gbp, strict=True)})


def _remarks(never: pd.DataFrame, destination: pd.DataFrame | None) -> list[Finding]:
    found = []
    if len(never):
        message = "no year needs them: their homes' vehicles do not keep one point busy, or better ranks went first."
        ids = tuple(dict.fromkeys(never["candidate_id"]))
        found.append(Finding("note", _TABLE, "never_needed", message, ids=ids))
    if destination is None:
        message = "nobody said what visitors charge where, so no rapid points are planned."
        fix = "Give destination demand by site."
        found.append(Finding("note", _TABLE, "no_destination_demand", message, fix=fix))
    return found
