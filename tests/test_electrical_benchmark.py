"""The electrical benchmark times what is right: on a small grid both solvers agree; no time is asserted."""

import importlib.util
import sys

import numpy as np
import pytest

pytest.importorskip("power_grid_model", reason="power-grid-model is not installed here")


@pytest.fixture(scope="module")
def bench(root):
    spec = importlib.util.spec_from_file_location("bench_electrical", root / "benchmarks" / "electrical.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_grid_is_radial_loaded_and_the_same_every_time(bench):
    given, p, _ = bench.grid(60, 20)
    again, other, _ = bench.grid(60, 20)
    assert np.array_equal(p, other)
    assert given.branches.equals(again.branches)
    flow = bench.radial_flow(bench.network_of(given), p, 0.3 * p)
    assert flow.converged.all()
    assert 0.9 < flow.voltage.min() < 1.0


def test_lae_and_power_grid_model_carry_the_same(bench):
    given, p, q = bench.grid(60, 20)
    network = bench.network_of(given)
    ours, theirs = bench.radial_flow(network, p, q), bench.Verifier(given, network).solve(p, q)
    assert bench.peak_error(ours, theirs.carried_mva) < 1e-6
    assert bench.peak_error(ours, 1.01 * theirs.carried_mva) == pytest.approx(1 - 1 / 1.01, abs=1e-6)


def test_without_a_peer_the_row_says_why(bench):
    row = bench.line(60, 160, 1, "")
    assert row.count("|") == 12
    assert "no --peer given" in row
