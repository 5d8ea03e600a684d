"""Rasters: small invented grids of every kind and fault, windows against the whole, and the real files."""

import random
import tracemalloc
import zipfile

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine

from lae.findings import FaultsError
from lae.geo import BNG
from lae.land.contract import Rasters
from lae.readers import rasters
from lae.readers.base import SourceRow, head_of
from lae.readers.rasters_windows import windows
from lae.tables import check

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # rasterio 1.4 with affine 3
SOURCE = SourceRow("ukceh_lcm", "2021", "UKCEH terms")
WEST, NORTH = 450_000.0, 200_000.0
WITHOUT_CODE = (
    'PROJCS["OSGB 1936 / British National Grid",GEOGCS["OSGB 1936",DATUM["Ordnance_Survey_of_Great_Britain_1936",'
    'SPHEROID["Airy 1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",49],PARAMETER["central_meridian",-2],'
    'PARAMETER["scale_factor",0.999601272],PARAMETER["false_easting",400000],PARAMETER["false_northing",-100000],'
    'UNIT["metre",1]]'
)
GRID = "ncols {c}\nnrows {r}\nxllcorner 450000\nyllcorner 199900\ncellsize {s}\n"


def from_origin(west, north, across, down):
    return Affine(across, 0.0, west, 0.0, -down, north)


@pytest.fixture
def save(tmp_path):
    def _save(values, *, name="layer.tif", crs=BNG, cell=10.0, place=None, **options):
        cells = np.atleast_3d(np.asarray(values)) if np.ndim(values) < 3 else np.asarray(values)
        bands = np.moveaxis(cells, -1, 0) if np.ndim(values) < 3 else cells
        path = tmp_path / name
        count, height, width = bands.shape
        place = from_origin(WEST, NORTH, cell, cell) if place is None else place
        shape = {"count": count, "height": height, "width": width, "dtype": bands.dtype}
        with rasterio.open(path, "w", driver="GTiff", crs=crs, transform=place, **shape, **options) as out:
            out.write(bands)
        return path

    return _save


def described(path, **options):
    reading = rasters.read(path, SOURCE, **options)
    table = reading.tables["rasters"]
    assert check(table, Rasters, "rasters") == []
    (row,) = table.to_dict("records")
    return row, {finding.rule for finding in reading.findings}


def whole(layer, box, *, cell=10.0, **options):
    parts = list(windows(layer, box, cell_m=cell, **options))
    assert [part.north_m for part in parts] == sorted((part.north_m for part in parts), reverse=True)
    return np.vstack([part.values for part in parts]), np.vstack([part.valid for part in parts])


def refused(path):
    with pytest.raises(FaultsError) as caught:
        rasters.read(path, SOURCE)
    return {finding.rule for finding in caught.value.findings}


COVER = np.array([[1, 2, 21], [3, 4, 0]], dtype="uint8")


def test_a_land_cover_raster_is_described_without_being_loaded(save):
    path = save(COVER, nodata=0)
    assert rasters.recognise(head_of(path))
    row, rules = described(path)
    assert (row["kind"], row["scheme"], row["classes"]) == ("land_cover", "ukceh_lcm", "1;2;3;4;21")
    assert (row["columns_count"], row["rows_count"], row["cell_m"], row["nodata"]) == (3, 2, 10.0, "0")
    assert (row["west_m"], row["south_m"], row["east_m"], row["north_m"]) == (WEST, NORTH - 20, WEST + 30, NORTH)
    assert (row["classes_complete"], row["vintage"], row["source_id"]) == (True, "2021", "ukceh_lcm")
    assert rules == {"kind_inferred"}


@pytest.mark.parametrize(
    ("values", "dtype", "crs", "cell", "kind", "scheme"),
    [
        ([[10, 50, 95]], "uint8", BNG, 10, "land_cover", "esa_worldcover"),
        ([[10, 20, 20]], "uint8", BNG, 10, "land_cover", "ukceh_lcm"),
        ([[1, 12, 41]], "uint8", BNG, 100, "land_cover", "corine_grid"),
        ([[1, 12, 18]], "uint8", "EPSG:3035", 100, "land_cover", "corine_grid"),
        ([[111, 231, 512]], "int16", BNG, 100, "land_cover", "corine"),
        ([[1, 7, 200]], "uint8", BNG, 10, "land_cover", "classes"),
        ([[1.5, 60.0, 240.25]], "float32", BNG, 50, "terrain", ""),
        ([[61, 60, 240]], "int16", BNG, 50, "terrain", ""),
        ([[0, 22_620, 7]], "int32", BNG, 1000, "population", ""),
        ([[0.25, 22.5, 7]], "float32", BNG, 1000, "surface", ""),
        ([[1e9, 22.5, 7]], "float32", BNG, 10, "surface", ""),
    ],
)
def test_the_kind_is_inferred_from_the_cells_and_said(save, values, dtype, crs, cell, kind, scheme):
    place = from_origin(3_500_000, 3_300_000, cell, cell) if crs == "EPSG:3035" else None
    row, rules = described(save(np.array(values, dtype=dtype), crs=crs, cell=cell, place=place))
    assert (row["kind"], row["scheme"]) == (kind, scheme)
    assert {"kind_inferred", "no_nodata"} <= rules


