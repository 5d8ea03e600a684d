import csv
import io
import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lae.grid.connections import CONNECTIONS, Connections, layers
from lae.readers import best_view, ecr
from lae.readers.base import Edition, Register, head_of
from lae.readers.ecr_file import dates_of, dno_of
from lae.readers.ecr_names import public_names
from lae.readers.operators import COMPILATIONS, OPERATORS
from lae.tables import check

_TEMPLATE = (
    "Customer Name|Customer Site|Address Line 1|Address Line 2|Postcode|Export MPAN / MSID|"
    "Location (X-coordinate): Eastings (where data is held)|Location (y-coordinate): Northings (where data is held)|"
    "Grid Supply Point|Bulk Supply Point|Primary|Point of Connection (POC) Voltage (kV)|Licence Area|Energy Source 1|"
    "Energy Conversion Technology 1|Storage Capacity 1 (MWh)|Energy Source 2|Energy Conversion Technology 2|"
    "Storage Capacity 2 (MWh)|Connection Status|Already connected Registered Capacity (MW)|"
    "Maximum Export Capacity (MW)|Maximum Export Capacity (MVA)|Maximum Import Capacity (MW)|"
    "Maximum Import Capacity (MVA)|Date Connected|Accepted to Connect Registered Capacity (MW)|"
    "Change to Maximum Export Capacity (MW)|Change to Maximum Export Capacity (MVA)|"
    "Change to Maximum Import Capacity (MW)|Change to Maximum Import Capacity (MVA)|Date Accepted|"
    "Target Energisation Date|In a Connection queue (Y/N)|Latitude|Longitude|Unique ID"
)
OFGEM = _TEMPLATE.split("|")


def ssen_of(header):
    """SSEN's portal: every sign of the template's header becomes an underscore, plain words stay."""
    plain = re.fullmatch(r"[A-Za-z0-9 ]+", header)
    return header if plain else re.sub(r"[^a-z0-9]", "_", header.casefold())


def flat_of(header):
    snake = re.sub(r"[^a-z0-9]+", "_", header.casefold()).strip("_")
    where = {"longitude": "geometry.coordinates.0", "latitude": "geometry.coordinates.1"}
    return "features." + where.get(snake, f"properties.{snake}")


SPELLINGS = {"ofgem": str, "ssen": ssen_of, "flat": flat_of}
USUAL = {
    "Customer Name": "Ada Bloggs Estates",
    "Customer Site": "Larkrise Meadow",
    "Address Line 1": "14 Secret Lane",
    "Address Line 2": "Hidden Village",
    "Postcode": "OX99 9ZZ",
    "Export MPAN / MSID": "2000012345678",
    "Location (X-coordinate): Eastings (where data is held)": "451000",
    "Location (y-coordinate): Northings (where data is held)": "206000",
    "Grid Supply Point": "Lock GSP",
    "Bulk Supply Point": "Weir BSP",
    "Primary": "Mill Primary",
    "Point of Connection (POC) Voltage (kV)": "33",
    "Licence Area": "Southern Electric Power Distribution plc",
    "Energy Source 1": "Solar",
    "Connection Status": "CONNECTED",
    "Already connected Registered Capacity (MW)": "4.5",
    "Maximum Export Capacity (MVA)": "5",
    "Date Connected": "31/12/2019",
    "Unique ID": "SSEN0663-1MW-CONNECTED",
}
ACCEPTED = {
    "Connection Status": "Accepted to Connect",
    "Already connected Registered Capacity (MW)": "",
    "Maximum Export Capacity (MVA)": "",
    "Accepted to Connect Registered Capacity (MW)": "20",
    "Change to Maximum Export Capacity (MVA)": "21",
    "Date Connected": "",
    "Date Accepted": "2019-10-10 00:00:00",
    "Unique ID": "",
}
EDITION = Edition("2026-03", 2026, "ecr_test", "CC BY 4.0")
NOTHING = Register(pd.DataFrame(), pd.DataFrame(), 0.96)


def row(**cells):
    return {**dict.fromkeys(OFGEM, ""), **USUAL, **cells}


@pytest.fixture
def write(tmp_path):
    def make(rows, spelling="ofgem"):
        out = io.StringIO()
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow([SPELLINGS[spelling](name) for name in OFGEM])
        lines.writerows([[each[name] for name in OFGEM] for each in rows])
        path = tmp_path / "register.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        return path

    return make


def read(path, **options):
    return ecr.read(path, EDITION, NOTHING, **options)


