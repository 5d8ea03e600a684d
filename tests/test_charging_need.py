"""Who cannot charge at home and what that takes: chances held to a published share, energy moved and never added."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from lae.assumptions import Assumption, Assumptions
from lae.charging.need.cars import of_car_owners
from lae.charging.need.destinations import weights_of_areas, weights_of_sites
from lae.charging.need.drives import drives
from lae.charging.need.energy import Vehicles, shared_energy
from lae.charging.need.geometry import geometry_evidence, no_drive_by_geometry, road_widths
from lae.charging.need.points import beside_plan, points, vehicles_per_point
from lae.charging.need.ranges import Range
from lae.charging.need.scaling import held, odds_scaled
from lae.charging.need.settings import (
    GEOMETRY_IDS,
    NEED_IDS,
    DriveSettings,
    EnergySettings,
    GeometrySettings,
    PlanBeside,
)
from lae.charging.need.whole import NeedInputs, NeedSettings, charging_need, place_need
from lae.charging.need_contract import HOME_TYPES, ChargingNeed, DriveEvidence, HomesAtPlaces, PlaceDrives, PlaceNeed
from lae.findings import FaultsError
from lae.tables import columns_of, validated

A, B, C = "E01000001", "E01000002", "E01000003"
PRIOR = {
    "detached": Range(0.9, 0.95, 0.99),
    "semi_detached": Range(0.7, 0.8, 0.9),
    "end_terrace": Range(0.4, 0.5, 0.6),
    "mid_terrace": Range(0.2, 0.3, 0.4),
    "flat": Range(0.05, 0.15, 0.3),
    "bungalow": Range(0.8, 0.9, 0.95),
    "park_home": Range(0.5, 0.8, 0.95),
}
FREE = DriveSettings(PRIOR, None)
HELD = DriveSettings(PRIOR, Range(0.30, 0.35, 0.40))
ENERGY = EnergySettings(
    vehicle_kwh=2_000.0,
    home_share=0.6,
    public_share=Range(0.2, 0.3, 0.4),
    depot_share=0.1,
    public_of_no_drive=Range(0.4, 0.5, 0.6),
    hours_7kw=Range(2.0, 2.5, 3.0),
    hours_50kw=Range(3.0, 3.5, 4.0),
    unmanaged_share=1.0,
    managed_share=0.5,
    home_kw=1.5,
)
VALUES = {
    "p_drive_detached": (0.95, 0.9, 0.99),
    "p_drive_semi": (0.8, 0.7, 0.88),
    "p_drive_end_terrace": (0.5, 0.35, 0.65),
    "p_drive_mid_terrace": (0.3, 0.18, 0.45),
    "p_drive_flat": (0.15, 0.05, 0.35),
    "p_drive_bungalow": (0.9, 0.78, 0.96),
    "p_drive_park_home": (0.8, 0.5, 0.95),
    "oxon_no_drive_share": (0.35, 0.3, 0.4),
    "oxon_evs_2027": (44_000.0, np.nan, np.nan),
    "oxlevi_chargers_2025": (1_300.0, np.nan, np.nan),
    "ev_need_method_spread": (3.05, np.nan, np.nan),
    "ev_energy": (2_200.0, 1_600.0, 2_900.0),
    "ev_home_share": (0.65, 0.5, 0.85),
    "ev_public_share": (0.30, 0.1, 0.45),
    "ev_depot_share": (0.05, 0.0, 0.15),
    "public_share_no_drive": (0.7, 0.6, 0.8),
    "utilisation_7kw": (2.5, 2.0, 3.0),
    "utilisation_50kw": (3.5, 3.0, 4.0),
    "hub_coincidence_unmanaged": (1.0, 0.5, 1.0),
    "hub_coincidence_managed": (0.5, 0.3, 0.7),
    "ev_admd_home7": (1.5, 1.0, 2.0),
    "gecco_building_min": (17.0, np.nan, np.nan),
    "gecco_building_max": (250.0, np.nan, np.nan),
    "gecco_neighbour_max": (5.0, np.nan, np.nan),
    "gecco_road_max": (7.0, np.nan, np.nan),
    "gecco_road_width_max": (5.0, np.nan, np.nan),
}
GECCO = GeometrySettings(17.0, 250.0, 5.0, 7.0, 5.0)


def register(**changed):
    rows = VALUES | changed
    return Assumptions(
        Assumption(key, value, "u", low, high, "s", "D", "n") for key, (value, low, high) in rows.items()
    )


def homes_table(*rows):
    """Rows of place, LSOA, type and homes; each place stands 100 m east of the last."""
    table = pd.DataFrame(rows, columns=["place_id", "lsoa_code", "dwelling_type", "homes"])
    east = 450_000.0 + 100.0 * pd.factorize(table["place_id"])[0]
    table = table.assign(district_code="E07000001", easting_m=east, northing_m=200_000.0)
    return table.astype({"homes": "float64", "easting_m": "float64"})[columns_of(HomesAtPlaces)]


def vehicles_table(counts, *, scenario="s", year=2030):
    rows = [(scenario, lsoa, year, float(count)) for lsoa, count in counts.items()]
    return pd.DataFrame(rows, columns=["scenario", "lsoa_code", "year", "vehicles_count"])


def evidence_table(*rows):
    table = pd.DataFrame(rows, columns=["place_id", "lsoa_code", "basis", "homes", "no_drive_homes"])
    return table.astype({"homes": "float64", "no_drive_homes": "float64"})


def rules(findings):
    return {finding.rule for finding in findings}


MIXED = homes_table(
    ("p1", A, "detached", 10), ("p1", A, "flat", 10), ("p2", A, "semi_detached", 5), ("p3", B, "mid_terrace", 20)
)


# -- chances held to a share ------------------------------------------------------------------------------------------


def test_odds_are_multiplied():
    # odds 1 x 3 = 3: 3 / 4; odds 1/4 x 4 = 1: 1 / 2; certainty stays
    assert odds_scaled(np.array([0.5, 0.0, 1.0]), 3.0).tolist() == [0.75, 0.0, 1.0]
    assert odds_scaled(np.array([0.2]), 4.0)[0] == pytest.approx(0.5)


def test_one_factor_reaches_the_wanted_number():
    # Odds 1 and 1/4; with factor 4 they are 4 and 1, chances 0.8 and 0.5: 10 x 0.2 + 10 x 0.5 = 7 without a drive.
    chance = np.array([0.5, 0.2])
    found = held((chance, chance, chance), np.array([10.0, 10.0]), (7.0, 7.0, 7.0))
    assert found.factors[1] == pytest.approx(4.0)
    for drive in (found.drive_low, found.drive, found.drive_high):
        assert drive == pytest.approx([0.8, 0.5])


def test_a_share_that_no_factor_reaches_scales_nothing():
    found = held((np.array([0.2]), np.array([0.5]), np.array([0.9])), np.array([10.0]), (-2.0, -1.0, 11.0))
    assert np.isnan(found.factors).all()
    assert (found.drive_low[0], found.drive[0], found.drive_high[0]) == (0.2, 0.5, 0.9)


def test_no_home_left_to_scale_scales_nothing():
    chance = np.array([0.5])
    assert np.isnan(held((chance, chance, chance), np.array([0.0]), (0.0, 0.0, 0.0)).factors[1])


chances = st.floats(0.01, 0.99)


@given(
    st.lists(st.tuples(chances, chances, chances, st.floats(1.0, 1e4)), min_size=1, max_size=8),
    st.lists(st.floats(0.02, 0.98), min_size=3, max_size=3),
)
def test_the_held_chances_leave_what_is_wanted_and_keep_their_sides(kinds, shares):
    low, central, high = (np.array(column) for column in zip(*(sorted(kind[:3]) for kind in kinds), strict=True))
    homes = np.array([kind[3] for kind in kinds])
    wanted = tuple(share * homes.sum() for share in sorted(shares))
    found = held((low, central, high), homes, wanted)
    for drive, one in zip((found.drive_high, found.drive, found.drive_low), wanted, strict=True):
        assert (homes * (1 - drive)).sum() == pytest.approx(one, abs=1e-9 * homes.sum())
    assert (found.drive_low <= found.drive).all()
    assert (found.drive <= found.drive_high).all()
    # One factor of the odds keeps the order of types.
    order = np.argsort(central, kind="stable")
    assert (np.diff(found.drive[order]) >= -1e-12).all()


@given(st.lists(st.tuples(chances, st.floats(1.0, 1e4)), min_size=1, max_size=8), st.floats(0.1, 0.8))
def test_a_higher_share_without_drives_lowers_every_chance_of_one(kinds, share):
    chance, homes = np.array([kind[0] for kind in kinds]), np.array([kind[1] for kind in kinds])
    less, more = (held((chance, chance, chance), homes, (one * homes.sum(),) * 3).drive for one in (share, share + 0.1))
    assert (more <= less + 1e-12).all()


# -- homes without a drive --------------------------------------------------------------------------------------------


def test_without_a_published_share_the_chances_stand():
    found = drives(MIXED, FREE)
    # p1: 10 x 0.05 + 10 x 0.85 = 9; p2: 5 x 0.2 = 1; p3: 20 x 0.7 = 14
    assert found.places["place_id"].tolist() == ["p1", "p2", "p3"]
    assert found.places["no_drive_homes"].tolist() == pytest.approx([9.0, 1.0, 14.0])
    # least, at the upper ends: 10 x 0.01 + 10 x 0.7; most, at the lower: 10 x 0.1 + 10 x 0.95
    assert found.places.loc[0, "no_drive_low_homes"] == pytest.approx(7.1)
    assert found.places.loc[0, "no_drive_high_homes"] == pytest.approx(10.5)
    assert "drives_not_calibrated" in rules(found.findings)


def test_the_study_lands_on_the_published_share_and_its_ends():
    found = drives(MIXED, HELD)
    sums = found.places[["no_drive_low_homes", "no_drive_homes", "no_drive_high_homes"]].sum() / 45.0
    assert sums.tolist() == pytest.approx([0.30, 0.35, 0.40], abs=1e-12)
    assert "drives_calibrated" in rules(found.findings)
    assert set(found.places["basis"]) == {"type_prior"}
    assert found.places.columns.tolist() == columns_of(PlaceDrives)


def test_a_flag_goes_before_geometry_and_geometry_before_the_type():
    evidence = evidence_table(("p3", B, "flag", 10, 2), ("p3", B, "geometry", 20, 20), ("p1", A, "geometry", 4, 1))
    found = drives(MIXED, FREE, evidence=evidence)
    # p3: 10 flagged with 2 without; of 20 by geometry only the 10 left count, all without: 12, and nothing by type
    # p1: 4 seen with 1 without, 16 left of the mixture 0.05 and 0.85, mean 0.45: 1 + 7.2
    assert found.places["no_drive_homes"].tolist() == pytest.approx([8.2, 1.0, 12.0])
    assert found.places["seen_homes"].tolist() == [4.0, 0.0, 20.0]
    assert found.places["basis"].tolist() == ["type_prior", "type_prior", "flag"]
    assert "more_evidence_than_homes" in rules(found.findings)


def test_what_was_seen_is_never_scaled():
    evidence = evidence_table(("p3", B, "flag", 20, 3))
    found = drives(MIXED, HELD, evidence=evidence)
    ends = found.places.set_index("place_id").loc["p3", ["no_drive_low_homes", "no_drive_homes", "no_drive_high_homes"]]
    assert ends.tolist() == pytest.approx([3.0, 3.0, 3.0])
    assert found.places["no_drive_homes"].sum() == pytest.approx(0.35 * 45)


def test_a_share_out_of_reach_is_told():
    # All of p3 without a drive is 20 of 45, 44 %: no chance of the others makes that 40, 35 or 30 %.
    found = drives(MIXED, HELD, evidence=evidence_table(("p3", B, "flag", 20, 20)))
    assert [one.severity for one in found.findings if one.rule == "drive_share_out_of_reach"] == ["warning"] * 3
    assert found.places["no_drive_homes"].tolist() == pytest.approx([9.0, 1.0, 20.0])


def test_evidence_of_a_place_without_homes_is_named():
    found = drives(MIXED, FREE, evidence=evidence_table(("p9", B, "flag", 2, 2)))
    lost = next(one for one in found.findings if one.rule == "evidence_without_homes")
    assert lost.ids == ("p9 / E01000002",)


def test_homes_of_no_known_type_count_as_the_mean_of_the_others():
    found = drives(homes_table(("p1", A, "detached", 10), ("p1", A, "flat", 10), ("p2", B, "", 4)), FREE)
    # the mean chance of a drive is (0.95 + 0.15) / 2 = 0.55
    assert found.places["no_drive_homes"].tolist() == pytest.approx([9.0, 1.8])
    assert found.places["basis"].tolist() == ["type_prior", "unknown"]
    assert "type_not_known" in rules(found.findings)


def test_a_place_in_two_lsoas_is_two_places():
    found = drives(homes_table(("p1", A, "flat", 10), ("p1", B, "flat", 20)), FREE)
    assert found.places["homes"].tolist() == [10.0, 20.0]


def test_the_order_of_homes_does_not_matter():
    mixed = drives(MIXED.sample(frac=1.0, random_state=3), HELD).places
    pd.testing.assert_frame_equal(mixed, drives(MIXED, HELD).places, rtol=1e-12)


def test_no_home_at_all_is_refused():
    with pytest.raises(ValueError, match="no homes"):
        drives(homes_table(("p1", A, "flat", 0)), FREE)


# -- the rule on buildings and roads ----------------------------------------------------------------------------------


def layer(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:27700")


def house(east, *, north=0.0, width=6.0, depth=8.0):
    return box(east, north, east + width, north + depth)


ROAD = layer(box(-500, -9, 500, -3))
"""A road of 6 m whose edge is 3 m from houses at north 0."""


def test_homes_close_to_each_other_and_to_the_road_have_no_drive():
    terrace = layer(house(0), house(6), house(16), house(100))
    # 0 and 6 touch; 16 is 4 m from 12; 100 stands alone
    assert no_drive_by_geometry(terrace, ROAD, GECCO).tolist() == ["no_drive", "no_drive", "no_drive", "drive"]


def test_the_limits_themselves_are_far_enough():
    # 5 m apart exactly; a road 7 m away exactly
    assert no_drive_by_geometry(layer(house(0), house(11)), ROAD, GECCO).tolist() == ["drive", "drive"]
    back = layer(house(0, north=4), house(6, north=4))
    assert no_drive_by_geometry(back, ROAD, GECCO).tolist() == ["drive", "drive"]
    nearer = layer(house(0, north=3.9), house(6, north=3.9))
    assert no_drive_by_geometry(nearer, ROAD, GECCO).tolist() == ["no_drive", "no_drive"]


def test_of_what_is_no_home_by_its_size_nothing_is_said_and_it_is_no_neighbour():
    shed, hall = house(7, width=2, depth=6), house(50, width=20, depth=15)  # 12 m2, 300 m2
    alone = layer(house(0), shed, hall, house(71))
    assert no_drive_by_geometry(alone, ROAD, GECCO).tolist() == ["drive", "unknown", "unknown", "drive"]


def test_the_stricter_rule_wants_a_narrow_road_too():
    pair = layer(house(0), house(6))
    narrow = layer(box(-500, -7, 500, -3))
    assert no_drive_by_geometry(pair, ROAD, GECCO, strict=True).tolist() == ["drive", "drive"]
    assert no_drive_by_geometry(pair, narrow, GECCO, strict=True).tolist() == ["no_drive", "no_drive"]
    # The nearest road decides: a narrow one further off does not.
    both = layer(box(-500, -9, 500, -3), box(-500, -14, 500, -10))
    assert no_drive_by_geometry(pair, both, GECCO, strict=True).tolist() == ["drive", "drive"]


def test_half_the_width_is_taken_off_the_distance_to_a_centre_line():
    pair = layer(house(0), house(6))
    line = LineString([(-500, -8), (500, -8)])
    # 8 m to the line: 6 m to the edge of a road of 4 m, 7.5 of one of 1 m, and who knows without a width
    flags = [
        no_drive_by_geometry(pair, layer(line, width_m=[width]), GECCO).tolist()[0] for width in (4.0, 1.0, np.nan)
    ]
    assert flags == ["no_drive", "drive", "unknown"]
    near = layer(LineString([(-500, -6), (500, -6)]))
    assert no_drive_by_geometry(pair, near, GECCO).tolist() == ["no_drive", "no_drive"]
    assert no_drive_by_geometry(pair, near, GECCO, strict=True).tolist() == ["unknown", "unknown"]


def test_without_any_road_close_homes_are_unknown():
    roads = layer(box(0, 0, 1, 1)).iloc[:0]
    assert no_drive_by_geometry(layer(house(0), house(6), house(90)), roads, GECCO).tolist() == [
        "unknown",
        "unknown",
        "drive",
    ]


def test_no_building_has_no_flag():
    assert no_drive_by_geometry(layer(house(0)).iloc[:0], ROAD, GECCO).tolist() == []


def test_the_width_of_a_road_area_is_that_of_its_rectangle():
    # 100 x 6: half outline 106, area 600; a stated width goes first
    roads = layer(box(0, 0, 100, 6), box(0, 0, 100, 6), LineString([(0, 0), (1, 0)]), width_m=[np.nan, 3.0, np.nan])
    assert road_widths(roads)[:2].tolist() == pytest.approx([6.0, 3.0])
    assert np.isnan(road_widths(roads)[2])


def test_degrees_are_refused():
    with pytest.raises(ValueError, match="EPSG:27700"):
        no_drive_by_geometry(layer(house(0)).to_crs("EPSG:4326"), ROAD, GECCO)


def test_flags_become_evidence_by_place():
    flags = pd.Series(["no_drive", "drive", "unknown", "no_drive"], dtype="str")
    place, lsoa = pd.Series(["p1", "p1", "p1", "p2"], dtype="str"), pd.Series([A, A, A, B], dtype="str")
    found = geometry_evidence(flags, place, lsoa, pd.Series([1.0, 1.0, 1.0, 3.0]))
    assert found.to_numpy().tolist() == [["p1", A, "geometry", 2.0, 1.0], ["p2", B, "geometry", 3.0, 3.0]]
    assert found.columns.tolist() == columns_of(DriveEvidence)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.integers(3, 20)), min_size=1, max_size=7, unique=True)
)
@settings(max_examples=40, deadline=None)
def test_the_rule_agrees_with_looking_at_every_pair(squares):
    shapes = [box(east, north, east + side, north + side) for east, north, side in squares]
    homes = [17 < shape.area < 250 for shape in shapes]
    expected = []
    for number, shape in enumerate(shapes):
        close = [other.distance(shape) < 5 for place, other in enumerate(shapes) if place != number and homes[place]]
        near = shape.distance(ROAD.geometry[0]) < 7
        expected.append("unknown" if not homes[number] else "no_drive" if any(close) and near else "drive")
    assert no_drive_by_geometry(layer(*shapes), ROAD, GECCO).tolist() == expected


# -- energy -----------------------------------------------------------------------------------------------------------


def toy(*, without=(8.0, 2.0), number=(10.0, 10.0), destination=(1.0, 3.0)):
    central = np.array(without)
    return Vehicles(
        case=np.zeros(2, dtype=np.int64),
        vehicles=np.array(number),
        without_low=central * 0.5,
        without=central,
        without_high=np.minimum(central * 1.2, number),
        destination=np.array(destination),
    )


def test_energy_is_shared_as_worked_by_hand():
    # 20 vehicles x 2,000 = 40,000 kWh: home 24,000, public 12,000, depot 4,000.
    # Residents: 8 and 2 vehicles x 2,000 x 0.5 = 8,000 and 2,000; 2,000 is left for destinations, 1 : 3.
    # What remains, 12,000 and 18,000, takes home 24,000 and depot 4,000 in the same proportion, 2 : 3.
    found = shared_energy(toy(), ENERGY)
    assert found.resident.tolist() == pytest.approx([8_000, 2_000])
    assert found.destination.tolist() == pytest.approx([500, 1_500])
    assert found.home.tolist() == pytest.approx([9_600, 14_400])
    assert found.depot.tolist() == pytest.approx([1_600, 2_400])
    # least: half the vehicles x 0.4; most: 9.6 and 2.4 vehicles x 0.6
    assert found.resident_low.tolist() == pytest.approx([3_200, 800])
    assert found.resident_high.tolist() == pytest.approx([11_520, 2_880])
    assert not found.capped.any()


def test_residents_never_take_more_than_the_public_energy():
    # All in public would be 16,000 and 4,000 of 12,000: each gets 0.6 of it, and destinations nothing.
    found = shared_energy(toy(), replace(ENERGY, public_of_no_drive=Range(0.4, 1.0, 1.0)))
    assert found.capped.tolist() == [True]
    assert found.resident.tolist() == pytest.approx([9_600, 2_400])
    assert found.destination.tolist() == [0.0, 0.0]
    # most: 9.6 and 2.4 vehicles whole would be 24,000; the high end of the public share allows 16,000
    assert found.resident_high.tolist() == pytest.approx([12_800, 3_200])


def test_a_cap_that_bites_both_figures_leaves_them_on_their_sides():
    # Central: 20,000 and 0 of a public 12,000. Most: 20,000 each, so 6,000 each; but the first has 12,000 already.
    vehicles = replace(toy(without=(10.0, 0.0)), without_high=np.array([10.0, 10.0]))
    own = replace(ENERGY, public_of_no_drive=Range(0.4, 1.0, 1.0), public_share=Range(0.2, 0.3, 0.3))
    found = shared_energy(vehicles, own)
    assert found.resident.tolist() == pytest.approx([12_000, 0])
    assert found.resident_high.tolist() == pytest.approx([12_000, 6_000])


def test_destinations_without_a_weight_follow_vehicles():
    assert shared_energy(toy(destination=(0.0, 0.0)), ENERGY).destination.tolist() == pytest.approx([1_000, 1_000])


def test_no_vehicle_draws_nothing():
    found = shared_energy(toy(number=(0.0, 0.0), without=(0.0, 0.0)), ENERGY)
    parts = (found.home, found.resident, found.destination, found.depot, found.resident_high)
    assert [part.tolist() for part in parts] == [[0.0, 0.0]] * 5


shares3 = st.tuples(st.floats(0.05, 1.0), st.floats(0.05, 1.0), st.floats(0.0, 1.0)).map(
    lambda parts: tuple(part / sum(parts) for part in parts)
)
row = st.tuples(
    st.integers(0, 2), st.floats(0, 1e5), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 9)
)


@given(st.lists(row, min_size=1, max_size=12), shares3, st.floats(0.0, 1.0))
def test_home_public_and_depot_are_the_scenarios_energy_exactly(rows, parts, public):
    case, number, one, two, three, destination = (np.array(column) for column in zip(*rows, strict=True))
    low, central, high = np.sort(np.stack([one, two, three]), axis=0) * number
    own = replace(
        ENERGY,
        home_share=parts[0],
        public_share=Range(0.0, parts[1], 1.0),
        depot_share=parts[2],
        public_of_no_drive=Range(public / 2, public, 1.0),
    )
    vehicles = Vehicles(case.astype(np.int64), number, low, central, high, destination)
    found = shared_energy(vehicles, own)
    for each in np.unique(case):
        here = case == each
        total = number[here].sum() * 2_000.0
        away = found.resident[here].sum() + found.destination[here].sum()
        assert away == pytest.approx(total * parts[1], rel=1e-9, abs=1e-9)
        assert found.depot[here].sum() == pytest.approx(total * parts[2], rel=1e-9, abs=1e-9)
        assert found.home[here].sum() + away + found.depot[here].sum() == pytest.approx(total, rel=1e-9, abs=1e-9)
    for part in (found.home, found.resident_low, found.destination, found.depot):
        assert (part >= 0.0).all()
    assert (found.resident_low <= found.resident).all()
    assert (found.resident <= found.resident_high).all()


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.floats(0, 1), st.floats(0, 1), st.floats(0, 100))
def test_more_vehicles_or_fewer_drives_never_lower_what_residents_buy_in_public(one, two, first, second, more):
    low = toy(number=(one, two), without=(one * first, two * second))
    grown = toy(number=(one + more, two), without=((one + more) * first, two * second))
    without = toy(number=(one, two), without=(one * first, two * max(first, second)))
    least = shared_energy(low, ENERGY).resident.sum()
    assert shared_energy(grown, ENERGY).resident.sum() >= least * (1 - 1e-12)
    assert shared_energy(without, ENERGY).resident.sum() >= least * (1 - 1e-12)


# -- charge points ----------------------------------------------------------------------------------------------------


def test_points_are_daily_energy_over_rating_and_hours():
    # 35 kWh a day over 7 kW x 2.5 h = 17.5 kWh a day: 2
    assert points(np.array([35.0 * 365]), rated_kw=7.0, hours=2.5).tolist() == pytest.approx([2.0])


def test_the_reference_values_give_2_9_to_5_8_vehicles_to_a_point():
    # 2,200 / 365 = 6.027 kWh a day: 7 x 2 / (6.027 x 0.8) = 2.90; 7 x 2.5 / (x 0.7) = 4.15; 7 x 3 / (x 0.6) = 5.81
    found = vehicles_per_point(EnergySettings.of(register()))
    assert (found.low, found.central, found.high) == pytest.approx((2.903, 4.148, 5.807), abs=0.001)
    nothing = vehicles_per_point(replace(ENERGY, public_of_no_drive=Range.exactly(0.0)))
    assert np.isinf(nothing.central)


def test_the_countys_programme_has_10_to_14_vehicles_to_a_charger():
    # 44,000 x 0.3 / 1,300 = 10.15; x 0.4 = 13.54
    plan = PlanBeside.of(register())
    assert (plan.low_per_charger, plan.high_per_charger) == pytest.approx((10.154, 13.538), abs=0.001)


def test_a_need_beside_the_plan_is_noted_and_far_from_it_warned_of():
    plan = PlanBeside(10.0, 14.0, 3.0)
    # 12 inside; 4 outside but within 10 / 3; 3 and 50 beyond; none without vehicles
    said = list(beside_plan(list("abcde"), np.array([12.0, 4, 3, 50, 0]), np.array([1.0, 1, 1, 1, 0]), plan))
    assert [(one.severity, one.ids) for one in said] == [("warning", ("c", "d")), ("note", ("b",))]
    assert "3.0 to 50.0 vehicles" in said[0].message
    assert "there are 4.0 vehicles" in said[1].message


# -- settings ---------------------------------------------------------------------------------------------------------


def test_every_id_asked_for_is_told():
    asked = []

    class Listening(Assumptions):
        def __getitem__(self, key):
            asked.append(key)
            return super().__getitem__(key)

    heard = Listening(register()[key] for key in VALUES)
    DriveSettings.of(heard)
    EnergySettings.of(heard)
    PlanBeside.of(heard)
    assert set(asked) == set(NEED_IDS)
    asked.clear()
    assert GeometrySettings.of(heard) == GECCO
    assert tuple(asked) == GEOMETRY_IDS


def test_shares_of_energy_that_do_not_sum_to_1_are_refused():
    with pytest.raises(ValueError, match=r"ev_home_share, ev_public_share, ev_depot_share sum to 1\.05"):
        EnergySettings.of(register(ev_home_share=(0.7, 0.5, 0.85)))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Range(0.3, 0.2, 0.4),
        lambda: Range(0.1, float("nan"), 0.4),
        lambda: DriveSettings({**PRIOR, "flat": Range(0.1, 0.2, 1.2)}, None),
        lambda: DriveSettings({"flat": Range.exactly(0.2)}, None),
        lambda: replace(ENERGY, vehicle_kwh=0.0),
        lambda: replace(ENERGY, hours_7kw=Range(0.0, 1.0, 2.0)),
        lambda: replace(ENERGY, managed_share=1.5),
        lambda: PlanBeside(14.0, 10.0, 3.0),
    ],
)
def test_settings_out_of_their_range_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


def test_a_range_the_register_leaves_blank_is_its_value():
    assert Range.of(register(), "oxon_evs_2027") == Range.exactly(44_000.0)


# -- the whole need ---------------------------------------------------------------------------------------------------

SETTINGS = NeedSettings(FREE, ENERGY)
STOCK = vehicles_table({A: 25, B: 10})


def test_the_need_of_each_lsoa_as_worked_by_hand():
    need = charging_need(MIXED, STOCK, SETTINGS)
    first, second = need.table.to_dict("records")
    # A: 10 of 25 homes without a drive, so 10 of 25 vehicles; B: 14 of 20, so 7 of 10.
    assert (first["no_drive_vehicles_count"], second["no_drive_vehicles_count"]) == pytest.approx((10.0, 7.0))
    # 17 x 2,000 x 0.5 = 17,000 of a public energy of 0.3 x 70,000 = 21,000: 4,000 by homes, 25 : 20.
    assert first["public_resident_kwh"] == pytest.approx(10_000)
    assert first["public_destination_kwh"] == pytest.approx(4_000 * 25 / 45)
    # left: 50,000 - 10,000 and 20,000 - 7,000; home 42,000 and depot 7,000 go 40 : 13
    assert first["home_kwh"] == pytest.approx(42_000 * 40 / 53)
    assert second["depot_kwh"] == pytest.approx(7_000 * 13 / 53)
    # 10,000 / 365 / 17.5 points of 7 kW; half of them under management
    assert first["resident_points_count"] == pytest.approx(10_000 / 365 / 17.5)
    # least: 7.1 + 0.5 of 25 homes, 0.4 of the energy, 3 hours; most: 10.5 + 1.5, 0.6 and 2 hours
    assert first["resident_points_low_count"] == pytest.approx(7.6 * 800 / 365 / 21)
    assert first["resident_points_high_count"] == pytest.approx(12.0 * 1_200 / 365 / 14)
    assert first["resident_unmanaged_kw"] == pytest.approx(10_000 / 365 / 2.5)
    assert first["resident_managed_kw"] == pytest.approx(10_000 / 365 / 5.0)
    assert second["destination_points_high_count"] == pytest.approx(4_000 * 20 / 45 / 365 / 150)
    assert first["home_kw"] == pytest.approx(15 * 1.5)
    assert first["district_code"] == "E07000001"
    assert first["destination_spread"] == "homes"
    assert {"no_trip_data", "no_fleet_data"} <= rules(need.findings)
    assert "oxon_no_drive_share" not in first["assumption_ids"]
    assert need.table.columns.tolist() == columns_of(ChargingNeed)


def test_the_bars_of_points_lie_on_their_sides():
    table = charging_need(MIXED, STOCK, NeedSettings(HELD, ENERGY)).table
    for kind in ("resident", "destination"):
        assert (table[f"{kind}_points_low_count"] < table[f"{kind}_points_count"]).all()
        assert (table[f"{kind}_points_count"] < table[f"{kind}_points_high_count"]).all()


def test_scenarios_and_years_stand_for_themselves():
    both = pd.concat([vehicles_table({A: 50, B: 20}, scenario="t", year=2050), STOCK], ignore_index=True)
    table = charging_need(MIXED, both, SETTINGS).table
    one, two = (table[table["scenario"].eq(name)].select_dtypes("float64").reset_index(drop=True) for name in "st")
    # twice the vehicles: twice the energy and points, the same shares
    assert two["home_kwh"].tolist() == pytest.approx((2 * one["home_kwh"]).tolist())
    assert two["no_drive_share"].tolist() == one["no_drive_share"].tolist()


def test_an_lsoa_missing_from_a_year_is_an_error_and_from_all_a_warning():
    homes = pd.concat([MIXED, homes_table(("p4", C, "flat", 5))], ignore_index=True)
    short = pd.concat([STOCK, vehicles_table({A: 30}, year=2040)], ignore_index=True)
    found = {one.rule: one for one in charging_need(homes, short, SETTINGS).findings}
    assert (found["lsoa_missing_from_year"].severity, found["lsoa_missing_from_year"].ids) == ("error", ("s 2040",))
    assert (found["no_vehicles_stated"].severity, found["no_vehicles_stated"].ids) == ("warning", (C,))


def test_vehicles_without_homes_count_as_the_mean_of_the_study():
    need = charging_need(MIXED, vehicles_table({A: 25, B: 10, C: 45}), SETTINGS)
    stray = need.table.set_index("lsoa_code").loc[C]
    # 24 of 45 homes have no drive
    assert stray["no_drive_vehicles_count"] == pytest.approx(24.0)
    assert (stray["basis"], stray["district_code"], stray["homes"]) == ("unknown", "", 0.0)
    assert "vehicles_without_homes" in rules(need.findings)
    assert need.table["home_kwh"].sum() == pytest.approx(0.6 * 80 * 2_000)


def test_weights_of_destinations_go_before_homes():
    weights = pd.DataFrame({"lsoa_code": [A, B, C], "weight_ratio": [1.0, 3.0, 5.0]})
    need = charging_need(MIXED, STOCK, SETTINGS, NeedInputs(destinations=weights))
    assert need.table["public_destination_kwh"].tolist() == pytest.approx([1_000, 3_000])
    assert set(need.table["destination_spread"]) == {"weights"}
    assert "weight_outside" in rules(need.findings)
    assert "no_trip_data" not in rules(need.findings)
    none = charging_need(MIXED, STOCK, SETTINGS, NeedInputs(destinations=weights.assign(weight_ratio=0.0)))
    assert set(none.table["destination_spread"]) == {"homes"}
    assert {"no_weights", "no_trip_data"} <= rules(none.findings)


def test_weights_of_msoas_are_shared_by_homes_and_of_sites_summed():
    lsoas = pd.DataFrame({"lsoa_code": [A, B, C], "area_code": ["m1", "m1", "m2"], "homes": [10.0, 30.0, 0.0]})
    areas = pd.DataFrame({"area_code": ["m1", "m2", "m9"], "weight_ratio": [8.0, 5.0, 7.0]})
    assert weights_of_areas(areas, lsoas)["weight_ratio"].tolist() == [2.0, 6.0, 5.0]
    sites = weights_of_sites(pd.Series([B, A, B], dtype="str"), pd.Series([10.0, 4.0, np.nan]))
    assert sites.to_numpy().tolist() == [[A, 4.0], [B, 10.0]]
    with pytest.raises(ValueError, match="twice"):
        weights_of_areas(pd.concat([areas, areas]), lsoas)


def test_homes_without_a_car_may_be_those_without_a_drive():
    # 0.3 without a drive, 0.2 without a car: at least 0.1 of 0.8 owners; 0.5 carless: maybe none; not known: as it is
    found = of_car_owners(np.full(4, 0.3), np.array([0.2, 0.5, np.nan, 1.0]))
    assert found.tolist() == pytest.approx([0.125, 0.0, 0.3, 0.0])


def test_cars_by_household_lower_the_lower_figure_alone():
    cars = pd.DataFrame(
        {"lsoa_code": [A], "none_share": [0.2], "one_share": [0.4], "two_share": [0.3], "three_or_more_share": [0.1]}
    )
    plain = charging_need(MIXED, STOCK, SETTINGS).table
    told = charging_need(MIXED, STOCK, SETTINGS, NeedInputs(cars=cars))
    low = plain.loc[0, "no_drive_low_share"]
    assert told.table.loc[0, "no_drive_vehicles_low_count"] == pytest.approx(25 * (low - 0.2) / 0.8)
    assert told.table.loc[1, "no_drive_vehicles_low_count"] == plain.loc[1, "no_drive_vehicles_low_count"]
    assert told.table["no_drive_vehicles_count"].tolist() == plain["no_drive_vehicles_count"].tolist()
    assert "cars_not_known" in rules(told.findings)
    with pytest.raises(FaultsError, match="sum"):
        charging_need(MIXED, STOCK, SETTINGS, NeedInputs(cars=cars.assign(one_share=0.9)))


def test_residents_cut_to_the_public_energy_are_told_by_scenario_and_year():
    greedy = replace(ENERGY, public_of_no_drive=Range(0.5, 1.0, 1.0))
    need = charging_need(MIXED, STOCK, replace(SETTINGS, energy=greedy))
    cut = next(one for one in need.findings if one.rule == "residents_capped")
    assert (cut.severity, cut.ids) == ("warning", ("s 2030",))
    assert need.table["public_resident_kwh"].sum() == pytest.approx(0.3 * 70_000)


def test_the_plan_stands_beside_the_need():
    need = charging_need(MIXED, STOCK, replace(SETTINGS, plan=PlanBeside(10.0, 14.0, 1.5)))
    beside = next(one for one in need.findings if one.rule == "points_beside_plan")
    # 2,000 / 365 x 0.5 kWh a day over 17.5: 6.4 vehicles to a point; 10 / 1.5 is more
    assert beside.severity == "warning"
    assert "6.4 vehicles" in beside.message


def test_without_vehicles_there_is_an_empty_need():
    need = charging_need(MIXED, STOCK.iloc[:0], SETTINGS)
    assert need.table.columns.tolist() == columns_of(ChargingNeed)
    assert (len(need.table), len(need.drives.places)) == (0, 3)


def test_the_need_of_places_is_that_of_their_lsoa():
    need = charging_need(MIXED, STOCK, SETTINGS)
    places = place_need(need, scenario="s", year=2030)
    # A: 9 of 10 homes without a drive at p1, 1 at p2
    assert places["no_drive_vehicles_count"].tolist() == pytest.approx([9.0, 1.0, 7.0])
    assert places["public_resident_kwh"].tolist() == pytest.approx([9_000, 1_000, 7_000])
    assert places["easting_m"].tolist() == [450_000.0, 450_100.0, 450_200.0]
    with pytest.raises(KeyError, match="2031"):
        place_need(need, scenario="s", year=2031)


kinds = st.sampled_from(HOME_TYPES)
stand = st.tuples(st.sampled_from(["p1", "p2", "p3"]), st.sampled_from([A, B, C]), kinds)


@given(
    st.dictionaries(stand, st.floats(0.5, 500), min_size=1, max_size=15),
    st.lists(st.floats(0, 1e4), min_size=6, max_size=6),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_places_sum_to_lsoas_and_lsoas_to_the_scenario(homes, counts, is_held):
    table = homes_table(*((*key, count) for key, count in homes.items()))
    stock = pd.concat(
        [vehicles_table(dict(zip((A, B, C), counts[i : i + 3], strict=True)), year=2030 + i) for i in (0, 3)],
        ignore_index=True,
    )
    need = charging_need(table, stock, NeedSettings(HELD if is_held else FREE, ENERGY))
    for year in (2030, 2033):
        here = need.table[need.table["year"].eq(year)]
        total = here["vehicles_count"].sum() * 2_000.0
        parts = here[["home_kwh", "public_resident_kwh", "public_destination_kwh", "depot_kwh"]].to_numpy().sum()
        assert parts == pytest.approx(total, rel=1e-9, abs=1e-6)
        places = place_need(need, scenario="s", year=year)
        sums = places.groupby("lsoa_code")["no_drive_vehicles_count"].sum()
        wanted = here.set_index("lsoa_code")["no_drive_vehicles_count"].reindex(sums.index)
        assert sums.tolist() == pytest.approx(wanted.tolist(), rel=1e-9, abs=1e-9)
    slack = 1e-9 * (1 + need.table["vehicles_count"])
    low, central, high = (need.table[f"no_drive_vehicles{end}_count"] for end in ("_low", "", "_high"))
    assert (low <= central + slack).all()
    assert (central <= high + slack).all()
    validated(places, PlaceNeed, "place_need")
