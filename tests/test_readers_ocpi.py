import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.contract import CHARGERS, Chargers
from lae.findings import FaultsError
from lae.readers import ocpi
from lae.readers.base import SourceRow, head_of
from lae.tables import check

SOURCE = SourceRow("ocpi_test", "", "open")


def connector(**fields):
    usual = {"id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_1_PHASE"}
    return {**usual, "max_voltage": 230, "max_amperage": 32, "last_updated": "2026-01-01T00:00:00Z", **fields}


def evse(uid="E1", *connectors, **fields):
    usual = {"uid": uid, "status": "AVAILABLE", "connectors": list(connectors) or [connector()]}
    return {**usual, "last_updated": "2026-03-04T05:06:07Z", **fields}


def location(number="L1", *evses, **fields):
    usual = {
        "country_code": "GB",
        "party_id": "VLT",
        "id": number,
        "publish": True,
        "name": "Mill Lane",
        "address": "1 Mill Lane",
        "city": "Oxford",
        "postal_code": "OX1 1AA",
        "country": "GBR",
        "coordinates": {"latitude": "51.750000", "longitude": "-1.250000"},
        "parking_type": "ON_STREET",
        "operator": {"name": "Volts Ltd", "website": "https://example.org"},
        "time_zone": "Europe/London",
        "last_updated": "2026-01-01T00:00:00Z",
    }
    return {**usual, "evses": list(evses) or [evse()], **fields}


def page(*locations, **fields):
    return {
        "data": list(locations),
        "status_code": 1000,
        "status_message": "Success",
        "timestamp": "2026-05-06T07:08:09Z",
        **fields,
    }


@pytest.fixture
def write(tmp_path):
    def make(document):
        path = tmp_path / "a.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return make


def read(path):
    assert ocpi.recognise(head_of(path))
    reading = ocpi.read(path, SOURCE)
    table = reading.tables[CHARGERS]
    assert table.empty or not check(table, Chargers, "chargers")
    return reading


def rules(reading):
    return {finding.rule for finding in reading.findings}


def test_an_evse_in_our_words(write):
    two = [connector(), connector(id="2", standard="IEC_62196_T2_COMBO", power_type="DC", max_electric_power=50_000)]
    point = read(write(page(location("L1", evse("E1", *two))))).tables[CHARGERS].iloc[0]
    assert (point["charger_id"], point["location_id"]) == ("ocpi:GBVLT/L1/E1", "ocpi:GBVLT/L1")
    assert (point["operator"], point["name"], point["postcode"]) == ("Volts Ltd", "Mill Lane", "OX1 1AA")
    assert (point["points_count"], point["connectors_count"], point["connectors"]) == (1, 2, "ccs2; type2")
    assert point["power_kw"] == 50
    assert point["weakest_power_kw"] == pytest.approx(7.36)
    assert (point["access"], point["status"], point["setting"]) == ("public", "working", "on_street")
    assert (point["updated"], point["vintage"]) == ("2026-03-04", "2026-05-06")


def test_pages_lists_and_single_locations_hold_the_same(write):
    one, two = location("L1"), location("L2", evse("E2"))
    forms = [
        page(one, two),
        [page(one), page(two)],
        "\n".join(json.dumps(each) for each in (page(one), page(two))),
        [one, two],
        {"locations": [one, two]},
        page(data={"locations": [one, two]}),
    ]
    tables = [read(write(form)).tables[CHARGERS].drop(columns=["vintage", "source_row"]) for form in forms]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])
    assert len(read(write(one)).tables[CHARGERS]) == 1


@pytest.mark.parametrize(
    ("fields", "power", "basis"),
    [
        ({"power_type": "AC_3_PHASE", "max_voltage": 230}, 22.08, "computed"),
        ({"power_type": "AC_3_PHASE", "max_voltage": 400}, 22.17, "computed"),
        ({"power_type": "AC_2_PHASE", "max_voltage": 230}, 14.72, "computed"),
        ({"power_type": "DC", "max_voltage": 920, "max_amperage": 400, "max_electric_power": 150_000}, 150, "stated"),
        ({"power_type": "DC", "max_voltage": 920, "max_amperage": 400}, 368, "computed"),
        ({"max_electric_power": 7}, 7, "stated"),
        ({"max_electric_power": 0}, 7.36, "computed"),
        ({"max_voltage": 0}, float("nan"), "unknown"),
        ({"max_voltage": None, "max_amperage": None, "voltage": 230, "amperage": 16}, 3.68, "computed"),
    ],
)
def test_power(write, fields, power, basis):
    point = read(write(page(location("L1", evse("E1", connector(**fields)))))).tables[CHARGERS].iloc[0]
    assert point["power_kw"] == pytest.approx(power, abs=0.01, nan_ok=True)
    assert point["power_basis"] == basis


