"""The pack: what describes its tables agrees with them, its layers open drawn, and its zip is the same each time."""

import json
import sqlite3
import zipfile
from contextlib import closing
from hashlib import sha256
from xml.etree import ElementTree as ET

import frictionless
import pyogrio
import pytest

from hostile import hostile
from lae.dictionary.pack import pack_tables
from lae.evidence.geopackage import write_layers
from lae.evidence.pack import write_pack, write_readme
from lae.evidence.package.bundle import checksums, write_zip

STYLED = {"districts", "lsoas", "substations", "charging_sites", "zones", "land_parcels"}


@pytest.fixture(scope="module")
def pack(toytown_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    write_pack(toytown_run, folder, edition="public")
    return folder


def _package(pack):
    return json.loads((pack / "evidence" / "datapackage.json").read_text(encoding="utf-8"))


def _parsed(text):
    return ET.fromstring(text)  # noqa: S314 (our own style)


def test_frictionless_finds_every_table_valid(pack):
    report = frictionless.validate(str(pack / "evidence" / "datapackage.json"))
    assert report.flatten(["title", "fieldName", "note"]) == []
    tables = list((pack / "evidence" / "tables").iterdir())
    layers = [path for path in (pack / "evidence").iterdir() if path.suffix in (".gpkg", ".tif")]
    assert report.stats["tasks"] == len(tables) + len(layers)


def test_frictionless_notices_a_figure_that_breaks_its_contract(pack, toytown_run, tmp_path):
    write_pack(toytown_run, tmp_path, edition="nature")
    table = tmp_path / "evidence" / "tables" / "land_layers.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",missing,", ",lost,", 1), encoding="utf-8")
    report = frictionless.validate(str(tmp_path / "evidence" / "datapackage.json"))
    assert {task.name for task in report.tasks if not task.valid} == {"land_layers"}


def test_the_package_has_hash_unit_meaning_key_and_licence_of_every_table(pack):
    told = _package(pack)
    resources = {resource["name"]: resource for resource in told["resources"]}
    for resource in resources.values():
        data = (pack / "evidence" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
        assert all(field["description"] for field in resource.get("schema", {"fields": []})["fields"])
        assert ("schema" in resource) == resource["path"].endswith(".csv")
    fields = {field["name"]: field for field in resources["headroom"]["schema"]["fields"]}
    assert (fields["headroom_mva"]["type"], fields["headroom_mva"]["unit"]) == ("number", "MVA")
    assert fields["tier"]["constraints"]["enum"] == ["gsp", "bsp", "primary", "secondary"]
    assert "substation_id" in resources["headroom"]["schema"]["primaryKey"]
    assert told["licenses"][0]["name"] == "OGL-UK-3.0"
    assert all(resource.get("sources") for name, resource in resources.items() if name in ("headroom", "works"))


def test_gdal_opens_every_layer_in_the_national_grid(pack):
    path = pack / "evidence" / "lae.gpkg"
    layers = {name for name, kind in pyogrio.list_layers(path) if kind}
    assert layers >= {"districts", "lsoas", "substations"}
    assert layers <= STYLED
    for name in layers:
        info = pyogrio.read_info(path, layer=name)
        assert info["crs"] == "EPSG:27700"
        assert info["features"] > 0
        assert info["layer_metadata"]["DESCRIPTION"]


def test_every_layer_has_one_default_style_that_qgis_will_find(pack):
    with closing(sqlite3.connect(pack / "evidence" / "lae.gpkg")) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (10300,)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = file.execute(
            "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleQML, styleSLD, useAsDefault,"
            " update_time FROM layer_styles"
        ).fetchall()
        geometry = dict(file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        columns = {name: {row[1] for row in file.execute(f"PRAGMA table_info({name})")} for name in geometry}
        assert ("attributes",) in file.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'")
        assert {row[0] for row in file.execute("SELECT last_change FROM gpkg_contents")} == {"2000-01-01T00:00:00.000Z"}
    assert {row[2] for row in rows} == set(geometry)
    for catalog, schema, table, column, qml, sld, default, updated in rows:
        assert (catalog, schema, column, default) == ("", "", geometry[table], 1)
        assert updated == "2000-01-01T00:00:00.000Z"
        renderer = _parsed(qml.partition(">")[2]).find("renderer-v2")
        assert renderer.get("attr") is None or renderer.get("attr") in columns[table]
        symbols = {symbol.get("name") for symbol in renderer.iter("symbol")}
        used = [each.get("symbol") for each in (*renderer.iter("category"), *renderer.iter("range"))]
        assert set(used) <= symbols
        assert _parsed(sld).tag.endswith("StyledLayerDescriptor")


def test_every_status_of_a_substation_has_a_symbol(pack, toytown_run):
    path = pack / "evidence" / "lae.gpkg"
    first = toytown_run.inputs.config.scenarios[0]
    shown = set(pyogrio.read_dataframe(path, layer="substations")[f"status_{first}"])
    with closing(sqlite3.connect(path)) as file:
        (qml,) = file.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'substations'").fetchone()
    assert shown <= {each.get("value") for each in _parsed(qml.partition(">")[2]).iter("category")}


def test_the_same_run_gives_the_same_geopackage(pack, toytown_run, tmp_path):
    assert write_layers(toytown_run, tmp_path).read_bytes() == (pack / "evidence" / "lae.gpkg").read_bytes()


def test_a_pack_of_hostile_names_is_still_valid(toytown_run, tmp_path):
    write_pack(hostile(toytown_run), tmp_path, edition="public")
    assert frictionless.validate(str(tmp_path / "evidence" / "datapackage.json")).valid


def test_the_nature_edition_tells_nothing_of_the_network(toytown_run, tmp_path):
    write_pack(toytown_run, tmp_path, edition="nature")
    tables = {path.stem for path in (tmp_path / "evidence" / "tables").iterdir()}
    assert "sequestration_by_district" in tables
    assert not tables & {"headroom", "substations", "works", "retrofit"}
    layers = {name for name, kind in pyogrio.list_layers(tmp_path / "evidence" / "lae.gpkg") if kind}
    assert layers == {"districts", "lsoas"}
    pages = {path.name for path in (tmp_path / "evidence").glob("*.html")}
    assert pages == {"report.html"}
    rasters = {path.name for path in (tmp_path / "evidence").glob("*.tif")}
    assert rasters
    assert rasters | {"lae.gpkg"} <= {resource["path"] for resource in _package(tmp_path)["resources"]}


def test_what_accounts_write_is_in_the_package(pack):
    told = {resource["name"]: resource for resource in _package(pack)["resources"]}
    for name in ("nested_totals", "self_assessment", "open_questions", "kpis", "funding", "carbon_path", "insetting"):
        assert told[name]["schema"]["primaryKey"]
        assert (pack / "evidence" / told[name]["path"]).is_file()


def test_the_readme_lists_what_is_there_and_whose_it_is(pack, toytown_run):
    write_readme(toytown_run, pack_tables(toytown_run), pack, edition="public")
    text = (pack / "README.txt").read_text(encoding="utf-8")
    for name in pack_tables(toytown_run):
        assert f"{name}.csv" in text
    assert "evidence/lae.xlsx" in text
    assert "internal/" not in text
    assert all(len(line) <= 140 for line in text.split("\n"))


def test_a_zip_is_the_same_each_time_and_holds_the_files(pack, tmp_path):
    names = ["evidence/tables/headline.csv", "evidence/datapackage.json"]
    for name in ("a.zip", "b.zip"):
        write_zip(pack, names, tmp_path / name, top="lae-toytown-public")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"lae-toytown-public/{name}" for name in sorted(names)]


def test_checksums_are_written_as_sha256sum_reads_them():
    assert checksums({"b": "2" * 64, "a": "1" * 64}) == f"{'1' * 64}  a\n{'2' * 64}  b\n"