def test_several_bands_are_reflectance(save):
    row, _ = described(save(np.ones((4, 3, 3), dtype="float32")))
    assert (row["kind"], row["bands_count"]) == ("reflectance", 4)


def test_who_knows_better_may_say_the_kind(save):
    row, rules = described(save(np.array([[0.5, 900.0]], dtype="float32"), cell=1000.0), kind="population")
    assert row["kind"] == "population"
    assert "kind_inferred" not in rules
    with pytest.raises(ValueError, match="no kind of raster"):
        rasters.describe(save(COVER), kind="cheese")


def test_the_national_grid_is_known_without_its_code(save):
    path = save(COVER, crs=rasterio.CRS.from_wkt(WITHOUT_CODE), nodata=0)
    with rasterio.open(path) as raster:
        assert raster.crs.to_epsg() is None
    row, rules = described(path)
    assert row["crs"] == BNG
    assert "no_epsg_code" in rules


@pytest.mark.parametrize(
    ("place", "crs"),
    [(from_origin(WEST, NORTH, 10, 10), BNG), (from_origin(-1.3, 51.7, 0.0001, 0.0001), "EPSG:4326")],
)
def test_a_missing_system_is_guessed_only_from_where_the_raster_lies(save, place, crs):
    row, rules = described(save(COVER, crs=None, place=place))
    assert row["crs"] == crs
    assert "guessed_crs" in rules


@pytest.mark.parametrize(
    ("crs", "place", "rule"),
    [
        (None, from_origin(9e6, 9e6, 10, 10), "missing_crs"),
        (BNG, Affine(10, 3, WEST, 3, -10, NORTH), "not_north_up"),
        (BNG, Affine(10, 0, WEST, 0, 10, NORTH), "not_north_up"),
        ("EPSG:3035", from_origin(1e12, 1e12, 10, 10), "outside_britain"),
    ],
)
def test_a_raster_that_cannot_be_placed_is_refused(save, crs, place, rule):
    assert refused(save(COVER, crs=crs, place=place)) == {rule}


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_picture_is_no_map(tmp_path):
    path = tmp_path / "picture.tif"
    with rasterio.open(path, "w", driver="GTiff", count=1, height=2, width=3, dtype="uint8") as out:
        out.write(COVER, 1)
    assert not rasters.recognise(head_of(path))
    assert refused(path) == {"not_placed"}


def test_a_raster_elsewhere_is_described_with_a_warning(save):
    _, rules = described(save(COVER, crs="EPSG:3035", place=from_origin(4_017_600, 2_989_600, 100, 100)))
    assert "outside_britain" in rules


def test_a_raster_of_nothing_is_refused(save):
    assert refused(save(np.full((2, 2), np.nan, dtype="float32"))) == {"no_values"}
    assert refused(save(np.zeros((2, 2), dtype="uint8"), nodata=0)) == {"no_values"}
    assert refused(save(np.ones((2, 2), dtype="complex64"))) == {"unknown_type"}


def test_nodata_nan_and_infinity_are_never_values(save):
    values = np.array([[1.5, np.nan, np.inf], [-9999.0, -np.inf, 0.0]], dtype="float32")
    path = save(values, nodata=-9999.0, cell=50.0)
    row, _ = described(path)
    assert row["kind"] == "terrain"
    got, valid = whole(rasters.describe(path, kind="population"), (WEST, NORTH - 100, WEST + 150, NORTH), cell=50.0)
    assert valid.tolist() == [[True, False, False], [False, False, True]]
    assert got[valid].tolist() == [1.5, 0.0]


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int32", "float32"])
def test_beyond_the_raster_nothing_is_valid_even_where_it_declares_no_nodata(save, dtype):
    for options in ({}, {"nodata": 0}):
        layer = rasters.describe(save(COVER.astype(dtype), **options))
        got, valid = whole(layer, (WEST - 10, NORTH - 30, WEST + 40, NORTH + 10))
        assert got.shape == (4, 5)
        assert not valid[[0, 3]].any()
        assert not valid[:, [0, 4]].any()
        inside = got[1:3, 1:4]
        assert inside[valid[1:3, 1:4]].tolist() == COVER[COVER > 0].tolist() + [0] * (not options)


