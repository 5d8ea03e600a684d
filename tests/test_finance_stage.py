"""The stages of money on Toytown and Oxfordshire: sums that close, what is permitted to be blank, and a run's files."""

import math

import pytest
from typer.testing import CliRunner

from lae.cli import app
from lae.plan.projects_contract import YEARLY
from toytown import TOYTOWN


@pytest.fixture(params=["toytown_run", "oxfordshire_run"])
def run(request):
    return request.getfixturevalue(request.param)


def test_years_needs_and_projects_add_up(run):
    projects, years = run.table("projects"), run.table("project_years")
    needs = run.table("workstream_needs")
    counted = projects[projects["counted"]].set_index("project_id")
    sums = years.groupby("project_id")[YEARLY].agg(math.fsum)
    for name in ("homes", "sites_count", "schemes_count", "capex_low_gbp", "capex_gbp", "capex_high_gbp"):
        known = counted[counted[name].notna()]
        assert len(known)
        assert sums.loc[known.index, name].tolist() == known[name].tolist()
        by_project = known.groupby(["workstream", "scenario"])[name].agg(math.fsum)
        by_year = needs[needs[name].notna()].groupby(["workstream", "scenario"])[name].agg(math.fsum)
        # Of land one option alone has a cost, so what its workstream needs is not known: no partial sum is a need.
        partly = counted.groupby(["workstream", "scenario"])[name].agg(lambda told: told.isna().any())
        assert not set(by_year.index) & set(partly.index[partly])
        by_project = by_project[~partly.reindex(by_project.index)]
        assert by_year.to_dict() == pytest.approx(by_project.to_dict(), rel=1e-12)


def test_sources_are_uses_for_every_project(run):
    projects = run.table("projects").set_index("project_id")["capex_gbp"]
    paid = run.table("funding").groupby("project_id")["amount_gbp"].agg(lambda gbp: gbp.sum(min_count=1))
    assert set(paid.index) == set(projects.index)
    assert paid.reindex(projects.index).to_numpy() == pytest.approx(projects.to_numpy(), rel=1e-12, nan_ok=True)


def test_every_pound_of_a_programme_is_in_a_bundle_or_left_over(run):
    projects, found = run.table("projects"), run.table("bundles")
    counted = projects[projects["counted"] & projects["capex_gbp"].notna()]
    wanted = counted.groupby(["scenario", "action"])["capex_gbp"].agg(math.fsum)
    held = found.groupby(["scenario", "action"])["capex_gbp"].agg(math.fsum)
    assert held.to_dict() == pytest.approx(wanted.to_dict(), rel=1e-12)


def test_zones_repeat_the_figures_of_the_zones_table(run):
    zones = run.table("zones").set_index("zone_id")
    sheets = run.table("projects").query("role == 'zone'").set_index("area_code")
    assert set(sheets.index) == set(zones.index)
    for name, theirs in (
        ("capex_gbp", "capex_gbp"),
        ("carbon_saved_tco2e", "carbon_saved_tco2e"),
        ("homes", "open_homes"),
    ):
        assert sheets[name].to_dict() == pytest.approx(zones[theirs].to_dict(), rel=1e-9)


def test_undated_potentials_agree_with_investment(run):
    theirs = run.table("investment").query("area_level == 'lad' and workstream == 'buildings'")
    ours = run.table("projects").query("role == 'potential' and workstream == 'buildings'")
    both = ours.merge(theirs, on=["area_code", "action"], suffixes=("", "_investment"))
    assert len(both) == len(ours) == len(theirs)
    for name in ("capex_gbp", "lifetime_cumulative_tco2e", "discounted_cumulative_tco2e", "npv_carbon_only_gbp"):
        assert both[name].to_numpy() == pytest.approx(both[f"{name}_investment"].to_numpy(), rel=1e-9)


