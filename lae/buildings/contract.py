"""What certificates say of buildings, in our own words: one closed list a class, blank where a certificate is silent.

These are personal data. No line of an address is in any table here, only UPRN and postcode; nothing finer than an LSOA
leaves in a public edition. Descriptions are those of a building's first part; extensions are not in the files.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.tables import Contract

SMALLEST_HOME_M2: Final = 15.0
LARGEST_HOME_M2: Final = 1_000.0
"""Floor areas outside these are left blank: our choice, against slipped decimals and blocks lodged as one home."""
LARGEST_BUILDING_M2: Final = 1_000_000.0

HOME_TYPES: Final = ["", "house", "bungalow", "flat", "maisonette", "park_home"]
FORMS: Final = [
    "",
    "detached",
    "linked_detached",
    "semi_detached",
    "end_terrace",
    "mid_terrace",
    "enclosed_end_terrace",
    "enclosed_mid_terrace",
]
AGE_BANDS: Final = ["", *"ABCDEFGHIJKLM"]
AGE_STARTS: Final = [1900, 1930, 1950, 1967, 1976, 1983, 1991, 1996, 2003, 2007, 2012, 2022]
"""The first year of bands B to M in England and Wales; band A is whatever is older."""
TENURES: Final = ["", "owner_occupied", "rented_private", "rented_social"]
OCCASIONS: Final = ["", "sale", "rental", "new_dwelling", "grant", "other"]
"""Why the certificate was made; a grant is the Green Deal, ECO, RHI or a feed-in tariff."""
FUELS: Final = ["", "gas", "lpg", "oil", "electricity", "solid_fuel", "biomass", "network", "other", "none"]
"""`network` where a non-domestic certificate names district heating; a home on a network keeps the network's fuel."""
HEATING: Final = [
    "",
    "boiler",
    "micro_chp",
    "warm_air",
    "room_heaters",
    "storage_heaters",
    "electric_other",
    "heat_pump_air",
    "heat_pump_ground",
    "heat_pump_water",
    "hybrid_heat_pump",
    "heat_network",
    "none",
    "other",
]
"""Of several systems the first, but a boiler beside a heat pump is `hybrid_heat_pump`."""
HOT_WATER: Final = ["", "main_system", "second_system", "electric", "gas", "other_fuel", "heat_pump", "heat_network"]
WALLS: Final = ["", "cavity", "solid_brick", "stone", "timber_frame", "system_built", "cob", "park_home", "other"]
WALL_INSULATION: Final = ["", "none", "partial", "insulated", "filled", "internal", "external", "filled_and_lined"]
"""`insulated` and `partial` as built, by the assessor's assumption; `filled` is a filled cavity."""
ROOFS: Final = ["", "pitched", "flat", "room_in_roof", "thatched", "dwelling_above", "premises_above"]
FLOORS: Final = ["", "solid", "suspended", "exposed", "dwelling_below", "premises_below"]
"""`exposed`: to outside air or to an unheated space."""
INSULATION: Final = ["", "none", "limited", "insulated"]
GLAZING: Final = ["", "single", "some", "mostly", "full"]
PANES: Final = ["", "single", "secondary", "double", "triple"]
TARIFFS: Final = ["", "single", "off_peak"]
YES_NO: Final = ["", "yes", "no"]
UPRN_BASES: Final = ["", "assessor", "matched"]
BANDS: Final = ["", *"ABCDEFG"]
BUSINESS_BANDS: Final = ["", "A+", *"ABCDEFG"]
SERVICING: Final = ["", "air_conditioned", "mixed_mode", "mechanical", "natural", "unconditioned"]
IMPROVEMENTS: Final = [
    "",
    "loft",
    "cavity_wall",
    "solid_wall",
    "external_wall",
    "party_wall",
    "flat_roof",
    "room_in_roof",
    "floor",
    "glazing",
    "doors",
    "draught",
    "cylinder",
    "controls",
    "boiler",
    "storage_heaters",
    "heat_pump",
    "biomass",
    "heat_recovery",
    "lighting",
    "solar_water",
    "photovoltaics",
    "wind",
    "battery",
    "other",
]

_POSTCODE: Final = r"^([A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})?$"
_UPRN: Final = r"^([1-9]\d{0,11})?$"
_DATE: Final = r"^\d{4}-\d{2}-\d{2}$"
_DATE_OR_BLANK: Final = r"^(\d{4}-\d{2}-\d{2})?$"
_DISTRICT: Final = r"^([EWSN]\d{8})?$"
_LSOA: Final = r"^([EW]01\d{6})?$"


