import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.charging.contract import CHARGERS, PARKING_SITES, Chargers, ParkingSites
from lae.findings import FaultsError
from lae.readers import osm, osm_pbf, osm_tags
from lae.readers.base import SourceRow, head_of
from lae.readers.osm_json import hstore
from lae.tables import check
from osm_pbf_files import extract

SOURCE = SourceRow("osm_test", "2026-02", "")
WEST, SOUTH = -1.25, 51.75


def square(west=WEST, south=SOUTH, side=0.001):
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def dot(west=WEST, south=SOUTH):
    return {"type": "Point", "coordinates": [west, south]}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **more):
    return {"type": "FeatureCollection", **more, "features": list(features)}


@pytest.fixture
def write(tmp_path):
    def make(document):
        path = tmp_path / "a.geojson"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return make


def read(path):
    assert osm.recognise(head_of(path))
    reading = osm.read(path, SOURCE)
    for name, contract in ((CHARGERS, Chargers), (PARKING_SITES, ParkingSites)):
        assert name not in reading.tables or not check(reading.tables[name], contract, name)
    assert reading.count.kept == sum(len(table) for table in reading.tables.values())
    return reading


SPELLINGS = {
    "evaluator": {"osm_way_id": "7", "amenity": "parking", "other": {"access": "customers", "capacity": "12"}},
    "ogr": {"osm_way_id": "7", "amenity": "parking", "other_tags": '"access"=>"customers","capacity"=>"12"'},
    "ogr_json": {"osm_way_id": "7", "amenity": "parking", "other_tags": '{"access": "customers", "capacity": "12"}'},
    "overpass_turbo": {"@id": "way/7", "amenity": "parking", "access": "customers", "capacity": "12"},
    "osmtogeojson": {"type": "way", "id": 7, "tags": {"amenity": "parking", "access": "customers", "capacity": 12}},
    "quickosm": {"full_id": "w7", "osm_id": "7", "amenity": "parking", "access": "customers", "capacity": "12"},
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_tags_says_the_same(write, spelling):
    extra = {"id": "way/7"} if spelling == "osmtogeojson" else {}
    site = read(write(collection({**feature(square(), **SPELLINGS[spelling]), **extra}))).tables[PARKING_SITES].iloc[0]
    assert (site["site_id"], site["kind"], site["access"]) == ("osm:way/7", "parking", "customers")
    assert (site["capacity_spaces_count"], site["capacity_basis"]) == (12, "stated")
    assert site["area_m2"] == pytest.approx(7_680, rel=0.01)
    assert site["licence"] == osm.LICENCE
    assert shapely.contains_xy(site["geometry"], site["easting_m"], site["northing_m"])


def test_stray_tags_are_left_out_by_reason(write):
    tagged = [
        {"amenity": "parking"},
        {"amenity": "post_box"},
        {"amenity": "parking_entrance"},
        {"amenity": "parking_space"},
        {"man_made": "charge_point"},
        {"disused:amenity": "charging_station"},
        {"amenity": "charging_station", "bicycle": "yes"},
        {"shop": "supermarket"},
        {"building": "warehouse"},
        {"building": "warehouse", "name": "Big Distribution Centre"},
        {},
    ]
    features = [feature(dot(), osm_id=str(number), **tags) for number, tags in enumerate(tagged, start=1)]
    reading = read(write(collection(*features)))
    assert (reading.count.read, reading.count.kept) == (11, 4)
    assert reading.count.dropped == {
        osm_tags.STRAY: 2,
        osm_tags.ENTRANCE: 2,
        osm_tags.SINGLE_DEVICE: 1,
        osm_tags.DISUSED: 1,
        osm_tags.NOT_CARS: 1,
    }
    kinds = reading.tables[PARKING_SITES]["kind"].tolist()
    assert sorted(kinds) == ["distribution", "parking", "supermarket", "warehouse"]


def test_shapes_that_cannot_be_and_repeated_ids(write):
    bow = {
        "type": "Polygon",
        "coordinates": [[[-1.25, 51.75], [-1.24, 51.76], [-1.24, 51.75], [-1.25, 51.76], [-1.25, 51.75]]],
    }
    shapes = [square(), square(), bow, None, {"type": "Point", "coordinates": ["x", 1]}, dot(131.0, -25.4), {"type": 3}]
    numbers = [1, 1, 3, 4, 5, 6, 7]
    features = [
        feature(shape, osm_way_id=str(number), amenity="parking") for number, shape in zip(numbers, shapes, strict=True)
    ]
    reading = read(write(collection(*features)))
    assert (reading.count.read, reading.count.kept) == (7, 2)
    assert reading.count.dropped == {
        "no shape": 3,
        "outside Great Britain, or a shape beyond repair": 1,
        "the same id again": 1,
    }
    assert reading.count.repaired == {osm.REPAIRED: 1}
    assert reading.tables[PARKING_SITES].geometry.is_valid.all()


def test_a_capacity_in_words_is_blank_not_guessed(write):
    features = [
        feature(dot(), osm_id=str(n), amenity="parking", capacity=text) for n, text in enumerate(["~50", "20;30", "7"])
    ]
    reading = read(write(collection(*features)))
    assert reading.tables[PARKING_SITES]["capacity_spaces_count"].fillna(-1).tolist() == [-1, -1, 7]
    assert "capacity" in {finding.rule for finding in reading.findings}


def test_a_charging_station_in_our_words(write):
    station = feature(
        dot(),
        **{"@id": "node/5", "amenity": "charging_station", "capacity": "2", "operator": "Volts Ltd", "access": "yes"},
        **{
            "socket:type2": "2",
            "socket:type2:output": "22 kW",
            "socket:chademo": "1",
            "socket:chademo:output": "50000 W",
        },
        **{"socket:typee": "no", "start_date": "2021-04-05", "phone": "01632 960001", "@user": "Bob Hidden"},
    )
    planned = feature(dot(), **{"@id": "node/6", "planned:amenity": "charging_station"})
    reading = read(write(collection(station, planned)))
    table = reading.tables[CHARGERS]
    point = table.iloc[0]
    assert (point["charger_id"], point["operator"], point["points_count"]) == ("osm:node/5", "Volts Ltd", 2)
    assert (point["connectors"], point["connectors_count"]) == ("chademo; type2", 3)
    assert (point["power_kw"], point["weakest_power_kw"]) == (50, 22)
    assert (point["access"], point["status"], point["opened"]) == ("public", "working", "2021-04-05")
    assert table["status"].tolist() == ["working", "planned"]
    assert abs(point["easting_m"] - 451_872) < 5
    assert "Hidden" not in table.to_csv()
    assert "01632" not in table.to_csv()


def test_overpass_answers(write):
    corners = [(1, WEST, SOUTH), (2, WEST + 0.001, SOUTH), (3, WEST + 0.001, SOUTH + 0.001)]
    answer = {
        "version": 0.6,
        "generator": "Overpass API",
        "elements": [
            *({"type": "node", "id": number, "lon": lon, "lat": lat} for number, lon, lat in corners),
            {"type": "node", "id": 9, "lat": SOUTH, "lon": WEST, "tags": {"amenity": "charging_station"}},
            {"type": "way", "id": 4, "nodes": [1, 2, 3, 1], "tags": {"amenity": "parking"}},
            {"type": "way", "id": 5, "center": {"lat": SOUTH, "lon": WEST}, "tags": {"amenity": "parking"}},
            {
                "type": "relation",
                "id": 6,
                "bounds": {"minlat": SOUTH, "minlon": WEST, "maxlat": SOUTH, "maxlon": WEST},
                "tags": {"shop": "supermarket"},
            },
            {"type": "way", "id": 7, "nodes": [88, 89], "tags": {"amenity": "parking"}},
            {
                "type": "way",
                "id": 8,
                "geometry": [{"lat": lat, "lon": lon} for _, lon, lat in [*corners, corners[0]]],
                "tags": {"amenity": "parking"},
            },
        ],
    }
    reading = read(write(answer))
    assert reading.count.dropped == {"no shape": 1}
    sites = reading.tables[PARKING_SITES].set_index("site_id")
    assert sites.index.tolist() == ["osm:relation/6", "osm:way/4", "osm:way/5", "osm:way/8"]
    assert sites.loc["osm:way/4", "area_m2"] == sites.loc["osm:way/8", "area_m2"] > 3_000
    assert np.isnan(sites.loc["osm:way/5", "area_m2"])
    assert reading.tables[CHARGERS]["charger_id"].tolist() == ["osm:node/9"]


def test_swapped_and_projected_layers_are_put_right_and_said(write):
    swapped = collection(feature(dot(SOUTH, WEST), osm_id="1", amenity="parking"))
    reading = read(write(swapped))
    assert "swapped_coordinates" in {finding.rule for finding in reading.findings}
    grid = collection(
        feature(dot(451_872, 205_966), osm_id="1", amenity="parking"),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
    )
    site = read(write(grid)).tables[PARKING_SITES].iloc[0]
    assert (site["easting_m"], site["northing_m"]) == (451_872, 205_966)
    assert abs(reading.tables[PARKING_SITES].iloc[0]["easting_m"] - 451_872) < 5


def test_an_empty_layer_is_said_and_costs_nothing(write):
    reading = osm.read(write(collection()), SOURCE)
    assert (reading.count.read, reading.tables) == (0, {})
    assert {finding.rule for finding in reading.findings} == {"empty"}


@pytest.mark.parametrize("text", ["{}", "[1, 2]", '{"features": 3}', '{"features": [', "OSMHeader"])
def test_what_holds_no_features_is_refused(write, text):
    with pytest.raises(FaultsError):
        osm.read(write(text), SOURCE)


NODES = [
    (
        1,
        -1.25,
        51.75,
        {"amenity": "charging_station", "capacity": "2", "socket:type2": "2", "socket:type2:output": "22 kW"},
    ),
    (2, -1.26, 51.75, {"amenity": "parking", "access": "permissive", "capacity": "12"}),
    (3, -1.27, 51.75, {"amenity": "bench"}),
    *(
        (number, lon, lat, {})
        for number, lon, lat in [(10, -1.2, 51.7), (11, -1.2, 51.701), (12, -1.199, 51.701), (13, -1.199, 51.7)]
    ),
]
WAYS = [
    (5, [10, 11, 12, 13, 10], {"amenity": "parking", "name": 'The "Old" Yard', "parking": "surface"}),
    (6, [10, 11, 12, 13, 10], {"building": "yes"}),
    (7, [10, 11, 12], {"highway": "residential"}),
    (8, [10, 11, 12, 13, 10], {"building": "warehouse"}),
]


def test_an_extract_in_pbf(tmp_path):
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(extract(NODES, WAYS))
    reading = read(path)
    assert (reading.count.read, reading.count.kept) == (4, 4)
    assert {"selection", "unproven"} <= {finding.rule for finding in reading.findings}
    point = reading.tables[CHARGERS].iloc[0]
    assert (point["charger_id"], point["power_kw"], point["points_count"]) == ("osm:node/1", 22, 2)
    sites = reading.tables[PARKING_SITES].set_index("site_id")
    assert sites.index.tolist() == ["osm:node/2", "osm:way/5", "osm:way/8"]
    assert sites.loc["osm:way/5", "name"] == 'The "Old" Yard'
    assert sites.loc["osm:way/8", "name"] == ""
    assert sites.loc["osm:node/2", "access"] == "public"
    assert sites["area_m2"].gt(0).tolist() == [False, True, True]


def test_room_is_made_for_more_features_only_when_there_are_more(tmp_path, monkeypatch):
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(extract(NODES, WAYS))
    asked, original = [], osm_pbf.pyogrio.read_dataframe

    def counted(*args, max_features, **options):
        asked.append(max_features)
        return original(*args, max_features=max_features, **options)

    monkeypatch.setattr(osm_pbf.pyogrio, "read_dataframe", counted)
    # Two nodes are tagged and two ways: the first layer needs room for three, and so does the second.
    monkeypatch.setattr(osm_pbf, "_ROOM", (2, 3, 10))
    assert len(osm.read(path, SOURCE).tables[PARKING_SITES]) == 3
    assert asked == [2, 3, 2, 3]
    monkeypatch.setattr(osm_pbf, "_ROOM", (1, 2))
    with pytest.raises(FaultsError, match="million features"):
        osm.read(path, SOURCE)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_cut_off_extract_is_refused(tmp_path, share):
    path = tmp_path / "a.osm.pbf"
    whole = extract(NODES, WAYS)
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(FaultsError):
        osm.read(path, SOURCE)


def test_tags_in_one_cell_with_quotes_and_arrows():
    written = r'"name"=>"A \"big\" => one","access"=>"no","phone"=>"01632","amenity"=>"parking"'
    assert hstore(written) == {"name": 'A "big" => one', "access": "no", "amenity": "parking"}


@pytest.mark.parametrize(
    ("written", "power"),
    [("22 kW", 22), ("7.4kW", 7.4), ("7,4 kW", 7.4), ("7400 W", 7.4), ("22 kVA;50 kW", 50), ("22", 22)],
)
def test_output(written, power):
    assert osm_tags.output_kw(written) == pytest.approx(power)


JUNK = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.lists(st.integers(), max_size=3)
)
TAGS = st.dictionaries(
    st.sampled_from(["amenity", "shop", "capacity", "other", "other_tags", "osm_id", "socket:type2", "access", "name"]),
    JUNK | st.sampled_from(["parking", "charging_station", "supermarket"]),
    max_size=5,
)
SHAPES = st.fixed_dictionaries(
    {"type": st.sampled_from(["Point", "Polygon", "LineString", "Ring"]), "coordinates": JUNK | st.just([WEST, SOUTH])}
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TAGS, SHAPES | JUNK), min_size=1, max_size=5))
def test_any_features_are_kept_or_dropped(tmp_path_factory, junk):
    path = tmp_path_factory.mktemp("osm") / "a.geojson"
    features = [feature(shape, **tags) for tags, shape in junk]
    path.write_text(json.dumps(collection(*features, feature(dot(), osm_id="99", amenity="parking"))), encoding="utf-8")
    reading = osm.read(path, SOURCE)
    assert reading.count.read == len(junk) + 1
    assert reading.count.kept == sum(len(table) for table in reading.tables.values()) >= 1


