import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.grid.contract import Aliases, Feeds, GspGroups, Substations, Works
from lae.readers import ssen
from lae.readers.base import Edition, Register, head_of
from lae.readers.points import far_from_reference, grid_reference, points_of
from lae.tables import check, empty
from published import HEADER, col, row, text_of

API = {
    "GSP Grouping / Default Order": "gsp_grouping___default_order",
    "Map / License Area": "map___license_area",
    "Voltage (kV)": "voltage__kv_",
    "Maximum Observed Gross Demand (MVA)": "maximum_observed_gross_demand__mva_",
    "Minimum Observed Gross Demand (MVA)": "minimum_observed_gross_demand__mva_",
    "Contracted Demand Excl BESS (MVA)": "contracted_demand_excl_bess__mva_",
    "Contracted BESS Demand (MVA)": "contracted_bess_demand__mva_",
    "Estimated Demand Headroom (MVA)": "estimated_demand_headroom__mva_",
    "Connected Generation (MW)": "connected_generation__mw_",
    "Contracted Generation (MW)": "contracted_generation__mw_",
    "Estimated Generation Headroom (MW)": "estimated_generation_headroom__mw_",
    "3-Phase Break Fault Rating (kA)": "unsafe_3_phase_break_fault_rating__ka_",
    "3-Phase Break Fault Level (kA)": "unsafe_3_phase_break_fault_level__ka_",
}
GROUPS = pd.DataFrame(
    [("ssen", "Weir GSP", "WEIR_1", True, "")], columns=["dno", "upstream_gsp", "gsp_group", "complete", "reason"]
)


DEMAND, CONSTRAINT, NAMEPLATE = (
    col("Estimated Demand Headroom (MVA)"),
    col("Demand Constraint"),
    col("Transformer Nameplate Ratings"),
)
GSP = row("E - WEIR - 01", "Weir GSP", "GSP")
BSP = row("E - WEIR - 02", "Mill BSP", "BSP", **{DEMAND: "6.67"})
FORD = row("E - WEIR - 03", "Ford Primary", "Primary", **{DEMAND: "6.67"})


def read(path, **options):
    edition = Edition("2026-03", 2025, "ssen_test", "CC BY 4.0")
    register = Register(options.pop("gsp_groups", GROUPS), empty(Aliases), options.pop("power_factor", np.nan))
    return ssen.read(path, replace(edition, **options), register)


