"""Operators' figures on one metric: each step worked by hand, and no bound that a hidden truth can break."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumption, AssumptionRows, Assumptions
from lae.files import read_table
from lae.grid.bounds import path_bounds
from lae.grid.contract import Feeds, Substations
from lae.grid.network import build_graph, build_ladder
from lae.grid.parity import parity, parity_summary
from lae.grid.parity_contract import TERMS, definitions
from worlds import drawn

SSEN = """
G1 gsp     -
B1 bsp     G1  firm=60 peak=42 contracted=10 bess=5 published=8
P1 primary B1  firm=24 peak=18 contracted=4  bess=1 published=3
P2 primary B1  firm=15 peak=14 contracted=2  published=0 own=unknown constraint="Upstream Thermal Capacity"
P3 primary B1  firm=15 peak=4  contracted=2  published=8 own=at_least
P4 primary B1  firm=15 peak=14 contracted=6  published=0 constraint="Substation Thermal Capacity"
P5 primary B1  firm=30 peak=10 contracted=2  published=1
"""
"""
G1           no figure
 └─ B1       8, its own
     ├─ P1   3, its own
     ├─ P2   0, and only "upstream" named
     ├─ P3   8, which is B1's
     ├─ P4   0, and it names itself
     └─ P5   1, though its nameplate leaves 18: something without a name binds
