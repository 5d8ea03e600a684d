"""The path minimum against brute force over random trees, and the algebra of bounds against intervals."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from lae.grid.network import Ladder
from lae.grid.path import AT_LEAST, AT_MOST, EXACT, NOTHING, UNKNOWN, after_growth, path_room


def tree(parents: list[int]) -> Ladder:
    """Node i hangs on parents[i - 1] < i; node 0 is the root."""
    size = len(parents) + 1
    rows, columns = parents, list(range(1, size))
    feeds = sparse.csr_array((np.ones(len(parents)), (rows, columns)), shape=(size, size))
    return Ladder(tuple(f"n{index}" for index in range(size)), feeds)


@st.composite
def trees(draw):
    size = draw(st.integers(1, 12))
    parents = [draw(st.integers(0, index)) for index in range(size)]
    values = draw(st.lists(st.floats(-50, 50) | st.just(float("nan")), min_size=size + 1, max_size=size + 1))
    bounds = draw(st.lists(st.sampled_from([EXACT, AT_MOST, AT_LEAST, UNKNOWN]), min_size=size + 1, max_size=size + 1))
    return tree(parents), parents, np.asarray(values), np.asarray(bounds)


def interval(value: float, bound: int) -> tuple[float, float]:
    if np.isnan(value) or bound == UNKNOWN:
        return -np.inf, np.inf
    return (value if bound != AT_MOST else -np.inf), (value if bound != AT_LEAST else np.inf)


@given(trees())
@settings(max_examples=200, deadline=None)
def test_path_room_says_exactly_what_its_parts_prove(case):
    ladder, parents, values, bounds = case
    room = path_room(ladder, values, bounds, never_binds=np.zeros(len(values), bool))
    for node in range(len(values)):
        path, here = [node], node
        while here:
            here = parents[here - 1]
            path.append(here)
        parts = [interval(values[member], bounds[member]) for member in path]
        low, high = min(low for low, _ in parts), min(high for _, high in parts)
        if np.isfinite(low) and low == high:
            assert (room.bound[node], room.value[node]) == (EXACT, high)
        elif np.isneginf(low) and np.isfinite(high):
            assert (room.bound[node], room.value[node]) == (AT_MOST, high)
        elif np.isfinite(low):
            assert (room.bound[node], room.value[node]) == (AT_LEAST, low)
        else:
            assert room.bound[node] == UNKNOWN
        if room.bound[node] != UNKNOWN:
            assert room.binding[node] in path
            assert values[room.binding[node]] == room.value[node]


@given(trees(), st.floats(0, 30))
@settings(max_examples=100, deadline=None)
def test_more_load_never_adds_headroom(case, load):
    ladder, _, values, _ = case
    exact = np.full(len(values), EXACT)
    free = np.zeros(len(values), bool)
    before = path_room(ladder, values, exact, never_binds=free).value
    after = path_room(ladder, values - load, exact, never_binds=free).value
    known = ~np.isnan(before)
    assert (after[known] <= before[known] + 1e-9).all()


def test_equal_figures_name_the_higher_asset():
    ladder = tree([0, 1])
    room = path_room(ladder, np.array([5.0, 5.0, 9.0]), np.full(3, EXACT), never_binds=np.zeros(3, bool))
    assert room.binding.tolist() == [0, 0, 0]


def test_a_gsp_without_a_limit_neither_binds_nor_casts_doubt():
    ladder = tree([0, 1])
    room = path_room(
        ladder, np.array([np.nan, 5.0, 9.0]), np.full(3, EXACT), never_binds=np.array([True, False, False])
    )
    assert room.bound.tolist() == [UNKNOWN, EXACT, EXACT]
    assert np.isnan(room.value[0])
    assert room.value[1:].tolist() == [5.0, 5.0]
    assert room.binding.tolist() == [NOTHING, 1, 1]


def test_an_unknown_parent_makes_the_rest_an_upper_limit():
    ladder = tree([0, 1])
    room = path_room(ladder, np.array([np.nan, 5.0, 9.0]), np.full(3, EXACT), never_binds=np.zeros(3, bool))
    assert room.bound.tolist() == [UNKNOWN, AT_MOST, AT_MOST]


def test_room_at_a_parent_counts_by_the_share_taken_from_it():
    feeds = sparse.csr_array((np.array([0.25, 0.75]), ([0, 1], [2, 2])), shape=(3, 3))
    ladder = Ladder(("a", "b", "c"), feeds)
    room = path_room(ladder, np.array([1.0, 6.0, 50.0]), np.full(3, EXACT), never_binds=np.zeros(3, bool))
    # A quarter of c's new load passes a, which has room for 1: c may add 4. Over b it could add 8.
    assert room.value[2] == pytest.approx(4.0)
    assert room.binding[2] == 0


def test_bounds_after_growth():
    yes, no = np.array([True]), np.array([False])
    cases = {
        (EXACT, False, False): EXACT,
        (EXACT, True, False): AT_MOST,
        (EXACT, False, True): AT_LEAST,
        (EXACT, True, True): UNKNOWN,
        (AT_MOST, False, True): UNKNOWN,
        (AT_MOST, True, False): AT_MOST,
        (AT_LEAST, True, False): UNKNOWN,
        (AT_LEAST, False, True): AT_LEAST,
        (UNKNOWN, False, False): UNKNOWN,
    }
    for (bound, under, over), expected in cases.items():
        got = after_growth(np.array([bound]), understated=yes if under else no, overstated=yes if over else no)
        assert got.tolist() == [expected], (bound, under, over)


def test_leading_dimensions_are_independent():
    ladder = tree([0, 0, 1])
    rng = np.random.default_rng(3)
    values = rng.normal(size=(2, 3, 4))
    free = np.zeros(4, bool)
    whole = path_room(ladder, values, np.full(4, EXACT), never_binds=free)
    for index in itertools.product(range(2), range(3)):
        alone = path_room(ladder, values[index], np.full(4, EXACT), never_binds=free)
        np.testing.assert_array_equal(whole.value[index], alone.value)
        np.testing.assert_array_equal(whole.binding[index], alone.binding)
