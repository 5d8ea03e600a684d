"""Scenarios as folders: slots that wait for figures, rows somebody typed, and one that holds today's stock."""

import shutil

import numpy as np
import pandas as pd
import pytest

from lae.carbon_path_stages import lay_carbon_path
from lae.check import check_study
from lae.checks.uptake_rows import uptake_row_findings
from lae.inputs import read_inputs
from lae.measures import Uptake
from lae.pathway.developments_contract import NamedShares
from lae.pathway.pathway_names import NAMES, PathwayNames, names_table
from lae.pathway.resp_contract import PATHWAYS
from lae.pathway_stages import place_measures, yearly_stock
from lae.readers.scenario_slots import open_questions, slots
from lae.stage import Settings
from lae.tables import check, columns_of, empty
from toytown import TOYTOWN, copy_of_toytown

HEADER = columns_of(Uptake)
GOOD = ["own", "E1", "ASHP", "2025", "10", "homes", "assumed", "doc", "1"]


def typed(*rows):
    frame = pd.DataFrame([dict(zip(HEADER, row, strict=True)) for row in rows], dtype="str")
    return frame.set_index(pd.RangeIndex(1, len(rows) + 1))


def found(*rows):
    told = {"scenario": "own", "districts": ["E1", "E2"], "years": range(2025, 2031), "sources": {"doc"}}
    return list(uptake_row_findings("own/uptake.csv", typed(*rows), **told))


def with_(**cells):
    return [cells.get(name, value) for name, value in zip(HEADER, GOOD, strict=True)]


def test_rows_that_are_right_say_nothing():
    assert found(GOOD, with_(year="2030")) == []


@pytest.mark.parametrize(
    ("cells", "rule", "shown"),
    [
        ({"building_block": "Heatpumps"}, "unknown_block", "line 3: Heatpumps"),
        ({"unit": "MW"}, "unknown_unit", "line 3: ASHP in MW"),
        ({"year": "20x5"}, "year", "line 3: 20x5"),
        ({"year": "2025.5"}, "year", "line 3: 2025.5"),
        ({"district_code": "E9"}, "unknown_district", "line 3: E9"),
        ({"source_id": ""}, "no_source", "line 3: ASHP"),
        ({"source_id": "hearsay"}, "unknown_source", "line 3: hearsay"),
        ({"value": "-1"}, "value", "line 3: -1"),
        ({"value": ""}, "value", "line 3: "),
        ({"value": "inf"}, "value", "line 3: inf"),
        ({"scenario": "other"}, "other_scenario", "line 3: other"),
        ({"provenance": "sure"}, "provenance", "line 3: sure"),
    ],
)
def test_each_fault_is_said_once_with_its_line_and_what_to_do(cells, rule, shown):
    said = found(GOOD, with_(**({"year": "2030"} | cells)))
    errors = [finding for finding in said if finding.severity == "error"]
    (fault,) = errors
    assert (fault.rule, fault.ids, bool(fault.fix)) == (rule, (shown,), True)


def test_the_same_key_twice_a_strange_block_and_a_short_one_are_said():
    rules = {finding.rule: finding.ids for finding in found(GOOD, GOOD, with_(building_block="Dem_BB003"))}
    assert rules["repeated_key"] == ("line 2: ASHP", "line 3: ASHP")
    assert rules["unused_block"] == ("line 4: Dem_BB003",)
    assert rules["short_block"] == ("E1 / ASHP",)


def test_a_header_that_lacks_a_column_is_refused_with_the_right_one():
    rows = typed(GOOD).drop(columns=["unit"])
    told = {"scenario": "own", "districts": ["E1"], "years": range(2025, 2031), "sources": {"doc"}}
    (fault,) = uptake_row_findings("own/uptake.csv", rows, **told)
    assert fault.rule == "missing_column"
    assert ",".join(HEADER) in fault.fix


def test_the_check_of_a_study_reads_slots_that_are_not_listed(tmp_path):
    study = copy_of_toytown(tmp_path)
    own = study / "data" / "pathway" / "own"
    shutil.copytree(study / "data" / "pathway" / "toy_slow", own)
    text = (
        (own / "uptake.csv")
        .read_text()
        .replace("toy_slow", "own")
        .replace(",ASHP,2025,60,homes", ",ASHP,2025,60,goats")
    )
    (own / "uptake.csv").write_text(text)
    said = [finding for finding in check_study(study).findings if finding.table == "pathway/own/uptake.csv"]
    assert [(finding.rule, finding.severity) for finding in said] == [("unknown_unit", "error")]
    assert said[0].ids[0] == "line 2: ASHP in goats"


