import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.files import read_table
from lae.grid.contract import Substations, Works
from lae.grid.firm import FirmSettings, firm_table
from lae.grid.firm_contract import PublishedFirm
from lae.grid.p2 import (
    AT_ONCE,
    QUARTER_HOUR,
    REPAIR,
    SWITCHED_BY,
    THREE_HOURS,
    Tie,
    p2_class,
    p2_required_mw,
    restorable,
    true_demand_mw,
)
from lae.grid.security import observed_groups, outages_of, security_verdicts
from lae.grid.security_contract import Transfers
from lae.tables import empty
from worlds import drawn

NAN = float("nan")
TIMES = [AT_ONCE, QUARTER_HOUR, THREE_HOURS]


def groups(*demands, scenario="s"):
    rows = [(scenario, 2030 + number, "t:P1", demand, "drawn") for number, demand in enumerate(demands)]
    table = pd.DataFrame(rows, columns=["scenario", "year", "substation_id", "group_demand_mw", "basis"])
    return table.astype({"group_demand_mw": "float64"})


def outages(*rows):
    columns = ["outage", "surviving_mw", "surviving_bound"]
    return pd.DataFrame(rows, columns=columns).assign(substation_id="t:P1").astype({"surviving_mw": "float64"})


def ties(*rows):
    columns = ["switch", "operation", "transfer_mw", "lost_with"]
    return pd.DataFrame(rows, columns=columns).assign(substation_id="t:P1").astype({"transfer_mw": "float64"})


def judged(demands, lost, switched=None, *, ties_complete=True):
    switched = empty(Transfers) if switched is None else switched
    table = security_verdicts(groups(*demands), lost, switched, ties_complete=ties_complete)
    return table.drop(columns=["scenario", "substation_id"])


# --- P2/8 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demand", "name"),
    [
        (0, "A"),
        (1, "A"),
        (1.001, "B"),
        (12, "B"),
        (12.001, "C"),
        (60, "C"),
        (60.001, "D"),
        (300, "D"),
        (300.001, "E"),
        (1_500, "E"),
        (1_500.001, "F"),
    ],
)
def test_class_by_group_demand(demand, name):
    assert p2_class(demand) == name


@pytest.mark.parametrize("demand", [-0.1, NAN])
def test_no_class_without_a_demand(demand):
    with pytest.raises(ValueError, match="has no class"):
        p2_class(demand)


def test_class_a_waits_for_the_repair():
    assert [p2_required_mw(0.8, minutes) for minutes in (*TIMES, 1e6, REPAIR)] == [0, 0, 0, 0, 0.8]


def test_class_b_has_all_but_one_megawatt_back_within_three_hours():
    assert [p2_required_mw(9.0, minutes) for minutes in (0, 15, 179.9, 180, 1e6, REPAIR)] == [0, 0, 0, 8, 8, 9]


@pytest.mark.parametrize("demand", [12.1, 61, 301, 1_501])
def test_no_requirement_is_stated_for_unverified_classes(demand):
    with pytest.raises(ValueError, match=f"class {p2_class(demand)}, which is unverified"):
        p2_required_mw(demand, THREE_HOURS)


@pytest.mark.parametrize("minutes", [-1, NAN])
def test_no_requirement_before_the_outage(minutes):
    with pytest.raises(ValueError, match="zero or more"):
        p2_required_mw(5.0, minutes)


@given(st.floats(0, 12), st.floats(0, 1e4), st.floats(0, 1e4))
def test_more_time_never_asks_for_less_and_never_for_more_than_all(demand, one, other):
    early, late = sorted((one, other))
    assert 0 <= p2_required_mw(demand, early) <= p2_required_mw(demand, late) <= p2_required_mw(demand, REPAIR)
    assert p2_required_mw(demand, REPAIR) == demand


# --- restoration ----------------------------------------------------------------------------------------------------


