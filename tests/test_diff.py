"""What changed between two runs: nothing for the same inputs; one assumption is named with what it moved."""

import json
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from lae.cli import app
from lae.dictionary.columns import key
from lae.evidence.diff.moved import moved
from lae.evidence.diff.runs import compare_runs
from lae.evidence.run_folder import RunFolder
from lae.files import armed, csv_text
from lae.findings import FaultsError
from lae.measures import Shortfalls
from lae.tables import columns_of
from toytown import TOYTOWN, change, copy_of_toytown

RUN = CliRunner()
SHORTFALLS = columns_of(Shortfalls)


def ran(study, out):
    result = RUN.invoke(app, ["run", str(study), "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Toytown as it is, and with half of the contracted demand at the peak."""
    folder = tmp_path_factory.mktemp("diff")
    study = copy_of_toytown(folder)
    change(study, "assumptions.csv", "contracted_coincidence,1,", "contracted_coincidence,0.5,")
    return ran(TOYTOWN, folder / "a"), ran(study, folder / "b")


def text(**columns):
    return pd.DataFrame(columns, dtype="str")


class TestRuns:
    def test_the_same_inputs_differ_in_nothing(self, runs, tmp_path):
        again = shutil.copytree(runs[0], tmp_path / "again")
        assert compare_runs(RunFolder(runs[0]), RunFolder(again)).empty
        assert compare_runs(RunFolder(runs[0]), RunFolder(runs[0])).data()["empty"]

    def test_one_changed_assumption_is_named_with_the_outputs_that_moved(self, runs):
        found = compare_runs(*map(RunFolder, runs))
        assert [(each.name, each.before, each.after) for each in found.assumptions] == [
            ("contracted_coincidence", "value 1", "value 0.5")
        ]
        assert [each.name for each in found.inputs] == ["data/assumptions.csv"]
        assert not found.versions
        assert not found.settings
        names = {table.table for table in found.tables}
        assert {"headroom", "shortfalls", "parity"} <= names
        # Every table that moved lies downstream of a stage that uses it, and no home or charger moved.
        assert set(found.assumptions[0].moved) == names
        assert not names & {"dwellings_by_area", "retrofit", "charging_sites", "budgets"}

    def test_a_row_s_move_is_told_by_its_key_with_both_figures(self, runs):
        found = compare_runs(*map(RunFolder, runs))
        headroom = next(table for table in found.tables if table.table == "headroom")
        assert (headroom.added, headroom.removed) == (0, 0)
        # Marble Road's 3 MVA contracted count half: the greatest of all.
        largest = next(move for move in headroom.moves if move.column == "contracted_mva")
        assert (largest.before, largest.after) == (3.0, 1.5)
        assert "toy:B1 / demand / modelled" in largest.row

    def test_what_is_no_run_is_refused_by_name(self, tmp_path):
        with pytest.raises(FaultsError, match=r"run\.json"):
            compare_runs(RunFolder(tmp_path), RunFolder(tmp_path))
        (tmp_path / "run.json").write_text("[]")
        with pytest.raises(FaultsError, match="not of lae"):
            compare_runs(RunFolder(tmp_path), RunFolder(tmp_path))

    def test_the_verb_prints_and_gives_json(self, runs):
        told = RUN.invoke(app, ["diff", *map(str, runs)])
        assert told.exit_code == 0
        assert "contracted_coincidence: value 1 -> value 0.5" in told.output
        data = json.loads(RUN.invoke(app, ["diff", *map(str, runs), "--json"]).output)
        assert data["assumptions"][0]["name"] == "contracted_coincidence"
        assert "are the same" in RUN.invoke(app, ["diff", str(runs[0]), str(runs[0])]).output
        assert RUN.invoke(app, ["diff", str(runs[0]), str(TOYTOWN)]).exit_code == 1


class TestTables:
    def test_keys_come_from_the_contract(self):
        assert key("shortfalls") == ("scenario", "substation_id", "direction", "basis", "queue")
        assert key("nobody_knows") == ()

    def test_rows_are_met_by_key_whatever_their_order(self):
        before = text(place=["a", "b"], year=["2025", "2025"], homes=["1", "2"])
        after = text(place=["b", "a"], year=["2025", "2025"], homes=["2", "1"])
        assert moved("t", before, after) is None

    def test_added_removed_and_changed_are_counted_and_the_largest_move_comes_first(self):
        before = text(place=["a", "b", "c"], homes=["1", "2", "3"])
        after = text(place=["a", "b", "d"], homes=["5", "20", "3"])
        found = moved("t", before, after)
        assert (found.added, found.removed, found.changed, found.columns) == (1, 1, 2, {"homes": 2})
        assert [(move.row, move.before, move.after) for move in found.moves] == [("b", 2.0, 20.0), ("a", 1.0, 5.0)]

    def test_a_table_that_is_new_or_has_a_new_column_says_so(self):
        assert moved("t", pd.DataFrame(), text(place=["a"])).note == "the table is new"
        assert moved("t", text(place=["a"]), pd.DataFrame()).note == "the table is gone"
        found = moved("t", text(place=["a"]), text(place=["a"], colour=["red"]))
        assert (found.note, found.changed) == ("column colour is new", 0)

    def test_two_rows_of_one_key_still_meet_their_like(self):
        same = text(place=["a", "a"], homes=["1", "2"])
        assert moved("t", same, same.copy()) is None

    def test_class_changes_of_the_headline_are_named(self, runs, tmp_path):
        copy = shutil.copytree(runs[0], tmp_path / "copy")
        table = copy / "evidence" / "tables" / "shortfalls.csv"
        rows = table.read_text().replace("toy_fast,toy:P2,Hoop Lane,primary,demand,published", "@@")
        line = next(each for each in rows.split("\n") if each.startswith("@@"))
        moved_line = line.replace(",crosses,", ",stays_above,")
        assert moved_line != line
        table.write_text(
            rows.replace(line, moved_line).replace("@@", "toy_fast,toy:P2,Hoop Lane,primary,demand,published")
        )
        record = json.loads((copy / "run.json").read_text())
        record["outputs"]["evidence/tables/shortfalls.csv"] = "other"
        (copy / "run.json").write_text(json.dumps(record))
        found = compare_runs(RunFolder(runs[0]), RunFolder(copy))
        assert [(each.name, each.before, each.after) for each in found.classes] == [
            ("toy_fast / Hoop Lane (toy:P2)", "crosses", "stays_above")
        ]


def test_cells_disarmed_for_a_spreadsheet_come_back_as_they_were():
    frame = pd.DataFrame({"name": ["=1+1", "plain", "'quoted", "-x"], "homes": [1.0, 2.0, 3.0, 4.0]})
    written = csv_text(frame, inert=True)
    assert "'=1+1" in written
    cells = [line.split(",")[0] for line in written.split("\n")[1:-1]]
    assert list(armed(pd.DataFrame({"name": cells}, dtype="str"))["name"]) == list(frame["name"])
