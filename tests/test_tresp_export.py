"""Our building blocks beside the publisher's, and the return in its own format, byte for byte where it was its own."""

import csv
import io
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from lae.cli import app
from lae.evidence.tresp import PLAN_FILE, plan_text
from lae.files import read_table
from lae.measures import Uptake
from lae.pathway.block_ids import BlockIds, ours_by_line, theirs_by_line
from lae.pathway.recipes import UNIT_OF
from lae.pathway.resp_contract import RespRows
from lae.pathway.resp_gap import gap_table
from lae.readers import tresp
from lae.readers.base import SourceRow, head_of
from lae.tables import check, columns_of
from toytown import copy_of_toytown
from wheels import ROOT

A = "E07000001"
SLICES = (
    "tresp_la_england_demand_slice.csv",
    "tresp_la_england_generation_storage_slice.csv",
    "tresp_gsp_demand_slice.csv",
)


@pytest.fixture(scope="module")
def blocks():
    frame, findings = read_table(ROOT / "data" / "pathway" / "block_ids.csv", BlockIds, table="block_ids")
    assert not findings
    return frame


def uptake(*rows):
    named = pd.DataFrame(rows, columns=["building_block", "year", "value", "unit"])
    full = named.assign(scenario="fs", district_code=A, provenance="published", source_id="ours", source_row=1)
    return full[columns_of(Uptake)].astype({"value": "float64"})


def resp(*rows):
    named = pd.DataFrame(rows, columns=["building_block", "year", "value"])
    told = {"area_level": "district", "area_code": A, "area_name": "", "pathway": "tresp_ht", "unit": "Number"}
    told |= {"published": "", "licence_area": "", "vintage": "v", "source_id": "neso"}
    full = named.assign(**told, source_row=range(1, len(rows) + 1))
    return full[columns_of(RespRows)].astype({"value": "float64"})


def figures(table):
    return table.set_index(["building_block", "year"])["value"].to_dict()


PUMPS = (("ASHP", 2030, 60, "homes"), ("GSHP", 2030, 30, "homes"), ("TotalHPs", 2030, 100, "homes"))


def test_our_pumps_become_the_publishers_blocks(blocks):
    # Not hybrid: 60 + 30 = 90. Hybrid: 100 - 60 - 30 = 10. Homes are their Number.
    found = ours_by_line(uptake(*PUMPS), blocks)
    assert check(found, Uptake, "uptake") == []
    assert figures(found) == {("Lct_BB005", 2030): 90, ("Lct_BB006", 2030): 10}
    assert set(found["unit"]) == {"Number"}


def test_a_block_whose_line_is_not_whole_stays_under_our_name(blocks):
    found = ours_by_line(uptake(PUMPS[0], PUMPS[2], ("DH", 2030, 5, "homes"), ("Total", 2030, 900, "homes")), blocks)
    assert figures(found) == {("ASHP", 2030): 60, ("TotalHPs", 2030): 100, ("Lct_BB009", 2030): 5, ("Total", 2030): 900}


def test_a_figure_under_the_publishers_own_id_is_not_replaced_by_our_sum(blocks):
    found = ours_by_line(uptake(*PUMPS, ("Lct_BB005", 2030, 77, "Number")), blocks)
    assert figures(found)["Lct_BB005", 2030] == 77


def test_their_cars_are_added_up_only_where_both_parts_are_published(blocks):
    found = theirs_by_line(resp(("Lct_BB001", 2030, 7), ("Lct_BB002", 2030, 3), ("Lct_BB001", 2040, 9)), blocks)
    assert check(found, RespRows, "rows") == []
    assert figures(found) == {("Lct_BB001+Lct_BB002", 2030): 10, ("Lct_BB001", 2040): 9}


