import csv
import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.grid.contract import Feeds, Substations
from lae.grid.firm_contract import PublishedFirm
from lae.grid.network import check_network
from lae.readers import nged, nged_map, ssen, ukpn
from lae.readers.base import Edition, Register, head_of
from lae.tables import check

HEADER = [
    "Network Reference ID",
    "Parent Network Reference ID",
    "Substation Name",
    "Substation Number",
    "Asset Type",
    "Group",
    "Upstream Voltage",
    "Downstream Voltage",
    "Latitude",
    "Longitude",
    "Fault Level Headroom",
    "Firm Capacity of Substation (MVA)",
    "Reverse Power Capability (MVA)",
    "Measured Peak Demand (MVA)",
    "Demand Headroom (MVA)",
    "Demand Headroom RAG",
    "Upstream Demand Headroom",
    "Upstream Demand Headroom RAG",
]
GRID = ["101", "9", "Mill 132/33kV", "870001", "BSP", "Weir", "132", "33", "52.00", "-1.30", "", "90", "45", "61.5"]
GRID += ["28.5", "Green", "", ""]
FORD = ["102", "101", "Ford 33/11kV", "870002", "Primary", "Weir", "33", "11", "52.01", "-1.31", "12.5", "19.1", "9.5"]
FORD += ["21.3", "-2.2", "RED", "28.5", "Green"]
REED = ["103", "101", "Reed 33/11kV", "870003", "Primary", "Weir", "33", "11", "52.02", "-1.32", "", "", "", "", "", ""]
REED += ["", ""]

ALIASES = pd.DataFrame(
    [
        ("nged", "MILL 66 11kV S STN", "66 / 11", "mill", "Mill Primary", "nged:9", "", "test"),
        ("ukpn", "Weir", "132", "weir", "Weir GSP", "", "", "another operator's"),
    ],
    columns=["dno", "published_name", "voltage", "alias", "name", "upstream_id", "same_as", "reason"],
)
GROUPS = pd.DataFrame(
    [("nged", "Weir", "WEIR_1", True, "")], columns=["dno", "upstream_gsp", "gsp_group", "complete", "reason"]
)
CONTRACTS = {"substations": Substations, "feeds": Feeds, "firm_capacity": PublishedFirm}


