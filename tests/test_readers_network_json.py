"""Power-grid-model's and pandapower's JSON: what each says silently, and components that become several of ours."""

import json
import math

import pandas as pd
import pytest

import lae
from electrical_world import branch, bus, load, made, source
from lae.evidence.wires import Wires
from lae.evidence.wires_pandapower import pandapower_export
from lae.evidence.wires_pgm import pgm_export
from lae.readers.base import SourceRow, head_of
from lae.readers.electrical import pandapower_json, pgm_json

WOUND = branch("T", "A", "B", 12.0, 0.5, kind="transformer", base_mva=10.0, mva=10.0)
TAPS = {"tap_low_share": -0.1, "tap_high_share": 0.1, "tap_step_share": 0.0125, "tap_share": 0.025}


def small(**more):
    rows = [WOUND | TAPS | more, branch("L", "B", "C", 0.2, 0.1, unit="ohm", mva=5.0)]
    return made([bus("A", 33.0), bus("B"), bus("C")], rows, [source("A", 1.0)], [load("C", 3.0, 1.0)])


def wires(model):
    blank = pd.DataFrame({"bus_id": model.buses["bus_id"], "easting_m": math.nan, "northing_m": math.nan})
    return Wires(model, blank, ())


SAMPLES = {
    "network_pgm.json": pgm_export(wires(small(target_ratio=1.0))).content,
    "network_pandapower.json": pandapower_export(wires(small())).content,
}


def pgm(tmp_path, change):
    document = json.loads(SAMPLES["network_pgm.json"])
    change(document["data"])
    path = tmp_path / "grid.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return pgm_json.read(path, SourceRow())


def rules(reading):
    return {finding.rule for finding in reading.findings}


def test_a_regulator_becomes_the_target_of_its_transformer(tmp_path):
    branches = pgm(tmp_path, dict).tables["branches"].set_index("asset_id")
    told = branches.loc["T", ["target_ratio", "tap_share", "tap_step_share", "tap_low_share"]].tolist()
    assert told == pytest.approx([1.0, 0.025, 0.0125, -0.1])
    assert branches.loc["T", ["base_mva", "reactance_value", "winter_mva"]].tolist() == pytest.approx([10, 12, 10])


def test_an_infeed_that_states_no_strength_is_not_given_the_10_gva_nobody_asked_for(tmp_path):
    reading = pgm(tmp_path, lambda data: data["source"][0].pop("sk"))
    assert "source_strength" in rules(reading)
    assert reading.tables["grid_sources"]["fault_level_mva"].isna().all()


def test_taps_that_hold_their_own_side_stand_still_and_are_named(tmp_path):
    reading = pgm(tmp_path, lambda data: data["transformer_tap_regulator"][0].update(control_side=0))
    assert "tap_side" in rules(reading)
    assert reading.tables["branches"]["target_ratio"].isna().all()


def test_what_has_no_place_or_hangs_in_the_air_is_counted(tmp_path):
    def change(data):
        data["shunt"] = [{"id": 90, "node": 0, "status": 1}]
        data["line"][0]["to_node"] = 99
        data["sym_load"][0]["status"] = 0

    count = pgm(tmp_path, change).count
    assert count.read == count.kept + sum(count.dropped.values())
    assert {pgm_json.UNSERVED: 1, pgm_json.OFF: 1}.items() <= dict(count.dropped).items()


def test_components_listed_by_attribute_read_like_those_that_name_them(tmp_path):
    def change(document):
        nodes = document["data"]["node"]
        document["attributes"] = {"node": ["id", "u_rated", "name"]}
        document["data"]["node"] = [[node["id"], node["u_rated"], node["name"]] for node in nodes]

    document = json.loads(SAMPLES["network_pgm.json"])
    change(document)
    path = tmp_path / "grid.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert set(pgm_json.read(path, SourceRow()).tables["buses"]["bus_id"]) == {"A", "B", "C"}


def test_three_windings_of_power_grid_model_become_a_star_on_100_mva(tmp_path):
    def change(data):
        pair = {f"uk_{pair}": uk for pair, uk in (("12", 0.1), ("13", 0.2), ("23", 0.1))}
        size = {f"sn_{end}": 50e6 for end in (1, 2, 3)}
        volts = {"u1": 33e3, "u2": 11e3, "u3": 11e3}
        ends = {"node_1": 0, "node_2": 1, "node_3": 2}
        data["three_winding_transformer"] = [{"id": 80, "name": "W", **ends, **volts, **size, **pair}]

    table = pgm(tmp_path, change).tables["branches"].set_index("asset_id")
    # On 100 MVA the pairs are 20, 40 and 20 %: arms of 20, 0 and 20 %.
    assert [table.loc[f"W {end}", "reactance_value"] for end in (1, 2, 3)] == pytest.approx([20, 0, 20])


def test_taps_that_pandapower_ignores_for_want_of_a_type_count_here_and_are_named(tmp_path):
    document = json.loads(SAMPLES["network_pandapower.json"])
    inner = json.loads(document["_object"]["trafo"]["_object"])
    inner["data"][0][inner["columns"].index("tap_changer_type")] = None
    document["_object"]["trafo"]["_object"] = json.dumps(inner)
    path = tmp_path / "net.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    reading = pandapower_json.read(path, SourceRow())
    assert "tap_changer_type" in rules(reading)
    assert reading.tables["branches"].set_index("asset_id").loc["T", "tap_share"] == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"version": "1.0", "type": "input", "is_batch": true, "data": []}', "not_input"),
        ('{"version": "1.0", "type": "input", "data": {"node": [', "not_json"),
    ],
)
def test_a_broken_input_is_refused_in_words(text, rule, tmp_path):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    assert pgm_json.recognise(head_of(path))
    with pytest.raises(lae.findings.FaultsError) as fault:
        pgm_json.read(path, SourceRow())
    assert fault.value.findings[0].rule == rule
