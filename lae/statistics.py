"""Published figures by area and year: one long table for homes, energy, emissions and fuel poverty alike.

A figure is known by its area, the edition of the area's code, its measure, its category and its year. What a measure
counts and in which unit stands in `MEASURES`; readers turn publishers' units into it.
"""

from dataclasses import dataclass
from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.geo import BRITAIN_M
from lae.tables import Contract

STATISTICS: Final = "area_statistics"
POINTS: Final = "point_sources"
LOOKUP: Final = "area_lookup"
"""The names under which readers return the three tables."""

LARGEST: Final = 1e12
"""No published figure of an area of Britain, in any of our units, reaches this."""
LEVELS: Final = ("lad", "msoa", "lsoa", "ward", "gsp")
PROVENANCES: Final = ("published", "modelled", "assumed", "illustrative")
_PLACES: Final = (*LEVELS, "county", "region", "country")
_WEST, _SOUTH, _EAST, _NORTH = BRITAIN_M
_MARGIN_M: Final = 50_000.0
_CODES: Final = {
    "lad": r"(?:E0[6-9]|W06|S12|N09)[0-9]{6}",
    "msoa": r"[EWS]02[0-9]{6}",
    "lsoa": r"[EWS]01[0-9]{6}",
    "ward": r"(?:E05|W05|S13|N08)[0-9]{6}",
}
"""How the codes of each level are written; Scotland's intermediate and data zones count as MSOAs and LSOAs."""


@dataclass(frozen=True)
class Measure:
    """What a figure counts: its unit, the meaning of its categories, and whether it may lie below zero."""

    unit: str
    meaning: str
    signed: bool = False


def _metered(fuel: str, users: str, kind: str) -> dict[str, Measure]:
    """The four measures of a metered fuel."""
    name, of = f"{fuel}_{kind}", f"{users} {fuel} meters"
    return {
        name: Measure("MWh", f"a year's consumption of {of}"),
        f"{name}_meters": Measure("meters", f"number of {of}"),
        f"{name}_mean": Measure("kWh per meter", f"mean of {of}"),
        f"{name}_median": Measure("kWh per meter", f"median of {of}"),
    }


MEASURES: Final[dict[str, Measure]] = {
    "dwellings": Measure("dwellings", "all homes, occupied or not"),
    "dwellings_by_build_period": Measure("dwellings", "category: first and last year of building; none for 1940-44"),
    "dwellings_by_type": Measure("dwellings", "category: type and bedrooms"),
    "dwellings_by_tax_band": Measure("dwellings", "category: council tax band"),
    "households": Measure("households", "all households"),
    "households_by_accommodation": Measure("households", "category: accommodation type; all is their total"),
    "households_by_cars": Measure("households", "category: cars or vans; all is their total"),
    "households_by_heating": Measure("households", "category: central heating; all is their total"),
    "households_by_tenure": Measure("households", "category: tenure, parts after a colon; all is their total"),
    "households_by_occupancy": Measure("households", "category: rooms or bedrooms short by one or more"),
    "household_size": Measure("per household", "category: mean of persons, rooms or bedrooms"),
    "households_fuel_poor": Measure("households", "low income and an inefficient home (the measure of the day)"),
    **_metered("electricity", "domestic", "domestic"),
    **_metered("electricity", "non-domestic", "non_domestic"),
    **_metered("gas", "domestic", "domestic"),
    **_metered("gas", "non-domestic", "non_domestic"),
    "gas_domestic_idle_meters": Measure("meters", "domestic gas meters without consumption"),
    "gas_non_domestic_idle_meters": Measure("meters", "non-domestic gas meters without consumption"),
    "energy_domestic": Measure("MWh", "final energy of homes; category: fuel"),
    "energy_industrial_commercial": Measure("MWh", "final energy of industry and commerce; category: fuel"),
    "energy_non_domestic": Measure("MWh", "final energy of all but homes, transport with them; category: fuel"),
    "energy_final": Measure("MWh", "final energy; category: fuel / use"),
    "renewable_generation": Measure("MWh", "electricity from renewables in the year; category: technology"),
    "epc_lodgements_energy": Measure("certificates", "lodged over the years up to this one; category: energy band"),
    "epc_lodgements_environment": Measure("certificates", "lodged over the years up to this one; category: CO2 band"),
    "renewable_heat_installations": Measure("installations", "accredited under the domestic RHI up to this year"),
    "green_belt_area": Measure("ha", "land designated Green Belt"),
    "land_area": Measure("ha", "area of the district as the publisher states it"),
    "vehicles_ultra_low_emission": Measure("vehicles", "licensed at the year's end"),
    "vehicles_licensed": Measure("vehicles", "all kinds, licensed at the year's end"),
    "population": Measure("persons", "at mid-year"),
    "emissions_territorial": Measure("kt CO2e", "category: sector / sub-sector / gas, all for the total", signed=True),
    "emissions_in_scope": Measure("kt CO2e", "those a council can influence; category as above", signed=True),
    "emissions_in_scope_co2": Measure("kt CO2", "the same where the publisher says CO2 alone", signed=True),
    "co2_point_source": Measure("t CO2", "a large plant's emissions in the year"),
    "wind_capacity": Measure("MW", "an operating onshore wind farm"),
}


