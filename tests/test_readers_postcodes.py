"""ONS postcode directories of every edition: invented rows under the publishers' headers, then the real extract."""

import gzip
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.boundaries import PostcodeDirectory
from lae.findings import FaultsError
from lae.readers import postcode_directory
from lae.readers.base import SourceRow, head_of
from lae.readers.catalogue import claimants
from lae.readers.postcode_directory import POSTCODES
from lae.tables import check

SOURCE = SourceRow("ons_postcodes", "2025-11", "OGL")
ONSPD = (
    "pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,usertype,oseast1m,osnrth1m,osgrdind,lsoa11,lsoa21,lat,long\n"
    'OX1 1AA,OX1  1AA,OX1 1AA,198001,,E10000025,E07000178,0,"451200","0206100",1,E01028513,E01035001,51.7,-1.2\n'
    "OX1 1AB,OX1  1AB,OX1 1AB,198001,200506,E10000025,E07000178,1,451300,206200,1,E01028513,E01035001,51.7,-1.2\n"
    "BT1 1AA,BT1  1AA,BT1 1AA,198001,,N99999999,N09000003,0,333000,374000,1,95GG01S1,N21000001,54.5,-5.9\n"
    "JE2 3AB,JE2  3AB,JE2 3AB,198001,,L99999999,L93000001,0,,,9,L99999999,L99999999,99.999999,0\n"
    "OX44 9AA,OX44 9AA,OX44 9AA,198001,,E10000025,E07000179,1,460000,200000,1,E01028600,E01028600,51.6,-1.1\n"
    "OX2 9ZZ,OX2  9ZZ,OX2 9ZZ,198001,,E10000025,E07000178,0,,,9,E01028513,E01028513,99.999999,0\n"
)
NSPL = (
    "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,lad25cd,lsoa21cd,lat,long\n"
    "EH1 1AA,EH1  1AA,EH1 1AA,199606,,0,325000,673000,1,S00100000,S12000036,S01008500,55.9,-3.1\n"
    "CF101AA,CF10 1AA,CF10 1AA,199606,,0,318000,176000,1,W00001000,W06000015,W01001939,51.4,-3.1\n"
)
EXTRACT = "pcd,oseast1m,osnrth1m,laua,pcd_abbr\nSN6 7PR,423609.0,193768.0,E07000180,SN67PR\n"
SAMPLES = {
    "postcodes.csv": ONSPD.encode(),
    "postcodes_b.csv": NSPL.encode(),
    "postcodes.csv.gz": gzip.compress(EXTRACT.encode(), mtime=0),
}


