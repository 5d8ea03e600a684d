"""Oxfordshire: blank and fully listed without layers; everything fills as soon as generated ones are dropped in."""

import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

from lae import printed_land
from lae.evidence.land_rasters import write_land_rasters
from lae.fetch.layers import LAYERS
from lae.findings import errors
from lae.geo import BNG, WGS84
from lae.inputs import read_inputs
from lae.land_stages import screen
from lae.land_value_stages import read_carbon, sequester
from lae.results import Results
from land_files import save_raster, screened, staged

WEST, SOUTH, EAST, NORTH = 415_000, 170_000, 480_000, 260_000
ARABLE, URBAN = 3, 20
KM = 1_000

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # rasterio 1.4 with affine 3


def square(number):
    """A square kilometre south of Oxford, ten in a row."""
    east, north = 440_000 + 2 * KM * (number % 10), 190_000 + 2 * KM * (number // 10)
    return shapely.box(east, north, east + KM, north + KM)


PLANNING = [
    "ancient-woodland",
    "area-of-outstanding-natural-beauty",
    "local-nature-reserve",
    "national-nature-reserve",
    "national-park",
    "park-and-garden",
    "ramsar",
    "scheduled-monument",
    "site-of-special-scientific-interest",
    "special-area-of-conservation",
    "special-protection-area",
]
"""As planning.data.gov.uk has them; each one square kilometre."""
OTHERS = {
    "alc_post_1988": {"alc_grade": "Grade 3a", "hectares": 1.0, "geogext": "x"},
    "priority_habitats": {"mainhabs": "Lowland meadows", "habcodes": "LMEAD", "uid": "1"},
    "national_forest_inventory": {"category": "Woodland", "ift_ioa": "Broadleaved"},
    "peaty_soils": {"pclassdesc": "Deep Peaty Soils", "note": "x"},
    "greenspace": {"id": "1", "function": "Golf Course", "distname1": "x"},
    "common_land": {"mapstatus": "A", "authority": "x", "name": "x"},
    "crow_access_land": {"descrip": "Open Country", "note": "x"},
}
"""As their publishers have them."""


def drop_layers(data):
    """Land cover, heights and every layer of the register, all invented."""
    cover = np.full((900, 650), ARABLE, dtype=np.uint8)
    cover[:, :150] = URBAN
    save_raster(data / "land" / "cover.tif", cover, west=WEST, north=NORTH, nodata=0)
    heights = np.full((1800, 1300), 80.5, dtype=np.float32)
    save_raster(data / "land" / "terrain.tif", heights, west=WEST, north=NORTH, cell=50.0)
    whole = shapely.box(WEST - KM, SOUTH - KM, EAST + KM, NORTH + KM)
    rows = [(name, square(number), {}) for number, name in enumerate(PLANNING)]
    rows.append(("agricultural-land-classification", whole, {"agricultural-land-classification-grade": "Grade 3"}))
    rows.append(("flood-risk-zone", square(20), {"flood-risk-level": "3"}))
    rows.append(("flood-risk-zone", square(21), {"flood-risk-level": "2"}))
    table = pd.DataFrame(
        [
            {"dataset": name, "entity": str(number), "reference": str(number), "name": name, **more}
            for number, (name, _, more) in enumerate(rows)
        ]
    )
    planning = gpd.GeoDataFrame(table, geometry=[shape for _, shape, _ in rows], crs=BNG).to_crs(WGS84)
    planning.to_file(data / "land" / "planning.geojson", driver="GeoJSON")
    for number, (name, columns) in enumerate(OTHERS.items(), start=30):
        layer = gpd.GeoDataFrame({key: [value] for key, value in columns.items()}, geometry=[square(number)], crs=BNG)
        layer.to_file(data / "land" / f"{name}.gpkg", layer=name, driver="GPKG")
    lines = 'nominal_voltage_pp,route\n33000,"LINESTRING (450000 230000, 455000 230000)"\n'
    (data / "land" / "lines.csv").write_text(lines, encoding="utf-8")


@pytest.fixture(scope="module")
def filled(tmp_path_factory, root):
    """Oxfordshire with every layer, through the stages about land."""
    folder = tmp_path_factory.mktemp("oxfordshire")
    shutil.copyfile(root / "study.toml", folder / "study.toml")
    shutil.copytree(root / "data", folder / "data")
    drop_layers(folder / "data")
    inputs = read_inputs(folder)
    assert errors(inputs.findings) == []
    made = staged(inputs, screen)
    assert errors(made["land_findings"]) == []
    made |= staged(inputs, read_carbon)
    made |= staged(inputs, sequester, **made)
    return Results(inputs, {**inputs.tables, **made}, {})


def test_without_layers_land_is_blank_and_every_layer_is_listed_with_how_to_get_it(root):
    made, findings = screened(root)
    assert made["screened_land"].empty
    assert (made["land_picture"], made["land_pictures"]) == (None, ())
    layers = made["land_layers"].set_index("layer_id")
    assert layers["state"].eq("missing").all()
    assert "catalogue.ceh.ac.uk" in layers.loc["land_cover", "how_to_get"]
    # A command that is named exists, and what can be fetched is not asked for by hand.
    known = {layer.id for layer in LAYERS}
    commands = layers.loc[layers["how_to_get"].str.startswith("lae fetch"), "how_to_get"]
    assert {text.removeprefix("lae fetch --layer ") for text in commands} <= known
    assert len(commands) >= 20
    (told,) = [one for one in findings if one.rule == "not_screened"]
    assert all(f"--layer {name}" in told.fix for name in {text.split()[-1] for text in commands})
    assert set(told.ids) == set(layers.index)


def test_with_every_layer_dropped_in_nothing_is_left_unscreened(filled):
    layers = filled.table("land_layers").set_index("layer_id")
    looked = layers["state"].isin(["screened", "nothing_here"])
    assert layers.index[~looked].tolist() == []
    land = filled.table("screened_land")
    assert not land["tier"].eq("not_screened").any()
    # The county's LSOAs, whatever the option.
    county = filled.table("lsoas").geometry.area.sum() / 10_000
    assert land.groupby("option")["area_ha"].sum().to_numpy() == pytest.approx(county, rel=1e-4)
    wood = land[land["option"].eq("native_woodland")].groupby("tier")["area_ha"].sum()
    # One square kilometre each: consent for a park, a golf course, common land, the flood plain and a monument (with
    # 20 m around: 108.1 ha), and 5 km of line 40 m wide (20.1 ha); caution for views, a national park, open access
    # and surveyed grade 3a.
    assert wood["consent"] == pytest.approx(400 + 108.1 + 20.1, abs=1.0)
    assert wood["caution"] == pytest.approx(400, abs=1.0)
    assert wood["open"] > 150_000


def test_carbon_the_waterfall_and_the_zones_fill(filled, capsys):
    steps = filled.table("land_waterfall")
    ours = steps[steps["option"].eq("native_woodland") & steps["zone_id"].eq("")].set_index("step")
    land = filled.table("screened_land")
    wood = land[land["option"].eq("native_woodland") & ~land["tier"].eq("excluded")]["area_ha"].sum()
    assert ours.loc["available", "left_ha"] == pytest.approx(wood)
    carbon = filled.table("sequestration_by_district")
    last = carbon[carbon["option"].eq("native_woodland") & carbon["year"].eq(2050) & carbon["basis"].eq("alone")]
    assert len(last) == 5
    assert (last["net_tco2e"] > 0).all()
    zones = filled.table("land_zones")
    assert len(zones) == 407 * 11
    printed_land.land(filled)
    assert "Land by what rules it out" in capsys.readouterr().out


def test_the_pictures_are_written_as_geotiffs_that_tell_the_same(filled, tmp_path):
    paths = sorted(write_land_rasters(filled, tmp_path))
    assert [path.name for path in paths] == [
        "land_native_woodland.tif",
        "land_peat_rewetting.tif",
        "land_species_rich_grassland.tif",
    ]
    land = filled.table("screened_land")
    wood = land[land["option"].eq("native_woodland")].groupby("tier")["area_ha"].sum()
    with rasterio.open(paths[0]) as raster:
        codes, tags = raster.read(1), raster.tags()
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.overviews(1)
        assert raster.res == (50.0, 50.0)
    meaning = {int(name[5:]): text.split(" | ")[0] for name, text in tags.items() if name.startswith("CODE_")}
    shown = pd.Series(codes.ravel()).map(meaning).value_counts() / 4
    for tier in ("open", "excluded", "consent", "caution"):
        assert shown[tier] == pytest.approx(wood[tier], rel=0.02), tier


def test_the_page_about_land_names_every_layer_that_does_not_ship(root):
    page = " ".join((root / "data" / "land" / "README.md").read_text(encoding="utf-8").split())
    layers = pd.read_csv(root / "data" / "land" / "layers.csv", dtype="str", keep_default_na=False)
    for way in set(layers["how_to_get"]):
        command = way.removeprefix("lae fetch ")
        assert command.removesuffix("; put it in data/land") in page, way
    assert "https://catalogue.ceh.ac.uk" in page
