"""Homes and retrofit as the page carries them: complete, classed, escaped, and blank where nobody knows."""

import json
import re
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_homes import ABSENT, BLANK, CAVEAT, homed, targeting, zones
from atlas_world import world
from lae.atlas import AtlasModel, render_atlas
from lae.atlas.areas import CLASSES, AreaFigure, breaks
from lae.atlas.homes import FIGURES, ZONE, packed_homes, reasons
from lae.atlas.theme import COLOURS, SHADES
from lae.buildings.targeting_contract import Targeting, Zones
from lae.geo import BNG
from lae.tables import empty
from test_atlas_packing import EYES, _lab, _linear

HOSTILE = "</script><img src=x onerror=alert(1)>${x}`\u2028=cmd"
UNDRAWN = [f"E0199{n:04d}" for n in range(16)]


def _data(page: str) -> dict:
    return json.loads(re.search(r'<script id="lae-data" type="application/json">(.*?)</script>', page, re.DOTALL)[1])


def _figure(told: dict, key: str) -> dict:
    return next(figure for figure in told["figures"] if figure["key"] == key)


@pytest.fixture(scope="module")
def told() -> dict:
    return _told(homed())


def _told(model: AtlasModel) -> dict:
    data = _data(render_atlas(model))
    return {**data["homes"], **data["areas"]}


def test_every_figure_of_every_lsoa_reaches_the_page(told):
    # Square n: score n/20, £ 100 n, n %, 10 n homes, 12.5 n kW at three digits, n/2 %.
    n = 7
    at = {figure["key"]: figure["values"][n - 1] for figure in told["figures"]}
    assert at == {
        "score_ratio": 0.35,
        "gbp_per_tco2e": 700,
        "off_gas_share": 7,
        "open_homes": 70,
        "peak_added_kw": 88,  # 87.5, to the even whole number
        "fuel_poor_share": 3.5,
    }
    assert told["names"][n - 1] == "Square 7"
    assert all(len(figure["values"]) == 16 for figure in told["figures"])


def test_what_is_blank_or_has_no_row_is_null_in_every_figure(told):
    for code in (BLANK, ABSENT):
        place = int(code[-2:]) - 1
        assert {figure["values"][place] for figure in told["figures"]} == {None}
    known = sum(value is not None for value in told["figures"][0]["values"])
    assert known == 14


def test_a_blank_count_of_open_homes_says_why(told):
    assert _figure(told, "open_homes")["blank"] == "too few to publish"


def test_only_fuel_poverty_is_said_to_be_published(told):
    assert [figure["key"] for figure in told["figures"] if figure["basis"] == "published"] == ["fuel_poor_share"]


def test_what_the_score_leaves_out_is_said_for_each_lsoa(told):
    said = [None if place is None else told["criteria"][place] for place in told["left_out"]]
    assert said[:2] == ["clustering", ""]
    assert said[int(BLANK[-2:]) - 1] == "carbon cost, fuel poverty"
    assert said[int(ABSENT[-2:]) - 1] is None


def test_primaries_are_not_drawn():
    table = targeting()
    only = table[table["area_level"].eq("primary")]
    assert len(only) == 1
    assert packed_homes(world(targeting=only)) is None


def test_zones_carry_number_figures_places_and_reasons(told):
    first, second, third = (dict(zip(ZONE, row, strict=True)) for row in told["zones"])
    assert first["number"] == 1
    assert [told["names"][place] for place in first["lsoas"]] == ["Square 13", "Square 14"]
    assert (first["homes"], first["capex_gbp"], first["carbon_saved_tco2e"]) == (1400, 23_500_000, 1230), (
        "three digits of what is estimated"
    )
    assert first["gbp_per_tco2e"] == 1360
    assert second["gbp_per_tco2e"] is None
    assert [zone["note"] for zone in (first, second, third)] == ["ready", "network first", "not known"]
    assert [basis for _, basis in first["reasons"]] == ["modelled", "published", "published, less modelled load"]
    assert second["reasons"] == [["counted by us", "modelled"], ["counted by them", "published"]]
    assert third["reasons"][0][1] == "not known"
    assert len(first["rings"]) == 1, "the two squares are drawn as one outline"


def test_a_note_nobody_agreed_on_is_not_known():
    told = packed_homes(homed(zones=zones(headroom_note="surely fine")))
    assert {row[ZONE.index("note")] for row in told["zones"]} == {"not known"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a; b (published);  ", [["a", "modelled"], ["b", "published"]]),
        ("fuel poverty of 9%; not known: x", [["fuel poverty of 9%", "published"], ["not known: x", "not known"]]),
        ("fuel poverty of 9% (modelled)", [["fuel poverty of 9%", "modelled"]]),
        ("at Mill;Lane", [["at Mill;Lane", "modelled"]]),
    ],
)  # fmt: skip
def test_a_reason_keeps_its_own_label_and_claims_published_only_where_told(text, expected):
    assert reasons(text) == expected


def test_without_homes_the_page_carries_none():
    assert _data(render_atlas(world()))["homes"] is None
    bare = world(
        targeting=empty(Targeting), zones=gpd.GeoDataFrame(empty(Zones), geometry=[], crs=BNG), homes_caveat=CAVEAT
    )
    assert _data(render_atlas(bare))["homes"] is None


