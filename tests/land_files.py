"""Land files on disk as a user drops them in, rows of layers.csv that name them, and what a study makes of them."""

import csv
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from rasterio.transform import Affine

from lae.check import check_study
from lae.geo import BNG
from lae.inputs import read_inputs
from lae.land_stages import screen
from lae.stage import Settings
from lae.stages import STAGES
from toytown import copy_of_toytown, without_drawn_land

WEST, SOUTH, EAST, NORTH = 600_000, 500_000, 610_000, 504_000
"""Toytown: ten LSOAs of 400 ha."""
ARABLE, GRASS, URBAN = 3, 4, 20
"""UKCEH's numbers."""
LAND_STAGES = (
    "land screened",
    "book of land carbon",
    "carbon in land",
    "food from land",
    "places for land carbon",
    "where to store carbon first",
)


def save_raster(path, values, *, west=WEST, north=NORTH, cell=100.0, crs=BNG, **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.asarray(values)
    shape = {"count": 1, "height": values.shape[0], "width": values.shape[1], "dtype": values.dtype, "crs": crs}
    with rasterio.open(
        path, "w", driver="GTiff", transform=Affine(cell, 0, west, 0, -cell, north), **shape, **more
    ) as out:
        out.write(values, 1)


def save_shapes(path, *shapes, crs=BNG, **columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = gpd.GeoDataFrame({"name": "x", **columns}, index=range(len(shapes)), geometry=list(shapes), crs=crs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a map without a system is what some tests want
        frame.to_file(path, driver="GPKG" if path.suffix == ".gpkg" else "GeoJSON")


def square(west, south, edge):
    """A square whose corner lies so many metres from Toytown's."""
    return shapely.box(WEST + west, SOUTH + south, WEST + west + edge, SOUTH + south + edge)


def covered_toytown(folder):
    """Toytown with a land-cover raster: 100 by 40 cells of a hectare; ten columns urban, forty arable, fifty grass."""
    study = bare_toytown(folder)
    values = np.full((40, 100), GRASS, dtype=np.uint8)
    values[:, :50], values[:, :10] = ARABLE, URBAN
    save_raster(study / "data" / "cover.tif", values, nodata=0)
    return study


def bare_toytown(folder):
    """Toytown without any land layer that it may have been drawn with."""
    study = copy_of_toytown(folder)
    without_drawn_land(study)
    return study


def only_classes(study):
    """A policy that asks for no layer but the land cover."""
    path = study / "data" / "land" / "policy.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows[rows["subject"].eq("land_class")].to_csv(path, index=False, lineterminator="\n")


def add_layer(study, layer_id, **cells):
    """A row of layers.csv as a user writes it."""
    path = study / "data" / "land" / "layers.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    row = dict.fromkeys(rows[0], "") | {
        "layer_id": layer_id,
        "title": layer_id.replace("_", " "),
        "layer": layer_id,
        "form": "polygons",
        "covers": "features",
        "buffer_m": "0",
        "unit": "m",
        "tier": "C",
        "source": "the county's own",
        "how_to_get": "ask the county",
        "source_id": "toy_settings",
        "rule": "exclude",
        "why": "because the county says so",
    }
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.DictWriter(stream, list(row), lineterminator="\n")
        out.writeheader()
        out.writerows([*rows, row | cells])


def settings(study, **values):
    """Lines added to study.toml."""
    path = study / "study.toml"
    lines = [f"{name} = {value!r}\n".replace("'", '"') for name, value in values.items()]
    path.write_text("".join(lines) + path.read_text(encoding="utf-8"), encoding="utf-8")


def screened(study):
    """What the stage that screens land gives, and all that a run would say before and in it."""
    inputs = read_inputs(study)
    made = staged(inputs, screen)
    return made, (*inputs.findings, *made["land_findings"])


def staged(inputs, function, **more):
    """One stage of a run alone, on a study's inputs and what other stages made."""
    (stage,) = [one for one in STAGES if one.function is function]
    tables = {**inputs.tables, **more}
    return function(Settings(inputs.config, inputs.assumptions), **{name: tables[name] for name in stage.inputs})


def said_of(findings, name):
    """Warnings and errors about one file, and notes that its shapes are slivers."""
    return [one.rule for one in findings if name in one.table and (one.severity != "note" or one.rule == "slivers")]


def checked(study):
    return check_study(study).findings


def tiers(table, option="native_woodland"):
    ours = table[table["option"].eq(option)]
    return ours.groupby("tier")["area_ha"].sum().round(4).to_dict()


def states(made):
    return made["land_layers"].set_index("layer_id")["state"].to_dict()


def run_land(inputs, **changes):
    """The stages about land alone, on a study's inputs with some tables changed."""
    tables = {**inputs.tables, **changes}
    how = Settings(inputs.config, inputs.assumptions)
    for stage in STAGES:
        if stage.name in LAND_STAGES:
            tables |= stage.function(how, **{name: tables[name] for name in stage.inputs})
    return tables


def rules(tables):
    return {finding.rule for name, found in tables.items() if name.endswith("_findings") for finding in found}
