"""Packed points come back as they went in, in a known order and in the same bytes; homes leave in one edition alone."""

import base64
import gzip
import json
import re
from itertools import combinations, pairwise

import folium
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from atlas_dwellings import HOMES, POSTCODES, housed, single_homes
from atlas_homes import homed
from lae.atlas import render_atlas
from lae.atlas.dwellings import BANDS, packed_dwellings
from lae.atlas.figure import policy_of, scripts
from lae.atlas.packed import PackedPoints, binned, mercator, pack, quantised, unpack
from test_atlas_packing import EYES, _lab, _linear

PLACES = st.lists(st.tuples(st.floats(-8, 2), st.floats(50, 60)), min_size=1, max_size=40)


def _columns(data, count):
    kinds = st.sampled_from([np.uint8, np.uint16, np.uint32])
    draw = lambda shape: data.draw(arrays.arrays(data.draw(kinds), shape))  # noqa: E731
    return {"plain": draw(count), "scenarios": draw((2, count))}, {"yearly": draw((2, 3, count))}


@settings(deadline=None)
@given(PLACES, st.data())
def test_points_come_back_with_their_columns_and_no_further_than_half_a_step(places, data):
    lon, lat = np.array(places).T
    columns, series = _columns(data, len(lon))
    id_ = np.arange(len(lon), dtype=np.uint32)
    back = unpack(pack(lon, lat, {**columns, "id": id_}, series=series))
    order = back.columns["id"].astype(np.int64)
    assert sorted(order) == list(range(len(lon)))
    for name, values in {**columns, **series}.items():
        np.testing.assert_array_equal(back.columns[name], values[..., order])
        assert back.columns[name].dtype == values.dtype
    x, y = mercator(lon[order], lat[order])
    own_x, own_y = mercator(*back.degrees())
    for here, there in ((own_x, x), (own_y, y)):
        # Half a step of the box, and what doubles lose on the way to degrees and back.
        assert np.abs(here - there).max() <= (there.max() - there.min()) / 65_535 / 2 + 1e-12


@settings(deadline=None)
@given(PLACES, st.randoms(use_true_random=False))
def test_the_order_is_that_of_the_places_whatever_the_order_they_came_in(places, random):
    shuffled = list(places)
    random.shuffle(shuffled)
    kinds = {place: number % 256 for number, place in enumerate(sorted(set(places)))}
    blobs = []
    for rows in (places, shuffled):
        lon, lat = np.array(rows).T
        blobs.append(pack(lon, lat, {"kind": np.array([kinds[row] for row in rows], np.uint8)}))
    assert blobs[0] == blobs[1]
    back = unpack(blobs[0]).columns
    cells = (back["y"] >> 8).astype(int) * 256 + (back["x"] >> 8)
    assert all(before <= after for before, after in pairwise(cells))
    same = list(zip(back["x"], back["y"], strict=True))
    runs = [place for number, place in enumerate(same) if not number or place != same[number - 1]]
    assert len(runs) == len(set(runs)), "points of one place stand together"


def test_points_at_a_cells_corners_stand_in_morton_order():
    # A box of 65,535 steps each way, so that a degree in Mercator is told in steps: 0, 1 and 65,535.
    # Within the first cell (0,0), (1,0), (0,1), (1,1) is the order of Morton; the far corner comes last.
    step = 1 / 65_535
    x = np.array([1.0, step, 0.0, step, 0.0])
    y = np.array([1.0, step, step, 0.0, 0.0])
    lon = x * 0.36 - 1
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (0.33 + y * 0.001)))))
    back = unpack(pack(lon, lat, {"id": np.arange(5, dtype=np.uint8)})).columns
    assert list(back["id"]) == [4, 3, 2, 1, 0]
    assert list(back["x"]) == [0, 1, 0, 1, 65_535]


def test_no_point_and_one_point_can_be_packed():
    none = unpack(pack(np.empty(0), np.empty(0), {"a": np.empty(0, np.uint8)}))
    assert none.header["n"] == 0
    assert none.columns["a"].size == 0
    one = unpack(pack(np.array([-1.25]), np.array([51.75]), {"a": np.array([7], np.uint8)}))
    np.testing.assert_allclose(one.degrees(), [[-1.25], [51.75]])


@pytest.mark.parametrize(
    ("lon", "column", "said"),
    [
        ([np.nan, 0.0], np.zeros(2, np.uint8), "without a place"),
        ([0.0, 0.0], np.zeros(2, np.int64), "int64"),
        ([0.0, 0.0], np.zeros(3, np.uint8), "shape"),
    ],
)
def test_what_cannot_come_back_is_refused(lon, column, said):
    with pytest.raises(ValueError, match=said):
        pack(np.array(lon), np.array([51.0, 51.1]), {"a": column})


def test_a_column_cannot_take_the_name_of_a_coordinate():
    with pytest.raises(ValueError, match="given twice: x"):
        pack(np.zeros(1), np.array([51.0]), {"x": np.zeros(1, np.uint8)})


def test_bins_begin_at_one_and_what_is_not_known_is_nought():
    # 0 and 4.9 lie in the first bin of five, 5 in the second; 1,270 is the 255th, and so is all above it.
    assert list(binned([0.0, 4.9, 5.0, 1_270.0, 9_999.0, np.nan], 5.0)) == [1, 1, 2, 255, 255, 0]
    with pytest.raises(ValueError, match="below"):
        binned([-1.0], 5.0)


