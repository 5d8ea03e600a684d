"""Bad input: one clear report of all faults, exit code 1, no traceback, the former output untouched."""

import gzip
import json
import warnings

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

import lae
from lae.cli import app
from lae.readers.own import GEOPACKAGE
from toytown import change, copy_of_toytown

RUN = CliRunner()


@pytest.fixture
def study(tmp_path):
    return copy_of_toytown(tmp_path)


def faults(study):
    """Rules broken, each with the ids it names."""
    found = lae.Study(study).read().findings
    return {(finding.table, finding.rule): finding for finding in found if finding.severity == "error"}


def edit(study, table, column, row, value):
    path = study / "data" / table
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[frame.iloc[:, 0] == row, column] = value
    frame.to_csv(path, index=False)


def reshape(study, layer, change_layer):
    path = study / "data" / "boundaries" / GEOPACKAGE
    frame = change_layer(gpd.read_file(path, layer=layer))
    with warnings.catch_warnings():
        # pyogrio warns of the very thing this study is broken by.
        warnings.filterwarnings("ignore", message="'crs' was not provided", category=UserWarning)
        frame.to_file(path, layer=layer)


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "rule"),
    [
        ("grid/substations.csv", "n_minus_1_mva", "toy:P1", "-10", "greater_than_or_equal_to"),
        ("grid/substations.csv", "observed_max_mva", "toy:P1", "90000", "less_than_or_equal_to"),
        ("grid/substations.csv", "easting_m", "toy:P1", "51.75", "far_away"),
        ("grid/substations.csv", "northing_m", "toy:P1", "9000000", "less_than_or_equal_to"),
        ("grid/substations.csv", "tier", "toy:P1", "shed", "isin"),
        ("grid/substations.csv", "observed_max_mva", "toy:P1", "twelve", "type"),
        ("grid/substations.csv", "demand_rag", "toy:P1", "Purple", "isin"),
        ("grid/feeds.csv", "upstream_id", "toy:P1", "toy:nowhere", "unknown_substation"),
        ("grid/feeds.csv", "upstream_id", "toy:B1", "toy:P1", "loop"),
        ("grid/feeds.csv", "share", "toy:P1", "0.5", "shares"),
        ("grid/technologies.csv", "admd_id", "air_source_heat_pump", "no_such_number", "unknown_assumption"),
        ("assumptions.csv", "value", "hp_admd", "999", "value_within_its_own_range"),
        ("grid/served_lsoas.csv", "share", "E99100101", "0.4", "shares"),
    ],
)
def test_a_wrong_value_is_named_by_the_readers_own_id(study, table, column, row, value, rule):
    edit(study, table, column, row, value)
    finding = faults(study)[table, rule]
    assert any(row in name or value in name for name in finding.ids), finding
    assert finding.message


def test_every_fault_is_reported_at_once(study):
    edit(study, "grid/substations.csv", "n_minus_1_mva", "toy:P1", "-10")
    edit(study, "grid/works.csv", "completion", "toy:P2/substation/1", "soon")
    (study / "data" / "grid" / "profiles.csv").unlink()
    (study / "data" / "boundaries" / "postcodes.csv.gz").write_bytes(gzip.compress(b"postcode,distr")[:-6])
    tables = {table for table, _ in faults(study)}
    assert {"grid/substations.csv", "grid/profiles.csv", "boundaries/postcodes.csv.gz"} <= tables


def test_duplicate_ids_are_named(study):
    path = study / "data" / "grid" / "substations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    finding = faults(study)["grid/substations.csv", "multiple_fields_uniqueness"]
    assert finding.ids[0].startswith("toy:")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"substation_id,upstream_id,share,normally_open,source_id,source_row\n", "empty"),
        (b"substation_id,upstream_id,share,normally_open,source_id,source_row\ntoy:P1,toy:B1,1,fal", "uneven_rows"),
        (
            "substation_id,upstream_id,share,normally_open,source_id,source_row\ncaf\xe9,b,1,false,x,1\n".encode(
                "latin-1"
            ),
            "encoding",
        ),
        (b'substation_id,upstream_id,share,normally_open,source_id,source_row\n"toy:P1,toy:B1', "not_csv"),
        (b"substation_id,share\ntoy:P1,1\n", "missing_column"),
    ],
)
def test_an_empty_truncated_or_misencoded_table_is_said_so(study, content, rule):
    (study / "data" / "grid" / "feeds.csv").write_bytes(content)
    assert ("grid/feeds.csv", rule) in faults(study)


