"""The homes of Toytown: the same thousand in every LSOA. Their make-up is invented; what a wall of brick loses is not.

make.py writes what is drawn here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.assumptions import AssumptionRows
from lae.buildings.costs_contract import RetrofitCosts
from lae.buildings.demand_contract import MeteredEnergy
from lae.buildings.fabric_contract import UValues
from lae.buildings.poverty_contract import FuelPoverty
from lae.buildings.stock_contract import ATTRIBUTES, Margins, Shares
from lae.charging.contract import Chargers
from lae.charging.costs_contract import ChargingCosts
from lae.files import read_table
from lae.findings import raise_errors
from lae.land.cells_contract import LandClasses
from lae.land.sequestration_contract import CarbonPrices, LandFactors, LandOptions, LandStocks
from lae.prices import Deflators
from lae.tables import Contract, columns_of, kind_of, validated

TYPES: Final = {"detached": 200, "semi_detached": 300, "mid_terrace": 200, "flat": 200, "bungalow": 100}
AGES: Final = {"A": 100, "C": 300, "D": 300, "G": 300}
"""Homes of every LSOA by type and by age band."""
HEATING: Final = {"gas": 800, "oil": 100, "heat_pump": 10, "heat_network": 10, "electric_storage": 80}
BANDS: Final = {"C": 400, "D": 400, "E": 200}
"""Homes for every LSOA of a district: only the districts' totals are held."""
METERED: Final = {"gas": 10_000_000, "electricity": 4_000_000}
"""kWh a year that homes were recorded to buy, for every LSOA of a district."""
GENERAL: Final = {
    "buildings/shares.csv": Shares,
    "buildings/u_values.csv": UValues,
    "buildings/costs.csv": RetrofitCosts,
    "buildings/deflators.csv": Deflators,
    "charging/costs.csv": ChargingCosts,
    "land/land_classes.csv": LandClasses,
    "land/options.csv": LandOptions,
    "land/factors.csv": LandFactors,
    "land/stocks.csv": LandStocks,
    "land/prices.csv": CarbonPrices,
}
"""Tables about homes, chargers and land that depend on no place."""
CHARGERS: Final = [("ocpi:toy-1", "working", 601_100.0, 503_000.0), ("ocpi:toy-2", "planned", 603_000.0, 503_000.0)]
"""Id, status, east and north: the first 100 m from where the homes of A1 stand."""
REGISTER: Final = Path(__file__).resolve().parents[2] / "data"
"""lae's own study, from which Toytown has what it does not invent."""


def own(path: str, contract: type[Contract]) -> pd.DataFrame:
    """A table of lae's own study that depends on no place."""
    frame, findings = read_table(REGISTER / path, contract, table=path)
    raise_errors(findings)
    return frame.assign(source_id="toy_settings").astype({"source_id": "str"})


def completed(invented: pd.DataFrame) -> pd.DataFrame:
    """The invented assumptions, and lae's own for what is not invented."""
    kept = own("assumptions.csv", AssumptionRows)
    rows = pd.concat([invented, kept[~kept["id"].isin(invented["id"])]])
    return rows.sort_values("id", ignore_index=True)