@pytest.fixture
def file(tmp_path):
    def write(rows, *, text=None, name="dashboard.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes((text_of(rows) if text is None else text).encode(encoding))
        return path

    return write


def stations(reading):
    return reading.tables["substations"].set_index("substation_id")


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def named(reading, rule):
    return next(finding.ids for finding in reading.findings if finding.rule == rule)


def test_rows_become_substations_feeds_and_nothing_is_lost(file):
    reading = read(file([GSP, BSP, FORD]))
    assert (reading.count.read, reading.count.kept, dict(reading.count.dropped)) == (3, 3, {})
    assert not reading.findings
    ford = stations(reading).loc["ssen:E-WEIR-03"]
    assert ford["asset_id"] == "E - WEIR - 03"
    assert (ford["tier"], ford["licence_area"], ford["gsp_group"]) == ("primary", "SEPD", "WEIR_1")
    assert (ford["n_minus_1_mva"], ford["transformers_count"], ford["figure_year"]) == (15, 2, 2026)
    assert (ford["headroom_basis"], ford["demand_queue"], ford["demand_unit"]) == (
        "path",
        "contracted_excl_bess",
        "MVA",
    )
    assert (ford["demand_bound"], ford["demand_bound_own"]) == ("exact", "at_least")
    assert (ford["generation_headroom_mva"], ford["generation_bound"]) == (0, "at_most")
    assert ford["source_row"] == 4
    pairs = dict(zip(reading.tables["feeds"]["substation_id"], reading.tables["feeds"]["upstream_id"], strict=True))
    assert pairs == {"ssen:E-WEIR-02": "ssen:E-WEIR-01", "ssen:E-WEIR-03": "ssen:E-WEIR-02"}
    gsp = stations(reading).loc["ssen:E-WEIR-01"]
    assert (gsp["demand_bound"], gsp["headroom_basis"], gsp["gsp_group"]) == ("unknown", "none", "WEIR_1")
    assert np.isnan(gsp["demand_headroom_mva"])


def test_every_spelling_of_the_file_gives_the_same_tables(file):
    wanted = read(file([GSP, BSP, FORD])).tables
    api = [API.get(name, name.lower().replace(" ", "_")) for name in HEADER]
    plain = text_of([GSP, BSP, FORD])
    texts = {
        "bom.csv": "\ufeff" + plain,
        "sep.csv": "sep=,\n" + plain,
        "sep2.csv": "sep=;\r\n" + plain.replace("\n", "\r\n").replace(",", ";"),
        "api.csv": "_id,"
        + text_of([], header=api)
        + text_of([GSP, BSP, FORD]).split("\n", 1)[1].replace("\nE", "\n2,E"),
    }
    texts["api.csv"] = texts["api.csv"].replace("\nE - WEIR - 01", "\n1,E - WEIR - 01", 1)
    records = [{api[at]: line[name] or None for at, name in enumerate(HEADER)} for line in (GSP, BSP, FORD)]
    records[0]["single_transformer_site"] = "No"
    texts["api.json"] = json.dumps({"success": True, "result": {"records": records, "total": 3}})
    for name, text in texts.items():
        path = file([], text=text, name=name)
        assert ssen.recognise(head_of(path)), name
        reading = read(path)
        assert not rules(reading), name
        assert ("header_only" in rules(reading, "note")) == name.startswith("api")
        for table, frame in wanted.items():
            pd.testing.assert_frame_equal(reading.tables[table], frame)


def test_cells_as_people_write_them(file):
    odd = row(
        "E - WEIR - 04",
        "Odd  Primary ",
        "Primary",
        **{
            DEMAND: "1,234.50",
            col("Minimum Observed Gross Demand (MVA)"): "DATA NOT AVAILABLE",
            col("Contracted BESS Demand (MVA)"): "data not applicable",
            col("Upstream BSP"): "mill bsp",
            col("Grid Reference"): "SP 51872 05966 ",
            col("Substation Comment"): "two\nlines",
            col("Upstream Reinforcement Works"): "Reinforce the line (Nov -26)\n\nAdd a 2nd circuit",
            col("Upstream Reinforcement Completion Date"): "Jun-28",
        },
    )
    reading = read(file([GSP, BSP, odd]))
    found = stations(reading).loc["ssen:E-WEIR-04"]
    assert found["name"] == "Odd Primary"
    assert found["demand_headroom_mva"] == 1234.5
    assert np.isnan(found["observed_min_mva"])
    assert np.isnan(found["contracted_bess_mva"])
    assert found["comment"] == "two lines"
    assert rules(reading) == set()
    assert named(reading, "above_bsp") == ("ssen:E-WEIR-04",)
    works = reading.tables["works"]
    assert list(works["completion"]) == ["2026-11", "2028-06"]
    assert list(works["work_id"]) == ["ssen:E-WEIR-04/upstream/1", "ssen:E-WEIR-04/upstream/2"]
    assert not check(works, Works, "works")


def test_zeros_are_floors_and_own_room_depends_on_the_constraint(file):
    upstream = row("E - WEIR - 05", "A Primary", "Primary", **{CONSTRAINT: "Upstream Thermal Capacity"})
    own = row("E - WEIR - 06", "B Primary", "Primary", **{CONSTRAINT: "Substation Thermal Capacity"})
    straight = row("E - WEIR - 07", "C Primary", "Primary", **{col("Upstream BSP"): "N/A", DEMAND: "6.67"})
    table = stations(read(file([GSP, BSP, upstream, own, straight])))
    assert list(table["demand_bound"][2:]) == ["at_most", "at_most", "exact"]
    assert list(table["demand_bound_own"][2:]) == ["unknown", "at_most", "exact"]


def test_generation_megawatts_need_a_power_factor(file):
    some = row("E - WEIR - 08", "D Primary", "Primary", **{col("Estimated Generation Headroom (MW)"): "4.80"})
    path = file([GSP, BSP, some])
    blank = read(path)
    assert np.isnan(stations(blank).loc["ssen:E-WEIR-08", "generation_headroom_mva"])
    assert named(blank, "power_factor") == ("ssen:E-WEIR-08",)
    assert stations(blank).loc["ssen:E-WEIR-08", "generation_published_value"] == 4.8
    assert stations(read(path, power_factor=0.96)).loc["ssen:E-WEIR-08", "generation_headroom_mva"] == pytest.approx(5)


def test_names_repeat_but_parents_are_found_within_their_gsp(file):
    second = [
        row("E - LOCK - 01", "Lock GSP", "GSP"),
        row("E - LOCK - 02", "Mill BSP", "BSP", **{col("Upstream GSP"): "Lock GSP"}),
        row("E - LOCK - 03", "Ford Primary", "Primary", **{col("Upstream GSP"): "Lock GSP"}),
    ]
    reading = read(file([GSP, BSP, FORD, *second]))
    feeds = reading.tables["feeds"].set_index("substation_id")["upstream_id"]
    assert feeds["ssen:E-LOCK-03"] == "ssen:E-LOCK-02"
    assert feeds["ssen:E-WEIR-03"] == "ssen:E-WEIR-02"
    assert named(reading, "gsp_group") == ("ssen:E-LOCK-01", "ssen:E-LOCK-02", "ssen:E-LOCK-03")


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({col("Upstream BSP"): "Nowhere BSP"}, "unknown_parent"),
        ({col("Upstream GSP"): "Nowhere GSP"}, "unknown_parent"),
        ({col("Upstream BSP"): "N/A", col("Upstream GSP"): "N/A"}, "unknown_parent"),
        ({col("Location Latitude"): "40.7", col("Location Longitude"): "-74.0"}, "outside_britain"),
        ({col("Location Latitude"): "51.75", col("Location Longitude"): "N/A"}, "outside_britain"),
        ({NAMEPLATE: "-2 x 15MVA"}, "negative_rating"),
        ({NAMEPLATE: "2 x 15000MVA"}, "absurd_rating"),
        ({DEMAND: "plenty"}, "type"),
        ({col("Single Transformer Site"): "perhaps"}, "type"),
        ({col("Substation Type"): "Secondary"}, "tier"),
        ({col("Maximum Observed Gross Demand (MVA)"): "-4"}, "greater_than_or_equal_to"),
        ({col("Maximum Observed Gross Demand (MVA)"): "10000"}, "less_than_or_equal_to"),
        ({col("Substation Demand RAG Status"): "Blue"}, "isin"),
    ],
)
def test_faults_are_errors_by_id(file, cells, rule):
    reading = read(file([GSP, BSP, row("E - WEIR - 09", "Bad Primary", "Primary", **cells)]))
    assert rule in rules(reading)
    faults = [finding for finding in reading.findings if finding.severity == "error"]
    assert all(any("ssen:E-WEIR-09" in one for one in finding.ids) for finding in faults)


