"""Network files dropped into a study: all of them enter its electrical model, counted, and `lae verify` has work."""

import pytest

import lae
from lae.evidence.wires import wires_of
from lae.evidence.wires_pandapower import pandapower_export
from lae.evidence.wires_pgm import pgm_export
from lae.grid.electrical.findings import model_findings
from lae.grid.electrical.graph import model
from toytown import TOYTOWN, copy_of_toytown

CIRCUITS = (
    "From Node,To Node,From Substation,To Substation,Operating Voltage (kV),R (%),X (%),B (%),"
    "Rating Amps Winter,Rating Amps Summer\n"
)
TWO = (
    "HV Node,LV Node,HV Substation,LV Substation,Voltage HV,Voltage LV,R (%),X (%),"
    "Rating MVA Winter,Rating MVA Summer\n"
)
FAULTS = (
    "Node Name,Voltage Level (kV),Existing System Fault Currents RMS Break kA,"
    "System Impedance R (%),System Impedance X (%)\n"
)


@pytest.fixture
def bare(tmp_path):
    """A Toytown of one's own that publishes no impedances."""
    study = copy_of_toytown(tmp_path)
    for name in ("buses", "branches", "sources", "loads"):
        (study / "data" / "grid" / f"{name}.csv").unlink()
    return study


def ltds(study, substations, top):
    """Table 1, 2a and 4 of two primaries behind one infeed, as three files."""
    one, two = substations
    inbox = study / "data" / "inbox"
    inbox.mkdir()
    (inbox / "t1.csv").write_text(CIRCUITS + f"TOP33,{one}33,{top},{one},33,1,4,0.1,400,350\n", encoding="utf-8")
    rows = [
        f"{one}33,{one}11,{one} Primary,{one} Primary,33,11,4,100,24,20",
        f"TOP33,{two}11,{top},{two},33,11,4,100,24,20",
    ]
    (inbox / "t2a.csv").write_text(
        TWO + "\n".join([*rows, f"TOP33,X11,{top},Xton,33,11,1,,24,20"]) + "\n", encoding="utf-8"
    )
    (inbox / "t4.csv").write_text(FAULTS + "TOP33,33,17.5,0.5,10\n", encoding="utf-8")


def leaves(study):
    tables = lae.Study(study).read().tables
    rows, feeds = tables["substations"], tables["feeds"]
    leaf = rows[~rows["substation_id"].isin(feeds["upstream_id"]) & rows["voltage"].str.contains("11")]
    return leaf.sort_values("substation_id").head(2)


def test_ltds_tables_in_files_of_their_own_make_one_model_that_holds_the_study_s_load(bare):
    known = leaves(bare)
    gsp = lae.Study(bare).read().tables["substations"].query("tier == 'gsp'")["name"].iloc[0]
    ltds(bare, list(known["name"]), f"{gsp} GSP")
    inputs = lae.Study(bare).read()
    tables = inputs.tables
    counts = {count.file: (count.read, count.kept) for count in inputs.counts if count.file.startswith("inbox")}
    assert counts == {"inbox/t1.csv": (1, 1), "inbox/t2a.csv": (3, 2), "inbox/t4.csv": (1, 1)}
    assert len(tables["branches"]) == 3
    source = tables["grid_sources"].iloc[0]
    assert (source["bus_id"], source["voltage_ratio"], source["provenance"]) == ("TOP33", 1.0, "assumed")
    assert source["fault_level_mva"] == pytest.approx(3**0.5 * 33 * 17.5)  # 1000 MVA
    assert source["x_over_r_ratio"] == 20
    loads = tables["grid_loads"].set_index("substation_id")["share"]
    assert loads.to_dict() == dict.fromkeys(known["substation_id"], 1.0)
    given = model(tables["buses"], tables["branches"], tables["grid_sources"], tables["grid_loads"])
    assert not [finding for finding in model_findings(given) if finding.severity == "error"]


def test_lae_verify_holds_the_study_s_substations_to_ac_on_the_dropped_impedances(bare):
    known = leaves(bare)
    gsp = lae.Study(bare).read().tables["substations"].query("tier == 'gsp'")["name"].iloc[0]
    ltds(bare, list(known["name"]), f"{gsp} GSP")
    results = lae.Study(bare).run()
    table = results.table("verification")
    assert set(table["substation_id"]) >= set(known["substation_id"])
    assert not [finding for finding in results.findings if finding.severity == "error"]


@pytest.mark.parametrize("how", [pgm_export, pandapower_export])
def test_a_network_in_the_json_of_another_tool_fills_the_study_s_tables(bare, how):
    own = lae.Study(TOYTOWN).read()
    (bare / "data" / "network.json").write_bytes(how(wires_of(own)).content)
    inputs = lae.Study(bare).read()
    assert set(inputs.tables["branches"]["asset_id"]) == set(own.tables["branches"]["asset_id"])
    assert set(inputs.tables["buses"]["bus_id"]) == set(own.tables["buses"]["bus_id"])
    (count,) = [count for count in inputs.counts if count.file == "network.json"]
    assert count.read == count.kept + sum(count.dropped.values()) > 0
    assert not [finding for finding in inputs.findings if finding.severity == "error"]


def test_an_island_whose_top_nobody_can_tell_has_no_infeed_and_says_so(bare):
    ltds(bare, list(leaves(bare)["name"]), "Nowhere")
    inputs = lae.Study(bare).read()
    assert inputs.tables["grid_sources"].empty
    assert "no_infeed" in {finding.rule for finding in inputs.findings}
