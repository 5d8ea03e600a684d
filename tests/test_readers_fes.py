"""FES as NESO's portal and others publish it: real headers on invented figures, and the real lists and maps."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from lae.findings import FaultsError
from lae.geo import BNG, WGS84
from lae.measures import Uptake
from lae.pathway.contract import GspBlocks
from lae.pathway.gsp_contract import BlockFiles, GspRegions, GspSites
from lae.readers import fes, fes_blocks, fes_gsps, fes_index, fes_regions, land_layers, rasters, repd, tresp
from lae.readers.base import SourceRow, head_of
from lae.tables import check

READERS = (fes, fes_blocks, fes_gsps, fes_index, fes_regions, land_layers, rasters, repd, tresp)
SOURCE = SourceRow("neso", "", "NESO Open Data Licence")
PLACE = "Building Block ID Number,Unit,DNO License Area,GSP"
FES22 = f"FES Scenario,{PLACE},Comment,2021,2022\n"
FES25 = f"FES Pathway,{PLACE},Share of GSP,Comment,2024,2025\n"
FES21 = f"FES Scenario,{PLACE},Comment,Baseline (2020),2021\n"
LISTED = "GSP ID,GSP Group,Minor FLOP,Name,Latitude,Longitude,Comments\n"
SQUARE = box(450_000, 200_000, 451_000, 201_000)


@pytest.fixture
def write(tmp_path):
    def _write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return _write


def rules(found):
    findings = found.value.findings if hasattr(found, "value") else found.findings
    return {finding.rule for finding in findings}


def blocks_of(reading):
    table = reading.tables["gsp_blocks"]
    assert table.empty or check(table, GspBlocks, "blocks") == []
    return table.set_index(["scenario", "building_block", "gsp_group", "year"])["value"]


# building blocks of the portal


def test_parts_of_a_gsp_in_two_licence_areas_add_up_and_blanks_stay_blank(write):
    path = write(
        FES22
        + "Leading The Way,Lct_BB001,Number,SEPD,Muddle,,10,\n"
        + "Leading the Way,Lct_BB001,Number,WMID,Muddle,,5,\n"
        + "Falling Short,Gen_BB012,MW,SEPD,Muddle,a comment,0,1.5\n"
    )
    assert fes_blocks.recognise(head_of(path))
    reading = fes_blocks.read(path, SOURCE)
    got = blocks_of(reading)
    assert got["fes22_lw", "Lct_BB001", "Muddle", 2021] == 15
    assert pd.isna(got["fes22_lw", "Lct_BB001", "Muddle", 2022])
    assert got["fes22_fs", "Gen_BB012", "Muddle", 2021] == 0
    assert (reading.count.read, reading.count.kept) == (3, 3)
    assert "unproven" in rules(reading)


@pytest.mark.parametrize(
    ("text", "scenario", "years"),
    [
        (FES22 + "Consumer Transformation,Lct_BB001,Number,SEPD,Muddle,,1,2\n", "fes22_ct", [2021, 2022]),
        (FES25 + "Holistic Transition,Lct_BB001,Number,SEPD,Muddle,1,,1,2\n", "fes25_ht", [2024, 2025]),
        (FES21 + "Steady Progression,Lct_BB001,Number,SEPD,Muddle,,1,2\n", "fes21_sp", [2020, 2021]),
    ],
)
def test_the_edition_is_told_by_its_first_year(write, text, scenario, years):
    got = blocks_of(fes_blocks.read(write(text), SOURCE)).reset_index()
    assert set(got["scenario"]) == {scenario}
    assert got["year"].tolist() == years


def test_a_stated_edition_counts_before_the_years(write):
    path = write(FES22 + "Consumer Transformation,Lct_BB001,Number,SEPD,Muddle,,1,2\n")
    got = blocks_of(fes_blocks.read(path, SourceRow("neso", "2023-07", ""))).reset_index()
    assert set(got["scenario"]) == {"fes23_ct"}


def test_the_long_form_is_the_same_table(write):
    wide = write(FES22 + "Falling Short,Gen_BB012,MW,SEPD,Muddle,,4,1.5\n", "wide.csv")
    long = write(
        f"Scenario,{PLACE},year,data\n"
        "Falling Short,Gen_BB012,MW,SEPD,Muddle,2021,4\nFalling Short,Gen_BB012,MW,SEPD,Muddle,2022,1.5\n"
    )
    assert fes_blocks.recognise(head_of(long))
    pd.testing.assert_series_equal(blocks_of(fes_blocks.read(wide, SOURCE)), blocks_of(fes_blocks.read(long, SOURCE)))


def test_rows_that_cannot_be_told_apart_are_left_out_and_said(write):
    row = "Falling Short,Gen_BB012,MW,SEPD,{gsp},,{a},{b}\n"
    path = write(
        FES22
        + row.format(gsp="Same", a=1, b=2)
        + row.format(gsp="Same", a=1, b=2)
        + row.format(gsp="Twice", a=1, b=2)
        + row.format(gsp="Twice", a=3, b=4)
        + row.format(gsp="", a=3, b=4)
        + row.format(gsp="Odd", a="many", b=4)
        + row.format(gsp="Less", a=-1, b=4)
        + row.format(gsp="Dream", a=1, b=4).replace("Falling Short", "Falling Asleep")
    )
    reading = fes_blocks.read(path, SOURCE)
    assert set(blocks_of(reading).reset_index()["gsp_group"]) == {"Same"}
    assert dict(reading.count.dropped) == {
        "an unknown scenario": 1,
        "no GSP": 1,
        "a cell is no figure": 2,
        "the same row again": 1,
        "the same place again with other figures": 2,
    }


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (FES22.replace("GSP", "Place") + "x,x,x,x,x,x,1,2\n", "missing_column"),
        (FES22.replace("FES Scenario", "Dream") + "x,x,x,x,x,x,1,2\n", "missing_column"),
        (FES22.replace("2021,2022", "a,b") + "x,x,x,x,x,x,1,2\n", "no_years"),
        (f"Scenario,{PLACE},year,data\nFalling Short,Gen_BB012,MW,SEPD,Muddle,soon,4\n", "not_a_year"),
        ("", "empty"),
    ],
)
def test_a_file_of_another_shape_is_refused(write, text, rule):
    with pytest.raises(FaultsError) as caught:
        fes_blocks.read(write(text), SOURCE)
    assert rule in rules(caught)


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(*([CELL] * 8)), min_size=1, max_size=5), form=st.sampled_from([FES22, FES25, LISTED]))
def test_whatever_the_cells_hold_every_row_is_kept_or_dropped(tmp_path_factory, rows, form):
    path = tmp_path_factory.mktemp("junk") / "table.csv"
    width = form.count(",") + 1
    junk = pd.DataFrame([(*row, "")[:width] for row in rows]).to_csv(index=False, header=False)
    path.write_text(form + junk, encoding="utf-8", newline="")
    reader = fes_gsps if form == LISTED else fes_blocks
    try:
        reading = reader.read(path, SOURCE)
    except FaultsError:
        return
    if reader is fes_gsps:
        assert reading.count.kept == len(reading.tables["gsp_sites"])


# the district table and the files of one block


def test_the_two_older_tables_have_the_one_door(write):
    heat = write("fes,scenario,measure,lad19cd,2020,2025\nFES22,CT,ASHP,E07000001,1,2\n", "heat.csv")
    block = write("GSP,2024,2025\nAAAA,1,2\n", "LT-building-block-Lct_BB001.csv")
    nameless = write("GSP,2024,2025\nAAAA,1,2\n", "download.csv")
    assert all(fes.recognise(head_of(path)) for path in (heat, block, nameless))
    assert check(fes.read(heat, SOURCE).tables["uptake"], Uptake, "uptake") == []
    reading = fes.read(block, SOURCE)
    assert set(blocks_of(reading).reset_index()["scenario"]) == {"fes22_lw"}
    assert reading.count.source_id == "neso"
    assert set(reading.tables["gsp_blocks"]["source_id"]) == {"neso"}
    with pytest.raises(FaultsError) as caught:
        fes.read(nameless, SOURCE)
    assert rules(caught) == {"which_block"}
    with pytest.raises(FaultsError) as caught:
        fes.read(write("a,b\n1,2\n"), SOURCE)
    assert rules(caught) == {"missing_column"}


# where GSPs are


def sites_of(reading):
    table = reading.tables["gsp_sites"]
    assert check(table, GspSites, "sites") == []
    return table.set_index("gsp_id")


def test_a_list_of_gsps_says_which_positions_are_no_sites(write):
    path = write(
        "\ufeff"
        + LISTED
        + "MUDD_1,_H,H2,Muddle,51.7102,-1.1906,\n"
        + "MIDD_1,_H,H2,Middle,51.7458,-1.2939,Derived from data/network/GSP_regions centroid\n"
        + "NEWW_1,,H2,New,,,Potential new build\n"
        + "AWAY_1,_H,H2,Away,0,0,\n"
        + "ODDD_1,_Z,H2,Odd,51,-1,\n"
        + "MUDD_1,_H,H2,Muddle,51.7102,-1.1906,\n"
        + ",_H,H2,None,51,-1,\n"
    )
    assert fes_gsps.recognise(head_of(path))
    reading = fes_gsps.read(path, SOURCE)
    table = sites_of(reading)
    assert table["position"].to_dict() == {
        "AWAY_1": "",
        "MIDD_1": "region_centroid",
        "MUDD_1": "published",
        "NEWW_1": "",
    }
    # A planning application puts the compound at 456102, 201774.
    assert table.loc["MUDD_1", "easting_m"] == pytest.approx(456_102, abs=250)
    assert table.loc["MUDD_1", "northing_m"] == pytest.approx(201_774, abs=250)
    assert table.loc[["AWAY_1", "NEWW_1"], "easting_m"].isna().all()
    assert dict(reading.count.dropped) == {"no id": 1, "an unknown GSP Group": 1, "the same id again": 1}
    assert {"region_centroid", "outside_britain", "no_position"} <= rules(reading)


def test_geocoded_sites_say_so(write):
    path = write("site_code,site_name,lat,lon,source\nMUDD,MUDDLE HYDRO,57.43,-4.56,nominatim_geocode\n")
    assert fes_gsps.recognise(head_of(path))
    assert sites_of(fes_gsps.read(path, SOURCE))["position"].tolist() == ["geocoded"]
    with pytest.raises(FaultsError) as caught:
        fes_gsps.read(write("site_code,lat\nMUDD,57.43\n"), SOURCE)
    assert rules(caught) == {"missing_column"}


# which ground they supply


@pytest.mark.parametrize("name", ["r.geojson", "r.gpkg"])
def test_regions_of_newer_editions_join_groups_and_parts(tmp_path, name):
    far = box(460_000, 210_000, 461_000, 211_000)
    frame = gpd.GeoDataFrame(
        {"GSPs": ["FLEE_1|BRLE_1", "FLEE_1|BRLE_1", "COWL_1", None, "DOTT_1"], "GSPGroup": ["_H"] * 5},
        geometry=[SQUARE, far, SQUARE, far, Point(450_000, 200_000)],
        crs=BNG,
    )
    path = tmp_path / name
    frame.to_file(path)
    assert fes_regions.recognise(head_of(path))
    reading = fes_regions.read(path, SOURCE)
    table = reading.tables["gsp_regions"]
    assert check(table, GspRegions, "regions") == []
    assert table[["gsp_group", "licence_letter"]].to_numpy().tolist() == [["COWL_1", "_H"], ["FLEE_1;BRLE_1", "_H"]]
    assert table["area_ha"].tolist() == pytest.approx([100.0, 200.0])
    assert dict(reading.count.dropped) == {"no GSP": 1, "not an area": 1}
    assert {"parts_joined", "unproven"} <= rules(reading)


def test_a_map_of_something_else_is_no_map_of_regions(tmp_path):
    path = tmp_path / "x.geojson"
    gpd.GeoDataFrame({"LAD22CD": ["E07000001"]}, geometry=[SQUARE], crs=BNG).to_crs(WGS84).to_file(path)
    assert not fes_regions.recognise(head_of(path))
    with pytest.raises(FaultsError) as caught:
        fes_regions.read(path, SOURCE)
    assert rules(caught) == {"missing_column"}


# the index


def test_an_index_is_read_block_by_block(write):
    good = {"Lct_BB001": {"dataBy": "gsp", "file": "building-blocks/LT-building-block-Lct_BB001.csv", "key": "GSP"}}
    odd = {"Lct_BB002": {"dataBy": "gsp", "file": 7}, "Lct_BB003": None}
    path = write(
        json.dumps([{"key": "Leading the Way", "data": good | odd}, {"key": "Dream", "data": good}, 7, {"key": None}]),
        "index.json",
    )
    assert fes_index.recognise(head_of(path))
    reading = fes_index.read(path, SOURCE)
    table = reading.tables["block_files"]
    assert check(table, BlockFiles, "index") == []
    assert table[["scenario", "building_block", "area_column"]].to_numpy().tolist() == [
        ["fes22_lw", "Lct_BB001", "GSP"]
    ]
    assert dict(reading.count.dropped) == {"no file": 2, "an unknown scenario": 1}
    for document in ("[]", "{}", "7", '[{"key": "Leading the Way"}]'):
        with pytest.raises(FaultsError):
            fes_index.read(write(document, "index.json"), SOURCE)


# the real files


def test_the_real_lists_of_gsps(shared_data):
    folder = shared_data / "grid" / "fes_gsp"
    first = fes_gsps.read(folder / "fes2023_regional_breakdown_gsp_info.csv", SOURCE)
    assert (first.count.read, first.count.kept) == (370, 370)
    assert sites_of(first)["easting_m"].isna().sum() == 6
    assert set(sites_of(first)["position"]) == {"published", ""}
    second = fes_gsps.read(folder / "fes2025_regional_breakdown_gsp_info.csv", SOURCE)
    assert (second.count.read, second.count.kept) == (388, 388)
    assert sites_of(second)["position"].value_counts()["region_centroid"] == 369
    third = fes_gsps.read(folder / "substation_coordinates.csv", SOURCE)
    assert (third.count.read, third.count.kept) == (310, 310)
    assert list(sites_of(third).query("position == ''").index) == ["EAAW"]  # a wind farm beyond the grid's extent


def test_the_real_regions(shared_data):
    reading = fes_regions.read(shared_data / "grid" / "gridsupplypoints-unique-all.geojson", SOURCE)
    table = reading.tables["gsp_regions"]
    assert (reading.count.read, reading.count.kept, len(table)) == (317, 317, 317)
    assert dict(reading.count.repaired) == {"crossed itself": 13}
    assert {"COWL_1;ECLA_H", "FLEE_1;BRLE_1", "MITY_1", "FECK_6", "AMEM_1", "SUND_1", "ECLA_1"} <= set(
        table["gsp_group"]
    )


def test_the_real_index(shared_data):
    reading = fes_index.read(shared_data / "grid" / "fes_gsp" / "index-building-blocks.json", SOURCE)
    table = reading.tables["block_files"]
    assert (reading.count.read, reading.count.kept) == (199, 199)
    assert set(table["scenario"]) == {"fes22_ct", "fes22_fs", "fes22_lw", "fes22_st"}
    folder = shared_data / "scenarios" / "fes_2022_gsp_building_blocks"
    named = {file.rsplit("/", 1)[-1] for file in table["file"]}
    assert {path.name for path in folder.glob("*.csv")} <= named


def test_no_real_file_is_claimed_by_two_of_these_readers(shared_data):
    claims = {
        path.relative_to(shared_data).as_posix(): [
            reader.__name__.rpartition(".")[2] for reader in READERS if reader.recognise(head_of(path))
        ]
        for path in sorted(shared_data.rglob("*"))
        if path.is_file()
    }
    assert [name for name, readers in claims.items() if len(readers) > 1] == []
    claimed = {name: readers[0] for name, readers in claims.items() if readers}
    assert {name: reader for name, reader in claimed.items() if "fes_2022_gsp_building_blocks" not in name} == {
        "grid/fes_gsp/fes2023_regional_breakdown_gsp_info.csv": "fes_gsps",
        "grid/fes_gsp/fes2025_regional_breakdown_gsp_info.csv": "fes_gsps",
        "grid/fes_gsp/index-building-blocks.json": "fes_index",
        "grid/fes_gsp/substation_coordinates.csv": "fes_gsps",
        "grid/gridsupplypoints-unique-all.geojson": "fes_regions",
        "land/GB_residential_population_2011_1_km.tif": "rasters",
        "land/geokit_clippedCLC_aachen.tif": "rasters",
        "land/s2a_l2a_fishbourne.tif": "rasters",
        "land/trafford_agricultural_land_classification.geojson": "land_layers",
        "land/trafford_woodland.geojson": "land_layers",
        "renewables/repd-q2-july-2024.csv": "repd",
        "scenarios/fes_oxfordshire_heat_stock.csv": "fes",
        "scenarios/tresp_gsp_demand_slice.csv": "tresp",
        "scenarios/tresp_la_england_demand_slice.csv": "tresp",
        "scenarios/tresp_la_england_generation_storage_slice.csv": "tresp",
    }
    assert sum(reader == "fes" for reader in claimed.values()) == 81