def test_two_bsps_of_one_name_cannot_be_told_apart(file):
    reading = read(file([GSP, BSP, {**BSP, "AssetID": "E - WEIR - 10"}, FORD]))
    assert named(reading, "ambiguous_parent") == ("ssen:E-WEIR-03 (fed by Mill BSP)",)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({NAMEPLATE: "two big ones"}, "unread_rating"),
        ({NAMEPLATE: "1 x 15MVA"}, "single_transformer"),
        ({col("Voltage (kV)"): "33 / 12"}, "voltage"),
        ({col("Location Latitude"): "", col("Location Longitude"): ""}, "no_coordinates"),
        ({col("Grid Reference"): "SP 60000 10000"}, "grid_reference"),
        ({col("Grid Reference"): "somewhere"}, "grid_reference"),
        ({col("Substation Reinforcement Works"): "Do something"}, "undated_work"),
        ({col("Substation Reinforcement Works"): "Do something"}, "untyped_work"),
    ],
)
def test_doubts_are_warnings_by_id(file, cells, rule):
    reading = read(file([GSP, BSP, row("E - WEIR - 09", "Odd Primary", "Primary", **cells)]))
    assert rules(reading) == set()
    assert named(reading, rule)[0].startswith("ssen:E-WEIR-09")


def test_swapped_coordinates_are_put_right_and_counted(file):
    swapped = row(
        "E - WEIR - 11",
        "S Primary",
        "Primary",
        **{col("Location Latitude"): "-1.25", col("Location Longitude"): "51.75"},
    )
    reading = read(file([GSP, BSP, FORD, swapped]))
    assert reading.count.repaired == {"swapped coordinates": 1}
    table = stations(reading)
    columns = ["easting_m", "northing_m"]
    assert list(table.loc["ssen:E-WEIR-11", columns]) == list(table.loc["ssen:E-WEIR-03", columns])
    assert list(table.loc["ssen:E-WEIR-03", columns]) == pytest.approx([451872, 205966], abs=2)


