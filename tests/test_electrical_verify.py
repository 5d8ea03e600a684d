"""What AC says of a flagged year: agreement, voltage, hosting; nothing rosy without impedances or a solution."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from electrical_world import branch, bus, load, made, source
from lae import electrical_stage, printed_verify
from lae.cli import app
from lae.grid.electrical.arrays import network_of
from lae.grid.electrical.contract import Branches
from lae.grid.electrical.hosting import hosting_room
from lae.grid.electrical.radial import radial_flow
from lae.grid.electrical.twice import Demand
from lae.grid.electrical.verification import (
    Accepted,
    Verification,
    flagged_years,
    verification,
    verification_findings,
)
from lae.results import Results
from lae.stage import Settings
from lae.tables import empty

ACCEPTED = Accepted(loading_share=0.01, below_132_share=0.06, at_132_share=0.1, power_factor=1.0)


def share_of(name, substation, share=1.0):
    return {**load(name, np.nan, np.nan), "substation_id": substation, "share": share}


def demand(**by_slot):
    """Active load of each substation in each half-hour, the same in every scenario and year."""
    names = tuple(sorted(by_slot))
    p = np.asarray([by_slot[name] for name in names], dtype=float).T
    slots = tuple(f"winter {number:02d}:00" for number in range(len(p)))
    return Demand(names, ("winter",) * len(p), slots, lambda _scenario, year: (p * (year - 2024), 0 * p))


def cases(*years, substation="s"):
    return pd.DataFrame({"scenario": "x", "year": years, "substation_id": substation, "flagged": True})


def line(*, mva=10.0):
    rows = [branch("l", "a", "b", 2.0, 1.0, mva=mva)]
    return made([bus("a"), bus("b")], rows, [source("a")], [share_of("b", "s")])


def as_pgm(network, *, off=1.0):
    """A stand-in for power-grid-model: our own answer, its flows times `off`."""

    def solve(p, q, taps):
        flow = radial_flow(network, p, q, tap_share=taps)
        return type(flow)(flow.voltage, flow.into * off, flow.out * off, flow.tap_share, flow.converged)

    return solve


def rows_of(given, load_of, asked, *, off=1.0):
    network = network_of(given)
    return verification(network, given.loads, asked, load_of, as_pgm(network, off=off), ACCEPTED)


def test_the_worst_half_hour_and_its_loading_are_those_of_the_peak():
    row = rows_of(line(), demand(s=[1.0, 4.0, 2.0]), cases(2025)).iloc[0]
    assert (row["status"], row["worst_asset_id"], row["worst_slot"]) == ("verified", "l", "winter 01:00")
    assert (row["states_count"], row["converged_count"]) == (3, 3)
    # 4 MW and a loss of r I^2 = 0.01 x 16 / V^2 over 10 MVA: a little above 40 %.
    assert 0.40 < row["loading_ratio"] < 0.42
    # V falls by about r P = 4 %.
    assert row["lowest_voltage_ratio"] == pytest.approx(0.957, abs=0.003)
    assert row["voltage"] == "within"


def test_a_difference_beyond_the_tolerance_is_a_disagreement_with_its_size():
    table = rows_of(line(), demand(s=[4.0]), cases(2025), off=1.03)
    assert table["status"].tolist() == ["disagrees"]
    assert table["difference_share"].iloc[0] == pytest.approx(1 - 1 / 1.03)
    found = verification_findings(table, 1, has_model=True)
    assert [fault.rule for fault in found if fault.severity == "warning"] == ["disagrees"]


def test_one_half_hour_without_a_solution_makes_the_year_unverified_and_blank():
    # r + jx = 0.01 + j0.02 pu on 1 MVA: at unity power factor nothing beyond about 15.5 MW can be supplied.
    row = rows_of(line(), demand(s=[4.0, 40.0]), cases(2025)).iloc[0]
    assert (row["status"], row["converged_count"], row["states_count"]) == ("unverified", 1, 2)
    assert pd.isna([row["loading_ratio"], row["lowest_voltage_ratio"], row["hosting_mva"]]).all()
    assert row["voltage"] == "unknown"
    said = verification_findings(rows_of(line(), demand(s=[40.0]), cases(2025)), 1, has_model=True)
    assert "not good news" in said[-1].message


def test_without_a_rating_nothing_is_verified_but_voltage():
    row = rows_of(line(mva=np.nan), demand(s=[4.0]), cases(2025)).iloc[0]
    assert (row["status"], row["voltage"]) == ("unverified", "within")
    assert "rating" in row["reason"]
    assert (row["hosting_bound"], row["hosting_limit"]) == ("at_most", "voltage")


def test_low_voltage_is_told():
    row = rows_of(line(), demand(s=[6.5]), cases(2025)).iloc[0]
    assert row["voltage"] == "below"
    assert row["hosting_limit"] == "today"
    assert np.isnan(row["hosting_mva"])


def test_substations_without_busbars_are_left_out_and_counted_elsewhere():
    assert rows_of(line(), demand(s=[4.0], other=[1.0]), cases(2025, substation="other")).empty


def test_a_mesh_is_set_beside_dc():
    rows = [branch(a + b, a, b, 1.0, mva=10.0) for a, b in ("01", "02", "12")]
    given = made([bus(name) for name in "012"], rows, [source("0")], [share_of("2", "s")])
    network = network_of(given)
    pgm = pytest.importorskip("lae.grid.electrical.pgm", reason="power-grid-model is not installed here")
    verifier = pgm.Verifier(given, network)
    table = verification(
        network, given.loads, cases(2025), demand(s=[6.0]), lambda p, q, t: verifier.answer(p, q, tap_share=t), ACCEPTED
    )
    row = table.iloc[0]
    # Two thirds of 6 MW on the direct line; lossless, so AC differs by its reactive power alone.
    assert row["our_loading_ratio"] == pytest.approx(0.4)
    assert row["loading_ratio"] == pytest.approx(0.4, rel=0.01)
    assert (row["worst_asset_id"], row["hosting_limit"]) == ("02", "")


def room_at_b(network, p, q):
    limits = {"lowest": np.full(2, 0.94), "highest": np.full(2, 1.06)}
    return hosting_room(network, p, q, np.asarray([1]), network.rating["winter"][None], power_factor=1.0, **limits)


def test_hosting_by_rating_is_what_is_left_of_it():
    # No resistance, 6 of 10 MVA at unity power factor: losses of Q only, so |S| = hypot(P, x I^2).
    given = made([bus("a"), bus("b")], [branch("l", "a", "b", 0.1, mva=10.0)], [source("a")], [load("b", 6.0)])
    network = network_of(given)
    p, q = np.asarray([[0.0, 6.0]]), np.zeros((1, 2))
    found = room_at_b(network, p, q)
    assert found.mva[0] == pytest.approx(4.0, abs=0.01)
    assert (found.limit[0], found.bound[0]) == ("thermal", "exact")


def test_hosting_by_voltage_is_at_the_loaded_voltage_and_below_the_straight_line():
    # r = 0.02 pu: V (1 - V) = r P at unity power factor without x, so V = 0.94 at P = 0.94 x 0.06 / 0.02 = 2.82 MW;
    # a straight line from no load, V = 1 - r P, says 3.0.
    given = made([bus("a"), bus("b")], [branch("l", "a", "b", 1e-6, 2.0, mva=50.0)], [source("a")], [load("b", 0.0)])
    network = network_of(given)
    found = room_at_b(network, np.zeros((1, 2)), np.zeros((1, 2)))
    assert found.mva[0] == pytest.approx(2.82, abs=1e-3)
    assert found.limit[0] == "voltage"


def test_flagged_are_demand_figures_below_zero_once_each():
    rows = [
        ("x", 2030, "s", "demand", "published", -1.0),
        ("x", 2030, "s", "demand", "modelled", -2.0),
        ("x", 2031, "s", "demand", "nshr", -2.0),
        ("x", 2032, "s", "generation", "published", -2.0),
        ("x", 2033, "s", "demand", "published", np.nan),
        ("x", 2034, "s", "demand", "published", 0.0),
    ]
    names = ["scenario", "year", "substation_id", "direction", "basis", "headroom_mva"]
    assert flagged_years(pd.DataFrame(rows, columns=names)).to_dict("records") == [
        {"scenario": "x", "year": 2030, "substation_id": "s"}
    ]


def test_without_impedances_nothing_is_verifiable_and_that_is_said():
    found = verification_findings(empty(Verification), 1234, has_model=False)
    assert found[0].message == "0 of 1234 flagged asset-years verifiable: no impedances published here."


def test_oxfordshire_verifies_nothing(oxfordshire_run):
    assert oxfordshire_run.table("verification").empty
    assert oxfordshire_run.table("contingencies").empty
    assert oxfordshire_run.table("reinforcements").empty
    assert oxfordshire_run.tables["flagged_count"] > 0
    said = [fault.message for fault in oxfordshire_run.findings if fault.rule == "no_impedances"]
    flagged = oxfordshire_run.tables["flagged_count"]
    assert said == [f"0 of {flagged} flagged asset-years verifiable: no impedances published here."]


def test_toytown_is_verified_asset_year_by_asset_year(toytown_run):
    pytest.importorskip("power_grid_model", reason="power-grid-model is not installed here")
    table = toytown_run.table("verification")
    assert set(table["status"]) == {"verified"}
    assert table["difference_share"].max() < 1e-4
    assert table["states_count"].eq(table["converged_count"]).all()
    assert set(table["voltage"]) == {"within"}


def test_toytown_s_outages_are_those_of_its_drawing(toytown_run):
    rows = toytown_run.table("contingencies").set_index("asset_id")
    # P4 hangs on one transformer: 8 MVA at power factor 1 are class B, 7 MW must be back; 5 MVA come remotely from P3,
    # 4 more by hand from P5: 9 MVA would do, but its one busbar fits on neither tie alone.
    lost = rows.loc["P4-TF1"]
    assert (lost["lost_mw"], lost["p2_class"], lost["required_mw"]) == (8.0, "B", 7.0)
    assert (lost["quarter_hour_mw"], lost["three_hours_mw"], lost["switched_mw"]) == (5.0, 8.0, 0.0)
    assert lost["verdict"] == "unknown"
    # P1 draws 12 MVA: one of its two 10 MVA transformer-feeders alone is at 120 %.
    assert rows.loc["P1-TF1", "worst_loading_ratio"] == pytest.approx(1.2)


def test_a_model_with_faults_stops_the_run_with_all_of_them(toytown_run):
    tables = dict(toytown_run.tables)
    buses = tables["buses"][tables["buses"]["bus_id"].ne("P1-11")]
    settings = Settings(toytown_run.inputs.config, toytown_run.inputs.assumptions)
    names = ("load", "branches", "grid_sources", "grid_loads", "reinforcement_costs")
    told = electrical_stage.secure_assets(settings, buses=buses, **{name: tables[name] for name in names})
    ids = {fault.table: fault.ids for fault in told["electrical_findings"] if fault.rule == "unknown_bus"}
    assert ids == {"grid/branches.csv": ("P1-TF1", "P1-TF2"), "grid/loads.csv": ("P1-load",)}


def test_the_command_says_how_much_is_verified(root):
    pytest.importorskip("power_grid_model", reason="power-grid-model is not installed here")
    done = CliRunner().invoke(app, ["verify", str(root / "examples" / "toytown")])
    assert done.exit_code == 0, done.output
    assert "44 of 47 flagged asset-years" in done.output
    assert "With the first outage that binds: 44 verified, 35 of them above a rating" in done.output
    told = json.loads(CliRunner().invoke(app, ["verify", str(root / "examples" / "toytown"), "--json"]).output)
    assert (told["flagged"], told["verified"], told["disagrees"], told["unverified"]) == (47, 44, 0, 0)
    assert told["first_outage"] == {"verified": 44, "disagrees": 0, "unverified": 0, "above_rating": 35}
    assert len(told["rows"]) > 44


def test_without_power_grid_model_everything_is_unverified(toytown_run, monkeypatch):
    monkeypatch.setattr(electrical_stage, "find_spec", lambda _: None)
    tables, inputs = toytown_run.tables, toytown_run.inputs
    names = ("load", "headroom", "buses", "branches", "grid_sources", "grid_loads")
    settings = Settings(inputs.config, inputs.assumptions)
    told = electrical_stage.verify_assets(settings, **{name: tables[name] for name in names})
    assert set(told["verification"]["status"]) == {"unverified"}
    assert told["verification"]["loading_ratio"].isna().all()
    assert "no_solver" in {fault.rule for fault in told["verification_findings"]}


def test_the_command_is_not_rosy_where_nothing_is_published(capsys):
    tables = {"verification": empty(Verification), "branches": empty(Branches), "flagged_count": 1234}
    printed_verify.verification(Results(None, tables, {}))
    assert capsys.readouterr().out == "0 of 1,234 flagged asset-years verifiable: no impedances published here.\n"
