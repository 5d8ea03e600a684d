import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.contract import CHARGERS, Chargers, dft_speed, gov_uk_speed
from lae.findings import FaultsError
from lae.readers import ncr
from lae.readers.base import SourceRow, head_of
from lae.readers.charger_power import connector_kind, kilowatts
from lae.readers.chargers import days, placed
from lae.tables import check

SHORT = ["chargeDeviceID", "reference", "name", "latitude", "longitude", "chargeDeviceStatus"]
FULL = [
    *("chargeDeviceID", "reference", "name", "latitude", "longitude", "street", "town", "postcode"),
    *("deviceOwnerName", "deviceOwnerTelephoneNo", "deviceOwnerContactName", "deviceControllerName"),
    *("chargeDeviceStatus", "publishStatus", "dateCreated", "dateUpdated", "dateDeleted", "lastUpdatedBy"),
    *("accessRestrictionFlag", "accessRestrictionDetails", "onStreetFlag", "locationType"),
    *(
        f"connector{number}{part}"
        for number in (1, 2)
        for part in ("ID", "Type", "RatedOutputKW", "OutputCurrent", "RatedVoltage", "ChargeMethod", "Status")
    ),
]
TYPE_2, CHADEMO = "Type 2 Mennekes (IEC62196)", "JEVS G105 (CHAdeMO) DC"
USUAL = {
    "chargeDeviceID": "aa01",
    "name": "Mill Lane\nCar Park",
    "latitude": "51.75",
    "longitude": "-1.25",
    "postcode": "ox1 1aa",
    "deviceOwnerTelephoneNo": "01632 960001",
    "deviceOwnerContactName": "Ada Bloggs",
    "deviceControllerName": "Volts Ltd",
    "chargeDeviceStatus": "In service",
    "publishStatus": "Published",
    "dateCreated": "2020-05-04 10:33:46",
    "dateUpdated": "04/06/2021 00:00",
    "dateDeleted": "n/a",
    "lastUpdatedBy": "Bob Hidden",
    "accessRestrictionFlag": "0",
    "locationType": "Public car park",
    "connector1Type": TYPE_2,
    "connector1RatedOutputKW": "7.0",
    "connector1ChargeMethod": "Single Phase AC",
    "connector2Type": CHADEMO,
    "connector2RatedOutputKW": "50.0",
    "connector2ChargeMethod": "DC",
}
SOURCE = SourceRow("ncr_test", "2021-07", "OGL")


def row(**cells):
    return {**dict.fromkeys(FULL, ""), **USUAL, **cells}


def written(path, rows, header=FULL):
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(header)
    lines.writerows([[each.get(name, "") for name in header] for each in rows])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def read(path, source=SOURCE):
    assert ncr.recognise(head_of(path))
    reading = ncr.read(path, source)
    table = reading.tables[CHARGERS]
    assert table.empty or not check(table, Chargers, "chargers")
    return reading


def rules(reading):
    return {finding.rule for finding in reading.findings}


def test_a_device_in_our_words(tmp_path):
    reading = read(written(tmp_path / "a.csv", [row()]))
    device = reading.tables[CHARGERS].iloc[0]
    assert device["charger_id"] == "ncr:aa01"
    assert device["name"] == "Mill Lane Car Park"
    assert device["postcode"] == "OX1 1AA"
    assert (device["operator"], device["access"], device["setting"]) == ("Volts Ltd", "public", "off_street")
    assert (device["points_count"], device["connectors_count"], device["connectors"]) == (1, 2, "chademo; type2")
    assert (device["power_kw"], device["weakest_power_kw"], device["power_basis"]) == (50, 7, "stated")
    assert (device["speed_dft"], device["speed_gov_uk"]) == ("50 to 149 kW", "rapid")
    assert (device["recorded"], device["updated"], device["opened"]) == ("2020-05-04", "2021-06-04", "")
    assert device["vintage"] == "2021-07"
    assert abs(device["easting_m"] - 451872) < 5
    assert "closed" in rules(reading)


def test_no_person_is_carried(tmp_path):
    rows = [row(), row(chargeDeviceID="aa02", locationType="Private residential", name="12 Hidden Row")]
    reading = read(written(tmp_path / "a.csv", rows))
    told = reading.tables[CHARGERS].to_csv() + " ".join(finding.sentence() for finding in reading.findings)
    for secret in ("Bloggs", "01632", "Bob Hidden", "12 Hidden Row"):
        assert secret not in told
    assert reading.tables[CHARGERS]["access"].tolist() == ["public", "private"]
    assert reading.count.repaired == {ncr.WITHHELD: 1}


