"""Invented land: eligible hectares, factors and a programme small enough to check by hand."""

from pathlib import Path

import numpy as np
import pandas as pd

from lae.assumptions import AssumptionRows, Assumptions
from lae.files import read_table
from lae.land.sequestration.curve import curves_of
from lae.land.sequestration.per_hectare import LandBook
from lae.land.sequestration.programme import Programme
from lae.land.sequestration.settings import LandSettings
from lae.land.sequestration_contract import BASELINE, OPTIONS, LandOptions

DATA = Path(__file__).resolve().parent.parent / "data" / "land"
P, K = 3.0, np.log(3) / 25


def ours(name, contract):
    table, findings = read_table(DATA / f"{name}.csv", contract, table=name)
    assert not findings
    return table


def register_rows():
    """The register."""
    whole, faults = read_table(DATA.parent / "assumptions.csv", AssumptionRows, table="assumptions.csv")
    assert not faults
    return Assumptions.from_frame(whole)


def toy_settings(**changes):
    plain = {
        "shapes": {"woodland": (P, (K, K, K)), "hedge": (P, (0.0816,) * 3), "soil": (1.0, (0.03,) * 3)},
        "first_report_years": 5,
        "duration_years": 100,
        "flux_years": (30, 30, 30),
        "deductions": {"woodland_carbon_code": (0.2, 0.2), "peatland_code": (0.1, 0.15), "none": (0.2, 0.2)},
        "hedge_km_per_ha": 0.03,
        "hedge_footprint_ha": 1 / 3,
    }
    return LandSettings(**(plain | changes))


def factor(option, land="any", *, book="biomass", curve="woodland", ends=(300.0, 400.0, 700.0), unit=None, tier="B"):
    default = "t CO2e/ha at 100 years" if book in ("biomass", "stock_change") else "t CO2e/ha/year"
    low, value, high = ends
    source, note = ("CHECK: x", "why") if tier == "D" else ("x", "why")
    return {
        "option": option,
        "land_class": land,
        "book": book,
        "curve_id": curve,
        "to_class": "",
        "unit": unit or default,
        "low": low,
        "value": value,
        "high": high,
        "source": source,
        "table_or_page": "",
        "tier": tier,
        "note": note,
        "source_id": "lae_settings",
    }


def idle(land="any", *, ends=(0.0, 0.0, 0.0)):
    return factor(BASELINE, land, book="baseline", curve="steady", ends=ends)


def toy_book(*factors, years=100, lookups=None, **changes):
    how = toy_settings(**changes)
    rows = pd.DataFrame([*factors, *([] if any(f["option"] == BASELINE for f in factors) else [idle()])])
    return LandBook(ours("options", LandOptions), rows, curves_of(how, lookups, years=years), how)


def land(*rows):
    """zone, class, option, tier, hectares, and layers nobody looked at."""
    names = ["zone_id", "land_class", "option", "tier", "area_ha", "not_screened"]
    table = pd.DataFrame([(*row, "")[:6] for row in rows], columns=names)
    return table.assign(confidence=pd.Series("high", index=table.index, dtype="str"))


def at_once(first_year=2027, *, years=24, take=1.0, **options):
    """All planted in the first year."""
    share = np.zeros(years)
    share[0] = 1.0
    return Programme(first_year, share, dict.fromkeys(OPTIONS, take), **options)
