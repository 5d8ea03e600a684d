"""What certificates say in words: every spelling read in the publisher's own lists lands in its class."""

import math

import pytest

from lae.buildings import contract as c
from lae.readers import epc_words as words
from lae.readers.dec import DISPLAY
from lae.readers.epc_cells import as_written, day, district, plain, postcode
from lae.readers.epc_domestic import CERTIFICATES
from lae.readers.epc_nondomestic import BUSINESS_FUEL, NON_DOMESTIC, SERVICING
from lae.readers.epc_recommendations import cost_high, cost_low
from lae.tables import columns_of

AGES = {
    "England and Wales: before 1900": "A",
    "Pre-1900": "A",
    "England and Wales: 1900-1929": "B",
    "1930-1949": "C",
    "England and Wales: 1950-1966": "D",
    "England and Wales: 1967-1975": "E",
    "England and Wales: 1976-1982": "F",
    "England and Wales: 1983-1990": "G",
    "England and Wales: 1991-1995": "H",
    "England and Wales: 1996-2002": "I",
    "England and Wales: 2003-2006": "J",
    "England and Wales: 2007-2011": "K",
    "England and Wales: 2007 onwards": "K",
    "Post-2006": "K",
    "England and Wales: 2012 onwards": "L",
    "England and Wales: 2012-2021": "L",
    "England and Wales: 2022 onwards": "M",
    "1750": "A",
    "1899": "A",
    "1900": "B",
    "1982": "F",
    "1983": "G",
    "2015": "L",
    "2022": "M",
    "K": "K",
    "NO DATA!": "",
    "INVALID!": "",
    "Not applicable": "",
    "Not recorded": "",
    "0": None,
    "9999": None,
    "Northern Ireland: 1919-1929": None,
    "England and Wales: 1931-1949": None,
}
HEATING = {
    "Boiler and radiators, mains gas": "boiler",
    "Boiler & underfloor, oil": "boiler",
    "Boiler and radiators, mains gas, Room heaters, electric": "boiler",
    "Boiler and radiators, electric": "boiler",
    "Gas boiler, Gas boiler": "boiler",
    "Bwyler a rheiddiaduron, nwy prif gyflenwad": "boiler",
    "Boiler and radiators, |Bwyler a rheiddiaduron, |mains gas|nwy prif gyflenwad": "boiler",
    "Electric storage heaters": "storage_heaters",
    "Electric storage heaters, Boiler and radiators, oil": "storage_heaters",
    "Electric underfloor heating": "electric_other",
    "Electric ceiling heating": "electric_other",
    "Portable electric heaters assumed for most rooms": "electric_other",
    "Room heaters, electric": "electric_other",
    "Room heaters, radiators, electric": "electric_other",
    "Room heaters, mains gas": "room_heaters",
    "Room heaters, mains gas, room heaters, electric": "room_heaters",
    "Warm air, Electricaire": "warm_air",
    "Warm air, mains gas": "warm_air",
    "Air source heat pump, radiators, electric": "heat_pump_air",
    "Air source heat pump , electric": "heat_pump_air",
    "Air source heat pump, warm air, electric": "heat_pump_air",
    "Exhaust air MEV source heat pump, radiators, electric": "heat_pump_air",
    "Pwmp gwres, rheiddiaduron, trydan": "heat_pump_air",
    "Ground source heat pump, underfloor, electric": "heat_pump_ground",
    "Water source heat pump, radiators, electric": "heat_pump_water",
    "Boiler and radiators, mains gas, Air source heat pump, radiators, electric": "hybrid_heat_pump",
    "Community scheme": "heat_network",
    "Community scheme with CHP and mains gas": "heat_network",
    "Community heat pump, electric": "heat_network",
    "Micro-cogeneration, mains gas": "micro_chp",
    "No system present: electric heaters assumed": "none",
    "SAP05:Main-Heating": "",
    "Hamster wheel": None,
}
FUELS = {
    "mains gas (not community)": "gas",
    "mains gas - this is for backwards compatibility only and should not be used": "gas",
    "Gas: mains gas": "gas",
    "Gas: bottled LPG": "lpg",
    "LPG special condition": "lpg",
    "oil (not community)": "oil",
    "Oil: heating oil": "oil",
    "electricity (not community)": "electricity",
    "Electricity: electricity, unspecified tariff": "electricity",
    "Community heating schemes: heat from electric heat pump": "electricity",
    "house coal (not community)": "solid_fuel",
    "dual fuel - mineral + wood": "solid_fuel",
    "Solid fuel: dual fuel appliance (mineral and wood)": "solid_fuel",
    "smokeless coal": "solid_fuel",
    "wood logs": "biomass",
    "bulk wood pellets": "biomass",
    "biomass (community)": "biomass",
    "biogas (community)": "other",
    "biodiesel from used cooking oil only": "other",
    "appliances able to use mineral oil or liquid biofuel": "other",
    "B30K (not community)": "other",
    "waste combustion (community)": "other",
    "from heat network data (community)": "network",
    "To be used only when there is no heating/hot-water system": "none",
    "NO DATA!": "",
    "magic": None,
}
WALLS = {
    "Cavity wall, as built, insulated (assumed)": ("cavity", "insulated"),
    "Cavity wall, as built, no insulation (assumed)": ("cavity", "none"),
    "Cavity wall, as built, partial insulation (assumed)": ("cavity", "partial"),
    "Cavity wall, filled cavity": ("cavity", "filled"),
    "Cavity wall, filled cavity and internal insulation": ("cavity", "filled_and_lined"),
    "Cavity wall, with external insulation": ("cavity", "external"),
    "Cavity wall,": ("cavity", ""),
    "Solid brick, with internal insulation": ("solid_brick", "internal"),
    "Solid brick, as built, no insulation (assumed) | Cavity wall, filled cavity": ("solid_brick", "none"),
    "Sandstone or limestone, as built, no insulation (assumed)": ("stone", "none"),
    "Granite or whin, with internal insulation": ("stone", "internal"),
    "Timber frame, with additional insulation": ("timber_frame", "insulated"),
    "System built, as built, partial insulation (assumed)": ("system_built", "partial"),
    "Park home wall, as built": ("park_home", ""),
    "Cob, as built": ("cob", ""),
    "Basement wall, filled cavity": ("other", "filled"),
    "Average thermal transmittance 0.21 W/m²K": ("", ""),
    "Waliau ceudod, fel y'u hadeiladwyd, dim inswleiddio (rhagdybiaeth)": ("cavity", "none"),
    "Waliau ceudod, ceudod wedi’i lenwi": ("cavity", "filled"),
    "Briciau solet, fel y?u hadeiladwyd, dim inswleiddio (rhagdybiaeth)": ("solid_brick", "none"),
    "SAP05:Walls": ("", ""),
}
ROOFS = {
    "Pitched, 25 mm loft insulation": ("pitched", "insulated", 25),
    "Pitched, 300+ mm loft insulation": ("pitched", "insulated", 300),
    "Pitched, >=300 mm loft insulation": ("pitched", "insulated", 300),
    "Pitched, 0 mm loft insulation": ("pitched", "none", 0),
    "Pitched, no insulation (assumed)": ("pitched", "none", None),
    "Pitched, limited insulation (assumed)": ("pitched", "limited", None),
    "Pitched, insulated at rafters": ("pitched", "insulated", None),
    "Pitched, Unknown loft insulation": ("pitched", "", None),
    "Flat, insulated (assumed)": ("flat", "insulated", None),
    "Roof room(s), ceiling insulated": ("room_in_roof", "insulated", None),
    "Thatched": ("thatched", "none", None),
    "Thatched, with additional insulation": ("thatched", "insulated", None),
    "(another dwelling above)": ("dwelling_above", "", None),
    "(other premises above)": ("premises_above", "", None),
    "Average thermal transmittance 0.11 W/m²K": ("", "", None),
    "Ar oleddf, 100 mm o inswleiddio yn y llofft": ("pitched", "insulated", 100),
}
FLOORS = {
    "Solid, no insulation (assumed)": ("solid", "none"),
    "Suspended, limited insulation (assumed)": ("suspended", "limited"),
    "To external air, insulated (assumed)": ("exposed", "insulated"),
    "To unheated space, uninsulated (assumed)": ("exposed", "none"),
    "(another dwelling below)": ("dwelling_below", ""),
    "(other premises below)": ("premises_below", ""),
    "Solet, dim inswleiddio (rhagdybiaeth)": ("solid", "none"),
    "Average thermal transmittance 0.12 W/m²K": ("", ""),
}
WINDOWS = {
    "Fully double glazed": ("full", "double"),
    "Full secondary glazing": ("full", "secondary"),
    "Mostly triple glazing": ("mostly", "triple"),
    "Partial double glazing": ("some", "double"),
    "Some multiple glazing": ("some", "double"),
    "Multiple glazing throughout": ("full", "double"),
    "High performance glazing": ("full", "triple"),
    "Single glazed": ("single", "single"),
    "Single and multiple glazing": ("some", "double"),
    "Gwydrau dwbl llawn": ("full", "double"),
}


