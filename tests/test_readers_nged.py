import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lae.grid.contract import Feeds, ScenarioFigures, Substations
from lae.readers import nged
from lae.readers.base import Edition, Register, head_of
from lae.readers.remarks import Remarks
from lae.tables import check
from published import DEMAND, GENERATION, demand, generation, workbook

MILL = ("Weir 66kV", "Mill 66 11 (T1)", "MILL 66 11kV S STN", "Primary", 11, -1.25, 51.75)
FORD = ("Lock 132kV", "Ford 132 11 (GT1)", "Ford 132/11kVDUMMY", "Primary", 11, -1.5, 52.0)
LONE = ("Weir 66kV", "Lone 66 11 (T1)", "LONE 66 11kV S STN", "Primary", 11, -1.3, 51.8)
TITLE = [["Data Dictionary"], ["Substation", "Name of the substation"]]

ALIASES = pd.DataFrame(
    [
        ("nged", "MILL 66 11kV S STN", "66 / 11", "mill", "Mill Primary", "nged:weir-66kv", "", "test"),
        ("nged", "Ford 132/11kVDUMMY", "132 / 11", "ford", "Ford Primary", "ssen:E-LOCK-01", "", "test"),
        ("nged", "Weir 66kV", "66", "weir-66kv", "Weir GSP", "", "", "test"),
        ("nged", "Lock 132kV", "132", "lock-132kv", "Lock GSP", "", "ssen:E-LOCK-01", "test"),
    ],
    columns=["dno", "published_name", "voltage", "alias", "name", "upstream_id", "same_as", "reason"],
)
GROUPS = pd.DataFrame(
    [("nged", "Weir 66kV", "WEIR_6", True, ""), ("nged", "Lock 132kV", "LOCK_1", True, "")],
    columns=["dno", "upstream_gsp", "gsp_group", "complete", "reason"],
)


ROWS = [
    demand(MILL, "Best View", 7.129999999999999, 7.0, 6.5, -2.0),
    demand(MILL, "Leading the Way", 7.13, 6.9, 6.0, -4.0),
    demand(FORD, "Best View", -6.29, -6.5, -7.0, -9.0),
    demand(LONE, "Best View", 1.0, 1.0, 1.0, 1.0),
]
OTHER_ORDER = [
    generation(FORD, "Best View", "Thermal", -1.5, -1.6, -1.7, -2.0),
    generation(LONE, "Best View", "N/A", 3, 3, 3, 3),
    generation(MILL, "Leading the Way", "N/A", 3.0, 2.9, 2.8, 0.5),
    generation(MILL, "Best View", "Fault level", 3.0, 2.9, 2.8, -0.5),
]


@pytest.fixture
def book(tmp_path):
    def write(rows=ROWS, other=OTHER_ORDER, **sheets):
        usual = {"First": (DEMAND, rows), "Second": (GENERATION, other)}
        filled = {name: [header, *body] for name, (header, body) in usual.items() if body is not None}
        return workbook(tmp_path / "book.xlsx", {"Notes": TITLE, **filled, **sheets})

    return write


def read(path, **options):
    edition = Edition("2022", 2022, "nged_test", "NGED")
    looked_up = {"gsp_groups": GROUPS, "aliases": ALIASES, "power_factor": 0.96}
    register = Register(**{name: options.pop(name, value) for name, value in looked_up.items()})
    return nged.read(path, replace(edition, **options), register)


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def stations(reading):
    return reading.tables["substations"].set_index("substation_id")


def test_registered_names_become_substations_whatever_the_sheets_order(book):
    reading = read(book())
    assert not rules(reading) | rules(reading, "warning")
    assert (reading.count.read, reading.count.kept) == (8, 6)
    assert reading.count.dropped == {"no registered alias": 2}
    assert reading.count.repaired == {"swapped coordinates": 8}
    table = stations(reading)
    assert set(table.index) == {"nged:mill", "nged:ford", "nged:weir-66kv"}
    mill, ford = table.loc["nged:mill"], table.loc["nged:ford"]
    assert (mill["name"], mill["voltage"], mill["gsp_group"]) == ("Mill Primary", "66 / 11", "WEIR_6")
    assert mill["demand_published_value"] == 7.13
    assert mill["demand_headroom_mva"] == pytest.approx(7.13 / 0.96)
    assert (mill["demand_unit"], mill["demand_bound"], mill["demand_bound_own"]) == ("MW", "exact", "exact")
    assert (mill["headroom_basis"], mill["demand_queue"], mill["figure_year"]) == ("own", "connected", 2022)
    assert mill["generation_published_value"] == 3
    assert mill["generation_constraint"] == ""
    assert (ford["generation_published_value"], ford["generation_constraint"]) == (-1.5, "Thermal")
    assert ford["demand_published_value"] == -6.29
    blank = ["observed_max_mva", "contracted_excl_bess_mva", "n_minus_1_mva", "transformers_count", "fault_level_ka"]
    assert table[blank].isna().all(axis=None)
    assert [mill["easting_m"], mill["northing_m"]] == pytest.approx([451872, 205966], abs=2)


