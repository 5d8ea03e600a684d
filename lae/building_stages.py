"""Stages about homes: what they are, and what they add up to."""

from typing import Final

import pandas as pd

from lae.buildings.adoption.units import LEVEL_ID
from lae.buildings.demand_contract import EnergyByArea, HeatPumpDay, HomeEnergy
from lae.buildings.energy.calibration import calibrated
from lae.buildings.energy.fabric import ASSUMPTION_IDS as FABRIC_IDS
from lae.buildings.energy.fabric import FabricSettings, fabric_of
from lae.buildings.energy.home_year import ASSUMPTION_IDS as YEAR_IDS
from lae.buildings.energy.home_year import EnergySettings, home_energy
from lae.buildings.energy.non_domestic import non_domestic_by_area, smallest_count
from lae.buildings.energy.not_known import energy_findings
from lae.buildings.energy.peak import heat_pump_day, with_peaks
from lae.buildings.energy.scaling import ASSUMPTION_IDS as SCALING_IDS
from lae.buildings.energy.scaling import CalibrationSettings
from lae.buildings.stock.by_area import dwellings_by_area, for_publication
from lae.buildings.stock.certified_homes import Geography, certified_stock
from lae.buildings.stock.homes import modelled_stock
from lae.buildings.stock.targets import Places
from lae.buildings.stock_contract import Dwellings, DwellingsByArea
from lae.findings import Finding
from lae.stage import Settings, Store
from lae.tables import empty

ENERGY_IDS: Final = tuple(dict.fromkeys((*FABRIC_IDS, *YEAR_IDS, *SCALING_IDS)))
"""What the energy of homes rests on."""
_HELD: dict[str, str] = {
    "attribute": "str",
    "area_level": "str",
    "totals": "int64",
    "worst_weight_ratio": "float64",
    "worst_dwellings": "float64",
}


def make_stock(
    settings: Settings,
    margins: pd.DataFrame,
    shares: pd.DataFrame,
    lsoas: pd.DataFrame,
    postcodes: pd.DataFrame,
    certificates: pd.DataFrame,
) -> Store:
    """DWELLINGS: every home, from certificates where there are any, held to the published totals; and its counts."""
    if margins.empty:
        return {
            "dwellings": empty(Dwellings),
            "dwellings_by_area": empty(DwellingsByArea),
            "stock_held": pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _HELD.items()}),
            "stock_findings": (_no_stock(),),
        }
    value = settings.assumptions.value
    if certificates.empty:
        stock = modelled_stock(margins, shares, lsoas, postcodes, off_gas_half_density=value("off_gas_half_density"))
    else:
        geography = Geography(lsoas, postcodes)
        stock = certified_stock(certificates, margins, shares, geography, prior_homes=value("stock_prior_homes"))
    by_area = for_publication(dwellings_by_area(stock.dwellings), smallest=round(value("min_publish_count")))
    return {
        "dwellings": stock.dwellings,
        "dwellings_by_area": by_area,
        "stock_held": stock.held,
        "stock_findings": stock.findings,
    }


def work_out_energy(
    settings: Settings,
    dwellings: pd.DataFrame,
    u_values: pd.DataFrame,
    metered_energy: pd.DataFrame,
    msoas: pd.DataFrame,
) -> Store:
    """HOME ENERGY: what every home loses, needs and buys, as modelled and as metered, and what areas add up to."""
    if dwellings.empty:
        none = {"fabric": None, "home_energy": empty(HomeEnergy), "energy_by_area": empty(EnergyByArea)}
        return {**none, "energy_findings": ()}
    register = settings.assumptions
    how = EnergySettings.of(register)
    fabric = fabric_of(dwellings, u_values, FabricSettings.of(register))
    modelled = home_energy(dwellings, fabric, how)
    county = settings.config.county_code or "county"
    limits = CalibrationSettings.of(register)
    scaled = calibrated(modelled, dwellings, metered_energy, msoas, limits, county_code=county)
    return {
        "fabric": fabric,
        "home_energy": with_peaks(scaled.energy, how.peak),
        "energy_by_area": scaled.by_area,
        "energy_findings": (*energy_findings(dwellings), *scaled.findings),
    }


def coldest_day(
    settings: Settings, dwellings: pd.DataFrame, home_energy: pd.DataFrame, profiles: pd.DataFrame
) -> Store:
    """HEAT PUMP DAY: what a cold day would ask of the network were every home on a heat pump, by half-hour."""
    if dwellings.empty:
        return {"heat_pump_day": empty(HeatPumpDay)}
    day = profiles[profiles["profile_id"].eq("heat_pump") & profiles["day"].str.endswith("winter")].sort_values("slot")
    shape = day["shape_ratio"].to_numpy(float)
    measured_kw = settings.assumptions.value(LEVEL_ID)
    return {
        "heat_pump_day": heat_pump_day(dwellings, home_energy, shape / shape.max(), measured_kw=measured_kw),
    }


def other_buildings(
    settings: Settings,
    metered_energy: pd.DataFrame,
    lsoas: pd.DataFrame,
    postcodes: pd.DataFrame,
    display_certificates: pd.DataFrame,
    non_domestic_certificates: pd.DataFrame,
) -> Store:
    """NON-DOMESTIC: recorded use by area and carrier, and what certified buildings add up to."""
    found = non_domestic_by_area(
        metered_energy,
        places=Places.of(lsoas),
        certificates={"display": display_certificates, "non_domestic": non_domestic_certificates},
        postcodes=postcodes,
        smallest=smallest_count(settings.assumptions),
    )
    return {
        "non_domestic_by_area": found.by_area,
        "certified_buildings": found.certified,
        "non_domestic_findings": found.findings,
    }


def _no_stock() -> Finding:
    message = "no totals of homes are held, so nothing is said of homes, and heat pumps are placed per home."
    return Finding(
        "warning", "buildings/margins.csv.gz", "no_stock", message, fix="Make them: lae data buildings --help"
    )
