"""What the page unpacks: series, outlines and postcodes come back as they went in; the palette holds for every eye."""

import re
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.atlas.postcodes import pack
from lae.atlas.postcodes import unpack as unpack_postcodes
from lae.atlas.series import SeriesPool, Words, unpack
from lae.atlas.shapes import coarser, label_points, packed_outlines, unpacked
from lae.atlas.theme import COLOURS
from lae.geo import BNG, bng_from_degrees

NUMBERS = st.one_of(st.just(float("nan")), st.floats(-5000, 5000))


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_numbers_come_back_to_the_hundredth(values):
    pool = SeriesPool()
    place = pool.numbers(values)
    back = [np.nan if value is None else value / 100 for value in unpack(pool.packed(), place, len(values))]
    np.testing.assert_allclose(back, values, atol=0.005001)


@settings(deadline=None)
@given(st.lists(st.integers(-1, 400), min_size=1, max_size=30))
def test_codes_come_back_exactly(codes):
    pool = SeriesPool()
    place = pool.codes(codes)
    assert [-1 if code is None else code for code in unpack(pool.packed(), place, len(codes))] == codes


def test_equal_series_are_stored_once_and_constant_ones_as_one_number():
    pool = SeriesPool()
    assert pool.numbers([1.0, 2.5, np.nan]) == pool.numbers([1.001, 2.499, np.nan])
    assert pool.numbers([3.0, 3.0, 3.0]) != 0
    text = pool.packed()
    # 100 = 8 x 25 / 2, then a step of 150, a missing year; 300 in every year.
    assert text == "oGsJ~ 4S"
    assert unpack(text, 0, 3) == [100, 250, None]
    assert unpack(text, 1, 3) == [300, 300, 300]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9)), min_size=2, max_size=20))
def test_steps_of_any_size_come_back_and_the_text_needs_no_escape(values):
    pool = SeriesPool()
    place = pool.numbers([np.nan if value is None else value / 100 for value in values])
    assert unpack(pool.packed(), place, len(values)) == values
    assert re.fullmatch(r"[A-Za-z0-9+/~]+", pool.packed())


def test_words_are_numbered_in_the_order_they_come():
    words = Words(["exact"])
    assert [words.code(text) for text in ("b", "exact", "b", "a")] == [1, 0, 1, 2]
    assert words.listed() == ["exact", "b", "a"]


def test_outlines_come_back_within_a_metre_holes_and_islands_included():
    ring = shapely.box(450_000, 200_000, 460_000, 210_000)
    shape = shapely.MultiPolygon(
        [
            ring.difference(shapely.box(452_000, 202_000, 453_000, 203_000)),
            shapely.box(470_000, 200_000, 471_000, 201_000),
        ]
    )
    rings = packed_outlines(gpd.GeoDataFrame(geometry=[shape], crs=BNG))[0]
    assert len(rings) == 3
    for packed, original in zip(
        rings, (p for part in shape.geoms for p in [part.exterior, *part.interiors]), strict=True
    ):
        degrees = unpacked(packed)
        east, north = bng_from_degrees(degrees[:, 0], degrees[:, 1])
        np.testing.assert_allclose(np.column_stack([east, north]), shapely.get_coordinates(original), atol=1.0)


def test_coarser_neighbours_still_tile_their_county():
    wave = [(450_000 + 5 * np.sin(y / 40), 200_000 + y) for y in range(0, 2_001, 10)]
    west = shapely.Polygon([(449_000, 200_000), *wave, (449_000, 202_000)])
    east = shapely.Polygon([(451_000, 200_000), *wave, (451_000, 202_000)])
    layer = gpd.GeoDataFrame(geometry=[west, east], crs=BNG)
    simple = coarser(layer)
    assert shapely.get_num_coordinates(simple.geometry.to_numpy()).sum() < 100
    assert simple.geometry[0].intersection(simple.geometry[1]).area == 0
    assert simple.area.sum() == pytest.approx(layer.area.sum())


def test_a_label_stands_inside_its_district_even_in_a_crescent():
    crescent = shapely.Point(450_000, 200_000).buffer(9_000).difference(shapely.Point(453_000, 200_000).buffer(8_500))
    layer = gpd.GeoDataFrame(geometry=[crescent], crs=BNG)
    assert not crescent.contains(crescent.centroid.buffer(1)), "the middle of the shape would be outside it"
    ((lon, lat),) = label_points(layer)
    east, north = bng_from_degrees([lon / 100_000], [lat / 100_000])
    assert crescent.contains(shapely.Point(east[0], north[0]))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Z]{1,2}[1-9]{1,2} [0-9][A-Z]{2}", fullmatch=True),
            st.integers(0, 60_000),
            st.integers(0, 60_000),
        ),
        min_size=1,
        max_size=40,
        unique_by=lambda row: row[0].replace(" ", ""),
    )
)
def test_postcodes_come_back_sorted_and_within_ten_metres(rows):
    frame = pd.DataFrame(rows, columns=["postcode", "x", "y"])
    frame = frame.assign(easting_m=frame["x"] + 420_000, northing_m=frame["y"] + 180_000)
    back = unpack_postcodes(pack(frame))
    expected = frame.assign(key=frame["postcode"].str.replace(" ", "")).sort_values("key")
    assert list(back["postcode"]) == list(expected["key"])
    east, north = bng_from_degrees(back["longitude"], back["latitude"])
    distance = np.hypot(east - expected["easting_m"], north - expected["northing_m"])
    assert distance.max() < 10


def test_a_countys_real_postcodes_cost_less_than_a_quarter_of_a_megabyte(shared_data):
    table = pd.read_csv(shared_data / "packaged" / "ox_postcodes_onspd_nov2025.csv.gz")
    frame = pd.DataFrame(
        {
            "postcode": table["pcd"],
            "easting_m": table["oseast1m"].astype(int),
            "northing_m": table["osnrth1m"].astype(int),
        }
    )
    packed = pack(frame)
    assert packed.header["n"] == len(frame) == 38_821
    assert len(packed.body) < 250_000


def test_postcodes_all_over_the_country_are_refused():
    frame = pd.DataFrame(
        {"postcode": ["A1 1AA", "Z1 1ZZ"], "easting_m": [10_000, 690_000], "northing_m": [10_000, 1_290_000]}
    )
    with pytest.raises(ValueError, match="spread further"):
        pack(frame)


# Machado, Oliveira and Fernandes (2009), full dichromacy; applied to linear light.
EYES = {
    "full": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def _linear(colour):
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _lab(linear):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(
        linear, 0, 1
    )
    f = np.array([t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz / [0.95047, 1.0, 1.08883]])
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", EYES)
def test_the_three_classes_are_far_apart_for_every_kind_of_vision(eye):
    seen = [_lab(EYES[eye] @ _linear(COLOURS[state])) for state in ("zero", "crosses", "above")]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 50


def test_a_traffic_light_would_fail_the_same_test():
    seen = [_lab(EYES["deutan"] @ _linear(colour)) for colour in ("#00a33b", "#ffbf00", "#d4351c")]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) < 50
