"""The need for charging by LSOA, scenario and year, and the same by place for choosing sites."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.need.areas import LEVELS, areas_of, with_every_share
from lae.charging.need.drives import Drives, drives
from lae.charging.need.energy import Energy, Vehicles, shared_energy
from lae.charging.need.points import DESTINATION_KW, RESIDENT_KW, beside_plan, points
from lae.charging.need.said import of_energy, of_inputs
from lae.charging.need.settings import (
    DRIVE_IDS,
    ENERGY_IDS,
    NO_DRIVE_SHARE_ID,
    DriveSettings,
    EnergySettings,
    PlanBeside,
)
from lae.charging.need_contract import (
    ChargingNeed,
    DestinationWeights,
    PlaceNeed,
    VehiclesByLsoa,
)
from lae.findings import Finding
from lae.tables import empty, validated

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_CASE: Final = ["scenario", "year"]


@dataclass(frozen=True)
class NeedSettings:
    """All that the need rests on; `plan` is a published programme to stand beside it, None where there is none."""

    drives: DriveSettings
    energy: EnergySettings
    plan: PlanBeside | None = None


@dataclass(frozen=True)
class NeedInputs:
    """Tables that make the need better known; None where nobody has one.

    Attributes:
        evidence: contract DriveEvidence.
        cars: contract CarsByLsoa.
        destinations: contract DestinationWeights; None: spread by homes.
    """

    evidence: pd.DataFrame | None = None
    cars: pd.DataFrame | None = None
    destinations: pd.DataFrame | None = None


@dataclass(frozen=True)
class Need:
    """The need by LSOA (contract ChargingNeed), the homes behind it, and everything there is to say of them."""

    table: pd.DataFrame
    drives: Drives
    findings: tuple[Finding, ...]


def charging_need(
    homes: pd.DataFrame, vehicles: pd.DataFrame, settings: NeedSettings, inputs: NeedInputs | None = None
) -> Need:
    """The need of every LSOA that has vehicles stated in every scenario and year; of all others it says why not.

    Args:
        homes: contract HomesAtPlaces: the whole study, since the published share of drives is the study's.
        vehicles: contract VehiclesByLsoa, the same LSOAs in every scenario and year.
        settings: what it rests on.
        inputs: optional tables.

    Raises:
        FaultsError: a table breaks its contract.
        ValueError: there is no home at all.
    """
    given = inputs or NeedInputs()
    found = drives(homes, settings.drives, evidence=given.evidence)
    areas = areas_of(found.places, given.cars)
    stock = validated(vehicles, VehiclesByLsoa, "vehicles").sort_values([*_CASE, "lsoa_code"], kind="stable")
    findings = [*found.findings, *of_inputs(stock, areas, found.places, given.cars, given.destinations)]
    rows = stock.merge(areas, how="left", on="lsoa_code", sort=False).reset_index(drop=True)
    if rows.empty:
        return Need(empty(ChargingNeed), found, tuple(findings))
    rows = with_every_share(rows, found.places)
    weight, spread = _away(rows, given.destinations)
    code, cases = pd.factorize(pd.MultiIndex.from_frame(rows[_CASE]), sort=False)
    names = [f"{scenario} {year}" for scenario, year in cases]
    for level in LEVELS:
        rows[f"without_{level}"] = rows["vehicles_count"] * rows[f"{level}_of_owners"]
    energy = shared_energy(
        Vehicles(
            case=code.astype(np.int64),
            vehicles=rows["vehicles_count"].to_numpy(float),
            without_low=rows["without_low"].to_numpy(float),
            without=rows["without_central"].to_numpy(float),
            without_high=rows["without_high"].to_numpy(float),
            destination=weight,
        ),
        settings.energy,
    )
    ids = [
        name for name in (*DRIVE_IDS, *ENERGY_IDS) if settings.drives.no_drive is not None or name != NO_DRIVE_SHARE_ID
    ]
    table = _table(rows, energy, settings.energy).assign(
        **_texts(rows.index, destination_spread=spread, provenance="modelled", assumption_ids=" ".join(ids))
    )
    findings += of_energy(names, energy.capped, spread=spread)
    if settings.plan is not None:
        columns = ("no_drive_vehicles_count", "resident_points_count")
        sums = [np.bincount(code, weights=table[name], minlength=len(names)).astype(np.float64) for name in columns]
        findings += list(beside_plan(names, sums[0], sums[1], settings.plan))
    return Need(validated(table, ChargingNeed, "charging_need"), found, tuple(findings))


def place_need(need: Need, *, scenario: str, year: int) -> pd.DataFrame:
    """Contract PlaceNeed of one scenario and year: each LSOA's need over its places, as homes without a drive stand.

    An LSOA none of whose homes is known stands at no place.

    Args:
        need: what `charging_need` gives.
        scenario: one of its scenarios.
        year: one of its years.

    Raises:
        KeyError: it holds no such scenario and year.
    """
    table = need.table
    here = table[table["scenario"].eq(scenario) & table["year"].eq(year)]
    if here.empty:
        raise KeyError(f"the need holds no {scenario} {year}")
    wanted = ["lsoa_code", "public_resident_kwh", *(f"no_drive_vehicles{end}_count" for end in ("_low", "", "_high"))]
    rows = need.drives.places.merge(here[["scenario", "year", *wanted]], how="inner", on="lsoa_code", sort=False)
    for end in ("_low", "", "_high"):
        column = f"no_drive{end}_homes"
        rows[f"share{end}"] = _parts(rows[column], rows["lsoa_code"])
        rows[f"no_drive_vehicles{end}_count"] *= rows[f"share{end}"]
    rows["public_resident_kwh"] *= rows["share"]
    return validated(rows, PlaceNeed, "place_need")


def _table(rows: pd.DataFrame, energy: Energy, settings: EnergySettings) -> pd.DataFrame:
    slow, rapid = settings.hours_7kw, settings.hours_50kw
    night = [
        points(kwh, rated_kw=RESIDENT_KW, hours=hours)
        for kwh, hours in (
            (energy.resident_low, slow.high),
            (energy.resident, slow.central),
            (energy.resident_high, slow.low),
        )
    ]
    away = [
        points(energy.destination, rated_kw=DESTINATION_KW, hours=hours)
        for hours in (rapid.high, rapid.central, rapid.low)
    ]
    rated = {"resident": night[1] * RESIDENT_KW, "destination": away[1] * DESTINATION_KW}
    return rows.assign(
        no_drive_low_share=rows["low"],
        no_drive_share=rows["central"],
        no_drive_high_share=rows["high"],
        no_drive_vehicles_low_count=rows["without_low"],
        no_drive_vehicles_count=rows["without_central"],
        no_drive_vehicles_high_count=rows["without_high"],
        home_kwh=energy.home,
        public_resident_kwh=energy.resident,
        public_destination_kwh=energy.destination,
        depot_kwh=energy.depot,
        resident_points_low_count=night[0],
        resident_points_count=night[1],
        resident_points_high_count=night[2],
        destination_points_low_count=away[0],
        destination_points_count=away[1],
        destination_points_high_count=away[2],
        resident_unmanaged_kw=rated["resident"] * settings.unmanaged_share,
        resident_managed_kw=rated["resident"] * settings.managed_share,
        destination_unmanaged_kw=rated["destination"] * settings.unmanaged_share,
        destination_managed_kw=rated["destination"] * settings.managed_share,
        home_kw=(rows["vehicles_count"] - rows["without_central"]).clip(lower=0.0) * settings.home_kw,
    )


def _parts(values: pd.Series, group: pd.Series) -> Floats:
    """Each value's share of its group's sum, 0 where the group has nothing."""
    sums = values.groupby(group).transform("sum").to_numpy(float)
    parts: Floats = np.divide(values.to_numpy(float), sums, out=np.zeros(len(values)), where=sums > 0.0)
    return parts


def _away(rows: pd.DataFrame, destinations: pd.DataFrame | None) -> tuple[Floats, str]:
    """The weight of each row in what is charged away from home, and what it follows (of `SPREADS`)."""
    if destinations is not None:
        weights = validated(destinations, DestinationWeights, "destination_weights").set_index("lsoa_code")
        given = rows["lsoa_code"].map(weights["weight_ratio"]).fillna(0.0).to_numpy(float)
        if given.any():
            return given, "weights"
    return rows["homes"].to_numpy(float), "homes"


def _texts(index: pd.Index, **texts: str) -> dict[str, pd.Series]:
    return {name: pd.Series(text, index=index, dtype="str") for name, text in texts.items()}
