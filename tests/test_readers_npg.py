import csv
import io

import numpy as np
import pandas as pd
import pytest

from lae.grid.contract import Feeds, ScenarioFigures, Substations
from lae.grid.network import check_network
from lae.readers import npg
from lae.readers.base import Edition, Register, head_of
from lae.readers.operators import COMPILATIONS, OPERATORS
from lae.readers.together import together
from lae.tables import check

MAP = ["name", "type", "pvoltage", "genhr", "demhr", "gentot", "genconstraint", "demconstraint", "upstreamname"]
MAP += ["gsp_name", "substation_location", "worst_case_constraint_gen_colour", "worst_case_constraint_dem_colour"]
PLACE = "53.8, -1.5"
MILL = ["Mill", "Primary", "11", "0", "3.5", "1.2", "Upstream", "", "Weir BSP", "Lock", PLACE, "Red", "Green"]
FORD = ["Ford", "Primary", "11", "4.8", "0", "", "", "Upstream Thermal", "Weir BSP", "Lock", PLACE, "", "Amber"]
WEIR = ["Weir BSP", "BSP", "33", "9.6", "0", "", "", "Substation", "Lock", "Lock", PLACE, "Green", "Red"]
TWIN = ["Mill", "GSP", "132", "1", "1", "", "", "", "", "Mill", PLACE, "", ""]
LONE = ["Lone", "Primary", "11", "1", "1", "", "", "", "", "Lock", PLACE, "", ""]

PLAN = ["licence_area", "substation_name", "voltage_kv", "bsp_group", "gsp_group", "bulk_supply_point_or_primary"]
PLAN += ["scenario_name", "demand_headroom_capacity_mw_2026", "demand_headroom_capacity_mw_2050", "geo_point_2d"]

ALIASES = pd.DataFrame(
    [
        ("npg", "Mill", "33 / 11", "mill", "Mill Primary", "npg:weir", "", "test"),
        ("npg", "Ford", "33 / 11", "ford", "Ford Primary", "npg:weir", "", "test"),
        ("npg", "Weir BSP", "132 / 33", "weir", "Weir BSP", "npg:lock", "", "test"),
        ("npg", "Lock", "400 / 132", "lock", "Lock GSP", "", "", "test"),
        ("spen", "Lone", "33 / 11", "lone", "Lone Primary", "spen:x", "", "another operator's"),
    ],
    columns=["dno", "published_name", "voltage", "alias", "name", "upstream_id", "same_as", "reason"],
)
GROUPS = pd.DataFrame(
    [("npg", "Lock", "LOCK_1", True, "")], columns=["dno", "upstream_gsp", "gsp_group", "complete", "reason"]
)
EDITION = Edition("2026-03", 2026, "npg_test", "NPg terms")


