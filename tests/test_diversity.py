import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.grid.diversity import uplift, uplift_by_tier


def test_worked_case():
    # Four heat pumps of 1.7 kW after diversity with a spread of 2 plan for 1.7 x (1 + 2 / 2) = 3.4 kW each.
    assert 1.7 * uplift(4, spread=2.0) == pytest.approx(3.4)
    assert uplift([1, 4, 100], spread=2.0).tolist() == pytest.approx([3.0, 2.0, 1.2])


@given(
    fewer=st.floats(0, 1e6),
    more=st.floats(0, 1e6),
    spread=st.floats(0, 5),
    ceiling=st.floats(1, 6),
)
def test_never_rises_with_the_number_and_never_falls_below_one(fewer, more, spread, ceiling):
    few, many = uplift(sorted([fewer, more]), spread=spread, ceiling=ceiling)
    assert ceiling >= few >= many >= 1


@given(few=st.floats(1, 1e5), more=st.floats(0, 1e5), spread=st.floats(0, 5), ceiling=st.floats(1, 6))
def test_more_units_never_need_less_in_all(few, more, spread, ceiling):
    one, other = (count * uplift(count, spread=spread, ceiling=ceiling) for count in (few, few + more))
    assert other >= one * (1 - 1e-12)


def test_very_many_units_keep_their_after_diversity_maximum():
    assert uplift(1e12, spread=2.0) == pytest.approx(1.0, abs=1e-5)


def test_less_than_one_unit_counts_as_one():
    assert uplift([0.0, 0.3, 1.0], spread=2.0).tolist() == [3.0, 3.0, 3.0]


def test_units_never_draw_more_than_all_of_them_at_full_power():
    # A 7 kW charger with 1.5 kW after diversity: at most 4.67 times it.
    assert uplift(1, spread=9.0, ceiling=7 / 1.5) == pytest.approx(7 / 1.5)


def test_nothing_above_a_secondary_substation_is_lifted():
    tiers = ["gsp", "bsp", "primary", "secondary"]
    units = np.full((2, 4), 4.0)
    assert uplift_by_tier(units, tiers, spread=2.0).tolist() == [[1.0, 1.0, 1.0, 2.0]] * 2


@pytest.mark.parametrize(
    ("units", "spread", "ceiling", "word"),
    [
        (-1, 2.0, 3.0, "below zero"),
        (1, -0.1, 3.0, "spread"),
        (1, 2.0, 0.9, "ceiling"),
        (1, float("nan"), 3.0, "spread"),
    ],
)
def test_what_makes_no_sense_is_refused(units, spread, ceiling, word):
    with pytest.raises(ValueError, match=word):
        uplift(units, spread=spread, ceiling=ceiling)
