"""REPD: the publisher's headers of several editions on invented projects, hostile cells, and the real register."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.pathway.projects_contract import LIVE, RenewableProjects
from lae.readers import repd, repd_file
from lae.readers.base import SourceRow, head_of
from lae.tables import check
from published import workbook

# fmt: off
NAMES = [
    "Old Ref ID", "Ref ID", "Record Last Updated (dd/mm/yyyy)", "Operator (or Applicant)", "Site Name",
    "Technology Type", "Storage Type", "Storage Co-location REPD Ref ID", "Installed Capacity (MWelec)",
    "CHP Enabled", "Turbine Capacity (MW)", "No. of Turbines", "Height of Turbines (m)", "Mounting Type for Solar",
    "Development Status", "Development Status (short)", "Are they re-applying (Old REPD Ref) ", "County", "Country",
    "X-coordinate", "Y-coordinate", "Planning Authority", "Planning Application Reference",
    "Planning Application Submitted", "Planning Permission Granted", "Under Construction", "Operational",
    "Solar Site Area (sqm)",
]
# fmt: on
SOURCE = SourceRow("desnz_repd", "", "OGL-UK-3.0")


def project(**cells):
    """One invented record, published column names to text."""
    plain = {
        "Ref ID": "101",
        "Record Last Updated (dd/mm/yyyy)": "12/06/2024",
        "Operator (or Applicant)": "Sunny Fields Ltd",
        "Site Name": "Muddle Farm",
        "Technology Type": "Solar Photovoltaics",
        "Installed Capacity (MWelec)": "49.90",
        "Mounting Type for Solar": "Ground ",
        "Development Status (short)": "Awaiting Construction",
        "County": "Muddleshire",
        "Country": "England",
        "X-coordinate": "450000",
        "Y-coordinate": "200000",
        "Planning Authority": "Muddleford",
        "Planning Permission Granted": "01/02/2024",
    }
    return {name: (plain | cells).get(name, "") for name in NAMES}


def frame_of(*projects):
    return pd.DataFrame(list(projects), columns=NAMES)


@pytest.fixture
def write(tmp_path):
    def _write(*projects, encoding="utf-8-sig", above="", rename=None):
        path = tmp_path / "repd.csv"
        text = frame_of(*projects).rename(columns=rename or {}).to_csv(index=False)
        path.write_bytes((above + text).encode(encoding))
        return path

    return _write


def table_of(reading):
    table = reading.tables["renewable_projects"]
    assert check(table, RenewableProjects, "projects") == [] or table.empty
    return table


def test_a_record_becomes_a_project_without_its_applicant(write):
    reading = repd.read(write(project()), SOURCE)
    (row,) = table_of(reading).to_dict("records")
    assert (row["project_id"], row["technology"], row["status"], row["mounting"]) == (
        "repd:101",
        "solar",
        "awaiting_construction",
        "ground",
    )
    assert (row["capacity_mw"], row["easting_m"], row["northing_m"]) == (49.9, 450_000, 200_000)
    assert (row["granted_on"], row["operational_on"], row["vintage"]) == ("2024-02-01", "", "2024-06")
    assert "Sunny" not in str(row)
    assert (reading.count.read, reading.count.kept) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_every_encoding_gives_the_same_name(write, encoding):
    reading = repd.read(write(project(**{"Site Name": "Châlet “Ö”"}), encoding=encoding), SOURCE)
    assert table_of(reading)["name"].tolist() == ["Châlet “Ö”"]


def test_an_older_edition_has_titles_above_its_header_and_commas_in_its_numbers(write):
    old = project(**{"X-coordinate": "302,219", "Y-coordinate": "166,320", "Installed Capacity (MWelec)": "1,200"})
    path = write(old, above="General Facility Details" + "," * (len(NAMES) - 1) + "\r\n")
    assert repd.recognise(head_of(path))
    (row,) = table_of(repd.read(path, SOURCE)).to_dict("records")
    assert (row["easting_m"], row["northing_m"], row["capacity_mw"]) == (302_219, 166_320, 1_200)


def test_spellings_of_headers_may_differ_in_case_and_signs(write):
    rename = {"Installed Capacity (MWelec)": "installed_capacity_(mwelec)", "Ref ID": "ref_id", "No. of Turbines": "x1"}
    path = write(project(), rename=rename)
    assert repd.recognise(head_of(path))
    table = table_of(repd.read(path, SOURCE))
    assert table["capacity_mw"].tolist() == [49.9]
    assert table["turbines_count"].isna().all()


def test_a_workbook_is_read_like_the_csv(tmp_path, write):
    numeric = ("Ref ID", "X-coordinate", "Y-coordinate", "Installed Capacity (MWelec)")
    cells = [float(cell) if name in numeric else cell or None for name, cell in project().items()]
    sheets = {"Read me": [["Quarterly extract"]], "REPD": [["General Facility Details"], NAMES, cells]}
    path = workbook(tmp_path / "repd.xlsx", sheets)
    assert repd.recognise(head_of(path))
    from_book = table_of(repd.read(path, SOURCE))
    from_csv = table_of(repd.read(write(project()), SOURCE))
    pd.testing.assert_frame_equal(from_book, from_csv)


def test_a_workbook_s_days_are_read_as_the_csv_writes_them():
    assert [
        repd_file.text_of(cell)
        for cell in (pd.Timestamp(2024, 2, 1).to_pydatetime(), date(2024, 2, 1), 101.0, 49.9, " x ")
    ] == [
        "01/02/2024",
        "01/02/2024",
        "101",
        "49.9",
        "x",
    ]


def test_rows_without_a_key_or_status_go_and_odd_cells_are_left_blank(write):
    reading = repd.read(
        write(
            project(),
            project(**{"Ref ID": "101", "Site Name": "again"}),
            project(**{"Ref ID": ""}),
            project(**{"Ref ID": "103", "Development Status (short)": "Dreaming"}),
            project(
                **{"Ref ID": "104", "Installed Capacity (MWelec)": "lots", "Planning Permission Granted": "32/01/24"}
            ),
            project(**{"Ref ID": "105", "X-coordinate": "468935\xa0", "Technology Type": "Treadmill"}),
            project(**{"Ref ID": "106", "X-coordinate": "", "Under Construction": "NA"}),
            project(**{"Ref ID": "107", "X-coordinate": "-1.25", "Y-coordinate": "51.75"}),
        ),
        SOURCE,
    )
    table = table_of(reading).set_index("project_id")
    assert list(table.index) == ["repd:101", "repd:104", "repd:105", "repd:106", "repd:107"]
    assert dict(reading.count.dropped) == {
        "no reference number": 1,
        "an unknown development status": 1,
        "the same reference again": 1,
    }
    assert dict(reading.count.repaired) == {
        "capacity is not a possible figure; left blank": 1,
        "x is not a possible figure; left blank": 1,
        "the day of granted is not a day; left blank": 1,
    }
    assert table["easting_m"].isna().to_dict() == {
        "repd:101": False,
        "repd:104": False,
        "repd:105": False,
        "repd:106": True,
        "repd:107": True,
    }
    assert table.loc["repd:105", "easting_m"] == 468_935
    assert table.loc["repd:105", "technology"] == "other"
    assert table.loc["repd:105", "published_technology"] == "Treadmill"


def test_the_irish_grid_is_not_drawn_in_wales(write):
    newry = project(**{"Country": "Northern Ireland", "X-coordinate": "308000", "Y-coordinate": "326000"})
    same = project(
        **{"Ref ID": "102", "Country": "Northern Ireland", "X-coordinate": "117392", "Y-coordinate": "488885"}
    )
    table = table_of(repd.read(write(newry, same), SOURCE))
    assert table["easting_m"].isna().tolist() == [True, False]


@pytest.mark.parametrize("name", ["Ref ID", "X-coordinate", "Development Status (short)", "Technology Type"])
def test_a_file_without_a_needed_column_is_refused_by_its_name(tmp_path, name):
    path = tmp_path / "repd.csv"
    frame_of(project()).drop(columns=name).to_csv(path, index=False)
    assert not repd.recognise(head_of(path))
    with pytest.raises(FaultsError) as caught:
        repd.read(path, SOURCE)
    (finding,) = caught.value.findings
    assert (finding.rule, finding.column) == ("missing_column", name)
    assert name in finding.message


def test_a_workbook_of_something_else_is_refused(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"Read me": [["Ref ID"]]})
    assert not repd.recognise(head_of(path))
    with pytest.raises(FaultsError):
        repd.read(path, SOURCE)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(FaultsError):
        repd.read(path, SOURCE)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(NAMES), st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_cells_hold_every_row_is_kept_or_dropped(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("junk") / "repd.csv"
    frame_of(project(), *(project(**cells) for cells in rows)).to_csv(path, index=False)
    try:
        reading = repd.read(path, SOURCE)
    except FaultsError:
        return
    assert reading.count.kept == len(table_of(reading)) >= 1


def test_the_real_register(shared_data):
    path = shared_data / "renewables" / "repd-q2-july-2024.csv"
    assert repd.recognise(head_of(path))
    reading = repd.read(path, SOURCE)
    table = table_of(reading)
    assert (reading.count.read, reading.count.kept, dict(reading.count.dropped)) == (11_156, 11_156, {})
    assert table["easting_m"].isna().sum() == 4
    assert table["technology"].value_counts().to_dict()["solar"] == 5_421
    assert table["status"].value_counts().to_dict()["operational"] == 2_990
    assert {finding.rule for finding in reading.findings} <= {"no_coordinates", "left_blank"}
    assert reading.tables["renewable_projects"]["vintage"].iloc[0] == "2024-08"
    ours = table[table["planning_authority"].isin(["Cherwell", "Oxford", "South Oxfordshire", "Vale of White Horse"])]
    assert len(ours) == 43 + 7 + 36 + 33
    assert ours["easting_m"].between(420_000, 485_000).all()
    assert ours[ours["status"].isin(LIVE)]["capacity_mw"].sum() > 500
