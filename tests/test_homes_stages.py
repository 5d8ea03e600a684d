"""Homes in a whole run: Toytown's ten thousand through stock, energy, measures, take-up and zones, to the output."""

import gzip
import io
import json
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import lae
from lae.buildings.retrofit_contract import MEASURES, PACKAGES
from lae.buildings.stock_contract import ATTRIBUTES
from lae.cli import app
from lae.findings import FaultsError
from toytown import change, copy_of_toytown


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Toytown, but with its heating at the homes likeliest to take it up."""
    folder = copy_of_toytown(tmp_path_factory.mktemp("homes"))
    config = folder / "study.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('homes_take_up = "evenly"', 'homes_take_up = "by_propensity"'), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def results(study):
    return lae.Study(study).run()


@pytest.fixture(scope="module")
def evenly(toytown_run):
    return toytown_run


def test_homes_are_as_many_and_of_the_kinds_that_are_drawn(results):
    table = results.table("dwellings_by_area")
    lsoas = table[table["area_level"].eq("lsoa")]
    counts = lsoas.pivot_table(index="area_code", columns=["attribute", "category"], values="dwellings", aggfunc="sum")
    assert counts["all", "all"].tolist() == [1000.0] * 10
    # 200 detached, 300 semis, 200 terraced, 200 flats and 100 bungalows in every LSOA.
    assert counts["type", "semi_detached"].tolist() == [300.0] * 10
    assert counts["age", "A"].tolist() == [100.0] * 10
    # Heating is held by district: 10 heat pumps for each of six and of four LSOAs.
    lads = table[table["area_level"].eq("lad") & table["category"].eq("heat_pump")]
    assert lads.set_index("area_code")["dwellings"].to_dict() == {"E99000001": 60.0, "E99000002": 40.0}
    for attribute in ATTRIBUTES:
        assert table.loc[table["attribute"].eq(attribute) & table["area_level"].eq("lad"), "dwellings"].sum() == 10_000


def test_what_homes_buy_is_what_was_recorded(results):
    table = results.table("energy_by_area")
    lads = table[table["area_level"].eq("lad")].set_index(["area_code", "carrier"])["calibrated_kwh"]
    # 10 GWh of gas and 4 GWh of electricity for each of six and of four LSOAs.
    assert lads["E99000001", "gas"] == pytest.approx(60e6)
    assert lads["E99000002", "electricity"] == pytest.approx(16e6)
    energy, homes = results.table("home_energy"), results.table("dwellings")
    on_gas = homes["heating"].eq("gas")
    heat = energy["space_heat_kwh"] + energy["hot_water_kwh"]
    assert (heat / energy["heating_kwh"])[on_gas].to_numpy() == pytest.approx(energy["efficiency_ratio"][on_gas])


def test_every_measure_and_package_stands_for_every_place(results):
    table = results.table("retrofit")
    assert set(table["measure"]) == {*MEASURES, *PACKAGES}
    places = table.groupby("measure")["area_code"].nunique()
    assert places.eq(12).all()
    wide = table.pivot_table(index="measure", columns="area_level", values="homes", aggfunc="sum")
    pd.testing.assert_series_equal(wide["lad"], wide["lsoa"], check_names=False)


def test_heating_at_homes_keeps_every_district_total(results, evenly):
    keys = ["scenario", "technology", "district_code", "start_year", "status"]
    ours, simple = (each.table("measures").groupby(keys)["count"].sum() for each in (results, evenly))
    both = pd.concat([ours, simple], axis=1).fillna(0.0)
    assert np.abs(both.iloc[:, 0] - both.iloc[:, 1]).max() < 1e-6
    assert results.table("reconciliation").equals(evenly.table("reconciliation"))


def test_a_home_is_of_mean_size_on_average_and_not_all_alike(results):
    rows = results.table("measures")
    own = rows[rows["technology"].eq("air_source_heat_pump") & rows["status"].eq("planned") & rows["count"].gt(0.5)]
    assert own["profile_units"].div(own["count"]).round(3).nunique() > 10
    ratio = results.table("placement_ratio")["load_ratio"]
    assert 0.5 < ratio.median() < 1.5


def test_without_totals_of_homes_a_run_says_so_and_places_evenly(study, tmp_path):
    bare = tmp_path / "bare"
    shutil.copytree(study, bare)
    (bare / "data" / "buildings" / "margins.csv.gz").unlink()
    found = lae.Study(bare).run()
    assert "no_stock" in {finding.rule for finding in found.findings if finding.severity == "warning"}
    assert found.table("dwellings_by_area").empty
    assert found.table("retrofit").empty
    assert found.table("zones").empty
    pd.testing.assert_frame_equal(found.table("measures"), found.table("simple_measures"))


def test_totals_of_homes_without_the_tables_they_need_are_an_error(study, tmp_path):
    bare = tmp_path / "bare"
    shutil.copytree(study, bare)
    (bare / "data" / "buildings" / "u_values.csv").unlink()
    with pytest.raises(FaultsError, match=r"buildings/u_values.csv"):
        lae.Study(bare).run()


def test_totals_of_another_countys_lsoas_are_an_error(tmp_path):
    folder = copy_of_toytown(tmp_path)
    path = folder / "data" / "buildings" / "margins.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    path.write_bytes(gzip.compress(text.replace("E99100101", "E99100901").encode("utf-8"), mtime=0))
    rules = {
        (finding.rule, finding.ids) for finding in lae.Study(folder).read().findings if finding.severity == "error"
    }
    assert ("unmatched_rows", ("E99100901",)) in rules
    assert ("unmatched_rows", ("E99100101",)) in rules


def test_fuel_poverty_reaches_the_score(tmp_path, results):
    folder = copy_of_toytown(tmp_path)
    change(folder, "buildings/fuel_poverty.csv", "E99100101,1000,100", "E99100101,1000,999")
    told = lae.Study(folder).run().table("targeting").set_index("area_code")
    before = results.table("targeting").set_index("area_code")
    # A1 had the fewest of the ten and now has the most: from beating no other to beating all.
    assert (before.loc["E99100101", "fuel_poverty_ratio"], told.loc["E99100101", "fuel_poverty_ratio"]) == (0.0, 1.0)
    assert told.loc["E99100101", "score_ratio"] > before.loc["E99100101", "score_ratio"]


def test_the_output_holds_the_tables_and_zones_and_no_single_home(study, tmp_path):
    out = tmp_path / "out"
    shown = CliRunner().invoke(app, ["run", str(study), "--out", str(out)])
    assert shown.exit_code == 0, shown.output
    tables = out / "evidence" / "tables"
    for name in ("dwellings_by_area", "energy_by_area", "retrofit", "targeting", "zones", "placement_ratio"):
        assert (tables / f"{name}.csv").stat().st_size > 100, name
    zones = gpd.read_file(out / "evidence" / "lae.gpkg", layer="zones")
    written = pd.read_csv(tables / "zones.csv")
    assert zones["zone_id"].tolist() == written["zone_id"].tolist() != []
    assert not (out / "internal").exists()
    assert "packed_dwellings" not in (out / "index.html").read_text(encoding="utf-8")
    for path in out.rglob("*"):
        if path.is_file():
            assert b"E99100101-00001" not in path.read_bytes(), path
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["edition"] == "public"
    assert "uncalibrated" in shown.output


def test_the_internal_edition_adds_homes_with_their_year_and_no_address(study, tmp_path):
    out = tmp_path / "out"
    shown = CliRunner().invoke(app, ["run", str(study), "--out", str(out), "--edition", "internal", "--json"])
    assert shown.exit_code == 0, shown.output
    homes = pd.read_csv(io.BytesIO(gzip.decompress((out / "internal" / "homes.csv.gz").read_bytes())))
    assert len(homes) == 10_000
    assert not {name for name in homes.columns if "postcode" in name or "uprn" in name or "address" in name}
    # In a hurry 400 more air-source pumps an LSOA by 2035 than the ten recorded; sites take some of A's.
    taken = homes[homes["toy_fast_technology"].eq("air_source_heat_pump")]
    assert 3_000 < len(taken) <= 4_000
    assert taken["toy_fast_adopted_year"].between(2026, 2035).all()
    assert "do not publish" in (out / "internal" / "README.md").read_text(encoding="utf-8")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert f'"homes":{len(homes)},"without_place":0' in page
    assert 'id="packed_dwellings_data"' in page


def test_certificates_make_homes_known_and_few_of_them_are_not_shown(study, tmp_path):
    folder = tmp_path / "certified"
    shutil.copytree(study, folder)
    head = (
        "certificate_number,address1,postcode,uprn,lodgement_date,inspection_date,property_type,built_form,"
        "construction_age_band,current_energy_efficiency,current_energy_rating,total_floor_area,walls_description,"
        "mainheat_description,main_fuel,tenure,transaction_type\n"
    )
    kinds = [("House", "Semi-Detached")] * 60 + [("Bungalow", "Detached")] * 4
    rows = [
        f"{number:04d},{number} Toy Lane,TY1 1AA,,2024-05-01,2024-05-01,{kind},{form},"
        "England and Wales: 1930-1949,60,D,90,"
        '"Cavity wall, filled cavity","Boiler and radiators, mains gas",mains gas (not community),owner-occupied,sale\n'
        for number, (kind, form) in enumerate(kinds)
    ]
    (folder / "data" / "certificates.csv").write_text(head + "".join(rows), encoding="utf-8")
    found = lae.Study(folder).run()
    homes = found.table("dwellings")
    assert len(homes) == 10_000
    known = homes[homes["provenance"].eq("epc")]
    assert len(known) == 64
    assert known["lsoa_code"].nunique() == 1
    assert known["sap_points"].eq(60).all()
    shown = found.table("dwellings_by_area")
    own = shown[shown["area_level"].eq("lsoa") & shown["provenance"].eq("epc") & shown["attribute"].eq("type")]
    counts = own.set_index("category")["dwellings"]
    # Four bungalows are fewer than ten; the semis go blank too, or the sum would give the bungalows back.
    assert counts.isna().tolist() == [True] * len(counts)
    assert "no_clusters" not in {finding.rule for finding in found.findings}
