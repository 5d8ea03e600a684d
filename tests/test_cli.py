"""Every verb once, in process; the entry point once as a real command."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import lae
from lae.cli import app
from toytown import TOYTOWN, copy_of_toytown

RUN = CliRunner()


def said(*words, code=0):
    result = RUN.invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "toytown"
    return folder, said("run", TOYTOWN, "--out", folder)


def test_run_names_the_page_and_prints_the_classes(out):
    folder, text = out
    assert f"Open {folder / 'index.html'}" in text.replace("\n", "")
    assert "Toytown in a hurry" in text
    assert "not a connection offer" in text
    assert (folder / "index.html").is_file()


def test_run_leaves_the_agreed_tables(out):
    folder, _ = out
    tables = folder / "evidence" / "tables"
    heads = {path.stem: path.read_text(encoding="utf-8").split("\n", 1)[0] for path in tables.glob("*.csv")}
    assert heads["headroom"] == (
        "scenario,year,substation_id,name,tier,dno,direction,basis,queue,capacity_mva,observed_mva,contracted_mva,"
        "added_mva,headroom_own_mva,bound_own,headroom_mva,bound,binding_substation_id,peak_slot,source_id"
    )
    assert heads["because"] == "scenario,year,substation_id,direction,basis,queue,technology,count,added_mva"
    assert heads["shortfalls"] == (
        "scenario,substation_id,name,tier,direction,basis,queue,bound,class,first_year_below_zero,first_year_latest,"
        "worst_year,worst_headroom_mva,binding_substation_id"
    )


def test_run_records_what_went_in_and_what_came_out(out):
    folder, _ = out
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["study"]["name"] == "toytown"
    assert len(record["inputs"]["data/grid/substations.csv"]) == 64
    assert record["assumptions"]["hp_admd"]["tier"]
    assert set(record["outputs"]) >= {"index.html", "evidence/tables/headroom.csv"}
    assert {"timings.json", "run.log"} <= {path.name for path in folder.iterdir()}


def test_the_same_inputs_give_the_same_bytes(out, tmp_path):
    folder, _ = out
    said("run", TOYTOWN, "--out", tmp_path / "again")
    unstable = {"timings.json", "run.log"}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in unstable:
            assert (tmp_path / "again" / path.relative_to(folder)).read_bytes() == path.read_bytes(), path


def test_run_as_json(tmp_path):
    summary = json.loads(said("run", TOYTOWN, "--out", tmp_path / "out", "--json", "--log-level", "info"))
    assert summary["page"].endswith("index.html")
    assert {row["scenario"] for row in summary["headline"]} == {"toy_fast", "toy_slow"}
    assert "headroom" in (tmp_path / "out" / "run.log").read_text(encoding="utf-8")


def test_run_refuses_a_folder_that_is_not_its_own(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    result = RUN.invoke(app, ["run", str(TOYTOWN), "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "did not make" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_check_passes_toytown():
    assert "0 errors" in said("check", TOYTOWN)
    told = json.loads(said("check", TOYTOWN, "--json"))
    assert told["exit_code"] == 0
    assert "error" not in {row["severity"] for row in told["findings"]}


def test_check_writes_a_page_too(tmp_path):
    said("check", TOYTOWN, "--html", tmp_path / "check.html")
    page = (tmp_path / "check.html").read_text(encoding="utf-8")
    assert "Toytown (invented)" in page
    assert "<script" not in page


def test_explain_adds_up_by_hand():
    text = said("explain", "Hoop Lane", TOYTOWN, "--scenario", "toy_fast", "--year", "2030")
    # 600 heat pumps, 600 cars and 200 kW more: 1.4 MVA off a published 1.00.
    assert "1.40 MVA" in text
    assert "-0.40 MVA" in text
    assert "[published]" in text
    assert "[modelled]" in text
    assert "not a connection offer" in text
    told = json.loads(said("explain", "toy:P2", TOYTOWN, "--scenario", "toy_fast", "--year", "2030", "--json"))
    assert (told["id"], told["year"]) == ("toy:P2", 2030)
    assert all(section["title"] in text for section in told["sections"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["explain", "Atlantis", str(TOYTOWN)], "no substation is called Atlantis"),
        (["explain", "o", str(TOYTOWN)], "substations are called something like o"),
        (["explain", "toy:P2", str(TOYTOWN), "--scenario", "none"], "there is no scenario none"),
        (["explain", "toy:P2", str(TOYTOWN), "--year", "1999"], "there is no year 1999"),
    ],
)
def test_explain_says_what_it_cannot_find(words, expected):
    assert expected in " ".join(said(*words, code=1).split())


def test_params_lists_what_nobody_has_verified_and_what_to_open():
    rows = json.loads(said("params", TOYTOWN, "--todo", "--json"))
    assert {row["tier"] for row in rows} == {"D"}
    assert next(row for row in rows if row["id"] == "saving_need_cavity")["source"].startswith("CHECK: ")
    assert "tier D:" in said("params", TOYTOWN)


def test_sources_lists_licences():
    assert "lae" in said("sources", TOYTOWN)
    assert {"source_id", "licence", "attribution"} <= set(json.loads(said("sources", TOYTOWN, "--json"))[0])


def test_new_starts_a_study_that_names_what_is_missing(tmp_path):
    folder = tmp_path / "trafford"
    text = said("new", folder, "--title", "Trafford", "--lad", "E08000009")
    assert "lae data boundaries --lad E08000009" in text
    result = RUN.invoke(app, ["check", str(folder)])
    assert result.exit_code == 1
    assert "boundaries.gpkg" in result.output
    assert "Traceback" not in result.output
    assert RUN.invoke(app, ["new", str(folder), "--title", "x", "--lad", "E08000009"]).exit_code == 1


def test_new_refuses_a_code_that_is_none(tmp_path):
    result = RUN.invoke(app, ["new", str(tmp_path / "x"), "--title", "x", "--lad", "Oxford"])
    assert result.exit_code == 1
    assert not any(tmp_path.iterdir())


def test_a_study_is_found_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(copy_of_toytown(tmp_path))
    assert "0 errors" in said("check")


def test_the_public_api_is_the_study():
    study = lae.Study(TOYTOWN)
    results = study.run()
    assert len(results.table("headroom"))
    assert study.explain("toy:P2", scenario="toy_fast", year=2030).lines()[0].startswith("Hoop Lane")
    with pytest.raises(KeyError, match="there is no table nonsense"):
        results.table("nonsense")
    with pytest.raises(AttributeError, match="no attribute Nonsense"):
        _ = lae.Nonsense


def test_help_and_version_do_not_wait_for_pandas():
    code = "import sys; from lae.cli import app; app(['--help'], standalone_mode=False); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("False")
    assert said("--version").strip() == lae.__version__


def test_the_entry_point_is_a_command():
    code = "from lae.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == lae.__version__


def test_check_names_the_command_that_makes_a_missing_table(tmp_path):
    folder = tmp_path / "trafford"
    said("new", folder, "--title", "Trafford", "--lad", "E08000009")
    rows = json.loads(said("check", folder, "--json", code=1))["findings"]
    fixes = {row["where"]["file"]: row["fix"] for row in rows if row["id"] == "missing_file"}
    assert "lae data grid" in fixes["grid/substations.csv"]
    assert "lae data pathway" in fixes["pathway/fes22_ct/scenario.toml"]
    assert not [row for row in rows if "Errno" in row["what"]]


def test_parity_puts_every_operator_on_one_metric():
    assert "Hoop Lane" in said("parity", TOYTOWN)
    rows = json.loads(said("parity", TOYTOWN, "--json"))
    assert {row["substation_id"] for row in rows} >= {"toy:P2", "toy:B1"}
    assert all(row["steps"] for row in rows)
