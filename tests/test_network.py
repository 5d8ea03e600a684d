import networkx as nx
import numpy as np
import pandas as pd
import pytest

from lae.grid.network import build_graph, build_ladder, check_network, lower_voltage_kv, running, stubs
from lae.grid.text import network_from_text
from worlds import LADDER, drawn


def rules(substations: pd.DataFrame, feeds: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    return {finding.rule: finding.ids for finding in check_network(substations, feeds)}


def feed(down: str, up: str, share: float = 1.0, *, is_open: bool = False) -> dict[str, object]:
    return {
        "substation_id": f"t:{down}",
        "upstream_id": f"t:{up}",
        "share": share,
        "normally_open": is_open,
        "source_id": "drawing",
        "source_row": 0,
    }


def test_drawing_becomes_a_ladder_with_upstream_first():
    _, _, ladder = drawn(LADDER)
    assert ladder.ids == ("t:G1", "t:B1", "t:P1", "t:P2", "t:P3")
    assert ladder.path("t:P2") == ["t:P2", "t:B1", "t:G1"]


def test_load_lands_on_every_rung_above_and_nowhere_else():
    _, _, ladder = drawn(LADDER)
    load = np.zeros(5)
    load[ladder.position["t:P1"]] = 7.0
    assert (ladder.passes @ load).tolist() == [7.0, 7.0, 7.0, 0.0, 0.0]


def test_a_primary_fed_by_two_bsps_gives_each_its_share():
    _, _, ladder = drawn(
        """
        G1 gsp -
        B1 bsp G1
        B2 bsp G1
        P1 primary B1:0.6,B2:0.4
        """
    )
    load = np.zeros(4)
    load[ladder.position["t:P1"]] = 10.0
    carried = dict(zip(ladder.ids, ladder.passes @ load, strict=True))
    # 6 over B1, 4 over B2, together the whole 10 at the GSP: counted once.
    assert carried == pytest.approx({"t:G1": 10.0, "t:B1": 6.0, "t:B2": 4.0, "t:P1": 10.0})


def test_sound_network_has_no_finding():
    substations, feeds = network_from_text(LADDER)
    assert check_network(substations, feeds) == []


def test_every_fault_is_reported_at_once_by_id():
    substations, feeds = network_from_text(LADDER)
    extra = [feed("P9", "B1"), feed("P1", "B7"), feed("B1", "P1")]
    faulty = pd.concat([feeds[feeds["substation_id"] != "t:P3"], pd.DataFrame(extra)], ignore_index=True)
    found = check_network(substations, faulty)
    by_rule = {finding.rule: finding.ids for finding in found}
    assert by_rule["no_feed"] == ("t:P3",)
    assert by_rule["loop"] == ("t:B1 > t:P1",)
    assert "t:B1" in by_rule["tier"]
    unknown = [finding.ids for finding in found if finding.rule == "unknown_substation"]
    assert unknown == [("t:P9",), ("t:B7",)]


def test_self_feed_is_a_loop():
    substations, feeds = network_from_text("G1 gsp -\nB1 bsp G1")
    looped = pd.concat([feeds, pd.DataFrame([feed("B1", "B1", 1.0)])], ignore_index=True)
    assert rules(substations, looped)["loop"] == ("t:B1",)


def test_shares_that_do_not_sum_to_one_are_named():
    substations, feeds = network_from_text("G1 gsp -\nB1 bsp G1:0.7")
    assert rules(substations, feeds)["shares"] == ("t:B1",)


def test_voltage_must_not_rise_on_the_way_down():
    substations, feeds = network_from_text("G1 gsp -\nB1 bsp G1")
    substations.loc[substations["substation_id"] == "t:B1", "voltage"] = "400 / 275"
    assert rules(substations, feeds)["voltage"] == ("t:B1",)


def test_normally_open_feed_carries_nothing_and_makes_no_loop():
    substations, feeds = network_from_text("G1 gsp -\nB1 bsp G1\nB2 bsp G1\nP1 primary B1")
    tied = pd.concat([feeds, pd.DataFrame([feed("P1", "B2", 1.0, is_open=True)])], ignore_index=True)
    graph = build_graph(substations, tied)
    assert graph.number_of_edges() == 4
    assert running(graph).number_of_edges() == 3
    assert check_network(substations, tied) == []
    assert build_ladder(graph).path("t:P1") == ["t:P1", "t:B1", "t:G1"]


def test_ladder_of_a_loop_raises_naming_it():
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_edge("a", "b", share=1.0, normally_open=False)
    graph.add_edge("b", "a", share=1.0, normally_open=False)
    with pytest.raises(ValueError, match="a > b"):
        build_ladder(graph)


def test_stubs_are_counted_by_name():
    substations, _ = network_from_text("G1 gsp -\nB1 bsp G1")
    substations.loc[substations["substation_id"] == "t:G1", "stub"] = True
    (finding,) = stubs(substations)
    assert finding.ids == ("t:G1",)
    assert finding.severity == "note"
    assert stubs(substations[substations["tier"] == "bsp"]) == []


@pytest.mark.parametrize(("text", "lowest"), [("132 / 33", 33.0), ("33 / 11", 11.0), ("66kV", 66.0), ("11 / 0.4", 0.4)])
def test_lowest_voltage_in_the_operators_text(text, lowest):
    assert lower_voltage_kv(text) == lowest


def test_voltage_without_a_number_is_missing():
    assert np.isnan(lower_voltage_kv("n/a"))


def test_a_line_that_cannot_be_drawn_is_named():
    with pytest.raises(ValueError, match="line 1"):
        network_from_text("G1 gsp")
