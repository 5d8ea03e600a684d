"""What siting keeps to and what it tells, on towns small enough to work by hand."""

import numpy as np
import pytest

from lae.charging.siting.explain import reasons
from lae.charging.siting.reduce import reduced
from lae.charging.siting.relaxed import relaxed
from lae.charging.siting.rows import rows_of
from lae.charging.siting.solve import Certificate, Effort, sited
from lae.charging.siting.verify import Breach, verify
from siting_world import problem

# Four streets with 10, 8, 6 and 3 cars; site 0 reaches the first two, 1 the second and third, 2 the third, 3 the last.
STREETS = [10.0, 8.0, 6.0, 3.0]
REACH = [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]


def town(**rules):
    return problem(STREETS, REACH, **{"most_sites": 2} | rules)


def chosen(asked, method="exact"):
    return sorted(sited(asked, Effort(method=method)).chosen.tolist())


def test_two_sites_cover_what_two_can():
    found = sited(town())
    # 0 brings 18, then 1 or 2 brings 6: 24 of 27; 1 covers all that 2 does, so that 2 is left out.
    assert found.chosen.tolist() == [0, 1]
    assert found.covered == 24.0
    assert found.certificate.gap == 0.0
    assert found.certificate.sentence() == "24 newly covered: no choice of sites covers more."


def test_a_gap_is_told_as_a_share_of_the_bound():
    told = Certificate(method="guided", best=990.0, bound=1000.0)
    assert told.gap == pytest.approx(0.01)
    assert "more than 1,000: within 1.00%" in told.sentence()


def test_what_is_there_covers_and_is_not_chosen_again():
    found = sited(town(there=[0], most_sites=1))
    # 18 are covered already; 1 and 2 bring 6 each, 3 brings 3.
    assert (found.covered_before, found.covered, found.certificate.best) == (18.0, 24.0, 6.0)
    assert 0 not in found.chosen


def test_a_limit_shared_by_two_sites_lets_one_of_them_through():
    # 0 and 1 hang on the first substation with room for one hub of 42 kW: 0 brings 18, and 2 brings 6 elsewhere.
    asked = town(load=[[42, 42, 0, 0], [0, 0, 42, 42]], room=[83.0, 100.0])
    assert chosen(asked) == [0, 2]


def test_the_whole_path_counts_not_only_the_first_substation():
    # Every site hangs on a primary of its own with room, but all on one BSP with room for a single hub.
    load = [*(np.eye(4) * 42).tolist(), [42, 42, 42, 42]]
    assert chosen(town(load=load, room=[50, 50, 50, 50, 83.9])) == [0]


def test_a_site_that_does_not_fit_alone_is_barred_and_told():
    found = sited(town(load=[[42, 0, 0, 0]], room=[41.0]))
    assert found.barred.tolist() == [True, False, False, False]
    assert sorted(found.chosen.tolist()) == [1, 3]


def test_room_below_nothing_is_no_room_and_does_not_forbid_what_loads_it_not():
    assert chosen(town(load=[[42, 42, 0, 0]], room=[-500.0])) == [2, 3]


def test_a_bound_at_or_below_nothing_is_a_question_to_the_operator_not_a_ban():
    ask = {"load": [[42, 0, 0, 0]], "room": [0.0], "ask": [True]}
    assert chosen(town(**ask, policy="hard")) == [1, 3]
    flagged = town(**ask, policy="flag")
    assert chosen(flagged) == [0, 1]
    assert verify(flagged, np.array([0, 1])).asked.tolist() == [0]
    told = reasons(flagged, np.array([0, 1]))
    assert (told.asks.tolist(), told.asked_kw.tolist()) == ([True, False], [42.0, 0.0])


def test_a_price_per_kw_decides_whether_asking_is_worth_it():
    ask = {"load": [[42, 0, 0, 0]], "room": [np.nan], "ask": [True], "policy": "priced"}
    # With 1 (14 cars: streets two and three) site 0 adds 10; against 3, which adds 3, it is worth asking below 7 / 42.
    assert chosen(town(**ask, price=6.9 / 42)) == [0, 1]
    assert chosen(town(**ask, price=7.1 / 42)) == [1, 3]
    # The certificate counts what is given up: 24 - 6.9.
    assert sited(town(**ask, price=6.9 / 42)).certificate.best == pytest.approx(17.1)


def test_kw_asked_for_at_several_assets_of_a_path_is_asked_for_once():
    asked = town(load=[[42, 0, 0, 0], [42, 0, 0, 0]], room=[0.0, 0.0], ask=[True, True], policy="priced", price=0.1)
    assert asked.limits.asked_kw().tolist() == [42.0, 0.0, 0.0, 0.0]


