"""Secondary substations leave the page's tables for packed matrices, and every figure comes back to the kVA."""

import base64
from dataclasses import replace

import numpy as np
import pytest

from atlas_secondaries import NAMES, PARENT, with_secondaries
from atlas_world import world
from lae.atlas import render_atlas
from lae.atlas.packed import unpack
from lae.atlas.payload import payload
from lae.atlas.secondaries import packed_secondaries, without_secondaries
from lae.atlas.theme import STATES
from lae.measures import BOUNDS


@pytest.fixture(scope="module")
def packed():
    model = with_secondaries()
    told, layer = packed_secondaries(model, without_secondaries(model))
    return told, unpack(base64.b64decode(layer.body))


def _of(back, told, code, column):
    """A column of one substation, by its id."""
    number = told["views"].index("demand.published")
    at = list(back.columns["place"]).index(back.header["ids"].index(code))
    return back.columns[f"{column}{number}"][..., at]


def test_the_rest_of_the_page_is_that_of_a_county_without_them():
    assert payload(without_secondaries(with_secondaries())) == payload(world())
    assert without_secondaries(world()).substations.equals(world().substations)
    assert packed_secondaries(world(), world()) is None


def test_those_without_a_place_are_counted_and_left_out(packed):
    told, back = packed
    assert (told["count"], told["without_place"], back.header["n"]) == (5, 1, 4)
    assert back.header["names"] == list(NAMES.values())[:4]


def test_every_headroom_comes_back_to_the_kva_and_a_blank_year_is_none(packed):
    told, back = packed
    values = _of(back, told, "ssen:S-2", "value").astype(int)
    # 100 kVA in 2026, 10 less each year in the fast lane: 0.1 - 0.01 x 24 = -0.14 in 2050; 2025 is before the figure.
    assert (told["step"], values.shape) == (0.001, (2, 26))
    assert values[0, 0] == 0
    assert (values[0, 1] - told["middle"], values[0, 25] - told["middle"]) == (100, -140)
    # Slow lane: 4 less each year, 100 - 96 = 4 in 2050.
    assert values[1, 25] - told["middle"] == 4
    assert not _of(back, told, "ssen:S-4", "value").any()


def test_bounds_classes_and_first_years_come_back(packed):
    told, back = packed
    assert set(_of(back, told, "ssen:S-3", "bound")[:, 1:].ravel()) == {BOUNDS.index("at_most") + 1}
    assert [STATES[code] for code in _of(back, told, "ssen:S-2", "state")] == ["crosses", "above"]
    assert list(_of(back, told, "ssen:S-2", "first")) == [2037, 0]
    assert [STATES[code] for code in _of(back, told, "ssen:S-4", "state")] == ["unknown", "unknown"]


def test_each_knows_what_feeds_it(packed):
    _, back = packed
    place = list(world().substations["substation_id"]).index(PARENT) + 1
    assert set(back.columns["upstream"]) == {place}


def test_larger_figures_take_a_coarser_grain_and_absurd_ones_are_refused():
    model = with_secondaries()
    for most, step in ((30.0, 0.001), (33.0, 0.01), (400.0, 0.1)):
        raised = model.headroom.assign(headroom_mva=np.where(model.headroom["tier"].eq("secondary"), most, 0.0))
        grown = replace(model, headroom=raised)
        assert packed_secondaries(grown, without_secondaries(grown))[0]["step"] == step
    absurd = replace(model, headroom=model.headroom.assign(headroom_mva=40_000.0))
    with pytest.raises(ValueError, match="40,000 MVA"):
        packed_secondaries(absurd, without_secondaries(absurd))


def test_a_scenario_without_a_label_is_named():
    model = with_secondaries()
    lower = model.headroom["tier"].eq("secondary")
    strange = replace(model, headroom=model.headroom.assign(scenario=model.headroom["scenario"].mask(lower, "odd")))
    with pytest.raises(ValueError, match="no label: odd"):
        packed_secondaries(strange, without_secondaries(strange))


def test_a_public_page_may_hold_them_and_is_the_same_every_time():
    page = render_atlas(with_secondaries())
    assert render_atlas(with_secondaries()) == page
    assert 'id="packed_secondaries_data"' in page
    assert "Internal edition" not in page
