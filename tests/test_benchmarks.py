"""The benchmarks measure what they say: on a tiny county lae agrees with the bare arithmetic; no time is asserted."""

import importlib
import importlib.util
import json
import sys

import numpy as np
import pytest

from lae.atlas import render_atlas

TINY = (1, 2, 4, 8, 45)
"""60 nodes."""


@pytest.fixture(scope="module")
def bench(root):
    """benchmarks/growth.py as a module; it is a script and in no package."""
    spec = importlib.util.spec_from_file_location("bench_growth", root / "benchmarks" / "growth.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module", params=["smooth", "rough"])
def tiny(bench, request):
    return bench.county(TINY, shape=request.param, scenarios=2, years=3, kinds=4)


def test_the_county_has_the_nodes_it_promises_and_is_the_same_every_time(bench, tiny):
    assert len(tiny.ladder.ids) == 60
    assert sum(bench.COUNTY) == 8_820
    again = bench.county(TINY, shape="smooth", scenarios=2, years=3, kinds=4)
    other = bench.county(TINY, shape="smooth", scenarios=2, years=3, kinds=4)
    assert np.array_equal(again.counts, other.counts)
    assert np.array_equal(again.profiles.p_mw, other.profiles.p_mw)


def test_every_node_but_a_gsp_hangs_on_one_node_of_the_tier_above(tiny):
    paths = [tiny.ladder.path(name) for name in tiny.ladder.ids]
    assert [len(path) for path in paths] == [1] + [2] * 2 + [3] * 4 + [4] * 8 + [5] * 45
    assert {path[-1] for path in paths} == {tiny.ladder.ids[0]}


def test_lae_and_the_floor_say_the_same(bench, tiny):
    grown, bare = bench.grown(tiny), bench.floor(tiny)
    assert bare.max() > 0.01
    np.testing.assert_allclose(grown.added_mva.reshape(bare.shape), bare, atol=1e-9)
    whole = grown.contribution_mva.sum(axis=-1) + grown.base_shift_mva
    np.testing.assert_allclose(whole, grown.added_mva, atol=1e-9)


def test_the_floor_is_what_every_leaf_adds_at_every_half_hour(bench, tiny):
    paths = [tiny.ladder.path(name) for name in tiny.ladder.ids]
    carries = np.array([[name in path for path in paths] for name in tiny.ladder.ids], dtype=float)
    units = np.einsum("nm,symk->synk", carries, tiny.counts)
    p_mw, q_mvar = units @ tiny.profiles.p_mw + tiny.base.p_mw, units @ tiny.profiles.q_mvar + tiny.base.q_mvar
    wanted = np.hypot(p_mw, q_mvar).max(axis=-1) - np.hypot(tiny.base.p_mw, tiny.base.q_mvar).max(axis=-1)
    np.testing.assert_allclose(bench.floor(tiny), wanted.reshape(6, 60), atol=1e-9)


def test_the_least_room_and_what_binds_are_those_of_a_walk_up_every_path(bench, tiny):
    grown = bench.grown(tiny)
    found = bench.least_room(tiny, grown)
    room = tiny.room_mva - grown.added_mva
    for node, name in enumerate(tiny.ladder.ids):
        above = [tiny.ladder.position[one] for one in tiny.ladder.path(name)]
        limits = [one for one in above if not tiny.limitless[one]]
        if not limits:
            assert np.isnan(found.value[..., node]).all()
            continue
        least = room[..., limits].min(axis=-1)
        np.testing.assert_allclose(found.value[..., node], least)
        np.testing.assert_allclose(np.take_along_axis(room, found.binding[..., [node]], axis=-1)[..., 0], least)


def test_a_table_row_holds_ratios_of_the_same_runs(bench, monkeypatch):
    told = {
        "runs": [{"floor": 2.0, "growth": 3.0, "path": 1.0}, {"floor": 2.0, "growth": 1.0, "path": 1.0}],
        "memory": {"inputs": 10.0, "floor": 20.0, "lae": 1_234.0},
    }
    monkeypatch.setattr(bench.subprocess, "run", lambda *_, **__: type("Done", (), {"stdout": json.dumps(told)}))
    cells = [cell.strip() for cell in bench._line(2, "rough", 2).strip("|\n").split("|")]
    assert cells == [
        "2x", "17,640", "rough", "2.0", "1.00", "0.50", "**1.50**", "1.00 to 2.00", "10", "20", "1,234",
    ]  # fmt: skip


def test_the_stage_table_adds_up_to_the_whole_process(root):
    spec = importlib.util.spec_from_file_location("bench_run", root / "benchmarks" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told = [{"seconds": {"areas": 1.0, "headroom": 5.0}, "peak_memory_mb": 321.0, "wall": 10.0}]
    lines = module.table(told).splitlines()
    assert "| headroom | 5.00 | 50 % |" in lines
    assert "| starting, reading and writing | 4.00 | 40 % |" in lines
    assert "| **whole process** | 10.0 | 100 % |" in lines
    assert "Peak memory 321 MB; median of 1 runs." in lines


def test_the_county_of_the_atlas_benchmark_holds_what_it_promises(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    model = importlib.import_module("atlas_county").county(50, 130, spread=False)
    assert (len(model.single_homes), len(model.substations), len(model.lsoas)) == (50, 130, 400)
    # 130 substations x 4 scenarios x 26 years.
    assert len(model.headroom) == 13_520
    assert model.substations["tier"].eq("secondary").sum() == 10
    assert set(model.feeds["upstream_id"]) <= set(model.substations["substation_id"])
    page = render_atlas(model)
    assert 'id="packed_dwellings_data"' in page
    assert 'id="packed_secondaries_data"' in page
