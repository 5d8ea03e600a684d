"""Districts, LSOAs and postcodes: who lies where, and the proof that the areas fit together."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from lae.boundaries import County, Districts, Lsoas, assign_districts, containing, dissolve, nearest
from lae.geo import BNG
from lae.tables import check
from lae.tiling import area_deviations, check_tiling, postcode_fit

A, B = "E07000001", "E07000002"


def squares(rows, *, size=1000.0):
    """LSOAs on a chessboard: code, name, district, column, row."""
    shapes = [box(x * size, y * size, (x + 1) * size, (y + 1) * size) for *_, x, y in rows]
    table = pd.DataFrame([row[:3] for row in rows], columns=["lsoa_code", "lsoa_name", "district_code"], dtype="str")
    layer = gpd.GeoDataFrame(table.assign(area_ha=size * size / 10_000), geometry=shapes, crs=BNG)
    return layer[["lsoa_code", "lsoa_name", "district_code", "area_ha", "geometry"]]


def world():
    return squares(
        [
            ("E01000001", "Ash 001A", A, 0, 0),
            ("E01000002", "Ash 001B", A, 0, 1),
            ("E01000003", "Birch 001A", B, 1, 0),
            ("E01000004", "Birch 002A", B, 1, 1),
        ]
    )


def located(*rows):
    pairs = [(lsoa, district) for lsoa, district, times in rows for _ in range(times)]
    return pd.DataFrame(pairs, columns=["lsoa_code", "district_code"], dtype="str")


def rules(findings):
    return {finding.rule: finding.ids for finding in findings}


# The district of an LSOA.


def test_a_place_goes_where_most_of_its_lsoas_point():
    # Thirteen LSOAs named Ash; one of them holds a business park whose 54 postcodes state Birch.
    lsoas = pd.DataFrame({"lsoa_code": [f"E010000{n:02d}" for n in range(13)], "lsoa_name": "Ash 001A"}).astype("str")
    rows = located(*[(code, A, 5) for code in lsoas["lsoa_code"][:12]], ("E01000012", B, 54), ("E01000012", A, 32))
    answer = assign_districts(lsoas, rows)
    assert answer.district_code.tolist() == [A] * 13
    assert rules(answer.findings) == {"postcodes_disagree": ("E01000012",)}
    assert all(finding.severity == "note" for finding in answer.findings)


def test_a_merged_district_takes_every_place_it_was_made_of():
    lsoas = world().drop(columns="district_code")
    rows = located(*[(code, "E06000060", 3) for code in lsoas["lsoa_code"]])
    answer = assign_districts(lsoas, rows)
    assert set(answer.district_code) == {"E06000060"}
    assert not answer.findings


def test_ties_and_lsoas_without_postcodes_follow_their_name():
    rows = located(("E01000001", A, 4), ("E01000003", B, 2), ("E01000003", A, 2), ("E01000004", B, 1))
    answer = assign_districts(world(), rows)
    assert answer.district_code.tolist() == [A, A, B, B]
    assert rules(answer.findings) == {"no_majority": ("E01000002", "E01000003")}


def test_a_name_spread_over_districts_leaves_each_lsoa_to_its_own_postcodes():
    rows = located(("E01000001", A, 4), ("E01000002", B, 4), ("E01000003", B, 2), ("E01000004", B, 2))
    answer = assign_districts(world(), rows)
    assert answer.district_code.tolist() == [A, B, B, B]
    assert rules(answer.findings) == {"name_split": ("E01000001", "E01000002")}


def test_an_lsoa_nothing_tells_about_is_named():
    lsoas = pd.DataFrame({"lsoa_code": ["E01000009"], "lsoa_name": ["Nowhere"]}).astype("str")
    answer = assign_districts(lsoas, located())
    assert answer.district_code.isna().all()
    assert rules(answer.findings) == {"no_district": ("E01000009",)}


# Points and areas.


def test_a_point_on_a_shared_edge_belongs_to_the_first_area():
    east, north = np.array([500.0, 1000.0, 5000.0]), np.array([500.0, 500.0, 5000.0])
    assert containing(east, north, world()).tolist() == [0, 0, -1]
    assert nearest(east, north, world()).tolist() == [0, 0, 3]


@given(st.lists(st.tuples(st.integers(-500, 2500), st.integers(-500, 2500)), min_size=1, max_size=30))
def test_the_nearest_area_is_the_nearest_by_brute_force(points):
    areas = world()
    east, north = (np.array(values, dtype=float) for values in zip(*points, strict=True))
    answer = nearest(east, north, areas)
    for where, x, y in zip(answer, east, north, strict=True):
        away = [shape.distance(Point(x, y)) for shape in areas.geometry]
        assert where == int(np.argmin(away))


# Dissolving and tiling.


def test_districts_and_county_are_unions_and_keep_their_contracts():
    districts, county = dissolve(world(), {A: "Ashfield"})
    assert districts["district_name"].tolist() == ["Ashfield", "Birch"]
    assert districts["area_ha"].tolist() == [200.0, 200.0]
    assert county["area_ha"].tolist() == [400.0]
    for frame, contract in ((districts, Districts), (county, County), (world(), Lsoas)):
        assert check(frame, contract, "layer") == []
    assert check_tiling(world(), districts, county) == []


def test_a_merged_district_without_a_name_goes_by_its_places():
    districts, _ = dissolve(world().assign(district_code=A), {})
    assert districts["district_name"].tolist() == ["Ash and Birch"]


def test_an_overlap_names_the_two_lsoas():
    lsoas = world()
    lsoas.loc[0, "geometry"] = box(0, 0, 1010, 1000)
    findings = check_tiling(lsoas, *dissolve(lsoas, {}))
    assert rules(findings) == {"overlap": (f"{A} and {B}",)}
    lsoas = world()
    lsoas.loc[0, "geometry"] = box(0, 0, 1000, 1010)
    assert rules(check_tiling(lsoas, *dissolve(lsoas, {}))) == {"overlap": ("E01000001 and E01000002",)}


def test_a_lost_lsoa_leaves_its_district_uncovered():
    districts, county = dissolve(world(), {})
    findings = check_tiling(world().iloc[1:], districts, county)
    assert rules(findings) == {"not_tiled": (A,)}
    assert "100.00 ha" in findings[0].message


def test_an_lsoa_of_an_unknown_district_is_an_error():
    districts, county = dissolve(world(), {})
    stray = world().assign(district_code=[A, A, B, "E07000009"])
    assert rules(check_tiling(stray, districts, county)) == {"unknown_district": ("E01000004",), "not_tiled": (B,)}


@pytest.mark.parametrize(("side", "rule", "severity"), [(100, "gap", "error"), (2000, "enclave", "note")])
def test_a_small_hole_is_a_gap_and_a_large_one_an_enclave(side, rule, severity):
    ring = box(0, 0, 9000, 9000).difference(box(10, 10, 10 + side, 10 + side))
    lsoas = world().iloc[:1].assign(geometry=[ring])
    findings = check_tiling(lsoas, *dissolve(lsoas, {}))
    assert [(finding.rule, finding.severity) for finding in findings] == [(rule, severity)]


@given(st.lists(st.sampled_from([A, B]), min_size=9, max_size=9))
def test_any_assignment_of_squares_tiles(codes):
    rows = [(f"E0100000{n}", f"Ash 00{n}A", code, n % 3, n // 3) for n, code in enumerate(codes)]
    lsoas = squares(rows)
    districts, county = dissolve(lsoas, {})
    # A square alone in the middle leaves no hole in the county, whatever district it is in.
    assert check_tiling(lsoas, districts, county) == []
    assert districts["area_ha"].sum() == pytest.approx(county["area_ha"].iloc[0])


# Areas and postcodes against what is published.


def test_deviations_are_stated_and_more_than_one_per_cent_is_warned_of():
    districts, _ = dissolve(world(), {})
    published = pd.DataFrame({"district_code": [A], "area_ha": [190.0], "source_id": ["ons"]})
    table, findings = area_deviations(districts, published)
    # 200 / 190 - 1 = 0.0526; B has no published area.
    assert table["deviation_share"].tolist()[0] == pytest.approx(0.0526, abs=1e-4)
    assert table["deviation_share"].isna().tolist() == [False, True]
    assert [(finding.rule, finding.ids, finding.severity) for finding in findings] == [("area", (A,), "warning")]


def _postcodes(rows):
    frame = pd.DataFrame(rows, columns=["district_code", "easting_m", "northing_m"])
    return frame.assign(postcode=[f"AB1 {n}AA" for n in range(len(rows))])


def test_postcodes_in_their_own_district_are_counted():
    fit, findings = postcode_fit(_postcodes([(A, 500, 500)] * 19 + [(B, 500, 500)]), world())
    assert (fit.postcodes, fit.inside, fit.share) == (20, 19, 0.95)
    assert findings == []


def test_swapped_coordinates_are_recognised_and_never_pass():
    lsoas = world()
    lsoas = lsoas.set_geometry(lsoas.geometry.translate(400_000, 200_000))
    points = _postcodes([(A, 400_500, 200_500), (B, 401_500, 200_500)])
    assert postcode_fit(points, lsoas)[1] == []
    turned = lsoas.set_geometry(shapely.transform(lsoas.geometry, lambda xy: xy[:, ::-1]))
    _, findings = postcode_fit(points, turned.set_crs(BNG))
    assert [finding.rule for finding in findings] == ["swapped_coordinates"]
    _, findings = postcode_fit(points.assign(easting_m=1), lsoas)
    assert [(finding.rule, finding.severity) for finding in findings] == [("misplaced", "error")]


def test_no_postcodes_make_no_share():
    fit, findings = postcode_fit(_postcodes([]), world())
    assert np.isnan(fit.share)
    assert findings == []