def met(meaning, text):
    found = plain(text)
    return meaning(found) if found else ""


@pytest.mark.parametrize(("text", "band"), AGES.items())
def test_age_bands(text, band):
    assert met(words.age_band, text) == band


@pytest.mark.parametrize(("text", "kind"), HEATING.items())
def test_heating(text, kind):
    assert met(words.heating, text) == kind


@pytest.mark.parametrize(("text", "fuel"), FUELS.items())
def test_fuels(text, fuel):
    assert met(words.FUEL, text) == fuel


@pytest.mark.parametrize(("text", "classes"), WALLS.items())
def test_walls(text, classes):
    assert (met(words.WALL, text), met(words.WALL_INSULATION, text)) == classes


@pytest.mark.parametrize(("text", "classes"), ROOFS.items())
def test_roofs(text, classes):
    thickness = words.thickness_mm(plain(text))
    found = (met(words.ROOF, text), met(words.ROOF_INSULATION, text), None if math.isnan(thickness) else thickness)
    assert found == classes


@pytest.mark.parametrize(("text", "classes"), FLOORS.items())
def test_floors(text, classes):
    assert (met(words.FLOOR, text), met(words.FLOOR_INSULATION, text)) == classes


@pytest.mark.parametrize(("text", "classes"), WINDOWS.items())
def test_windows(text, classes):
    assert (met(words.GLAZING, text), met(words.PANES, text)) == classes


