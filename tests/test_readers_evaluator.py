import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.contract import AREA_NAMES, CHARGING_TOTALS, AreaNames, ChargingTotals
from lae.findings import FaultsError
from lae.readers import evaluator
from lae.readers.base import SourceRow, head_of
from lae.tables import check

SOURCE = SourceRow("evaluator_test", "2022", "OGL")
DISTRICT = (
    "MSOA,Name,index-of-transport-accessibility,ulev,estimated-parking-capacity,evhs,chargepoints,grid-capacity,"
    "distribution-centres,supermarket,warehouse,brownfield\n"
)


@pytest.fixture
def write(tmp_path):
    def make(text, name="a.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def read(path):
    assert evaluator.recognise(head_of(path))
    reading = evaluator.read(path, SOURCE)
    for name, contract in ((CHARGING_TOTALS, ChargingTotals), (AREA_NAMES, AreaNames)):
        assert name not in reading.tables or not check(reading.tables[name], contract, name)
    return reading


def rules(reading):
    return {finding.rule for finding in reading.findings}


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("MSOA11CD,Representative Charging Devices", "evhs_devices_representative"),
        ("msoa11cd,Representative ULEVs", "ulevs_representative"),
        ("msoa,chargepoints", "chargepoints"),
    ],
)
def test_a_national_table(write, header, measure):
    reading = read(write(f"{header}\nE02000001,0.320\nS02000001,8\nL99999999,3\nE02000001,9\n,1\nE02000002,many\n"))
    assert (reading.count.read, reading.count.kept) == (6, 3)
    assert reading.count.dropped == {"no code of an area": 2, "the same area again": 1}
    table = reading.tables[CHARGING_TOTALS]
    assert table["measure"].unique().tolist() == [measure]
    assert table["area_level"].unique().tolist() == ["msoa11"]
    assert table.set_index("area_code")["value"].fillna(-1).to_dict() == {
        "E02000001": 0.32,
        "E02000002": -1,
        "S02000001": 8,
    }
    assert "not_a_figure" in rules(reading)


@pytest.mark.parametrize(
    ("name", "measure", "severity"),
    [
        ("estimated-parking-capacity.csv", "parking_capacity_estimated", "note"),
        ("supermarket.csv", "supermarket_capacity_estimated", "note"),
        ("download.csv", "capacity_estimated", "warning"),
    ],
)
def test_a_capacity_of_what_only_the_name_tells(write, name, measure, severity):
    reading = read(write("msoa,estimated capacity\nE02000001,612.12\n", name))
    assert reading.tables[CHARGING_TOTALS]["measure"].tolist() == [measure]
    assert [finding.severity for finding in reading.findings if finding.rule == "unnamed_measure"] == [severity]


def test_a_districts_table_and_what_was_never_filled_in(write):
    rows = 'E02005940,"Wolvercote & Cutteslowe",0,489.0,2662.63,31.324,2,0,0,0,95.83,6.74\n'
    reading = read(write(DISTRICT + rows + rows.replace("5940", "5941")))
    table = reading.tables[CHARGING_TOTALS]
    assert len(table) == 20
    assert table.set_index(["area_code", "measure"])["value"]["E02005940", "ulevs_representative"] == 489
    assert {finding.column for finding in reading.findings if finding.rule == "all_zero"} == {
        *("index-of-transport-accessibility", "grid-capacity", "distribution-centres", "supermarket"),
    }


def test_a_list_of_names_without_a_header(write):
    reading = read(write("E02005940\tWolvercote & Cutteslowe\nE02005941\tSummertown\nE02005941\tAgain\nX\tY\nZ\n"))
    assert reading.count.dropped == {"no code of an MSOA": 2, "the same area again": 1}
    assert reading.tables[AREA_NAMES]["area_name"].tolist() == ["Wolvercote & Cutteslowe", "Summertown"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "msoa,chargepoints\n", "msoa,chargepoints\nX,1\n", ""])
def test_what_is_none_of_the_tables_is_refused(write, text):
    with pytest.raises(FaultsError):
        evaluator.read(write(text), SOURCE)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.text("EWX0129 ", max_size=9), st.text("0123.-,nax[]", max_size=8)), min_size=1, max_size=8)
)
def test_any_cells_are_kept_or_dropped(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("evaluator") / "a.csv"
    rows = [("E02000001", "1"), *cells]
    path.write_text("msoa,chargepoints\n" + "".join(f'"{code}","{value}"\n' for code, value in rows), encoding="utf-8")
    reading = evaluator.read(path, SOURCE)
    assert reading.count.read == len(rows)
    assert reading.count.kept == len(reading.tables[CHARGING_TOTALS]) >= 1


REAL = {
    "EVHS": 8_480,
    "ULEVs_MSOA": 8_480,
    "chargepoints": 3_533,
    "estimated-parking-capacity": 7_201,
    "supermarket": 7_201,
}


@pytest.mark.parametrize("name", REAL)
def test_the_real_national_tables(shared_data, name):
    reading = read(shared_data / "ev" / "evaluator_oxfordshire" / f"{name}.csv")
    assert len(reading.tables[CHARGING_TOTALS]) == reading.count.kept == REAL[name]
    assert reading.tables[CHARGING_TOTALS]["value"].notna().all()
    assert reading.count.read - reading.count.kept in (0, 3)


def test_the_real_district_tables_agree_with_the_national_ones(shared_data):
    folder = shared_data / "ev" / "evaluator_oxfordshire"
    paths = [path for path in sorted(folder.glob("E0*/E0*.csv")) if path.stem == path.parent.name]
    table = pd.concat([read(path).tables[CHARGING_TOTALS] for path in paths])
    assert table["area_code"].nunique() == 86
    national = read(folder / "estimated-parking-capacity.csv").tables[CHARGING_TOTALS].set_index("area_code")["value"]
    own = table[table["measure"].eq("parking_capacity_estimated")].set_index("area_code")["value"]
    assert (own - national.reindex(own.index)).abs().max() < 0.01
    names = pd.concat([read(path).tables[AREA_NAMES] for path in sorted(folder.glob("E0*/*-msoas.tsv"))])
    assert set(names["area_code"]) == set(table["area_code"])
