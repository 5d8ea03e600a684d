"""The asset graph keeps every asset and gives the tables back; every fault of a model is named at once."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from shapely import LineString, Point

from electrical_world import branch, bus, ieee_33, load, made, radial_models, source, switch
from lae.grid.electrical.arrays import network_of
from lae.grid.electrical.findings import model_findings
from lae.grid.electrical.geography import frames_of, placed
from lae.grid.electrical.graph import asset_graph, dead, mesh_blocks, sites, tables_of

TRIANGLE = [branch("01", "0", "1", 10.0), branch("02", "0", "2", 10.0), branch("12", "1", "2", 10.0)]


def rules(model):
    return {(fault.rule, fault.ids) for fault in model_findings(model)}


def test_two_transformers_side_by_side_stay_two_assets():
    pair = [branch(name, "a", "b", 10.0, kind="transformer", mva=20.0) for name in ("t1", "t2")]
    graph = asset_graph(made([bus("a", 33), bus("b")], pair, [source("a")]))
    assert sorted(graph["a"]["b"]) == ["t1", "t2"]
    assert isinstance(graph, nx.MultiGraph)


@given(radial_models())
def test_tables_come_back_from_the_graph_as_they_went_in(model):
    back = tables_of(asset_graph(model))
    for name, key in (("buses", "bus_id"), ("branches", "asset_id"), ("sources", "asset_id"), ("loads", "asset_id")):
        wanted = getattr(model, name).sort_values(key, kind="stable").reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(back, name), wanted)


def test_a_mesh_is_a_ring_of_three_or_two_infeeds_but_not_a_pair_of_parallel_assets():
    ring = made([bus(name) for name in "0123"], [*TRIANGLE, branch("23", "2", "3", 10.0)], [source("0")])
    assert mesh_blocks(asset_graph(ring)) == (("0", "1", "2"),)
    pair = made([bus("a"), bus("b")], [branch("1", "a", "b", 1.0), branch("2", "a", "b", 1.0)], [source("a")])
    assert mesh_blocks(asset_graph(pair)) == ()
    both = made([bus("a"), bus("b")], [branch("1", "a", "b", 1.0)], [source("a"), source("b")])
    assert mesh_blocks(asset_graph(both)) == (("a", "b"),)
    assert mesh_blocks(asset_graph(ieee_33())) == ()


def test_an_open_switch_opens_the_ring_and_a_transfer_never_closes_it():
    ties = [
        switch("k", "1", "2", normally_open=True, operation="remote"),
        branch("x", "1", "2", kind="transfer", unit=""),
    ]
    model = made([bus(name) for name in "012"], [*TRIANGLE[:2], *ties], [source("0")])
    assert mesh_blocks(asset_graph(model)) == ()
    assert len(network_of(model).assets) == 2


def test_a_site_holds_its_busbars():
    model = made([bus("h", 33, "S"), bus("l", 11, "S"), bus("x")], [branch("t", "h", "l", 10.0)], [source("h")])
    assert sites(asset_graph(model)) == {"S": ("h", "l")}


def test_faults_of_branches_are_named_with_the_rest():
    rows = [
        branch("zero", "a", "b", 0.0, 0.0, mva=1.0),
        branch("none", "a", "b", mva=1.0, unit=""),
        branch("baseless", "a", "b", 1.0, mva=1.0, base_mva=np.nan),
        branch("unrated", "a", "b", 1.0),
        branch("volts", "a", "h", 1.0, mva=1.0),
        branch("stranger", "a", "nowhere", 1.0, mva=1.0),
        branch("loop", "a", "a", 1.0, mva=1.0),
    ]
    found = rules(made([bus("a"), bus("b"), bus("h", 33)], rows, [source("a", fault_level_mva=500.0)]))
    assert {
        ("zero_impedance", ("zero",)),
        ("no_impedance", ("none",)),
        ("no_base", ("baseless",)),
        ("no_rating", ("unrated",)),
        ("two_voltages", ("volts",)),
        ("unknown_bus", ("stranger",)),
        ("self_loop", ("loop",)),
    } <= found


def test_a_transformer_on_the_wrong_base_is_noticed():
    # 12.5 % on its own 20 MVA is 62.5 % on 100 MVA; the same number read on 20 MVA would be 62.5 % of its own rating.
    right = branch("r", "a", "b", 62.5, kind="transformer", mva=20.0, base_mva=100.0)
    wrong = branch("w", "a", "b", 62.5, kind="transformer", mva=20.0, base_mva=20.0)
    model = made([bus("a", 33), bus("b")], [right, wrong], [source("a", fault_level_mva=500.0)])
    assert rules(model) == {("impedance_base", ("w",))}


def test_islands_stiff_sources_and_shares_are_told():
    rows = [branch("l", "a", "b", 1.0, mva=1.0)]
    half = {**load("b", np.nan), "asset_id": "half", "substation_id": "s", "share": 0.5, "q_mvar": np.nan}
    model = made([bus("a"), bus("b"), bus("lost")], rows, [source("a")], [half])
    assert rules(model) == {("island", ("lost",)), ("stiff_source", ("source a",)), ("shares", ("s",))}
    assert dead(asset_graph(model)) == ("lost",)
    assert network_of(model).nodes == ("a", "b")


def test_vector_groups_that_do_not_close_a_loop_are_a_fault_and_an_open_tie_across_phases_a_warning():
    # 33 kV a feeds 11 kV b and c, each with clock 11: both at the same phase. A twin of clock 1 beside the first is two
    # hours off; a third transformer of clock 0 feeds d, so the open tie c to d would join hours 11 and 0.
    def unit(name, end, clock):
        return branch(name, "a", end, 12.5, kind="transformer", mva=20.0, base_mva=20.0, clock_count=clock)

    sound = [unit("b1", "b", 11), unit("c1", "c", 11), branch("bc", "b", "c", 5.0, mva=5.0)]
    buses, feed = [bus("a", 33), bus("b"), bus("c"), bus("d")], [source("a", fault_level_mva=500.0)]
    apart = unit("d1", "d", 0)
    assert rules(made(buses, [*sound, apart], feed)) == set()
    tie = switch("tie", "c", "d", normally_open=True, operation="manual")
    assert ("open_vector_group", ("tie",)) in rules(made(buses, [*sound, apart, tie], feed))
    assert ("vector_group", ("b2",)) in rules(made(buses, [*sound, unit("b2", "b", 1), apart], feed))
    backwards = branch("b3", "b", "a", 12.5, kind="transformer", mva=20.0, base_mva=20.0, clock_count=1)
    assert rules(made(buses, [*sound, backwards, apart], feed)) == set()


def test_places_and_routes_come_back_from_the_graph_as_they_went_in():
    rows = [branch("t1", "a", "b", 10.0, kind="transformer"), branch("t2", "a", "b", 10.0, kind="transformer")]
    model = made([bus("a", 33), bus("b")], rows, [source("a")])
    places = gpd.GeoDataFrame({"bus_id": ["b", "a"]}, geometry=[Point(3, 4), Point(1, 2)], crs=27700)
    route = LineString([(1, 2), (2, 5), (3, 4)])
    routes = gpd.GeoDataFrame({"asset_id": ["t2"]}, geometry=[route], crs=27700)
    plain = asset_graph(model)
    graph = placed(plain, places, routes)
    buses, branches = frames_of(graph)
    assert list(buses.geometry) == [Point(1, 2), Point(3, 4)]
    assert (branches.geometry.iloc[0], branches.geometry.iloc[1]) == (None, route)
    again, _ = frames_of(placed(asset_graph(tables_of(graph)), buses, branches))
    assert again.geom_equals(buses).all()
    pd.testing.assert_frame_equal(tables_of(graph).branches, tables_of(plain).branches)
    # What comes in degrees goes out in metres.
    degrees = gpd.GeoDataFrame({"bus_id": ["a"]}, geometry=[Point(400000, 300000)], crs=27700).to_crs(4326)
    near, _ = frames_of(placed(plain, degrees))
    assert near.geometry.iloc[0].distance(Point(400000, 300000)) < 0.01
    with pytest.raises(ValueError, match="stranger"):
        placed(plain, gpd.GeoDataFrame({"bus_id": ["stranger"]}, geometry=[Point(0, 0)], crs=27700))
    with pytest.raises(ValueError, match="no coordinate system"):
        placed(plain, gpd.GeoDataFrame({"bus_id": ["a"]}, geometry=[Point(0, 0)]))


def test_an_asset_at_a_busbar_that_does_not_exist_makes_no_graph():
    with pytest.raises(ValueError, match="nowhere"):
        asset_graph(made([bus("a")], [branch("l", "a", "nowhere", 1.0)], [source("a")]))
    with pytest.raises(ValueError, match="nowhere"):
        asset_graph(made([bus("a")], [], [source("nowhere")]))


def test_one_id_for_two_assets_is_a_fault():
    model = made([bus("a"), bus("b")], [branch("load b", "a", "b", 1.0, mva=1.0)], [source("a")], [load("b", 1.0)])
    assert ("duplicate_asset", ("load b",)) in rules(model)
