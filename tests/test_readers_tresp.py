"""tRESP pathways: the real headers on invented figures, hostile cells, the real slices, and writing them back."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.findings import FaultsError
from lae.measures import Uptake
from lae.pathway.resp_contract import RespRows
from lae.readers import tresp
from lae.readers.base import SourceRow, head_of
from lae.readers.guard import tables
from lae.tables import check

LA = "Building_block_id,LAD24CD,LAD24NM,Pathway,Year,Unit,Value\r\n"
GSP = "Building_block_id,tRESP_GSP_area,Pathway,Year,Value,Unit,DNO_licence_area\r\n"
REGION = "Building_block_id,RESP_region,Pathway,Year,Value,Unit\r\n"
SOURCE = SourceRow("neso_tresp", "2026-01", "NESO Open Data Licence")
LA_ROWS = (
    "Lct_BB001,E07000001,Muddleford,tRESP - HT,2025,Number,1027.8862\r\n"
    "Lct_BB001,E07000001,Muddleford,tRESP - HT,2035,Number,2000.0\r\n"
    "Lct_BB001,E07000001,Muddleford,tRESP - EE,2035,Number,0.0\r\n"
    "Gen_BB001,E07000002,Upton,tRESP - EE,2042,MW,4.4229688e-05\r\n"
)


@pytest.fixture
def write(tmp_path):
    def _write(text, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return path

    return _write


def rules(reading):
    return {finding.rule for finding in reading.findings}


def test_a_file_by_district_becomes_rows_and_uptake(write):
    reading = tresp.read(write(LA + LA_ROWS), SOURCE)
    rows, uptake = reading.tables["resp_rows"], reading.tables["uptake"]
    assert check(rows, RespRows, "rows") == []
    assert check(uptake, Uptake, "uptake") == []
    assert (reading.count.read, reading.count.kept, dict(reading.count.dropped)) == (4, 4, {})
    assert set(rows["area_level"]) == {"district"}
    assert set(rows["vintage"]) == {"2026-01"}
    muddleford = uptake.query("district_code == 'E07000001'").set_index(["scenario", "year"])["value"]
    assert muddleford.to_dict() == {("tresp_ee", 2035): 0.0, ("tresp_ht", 2025): 1027.8862, ("tresp_ht", 2035): 2000.0}
    assert uptake.query("building_block == 'Gen_BB001'")["unit"].tolist() == ["MW"]


def test_a_pathway_without_early_years_is_said_and_not_filled(write):
    reading = tresp.read(write(LA + LA_ROWS), SOURCE)
    assert reading.tables["uptake"].query("scenario == 'tresp_ee'")["year"].min() == 2035
    (note,) = [finding for finding in reading.findings if finding.rule == "years_missing"]
    assert "tresp_ee from 2035" in note.message


def test_a_file_by_gsp_area_keeps_groups_and_licence_and_has_no_uptake(write):
    text = GSP + "Lct_BB001,AAAA_in_H@BBBB_1|CCCC_1,tRESP - HT,2025,8309.0,Number,SSEN South\r\n"
    reading = tresp.read(write(text), SOURCE)
    (row,) = reading.tables["resp_rows"].to_dict("records")
    assert (row["area_level"], row["area_code"], row["licence_area"]) == (
        "gsp_area",
        "AAAA_in_H@BBBB_1|CCCC_1",
        "SSEN South",
    )
    assert reading.tables["uptake"].empty
    assert list(reading.tables["uptake"].columns) == list(Uptake.to_schema().columns)


def test_a_file_by_region_is_read_and_marked_unproven(write):
    reading = tresp.read(write(REGION + "Srg_BB001,South West,tRESP - HE,2040,12.5,MW\r\n"), SOURCE)
    assert reading.tables["resp_rows"]["area_level"].tolist() == ["resp_region"]
    assert "unproven" in rules(reading)


def test_faulty_rows_are_counted_under_one_reason_each_and_named(write):
    body = (
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2025,Number,1\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2025,Number,2\r\n"
        "Lct_BB001,Muddleford,Muddleford,tRESP - HT,2026,Number,1\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - ZZ,2026,Number,1\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,26,Number,1\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2027,Furlong,1\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2028,Number,inf\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2029,Number,\r\n"
        "total,E07000001,Muddleford,tRESP - HT,2030,Number,1\r\n"
        "Lct_BB001,,Muddleford,tRESP - HT,2031,Number,1\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2032\r\n"
        "Lct_BB001,E07000001,Muddleford,tRESP - HT,2033,Number,-4\r\n"
    )
    reading = tresp.read(write(LA + body), SOURCE)
    assert (reading.count.read, reading.count.kept) == (12, 2)
    assert set(reading.count.dropped.values()) == {1}
    assert len(reading.count.dropped) == 10
    named = {finding.rule: finding.ids for finding in reading.findings}
    assert named["the_figure_is_not_a_number"] == ("row 7",)
    assert named["the_same_figure_again"] == ("row 2",)
    assert named["negative"] == ("row 12",)
    assert reading.tables["uptake"]["year"].tolist() == [2025]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (LA.replace("Value", "Worth") + LA_ROWS, "missing_column"),
        ("", "empty"),
        (LA + 'Lct_BB001,"E07000001,Muddleford', "not_csv"),
        ((LA + "x\0").encode(), "encoding"),
    ],
)
def test_a_file_of_another_shape_is_refused(write, text, rule):
    with pytest.raises(FaultsError) as caught:
        tresp.read(write(text), SOURCE)
    assert rule in {finding.rule for finding in caught.value.findings}


def test_a_file_is_recognised_by_its_columns_in_any_order(write):
    for header in (LA, GSP, REGION, ",".join(reversed(LA.strip().split(","))) + "\n", "\ufeff" + LA):
        assert tresp.recognise(head_of(write(header)))
    for header in ("GSP,2024,2025\n", LA.replace("Unit", "Units"), '"', ""):
        assert not tresp.recognise(head_of(write(header)))


def test_what_was_read_is_written_back_byte_for_byte(write):
    path = write(LA + LA_ROWS)
    rows = tresp.read(path, SOURCE).tables["resp_rows"]
    assert tresp.to_published(rows).encode() == path.read_bytes()


def test_a_file_of_many_megabytes_is_written_back_byte_for_byte(write, monkeypatch):
    # The publisher's whole files are 13 and 24 MB, and from 8 MB on the guard reads by its fast way.
    monkeypatch.setattr(tables, "_LARGE", 0)
    path = write(LA + LA_ROWS.replace("2000.0", "1.20E+03").replace("1027.8862", "007"))
    rows = tresp.read(path, SOURCE).tables["resp_rows"]
    assert tresp.to_published(rows).encode() == path.read_bytes()


def test_writing_refuses_several_levels_and_strange_columns(write):
    one = tresp.read(write(LA + LA_ROWS), SOURCE).tables["resp_rows"]
    other = one.assign(area_level="gsp_area")
    with pytest.raises(ValueError, match="one area level"):
        tresp.to_published(pd.concat([one, other]))
    with pytest.raises(ValueError, match="the columns of a file by district"):
        tresp.to_published(one, header=["Value"])


def test_a_figure_of_ours_is_written_so_that_it_reads_back_the_same(write):
    rows = tresp.read(write(LA + LA_ROWS), SOURCE).tables["resp_rows"]
    ours = rows.assign(published="", value=rows["value"] / 3)
    again = tresp.read(write(tresp.to_published(ours)), SOURCE).tables["resp_rows"]
    assert again["value"].tolist() == ours["value"].tolist()


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(*([CELL] * 7)), min_size=1, max_size=6))
def test_whatever_the_cells_hold_every_row_is_kept_or_dropped(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("junk") / "table.csv"
    frame = pd.DataFrame(rows, columns=LA.strip().split(","))
    path.write_text(LA + LA_ROWS + frame.to_csv(index=False, header=False), encoding="utf-8", newline="")
    try:
        reading = tresp.read(path, SOURCE)
    except FaultsError:
        return
    assert reading.count.kept == len(reading.tables["resp_rows"]) >= 1


@pytest.mark.parametrize(
    ("name", "rows", "uptake"),
    [
        ("tresp_la_england_demand_slice.csv", 24, 24),
        ("tresp_la_england_generation_storage_slice.csv", 9, 9),
        ("tresp_gsp_demand_slice.csv", 8, 0),
    ],
)
def test_the_real_slices_are_read_whole_and_written_back_byte_for_byte(shared_data, name, rows, uptake):
    path = shared_data / "scenarios" / name
    assert tresp.recognise(head_of(path))
    reading = tresp.read(path, SOURCE)
    assert (reading.count.read, reading.count.kept) == (rows, rows)
    assert len(reading.tables["uptake"]) == uptake
    assert rules(reading) <= {"years_missing"}
    assert tresp.to_published(reading.tables["resp_rows"]).encode() == path.read_bytes()


def test_the_real_demand_slice_holds_what_the_reference_quotes(shared_data):
    uptake = tresp.read(shared_data / "scenarios" / "tresp_la_england_demand_slice.csv", SOURCE).tables["uptake"]
    rows = uptake.query("building_block == 'Lct_BB001' and district_code == 'E06000001' and scenario == 'tresp_ht'")
    assert rows.set_index("year")["value"][2025] == pytest.approx(1027.8862)
    assert uptake.query("scenario != 'tresp_ht'")["year"].min() == 2035
