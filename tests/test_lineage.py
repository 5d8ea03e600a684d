"""`lae explain` on a table, a column or a row: the same that lineage.csv says, with the row's own source."""

import json

import pytest
from typer.testing import CliRunner

from lae.cli import app
from lae.dictionary.formulas import FORMULAS
from lae.dictionary.pack import pack_tables
from lae.explain import account
from lae.explain.lineage import is_lineage
from lae.findings import FaultsError


def _account(run, name):
    config = run.inputs.config
    return account(run, name, scenario=config.scenarios[0], year=config.milestones[-1])


def test_a_column_says_unit_formula_step_files_and_assumptions(toytown_run):
    text = " ".join(" ".join(_account(toytown_run, "budgets.remaining_cumulative_tco2e").lines()).split())
    assert FORMULAS["budgets", "remaining_cumulative_tco2e"] in text
    assert "pathway/emissions.csv" in text
    assert "carbon budgets" in text


def test_explain_and_lineage_csv_say_the_same(toytown_run):
    told = pack_tables(toytown_run)["lineage"].set_index(["table_name", "column_name"])
    row = told.loc[("headroom", "headroom_mva")]
    text = " ".join(" ".join(_account(toytown_run, "headroom.headroom_mva").lines()).split())
    for column in ("unit", "meaning", "formula", "stage"):
        assert row[column] in text
    for assumption in row["assumption_ids"].split("; "):
        assert assumption in text


def test_a_row_shows_its_figures_and_its_source(toytown_run):
    told = _account(toytown_run, "headroom:toy:P5").data()
    table = toytown_run.table("headroom")
    config = toytown_run.inputs.config
    mine = table[
        table["substation_id"].eq("toy:P5")
        & table["scenario"].eq(config.scenarios[0])
        & table["year"].eq(config.milestones[-1])
    ]
    rows = [section for section in told["sections"] if section["title"].startswith("headroom.csv: ")]
    assert len(rows) == len(mine)
    first = {line["label"]: line for line in rows[0]["lines"]}
    assert first["added_mva"]["value"] == f"{mine['added_mva'].iloc[0]:,.10g} MVA"
    assert first["added_mva"]["source_id"] == mine["source_id"].iloc[0]


def test_a_table_lists_its_columns(toytown_run):
    (columns, *_) = _account(toytown_run, "works").data()["sections"]
    assert [line["label"] for line in columns["lines"]] == list(toytown_run.table("works").columns)


@pytest.mark.parametrize(
    ("name", "said"), [("headroom.nope", "has no column nope"), ("headroom:toy:none", "no row of")]
)
def test_what_is_not_there_is_said_with_what_is_near(toytown_run, name, said):
    with pytest.raises(FaultsError, match=said):
        _account(toytown_run, name)


def test_a_substation_is_still_a_substation(toytown_run):
    assert not is_lineage(toytown_run, "toy:P5")
    assert _account(toytown_run, "toy:P5").kind == "substation"


def test_the_command_prints_lineage(root):
    toytown = str(root / "examples" / "toytown")
    result = CliRunner().invoke(app, ["explain", "headroom.added_mva", toytown, "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["kind"] == "lineage"