"""


def half(low=0.25, value=0.5, high=1.0):
    return Assumption("contracted_coincidence", value, "share", low, high, "a test", "D", "")


def table(text, coincidence=None):
    substations, _, ladder = drawn(text)
    rows = parity(substations, ladder, coincidence=coincidence or half())
    return rows.set_index(rows["substation_id"].str.removeprefix("t:"))


def test_a_figure_of_the_sites_own_gets_its_contracted_demand_back():
    row = table(SSEN).loc["P1"]
    # 3 published + 4 x 0.5; at 0.25 and at 1 it is 4 and 7. Storage was never taken off.
    assert (row["added_back_mva"], row["room_mva"], row["room_low_mva"], row["room_high_mva"]) == (2, 5, 4, 7)
    assert (row["bound"], row["binding_substation_id"], bool(row["estimated"])) == ("exact", "t:P1", True)
    assert row["steps"] == (
        "published 3.00 MVA; contracted 4.00 x 0.5 put back = 5.00 MVA (estimate); "
        "the least along the path is at the site itself"
    )


def test_a_figure_that_is_its_bsps_is_a_lower_limit():
    row = table(SSEN).loc["P3"]
    assert (row["room_mva"], row["bound"]) == (9, "at_least")


def test_a_figure_set_by_an_unnamed_circuit_is_a_lower_limit():
    row = table(SSEN).loc["P5"]
    assert (row["room_mva"], row["bound"]) == (2, "at_least")


def test_a_floored_zero_of_the_site_is_an_upper_limit_and_never_a_lower_one():
    row = table(SSEN).loc["P4"]
    assert (row["room_mva"], row["bound"]) == (3, "at_most")
    assert "a floored zero hides a shortage of any size: at most what is put back" in row["steps"]


def test_a_floored_zero_that_names_only_upstream_is_limited_by_what_feeds_it():
    row = table(SSEN).loc["P2"]
    # B1 has 8 + 10 x 0.5; the site itself may have anything, also less than nothing.
    assert (row["room_mva"], row["bound"], row["binding_substation_id"]) == (13, "at_most", "t:B1")


def test_what_has_no_figure_is_unknown_and_says_so():
    row = table(SSEN).loc["G1"]
    assert row["bound"] == "unknown"
    assert row[["room_mva", "room_low_mva", "room_high_mva", "added_back_mva"]].isna().all()
    assert row["binding_substation_id"] == ""
    assert row["steps"] == "No figure is published, so nothing can be compared."


def test_an_own_figure_without_limits_above_is_an_upper_limit():
    row = table("G1 gsp -\nN1 primary G1 published=-6.5 bound=exact own=exact basis=own queue=connected").loc["N1"]
    assert (row["room_mva"], row["bound"], bool(row["estimated"])) == (-6.5, "at_most", False)
    assert "limits above the substation have no figure" in row["steps"]
    assert (row["contains_upstream"], row["contracted_inside"], row["growth_inside"]) == ("no", "no", "no")


def test_an_own_figure_is_held_down_by_what_feeds_it():
    text = """
    G1 gsp     -
    B1 bsp     G1 published=2 basis=own queue=connected
    N1 primary B1 published=9 basis=own queue=connected
    """
    row = table(text).loc["N1"]
    assert (row["room_mva"], row["bound"], row["binding_substation_id"]) == (2, "at_most", "t:B1")


def test_megawatts_are_turned_into_mva_before_they_are_compared():
    substations, _, ladder = drawn("G1 gsp -\nN1 primary G1 published=7.5 basis=own queue=connected")
    mw = substations["substation_id"].eq("t:N1")
    substations = substations.assign(
        demand_published_value=substations["demand_published_value"].mask(mw, 7.2),
        demand_unit=substations["demand_unit"].mask(mw, "MW"),
    )
    row = parity(substations, ladder, coincidence=half()).set_index("substation_id").loc["t:N1"]
    assert (row["published_value"], row["published_unit"], row["published_mva"], row["room_mva"]) == (
        7.2,
        "MW",
        7.5,
        7.5,
    )
    assert row["steps"].startswith("published 7.20 MW; over the power factor = 7.50 MVA;")


@pytest.mark.parametrize(
    ("queue", "inside", "room", "bound"),
    [
        ("connected", "no", 3.0, "exact"),
        ("contracted_excl_bess", "yes", 5.0, "exact"),
        ("contracted", "with_storage", 5.5, "exact"),
        ("accepted", "unknown", math.nan, "unknown"),
    ],
)
def test_only_what_was_taken_off_is_put_back(queue, inside, room, bound):
    row = table(f"G1 gsp -\nP1 primary G1 contracted=4 bess=1 published=3 queue={queue}").loc["P1"]
    assert (row["contracted_inside"], row["bound"]) == (inside, bound)
    np.testing.assert_equal(row["room_mva"], room)


def test_without_contracted_demand_in_the_file_nothing_is_invented():
    row = table("G1 gsp -\nP1 primary G1 published=3").loc["P1"]
    assert row["bound"] == "unknown"
    assert math.isnan(row["room_mva"])
    assert "how much contracted demand is inside is not known" in row["steps"]


def test_the_input_is_not_changed():
    substations, _, ladder = drawn(SSEN)
    before = substations.copy()
    parity(substations, ladder, coincidence=half())
    pd.testing.assert_frame_equal(substations, before)


def mva(low, high):
    return st.integers(low, high).map(float)


@st.composite
def truths(draw):
    """A BSP with primaries whose true firm, observed and contracted demand are known, printed as SSEN prints them."""
    primaries = draw(st.lists(st.tuples(mva(0, 40), mva(0, 30), mva(0, 20)), min_size=1, max_size=4))
    contracted = sum(site[2] for site in primaries) + draw(mva(0, 20))
    return (draw(mva(20, 120)), draw(mva(0, 90)), contracted), primaries


@settings(deadline=None, max_examples=40)
@given(truths(), st.sampled_from([0.25, 0.5, 1.0]))
def test_no_bound_is_broken_by_the_truth_behind_the_published_figures(truth, share):
    (firm, peak, contracted), primaries = truth

    def line(name, tier, feeder, site, above, bsp):
        own = site[0] - site[1] - share * site[2]
        printed = max(min(own, above), 0.0)
        named = ["Substation Thermal Capacity"] * (own <= 0) + ["Upstream Thermal Capacity"] * (above <= 0)
        constraint = " & ".join(named)
        bound = path_bounds(printed, bsp, constraint)
        # Without a nameplate nothing speaks against the site: the truth is given, not inferred.
        return (
            f"{name} {tier} {feeder} contracted={site[2]} published={printed} bound={bound.path} own={bound.own} "
            f'constraint="{constraint}"'
        ), own

    text, bsp_own = line("B1", "bsp", "G1", (firm, peak, contracted), math.inf, math.nan)
    lines, rooms = ["G1 gsp -", text], [firm - peak]
    for number, site in enumerate(primaries):
        text, _ = line(f"P{number}", "primary", "B1", site, bsp_own, max(bsp_own, 0.0))
        lines.append(text)
        rooms.append(min(site[0] - site[1], firm - peak))
    rows = table("\n".join(lines), half(low=share, value=share, high=share))
    for name, room in zip(["B1", *(f"P{number}" for number in range(len(primaries)))], rooms, strict=True):
        row = rows.loc[name]
        if row["bound"] == "exact":
            assert row["room_mva"] == pytest.approx(room)
        elif row["bound"] == "at_most":
            assert room <= row["room_mva"] + 1e-9
        elif row["bound"] == "at_least":
            assert room >= row["room_mva"] - 1e-9
        assert row["bound"] != "unknown"


@settings(deadline=None, max_examples=12)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_more_put_back_never_means_less_room(shares):
    low, high = sorted(shares)
    few, many = table(SSEN, half(low, low, low)), table(SSEN, half(high, high, high))
    known = few["bound"].ne("unknown")
    assert (many["room_mva"][known] >= few["room_mva"][known] - 1e-9).all()


def test_every_term_is_defined_for_every_operator_or_said_to_be_unread():
    rows = definitions(["nged", "ssen", "ukpn", "ssen", "somebody"])
    assert list(rows["term"].drop_duplicates()) == list(TERMS)
    assert len(rows) == 4 * len(TERMS)
    assert rows.loc[rows["dno"].isin(["nged", "ssen"]), "words"].str.startswith("Not read yet").sum() == 0
    assert rows.loc[rows["dno"].eq("somebody"), "words"].str.startswith("Not read yet").all()
    assert definitions([]).empty


def own_table(root, name, contract):
    frame, findings = read_table(root / "data" / name, contract, table=name)
    assert not findings
    return frame


@pytest.fixture(scope="module")
def county(root):
    """The shipped tables on one metric."""
    substations, feeds = own_table(root, "grid/substations.csv", Substations), own_table(root, "grid/feeds.csv", Feeds)
    register = Assumptions.from_frame(own_table(root, "assumptions.csv", AssumptionRows))
    ladder = build_ladder(build_graph(substations, feeds))
    return substations, feeds, parity(substations, ladder, coincidence=register["contracted_coincidence"])


def test_contracted_demand_of_a_site_is_part_of_what_feeds_it(county):
    """What makes a figure that is not the site's own a lower limit; seen on every feed of SSEN's file."""
    substations, feeds, _ = county
    contracted = substations.set_index("substation_id")["contracted_excl_bess_mva"]
    pairs = feeds[feeds["substation_id"].str.startswith("ssen:")]
    assert (contracted[pairs["substation_id"]].to_numpy() <= contracted[pairs["upstream_id"]].to_numpy()).all()


def test_oxfordshires_two_operators_stand_on_one_metric(county):
    _, _, rows = county
    counted = parity_summary(rows).set_index(["dno", "tier", "bound"])["count"].to_dict()
    assert counted == {
        ("nged", "gsp", "unknown"): 1,
        ("nged", "primary", "at_most"): 4,
        ("ssen", "bsp", "at_most"): 5,
        ("ssen", "bsp", "exact"): 10,
        ("ssen", "gsp", "unknown"): 5,
        ("ssen", "primary", "at_least"): 9,
        ("ssen", "primary", "at_most"): 37,
        ("ssen", "primary", "exact"): 20,
    }
    by_id = rows.set_index("substation_id")
    assert by_id.loc["ssen:E-COWL-11", "room_mva"] == pytest.approx(39.07 + 0.62 * 6.68)
    assert by_id.loc["nged:epwell", "room_mva"] == pytest.approx(-6.29 / 0.96, abs=1e-6)
    assert by_id.loc["ssen:E-COWL-47", "bound"] == "at_least"  # Rissington: a circuit without a name binds
    shown = set(by_id.loc[["nged:epwell", "ssen:E-COWL-11"], "floored"])
    assert shown == {"yes", "no"}
