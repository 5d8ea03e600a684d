"""Radial AC against the literature, a hand calculation, and power-grid-model on the same tables."""

import numpy as np
import pytest
from hypothesis import given, settings

from electrical_world import branch, bus, ieee_33, load, made, radial_models, source, switch
from lae.grid.electrical.arrays import fixed_load, network_of
from lae.grid.electrical.radial import radial_flow


def solved(given, scale=(1.0,), **options):
    network = network_of(given)
    p, q = fixed_load(network, given.loads)
    factors = np.asarray(scale)[:, None]
    return network, radial_flow(network, factors * p, factors * q, **options)


def check_against_pgm(given, scale=(1.0,), *, tolerance=1e-6):
    pgm = pytest.importorskip("lae.grid.electrical.pgm", reason="power-grid-model is not installed here")
    network, ours = solved(given, scale)
    p, q = fixed_load(network, given.loads)
    factors = np.asarray(scale)[:, None]
    theirs = pgm.Verifier(given, network).solve(factors * p, factors * q, tap_share=ours.tap_share)
    assert theirs.converged.all()
    assert ours.converged.all()
    np.testing.assert_allclose(ours.voltage, theirs.voltage, atol=tolerance)
    np.testing.assert_allclose(ours.into, theirs.into, atol=100 * tolerance)
    np.testing.assert_allclose(ours.out, theirs.out, atol=100 * tolerance)
    return network, ours, theirs


def test_the_ieee_33_bus_feeder_has_the_losses_and_lowest_voltage_of_the_literature():
    # Baran and Wu: 202.68 kW, 0.9131 at bus 18 (measured with AC: 202.677 kW, 0.91309).
    network, flow = solved(ieee_33())
    assert flow.losses_mw[0] * 1e3 == pytest.approx(202.677, abs=1e-3)
    assert flow.voltage[0].min() == pytest.approx(0.91309, abs=1e-5)
    assert network.nodes[flow.voltage[0].argmin()] == "18"


def test_the_best_known_switching_of_the_33_bus_feeder_has_the_losses_of_the_literature():
    # Open 7-9-14-32-37: 139.551 kW and 0.93782.
    _, flow = solved(ieee_33(opened=(7, 9, 14, 32, 37)))
    assert flow.losses_mw[0] * 1e3 == pytest.approx(139.551, abs=1e-3)
    assert flow.voltage[0].min() == pytest.approx(0.93782, abs=1e-5)


def test_a_load_behind_one_line_is_the_quadratic_s_root():
    # x = 0.1 pu on 1 MVA, no r; P = 1, Q = 0: V2^2 = (1 + sqrt(1 - 4 (0.1 x 1)^2)) / 2 = (1 + sqrt(0.96)) / 2
    one = made([bus("a"), bus("b")], [branch("l", "a", "b", 10.0)], [source("a")], [load("b", 1.0)])
    _, flow = solved(one)
    wanted = np.sqrt((1 + np.sqrt(0.96)) / 2)
    assert flow.voltage[0, 1] == pytest.approx(wanted, abs=1e-9)
    # Q lost in the line = x I^2 = 0.1 / V2^2
    assert flow.into[0, 0].imag == pytest.approx(0.1 / wanted**2, abs=1e-8)


@given(radial_models())
@settings(max_examples=60)
def test_a_random_radial_grid_is_what_power_grid_model_says(given):
    check_against_pgm(given, (0.3, 1.0, -0.4))


def test_the_33_bus_feeder_is_what_power_grid_model_says():
    check_against_pgm(ieee_33(), np.linspace(-1, 2, 7))


def test_a_state_beyond_collapse_has_no_figures_and_leaves_the_others_alone():
    # x = 0.1 pu, Q = 0: nothing beyond P = 1 / (2 x) = 5 MW can be supplied.
    one = made([bus("a"), bus("b")], [branch("l", "a", "b", 10.0)], [source("a")], [load("b", 1.0)])
    _, flow = solved(one, (1.0, 6.0, 2.0))
    assert list(flow.converged) == [True, False, True]
    assert np.isnan(flow.voltage[1]).all()
    assert np.isnan(flow.carried_mva[1]).all()
    assert np.isnan(flow.losses_mw[1])
    assert flow.into[2, 0].real == pytest.approx(2.0, abs=1e-7)