def tables(codes: Mapping[str, str], districts: Mapping[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """Every table of data/buildings by its path inside data/; arguments as of `margins`."""
    return {
        "buildings/margins.csv.gz": margins(codes, districts),
        "buildings/metered_energy.csv": metered(codes, districts),
        "buildings/fuel_poverty.csv": poverty(codes),
        "charging/chargers.csv": chargers(),
        **{path: own(path, contract) for path, contract in GENERAL.items()},
    }


def metered(codes: Mapping[str, str], districts: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """What homes of each district were recorded to buy."""
    rows = [
        ("lad", districts[letter][0], "domestic", carrier, float(kwh * sum(name.startswith(letter) for name in codes)))
        for letter in sorted(districts)
        for carrier, kwh in sorted(METERED.items())
    ]
    # Workplaces of a district draw as much as its homes do.
    rows += [
        ("lad", code, "non_domestic", carrier, kwh) for _, code, _, carrier, kwh in rows if carrier == "electricity"
    ]
    names = ["area_level", "area_code", "users", "carrier", "consumption_kwh"]
    frame = pd.DataFrame(rows, columns=names).assign(
        year=2024, meters_count=np.nan, provenance="illustrative", basis="", source_id="toy_settings"
    )
    text = [*names[:-1], "provenance", "basis", "source_id"]
    return validated(frame[columns_of(MeteredEnergy)].astype(dict.fromkeys(text, "str")), MeteredEnergy, "metered")


def poverty(codes: Mapping[str, str]) -> pd.DataFrame:
    """Households in fuel poverty: a tenth in the first LSOA of the drawing, and one in a hundred more in each next."""
    frame = pd.DataFrame({"lsoa_code": list(codes.values()), "households_count": 1000.0}).assign(
        fuel_poor_count=[100.0 + 10.0 * number for number in range(len(codes))], year=2024, source_id="toy_settings"
    )
    return validated(frame.astype(dict.fromkeys(["lsoa_code", "source_id"], "str")), FuelPoverty, "fuel_poverty")


def chargers() -> pd.DataFrame:
    """One public charge point of two sockets that works, beside the postcode of A1, and one that is only planned."""
    rows = pd.DataFrame(CHARGERS, columns=["charger_id", "status", "easting_m", "northing_m"])
    blank = {name: "" if kind_of(Chargers, name) == "str" else np.nan for name in columns_of(Chargers)}
    told = {
        "location_id": rows["charger_id"],
        "register": "ocpi",
        "operator": "Toytown Volts",
        "name": "Marble Square",
        "points_count": 2.0,
        "power_kw": 7.0,
        "weakest_power_kw": 7.0,
        "power_basis": "stated",
        "speed_dft": "3 to 8 kW",
        "speed_gov_uk": "fast",
        "access": "public",
        "setting": "on_street",
        "updated": "2025-12-01",
        "vintage": "2025-12",
        "source_id": "toy_settings",
        "source_row": np.arange(2, len(rows) + 2),
        "licence": "MIT",
    }
    frame = rows.assign(
        **{name: value for name, value in (blank | told).items() if name not in rows.columns or name in told}
    )
    kinds = {name: kind_of(Chargers, name) for name in columns_of(Chargers)}
    return validated(frame[columns_of(Chargers)].astype(kinds), Chargers, "chargers")


def margins(codes: Mapping[str, str], districts: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """How many homes are of which kind, by LSOA and district.

    Args:
        codes: the code of each LSOA of the drawing, whose first letter is its district's.
        districts: code and name by letter.
    """
    rows = [
        ("lsoa", code, attribute, category, float(counts.get(category, 0)))
        for attribute, counts in (("type", TYPES), ("age", AGES))
        for code in codes.values()
        for category in ATTRIBUTES[attribute]
    ]
    sizes = {letter: sum(name.startswith(letter) for name in codes) for letter in sorted(districts)}
    rows += [
        ("lad", districts[letter][0], attribute, category, float(counts.get(category, 0) * size))
        for attribute, counts in (("heating", HEATING), ("epc", BANDS))
        for letter, size in sizes.items()
        for category in ATTRIBUTES[attribute]
    ]
    origin = {
        "counted": "dwellings",
        "provenance": "illustrative",
        "basis": "",
        "source_id": "toy_settings",
        "vintage": "2025-12",
        "licence": "MIT",
    }
    names = ["area_level", "area_code", "attribute", "category", "count"]
    text = [*names[:-1], *origin]
    return validated(
        pd.DataFrame(rows, columns=names).assign(**origin).astype(dict.fromkeys(text, "str")), Margins, "margins"
    )
