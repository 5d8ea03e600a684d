"""Findings read as plain sentences, and study.toml is refused with every wrong entry named."""

import pytest

from lae.config import read_config
from lae.findings import FaultsError, Finding, errors, named, raise_errors

STUDY = """
schema_version = 1
name = "toy-study"
title = "Toy"
districts = ["E99000001", "S99000002"]
scenarios = ["fast"]
"""


@pytest.fixture
def study(tmp_path):
    def writer(text, encoding="utf-8"):
        path = tmp_path / "study.toml"
        path.write_text(text, encoding=encoding)
        return path

    return writer


def faults_of(path):
    with pytest.raises(FaultsError) as caught:
        read_config(path)
    return {(fault.rule, fault.column): fault.message for fault in caught.value.findings}


def test_a_finding_says_where_what_which_and_what_to_do():
    fault = Finding("error", "feeds.csv", "loop", "feeds run in a circle.", "upstream_id", ("a", "b"), "Open one.")
    assert fault.sentence() == "feeds.csv, upstream_id: feeds run in a circle. (a, b) Open one."
    assert Finding("note", "feeds.csv", "stub", "a stub.").sentence() == "feeds.csv: a stub."


@pytest.mark.parametrize(("count", "text"), [(0, ""), (1, "0"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4 and 1 more")])
def test_five_ids_are_spelt_out_and_the_rest_counted(count, text):
    assert named(str(number) for number in range(count)) == text


def test_only_errors_stop_a_run_and_all_of_them_are_told():
    found = [Finding(severity, "t", "r", f"{severity}.") for severity in ("error", "warning", "note", "error")]
    assert [fault.severity for fault in errors(found)] == ["error", "error"]
    with pytest.raises(FaultsError, match=r"t: error\.\nt: error\.") as caught:
        raise_errors(found)
    assert len(caught.value.findings) == 2


def test_warnings_and_notes_stop_nothing():
    assert raise_errors([Finding("warning", "t", "r", "m"), Finding("note", "t", "r", "m")]) is None


def test_a_finding_cannot_be_changed():
    with pytest.raises(AttributeError):
        Finding("note", "t", "r", "m").message = "other"


def test_a_study_is_read_with_its_defaults(study):
    config = read_config(study(STUDY))
    assert config.districts == ("E99000001", "S99000002")
    assert (config.years[0], config.years[-1], config.data) == (2025, 2050, "data")


def test_a_byte_order_mark_is_no_fault(study):
    assert read_config(study(STUDY, encoding="utf-8-sig")).title == "Toy"


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ("colour = 'red'", "colour", "there is no such setting."),
        ("last_year = 'soon'", "last_year", "valid integer"),
        ("base_year = 1990", "base_year", "2015"),
        ("base_year = 2040\nlast_year = 2030\nmilestones = []", "", "last_year 2030 must come after base_year 2040"),
        ("milestones = [2020]", "", "milestones [2020] lie outside 2025 to 2050"),
        ("data = '../elsewhere'", "", "a folder inside the study's own folder"),
        ("data = '/etc'", "", "a folder inside the study's own folder"),
        ("extends = 'kent'", "extends", "oxfordshire"),
    ],
)
def test_a_wrong_setting_is_named(study, change, column, message):
    assert message in faults_of(study(STUDY + change))["setting", column]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("schema_version = 1", "schema_version = 2", "schema_version"),
        ('name = "toy-study"', 'name = "../up"', "name"),
        ('title = "Toy"', 'title = ""', "title"),
        ('"E99000001"', '"Oxford"', "districts.0"),
        ('["fast"]', "[]", "scenarios"),
        ('["fast"]', '["fast", "../fast"]', "scenarios.1"),
        ('"S99000002"', '"E99000001"', ""),
        ('["fast"]', '["fast", "fast"]', ""),
    ],
)
def test_a_wrong_entry_is_named(study, old, new, column):
    assert set(faults_of(study(STUDY.replace(old, new)))) == {("setting", column)}


def test_every_wrong_entry_is_told_at_once(study):
    found = faults_of(study("schema_version = 1\nname = 'A B'\ncolour = 'red'\n"))
    assert set(found) == {("setting", name) for name in ("name", "colour", "title", "districts", "scenarios")}
    assert found["setting", "title"] == "the setting is missing."


@pytest.mark.parametrize("text", ["name = ", "name = 1\nname = 2", "]"])
def test_what_is_no_toml_is_one_fault(study, text):
    assert set(faults_of(study(text))) == {("not_toml", "")}


def test_text_that_is_no_utf_8_is_one_fault(study):
    assert set(faults_of(study("title = 'é'", encoding="latin-1"))) == {("not_toml", "")}


def test_a_study_without_study_toml_is_one_fault(tmp_path):
    assert set(faults_of(tmp_path / "study.toml")) == {("missing_file", "")}


def test_a_folder_called_study_toml_is_one_fault(tmp_path):
    (tmp_path / "study.toml").mkdir()
    assert set(faults_of(tmp_path / "study.toml")) == {("unreadable", "")}


def test_the_projects_own_studies_are_in_order(root):
    for folder in (root, root / "examples" / "toytown"):
        config = read_config(folder / "study.toml")
        assert config.base_year == config.years[0]
