"""The joint maximum against HiGHS and a minimum cut on random trees; growth and fair shares against brute force."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from lae.grid.figures import published_demand
from lae.grid.headroom import published_room
from lae.grid.joint import fair_shares, joint_maximum, leaves, separate_sum, uniform_growth
from lae.grid.limit_rows import joint_table
from lae.grid.network import Ladder
from lae.grid.path import AT_LEAST, AT_MOST, EXACT, NOTHING, UNKNOWN, path_room
from worlds import LADDER, drawn, world

TOP = "s"
BOTTOM = "t"


def tree(parents):
    """Node i + 1 hangs on parents[i]; node 0 is the root."""
    size = len(parents) + 1
    feeds = sparse.csr_array((np.ones(len(parents)), (parents, range(1, size))), shape=(size, size))
    return Ladder(tuple(f"n{index}" for index in range(size)), feeds)


@st.composite
def cases(draw, *, low=-20.0):
    """A tree, room at its nodes, caps, and whether the root has a limit."""
    size = draw(st.integers(1, 9))
    parents = [draw(st.integers(0, index)) for index in range(size)]
    room = np.asarray(draw(st.lists(st.floats(low, 60), min_size=size + 1, max_size=size + 1)))
    caps = draw(st.lists(st.just(np.inf) | st.just(0.0) | st.floats(0, 30), min_size=size + 1, max_size=size + 1))
    free = np.zeros(size + 1, bool)
    free[0] = draw(st.booleans())
    return tree(parents), room, np.asarray(caps), free


def by_programme(ladder, room, caps, free, node):
    """Most load through `node` by HiGHS: only nodes at or below it take any, every limit in the network holds."""
    passes = ladder.passes.toarray()
    limits = np.where(free, np.inf, np.maximum(room, 0))
    held = np.isfinite(limits)
    below = passes[node] > 0
    bounds = [
        (0, cap if np.isfinite(cap) else None) if inside else (0, 0) for cap, inside in zip(caps, below, strict=True)
    ]
    answer = linprog(
        -passes[node],
        A_ub=passes[held] if held.any() else None,
        b_ub=limits[held] if held.any() else None,
        bounds=bounds,
    )
    return np.inf if answer.status == 3 else -answer.fun


def by_cut(ladder, room, caps, free):
    """The minimum cut between the root's supply and all new demand."""
    graph = nx.DiGraph()
    limits = np.where(free, np.inf, np.maximum(room, 0))
    graph.add_node(TOP)
    graph.add_node(BOTTOM)
    for node, parents in enumerate(ladder.parents):
        above = ("out", parents[0][0]) if parents else TOP
        for start, end, limit in ((above, ("out", node), limits[node]), (("out", node), BOTTOM, caps[node])):
            graph.add_edge(start, end, **({"capacity": limit} if np.isfinite(limit) else {}))
    try:
        return nx.minimum_cut_value(graph, TOP, BOTTOM)
    except nx.NetworkXUnbounded:
        return np.inf


def known(value):
    return np.inf if np.isnan(value) else value


@given(cases())
@settings(max_examples=150, deadline=None)
def test_joint_maximum_equals_the_programme_at_every_node_and_the_cut_at_the_root(case):
    ladder, room, caps, free = case
    joint = joint_maximum(ladder, room, np.full(len(room), EXACT), never_binds=free, cap=caps)
    for node in range(len(room)):
        assert known(joint.value[node]) == pytest.approx(by_programme(ladder, room, caps, free, node), abs=1e-7)
        assert joint.bound[node] == (UNKNOWN if np.isnan(joint.value[node]) else EXACT)
    assert known(joint.value[0]) == pytest.approx(by_cut(ladder, room, caps, free), abs=1e-7)