class _Lodged(Contract):
    """What every certificate has, whatever it certifies."""

    certificate_id: str = pa.Field(description="as published: the new service's number, or the old one's LMK key")
    uprn: str = pa.Field(description="digits without leading zeros; blank where none was found")
    uprn_basis: pd.CategoricalDtype = pa.Field(isin=UPRN_BASES)
    postcode: pd.CategoricalDtype = pa.Field(str_matches=_POSTCODE)
    district_code: pd.CategoricalDtype = pa.Field(str_matches=_DISTRICT, description="blank where the file has none")
    lsoa_code: pd.CategoricalDtype = pa.Field(str_matches=_LSOA, description="blank: a study looks it up by postcode")
    lodgement_date: pd.CategoricalDtype = pa.Field(str_matches=_DATE)
    inspection_date: pd.CategoricalDtype = pa.Field(str_matches=_DATE_OR_BLANK)

    @pa.check("uprn", name="digits")
    @classmethod
    def _digits(cls, uprns: pd.Series) -> pd.Series | bool:
        """All at once, since there are hundreds of thousands; one by one only to tell which are at fault."""
        together = "".join(uprns.tolist())
        # Of bytes only ten are digits, so they are looked at ten times as fast as letters.
        if not together or (together.isascii() and together.encode().isdigit()):
            return True
        return uprns.str.fullmatch(_UPRN)


class Certificates(_Lodged):
    """One row a lodged certificate of a home, older ones included: `home_row` tells which are of the same home."""

    home_row: int = pa.Field(
        ge=1,
        description="source_row of the first certificate of the same home in this file: same UPRN, else same building "
        "number or address, which were compared while reading and are kept nowhere",
    )
    property_type: pd.CategoricalDtype = pa.Field(isin=HOME_TYPES)
    built_form: pd.CategoricalDtype = pa.Field(isin=FORMS)
    age_band: pd.CategoricalDtype = pa.Field(isin=AGE_BANDS, description="England and Wales")
    tenure: pd.CategoricalDtype = pa.Field(isin=TENURES)
    occasion: pd.CategoricalDtype = pa.Field(isin=OCCASIONS)
    floor_area_m2: float = pa.Field(ge=SMALLEST_HOME_M2, le=LARGEST_HOME_M2, nullable=True)
    habitable_rooms_count: float = pa.Field(ge=1, le=100, nullable=True)
    epc_band: pd.CategoricalDtype = pa.Field(isin=BANDS)
    potential_band: pd.CategoricalDtype = pa.Field(isin=BANDS)
    sap_points: float = pa.Field(ge=1, le=200, nullable=True, description="SAP score; above 100 it exports")
    potential_sap_points: float = pa.Field(ge=1, le=200, nullable=True)
    primary_energy_kwh_per_m2: float = pa.Field(
        ge=-2_000, le=5_000, nullable=True, description="modelled primary energy, not metered; below 0 it exports"
    )
    potential_primary_energy_kwh_per_m2: float = pa.Field(ge=-2_000, le=5_000, nullable=True)
    carbon_tco2: float = pa.Field(ge=-100, le=500, nullable=True, description="modelled, by the SAP of its date")
    potential_carbon_tco2: float = pa.Field(ge=-100, le=500, nullable=True)
    main_fuel: pd.CategoricalDtype = pa.Field(isin=FUELS)
    heating: pd.CategoricalDtype = pa.Field(isin=HEATING)
    hot_water: pd.CategoricalDtype = pa.Field(isin=HOT_WATER)
    mains_gas: pd.CategoricalDtype = pa.Field(isin=YES_NO, description="gas is used in the home")
    tariff: pd.CategoricalDtype = pa.Field(isin=TARIFFS)
    wall: pd.CategoricalDtype = pa.Field(isin=WALLS)
    wall_insulation: pd.CategoricalDtype = pa.Field(isin=WALL_INSULATION)
    wall_u_w_per_m2k: float = pa.Field(gt=0, le=5, nullable=True, description="stated on new homes only")
    roof: pd.CategoricalDtype = pa.Field(isin=ROOFS)
    roof_insulation: pd.CategoricalDtype = pa.Field(isin=INSULATION)
    loft_insulation_mm: float = pa.Field(ge=0, le=1_000, nullable=True, description="300 stands for 300 or more")
    roof_u_w_per_m2k: float = pa.Field(gt=0, le=5, nullable=True)
    floor: pd.CategoricalDtype = pa.Field(isin=FLOORS)
    floor_insulation: pd.CategoricalDtype = pa.Field(isin=INSULATION)
    floor_u_w_per_m2k: float = pa.Field(gt=0, le=5, nullable=True)
    glazing: pd.CategoricalDtype = pa.Field(isin=GLAZING, description="how much of it is more than single")
    panes: pd.CategoricalDtype = pa.Field(isin=PANES)
    multiple_glazed_share: float = pa.Field(ge=0, le=1, nullable=True)
    photovoltaics: pd.CategoricalDtype = pa.Field(isin=YES_NO)
    solar_water: pd.CategoricalDtype = pa.Field(isin=YES_NO)
    source_id: pd.CategoricalDtype
    source_row: int = pa.Field(ge=1, description="counted on through the files of an archive, in order of their names")
    vintage: pd.CategoricalDtype = pa.Field(description="as registered; else the month of the newest certificate")
    licence: pd.CategoricalDtype

    class Config(Contract.Config):
        unique = ["certificate_id"]


