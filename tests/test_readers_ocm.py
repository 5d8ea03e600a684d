import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.contract import CHARGERS, CHARGING_CODES, Chargers, ChargingCodes
from lae.findings import FaultsError
from lae.readers import ocm
from lae.readers.base import SourceRow, head_of
from lae.tables import check

SOURCE = SourceRow("ocm_test", "2026-01", "CC BY 4.0")


def connection(**fields):
    usual = {"ConnectionTypeID": 25, "StatusTypeID": 50, "LevelID": 2, "Amps": 32, "Voltage": 400, "PowerKW": 22}
    return {**usual, "CurrentTypeID": 20, "Quantity": 2, "Comments": "ring Ada Bloggs", **fields}


def point(number=1, address=None, **fields):
    place = {"Title": "Mill Lane", "Postcode": "OX1 1AA", "Latitude": 51.75, "Longitude": -1.25}
    usual = {
        "ID": number,
        "UUID": f"U{number}",
        "OperatorID": 3,
        "UsageTypeID": 4,
        "StatusTypeID": 50,
        "AddressInfo": {**place, "ContactTelephone1": "01632 960001", **(address or {})},
        "Connections": [connection()],
        "NumberOfPoints": 2,
        "DateCreated": "2018-02-26T19:12:00Z",
        "DateLastStatusUpdate": "2023-01-03T06:22:00Z",
        "UserComments": [{"UserName": "Bob Hidden", "Comment": "broken"}],
    }
    return {**usual, **fields}


@pytest.fixture
def write(tmp_path):
    def make(document):
        path = tmp_path / "a.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return make


def read(path):
    assert ocm.recognise(head_of(path))
    reading = ocm.read(path, SOURCE)
    table = reading.tables[CHARGERS]
    assert table.empty or not check(table, Chargers, "chargers")
    return reading


def test_a_site_in_our_words(write):
    reading = read(write([point()]))
    site = reading.tables[CHARGERS].iloc[0]
    assert (site["charger_id"], site["location_id"], site["operator"]) == ("ocm:1", "ocm:1", "operator 3")
    assert (site["points_count"], site["connectors_count"], site["connectors"]) == (2, 2, "type2")
    assert (site["power_kw"], site["power_basis"], site["speed_gov_uk"]) == (22, "stated", "fast")
    assert (site["access"], site["status"]) == ("public", "working")
    assert (site["recorded"], site["updated"]) == ("2018-02-26", "2023-01-03")
    told = reading.tables[CHARGERS].to_csv()
    assert not any(secret in told for secret in ("Bloggs", "Hidden", "01632"))


@pytest.mark.parametrize("lines", [1, 3])
def test_lists_single_records_and_lines_say_the_same(write, lines):
    records = [point(number) for number in range(1, lines + 1)]
    whole = read(write(records)).tables[CHARGERS]
    by_line = read(write("\n".join(json.dumps(record) for record in records) + "\n")).tables[CHARGERS]
    pd.testing.assert_frame_equal(whole, by_line)


def test_a_broken_line_costs_only_itself(write):
    reading = read(write(f"{json.dumps(point(1))}\n{json.dumps(point(2))}\n{{'ID': 3\n"))
    assert reading.count.dropped == {"line that is no JSON": 1}
    assert reading.count.kept == 2


def test_the_long_answer_with_objects_for_codes_reads_as_the_compact_one(write):
    long = point(
        OperatorID=None,
        OperatorInfo={"ID": 3, "Title": "Volts Ltd", "ContactEmail": "ada@example.org"},
        UsageTypeID=None,
        UsageType={"ID": 2, "Title": "Private - Restricted Access"},
        StatusTypeID=None,
        StatusType={"ID": 150},
        Connections=[connection(ConnectionTypeID=None, ConnectionType={"ID": 33, "Title": "CCS (Type 2)"})],
    )
    site = read(write([long])).tables[CHARGERS].iloc[0]
    assert (site["operator"], site["access"], site["status"]) == ("Volts Ltd", "private", "planned")
    assert site["connectors"] == "ccs2"