@pytest.mark.parametrize(
    ("meaning", "text", "found"),
    [
        (words.TENURE, "owner-occupied", "owner_occupied"),
        (words.TENURE, "rental (social)", "rented_social"),
        (words.TENURE, "Rented (private)", "rented_private"),
        (
            words.TENURE,
            "Not defined - use in the case of a new dwelling for which the intended tenure is not known.",
            "",
        ),
        (words.OCCASION, "non marketed sale", "sale"),
        (words.OCCASION, "not sale or rental", "other"),
        (
            words.OCCASION,
            "rental (private) - this is for backwards compatibility only and should not be used",
            "rental",
        ),
        (words.OCCASION, "not recorded - this is for backwards compatibility only and should not be used", ""),
        (words.OCCASION, "ECO assessment", "grant"),
        (words.OCCASION, "Mandatory issue (Property on construction).", "new_dwelling"),
        (words.FORM, "Enclosed End-Terrace", "enclosed_end_terrace"),
        (words.FORM, "Linked Detached", "linked_detached"),
        (words.FORM, "Semi-Detached", "semi_detached"),
        (words.HOME_TYPE, "Park home", "park_home"),
        (words.HOME_TYPE, "Maisonette", "maisonette"),
        (words.TARIFF, "off-peak 18 hour", "off_peak"),
        (words.TARIFF, "standard tariff", "single"),
        (words.TARIFF, "Unknown", ""),
        (words.HOT_WATER, "From main system, plus solar", "main_system"),
        (words.HOT_WATER, "From second main heating system", "second_system"),
        (words.HOT_WATER, "Electric immersion, off-peak", "electric"),
        (words.HOT_WATER, "No system present: electric immersion assumed", "electric"),
        (words.HOT_WATER, "Electric heat pump for water heating only", "heat_pump"),
        (words.HOT_WATER, "Gas boiler/circulator", "gas"),
        (words.HOT_WATER, "Oil range cooker", "other_fuel"),
        (words.HOT_WATER, "O'r brif system", "main_system"),
        (words.photovoltaics, "0", "no"),
        (words.photovoltaics, "40.0", "yes"),
        (words.photovoltaics, '[{"peak_power": 2.5, "orientation": 5}]', "yes"),
        (words.photovoltaics, '{"photovoltaic_supply": {"none_or_no_details": {"percent_roof_area": 0}}}', "no"),
        (words.photovoltaics, '{"broken', None),
        (words.photovoltaics, "[" * 1_000, None),
        (BUSINESS_FUEL, "Grid Supplied Electricity", "electricity"),
        (BUSINESS_FUEL, "District Heating", "network"),
        (SERVICING, "Mixed-mode with Natural Ventilation", "mixed_mode"),
        (SERVICING, "Heating and Mechanical Ventilation", "mechanical"),
    ],
)
def test_other_words(meaning, text, found):
    assert met(meaning, text) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("average thermal transmittance 0.21 w/m²k", 0.21),
        ("average thermal transmittance = 0.3 w/m&#0178;k", 0.3),
        ("average thermal transmittance 43.73 w/m²k", None),
        ("average thermal transmittance 0 w/m²k", None),
        ("solid brick", None),
    ],
)
def test_u_values(text, value):
    found = words.u_value(text)
    assert (None if math.isnan(found) else found) == value


