"""What a home needs and buys: heat, hot water, electricity, and the load on its coldest day."""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.measures import PROVENANCE
from lae.tables import Contract

MAIN_FUELS: Final = ["gas", "oil", "lpg", "solid_fuel", "electricity", "network", "none"]
"""What heats a home: `network` heat is bought as heat, `none` has no heating to count."""
CARRIERS: Final = ["electricity", "gas", "petroleum", "solid_fuel", "network"]
"""As the Department counts what homes buy: petroleum is oil and LPG together."""
ENERGY_LEVELS: Final = ["county", "lad", "msoa", "lsoa"]


class HomeEnergy(Contract):
    """One row a home of Dwellings, in its order. `uncalibrated` figures end at the in-use correction.

    Annual kWh. A figure without `uncalibrated` in its name is scaled to what meters of the area recorded, where that is
    published, and equals the uncalibrated one where it is not.
    """

    dwelling_id: str
    main_fuel: pd.CategoricalDtype = pa.Field(isin=MAIN_FUELS)
    heat_loss_w_per_k: float = pa.Field(gt=0, description="fabric and ventilation")
    archetype_space_heat_kwh: float = pa.Field(ge=0, description="useful heat, before the in-use correction")
    uncalibrated_space_heat_kwh: float = pa.Field(ge=0, description="useful heat, after the in-use correction")
    space_heat_kwh: float = pa.Field(ge=0, description="useful heat")
    uncalibrated_hot_water_kwh: float = pa.Field(ge=0, description="useful heat")
    hot_water_kwh: float = pa.Field(ge=0, description="useful heat")
    efficiency_ratio: float = pa.Field(gt=0, description="useful heat for one kWh of the main fuel")
    uncalibrated_heating_kwh: float = pa.Field(ge=0, description="main fuel bought for space heat and hot water")
    heating_kwh: float = pa.Field(ge=0, description="main fuel bought for space heat and hot water")
    uncalibrated_appliances_kwh: float = pa.Field(ge=0, description="electricity for all but space heat and hot water")
    appliances_kwh: float = pa.Field(ge=0, description="electricity for all but space heat and hot water")
    design_heat_kw: float = pa.Field(ge=0, description="useful heat on the design day, calibrated with the year's")
    heat_pump_peak_kw: float = pa.Field(
        ge=0, description="after-diversity electricity at the network's peak were it heated by an air-source heat pump"
    )


class MeteredEnergy(Contract):
    """What an area's homes or businesses were recorded to buy, and how fine the record is."""

    area_level: str = pa.Field(isin=["lad", "msoa", "lsoa"])
    area_code: str
    users: str = pa.Field(isin=["domestic", "non_domestic"])
    carrier: str = pa.Field(isin=CARRIERS)
    year: int = pa.Field(ge=2000, le=2100)
    consumption_kwh: float = pa.Field(ge=0)
    meters_count: float = pa.Field(ge=0, nullable=True, description="blank where the publisher counts none")
    provenance: str = pa.Field(isin=PROVENANCE)
    basis: str = pa.Field(description="how it was worked out; blank where it is the published figure itself")
    source_id: str

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "users", "carrier", "year"]


class EnergyByArea(Contract):
    """What an area's homes buy: by our method, by the record, and after scaling to the record."""

    area_level: str = pa.Field(isin=ENERGY_LEVELS)
    area_code: str
    carrier: str = pa.Field(isin=CARRIERS)
    homes: float = pa.Field(ge=0, description="that buy it")
    uncalibrated_kwh: float = pa.Field(ge=0)
    published_kwh: float = pa.Field(ge=0, nullable=True, description="blank: nobody published it for this area")
    published_year: float = pa.Field(nullable=True)
    calibrated_kwh: float = pa.Field(ge=0)
    uncalibrated_ratio: float = pa.Field(nullable=True, description="uncalibrated to published")
    calibration: str = pa.Field(isin=["lsoa", "msoa", "lad", "none"], description="level of the record used")

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "carrier"]


class HeatPumpDay(Contract):
    """A district's homes on the design day by half-hour, were every one heated by an air-source heat pump."""

    district_code: str
    slot: int = pa.Field(ge=0, le=47, description="half-hour of the day, 0 begins at midnight")
    homes: float = pa.Field(ge=0)
    heat_loss_kw: float = pa.Field(ge=0, description="by the homes' own heat loss and the cold day's performance")
    measured_kw: float = pa.Field(ge=0, description="at the measured after-diversity level, homes differing by size")

    class Config(Contract.Config):
        unique = ["district_code", "slot"]