def test_repeated_rows_are_dropped_and_conflicting_ones_refused(file):
    reading = read(file([GSP, BSP, FORD, FORD]))
    assert (reading.count.kept, dict(reading.count.dropped)) == (3, {"repeated row": 1})
    assert not rules(reading)
    other = read(file([GSP, BSP, FORD, {**FORD, "Substation": "Else"}]))
    assert named(other, "repeated_id") == ("ssen:E-WEIR-03",)
    nameless = read(file([GSP, BSP, {**FORD, "AssetID": " "}]))
    assert named(nameless, "no_asset_id") == ("row 4",)
    assert nameless.count.dropped == {"no AssetID": 1}


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (text_of([GSP]).encode("utf-16"), "encoding"),
        (text_of([{**GSP, "Substation Comment": "caf\u00e9"}]).encode("latin-1"), "encoding"),
        (text_of([]).encode(), "empty"),
        (text_of([GSP, BSP])[:-90].encode(), "uneven_rows"),
        ((text_of([GSP]) + '"E - WEIR - 02,cut off').encode(), "not_csv"),
        (text_of([GSP]).replace("AssetID", "Asset").encode(), "missing_column"),
        (text_of([GSP]).replace("LTDS CIM Nodes", "AssetID").encode(), "repeated_column"),
        (b"<html>Access denied</html>", "missing_column"),
        (b'{"success": false', "not_json"),
        (b'{"success": false, "error": {}}', "not_records"),
        (b'{"result": {"records": [{"assetid": 1}], "total": 998}}', "cut_off"),
        (b'{"result": {"records": [], "total": 0}}', "missing_column"),
        (b"[" * 100_000, "missing_column"),
    ],
)
def test_files_that_are_no_dashboard_are_reported_without_a_traceback(tmp_path, data, rule):
    path = tmp_path / "dashboard.csv"
    path.write_bytes(data)
    reading = read(path)
    assert rule in rules(reading)
    assert reading.tables["substations"].empty
    assert (reading.count.read, reading.count.kept) == (0, 0)


def test_a_missing_file_is_reported(tmp_path):
    assert rules(read(tmp_path / "none.csv")) == {"missing_file"}


def test_only_the_dashboard_is_recognised(file):
    assert ssen.recognise(head_of(file([GSP])))
    assert not ssen.recognise(head_of(file([], text="AssetID,Substation\n1,2\n")))
    assert not ssen.recognise(head_of(file([], text="")))
    assert not ssen.recognise(head_of(file([], text='{"type": "FeatureCollection"}', name="x.json")))


def test_grid_references():
    assert grid_reference("SP 56113 03074 ") == (456113, 203074)
    assert grid_reference("su6443060220") == (464430, 160220)
    assert grid_reference("SU 64430 60220") == (464430, 160220)
    assert grid_reference("SV 0 0") == (0, 0)
    assert grid_reference("NN 166 712") == (216600, 771200)
    assert grid_reference("SU 644 60220") is None
    assert grid_reference("") is None


@settings(deadline=None, max_examples=20)
@given(st.floats(50, 58), st.floats(-5, 1.5))
def test_a_point_is_the_same_whichever_way_round_it_is_written(latitude, longitude):
    ids = pd.Series(["a", "b"])
    points = points_of(pd.Series([latitude, longitude]), pd.Series([longitude, latitude]), table="t", ids=ids)
    assert list(points.swapped) == [False, True]
    assert points.easting_m[0] == points.easting_m[1]
    assert points.northing_m[0] == points.northing_m[1]
    assert not far_from_reference(points, pd.Series(["", ""]), table="t", ids=ids)