def test_ties_close_in_their_time():
    three = [Tie("a", "auto", 2.0), Tie("r", "remote", 3.0), Tie("m", "manual", 4.0)]
    found = restorable("T1", 1.0, "exact", three, group_demand_mw=20.0)
    # 1 + 2 at once, + 3 in a quarter of an hour, + 4 in three hours, all of it once repaired.
    assert {minutes: back.low_mw for minutes, back in found.items()} == {0: 3, 15: 6, 180: 10, REPAIR: 20}
    assert all(back.low_mw == back.high_mw for back in found.values())


def test_nothing_is_restored_beyond_the_demand():
    found = restorable("T1", 30.0, "exact", [Tie("a", "auto", 9.0)], group_demand_mw=8.0)
    assert set(found.values()) == {(8.0, 8.0)}


def test_a_tie_lost_with_the_outage_does_not_help():
    tie = Tie("a", "auto", 5.0, lost_with="T1")
    assert restorable("T1", 0.0, "exact", [tie], group_demand_mw=8.0)[THREE_HOURS] == (0, 0)
    assert restorable("T2", 0.0, "exact", [tie], group_demand_mw=8.0)[THREE_HOURS] == (5, 5)


@pytest.mark.parametrize(
    ("mw", "bound", "tie_mw", "expected"),
    [
        (6.0, "exact", 1.0, (7, 7)),
        (6.0, "at_most", 1.0, (1, 7)),
        (6.0, "at_least", 1.0, (7, 10)),
        (6.0, "unknown", 1.0, (1, 10)),
        (NAN, "exact", 1.0, (1, 10)),
        (6.0, "exact", NAN, (6, 10)),
    ],
)
def test_what_is_unpublished_is_nothing_at_least_and_enough_at_most(mw, bound, tie_mw, expected):
    found = restorable("T1", mw, bound, [Tie("m", "manual", tie_mw)], group_demand_mw=10.0)
    assert found[THREE_HOURS] == expected


tied = st.lists(
    st.builds(
        Tie,
        switch=st.just("s"),
        operation=st.sampled_from(sorted(SWITCHED_BY)),
        transfer_mw=st.integers(0, 20),
        lost_with=st.sampled_from(["", "T1", "T2"]),
    ),
    max_size=5,
)


@settings(deadline=None)
@given(st.integers(0, 30), tied, st.integers(0, 60))
def test_restorable_equals_a_maximum_flow(surviving, many, demand):
    found = restorable("T1", float(surviving), "exact", many, group_demand_mw=float(demand))
    for minutes in TIMES:
        graph = nx.DiGraph()
        graph.add_edge("source", "group", capacity=surviving)
        graph.add_edge("group", "sink", capacity=demand)
        for number, tie in enumerate(many):
            within = {"auto": 0, "remote": 15, "manual": 180}[tie.operation] <= minutes
            graph.add_edge("source", number, capacity=tie.transfer_mw)
            graph.add_edge(number, "group", capacity=tie.transfer_mw if within and tie.lost_with != "T1" else 0)
        assert found[minutes].low_mw == found[minutes].high_mw == nx.maximum_flow_value(graph, "source", "sink")


# --- verdicts -------------------------------------------------------------------------------------------------------


def test_pass_fail_and_shortfall_by_hand():
    # 5 MW survive, 2 MW within three hours over the tie: 7 back. 8 MW need 7, 9 MW need 8.
    table = judged([8.0, 9.0], outages(("T1", 5, "exact"), ("T2", 6, "exact")), ties(("tie", "manual", 2, "")))
    assert table["verdict"].tolist() == ["pass", "fail"]
    assert table["required_mw"].tolist() == [7, 8]
    assert table["restored_mw"].tolist() == [7, 7]
    assert table["shortfall_mw"].fillna(-1).tolist() == [-1, 1]
    assert table["failing_outage"].tolist() == ["", "T1"]
    assert table["deadline"].tolist() == ["3 h", "3 h"]


def test_the_tie_an_outage_takes_decides_which_outage_fails():
    lost = outages(("T1", 5, "exact"), ("T2", 6, "exact"))
    (row,) = judged([9.0], lost, ties(("tie", "remote", 3, "T2"))).itertuples()
    # T1: 5 + 3 = 8, enough. T2: 6 alone.
    assert (row.verdict, row.failing_outage, row.shortfall_mw) == ("fail", "T2", 2)


