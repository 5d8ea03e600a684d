"""Which measure suits which home: by its own features, consents no refusal, blanks not guessed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.buildings.retrofit.eligibility import Case, statuses, unstated
from lae.buildings.retrofit.offers import findings
from lae.buildings.retrofit.surroundings import Surroundings, homes_per_ha
from lae.buildings.retrofit_contract import FABRIC, MEASURES, SUITABLE
from retrofit_world import LISTS, SETTINGS, changed, homes, works


def of(measure: str, around: Surroundings | None = None, **features: object) -> str:
    """The status of one measure on the semi with these features."""
    return SUITABLE[works(features, around=around).status[measure][0]]


SOLID = {"wall": "solid_brick"}
FLAT = {"dwelling_type": "flat"}
UNDER = {"roof": "dwelling_above", "roof_insulation": "", "loft_insulation_mm": np.nan}


@pytest.mark.parametrize(
    ("measure", "features", "expected"),
    [
        ("loft", {}, "suitable"),
        ("loft", {"loft_insulation_mm": 199.0}, "suitable"),
        ("loft", {"loft_insulation_mm": 200.0}, "already_there"),
        ("loft", {"loft_insulation_mm": np.nan, "roof_insulation": "limited"}, "suitable"),
        ("loft", {"loft_insulation_mm": np.nan, "roof_insulation": "insulated"}, "already_there"),
        ("loft", {"loft_insulation_mm": np.nan, "roof_insulation": ""}, "unknown"),
        ("loft", {"roof": ""}, "unknown"),
        ("loft", {"roof": "flat"}, "not_suitable"),
        ("loft", UNDER, "not_suitable"),
        ("loft", FLAT, "needs_consent"),
        ("cavity_wall", {}, "suitable"),
        ("cavity_wall", {"wall_insulation": "partial"}, "suitable"),
        ("cavity_wall", {"wall_insulation": "filled"}, "already_there"),
        ("cavity_wall", {"wall_insulation": ""}, "unknown"),
        ("cavity_wall", {"wall": ""}, "unknown"),
        ("cavity_wall", SOLID, "not_suitable"),
        ("cavity_wall", FLAT, "needs_consent"),
        ("internal_wall", {}, "not_suitable"),
        ("internal_wall", SOLID, "suitable"),
        ("internal_wall", SOLID | FLAT, "suitable"),
        ("internal_wall", {"wall": "stone"}, "suitable"),
        ("internal_wall", {"wall": "timber_frame"}, "not_suitable"),
        ("internal_wall", {"wall": "cob"}, "unknown"),
        ("internal_wall", {"wall": ""}, "unknown"),
        ("internal_wall", SOLID | {"wall_insulation": "external"}, "already_there"),
        ("internal_wall", SOLID | {"wall_insulation": ""}, "unknown"),
        ("external_wall", SOLID, "suitable"),
        ("external_wall", SOLID | FLAT, "needs_consent"),
        ("external_wall", {"wall": "stone"}, "needs_consent"),
        ("external_wall", {"wall": "park_home"}, "suitable"),
        ("internal_wall", {"wall": "park_home"}, "not_suitable"),
        ("floor", {}, "suitable"),
        ("floor", {"floor": "solid"}, "suitable"),
        ("floor", {"floor_insulation": "insulated"}, "already_there"),
        ("floor", {"floor_insulation": ""}, "unknown"),
        ("floor", {"floor": ""}, "unknown"),
        ("floor", {"floor": "dwelling_below", "floor_insulation": ""}, "not_suitable"),
        ("glazing", {"glazing": "single"}, "suitable"),
        ("glazing", {"glazing": "some"}, "suitable"),
        ("glazing", {"glazing": "mostly"}, "already_there"),
        ("glazing", {"glazing": ""}, "unknown"),
        ("draught", {"glazing": "full"}, "suitable"),
        ("draught", {"glazing": "full", "floor": "solid"}, "already_there"),
        ("draught", {"glazing": "", "floor": "solid"}, "unknown"),
        ("air_source_heat_pump", {}, "suitable"),
        ("air_source_heat_pump", FLAT, "unknown"),
        ("air_source_heat_pump", {"heating": "heat_pump"}, "already_there"),
        ("air_source_heat_pump", {"heating": "heat_network"}, "not_suitable"),
        ("ground_source_heat_pump", {}, "unknown"),
        ("ground_source_heat_pump", {"dwelling_type": "detached"}, "suitable"),
        ("ground_source_heat_pump", {"dwelling_type": "mid_terrace"}, "not_suitable"),
        ("shared_ground_loop", {}, "not_suitable"),
        ("shared_ground_loop", FLAT, "unknown"),
        ("heat_network", {}, "unknown"),
        ("heat_network", {"heating": "heat_network"}, "already_there"),
        ("photovoltaics", {}, "suitable"),
        ("photovoltaics", {"photovoltaics": "yes"}, "already_there"),
        ("photovoltaics", {"photovoltaics": ""}, "suitable"),
        ("photovoltaics", UNDER, "not_suitable"),
        ("photovoltaics", {"roof": ""}, "unknown"),
        ("photovoltaics", {"roof": "thatched"}, "not_suitable"),
        ("photovoltaics", FLAT, "needs_consent"),
        ("battery", {"photovoltaics": "yes"}, "suitable"),
        ("battery", UNDER, "not_suitable"),
    ],
)
def test_a_measure_suits_a_home_by_what_the_stock_says_of_it(measure, features, expected):
    assert of(measure, **features) == expected


@pytest.mark.parametrize(
    ("measure", "listed", "conserved"),
    [
        ("loft", "needs_consent", "suitable"),
        ("cavity_wall", "needs_consent", "suitable"),
        ("floor", "needs_consent", "suitable"),
        ("glazing", "needs_consent", "needs_consent"),
        ("draught", "suitable", "suitable"),
        ("air_source_heat_pump", "needs_consent", "needs_consent"),
        ("photovoltaics", "needs_consent", "suitable"),
    ],
)
def test_a_listed_home_or_a_conservation_area_asks_for_a_consent_and_never_refuses(measure, listed, conserved):
    assert of(measure, Surroundings(listed=np.array([True]))) == listed
    assert of(measure, Surroundings(conservation=np.array([True]))) == conserved
    assert of(measure, Surroundings(listed=np.array([False]), conservation=np.array([False]))) == "suitable"


def test_lining_a_listed_solid_wall_on_either_side_needs_a_consent():
    listed = Surroundings(listed=np.array([True]))
    assert of("internal_wall", listed, **SOLID) == of("external_wall", listed, **SOLID) == "needs_consent"
    assert of("external_wall", Surroundings(conservation=np.array([True])), **SOLID) == "needs_consent"
    assert of("internal_wall", Surroundings(conservation=np.array([True])), **SOLID) == "suitable"


@pytest.mark.parametrize(
    ("space", "zone", "house", "flat"),
    [
        (30.0, False, "not_suitable", "not_suitable"),
        (31.0, False, "suitable", "needs_consent"),
        (31.0, True, "not_suitable", "not_suitable"),
        (71.0, True, "suitable", "needs_consent"),
        (0.0, False, "not_suitable", "not_suitable"),
        (np.nan, False, "unknown", "unknown"),
    ],
)
def test_an_air_source_pump_needs_open_ground_and_more_of_it_where_a_network_is_planned(space, zone, house, flat):
    around = Surroundings(outdoor_space_m2=np.array([space]), heat_network_zone=np.array([zone]))
    assert of("air_source_heat_pump", around) == house
    assert of("air_source_heat_pump", around, **FLAT) == flat


def test_large_plots_suit_ground_source_whatever_the_house():
    assert of("ground_source_heat_pump", Surroundings(outdoor_space_m2=np.array([150.0]))) == "suitable"
    assert of("ground_source_heat_pump", Surroundings(outdoor_space_m2=np.array([149.0]))) == "not_suitable"
    assert of("ground_source_heat_pump", Surroundings(outdoor_space_m2=np.array([np.nan]))) == "unknown"


def test_close_homes_suit_a_shared_loop_and_zones_a_network():
    dense, thin = (Surroundings(homes_per_ha=np.array([value])) for value in (25.0, 24.0))
    assert of("shared_ground_loop", dense, **FLAT) == "needs_consent"
    assert of("shared_ground_loop", thin, **FLAT) == "not_suitable"
    assert of("shared_ground_loop", dense) == "not_suitable"
    assert of("heat_network", Surroundings(heat_network_zone=np.array([True]))) == "suitable"
    assert of("heat_network", Surroundings(heat_network_zone=np.array([False]))) == "not_suitable"


def test_homes_a_hectare_are_those_of_the_lsoa():
    dwellings = homes({}, {}, {"lsoa_code": "E01900002"}, {"lsoa_code": "E01900003"})
    lsoas = pd.DataFrame({"lsoa_code": ["E01900002", "E01900001"], "area_ha": [4.0, 0.5]})
    # Two homes on half a hectare, one on four, and one in an LSOA whose area nobody told.
    assert homes_per_ha(dwellings, lsoas).tolist() == pytest.approx([4, 4, 0.25, np.nan], nan_ok=True)


def test_a_battery_may_be_offered_without_a_roof_only_where_the_register_says_so():
    alone = changed(SETTINGS, "rules", battery_alone=True)
    assert SUITABLE[works(UNDER, settings=alone).status["battery"][0]] == "suitable"


def test_a_measure_that_would_take_off_no_heat_loss_does_not_suit():
    given_ = works({})
    useless = works({}, after_of=type(given_.after)(*(np.array([9.0]) for _ in range(6))))
    assert [SUITABLE[useless.status[name][0]] for name in FABRIC[:-1]] == ["not_suitable"] * 6
    assert SUITABLE[useless.status["draught"][0]] == "suitable"


def test_layers_that_nobody_supplied_are_named_and_never_read_as_no():
    assert Surroundings(listed=np.array([True])).missing() == [
        "conservation",
        "outdoor_space_m2",
        "homes_per_ha",
        "heat_network_zone",
    ]
    [found] = Surroundings().findings()
    assert (found.severity, found.rule, found.ids[0]) == ("warning", "missing_layer", "listed")
    whole = Surroundings(*(np.array([True]) for _ in range(2)), *(np.array([9.0]) for _ in range(2)), np.array([True]))
    assert whole.findings() == []


def test_homes_that_do_not_say_whether_they_have_panels_are_counted_and_said_so():
    given_ = works({"photovoltaics": ""}, {"photovoltaics": "no"}, {"photovoltaics": ""} | UNDER)
    [found] = unstated(Case(given_.dwellings, Surroundings(), given_.roof_kwp, SETTINGS.rules))
    assert found.message.startswith("1 homes with a roof of their own")
    assert "photovoltaics_unstated" in {one.rule for one in findings(given_, Surroundings())}
    told = works({"photovoltaics": "no"})
    assert unstated(Case(told.dwellings, Surroundings(), told.roof_kwp, SETTINGS.rules)) == []


FEATURES = st.fixed_dictionaries({name: st.sampled_from(known) for name, known in LISTS.items() if name != "tenure"})


@settings(max_examples=30)
@given(st.lists(FEATURES, min_size=4, max_size=12), st.booleans(), st.booleans())
def test_a_consent_changes_nothing_but_what_suits_into_what_needs_one(features, listed, conserved):
    rows = homes(*features)
    kwp = np.full(len(rows), 2.0)
    flags = {"listed": np.full(len(rows), listed), "conservation": np.full(len(rows), conserved)}
    free = statuses(Case(rows, Surroundings(), kwp, SETTINGS.rules))
    asked = statuses(Case(rows, Surroundings(**flags), kwp, SETTINGS.rules))
    for name in MEASURES:
        suits = (free[name] == 0) & (asked[name] == 1)
        assert ((asked[name] == free[name]) | suits).all()
        assert set(free[name].tolist()) <= set(range(len(SUITABLE)))
