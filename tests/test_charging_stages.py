"""Charging in a whole run: Toytown's cars, who has no drive, sites within the network's room, and what they move."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import lae
from lae.charging.siting.verify import verify
from lae.cli import app
from lae.siting_stage import published_now
from toytown import TOYTOWN, copy_of_toytown

FILES = ("E07000177", "E07000178", "E07000179", "E07000180", "E07000181")


@pytest.fixture(scope="module", params=["toytown", "oxfordshire"])
def results(request):
    """Both studies: the one to check by hand, and the real one."""
    return request.getfixturevalue(f"{request.param}_run")


def test_energy_is_that_of_the_scenarios_cars_wherever_they_charge(results):
    need = results.table("charging_need")
    energy = results.inputs.assumptions.value("ev_energy")
    parts = ["home_kwh", "public_resident_kwh", "public_destination_kwh", "depot_kwh"]
    sums = need.groupby(["scenario", "year"])[[*parts, "vehicles_count"]].sum()
    assert sums[parts].sum(axis=1).to_numpy() == pytest.approx(sums["vehicles_count"].to_numpy() * energy, rel=1e-9)
    public = sums["public_resident_kwh"] + sums["public_destination_kwh"]
    share = results.inputs.assumptions.value("ev_public_share")
    assert public.to_numpy() == pytest.approx(share * sums["vehicles_count"].to_numpy() * energy, rel=1e-9)


def test_sites_are_chosen_and_a_second_look_finds_nothing_broken(results):
    siting = results.tables["siting"]
    assert len(siting.answer.chosen) > 0
    assert verify(siting.problem, siting.answer.chosen, siting.answer.short).holds
    assert siting.answer.certificate.gap <= 0.01
    assert siting.answer.covered > siting.answer.covered_before


def test_reasons_add_up_to_what_the_sites_cover(results):
    why, answer = results.table("siting_reasons"), results.tables["siting"].answer
    assert why["newly_covered_count"].sum() == pytest.approx(answer.covered - answer.covered_before)
    assert (why["lost_without_count"] <= why["newly_covered_count"].sum()).all()
    assert why["rank_count"].tolist() == list(range(1, len(why) + 1))


def test_a_study_may_ask_for_a_proof_that_no_choice_covers_more(tmp_path):
    folder = copy_of_toytown(tmp_path)
    config = folder / "study.toml"
    config.write_text(config.read_text(encoding="utf-8") + 'charging_siting = "exact"\n', encoding="utf-8")
    assert lae.Study(folder).run().tables["siting"].answer.certificate.gap == 0.0


def test_no_site_takes_room_that_is_there_in_every_year_below_zero(results):
    """Summed anew from the table that is written, in every scenario's milestone years, for the scenario that chose."""
    sites, load = results.table("charging_sites"), results.tables["before_sites"]
    world, room = load.world, published_now(load)
    scenario = results.inputs.config.scenarios[0]
    figure = world.rows["demand_headroom_mva"].to_numpy(float)
    left = np.where(np.isnan(room.added[0]), np.nan, figure - room.added[0])
    least = np.nanmin(np.where(np.isnan(left), np.inf, left), axis=0)
    factor = results.inputs.assumptions.value("power_factor_ev")
    ours = sites[sites["scenario"].eq(scenario)]
    for _, rows in ours.groupby("year"):
        kw = pd.Series(0.0, index=list(world.ladder.ids))
        for station, unmanaged in zip(rows["substation_id"], rows["unmanaged_kw"], strict=True):
            if station:
                for above in world.ladder.path(station):
                    kw[above] += unmanaged
        roomy = np.isfinite(least) & (least > 0)
        assert (kw.to_numpy()[roomy] <= least[roomy] * 1_000.0 * factor + 1e-6).all()


def test_sites_among_their_own_homes_move_nothing(toytown_run):
    # Every place of Toytown is an LSOA's only one, so a site there stands on its homes' own substation.
    found = toytown_run
    assert len(found.table("charging_sites")) > 0
    assert found.table("moved_load").empty
    assert not found.table("measures")["technology"].eq("public_charging").any()