REAL = {
    "parking": ([549, 835, 777, 819, 553], [540, 809, 767, 807, 544]),
    "supermarket": ([43, 32, 24, 25, 20], [42, 31, 23, 24, 20]),
    "warehouse": ([19, 11, 6, 20, 5], [11, 9, 6, 20, 5]),
}


@pytest.mark.parametrize("layer", REAL)
def test_the_real_layers(shared_data, layer):
    paths = sorted((shared_data / "ev").rglob(f"*-{layer}.geojson"))
    readings = [read(path) for path in paths]
    counts = [reading.count for reading in readings]
    assert ([count.read for count in counts], [count.kept for count in counts]) == REAL[layer]


def test_oxfords_car_parks(shared_data):
    (path,) = (shared_data / "ev").rglob("E07000178-parking.geojson")
    sites = read(path).tables[PARKING_SITES]
    points = sites.geometry.geom_type.eq("Point")
    assert int(points.sum()) == 49
    assert sites.loc[points, "area_m2"].isna().all()
    assert sites["access"].value_counts()["private"] > 300
    assert 160 < sites["capacity_spaces_count"].notna().sum() <= 170


def test_empty_real_layers_are_read(shared_data):
    paths = [path for path in (shared_data / "ev").rglob("*-distribution.geojson") if path.stat().st_size < 100]
    assert len(paths) == 2
    assert all(osm.read(path, SOURCE).count.read == 0 for path in paths)
