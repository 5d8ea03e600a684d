"""The workbook, opened again: one table a sheet, units in headings, nothing that runs, the same bytes twice."""

import re

import openpyxl
import pandas as pd
import pytest

from hostile import NAMES, hostile
from lae.dictionary.pack import pack_tables
from lae.evidence.workbook import write_workbook
from lae.evidence.workbook.cells import BLANK, NONE, written


def _book(results, path):
    write_workbook(results, pack_tables(results), path, edition="public")
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def book(toytown_run, tmp_path_factory):
    return _book(toytown_run, tmp_path_factory.mktemp("book") / "lae.xlsx")


def _rows(sheet):
    (table,) = sheet.tables.values()
    header, *body = [[cell.value for cell in row] for row in sheet[table.ref]]
    return pd.DataFrame(body, columns=header)


def test_the_book_opens_on_a_cover_then_contents_and_notes(book):
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert book.sheetnames[-1] == "All tables"
    assert all(len(name) < 31 for name in book.sheetnames)


def test_every_sheet_holds_one_marked_table_that_is_whole(book):
    for sheet in book.worksheets[1:]:
        rows = _rows(sheet)
        assert sheet["A1"].value
        assert len(set(rows.columns)) == len(rows.columns)
        assert rows.notna().all().all(), sheet.title
        assert not sheet.merged_cells.ranges


def test_text_that_wraps_has_room_in_programs_that_make_none_by_themselves(book):
    for name in ("Notes", "Assumptions"):
        sheet = book[name]
        (table,) = sheet.tables.values()
        long = [
            row
            for row in sheet[table.ref][1:]
            for cell in row
            if len(str(cell.value)) > 2 * sheet.column_dimensions[cell.column_letter].width
        ]
        assert long, "the example has none"
        assert all(sheet.row_dimensions[row[0].row].height >= 32 for row in long), name


def test_contents_link_to_every_table(book):
    assert list(_rows(book["Contents"])["Sheet name"]) == book.sheetnames[3:]
    assert book["Contents"]["A4"].hyperlink.location == "'Headline'!A1"


def test_colours_are_words_and_units_stand_in_headings(book):
    rows = _rows(book["Milestones"])
    assert set(rows["Status"]) <= {"Red", "Amber", "Green", "Not known"}
    assert [name for name in rows.columns if re.fullmatch(r"20\d\d \(MVA\)", name)]
    assert "Cost (£)" in _rows(book["Retrofit"]).columns


def test_headroom_at_a_milestone_is_that_of_the_table(book, toytown_run):
    rows = _rows(book["Milestones"])
    config = toytown_run.inputs.config
    table = toytown_run.table("headroom")
    year, scenario = config.milestones[-1], config.scenarios[0]
    mine = table["basis"].eq("published") & table["direction"].eq("demand") & table["year"].eq(year)
    told = table[mine & table["scenario"].eq(scenario)].set_index("substation_id")["headroom_mva"]
    shown = rows[rows["Scenario"].eq(toytown_run.inputs.scenario_labels[scenario])].set_index("Substation ID")
    for substation, value in shown[f"{year} (MVA)"].items():
        assert value == (BLANK if pd.isna(told[substation]) else pytest.approx(told[substation], abs=1e-6))


def test_the_last_sheet_lists_every_csv_with_its_rows(book, toytown_run):
    listed = _rows(book["All tables"]).set_index("File")
    assert set(listed.index) == {f"tables/{name}.csv" for name in pack_tables(toytown_run)}
    assert listed.loc["tables/because.csv", "Rows"] == len(toytown_run.table("because"))
    assert listed.loc["tables/because.csv", "Sheet"].startswith("CSV only")


def test_what_people_read_of_the_plan_has_a_sheet(book):
    plan = {"Indicators", "Projects", "Needs", "Funding", "Open questions", "Nested totals", "Insetting", "Scenarios"}
    assert plan <= set(book.sheetnames)
    assert set(_rows(book["Nested totals"])["Residual value"]) <= {0, BLANK}


def test_an_empty_table_says_that_it_is_blank(toytown_run, tmp_path):
    tables = pack_tables(toytown_run)
    tables["sequestration_by_district"] = tables["sequestration_by_district"].iloc[:0]
    write_workbook(toytown_run, tables, tmp_path / "lae.xlsx", edition="public")
    book = openpyxl.load_workbook(tmp_path / "lae.xlsx")
    assert list(_rows(book["Land"])["Blank"]) == [
        "No rows: see the sheets Land layers and Open questions for what is missing."
    ]


def test_the_same_run_gives_the_same_bytes(toytown_run, tmp_path):
    _book(toytown_run, tmp_path / "a.xlsx")
    _book(toytown_run, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_hostile_names_are_text_and_nothing_else(toytown_run, tmp_path):
    sheets = _book(hostile(toytown_run), tmp_path / "lae.xlsx").worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in cells if cell.hyperlink and "evil" in str(cell.hyperlink.target)] == []
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert "'" + NAMES[1] in texts
    assert NAMES[0] in texts
    assert [text for text in texts if text[:1] in ("=", "+", "-", "@")] == []


def test_a_blank_number_and_a_blank_text_have_their_signs():
    frame = pd.DataFrame({"a_mva": [1.0, None], "b": ["x", ""], "c": [True, False]})
    assert written(frame).to_numpy().tolist() == [[1.0, "x", "yes"], [BLANK, NONE, "no"]]