def text_of(header, rows, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    def make(header, rows, *, separator=",", name="file.csv"):
        path = tmp_path / name
        path.write_text(text_of(header, rows, separator), encoding="utf-8-sig")
        return path

    return make


def read(path, aliases=ALIASES, groups=GROUPS, factor=0.96):
    return npg.read(path, EDITION, Register(groups, aliases, factor))


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def stations(reading):
    return reading.tables["substations"].set_index("substation_id")


def test_the_heat_map_fills_substations_and_feeds_and_says_it_is_unproven(write):
    reading = read(write(MAP, [MILL, FORD, WEIR, TWIN, LONE], separator=";"))
    assert not rules(reading)
    note = next(finding for finding in reading.findings if finding.rule == "unproven")
    assert (note.severity, "header-only, unproven" in note.message) == ("note", True)
    assert (reading.count.read, reading.count.kept) == (5, 3)
    assert reading.count.dropped == {"no registered alias": 1, "another tier than the registered alias": 1}
    table = stations(reading)
    assert set(table.index) == {"npg:mill", "npg:ford", "npg:weir", "npg:lock"}
    assert not check(reading.tables["substations"], Substations, "s") + check(reading.tables["feeds"], Feeds, "f")
    assert not check_network(reading.tables["substations"], reading.tables["feeds"])
    mill = table.loc["npg:mill"]
    assert (mill["demand_headroom_mva"], mill["demand_unit"]) == (3.5, "MVA")
    assert (mill["headroom_basis"], mill["demand_bound"], mill["demand_bound_own"]) == ("own", "exact", "exact")
    assert (mill["generation_published_value"], mill["generation_headroom_mva"]) == (0, 0)
    assert (mill["generation_bound"], mill["generation_constraint"]) == ("at_most", "Upstream")
    assert (mill["demand_rag"], mill["generation_rag"], mill["gsp_group"]) == ("Green", "Red", "LOCK_1")
    assert mill["comment"] == "gentot as published, unit and meaning unstated: 1.2"
    assert mill["connected_generation_mw"] != mill["connected_generation_mw"]
    assert (mill["easting_m"], mill["northing_m"]) == pytest.approx((433000, 433800), abs=500)
    lock = table.loc["npg:lock"]
    assert (lock["stub"], lock["tier"], lock["demand_bound"], lock["voltage"]) == (True, "gsp", "unknown", "400 / 132")
    assert np.isnan(lock["demand_headroom_mva"])


def test_a_constraint_that_names_upstream_makes_a_path_value(write):
    table = stations(read(write(MAP, [MILL, FORD, WEIR])))
    ford, weir = table.loc["npg:ford"], table.loc["npg:weir"]
    # Zero with an upstream limit only: the site's own room is not known.
    assert (ford["headroom_basis"], ford["demand_bound"], ford["demand_bound_own"]) == ("path", "at_most", "unknown")
    assert (weir["headroom_basis"], weir["demand_bound_own"]) == ("own", "at_most")
    assert ford["generation_headroom_mva"] == pytest.approx(4.8 / 0.96)
    equal = [*WEIR[:4], "2", *WEIR[5:]]
    same = [*FORD[:4], "2", *FORD[5:]]
    ford = stations(read(write(MAP, [same, equal]))).loc["npg:ford"]
    assert (ford["demand_bound"], ford["demand_bound_own"]) == ("exact", "at_least")


def test_the_portals_labels_are_read_like_its_field_names(write):
    labels = {"pvoltage": "Downstream Voltage", "demhr": "Demand Headroom", "genhr": "Generation Headroom"}
    path = write([labels.get(name, name.upper()) for name in MAP], [MILL])
    assert npg.recognise(head_of(path))
    assert stations(read(path)).loc["npg:mill", "demand_headroom_mva"] == 3.5


def test_faults_are_named_by_id(write):
    elsewhere = ALIASES.assign(upstream_id=ALIASES["upstream_id"].replace("npg:weir", "npg:lock"))
    assert "alias_upstream" in rules(read(write(MAP, [MILL]), aliases=elsewhere))
    moved = ALIASES.assign(voltage=ALIASES["voltage"].replace("33 / 11", "33 / 6.6"))
    assert rules(read(write(MAP, [MILL]), aliases=moved)) == {"alias_voltage"}
    orphan = ALIASES[ALIASES["alias"].ne("weir")]
    assert rules(read(write(MAP, [MILL]), aliases=orphan)) == {"unknown_parent"}
    assert rules(read(write(MAP, [MILL, MILL]))) == {"repeated_row"}
    assert rules(read(write(MAP, [[*MILL[:4], "lots", *MILL[5:]]]))) == {"type"}
    loose = read(write(MAP, [[*MILL[:10], "nowhere", "Pink", ""]]), groups=GROUPS.head(0))
    assert {"coordinates", "no_coordinates", "rag", "gsp_group"} <= rules(loose, "warning")
    bare = read(write(MAP, [FORD]), factor=float("nan"))
    assert "power_factor" in rules(bare, "warning")
    assert np.isnan(stations(bare).loc["npg:ford", "generation_headroom_mva"])
    none = read(write(MAP, [LONE]))
    assert rules(none, "warning") == {"no_alias"}
    assert none.tables["substations"].empty


def test_plan_years_become_scenario_figures_only(write):
    rows = [
        ["NPgY", "Mill", "11", "Weir BSP", "Lock", "Primary", "NPg Best View", "4.8", "-0.96", PLACE],
        ["NPgY", "Mill", "11", "Weir BSP", "Lock", "Primary", "", "1", "", PLACE],
        ["NPgY", "Lone", "11", "", "Lock", "Primary", "NPg Best View", "1", "1", PLACE],
        ["NPgY", "Mill", "11", "", "Lock", "BSP", "NPg Best View", "1", "1", PLACE],
    ]
    path = write(PLAN, rows)
    assert npg.recognise(head_of(path))
    reading = read(path)
    assert not rules(reading)
    assert set(reading.tables) == {"scenario_figures"}
    assert (reading.count.read, reading.count.kept) == (4, 2)
    table = reading.tables["scenario_figures"]
    assert not check(table, ScenarioFigures, "f")
    keyed = table.set_index(["scenario", "year"])["headroom_mva"].to_dict()
    assert keyed == {
        ("npg: NPg Best View", 2026): pytest.approx(5.0),
        ("npg: NPg Best View", 2050): pytest.approx(-1.0),
        ("npg: Network Development Plan", 2026): pytest.approx(1 / 0.96),
    }
    generation = [name.replace("demand_headroom", "generation_headroom") for name in PLAN]
    other = read(write(generation, rows))
    assert set(other.tables["scenario_figures"]["direction"]) == {"generation"}
    twice = read(write(PLAN, [rows[0], rows[0]]))
    assert rules(twice) == {"repeated_row"}
    assert len(twice.tables["scenario_figures"]) == 2
    kilowatts = read(write(PLAN, [[*rows[0][:7], "48000", "1", PLACE]]))
    assert rules(kilowatts) == {"unit"}


def test_the_map_and_the_plan_join_by_id(write):
    plan = write(PLAN, [["NPgY", "Mill", "11", "", "Lock", "Primary", "BV", "4.8", "1", PLACE]], name="plan.csv")
    both = together([read(plan), read(write(MAP, [MILL, WEIR]))], dno="npg")
    assert stations(both).loc["npg:mill", "demand_headroom_mva"] == 3.5
    assert len(both.tables["scenario_figures"]) == 2
    assert both.count.read == both.count.kept == 3


def test_each_file_has_one_reader(write):
    for header in (MAP, PLAN):
        head = head_of(write(header, []))
        claims = [each.recognise for each in (*OPERATORS, *COMPILATIONS) if each.recognise(head)]
        assert claims == [npg.recognise]
    assert not npg.recognise(head_of(write(["name", "type"], [])))


def test_files_that_hold_nothing_are_reported_without_a_traceback(write, tmp_path):
    cases = {"empty": (tmp_path / "e.csv", b""), "encoding": (tmp_path / "l.csv", b"name,type\n\xff\xfe")}
    for rule, (path, data) in cases.items():
        path.write_bytes(data)
        assert rules(read(path)) == {rule}
    assert rules(read(tmp_path / "none.csv")) == {"missing_file"}
    assert rules(read(write(MAP, []))) == {"empty"}
    assert rules(read(write(MAP, [MILL[:5]]))) == {"uneven_rows"}
