"""Land cells: toy rasters counted by hand, strips against the whole, buffers, small zones, and every kind of fault."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from lae.files import read_table
from lae.geo import BNG, WGS84
from lae.land.cells.build import build_cells
from lae.land.cells.burning import Burner
from lae.land.cells.grid import Grid
from lae.land.cells.settings import CELL_IDS, CellSettings
from lae.land.cells.slope import slopes
from lae.land.cells.strips import Ground
from lae.land.cells.table import cells_table, class_findings, sentinel_findings, zone_areas
from lae.land.cells.zones import zone_findings, zone_sets
from lae.land.cells_contract import BitLayer, ClassCodes, LandCells, LandClasses, RasterRule, ZoneAreas
from lae.land.layers.bits import Supplied, constraint_bits, read_within
from lae.land.layers.shapes import placed, reaching
from lae.land.policy_contract import ConstraintLayers
from lae.land.sequestration_contract import LAND_CLASSES
from lae.readers import land_layers, rasters
from lae.readers.base import SourceRow
from lae.readers.rasters_windows import windows as read_windows
from lae.tables import check
from land_world import (
    CELL,
    CODES,
    NORTH,
    WEST,
    box,
    cells_of,
    features,
    grid_of,
    layer,
    random_world,
    seen,
    shapes,
    windows,
    zones,
)
from wheels import ROOT

FEW = settings(max_examples=25, deadline=None)
TOY = np.array([[3, 3, 4, 20], [3, 4, 4, 20], [4, 4, 11, 11]], dtype=np.uint8)
HALVES = zones(A=box(0, 0, 2, 3), B=box(2, 0, 4, 3))


def rows_of(cells):
    table = cells_table(cells)
    assert check(table, LandCells, "cells") == []
    return {tuple(row[:4]): row[4] for row in table.itertuples(index=False, name=None)}


def register(**changes):
    row = {
        "layer_id": "sssi",
        "title": "Sites",
        "layer": "sssi",
        "grades": "",
        "form": "polygons",
        "covers": "features",
        "buffer_m": 0.0,
        "buffer_low_m": np.nan,
        "buffer_high_m": np.nan,
        "least_value": np.nan,
        "unit": "m",
        "tier": "A",
        "source": "invented",
        "how_to_get": "lae fetch --layer sssi",
        "note": "",
        "source_id": "toy",
        **dict.fromkeys(("file", "class_column", "assumption_id", "rule", "why"), ""),
    }
    frame = pd.DataFrame([row | changes])
    assert check(frame.astype({"grades": "str"}), ConstraintLayers, "layers") == []
    return frame


def given_(frame, **more):
    return Supplied(frame, more.pop("extents", {}), **more)


# The table


def test_a_toy_raster_folds_into_the_cells_counted_by_hand():
    # Rows of classes: 3 3 4 20 / 3 4 4 20 / 4 4 11 11. A is the two columns in the west, B those in the east.
    # The layer covers the middle two columns of the upper two rows.
    cells = cells_of(TOY, HALVES, [layer("sssi", box(1, 0, 3, 2))])
    # A: arable 3 cells, one of them (0,1) inside; grass 3, one (1,1) inside. B: grass 2, both inside; urban 2; bog 2.
    assert rows_of(cells) == {
        ("A", "arable", "", ""): 0.02,
        ("A", "arable", "sssi", ""): 0.01,
        ("A", "improved_grassland", "", ""): 0.02,
        ("A", "improved_grassland", "sssi", ""): 0.01,
        ("B", "bog", "", ""): 0.02,
        ("B", "improved_grassland", "sssi", ""): 0.02,
        ("B", "urban", "", ""): 0.02,
    }
    assert int(cells.area_m2.sum()) == 12 * 100


def test_land_without_cover_is_of_no_class_and_never_of_class_zero():
    valid = np.ones(TOY.shape, dtype=bool)
    valid[0] = False
    cells = cells_of(TOY, zones(A=box(0, 0, 4, 1), B=box(0, 1, 4, 3)), [], valid=valid)
    assert rows_of(cells)["A", "", "", ""] == pytest.approx(0.04)
    assert not any(zone == "A" and name for zone, name, _, _ in rows_of(cells))


def test_a_code_without_a_word_is_named_as_what_it_may_be():
    values = TOY.copy()
    values[0, :2] = 255
    cells = cells_of(values, HALVES, [])
    assert cells.strange_codes == {255: 200}  # two cells of 100 m2
    (finding,) = class_findings(cells, "cover.tif")
    assert finding.rule == "unknown_class"
    assert finding.ids == ("255: 0.02 ha",)
    assert rows_of(cells)["A", "", "", ""] == pytest.approx(0.02)


def test_wide_codes_are_looked_up_as_bytes_are():
    wide = np.where(TOY == 3, 7_003, TOY.astype(np.int32))
    grid = grid_of(4, 3)
    codes = ClassCodes((7_003, 4, 11, 20), ("arable", "improved_grassland", "bog", "urban"))
    sets = zone_sets(HALVES, cell_m=CELL, exact_below_ha=0.0)
    cells = build_cells(grid, sets, [], codes=codes, cover=windows(wide))
    assert rows_of(cells) == rows_of(cells_of(TOY, HALVES, []))


@FEW
@given(st.integers(0, 10_000), st.integers(1, 31))
def test_strips_of_any_height_give_the_cells_of_the_whole(seed, rows):
    values, valid, places, layers = random_world(seed)
    whole = cells_of(values, places, layers, valid=valid, rows=99, below=0.3)
    parts = cells_of(values, places, layers, valid=valid, rows=rows, below=0.3)
    pd.testing.assert_frame_equal(cells_table(whole), cells_table(parts))


@FEW
@given(st.integers(0, 10_000))
def test_the_table_holds_every_cell_as_rasterio_sees_it_alone(seed):
    values, valid, places, layers = random_world(seed)
    found = {key: round(area * 100) for key, area in rows_of(cells_of(values, places, layers, valid=valid)).items()}
    wanted = {}
    for zone, name, inside in seen(values, valid, places, layers):
        key = (zone, name, ";".join(sorted(inside)), "")
        wanted[key] = wanted.get(key, 0) + 1
    assert found == wanted


def test_more_than_sixteen_layers_and_very_many_zones_are_counted_alike(monkeypatch):
    values, valid, places, layers = random_world(5, layers=20)
    wanted = rows_of(cells_of(values, places, layers, valid=valid))
    assert len({inside for _, _, inside, _ in wanted}) > 10
    monkeypatch.setattr("lae.land.cells.fold._DENSE", 0)
    monkeypatch.setattr("lae.land.cells.fold._INT32", 0)
    assert rows_of(cells_of(values, places, layers, valid=valid)) == wanted
    few = cells_of(values, places, layers[:4], valid=valid)
    monkeypatch.setattr("lae.land.cells.fold._NARROW", 0)
    assert rows_of(cells_of(values, places, layers[:4], valid=valid)) == rows_of(few)


def test_a_mask_holds_63_bits_and_no_more():
    grid = grid_of(2, 2)
    assert len(Ground.of(grid, [layer(f"l{n}", box(0, 0, 1, 1)) for n in range(63)]).bits) == 63
    with pytest.raises(ValueError, match="64 bits"):
        Ground.of(grid, [layer(f"l{n}", box(0, 0, 1, 1)) for n in range(64)])


# Windows


def test_the_grid_lies_on_whole_multiples_of_the_cell():
    grid = Grid.over((450_003.0, 199_981.0, 450_031.0, 200_001.0), cell_m=10)
    # West 450,000 and east 450,040: 4 columns. South 199,980 and north 200,010: 3 rows.
    assert (grid.west_m, grid.north_m, grid.columns, grid.rows) == (450_000, 200_010, 4, 3)
    assert grid.box == (450_000.0, 199_980.0, 450_040.0, 200_010.0)


@pytest.mark.parametrize("bad", [(0, 0, 0, 0), (0, 0, np.nan, 1), (0, 0, 1e9, 1), (5, 5, 1, 1)])
def test_a_grid_over_nothing_or_everything_is_refused(bad):
    with pytest.raises(ValueError, match="grid"):
        Grid.over(bad, cell_m=10)


def test_windows_that_skip_end_early_or_lie_on_another_grid_are_refused():
    sets = zone_sets(HALVES, cell_m=CELL, exact_below_ha=0.0)
    grid, parts = grid_of(4, 3), list(windows(TOY, rows=1))
    for wrong, message in (
        ([parts[0], parts[2]], "row 1 was due"),
        (parts[:2], "end at row 2"),
        (list(windows(TOY, grid=Grid(WEST + 5, NORTH, 10, 4, 3))), "not cut from the grid"),
        (list(windows(TOY, grid=Grid(WEST, NORTH, 25, 4, 3))), "not cut from the grid"),
        (list(windows(TOY[:, :3])), "not cut from the grid"),
    ):
        with pytest.raises(ValueError, match=message):
            build_cells(grid, sets, [], cover=wrong)
    with pytest.raises(ValueError, match="whole numbers"):
        build_cells(grid, sets, [], cover=windows(TOY.astype(float)))


def test_a_raster_rule_marks_steep_cells_and_leaves_cells_without_value_unknown():
    # Slope 20 in the west column, 5 beside it, nothing said of the third column, 15 in the last: at least 15 counts.
    slope = np.tile(np.array([20.0, 5.0, -9999.0, 15.0]), (3, 1))
    valid = np.tile(np.array([True, True, False, True]), (3, 1))
    cells = cells_of(
        TOY,
        zones(A=box(0, 0, 4, 3)),
        [],
        rules=[RasterRule("slope", 15.0)],
        rasters={"slope": windows(slope, valid)},
    )
    told = {}
    for (_, _, inside, unknown), area in rows_of(cells).items():
        told[inside, unknown] = told.get((inside, unknown), 0.0) + area
    assert told == {
        ("slope", ""): pytest.approx(0.06),
        ("", ""): pytest.approx(0.03),
        ("", "slope"): pytest.approx(0.03),
    }


def test_an_undeclared_nodata_value_is_unknown_and_never_a_gentle_slope():
    slope = np.tile(np.array([20.0, 5.0, -9999.0, -3.4e38]), (3, 1))
    rules, found = [RasterRule("slope", 15.0)], {"slope": windows(slope)}
    cells = cells_of(TOY, zones(A=box(0, 0, 4, 3)), [], rules=rules, rasters=found)
    unknown = sum(area for (_, _, _, what), area in rows_of(cells).items() if what == "slope")
    assert unknown == pytest.approx(0.06)
    (finding,) = sentinel_findings(cells)
    assert (finding.rule, finding.ids) == ("nodata_sentinel", ("slope: 0.06 ha",))
    assert sentinel_findings(cells_of(TOY, HALVES, [])) == []


def test_the_slope_of_a_plane_is_its_own_everywhere_and_of_a_gap_unknown():
    # 3 m up a cell to the east and 4 m a cell to the south: 5 m in 10 m, 26.565 degrees.
    row, column = np.mgrid[0:6, 0:5]
    heights = 4.0 * row + 3.0 * column
    found = np.vstack([part.values for part in slopes(windows(heights, rows=2))])
    assert np.allclose(found, np.degrees(np.arctan(0.5)))
    valid = np.ones(heights.shape, dtype=bool)
    valid[2, 2] = False
    parts = list(slopes(windows(np.where(valid, heights, -9999.0), valid, rows=2)))
    there = np.vstack([part.valid for part in parts])
    assert np.array_equal(there, valid)
    assert np.allclose(np.vstack([part.values for part in parts])[valid], np.degrees(np.arctan(0.5)))
    (alone,) = slopes(windows(np.zeros((1, 3))))
    assert not alone.valid.any()


@FEW
@given(st.integers(0, 10_000), st.integers(1, 9))
def test_slopes_do_not_depend_on_the_height_of_a_window(seed, rows):
    rng = np.random.default_rng(seed)
    heights, valid = rng.normal(100, 20, (9, 7)), rng.random((9, 7)) > 0.2
    (whole,) = slopes(windows(heights, valid))
    parts = list(slopes(windows(heights, valid, rows=rows)))
    assert np.array_equal(np.vstack([part.values for part in parts]), whole.values)
    assert np.array_equal(np.vstack([part.valid for part in parts]), whole.valid)


def test_rasters_must_keep_step_with_the_land_cover():
    with pytest.raises(ValueError, match="keep step"):
        cells_of(TOY, HALVES, [], rules=[RasterRule("slope", 1.0)], rasters={"slope": windows(TOY * 1.0, rows=2)})


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # rasterio 1.4 with affine 3
def test_a_land_cover_file_is_folded_through_the_reader(tmp_path):
    path = tmp_path / "cover.tif"
    where = grid_of(4, 3).transform(0)
    shape = {"count": 1, "height": 3, "width": 4, "dtype": "uint8", "nodata": 0}
    with rasterio.open(path, "w", driver="GTiff", crs=BNG, transform=where, **shape) as out:
        out.write(TOY, 1)
    grid = Grid.over((WEST + 1.0, NORTH - 29.0, WEST + 39.0, NORTH - 1.0), cell_m=10)
    cover = read_windows(rasters.describe(path), grid.box, cell_m=10, rows=2)
    sets = zone_sets(HALVES, cell_m=CELL, exact_below_ha=0.0)
    found = build_cells(grid, sets, [], codes=CODES, cover=cover)
    assert rows_of(found) == rows_of(cells_of(TOY, HALVES, []))


# Zones


def test_a_small_zone_keeps_its_own_area_shared_by_what_lies_in_it():
    # A square of 15 m: 225 m2, 6 x 6 parts of 2.5 m. Column 0 is arable and holds 4 x 6 = 24 of them, column 1 is grass
    # and holds 12.
    values = np.array([[3, 4], [3, 4]], dtype=np.uint8)
    square = Polygon([(WEST, NORTH), (WEST + 15, NORTH), (WEST + 15, NORTH - 15), (WEST, NORTH - 15)])
    cells = cells_of(values, zones(A=square), [], below=1.0)
    # 225 x 24/36 = 150 m2 and 225 x 12/36 = 75 m2.
    assert rows_of(cells) == {
        ("A", "arable", "", ""): pytest.approx(0.0150),
        ("A", "improved_grassland", "", ""): pytest.approx(0.0075),
    }
    table = zone_areas(cells)
    assert check(table, ZoneAreas, "zones") == []
    assert table.iloc[0].tolist() == ["A", 0.0225, 0.0225, "parts"]


@FEW
@given(st.integers(0, 10_000))
def test_small_zones_sum_to_their_own_area_to_the_square_metre(seed):
    values, valid, places, layers = random_world(seed)
    cells = cells_of(values, places, layers, valid=valid, below=1e6)
    areas = np.bincount(cells.zone, weights=cells.area_m2, minlength=len(places))
    assert np.array_equal(areas, np.rint(places.sort_values("zone_id").area.to_numpy()))


def test_parts_of_cells_come_nearer_to_the_exact_area_than_whole_cells():
    # A disc of 20 m radius, half of it in the layer: exactly half its area, whatever its place on the cells.
    disc = Point(WEST + 53.0, NORTH - 47.0).buffer(20.0, quad_segs=64)
    west = shapely.box(WEST, NORTH - 200, WEST + 53.0, NORTH)
    values = np.full((20, 20), 3, dtype=np.uint8)
    cells = cells_of(values, zones(A=disc), [layer("sssi", west)], below=1.0)
    inside = rows_of(cells)["A", "arable", "sssi", ""]
    # Constraints are known by whole cells (columns 0 to 4, x < 50: 3 m short of the middle, 3 x 40 = 120 m2).
    assert disc.area / 2 - inside * 10_000 == pytest.approx(120, abs=25)
    assert float(zone_areas(cells)["cells_ha"].iloc[0]) == pytest.approx(disc.area / 10_000, abs=0.0001)


def test_a_sliver_that_holds_no_part_of_a_cell_is_listed():
    sliver = box(0, 0, 0.1, 3)  # 1 m wide: between the centres of quarter cells at 1.25 and 3.75 m
    cells = cells_of(TOY, zones(A=box(1, 0, 4, 3), B=sliver), [], below=0.0031)
    sets = zone_sets(zones(A=box(1, 0, 4, 3), B=sliver), cell_m=CELL, exact_below_ha=0.0031)
    (finding,) = zone_findings(sets, cells)
    assert (finding.rule, finding.ids) == ("zone_without_cells", ("B",))
    assert zone_areas(cells)["method"].tolist() == ["pixels", "none"]


def test_overlapping_zones_each_keep_their_land_when_asked_and_are_told_when_not():
    nested = zones(A=box(0, 0, 4, 3), B=box(1, 0, 3, 3), C=box(2, 0, 4, 3))
    apart = cells_of(TOY, nested, [], may_overlap=True)
    # A holds all 12 cells, B and C 6 each: every zone whole.
    assert zone_areas(apart)["cells_ha"].tolist() == [0.12, 0.06, 0.06]
    once = cells_of(TOY, nested, [])
    assert int(once.area_m2.sum()) == 1_200
    big = np.full((60, 60), 3, dtype=np.uint8)
    nested = zones(A=box(0, 0, 60, 60), B=box(10, 10, 50, 50))
    sets = zone_sets(nested, cell_m=CELL, exact_below_ha=0.0)
    (finding,) = zone_findings(sets, cells_of(big, nested, []))
    assert (finding.rule, finding.ids) == ("zones_overlap", ("A",))


def test_zones_that_tile_the_land_are_not_said_to_overlap():
    values, valid, places, layers = random_world(11)
    sets = zone_sets(places, cell_m=CELL, exact_below_ha=0.0, may_overlap=True)
    assert len(sets.large) == 1
    assert zone_findings(sets, cells_of(values, places, layers, valid=valid)) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (HALVES.to_crs(WGS84), "wanted in"),
        (HALVES.iloc[:0], "an id each"),
        (pd.concat([HALVES, HALVES]), "an id each"),
    ],
)
def test_zones_that_cannot_be_told_apart_or_placed_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        zone_sets(wrong, cell_m=CELL, exact_below_ha=1.0)


# Buffers and burning


def test_a_buffer_is_a_circle_and_no_diamond():
    (round_,) = reaching(shapes(Point(WEST + 500, NORTH - 500)), 100.0, grid_of(100, 100).box)
    assert round_.area == pytest.approx(np.pi * 100**2, rel=0.01)
    assert round_.area > 0.999 * np.pi * 100**2
    grid = grid_of(100, 100)
    marks = np.zeros((100, 100), dtype=np.uint8)
    burner = Burner.of(shapes(round_), cell_m2=100)
    burner.marks(grid, next(grid.strips()), marks)
    assert marks.sum() * 100 == pytest.approx(np.pi * 100**2, rel=0.01)


def test_a_feature_outside_the_county_still_acts_through_its_buffer():
    # A square that ends 50 m west of the grid, with 100 m around it: the first 5 of 20 columns, middle rows.
    outside = shapely.box(WEST - 150, NORTH - 150, WEST - 50, NORTH - 50)
    grid = grid_of(20, 20)
    found = constraint_bits(register(buffer_m=100.0), given_(features(outside)), grid)
    cells = cells_of(np.full((20, 20), 3, dtype=np.uint8), zones(A=box(0, 8, 20, 12)), found.bits)
    # Rows 8 to 11 lie 80 to 120 m down, within the square's own 50 to 150 m: a strip of exactly 50 m, 5 x 4 cells.
    assert rows_of(cells)["A", "arable", "sssi", ""] == pytest.approx(0.20)
    assert states(found) == {"sssi": "screened"}
    assert states(constraint_bits(register(buffer_m=49.0), given_(features(outside)), grid)) == {"sssi": "elsewhere"}


def test_lines_and_points_become_areas_by_their_buffer_only():
    grid = grid_of(20, 20)
    wire = LineString([(WEST, NORTH - 100), (WEST + 200, NORTH - 100)])
    assert len(reaching(shapes(wire, Point(WEST, NORTH)), 0.0, grid.box)) == 0
    (strip,) = reaching(shapes(wire), 20.0, grid.box)
    # 200 m by 40 m and a circle of 20 m at the two ends.
    assert strip.area == pytest.approx(200 * 40 + np.pi * 20**2, rel=0.001)


def test_the_box_to_read_reaches_as_far_as_the_widest_buffer():
    both = pd.concat([register(), register(layer_id="b", buffer_m=250.0)])
    assert read_within((1_000.0, 1_000.0, 2_000.0, 2_000.0), both) == (750.0, 750.0, 2_250.0, 2_250.0)


def test_a_constraint_smaller_than_a_cell_does_not_vanish_between_centres():
    barrow = shapely.box(WEST + 16, NORTH - 14, WEST + 19, NORTH - 11)  # 3 m, in a corner of cell (1, 1)
    cells = cells_of(TOY, HALVES, [layer("sssi", barrow)])
    assert sum(area for (_, _, inside, _), area in rows_of(cells).items() if inside) == pytest.approx(0.01)


def test_shapes_that_overlap_within_a_layer_count_once():
    cells = cells_of(TOY, HALVES, [layer("sssi", box(0, 0, 2, 1), box(1, 0, 3, 1))])
    assert sum(area for (_, _, inside, _), area in rows_of(cells).items() if inside) == pytest.approx(0.03)


# What was supplied


def states(found):
    return found.states.set_index("layer_id")["state"].to_dict()


def rules(found):
    return {finding.rule for finding in found}


def test_a_layer_nobody_supplied_has_no_bit_and_is_listed_with_how_to_get_it():
    found = constraint_bits(register(), given_(features()), grid_of(4, 3))
    assert found.bits == ()
    row = found.states.iloc[0]
    assert (row["state"], row["how_to_get"]) == ("missing", "lae fetch --layer sssi")
    assert row["reason"] == "no file of it was supplied."
    assert rules(found.findings) == {"missing"}


def test_a_file_that_could_not_be_read_is_listed_with_the_reason():
    supplied = given_(features(), unreadable={"sssi": "cut off"}, extents={"sssi": grid_of(4, 3).box})
    row = constraint_bits(register(), supplied, grid_of(4, 3)).states.iloc[0]
    assert (row["state"], row["reason"]) == ("unreadable", "cut off")


def test_a_file_of_another_area_says_nothing_about_this_one():
    far = shapely.box(WEST + 50_000, NORTH, WEST + 50_100, NORTH + 100)
    found = constraint_bits(register(), given_(features(far)), grid_of(4, 3))
    assert states(found) == {"sssi": "elsewhere"}
    assert found.bits == ()
    assert rules(found.findings) == {"elsewhere"}


def test_a_file_known_to_cover_the_study_and_empty_there_is_screened_and_free():
    found = constraint_bits(register(), given_(features(), extents={"sssi": (0, 0, 7e5, 1e6)}), grid_of(4, 3))
    assert states(found) == {"sssi": "nothing_here"}
    assert [bit.says for bit in found.bits] == ["inside"]
    assert rules(found.findings) == {"nothing_here"}


def test_only_the_grades_asked_for_are_in_a_layer_and_blank_grades_are_unknown():
    one = register(layer="alc_provisional", layer_id="alc_2", grades="2")
    frame = features(
        box(0, 0, 1, 3), box(1, 0, 2, 3), box(2, 0, 4, 3), kind="alc_provisional", grade=["2", "", "urban"]
    )
    found = constraint_bits(one, given_(frame), grid_of(4, 3))
    cells = cells_of(np.full((3, 4), 3, dtype=np.uint8), zones(A=box(0, 0, 4, 3)), found.bits)
    assert rows_of(cells) == {
        ("A", "arable", "alc_2", ""): pytest.approx(0.03),
        ("A", "arable", "", "alc_2"): pytest.approx(0.03),
        ("A", "arable", "", ""): pytest.approx(0.06),
    }


def test_land_that_a_complete_map_leaves_out_is_unknown():
    tiled = register(layer="alc_provisional", layer_id="alc_2", grades="2", covers="everywhere")
    frame = features(box(0, 0, 3, 3), kind="alc_provisional", grade="3")
    found = constraint_bits(tiled, given_(frame), grid_of(4, 3))
    cells = cells_of(np.full((3, 4), 3, dtype=np.uint8), zones(A=box(0, 0, 4, 3)), found.bits)
    # Column 3 lies outside every polygon.
    assert rows_of(cells)["A", "arable", "", "alc_2"] == pytest.approx(0.03)


def test_raster_layers_are_rules_where_windows_are_at_hand_and_missing_where_not():
    slope = register(layer_id="slope", layer="slope", form="raster", least_value=15.0, unit="degrees")
    with_it = constraint_bits(slope, given_(features(), rasters=frozenset({"slope"})), grid_of(4, 3))
    assert with_it.rules == (RasterRule("slope", 15.0),)
    assert states(with_it) == {"slope": "screened"}
    without = constraint_bits(slope, given_(features()), grid_of(4, 3))
    assert (without.rules, states(without)) == ((), {"slope": "missing"})


@pytest.mark.parametrize(
    ("frame", "rule"),
    [
        (features(box(0, 0, 1, 1), crs=None), "missing_crs"),
        (features(shapely.box(-1.3, 51.7, -1.2, 51.8)), "degrees"),
        (features(shapely.box(4e6, 3e6, 4.1e6, 3.1e6)), "wrong_crs"),
        (features(shapely.box(-1e6, 1e6, -9e5, 1.1e6), crs="EPSG:3857").set_crs(BNG, allow_override=True), "wrong_crs"),
    ],
)
def test_a_layer_that_cannot_be_placed_screens_nothing_and_says_why(frame, rule):
    found = constraint_bits(register(), given_(frame, extents={"sssi": grid_of(4, 3).box}), grid_of(4, 3))
    assert states(found) == {"sssi": "unreadable"}
    assert found.bits == ()
    assert rule in rules(found.findings)


def test_another_system_is_brought_to_the_grid_once_and_said():
    there = features(box(0, 0, 4, 3))
    moved = placed(there.to_crs(WGS84), "sssi")
    assert rules(moved.findings) == {"reprojected"}
    assert moved.rows.geometry.iloc[0].centroid.distance(there.geometry.iloc[0].centroid) < 0.01


def test_broken_and_empty_shapes_are_mended_or_counted_out():
    bow = Polygon([(WEST, NORTH), (WEST + 10, NORTH - 10), (WEST + 10, NORTH), (WEST, NORTH - 10)])
    found = placed(features(bow, Polygon(), None), "sssi")
    assert rules(found.findings) == {"mended", "no_shape"}
    assert found.rows.geometry.is_valid.all()
    # Two triangles of a quarter of the square each.
    assert found.rows.geometry.area.sum() == pytest.approx(50.0)


def test_slivers_are_counted():
    found = constraint_bits(register(), given_(features(box(0, 0, 0.5, 0.5), box(0, 0, 2, 2))), grid_of(4, 3))
    (finding,) = [one for one in found.findings if one.rule == "slivers"]
    assert finding.message.startswith("1 of 2")


# Registers


def test_our_classes_are_the_words_that_options_use():
    table, findings = read_table(ROOT / "data" / "land" / "land_classes.csv", LandClasses, table="land_classes.csv")
    assert findings == []
    assert set(table["land_class"]) <= set(LAND_CLASSES)
    assert set(table.loc[table["scheme"].eq("ukceh_lcm"), "land_class"]) == set(LAND_CLASSES)


def test_settings_come_from_the_register():
    class Register:
        def value(self, name):
            return {"land_cell": 10.0, "zonal_exact_below": 1.0}[name]

    assert CellSettings.of(Register()) == CellSettings(10, 1.0)
    assert set(CELL_IDS) == {"land_cell", "zonal_exact_below"}


def test_bits_of_a_layer_are_found_by_what_they_say():
    cells = cells_of(
        TOY, HALVES, [layer("a", box(0, 0, 1, 1)), BitLayer(("a", "b"), "unknown", shapes(box(1, 0, 2, 1)))]
    )
    assert (cells.bits_of("a", "inside"), cells.bits_of("a", "unknown"), cells.bits_of("b", "inside")) == (1, 2, 0)
    assert cells.layer_ids == {"a"}


def test_the_real_trafford_folds_into_the_hectares_of_its_polygons(shared_data):
    # Another area, from files of its own: shapes from its publishers, the county line generalised to 500 m.
    parts = [
        land_layers.read(shared_data / "land" / f"trafford_{name}.geojson", SourceRow("trafford_data_lab", "", "OGL"))
        for name in ("agricultural_land_classification", "woodland")
    ]
    given = pd.concat([part.tables["constraints"] for part in parts], ignore_index=True)
    everywhere = gpd.read_file(shared_data / "boundaries" / "lad22_buc_uk_epsg27700.geojson").set_crs(BNG)
    county = everywhere.loc[everywhere["LAD22NM"].eq("Trafford"), "geometry"].iloc[0]
    ours, _ = read_table(ROOT / "data" / "land" / "layers.csv", ConstraintLayers, table="layers.csv")
    grid = Grid.over(county.bounds, cell_m=CELL)
    found = constraint_bits(ours, given_(given), grid)
    cells = build_cells(grid, zone_sets(zones(T=county), cell_m=CELL, exact_below_ha=1.0), found.bits)
    table = cells_table(cells)
    assert table["area_ha"].sum() == pytest.approx(county.area / 10_000, rel=0.001)
    for layer_id, kind, grade in (
        ("alc_urban", "alc_provisional", "urban"),
        ("alc_grade_2", "alc_provisional", "2"),
        ("woodland", "woodland", ""),
    ):
        shape = given[given["layer"].eq(kind) & given["grade"].eq(grade)].union_all().intersection(county)
        inside = table["inside"].str.split(";").map(lambda names, one=layer_id: one in names)
        # Woods are many and small: an edge misjudged by a part of a cell weighs more.
        assert table.loc[inside, "area_ha"].sum() == pytest.approx(shape.area / 10_000, rel=0.02), layer_id
    assert set(found.states.loc[found.states["state"].eq("missing"), "layer_id"]) >= {"sssi", "peaty_soil"}