def rules(reading, severity="error"):
    return {finding.rule for finding in reading.findings if finding.severity == severity}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_three_spellings_say_the_same(write, spelling):
    path = write([row(), row(**ACCEPTED)], spelling)
    head = head_of(path)
    claims = [each.recognise for each in (*OPERATORS, *COMPILATIONS) if each.recognise(head)]
    assert claims == [ecr.recognise]
    reading = read(path)
    assert not rules(reading) | rules(reading, "warning")
    assert ("unproven" in rules(reading, "note")) == (spelling != "flat")
    table = reading.tables[CONNECTIONS]
    assert not check(table, Connections, "c")
    first, second = table.iloc[0], table.iloc[1]
    assert table["connection_id"].tolist() == ["ssen:SSEN0663-1MW-CONNECTED", "ssen:ecr_test/3"]
    assert table["status"].tolist() == ["connected", "accepted"]
    assert (first["connected_mw"], first["export_mva"], first["poc_voltage_kv"]) == (4.5, 5.0, 33.0)
    assert (second["accepted_mw"], second["export_change_mva"]) == (20.0, 21.0)
    assert table["date_connected"].tolist() == ["2019-12-31", ""]
    assert table["date_accepted"].tolist() == ["", "2019-10-10"]
    # Blank is not known: neither nought nor "no".
    assert table[["import_mw", "import_mva", "import_change_mva", "storage_mwh"]].isna().all(axis=None)
    assert table["in_queue"].tolist() == ["", ""]
    assert (first["primary_name"], first["bsp_name"], first["gsp_name"]) == ("Mill Primary", "Weir BSP", "Lock GSP")
    assert (first["easting_m"], first["northing_m"], first["technology"]) == (451000, 206000, "solar")
    assert table["substation_id"].tolist() == ["", ""]


def test_json_of_the_portal_is_read(tmp_path):
    records = [{ssen_of(name): value or None for name, value in row().items()}]
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"result": {"records": records, "total": 1}}), encoding="utf-8")
    assert ecr.recognise(head_of(path))
    assert len(read(path).tables[CONNECTIONS]) == 1


@pytest.mark.parametrize(
    ("status", "flag", "expected"),
    [
        ("CONNECTED", "", ("connected", "")),
        ("connected", "Y", ("connected", "yes")),
        ("Accepted to connect", "", ("accepted", "")),
        ("ACCEPTED TO CONNECT", "No", ("accepted", "no")),
        ("Accepted To Connect", "yes", ("queued", "yes")),
        ("Accepted to Connect", "maybe", ("accepted", "")),
    ],
)
def test_status_is_free_of_case_and_a_blank_flag_is_blank(write, status, flag, expected):
    name = "In a Connection queue (Y/N)"
    reading = read(write([row(**{"Connection Status": status, name: flag})]))
    table = reading.tables[CONNECTIONS]
    assert (table["status"][0], table["in_queue"][0]) == expected
    assert ("queue_flag" in rules(reading, "warning")) == (flag == "maybe")


def test_every_row_is_kept_or_dropped_with_a_reason(write):
    rows = [
        row(),
        row(),
        row(**{"Connection Status": "Withdrawn"}),
        row(**{"Licence Area": "Atlantis Power"}),
        row(**{"Unique ID": "A/1"}),
        row(**{"Unique ID": "A/1", "Primary": "Ford"}),
    ]
    reading = read(write(rows))
    assert (reading.count.read, reading.count.kept) == (6, 3)
    assert reading.count.dropped == {
        "unknown connection status": 1,
        "unknown licence area": 1,
        "repeated row": 1,
    }
    assert {"repeated_id", "unknown_connection_status", "unknown_licence_area"} == rules(reading, "warning")
    ids = reading.tables[CONNECTIONS]["connection_id"].tolist()
    assert ids == ["ssen:SSEN0663-1MW-CONNECTED", "ssen:A-1/6", "ssen:A-1/7"]


def test_what_cannot_be_right_is_blank_and_told(write):
    east, north = OFGEM[6], OFGEM[7]
    odd = row(**{"Point of Connection (POC) Voltage (kV)": "0", "Date Connected": "31/02/2019", east: "0", north: "0"})
    placed = row(**{east: "", north: "", "Latitude": "51.75", "Longitude": "-1.25", "Unique ID": "B"})
    far = row(**{"Latitude": "52.75", "Longitude": "-1.25", "Unique ID": "C"})
    reading = read(write([odd, placed, far]))
    assert rules(reading, "warning") == {"voltage", "date", "outside_britain", "two_places"}
    assert reading.count.repaired == {"places from latitude and longitude": 1}
    table = reading.tables[CONNECTIONS]
    assert np.isnan(table["easting_m"][0])
    assert np.isnan(table["poc_voltage_kv"][0])
    assert table["date_connected"][0] == ""
    assert [table["easting_m"][1], table["northing_m"][1]] == pytest.approx([451872, 205966], abs=2)
    assert table["easting_m"][2] == 451000
    wrong = read(write([row(**{"Already connected Registered Capacity (MW)": "some"})]))
    assert rules(wrong) == {"type"}
    assert rules(read(write([row(**{"Already connected Registered Capacity (MW)": "-4"})]))) == {
        "greater_than_or_equal_to"
    }
    assert rules(read(write([]))) == {"empty"}
    assert rules(read(write([]).with_name("none.csv"))) == {"missing_file"}


