"""The stock of homes: what each is, where it stands and how we know; the totals it is held to and adds up to.

Personal data: home rows leave in an internal edition only, and hold no line of an address. Categorical columns keep
320,000 homes to about 40 MB.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.buildings import contract as certified
from lae.measures import PROVENANCE
from lae.tables import Contract

TYPES: Final = ["detached", "semi_detached", "end_terrace", "mid_terrace", "flat", "bungalow", "park_home"]
"""A bungalow is one whatever stands beside it; a maisonette is a flat."""
AGES: Final = list("ABCDEFGHIJKLM")
"""RdSAP age bands of England and Wales; their first years are `lae.buildings.contract.AGE_STARTS`."""
TENURES: Final = ["owner_occupied", "rented_private", "rented_social"]
HEATINGS: Final = [
    "gas",
    "oil",
    "lpg",
    "solid_fuel",
    "electric_storage",
    "electric_direct",
    "heat_pump",
    "hybrid_heat_pump",
    "heat_network",
    "none",
]
"""Main heating. gas, oil, lpg: a boiler, fires or warm air on that fuel; solid_fuel: coal, wood, pellets."""
EPC_BANDS: Final = list("ABCDEFG")
HOME_PROVENANCE: Final = ["epc", "donor_building", "donor_lsoa", "donor_msoa", "donor_district", "modelled"]
"""epc: its own certificate; donor_*: another home's certificate, from the same building, LSOA, MSOA or district;
modelled: no certificate at all, drawn from published totals and stated shares."""
ATTRIBUTES: Final[dict[str, list[str]]] = {
    "all": ["all"],
    "type": TYPES,
    "age": AGES,
    "tenure": TENURES,
    "heating": HEATINGS,
    "epc": EPC_BANDS,
}
"""What homes are counted by, in published and in our own totals, and the categories of each."""
COLUMN_OF: Final = {
    "type": "dwelling_type",
    "age": "age_band",
    "tenure": "tenure",
    "heating": "heating",
    "epc": "epc_band",
}
"""The column of Dwellings behind each attribute."""
COUNTED: Final = ["dwellings", "households", "certificates"]
AREA_LEVELS: Final = ["lad", "lsoa"]

_POSTCODE: Final = r"^([A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})?$"
_DISTRICT: Final = r"^[EWS]\d{8}$"
_LSOA: Final = r"^[EW]\d{8}$"
_CATEGORIES: Final = sorted({category for categories in ATTRIBUTES.values() for category in categories})


class Dwellings(Contract):
    """One row a home, in order of LSOA. Nothing but wall, roof, floor and glazing may be "" for not known."""

    dwelling_id: str = pa.Field(str_matches=r"^[EW]\d{8}-\d{5}$", description="LSOA and a running number; no UPRN")
    district_code: pd.CategoricalDtype = pa.Field(str_matches=_DISTRICT)
    lsoa_code: pd.CategoricalDtype = pa.Field(str_matches=_LSOA)
    postcode: pd.CategoricalDtype = pa.Field(str_matches=_POSTCODE)
    easting_m: float = pa.Field(nullable=True, description="of the postcode, EPSG:27700")
    northing_m: float = pa.Field(nullable=True)
    dwelling_type: pd.CategoricalDtype = pa.Field(isin=TYPES)
    age_band: pd.CategoricalDtype = pa.Field(isin=AGES)
    tenure: pd.CategoricalDtype = pa.Field(isin=TENURES)
    heating: pd.CategoricalDtype = pa.Field(isin=HEATINGS)
    epc_band: pd.CategoricalDtype = pa.Field(isin=EPC_BANDS)
    sap_points: float = pa.Field(ge=1, le=200, nullable=True, description="blank on a modelled home: only its band")
    floor_area_m2: float = pa.Field(ge=certified.SMALLEST_HOME_M2, le=certified.LARGEST_HOME_M2)
    wall: pd.CategoricalDtype = pa.Field(isin=certified.WALLS)
    wall_insulation: pd.CategoricalDtype = pa.Field(isin=certified.WALL_INSULATION)
    roof: pd.CategoricalDtype = pa.Field(isin=certified.ROOFS)
    roof_insulation: pd.CategoricalDtype = pa.Field(isin=certified.INSULATION)
    loft_insulation_mm: float = pa.Field(ge=0, le=1_000, nullable=True)
    floor: pd.CategoricalDtype = pa.Field(isin=certified.FLOORS)
    floor_insulation: pd.CategoricalDtype = pa.Field(isin=certified.INSULATION)
    glazing: pd.CategoricalDtype = pa.Field(isin=certified.GLAZING)
    photovoltaics: pd.CategoricalDtype = pa.Field(isin=certified.YES_NO)
    primary_energy_kwh_per_m2: float = pa.Field(
        ge=-2_000, le=5_000, nullable=True, description="as certified (modelled, primary); blank on a modelled home"
    )
    has_uprn: bool
    provenance: pd.CategoricalDtype = pa.Field(isin=HOME_PROVENANCE)

    class Config(Contract.Config):
        unique = ["dwelling_id"]


class Margins(Contract):
    """Totals homes are held to: how many of an area are of a category, as published or worked out from published ones.

    What counts households or certificates is scaled to the area's dwellings before homes are held to it.
    """

    area_level: str = pa.Field(isin=AREA_LEVELS)
    area_code: str = pa.Field(str_matches=_DISTRICT)
    attribute: str = pa.Field(isin=list(ATTRIBUTES))
    category: str = pa.Field(isin=_CATEGORIES)
    count: float = pa.Field(ge=0)
    counted: str = pa.Field(isin=COUNTED)
    provenance: str = pa.Field(isin=PROVENANCE, description="modelled: worked out from the sources' figures")
    basis: str = pa.Field(description="how it was worked out; blank where it is the published figure itself")
    source_id: str
    vintage: str
    licence: str

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "attribute", "category"]

    @pa.dataframe_check(name="category_of_its_attribute")
    @classmethod
    def _categories(cls, frame: pd.DataFrame) -> pd.Series:
        known = {f"{name}/{category}" for name, categories in ATTRIBUTES.items() for category in categories}
        return (frame["attribute"] + "/" + frame["category"]).isin(known)


class Shares(Contract):
    """How one feature of a home goes with another where no table counts both: shares that sum to 1 a condition.

    Only their pattern matters where a margin is held, since raking keeps the margin and the odds ratios of these.
    """

    feature: str = pa.Field(description="a column of Dwellings")
    category: str
    given: str = pa.Field(description="another column of Dwellings, or blank")
    condition: str = pa.Field(description="its category, or several separated by a space")
    share: float = pa.Field(ge=0, le=1)
    tier: str = pa.Field(isin=["A", "B", "C", "D"])
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["feature", "category", "given", "condition"]


class DwellingsByArea(Contract):
    """Homes of an area by category and by how we know them; LSOAs sum to their district, categories to `all`."""

    area_level: str = pa.Field(isin=AREA_LEVELS)
    area_code: str = pa.Field(str_matches=_DISTRICT)
    attribute: str = pa.Field(isin=list(ATTRIBUTES))
    category: str = pa.Field(isin=_CATEGORIES)
    dwellings: float = pa.Field(ge=0, nullable=True, description="blank: too few homes to publish")
    provenance: str = pa.Field(isin=HOME_PROVENANCE)

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "attribute", "category", "provenance"]
