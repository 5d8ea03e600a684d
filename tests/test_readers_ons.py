"""ONS boundaries, lookups and editions of codes: invented features in every spelling, then the real files whole."""

import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Point, box, mapping

from lae.boundaries import Areas
from lae.findings import FaultsError
from lae.geo import BNG
from lae.readers import ons_boundaries, ons_lookups
from lae.readers.base import SourceRow, head_of
from lae.readers.ons_codes import districts_edition, edition_of
from lae.statistics import AreaLookup, levels_of
from lae.tables import check

SOURCE = SourceRow("ons")
DEGREES = box(-1.3, 51.7, -1.2, 51.8)
METRES = box(448_000, 200_000, 455_000, 211_000)
BOW_TIE = {"type": "Polygon", "coordinates": [[[-1.0, 51.0], [-0.9, 51.1], [-0.9, 51.0], [-1.0, 51.1], [-1.0, 51.0]]]}


def geojson(path, rows, *, crs=None):
    member = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shape if isinstance(shape, dict | None) else mapping(shape),
        }
        for properties, shape in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", **member, "features": features}))
    return path


def topojson(path, properties):
    """A TopoJSON of one square near Oxford; the format has no place for a coordinate system."""
    ring = [[-1.3, 51.7], [-1.2, 51.7], [-1.2, 51.8], [-1.3, 51.8], [-1.3, 51.7]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": properties}
    objects = {"areas": {"type": "GeometryCollection", "geometries": [shape]}}
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": [ring]}))
    return path


def areas(reading):
    table = reading.tables["areas"]
    assert check(table, Areas, "areas") == []
    assert table.crs == BNG
    assert table.is_valid.all()
    return table


def refused(reader, path):
    with pytest.raises(FaultsError) as caught:
        reader.read(path, SOURCE)
    return [finding.rule for finding in caught.value.findings]


# Boundaries.


@pytest.mark.parametrize(
    ("code", "name", "area", "level", "edition"),
    [
        ("LAD22CD", "LAD22NM", "E07000001", "lad", "2022"),
        ("lad25cd", "lad25nm", "E07000001", "lad", "2025"),
        ("LSOA11CD", "LSOA11NM", "E01000001", "lsoa", "2011"),
        ("LSOA21CD", "LSOA21NM", "E01034000", "lsoa", "2021"),
        ("msoa11cd", "msoa11nm", "E02000001", "msoa", "2011"),
        ("WD25CD", "WD25NM", "E05000001", "ward", "2025"),
        ("CTYUA23CD", "CTYUA23NM", "E10000025", "county", "2023"),
    ],
)
def test_level_and_edition_come_from_the_column_of_codes(tmp_path, code, name, area, level, edition):
    path = geojson(tmp_path / "a.geojson", [({"FID": 1, code: area, name: "Ash"}, DEGREES)])
    assert ons_boundaries.recognise(head_of(path))
    table = areas(ons_boundaries.read(path, SOURCE))
    row = table.iloc[0]
    assert (row.area_level, row.code_vintage, row.area_code, row["name"]) == (level, edition, area, "Ash")
    assert row.source_row == 1
    assert table.total_bounds == pytest.approx([448_370, 200_370, 455_360, 211_560], abs=50)


def test_metres_with_and_without_a_stated_system(tmp_path):
    rows = [({"LAD22CD": "E07000001", "LAD22NM": "Ash"}, METRES)]
    stated = ons_boundaries.read(geojson(tmp_path / "a.geojson", rows, crs="urn:ogc:def:crs:EPSG::27700"), SOURCE)
    silent = ons_boundaries.read(geojson(tmp_path / "b.geojson", rows), SOURCE)
    assert areas(stated).geometry.iloc[0].equals(METRES)
    assert areas(silent).geometry.iloc[0].equals(METRES)
    assert stated.findings == ()
    assert [finding.rule for finding in silent.findings] == ["guessed_crs"]


def test_topojson_and_geopackage_and_zipped_shapefile(tmp_path):
    properties = {"LAD21CD": "E07000001", "LAD21NM": "Ash"}
    paths = [topojson(tmp_path / "a.json", properties), tmp_path / "b.gpkg", tmp_path / "c.zip"]
    layer = gpd.GeoDataFrame([properties], geometry=[METRES], crs=BNG)
    layer.to_file(paths[1])
    layer.to_file(tmp_path / "LAD_DEC_2021.shp")
    with zipfile.ZipFile(paths[2], "w") as archive:
        for part in tmp_path.glob("LAD_DEC_2021.*"):
            archive.write(part, part.name)
    for path in paths:
        assert ons_boundaries.recognise(head_of(path))
        table = areas(ons_boundaries.read(path, SOURCE))
        assert table[["area_code", "name"]].to_numpy().tolist() == [["E07000001", "Ash"]]
        assert table.total_bounds == pytest.approx([448_000, 200_000, 455_000, 211_000], abs=600)


def test_one_bad_feature_never_costs_the_others(tmp_path):
    name = "LSOA21NM"
    rows = [
        ({"LSOA21CD": "E01000003", name: "C"}, DEGREES),
        ({"LSOA21CD": "E01000001", name: None}, BOW_TIE),
        ({"LSOA21CD": "E01000002", name: "B"}, Point(-1.2, 51.7)),
        ({"LSOA21CD": "E01000004", name: "D"}, None),
        ({"LSOA21CD": None, name: "E"}, DEGREES),
        ({"LSOA21CD": "E01000003", name: "again"}, MultiPolygon([DEGREES])),
        ({"LSOA21CD": "E01000002", name: "B"}, MultiPolygon([DEGREES])),
    ]
    reading = ons_boundaries.read(geojson(tmp_path / "a.geojson", rows), SOURCE)
    assert areas(reading)["area_code"].tolist() == ["E01000001", "E01000002", "E01000003"]
    assert areas(reading)["source_row"].tolist() == [2, 7, 1]
    assert areas(reading)["name"].tolist() == ["", "B", "C"]
    assert (reading.count.read, reading.count.kept) == (7, 3)
    assert sum(reading.count.dropped.values()) == 4
    assert sum(reading.count.repaired.values()) == 1


def test_maps_of_other_things_are_left_alone(tmp_path):
    path = geojson(tmp_path / "a.geojson", [({"name": "Ash"}, DEGREES)])
    assert not ons_boundaries.recognise(head_of(path))
    assert refused(ons_boundaries, path) == ["missing_column"]
    table = tmp_path / "a.json"
    table.write_text('{"LAD22CD": "E07000001"}')
    assert not ons_boundaries.recognise(head_of(table))
    nowhere = geojson(tmp_path / "b.geojson", [({"LAD22CD": "x", "LAD22NM": "Ash"}, DEGREES)])
    assert refused(ons_boundaries, nowhere) == ["nothing_usable"]


# Lookups.


def rows_of(reading):
    table = reading.tables["area_lookup"]
    assert check(table, AreaLookup, "area_lookup") == []
    return table


def test_the_exact_fit_of_lsoas_says_how_each_changed(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(
        "\ufeffLSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM,LAD22NMW,ObjectId\n"
        "E01000001,A,U,E01000001,A,E07000001,Ash,,1\n"
        "E01000002,B,S,E01034001,B,E07000001,Ash,,2\n"
        "E01000002,B,S,E01034002,C,E07000001,Ash,,3\n"
        "E01000002,B,S,E01034002,C,E07000001,Ash,,4\n"
        ",B,S,E01034002,C,E07000001,Ash,,5\n"
    )
    assert ons_lookups.recognise(head_of(path))
    reading = ons_lookups.read(path, SOURCE)
    table = rows_of(reading)
    editions = table[table["from_vintage"] == "2011"]
    assert editions[["from_code", "to_code", "fit", "change"]].to_numpy().tolist() == [
        ["E01000001", "E01000001", "exact", "unchanged"],
        ["E01000002", "E01034001", "exact", "split"],
        ["E01000002", "E01034002", "exact", "split"],
    ]
    nested = table[table["from_vintage"] == "2021"]
    assert set(nested["from_level"] + ">" + nested["to_level"] + nested["to_vintage"]) == {"lsoa>lad2022"}
    assert len(nested) == 3
    assert reading.count.dropped == {"no code": 1, "the same codes again": 1}


def test_the_best_fit_of_lsoas_has_one_row_each(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(
        "ObjectId,LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM,LAD22NMW\n"
        "1,E01000001,A,E01000001,A,E07000001,Ash,\n2,E01000002,B,E01034001,B,E07000001,Ash,\n"
    )
    table = rows_of(ons_lookups.read(path, SOURCE))
    assert set(table.loc[table["from_vintage"] == "2011", "fit"]) == {"best_fit"}
    assert set(table["change"]) == {""}


def test_wards_go_to_every_larger_area_but_not_to_none(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(
        "WD21CD,WD21NM,LAD21CD,LAD21NM,CTY21CD,CTY21NM,RGN21CD,RGN21NM,CTRY21CD,CTRY21NM,OBJECTID\n"
        "E05000001,N,E07000001,Ash,E10000025,O,E12000008,SE,E92000001,England,0\n"
        "E05000002,S,E06000001,Elm,,,E12000008,SE,E92000001,England,1\n"
        "W05000001,V,W06000024,M,W99999999,(pseudo),W99999999,,W92000004,Wales,2\n"
    )
    reading = ons_lookups.read(path, SOURCE)
    table = rows_of(reading)
    assert set(table["fit"]) == {"nested"}
    sizes = table.groupby(["from_level", "to_level"]).size().to_dict()
    assert sizes == {
        ("lad", "country"): 3, ("lad", "county"): 1, ("lad", "region"): 2,
        ("ward", "country"): 3, ("ward", "county"): 1, ("ward", "lad"): 3, ("ward", "region"): 2,
    }  # fmt: skip
    assert reading.findings == ()


def test_a_code_with_two_parents_is_named(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("WD21CD,LAD21CD,CTRY21CD\nE05000001,E07000001,E92000001\nE05000002,E07000001,W92000004\n")
    reading = ons_lookups.read(path, SOURCE)
    assert [(finding.rule, finding.ids) for finding in reading.findings] == [("two_parents", ("E07000001",))]


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("LSOA11CD,LSOA21CD", True),
        ("F_LSOA11CD,LSOA11NM,CHGIND,LSOA21CD", True),
        ("MSOA11CD,Representative Charging Devices", False),
        ("LSOA21CD,LAD22CD,population", False),
        ("pcd7,oa21cd,lsoa21cd,msoa21cd", False),
    ],
)
def test_only_tables_of_nothing_but_codes_are_lookups(tmp_path, header, known):
    path = tmp_path / "l.csv"
    path.write_text(header + "\nx,y\n")
    assert ons_lookups.recognise(head_of(path)) is known


# Editions.


def test_the_edition_of_codes_is_proved_or_left_open():
    assert edition_of(["E01000001", "E01033769"]) == "2021"
    assert edition_of(["E01000001", "E01033768"]) == ""
    assert edition_of([f"W02{number:06}" for number in range(410)]) == "2011"
    assert edition_of(["W02000424"]) == "2021"
    assert edition_of(["nonsense", "E01x"]) == ""


def test_the_edition_of_districts_follows_mergers():
    assert districts_edition(["E07000178"], "t") == ("", ())
    assert districts_edition(["E07000178", "E06000066"], "t")[0] == "2023"
    assert districts_edition(["E06000062", "E07000026"], "t")[0] == "2021"
    assert districts_edition(["E08000039"], "t")[0] == "2025"
    edition, findings = districts_edition(["E06000063", "E07000026"], "t")
    assert edition == ""
    assert [(finding.rule, finding.ids) for finding in findings] == [("mixed_codes", ("E07000026",))]


def test_levels_are_read_from_the_code():
    codes = pd.Series(["E07000178", "W06000024", "E01000001", "S02000001", "E05000001", "E12000008", "", "E0700017٨"])
    assert levels_of(codes).tolist() == ["lad", "lad", "lsoa", "msoa", "ward", "", "", ""]


# The real files.

AREAS_KM2 = {"E07000177": 588.7, "E07000178": 45.6, "E07000179": 678.4, "E07000180": 578.7, "E07000181": 714.4}


@pytest.mark.parametrize(
    ("folder", "level", "edition", "whole"),
    [
        ("lsoa", "lsoa", "2021", 428),
        ("lsoa11", "lsoa", "2011", 407),
        ("msoa", "msoa", "2021", 87),
        ("msoa11", "msoa", "2011", 86),
        ("ward", "ward", "2025", 112),
    ],
)
def test_the_real_boundaries_add_up_to_the_published_areas(shared_data, folder, level, edition, whole):
    place = shared_data / "boundaries" / "oxfordshire" / folder
    county = areas(ons_boundaries.read(place / "E10000025.geojson", SOURCE))
    assert len(county) == whole
    assert set(county["area_level"] + county["code_vintage"]) == {level + edition}
    codes = []
    for code, km2 in AREAS_KM2.items():
        reading = ons_boundaries.read(place / f"{code}.geojson", SOURCE)
        assert reading.count.read == reading.count.kept
        assert areas(reading).area.sum() / 1e6 == pytest.approx(km2, rel=2e-3)
        codes += areas(reading)["area_code"].tolist()
    assert sorted(codes) == county["area_code"].tolist()


def test_the_real_districts_in_metres(shared_data):
    reading = ons_boundaries.read(shared_data / "boundaries" / "lad22_buc_uk_epsg27700.geojson", SOURCE)
    assert (reading.count.read, reading.count.kept) == (374, 374)
    assert sum(reading.count.repaired.values()) == 2
    ours = areas(reading).set_index("area_code").loc[list(AREAS_KM2)]
    assert (ours.area / 1e6).round(1).tolist() == [590.8, 45.1, 676.3, 582.9, 713.1]


def test_the_real_areas_of_other_collections(shared_data):
    packaged = ons_boundaries.read(shared_data / "packaged" / "ox_lsoa11.geojson", SOURCE)
    assert (packaged.count.read, packaged.count.kept) == (407, 407)
    folder = shared_data / "ev" / "evaluator_oxfordshire"
    found = [ons_boundaries.read(folder / code / f"{code}.geojson", SOURCE).count.kept for code in AREAS_KM2]
    assert found == [19, 18, 20, 14, 15]


def test_the_real_lookup_of_wards(shared_data):
    reading = ons_lookups.read(shared_data / "boundaries" / "WD21_LAD21_CTY21_RGN21_CTRY21.csv", SOURCE)
    table = rows_of(reading)
    assert reading.count.read == reading.count.kept == 8_694
    assert reading.findings == ()
    ours = table[table["to_code"].eq("E10000025")]
    assert ours.groupby("from_level").size().to_dict() == {"lad": 5, "ward": 112}
    assert set(ours.loc[ours["from_level"] == "lad", "from_code"]) == set(AREAS_KM2)