def test_siting_moves_load_and_adds_none(oxfordshire_run):
    results = oxfordshire_run
    moved = results.table("moved_load")
    assert moved.groupby(["scenario", "year"])["vehicles_count"].sum().abs().max() == 0.0
    measures = results.table("measures")
    rows = measures[measures["technology"].eq("public_charging")]
    assert len(rows) > 0
    assert rows.groupby(["scenario", "start_year"])["profile_units"].sum().abs().max() < 1e-6
    # What is moved by the last milestone is what the table says, at the public share of a car.
    last = moved["year"].max()
    share = results.inputs.assumptions.value("ev_public_share")
    key = ["scenario", "substation_id"]
    wanted = moved[moved["year"].eq(last)].groupby(key)["vehicles_count"].sum() * share
    found = rows.groupby(key)["profile_units"].sum()
    both = pd.concat([wanted, found], axis=1).fillna(0.0)
    assert both.iloc[:, 0].to_numpy() == pytest.approx(both.iloc[:, 1].to_numpy(), abs=1e-6)


def test_toytowns_charger_covers_the_homes_beside_it_and_a_planned_one_covers_none(toytown_run):
    found = toytown_run
    gaps = found.table("charging_gaps").set_index("lsoa_code")
    # A1's homes stand 100 m from the working point; A2's planned one covers nobody.
    assert gaps.loc["E99100101", "uncovered_homes"] == pytest.approx(0.0)
    assert gaps.loc["E99100102", "covered_homes"] == 0.0
    by_area = found.table("chargers_by_area")
    row = by_area[
        by_area["area_code"].eq("E99100101") & by_area["standing"].eq("open") & by_area["definition"].eq("all")
    ]
    assert row["points_count"].tolist() == [2.0]


def test_without_homes_there_is_no_need_and_no_site(tmp_path):
    folder = copy_of_toytown(tmp_path)
    (folder / "data" / "buildings" / "margins.csv.gz").unlink()
    found = lae.Study(folder).run()
    assert "no_homes" in {finding.rule for finding in found.findings}
    for name in ("charging_need", "charging_candidates", "charging_sites", "levi_evidence", "moved_load"):
        assert found.table(name).empty, name
    assert found.table("measures").equals(found.table("placed_measures"))


def test_planned_sites_leave_as_ocpi_locations_and_as_tables(tmp_path):
    out = tmp_path / "out"
    shown = CliRunner().invoke(app, ["run", str(TOYTOWN), "--out", str(out), "--json"])
    assert shown.exit_code == 0, shown.output
    locations = json.loads((out / "evidence" / "ocpi_locations.json").read_text(encoding="utf-8"))
    sites = pd.read_csv(out / "evidence" / "tables" / "charging_sites.csv")
    standing = sites[sites["scenario"].eq("toy_fast") & sites["year"].eq(2030)]
    assert [row["id"] for row in locations] == sorted(standing["site_id"])
    assert {evse["status"] for row in locations for evse in row["evses"]} == {"PLANNED"}
    assert standing["assessed"].eq("primary and above only, LV not assessed").all()


def test_the_verb_makes_the_committed_chargers(root, tmp_path, shared_data):
    study = tmp_path / "study"
    study.mkdir()
    shutil.copyfile(root / "study.toml", study / "study.toml")
    shutil.copytree(root / "data", study / "data")
    (study / "data" / "charging" / "chargers.csv").unlink()
    folder = shared_data / "ev" / "evaluator_oxfordshire"
    words = [word for code in FILES for word in ("--points", str(folder / code / f"{code}-chargepoints.geojson"))]
    shown = CliRunner().invoke(app, ["data", "charging", "--study", str(study), *words])
    assert shown.exit_code == 0, shown.output
    made, kept = (folder / "data" / "charging" / "chargers.csv" for folder in (study, root))
    assert made.read_bytes() == kept.read_bytes()