def test_a_kilometre_is_told_to_a_metre():
    assert list(quantised(np.array([0.0, 0.5, 1.0]), 0.0, 1.0)) == [0, 32_768, 65_535]


def test_the_layer_is_an_ordinary_folium_layer_that_leaves_its_data_as_text():
    county = folium.Map(tiles=None)
    blob = pack(np.array([-1.2]), np.array([51.7]), {"a": np.array([1], np.uint8)})
    PackedPoints(blob, "dots").add_to(county)
    page = county.get_root().render()
    body = re.search(r'<script type="text/plain" id="packed_dots_data">(.*?)</script>', page, re.DOTALL)[1]
    assert base64.b64decode(body) == blob
    assert 'LAE.packedPoints(\n            "dots", "packed_dots_data"' in page
    assert "LAE.packedPoints = " in PackedPoints.script()
    assert gzip.compress(b"", mtime=0)[4:8] == blob[4:8] == b"\0\0\0\0", "no clock in the bytes"


@pytest.fixture(scope="module")
def page():
    return render_atlas(housed())


def _data(page):
    return json.loads(re.search(r'<script id="lae-data" type="application/json">(.*?)</script>', page, re.DOTALL)[1])


def _blob(page):
    return base64.b64decode(re.search(r'id="packed_dwellings_data">(.*?)</script>', page, re.DOTALL)[1])


def test_every_home_with_a_place_is_on_the_internal_page(page):
    told, back = _data(page)["dwellings"], unpack(_blob(page))
    assert back.header["n"] == POSTCODES * HOMES
    assert (told["homes"], told["without_place"]) == (POSTCODES * HOMES + 1, 1)
    # Bands A to G by n % 7 over 1,080 homes: 155 of the first two, 154 of the rest; the first A became a C.
    assert list(np.bincount(back.columns["epc_band"])) == [0, 154, 155, 155, 154, 154, 154, 154]


def test_the_internal_page_has_no_id_no_address_and_no_cdn(page):
    told, back = _data(page)["dwellings"], unpack(_blob(page))
    assert set(back.columns) == {
        "x", "y", "epc_band", "heating", "dwelling_type", "age_band", "provenance", "package_status",
        "floor_area_m2", "heating_kwh", "package_capex_gbp",
    }  # fmt: skip
    assert "E0100" not in json.dumps(told)
    assert not re.search(r"cdn\.|jsdelivr\.|unpkg\.|cloudflare\.|googleapis\.", page, re.IGNORECASE)


@pytest.mark.parametrize("eye", EYES)
def test_band_colours_lie_apart_for_every_kind_of_vision(eye):
    seen = [_lab(EYES[eye] @ _linear(colour)) for colour in BANDS.values()]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 19.5


def test_homes_of_a_postcode_do_not_keep_the_order_of_the_list():
    homes = single_homes()
    turned = homes.iloc[::-1].reset_index(drop=True)
    first, second = packed_dwellings(housed(homes)), packed_dwellings(housed(turned))
    assert first[1].body == second[1].body


def test_cost_classes_part_where_bins_do_and_only_open_homes_have_one():
    told, layer = packed_dwellings(housed())
    cost = next(each for each in told["colourings"] if each["key"] == "cost")
    assert len(cost["class_of"]) == 256
    assert cost["classes"][cost["class_of"][0]][0] == "Not open to it"
    back = unpack(base64.b64decode(layer.body)).columns
    # SUITABLE by n % 5: the first two are open.
    np.testing.assert_array_equal(back["package_capex_gbp"] > 0, np.isin(back["package_status"], [1, 2]))
    # GBP 9,300 is in the 19th bin of 500, from 9,000 to 9,500.
    flat = (back["floor_area_m2"] == 11) & (back["heating_kwh"] == 33) & (back["package_capex_gbp"] == 19)
    assert flat.sum() >= 1


def test_the_policy_lists_the_scripts_and_not_the_data(page):
    assert policy_of(page) in page
    assert not any("packed_dwellings_data" in body and len(body) > 5_000 for body in scripts(page))
    assert len(scripts(page)) == len(scripts(render_atlas(homed()))) + 2


def test_equal_models_give_equal_pages(page):
    assert render_atlas(housed()) == page


def test_a_public_edition_knows_no_home_and_refuses_one():
    public = render_atlas(homed())
    for word in ('dwellings":', "packed_", "packedPoints", "Internal edition", "dots-controls"):
        assert word not in public
    with pytest.raises(ValueError, match="internal edition"):
        homed(single_homes=single_homes())


def test_an_internal_edition_without_homes_says_what_it_is_and_draws_none():
    page = render_atlas(homed(internal=True))
    assert "Internal edition: do not publish." in page
    assert "packedPoints" not in page


def test_a_table_without_a_wanted_column_is_named():
    with pytest.raises(ValueError, match="single homes table lacks heating_kwh"):
        housed(single_homes().drop(columns="heating_kwh"))


def test_hostile_words_in_a_category_stay_data():
    bad = "</script><img src=x onerror=alert(1)>"
    homes = single_homes()
    homes["dwelling_type"] = homes["dwelling_type"].cat.rename_categories({"flat": bad})
    page = render_atlas(housed(homes))
    assert bad not in page
    assert bad in _data(page)["dwellings"]["words"]["dwelling_type"]


def test_the_frame_keeps_its_categories():
    assert all(isinstance(single_homes()[name].dtype, pd.CategoricalDtype) for name in ("epc_band", "provenance"))
