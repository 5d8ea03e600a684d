import csv
import io

import numpy as np
import pandas as pd
import pytest

from lae.grid.contract import Feeds, Substations
from lae.grid.network import check_network
from lae.readers import enwl
from lae.readers.base import Edition, Register, head_of
from lae.readers.operators import COMPILATIONS, OPERATORS
from lae.tables import check

HEADER = ["pry_number", "bsp_number", "gsp_number", "class", "voltage_mw", "dem_hr_firm_mw", "dem_hr_non_firm_mw"]
HEADER += ["gen_hr_inverter_mw", "gen_hr_lv_synchronous_mw", "gen_hr_hv_synchronous_mw", "batt_storage_hr_mw"]
HEADER += ["geo_point_2d"]
PLACE = "53.6, -2.4"
MILL = ["100123", "200", "9", "Indoor", "11", "4.8", "7.5", "0", "", "2", "1", PLACE]
FORD = ["100124", "200", "9", "Indoor", "6.6", "-0.96", "", "", "", "", "", PLACE]
DRY = ["100125.0", "", "9", "", "11", "0", "1", "3", "", "", "", PLACE]
LONE = ["100126", "", "", "", "11", "1", "1", "1", "", "", "", PLACE]
ALIASES = pd.DataFrame(
    [
        ("enwl", "100123", "33 / 11", "mill", "Mill Primary", "enwl:bsp-200", "", "test"),
        ("enwl", "100127", "33 / 11", "weir", "Weir Primary", "enwl:lock", "", "test"),
        ("enwl", "Lock", "400 / 132", "lock", "Lock GSP", "", "", "test"),
    ],
    columns=["dno", "published_name", "voltage", "alias", "name", "upstream_id", "same_as", "reason"],
)
GROUPS = pd.DataFrame(
    [("enwl", "9", "LOCK_1", True, "")], columns=["dno", "upstream_gsp", "gsp_group", "complete", "reason"]
)


@pytest.fixture
def write(tmp_path):
    def make(rows, header=HEADER):
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\n").writerows([header, *rows])
        path = tmp_path / "map.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        return path

    return make


def read(path, factor=0.96):
    return enwl.read(path, Edition("2026-03", 2026, "enwl_test", "ENWL terms"), Register(GROUPS, ALIASES, factor))


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def stations(reading):
    return reading.tables["substations"].set_index("substation_id")


def test_firm_is_the_demand_headroom_and_non_firm_is_only_quoted(write):
    reading = read(write([MILL, FORD, DRY]))
    assert not rules(reading)
    assert any("header-only, unproven" in each.message for each in reading.findings if each.rule == "unproven")
    assert reading.count.read == reading.count.kept == 3
    assert not check(reading.tables["substations"], Substations, "s") + check(reading.tables["feeds"], Feeds, "f")
    assert not check_network(reading.tables["substations"], reading.tables["feeds"])
    table = stations(reading)
    mill, ford, dry = (table.loc[f"enwl:pry-{number}"] for number in (100123, 100124, 100125))
    assert (mill["asset_id"], mill["name"], ford["name"]) == ("100123", "Mill Primary", "Primary 100124")
    assert (mill["demand_published_value"], mill["demand_headroom_mva"]) == (4.8, 5.0)
    assert mill["comment"] == (
        "non-firm demand headroom 7.5 MW; synchronous generation headroom at HV 2 MW; battery storage headroom 1 MW"
    )
    assert (mill["generation_headroom_mva"], mill["generation_bound"]) == (0, "at_most")
    assert (ford["demand_headroom_mva"], ford["demand_bound"], ford["comment"]) == (pytest.approx(-1.0), "exact", "")
    assert np.isnan(ford["generation_headroom_mva"])
    assert (ford["generation_unit"], ford["generation_bound"]) == ("", "unknown")
    assert (dry["demand_bound"], dry["demand_bound_own"], dry["headroom_basis"]) == ("at_most", "at_most", "own")
    assert (mill["voltage"], mill["gsp_group"], mill["tier"]) == ("11", "LOCK_1", "primary")
    feeds = reading.tables["feeds"].set_index("substation_id")["upstream_id"].to_dict()
    assert feeds == {
        "enwl:bsp-200": "enwl:gsp-9",
        "enwl:pry-100123": "enwl:bsp-200",
        "enwl:pry-100124": "enwl:bsp-200",
        "enwl:pry-100125": "enwl:gsp-9",
    }
    assert table.loc[["enwl:bsp-200", "enwl:gsp-9"], "stub"].all()


def test_rows_that_cannot_be_placed_are_dropped_with_a_reason(write):
    nameless = ["", *MILL[1:]]
    registered = ["100127", "", "", *LONE[3:]]
    reading = read(write([LONE, nameless, MILL, MILL, [*MILL[:5], "9", *MILL[6:]], registered]))
    assert reading.count.dropped == {
        "no pry_number": 1,
        "no stated feeder and no registered alias": 1,
        "repeated pry_number": 2,
    }
    assert (reading.count.read, reading.count.kept) == (6, 2)
    assert rules(reading) == {"repeated_id"}
    assert {"no_alias", "gsp_group"} <= rules(reading, "warning")
    assert "enwl:lock" in stations(reading).index
    headless = read(write([[*MILL[:2], "", *MILL[3:]]]))
    assert rules(headless) == {"unknown_parent"}


def test_the_map_has_one_reader_and_needs_its_columns(write):
    head = head_of(write([]))
    assert [each.recognise for each in (*OPERATORS, *COMPILATIONS) if each.recognise(head)] == [enwl.recognise]
    few = ["pry_number", "dem_hr_firm_mw", "dem_hr_non_firm_mw", "gen_hr_inverter_mw", "bsp_number"]
    short = read(write([["100127", "1", "2", "3", ""]], few))
    assert not rules(short)
    assert stations(short).loc["enwl:pry-100127", "voltage"] == ""
    assert rules(read(write([["1", "1"]], ["pry_number", "dem_hr_firm_mw"]))) == {"missing_column"}
    assert rules(read(write([[*MILL[:5], "some", *MILL[6:]]]))) == {"type"}
    assert rules(read(write([MILL]).with_name("none.csv"))) == {"missing_file"}
    bare = read(write([MILL]), factor=float("nan"))
    assert "power_factor" in rules(bare, "warning")
    assert rules(read(write([LONE])), "warning") == {"no_alias"}
