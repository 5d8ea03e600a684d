"""A publisher's file dropped into the data folder: it replaces that publisher's rows, or says what is wrong."""

import shutil

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

import lae
from lae.buildings.contract import Certificates
from lae.readers.supply_areas import read_supply_areas
from lae.tables import check
from samples import SAMPLES
from toytown import copy_of_toytown

EPC_HEAD = (
    "certificate_number,address1,postcode,uprn,lodgement_date,inspection_date,property_type,built_form,"
    "construction_age_band,current_energy_efficiency,current_energy_rating,total_floor_area,walls_description,"
    "mainheat_description,main_fuel,tenure,transaction_type\n"
)
EPC_ROW = (
    "{id},{street} Toy Lane,TY1 1AA,,2024-05-01,2024-05-01,House,Detached,England and Wales: 1930-1949,55,D,90,"
    '"Cavity wall, filled cavity","Boiler and radiators, mains gas",mains gas (not community),owner-occupied,sale\n'
)


@pytest.fixture
def oxfordshire(root, tmp_path):
    """A copy of the packaged study that may be changed."""
    folder = tmp_path / "study"
    folder.mkdir()
    shutil.copyfile(root / "study.toml", folder / "study.toml")
    shutil.copytree(root / "data", folder / "data")
    return folder


def findings(folder):
    return {finding.rule: finding for finding in lae.Study(folder).read().findings}


def test_an_unknown_file_is_said_not_to_be_used(tmp_path):
    study = copy_of_toytown(tmp_path)
    (study / "data" / "shopping.csv").write_text("milk,eggs\n1,2\n", encoding="utf-8")
    finding = findings(study)["unknown_file"]
    assert (finding.severity, finding.table) == ("warning", "shopping.csv")


def test_what_a_run_does_not_use_is_named_and_hidden_files_are_not_looked_at(tmp_path):
    data = copy_of_toytown(tmp_path) / "data"
    (data / "inbox").mkdir()
    (data / "inbox" / "fes_gsps.csv").write_bytes(SAMPLES["fes_gsps.csv"])
    (data / ".secret.csv").write_text("milk,eggs\n1,2\n", encoding="utf-8")
    (data / "broken.xlsx").write_bytes(b"PK\x03\x04 cut off")
    rows = [(finding.rule, finding.table) for finding in lae.Study(data.parent).read().findings]
    assert ("not_used", "inbox/fes_gsps.csv") in rows
    assert not [table for _, table in rows if table.startswith(".secret")]
    assert {rule for rule, table in rows if table == "broken.xlsx"} == {"unknown_file"}


def test_pathways_of_neso_stand_beside_the_plan_and_the_same_figure_in_two_files_counts_once(tmp_path):
    data = copy_of_toytown(tmp_path) / "data"
    text = "Building_block_id,LAD24CD,LAD24NM,Pathway,Year,Unit,Value\r\n"
    text += "Lct_BB001,E99000001,Toy Vale,tRESP - HT,2030,Number,100.0\r\n"
    for name in ("one.csv", "two.csv"):
        (data / name).write_text(text, encoding="utf-8", newline="")
    study = lae.Study(data.parent)
    assert ("same_row", "resp_rows") in [(finding.rule, finding.table) for finding in study.read().findings]
    gap = study.run().table("gap_tresp")
    theirs = gap[gap["resp_value"].notna()]
    assert set(theirs["resp_value"]) == {100.0}
    assert set(theirs["year"]) == {2030}
    assert gap.loc[gap["district_code"].eq("E99000002"), "reason"].eq("no tRESP rows supplied for this district").all()


def test_certificates_lie_beside_the_study_with_a_count_by_file(tmp_path, shared_data):
    data = copy_of_toytown(tmp_path) / "data"
    shutil.copyfile(shared_data / "epc" / "mhclg_fixtures" / "domestic.csv", data / "certificates.csv")
    inputs = lae.Study(data.parent).read()
    (count,) = (each for each in inputs.counts if each.file == "certificates.csv")
    assert count.kept == len(inputs.tables["certificates"]) > 0


def test_certificates_of_several_files_are_one_table_and_no_two_homes_are_taken_for_one(tmp_path):
    data = copy_of_toytown(tmp_path) / "data"
    for name, sample in (("2023.csv", 0), ("2024.csv", 1)):
        text = EPC_HEAD + "".join(EPC_ROW.format(id=f"{sample}{row}", street=row) for row in (1, 2))
        (data / name).write_text(text, encoding="utf-8")
    (data / "again.csv").write_text(EPC_HEAD + EPC_ROW.format(id="01", street=1), encoding="utf-8")
    inputs = lae.Study(data.parent).read()
    rows = inputs.tables["certificates"]
    # Two files of two homes each, and one certificate once more.
    assert sorted(rows["certificate_id"]) == ["01", "02", "11", "12"]
    assert rows["home_row"].nunique() == 4
    assert not check(rows, Certificates, "certificates")
    assert [finding.rule for finding in inputs.findings if finding.table == "certificates"] == ["same_row"]


def test_chargers_and_car_parks_lie_beside_the_study(tmp_path):
    data = copy_of_toytown(tmp_path) / "data"
    (data / "ocm.json").write_bytes(SAMPLES["ocm.json"])
    inputs = lae.Study(data.parent).read()
    (count,) = (each for each in inputs.counts if each.file == "ocm.json")
    assert count.kept == len(inputs.tables["found_chargers"]) > 0


