"""The electrical model in the formats of other tools: out and back without a change, and with the same powers there."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

import lae
from electrical_world import branch, bus, ieee_33, load, made, radial_models, source, switch
from lae.cli import app
from lae.evidence.wires import Wires, wires_of
from lae.evidence.wires_geojson import geojson_export, layers_in, layers_of, model_of
from lae.evidence.wires_pandapower import pandapower_export
from lae.evidence.wires_pgm import pgm_export
from lae.grid.electrical.arrays import fixed_load, network_of
from lae.grid.electrical.graph import Model, asset_graph, model, tables_of
from lae.grid.electrical.radial import radial_flow
from lae.readers import catalogue
from lae.readers.base import SourceRow
from lae.readers.electrical import pandapower_json, pgm_json
from wheels import ROOT

BACK = {"pgm": (pgm_export, pgm_json), "pandapower": (pandapower_export, pandapower_json)}
TOYTOWN = ROOT / "examples" / "toytown"


def wires(given_model, places=None):
    points = pd.DataFrame({"bus_id": given_model.buses["bus_id"], "easting_m": np.nan, "northing_m": np.nan})
    for name, (east, north) in (places or {}).items():
        points.loc[points["bus_id"].eq(name), ["easting_m", "northing_m"]] = east, north
    return Wires(given_model, points, ())


def read_back(content, how, folder):
    path = folder / f"{how}.json"
    path.write_bytes(content)
    reader = BACK[how][1]
    assert [publisher.read for publisher in catalogue.claimants(path)] == [reader.read]
    reading = reader.read(path, SourceRow())
    tables = reading.tables
    names = ("buses", "branches", "grid_sources", "grid_loads")
    return model(*(tables.get(name, pd.DataFrame()) for name in names)), reading


def solved(given_model):
    network = network_of(given_model)
    p, q = fixed_load(network, given_model.loads)
    flow = radial_flow(network, p[None], q[None])
    volts = {bus: flow.voltage[0, node] for bus, node in network.node_of.items()}
    return volts, dict(zip(network.assets, flow.into[0], strict=True))


def assert_alike(one, other, *, within=1e-6):
    (volts, powers), (volts_back, powers_back) = solved(one), solved(other)
    assert set(volts) == set(volts_back)
    assert set(powers) == set(powers_back)
    assert [volts_back[name] for name in volts] == pytest.approx(list(volts.values()), abs=within, nan_ok=True)
    assert [powers_back[name] for name in powers] == pytest.approx(list(powers.values()), abs=within, nan_ok=True)


@pytest.fixture(scope="module")
def toytown():
    return wires_of(lae.Study(TOYTOWN).read())


@pytest.mark.parametrize("how", BACK)
def test_toytown_comes_back_with_its_assets_and_powers(toytown, how, tmp_path):
    back, reading = read_back(BACK[how][0](toytown).content, how, tmp_path)
    if how == "pandapower":  # whose taps stand, since it keeps its controllers elsewhere
        fixed = toytown.given.branches.assign(target_ratio=np.nan)
        toytown = wires(Model(toytown.given.buses, fixed, toytown.given.sources, toytown.given.loads))
    assert_alike(toytown.given, back)
    opened = back.branches.set_index("asset_id")["normally_open"]
    assert {"P3-P4", "P4-P5"} == set(opened.index[opened])
    lost = sum(reading.count.dropped.values())
    assert reading.count.read == reading.count.kept + lost


@pytest.mark.parametrize("how", BACK)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_model=radial_models())
def test_any_radial_grid_goes_out_and_comes_back(how, given_model, tmp_path):
    lost = [finding for finding in BACK[how][0](wires(given_model)).findings if finding.rule == "not_exported"]
    if lost:
        return
    assert_alike(given_model, read_back(BACK[how][0](wires(given_model)).content, how, tmp_path)[0], within=1e-5)


def pgm_powers(content):
    """Voltage and power of every named part, as power-grid-model itself finds them in the exported file."""
    pgm = pytest.importorskip("power_grid_model")
    data = pytest.importorskip("power_grid_model.utils").json_deserialize(content)
    grid = pgm.PowerGridModel(data, system_frequency=50.0)
    output = grid.calculate_power_flow(symmetric=True, error_tolerance=1e-8)
    document = json.loads(content)["data"]
    volts = dict(zip((row["name"] for row in document["node"]), output["node"]["u_pu"], strict=True))
    powers = {}
    for kind in ("line", "transformer", "generic_branch"):
        for place, row in enumerate(document.get(kind, [])):
            found = output[kind][place]
            powers[row["name"]] = complex(found["p_from"], found["q_from"]) / 1e6
    return volts, powers


def test_power_grid_model_finds_the_losses_of_the_33_bus_feeder_in_the_exported_file():
    content = pgm_export(wires(ieee_33())).content
    volts, powers = pgm_powers(content)
    drawn = sum(row["p_specified"] for row in json.loads(content)["data"]["sym_load"]) / 1e6
    assert powers["s1"].real - drawn == pytest.approx(0.202677, abs=1e-5)
    assert min(volts.values()) == pytest.approx(0.91309, abs=1e-5)


def test_power_grid_model_finds_toytown_s_powers_in_the_exported_file(toytown):
    still = toytown.given.branches.assign(target_ratio=np.nan)
    one = Model(toytown.given.buses, still, toytown.given.sources, toytown.given.loads)
    volts, powers = solved(one)
    volts_there, powers_there = pgm_powers(pgm_export(wires(one)).content)
    for name, power in powers.items():
        assert powers_there[name] == pytest.approx(power, abs=1e-4), name
    for name, volt in volts.items():
        assert volts_there[name] == pytest.approx(volt, abs=1e-5)


def test_the_arm_of_a_star_and_a_charged_winding_go_to_power_grid_model_as_they_are():
    rows = [
        branch("T", "A", "B", 4.0, 0.1, kind="transformer", unit="ohm", rated_from_kv=33, rated_to_kv=11),
        branch("arm", "B", "C", -0.3, 0.02, kind="transformer", unit="ohm"),
        switch("tie", "C", "D"),
    ]
    given_model = made(
        [bus("A", 33.0), *(bus(name) for name in "BCD")], rows, [source("A", 1.02)], [load("D", 2.0, 0.5)]
    )
    volts, _ = solved(given_model)
    made_file = pgm_export(wires(given_model))
    volts_there, _ = pgm_powers(made_file.content)
    assert volts_there["D"] == pytest.approx(volts["D"], abs=1e-5)
    lost = [f for f in pandapower_export(wires(given_model)).findings if f.rule == "not_exported"]
    assert lost[0].ids == ("arm",)


def test_an_infeed_without_strength_is_stiff_here_and_there():
    given_model = made([bus("A"), bus("B")], [branch("L", "A", "B", 0.1)], [source("A")], [load("B", 1.0)])
    data = json.loads(pgm_export(wires(given_model)).content)["data"]
    assert data["source"][0]["sk"] == 1e15


def test_layers_hold_the_model_and_give_it_back():
    given_model = ieee_33()
    told = wires(given_model, {"1": (450_000.0, 200_000.0), "2": (451_000.0, 200_500.0)})
    back = model_of(layers_of(told), given_model.sources, given_model.loads)
    for name in ("buses", "branches", "sources", "loads"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(given_model, name))
    again = tables_of(asset_graph(back))
    assert set(again.branches["asset_id"]) == set(given_model.branches["asset_id"])


def test_a_geojson_file_gives_the_model_back_and_names_what_has_no_place():
    given_model = ieee_33()
    told = wires(given_model, {"1": (450_000.0, 200_000.0), "2": (451_000.0, 200_500.0)})
    written = geojson_export(told)
    back = model_of(layers_in(written.content), given_model.sources, given_model.loads)
    pd.testing.assert_frame_equal(back.branches, given_model.branches)
    pd.testing.assert_frame_equal(back.buses, given_model.buses)
    drawn = [each for each in json.loads(written.content)["features"] if each["geometry"]]
    assert {each["geometry"]["type"] for each in drawn} == {"Point", "LineString"}
    longitude, latitude = drawn[0]["geometry"]["coordinates"]
    assert -2 < longitude < -1 and 51 < latitude < 52  # noqa: PT018 - Oxfordshire, longitude first
    assert len(next(each for each in written.findings if each.rule == "no_place").ids) == 31


def test_lae_export_writes_what_is_asked_for(tmp_path):
    names = {"--pgm": "grid.json", "--pandapower-json": "net.json", "--geojson": "map.geojson"}
    flags = [part for flag, name in names.items() for part in (flag, str(tmp_path / name))]
    done = CliRunner().invoke(app, ["export", str(TOYTOWN), *flags])
    assert done.exit_code == 0, done.output
    assert all((tmp_path / name).stat().st_size for name in names.values())


def test_lae_export_says_where_there_is_nothing_to_export(tmp_path):
    done = CliRunner().invoke(app, ["export", str(ROOT), "--pgm", str(tmp_path / "grid.json")])
    assert done.exit_code == 1
    assert "no impedances" in done.output


@pytest.fixture(scope="module")
def oracle():
    python = Path(os.environ.get("LAE_ORACLE", "no oracle"))
    if not python.is_file():
        pytest.skip("LAE_ORACLE names no Python with pandapower")
    return python


OPEN = """
import json, sys, pandapower as pp
net = pp.from_json(sys.argv[1])
pp.runpp(net, calculate_voltage_angles=True, trafo_model="pi", tolerance_mva=1e-9)
told = {"volts": dict(zip(net.bus["name"], net.res_bus["vm_pu"])), "lost": float(net.res_line["pl_mw"].sum())}
told["trafo"] = {n: [p, q] for n, p, q in zip(net.trafo["name"], net.res_trafo["p_hv_mw"], net.res_trafo["q_hv_mvar"])}
print("\\n" + json.dumps(told))
"""


def test_pandapower_opens_the_exported_file_and_finds_the_same(oracle, toytown, tmp_path):
    still = toytown.given.branches.assign(target_ratio=np.nan)
    stiff = toytown.given.sources.assign(fault_level_mva=np.nan)
    one = Model(toytown.given.buses, still, stiff, toytown.given.loads)
    volts, powers = solved(one)
    path = tmp_path / "net.json"
    path.write_bytes(pandapower_export(wires(one)).content)
    done = subprocess.run([str(oracle), "-c", OPEN, str(path)], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.strip().rsplit("\n", 1)[-1])
    for name, volt in volts.items():
        assert told["volts"][name] == pytest.approx(volt, abs=1e-6), name
    for name, (p, q) in told["trafo"].items():
        assert complex(p, q) == pytest.approx(powers[name], abs=1e-4), name


SAVE = """
import sys, pandapower as pp
from pandapower import networks
net = getattr(networks, sys.argv[1])()
if len(net.trafo):
    net.trafo["tap_changer_type"] = "Ratio"
