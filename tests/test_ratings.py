import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.grid.ratings import LARGEST_UNIT_MVA, Ratings, parse_ratings

PUBLISHED = {
    "2 x 240MVA": (240, 240),
    "2 x 12 / 24MVA": (24, 24),
    "3 X 15 / 30MVA": (30, 30, 30),
    "2 x  45 / 90MVA": (90, 90),
    "1 x  6.3MVA + 1 x 7.5 / 15MVA": (6.3, 15),
    "2 x 7.5 / 15 + 1 x 10/20MVA": (15, 15, 20),
    "2 x 7.5 / 11.43MVA": (11.43, 11.43),
    "4 x 240MVA (Shared with NGED)": (240, 240, 240, 240),
    "1 x 30 / 60MVA + 2 x 45 / 90MVA": (60, 90, 90),
    "1 x 4MVA": (4,),
    "": (),
}


@pytest.mark.parametrize(("text", "units"), PUBLISHED.items())
def test_published_texts_read_as_their_forced_ratings(text, units):
    assert parse_ratings(text).units_mva == units


@pytest.mark.parametrize(
    "text",
    [
        "two transformers",
        "2 x 15 / 30",  # no unit anywhere
        "2 x 15 / 30kVA",
        "-2 x 15MVA",
        "2 x -15MVA",
        "2 x 15MVA + spare",
        "2 x 30 / 15MVA",  # forced below natural
        "0 x 15MVA",
        "100 x 15MVA",
        "2 x 10 / 15 / 20MVA",
        "2 x 15MVA; DROP TABLE",
        "999999999 x 15MVA",
    ],
)
def test_other_texts_are_not_guessed(text):
    assert parse_ratings(text) is None


def test_without_the_largest_unit():
    assert parse_ratings("2 x 7.5 / 15 + 1 x 10/20MVA").n_minus_1_mva == 30
    assert parse_ratings("2 x 20 / 40MVA").n_minus_1_mva == 40


def test_a_single_transformer_has_no_n_minus_1():
    single = parse_ratings("1 x 7.5 / 15MVA")
    assert single.transformers_count == 1
    assert math.isnan(single.n_minus_1_mva)
    assert math.isnan(parse_ratings("").n_minus_1_mva)


def test_absurd_units_are_read_and_marked():
    assert parse_ratings("2 x 240MVA").plausible
    assert not parse_ratings("2 x 24000MVA").plausible
    assert not parse_ratings("2 x 0MVA").plausible
    assert parse_ratings(f"1 x {LARGEST_UNIT_MVA:.0f}MVA").plausible


units = st.lists(st.tuples(st.integers(1, 9), st.decimals(1, 240, places=1)), min_size=1, max_size=4)


@settings(deadline=None)
@given(units)
def test_what_is_written_is_what_is_read(groups):
    text = " + ".join(f"{count} x {rating} / {rating + 5}MVA" for count, rating in groups)
    expected = [float(rating + 5) for count, rating in groups for _ in range(count)]
    assert list(parse_ratings(text).units_mva) == pytest.approx(expected)


@settings(deadline=None)
@given(st.lists(st.floats(0.5, 500), min_size=2, max_size=9), st.randoms())
def test_n_minus_1_ignores_order_and_never_exceeds_what_another_unit_adds(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    ratings = Ratings(tuple(values))
    assert Ratings(tuple(shuffled)).n_minus_1_mva == pytest.approx(ratings.n_minus_1_mva, abs=1e-5)
    assert ratings.n_minus_1_mva == pytest.approx(sum(values) - max(values), abs=1e-5)
    assert ratings.plus(min(values)).n_minus_1_mva >= ratings.n_minus_1_mva


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    parsed = parse_ratings(text)
    assert parsed is None or parsed.transformers_count <= 99 * (text.count("+") + 1)