def text(rows, header=HEADER, separator=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


@pytest.fixture
def capacity_map(tmp_path):
    def write(*rows, name="any.csv"):
        path = tmp_path / name
        path.write_text(text(rows or [GRID, FORD, REED]), encoding="utf-8")
        return path

    return write


def read(path, **options):
    edition = Edition("2025-01", 2024, "nged_map_test", "NGED")
    looked_up = {"gsp_groups": GROUPS, "aliases": ALIASES, "power_factor": 0.96}
    register = Register(**{name: options.pop(name, value) for name, value in looked_up.items()})
    reading = nged_map.read(path, replace(edition, **options), register)
    (note,) = [finding for finding in reading.findings if finding.rule == "unproven"]
    assert note.severity == "note"
    assert "header-only, unproven" in note.message
    return reading


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def by_rule(reading, rule):
    (found,) = [finding for finding in reading.findings if finding.rule == rule]
    return found


def stations(reading):
    return reading.tables["substations"].set_index("substation_id")


def feeds(reading):
    return reading.tables["feeds"].set_index("substation_id")["upstream_id"].to_dict()


def changed(row, **cells):
    named = {name.lower().replace(" ", "_"): place for place, name in enumerate(HEADER)}
    copy = list(row)
    for name, value in cells.items():
        copy[named[name]] = value
    return copy


def aliased(*row):
    return pd.concat([ALIASES, pd.DataFrame([row], columns=ALIASES.columns)], ignore_index=True)


def test_the_map_becomes_substations_with_own_exact_figures(capacity_map):
    reading = read(capacity_map())
    assert not rules(reading) | rules(reading, "warning")
    assert (reading.count.read, reading.count.kept, reading.count.dropped) == (3, 3, {})
    for name, frame in reading.tables.items():
        assert not check(frame, CONTRACTS[name], name)
    table = stations(reading)
    ford = table.loc["nged:102"]
    assert (ford["demand_headroom_mva"], ford["demand_published_value"], ford["demand_unit"]) == (-2.2, -2.2, "MVA")
    assert (ford["demand_bound"], ford["demand_bound_own"], ford["headroom_basis"]) == ("exact", "exact", "own")
    assert (ford["demand_queue"], ford["demand_rag"], ford["observed_max_mva"]) == ("connected", "Red", 21.3)
    assert ford["demand_constraint"] == "upstream demand headroom 28.5; upstream RAG Green"
    assert ford["generation_constraint"] == "reverse power capability 9.5 MVA; fault level headroom 12.5"
    assert (ford["asset_id"], ford["voltage"], ford["comment"]) == ("102", "33 / 11", "Substation Number 870002")
    assert (ford["observed_year"], ford["figure_year"], ford["gsp_group"]) == (2024, 2025, "WEIR_1")
    assert np.isnan(ford["n_minus_1_mva"])
    reed = table.loc["nged:103"]
    assert (reed["headroom_basis"], reed["demand_bound"], reed["demand_unit"]) == ("none", "unknown", "")
    assert np.isnan(reed["demand_headroom_mva"])
    assert table.loc["nged:101", "demand_constraint"] == ""


def test_published_firm_capacity_is_kept_as_its_own_table(capacity_map):
    firm = read(capacity_map()).tables["firm_capacity"].set_index("substation_id")
    assert list(firm.index) == ["nged:101", "nged:102"]
    one = firm.loc["nged:102"]
    assert (one["season"], one["firm_mva"], one["published_value"], one["unit"]) == ("year", 19.1, 19.1, "MVA")
    assert (one["source_id"], one["source_row"], one["vintage"]) == ("nged_map_test", 3, "2025-01")


def test_the_parent_ids_give_the_tree_and_a_parent_without_a_row_is_a_counted_stub(capacity_map):
    reading = read(capacity_map())
    assert feeds(reading) == {"nged:101": "nged:9", "nged:102": "nged:101", "nged:103": "nged:101"}
    stub = stations(reading).loc["nged:9"]
    assert stub["stub"]
    assert (stub["tier"], stub["name"], stub["voltage"], stub["gsp_group"]) == ("gsp", "Weir", "132", "WEIR_1")
    assert by_rule(reading, "stub").ids == ("nged:9",)
    assert not check_network(reading.tables["substations"], reading.tables["feeds"])


def test_ids_survive_a_spreadsheet_and_spaces(capacity_map):
    floating = [
        changed(row, network_reference_id=f"{row[0]}.0", parent_network_reference_id=f"{row[1]}.0")
        for row in (GRID, FORD, REED)
    ]
    assert feeds(read(capacity_map(*floating))) == feeds(read(capacity_map()))
    spaced = [changed(GRID, network_reference_id="AB 12"), changed(FORD, parent_network_reference_id="ab12")]
    assert feeds(read(capacity_map(*spaced))) == {"nged:ab12": "nged:9", "nged:102": "nged:ab12"}


def test_a_registered_reference_takes_its_alias(capacity_map):
    aliases = aliased("nged", "102", "33 / 11", "ford", "Ford Primary", "nged:9", "", "the workbook's name for it")
    reading = read(capacity_map(), aliases=aliases)
    assert feeds(reading)["nged:ford"] == "nged:101"
    assert stations(reading).loc["nged:ford", "asset_id"] == "102"
    assert "nged:ford" in set(reading.tables["firm_capacity"]["substation_id"])


def test_a_node_that_is_another_operators_row_is_named_not_repeated(capacity_map):
    gsp = changed(GRID, network_reference_id="9", parent_network_reference_id="", asset_type="GSP")
    aliases = aliased("nged", "9", "132", "weir", "Weir GSP", "", "ssen:E-WEIR-01", "one node, two operators")
    reading = read(capacity_map(gsp, GRID, FORD), aliases=aliases)
    assert reading.count.dropped == {"another operator's row stands for the node": 1}
    assert feeds(reading)["nged:101"] == "ssen:E-WEIR-01"
    assert set(stations(reading).index) == {"nged:101", "nged:102"}


def test_a_row_without_a_parent_hangs_on_its_registered_group_or_is_an_error(capacity_map):
    lone = changed(GRID, parent_network_reference_id="")
    assert by_rule(read(capacity_map(lone, FORD)), "no_parent").ids == ("nged:101",)
    aliases = aliased("nged", "Weir", "132", "weir", "Weir GSP", "", "", "test")
    reading = read(capacity_map(lone, FORD), aliases=aliases)
    assert feeds(reading)["nged:101"] == "nged:weir"
    assert stations(reading).loc["nged:weir", "name"] == "Weir GSP"
    assert not rules(reading)
    assert not check_network(reading.tables["substations"], reading.tables["feeds"])


def test_a_missing_parent_that_may_be_a_bsp_must_be_registered(capacity_map):
    path = capacity_map(FORD)
    assert by_rule(read(path), "unknown_parent").ids == ("nged:102 (fed by 101)",)
    both = pd.DataFrame(
        [
            ("nged", "101", "132 / 33", "mill-grid", "Mill BSP", "nged:weir", "", "test"),
            ("nged", "Weir", "132", "weir", "Weir GSP", "", "", "test"),
        ],
        columns=ALIASES.columns,
    )
    reading = read(path, aliases=both)
    assert not rules(reading)
    assert feeds(reading) == {"nged:102": "nged:mill-grid", "nged:mill-grid": "nged:weir"}
    assert stations(reading)["tier"].to_dict() == {
        "nged:102": "primary",
        "nged:mill-grid": "bsp",
        "nged:weir": "gsp",
    }
    assert not check_network(reading.tables["substations"], reading.tables["feeds"])


def test_several_parents_share_equally_and_a_row_cannot_feed_itself(capacity_map):
    second = changed(GRID, network_reference_id="104", substation_name="Lock 132/33kV")
    twice = changed(FORD, parent_network_reference_id="104")
    reading = read(capacity_map(GRID, second, FORD, twice))
    table = reading.tables["feeds"]
    assert list(table.loc[table["substation_id"].eq("nged:102"), "share"]) == [0.5, 0.5]
    assert by_rule(reading, "several_parents").ids == ("nged:102",)
    assert reading.count.kept == 4
    assert not check_network(reading.tables["substations"], table)
    circle = read(capacity_map(GRID, changed(FORD, parent_network_reference_id="102")))
    assert by_rule(circle, "own_parent").ids == ("nged:102",)


def test_rows_of_other_kinds_and_repeats_are_counted(capacity_map):
    other = changed(REED, network_reference_id="200", asset_type="ESS")
    nameless = changed(REED, network_reference_id="")
    reading = read(capacity_map(GRID, FORD, FORD, other, nameless))
    assert reading.count.dropped == {
        "no Network Reference ID": 1,
        "neither GSP, BSP nor primary": 1,
        "repeated row": 1,
    }
    assert by_rule(reading, "tier").ids == ("nged:200",)
    assert by_rule(reading, "no_id").ids == ("row 6",)
    torn = read(capacity_map(GRID, FORD, changed(FORD, **{"demand_headroom_(mva)": "3"})))
    assert by_rule(torn, "repeated_id").ids == ("nged:102",)
    assert torn.count.dropped == {"same id on a row that differs": 1}


@pytest.mark.parametrize(
    ("cells", "severity", "rule"),
    [
        ({"demand_headroom_(mva)": "plenty"}, "error", "type"),
        ({"demand_headroom_(mva)": "-22000"}, "error", "unit"),
        ({"measured_peak_demand_(mva)": "21300"}, "error", "less_than_or_equal_to"),
        ({"measured_peak_demand_(mva)": "-1"}, "error", "greater_than_or_equal_to"),
        ({"firm_capacity_of_substation_(mva)": "-1"}, "error", "greater_than_or_equal_to"),
        ({"demand_headroom_rag": "Purple"}, "warning", "rag"),
        ({"latitude": "40"}, "error", "outside_britain"),
        ({"latitude": "", "longitude": ""}, "warning", "no_coordinates"),
    ],
)
def test_faults_are_named_by_id(capacity_map, cells, severity, rule):
    reading = read(capacity_map(GRID, changed(FORD, **cells)))
    assert rule in rules(reading, severity)
    named = [finding for finding in reading.findings if finding.rule == rule]
    assert all(name.startswith("nged:102") for finding in named for name in finding.ids)


def test_swapped_coordinates_are_put_right_and_counted(capacity_map):
    right = stations(read(capacity_map(GRID, FORD)))
    reading = read(capacity_map(GRID, changed(FORD, latitude="-1.31", longitude="52.01")))
    assert reading.count.repaired == {"swapped coordinates": 1}
    assert stations(reading).loc["nged:102", "easting_m"] == right.loc["nged:102", "easting_m"]


def test_a_group_without_a_gsp_group_gets_no_growth_and_says_so(capacity_map):
    reading = read(capacity_map(), gsp_groups=GROUPS.head(0))
    assert by_rule(reading, "gsp_group").ids == ("Weir",)
    assert set(stations(reading)["gsp_group"]) == {""}


def test_a_datastore_answer_reads_the_same(capacity_map, tmp_path):
    records = [dict(zip(HEADER, row, strict=True)) for row in (GRID, FORD, REED)]
    answer = {"success": True, "result": {"fields": [], "records": records, "total": 3}}
    path = tmp_path / "any.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    assert nged_map.recognise(head_of(path))
    for name, frame in read(capacity_map()).tables.items():
        pd.testing.assert_frame_equal(frame, read(path).tables[name])
    answer["result"]["total"] = 1200
    path.write_text(json.dumps(answer), encoding="utf-8")
    assert rules(read(path)) == {"cut_off"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "1", "2", "3"]),
            st.sampled_from(["", "1", "2", "9"]),
            st.sampled_from(["BSP", "Primary", "GSP", "?"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_is_kept_or_counted_and_no_feed_hangs_in_the_air(tmp_path, cells):
    rows = [
        changed(FORD, network_reference_id=own, parent_network_reference_id=parent, asset_type=kind)
        for own, parent, kind in cells
    ]
    path = tmp_path / "any.csv"
    path.write_text(text(rows), encoding="utf-8")
    reading = read(path)
    assert reading.count.read == len(rows) == reading.count.kept + sum(reading.count.dropped.values())
    table, known = reading.tables["feeds"], set(reading.tables["substations"]["substation_id"])
    assert set(table["substation_id"]) | set(table["upstream_id"]) <= known
    assert np.allclose(table.groupby("substation_id")["share"].sum(), 1)
    named = {name for finding in reading.findings for name in finding.ids}
    orphans = known - set(table["substation_id"])
    tiers = stations(reading)["tier"]
    assert all(tiers[one] == "gsp" or any(name.startswith(one) for name in named) for one in orphans)


def test_only_the_map_is_recognised(capacity_map, tmp_path):
    head = head_of(capacity_map())
    assert nged_map.recognise(head)
    assert not any(reader.recognise(head) for reader in (nged, ssen, ukpn))
    (tmp_path / "x.csv").write_text("Network Reference ID,Substation Name\n1,Ford\n", encoding="utf-8")
    assert not nged_map.recognise(head_of(tmp_path / "x.csv"))


def test_files_that_cannot_be_read_are_reported_without_a_traceback(capacity_map, tmp_path):
    assert rules(read(tmp_path / "none.csv")) == {"missing_file"}
    lacking = tmp_path / "lacking.csv"
    lacking.write_text(text([GRID[:8]], HEADER[:8]), encoding="utf-8")
    assert rules(read(lacking)) == {"missing_column"}
    lacking.write_text(text([]), encoding="utf-8")
    reading = read(lacking)
    assert rules(reading) == {"empty"}
    assert {name: len(frame) for name, frame in reading.tables.items()} == dict.fromkeys(CONTRACTS, 0)


def test_real_files_of_others_are_not_taken_for_the_map(shared_data):
    for path in sorted((shared_data / "grid").rglob("*")):
        if path.is_file():
            assert not nged_map.recognise(head_of(path)), path.name