def test_transformers_alone_never_prove_a_pass_but_can_prove_a_fail():
    table = judged([8.0, 12.0], outages(("T1", 9, "at_most")))
    assert table["verdict"].tolist() == ["unknown", "fail"]
    assert table["equipment_alone"].tolist() == ["enough", "needs transfer"]
    assert table.loc[1, "shortfall_mw"] == 2
    assert "circuits, switchgear or ties unpublished" in table.loc[0, "reason"]


def test_unpublished_ties_never_let_a_group_fail():
    table = judged([8.0], outages(("its only transformer", 0, "exact")), ties_complete=False)
    assert table.loc[0, ["verdict", "reason"]].tolist() == ["unknown", "transfer capacity unpublished"]
    assert np.isnan(table.loc[0, "shortfall_mw"])
    # The same where one tie is listed without its figure.
    table = judged([8.0], outages(("T1", 0, "exact")), ties(("tie", "manual", NAN, "")))
    assert table.loc[0, "verdict"] == "unknown"


def test_class_a_passes_whatever_is_known():
    table = judged([0.5], outages(("T1", NAN, "unknown")), ties_complete=False)
    assert table.loc[0, ["p2_class", "verdict", "deadline"]].tolist() == ["A", "pass", "repair"]


def test_classes_c_to_f_print_neither_pass_nor_fail():
    table = judged([12.5, 61.0, 301.0, 1_501.0], outages(("T1", 0, "exact")))
    assert table["p2_class"].tolist() == ["C", "D", "E", "F"]
    assert set(table["verdict"]) == {"unverified"}
    assert table[["required_mw", "restored_mw", "shortfall_mw"]].isna().all(axis=None)
    assert set(table["equipment_alone"]) == {"not judged"}
    assert set(table["failing_outage"]) == {""}
    assert all(f"class {name}:" in reason for name, reason in zip("CDEF", table["reason"], strict=True))


def test_unknown_demand_and_unknown_equipment_are_unknown():
    table = judged([NAN, 5.0], outages(("T1", NAN, "unknown")))
    assert table["verdict"].tolist() == ["unknown", "unknown"]
    assert table["p2_class"].tolist() == ["", "B"]
    assert table["reason"].tolist() == ["group demand unpublished", "what survives an outage is unpublished"]


def test_one_unknown_outage_beside_a_known_one_leaves_it_open():
    table = judged([5.0], outages(("T1", 9, "exact"), ("T2", NAN, "unknown")))
    assert table.loc[0, ["verdict", "equipment_alone"]].tolist() == ["unknown", "unknown"]


def test_a_group_without_any_outage_is_unknown():
    lost = outages(("T1", 9, "exact")).assign(substation_id="t:other")
    table = judged([5.0], lost)
    assert table.loc[0, ["verdict", "reason"]].tolist() == ["unknown", "no outage of its equipment is known"]


rating = st.sampled_from([0.0, 2.5, 5.0, 8.0, 11.0])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(1.1, 12), min_size=1, max_size=4),
    st.lists(st.tuples(rating, st.sampled_from(["exact", "at_most"])), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from(["auto", "manual"]), rating, st.sampled_from(["", "T0"])), max_size=3),
)
def test_verdicts_equal_the_outages_taken_one_by_one(demands, cases, switched):
    lost = outages(*((f"T{number}", *case) for number, case in enumerate(cases)))
    many = [Tie(f"s{number}", *tie) for number, tie in enumerate(switched)]
    table = judged(demands, lost, ties(*((tie.switch, tie.operation, tie.transfer_mw, tie.lost_with) for tie in many)))
    for row, demand in zip(table.itertuples(), demands, strict=True):
        required = p2_required_mw(demand, THREE_HOURS)
        back = [
            restorable(case.outage, case.surviving_mw, case.surviving_bound, many, group_demand_mw=demand)[THREE_HOURS]
            for case in lost.itertuples()
        ]
        passes, fails = all(b.low_mw >= required for b in back), any(b.high_mw < required - 1e-9 for b in back)
        assert row.verdict == ("pass" if passes else "fail" if fails else "unknown")
        if fails:
            assert row.shortfall_mw == pytest.approx(max(required - b.high_mw for b in back))


