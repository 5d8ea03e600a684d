"""Sites so that the way is short: against every choice there is, and by hand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.siting.median import medians
from siting_world import problem


def line(points, sites, weights=None, **rules):
    """Points and sites along a road, at metres from its start."""
    distance = np.abs(np.subtract.outer(np.array(points, dtype=float), np.array(sites, dtype=float)))
    asked = problem(weights or [1.0] * len(points), np.zeros(distance.shape, dtype=bool), **rules)
    return asked, distance


def mean_m(weights, distance, sites):
    return weights @ distance[:, sites].min(axis=1) / weights.sum()


def test_one_site_goes_where_the_weighted_way_is_shortest():
    # Cars 1, 1 and 3 at 0, 100 and 200 m: from 200 m 1*200 + 1*100 = 300, from 100 m 100 + 300 = 400.
    found = medians(*line([0, 100, 200], [0, 100, 200], [1.0, 1.0, 3.0], most_sites=1))
    assert found.chosen.tolist() == [2]
    assert found.mean_m == pytest.approx(300 / 5)
    assert np.isnan(found.mean_before_m)


def test_an_exchange_mends_what_taking_the_best_first_spoils():
    # One site: the middle. Two: the ends of the middle are better, 10 + 10, than the middle and an end, 10 + 90.
    asked, distance = line([0, 10, 90, 100], [0, 50, 100], most_sites=2)
    assert medians(asked, distance).chosen.tolist() == [0, 2]


def test_what_is_there_serves_and_is_not_chosen_again():
    found = medians(*line([0, 100], [0, 100], there=[0], most_sites=1))
    assert (found.chosen.tolist(), found.nearest.tolist()) == ([1], [0, 1])
    assert (found.mean_before_m, found.mean_m) == (50.0, 0.0)


def test_limits_and_floors_hold_for_short_ways_too():
    asked = {"load": [[42, 42, 0]], "room": [50.0]}
    found = medians(*line([0, 10, 100], [0, 10, 100], most_sites=2, **asked))
    assert 2 in found.chosen
    assert len(found.chosen) == 2
    found = medians(*line([0, 10, 100], [0, 10, 100], most_sites=1, group=[0, 0, 1], least=[0, 1]))
    assert found.chosen.tolist() == [2]


def test_no_site_at_all_has_no_mean():
    found = medians(*line([0, 10], [0, 10], most_sites=0))
    assert np.isnan(found.mean_m)
    assert found.nearest.tolist() == [-1, -1]


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 8), st.integers(1, 7), st.data())
def test_the_way_is_never_shorter_than_the_best_and_no_exchange_betters_it(points, sites, data):
    metres = st.integers(0, 40).map(lambda quarters: quarters * 25.0)
    distance = np.array(data.draw(st.lists(metres, min_size=points * sites, max_size=points * sites)))
    distance = distance.reshape(points, sites)
    weights = np.array(data.draw(st.lists(st.integers(1, 9), min_size=points, max_size=points)), dtype=float)
    most = data.draw(st.integers(1, sites))
    asked = problem(weights, np.zeros((points, sites), dtype=bool), most_sites=most)
    found = medians(asked, distance)
    sets = [list(each) for size in range(1, most + 1) for each in combinations(range(sites), size)]
    best = min(mean_m(weights, distance, each) for each in sets)
    assert found.least_mean_m - 1e-9 <= best <= found.mean_m + 1e-9
    for leaving in found.chosen:
        for coming in range(sites):
            other = [site for site in found.chosen if site != leaving] + [coming]
            assert mean_m(weights, distance, other) >= found.mean_m - 1e-6
    if most == sites:
        assert found.mean_m == pytest.approx(mean_m(weights, distance, list(range(sites))))


def test_distances_that_are_not_known_are_refused():
    asked, distance = line([0], [0, 1], most_sites=1)
    with pytest.raises(ValueError, match="known"):
        medians(asked, np.where(distance == 1.0, np.nan, distance))


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 6), st.integers(2, 6), st.data())
def test_the_bound_counts_what_is_there(points, sites, data):
    metres = st.integers(0, 40).map(lambda quarters: quarters * 25.0)
    distance = np.array(data.draw(st.lists(metres, min_size=points * sites, max_size=points * sites)))
    distance = distance.reshape(points, sites)
    asked = problem(np.ones(points), np.zeros((points, sites), dtype=bool), there=[0], most_sites=1)
    found = medians(asked, distance)
    best = min(mean_m(asked.weights, distance, [0, new]) for new in range(sites))
    assert found.least_mean_m - 1e-9 <= best <= found.mean_m + 1e-9
    assert found.mean_m <= found.mean_before_m + 1e-9
