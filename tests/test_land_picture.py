"""The picture beside the table, GeoTIFFs that say what their codes mean, and zones of every kind that add up."""

import xml.etree.ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.config import read_config
from lae.evidence.land_rasters import colours, write_picture
from lae.findings import FaultsError
from lae.geo import BNG
from lae.land.cells.areas import squares, within
from lae.land.cells.build import build_cells
from lae.land.cells.zones import apart, together, zone_sets
from lae.land.picture import OUTSIDE, Samples, land_pictures
from lae.land.policy_contract import LAND_TIERS, LandZones
from lae.land.screening.screened import hectares, screened_land
from lae.land.screening.zoned import land_zones
from lae.tables import check
from land_files import (
    SOUTH,
    WEST,
    covered_toytown,
    only_classes,
    said_of,
    save_shapes,
    screened,
    square,
)
from land_files import settings as study_settings
from land_world import CELL, CODES, box, grid_of, layer, random_world, windows, zones
from test_land_screening import KINDS, TOY, WOOD, policy

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # rasterio 1.4 with affine 3
FEW = settings(max_examples=25, deadline=None)
LAYERS = pd.DataFrame(
    {
        "layer_id": ["sssi", "monument", "views"],
        "layer": ["sssi", "scheduled_monument", "national_landscape"],
        "title": ["Sites", "Monuments", "Views"],
        "form": "polygons",
        "buffer_m": [0.0, 20.0, 0.0],
    }
)


def pictured(values, places, layers, rules, *, cell_m=10.0, valid=None, rows=512, options=(WOOD,), register=LAYERS):
    """A picture and the cells of the same pass."""
    grid = grid_of(values.shape[1], values.shape[0])
    samples = Samples(grid, cell_m=cell_m)
    valid = np.ones(values.shape, dtype=bool) if valid is None else valid
    cells = build_cells(
        grid,
        zone_sets(places, cell_m=CELL, exact_below_ha=0.0),
        layers,
        codes=CODES,
        cover=windows(values, valid, rows),
        look=samples.look,
    )
    made = land_pictures(samples, cells, places.geometry.to_numpy(), rules, register, options=options)
    return made, cells


def field():
    """Ten cells: the first urban; SSSI in 0 to 2, monument in 2 to 4, views in 4 to 7; the last is outside."""
    values = np.full((1, 10), 3, dtype=np.uint8)
    values[0, 0] = 20
    found = [layer("sssi", box(0, 0, 3, 1)), layer("monument", box(2, 0, 5, 1)), layer("views", box(4, 0, 8, 1))]
    return pictured(values, zones(A=box(0, 0, 9, 1)), found, TOY)


def test_each_square_shows_the_rule_that_decides_it():
    (picture,), _ = field()
    said = picture.legend.set_index("code")
    told = [(said.loc[code, "tier"], said.loc[code, "layer_id"]) for code in picture.codes[0, :9].tolist()]
    assert told == [
        ("excluded", "urban"),
        *[("excluded", "sssi")] * 2,
        *[("consent", "monument")] * 2,
        *[("caution", "views")] * 3,
        ("open", ""),
    ]
    assert picture.codes[0, 9] == OUTSIDE
    by_layer = picture.legend.set_index("layer_id")
    assert by_layer.loc["sssi", ["title", "words", "provenance"]].tolist() == ["Sites", "because of sssi", "published"]
    # 20 m around a monument are ours.
    assert by_layer.loc["monument", "provenance"] == "modelled"
    assert picture.legend["code"].tolist() == list(range(1, len(picture.legend) + 1))