def test_the_gap_of_cars_and_pumps_is_ours_less_theirs(blocks):
    ours = ours_by_line(uptake(*PUMPS, ("EV", 2030, 8, "vehicles")), blocks)
    theirs = theirs_by_line(resp(("Lct_BB001", 2030, 7), ("Lct_BB002", 2030, 3), ("Lct_BB005", 2030, 100)), blocks)
    table = gap_table(ours, theirs, districts=[A], years=[2030])
    gaps = table.dropna(subset=["gap_value"]).set_index("building_block")["gap_value"].to_dict()
    assert gaps == {"Lct_BB001+Lct_BB002": -2, "Lct_BB005": -10}
    assert table["note"].eq("").all()


def test_every_block_of_ours_that_a_line_names_is_one_we_use_and_every_line_has_both_sides(blocks):
    assert set(blocks.loc[blocks["side"].eq("ours"), "building_block"]) <= set(UNIT_OF)
    assert blocks.groupby("line")["side"].nunique().eq(2).all()


def test_the_plan_is_written_in_the_published_format_and_reads_back_the_same(tmp_path, blocks):
    text = plan_text(
        uptake(*PUMPS, ("EV", 2030, 1 / 3, "vehicles")), blocks, {A: "Muddleford"}, {"fs": "Falling Short"}
    )
    assert text.startswith(",".join(tresp.LAYOUTS[0].header) + "\r\n")
    assert text.count("\n") == text.count("\r\n")
    (tmp_path / "plan.csv").write_bytes(text.encode())
    assert tresp.recognise(head_of(tmp_path / "plan.csv"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["Pathway"] for row in rows} == {"Falling Short"}
    assert float(next(row for row in rows if "+" in row["Building_block_id"])["Value"]) == 1 / 3


def exported(study, out):
    result = CliRunner().invoke(app, ["export", "--tresp", str(out), str(study)])
    assert result.exit_code == 0, result.output
    return {path.name: path.read_bytes() for path in out.iterdir()}, result.output


def test_the_real_slices_come_out_byte_for_byte_with_the_plan_beside(tmp_path, shared_data):
    # CRLF, scientific notation, rows of zero and years that one pathway alone has are all in the slices.
    study = copy_of_toytown(tmp_path)
    for name in SLICES:
        shutil.copyfile(shared_data / "scenarios" / name, study / "data" / name)
    files, said = exported(study, tmp_path / "out")
    assert set(files) == {PLAN_FILE, *SLICES}
    for name in SLICES:
        assert files[name] == (shared_data / "scenarios" / name).read_bytes()
    assert b"e-05" in files[SLICES[1]]
    assert b",0.0\r\n" in files[SLICES[0]]
    assert b"\r\n" in files[PLAN_FILE]
    assert "byte for byte" not in said


def test_columns_in_another_order_come_out_in_that_order(tmp_path):
    study = copy_of_toytown(tmp_path)
    text = "Value,Unit,Year,Pathway,LAD24NM,LAD24CD,Building_block_id\r\n"
    text += "0.0,Number,2035,tRESP - EE,Toy,E99000001,Lct_BB001\r\n"
    (study / "data" / "turned.csv").write_bytes(text.encode())
    assert exported(study, tmp_path / "out")[0]["turned.csv"] == text.encode()


def test_a_file_that_cannot_be_written_back_whole_is_named(tmp_path):
    study = copy_of_toytown(tmp_path)
    text = ",".join(tresp.LAYOUTS[0].header) + "\r\n" + "Lct_BB001,E99000001,Toy,tRESP - EE,2035,Number,1\r\n" * 2
    (study / "data" / "twice.csv").write_bytes(text.encode())
    files, said = exported(study, tmp_path / "out")
    assert files["twice.csv"].count(b"Lct_BB001") == 1
    assert "byte for byte" in said


def test_the_published_order_of_figures_survives_a_reading(tmp_path):
    body = "Lct_BB002,E07000009,B,tRESP - HT,2030,Number,1E+3\r\nLct_BB001,E07000001,A,tRESP - HT,2025,Number,0.0\r\n"
    path = tmp_path / "t.csv"
    path.write_bytes((",".join(tresp.LAYOUTS[0].header) + "\r\n" + body).encode())
    rows = tresp.read(path, SourceRow("neso_tresp", "", "")).tables["resp_rows"]
    assert tresp.to_published(rows).encode() == path.read_bytes()
