from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lae.files import read_table
from lae.grid.best_view import (
    BEST_VIEW,
    NO_NAME,
    SEVERAL,
    BestView,
    below_zero,
    correlation,
    match_best_view,
)
from lae.grid.contract import Substations
from lae.grid.text import network_from_text
from lae.readers import best_view
from lae.readers.base import Edition, Register, head_of
from lae.readers.operators import COMPILATIONS, OPERATORS
from lae.tables import check
from published import workbook

HEADER = ["Substation", "Supply Level", "Scenario", 2022]
SHEETS = {
    "SEPD Demand headroom": [
        HEADER,
        ["MILL", "Primary", "Best View", 4.736418513182052],
        ["FORD ", "Primary", "Best View", -1],
    ],
    "SPD Demand headroom": [HEADER, [], ["MILL", "Primary", "Best View", None]],
    "SEPD Calculation": [["spare capacity", "", 10], ["capacity range", 2022]],
}
NOTHING = Register(pd.DataFrame(), pd.DataFrame(), 0.96)
EDITION = Edition("2022", 2022, "best_view_test", "each DNO's terms")


def read(path):
    return best_view.read(path, EDITION, NOTHING)


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


def test_headroom_sheets_are_read_and_calculations_counted(tmp_path):
    path = workbook(tmp_path / "b.xlsx", SHEETS)
    assert best_view.recognise(head_of(path))
    reading = read(path)
    assert (reading.count.read, reading.count.kept) == (5, 3)
    assert reading.count.dropped == {"row of a calculation sheet": 2}
    assert rules(reading, "warning") == {"no_figure"}
    assert not rules(reading)
    table = reading.tables[BEST_VIEW]
    assert not check(table, BestView, "b")
    assert table["dno"].tolist() == ["ssen", "ssen", "spen"]
    assert table["licence_area"].tolist() == ["SEPD", "SEPD", "SPD"]
    assert table["published_name"].tolist() == ["MILL", "FORD", "MILL"]
    assert table["headroom_mw"].tolist()[:2] == [4.736419, -1.0]
    assert np.isnan(table["headroom_mw"][2])
    assert table["source_row"].tolist() == [2, 3, 3]
    assert set(table["year"]) == {2022}


def test_faults_of_the_workbook_are_told(tmp_path):
    def told(name, sheets):
        return rules(read(workbook(tmp_path / f"{name}.xlsx", sheets)))

    assert told("area", {"Atlantis Demand": SHEETS["SPD Demand headroom"]}) == {"licence_area"}
    assert told("none", {"SEPD Calculation": SHEETS["SEPD Calculation"]}) == {"missing_sheet"}
    assert told("text", {"SEPD": [HEADER, ["MILL", "Primary", "Best View", "much"]]}) == {"type"}
    assert told("twice", {"SEPD": [HEADER, *[["MILL", "Primary", "Best View", 1]] * 2]}) == {
        "multiple_fields_uniqueness"
    }
    assert told("blank", {"SEPD": [HEADER, [None, "Primary", "Best View", 1]]}) == {"no_name"}
    (tmp_path / "cut.xlsx").write_bytes(b"PK")
    assert rules(read(tmp_path / "cut.xlsx")) == {"damaged"}
    assert rules(read(tmp_path / "gone.xlsx")) == {"missing_file"}


NETWORK = """
G1 gsp     -
B1 bsp     G1
P1 primary B1
P2 primary B1
P3 primary B1
P4 primary B1
"""


def view(*rows):
    frame = pd.DataFrame(rows, columns=["published_name", "headroom_mw"])
    return frame.assign(
        dno="ssen", licence_area="SEPD", supply_level="Primary", scenario="Best View", year=2022
    ).assign(vintage="2022", source_id="s", source_row=range(2, len(rows) + 2), licence="l")


def test_names_match_in_upper_case_and_only_where_they_are_unique():
    substations, _ = network_from_text(NETWORK)
    names = {"t:P1": "Mill Lane Primary", "t:P2": "Ford Primary", "t:P3": "Ford Primary", "t:P4": "Lone Primary"}
    substations = substations.assign(
        name=substations["substation_id"].map(names).fillna("Weir"), licence_area="SEPD", demand_published_value=2.0
    )
    before = substations.copy()
    found = match_best_view(view(("MILL LANE", -0.5), ("FORD", 1.0)), substations, licence_area="SEPD")
    assert found.pairs["substation_id"].tolist() == ["t:P1"]
    assert found.unmatched == {"t:P2": SEVERAL, "t:P3": SEVERAL, "t:P4": NO_NAME}
    assert below_zero(found.pairs) == ["t:P1"]
    assert np.isnan(correlation(found.pairs, substations))
    pd.testing.assert_frame_equal(substations, before)
    twice = match_best_view(view(("LONE", 1.0), ("Lone", 2.0)), substations, licence_area="SEPD")
    assert twice.unmatched["t:P4"] == SEVERAL
    assert match_best_view(view(("MILL LANE", 1.0)), substations, licence_area="SPD").pairs.empty


# The real workbook.


@pytest.fixture(scope="module")
def real(shared_data):
    return shared_data / "grid" / "nshr" / "north_yorkshire_southern_northscotland_scottish.xlsx"


@pytest.fixture(scope="module")
def primaries(root):
    substations, faults = read_table(Path(root) / "data" / "grid" / "substations.csv", Substations, table="s")
    assert not faults
    return substations


def test_the_real_workbook_has_one_reader(real):
    head = head_of(real)
    claims = [each.recognise for each in (*OPERATORS, *COMPILATIONS) if each.recognise(head)]
    assert claims == [best_view.recognise]
    assert not best_view.recognise(head_of(real.with_name("West Midlands Network Headroom Report.xlsx")))


def test_the_real_workbook_is_read_whole(real):
    reading = read(real)
    assert not rules(reading)
    assert (reading.count.read, reading.count.kept) == (1746, 1708)
    assert reading.count.dropped == {"row of a calculation sheet": 38}
    table = reading.tables[BEST_VIEW]
    assert table.groupby("licence_area").size().to_dict() == {
        "NPgN": 179,
        "NPgY": 366,
        "SEPD": 412,
        "SHEPD": 366,
        "SPD": 385,
    }
    blank = table[table["headroom_mw"].isna()]
    assert blank["published_name"].tolist() == ["DRUMBRAE", "RANNOCH ROAD"]


def test_58_of_66_primaries_have_a_best_view_of_another_basis(real, primaries):
    table = read(real).tables[BEST_VIEW]
    found = match_best_view(table, primaries, licence_area="SEPD")
    assert (len(found.pairs), len(found.unmatched)) == (58, 8)
    names = primaries.set_index("substation_id")["name"].str.removesuffix(" Primary")
    unmatched = sorted(names[own] for own in found.unmatched)
    assert unmatched == [
        "Bicester North",
        "Bledington",
        "Culham",
        "Harwell",
        "Oxford",
        "Ratfyn",
        "Ratfyn",
        "University Parks",
    ]
    assert set(found.unmatched.values()) == {NO_NAME}
    below = {names[own] for own in below_zero(found.pairs)}
    assert {"Deddington", "Faringdon", "Standlake", "Stokenchurch"} <= below
    # The reference names those four; the file has four more.
    assert below - {"Deddington", "Faringdon", "Standlake", "Stokenchurch"} == {
        "Cottisford",
        "Grove",
        "Lambourn",
        "Wootton Road",
    }
    assert round(correlation(found.pairs, primaries), 2) == 0.38
