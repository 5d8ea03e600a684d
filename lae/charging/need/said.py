"""What is said of the tables the need is made from, and of the energy they leave."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding, Severity

Flags = npt.NDArray[np.bool_]

_TABLE: Final = "charging_need"
_VEHICLES: Final = "vehicles"


def of_inputs(
    stock: pd.DataFrame,
    areas: pd.DataFrame,
    places: pd.DataFrame,
    cars: pd.DataFrame | None,
    destinations: pd.DataFrame | None,
) -> list[Finding]:
    """LSOAs that one table has and another lacks; an LSOA missing from a scenario's year alone is an error.

    Args:
        stock: contract VehiclesByLsoa.
        areas: lsoa_code and homes of every LSOA with places.
        places: contract PlaceDrives.
        cars: contract CarsByLsoa.
        destinations: contract DestinationWeights.
    """
    found = _missing_years(stock)
    with_homes = set(areas.loc[areas["homes"].gt(0.0), "lsoa_code"])
    standing = set(stock["lsoa_code"])
    owners = set(stock.loc[stock["vehicles_count"].gt(0.0), "lsoa_code"])
    found += _named(
        "warning",
        _VEHICLES,
        "no_vehicles_stated",
        "LSOAs with homes have no number of electric vehicles, not even 0; their need is not told.",
        with_homes - standing,
    )
    found += _named(
        "warning",
        _VEHICLES,
        "vehicles_without_homes",
        "electric vehicles stand in LSOAs without homes; they count as the mean of the study, and stand at no place.",
        owners - with_homes,
    )
    if cars is not None:
        message = "no households by cars; the lower figure takes no notice there of homes without one."
        found += _named("note", "cars", "cars_not_known", message, with_homes & standing - set(cars["lsoa_code"]))
    if destinations is not None:
        stray = set(destinations["lsoa_code"]) - standing
        message = "weights of destinations are given for LSOAs of which no number of vehicles is; not used."
        found += _named("note", "destination_weights", "weight_outside", message, stray)
        used = destinations["lsoa_code"].isin(standing)
        if not destinations.loc[used, "weight_ratio"].gt(0.0).any():
            message = "no weight of destinations is above 0 in the study; they are spread as homes stand."
            found.append(Finding("warning", "destination_weights", "no_weights", message, "weight_ratio"))
    split = places.loc[places["place_id"].ne("") & places["place_id"].duplicated(keep=False), "place_id"]
    message = "a place has homes in several LSOAs; each LSOA's part stands for itself."
    return found + _named("note", "homes", "place_in_several_lsoas", message, set(split))


def of_energy(names: list[str], capped: Flags, *, spread: str) -> list[Finding]:
    """What the split of energy could not know, and the scenarios and years where residents' need was cut.

    Args:
        names: of the scenarios and years.
        capped: whether residents would have bought more in public than the scenario's public energy.
        spread: of `SPREADS`.
    """
    found = []
    if capped.any():
        message = (
            "vehicles without a drive would buy more in public than the whole public share of the scenario's energy "
            "(ev_public_share); each is given the same part of it and nothing is left for destinations."
        )
        fix = "Are ev_public_share, public_share_no_drive and the share of homes without a drive of one mind?"
        ids = tuple(name for name, over in zip(names, capped, strict=True) if over)
        found.append(Finding("warning", _TABLE, "residents_capped", message, "public_resident_kwh", ids, fix))
    if spread == "homes":
        message = "no trip data: what is charged at destinations and on the way is spread as homes stand."
        fix = "Give weights by LSOA, MSOA or site (trips, visits, spaces to park)."
        found.append(Finding("note", _TABLE, "no_trip_data", message, "public_destination_kwh", fix=fix))
    message = "no table of fleets: what is charged at depots stands where vehicles are kept."
    return [*found, Finding("note", _TABLE, "no_fleet_data", message, "depot_kwh")]


def _missing_years(stock: pd.DataFrame) -> list[Finding]:
    lsoas = stock["lsoa_code"].nunique()
    sizes = stock.groupby(["scenario", "year"], sort=True)["lsoa_code"].nunique()
    short = sizes[sizes < lsoas]
    ids = {f"{scenario} {year}" for scenario, year in short.index}
    message = f"of {lsoas} LSOAs with electric vehicles some are missing from a scenario's year: missing is not 0."
    return _named("error", _VEHICLES, "lsoa_missing_from_year", message, ids)


def _named(severity: Severity, table: str, rule: str, message: str, ids: set[str]) -> list[Finding]:
    return [Finding(severity, table, rule, message, ids=tuple(sorted(ids)))] if ids else []
