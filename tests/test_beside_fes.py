"""Our growth beside FES's: coincident by group, with a gap that adds up; and the facts it stands on."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.files import read_table
from lae.findings import FaultsError
from lae.pathway.beside_fes import BesideFes, GroupLoads, GspPeaks, beside_fes, carried_homes, group_growth
from lae.prepare.gsp_peaks import make_gsp_peaks
from lae.readers.base import head_of
from lae.readers.gsp_peaks import is_gsp_peaks, read_gsp_peaks
from lae.tables import check

HEADER = "fes,scenario,gsp,2024,2025,2026\n"
PLACES = pd.DataFrame(
    {
        "substation_id": ["a:1", "a:2", "b:1", "c:1"],
        "gsp_group": ["A_1", "A_1", "B_1", ""],
        "observed_year": [2025, 2025, 2024, 2025],
    }
)
# One kind draws 1 MW at noon, the other 2 MW at midnight; group A's base peaks at noon with 10 MW.
LOADS = GroupLoads(
    ("car", "pump"),
    np.array([[0.0, 1.0], [2.0, 0.0]]),
    np.zeros((2, 2)),
    {"A_1": (np.array([4.0, 10.0]), np.zeros(2))},
)


def measures(*rows):
    columns = ["scenario", "technology", "substation_id", "start_year", "status", "profile_units"]
    return pd.DataFrame(rows, columns=columns)


def grown(*rows, years=(2025, 2026)):
    table = group_growth(measures(*rows), PLACES, LOADS, scenarios=["s"], years=years)
    return table.set_index(["gsp_group", "year"])


def test_counts_are_added_before_they_are_profiled():
    # 3 pumps at one site, 2 cars at the other: midnight 4 + 6 = 10, noon 10 + 2 = 12: growth 2, not 6 + 2.
    table = grown(("s", "pump", "a:1", 2025, "planned", 3.0), ("s", "car", "a:2", 2025, "planned", 2.0))
    assert table.loc[("A_1", 2025), "added_mw"] == pytest.approx(2)
    assert table.loc[("A_1", 2026), "added_mva"] == pytest.approx(2)


def test_what_stood_in_the_observed_year_is_no_growth_and_what_came_later_is():
    table = grown(
        ("s", "car", "a:1", 2025, "existing", 5.0),
        ("s", "car", "b:1", 2024, "existing", 7.0),
        ("s", "car", "b:1", 2025, "existing", 1.0),
        ("s", "car", "b:1", 2026, "planned", 2.0),
    )
    assert table.loc[("A_1", 2026), "added_mw"] == 0
    # No base load of B is known: it grows by the peak of what is added.
    assert list(table.loc["B_1", "added_mw"]) == [1, 3]
    assert list(table.loc["B_1", "since_year"]) == [2024, 2024]


def test_load_without_a_group_or_a_substation_reaches_no_group():
    table = grown(("s", "car", "c:1", 2025, "planned", 9.0), ("s", "car", "", 2025, "planned", 9.0))
    assert set(table.index.get_level_values(0)) == {"A_1", "B_1"}
    assert table["added_mw"].eq(0).all()


def test_without_any_group_there_is_nothing_to_say():
    nowhere = PLACES.assign(gsp_group="").astype({"gsp_group": "str"})
    assert group_growth(measures(), nowhere, LOADS, scenarios=["s"], years=[2025]).empty


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["car", "pump"]), st.floats(0, 9)), max_size=6), st.floats(0, 5))
def test_more_units_never_mean_less_growth(units, more):
    rows = [("s", kind, "a:1", 2025, "planned", count) for kind, count in units]
    few, many = grown(*rows), grown(*rows, ("s", "pump", "a:2", 2025, "planned", more))
    assert (many["added_mw"] >= few["added_mw"] - 1e-9).all()
    assert (many["added_mva"] >= few["added_mva"] - 1e-9).all()


def peaks(*rows):
    columns = ["scenario", "gsp_group", "year", "peak_mw"]
    return pd.DataFrame(rows, columns=columns).assign(source_id="test", source_row=2)


SHARES = pd.DataFrame(
    {
        "district_code": ["E07000001", "E07000009", "E07000001", "E07000001"],
        "gsp_group": ["A_1", "A_1", "B_1", "C_1"],
        "dwellings_share": [0.5, 0.5, 0.3, 0.2],
        "cars_count": [100.0, 300.0, 50.0, 20.0],
    }
)
HOMES = pd.DataFrame(
    {"gsp_group": ["A_1", "B_1", "C_1"], "study_dwellings": [10.0, 4.0, 3.0], "carried_dwellings": [8.0, 6.0, 0.0]}
)
PEAKS = peaks(("s", "A_1", 2025, 500.0), ("s", "A_1", 2026, 520.0), ("s", "B_1", 2024, 60.0), ("s", "B_1", 2026, 63.0))


def beside(*rows, **changed):
    growth = group_growth(measures(*rows), PLACES, LOADS, scenarios=["s"], years=[2025, 2026])
    given = {"districts": ["E07000001"], "labels": {"car": "cars"}} | changed
    return beside_fes(PEAKS, growth, SHARES, HOMES, **given).set_index(["gsp_group", "year"])


def test_the_gap_is_homes_outside_and_the_rest():
    row = beside(("s", "car", "a:1", 2026, "planned", 2.0)).loc[("A_1", 2026)]
    # A quarter of the cars is the study's, and 8 of its 10 homes hang on our substations: 20 % of the group.
    assert (row["cars_study_share"], row["modelled_share"]) == (0.25, pytest.approx(0.2))
    assert (row["added_mw"], row["fes_mw"], row["fes_change_mw"]) == (2, 520, 20)
    # 2 MW on a fifth of the homes: 8 MW on the others; FES still grows by 10 MW more.
    assert (row["gap_mw"], row["outside_mw"], row["other_mw"]) == (18, pytest.approx(8), pytest.approx(10))
    assert row["reason"].startswith("Ours: cars; on 20 % of the group's homes")
    assert "non-domestic growth, new homes, data centres" in row["reason"]
    assert row["reason"].endswith("that is what is not modelled.")


def test_growth_beyond_fes_says_what_fes_may_count_on():
    row = beside(("s", "car", "a:1", 2026, "planned", 6.0)).loc[("A_1", 2026)]
    assert row["other_mw"] == pytest.approx(20 - 30)
    assert "ours exceeds FES, which may move charging off the peak" in row["reason"]


def test_both_growths_count_from_the_same_year():
    row = beside(("s", "car", "b:1", 2026, "planned", 1.0)).loc[("B_1", 2026)]
    assert (row["since_year"], row["fes_change_mw"]) == (2024, 3)


def test_what_is_not_supplied_stays_blank_with_its_reason():
    table = beside(("s", "car", "a:1", 2026, "planned", 2.0))
    silent = table.loc[("B_1", 2025)]
    assert np.isnan(silent["fes_change_mw"])
    assert silent["reason"] == "FES's peak of this group or year is not supplied."
    # C_1 has homes of the study, but no substation of ours.
    assert table.loc["C_1"][["added_mw", "gap_mw", "outside_mw"]].isna().all(axis=None)


def test_a_group_whose_substations_nobody_names_says_so_where_fes_speaks():
    growth = group_growth(measures(), PLACES, LOADS, scenarios=["s"], years=[2025])
    told = peaks(("s", "C_1", 2025, 70.0))
    table = beside_fes(told, growth, SHARES, HOMES, districts=["E07000001"], labels={"car": "cars"})
    row = table.set_index("gsp_group").loc["C_1"]
    assert row["reason"] == "No supplied file names the substations of these homes."


def test_a_group_without_shares_is_kept():
    table = beside(("s", "car", "a:1", 2026, "planned", 2.0), districts=["E07000002"])
    assert table.loc[("A_1", 2026), "cars_study_share"] == 0
    shares = SHARES[SHARES["gsp_group"] != "A_1"]
    growth = group_growth(measures(), PLACES, LOADS, scenarios=["s"], years=[2026])
    rows = beside_fes(PEAKS, growth, shares, HOMES, districts=["E07000001"], labels={"car": "cars"})
    row = rows.set_index("gsp_group").loc["A_1"]
    assert np.isnan(row["modelled_share"])
    assert row["reason"] == "How much of the group lies in the study is not known."


def test_what_is_modelled_leaves_the_list_of_what_is_not():
    rows = beside(("s", "car", "a:1", 2026, "planned", 2.0), labels={"car": "cars", "new_home": "new homes"})
    assert "Not modelled: non-domestic growth, data centres," in rows.loc[("A_1", 2026), "reason"]


def test_homes_are_counted_on_the_group_of_their_substation():
    supply = pd.DataFrame(
        {
            "allocation": ["nearest", "nearest", "second_nearest", "nearest"],
            "substation_id": ["a:1", "b:1", "a:1", ""],
            "dwellings": [10.0, 4.0, 99.0, 7.0],
        }
    )
    coverage = pd.DataFrame({"gsp_group": ["A_1", "A_1", "D_1"], "dwellings": [6.0, 3.0, 7.0]})
    rows = carried_homes(supply, coverage, PLACES).set_index("gsp_group")
    assert rows.loc["A_1"].to_list() == [9, 10]
    assert rows.loc["B_1"].to_list() == [0, 4]
    assert rows.loc["D_1"].to_list() == [7, 0]


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "peaks.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_peaks_are_recognised_by_their_header(file):
    assert is_gsp_peaks(head_of(file(HEADER + "FES,CT,A_1,1,2,3\n")))
    assert not is_gsp_peaks(head_of(file("fes,scenario,measure,lad19cd,2020\nFES22,CT,ASHP,E07000001,1\n")))
    assert not is_gsp_peaks(head_of(file("fes,scenario,gsp\nFES,CT,A_1\n")))


def test_every_peak_keeps_its_row_and_a_blank_has_none(file):
    reading = read_gsp_peaks(file(HEADER + "FES,CT,A_1;A_2,1.5,,3\nFES,LW,A_1;A_2,4,5,6\n"))
    table = reading.tables["gsp_peaks"]
    assert check(table, GspPeaks, "peaks") == []
    assert list(table["year"][table["scenario"].eq("fes22_ct")]) == [2024, 2026]
    assert set(table["source_row"]) == {2, 3}
    assert (reading.count.read, reading.count.kept, reading.findings) == (2, 2, ())


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("FES,XX,A_1,1,2,3", "not_a_known_scenario"),
        ("FES,LW,,1,2,3", "no_GSP_group"),
        ("FES,CT,A_1,1,2,3", "the_same_row_again"),
        ("FES,LW,A_1,1,many,3", "a_cell_is_not_a_peak_in_MW"),
        ("FES,LW,A_1,1,-2,3", "a_cell_is_not_a_peak_in_MW"),
        ("FES,LW,A_1,1,inf,3", "a_cell_is_not_a_peak_in_MW"),
    ],
)
def test_a_faulty_row_is_dropped_named_and_stops_the_maker(file, tmp_path, line, rule):
    path = file(f"{HEADER}FES,CT,A_1,1,2,3\n{line}\n")
    reading = read_gsp_peaks(path)
    assert [(finding.rule, finding.ids) for finding in reading.findings] == [(rule, ("row 3",))]
    assert (reading.count.read, reading.count.kept) == (2, 1)
    with pytest.raises(FaultsError):
        make_gsp_peaks(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_without_the_columns_is_refused(file):
    with pytest.raises(FaultsError, match="the column gsp is missing"):
        read_gsp_peaks(file("fes,scenario,2024\nFES,CT,1\n"))


def test_the_shipped_peaks_are_made_from_the_published_file(root, shared_data, tmp_path):
    reading = make_gsp_peaks(shared_data / "scenarios" / "fes_gsp_peak_mw.csv", tmp_path)
    assert (reading.count.read, reading.count.kept) == (28, 28)
    shipped = root / "data" / "pathway" / "gsp_peaks.csv"
    assert (tmp_path / "gsp_peaks.csv").read_bytes() == shipped.read_bytes()


def test_the_shipped_peaks_hold_four_scenarios_and_thirty_years(root):
    path = root / "data" / "pathway" / "gsp_peaks.csv"
    table, findings = read_table(path, GspPeaks, table="pathway/gsp_peaks.csv")
    assert findings == []
    assert len(table) == 7 * 4 * 30
    cowley = table[table["gsp_group"].eq("COWL_1;ECLA_H") & table["scenario"].eq("fes22_ct")].set_index("year")
    assert cowley["peak_mw"][[2021, 2030, 2050]].round().to_list() == [516, 596, 946]


def test_the_contract_keeps_its_promise_on_every_row():
    table = beside(("s", "car", "a:1", 2026, "planned", 2.0)).reset_index()
    assert check(table[list(BesideFes.to_schema().columns)], BesideFes, "beside_fes") == []
    np.testing.assert_allclose(table["gap_mw"], table["outside_mw"] + table["other_mw"])