def test_cells_have_one_spelling():
    assert [postcode(text) for text in ("ox12jd", "OX1  2JD", "W1A 0AX", "OXFORD", "OX1 2J", "ÖX1 2JD")] == [
        "OX1 2JD", "OX1 2JD", "W1A 0AX", None, None, None,
    ]  # fmt: skip
    assert [district(text) for text in ("e07000178", "E0700017", "Oxford")] == ["E07000178", None, None]
    days = ["2021-02-22", "2021-02-22 00:00:00.000", "22/02/2021 00:00", "31/02/2021", "1999-01-01", "2100-01-01", "x"]
    assert [day(text) for text in days] == ["2021-02-22"] * 3 + [None] * 4
    assert len(as_written("x" * 500)) == 100


def test_costs():
    texts = ["£100 - £350", "2000", "£1,500", "", "about £99,999,999,999", "1 " * 100]
    pairs = [(cost_low(text), cost_high(text)) for text in texts]
    assert pairs[:3] == [(100, 350), (2_000, 2_000), (1_500, 1_500)]
    assert all(math.isnan(figure) for pair in pairs[3:] for figure in pair)


@pytest.mark.parametrize(
    ("meaning", "classes"),
    [
        (words.FUEL, c.FUELS),
        (words.WALL, c.WALLS),
        (words.WALL_INSULATION, c.WALL_INSULATION),
        (words.ROOF, c.ROOFS),
        (words.ROOF_INSULATION, c.INSULATION),
        (words.FLOOR, c.FLOORS),
        (words.GLAZING, c.GLAZING),
        (words.PANES, c.PANES),
        (words.heating, c.HEATING),
    ],
)
def test_no_text_of_any_column_leaves_the_closed_list(meaning, classes):
    texts = [*AGES, *HEATING, *FUELS, *WALLS, *ROOFS, *FLOORS, *WINDOWS]
    assert {met(meaning, text) for text in texts} <= {*classes, None}


@pytest.mark.parametrize("layout", [CERTIFICATES, NON_DOMESTIC, DISPLAY], ids=lambda layout: layout.table)
def test_a_layout_fills_every_column_of_its_contract(layout):
    given = {"certificate_id", "uprn", "uprn_basis", "postcode", "district_code", "lsoa_code", "lodgement_date"}
    given |= {"inspection_date", layout.group, "source_id", "source_row", "vintage", "licence"}
    helpers = {"network_fuel", "kind"}
    assert set(layout.columns()) - helpers | given == set(columns_of(layout.contract))