def test_places_and_rows_that_cannot_be(tmp_path):
    short = [
        ("1", "51.75", "-1.25", "In service"),
        ("2", "-1.25", "51.75", "In service"),
        ("3", "51.75", "2.9", "In service"),
        ("4", "-25.3639", "131.0449", "In service"),
        ("5", "0", "0", "In service"),
        ("6", "51.75", "-999.999999", "In service"),
        ("7", "", "0", TYPE_2),
        ("8", "nan", "inf", "In service"),
        ("9", "51.75", "-1.25", "Asleep"),
        ("1", "51.76", "-1.26", "Planned"),
        ("10", "51.76", "-1.26", "Planned"),
    ]
    rows = [dict(zip(("chargeDeviceID", *SHORT[3:]), each, strict=True)) for each in short]
    reading = read(written(tmp_path / "a.csv", rows, SHORT))
    count = reading.count
    assert (count.read, count.kept) == (11, 4)
    assert count.dropped == {
        "cells shifted into other columns": 1,
        "no coordinates": 1,
        "coordinates 0, 0": 1,
        "outside Great Britain; the longitude may have lost its minus sign": 1,
        "outside Great Britain": 2,
        "the same id again": 1,
    }
    assert count.repaired == {"latitude and longitude swapped": 1}
    table = reading.tables[CHARGERS].set_index("charger_id")
    assert table.loc["ncr:1", "location_id"] == table.loc["ncr:2", "location_id"]
    assert table.loc["ncr:9", "status"] == "unknown"
    assert table.loc["ncr:10", "status"] == "planned"
    assert {"unknown_status", "swapped_coordinates", "outside_great_britain"} <= rules(reading)


def test_a_dropped_row_does_not_take_the_next_of_its_id_with_it(tmp_path):
    rows = [row(latitude="0", longitude="0"), row()]
    assert read(written(tmp_path / "a.csv", rows)).count.kept == 1


def test_unpublished_deleted_and_uneven_rows_are_counted(tmp_path):
    rows = [row(), row(chargeDeviceID="b", publishStatus="Draft"), row(chargeDeviceID="c", dateDeleted="2020-01-01")]
    path = written(tmp_path / "a.csv", rows)
    path.write_text(path.read_text(encoding="utf-8") + "stray,cells\n", encoding="utf-8")
    assert read(path).count.dropped == {"not published": 1, "deleted": 1, "uneven row": 1}


def test_a_repeated_column_is_said_and_its_first_copy_read(tmp_path):
    header = [*SHORT, "name"]
    path = tmp_path / "a.csv"
    path.write_text(",".join(header) + "\n1,r,First,51.75,-1.25,In service,Second\n", encoding="utf-8")
    reading = read(path)
    assert "repeated_column" in rules(reading)
    assert reading.tables[CHARGERS]["name"].tolist() == ["First"]


def test_power_in_watts_is_put_right_and_absurd_power_left_blank(tmp_path):
    between_lines = {
        "connector1RatedOutputKW": "",
        "connector1OutputCurrent": "32",
        "connector1RatedVoltage": "400",
        "connector1ChargeMethod": "Three Phase AC",
    }
    rows = [
        row(connector1RatedOutputKW="22000", connector2Type=""),
        row(chargeDeviceID="b", connector1RatedOutputKW="7000000000", connector2Type=""),
        row(chargeDeviceID="c", connector2Type="", **between_lines),
    ]
    reading = read(written(tmp_path / "a.csv", rows))
    table = reading.tables[CHARGERS]
    assert table["power_kw"].round(1).fillna(-1).tolist() == [22.0, -1.0, 22.2]
    assert table["power_basis"].tolist() == ["stated", "unknown", "computed"]
    assert {"power_unit", "power"} <= rules(reading)


def test_the_json_of_the_registry_says_the_same(tmp_path):
    device = {
        "ChargeDeviceId": "aa01",
        "ChargeDeviceName": "Mill Lane\nCar Park",
        "ChargeDeviceLocation": {"Latitude": "51.75", "Longitude": "-1.25", "Address": {"PostCode": "ox1 1aa"}},
        "Connector": [
            {"ConnectorType": TYPE_2, "RatedOutputkW": "7.0", "ChargeMethod": "Single Phase AC"},
            {"ConnectorType": CHADEMO, "RatedOutputkW": "50.0", "ChargeMethod": "DC"},
        ],
        "DeviceController": {"OrganisationName": "Volts Ltd", "TelephoneNo": "01632 960001"},
        "ChargeDeviceStatus": "In service",
        "PublishStatus": "Published",
        "DateCreated": "2020-05-04 10:33:46",
        "DateUpdated": "2021-06-04",
        "DateDeleted": "n/a",
        "AccessRestrictionFlag": False,
        "LocationType": "Public car park",
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"Scheme": {}, "ChargeDevice": [device]}), encoding="utf-8")
    reading = read(path)
    assert "unproven" in rules(reading)
    flat = read(written(tmp_path / "a.csv", [row()]))
    pd.testing.assert_frame_equal(reading.tables[CHARGERS], flat.tables[CHARGERS])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("chargeDeviceID,latitude,longitude\n1,51,-1\n", "missing_column"),
        ('{"ChargeDeviceId": [}', "not_json"),
        ('{"ChargeDevice": {"ChargeDeviceId": 1}}', "not_records"),
        (",".join(SHORT) + '\n"1', "not_csv"),
    ],
)
def test_what_is_no_registry_is_refused(tmp_path, text, rule):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultsError) as refused:
        ncr.read(path, SOURCE)
    assert {finding.rule for finding in refused.value.findings} == {rule}


