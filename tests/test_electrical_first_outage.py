"""The outage that binds a substation, by hand, and the AC of what it leaves."""

import numpy as np
import pandas as pd
import pytest

from electrical_world import branch, bus, load, made, source
from lae.grid.electrical.arrays import network_of
from lae.grid.electrical.first_outage import binding_outages, outage_verification
from lae.grid.electrical.radial import radial_flow
from lae.grid.electrical.twice import Demand
from lae.grid.electrical.verification import Accepted

ACCEPTED = Accepted(loading_share=0.01, below_132_share=0.06, at_132_share=0.1, power_factor=1.0)
CASES = pd.DataFrame({"scenario": "x", "year": [2025], "substation_id": "s", "flagged": True})


def unit(name, mva, percent):
    return branch(name, "h", "l", percent, kind="transformer", mva=mva, base_mva=mva)


def site(*units, more=()):
    share = {**load("l", np.nan, np.nan), "substation_id": "s", "share": 1.0}
    return made([bus("h", 33), bus("l", 11), *more], units, [source("h")], [share])


def demand(*p_mw):
    p = np.asarray(p_mw, dtype=float)[:, None]
    return Demand(("s",), ("winter",) * len(p), tuple(f"t{number}" for number in range(len(p))), lambda *_: (p, 0 * p))


def ours(network):
    return lambda p, q, taps: radial_flow(network, p, q, tap_share=taps)


def out(given, load_of):
    network = network_of(given)
    return outage_verification(network, given.loads, CASES, load_of, ours, ACCEPTED).iloc[0]


def test_the_loss_of_a_large_unit_binds_where_the_small_survivor_fills_first():
    # 15 MVA at 10 %, two of 30 at 12.5 %: without a 30 the small one takes 1.5 / 3.9 of 39 MW: 15, full. Without the
    # small one each 30 takes 19.5: 65 %. Both 30s are alike, so the first by name is out.
    row = out(site(unit("small", 15, 10.0), unit("big", 30, 12.5), unit("twin", 30, 12.5)), demand(10.0, 39.0))
    assert (row["condition"], row["outage_asset_id"], row["worst_asset_id"]) == ("first_outage", "big", "small")
    # Its series reactive power adds a little: x P^2 = 0.1 x 15 of 15 MW at most.
    assert 1.0 <= row["loading_ratio"] < 1.01
    assert (row["status"], row["worst_slot"]) == ("verified", "t1")


def test_of_unlike_units_alike_in_loading_the_larger_is_taken_out():
    # 20 and 10 MVA, 8 MW: losing the 20 leaves 80 % on the 10, losing the 10 leaves 40 %.
    named = binding_outages(
        network := network_of(given := site(unit("a", 10, 10.0), unit("b", 20, 10.0))), given.loads, CASES, demand(8.0)
    )
    assert (len(network.assets), named["outage_asset_id"].iloc[0]) == (2, "b")


def test_what_one_asset_carries_alone_is_left_to_the_contingencies():
    row = out(site(unit("only", 30, 10.0)), demand(8.0))
    assert (row["status"], row["outage_asset_id"], row["states_count"]) == ("unverified", "", 0)
    assert np.isnan(row["loading_ratio"])
    assert row["reason"] == "nothing shares with only: for that loss see contingencies.csv"


def test_a_shared_step_is_verified_and_the_lone_one_named():
    rows = [unit("t1", 10, 10.0), unit("t2", 10, 10.0), branch("line", "g", "h", 1.0, mva=30.0)]
    given = made(
        [bus("g", 33), bus("h", 33), bus("l", 11)],
        rows,
        [source("g")],
        [{**load("l", np.nan, np.nan), "substation_id": "s", "share": 1.0}],
    )
    row = out(given, demand(12.0))
    # 12 MW on one of two 10 MVA units: 120 % and its own reactive power.
    assert (row["status"], row["outage_asset_id"], row["worst_asset_id"]) == ("verified", "t1", "t2")
    assert 1.2 <= row["loading_ratio"] < 1.23
    assert row["reason"] == "nothing shares with line: for that loss see contingencies.csv"


def test_in_a_mesh_the_outage_is_found_by_its_factors():
    # Triangle, 6 MW at 2: the direct line carries 4 of 10, the way round 2. Without one the other carries 6;
    # line 12 is rated 5, so the loss of the direct line 02 binds: 120 %.
    mva = {"01": 10.0, "02": 10.0, "12": 5.0}
    rows = [branch(name, name[0], name[1], 0.1, mva=size) for name, size in mva.items()]
    share = {**load("2", np.nan, np.nan), "substation_id": "s", "share": 1.0}
    row = out(made([bus(name) for name in "012"], rows, [source("0")], [share]), demand(6.0))
    assert (row["outage_asset_id"], row["worst_asset_id"], row["status"]) == ("02", "12", "verified")
    assert row["loading_ratio"] == pytest.approx(1.2, rel=0.01)


def test_toytown_s_p1_is_short_by_ac_once_one_of_its_two_units_is_out(toytown_run):
    pytest.importorskip("power_grid_model", reason="power-grid-model is not installed here")
    table = toytown_run.table("verification")
    rows = table[table["substation_id"].eq("toy:P1") & table["flagged"]]
    intact, secure = (rows[rows["condition"].eq(name)] for name in ("intact", "first_outage"))
    assert len(intact) == len(secure) > 0
    assert set(secure["outage_asset_id"]) == {"P1-TF1"}
    assert intact["loading_ratio"].lt(1).all()
    assert secure["loading_ratio"].gt(1).all()
