"""Homes on primaries, on a line of four kilometres:

x     0 km      1         2         3         4
      P1 ....... a ....... b ....... P2 ...... (P3 is another operator's, at b)
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from lae.grid.supply import allocate, understated
from worlds import drawn

STATIONS = """
G1 gsp -
B1 bsp G1 group=A
P1 primary B1 group=A x=0    y=0 peak=4
P2 primary B1 group=A x=3000 y=0 peak=2
P3 primary B1 group=A x=2000 y=0 dno=other
"""
GROUPS = pd.DataFrame({"dno": ["t"], "upstream_gsp": ["G1"], "gsp_group": ["A"], "complete": [True], "reason": [""]})
NO_OVERRIDES = pd.DataFrame({name: pd.Series(dtype="str") for name in ("substation_id", "rule", "reason", "source_id")})


def served(rows):
    columns = ["lsoa_code", "in_study", "dno", "gsp_group", "share", "dwellings", "easting_m"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(district_code="E1", licence_area="area", northing_m=0.0, source_id="test")


def points(rows):
    frame = pd.DataFrame(rows, columns=["lsoa_code", "easting_m"])
    return frame.assign(postcode=[f"p{n}" for n in range(len(frame))], district_code="E1", northing_m=0)


def shared(areas, allocation="nearest"):
    rows = areas.supply[areas.supply["allocation"] == allocation]
    return {(row.lsoa_code, row.substation_id): row.dwellings for row in rows.itertuples()}


def run(served_rows, point_rows, *, overrides=NO_OVERRIDES, groups=GROUPS, ratio=1.5, areas=None):
    substations, _, _ = drawn(STATIONS)
    made = allocate(
        served(served_rows), points(point_rows), substations, overrides, groups, ambiguity_ratio=ratio, areas=areas
    )
    return made, substations


def test_homes_go_to_the_nearest_primary_of_their_operator():
    areas, _ = run([("L", True, "t", "A", 1.0, 100.0, 1500.0)], [("L", 1000), ("L", 2000)])
    # Two postcodes, 50 homes each: the one at 1 km to P1, the one at 2 km to P2; P3 at 2 km is another operator's.
    assert shared(areas) == {("L", "t:P1"): 50.0, ("L", "t:P2"): 50.0}


def test_ambiguous_homes_move_to_their_second_nearest_in_the_other_allocation():
    areas, _ = run([("L", True, "t", "A", 1.0, 100.0, 500.0)], [("L", 100), ("L", 1400)])
    assert shared(areas) == {("L", "t:P1"): 100.0}
    # At 0.1 km P2 is 29 times as far: certain. At 1.4 km it is 1.14 times as far: ambiguous.
    assert shared(areas, "second_nearest") == {("L", "t:P1"): 50.0, ("L", "t:P2"): 50.0}
    row = areas.allocation.set_index("substation_id").loc["t:P1"]
    assert row.confidence_share == pytest.approx(0.5)
    assert row.second_nearest_dwellings == 50.0
    assert row.observed_kva_per_dwelling == pytest.approx(40.0)


def test_an_area_without_an_operators_file_hangs_on_no_substation():
    rows = [("L", True, "t", "A", 0.75, 100.0, 0.0), ("L", True, "ukpn", "B", 0.25, 100.0, 4000.0)]
    areas, _ = run(rows, [("L", 100), ("L", 3900)])
    assert shared(areas) == {("L", "t:P1"): 75.0, ("L", ""): 25.0}
    status = areas.coverage.set_index("dno")[["status", "dwellings"]]
    assert status.loc["ukpn"].tolist() == ["no_file", 25.0]
    assert status.loc["t"].tolist() == ["read", 75.0]


def test_homes_beyond_the_study_stand_at_the_middle_of_their_postcodes():
    areas, _ = run([("L", True, "t", "A", 1.0, 10.0, 0.0), ("M", False, "t", "A", 1.0, 40.0, 2900.0)], [("L", 0)])
    rows = areas.allocation.set_index("substation_id")
    assert rows.loc["t:P2", ["dwellings", "in_study_dwellings"]].tolist() == [40.0, 0.0]
    assert areas.coverage["dwellings"].sum() == 10.0


def test_an_override_takes_a_primary_out_with_its_reason():
    overrides = pd.DataFrame(
        {"substation_id": ["t:P1"], "rule": ["exclude"], "reason": ["a campus"], "source_id": ["test"]}
    )
    areas, _ = run([("L", True, "t", "A", 1.0, 10.0, 0.0)], [("L", 0)], overrides=overrides)
    assert shared(areas) == {("L", "t:P2"): 10.0}
    row = areas.allocation.set_index("substation_id").loc["t:P1"]
    assert (row.basis, row.note) == ("override", "a campus")


def test_a_published_area_replaces_distance():
    areas = gpd.GeoDataFrame({"substation_id": ["t:P2"]}, geometry=[box(-100, -100, 500, 100)], crs="EPSG:27700")
    made, _ = run([("L", True, "t", "A", 1.0, 10.0, 0.0)], [("L", 0), ("L", 1000)], areas=areas)
    assert shared(made) == {("L", "t:P2"): 5.0, ("L", "t:P1"): 5.0}
    assert made.allocation.set_index("substation_id").loc["t:P2", "basis"] == "published_area"


def test_growth_is_understated_where_a_groups_other_primaries_are_unknown():
    partial = GROUPS.assign(complete=False)
    areas, substations = run([("L", True, "t", "A", 1.0, 10.0, 0.0)], [("L", 0)], groups=partial)
    assert areas.allocation["area_modelled_share"].isna().all()
    assert {"t:P1", "t:B1"} <= understated(areas.allocation, substations, partial)
    areas, substations = run([("L", True, "t", "A", 1.0, 10.0, 0.0)], [("L", 0)])
    assert not {"t:P1", "t:P2", "t:B1"} & understated(areas.allocation, substations, GROUPS)


@given(
    places=st.lists(st.integers(0, 4000), min_size=1, max_size=20),
    dwellings=st.floats(0, 5000),
    ratio=st.floats(1.0, 3.0),
)
@settings(max_examples=40, deadline=None)
def test_no_home_is_lost_or_counted_twice(places, dwellings, ratio):
    rows = [("L", True, "t", "A", 0.5, dwellings, 500.0), ("L", True, "ukpn", "B", 0.5, dwellings, 3500.0)]
    areas, _ = run(rows, [("L", place) for place in places], ratio=ratio)
    for _, part in areas.supply.groupby("allocation"):
        assert part["dwellings"].sum() == pytest.approx(dwellings, abs=1e-6)
        assert part["share"].sum() == pytest.approx(1.0)
    assert np.isfinite(areas.supply["share"]).all()


def test_a_small_part_of_an_lsoa_takes_no_more_places_than_its_share_of_homes():
    # Ten places from 0 to 900 m; the part whose middle is at 900 holds a tenth of the homes and takes the last of them,
    # though the places from 500 m on are nearer to its middle than to the other's at 0.
    rows = [("L", True, "t", "A", 0.9, 100.0, 0.0), ("L", True, "ukpn", "B", 0.1, 100.0, 900.0)]
    areas, _ = run(rows, [("L", 100 * place) for place in range(10)])
    alone = areas.points[areas.points["first"].eq("")]
    assert alone["easting_m"].tolist() == [900]
    assert shared(areas) == {("L", "t:P1"): pytest.approx(90.0), ("L", ""): pytest.approx(10.0)}