CELL = st.sampled_from(["", "51.75", "-1.25", "nan", "1e999", "0", "In service", "<b>", "-", "\u202e"]) | st.text(
    max_size=8
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELL, min_size=len(FULL), max_size=len(FULL)), min_size=1, max_size=6))
def test_any_cells_are_kept_or_dropped(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("ncr") / "a.csv"
    rows = [dict(zip(FULL, ["" if "\0" in cell else cell for cell in each], strict=True)) for each in cells]
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    lines.writerow(FULL)
    lines.writerows([list(each.values()) for each in rows])
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    reading = ncr.read(path, SOURCE)
    assert reading.count.read == len(rows)
    assert reading.count.kept == len(reading.tables[CHARGERS])


def test_speeds_of_both_definitions():
    power = pd.Series([float("nan"), 2.9, 3.0, 7.0, 7.4, 8.0, 22.1, 23.0, 49.9, 50.0, 99.0, 100.0, 150.0])
    assert dft_speed(power).tolist() == [
        *("", "", "3 to 8 kW", "3 to 8 kW", "3 to 8 kW", "8 to 49 kW", "8 to 49 kW", "8 to 49 kW", "8 to 49 kW"),
        *("50 to 149 kW", "50 to 149 kW", "50 to 149 kW", "150 kW and over"),
    ]
    assert gov_uk_speed(power).tolist() == [
        *("", "", "standard", "fast", "fast", "fast", "fast", "", "", "rapid", "rapid", "ultra-rapid", "ultra-rapid"),
    ]


@settings(deadline=None)
@given(st.floats(min_value=1.0, max_value=1_000.0, exclude_min=True, exclude_max=True))
def test_a_power_reads_the_same_in_either_unit(power):
    for unit, stated in (("kW", power), ("kW", power * 1_000), ("W", power * 1_000), ("W", power)):
        assert kilowatts(pd.Series([stated]), unit=unit)[0].iloc[0] == pytest.approx(power)


@settings(max_examples=40, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_every_point_is_placed_or_has_a_reason(latitude, longitude):
    point = placed(pd.Series([latitude]), pd.Series([longitude]))
    faulty = any(bool(flags.iloc[0]) for flags in point.faults.values())
    assert faulty != bool(point.easting_m.notna().iloc[0])


def test_dates_that_are_none_are_blank():
    told = days(pd.Series(["0000-00-00 00:00", "2021-02-30", "31/12/2019", "2020-01-02T03:04:05Z", "n/a"]))
    assert told.tolist() == ["", "", "2019-12-31", "2020-01-02", ""]


def test_connectors_by_every_registers_name():
    names = {
        "Type 2 Mennekes (IEC62196)": "type2",
        "CCS Type 2 Combo (IEC62196)": "ccs2",
        "IEC_62196_T2_COMBO": "ccs2",
        "IEC_62196_T1": "type1",
        "3-pin Type G (BS1363)": "uk3pin",
        "DOMESTIC_G": "uk3pin",
        "CHADEMO": "chademo",
        "Commando (CEE)": "commando",
        "type2_cable": "type2",
        "Unknown": "",
        "XLR Plug (4 pin)": "other",
    }
    assert {name: connector_kind(name) for name in names} == names


def test_the_real_extract_of_2020(shared_data):
    reading = read(shared_data / "ev" / "ncr_2020_12306.csv")
    count = reading.count
    assert (count.read, count.kept) == (12_306, 12_289)
    assert count.repaired == {"latitude and longitude swapped": 175}
    assert count.dropped == {
        "cells shifted into other columns": 2,
        "coordinates 0, 0": 1,
        "outside Great Britain; the longitude may have lost its minus sign": 8,
        "outside Great Britain": 6,
    }
    statuses = reading.tables[CHARGERS]["status"].value_counts().to_dict()
    assert statuses == {"working": 12_098, "out_of_service": 162, "planned": 29}


def test_the_real_layers_of_2022(shared_data):
    files = sorted((shared_data / "ev").rglob("*-chargepoints.geojson"))
    readings = [read(path) for path in files]
    assert [reading.count.kept for reading in readings] == [49, 59, 27, 28, 12]
    assert not any(reading.count.dropped for reading in readings)
    table = pd.concat([reading.tables[CHARGERS] for reading in readings])
    assert table["charger_id"].is_unique
    assert table["power_kw"].notna().all()
    assert table["location_id"].nunique() < len(table)
    assert table.groupby("speed_dft").size().sum() == 175