def test_primaries_hang_on_their_gsp_which_may_be_another_operators_row(book):
    reading = read(book())
    feeds = reading.tables["feeds"].set_index("substation_id")["upstream_id"].to_dict()
    assert feeds == {"nged:mill": "nged:weir-66kv", "nged:ford": "ssen:E-LOCK-01"}
    stub = stations(reading).loc["nged:weir-66kv"]
    assert stub["stub"]
    assert (stub["tier"], stub["voltage"], stub["demand_bound"], stub["headroom_basis"]) == (
        "gsp",
        "66",
        "unknown",
        "none",
    )
    assert np.isnan(stub["easting_m"])


def test_scenario_figures_keep_the_published_years_and_nothing_else(book):
    figures = read(book()).tables["scenario_figures"]
    assert sorted(figures["year"].unique()) == [2022, 2023, 2050]
    assert set(figures["scenario"]) == {"nged: Best View", "nged: Leading the Way"}
    assert len(figures) == 6 * 3
    keys = ["substation_id", "direction", "scenario", "year"]
    one = figures.set_index(keys).loc[("nged:mill", "generation", "nged: Best View", 2050)]
    assert (one["published_value"], one["unit"], one["constraint"]) == (-0.5, "MW", "Fault level")
    assert one["headroom_mva"] == pytest.approx(-0.5 / 0.96)
    assert one["source_row"] == 5
    assert not figures.duplicated(keys).any()


def test_coordinates_the_right_way_round_stay(book):
    right = [[*row[:5], row[6], row[5], *row[7:]] for row in ROWS]
    reading = read(book(rows=right))
    assert reading.count.repaired == {"swapped coordinates": 4}
    assert not rules(reading)


def test_megavolt_amperes_are_not_divided(book):
    reading = read(book(rows=[demand(MILL, "Best View", 5, 5, 5, 5, unit="Thermal headroom (MVA)")], other=None))
    mill = stations(reading).loc["nged:mill"]
    assert (mill["demand_headroom_mva"], mill["demand_unit"]) == (5, "MVA")
    assert (mill["generation_bound"], mill["generation_unit"]) == ("unknown", "")


def test_one_direction_alone_is_read_with_a_warning(book):
    assert rules(read(book(other=None)), "warning") == {"missing_sheet"}


def test_titles_above_the_header_and_blank_rows_are_passed_over(book):
    titled = [["Network Headroom Report"], [None], DEMAND, *ROWS[:2], [None], ROWS[2]]
    reading = read(book(rows=None, First=titled))
    figures = reading.tables["scenario_figures"]
    rows = figures[figures["direction"] == "demand"].groupby("substation_id")["source_row"].unique()
    assert list(rows["nged:ford"]) == [7]
    assert sorted(rows["nged:mill"]) == [4, 5]


def changed(column, value, rows=ROWS):
    first = list(rows[0])
    first[DEMAND.index(column)] = value
    return [first, *rows[1:]]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (changed("Units", "Headroom"), "unit"),
        (changed("Supply Level", "Feeder"), "tier"),
        (changed("Substation", ""), "no_name"),
        (changed("2022", "lots"), "type"),
        (changed("Latitude", 40.0), "outside_britain"),
        (changed("Associated GSP Group", "Lock 132kV"), "uneven_rows"),
        ([*ROWS, ROWS[0]], "repeated_row"),
        ([[*row[:4], 6.6, *row[5:]] for row in ROWS], "alias_voltage"),
    ],
)
def test_faults_are_errors(book, rows, rule):
    assert rule in rules(read(book(rows=rows)))


def test_the_register_must_know_the_gsp_and_agree_with_the_workbook(book):
    path = book()
    without = ALIASES[ALIASES["published_name"] != "Lock 132kV"]
    assert "gsp_alias" in rules(read(path, aliases=without))
    moved = ALIASES.assign(upstream_id=ALIASES["upstream_id"].replace("ssen:E-LOCK-01", "nged:weir-66kv"))
    assert "alias_upstream" in rules(read(path, aliases=moved))
    assert "gsp_group" in rules(read(path, gsp_groups=GROUPS.head(1)), "warning")
    none = read(path, aliases=ALIASES.head(0))
    assert rules(none, "warning") == {"no_alias"}
    assert none.count.dropped == {"no registered alias": 8}


def test_a_base_year_that_differs_between_scenarios_is_left_blank(book):
    torn = [generation(MILL, "Best View", "N/A", 3, 3, 3, 3), generation(MILL, "Leading the Way", "N/A", 4, 3, 3, 3)]
    reading = read(book(other=torn))
    assert rules(reading, "warning") == {"base_year"}
    mill = stations(reading).loc["nged:mill"]
    assert np.isnan(mill["generation_published_value"])
    assert mill["generation_bound"] == "unknown"
    assert mill["demand_bound"] == "exact"