@pytest.mark.parametrize("missing", ["targeting", "zones"])
def test_either_table_may_be_empty(missing):
    gone = {"targeting": world().targeting, "zones": world().zones}[missing]
    told = _data(render_atlas(homed(**{missing: gone})))["homes"]
    assert bool(told["figures"]) == (missing != "targeting")
    assert bool(told["zones"]) == (missing != "zones")
    assert told["caveat"] == CAVEAT


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"targeting": targeting().assign(area_code=UNDRAWN)}, "targeting names LSOAs that are not drawn: E01990000"),
        ({"zones": zones(lsoa_codes="E01999999")}, "zones names LSOAs that are not drawn: E01999999"),
        ({"zones": zones().assign(geometry=None)}, "zones without a shape: zone-001, zone-002, zone-003"),
        ({"zones": zones().drop(columns="reasons")}, "the zones table lacks reasons"),
        ({"targeting": targeting().drop(columns="score_ratio")}, "the targeting table lacks score_ratio"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_truthfully_is_refused_by_name(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        homed(**changes)


def test_hostile_texts_stand_only_in_data_and_only_escaped():
    model = homed(homes_caveat=HOSTILE)
    page = render_atlas(
        homed(
            homes_caveat=HOSTILE,
            targeting=model.targeting.assign(package=HOSTILE, criteria_missing=HOSTILE),
            zones=zones(reasons=HOSTILE),
            lsoas=model.lsoas.assign(lsoa_name=HOSTILE),
        )
    )
    assert "<img" not in page
    homes = {**_data(page)["homes"], **_data(page)["areas"]}
    assert homes["zones"][0][ZONE.index("reasons")] == [[HOSTILE, "modelled"]]
    assert homes["caveat"] == HOSTILE
    assert homes["names"][0] == HOSTILE


def test_the_callers_tables_are_left_as_they_were_and_equal_models_give_equal_bytes():
    model = homed()
    before = {name: pd.DataFrame(getattr(model, name)).copy() for name in ("targeting", "zones")}
    assert render_atlas(model) == render_atlas(homed())
    for name, frame in before.items():
        pd.testing.assert_frame_equal(pd.DataFrame(getattr(model, name)), frame)


def test_four_hundred_lsoas_cost_less_than_150_kilobytes():
    model = world()
    copies = 26
    lsoas = pd.concat(
        [model.lsoas.assign(lsoa_code=f"E0101{n:02d}" + model.lsoas["lsoa_code"].str[-2:]) for n in range(copies)]
    )
    rng = np.random.default_rng(3)
    row = targeting().iloc[[0]]
    table = pd.concat([row] * len(lsoas), ignore_index=True).assign(area_code=lsoas["lsoa_code"].to_numpy())
    for name in ("open_homes", "gbp_per_tco2e", "peak_added_kw"):
        table[name] = rng.uniform(10, 5000, len(table))
    for name in ("score_ratio", "off_gas_share", "fuel_poor_share"):
        table[name] = rng.uniform(0, 1, len(table))
    plain = world(lsoas=lsoas)
    grown = world(lsoas=lsoas, targeting=table, homes_caveat=CAVEAT)
    assert len(lsoas) == 416
    assert 5_000 < len(render_atlas(grown)) - len(render_atlas(plain)) < 150_000


# --- classes -------------------------------------------------------------------------------------------------------


def test_breaks_part_the_values_into_classes_of_like_size():
    # Fifths of 1..10: 2.8, 4.6, 6.4, 8.2; the middle eight tenths span 7.2, a twentieth of it 0.36: steps of 1.
    assert breaks(np.arange(1.0, 11.0), decimals=0) == [3.0, 5.0, 6.0, 8.0]


def test_many_values_at_the_least_get_a_class_of_their_own():
    # Eight noughts of twelve: the rest, 1 to 4, is parted at its quarters 1.75, 2.5 (even: 2), 3.25.
    assert breaks(np.array([0.0] * 8 + [1, 2, 3, 4]), decimals=0) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("values", [[], [np.nan], [3.0], [3.0, 3.0, np.nan]])
def test_values_all_alike_have_one_class(values):
    assert breaks(np.array(values, dtype=float), decimals=0) == []


@given(
    st.lists(st.one_of(st.just(float("nan")), st.integers(-30_000, 30_000).map(lambda n: n / 100)), max_size=60),
    st.integers(0, 2),
)
def test_no_class_is_empty_and_breaks_print_as_they_are(values, decimals):
    printed = np.array(values, dtype=float).round(decimals) + 0.0
    found = breaks(printed, decimals=decimals)
    assert len(found) < CLASSES
    assert all(low < high for low, high in pairwise(found))
    assert [round(value, decimals) for value in found] == found
    known = printed[np.isfinite(printed)]
    if len(known):
        assert np.bincount(np.searchsorted(found, known, side="right"), minlength=len(found) + 1).min() > 0


def test_a_value_is_rounded_to_its_digits_and_never_to_minus_nought():
    figure = AreaFigure("x", "X", "modelled", digits=3)
    shown = figure.shown(pd.Series([1234.5, 12.34, 0.0, -0.2, np.nan, 99_950.0]))
    np.testing.assert_array_equal(shown, [1230.0, 12.0, 0.0, 0.0, np.nan, 100_000.0])
    assert not np.signbit(shown[3])


def test_each_figure_has_a_column_of_the_contract_and_a_basis():
    columns = set(empty(Targeting).columns)
    assert {figure.column for figure in FIGURES} <= columns
    assert {figure.basis for figure in FIGURES} == {"modelled", "published"}


@pytest.mark.parametrize("eye", EYES)
def test_shades_grow_darker_step_by_step_for_every_kind_of_vision(eye):
    light = [_lab(EYES[eye] @ _linear(colour))[0] for colour in SHADES]
    assert len(light) == CLASSES
    assert all(before - after >= 9 for before, after in pairwise(light))


def test_no_shade_looks_like_room_or_none():
    """For full vision; for the rest a symbol's white casing and its shape part it from the land."""
    room = [_lab(_linear(COLOURS[state])) for state in ("zero", "crosses", "above")]
    assert min(np.linalg.norm(_lab(_linear(shade)) - colour) for shade in SHADES for colour in room) >= 50