def test_land_nobody_looked_at_says_so_and_is_never_shown_as_available():
    values = np.full((2, 4), 3, dtype=np.uint8)
    (picture,), _ = pictured(values, zones(A=box(0, 0, 4, 2)), [], policy(("layer", "sssi", "exclude")))
    assert set(picture.codes.ravel().tolist()) == {2}
    row = picture.legend.set_index("code").loc[2]
    assert (row["tier"], row["layer_id"], row["provenance"]) == ("not_screened", "sssi", "assumed")
    assert row["title"] == "nobody looked: Sites"
    careful = policy(("layer", "views", "caution"))
    (picture,), _ = pictured(values, zones(A=box(0, 0, 4, 2)), [], careful)
    row = picture.legend.set_index("code").loc[int(picture.codes[0, 0])]
    assert (row["tier"], row["provenance"]) == ("caution", "assumed")


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 40))
@FEW
def test_at_the_size_of_a_cell_the_picture_counts_as_the_table_does_whatever_the_strips(seed, rows):
    values, valid, places, found = random_world(seed)
    rules = policy(("land_class", "bog", "exclude"), ("layer", "l0", "exclude"), ("layer", "l1", "consent"))
    register = LAYERS.assign(layer_id=["l0", "l1", "l2"])
    (picture,), cells = pictured(values, places, found, rules, valid=valid, rows=rows, register=register)
    tier_of = picture.legend.set_index("code")["tier"]
    counted = pd.Series(picture.codes.ravel()).map(tier_of).value_counts()
    by_tier = hectares(cells, rules, WOOD, dict(zip(register["layer_id"], register["layer"], strict=True))).sum(axis=0)
    for number, tier in enumerate(LAND_TIERS):
        assert counted.get(tier, 0) * CELL * CELL / 10_000 == pytest.approx(by_tier[number])
    (again,), _ = pictured(values, places, found, rules, valid=valid, rows=512, register=register)
    assert (again.codes == picture.codes).all()
    pd.testing.assert_frame_equal(again.legend, picture.legend)


def test_a_coarser_picture_shows_the_middle_cells_and_covers_the_whole_grid():
    values = np.full((12, 13), 3, dtype=np.uint8)
    values[2, 2] = values[7, 12] = 20
    (picture,), _ = pictured(
        values, zones(A=box(0, 0, 13, 12)), [], policy(("land_class", "urban", "exclude")), cell_m=50.0
    )
    assert (picture.codes.shape, picture.cell_m) == ((3, 3), 50)
    # Column 12 is in the middle of the last column of squares; row 12, in that of the last row, is beyond the grid.
    assert picture.codes.tolist() == [[2, 1, 1], [1, 1, 2], [0, 0, 0]]


def test_only_pictures_that_differ_are_kept_and_trees_come_first():
    values = np.full((2, 4), 3, dtype=np.uint8)
    rules = policy(("land_class", "urban", "exclude"))
    options = (WOOD, "scrub", "fen")
    made, _ = pictured(values, zones(A=box(0, 0, 4, 2)), [], rules, options=options)
    assert [one.option for one in made] == [WOOD]
    other = pd.concat([rules, rules.assign(option="fen", subject_id="arable", step_rank=2)], ignore_index=True)
    made, _ = pictured(values, zones(A=box(0, 0, 4, 2)), [], other, options=options)
    assert [one.option for one in made] == [WOOD, "fen"]


def test_a_geotiff_is_cloud_optimised_coloured_and_the_same_bytes_twice(tmp_path):
    values = np.full((700, 900), 3, dtype=np.uint8)
    values[:300] = 20
    (picture,), _ = pictured(
        values, zones(A=box(0, 0, 800, 700)), [], policy(("land_class", "urban", "exclude")), cell_m=10.0
    )
    one, two = (write_picture(picture, tmp_path / name / "land.tif") for name in "ab")
    assert one.read_bytes() == two.read_bytes()
    with rasterio.open(one) as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert (raster.crs.to_epsg(), raster.dtypes, raster.nodata) == (27700, ("uint8",), OUTSIDE)
        assert raster.block_shapes == [(256, 256)]
        assert raster.overviews(1) == [2, 4]
        assert raster.transform[:6] == (10.0, 0.0, 450_000.0, 0.0, -10.0, 200_000.0)
        assert (raster.read(1) == picture.codes).all()
        colour = raster.colormap(1)
        assert {code: colour[code] for code in range(3)} == colours(picture.legend)
        tags = raster.tags()
    assert "not permission" in tags["CAVEAT"]
    assert tags["CODE_002"] == "excluded | urban | because of urban | published"
    assert not [name for name in tags if "DATE" in name.upper()]
    names = ET.parse(one.with_name("land.tif.aux.xml")).getroot()  # noqa: S314 - our own file
    assert [each.text for each in names.iter("Category")] == ["outside the study", "open: available", "excluded: urban"]