def test_a_grid_with_a_mesh_is_refused_by_name():
    rows = [branch("1", "a", "b", 10.0), branch("2", "b", "c", 10.0), branch("3", "a", "c", 10.0)]
    ring = made([bus(name) for name in "abc"], rows, [source("a")], [load("c", 1.0)])
    with pytest.raises(ValueError, match="fed from two sides"):
        solved(ring)


def test_taps_hold_the_voltage_in_every_state_by_itself():
    # 10 % reactance on 20 MVA; load 2 to 20 MVA at pf 0.95; taps -10 to +10 % in steps of 1.25 %.
    taps = {"tap_low_share": -0.1, "tap_high_share": 0.1, "tap_step_share": 0.0125, "target_ratio": 1.0}
    unit = branch("t", "a", "b", 10.0, 0.5, kind="transformer", mva=20.0, clock_count=11, **(taps | {"base_mva": 20.0}))
    one = made([bus("a", 33), bus("b", 11)], [unit], [source("a")], [load("b", 19.0, 6.2)])
    network, flow = solved(one, (0.1, 0.5, 1.0))
    at = network.node_of["b"]
    assert np.abs(flow.voltage[:, at] - 1).max() <= 0.6 * 0.0125
    assert len(set(flow.tap_share[:, 0])) == 3
    # Standing still, the voltage falls by about x Q = 0.1 x 6.2 / 20 = 3 % and r P = 0.5 %.
    _, still = solved(one, tap_share=np.zeros(1))
    assert still.voltage[0, at] == pytest.approx(0.959, abs=0.002)
    check_against_pgm(one, (0.1, 0.5, 1.0))


def test_the_tap_of_a_transformer_below_another_is_chosen_after_the_upper_one():
    taps = {
        "tap_low_share": -0.15,
        "tap_high_share": 0.1,
        "tap_step_share": 0.0125,
        "target_ratio": 1.0,
        "clock_count": 11,
    }
    rows = [
        branch("t1", "a", "b", 20.0, kind="transformer", mva=60.0, **(taps | {"base_mva": 60.0})),
        branch("t2", "b", "c", 12.0, kind="transformer", mva=20.0, **(taps | {"base_mva": 20.0})),
    ]
    given = made([bus("a", 132), bus("b", 33), bus("c", 11)], rows, [source("a", 0.97)], [load("c", 18.0, 6.0)])
    network, flow = solved(given)
    assert np.abs(flow.voltage[0, [network.node_of[name] for name in "bc"]] - 1).max() <= 0.6 * 0.0125


def test_parallel_transformers_on_unlike_taps_carry_a_circulating_current():
    # 10 % each on 10 MVA: the lower busbar stands at V = (1 + 1 / 1.025) / 2 = 0.98780, so the first gives it
    # V (1 - V) / 0.1 x 10 = 1.2046 Mvar, which the second takes back, without any load.
    pair = [
        branch("t1", "a", "b", 10.0, kind="transformer", mva=10.0, base_mva=10.0, tap_share=0.0),
        branch("t2", "a", "b", 10.0, kind="transformer", mva=10.0, base_mva=10.0, tap_share=0.025),
    ]
    given = made([bus("a", 33), bus("b", 11)], pair, [source("a")], [load("b", 0.0, 0.0)])
    _, flow, _ = check_against_pgm(given)
    assert abs(flow.out[0, 0].imag) == pytest.approx(1.2046, abs=1e-4)


def test_a_closed_coupler_makes_one_node_of_two_busbars():
    rows = [branch("l", "a", "b", 10.0), switch("k", "b", "c")]
    given = made([bus(name) for name in "abc"], rows, [source("a")], [load("c", 1.0)])
    network, flow = solved(given)
    assert network.node_of["b"] == network.node_of["c"]
    assert flow.into[0, 0].real == pytest.approx(1.0)
