"""Sites that serve only so much: need is shared out, never served twice, never beyond a capacity."""

from dataclasses import replace
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.siting.rows import rows_of
from lae.charging.siting.shared import proven, shared
from lae.charging.siting.solve import Effort, sited
from lae.charging.siting.verify import verify
from siting_world import brought, problem, problems


def most_served(asked, sites):
    """The need that some sites can serve together, by another route: the greatest flow of a network."""
    covers = asked.covers.toarray()
    flow = nx.DiGraph()
    flow.add_nodes_from(["need", "served"])
    for point, weight in enumerate(asked.weights):
        flow.add_edge("need", ("point", point), capacity=round(weight * 4))
        for site in sites:
            if covers[point, site]:
                flow.add_edge(("point", point), ("site", site))
    for site in sites:
        flow.add_edge(("site", site), "served", capacity=round(asked.capacity[site] * 4))
    return nx.maximum_flow_value(flow, "need", "served") / 4


def brute_force(asked):
    there = np.flatnonzero(asked.open).tolist()
    before = most_served(asked, there)
    free = replace(asked, weights=np.zeros_like(asked.weights))
    best = None
    new = np.flatnonzero(~asked.open).tolist()
    for size in range(len(new) + 1):
        for chosen in combinations(new, size):
            less = brought(free, chosen)
            if less is not None:
                brings = most_served(asked, there + list(chosen)) - before + less
                best = brings if best is None else max(best, brings)
    return best


def test_a_site_serves_no_more_than_it_can():
    # A street of 10 and one site for 4.
    found = sited(problem([10.0], [[1]], most_sites=1, capacity=np.array([4.0])))
    assert (found.covered, found.coverable, found.certificate.gap) == (4.0, 10.0, 0.0)


def test_need_is_shared_out_so_that_most_is_served():
    # Street 0 (5) is reached by both sites, street 1 (5) by site 1 alone; each serves 5. All 10 are served, though a
    # site that took the first street it reaches would leave 5.
    found = sited(problem([5.0, 5.0], [[1, 1], [0, 1]], most_sites=2, capacity=np.array([5.0, 5.0])))
    assert found.covered == pytest.approx(10.0)


def test_what_is_there_serves_first_and_only_so_much():
    found = sited(problem([10.0], [[1, 1]], there=[0], most_sites=1, capacity=np.array([3.0, 4.0])))
    assert (found.covered_before, found.covered, found.certificate.best) == pytest.approx((3.0, 7.0, 4.0))


def test_limits_hold_where_need_is_shared_too():
    asked = problem([10.0, 9.0], np.eye(2, dtype=bool), most_sites=2, capacity=np.array([8.0, 9.0]),
                    load=[[42, 42]], room=[50.0])  # fmt: skip
    found = sited(asked)
    assert found.chosen.tolist() == [1]
    assert verify(asked, found.chosen).holds


@settings(max_examples=120, deadline=None)
@given(problems(), st.data(), st.sampled_from(["greedy", "guided", "exact"]))
def test_every_method_stays_within_its_bound_and_exact_is_the_best_of_all(asked, data, method):
    count = len(asked.open)
    whole = data.draw(st.lists(st.integers(0, 60), min_size=count, max_size=count))
    asked = replace(asked, capacity=np.array(whole) / 4)
    found, best = sited(asked, Effort(method=method, starts=3)), brute_force(asked)
    assert verify(asked, found.chosen, found.short).holds
    assert found.covered <= found.coverable + 1e-6
    if best is None:
        assert found.short.sum() > 0
        return
    assert found.certificate.best <= best + 1e-6
    assert found.certificate.bound >= best - 1e-6
    if method == "exact":
        assert found.certificate.best == pytest.approx(best, abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(problems(), st.data())
def test_a_bound_of_shared_need_holds_whatever_the_prices(asked, data):
    count = len(asked.open)
    whole = data.draw(st.lists(st.integers(0, 60), min_size=count, max_size=count))
    asked = replace(asked, capacity=np.array(whole) / 4)
    best = brute_force(asked)
    if best is None:
        return
    question = shared(asked)
    rows = rows_of(question.core)
    sizes = [len(question.core.weights), len(question.capacity), len(rows.room)]
    prices = [np.array(data.draw(st.lists(st.floats(0, 1), min_size=size, max_size=size))) for size in sizes]
    before = most_served(asked, np.flatnonzero(asked.open).tolist())
    assert proven(question, rows, *prices) >= before + best - 1e-6
