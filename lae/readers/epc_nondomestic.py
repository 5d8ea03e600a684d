"""Energy performance certificates of buildings that are no homes: which published column becomes which of ours."""

from typing import Final

from lae.buildings import contract as c
from lae.readers import epc_words as words
from lae.readers.epc_cells import as_written
from lae.readers.epc_fields import Codes, Figures, Words
from lae.readers.epc_gather import Column, Columns, Layout

_RATING: Final = (-10_000.0, 10_000.0)

BUSINESS_FUEL: Final = words.rules(
    ("other", r"biogas|waste|^other"),
    ("lpg", r"lpg|propane"),
    ("gas", r"natural gas|mains gas"),
    ("network", r"district|heat network"),
    ("electricity", r"electric"),
    ("oil", r"\boil\b|kerosene|diesel"),
    ("solid_fuel", r"coal|anthracite|smokeless|dual fuel|coke"),
    ("biomass", r"biomass|wood"),
    ("none", r"^none$|no heating"),
)
SERVICING: Final = words.rules(
    ("mixed_mode", r"mixed"),
    ("air_conditioned", r"air.?condition"),
    ("mechanical", r"mechanical"),
    ("natural", r"natural"),
    ("unconditioned", r"unconditioned|unheated"),
)
_BAND: Final = words.rules(("A+", r"^a\+$"), *((band.upper(), rf"^{band}$") for band in "abcdefg"))


def _rating(source: str, name: str) -> Column:
    return Column((source,), "figures", Figures(name, *_RATING))


def _columns() -> Columns:
    emissions = (-5_000.0, 5_000.0)
    return {
        "use": Column(("propertytype",), "text", Codes("property type", as_written)),
        "occasion": Column(("transactiontype",), "words", Words("transaction type", c.OCCASIONS, words.OCCASION)),
        "floor_area_m2": Column(("floorarea",), "figures", Figures("floor area", 1, c.LARGEST_BUILDING_M2)),
        "asset_band": Column(("assetratingband",), "words", Words("band", c.BUSINESS_BANDS, _BAND)),
        "asset_rating": _rating("assetrating", "asset rating"),
        "new_build_rating": _rating("newbuildbenchmark", "new build benchmark"),
        "existing_stock_rating": _rating("existingstockbenchmark", "existing stock benchmark"),
        "main_fuel": Column(("mainheatingfuel",), "words", Words("main fuel", c.FUELS, BUSINESS_FUEL)),
        "servicing": Column(("buildingenvironment",), "words", Words("building environment", c.SERVICING, SERVICING)),
        "primary_energy_kwh_per_m2": Column(
            ("primaryenergyvalue",), "figures", Figures("primary energy", -20_000, 20_000)
        ),
        "emissions_kgco2_per_m2": Column(("buildingemissions",), "figures", Figures("emissions", *emissions)),
        "typical_emissions_kgco2_per_m2": Column(
            ("typicalemissions",), "figures", Figures("typical emissions", *emissions)
        ),
        "air_conditioned": Column(("airconpresent",), "words", Words("air conditioning", c.YES_NO, words.YES)),
        "cooling_kw": Column(("airconkwrating",), "figures", Figures("cooling power", 0, 100_000)),
    }


NON_DOMESTIC: Final = Layout(
    table="non_domestic_certificates",
    what="certificate of a building that is no home",
    contract=c.NonDomesticCertificates,
    columns=_columns,
    group="building_row",
    needed=("postcode", "lodgementdate", "propertytype", "floorarea", "assetrating"),
)
"""One building may have many: its parts are certified one by one."""
