"""Files dropped in or named in layers.csv: each fault found once, in `lae check` and in a run, and no land opened."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from lae.assumptions import Assumptions
from lae.fetch.download import sha256_of
from lae.fetch.layers import LAYERS as FETCHABLE
from lae.fetch.record import read_sources, with_layer, write_sources
from lae.findings import FaultsError
from lae.geo import BNG, WGS84
from lae.inputs import read_inputs
from lae.land.contract import ConstraintLines
from lae.land.layers.register import register_findings, resolved, with_own_rules
from lae.readers import overhead_lines, rasters
from lae.readers.base import SourceRow, head_of
from lae.readers.land_layer_kinds import FETCHED
from lae.readers.rasters_mosaic import mosaic
from lae.readers.rasters_windows import windows
from lae.tables import check
from land_files import (
    EAST,
    NORTH,
    SOUTH,
    WEST,
    add_layer,
    bare_toytown,
    checked,
    covered_toytown,
    only_classes,
    said_of,
    save_raster,
    save_shapes,
    screened,
    square,
    states,
    tiers,
)

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # rasterio 1.4 with affine 3
FLAT = np.zeros((40, 100), dtype=np.float32)


@pytest.fixture
def study(tmp_path):
    """Toytown with land cover and a policy that asks for no more."""
    folder = covered_toytown(tmp_path)
    only_classes(folder)
    return folder


def of_vector(study, *shapes, name="mine.gpkg", **more):
    save_shapes(study / "data" / "land" / name, *shapes, **more)
    add_layer(study, "mine", file=f"land/{name}")


def of_raster(study, values, **more):
    save_raster(study / "data" / "land" / "mine.tif", values, **more)
    add_layer(study, "mine", file="land/mine.tif", form="raster", least_value="1")


# A layer of one's own


def test_a_vector_named_in_the_register_rules_land_out_whatever_its_system(study):
    # 1 km2 of arable, in degrees.
    shape = gpd.GeoSeries([square(2_000, 1_000, 1_000)], crs=BNG).to_crs(WGS84).iloc[0]
    of_vector(study, shape, name="mine.geojson", crs=WGS84)
    made, found = screened(study)
    # 3,600 ha of fields less 100; the grid is turned by less than a cell along 400 cells of edge.
    assert tiers(made["screened_land"])["open"] == pytest.approx(3_500.0, abs=0.5)
    assert states(made)["mine"] == "screened"
    steps = made["land_waterfall"]
    row = steps[steps["subject_id"].eq("mine") & steps["option"].eq("native_woodland")].iloc[0]
    assert (row["why"], round(row["removed_ha"])) == ("because the county says so", 100)
    told = checked(study)
    assert said_of(found, "mine") == said_of(told, "mine") == []
    assert "land" not in {one.table for one in told if one.rule == "missing_layer"}


def test_a_row_says_how_far_the_layer_reaches_and_how_strictly(study):
    of_vector(study, shapely.LineString([(WEST + 2_000, SOUTH + 2_000), (WEST + 3_000, SOUTH + 2_000)]))
    rows = (study / "data" / "land" / "layers.csv").read_text(encoding="utf-8")
    rows = rows.replace("mine,mine,mine,,polygons,features,0,", "mine,mine,mine,,polygons,features,50,")
    (study / "data" / "land" / "layers.csv").write_text(rows.replace(",exclude,because", ",consent,because"))
    made, _ = screened(study)
    # 1,000 m by 100 m and a circle of 50 m: 10 + 0.785 ha.
    assert tiers(made["screened_land"])["consent"] == pytest.approx(10.785, abs=0.1)


def test_only_the_classes_asked_for_count(study):
    save_shapes(
        study / "data" / "land" / "mine.gpkg", square(2_000, 0, 1_000), square(4_000, 0, 1_000), kind=["a", "b"]
    )
    add_layer(study, "mine", file="land/mine.gpkg", grades="b", class_column="kind")
    assert tiers(screened(study)[0]["screened_land"])["open"] == 3_500.0


def test_two_rows_of_one_file_are_two_layers(study):
    save_shapes(
        study / "data" / "land" / "mine.gpkg", square(2_000, 0, 1_000), square(4_000, 0, 1_000), kind=["a", "b"]
    )
    add_layer(study, "mine", file="land/mine.gpkg", grades="b", class_column="kind")
    add_layer(study, "also", file="land/mine.gpkg", grades="a", class_column="kind", rule="consent")
    assert tiers(screened(study)[0]["screened_land"]) == {"excluded": 500.0, "consent": 100.0, "open": 3_400.0}


# Rasters as constraints


def test_a_raster_rules_out_cells_from_its_threshold_on_and_leaves_gaps_unscreened(study):
    depth = np.zeros((40, 100), dtype=np.float32)
    depth[:, 20:22], depth[:, 22], depth[:, 23] = 0.5, 0.4, -1.0
    save_raster(study / "data" / "land" / "peat.tif", depth, nodata=-1.0)
    add_layer(study, "deep_peat", file="land/peat.tif", form="raster", least_value="0.5")
    made, found = screened(study)
    # Columns of 40 ha: two peaty, one too shallow, one of which the raster says nothing.
    assert tiers(made["screened_land"]) == {"excluded": 480.0, "not_screened": 40.0, "open": 3_480.0}
    unknown = made["screened_land"]["tier"].eq("not_screened")
    assert set(made["screened_land"].loc[unknown, "not_screened"]) == {"deep_peat"}
    assert said_of(found, "peat") == []


def test_classes_of_a_raster_are_taken_as_they_stand(study):
    zones = np.ones((40, 100), dtype=np.uint8)
    zones[:, 30:35], zones[:, 35] = 3, 2
    save_raster(study / "data" / "land" / "flood.tif", zones)
    add_layer(study, "flood", file="land/flood.tif", form="raster", grades="2;3", rule="consent")
    made, _ = screened(study)
    # Six columns of 40 ha; a byte raster of classes is not taken for another land cover.
    assert tiers(made["screened_land"])["consent"] == 240.0
    assert states(made)["land_cover"] == "screened"


def test_heights_dropped_in_become_slope_by_the_register_s_threshold(tmp_path):
    study = covered_toytown(tmp_path)
    path = study / "data" / "land" / "policy.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows[rows["subject"].eq("land_class") | rows["subject_id"].eq("slope")].to_csv(path, index=False)
    # Heights rise by 10 m a cell of 50 m from 6 km on (11.3 degrees), by 15 m from 7 to 8 km (16.7 degrees).
    rise = np.zeros(200)
    rise[120:140], rise[140:160] = 10.0, 15.0
    heights = np.broadcast_to(50.5 + np.cumsum(rise), (80, 200)).astype(np.float32)
    # Two tiles, as terrain comes.
    save_raster(study / "data" / "land" / "a.tif", heights[:, :100], cell=50.0)
    save_raster(study / "data" / "land" / "b.tif", heights[:, 100:], west=WEST + 5_000, cell=50.0)
    made, _ = screened(study)
    assert states(made)["slope"] == "screened"
    # 1,000 m of 4,000 m are steeper than 15 degrees, half a cell more or less at either end.
    assert tiers(made["screened_land"])["caution"] == pytest.approx(400.0, abs=8.0)
    titles = made["land_layers"].set_index("layer_id")["title"]
    assert titles["slope"] == "Slope of 15 degrees or more"


def test_without_heights_slope_is_not_screened(study):
    assert states(screened(study)[0])["slope"] == "missing"


def test_a_mosaic_of_tiles_is_the_raster_they_were_cut_from(tmp_path):
    values = np.arange(40 * 100, dtype=np.int32).reshape(40, 100)
    save_raster(tmp_path / "whole.tif", values)
    save_raster(tmp_path / "a.tif", values[:25, :60])
    save_raster(tmp_path / "b.tif", values[:, 60:], west=WEST + 6_000)
    save_raster(tmp_path / "c.tif", values[25:, :60], north=NORTH - 2_500)
    whole, *tiles = (rasters.describe(tmp_path / f"{name}.tif", kind="constraint") for name in ("whole", *"abc"))
    box = (WEST - 500.0, SOUTH - 500.0, EAST + 500.0, NORTH + 500.0)
    plain = list(windows(whole, box, cell_m=50, rows=37))
    made = list(mosaic(tiles, box, cell_m=50, rows=37))
    assert len(plain) == len(made)
    for one, other in zip(plain, made, strict=True):
        assert (one.valid == other.valid).all()
        assert (one.values[one.valid] == other.values[one.valid]).all()
        assert (one.west_m, one.north_m) == (other.west_m, other.north_m)


# Faults


def missing(study):
    add_layer(study, "mine", file="land/mine.gpkg")


def vector_without_system(study):
    of_vector(study, square(2_000, 0, 1_000), crs=None)


def vector_in_a_wrong_system(study):
    of_vector(study, square(2_000, 0, 1_000), crs="EPSG:4326")


def vector_nowhere(study):
    of_vector(study, shapely.box(4e6, 3e6, 4.1e6, 3.1e6))


def vector_in_degrees(study):
    of_vector(study, gpd.GeoSeries([square(2_000, 0, 1_000)], crs=BNG).to_crs(WGS84).iloc[0])


def vector_elsewhere(study):
    of_vector(study, square(-200_000, 0, 1_000))


def vector_of_slivers(study):
    of_vector(study, square(2_000, 0, 3), square(4_000, 0, 1_000))


def vector_of_lines(study):
    of_vector(study, shapely.LineString([(WEST, SOUTH), (EAST, NORTH)]))


def vector_of_nothing(study):
    (study / "data" / "land" / "mine.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    add_layer(study, "mine", file="land/mine.geojson")


def vector_without_the_column(study):
    save_shapes(study / "data" / "land" / "mine.gpkg", square(2_000, 0, 1_000))
    add_layer(study, "mine", file="land/mine.gpkg", grades="b", class_column="kind")


def raster_without_system(study):
    of_raster(study, FLAT, crs=None)


def raster_without_system_nowhere(study):
    of_raster(study, FLAT, crs=None, west=5e6)


def raster_in_a_wrong_system(study):
    of_raster(study, FLAT, crs="EPSG:3035")


def raster_in_degrees(study):
    of_raster(study, FLAT, west=1.0, north=52.0, cell=0.001)


def raster_elsewhere(study):
    of_raster(study, FLAT, west=WEST - 200_000)


def raster_with_a_sentinel(study):
    values = FLAT.copy()
    values[:, 20] = -9999
    of_raster(study, values)


def raster_cut_off(study):
    of_raster(study, FLAT)
    path = study / "data" / "land" / "mine.tif"
    path.write_bytes(path.read_bytes()[:5_000])


FAULTS = [
    (missing, "missing_file", "error", ""),
    (vector_without_system, "guessed_crs", "warning", "screened"),
    (vector_in_a_wrong_system, "guessed_crs", "warning", "screened"),
    (vector_nowhere, "outside_britain", "warning", "unreadable"),
    (vector_in_degrees, "degrees", "warning", "screened"),
    (vector_elsewhere, "elsewhere", "warning", "elsewhere"),
    (vector_of_slivers, "slivers", "note", "screened"),
    (vector_of_lines, "no_areas", "warning", "unreadable"),
    (vector_of_nothing, "empty", "warning", "unreadable"),
    (vector_without_the_column, "missing_column", "error", ""),
    (raster_without_system, "guessed_crs", "warning", "screened"),
    (raster_without_system_nowhere, "missing_crs", "warning", "unreadable"),
    (raster_in_a_wrong_system, "outside_britain", "warning", "elsewhere"),
    (raster_in_degrees, "degrees", "warning", "unreadable"),
    (raster_elsewhere, "elsewhere", "warning", "elsewhere"),
    (raster_with_a_sentinel, "nodata_sentinel", "warning", "screened"),
    (raster_cut_off, "unreadable", "warning", "unreadable"),
]


@pytest.mark.parametrize(
    ("fault", "rule", "severity", "state"), FAULTS, ids=lambda value: getattr(value, "__name__", "")
)
def test_each_fault_of_a_layer_of_one_s_own_gives_one_finding_in_check_and_in_a_run(
    study, fault, rule, severity, state
):
    fault(study)
    made, found = screened(study)
    assert said_of(found, "land/mine") == [rule]
    assert said_of(checked(study), "land/mine") == [rule]
    (finding,) = [one for one in found if one.rule == rule and "land/mine" in one.table]
    assert finding.severity == severity
    if state:
        assert states(made)["mine"] == state
    # Land nobody looked at is never open: with the fault there is no more open land than without the layer.
    assert tiers(made["screened_land"]).get("open", 0.0) <= 3_600.0
    if state in ("unreadable", "elsewhere"):
        assert tiers(made["screened_land"]).get("open", 0.0) == 0.0
        assert states(made)["mine"] in made["land_layers"]["state"].to_numpy()


def test_an_undeclared_sentinel_is_not_known_and_never_low(study):
    raster_with_a_sentinel(study)
    # One column of 40 ha.
    assert tiers(screened(study)[0]["screened_land"])["not_screened"] == 40.0


def test_an_undeclared_sentinel_among_heights_makes_no_cliff(tmp_path):
    study = bare_toytown(tmp_path)
    heights = np.full((80, 200), 50.5, dtype=np.float32)
    heights[:, 80:88] = -9999
    save_raster(study / "data" / "terrain.tif", heights, cell=50.0)
    made, found = screened(study)
    assert said_of(found, "terrain.tif") == said_of(checked(study), "terrain.tif") == ["nodata_sentinel"]
    cells = made["land_cells"]
    steep = (cells.masks[cells.mask] & cells.bits_of("slope", "inside")) != 0
    unknown = (cells.masks[cells.mask] & cells.bits_of("slope", "unknown")) != 0
    assert cells.area_m2[steep].sum() == 0
    # Eight columns of 20 ha; heights reach half a cell towards the gap.
    assert cells.area_m2[unknown].sum() / 10_000 == pytest.approx(160.0, abs=8.0)


def test_a_file_dropped_in_that_cannot_be_read_leaves_land_unscreened_and_is_said_once(study):
    path = study / "data" / "land" / "terrain.tif"
    save_raster(path, FLAT)
    path.write_bytes(path.read_bytes()[:300])
    made, found = screened(study)
    assert said_of(found, "terrain.tif") == said_of(checked(study), "terrain.tif") == ["unreadable"]
    assert states(made)["slope"] == "missing"


def test_a_layer_dropped_in_for_another_area_is_said_once(study):
    save_shapes(
        study / "data" / "land" / "sssi.geojson",
        square(-200_000, 0, 1_000).buffer(0),
        sssi_name=["Far Fen"],
        ref_code=["1"],
    )
    made, found = screened(study)
    assert said_of(found, "sssi") == said_of(checked(study), "sssi") == ["elsewhere"]
    assert states(made)["sssi"] == "elsewhere"


def test_a_land_cover_of_another_area_is_no_land_cover(tmp_path):
    study = bare_toytown(tmp_path)
    save_raster(study / "data" / "cover.tif", np.full((40, 100), 3, dtype=np.uint8), west=WEST - 200_000)
    made, found = screened(study)
    assert states(made)["land_cover"] == "missing"
    assert said_of(found, "cover.tif") == said_of(checked(study), "cover.tif") == ["elsewhere"]
    assert "no_land_cover" in {one.rule for one in found}


def test_of_two_land_covers_one_is_used_and_said(study):
    save_raster(study / "data" / "other.tif", np.full((40, 100), 211, dtype=np.int16))
    made, found = screened(study)
    assert tiers(made["screened_land"])["open"] == 3_600.0
    (finding,) = [one for one in found if one.rule == "several_covers"]
    assert finding.ids == ("other.tif",)


EMPTY = '{"type":"FeatureCollection","features":[\n]}\n'


def fetched(study, name, text):
    """A file as `lae fetch` leaves it: in its place, with its record."""
    path = study / "data" / "land" / f"{name}.geojson"
    path.write_text(text, encoding="utf-8")
    layer = next(one for one in FETCHABLE if one.id == name)
    sources = with_layer(
        read_sources(study / "data"), layer, vintage="2026-11", today="2026-11-30", sha256=sha256_of(path), etag=""
    )
    write_sources(sources, study / "data")
    return path


def test_a_layer_fetched_for_the_study_that_has_nothing_here_is_looked_at(study):
    path = fetched(study, "nnr", EMPTY)
    made, found = screened(study)
    assert states(made)["national_nature_reserve"] == "nothing_here"
    assert [one.rule for one in found if "nnr" in one.table] == ["none_here"]
    assert said_of(checked(study), "nnr") == []
    # Touched since, or put there by hand, it says nothing.
    path.write_text(EMPTY + " ", encoding="utf-8")
    made, found = screened(study)
    assert states(made)["national_nature_reserve"] == "missing"
    assert said_of(found, "nnr") == said_of(checked(study), "nnr") == ["empty_layer"]


def test_every_land_layer_that_can_be_fetched_is_one_of_the_register(root):
    layers = pd.read_csv(root / "data" / "land" / "layers.csv", dtype="str", keep_default_na=False)
    land = {one.id for one in FETCHABLE if one.path.startswith("land/")}
    assert set(FETCHED) == land
    assert set(FETCHED.values()) <= set(layers["layer"])
    for name, layer in FETCHED.items():
        ways = set(layers.loc[layers["layer"].eq(layer), "how_to_get"])
        assert ways == {f"lae fetch --layer {name}"}


# The register


def test_a_number_of_the_register_stands_in_its_layer(study):
    layers = read_inputs(study).tables["constraint_layers"].set_index("layer_id")
    assert layers.loc["slope", "least_value"] == 15.0
    assert layers.loc["overhead_line", ["buffer_m", "buffer_low_m", "buffer_high_m"]].tolist() == [20.0, 10.0, 30.0]
    assert layers.loc["overhead_line", "title"] == "Overhead lines and 20 m on either side"
    assert layers["assumption_id"].eq("").all()


def test_a_row_that_names_no_known_number_or_has_no_rule_is_told(study):
    add_layer(study, "mine", file="land/mine.gpkg", rule="", why="", buffer_m="0", assumption_id="nonsense")
    save_shapes(study / "data" / "land" / "mine.gpkg", square(2_000, 0, 1_000))
    told = {(one.severity, one.rule) for one in checked(study) if one.table == "land/layers.csv"}
    assert told == {("error", "unknown_assumption"), ("warning", "no_rule")}


@pytest.mark.parametrize(
    "cells",
    [
        {"file": "../mine.gpkg"},
        {"file": "/mine.gpkg"},
        {"file": "land/mine.tif", "form": "raster"},
        {"file": "land/mine.tif", "form": "raster", "least_value": "1", "grades": "2"},
        {"file": "land/mine.tif", "form": "raster", "grades": "peat"},
        {"file": "land/mine.tif", "form": "raster", "least_value": "1", "buffer_m": "50"},
        {"file": "land/mine.gpkg", "grades": "a"},
        {"class_column": "kind"},
        {"why": ""},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(study, cells):
    add_layer(study, "mine", **cells)
    assert [one.severity for one in checked(study) if one.table == "land/layers.csv"] == ["error"]


def test_a_rule_of_the_policy_stands_before_the_row_s_own(study):
    of_vector(study, square(2_000, 0, 1_000))
    path = study / "data" / "land" / "policy.csv"
    row = "default,any,layer,mine,caution,1,50,policy says so,D,CHECK: x,toy_settings\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert tiers(screened(study)[0]["screened_land"])["caution"] == 100.0


# Overhead lines


LINES = (
    "circuit,nominal_voltage_pp,route,route_lat_long\n"
    'A,33000,"LINESTRING (602000 502000, 603000 502000)",x\n'
    'B,11000,"LINESTRING (1.1 52.1, 1.2 52.2)",x\n'
    "C,11000,,x\n"
    "D,11000,POLYGON EMPTY,x\n"
)


def test_overhead_lines_are_read_from_their_own_header_and_every_loss_counted(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text(LINES, encoding="utf-8")
    assert overhead_lines.recognise(head_of(path))
    reading = overhead_lines.read(path, SourceRow())
    table = reading.tables[overhead_lines.LINES]
    assert check(table, ConstraintLines, "lines") == []
    assert (table["grade"].tolist(), table["length_m"].tolist()) == (["33000"], [1_000.0])
    assert (reading.count.read, reading.count.kept, sum(reading.count.dropped.values())) == (4, 1, 3)
    assert "unproven" in {finding.rule for finding in reading.findings}


def test_a_file_without_a_line_in_britain_is_refused(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("\n".join(LINES.splitlines()[:1] + LINES.splitlines()[2:]), encoding="utf-8")
    with pytest.raises(FaultsError, match="no route"):
        overhead_lines.read(path, SourceRow())


def test_overhead_lines_dropped_in_become_a_strip_of_the_register_s_width(tmp_path):
    study = covered_toytown(tmp_path)
    path = study / "data" / "land" / "policy.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows[rows["subject"].eq("land_class") | rows["subject_id"].eq("overhead_line")].to_csv(path, index=False)
    (study / "data" / "grid" / "lines.csv").write_text(LINES, encoding="utf-8")
    made, _ = screened(study)
    # 1,000 m by 40 m and a circle of 20 m: 4 + 0.126 ha.
    assert tiers(made["screened_land"])["consent"] == pytest.approx(4.126, abs=0.15)


def test_register_helpers_need_no_file():
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in ("assumption_id", "file", "rule", "layer_id")})
    assert register_findings(nothing, pd.DataFrame({"subject": [], "subject_id": []}), Assumptions([])) == []
    assert len(resolved(nothing, Assumptions([]))) == 0
    policy = pd.DataFrame({"policy_id": ["a", "b"], "option": "any", "subject": "layer", "subject_id": ["x", "y"]})
    assert with_own_rules(policy, nothing, policy_id="a")["subject_id"].tolist() == ["x"]