def test_a_layer_without_a_crs_is_said_so(study):
    reshape(study, "lsoas", lambda frame: frame.set_crs(None, allow_override=True))
    assert any(rule == "missing_crs" for _, rule in faults(study))


def test_swapped_coordinates_are_said_so(study):
    def swapped(frame):
        degrees = frame.to_crs("EPSG:4326")
        shapes = degrees.geometry.map(lambda shape: shape.__class__([(y, x) for x, y in shape.exterior.coords]))
        return degrees.set_geometry(gpd.GeoSeries(shapes, crs="EPSG:4326"))

    path = study / "data" / "boundaries" / GEOPACKAGE
    frames = {name: gpd.read_file(path, layer=name) for name in ("county", "districts", "lsoas")}
    path.unlink()
    for name, frame in frames.items():
        single = frame.explode().reset_index(drop=True) if name != "county" else frame
        (swapped(single) if name == "lsoas" else frame).to_file(path, layer=name)
    found = [finding for finding in faults(study).values() if GEOPACKAGE in finding.table]
    assert found
    assert all(finding.message for finding in found)


def test_a_study_file_that_cannot_be_used_is_said_so(study):
    path = study / "study.toml"
    good = path.read_text(encoding="utf-8")
    for text in ("", "schema_version = 9", good + "\nextra = 1\n", "not toml ["):
        path.write_text(text, encoding="utf-8")
        result = RUN.invoke(app, ["check", str(study)])
        assert result.exit_code == 1
        assert "study.toml" in result.output
        assert "Traceback" not in result.output


def test_a_failed_run_leaves_the_former_output_untouched(study, tmp_path):
    out = tmp_path / "out"
    assert RUN.invoke(app, ["run", str(study), "--out", str(out)]).exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    change(study, "grid/feeds.csv", "toy:B1,toy:G1", "toy:B1,toy:gone")
    result = RUN.invoke(app, ["run", str(study), "--out", str(out)])
    assert result.exit_code == 1
    assert "toy:gone" in result.output
    assert "Traceback" not in result.output
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_check_prints_the_same_faults_as_json(study):
    change(study, "grid/feeds.csv", "toy:B1,toy:G1", "toy:B1,toy:gone")
    result = RUN.invoke(app, ["check", str(study), "--json"])
    assert result.exit_code == 1
    rows = json.loads(result.output)["findings"]
    (row,) = [row for row in rows if row["id"] == "unknown_substation"]
    assert row["where"]["rows"] == ["toy:gone"]
    assert row["why"]


def test_a_missing_file_is_an_error_never_a_fallback(study):
    (study / "data" / "grid" / "works.csv").unlink()
    assert ("grid/works.csv", "missing_file") in faults(study)
    assert RUN.invoke(app, ["run", str(study), "--out", str(study / "out")]).exit_code == 1


def test_extending_oxfordshire_needs_its_districts(study):
    path = study / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\nextends = "oxfordshire"\n', encoding="utf-8")
    result = RUN.invoke(app, ["check", str(study)])
    assert result.exit_code == 1
    assert "extends" in result.output


def test_hostile_names_stay_text_in_the_tables(study, tmp_path):
    edit(study, "grid/substations.csv", "name", "toy:P1", '=HYPERLINK("http://x","y")')
    edit(study, "grid/substations.csv", "comment", "toy:P1", "@SUM(1)")
    out = tmp_path / "out"
    assert RUN.invoke(app, ["run", str(study), "--out", str(out)]).exit_code == 0
    rows = pd.read_csv(out / "evidence" / "tables" / "substations.csv", dtype=str, keep_default_na=False)
    hostile = rows.set_index("substation_id").loc["toy:P1"]
    assert hostile["name"].startswith("'=HYPERLINK")
    assert hostile["comment"] == "'@SUM(1)"
