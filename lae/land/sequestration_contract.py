"""What is known of storing carbon on land: options, factors, stocks and prices; what is eligible; what it adds up to.

Removal is positive everywhere, whatever a publisher's sign. Carbon (t C) is in `LandStocks` alone; all else is CO2e.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.land.contract import ALC_GRADES, LAYERS
from lae.measures import PROVENANCE
from lae.tables import Contract

ANY: Final = "any"
LAND_CLASSES: Final = [
    "arable",
    "improved_grassland",
    "neutral_grassland",
    "calcareous_grassland",
    "acid_grassland",
    "heather",
    "heather_grassland",
    "fen",
    "bog",
    "saltmarsh",
    "broadleaved_woodland",
    "coniferous_woodland",
    "inland_rock",
    "sediment",
    "freshwater",
    "saltwater",
    "urban",
    "suburban",
]
"""Land cover as UKCEH's map names it, coasts folded together."""
OPTIONS: Final = [
    "native_woodland",
    "wet_woodland",
    "wood_pasture",
    "orchard",
    "scrub",
    "hedgerow",
    "peat_rewetting",
    "fen",
    "floodplain_grassland",
    "species_rich_grassland",
    "soil",
]
BASELINE: Final = "baseline"
"""The `option` of a factor that says what land does when nothing is done."""
LAND_TIERS: Final = ["open", "caution", "consent"]
"""In the order in which land is taken."""
NOT_SCREENED: Final = "not_screened"
EXCLUDED: Final = "excluded"
LEVELS: Final = ["high", "medium", "low"]
PERMANENCE: Final = ["long", "medium", "reversible"]
"""`long` is protected by law or a code for decades; `reversible` is lost in a season of ploughing or draining."""
EFFECTS: Final = ["removed", "avoided"]
SCHEMES: Final = ["woodland_carbon_code", "peatland_code", "none"]
FOOD: Final = ["displaced", "reduced", "kept"]
BOOKS: Final = ["biomass", "stock_change", "flux", "avoided", "baseline"]
"""Ways to count one tonne: growth; soil and biomass from `LandStocks`; a published rate; emission that stops."""
PER_HA_CENTURY: Final = "t CO2e/ha at 100 years"
PER_KM_CENTURY: Final = "t CO2e/km at 100 years"
PER_HA_YEAR: Final = "t CO2e/ha/year"
UNITS_OF: Final = {
    "biomass": [PER_HA_CENTURY, PER_KM_CENTURY],
    "stock_change": [PER_HA_CENTURY],
    "flux": [PER_HA_YEAR],
    "avoided": [PER_HA_YEAR],
    "baseline": [PER_HA_YEAR],
}
ALONE: Final = "alone"
TOGETHER: Final = "together"
STACKED: Final = "stacked"
PRICE_KINDS: Final = ["market", "appraisal", "compliance"]
"""Three views of one tonne's worth: never a sum."""
UNGRADED: Final = "unknown"


def words_of(text: str) -> list[str]:
    """The words of a cell that lists names separated by blanks, commas or semicolons."""
    return text.replace(";", " ").replace(",", " ").split()