# The real file. Facts below were counted in it by hand, not by the reader.


@pytest.fixture(scope="module")
def real(shared_data):
    groups = pd.DataFrame(
        [
            ("ssen", name, "X", True, "")
            for name in ("Cowley GSP", "East Claydon GSP", "Minety GSP", "Fleet-Bramley GSP")
        ]
        + [("ssen", "Bramley (Ames-That) GSP", "X", True, "")],
        columns=GROUPS.columns,
    )
    path = shared_data / "grid" / "ssen_headroom_dashboard_oxfordshire.csv"
    assert ssen.recognise(head_of(path))
    return read(path, gsp_groups=groups)


def test_the_real_file_is_read_whole(real):
    table = real.tables["substations"]
    assert (real.count.read, real.count.kept) == (86, 86)
    assert table["tier"].value_counts().to_dict() == {"primary": 66, "bsp": 15, "gsp": 5}
    assert len(real.tables["feeds"]) == 81
    assert [finding.rule for finding in real.findings] == ["completion_date"]
    assert named(real, "completion_date") == ("ssen:E-BRLE(AT)-03 (upstream works)",)
    assert table["n_minus_1_mva"].isna().sum() == table["single_transformer"].sum() == 6


def test_the_real_figures_mean_what_the_rules_say(real):
    table = real.tables["substations"]
    assert table["demand_headroom_mva"].notna().sum() == 81
    assert (table["demand_headroom_mva"] == 0).sum() == 42
    assert table["demand_bound"].value_counts().to_dict() == {"at_most": 42, "exact": 39, "unknown": 5}
    own = table["demand_bound_own"]
    assert (own == "at_least").sum() == 7
    assert ((own == "unknown") & (table["demand_headroom_mva"] == 0)).sum() == 17
    assert (table["generation_bound"] == "at_most").sum() == 81
    assert (table["generation_headroom_mva"].dropna() == 0).all()
    reserve = table[table["name"] == "Stratton (Reserve) BSP"].iloc[0]
    assert (reserve["demand_headroom_mva"], reserve["demand_rag"]) == (1.85, "Red")


def test_real_parents(real):
    table, feeds = real.tables["substations"], real.tables["feeds"].set_index("substation_id")["upstream_id"]
    names = table.set_index("substation_id")["name"]
    twins = table[table["name"] == "Ratfyn Primary"]["substation_id"]
    assert [names[feeds[one]] for one in twins] == ["Amesbury BSP", "Thatcham BSP"]
    assert names[feeds["ssen:E-COWL-10"]] == "Cowley GSP"
    assert "ssen:E-BRLE(AT)-01" in names.index


def test_real_works(real):
    works = real.tables["works"]
    assert len(works) == 55
    assert works["scheme_id"].nunique() == 45
    assert works["completion"].ne("").all()
    removal = works[works["text"].str.startswith("Remove Headington BSP")]
    assert removal["scheme_id"].nunique() == 1
    assert set(removal["substation_id"]) == {"ssen:E-COWL-05", "ssen:E-COWL-08", "ssen:E-COWL-09"}
    assert set(removal["effective_year"]) == {2027}
    ring = works[works["text"].str.contains("Chisbridge - Nuffield")]
    assert (len(ring), ring["scheme_id"].nunique()) == (4, 1)
    assert works["type"].value_counts().to_dict() == {
        "circuit": 26,
        "capacity": 22,
        "transfer": 4,
        "transmission": 2,
        "new_site": 1,
    }
    capacity = works.dropna(subset="after_mva").set_index("substation_id")
    assert len(capacity) == 15
    assert list(capacity.loc["ssen:E-COWL-09", ["before_mva", "after_mva"]]) == [90, 180]
    assert np.isnan(capacity.loc["ssen:E-COWL-56", "before_mva"])
    assert not {"ssen:E-COWL-10", "ssen:E-COWL-12", "ssen:E-COWL-02"} & set(capacity.index)


def test_real_tables_keep_their_contracts(real):
    for name, contract in {"substations": Substations, "feeds": Feeds, "works": Works}.items():
        assert not check(real.tables[name], contract, name)
    assert not check(GROUPS, GspGroups, "groups")
