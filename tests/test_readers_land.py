"""Land layers: each publisher's columns on invented squares in every container, hostile files, and Trafford's own."""

import json
import zipfile

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, Point, Polygon, box

from lae.findings import FaultsError
from lae.geo import BNG, WGS84
from lae.land.contract import LAYERS, ConstraintPolygons
from lae.readers import land_layers
from lae.readers.base import SourceRow, head_of
from lae.readers.land_layer_kinds import KINDS, PLANNING
from lae.tables import check

SOURCE = SourceRow("ne_layer", "2026-09", "OGL-UK-3.0")
HA = box(450_000, 200_000, 450_100, 200_100)
"""One hectare near Oxford."""
COLUMNS = {
    "alc_provisional": {"ALC_GRADE": "Grade 3", "AREA": 99.0, "GEOGEXT": "SP"},
    "alc_post_1988": {"ALC_GRADE": "Grade 3a", "HECTARES": 99.0},
    "priority_habitat": {"MainHabs": "Lowland meadows", "HabCodes": "LMEAD", "UID": "PHI1", "AreaHa": 99.0},
    "ancient_woodland": {"NAME": "Old Wood", "THEMNAME": "Ancient", "STATUS": "ASNW", "THEMID": 7, "AREA": 99.0},
    "sac": {"SAC_NAME": "Chalk Hill", "SAC_CODE": "UK001", "STATUS": "Classified"},
    "spa": {"SPA_NAME": "Reed Mere", "SPA_CODE": "UK900", "STATUS": "Classified"},
    "ramsar": {
        "NAME": "Reed Mere",
        "CODE": "UK11",
        "AREA": 9.0,
        "GRID_REF": "SP1",
        "EASTING": 1,
        "LATITUDE": "51",
        "STATUS": "Listed",
    },
    "sssi": {"SSSI_NAME": "Long Meadow", "ENSIS_ID": 100, "STATUS": "SSSI"},
    "national_landscape": {"CODE": 5, "NAME": "Muddle Hills", "STAT_AREA": 833.0},
    "national_park": {"CODE": 2, "NAME": "Great Moor", "MEASURE": 1.0, "DESIG_DATE": "1951"},
    "peaty_soil": {"PCLASSDESC": "Deep Peaty Soils"},
    "common_land": {"MAPSTATUS": "Final", "AUTHORITY": "Muddleshire", "NAME": "Port Mead"},
    "flood_zone": {"origin": "modelled", "flood_zone": "FZ3", "flood_source": "river"},
    "scheduled_monument": {"ListEntry": 1001, "Name": "Round barrow", "SchedDate": "1930-01-01", "area_ha": 99.0},
    "registered_park": {"ListEntry": 1002, "Name": "Great Lawn", "Grade": "II*", "RegDate": "1984-06-01"},
    "greenspace": {"id": "g1", "function": "Play Space", "distName1": "The Rec"},
    "woodland": {"CATEGORY": "Woodland", "IFT_IOA": "Broadleaved", "Area_ha": 99.0},
    "green_belt": {"LA_Name": "Muddleford", "GB_name": "Muddleford"},
}
GRADES = {"alc_provisional": "3", "alc_post_1988": "3a", "flood_zone": "3"}


def layer_of(columns, shapes=(HA,), crs=BNG):
    return gpd.GeoDataFrame([columns] * len(shapes), geometry=list(shapes), crs=crs)


@pytest.fixture
def save(tmp_path):
    def _save(frame, name="layer.geojson", *, layer=None):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.to_file(path, **({"layer": layer} if layer else {}))
        return path

    return _save


def zipped(tmp_path, frame, stem, *, leave_out=""):
    folder = tmp_path / "shape"
    folder.mkdir()
    frame.to_file(folder / f"{stem}.shp")
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            if part.suffix != leave_out:
                archive.write(part, part.name)
    return path


def read(path, **options):
    reading = land_layers.read(path, SOURCE, **options)
    table = reading.tables["constraints"]
    assert table.empty or check(table, ConstraintPolygons, "constraints") == []
    assert reading.count.kept == len(table)
    return reading, table


def rules(caught):
    return {finding.rule for finding in caught.value.findings}


@pytest.mark.parametrize("layer", sorted(COLUMNS))
@pytest.mark.parametrize("name", ["layer.geojson", "layer.gpkg"])
def test_each_publisher_s_columns_make_its_layer(save, layer, name):
    path = save(layer_of(COLUMNS[layer]), name)
    assert land_layers.recognise(head_of(path))
    reading, table = read(path)
    (row,) = table.drop(columns="geometry").to_dict("records")
    assert (row["layer"], row["source_row"], row["vintage"], row["source_id"]) == (layer, 1, "2026-09", "ne_layer")
    assert row["area_ha"] == pytest.approx(1.0)
    assert row["grade"] == GRADES.get(layer, row["grade"])
    assert table.crs == BNG
    assert "unproven" in {finding.rule for finding in reading.findings}


def test_every_layer_of_the_contract_can_be_read():
    made = {kind.layer for kind in KINDS} | {layer for layer, _ in PLANNING.values()}
    assert made == set(LAYERS)