def test_slips_of_units_are_counted(write):
    reading = read(
        write(
            page(
                location(
                    "L1", evse("E1", connector(max_electric_power=22)), evse("E2", connector(max_electric_power=-5))
                ),
                location("L2", evse("E1", connector(power_type="AC_3_PHASE", max_voltage=400))),
            )
        )
    )
    assert {"power_unit", "volts_between_lines", "power"} <= rules(reading)


def test_points_are_evses_and_never_fewer_than_locations(write):
    reading = read(
        write(page(location("L1", evse("E1"), evse("E2")), location("L2", evse("E1", connector(), connector()))))
    )
    table = reading.tables[CHARGERS]
    assert table["points_count"].sum() == 3
    assert table["location_id"].nunique() == 2


def test_what_is_not_there_is_dropped_and_planned_stays_apart(write):
    reading = read(
        write(
            page(
                location(
                    "L1", evse("E1", status="REMOVED"), evse("E2", status="PLANNED"), evse("E3", status="OUTOFORDER")
                ),
                location("L2", publish=False),
                location("L3", evses=[]),
                location("L4", coordinates={"latitude": "-1.25", "longitude": "51.75"}),
                location("L5", coordinates={"latitude": "x"}),
                location("L6", evse("E1", status="SLEEPING", coordinates={"latitude": "51.76", "longitude": "-1.26"})),
                "no location",
            )
        )
    )
    assert (reading.count.read, reading.count.kept) == (9, 4)
    assert reading.count.dropped == {
        "no location with charge points": 2,
        "not to be published": 1,
        "removed": 1,
        "no coordinates": 1,
    }
    assert reading.count.repaired == {"latitude and longitude swapped": 1}
    table = reading.tables[CHARGERS].set_index("charger_id")
    assert table.loc["ocpi:GBVLT/L1/E2", "status"] == "planned"
    assert table.loc["ocpi:GBVLT/L1/E3", "status"] == "out_of_service"
    assert table.loc["ocpi:GBVLT/L6/E1", "status"] == "unknown"
    assert table.loc["ocpi:GBVLT/L6/E1", "northing_m"] > table.loc["ocpi:GBVLT/L1/E2", "northing_m"] + 1_000


def test_who_may_charge(write):
    reading = read(
        write(
            page(
                location("L1", parking_type="ON_DRIVEWAY", name="12 Hidden Row"),
                location("L2", evse("E1", parking_restrictions=["CUSTOMERS"]), parking_type="PARKING_LOT"),
            )
        )
    )
    table = reading.tables[CHARGERS]
    assert table["access"].tolist() == ["private", "customers"]
    assert table["setting"].tolist() == ["off_street", "off_street"]
    assert "Hidden Row" not in table.to_csv()


def test_an_error_of_the_server_is_passed_on(write):
    wrong = {"status_code": 2001, "status_message": "Limit is not a number", "timestamp": "2026-05-06T07:08:09Z"}
    with pytest.raises(FaultsError, match="Limit is not a number"):
        ocpi.read(write({**wrong, "data": []}), SOURCE)
    with pytest.raises(FaultsError, match="Unauthorized"):
        ocpi.read(write({"error": "Unauthorized"}), SOURCE)
    assert "server_error" in rules(read(write([page(location()), wrong])))


@pytest.mark.parametrize("document", [page(), [], page({"id": "T1", "elements": []}), 3, "{"])
def test_what_holds_no_locations_is_refused(write, document):
    with pytest.raises(FaultsError):
        ocpi.read(write(json.dumps(document) if document == 3 else document), SOURCE)


def test_the_older_spelling_is_said_to_be_unproven(write):
    old = connector(voltage=230, amperage=16)
    del old["max_voltage"], old["max_amperage"]
    assert "unproven" in rules(read(write([location("L1", evse("E1", old))])))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
PLACE = ["id", "party_id", "publish", "coordinates", "operator", "parking_type", "name", "postal_code"]
DEVICE = ["uid", "status", "connectors", "coordinates", "parking_restrictions", "last_updated"]
PLUG = ["standard", "power_type", "max_voltage", "max_amperage", "max_electric_power"]


@settings(max_examples=40, deadline=None)
@given(
    *(st.dictionaries(st.sampled_from(names), JUNK, max_size=4) for names in (PLACE, DEVICE, PLUG)),
)
def test_any_values_are_kept_or_dropped(tmp_path_factory, place, device, plug):
    path = tmp_path_factory.mktemp("ocpi") / "a.json"
    odd = {**location("L1", {**evse("E1", {**connector(), **plug}), **device}), **place}
    path.write_text(json.dumps(page(odd, location("L9"))), encoding="utf-8")
    reading = ocpi.read(path, SOURCE)
    assert reading.count.read == 2
    assert reading.count.kept == len(reading.tables[CHARGERS]) >= 1


def test_no_real_file_is_taken_for_a_feed(shared_data):
    claimed = [path for path in shared_data.rglob("*") if path.is_file() and ocpi.recognise(head_of(path))]
    assert claimed == []
