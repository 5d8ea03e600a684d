"""Homes scaled so that what they buy is what was recorded: the district's latest total, shared as finer records show.

Gas is corrected for weather by the publisher and electricity is not: a year's scaled heat is a normal winter's where
gas heats, and that winter's where electricity does. A gas home's gas for cooking is counted as heat.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import codes_of
from lae.buildings.demand_contract import CARRIERS, MAIN_FUELS, HomeEnergy
from lae.buildings.energy.by_area import energy_by_area, headline_findings, headlines
from lae.buildings.energy.home_areas import HomeAreas
from lae.buildings.energy.metered_record import CARRIER_OF, bought
from lae.buildings.energy.scaling import CalibrationSettings, scaling
from lae.findings import Finding
from lae.tables import validated

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calibrated:
    """Homes scaled to the record (contract HomeEnergy), what they add up to (EnergyByArea), and what was found."""

    energy: pd.DataFrame
    by_area: pd.DataFrame
    findings: tuple[Finding, ...]


def calibrated(
    energy: pd.DataFrame,
    dwellings: pd.DataFrame,
    metered: pd.DataFrame,
    msoas: pd.DataFrame,
    settings: CalibrationSettings,
    *,
    county_code: str = "county",
) -> Calibrated:
    """Homes scaled so that each district's total is its record of the latest year, carrier by carrier.

    Within a district a finer record, of LSOAs or else of MSOAs, decides how the total is shared: an area's homes sum
    to its share of that record times the district's total. Areas without a finer figure follow the district's others.
    Homes of one area keep their shares of it. Where there is no record, or one too far from the homes to be of them,
    homes are left as they are and a finding says so. Peaks are not touched: work them out again afterwards.

    Args:
        energy: contract HomeEnergy; only its uncalibrated figures are read.
        dwellings: contract Dwellings, row by row the same homes.
        metered: contract MeteredEnergy; its rows of other users are not looked at.
        msoas: contract MsoaOfLsoa; empty where nobody told.
        settings: when a scaling is too large to believe.
        county_code: what the whole study goes by.

    Raises:
        ValueError: the rows of energy and dwellings are not the same homes.
    """
    if not energy["dwelling_id"].equals(dwellings["dwelling_id"]):
        raise ValueError("the rows of energy and dwellings are not the same homes in the same order")
    areas = HomeAreas.of(dwellings, msoas, metered, county_code=county_code)
    buys = bought(energy, prefix="uncalibrated_")
    scalings = {carrier: scaling(carrier, buys[carrier], areas, metered, settings) for carrier in CARRIERS}
    scaled = _scaled(energy, {carrier: one.factor for carrier, one in scalings.items()})
    by_area = energy_by_area(scaled, areas, metered, {carrier: one.rests_on for carrier, one in scalings.items()})
    findings = [finding for one in scalings.values() for finding in one.findings]
    findings += _placed(areas)
    findings += headline_findings(headlines(by_area), bound_share=settings.bound_share)
    return Calibrated(scaled, by_area, tuple(findings))


def _scaled(energy: pd.DataFrame, factors: Mapping[str, Floats]) -> pd.DataFrame:
    """Heat and its fuel by the factor of the home's main fuel, appliances by that of electricity.

    A home's electricity is scaled alike whatever it is for: a meter does not tell, and to scale only one use would put
    all the error of the other into it.
    """
    of_fuel = [factors[CARRIER_OF[fuel]] if fuel in CARRIER_OF else np.ones(len(energy)) for fuel in MAIN_FUELS]
    fuel = codes_of(energy["main_fuel"], MAIN_FUELS)
    heat = np.choose(fuel, of_fuel) if len(energy) else np.zeros(0)
    scaled = energy.assign(
        space_heat_kwh=energy["uncalibrated_space_heat_kwh"] * heat,
        hot_water_kwh=energy["uncalibrated_hot_water_kwh"] * heat,
        heating_kwh=energy["uncalibrated_heating_kwh"] * heat,
        appliances_kwh=energy["uncalibrated_appliances_kwh"] * factors["electricity"],
    )
    return validated(scaled, HomeEnergy, "energy")


def _placed(areas: HomeAreas) -> list[Finding]:
    """A finding where homes lie in no MSOA that we know of."""
    lost = areas.of_home["msoa"] < 0
    if not lost.any():
        return []
    lsoas = np.unique(areas.of_home["lsoa"][lost])
    ids = tuple(np.array(areas.codes["lsoa"], dtype=object)[lsoas])
    message = "the MSOA of these LSOAs is not known: their homes follow their district."
    fix = "Run `lae data buildings` with the MSOAs' boundaries."
    return [Finding("warning", "buildings/msoas.csv", "no_msoa", message, "lsoa_code", ids, fix)]
