"""Places by name: wards that a study drops in can be searched for on its map, those beside the county cannot."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from lae.atlas.findings import packed_places
from lae.boundaries import Areas, named_places
from lae.geo import BNG
from lae.grid_stages import name_places
from lae.inputs import read_inputs
from lae.pages import atlas_model
from lae.tables import empty
from land_files import EAST, NORTH, SOUTH, WEST, staged
from toytown import copy_of_toytown

KM = 1_000


@pytest.fixture
def dropped(tmp_path):
    """Toytown with a map of four wards: one inside, one half outside, one beside it, one without a name."""
    folder = copy_of_toytown(tmp_path)
    shapes = [
        shapely.box(WEST, SOUTH, WEST + 2 * KM, SOUTH + 2 * KM),
        shapely.box(EAST - KM, SOUTH, EAST + 9 * KM, SOUTH + 2 * KM),
        shapely.box(EAST, NORTH - KM, EAST + KM, NORTH),
        shapely.box(WEST, NORTH - KM, WEST + KM, NORTH),
    ]
    names = {"WD23CD": [f"E0500000{at}" for at in range(4)], "WD23NM": ["Marble <b>", "Half", "Beyond", None]}
    wards = gpd.GeoDataFrame(names, geometry=shapes, crs=BNG)
    wards.to_file(folder / "data" / "wards.geojson", driver="GeoJSON")
    return folder


def test_wards_dropped_in_are_places_with_a_point_inside_the_study(dropped):
    found = staged(read_inputs(dropped), name_places)["places"]
    # The middle of the first; of the half, only its western kilometre lies in Toytown.
    assert found.to_numpy().tolist() == [
        ["Half", "ward", EAST - KM / 2, SOUTH + KM],
        ["Marble <b>", "ward", WEST + KM, SOUTH + KM],
    ]


def test_without_a_map_of_wards_there_is_no_place(root):
    inputs = read_inputs(root / "examples" / "toytown")
    assert staged(inputs, name_places)["places"].empty


def test_of_two_editions_the_newest_wards_are_the_places():
    square = [shapely.box(0, 0, KM, KM)]
    rows = pd.DataFrame(
        [
            ("ward", "E05000001", "Old", "2011"),
            ("ward", "E05000002", "New", "2023"),
            ("lad", "E07000001", "Ash", "2024"),
        ],
        columns=["area_level", "area_code", "name", "code_vintage"],
    ).assign(source_id="x", source_row=1)
    areas = gpd.GeoDataFrame(rows, geometry=square * 3, crs=BNG)
    county = gpd.GeoDataFrame({"area_ha": [100.0]}, geometry=square, crs=BNG)
    assert named_places(areas, county)["name"].tolist() == ["New"]
    assert named_places(empty(Areas), county).empty


def test_the_map_of_a_run_can_be_searched_for_its_wards(dropped, toytown_run):
    inputs = read_inputs(dropped)
    assert [one.rule for one in inputs.findings if one.table.startswith("wards")] == ["read"]
    results = replace(toytown_run, tables={**toytown_run.tables, **staged(inputs, name_places)})
    assert [row[:2] for row in packed_places(atlas_model(results))] == [["Half", "ward"], ["Marble <b>", "ward"]]
