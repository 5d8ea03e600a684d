"""Fuel poverty by LSOA: matched by code, blanks and strangers named, the same bytes every time."""

import pandas as pd
import pytest

from lae.buildings.poverty_contract import FuelPoverty
from lae.files import read_table
from lae.findings import FaultsError
from lae.prepare.poverty import FILE, make_poverty, poverty_table
from lae.readers.own import read_boundaries
from published import workbook

HEAD = ["LSOA Code", "LSOA Name", "Local Authority Code", "Number of households"]
HEAD += ["Number of households in fuel poverty", "Proportion of households fuel poor (%)"]
ROWS = [
    ["E01000001", "Ash 001A", "E07000001", 200, 30, 15.0],
    ["E01000002", "Ash 001B", "E07000001", 100, 120, 120.0],
    ["E01000003", "Ash 001C", "E07000001", 400, 40, 10.0],
    ["E01000009", "Elm 001A", "E07000002", 100, 10, 10.0],
]


@pytest.fixture
def book(tmp_path):
    def make(rows=ROWS, name="f.xlsx", year=2024):
        sheets = {"Table 4": [[f"Table 4: Fuel poverty by LSOA, {year} [note 1]"], [""], HEAD, *rows]}
        return workbook(tmp_path / name, sheets)

    return make


def lsoas(*codes):
    return pd.DataFrame({"lsoa_code": codes}, dtype="str")


def test_the_study_s_lsoas_get_their_counts_in_order(book):
    found = poverty_table(book(), lsoas=lsoas("E01000003", "E01000001"), source_id="toy")
    assert found.table["lsoa_code"].tolist() == ["E01000001", "E01000003"]
    assert found.table["households_count"].tolist() == [200, 400]
    assert found.table["fuel_poor_count"].tolist() == [30, 40]
    assert (set(found.table["year"]), set(found.table["source_id"])) == ({2024}, {"toy"})
    assert (found.count.read, found.count.kept) == (4, 4)
    notes = [finding for finding in found.findings if finding.severity == "note"]
    assert [finding.ids for finding in notes] == [("E01000002", "E01000009")]


def test_more_poor_than_households_is_left_blank_and_was_told(book):
    found = poverty_table(book(), lsoas=lsoas("E01000001", "E01000002"))
    assert found.table["fuel_poor_count"].isna().tolist() == [False, True]
    assert "more_than_all" in {finding.rule for finding in found.findings}


def test_lsoas_of_another_edition_are_named_and_have_no_row(book):
    ours = lsoas("E01000001", "E01000002", "E01000003", "E01034001")
    found = poverty_table(book(), lsoas=ours)
    assert found.table["lsoa_code"].tolist() == ["E01000001", "E01000002", "E01000003"]
    warned = [
        finding for finding in found.findings if finding.rule == "unmatched_rows" and finding.severity == "warning"
    ]
    assert [finding.ids for finding in warned] == [("E01034001",)]
    assert "same edition" in warned[0].fix


def test_a_workbook_of_elsewhere_is_refused_and_nothing_is_written(book, tmp_path):
    with pytest.raises(FaultsError, match="2 of 3 rows"):
        make_poverty(book(), tmp_path / "out", lsoas=lsoas("E01000001", "E01034001", "E01034002"))
    assert not (tmp_path / "out").exists()


def test_a_workbook_of_districts_alone_is_too_coarse(tmp_path):
    head = ["Area Codes", "Area name", "Number of households", "Number of households in fuel poverty"]
    sheets = {"Table 2": [["Table 2: Fuel poverty by district, 2024"], [""], head, ["E07000001", "Ash", 900, 90]]}
    with pytest.raises(FaultsError, match="holds no LSOA"):
        poverty_table(workbook(tmp_path / "d.xlsx", sheets), lsoas=lsoas("E01000001"))


def test_what_is_written_reads_back_and_is_the_same_again(book, tmp_path):
    ours = lsoas("E01000001", "E01000003")
    made = make_poverty(book(), tmp_path / "one", lsoas=ours)
    make_poverty(book(ROWS[::-1], "again.xlsx"), tmp_path / "two", lsoas=ours)
    assert (tmp_path / "one" / FILE).read_bytes() == (tmp_path / "two" / FILE).read_bytes()
    back, findings = read_table(tmp_path / "one" / FILE, FuelPoverty, table=FILE)
    assert findings == []
    pd.testing.assert_frame_equal(back, made.table)


def test_our_table_is_what_the_department_s_workbook_says(root, shared_data):
    path = shared_data / "energy" / "sub-regional-fuel-poverty-2022-tables.xlsx"
    boundaries = read_boundaries(root / "data" / "boundaries")
    made = poverty_table(path, lsoas=boundaries.lsoas)
    kept, findings = read_table(root / "data" / "buildings" / FILE, FuelPoverty, table=FILE)
    assert findings == []
    pd.testing.assert_frame_equal(kept, made.table)
    # The workbook and the study are both of the LSOAs of 2011: none is lost.
    assert len(kept) == len(boundaries.lsoas)
    assert {finding.severity for finding in made.findings} == {"note"}