def test_the_whole_header_of_a_geotiff_stands_before_its_cells(tmp_path):
    """What makes a GeoTIFF cloud-optimised: who reads the start knows where every tile of every overview is."""
    values = np.full((700, 900), 3, dtype=np.uint8)
    (picture,), _ = pictured(values, zones(A=box(0, 0, 900, 700)), [], TOY, cell_m=10.0)
    start = write_picture(picture, tmp_path / "land.tif").read_bytes()[:500]
    assert b"LAYOUT=IFDS_BEFORE_DATA" in start
    assert b"BLOCK_ORDER=ROW_MAJOR" in start


def test_colours_tell_tiers_apart_and_rules_of_one_tier_too():
    legend = pd.DataFrame({"code": range(1, 12), "tier": ["open", *["excluded"] * 5, *["not_screened"] * 5]})
    found = colours(legend)
    assert len(set(found.values())) == 12
    assert found[OUTSIDE][3] == 0
    assert all(colour[3] == 255 for code, colour in found.items() if code)


# Zones


def test_hectares_and_the_first_reason_of_a_zone_by_hand():
    _, cells = field()
    table = land_zones(cells, TOY, [WOOD], {"A": "the field"}, {"sssi": "Sites"}, kinds=KINDS)
    assert check(table, LandZones, "zones") == []
    row = table.iloc[0]
    # Nine cells of 0.01 ha: urban 1, SSSI 2; monument 2; views 3, of whose four cells half is lost; one is free.
    # Half of cell 4 and of 5 to 7 goes to excluded: 0.03 + 0.02.
    told = row[["area_ha", "open_ha", "caution_ha", "consent_ha", "not_screened_ha", "excluded_ha"]].tolist()
    assert told == pytest.approx([0.09, 0.01, 0.015, 0.015, 0.0, 0.05])
    assert (row["zone_name"], row["reason_id"], row["reason"], row["reason_ha"]) == ("the field", "sssi", "Sites", 0.02)


def test_a_zone_without_a_reason_says_none_and_one_nobody_looked_at_says_who_did_not():
    values = np.full((2, 4), 3, dtype=np.uint8)
    rules = policy(("layer", "sssi", "exclude"))
    _, seen = pictured(values, zones(A=box(0, 0, 4, 2)), [layer("sssi", box(3, 0, 4, 2))], rules)
    _, unseen = pictured(values, zones(A=box(0, 0, 4, 2)), [], rules)
    free = policy(("layer", "sssi", "ignore"))
    said = [
        land_zones(cells, rule, [WOOD], {}, {}, kinds=KINDS).iloc[0] for cells, rule in ((seen, free), (unseen, rules))
    ]
    assert (said[0]["reason"], said[0]["open_ha"], said[0]["not_screened"]) == ("", 0.08, "")
    assert (said[1]["reason"], said[1]["not_screened_ha"]) == ("nobody looked: sssi", 0.08)
    assert said[1]["not_screened"] == "sssi"


@given(seed=st.integers(0, 10_000))
@FEW
def test_two_kinds_of_zones_in_one_pass_are_each_as_if_alone(seed):
    values, valid, places, found = random_world(seed)
    grid = grid_of(values.shape[1], values.shape[0])
    halves = zones(W=box(0, 0, 17, 30), E=box(17, 0, 40, 30), tiny=box(3, 3, 4, 5))
    sets = [
        zone_sets(one, cell_m=CELL, exact_below_ha=0.05, may_overlap=again)
        for one, again in ((places, False), (halves, True))
    ]

    def made(which):
        return build_cells(grid, which, found, codes=CODES, cover=windows(values, valid))

    for part, alone in zip(apart(made(together(*sets)), len(places)), map(made, sets), strict=True):
        for option in (WOOD,):
            rules = policy(("layer", "l0", "exclude"), ("land_class", "bog", "exclude"))
            one, other = (screened_land(cells, rules, [option], {}) for cells in (part, alone))
            pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("east", "north", "name"),
    [
        # Oxford, Land's End, the Isle of Dogs, John o' Groats.
        (451_500, 206_500, "SP5106"),
        (134_200, 25_300, "SW3425"),
        (538_000, 180_000, "TQ3880"),
        (338_100, 973_300, "ND3873"),
    ],
)
def test_squares_have_the_grid_s_own_names(east, north, name):
    county = gpd.GeoDataFrame(geometry=[shapely.box(east, north, east + 10, north + 10)], crs=BNG)
    found = squares(county)
    assert found["zone_id"].tolist() == [name]
    # Cut to the study.
    assert found.geometry.area.sum() == pytest.approx(100.0)