def test_every_table_of_a_study_is_reconciled_by_its_file(tmp_path):
    inputs = lae.Study(copy_of_toytown(tmp_path)).read()
    rows = {count.file: count.kept for count in inputs.counts}
    assert rows["grid/substations.csv"] == len(inputs.tables["substations"])
    uptake = rows["pathway/toy_slow/uptake.csv"] + rows["pathway/toy_fast/uptake.csv"]
    assert uptake == len(inputs.tables["uptake_rows"])
    assert rows["boundaries/postcodes.csv.gz"] == len(inputs.tables["postcodes"])


def test_a_dashboard_gives_the_same_rows_as_the_tables_made_from_it(oxfordshire, shared_data):
    before = lae.Study(oxfordshire).read().tables
    shutil.copyfile(
        shared_data / "grid" / "ssen_headroom_dashboard_oxfordshire.csv", oxfordshire / "data" / "any name.csv"
    )
    inputs = lae.Study(oxfordshire).read()
    assert not [finding for finding in inputs.findings if finding.severity == "error"]
    (count,) = (each for each in inputs.counts if each.file == "any name.csv")
    assert (count.read, count.kept) == (86, 86)
    for name, key in (("substations", "substation_id"), ("feeds", "substation_id"), ("works", "work_id")):
        old, new = (tables[name].sort_values(key, ignore_index=True) for tables in (before, inputs.tables))
        ours = ["gsp_group"] if name == "substations" else []
        pd.testing.assert_frame_equal(old.drop(columns=ours), new.drop(columns=ours), check_exact=False)
    assert "any name.csv" in " ".join(inputs.hashes)


def test_a_newer_dashboard_needs_its_edition_and_changes_the_figures(oxfordshire, shared_data):
    text = (shared_data / "grid" / "ssen_headroom_dashboard_oxfordshire.csv").read_text(encoding="utf-8-sig")
    assert "39.07" in text
    (oxfordshire / "data" / "new.csv").write_text(text.replace("39.07", "12.34"), encoding="utf-8")
    assert findings(oxfordshire)["edition"].severity == "error"
    config = oxfordshire / "study.toml"
    config.write_text(config.read_text(encoding="utf-8") + '\n[editions]\nssen = "2026-09"\n', encoding="utf-8")
    rows = lae.Study(oxfordshire).read().tables["substations"].set_index("substation_id")
    harwell = rows.loc["ssen:E-COWL-11"]
    assert harwell["demand_headroom_mva"] == pytest.approx(12.34)
    assert (harwell["vintage"], harwell["figure_year"], harwell["observed_year"]) == ("2026-09", 2026, 2025)
    # NGED's rows stay as they were.
    assert rows.loc["nged:banbury", "vintage"] == "2022"


def test_a_workbook_replaces_ngeds_rows(oxfordshire, shared_data):
    before = lae.Study(oxfordshire).read().tables["scenario_figures"]
    book = shared_data / "grid" / "nshr" / "West Midlands Network Headroom Report.xlsx"
    shutil.copyfile(book, oxfordshire / "data" / "book.xlsx")
    inputs = lae.Study(oxfordshire).read()
    assert not [finding for finding in inputs.findings if finding.severity == "error"]
    key = ["substation_id", "direction", "scenario", "year"]
    old, new = (frame.sort_values(key, ignore_index=True) for frame in (before, inputs.tables["scenario_figures"]))
    pd.testing.assert_frame_equal(old, new, rtol=0, atol=1e-6)


def test_supply_areas_are_optional_and_checked(tmp_path):
    assert read_supply_areas(tmp_path / "supply_areas.gpkg") == (None, [])
    path = tmp_path / "supply_areas.gpkg"
    frame = gpd.GeoDataFrame({"substation_id": ["toy:P1"]}, geometry=[box(0, 0, 1000, 1000)], crs="EPSG:27700")
    frame.to_file(path)
    areas, faults = read_supply_areas(path)
    assert areas is not None
    assert areas["substation_id"].tolist() == ["toy:P1"]
    assert faults == []
    frame.rename(columns={"substation_id": "name"}).to_file(path)
    areas, faults = read_supply_areas(path)
    assert areas is None
    assert faults[0].rule == "missing_column"
    path.write_bytes(b"not a geopackage")
    assert read_supply_areas(path)[1][0].rule == "unreadable"


def test_a_capacity_register_enters_as_layers_without_customers(oxfordshire, shared_data):
    shutil.copyfile(shared_data / "grid" / "npg_embedded_capacity_register_part1.csv", oxfordshire / "data" / "ecr.csv")
    register, config = oxfordshire / "data" / "sources.csv", oxfordshire / "study.toml"
    row = "connections_npg,Northern Powergrid,Embedded Capacity Register,,own terms,NPg data.,2022,2026-11,,,\n"
    register.write_text(register.read_text(encoding="utf-8") + row, encoding="utf-8")
    config.write_text(config.read_text(encoding="utf-8") + '\n[editions]\nconnections = "2022"\n', encoding="utf-8")
    results = lae.Study(oxfordshire).run()
    (count,) = (each for each in results.inputs.counts if each.file == "ecr.csv")
    assert (count.read, count.kept) == (861, 861)
    table = results.table("connection_layers")
    assert set(table["layer"]) == {"connected", "accepted"}
    assert not [name for name in table.columns if "customer" in name or "address" in name]


def test_without_a_register_the_layers_are_empty(oxfordshire):
    assert lae.Study(oxfordshire).run().table("connection_layers").empty