def test_area_is_measured_and_never_taken_from_the_file(save):
    _, table = read(save(layer_of(COLUMNS["alc_provisional"])))
    assert table["area_ha"].tolist() == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("published", "grade"),
    [
        ("Grade 1", "1"),
        ("Grade 3b", "3b"),
        ("Non Agricultural", "non_agricultural"),
        ("Urban", "urban"),
        ("Exclusion", "exclusion"),
        ("Not Surveyed", ""),
        ("Grade 9", ""),
    ],
)
def test_grades_of_land_are_ours_or_blank_with_a_finding(save, published, grade):
    reading, table = read(save(layer_of(COLUMNS["alc_post_1988"] | {"ALC_GRADE": published})))
    assert table["grade"].tolist() == [grade]
    assert ("unknown_grade" in {finding.rule for finding in reading.findings}) == (grade == "")


@pytest.mark.parametrize(
    "columns",
    [
        {"layer": "Flood Zone 2", "type": "Fluvial Models"},
        {"origin": "modelled", "flood_zone": "FZ2", "flood_source": "river"},
        {"dataset": "flood-risk-zone", "entity": 1, "reference": "a", "name": "", "flood-risk-level": "2"},
    ],
)
def test_flood_zones_of_all_vintages_agree(save, columns):
    path = save(layer_of(columns))
    assert land_layers.recognise(head_of(path))
    _, table = read(path)
    assert table[["layer", "grade"]].to_numpy().tolist() == [["flood_zone", "2"]]


def test_planning_data_says_row_by_row_what_it_is(save):
    rows = [
        {"dataset": name, "entity": number, "reference": f"r{number}", "name": "x"}
        for number, name in enumerate([*PLANNING, "brownfield-site"])
    ]
    path = save(gpd.GeoDataFrame(rows, geometry=[HA] * len(rows), crs=BNG).to_crs(WGS84))
    assert land_layers.recognise(head_of(path))
    reading, table = read(path)
    assert set(table["layer"]) == {layer for layer, _ in PLANNING.values()}
    assert dict(reading.count.dropped) == {"a layer we do not know": 1}


@pytest.mark.parametrize(
    ("stem", "layer"),
    [
        ("SSSI_England", "sssi"),
        ("Local_Nature_Reserves_England", "local_nature_reserve"),
        ("National_Nature_Reserves_England", "national_nature_reserve"),
    ],
)
def test_designations_with_the_same_columns_are_told_by_their_own_name(save, tmp_path, stem, layer):
    frame = layer_of({"REF_CODE": "1", "NAME": "Long Meadow", "MEASURE": 3.0, "LABEL": "x"})
    for path in (save(frame, "x.gpkg", layer=stem), save(frame, f"{stem}.geojson"), zipped(tmp_path, frame, stem)):
        assert land_layers.recognise(head_of(path))
        reading, table = read(path)
        assert table["layer"].tolist() == [layer]
        assert "named_by_file" not in {finding.rule for finding in reading.findings}


def test_a_nameless_designation_is_told_by_the_file_s_name_with_a_warning_or_refused(tmp_path):
    frame = layer_of({"REF_CODE": "1", "NAME": "Long Meadow", "MEASURE": 3.0}).to_crs(WGS84)
    named, nameless = tmp_path / "sssi.geojson", tmp_path / "export.geojson"
    for path in (named, nameless):
        path.write_text(frame.to_json(), encoding="utf-8")
        assert land_layers.recognise(head_of(path))
    reading, table = read(named)
    assert table["layer"].tolist() == ["sssi"]
    assert "named_by_file" in {finding.rule for finding in reading.findings}
    with pytest.raises(FaultsError) as caught:
        land_layers.read(nameless, SOURCE)
    assert rules(caught) == {"which_layer"}


def test_a_zipped_shapefile_is_known_by_its_members(tmp_path):
    path = zipped(tmp_path, layer_of(COLUMNS["ancient_woodland"]), "Ancient_Woodland_England")
    assert land_layers.recognise(head_of(path))
    _, table = read(path)
    assert table["layer"].tolist() == ["ancient_woodland"]


def test_what_is_no_area_goes_and_the_areas_of_a_mixture_stay(save):
    shapes = [HA, Point(450_000, 200_000), LineString([(450_000, 200_000), (450_100, 200_100)])]
    shapes += [GeometryCollection([HA, Point(450_500, 200_500)]), None]
    reading, table = read(save(layer_of(COLUMNS["sac"], shapes)))
    assert table["source_row"].tolist() == [1, 4]
    assert dict(reading.count.dropped) == {"no shape": 1, "not an area": 2}
    assert table.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()


def test_a_layer_of_points_is_refused(save):
    with pytest.raises(FaultsError) as caught:
        land_layers.read(save(layer_of(COLUMNS["scheduled_monument"], [Point(450_000, 200_000)])), SOURCE)
    assert "no_areas" in rules(caught)