class AreaStatistics(Contract):
    """One figure of one area. A blank value is one the publisher withholds or could not be read, never zero."""

    area_code: str
    area_level: str = pa.Field(isin=LEVELS)
    code_vintage: str = pa.Field(str_matches=r"^(\d{4})?$", description="edition of the code; blank where not told")
    measure: str = pa.Field(isin=list(MEASURES))
    category: str = pa.Field(description="as the measure says; all for the total")
    year: int = pa.Field(ge=1900, le=2100, description="of a financial year its first, of a span its last")
    value: float = pa.Field(ge=-LARGEST, le=LARGEST, nullable=True)
    unit: str = pa.Field(isin=sorted({measure.unit for measure in MEASURES.values()}))
    source_id: str
    source_row: int = pa.Field(ge=1)
    provenance: str = pa.Field(isin=PROVENANCES)

    class Config(Contract.Config):
        unique = ["area_code", "code_vintage", "measure", "category", "year", "source_id"]

    @pa.dataframe_check(name="unit_of_measure")
    def _unit(cls, frame: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera checks are class methods
        return frame["unit"].eq(frame["measure"].map({name: measure.unit for name, measure in MEASURES.items()}))


class PointSources(Contract):
    """One plant at one place (EPSG:27700), with its figure in the unit of its measure."""

    name: str
    operator: str
    category: str = pa.Field(description="industry or technology")
    area_code: str = pa.Field(description="the district the publisher puts it in")
    easting_m: float = pa.Field(ge=_WEST - _MARGIN_M, le=_EAST + _MARGIN_M)
    northing_m: float = pa.Field(ge=_SOUTH - _MARGIN_M, le=_NORTH + _MARGIN_M)
    measure: str = pa.Field(isin=list(MEASURES))
    year: float = pa.Field(ge=1900, le=2100, nullable=True, description="blank where the file does not say")
    value: float = pa.Field(ge=0, le=LARGEST, nullable=True)
    unit: str
    source_id: str
    source_row: int = pa.Field(ge=1)
    provenance: str = pa.Field(isin=PROVENANCES)

    class Config(Contract.Config):
        unique = ["source_id", "source_row"]


class AreaLookup(Contract):
    """One code and the code it goes to: of a newer edition, or of the larger area it lies in."""

    from_code: str
    from_level: str = pa.Field(isin=_PLACES)
    from_vintage: str = pa.Field(str_matches=r"^\d{4}$")
    to_code: str
    to_level: str = pa.Field(isin=_PLACES)
    to_vintage: str = pa.Field(str_matches=r"^\d{4}$")
    fit: str = pa.Field(
        isin=["exact", "best_fit", "nested"],
        description="exact: every code a part of it went to; best_fit: the one most of it went to; nested: lies within",
    )
    change: str = pa.Field(isin=["", "unchanged", "split", "merged", "irregular"])
    source_id: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["from_code", "from_vintage", "to_code", "to_level", "to_vintage", "source_id"]


def levels_of(codes: pd.Series) -> pd.Series:
    """The level each code is written for (lad, msoa, lsoa or ward), "" for any other text; the index is kept."""
    distinct = pd.Series(codes.unique(), dtype="str")
    level = pd.Series("", index=distinct.index, dtype="str")
    for name, pattern in _CODES.items():
        level = level.mask(distinct.str.fullmatch(pattern).fillna(value=False).astype(bool), name)
    return codes.map(dict(zip(distinct, level, strict=True))).fillna("").astype("str")