def test_two_sheets_of_one_kind_or_none_are_refused(book):
    assert "repeated_sheet" in rules(read(book(Third=[DEMAND, *ROWS])))
    assert rules(read(book(rows=None, other=None))) == {"missing_sheet"}
    assert "repeated_column" in rules(read(book(rows=None, First=[[*DEMAND, 0.0], *[[*row, 1] for row in ROWS]])))


def test_files_that_are_no_workbook_are_reported_without_a_traceback(tmp_path, book):
    cases = {"empty.xlsx": b"", "text.xlsx": b"Substation,0", "cut.xlsx": book().read_bytes()[:900]}
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        assert rules(read(tmp_path / name)) in ({"damaged"}, {"not_workbook"}), name
    assert rules(read(tmp_path / "none.xlsx")) == {"missing_file"}
    hollow = tmp_path / "hollow.xlsx"
    with zipfile.ZipFile(hollow, "w") as archive:
        archive.writestr("xl/workbook.xml", "<nothing/>")
    assert rules(read(hollow))


def test_only_the_workbook_is_recognised(book, tmp_path):
    assert nged.recognise(head_of(book()))
    assert not nged.recognise(head_of(workbook(tmp_path / "b.xlsx", {"A": [["Substation", "Scenario"]]})))
    (tmp_path / "c.csv").write_text(",".join(map(str, GENERATION)))
    assert not nged.recognise(head_of(tmp_path / "c.csv"))


@pytest.mark.parametrize(
    ("published", "printed"),
    [
        ("BLOXHAM 66 11kV S STN", "Bloxham"),
        ("Banbury 132/11kVDUMMY", "Banbury"),
        ("Wolverhampton 132/33/11kV DUMMY", "Wolverhampton"),
        ("LYE 11kV DUMMY", "Lye"),
        ("Meaford C 132/33/11kVDUMMY", "Meaford C"),
        ("Kingstanding 132/11kVDummy", "Kingstanding"),
    ],
)
def test_names_fit_to_print(published, printed):
    assert nged.printed_name(published) == printed


# The real workbook.


@pytest.fixture(scope="module")
def real_path(shared_data):
    return shared_data / "grid" / "nshr" / "West Midlands Network Headroom Report.xlsx"


def test_the_real_workbook_is_recognised_and_its_neighbour_is_not(real_path):
    assert nged.recognise(head_of(real_path))
    other = real_path.with_name("north_yorkshire_southern_northscotland_scottish.xlsx")
    assert not nged.recognise(head_of(other))
    assert rules(read(other)) == {"missing_sheet"}


def test_the_real_sites(real_path):
    remarks = Remarks("book")
    sites = nged.sites(real_path, remarks)
    assert len(sites) == 211
    assert sites["tier"].value_counts().to_dict() == {"primary": 203, "bsp": 8}
    assert [finding.rule for finding in remarks.found] == ["swapped_coordinates"]
    assert not any("DUMMY" in nged.printed_name(name).upper() for name in sites["published_name"])
    banbury = sites.set_index("published_name").loc["Banbury 132/11kVDUMMY"]
    assert [banbury["easting_m"], banbury["northing_m"]] == pytest.approx([445682, 241480], abs=2)


def test_real_rows(real_path):
    aliases = pd.DataFrame(
        [
            ("nged", "EPWELL 66 11kV S STN", "66 / 11", "epwell", "Epwell Primary", "nged:feckenham-66kv", "", "t"),
            ("nged", "Banbury 132/11kVDUMMY", "132 / 11", "banbury", "Banbury Primary", "ssen:E-ECLA-01", "", "t"),
            ("nged", "Feckenham 66kV", "66", "feckenham-66kv", "Feckenham GSP", "", "", "t"),
            ("nged", "East Claydon 132kV", "132", "east-claydon-132kv", "E", "", "ssen:E-ECLA-01", "t"),
        ],
        columns=ALIASES.columns,
    )
    groups = GROUPS.assign(upstream_gsp=["Feckenham 66kV", "East Claydon 132kV"], gsp_group="FECK_6")
    reading = read(real_path, aliases=aliases, gsp_groups=groups)
    assert not rules(reading) | rules(reading, "warning")
    assert (reading.count.read, reading.count.kept) == (2110, 20)
    table = stations(reading)
    assert table.loc["nged:epwell", "demand_published_value"] == -6.29
    assert table.loc["nged:epwell", "demand_constraint"] == ""
    assert table.loc["nged:banbury", "demand_headroom_mva"] == pytest.approx(91.74 / 0.96)
    figures = reading.tables["scenario_figures"]
    assert len(figures) == 2 * 2 * 5 * 17
    assert set(figures["scenario"]) == {
        f"nged: {name}"
        for name in (
            "Consumer Transformation",
            "Leading the Way",
            "Steady Progression",
            "System Transformation",
            "WPD Best View",
        )
    }
    contracts = {"substations": Substations, "feeds": Feeds, "scenario_figures": ScenarioFigures}
    for name, contract in contracts.items():
        assert not check(reading.tables[name], contract, name)
