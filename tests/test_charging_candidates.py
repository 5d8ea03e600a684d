"""Candidate spots: mapped sites with reasons, clusters of homes without a drive, criteria by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from charging_sites_world import SOUTH, WALK, WEST, A, B, box, lsoas, need, places, room, sites
from lae.charging.candidates import parking
from lae.charging.candidates.clusters import cluster_spots
from lae.charging.candidates.criteria import FEW_HOMES, Ground, candidates
from lae.charging.candidates.places import places_of
from lae.charging.candidates.reach import points, within
from lae.charging.candidates.room import least_room, room_by_year
from lae.geo import BNG

NONE = float("nan")
GROUND = Ground(lsoas())


def parks():
    """An open car park among the first three postcodes, and one site for each reason why not."""
    return sites(
        [
            ("open", "parking", "unknown", "surface", NONE, box(280, 85, 40, 30)),
            ("staff", "parking", "private", "surface", 50.0, box(280, 150, 40, 30)),
            ("far", "parking", "public", "surface", 50.0, box(-5000, 0, 40, 30)),
            ("shed", "warehouse", "unknown", "", NONE, box(300, 200, 40, 30)),
            ("dot", "parking", "public", "surface", 50.0, shapely.Point(WEST + 300, SOUTH + 100)),
            ("tiny", "parking", "public", "surface", 1.0, box(320, 200, 5, 5)),
            ("lonely", "parking", "public", "surface", 50.0, box(1500, 1500, 40, 30)),
            ("shop", "supermarket", "customers", "", NONE, box(1600, 1600, 40, 30)),
            ("street", "parking", "public", "street_side", 8.0, box(2500, 90, 30, 3)),
        ]
    )


def by_id(table):
    return table.set_index("candidate_id")


def test_without_sites_all_candidates_are_unnamed_clusters_a_walk_apart():
    # Reach 300 m: AB gathers AA, AB, AC = 60 homes and goes first; then OX5 2AA with 40, then AD with 4, 600 m from AB.
    found = candidates(places(), None, GROUND, WALK)
    table = by_id(found.table)
    assert list(table.index) == [f"cluster-{A}-1", f"cluster-{A}-2", f"cluster-{B}-1"]
    assert table["no_drive_homes"].tolist() == [60.0, 4.0, 40.0]
    assert table["no_drive_vehicles_count"].tolist() == [12.0, 1.0, 8.0]
    assert table["easting_m"].tolist() == [WEST + 300, WEST + 900, WEST + 2500]
    assert table["name"].tolist() == ["near OX4 1", "near OX4 1", "near OX5 2"]
    assert table["excluded"].tolist() == ["", FEW_HOMES, ""]
    assert set(table["provenance"]) == {"modelled"}
    assert {finding.rule for finding in found.findings} >= {"no_sites", "not_screened", "excluded", "out_of_reach"}


def test_no_place_or_name_of_a_cluster_tells_a_postcode():
    table = candidates(places(), None, GROUND, WALK).table
    text = " ".join(table.astype("object").map(str).to_numpy().ravel())
    assert not any(postcode in text for postcode in places()["place_id"])


def test_each_mapped_site_is_kept_with_the_reason_why_it_is_no_choice():
    table = by_id(candidates(places(), parks(), GROUND, WALK).table)
    reasons = table.loc[table.index.str.startswith("osm"), "excluded"].to_dict()
    assert reasons == {
        "osm:open": "",
        "osm:staff": parking.PRIVATE,
        "osm:far": parking.OUT,
        "osm:shed": parking.NOT_OPEN,
        "osm:dot": parking.TWICE,
        "osm:tiny": parking.SMALL,
        "osm:lonely": parking.NO_NEED,
        "osm:shop": "",
        "osm:street": "",
    }


def test_unknown_access_stays_unknown_and_excludes_nothing():
    table = by_id(candidates(places(), parks(), GROUND, WALK).table)
    assert table.loc["osm:open", "access"] == "unknown"
    assert table.loc["osm:open", "excluded"] == ""


def test_spaces_are_stated_or_from_the_area_of_a_car_park_never_of_a_shop():
    # 40 x 30 m = 1,200 m2 / 30 = 40 spaces, a quarter are 10 points; 8 stated spaces take 2; a building says nothing.
    table = by_id(candidates(places(), parks(), GROUND, WALK).table)
    assert table.loc["osm:open", ["spaces_count", "spaces_basis", "points_limit_count"]].tolist() == [
        40.0,
        "from_area",
        10.0,
    ]
    assert table.loc["osm:street", ["spaces_basis", "points_limit_count"]].tolist() == ["stated", 2.0]
    assert table.loc["osm:street", "setting"] == "on_street"
    # A shop's spaces nobody knows: a usual hub's 12 points; along a street there is no limit.
    assert table.loc["osm:shop", ["spaces_basis", "points_limit_count"]].tolist() == ["unknown", 12.0]
    assert table.loc[table["kind"].eq("cluster"), "points_limit_count"].isna().all()


def test_clusters_stand_only_where_no_open_site_is_within_the_walk():
    # "open" at 300 m reaches AA, AB, AC; "street" at 2,515 m reaches OX5 2AA; AD, 600 m off, is left.
    table = candidates(places(), parks(), GROUND, WALK).table
    clusters = table[table["kind"].eq("cluster")]
    assert clusters["easting_m"].tolist() == [WEST + 900]


def test_a_private_car_park_keeps_no_cluster_away():
    only = parks()[lambda frame: frame["site_id"].eq("osm:staff")]
    table = candidates(places(), only, GROUND, WALK).table
    assert WEST + 300 in table.loc[table["kind"].eq("cluster"), "easting_m"].tolist()


def test_layers_that_were_not_given_are_not_screened_and_others_say_inside_or_outside():
    bare = candidates(places(), None, GROUND, WALK).table
    assert set(bare["flood"]) == set(bare["heritage"]) == {"not screened"}
    assert bare["chargers_count"].isna().all()
    flood = gpd.GeoDataFrame(geometry=[box(250, 0, 100, 300)], crs=BNG)
    table = candidates(places(), None, Ground(lsoas(), flood=flood), WALK).table
    assert table["flood"].tolist() == ["inside", "outside", "outside"]
    assert set(table["heritage"]) == {"not screened"}


def test_existing_points_within_the_walk_count_open_ones_only_and_one_where_none_is_stated():
    # Of AB 100 m off: 3 points; 200 m off: not stated, 1; 50 m off but private: none. AD is 400 m from the second.
    chargers = pd.DataFrame(
        {
            "easting_m": WEST + np.array([400.0, 500.0, 350.0]),
            "northing_m": SOUTH + 100.0,
            "points_count": [3.0, NONE, 8.0],
            "standing": ["open", "open", "private"],
        }
    )
    table = candidates(places(), None, Ground(lsoas(), chargers=chargers), WALK).table
    assert table["chargers_count"].tolist() == [4.0, 0.0, 0.0]


def test_the_walk_is_metres_of_the_national_grid_and_its_end_is_in():
    # 300.0 m is in, 300.1 m is not.
    spot = np.array([[WEST, SOUTH]])
    found = within(spot, points(WEST + np.array([300.0, 300.1]), [SOUTH, SOUTH]), WALK.reach_m)
    assert found.place.tolist() == [0]
    assert found.metres.tolist() == pytest.approx([300.0])
    assert found.covers(2).toarray().tolist() == [[True], [False]]


def test_headroom_is_the_least_of_all_years_and_proves_no_more_than_its_figures():
    # s1: exact 5 and at least 3: at least 3. s2: at most 0 and exact 2: no lower end, so at most 0. s3: nothing.
    table = room(
        [
            ("x", 2030, "s1", 5.0, "exact"),
            ("x", 2040, "s1", 3.0, "at_least"),
            ("x", 2030, "s2", 0.0, "at_most"),
            ("x", 2040, "s2", 2.0, "exact"),
        ]
    )
    least = least_room(pd.Series(["s1", "s2", "s3"]), table)
    assert least["headroom_least_mva"].tolist()[:2] == [3.0, 0.0]
    assert np.isnan(least["headroom_least_mva"].iloc[2])
    assert least["headroom_bound"].tolist() == ["at_least", "at_most", "unknown"]


def test_room_by_year_has_a_blank_row_for_a_substation_nobody_gives():
    rows = room([("x", 2030, "s1", 5.0, "exact"), ("x", 2040, "s1", 3.0, "exact")])
    found = room_by_year(pd.DataFrame({"candidate_id": ["a", "b"], "substation_id": ["s1", ""]}), rows)
    assert found["headroom_mva"].tolist()[:2] == [5.0, 3.0]
    assert found["bound"].tolist() == ["exact", "exact", "unknown", "unknown"]


def test_published_criteria_are_met_by_name_and_only_where_it_is_known():
    # The open car park has just the 1,200 m2; s1 has room, s2 only an upper limit; an excluded site meets none.
    headroom = room([("x", 2030, "s1", 5.0, "exact"), ("x", 2030, "s2", 5.0, "at_most")])
    table = by_id(candidates(places(), parks(), Ground(lsoas(), headroom=headroom), WALK).table)
    met = {name: [text.partition(":")[0] for text in table.loc[name, "criteria"].split("; ")] for name in table.index}
    assert met["osm:open"] == ["GECCO", "Park & Charge", "Park & Charge"]
    assert met["osm:street"] == ["Park & Charge", "LEVI"]
    assert table.loc["osm:staff", "criteria"] == ""


def test_a_candidate_takes_the_substation_of_the_nearest_place():
    table = by_id(candidates(places(), parks(), GROUND, WALK).table)
    assert table.loc["osm:open", "substation_id"] == "s1"
    assert table.loc["osm:street", "substation_id"] == "s2"


def test_places_come_from_the_need_of_one_year_and_those_that_stand_nowhere_are_told():
    table = need({("x", 2030): 1.0, ("x", 2040): 2.0})
    table.loc[table["place_id"].eq("OX4 1AD"), "easting_m"] = NONE
    substations = pd.DataFrame({"place_id": ["OX4 1AA"], "substation_id": ["s9"]})
    districts = pd.Series({A: "E07000001"})
    found, findings = places_of(table, substations, districts, scenario="x", year=2040)
    assert found["place_id"].tolist() == ["OX4 1AA", "OX4 1AB", "OX4 1AC", "OX5 2AA", "OX5 2AB"]
    assert found["no_drive_vehicles_count"].tolist() == [4.0, 12.0, 8.0, 16.0, 0.0]
    assert found["substation_id"].tolist() == ["s9", "", "", "", ""]
    assert [finding.ids for finding in findings] == [("OX4 1AD",)]


spots = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 50)), min_size=1, max_size=25, unique=True
)


def scattered(rows):
    east, north, homes = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    frame = places([(f"OX1 {n:03d}", A, 0.0, float(h), float(h) / 5, "s1") for n, h in enumerate(homes)])
    return frame.assign(easting_m=WEST + east, northing_m=SOUTH + north)


@settings(max_examples=40)
@given(spots)
def test_every_home_without_a_drive_is_within_the_walk_of_a_spot_and_no_two_spots_of_each_other(rows):
    table = scattered(rows)
    chosen = cluster_spots(table, np.zeros(len(table), dtype=bool), reach_m=WALK.reach_m)
    at = points(table["easting_m"], table["northing_m"])
    apart = np.hypot(*(at[:, None, :] - at[None, chosen, :]).transpose(2, 0, 1))
    needing = table["no_drive_homes"].gt(0).to_numpy()
    assert (apart[needing] <= WALK.reach_m).any(axis=1).all()
    between = apart[chosen] + np.where(np.eye(len(chosen)), np.inf, 0.0)
    assert (between > WALK.reach_m).all()


@settings(max_examples=40)
@given(spots, st.randoms(use_true_random=False))
def test_the_order_of_the_places_decides_nothing(rows, random):
    table = scattered(rows)
    order = list(range(len(table)))
    random.shuffle(order)
    shuffled = table.iloc[order].reset_index(drop=True)
    first = candidates(table, None, GROUND, WALK).table
    again = candidates(shuffled, None, GROUND, WALK).table
    pd.testing.assert_frame_equal(first, again)


@settings(max_examples=40)
@given(spots)
def test_no_candidate_reaches_more_homes_than_there_are(rows):
    table = scattered(rows)
    found = candidates(table, None, GROUND, WALK)
    assert (found.table["no_drive_homes"] <= table["no_drive_homes"].sum() + 1e-9).all()
    assert (found.reach.metres <= WALK.reach_m).all()