class Ranged(Contract):
    """A figure with its range: low, value, high, where from and how sure."""

    unit: str
    low: float = pa.Field(nullable=True)
    value: float = pa.Field(nullable=True)
    high: float = pa.Field(nullable=True)
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    @pa.dataframe_check(name="value_within_its_own_range")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        above = frame["low"].isna() | frame["value"].isna() | frame["low"].le(frame["value"])
        return above & (frame["high"].isna() | frame["value"].isna() | frame["high"].ge(frame["value"]))

    @pa.dataframe_check(name="unverified_with_a_range_and_what_to_check")
    @classmethod
    def _unverified(cls, frame: pd.DataFrame) -> pd.Series:
        said = frame["source"].str.startswith("CHECK: ") & frame["note"].ne("")
        ranged = frame["value"].isna() | (frame["low"].notna() & frame["high"].notna())
        return frame["tier"].ne("D") | (said & ranged)

    @pa.dataframe_check(name="a_blank_says_why")
    @classmethod
    def _blank(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["value"].notna() | frame["note"].ne("")


class LandOptions(Contract):
    """One row an option: where it may go, how long it lasts, who would recognise it and what it does to farming."""

    option: str = pa.Field(isin=OPTIONS)
    name: str = pa.Field(str_length={"min_value": 1})
    measured_in: str = pa.Field(isin=["ha", "km"])
    effect: str = pa.Field(isin=EFFECTS)
    land_classes: str = pa.Field(description="of LAND_CLASSES, separated by a space")
    needs_layers: str = pa.Field(description="without which nobody can say that land suits it; separated by a space")
    permanence: str = pa.Field(isin=PERMANENCE)
    confidence: str = pa.Field(isin=LEVELS, description="in the method, before factor and screening")
    scheme: str = pa.Field(isin=SCHEMES)
    units_sold: str = pa.Field(description="other units it may earn: bng, nutrient; separated by a space")
    food: str = pa.Field(isin=FOOD)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["option"]

    @pa.dataframe_check(name="known_classes_and_layers")
    @classmethod
    def _known(cls, frame: pd.DataFrame) -> pd.Series:
        classes, layers = set(LAND_CLASSES), set(LAYERS)
        held = [set(words_of(text)) <= classes for text in frame["land_classes"]]
        needed = [set(words_of(text)) <= layers for text in frame["needs_layers"]]
        return pd.Series(held, index=frame.index) & pd.Series(needed, index=frame.index)


class LandFactors(Ranged):
    """One row an option and class of land: CO2e removed (+) by a hectare or kilometre; blank where nobody can say.

    `value` of a `stock_change` is blank in the file: it is made of `LandStocks`, from the class to `to_class`.
    """

    option: str = pa.Field(isin=[*OPTIONS, BASELINE])
    land_class: str = pa.Field(isin=[*LAND_CLASSES, ANY])
    book: str = pa.Field(isin=BOOKS)
    curve_id: str
    to_class: str = pa.Field(isin=["", "scrub", *LAND_CLASSES])

    class Config(Contract.Config):
        unique = ["option", "land_class"]

    @pa.dataframe_check(name="unit_of_its_book")
    @classmethod
    def _unit(cls, frame: pd.DataFrame) -> pd.Series:
        known = {(book, unit) for book, units in UNITS_OF.items() for unit in units}
        fits = [pair in known for pair in zip(frame["book"], frame["unit"], strict=True)]
        return pd.Series(fits, index=frame.index) & frame["option"].eq(BASELINE).eq(frame["book"].eq("baseline"))


class LandStocks(Ranged):
    """One row a class of land: t C/ha that stand on it and in its upper soil when old."""

    land_class: str = pa.Field(isin=["scrub", *LAND_CLASSES])

    class Config(Contract.Config):
        unique = ["land_class"]

    @pa.dataframe_check(name="carbon_not_co2e")
    @classmethod
    def _carbon(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["unit"].eq("t C/ha")


class CarbonPrices(Contract):
    """One row a price and year, in money of its own price year."""

    price: str
    kind: str = pa.Field(isin=PRICE_KINDS)
    options: str = pa.Field(description="options it is paid for, separated by a space, or any")
    year: int = pa.Field(ge=2000, le=2100)
    low_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    gbp_per_tco2e: float = pa.Field(ge=0)
    high_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    price_year: int = pa.Field(ge=2000, le=2100)
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["price", "year"]

    @pa.dataframe_check(name="price_within_its_own_range")
    @classmethod
    def _within(cls, frame: pd.DataFrame) -> pd.Series:
        price, low, high = frame["gbp_per_tco2e"], frame["low_gbp_per_tco2e"], frame["high_gbp_per_tco2e"]
        return (low.isna() | low.le(price)) & (high.isna() | high.ge(price))


class EligibleLand(Contract):
    """Hectares of a zone and class by what a screening says of an option; the same hectare may suit several options.

    Land `excluded` may be listed and is left aside; land `not_screened` is shown and never taken.
    """

    zone_id: str
    land_class: str
    option: str
    tier: str = pa.Field(isin=[*LAND_TIERS, NOT_SCREENED, EXCLUDED])
    area_ha: float = pa.Field(ge=0)
    confidence: str = pa.Field(isin=[*LEVELS, "none"])
    not_screened: str = pa.Field(description="layers nobody looked at, separated by a space; blank: none")

    class Config(Contract.Config):
        unique = ["zone_id", "land_class", "option", "tier"]


class GradedLand(Contract):
    """Hectares of a zone and class of land by agricultural grade."""

    zone_id: str
    land_class: str
    grade: str = pa.Field(isin=[*ALC_GRADES, UNGRADED])
    area_ha: float = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["zone_id", "land_class", "grade"]


class Sequestration(Contract):
    """One row a basis, zone, option and year: hectares, and CO2e a year and in all since the programme began.

    `alone` rows are alternatives for the same hectares and never add up; `together` rows claim each hectare once and
    do. `gross` and `net` are of `effect`: removed, or of rewetting emission that stops. `net` is less what land would
    do anyway, precision and buffer. `avoided_loss` is soil's loss that stops, claimed by nobody and in no other column.
    Figures are of claim_ha less unknown_ha.
    """

    basis: str = pa.Field(isin=[ALONE, TOGETHER, STACKED])
    zone_id: str
    option: str = pa.Field(isin=OPTIONS)
    year: int = pa.Field(ge=2020, le=2200)
    effect: str = pa.Field(isin=EFFECTS)
    open_ha: float = pa.Field(ge=0, description="eligible")
    caution_ha: float = pa.Field(ge=0)
    consent_ha: float = pa.Field(ge=0)
    closed_ha: float = pa.Field(ge=0, description="eligible but for a layer that nobody looked at")
    claim_ha: float = pa.Field(ge=0, description="taken by the option in the end; of a hedge its own footprint")
    claim_km: float = pa.Field(ge=0, nullable=True, description="of hedge; blank for an option counted in hectares")
    planted_ha: float = pa.Field(ge=0, description="of claim_ha, by the end of the year")
    unknown_ha: float = pa.Field(ge=0, description="of claim_ha, where nobody can say what it stores")
    gross_low_tco2e: float = pa.Field(nullable=True)
    gross_tco2e: float = pa.Field(nullable=True)
    gross_high_tco2e: float = pa.Field(nullable=True)
    net_low_tco2e: float = pa.Field(nullable=True)
    net_tco2e: float = pa.Field(nullable=True)
    net_high_tco2e: float = pa.Field(nullable=True)
    gross_cumulative_tco2e: float = pa.Field(nullable=True)
    net_low_cumulative_tco2e: float = pa.Field(nullable=True)
    net_cumulative_tco2e: float = pa.Field(nullable=True)
    net_high_cumulative_tco2e: float = pa.Field(nullable=True)
    buffer_tco2e: float = pa.Field(ge=0, nullable=True, description="kept back against loss, of the year; not sold")
    buffer_cumulative_tco2e: float = pa.Field(ge=0, nullable=True)
    avoided_loss_low_tco2e: float = pa.Field(nullable=True)
    avoided_loss_tco2e: float = pa.Field(nullable=True)
    avoided_loss_high_tco2e: float = pa.Field(nullable=True)
    permanence: str = pa.Field(isin=PERMANENCE)
    confidence: str = pa.Field(isin=LEVELS, description="the least of method, screening and figures")
    scheme: str = pa.Field(isin=SCHEMES)
    factor_tier: str = pa.Field(isin=["", *TIERS], description="the worst met; D is unverified")
    not_screened: str
    reason: str = pa.Field(description="why hectares are closed or figures blank")
    provenance: str = pa.Field(isin=PROVENANCE)
    assumption_ids: str

    class Config(Contract.Config):
        unique = ["basis", "zone_id", "option", "year"]


class SequestrationValue(Contract):
    """One row a claim and price: what a year's net tonnes would be worth by that price alone."""

    basis: str = pa.Field(isin=[ALONE, TOGETHER, STACKED])
    zone_id: str
    option: str = pa.Field(isin=OPTIONS)
    year: int
    price: str
    kind: str = pa.Field(isin=PRICE_KINDS)
    quoted_year: float = pa.Field(nullable=True, description="of the price used; before `year` where it is held level")
    price_year: float = pa.Field(nullable=True)
    low_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    high_gbp_per_tco2e: float = pa.Field(ge=0, nullable=True)
    low_gbp: float = pa.Field(nullable=True, description="low tonnes at the low price")
    value_gbp: float = pa.Field(nullable=True)
    high_gbp: float = pa.Field(nullable=True)
    reason: str

    class Config(Contract.Config):
        unique = ["basis", "zone_id", "option", "year", "price"]


class CarbonLookup(Contract):
    """One row a curve and age of a user's table of growth: t CO2e/ha removed since planting, all told."""

    curve_id: str = pa.Field(str_length={"min_value": 1})
    age_years: float = pa.Field(ge=0, le=500)
    value: float = pa.Field(ge=-5_000, le=5_000)
    unit: str = pa.Field(isin=["t CO2e/ha"])
    source_id: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["curve_id", "age_years"]


class CarbonRates(Contract):
    """One row a habitat of a user's table of rates: t CO2e/ha a year removed, so a sink is above 0 here."""

    habitat: str = pa.Field(str_length={"min_value": 1})
    low: float = pa.Field(ge=-500, le=500, nullable=True)
    value: float = pa.Field(ge=-500, le=500)
    high: float = pa.Field(ge=-500, le=500, nullable=True)
    unit: str = pa.Field(isin=[PER_HA_YEAR])
    source_id: str
    source_row: int = pa.Field(ge=1)

    class Config(Contract.Config):
        unique = ["habitat"]