@pytest.mark.parametrize(
    ("cells", "technology"),
    [
        ({}, "solar"),
        ({"Energy Source 2": "Stored Energy (all stored energy)"}, "solar + storage"),
        ({"Energy Source 1": "Biofuel - Landfill gas"}, "biofuel"),
        ({"Energy Source 1": "Fossil - Gas"}, "gas"),
        ({"Energy Source 1": "", "Energy Conversion Technology 1": "Photovoltaic"}, "solar"),
        ({"Energy Source 1": "Perpetual motion"}, "other"),
        ({"Energy Source 1": "Data Not Available"}, "unknown"),
    ],
)
def test_technologies(write, cells, technology):
    assert read(write([row(**cells)])).tables[CONNECTIONS]["technology"][0] == technology


def test_storage_of_several_sources_is_summed(write):
    reading = read(write([row(**{"Storage Capacity 1 (MWh)": "10", "Storage Capacity 2 (MWh)": "5"})]))
    assert reading.tables[CONNECTIONS]["storage_mwh"][0] == 15


def everything_told(reading):
    """All text that leaves the reader: every cell and every finding."""
    table = reading.tables[CONNECTIONS]
    return "\n".join([table.to_csv(), *(finding.sentence() for finding in reading.findings)]).casefold()


def test_no_customer_leaves_the_reader(write):
    rows = [
        row(**{"Primary": "Larkrise Meadow Direct", "Bulk Supply Point": "Ada Bloggs Estates"}),
        row(**{"Primary": "Secret Lane", "Bulk Supply Point": "Larkrise", "Unique ID": "B"}),
        row(**{"Customer Name": "Someone else", "Customer Site": "Elsewhere", "Unique ID": "C"}),
        row(**{"Already connected Registered Capacity (MW)": "1", "Date Connected": "soon", "Unique ID": "D"}),
    ]
    reading = read(write(rows))
    told = everything_told(reading)
    for word in ("bloggs", "larkrise", "secret", "hidden", "ox99", "2000012345678", "elsewhere", "someone"):
        assert word not in told
    assert reading.count.repaired == {ecr.WITHHELD: 4}
    assert reading.tables[CONNECTIONS]["primary_name"].tolist() == ["", "", "Mill Primary", "Mill Primary"]
    private = {"customer", "site", "address_1", "address_2"}
    assert not private & set(reading.tables[CONNECTIONS].columns)


def test_a_published_substation_keeps_its_name_though_a_customer_has_it(write):
    path = write([row(Primary="Larkrise Meadow 33/11kV")])
    assert read(path).tables[CONNECTIONS]["primary_name"][0] == ""
    known = read(path, substation_names=["LARKRISE MEADOW Primary"])
    assert known.tables[CONNECTIONS]["primary_name"][0] == "Larkrise Meadow 33/11kV"


def test_a_name_that_other_customers_share_is_a_place_on_the_network():
    names = pd.Series(["Wynford", "Wynford", "Long Barn Solar", ""])
    private = pd.DataFrame(
        {"customer": ["Wynford Park", "Nextdoor", "Nobody", "X"], "site": "", "address_1": "Wynford", "address_2": ""}
    )
    told, withheld = public_names(names, private)
    assert told.tolist() == ["Wynford", "Wynford", "", ""]
    assert withheld.tolist() == [False, False, True, False]


@given(st.dates(min_value=pd.Timestamp("1950-01-01").date(), max_value=pd.Timestamp("2090-12-31").date()))
def test_both_ways_to_write_a_date_are_one_date(day):
    written = pd.Series([day.strftime("%d/%m/%Y"), f"{day.isoformat()} 00:00:00", day.isoformat()])
    dates, wrong = dates_of(written)
    assert dates.tolist() == [day.isoformat()] * 3
    assert not wrong.any()


