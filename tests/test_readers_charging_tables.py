import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.contract import CHARGING_TOTALS, ChargingTotals
from lae.findings import FaultsError
from lae.readers import charging_tables, dft_vehicles, evaluator, ncr, ocm, ocpi, osm
from lae.readers.base import Head, SourceRow, head_of
from lae.readers.operators import COMPILATIONS, OPERATORS
from lae.tables import check

SOURCE = SourceRow("dft_test", "2026", "OGL")
TIDY = "geography_code_LA22CD,workplace-2023-04,home-2022,public-2023-04,total\n"
OURS = (ncr, ocm, ocpi, osm, evaluator, charging_tables, dft_vehicles)


def ods(sheets):
    """An OpenDocument workbook of text, number and date cells."""

    def cell(value):
        if isinstance(value, int | float):
            kind = f'office:value-type="float" office:value="{value}"'
            return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue(), content.encode()


def read(reader, path, **options):
    reading = reader.read(path, SOURCE, **options)
    assert not check(reading.tables[CHARGING_TOTALS], ChargingTotals, "totals")
    return reading


def rules(reading):
    return {finding.rule for finding in reading.findings}


def test_the_tidy_table_by_authority(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        TIDY + "E07000178,69,97,148.0,314.0\nE06000005,103,105,[c],281.0\nE07000179,1,1,1,9\nnone,1,1,1,3\n"
    )
    assert charging_tables.recognise(head_of(path))
    reading = read(charging_tables, path)
    assert reading.count.dropped == {"no code of an area": 1}
    table = reading.tables[CHARGING_TOTALS].set_index(["area_code", "measure", "period"])["value"]
    assert table["E07000178", "public_devices", "2023-04"] == 148
    assert table["E07000178", "home_devices", "2022"] == 97
    assert table["E07000178", "all_devices_mixed_dates", ""] == 314
    assert table.isna().sum() == 1
    totals = next(finding for finding in reading.findings if finding.rule == "total")
    assert totals.ids == ("E07000179",)
    assert "mixed_dates" in rules(reading)


BOOK = {
    "Cover": [["Electric vehicle charging device statistics"]],
    "1a": [
        ["Table 1a: Public charging devices by local authority"],
        ["Notes", ""],
        [
            "Local Authority / Region Code",
            "Local Authority / Region Name",
            "Jul-26",
            "Jul-26 per 100,000 population",
            "Apr 2026 [r]",
        ],
        ["E07000178", "Oxford", 210, 120.5, 200],
        ["E12000008", "South East", 9000, 90.1, "[x]"],
        ["", "", "", "", ""],
        ["Source: DfT", "", "", "", ""],
    ],
    "2a": [
        ["Table 2a: Public charging devices by speed"],
        ["", "", "July 2026", "", "April 2026", ""],
        [
            "Local authority code",
            "Local authority name",
            "8kW to 49kW",
            "150kW and above",
            "8kW to 49kW",
            "150kW and above",
        ],
        ["E07000178", "Oxford", 100, 12, 90, 10],
    ],
}


def test_a_workbook_of_devices(tmp_path):
    path = tmp_path / "a.ods"
    data, content = ods(BOOK)
    path.write_bytes(data)
    assert charging_tables.recognise(Head(data, ("mimetype", "content.xml"), content))
    reading = read(charging_tables, path)
    assert (reading.count.read, reading.count.kept) == (5, 3)
    assert reading.count.dropped == {"no code of an area": 2}
    table = reading.tables[CHARGING_TOTALS].set_index(["area_code", "period", "measure"])
    assert table.loc[("E07000178", "2026-07", "2a: 150kw and above"), "value"] == 12
    assert table.loc[("E07000178", "2026-04", "2a: 8kw to 49kw"), "value"] == 90
    counted = table.xs(("E07000178", "2026-07"))
    assert counted.loc["1a: per 100,000 population", "unit"] == "devices per 100,000 people"
    assert counted.loc["1a: table 1a: public charging devices by local authority", "value"] == 210
    assert table.loc[("E12000008", "2026-04"), "value"].isna().all()
    assert table.loc["E12000008", "area_level"].unique().tolist() == ["region"]
    assert {"unproven", "other_sheets"} <= rules(reading)


@pytest.mark.parametrize(
    "sheets", [{"Cover": [["Nothing"]]}, {"1a": [["Local authority code", "Name"], ["E07000178", "x"]]}]
)
def test_a_workbook_of_something_else_is_refused(tmp_path, sheets):
    path = tmp_path / "a.ods"
    path.write_bytes(ods(sheets)[0])
    with pytest.raises(FaultsError):
        charging_tables.read(path, SOURCE)
    with pytest.raises(FaultsError):
        dft_vehicles.read(path, SOURCE)


VEH0125 = "LSOA21CD,LSOA21NM,BodyType,Keepership,LicenceStatus,2025 Q4,2025 Q3\n"
SMALL = VEH0125 + (
    "E01028513,Oxford 001A,Cars,Private,Licensed,120,118\n"
    "E01028513,Oxford 001A,Cars,Private,SORN,7,8\n"
    "E01028513,Oxford 001A,Motorcycles,Private,Licensed,9,9\n"
    "E01028514,Oxford 001B,Cars,Company,Licensed,[c],[x]\n"
    "Miscellaneous,Miscellaneous,Cars,Private,Licensed,1,1\n"
)


