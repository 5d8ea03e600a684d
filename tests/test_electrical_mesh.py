"""Meshes by hand, against a DC programme written apart, and without each branch; never max-flow."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from electrical_world import branch, bus, ieee_33, load, made, source
from lae.grid.electrical.arrays import fixed_load, network_of
from lae.grid.electrical.joint_room import Growth, Limits, joint_room, reinforcements
from lae.grid.electrical.mesh import after_outages, factors_of, meshed, outage_factors

BARE = Limits(margin_share=0.0, outages=False, sides=None)


def triangle(mva=10.0, loads=()):
    rows = [branch(a + b, a, b, 10.0, mva=mva) for a, b in ("01", "02", "12")]
    return made([bus(name) for name in "012"], rows, [source("0")], loads)


def growth(network, names, cap=np.inf, power_factor=1.0):
    at = np.isin(network.nodes, names)
    return Growth(at, np.full(len(network.nodes), cap), power_factor)


def nothing(network):
    return np.zeros(len(network.nodes))


@st.composite
def meshes(draw, *, sources=True):
    """A connected random network with rings, ratings, loads, one or two infeeds."""
    size = draw(st.integers(3, 7))
    pairs = [(draw(st.integers(0, node - 1)), node) for node in range(1, size)]
    pairs += draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), min_size=1, max_size=5))
    rows = [
        branch(f"r{number}", f"b{one}", f"b{other}", draw(st.floats(5, 50)), mva=draw(st.floats(5, 30)))
        for number, (one, other) in enumerate(pairs)
        if one != other
    ]
    feeds = [source("b0", fault_level_mva=draw(st.sampled_from([np.nan, 300.0])))]
    if sources and draw(st.booleans()):
        feeds.append(source(f"b{size - 1}", fault_level_mva=draw(st.sampled_from([np.nan, 500.0]))))
    loads = [load(f"b{node}", draw(st.floats(0, 3)), draw(st.floats(-0.5, 1))) for node in range(1, size)]
    return made([bus(f"b{node}") for node in range(size)], rows, feeds, loads)


def by_angles(network, p_mw, at, limit, lost=()):
    """The same question with angles as unknowns, written apart: variables are new MW, angles, infeeds."""
    branches = [number for number in range(len(network.assets)) if number not in lost]
    n, m = len(network.nodes), len(network.slack)
    chosen = np.flatnonzero(at)
    width = len(chosen) + n + m
    equal, right, less, bound = [], [], [], []
    net = np.zeros((n, width))
    for number in branches:
        i, j = network.start[number], network.end[number]
        row = np.zeros(width)
        row[len(chosen) + i] += 1 / network.impedance[number].imag
        row[len(chosen) + j] -= 1 / network.impedance[number].imag
        net[i] -= row
        net[j] += row
        for sign in (1, -1):
            less.append(sign * row)
            bound.append(limit[number])
    for k, node in enumerate(network.slack):
        x = network.slack_impedance[k].imag
        row = np.zeros(width)
        row[len(chosen) + node] = 1
        if x:
            row[len(chosen) + n + k] = x
        equal.append(row)  # angle + x * infeed = 0 behind the infeed
        right.append(0.0)
        net[node, len(chosen) + n + k] += 1
    for node in range(n):
        row = net[node].copy()
        row[: len(chosen)] -= chosen == node
        equal.append(row)
        right.append(p_mw[node])
    cost = np.zeros(width)
    cost[: len(chosen)] = -1
    bounds = [(0, None)] * len(chosen) + [(None, None)] * (n + m)
    found = linprog(cost, np.asarray(less), np.asarray(bound), np.asarray(equal), np.asarray(right), bounds=bounds)
    return -found.fun if found.status == 0 else np.nan


def test_the_triangle_divides_two_to_one():
    network = network_of(triangle())
    factors = factors_of(network)
    np.testing.assert_allclose(factors.drawn[:, network.node_of["2"]], [1 / 3, 2 / 3, 1 / 3])


def test_the_triangle_takes_15_mw_where_maximum_flow_says_20():
    # Two thirds of the load at 2 take the direct line of 10 MW: 15 MW. Maximum flow fills both ways: 10 + 10.
    network = network_of(triangle())
    room = joint_room(network, nothing(network), nothing(network), growth(network, ["2"]), BARE)
    assert room.value_mva == pytest.approx(15.0)
    assert room.binding == (("02", ""),)
    pipes = nx.Graph()
    pipes.add_edges_from([(a, b, {"capacity": 10}) for a, b in ("01", "02", "12")])
    assert nx.maximum_flow_value(pipes, "0", "2") == 20
    # At 20 MW the direct line would really carry 13.3 of its 10 MW.
    carried = factors_of(network).flows(20.0 * np.eye(3)[network.node_of["2"]])
    assert carried[1] == pytest.approx(20 * 2 / 3)


def test_an_mva_more_on_the_line_that_binds_frees_what_the_dual_says():
    # 15 = 10 x 3 / 2: each MVA on line 02 frees 1.5.
    network = network_of(triangle())
    room = joint_room(network, nothing(network), nothing(network), growth(network, ["2"]), BARE)
    np.testing.assert_allclose(room.released, [0, 1.5, 0], atol=1e-9)
    rows = [branch("01", "0", "1", 10.0, mva=10.0), branch("02", "0", "2", 10.0, mva=11.0)]
    more = network_of(made([bus(n) for n in "012"], [*rows, branch("12", "1", "2", 10.0, mva=10.0)], [source("0")]))
    again = joint_room(more, nothing(more), nothing(more), growth(more, ["2"]), BARE)
    assert again.value_mva - room.value_mva == pytest.approx(1.5)


def test_with_any_line_lost_the_triangle_takes_10():
    network = network_of(triangle())
    taken = outage_factors(network, factors_of(network))
    # Lost 02: all of it goes 0-1-2, the way of both others.
    np.testing.assert_allclose(taken[:, 1], [1, -1, 1])
    secure = Limits(margin_share=0.0, sides=None)
    room = joint_room(network, nothing(network), nothing(network), growth(network, ["2"]), secure)
    assert room.value_mva == pytest.approx(10.0)


def test_reactive_power_takes_its_part_of_the_rating():
    # 8 Mvar on the way: of 10 MVA sqrt(100 - 64) = 6 MW are left, to within the polygon's 0.5 %.
    line = made([bus("0"), bus("1")], [branch("l", "0", "1", 10.0, mva=10.0)], [source("0")], [load("1", 0.0, 8.0)])
    network = network_of(line)
    p, q = fixed_load(network, line.loads)
    asked = growth(network, ["1"])
    room = joint_room(network, p, q, asked, Limits(margin_share=0.0))
    assert 0.98 * 6 < room.value_mva <= 6
    assert joint_room(network, p, q, asked, BARE).value_mva == pytest.approx(10)
    # At power factor 0.8 from nothing: the whole 10 MVA.
    alone = joint_room(network, 0 * p, 0 * q, growth(network, ["1"], power_factor=0.8), Limits(margin_share=0.05))
    assert alone.value_mva == pytest.approx(9.5, rel=0.006)


def test_a_branch_without_a_rating_makes_the_answer_an_upper_limit():
    rows = [branch("1", "a", "b", 10.0, mva=5.0), branch("2", "b", "c", 10.0)]
    network = network_of(made([bus(n) for n in "abc"], rows, [source("a")]))
    room = joint_room(network, nothing(network), nothing(network), growth(network, ["c"]), BARE)
    assert (room.value_mva, room.bound) == (pytest.approx(5.0), "at_most")


def test_a_branch_over_its_limit_today_is_named_and_takes_no_more():
    model = triangle(loads=[load("2", 18.0)])
    network = network_of(model)
    p, q = fixed_load(network, model.loads)
    room = joint_room(network, p, q, growth(network, ["2"]), BARE)
    assert room.over == ("02",)
    assert room.value_mva == pytest.approx(0)


@given(meshes())
@settings(max_examples=25)
def test_the_joint_room_is_that_of_a_programme_written_with_angles(model):
    network = network_of(model)
    p, q = fixed_load(network, model.loads)
    fed = {network.nodes[node] for node in network.slack}
    asked = growth(network, [name for name in network.nodes if name not in fed])
    wanted = by_angles(network, p, asked.at, network.rating["winter"])
    found = joint_room(network, p, q, asked, BARE)
    if found.over:
        return
    assert found.value_mva == pytest.approx(wanted, abs=1e-6)


@given(meshes())
@settings(max_examples=25)
def test_a_lost_branch_leaves_what_the_network_without_it_carries(model):
    network = network_of(model)
    p, _ = fixed_load(network, model.loads)
    factors = factors_of(network)
    taken = outage_factors(network, factors)
    after = after_outages(factors.flows(p), taken)
    for number, name in enumerate(network.assets):
        kept = [other for other in range(len(network.assets)) if other != number]
        if np.isnan(taken[number, number]):
            with pytest.raises(ValueError, match="no infeed"):
                factors_of(network.without(name))
            continue
        np.testing.assert_allclose(after[kept, number], factors_of(network.without(name)).flows(p), atol=1e-7)
        assert after[number, number] == pytest.approx(0, abs=1e-9)


@given(meshes(sources=False))
def test_what_is_drawn_comes_in_and_every_node_balances(model):
    network = network_of(model)
    p, _ = fixed_load(network, model.loads)
    flow = factors_of(network).flows(p)
    arriving = np.zeros(len(network.nodes))
    np.add.at(arriving, network.end, flow)
    np.subtract.at(arriving, network.start, flow)
    inner = np.arange(len(network.nodes)) != network.slack[0]
    np.testing.assert_allclose(arriving[inner], p[inner], atol=1e-8)


def test_only_rings_are_meshed():
    assert not meshed(network_of(ieee_33())).any()
    assert meshed(network_of(triangle())).all()


def test_reinforcements_are_ranked_by_pounds_only_where_a_source_gives_them():
    rows = [branch("one", "0", "1", 10.0, mva=10.0), branch("two", "0", "2", 10.0, mva=10.0)]
    rows.append(branch("three", "0", "3", 10.0, mva=10.0))
    network = network_of(made([bus(n) for n in "0123"], rows, [source("0")]))
    room = joint_room(network, nothing(network), nothing(network), growth(network, list("123")), BARE)
    costs = pd.DataFrame(
        {
            "asset_id": ["one", "two", "three"],
            "added_mva": [10.0, 10.0, 10.0],
            "cost_gbp": [2e6, 1e6, 1.0],
            "price_year": [2024.0] * 3,
            "cost_source": ["invented", "invented", ""],
        }
    )
    table = reinforcements(network, room, costs)
    # Each line frees 1 MVA for 1 MVA: one costs 200,000 GBP an MVA, two half of it; three's price has no source.
    assert list(table["asset_id"]) == ["two", "one", "three"]
    assert list(table["ranked_by"]) == ["pound", "pound", "mva"]
    np.testing.assert_allclose(table["one_mva_gbp"], [1e5, 2e5, np.nan])
    assert table["cost_gbp"].isna().tolist() == [False, False, True]
