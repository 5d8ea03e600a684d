"""Three silent ways to be wrong (ignored taps, the default source, the linear method), and how we are not."""

import numpy as np
import pytest

from electrical_world import branch, bus, load, made, source
from lae.grid.electrical.arrays import fixed_load, network_of
from lae.grid.electrical.findings import model_findings
from lae.grid.electrical.radial import radial_flow

pgm = pytest.importorskip("lae.grid.electrical.pgm", reason="power-grid-model is not installed here")


def solved(given):
    network = network_of(given)
    p, q = fixed_load(network, given.loads)
    return network, p[None], q[None], radial_flow(network, p[None], q[None])


def test_taps_are_not_ignored():
    # Unloaded, a transformer with 2.5 % of the upper winding's turns taken off gives 1 / 0.975 = 1.025641.
    rows = [branch("t", "a", "b", 12.0, kind="transformer", mva=20.0, base_mva=20.0, tap_share=-0.025)]
    given = made([bus("a", 33), bus("b", 11)], rows, [source("a")], [load("b", 0.0)])
    network, p, q, flow = solved(given)
    assert flow.voltage[0, network.node_of["b"]] == pytest.approx(1 / 0.975)
    theirs = pgm.Verifier(given, network).solve(p, q)
    assert theirs.voltage[0, network.node_of["b"]] == pytest.approx(1 / 0.975)


def test_rated_voltages_off_the_nominal_ones_count_as_taps():
    # 33 / 11.5 kV on busbars of 33 and 11 kV: 11.5 / 11 = 1.0454545 without load.
    rows = [branch("t", "a", "b", 12.0, kind="transformer", mva=20.0, base_mva=20.0, rated_to_kv=11.5)]
    given = made([bus("a", 33), bus("b", 11)], rows, [source("a")], [load("b", 0.0)])
    network, p, q, flow = solved(given)
    assert flow.voltage[0, network.node_of["b"]] == pytest.approx(11.5 / 11)
    assert pgm.Verifier(given, network).solve(p, q).voltage[0, 1] == pytest.approx(11.5 / 11)


def test_the_source_has_the_fault_level_told_or_is_stiff_and_never_ten_gva():
    # 100 Mvar behind 10,000 MVA lose about 100 / 10,000 = 1 % of voltage that a stiff infeed does not.
    rows = [branch("l", "a", "b", 0.001, mva=200.0)]
    stiff = made([bus("a", 132), bus("b", 132)], rows, [source("a")], [load("b", 0.0, 100.0)])
    network, p, q, flow = solved(stiff)
    theirs = pgm.Verifier(stiff, network).solve(p, q)
    assert flow.voltage[0, 0] == pytest.approx(1.0)
    np.testing.assert_allclose(flow.voltage, theirs.voltage, atol=1e-7)
    default = pgm.Verifier(stiff, network, source_strength=1e10).solve(p, q)
    assert default.voltage[0, 0] == pytest.approx(0.99, abs=0.001)
    assert "stiff_source" in {fault.rule for fault in model_findings(stiff)}
    told = made([bus("a", 132), bus("b", 132)], rows, [source("a", fault_level_mva=1e4)], [load("b", 0.0, 100.0)])
    weak_network, p, q, weak = solved(told)
    np.testing.assert_allclose(weak.voltage, pgm.Verifier(told, weak_network).solve(p, q).voltage, atol=1e-7)
    assert weak.voltage[0, 0] == pytest.approx(0.99, abs=0.001)


def test_results_are_never_those_of_the_linear_method():
    # x = 0.1 pu at P = 2 MW, Q = 1 Mvar: AC falls to 0.853 and carries more current than constant impedance does.
    given = made([bus("a"), bus("b")], [branch("l", "a", "b", 10.0, mva=3.0)], [source("a")], [load("b", 2.0, 1.0)])
    network, p, q, flow = solved(given)
    verifier = pgm.Verifier(given, network)
    newton = verifier.solve(p, q)
    linear = verifier.solve(p, q, method=pgm.CalculationMethod.linear)
    np.testing.assert_allclose(flow.carried_mva, newton.carried_mva, atol=1e-6)
    # Loading by the linear method misses by more than ten points.
    assert newton.loading(network, "winter")[0, 0] - linear.loading(network, "winter")[0, 0] > 0.10


def test_what_does_not_converge_is_unverified_on_both_sides_and_spares_the_rest():
    given = made([bus("a"), bus("b")], [branch("l", "a", "b", 10.0)], [source("a")], [load("b", 1.0)])
    network = network_of(given)
    p = np.asarray([[0.0, 1.0], [0.0, 9.0], [0.0, 2.0]])
    ours, theirs = radial_flow(network, p, 0 * p), pgm.Verifier(given, network).solve(p, 0 * p)
    assert list(ours.converged) == list(theirs.converged) == [True, False, True]
    assert np.isnan(theirs.voltage[1]).all()
    np.testing.assert_allclose(ours.into, theirs.into, atol=1e-6)


def test_power_grid_model_s_own_regulators_hold_the_same_voltage():
    taps = {"tap_low_share": -0.1, "tap_high_share": 0.1, "tap_step_share": 0.0125, "target_ratio": 1.0}
    unit = branch("t", "a", "b", 10.0, 0.5, kind="transformer", mva=20.0, clock_count=11, **(taps | {"base_mva": 20.0}))
    given = made([bus("a", 33), bus("b", 11)], [unit], [source("a", 0.99)], [load("b", 19.0, 6.2)])
    network, p, q, flow = solved(given)
    theirs = pgm.Verifier(given, network).solve(p, q)
    for each in (flow, theirs):
        assert abs(each.voltage[0, network.node_of["b"]] - 1) <= 0.0125 * 0.65
    assert abs(flow.tap_share[0, 0] - theirs.tap_share[0, 0]) <= 0.0125 + 1e-9


def test_generic_branches_lines_and_couplers_agree_too():
    # A capacitive transformer and one with a negative leg of a three-winding unit cannot be power-grid-model's own.
    rows = [
        branch(
            "t", "a", "b", 12.0, 0.5, kind="transformer", mva=20.0, base_mva=20.0, susceptance_value=1.0, clock_count=1
        ),
        branch("leg", "b", "c", -1.0, 0.4, kind="transformer", mva=20.0, base_mva=20.0, rated_to_kv=11.2),
    ]
    given = made([bus("a", 33), bus("b", 11), bus("c", 11)], rows, [source("a")], [load("c", 9.0, 3.0)])
    network, p, q, flow = solved(given)
    theirs = pgm.Verifier(given, network).solve(p, q)
    np.testing.assert_allclose(flow.voltage, theirs.voltage, atol=1e-7)
    np.testing.assert_allclose(flow.into, theirs.into, atol=1e-5)