def test_a_bow_tie_is_repaired_and_counted(save):
    bow = Polygon([(450_000, 200_000), (450_100, 200_100), (450_100, 200_000), (450_000, 200_100)])
    reading, table = read(save(layer_of(COLUMNS["sac"], [bow])))
    assert sum(reading.count.repaired.values()) == 1
    assert table.geometry.is_valid.all()
    assert table["area_ha"].tolist() == pytest.approx([0.5])


def test_ids_are_the_publisher_s_and_unique(save):
    frame = layer_of(COLUMNS["priority_habitat"], [HA, HA, HA])
    frame.loc[2, "UID"] = ""
    _, table = read(save(frame))
    assert table["feature_id"].tolist() == ["PHI1", "PHI1#2", "row 3"]


def test_rows_of_the_inventory_that_are_no_wood_go(save):
    frame = layer_of(COLUMNS["woodland"], [HA, HA])
    frame.loc[1, "CATEGORY"] = "Non woodland"
    reading, table = read(save(frame))
    assert table["grade"].tolist() == ["Broadleaved"]
    assert dict(reading.count.dropped) == {"not of this layer": 1}


def test_only_features_that_touch_the_box_are_read(save):
    far = box(460_000, 210_000, 460_100, 210_100)
    path = save(layer_of(COLUMNS["sac"], [HA, far]), "x.gpkg")
    assert len(read(path, bbox=(459_000, 209_000, 461_000, 211_000))[1]) == 1
    assert len(read(path, bbox=(100_000, 100_000, 100_100, 100_100))[1]) == 0


def test_degrees_become_metres_and_a_missing_system_is_said(save, tmp_path):
    _, table = read(save(layer_of(COLUMNS["sac"]).to_crs(WGS84)))
    assert table["area_ha"].tolist() == pytest.approx([1.0], rel=1e-3)
    path = zipped(tmp_path, layer_of(COLUMNS["sac"]), "SAC_England", leave_out=".prj")
    reading, table = read(path)
    assert table["area_ha"].tolist() == pytest.approx([1.0])
    assert "guessed_crs" in {finding.rule for finding in reading.findings}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "unreadable"),
        (b"<html>Sign in</html>", "unreadable"),
        (b'{"error": {"code": 400, "message": "Invalid query"}}', "unreadable"),
        (b'{"type": "FeatureCollection", "features": []}', "empty"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Feature", "proper', "unreadable"),
    ],
)
def test_what_is_no_layer_is_refused(tmp_path, content, rule):
    path = tmp_path / "layer.geojson"
    path.write_bytes(content)
    assert not land_layers.recognise(head_of(path))
    with pytest.raises(FaultsError) as caught:
        land_layers.read(path, SOURCE)
    assert rule in rules(caught)


def test_another_layer_is_refused_with_its_columns(save):
    path = save(layer_of({"LSOA21CD": "E01000001", "LSOA21NM": "Muddleford 001A"}))
    assert not land_layers.recognise(head_of(path))
    with pytest.raises(FaultsError) as caught:
        land_layers.read(path, SOURCE)
    assert rules(caught) == {"unknown_layer"}
    assert "lsoa21cd" in caught.value.findings[0].message


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=8),
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=25, deadline=None)
@given(cells=st.lists(st.tuples(JUNK, JUNK, JUNK), min_size=1, max_size=5))
def test_whatever_the_attributes_hold_every_feature_is_kept_or_dropped(tmp_path_factory, cells):
    square = json.loads(gpd.GeoSeries([HA], crs=BNG).to_crs(WGS84).to_json())["features"][0]["geometry"]
    features = [
        {
            "type": "Feature",
            "properties": {"ALC_GRADE": a, "GEOGEXT": b, "GlobalID": c},
            "geometry": square,
        }
        for a, b, c in cells
    ]
    path = tmp_path_factory.mktemp("junk") / "layer.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    try:
        reading, table = read(path)
    except FaultsError:
        return
    assert reading.count.read == len(cells)
    assert table["feature_id"].is_unique


def test_the_real_agricultural_land(shared_data):
    path = shared_data / "land" / "trafford_agricultural_land_classification.geojson"
    assert land_layers.recognise(head_of(path))
    reading, table = read(path)
    assert (reading.count.read, reading.count.kept) == (10, 10)
    assert set(table["layer"]) == {"alc_provisional"}
    assert set(table["grade"]) == {"2", "3", "4", "non_agricultural", "urban"}
    # Trafford has 106 square kilometres, and the map leaves nothing of it out.
    assert table["area_ha"].sum() == pytest.approx(10_600, rel=0.005)
    assert reading.findings == ()


def test_the_real_woodland(shared_data):
    path = shared_data / "land" / "trafford_woodland.geojson"
    assert land_layers.recognise(head_of(path))
    reading, table = read(path)
    assert (reading.count.read, reading.count.kept) == (756, 756)
    assert set(table["layer"]) == {"woodland"}
    assert np.isclose(table["area_ha"].sum(), 562.1, atol=0.1)


def test_no_other_real_file_is_taken_for_a_land_layer(shared_data):
    claimed = {
        path.name for path in sorted(shared_data.rglob("*")) if path.is_file() and land_layers.recognise(head_of(path))
    }
    assert claimed == {"trafford_agricultural_land_classification.geojson", "trafford_woodland.geojson"}