@given(cases(), st.integers(0, 8), st.floats(0, 30))
@settings(max_examples=150, deadline=None)
def test_joint_is_never_more_than_the_sum_and_more_capacity_never_lowers_it(case, node, more):
    ladder, room, _, free = case
    exact = np.full(len(room), EXACT)
    joint = joint_maximum(ladder, room, exact, never_binds=free)
    separate = path_room(ladder, room, exact, never_binds=free)
    total, count, unknown = separate_sum(ladder, separate.value)
    sound = unknown == 0
    assert (joint.value[sound] <= total[sound] + 1e-9).all()
    assert (count + unknown == (ladder.passes @ leaves(ladder).astype(float))).all()
    raised = room.copy()
    raised[node % len(room)] += more
    after = joint_maximum(ladder, raised, exact, never_binds=free)
    assert all(known(new) >= known(old) - 1e-9 for new, old in zip(after.value, joint.value, strict=True))


@given(cases(low=0.0))
@settings(max_examples=100, deadline=None)
def test_path_figures_give_the_same_joint_maximum_as_own_ones(case):
    ladder, room, _, free = case
    exact = np.full(len(room), EXACT)
    path = path_room(ladder, room, exact, never_binds=free)
    own = joint_maximum(ladder, room, exact, never_binds=free)
    again = joint_maximum(ladder, path.value, path.bound, never_binds=free)
    np.testing.assert_allclose(again.value, own.value, atol=1e-12)


@st.composite
def doubtful(draw):
    ladder, room, caps, free = draw(cases(low=0.0))
    kinds = draw(st.lists(st.sampled_from([EXACT, AT_MOST, AT_LEAST, UNKNOWN]), min_size=len(room), max_size=len(room)))
    truth = draw(st.lists(st.floats(0, 40), min_size=len(room), max_size=len(room)))
    return ladder, room, caps, free, np.asarray(kinds), np.asarray(truth)


@given(doubtful())
@settings(max_examples=150, deadline=None)
def test_bounds_hold_for_every_truth_they_allow(case):
    ladder, stated, caps, free, kinds, shift = case
    truth = np.select(
        [kinds == EXACT, kinds == AT_MOST, kinds == AT_LEAST], [stated, stated - shift, stated + shift], shift
    )
    shown = np.where(kinds == UNKNOWN, np.nan, stated)
    said = joint_maximum(ladder, shown, kinds, never_binds=free, cap=caps)
    real = joint_maximum(ladder, truth, np.full(len(truth), EXACT), never_binds=free, cap=caps)
    for value, bound, actual in zip(said.value, said.bound, map(known, real.value), strict=True):
        if bound in (EXACT, AT_MOST):
            assert actual <= value + 1e-9
        if bound in (EXACT, AT_LEAST):
            assert actual >= value - 1e-9
        assert np.isnan(value) == (bound == UNKNOWN)


def test_by_hand_two_primaries_share_their_bsp():
    # B1 has 8; P1 3, P2 9, P3 unlimited but for B1: 8 at once, 3 + 8 + 8 = 19 separately.
    ladder = drawn("G1 gsp -\nB1 bsp G1\nP1 primary B1\nP2 primary B1\nP3 primary B1")[2]
    room = np.array([8.0, np.nan, 3.0, 9.0, 50.0])
    at = [ladder.position[f"t:{name}"] for name in ("B1", "G1", "P1", "P2", "P3")]
    own = np.empty(5)
    own[at] = room
    free = np.isnan(own)
    joint = joint_maximum(ladder, own, np.full(5, EXACT), never_binds=free)
    assert joint.value[at].tolist() == [8.0, 8.0, 3.0, 8.0, 8.0]
    assert joint.limited[at].tolist() == [True, False, True, False, False]
    separate = path_room(ladder, own, np.full(5, EXACT), never_binds=free)
    total, count, unknown = separate_sum(ladder, separate.value)
    assert (total[at[0]], count[at[0]], unknown[at[0]]) == (19.0, 3, 0)