def test_squares_and_zones_are_cut_to_the_study_without_losing_any_of_it():
    county = gpd.GeoDataFrame(geometry=[shapely.Point(451_500, 206_500).buffer(2_300)], crs=BNG)
    found = squares(county)
    assert found.geometry.area.sum() == pytest.approx(county.geometry.area.sum())
    assert found["zone_id"].is_unique
    far = zones(near=county.geometry.iloc[0].buffer(500), far=shapely.box(0, 0, 1, 1)).assign(zone_name="x")
    kept = within(far, county)
    assert kept["zone_id"].tolist() == ["near"]
    assert kept.geometry.area.sum() == pytest.approx(county.geometry.area.sum())


def parcels(study, *parts, **more):
    save_shapes(study / "data" / "land" / "parcels.gpkg", *parts, **more)
    study_settings(study, land_zones="parcel", land_zones_file="land/parcels.gpkg", land_zones_id="ref")


def test_parcels_of_a_dropped_file_have_tiers_and_a_first_reason(tmp_path):
    study = covered_toytown(tmp_path)
    only_classes(study)
    # 1 km2 half in the town, 25 m by 25 m of field (less than a hectare: its own area counts), one beyond the study.
    parcels(study, square(500, 0, 1_000), square(3_000, 0, 25), square(-5_000, 0, 100), ref=["P1", "P2", "P3"])
    made, found = screened(study)
    table = made["land_zones"]
    assert check(table, LandZones, "zones") == []
    wood = table[table["option"].eq("native_woodland")].set_index("zone_id")
    assert wood.index.tolist() == ["P1", "P2"]
    assert wood.loc["P1", ["excluded_ha", "open_ha", "reason"]].tolist() == [50.0, 50.0, "urban"]
    assert wood.loc["P2", ["open_ha", "method", "reason"]].tolist() == [0.0625, "parts", ""]
    assert said_of(found, "parcels") == []
    # What is worked out by LSOA stays by LSOA.
    assert made["screened_land"]["zone_id"].str.startswith("E").all()
    assert made["screened_land"].groupby("option")["area_ha"].sum().to_numpy() == pytest.approx(4_000.0)


def test_overlapping_parcels_each_keep_their_land_and_a_repeated_id_stays_two(tmp_path):
    study = covered_toytown(tmp_path)
    only_classes(study)
    parcels(study, square(2_000, 0, 1_000), square(2_500, 0, 1_000), ref=["P", "P"])
    wood = screened(study)[0]["land_zones"].query("option == 'native_woodland'").set_index("zone_id")
    assert wood["open_ha"].to_dict() == {"P": 100.0, "P#2": 100.0}


def test_a_map_of_zones_that_is_missing_or_has_no_such_column_is_an_error(tmp_path):
    study = covered_toytown(tmp_path)
    study_settings(study, land_zones="ward", land_zones_file="land/wards.gpkg", land_zones_id="WD25CD")
    assert said_of(screened(study)[1], "wards") == ["missing_file"]
    save_shapes(study / "data" / "land" / "wards.gpkg", square(0, 0, 1_000))
    assert said_of(screened(study)[1], "wards") == ["missing_column"]
    save_shapes(study / "data" / "land" / "wards.gpkg", shapely.Point(WEST, SOUTH), WD25CD=["E05"])
    assert said_of(screened(study)[1], "wards") == ["no_areas"]


@pytest.mark.parametrize(
    "values",
    [
        {"land_zones": "parcel"},
        {"land_zones_file": "land/x.gpkg"},
        {"land_zones": "parcel", "land_zones_file": "../x.gpkg"},
        {"land_zones": "hexagons"},
    ],
)
def test_a_choice_of_zones_that_makes_no_sense_is_refused(tmp_path, values):
    study = covered_toytown(tmp_path)
    study_settings(study, **values)
    with pytest.raises(FaultsError):
        read_config(study / "study.toml")