def test_windows_begin_on_whole_multiples_of_the_cell(save):
    layer = rasters.describe(save(COVER))
    (part,) = windows(layer, (WEST + 3, NORTH - 17, WEST + 12, NORTH - 2), cell_m=10.0)
    assert (part.west_m, part.north_m, part.values.tolist()) == (WEST, NORTH, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("box", "band", "words"),
    [
        ((WEST, NORTH, WEST, NORTH), 1, "cannot be read"),
        ((0, 0, 9e9, 10), 1, "cannot be read"),
        ((WEST, NORTH - 20, WEST + 30, NORTH), 2, "no band 2"),
    ],
)
def test_an_impossible_window_is_the_caller_s_mistake(save, box, band, words):
    layer = rasters.describe(save(COVER))
    with pytest.raises(ValueError, match=words):
        list(windows(layer, box, cell_m=10.0, band=band))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), rows=st.integers(1, 40), crs=st.sampled_from([BNG, "EPSG:32630", "EPSG:4326"]))
def test_windows_of_any_height_give_the_whole_to_the_cell(tmp_path_factory, seed, rows, crs):
    values = np.random.default_rng(seed).integers(1, 22, (37, 29)).astype("uint8")
    places = {
        BNG: from_origin(WEST, NORTH, 10, 10),
        "EPSG:32630": from_origin(624_630, 5_740_000, 10, 10),
        "EPSG:4326": from_origin(-1.3, 51.7, 0.0001, 0.0001),
    }
    path = tmp_path_factory.mktemp("grid") / "x.tif"
    shape = {"count": 1, "height": 37, "width": 29, "dtype": "uint8"}
    with rasterio.open(path, "w", driver="GTiff", crs=crs, transform=places[crs], **shape) as out:
        out.write(values, 1)
    layer = rasters.describe(path)
    west, south, east, north = rasters.read(path, SOURCE).tables["rasters"].filter(like="_m").iloc[0, 1:5]
    box = (west, south, east, north)
    got, valid = whole(layer, box, rows=rows)
    once, there = whole(layer, box, rows=10_000)
    assert (got == once).all()
    assert (valid == there).all()
    if crs == BNG:
        assert (got == values).all()
        assert valid.all()


def test_a_finer_grid_repeats_classes_and_smooths_heights(save):
    box = (WEST, NORTH - 20, WEST + 20, NORTH)
    classes, _ = whole(rasters.describe(save(np.array([[1, 2], [3, 21]], dtype="uint8"))), box, cell=5.0)
    assert classes.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 21, 21], [3, 3, 21, 21]]
    heights, _ = whole(rasters.describe(save(np.array([[0.0, 100.0]] * 2, dtype="float32"))), box, cell=5.0)
    assert (np.diff(heights, axis=1) >= 0).all()
    assert 0 < heights[1, 1] < heights[1, 2] < 100


def test_an_ascii_grid_is_terrain_on_the_national_grid(tmp_path):
    path = tmp_path / "sp50.asc"
    path.write_text(GRID.format(c=3, r=2, s=50) + "NODATA_value -9999\n10.5 11 12\n-9999 13 14\n")
    assert rasters.recognise(head_of(path))
    row, rules = described(path)
    assert (row["kind"], row["crs"], row["cell_m"], row["nodata"]) == ("terrain", BNG, 50.0, "-9999")
    assert "guessed_crs" in rules
    got, valid = whole(rasters.describe(path, kind="population"), (WEST, 199_900, WEST + 150, NORTH), cell=50.0)
    assert got[valid].tolist() == [10.5, 11, 12, 13, 14]
    assert not valid[1, 0]