def test_a_floor_brings_a_site_where_cover_alone_would_not():
    # The last street's district, 1, must have a site: 0 and 3 cover 21 where 0 and 1 would cover 24.
    found = sited(town(group=[0, 0, 0, 1], least=[0, 1]), Effort(method="exact"))
    assert sorted(found.chosen.tolist()) == [0, 3]
    assert found.short.tolist() == [0, 0]


def test_a_site_already_there_meets_its_districts_floor():
    assert chosen(town(there=[3], group=[0, 0, 0, 1], least=[0, 1])) == [0, 1]


def test_a_floor_that_cannot_be_met_comes_down_and_is_told():
    # Two are asked for in district 1, which has one candidate: one short, and the one it has is still chosen.
    found = sited(town(group=[0, 0, 0, 1], least=[0, 2]))
    assert found.short.tolist() == [0, 1]
    assert 3 in found.chosen
    assert not verify(town(group=[0, 0, 0, 1], least=[0, 2]), found.chosen).holds
    assert verify(town(group=[0, 0, 0, 1], least=[0, 2]), found.chosen, found.short).holds


def test_floors_are_met_even_where_taking_the_best_first_would_block_them():
    # Both districts hang on one substation with room for 84 kW. Best first takes 0 (84 kW) and blocks district 1.
    asked = town(load=[[84, 42, 42, 42]], room=[84.0], group=[0, 0, 0, 1], least=[1, 1])
    found = sited(asked)
    assert found.short.tolist() == [0, 0]
    assert sorted(found.chosen.tolist()) == [1, 3]


def test_a_budget_is_spent_where_it_covers_most():
    # 0 alone costs 10 and brings 18; 1 and 3 cost 5 each and bring 14 + 3 = 17; 1 and 2: 14.
    asked = {"cost": [10, 5, 5, 5], "most_sites": None}
    assert chosen(town(**asked, budget=10.0)) == [0]
    assert chosen(town(**asked, budget=9.0)) == [1]
    assert chosen(town(**asked | {"cost": [11, 5, 5, 5]}, budget=10.0)) == [1, 3]


def test_free_sites_are_taken_whatever_the_budget():
    assert chosen(town(cost=[0, 0, 1, 0], budget=0.0, most_sites=None), "greedy") == [0, 1, 3]


def test_reasons_add_up_and_name_the_nearest_limit():
    load = [[42, 42, 0, 0], [42, 42, 42, 42]]
    asked = town(load=load, room=[100.0, 90.0])
    told = reasons(asked, np.array([0, 1]))
    # 0 covers 10 + 8, then 1 adds 6; without 0 the first street is lost, without 1 the third.
    assert told.newly_covered.tolist() == [18.0, 6.0]
    assert told.lost_without.tolist() == [10.0, 6.0]
    # 84 kW leave 16 of 100 and 6 of 90.
    assert told.nearest_limit.tolist() == [1, 1]
    assert told.room_before_kw.tolist() == [90.0, 90.0]
    assert told.room_left_kw.tolist() == [6.0, 6.0]


def test_a_second_look_names_every_broken_rule():
    asked = town(
        there=[3], load=[[42, 42, 0, 0]], room=[50.0], cost=[1, 1, 1, 1], budget=2.5, group=[0, 0, 1, -1], least=[0, 1]
    )
    broken = verify(asked, np.array([0, 1, 1, 3, 9])).breaches
    assert {each.rule for each in broken} == {
        "limit", "floor", "budget", "most_sites", "already_there", "unknown_site", "twice"
    }  # fmt: skip
    # 42 + 42 + 42, since 1 stands twice, of 50.
    assert Breach("limit", 0, 76.0) in broken


def test_whole_hubs_bound_tighter_than_kilowatts():
    # Three like sites of 42 kW on 100 kW: two fit whole, 2.38 in parts. Each covers a street of 10 of its own.
    asked = problem([10, 10, 10], np.eye(3, dtype=bool), most_sites=3, load=[[42, 42, 42]], room=[100.0])
    core = reduced(asked).core
    assert relaxed(core, rows_of(core)).bound.most == pytest.approx(20.0)
    assert sited(asked).certificate.bound == pytest.approx(20.0)


def test_rounding_down_to_whole_sites_forbids_nothing_where_sites_differ():
    # 42 and 63 fit 105 kW exactly; in units of 42 that is 1 + 1 of 2.
    asked = problem([10, 10], np.eye(2, dtype=bool), most_sites=2, load=[[42, 63]], room=[105.0])
    assert sited(asked).chosen.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"most_sites": None}, "give most_sites, a budget or both"),
        ({"budget": 3.0}, "costs"),
        ({"load": [[1, 1, 1, 1]], "room": [np.nan]}, "asked about"),
        ({"group": [0, 0, 0, 2], "least": [0, 1]}, "floor"),
        ({"most_sites": -1}, "below 0"),
    ],
)
def test_what_cannot_be_a_question_is_refused_with_its_reason(rules, words):
    with pytest.raises(ValueError, match=words):
        town(**rules)