def test_an_unknown_limit_makes_the_joint_value_an_upper_limit():
    ladder = tree([0, 0])
    value = np.array([8.0, 3.0, np.nan])
    joint = joint_maximum(ladder, value, np.full(3, EXACT), never_binds=np.zeros(3, bool))
    assert (joint.value[0], joint.bound[0]) == (8.0, AT_MOST)
    assert (joint.value[2], joint.bound[2]) == (8.0, AT_MOST)
    assert (joint.value[1], joint.bound[1]) == (3.0, EXACT)


def test_above_a_node_fed_by_two_the_value_is_an_upper_limit():
    # c takes half from a (room 1) and half from b (room 6): 2 at most in all, so b carries 1, not 6.
    feeds = sparse.csr_array((np.array([0.5, 0.5]), ([0, 1], [2, 2])), shape=(3, 3))
    ladder = Ladder(("a", "b", "c"), feeds)
    joint = joint_maximum(ladder, np.array([1.0, 6.0, 50.0]), np.full(3, EXACT), never_binds=np.zeros(3, bool))
    assert (joint.value[2], joint.bound[2]) == (2.0, EXACT)
    assert joint.bound[:2].tolist() == [AT_MOST, AT_MOST]


def test_leading_dimensions_are_kept():
    ladder = tree([0, 0, 1, 1])
    rng = np.random.default_rng(5)
    room = rng.uniform(-5, 20, size=(2, 3, 5))
    exact, free = np.full(5, EXACT), np.zeros(5, bool)
    whole = joint_maximum(ladder, room, exact, never_binds=free)
    weights = rng.uniform(0, 2, size=5)
    grown, parties = uniform_growth(ladder, room, weights), np.eye(5)[2:]
    shares = fair_shares(ladder, room, parties)
    assert shares.value.shape == (2, 3, 3)
    for index in itertools.product(range(2), range(3)):
        np.testing.assert_array_equal(
            whole.value[index], joint_maximum(ladder, room[index], exact, never_binds=free).value
        )
        assert grown.value[index] == uniform_growth(ladder, room[index], weights).value
        np.testing.assert_allclose(shares.value[index], fair_shares(ladder, room[index], parties).value)


@given(cases(), st.data())
@settings(max_examples=100, deadline=None)
def test_uniform_growth_equals_the_programme(case, data):
    ladder, room, _, _ = case
    size = len(room)
    weights = np.asarray(data.draw(st.lists(st.just(0.0) | st.floats(0.1, 5), min_size=size, max_size=size)))
    found = uniform_growth(ladder, room, weights)
    passing = ladder.passes.toarray() @ weights
    if not (passing > 0).any():
        assert (np.isnan(found.value), found.bound, found.binding) == (True, UNKNOWN, NOTHING)
        return
    used = passing > 0
    answer = linprog([-1.0], A_ub=passing[used, None], b_ub=room[used], bounds=[(None, None)])
    assert found.value == pytest.approx(-answer.fun, abs=1e-7)
    assert room[found.binding] / passing[found.binding] == pytest.approx(found.value)


def test_growth_past_an_unknown_limit_is_an_upper_limit():
    ladder = tree([0, 0])
    found = uniform_growth(ladder, np.array([10.0, np.nan, 30.0]), np.array([0.0, 1.0, 1.0]))
    assert (found.value, found.bound, found.binding) == (5.0, AT_MOST, 0)
    found = uniform_growth(ladder, np.array([10.0, np.nan, 30.0]), np.array([0.0, 0.0, 1.0]))
    assert (found.value, found.bound) == (10.0, EXACT)


def fair_by_programme(ladder, room, weights):
    """Max-min shares by programmes: raise all alike, fix whoever alone could not have more, repeat."""
    passing = weights @ ladder.passes.toarray().T
    fixed = np.full(len(weights), np.nan)
    level = 0.0
    while np.isnan(fixed).any():
        rising = np.isnan(fixed)
        left = np.maximum(np.maximum(room, 0) - np.nan_to_num(fixed) @ passing, 0)
        alike = rising.astype(float) @ passing
        level = max(level, -linprog([-1.0], A_ub=alike[:, None], b_ub=left).fun)
        spare = np.maximum(left - level * alike, 0)
        alone = [-linprog(-row, A_ub=passing.T, b_ub=spare).fun for row in np.eye(len(weights))]
        stuck = rising & (np.asarray(alone) <= 1e-7)
        assert stuck.any()
        fixed[stuck] = level
    return fixed