def test_licence_areas_of_all_operators_are_known():
    areas = {
        "Northern Powergrid (Yorkshire) plc": "npg",
        "Southern Electric Power Distribution": "ssen",
        "SHEPD": "ssen",
        "National Grid Electricity Distribution (West Midlands)": "nged",
        "Western Power Distribution": "nged",
        "Eastern Power Networks (EPN)": "ukpn",
        "South Eastern Power Networks": "ukpn",
        "Electricity North West": "enwl",
        "SP Manweb": "spen",
        "": "",
    }
    assert dno_of(pd.Series(list(areas))).tolist() == list(areas.values())


# The real register.


@pytest.fixture(scope="module")
def real_path(shared_data):
    return shared_data / "grid" / "npg_embedded_capacity_register_part1.csv"


@pytest.fixture(scope="module")
def raw(real_path):
    frame = pd.read_csv(real_path, dtype="str", keep_default_na=False)
    return frame.rename(columns=lambda name: name.removeprefix("features.properties."))


@pytest.fixture(scope="module")
def real(real_path):
    return read(real_path)


def test_the_real_register_is_read_whole(real, real_path, raw):
    assert raw.shape == (861, 62)
    head = head_of(real_path)
    assert [each.recognise for each in (*OPERATORS, *COMPILATIONS) if each.recognise(head)] == [ecr.recognise]
    assert (real.count.read, real.count.kept, dict(real.count.dropped)) == (861, 861, {})
    assert not rules(real)
    assert rules(real, "warning") == {"voltage"}  # seven points of connection at 0 kV
    table = real.tables[CONNECTIONS]
    assert not check(table, Connections, "c")
    assert table["status"].value_counts().to_dict() == {"accepted": 495, "connected": 366}
    assert set(table["in_queue"]) == {""}
    blank = ["import_mw", "import_mva", "import_change_mw", "import_change_mva", "storage_mwh"]
    assert table[blank].isna().all(axis=None)
    assert set(table["target_energisation"]) == {""}
    assert table["date_accepted"].ne("").sum() == raw["date_accepted"].str.startswith(("19", "20")).sum()
    assert int(table["poc_voltage_kv"].isna().sum()) == 7
    assert table[["easting_m", "northing_m"]].notna().all(axis=None)
    said = {finding.rule: finding.message for finding in real.findings}
    assert "495 accepted rows" in said["queue_blank"]
    assert "366 connected rows" in said["blank_capacity"]


def test_the_real_layers_hold_every_megawatt_once(real, raw):
    table = layers(real.tables[CONNECTIONS])
    sums = table.groupby("layer")[["registered_mw", "connections_count"]].sum()
    connected = pd.to_numeric(raw["already_connected_registered_capacity_mw"]).sum()
    accepted = pd.to_numeric(raw["accepted_to_connect_registered_capacity_mw"]).sum()
    assert sums.loc["connected", "registered_mw"] == pytest.approx(connected)
    assert sums.loc["accepted", "registered_mw"] == pytest.approx(accepted)
    assert sums["connections_count"].to_dict() == {"accepted": 495, "connected": 366}
    assert table["import_mva"].isna().all()
    assert table["import_unknown_count"].sum() == 861


def test_no_real_customer_leaves_the_reader(real, raw):
    table = real.tables[CONNECTIONS]
    own = raw[["customer_name", "customer_site", "postcode", "export_mpan_msid", "import_mpan_msid"]]
    texts = table.select_dtypes("str")
    told = texts.apply(lambda column: column.str.casefold())
    for column in own:
        # Places such as "Bradford" are towns and substations both; a row's own cells must not come back.
        cells = own[column].str.casefold().where(own[column].ne("Data Not Available"), "-")
        for name in told:
            assert not (told[name].eq(cells) & cells.ne("")).any(), (column, name)
    numbers = [text for text in own["export_mpan_msid"] if text.isdigit()]
    everything = everything_told(real)
    assert len(numbers) > 100
    assert not any(number in everything for number in numbers)
    for column in ("primary_name", "bsp_name"):
        assert not told[column].str.contains(r"\b(?:solar|bess|wind ?farm|battery)\b", regex=True).any()
    assert table["primary_name"].eq("").sum() == 459
    assert real.count.repaired == {ecr.WITHHELD: 607}


def test_published_names_bring_real_primaries_back(real, real_path, shared_data):
    book = shared_data / "grid" / "nshr" / "north_yorkshire_southern_northscotland_scottish.xlsx"
    views = best_view.read(book, EDITION, NOTHING).tables["best_view_2022"]
    names = views.loc[views["dno"].eq("npg"), "published_name"].tolist()
    with_names = read(real_path, substation_names=names).tables[CONNECTIONS]
    back = real.tables[CONNECTIONS]["primary_name"].eq("") & with_names["primary_name"].ne("")
    assert int(back.sum()) == 26
    assert {"Hexham", "Tadcaster", "Selby"} <= set(with_names.loc[back, "primary_name"])