def test_oxfordshire_claims_no_money_no_owner_and_no_cost_of_works(oxfordshire_run):
    projects, funding = oxfordshire_run.table("projects"), oxfordshire_run.table("funding")
    assert projects["owner"].eq("").all()
    assert set(funding["kind"]) == {"not_funded_yet", "operator_funded"}
    assert projects.loc[projects["role"].eq("works"), "capex_gbp"].isna().all()
    assert projects.loc[projects["workstream"].eq("networks"), "schemes_count"].sum() > 40
    # Bills rest on four remembered prices, and no social worth is told of retail ones.
    homes = projects[projects["workstream"].eq("buildings")]
    assert homes["tariff_tier"].eq("D").all()
    assert homes["npv_social_gbp"].isna().all()
    programmes = homes[homes["role"].eq("programme")]
    assert set(programmes["district_code"]) == set(oxfordshire_run.inputs.config.districts)
    assert programmes[["capex_gbp", "bill_saving_gbp", "carbon_saved_tco2e", "npv_cash_gbp"]].notna().all(axis=None)
    assert programmes["dependencies"].ne("").all()


def test_toytown_shows_every_part_at_work(toytown_run):
    projects = toytown_run.table("projects")
    homes = projects[projects["workstream"].eq("buildings")]
    assert homes["npv_social_gbp"].notna().all()
    funding = toytown_run.table("funding").set_index(["project_id", "kind"])["share_ratio"]
    assert funding["programme/heat_pump_ready/E99000001/toy_fast", "grant"] == pytest.approx(0.5)
    assert "funding_gap" in {finding.rule for finding in toytown_run.findings}
    waits = toytown_run.table("project_dependencies")
    assert "Hoop Lane" in set(waits["name"])


def test_land_options_are_projects_of_each_district_with_carbon_and_a_cost_where_the_study_gives_one(toytown_run):
    projects = toytown_run.table("projects")
    land = projects[projects["workstream"].eq("land") & projects["counted"]].set_index(["action", "district_code"])
    claims = toytown_run.table("sequestration_by_district")
    last = claims[claims["basis"].eq("together") & claims["year"].eq(2035)].set_index(["option", "zone_id"])
    assert set(land.index) == set(last.index[last["claim_ha"].gt(0)])
    assert land["area_ha"].to_dict() == pytest.approx(last["planted_ha"].reindex(land.index).to_dict())
    assert land["carbon_saved_tco2e"].to_dict() == pytest.approx(
        last["net_tco2e"].reindex(land.index).to_dict(), nan_ok=True
    )
    # A tenth of 1,898.08 ha, and of 1,100 ha, at the invented 8,000 pounds; nobody gave the others a cost.
    wood = land.loc["native_woodland"]["capex_gbp"]
    assert wood.to_dict() == pytest.approx({"E99000001": 1_518_464, "E99000002": 880_000})
    others = land.drop(index="native_woodland")
    assert others["capex_gbp"].isna().all()
    assert others["reason"].str.contains("no cost of a land option").all()


@pytest.mark.parametrize(("name", "known"), [("toytown_run", True), ("oxfordshire_run", False)])
def test_needs_tell_demand_and_supply_of_insetting_as_their_own_table_does(name, known, request):
    run = request.getfixturevalue(name)
    needs = run.table("workstream_needs")
    ours = needs[needs["workstream"].eq("insetting")].set_index(["scenario", "district_code", "year"]).sort_index()
    theirs = run.table("insetting").set_index(["scenario", "district_code", "year"]).sort_index()
    assert ours.index.equals(theirs.index)
    assert ours["insetting_demand_tco2e"].tolist() == theirs["residual_tco2e"].tolist()
    assert ours["insetting_supply_tco2e"].notna().all() == known
    assert (ours["reason"].eq("what the land stores is not known")).all() != known


def test_a_run_leaves_the_page_and_the_tables(tmp_path):
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["run", str(TOYTOWN), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "Projects and funding" in (out / "evidence" / "finance.html").read_text(encoding="utf-8")
    for name in ("projects", "project_years", "project_dependencies", "funding", "funds", "project_scores", "bundles"):
        assert (out / "evidence" / "tables" / f"{name}.csv").is_file()
    assert (out / "evidence" / "tables" / "workstream_needs.csv").is_file()
