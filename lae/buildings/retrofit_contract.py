"""What could be done to homes: measures and packages of them, on every home and added up by area."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandera.pandas as pa

from lae.measures import PROVENANCE
from lae.tables import Contract

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FABRIC: Final = ["loft", "cavity_wall", "internal_wall", "external_wall", "floor", "glazing", "draught"]
HEAT: Final = ["air_source_heat_pump", "ground_source_heat_pump", "shared_ground_loop", "heat_network"]
POWER: Final = ["photovoltaics", "battery"]
MEASURES: Final = [*FABRIC, *HEAT, *POWER]
PACKAGES: Final = ["epc_c", "heat_pump_ready", "deep"]
"""Up to EPC band C; enough fabric for a heat pump, and the pump; all fabric that fits, and the pump."""
SUITABLE: Final = ["suitable", "needs_consent", "unknown", "already_there", "not_suitable"]
"""`needs_consent` can be done once a consent is given; `unknown` where the stock does not say what decides it."""


@dataclass(frozen=True)
class Offer:
    """One measure or package on every home of Dwellings, in its order; 0 where it is not `open`.

    Triples are (3, homes): low, central, high, each of that figure alone, so a low cost is not that of a low saving.
    Savings and additions are a year's. A sum over measures is no package: a package's own offer caps what its parts
    save together.

    Attributes:
        name: of MEASURES or PACKAGES.
        status: position in SUITABLE, by home.
        capex_gbp: in the price year of the table it is added up to.
        heat_saved_kwh: useful heat no longer needed.
        fuel_saved_kwh: of the home's main fuel, bought (negative never).
        electricity_added_kwh: bought or, below 0, no longer bought from the network; apart from `fuel_saved_kwh`.
        carbon_saved_tco2e: by the factors of the appraisal's year.
        peak_added_kw: after diversity, at the winter evening or morning peak; below 0 is load taken off.
        lifetime_years: of the measure; of a package the shortest of its costly parts is not hidden: capital-weighted.
    """

    name: str
    status: npt.NDArray[np.int64]
    capex_gbp: Floats
    heat_saved_kwh: Floats
    fuel_saved_kwh: Floats
    electricity_added_kwh: Floats
    carbon_saved_tco2e: Floats
    peak_added_kw: Floats
    lifetime_years: float
    assumption_ids: tuple[str, ...]

    @property
    def open(self) -> Flags:
        """Homes it can be done to, with or without a consent."""
        return self.status <= SUITABLE.index("needs_consent")


class Retrofit(Contract):
    """One row an area and measure or package: homes, cost, savings and load if every open home took it alone."""

    area_level: str = pa.Field(isin=["lad", "lsoa"])
    area_code: str
    kind: str = pa.Field(isin=["measure", "package"])
    measure: str = pa.Field(isin=[*MEASURES, *PACKAGES])
    homes: float = pa.Field(ge=0, nullable=True, description="open to it, consent or not; blank: too few to publish")
    consent_homes: float = pa.Field(ge=0, nullable=True, description="of these, need a consent")
    unknown_homes: float = pa.Field(ge=0, nullable=True, description="not counted in homes: the stock does not say")
    there_homes: float = pa.Field(ge=0, nullable=True, description="have it already")
    capex_low_gbp: float = pa.Field(ge=0, nullable=True)
    capex_gbp: float = pa.Field(ge=0, nullable=True)
    capex_high_gbp: float = pa.Field(ge=0, nullable=True)
    price_year: int
    lifetime_years: float = pa.Field(gt=0)
    heat_saved_low_kwh: float = pa.Field(ge=0, nullable=True)
    heat_saved_kwh: float = pa.Field(ge=0, nullable=True)
    heat_saved_high_kwh: float = pa.Field(ge=0, nullable=True)
    fuel_saved_kwh: float = pa.Field(ge=0, nullable=True)
    electricity_added_kwh: float = pa.Field(nullable=True, description="below 0: less bought")
    carbon_saved_tco2e: float = pa.Field(nullable=True, description="a year")
    peak_added_kw: float = pa.Field(nullable=True, description="after diversity; below 0: taken off")
    gbp_per_tco2e: float = pa.Field(nullable=True, description="capital over lifetime carbon; blank: none saved")
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "measure"]