def test_slots_say_what_is_listed_ready_or_without_figures(tmp_path):
    for name, rows in (("a", 2), ("b", 2), ("c", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "uptake.csv").write_text("header\n" + "row\n" * rows)
    (tmp_path / "c" / "scenario.toml").write_text('label = "Waiting"\nnote = "Ask the authors."\n')
    table = slots(tmp_path, ["a"])
    assert table[["scenario", "status", "rows_count"]].to_numpy().tolist() == [
        ["a", "listed", 2], ["b", "ready", 2], ["c", "no_figures", 0]
    ]  # fmt: skip
    waiting, ready = open_questions(table)
    assert (waiting.rule, waiting.fix) == ("no_figures", "Ask the authors.")
    assert ready.ids == ("b",)


def test_oxfordshire_has_slots_for_every_pathway_asked_for_and_invents_no_figure(root):
    table = read_inputs(root).tables["scenario_slots"].set_index("scenario")
    waiting = table[table["status"].eq("no_figures")]
    assert set(waiting["label"]) == {
        "Societal Transformation", "Technological Transformation", "Oxfordshire Leading the Way",
        "Net Zero Route Map and Action Plan",
    }  # fmt: skip
    assert waiting["rows_count"].eq(0).all()
    assert waiting["note"].str.contains("none is invented").all()
    assert table.at["do_minimum", "status"] == "ready"
    assert table["status"].value_counts()["listed"] == 4


def test_do_minimum_runs_adds_nothing_and_only_the_grid_changes(root):
    # Its stock is what was recorded: nothing is planned, so the path is last year's count and a cleaner grid.
    inputs = read_inputs(root)
    config = inputs.config.model_copy(update={"scenarios": ("do_minimum",)})
    rows = pd.read_csv(root / "data" / "pathway" / "do_minimum" / "uptake.csv")
    assert set(rows["provenance"]) == {"assumed"}
    settings = Settings(config, inputs.assumptions)
    stock = yearly_stock(settings, rows, inputs.tables["technologies"])["stock"]
    recorded = inputs.tables["recorded"]
    heat_pumps = stock[stock["year"].eq(2050) & stock["technology"].str.contains("source")]["count"].sum()
    assert heat_pumps == pytest.approx(recorded.query("technology == 'heat_pump' and year == 2025")["count"].sum())
    homes = pd.DataFrame({"district_code": sorted(config.districts)})
    supply = homes.assign(allocation="nearest", lsoa_code=homes["district_code"], in_study=True, substation_id="x",
                          share=1.0, dwellings=100.0, basis="nearest_primary")  # fmt: skip
    both = pd.concat([supply, supply.assign(allocation="second_nearest")], ignore_index=True)
    made = place_measures(settings, stock, recorded, both, inputs.tables["technologies"], empty(NamedShares))
    measures = made["simple_measures"]
    added = measures["status"].ne("existing")
    assert measures.loc[added, "count"].abs().sum() < 1e-9
    measures = measures[~added].reset_index(drop=True)
    tables = {name: inputs.tables[name] for name in ("emissions", "metered_energy", "grid_factors")}
    nothing = pd.DataFrame()
    path = lay_carbon_path(settings, **tables, dwellings=nothing, home_energy=nothing, measures=measures)["carbon_path"]
    assert set(path["component"]) == {"last_counted", "grid_factor", "trajectory"}
    county = path[path["component"].eq("trajectory") & path["area_level"].eq("county")].set_index("year")
    assert county["emissions_tco2e"].is_monotonic_decreasing
    assert np.isfinite(county["emissions_tco2e"]).all()


def test_the_names_of_both_generations_stand_in_one_table_that_readers_use():
    table = names_table()
    assert check(table, PathwayNames, "pathway_names") == []
    assert sorted(name.pathway_id for name in NAMES if name.pathway_id.startswith("tresp")) == PATHWAYS
    known = {name.published_name for name in NAMES}
    assert {name.nearest for name in NAMES} - {""} <= known
    assert {name.generation for name in NAMES} == {"four_scenarios", "three_pathways"}


def test_every_scenario_of_ours_from_fes_is_in_the_table(root):
    listed = set(read_inputs(root).config.scenarios)
    assert listed == {name.pathway_id for name in NAMES if name.family == "FES 2022"}


def test_toytown_has_no_slots():
    assert slots(TOYTOWN / "data" / "pathway", ["toy_fast", "toy_slow"])["status"].eq("listed").all()