def test_removed_sites_go_and_unknown_use_stays_unknown(write):
    points = [point(1, StatusTypeID=200), point(2, StatusTypeID=210), point(3, UsageTypeID=0, StatusTypeID=77)]
    reading = read(write(points))
    assert reading.count.dropped == {"removed": 2}
    site = reading.tables[CHARGERS].iloc[0]
    assert (site["access"], site["status"]) == ("unknown", "unknown")
    assert "unknown_status" in {finding.rule for finding in reading.findings}


def test_a_private_persons_charger_keeps_no_name(write):
    site = read(write([point(OperatorID=44, UsageTypeID=3)])).tables[CHARGERS].iloc[0]
    assert (site["name"], site["postcode"], site["operator"], site["access"]) == ("", "", "", "private")


def test_power_from_volts_between_lines_and_watts(write):
    points = [point(1, Connections=[connection(PowerKW=None)]), point(2, Connections=[connection(PowerKW=22_000)])]
    table = read(write(points)).tables[CHARGERS]
    assert table["power_kw"].round(1).tolist() == [22.2, 22.0]
    assert table["power_basis"].tolist() == ["computed", "stated"]


def test_operators_are_named_from_the_code_tables(write):
    tables = {
        "ChargerTypes": [{"ID": 1, "Title": "Level 1"}],
        "ConnectionTypes": [{"ID": 25, "Title": "Type 2 (Socket Only)"}],
        "Operators": [
            {"ID": 3, "Title": "Volts Ltd", "ContactEmail": "ada@example.org"},
            {"ID": 3, "Title": "Again"},
            {"Title": "Nobody"},
        ],
        "UsageTypes": "none",
    }
    path = write(tables)
    assert ocm.recognise(head_of(path))
    reading = ocm.read(path, SOURCE)
    codes = reading.tables[CHARGING_CODES]
    assert not check(codes, ChargingCodes, "codes")
    assert reading.count.dropped == {"no number": 1, "the same number again": 1}
    assert "example.org" not in codes.to_csv()
    sites = read(write([point(1), point(2, OperatorID=1)])).tables[CHARGERS]
    assert ocm.named(sites, codes)["operator"].tolist() == ["Volts Ltd", ""]


@pytest.mark.parametrize("text", ["[]", "{}", '[{"AddressInfo": 3, "Connections": []}]', "[", "nothing"])
def test_what_holds_no_sites_is_refused(write, text):
    with pytest.raises(FaultsError):
        ocm.read(write(text), SOURCE)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "ID",
    "OperatorID",
    "UsageTypeID",
    "StatusTypeID",
    "Connections",
    "NumberOfPoints",
    "DateCreated",
    "UsageType",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=5), min_size=1, max_size=4), JUNK, JUNK)
def test_any_values_are_kept_or_dropped(tmp_path_factory, changes, latitude, power):
    points = [point(address={"Latitude": latitude}, **each) for each in changes]
    points.append(point(99, Connections=[connection(PowerKW=power, Quantity=power), power]))
    path = tmp_path_factory.mktemp("ocm") / "a.json"
    path.write_text(json.dumps(points), encoding="utf-8")
    reading = ocm.read(path, SOURCE)
    assert reading.count.read == len(points)
    assert reading.count.kept == len(reading.tables[CHARGERS]) >= 1


def test_the_real_files(shared_data):
    site = read(shared_data / "ev" / "ocm_sample_OCM-100483.json").tables[CHARGERS].iloc[0]
    assert (site["power_kw"], site["points_count"], site["access"]) == (22, 2, "public")
    path = shared_data / "ev" / "ocm_reference_2021.json"
    assert ocm.recognise(head_of(path))
    codes = ocm.read(path, SOURCE).tables[CHARGING_CODES]
    sizes = codes.groupby("kind").size().to_dict()
    assert sizes == {"connection": 41, "current": 3, "operator": 456, "status": 10, "usage": 8}
