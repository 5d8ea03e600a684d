"""Siting against every choice there is of small invented questions, and what must hold of any question."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from lae.charging.siting.bound import bound_of
from lae.charging.siting.problem import Floors, Limits
from lae.charging.siting.reduce import reduced
from lae.charging.siting.rows import rows_of
from lae.charging.siting.solve import Effort, sited
from lae.charging.siting.verify import verify
from siting_world import brought, brute_force, problem, problems

EXACT = Effort(method="exact", starts=4)
METHODS = ["greedy", "swap", "guided", "exact"]


def optimum(asked):
    return sited(asked, EXACT).certificate.best


@settings(max_examples=250, deadline=None)
@given(problems())
def test_the_exact_answer_is_the_best_of_all_choices(asked):
    found, best = sited(asked, EXACT), brute_force(asked)
    if best is None:
        assert found.short.sum() > 0
        return
    assert found.short.sum() == 0
    assert found.certificate.best == pytest.approx(best, abs=1e-6)
    assert found.certificate.gap == 0.0
    assert brought(asked, found.chosen.tolist()) == pytest.approx(best, abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(problems(), st.sampled_from(METHODS))
def test_no_method_breaks_a_rule_or_promises_too_much(asked, method):
    found, best = sited(asked, Effort(method=method, starts=4)), brute_force(asked)
    assert verify(asked, found.chosen, found.short).holds
    if best is not None:
        brings = brought(asked, found.chosen.tolist())
        assert brings is not None
        assert brings == pytest.approx(found.certificate.best, abs=1e-6)
        assert brings <= best + 1e-6 <= found.certificate.bound + 2e-6
        # Within its stated gap of the best there is.
        assert brings >= best - found.certificate.gap * found.certificate.bound - 1e-6
    assert found.covered_before - 1e-9 <= found.covered <= found.coverable + 1e-9 <= found.total + 2e-9


@settings(max_examples=80, deadline=None)
@given(problems(with_floors=False), st.data())
def test_another_candidate_never_lowers_the_optimum(asked, data):
    left = np.arange(len(asked.open)) != data.draw(st.integers(0, len(asked.open) - 1))
    if not left.any():
        return
    fewer = replace(
        asked,
        covers=sparse.csc_array(asked.covers[:, left]),
        # A site already there brings nothing newly: the figures would be of two questions.
        open=asked.open[left],
        cost=None if asked.cost is None else asked.cost[left],
        limits=asked.limits and replace(asked.limits, load_kw=sparse.csc_array(asked.limits.load_kw[:, left])),
    )
    if not asked.open[~left].any():
        assert optimum(fewer) <= optimum(asked) + 1e-6


@settings(max_examples=80, deadline=None)
@given(problems(with_floors=False), st.integers(1, 40))
def test_more_room_money_or_sites_never_lower_the_optimum(asked, quarters):
    before, more = optimum(asked), quarters / 4
    if asked.limits is not None:
        roomier = np.where(asked.limits.ask, asked.limits.room_kw, asked.limits.room_kw + more)
        assert before <= optimum(replace(asked, limits=replace(asked.limits, room_kw=roomier))) + 1e-6
    if asked.budget is not None:
        assert before <= optimum(replace(asked, budget=asked.budget + more)) + 1e-6
    if asked.most_sites is not None:
        assert before <= optimum(replace(asked, most_sites=asked.most_sites + 1)) + 1e-6


@settings(max_examples=80, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_change_the_optimum(asked, chance):
    if brute_force(asked) is None:
        return
    order = np.array(chance.sample(range(len(asked.open)), len(asked.open)))
    other = replace(
        asked,
        covers=sparse.csc_array(asked.covers[:, order]),
        open=asked.open[order],
        cost=None if asked.cost is None else asked.cost[order],
        limits=asked.limits and replace(asked.limits, load_kw=sparse.csc_array(asked.limits.load_kw[:, order])),
        floors=asked.floors and replace(asked.floors, group=asked.floors.group[order]),
    )
    assert optimum(other) == pytest.approx(optimum(asked), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from(METHODS))
def test_the_same_question_has_the_same_answer(asked, method):
    effort = Effort(method=method, starts=4)
    first, second = sited(asked, effort), sited(asked, effort)
    assert first.chosen.tolist() == second.chosen.tolist()
    assert first.certificate == second.certificate


@settings(max_examples=120, deadline=None)
@given(problems())
def test_the_smaller_question_has_the_same_optimum(asked):
    best = brute_force(asked)
    if best is None:
        return
    small = reduced(asked).core
    limits = Limits(load_kw=small.load_kw, room_kw=small.room_kw, ask=np.zeros(len(small.room_kw), dtype=bool))
    again = problem(small.weights, np.zeros((len(small.weights), small.size), dtype=bool), most_sites=small.most_sites)
    again = replace(again, covers=sparse.csc_array(small.covers, dtype=bool), limits=limits)
    again = replace(again, floors=Floors(group=small.group, least=small.least))
    if np.isfinite(small.budget):
        again = replace(again, cost=small.cost, budget=small.budget)
    if not small.penalty.any():
        found = brute_force(again) if small.size else 0.0
        assert found == pytest.approx(best, abs=1e-6)


def test_twelve_candidates_with_every_rule_at_once_equal_brute_force():
    rng = np.random.default_rng(3)
    for seed in range(6):
        covers = rng.random((30, 12)) < 0.25
        path = np.zeros((5, 12))
        path[rng.integers(0, 4, 12), np.arange(12)] = 42.0
        path[4] = 42.0
        asked = problem(
            rng.integers(1, 50, 30), covers, there=[seed % 3], load=path, room=[42, 84, 0, 126, 180],
            ask=[False, False, True, False, False], policy=["hard", "priced", "flag"][seed % 3], price=0.25,
            cost=rng.integers(1, 9, 12), budget=18.0, most_sites=5, group=np.arange(12) % 3, least=[1, 1, 0],
        )  # fmt: skip
        assert optimum(asked) == pytest.approx(brute_force(asked), abs=1e-6)
        assert sited(asked).certificate.gap <= 0.05


def test_nothing_to_choose_from_covers_nothing_and_says_so():
    found = sited(problem([5.0, 3.0], np.zeros((2, 3), dtype=bool), most_sites=2))
    assert (found.chosen.tolist(), found.covered, found.coverable, found.total) == ([], 0.0, 0.0, 8.0)
    assert found.certificate.gap == 0.0


@settings(max_examples=150, deadline=None)
@given(problems(), st.data())
def test_a_bound_holds_whatever_the_prices(asked, data):
    best = brute_force(asked)
    if best is None:
        return
    core = reduced(asked).core
    rows = rows_of(core)
    price = st.floats(0, 25, allow_nan=False)
    need = data.draw(st.lists(price, min_size=len(core.weights), max_size=len(core.weights)))
    kept = data.draw(st.lists(price, min_size=len(rows.room), max_size=len(rows.room)))
    assert bound_of(core, rows, np.array(need), np.array(kept)).most >= best - 1e-6