def test_an_archive_of_one_raster_is_read_and_of_many_refused(tmp_path, save):
    inner = save(COVER, nodata=0)
    one, many, tiles = (tmp_path / f"{name}.zip" for name in ("one", "many", "tiles"))
    for path, names in (
        (one, ["a/x.tif"]),
        (many, ["x.tif", "y.tif"]),
        (tiles, ["data/sp/sp50_OST50GRID_20230518.zip"]),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.write(inner, name)
        assert rasters.recognise(head_of(path))
    row, _ = described(one)
    assert row["classes"] == "1;2;3;4;21"
    got, valid = whole(rasters.describe(one), (WEST, NORTH - 20, WEST + 30, NORTH))
    assert got[valid].tolist() == [1, 2, 21, 3, 4]
    assert refused(many) == {"not_one_raster"}
    assert refused(tiles) == {"nested"}


def test_only_a_sample_of_a_large_raster_is_looked_at(save, monkeypatch):
    monkeypatch.setattr(rasters, "_SCANNED", 100)
    monkeypatch.setattr(rasters, "_WINDOW", 400)
    values = np.ones((200, 200), dtype="uint8")
    row, _ = described(save(values, nodata=0, tiled=True, blockxsize=16, blockysize=16))
    assert (row["classes"], row["classes_complete"]) == ("1", False)


def test_a_raster_that_is_too_large_is_refused_before_it_is_read(save, tmp_path, monkeypatch):
    path = tmp_path / "x.asc"
    path.write_text(GRID.format(c=200_000, r=200_000, s=1) + "1 1 1\n")
    assert refused(path) == {"too_large"}
    monkeypatch.setattr(rasters, "_LARGEST_BLOCK", 3)
    assert refused(save(COVER)) == {"too_large_block"}


def test_a_county_s_windows_take_the_memory_of_one(save):
    path = save(np.ones((4_000, 4_000), dtype="uint8"), nodata=0, tiled=True, compress="deflate")
    layer = rasters.describe(path)
    tracemalloc.start()
    cells = sum(int(part.valid.sum()) for part in windows(layer, (WEST, NORTH - 4e4, WEST + 4e4, NORTH), cell_m=10.0))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert cells == 16_000_000
    assert peak < 16_000_000


@pytest.mark.parametrize(
    "content", [b"", b"II*\0", b"MM\0*\0\0\0\x08\xff\xff", b"<html>", b"ncols x", b"PK\3\4", b"II+\0\0"]
)
def test_what_is_no_raster_is_refused(tmp_path, content):
    path = tmp_path / "x.tif"
    path.write_bytes(content)
    with pytest.raises(FaultsError):
        rasters.read(path, SOURCE)


def test_whatever_its_bytes_a_raster_is_read_or_refused(save, tmp_path):
    dice = random.Random(1)  # noqa: S311 - which bytes are spoilt is no secret
    grid = GRID.format(c=3, r=2, s=50).encode() + b"10.5 11 12\n-9999 13 14\n"
    tiff = save(COVER, nodata=0, compress="deflate").read_bytes()
    path = tmp_path / "spoilt.tif"
    outcomes = set()
    for number in range(120):
        data = bytearray(grid if number % 3 == 0 else tiff)
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.choice([0, 255, 10, dice.randrange(256)])
        path.write_bytes(data[: dice.randint(1, len(data))] if number % 5 == 0 else data)
        try:
            rasters.recognise(head_of(path))
            rasters.read(path, SOURCE)
            outcomes.add("read")
        except FaultsError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_the_real_population_grid(shared_data):
    path = shared_data / "land" / "GB_residential_population_2011_1_km.tif"
    assert rasters.recognise(head_of(path))
    row, rules = described(path)
    assert (row["kind"], row["crs"], row["columns_count"], row["rows_count"]) == ("population", BNG, 651, 1_214)
    assert (row["cell_m"], row["nodata"]) == (1000.0, "-9999")
    assert rules == {"no_epsg_code", "kind_inferred"}
    layer = rasters.describe(path)
    parts = windows(layer, (0, 0, 700_000, 1_300_000), cell_m=1000.0, rows=100)
    # Great Britain had 61.4 million residents at the census of 2011.
    assert sum(int(part.values[part.valid].sum()) for part in parts) == pytest.approx(61.4e6, rel=0.01)
    oxford, valid = whole(layer, (448_000, 202_000, 457_000, 211_000), cell=1000.0)
    assert 120_000 < oxford[valid].sum() < 180_000


def test_the_real_land_cover_and_satellite_clips(shared_data):
    row, rules = described(shared_data / "land" / "geokit_clippedCLC_aachen.tif")
    assert (row["kind"], row["scheme"], row["crs"]) == ("land_cover", "corine_grid", "EPSG:3035")
    assert row["classes"].split(";")[-1] == "41"
    assert "outside_britain" in rules
    row, rules = described(shared_data / "land" / "s2a_l2a_fishbourne.tif")
    assert (row["kind"], row["crs"], row["bands_count"]) == ("reflectance", "EPSG:32630", 4)
    assert row["cell_m"] == pytest.approx(10.0, rel=1e-3)
    assert rules == {"kind_inferred", "no_nodata"}


def test_no_other_real_file_is_taken_for_a_raster(shared_data):
    claimed = {
        path.name for path in sorted(shared_data.rglob("*")) if path.is_file() and rasters.recognise(head_of(path))
    }
    assert claimed == {path.name for path in (shared_data / "land").glob("*.tif")}
