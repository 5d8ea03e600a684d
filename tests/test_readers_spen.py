import csv
import io

import numpy as np
import pandas as pd
import pytest

from lae.grid.contract import ScenarioFigures, Substations
from lae.grid.network import check_network
from lae.readers import spen
from lae.readers.base import Edition, Register, head_of
from lae.readers.operators import COMPILATIONS, OPERATORS
from lae.tables import check

OLD = ["substation_group", "voltage_kv", "grid_gsp_group", "scenario", "year", "headroom_mw", "headroom_type"]
NEW = [*OLD, "subject_to_upstream_constraints", "headroom_release_date"]
CONVERTER, SYNCHRONOUS = "Generation (Fully Rated Converter)", "Generation (Synchronous)"


def line(name, scenario, year, value, kind="Demand", *more, kv="33", gsp="Lock"):
    return [name, kv, gsp, scenario, year, value, kind, *more]


ALIASES = pd.DataFrame(
    [
        ("spen", "Mill", "132 / 33", "mill", "Mill Grid", "spen:lock", "", "test"),
        ("spen", "Ford", "33 / 11", "ford", "Ford Primary", "spen:mill", "", "test"),
        ("spen", "Lock", "400 / 132", "lock", "Lock GSP", "", "", "test"),
    ],
    columns=["dno", "published_name", "voltage", "alias", "name", "upstream_id", "same_as", "reason"],
)
GROUPS = pd.DataFrame(
    [("spen", "Lock", "LOCK_1", True, "")], columns=["dno", "upstream_gsp", "gsp_group", "complete", "reason"]
)


@pytest.fixture
def write(tmp_path):
    def make(header, rows):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([header, *rows])
        path = tmp_path / "book.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        return path

    return make


def read(path, aliases=ALIASES, factor=0.96):
    edition = Edition("2022", 2022, "spen_test", "SPEN terms")
    return spen.read(path, edition, Register(GROUPS, aliases, factor))


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def stations(reading):
    return reading.tables["substations"].set_index("substation_id")


def test_best_view_of_the_editions_winter_is_published_and_every_row_a_scenario_figure(write):
    rows = [
        line("Mill", "BV", "2022", "4.8"),
        line("Mill", "BV", "2022", "1.92", CONVERTER),
        line("Mill", "BV", "2022", "0.96", SYNCHRONOUS),
        line("Mill", "Low", "2022", "9.6"),
        line("Mill", "High", "2050", "-0.96"),
        line("Ford", "High", "2030", "2", kv="11"),
        line("Lone", "BV", "2022", "1"),
        line("Mill", "BV", "2022", "1", "Reactive"),
    ]
    reading = read(write(OLD, rows))
    assert rules(reading) == {"type"}  # "Reactive" is told, and its row counted
    assert (reading.count.read, reading.count.kept) == (8, 6)
    assert reading.count.dropped == {"no registered alias": 1, "unknown type of headroom": 1}
    assert any("header-only, unproven" in each.message for each in reading.findings if each.rule == "unproven")
    table = stations(reading)
    assert not check(reading.tables["substations"], Substations, "s")
    assert not check_network(reading.tables["substations"], reading.tables["feeds"])
    assert table["tier"].to_dict() == {"spen:mill": "bsp", "spen:ford": "primary", "spen:lock": "gsp"}
    mill, ford = table.loc["spen:mill"], table.loc["spen:ford"]
    assert (mill["demand_headroom_mva"], mill["demand_published_value"], mill["demand_unit"]) == (5.0, 4.8, "MW")
    assert (mill["generation_headroom_mva"], mill["generation_bound"]) == (2.0, "exact")
    assert (mill["headroom_basis"], mill["demand_bound"], mill["demand_bound_own"]) == ("own", "exact", "exact")
    # Nothing of today's winter in the Best View: no published figure.
    assert (ford["headroom_basis"], ford["demand_bound"]) == ("none", "unknown")
    assert np.isnan(ford["demand_headroom_mva"])
    figures = reading.tables["scenario_figures"]
    assert not check(figures, ScenarioFigures, "f")
    assert len(figures) == 6
    key = ["substation_id", "direction", "scenario", "year"]
    values = figures.set_index(key)["headroom_mva"]
    assert values["spen:mill", "demand", "spen: High", 2050] == pytest.approx(-1.0)
    assert values["spen:mill", "generation", "spen: BV (synchronous generation)", 2022] == pytest.approx(1.0)
    assert "no_coordinates" in rules(reading, "warning")


@pytest.mark.parametrize(
    ("said", "basis", "bound", "constraint"),
    [
        ("True", "own", "at_most", "subject to upstream constraints; headroom release date 2031"),
        (
            "Subject to upstream constraints",
            "own",
            "at_most",
            "subject to upstream constraints; headroom release date 2031",
        ),
        ("No", "path", "exact", "headroom release date 2031"),
        ("", "own", "exact", "headroom release date 2031"),
    ],
)
def test_the_upstream_text_decides_between_path_and_own(write, said, basis, bound, constraint):
    reading = read(write(NEW, [line("Mill", "BV", "2022", "4.8", "Demand", said, "2031")]))
    assert not rules(reading)
    mill = stations(reading).loc["spen:mill"]
    assert (mill["headroom_basis"], mill["demand_bound"], mill["demand_bound_own"]) == (basis, bound, "exact")
    assert mill["demand_constraint"] == constraint
    assert reading.tables["scenario_figures"]["constraint"].tolist() == [constraint]


def test_a_year_is_the_winter_that_begins_in_it(write):
    years = ["2022", "2023/24", "2024.0", "2025-01-01", "2026/2027"]
    reading = read(write(OLD, [line("Mill", "BV", year, "1") for year in years]))
    assert not rules(reading)
    assert reading.tables["scenario_figures"]["year"].tolist() == [2022, 2023, 2024, 2025, 2026]
    wrong = read(write(OLD, [line("Mill", "BV", "winter", "1"), line("Mill", "BV", "2022", "")]))
    assert rules(wrong) == {"year"}
    assert wrong.count.dropped == {"unreadable year": 1, "no readable figure": 1}


def test_the_portals_other_headers_and_what_it_cannot_be(write):
    other = ["Substation Group", "Voltage", "GSP", "Scenario", "DFES Year", "Headroom (MW)", "Headroom Type"]
    path = write(other, [line("Mill", "BV", "2022", "4.8")])
    for header in (OLD, NEW, other):
        head = head_of(write(header, []))
        claims = [each.recognise for each in (*OPERATORS, *COMPILATIONS) if each.recognise(head)]
        assert claims == [spen.recognise]
    path = write(other, [line("Mill", "BV", "2022", "4.8")])
    assert stations(read(path)).loc["spen:mill", "demand_headroom_mva"] == 5.0
    assert "alias_voltage" in rules(read(write(OLD, [line("Mill", "BV", "2022", "1", kv="20")])))
    strange = read(write(NEW, [line("Mill", "BV", "2022", "1", "Demand", "perhaps", "")]))
    assert "upstream" in rules(strange, "warning")
    assert rules(read(write(OLD, [line("Lone", "BV", "2022", "1")])), "warning") == {"no_alias"}
    assert rules(read(path.with_name("none.csv"))) == {"missing_file"}
    bare = read(write(OLD, [line("Mill", "BV", "2022", "1")]), factor=float("nan"))
    assert bare.tables["scenario_figures"].empty
    assert "power_factor" in rules(bare, "warning")