def test_cars_by_small_area(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(SMALL)
    assert dft_vehicles.recognise(head_of(path))
    reading = read(dft_vehicles, path)
    assert (reading.count.read, reading.count.kept) == (5, 2)
    table = reading.tables[CHARGING_TOTALS]
    assert table["measure"].tolist() == ["vehicles, cars, private", "vehicles, cars, company"]
    assert table["value"].fillna(-1).tolist() == [120, -1]
    assert set(table["period"]) == {"2025-Q4"}
    assert set(table["area_level"]) == {"lsoa21"}
    assert "unproven" in rules(reading)
    both = read(dft_vehicles, path, quarters=["2025-Q3", "2025-Q4"], areas=["E01028513"])
    assert both.tables[CHARGING_TOTALS]["value"].tolist() == [118, 120]
    with pytest.raises(FaultsError, match="2019-Q1"):
        dft_vehicles.read(path, SOURCE, quarters=["2019-Q1"])


def test_plug_in_vehicles_by_fuel(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "LSOA11CD,LSOA11NM,Fuel,Keepership,2023 Q4\n"
        "E01028513,O,BATTERY ELECTRIC,PRIVATE,12\nE01028513,O,Total,Total,20\n"
    )
    table = read(dft_vehicles, path).tables[CHARGING_TOTALS]
    assert table["measure"].tolist() == ["vehicles, battery electric, private", "vehicles, total, total"]
    assert set(table["area_level"]) == {"lsoa11"}


def test_vehicles_by_district_in_thousands(tmp_path):
    path = tmp_path / "a.ods"
    sheet = [
        ["VEH0105: Licensed vehicles"],
        ["Units: Thousands"],
        ["BodyType", "Fuel [note 1]", "Keepership", "ONS Code", "ONS Geography", "2025 Q4", "2025 Q3"],
        ["Cars", "Battery electric", "Private", "E07000178", "Oxford", 2.345, 2.2],
        ["Cars", "Total", "Total", "E07000178", "Oxford", "[x]", 40],
        ["Buses", "Total", "Total", "E07000178", "Oxford", 1, 1],
    ]
    data, content = ods({"Cover": [["x"]], "VEH0105": sheet})
    path.write_bytes(data)
    assert dft_vehicles.recognise(Head(data, ("content.xml",), content))
    reading = read(dft_vehicles, path)
    table = reading.tables[CHARGING_TOTALS].set_index("measure")["value"]
    assert table["vehicles, cars, battery electric, private"] == 2_345
    assert reading.count.dropped == {"vehicles other than cars": 1}
    assert set(reading.tables[CHARGING_TOTALS]["area_level"]) == {"lad"}


@pytest.mark.parametrize("reader", [charging_tables, dft_vehicles])
@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", TIDY, VEH0125, "PK\x03\x04"])
def test_what_is_none_of_them_is_refused(tmp_path, reader, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(FaultsError):
        reader.read(path, SOURCE)


CELL = st.text("E07000178.,-[]cx\u00a3 ", max_size=10)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=6))
def test_any_cells_are_kept_or_dropped(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("dft") / "a.csv"
    rows = [["E07000178", "1", "2", "3", "6"], *cells]
    path.write_text(TIDY + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows), encoding="utf-8")
    reading = charging_tables.read(path, SOURCE)
    assert reading.count.read == len(rows)
    assert 4 * reading.count.kept == len(reading.tables[CHARGING_TOTALS])


def test_the_real_table(shared_data):
    reading = read(charging_tables, shared_data / "ev" / "LAD22_ev_charging_points.csv")
    assert (reading.count.read, reading.count.kept) == (341, 341)
    assert "total" not in rules(reading)
    table = reading.tables[CHARGING_TOTALS]
    county = table[table["area_code"].str.fullmatch("E0700017[789]|E0700018[01]")]
    assert county.groupby("measure")["value"].sum().to_dict() == {
        "all_devices_mixed_dates": 2_422,
        "home_devices": 1_177,
        "public_devices": 597,
        "workplace_devices": 648,
    }


def test_every_real_file_has_one_reader_at_most(shared_data):
    others = [each.recognise for each in (*OPERATORS, *COMPILATIONS)]
    claims = {}
    for path in sorted(path for path in shared_data.rglob("*") if path.is_file()):
        head = head_of(path)
        found = [reader.__name__ for reader in OURS if reader.recognise(head)]
        assert len(found) + sum(recognise(head) for recognise in others) <= 1, path
        for name in found:
            claims.setdefault(name.rpartition(".")[2], []).append(path.name)
    assert {name: len(paths) for name, paths in claims.items()} == {
        "ncr": 6,
        "ocm": 2,
        "osm": 18,
        "evaluator": 15,
        "charging_tables": 1,
    }


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"PK\x03\x04",
        b"{}",
        b'{"features": []}',
        b'{"type": "FeatureCollection", "features": [{"properties": {"name": "a parking lot"}}]}',
        b'{"data": [], "total": 3}',
        b"chargeDeviceID,other\n",
        b"msoa,population\nE02000001,3\n",
        b"E02005940;Wolvercote\n",
        b"LSOA21CD,2025 Q4\n",
        b"\xff\xfe\x00\x00",
    ],
)
def test_look_alikes_are_left_alone(start):
    assert [reader.__name__ for reader in OURS if reader.recognise(Head(start))] == []