@pytest.fixture
def write(tmp_path):
    def written(text, name="p.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def points(path):
    reading = postcode_directory.read(path, SOURCE)
    table = reading.tables[POSTCODES]
    assert check(table, PostcodeDirectory, "p") == []
    return table, reading


def refused(path):
    with pytest.raises(FaultsError) as caught:
        postcode_directory.read(path, SOURCE)
    return [finding.rule for finding in caught.value.findings]


def test_only_live_and_placed_postcodes_of_great_britain_stay(write):
    table, reading = points(write(ONSPD))
    assert table["postcode"].tolist() == ["OX1 1AA", "OX44 9AA"]
    # Six rows: one ended, two outside Great Britain (Belfast, Jersey), one without a grid reference.
    assert (reading.count.read, reading.count.kept) == (6, 2)
    assert reading.count.dropped == {"ended by Royal Mail": 1, "outside Great Britain": 2, "no grid reference": 1}
    assert {finding.severity for finding in reading.findings} == {"note"}
    first = table.iloc[0]
    assert (first["easting_m"], first["northing_m"]) == (451_200, 206_100)
    assert (first["lsoa11_code"], first["lsoa21_code"]) == ("E01028513", "E01035001")
    assert (first["district_code"], first["source_row"], first["licence"]) == ("E07000178", 1, "OGL")
    assert table["user_type"].tolist() == ["small", "large"]


def test_the_columns_of_2025_are_known_and_tell_the_edition_of_the_districts(write):
    table, _ = points(write(NSPL))
    assert table["postcode"].tolist() == ["CF10 1AA", "EH1 1AA"]
    assert set(table["district_vintage"]) == {"2025"}
    assert table["lsoa11_code"].tolist() == ["", ""]
    assert table["lsoa21_code"].tolist() == ["W01001939", "S01008500"]


def test_an_extract_says_that_ended_postcodes_cannot_be_told(write):
    path = write(gzip.compress(EXTRACT.encode()), "extract.csv.gz")
    assert [publisher.name for publisher in claimants(path)] == ["postcodes"]
    table, reading = points(path)
    assert table.loc[0, ["postcode", "easting_m", "user_type"]].tolist() == ["SN6 7PR", 423_609, ""]
    assert [finding.rule for finding in reading.findings] == ["ended_unknown"]


def test_a_table_in_utf_16_is_read_like_any_other(write):
    assert points(write(EXTRACT.encode("utf-16")))[0]["postcode"].tolist() == ["SN6 7PR"]


def test_a_district_that_is_new_dates_the_codes(write):
    table, _ = points(write(EXTRACT.replace("E07000180", "E06000063")))
    assert set(table["district_vintage"]) == {"2023"}


def test_the_archive_of_the_directory_is_read_whatever_folder_it_is_in(tmp_path):
    path = tmp_path / "ONSPD_NOV_2025.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("User Guide/notes.txt", "x")
        made.writestr("Data/multi_csv/ONSPD_NOV_2025_UK_OX.csv", "x")
        made.writestr("Data/ONSPD_NOV_2025_UK.csv", ONSPD)
    assert postcode_directory.recognise(head_of(path))
    assert len(points(path)[0]) == 2


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("OX1 1AA", "9451200", "206100", "E07000178"), "outside the National Grid"),
        (("OX1", "451200", "206100", "E07000178"), "no postcode"),
        (("OX1 1AA", "451200", "206100", ""), "no district"),
        (("OX1 1AA", "451200", "206100", "E99999999"), "no district"),
        (("OX1 1AA", "0", "0", "E07000178"), "no grid reference"),
        (("OX1 1AA", "east", "206100", "E07000178"), "no grid reference"),
        (("sn67pr", "451200", "206100", "E07000178"), "the same postcode again"),
    ],
)
def test_a_row_that_cannot_be_right_is_left_out_under_its_reason(write, cells, reason):
    table, reading = points(write(EXTRACT + ",".join(cells) + ",x\n"))
    assert table["postcode"].tolist() == ["SN6 7PR"]
    assert reading.count.dropped == {reason: 1}


def test_a_row_of_another_width_is_counted(write):
    _, reading = points(write(EXTRACT + "OX1 1AA,451200\n"))
    assert reading.count.dropped == {"a row with the wrong number of cells": 1}


def test_a_file_without_a_postcode_or_a_column_is_refused(write):
    assert refused(write(EXTRACT.replace("SN6 7PR", "none"))) == ["nothing_usable"]
    assert refused(write(EXTRACT.replace("laua", "other"))) == ["missing_column"]


@pytest.mark.parametrize("header", ["postcode,lat,long", "pcd,oseast1m,osnrth1m", "oseast1m,osnrth1m,laua", "{}"])
def test_other_tables_are_left_alone(write, header):
    assert not postcode_directory.recognise(head_of(write(header + "\n1,2,3\n")))


CELLS = st.sampled_from(
    ["", "OX1 1AA", "ox11aa", "451200", "206100", "-1", "1e9", "nan", "E07000178", "N09000003", "0"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6))
def test_whatever_the_cells_hold_every_row_is_kept_or_dropped(tmp_path, rows):
    path = tmp_path / "any.csv"
    sound = ("SN6 7PR", "", "423609", "193768", "E07000180")
    body = "".join(",".join(row) + "\n" for row in (sound, *rows))
    path.write_text("pcds,doterm,east1m,north1m,lad25cd\n" + body)
    table, reading = points(path)
    assert reading.count.read == 1 + len(rows)
    assert reading.count.kept == len(table) >= 1


def test_the_real_extract_is_read_whole(shared_data):
    table, reading = points(shared_data / "packaged/ox_postcodes_onspd_nov2025.csv.gz")
    assert (reading.count.read, reading.count.kept) == (38_821, 38_821)
    # Published counts by district (shared/reference/data.md).
    assert table["district_code"].value_counts().to_dict() == {
        "E07000177": 9_166, "E07000178": 6_728, "E07000179": 8_971, "E07000180": 5_749, "E07000181": 8_207,
    }  # fmt: skip
