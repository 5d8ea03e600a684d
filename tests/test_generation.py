"""Each limit of generation worked by hand, what is unknown, and the operators' figures that stand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, Assumptions
from lae.files import read_table
from lae.grid.contract import Feeds, Substations, Works
from lae.grid.generation import (
    Facts,
    generation_disagreements,
    generation_facts,
    generation_room,
    limit_names,
    minimum_demand,
    unknown_because,
)
from lae.grid.limit_rows import generation_table, tia_threshold_mw
from lae.grid.limits_contract import StatedLimits
from lae.grid.loads import Base, Profiles
from lae.grid.network import build_graph, build_ladder
from lae.measures import BOUNDS
from lae.tables import empty, validated
from worlds import drawn, world

PAIR = "G1 gsp -\nB1 bsp G1\nP1 primary B1"
"""G1 > B1 > P1."""


def assumption(name, value, low, high):
    return Assumption(name, value, "ratio", low, high, "a test", "D", "")


REGISTER = Assumptions(
    [
        assumption("reverse_power_share", 0.5, 0.25, 1.0),
        assumption("power_factor_generation", 1.0, 0.9, 1.0),
        assumption("fault_infeed_inverter", 1.1, 1.0, 1.2),
        assumption("fault_infeed_synchronous", 6.0, 4.0, 8.0),
    ]
)
WIDE = {
    "rating_mva": 1000.0,
    "minimum_mva": 10.0,
    "connected_mw": 0.0,
    "accepted_mw": 0.0,
    "fault_rating_ka": 500.0,
    "fault_level_ka": 1.0,
    "voltage_kv": 11.0,
    "reverse_share": np.nan,
    "voltage_mva": 900.0,
    "transmission_mva": 900.0,
}
"""A site where nothing is near its limit: reverse power 510, fault level 9,507 / 1.1."""


def facts(sites, *, gross=True):
    """Facts of one site a dictionary of what differs from WIDE; the first is the GSP."""
    columns = {name: np.array([{**WIDE, **site}[name] for site in sites], float) for name in WIDE}
    gsp = np.arange(len(sites)) == 0
    return Facts(**columns, minimum_gross=np.full(len(sites), gross), gsp=gsp)


def room(sites, *, plant="inverter", queue="connected", gross=True, register=REGISTER):
    ladder = drawn(PAIR)[2]
    return generation_room(facts(sites, gross=gross), ladder, register, plant=plant, queue=queue)


def last(found):
    """Value, bound, limit and binding node at P1."""
    limit = limit_names(found.binding_limit)[-1]
    return found.path.value[-1], BOUNDS[found.path.bound[-1]], str(limit), int(found.path.binding[-1])


def test_reverse_power_binds():
    # P1: 0.5 x 24 + 3 minimum - 5 connected = 10; accepted 4 leave 6.
    site = {"rating_mva": 24, "minimum_mva": 3, "connected_mw": 5, "accepted_mw": 4}
    assert last(room([{}, {}, site])) == (pytest.approx(10.0), "exact", "reverse_power", 2)
    value, bound, limit, node = last(room([{}, {}, site], queue="accepted"))
    # Whether the published fault level holds the accepted plant is not said.
    assert (value, bound, limit, node) == (pytest.approx(6.0), "at_most", "reverse_power", 2)


def test_minimum_demand_binds_where_nothing_may_flow_back():
    site = {"reverse_share": 0.0, "minimum_mva": 3, "connected_mw": 1}
    assert last(room([{}, {}, site])) == (pytest.approx(2.0), "exact", "minimum_demand", 2)


def test_fault_level_binds_and_synchronous_plant_uses_it_up_faster():
    site = {"fault_rating_ka": 13.1, "fault_level_ka": 12.1}
    # sqrt(3) x 11 kV x 1 kA = 19.05 MVA of fault headroom.
    assert last(room([{}, {}, site])) == (pytest.approx(19.0526 / 1.1, rel=1e-5), "exact", "fault_level", 2)
    assert last(room([{}, {}, site], plant="synchronous"))[0] == pytest.approx(19.0526 / 6, rel=1e-5)


def test_a_level_above_its_rating_stays_negative():
    value, _, limit, _ = last(room([{}, {}, {"fault_rating_ka": 13.1, "fault_level_ka": 14.1}]))
    assert (value, limit) == (pytest.approx(-19.0526 / 1.1, rel=1e-5), "fault_level")


def test_voltage_binds():
    assert last(room([{}, {}, {"voltage_mva": 2.5}])) == (2.5, "exact", "voltage", 2)


def test_transmission_binds_from_the_top():
    assert last(room([{"transmission_mva": 7.0}, {}, {}])) == (7.0, "exact", "transmission", 0)


def test_a_limit_upstream_binds_with_its_node_and_name():
    # B1: 0.5 x 90 + 12 - 50 = 7, below everything at P1.
    site = {"rating_mva": 90, "minimum_mva": 12, "connected_mw": 50}
    assert last(room([{}, site, {}])) == (pytest.approx(7.0), "exact", "reverse_power", 1)


def test_a_fault_limit_upstream_is_a_lower_limit_below_it():
    found = room([{}, {"fault_rating_ka": 10.0, "fault_level_ka": 9.9}, {}])
    value, bound, limit, node = last(found)
    assert (bound, limit, node) == ("at_least", "fault_level", 1)
    assert value == pytest.approx(np.sqrt(3) * 11 * 0.1 / 1.1)
    assert BOUNDS[found.path.bound[1]] == "exact"


def test_a_gross_minimum_has_its_generation_added_back_a_net_one_has_not():
    site = {"rating_mva": 24, "minimum_mva": 3, "connected_mw": 5}
    assert last(room([{}, {}, site], gross=True))[0] == pytest.approx(10.0)
    assert last(room([{}, {}, site], gross=False))[0] == pytest.approx(15.0)


def test_megawatts_become_mva_by_the_power_factor():
    register = Assumptions([*REGISTER.values(), assumption("power_factor_generation", 0.8, 0.8, 1.0)])
    site = {"rating_mva": 24, "minimum_mva": 3, "connected_mw": 4}
    # 12 + 3 - 4 / 0.8
    assert last(room([{}, {}, site], register=register))[0] == pytest.approx(10.0)


def test_the_range_takes_every_assumption_both_ways():
    site = {"rating_mva": 24, "minimum_mva": 3, "connected_mw": 4.5}
    found = room([{}, {}, site])
    assert found.low[-1] == pytest.approx(0.25 * 24 + 3 - 4.5 / 0.9)
    assert found.high[-1] == pytest.approx(1.0 * 24 + 3 - 4.5)
    assert found.low[-1] <= found.path.value[-1] <= found.high[-1]


def test_a_published_reverse_capability_has_no_range():
    found = room([{}, {}, {"rating_mva": 24, "minimum_mva": 3, "reverse_share": 0.4}])
    assert found.low[-1] == found.high[-1] == found.path.value[-1] == pytest.approx(0.4 * 24 + 3)


@pytest.mark.parametrize("missing", ["rating_mva", "minimum_mva", "connected_mw", "voltage_mva"])
def test_a_missing_input_leaves_an_upper_limit_and_says_why(missing):
    sites = [{}, {}, {missing: np.nan, "fault_rating_ka": 2.0}]
    value, bound, limit, _ = last(room(sites))
    assert (value, bound, limit) == (pytest.approx(np.sqrt(3) * 11 / 1.1), "at_most", "fault_level")
    assert unknown_because(facts(sites), drawn(PAIR)[2])[-1] != ""


def test_with_nothing_published_room_is_unknown_never_infinite():
    blank = dict.fromkeys(WIDE, np.nan)
    found = room([blank, blank, blank])
    assert np.isnan(found.path.value).all()
    assert last(found)[1:] == ("unknown", "", -1)
    reason = unknown_because(facts([blank] * 3), drawn(PAIR)[2])[-1]
    assert "minimum demand unpublished" in reason
    assert "fault level or rating unpublished" in reason
    assert "voltage limit unpublished" in reason


def test_an_unknown_transmission_limit_makes_everything_below_an_upper_limit():
    found = room([{"transmission_mva": np.nan}, {}, {"voltage_mva": 2.5}])
    assert last(found) == (2.5, "at_most", "voltage", 2)
    # No reverse-power limit is made up for the GSP (headroom rule 3).
    assert np.isnan(found.limits[0, 0])


@given(
    change=st.floats(0, 20),
    field=st.sampled_from(["rating_mva", "minimum_mva", "fault_rating_ka", "voltage_mva"]),
    node=st.integers(1, 2),
)
@settings(max_examples=60, deadline=None)
def test_more_capacity_never_takes_room_away_and_more_plant_never_adds_any(change, field, node):
    sites = [{}, {"rating_mva": 30}, {"rating_mva": 24, "minimum_mva": 3, "fault_rating_ka": 2.0, "voltage_mva": 9.0}]
    before = room(sites).path.value
    sites[node] = {**sites[node], field: {**WIDE, **sites[node]}[field] + change}
    assert (room(sites).path.value >= before - 1e-12).all()
    sites[node] = {**sites[node], "connected_mw": change}
    assert (room(sites).path.value <= room([{**site, "connected_mw": 0} for site in sites]).path.value + 1e-12).all()


def test_leading_dimensions_are_kept_and_independent():
    ladder = drawn(PAIR)[2]
    sites = facts([{}, {"rating_mva": 40}, {"rating_mva": 24}])
    minimum = np.arange(2 * 4 * 3, dtype=float).reshape(2, 4, 3)
    rating = np.linspace(10, 40, 12).reshape(4, 3)
    many = Facts(**{**sites.__dict__, "minimum_mva": minimum, "rating_mva": rating})
    whole = generation_room(many, ladder, REGISTER, plant="inverter", queue="connected")
    assert whole.path.value.shape == (2, 4, 3)
    one = Facts(**{**sites.__dict__, "minimum_mva": minimum[1, 2], "rating_mva": rating[2]})
    alone = generation_room(one, ladder, REGISTER, plant="inverter", queue="connected")
    np.testing.assert_array_equal(whole.path.value[1, 2], alone.path.value)
    np.testing.assert_array_equal(whole.binding_limit[1, 2], alone.binding_limit)


def test_minimum_demand_counts_growing_export_and_no_growing_demand():
    # Two half-hours: night 2 MVA, day 10. A car draws 1 kW at night, unpromised; a panel feeds in 5 kW by day.
    load = np.array([[0.001, 0.0], [0.0, -0.005]])
    profiles = Profiles(("car", "panel"), ("night", "day"), load, load * 0, np.array([0.0, 1.0]), 1.0)
    base = Base(np.array([[2.0, 10.0], [0.0, 0.0]]), np.zeros((2, 2)), np.array([True, False]))
    count = np.array([[[0.0, 0.0]] * 2, [[1000.0, 0.0]] * 2, [[0.0, 2400.0]] * 2])
    least = minimum_demand(count, profiles, base)
    assert least[:, 0].tolist() == [2.0, 2.0, -2.0]
    assert np.isnan(least[:, 1]).all()


SITES = """
G1 gsp     -
B1 bsp     G1  firm=60 peak=41 low=10
P1 primary B1  firm=24 peak=18 low=3
P2 primary B1  firm=15 peak=14
"""


def published(**columns):
    made = world(SITES, {})
    rows = made.substations.assign(
        connected_generation_mw=0.0, contracted_generation_mw=0.0, fault_rating_ka=13.1, fault_level_ka=8.0, **columns
    )
    return made.__class__(**{**made.__dict__, "substations": rows})


def test_facts_come_from_the_tables_and_works_lift_the_rating():
    made = published()
    works = pd.DataFrame(
        [
            {
                "work_id": "t:w",
                "substation_id": "t:P1",
                "scope": "substation",
                "effective_year": 2026.0,
                "after_mva": 40.0,
            }
        ]
    )
    blank = {"reverse_share": np.nan, "transmission_mva": np.nan}
    stated = validated(
        pd.DataFrame([blank | {"substation_id": "t:B1", "voltage_mva": 5.0, "source_id": "s"}]),
        StatedLimits,
        "stated",
    )
    found = generation_facts(made.substations, works, made.ladder, years=range(2025, 2027), stated=stated)
    at = made.ladder.position["t:P1"]
    assert found.rating_mva[:, at].tolist() == [24.0, 40.0]
    assert np.isnan(found.rating_mva[:, made.ladder.position["t:G1"]]).all()
    assert found.voltage_mva[made.ladder.position["t:B1"]] == 5.0
    assert found.voltage_kv[at] == 11.0
    # Growth cannot make a minimum known that nobody observed.
    grown = generation_facts(made.substations, works, made.ladder, years=range(2025, 2027), minimum_mva=np.ones((2, 4)))
    assert np.isnan(grown.minimum_mva[:, made.ladder.position["t:P2"]]).all()


def test_rows_carry_every_limit_and_a_published_zero_stands():
    made = published(generation_headroom_mva=0.0, generation_bound="at_most", tia_threshold="5MW")
    found = generation_facts(made.substations, empty(Works), made.ladder, years=range(2025, 2028))
    rooms = [
        (plant, queue, generation_room(found, made.ladder, REGISTER, plant=plant, queue=queue))
        for plant in ("inverter", "synchronous")
        for queue in ("connected", "accepted")
    ]
    table = generation_table(made, found, rooms)
    assert len(table) == 4 * 3 * 4
    row = table[table["substation_id"].eq("t:P1") & table["year"].eq(2026)].iloc[0]
    # 0.5 x 24 + 3
    assert row.reverse_power_mva == pytest.approx(15.0)
    assert (row.headroom_mva, row.bound, row.binding_limit) == (pytest.approx(15.0), "at_most", "reverse_power")
    assert row.published_stands
    assert row.tia_threshold_mw == 5.0
    assert row.reason == "voltage limit unpublished"
    assert not table.loc[table["headroom_mva"].isna(), "published_stands"].any()


def test_rows_start_at_the_figures_own_date():
    made = published(observed_year=2026)
    found = generation_facts(made.substations, empty(Works), made.ladder, years=range(2025, 2028))
    table = generation_table(
        made,
        found,
        [("inverter", "connected", generation_room(found, made.ladder, REGISTER, plant="inverter", queue="connected"))],
    )
    assert sorted(table["year"].unique()) == [2026, 2030]


def test_disagreements_name_both_directions():
    made = published(generation_headroom_mva=[np.nan, 0.0, 0.0, 3.0], generation_bound="at_most")
    today = generation_facts(made.substations, empty(Works), made.ladder, years=range(2025, 2026))
    today = Facts(**{**today.__dict__, "rating_mva": today.rating_mva[0], "connected_mw": np.array([0, 0, 0, 60.0])})
    found = generation_room(today, made.ladder, REGISTER, plant="inverter", queue="accepted")
    table = generation_disagreements(made.substations, made.ladder, found).set_index("substation_id")
    assert table.loc["t:P1", "kind"] == "room_against_published_zero"
    assert table.loc["t:P1", "modelled_bound"] == "at_most"
    assert "t:G1" not in table.index


def test_a_deficit_against_published_room_is_listed():
    made = published(generation_headroom_mva=[np.nan, 9.0, 3.0, 3.0], generation_bound="exact")
    today = generation_facts(made.substations, empty(Works), made.ladder, years=range(2025, 2026))
    connected = np.zeros(4)
    connected[made.ladder.position["t:P1"]] = 60.0
    today = Facts(**{**today.__dict__, "rating_mva": today.rating_mva[0], "connected_mw": connected})
    found = generation_room(today, made.ladder, REGISTER, plant="inverter", queue="connected")
    table = generation_disagreements(made.substations, made.ladder, found)
    assert table[["substation_id", "kind"]].to_numpy().tolist() == [["t:P1", "deficit_against_published_room"]]
    # 0.5 x 24 + 3 - 60
    assert table["modelled_mva"].tolist() == [pytest.approx(-45.0)]


def test_thresholds_are_read_and_other_text_is_not():
    text = published(tia_threshold=["5MW", " 1 MW", "", "N/A"]).substations["tia_threshold"]
    np.testing.assert_array_equal(tia_threshold_mw(text), [5.0, 1.0, np.nan, np.nan])


def test_on_the_counties_own_tables_every_limit_reads_and_every_published_zero_stands(root):
    substations, faults = read_table(root / "data/grid/substations.csv", Substations, table="substations")
    feeds, more = read_table(root / "data/grid/feeds.csv", Feeds, table="feeds")
    works, most = read_table(root / "data/grid/works.csv", Works, table="works")
    assert [*faults, *more, *most] == []
    ladder = build_ladder(build_graph(substations, feeds))
    found = generation_facts(substations, works, ladder, years=range(2026, 2027))
    today = Facts(**{**found.__dict__, "rating_mva": found.rating_mva[0]})
    room = generation_room(today, ladder, REGISTER, plant="inverter", queue="accepted")
    names = limit_names(room.binding_limit)
    assert set(names) == {"", "reverse_power", "fault_level"}
    # No voltage or transmission figure is published: nothing may be said to be exact or at least anything.
    assert not np.isin(room.path.bound, [BOUNDS.index("exact"), BOUNDS.index("at_least")]).any()
    table = generation_disagreements(substations, ladder, room)
    assert len(table) > 10
    assert table["kind"].eq("room_against_published_zero").all()
    # Wherever the level exceeds the rating the operator names the fault level as a constraint.
    over = substations[substations["fault_level_ka"] > substations["fault_rating_ka"]]
    assert len(over) == 9
    assert over["generation_constraint"].str.contains("Substation Fault Level").all()