net.switch.loc[net.switch["et"].eq("b"), "z_ohm"] = 0.0
pp.to_json(net, sys.argv[2])
pp.runpp(net, calculate_voltage_angles=True, trafo_model="pi", tolerance_mva=1e-9)
print("\\n" + str(net.res_line["pl_mw"].sum() + net.res_trafo["pl_mw"].sum()), net.res_bus["vm_pu"].min())
"""


@pytest.mark.parametrize("name", ["create_cigre_network_mv", "create_cigre_network_lv", "mv_oberrhein", "case33bw"])
def test_pandapower_s_own_networks_are_read_by_hand(oracle, name, tmp_path):
    path = tmp_path / "net.json"
    done = subprocess.run([str(oracle), "-c", SAVE, name, str(path)], capture_output=True, text=True, check=True)
    lost, lowest = map(float, done.stdout.strip().rsplit("\n", 1)[-1].split())
    reading = pandapower_json.read(path, SourceRow())
    tables = reading.tables
    # What stands behind its slack counts here and not in pandapower's power flow.
    sources = tables["grid_sources"].assign(fault_level_mva=np.nan)
    given_model = model(tables["buses"], tables["branches"], sources, tables["grid_loads"])
    network = network_of(given_model)
    p, q = fixed_load(network, given_model.loads)
    flow = radial_flow(network, p[None], q[None])
    assert float(np.nansum((flow.into - flow.out).real)) == pytest.approx(lost, abs=2e-3)
    assert float(np.nanmin(flow.voltage)) == pytest.approx(lowest, abs=1e-3)
