"""Land in a run: nothing is available where nobody looked, and it fills as soon as layers are dropped in."""

import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import from_origin

import lae
from lae.inputs import read_inputs
from land_files import rules as land_rules
from land_files import run_land
from toytown import copy_of_toytown, without_drawn_land

WEST, NORTH, CELL = 600_000, 504_000, 100
ARABLE, GRASS, URBAN = 3, 4, 20
"""UKCEH's numbers."""


@pytest.fixture
def covered(tmp_path):
    """Toytown with a land-cover raster: 100 by 40 cells of a hectare; urban in the first ten columns, arable in the
    next forty, improved grassland in the last fifty."""
    folder = copy_of_toytown(tmp_path)
    without_drawn_land(folder)
    values = np.full((40, 100), GRASS, dtype=np.uint8)
    values[:, :50], values[:, :10] = ARABLE, URBAN
    shape = {"count": 1, "height": 40, "width": 100, "dtype": "uint8", "nodata": 0, "crs": "EPSG:27700"}
    place = from_origin(WEST, NORTH, CELL, CELL)
    with rasterio.open(folder / "data" / "cover.tif", "w", driver="GTiff", transform=place, **shape) as out:
        out.write(values, 1)
    return folder


def without_layers(folder):
    """A policy that asks for no layer but the land cover."""
    path = folder / "data" / "land" / "policy.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows[rows["subject"].eq("land_class")].to_csv(path, index=False, lineterminator="\n")


def rules(results):
    return {finding.rule for finding in results.findings if finding.severity == "warning"}


def test_without_layers_everything_is_blank_and_every_layer_is_named_with_how_to_get_it(tmp_path):
    folder = copy_of_toytown(tmp_path)
    without_drawn_land(folder)
    found = lae.Study(folder).run()
    assert {"no_land_cover", "not_screened"} <= rules(found)
    layers = found.table("land_layers")
    assert len(layers) > 20
    assert layers["how_to_get"].ne("").all()
    for name in (
        "screened_land",
        "land_waterfall",
        "sequestration",
        "sequestration_by_district",
        "sequestration_value",
    ):
        assert found.table(name).empty, name


def test_land_cover_alone_opens_no_land(covered):
    found = run_land(read_inputs(covered))
    assert "no_land_cover" not in land_rules(found)
    land = found["screened_land"]
    # 10 LSOAs of 400 ha, whatever the option.
    assert land.groupby("option")["area_ha"].sum().to_numpy() == pytest.approx(4_000.0)
    assert not set(land["tier"]) & {"open", "caution"}
    assert land.loc[land["land_class"].eq("urban"), "tier"].eq("excluded").all()
    assert found["sequestration_by_district"]["net_tco2e"].fillna(0.0).eq(0.0).all()


def test_once_nothing_more_is_asked_for_the_fields_are_open_and_hold_carbon(covered):
    without_layers(covered)
    found = run_land(read_inputs(covered))
    land = found["screened_land"]
    wood = land[land["option"].eq("native_woodland")].groupby("tier")["area_ha"].sum()
    # 40 columns of arable and 50 of grass, 40 ha each; 10 columns of town.
    assert wood.to_dict() == {"excluded": pytest.approx(400.0), "open": pytest.approx(3_600.0)}
    steps = found["land_waterfall"]
    ours = steps[steps["option"].eq("native_woodland") & steps["zone_id"].eq("")]
    assert ours["left_ha"].iloc[0] == pytest.approx(4_000.0)
    assert ours.loc[ours["step"].eq("available"), "left_ha"].tolist() == [pytest.approx(3_600.0)]
    table = found["sequestration_by_district"]
    rows = table[table["option"].eq("native_woodland") & table["basis"].eq("alone")]
    last = rows[rows["year"].eq(2035)]
    assert len(last) == 2
    assert (last["net_low_tco2e"] <= last["net_tco2e"]).all()
    assert (last["net_tco2e"] <= last["net_high_tco2e"]).all()
    assert last["net_tco2e"].gt(0).all()
    # A tenth of the land that suits it is planted by the last year.
    assert rows.groupby("zone_id")["planted_ha"].max().sum() == pytest.approx(360.0)