@given(st.floats(1.1, 12), st.floats(0, 20), st.floats(0, 5))
@settings(deadline=None, max_examples=40)
def test_more_demand_never_turns_a_fail_into_a_pass_and_more_capacity_never_the_reverse(demand, surviving, more):
    order = {"fail": 0, "pass": 1}

    def verdict(mw, left):
        return order[judged([min(mw, 12.0)], outages(("T1", left, "exact"))).loc[0, "verdict"]]

    assert verdict(demand + more, surviving) <= verdict(demand, surviving) <= verdict(demand, surviving + more)


# --- true demand ----------------------------------------------------------------------------------------------------


def test_a_gross_maximum_is_true_and_a_net_one_needs_its_generation():
    assert true_demand_mw(10.0, power_factor=0.96, gross=True, generation_mw=3.0) == pytest.approx(9.6)
    assert true_demand_mw(10.0, power_factor=0.96, gross=False, generation_mw=3.0) == pytest.approx(12.6)
    assert math.isnan(true_demand_mw(10.0, power_factor=0.96, gross=False, generation_mw=NAN))


def test_an_operators_firm_capacity_knows_all_equipment_ours_transformers_only():
    sites, _, _ = drawn(
        "G1 gsp -\nP1 primary G1 firm=20 peak=5\nP2 primary G1 firm=20 peak=5\nP3 primary G1 single=yes peak=5"
    )
    said = pd.DataFrame(
        [("t:P2", "year", 8.0, 8.0, "MVA", "2025", "drawing", 1, "none")],
        columns=list(PublishedFirm.to_schema().columns),
    )
    chosen = FirmSettings(cyclic_factor=1.3, dual_rated_factor=1.0, summer_ratio=0.8)
    firm = firm_table(sites, said, empty(Works), year=2026, settings=chosen, transfer_mva={"t:P1": 4.0})
    lost = outages_of(sites, firm, power_factor=0.5).set_index("substation_id")
    # Transfer is not counted here: it is a tie, closed later.
    assert lost.loc["t:P1"].tolist() == ["worst transformer", 13.0, "at_most"]
    assert lost.loc["t:P2"].tolist() == ["worst first outage by the operator's firm capacity", 4.0, "exact"]
    assert lost.loc["t:P3"].tolist() == ["its only transformer", 0.0, "exact"]
    assert "t:G1" not in lost.index


def test_the_countys_verdicts(root):
    sites, faults = read_table(root / "data/grid/substations.csv", Substations, table="substations")
    assert faults == []
    chosen = FirmSettings(cyclic_factor=1.3, dual_rated_factor=1.0, summer_ratio=0.8)
    firm = firm_table(sites, empty(PublishedFirm), empty(Works), year=2025, settings=chosen)
    demand = observed_groups(sites, power_factor=0.96)
    lost = outages_of(sites, firm, power_factor=0.96)
    table = security_verdicts(demand, lost, empty(Transfers))
    assert len(table) == len(sites) == 91
    assert table["p2_class"].value_counts().to_dict() == {"B": 42, "C": 32, "D": 9, "": 5, "E": 3}
    # No circuit rating and no tie is published: nothing is proved either way.
    assert table["verdict"].value_counts().to_dict() == {"unknown": 47, "unverified": 44}
    assert table["equipment_alone"].value_counts().to_dict() == {"not judged": 49, "enough": 36, "needs transfer": 6}
    alone = set(table.loc[table["equipment_alone"].eq("needs transfer"), "substation_id"])
    assert alone == set(sites.loc[sites["single_transformer"], "substation_id"])
    assert table.loc[table["p2_class"].isin(list("CDEF")), "verdict"].eq("unverified").all()