class Recommendations(Contract):
    """One row an improvement that a home's certificate recommends, in the certificate's own order."""

    certificate_id: str
    item_rank: int = pa.Field(ge=1, le=1_000)
    improvement: pd.CategoricalDtype = pa.Field(isin=IMPROVEMENTS)
    improvement_code: pd.CategoricalDtype = pa.Field(description="RdSAP's improvement number as published, or blank")
    cost_low_gbp: float = pa.Field(ge=0, le=1_000_000, nullable=True, description="nominal, at the certificate's date")
    cost_high_gbp: float = pa.Field(ge=0, le=1_000_000, nullable=True)
    source_id: pd.CategoricalDtype
    source_row: int = pa.Field(ge=1)
    vintage: pd.CategoricalDtype
    licence: pd.CategoricalDtype

    class Config(Contract.Config):
        unique = ["certificate_id", "item_rank"]


class DisplayCertificates(_Lodged):
    """One row a display energy certificate: what a public building was metered to use over a year."""

    period_end: pd.CategoricalDtype = pa.Field(str_matches=_DATE_OR_BLANK, description="last day of the metered year")
    building_row: int = pa.Field(ge=1, description="as `home_row` of Certificates")
    use: pd.CategoricalDtype = pa.Field(description="main benchmark category as published")
    floor_area_m2: float = pa.Field(ge=1, le=LARGEST_BUILDING_M2, nullable=True)
    operational_band: pd.CategoricalDtype = pa.Field(isin=BANDS)
    operational_rating: float = pa.Field(ge=-10_000, le=10_000, nullable=True, description="100 is typical")
    main_fuel: pd.CategoricalDtype = pa.Field(isin=FUELS)
    servicing: pd.CategoricalDtype = pa.Field(isin=SERVICING)
    heat_kwh_per_m2: float = pa.Field(ge=0, le=20_000, nullable=True, description="metered fuel and heat")
    electricity_kwh_per_m2: float = pa.Field(ge=0, le=20_000, nullable=True, description="metered")
    typical_heat_kwh_per_m2: float = pa.Field(ge=0, le=20_000, nullable=True, description="benchmark")
    typical_electricity_kwh_per_m2: float = pa.Field(ge=0, le=20_000, nullable=True, description="benchmark")
    renewable_heat_share: float = pa.Field(ge=0, le=1, nullable=True)
    renewable_electricity_share: float = pa.Field(ge=0, le=1, nullable=True)
    heating_tco2: float = pa.Field(ge=0, le=1_000_000, nullable=True)
    electricity_tco2: float = pa.Field(ge=0, le=1_000_000, nullable=True)
    renewables_tco2: float = pa.Field(ge=0, le=1_000_000, nullable=True, description="avoided on site")
    air_conditioned: pd.CategoricalDtype = pa.Field(isin=YES_NO)
    cooling_kw: float = pa.Field(ge=0, le=100_000, nullable=True)
    source_id: pd.CategoricalDtype
    source_row: int = pa.Field(ge=1)
    vintage: pd.CategoricalDtype
    licence: pd.CategoricalDtype

    class Config(Contract.Config):
        unique = ["certificate_id"]


class NonDomesticCertificates(_Lodged):
    """One row a lodged certificate of a building that is no home, or of a part of one: modelled, not metered."""

    building_row: int = pa.Field(ge=1, description="as `home_row` of Certificates; parts of one building share a UPRN")
    use: pd.CategoricalDtype = pa.Field(description="planning use class as published")
    occasion: pd.CategoricalDtype = pa.Field(isin=OCCASIONS)
    floor_area_m2: float = pa.Field(ge=1, le=LARGEST_BUILDING_M2, nullable=True)
    asset_band: pd.CategoricalDtype = pa.Field(isin=BUSINESS_BANDS)
    asset_rating: float = pa.Field(ge=-10_000, le=10_000, nullable=True, description="below 0 it exports")
    new_build_rating: float = pa.Field(ge=-10_000, le=10_000, nullable=True, description="benchmark")
    existing_stock_rating: float = pa.Field(ge=-10_000, le=10_000, nullable=True, description="benchmark")
    main_fuel: pd.CategoricalDtype = pa.Field(isin=FUELS)
    servicing: pd.CategoricalDtype = pa.Field(isin=SERVICING)
    primary_energy_kwh_per_m2: float = pa.Field(ge=-20_000, le=20_000, nullable=True)
    emissions_kgco2_per_m2: float = pa.Field(ge=-5_000, le=5_000, nullable=True)
    typical_emissions_kgco2_per_m2: float = pa.Field(ge=-5_000, le=5_000, nullable=True)
    air_conditioned: pd.CategoricalDtype = pa.Field(isin=YES_NO)
    cooling_kw: float = pa.Field(ge=0, le=100_000, nullable=True)
    source_id: pd.CategoricalDtype
    source_row: int = pa.Field(ge=1)
    vintage: pd.CategoricalDtype
    licence: pd.CategoricalDtype

    class Config(Contract.Config):
        unique = ["certificate_id"]