@given(cases(), st.data())
@settings(max_examples=60, deadline=None)
def test_fair_shares_equal_a_sequence_of_programmes(case, data):
    ladder, room, _, _ = case
    parties = data.draw(st.integers(1, 4))
    size = len(room)
    cells = st.lists(st.just(0.0) | st.sampled_from([0.5, 1.0, 2.0]), min_size=size, max_size=size)
    weights = np.asarray([data.draw(cells) for _ in range(parties)])
    weights[weights.sum(axis=1) == 0, 0] = 1.0
    found = fair_shares(ladder, room, weights)
    np.testing.assert_allclose(found.value, fair_by_programme(ladder, room, weights), atol=1e-5)
    assert (found.bound == EXACT).all()
    carried = ladder.passes.toarray() @ (found.value @ weights)
    assert (carried <= np.maximum(room, 0) + 1e-6).all()
    for party, node in enumerate(found.binding):
        assert carried[node] == pytest.approx(max(room[node], 0), abs=1e-6)
        assert (ladder.passes.toarray() @ weights[party])[node] > 0


def test_fair_shares_by_hand():
    # Root 10, n1 2, n2 20: both rise to 2, then n1 is full and n2 takes the root's remaining 6 more.
    ladder = tree([0, 0])
    found = fair_shares(ladder, np.array([10.0, 2.0, 20.0]), np.eye(3)[1:])
    assert found.value.tolist() == [2.0, 8.0]
    assert found.binding.tolist() == [1, 0]


def test_whoever_nothing_known_limits_gets_no_number():
    ladder = tree([0, 0])
    found = fair_shares(ladder, np.array([np.nan, 2.0, np.nan]), np.eye(3)[1:])
    assert found.value[0] == 2.0
    assert np.isnan(found.value[1])
    assert found.bound.tolist() == [AT_MOST, UNKNOWN]
    assert found.binding.tolist() == [1, NOTHING]


@pytest.mark.parametrize("weight", [-1.0, np.nan])
def test_negative_or_unknown_weights_are_refused(weight):
    weights = np.array([0.0, weight])
    with pytest.raises(ValueError, match="not below zero"):
        uniform_growth(tree([0]), np.array([1.0, 1.0]), weights)
    with pytest.raises(ValueError, match="not below zero"):
        fair_shares(tree([0]), np.array([1.0, 1.0]), weights[None])


def test_rows_put_the_joint_value_beside_the_sum():
    made = world(LADDER, {"P1": 2000})
    figure = published_demand(made.substations, made.ladder)
    table = joint_table(
        made,
        [
            published_room(made, figure, direction="demand"),
            published_room(made, figure, direction="generation"),
        ],
    )
    # Published 3.1, 0 and 8 under 8; 2 MVA of growth leave P1 1.1, B1 6 and so P3 6.
    row = table[table["substation_id"].eq("t:B1") & table["year"].eq(2026)].iloc[0]
    assert (row.joint_mva, row.sum_mva) == (pytest.approx(6.0), pytest.approx(1.1 + 0 + 6))
    assert row.double_counting_ratio == pytest.approx(7.1 / 6)
    # The GSP passes on what B1 allows.
    gsp = table[table["substation_id"].eq("t:G1") & table["year"].eq(2026)].iloc[0]
    assert (gsp.joint_mva, gsp.bound) == (pytest.approx(6.0), row.bound)
    assert sorted(table["year"].unique()) == [2026, 2030]
    assert table["basis"].unique().tolist() == ["published"]
