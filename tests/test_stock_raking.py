"""Weights that meet every margin, whole homes that keep every total, and margins that cannot both be true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lae.buildings.stock.raking import TOLERANCE, Margin, conflicts, rake
from lae.buildings.stock.whole import largest_remainder, ranks, whole_table

TWO_BY_TWO = [
    Margin("rows", ["r0", "r1"], np.array([0, 0, 1, 1]), np.array([30.0, 70.0]), ["town", "town"]),
    Margin("columns", ["c0", "c1"], np.array([0, 1, 0, 1]), np.array([50.0, 50.0]), ["town", "town"]),
]


def test_a_flat_seed_gives_the_product_of_its_margins():
    raked = rake(np.ones(4), TWO_BY_TWO)
    assert raked.met
    # 30 x 50 / 100 and 70 x 50 / 100
    assert raked.weights == pytest.approx([15, 15, 35, 35])


def test_the_odds_ratio_of_the_seed_is_kept():
    seed = np.array([6.0, 1.0, 2.0, 1.0])
    a, b, c, d = rake(seed, TWO_BY_TWO).weights
    assert (a * d) / (b * c) == pytest.approx(6 / 2)
    assert (a + b, a + c) == pytest.approx((30, 50))


def test_a_cell_no_margin_counts_keeps_its_weight():
    margin = Margin("some", ["x"], np.array([0, -1]), np.array([8.0]))
    assert rake(np.array([2.0, 5.0]), [margin]).weights == pytest.approx([8.0, 5.0])


def test_a_total_without_any_such_home_is_named():
    raked = rake(np.array([0.0, 0.0, 1.0, 1.0]), TWO_BY_TWO)
    assert not raked.met
    (finding,) = raked.findings
    assert (finding.rule, finding.ids) == ("no_such_home", ("r0: 30.0",))


def test_margins_that_contradict_each_other_are_found_before_and_named_after():
    apart = [TWO_BY_TWO[0], Margin("columns", ["c0", "c1"], TWO_BY_TWO[1].codes, np.array([60.0, 60.0]), ["town"] * 2)]
    (before,) = conflicts(apart)
    assert before.severity == "error"
    assert before.ids == ("town: 100.0 and 120.0",)
    assert conflicts(TWO_BY_TWO) == []
    raked = rake(np.ones(4), apart)
    assert not raked.met
    assert raked.rounds < 1_000
    # The margin raked to last is met; the other says by how much it is not.
    assert {finding.rule for finding in raked.findings} == {"margin_not_met"}
    assert raked.findings[0].ids[0] == "r0: 30.0 stated, 36.0 reached"


COUNTS = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=5)


@given(COUNTS, st.lists(st.floats(0.1, 10), min_size=15, max_size=15))
@settings(max_examples=60, deadline=None)
def test_margins_of_any_table_are_met_from_any_positive_seed(counts, seed):
    table = np.array(counts, dtype=float)
    rows, columns = np.indices(table.shape).reshape(2, -1)
    margins = [
        Margin("rows", [str(row) for row in range(len(table))], rows, table.sum(axis=1)),
        Margin("columns", list("abc"), columns, table.sum(axis=0)),
    ]
    raked = rake(np.array(seed)[: table.size], margins)
    assert raked.met
    for margin in margins:
        assert np.abs(margin.sums(raked.weights) - margin.totals).max() <= TOLERANCE * max(1, margin.totals.max())
    whole = whole_table(
        raked.weights.reshape(table.shape),
        table.sum(axis=1).astype(int),
        np.zeros(len(table), dtype=int),
        table.sum(axis=0).astype(int)[None, :],
    )
    assert (whole >= 0).all()
    assert (whole.sum(axis=1) == table.sum(axis=1)).all()
    assert (whole.sum(axis=0) == table.sum(axis=0)).all()


def test_largest_remainders_go_first_and_ties_to_the_first():
    # 2.5 + 2.5 + 1.2 + 0.8 = 7: rounded down 2 + 2 + 1 + 0, two short: 0.8 first, then the first of the two halves.
    assert largest_remainder(np.array([2.5, 2.5, 1.2, 0.8]), np.zeros(4, int), np.array([7])).tolist() == [3, 2, 1, 1]


def test_weights_far_from_their_total_are_refused():
    with pytest.raises(ValueError, match="do not sum to its total of 9"):
        largest_remainder(np.array([2.0, 2.0]), np.zeros(2, int), np.array([9]))


def test_a_weight_a_hair_below_a_whole_number_is_that_number():
    assert largest_remainder(np.array([2.9999999999, 4.0]), np.zeros(2, int), np.array([7])).tolist() == [3, 4]


def test_a_table_whose_sums_differ_is_refused():
    with pytest.raises(ValueError, match="5 homes by row and 4 by column"):
        whole_table(np.ones((1, 2)), np.array([5]), np.array([0]), np.array([[2, 2]]))


def test_whole_homes_of_one_margin_do_not_drift_from_another():
    # Each cell alone would round 1.5 up or down; both row and column sums stay.
    whole = whole_table(np.full((2, 2), 1.5), np.array([3, 3]), np.zeros(2, int), np.array([[3, 3]]))
    assert whole.sum(axis=0).tolist() == whole.sum(axis=1).tolist() == [3, 3]
    assert sorted(whole.reshape(-1).tolist()) == [1, 1, 2, 2]


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_whole_tables_are_near_the_nearest_there_is(seed):
    rng = np.random.default_rng(seed)
    target = rng.integers(0, 8, size=(6, 4))
    weights = rake(
        rng.uniform(0.2, 3.0, size=24),
        [
            Margin("rows", list("abcdef"), np.repeat(np.arange(6), 4), target.sum(axis=1).astype(float)),
            Margin("columns", list("wxyz"), np.tile(np.arange(4), 6), target.sum(axis=0).astype(float)),
        ],
    ).weights.reshape(6, 4)
    rows, columns = target.sum(axis=1), target.sum(axis=0)
    whole = whole_table(weights, rows, np.zeros(6, int), columns[None, :])
    # The least total rounding that any table with these sums could do, by linear programming.
    down = np.floor(weights)
    cost = 1 - 2 * (weights - down)
    sums = np.vstack([np.kron(np.eye(6), np.ones(4)), np.kron(np.ones(6), np.eye(4))])
    short = np.r_[rows - down.sum(axis=1), columns - down.sum(axis=0)]
    best = linprog(cost.reshape(-1), A_eq=sums, b_eq=short, bounds=(0, 1))
    least = np.abs(weights - down).sum() + best.fun
    assert np.abs(whole - weights).sum() <= 1.6 * least + 2.0


def test_ranks_number_the_rows_of_each_key():
    assert ranks(np.array([0, 0, 3, 3, 3, 7])).tolist() == [0, 1, 0, 1, 2, 0]
    assert ranks(np.zeros(0, dtype=int)).tolist() == []
