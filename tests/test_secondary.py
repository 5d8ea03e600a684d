"""Secondary sites: read in the operator's words, counted, and added up without inventing a headroom."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lae.grid.secondary import SecondaryByArea, SecondarySites, by_area
from lae.readers import ukpn_secondary
from lae.readers.base import Edition, Register, head_of
from lae.readers.dropped import claimants
from lae.tables import check, empty

HEADER = (
    "functionallocation,substationalias,primaryfeeder,primaryfeederfunctionallocation,customer_count,onanrating,"
    "utilisation_band,demand_headroom,predicted_year_of_reinforcement,llsoacode,postcode,geopoint"
)
MILL = 'EPN-S0001,MILL,FORD 11kV,EPN-S2,120,500,80-100%,40,2031,E01017638,HP18 9XX,"51.70, -0.90"'
WEIR = 'EPN-S0002,WEIR,FORD 11kV,EPN-S2,,315,0-20%,200,,E01017638,HP18 9XX,"51.71, -0.91"'
EDITION = Edition("2026-09", 2025, "ukpn_secondary_2026", "CC BY 4.0")
REGISTER = Register(None, None, 0.96)


@pytest.fixture
def file(tmp_path):
    def write(*rows, name="x.csv"):
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def read(path):
    return ukpn_secondary.read(path, EDITION, REGISTER)


def test_a_site_keeps_the_operators_words_and_its_band(file):
    reading = read(file(MILL, WEIR))
    table = reading.tables["secondary_sites"].set_index("site_id")
    mill = table.loc["ukpn:EPN-S0001"]
    assert (mill["rating_kva"], mill["customers_count"], mill["demand_headroom"]) == (500, 120, "40")
    assert (mill["used_from_share"], mill["used_to_share"], mill["reinforcement"]) == (0.8, 1.0, "2031")
    assert table.loc["ukpn:EPN-S0002", ["customers_count"]].isna().all()
    assert check(reading.tables["secondary_sites"], SecondarySites, "x") == []
    assert [finding.rule for finding in reading.findings] == ["unproven"]


def test_the_file_is_recognised_and_nobody_else_claims_it(file):
    path = file(MILL)
    assert ukpn_secondary.recognise(head_of(path))
    assert [claim.name for claim in claimants(path)] == ["secondary_sites"]


def test_json_records_read_the_same(file, tmp_path):
    path = tmp_path / "x.json"
    place = {"lat": 51.70, "lon": -0.90}
    record = {"functionallocation": "EPN-S0001", "primaryfeeder": "FORD", "customer_count": 120, "geopoint": place}
    path.write_text(json.dumps({"total_count": 1, "results": [record]}), encoding="utf-8")
    assert ukpn_secondary.recognise(head_of(path))
    table = read(path).tables["secondary_sites"]
    assert list(table["customers_count"]) == [120]
    assert table["easting_m"].between(470_000, 480_000).all()


def test_faulty_cells_are_blank_and_named_and_faulty_rows_left_out(file):
    absurd = 'EPN-S0003,X,FORD,E,5,50000,high,1,,nowhere,,"51.7, -0.9"'
    reading = read(file(MILL, MILL, ",X,FORD,E,5,100,,1,,,,", absurd))
    table = reading.tables["secondary_sites"].set_index("site_id")
    assert dict(reading.count.dropped) == {"no functional location": 1, "the same site again": 1}
    assert table.loc["ukpn:EPN-S0003", ["rating_kva", "used_from_share"]].isna().all()
    assert {finding.rule for finding in reading.findings} >= {"absurd_rating", "unread_band", "no_lsoa"}


def test_areas_add_up_and_say_how_many_state_a_figure(file):
    table = by_area(read(file(MILL, WEIR)).tables["secondary_sites"])
    row = table.iloc[0]
    assert (row["sites_count"], row["rating_kva"], row["rated_count"], row["customers_count"]) == (2, 815, 2, 120)
    assert (row["heavily_used_count"], row["banded_count"]) == (1, 2)
    assert check(table, SecondaryByArea, "x") == []
    assert by_area(empty(SecondarySites)).empty


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("0123456789-%.,+ abN/", max_size=6), min_size=6, max_size=6))
def test_whatever_the_cells_hold_every_row_is_counted(file, cells):
    quoted = ['"' + cell + '"' for cell in cells]
    row = ",".join(["EPN-S9", "X", *quoted, "1", "E01017638", "", ""])
    reading = read(file(row))
    assert reading.count.read == reading.count.kept + sum(reading.count.dropped.values()) == 1
    assert check(reading.tables["secondary_sites"], SecondarySites, "x") == []
