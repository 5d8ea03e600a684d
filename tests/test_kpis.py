"""The ledger of indicators by hand: what is counted, what a milestone asks, how a status is given, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lae
from lae.findings import FaultsError
from lae.plan.kpis.contract import KpiDefinitions, Kpis, KpiTargets, Workstreams
from lae.plan.kpis.customers import customer_shares, split
from lae.plan.kpis.figures import Area, Measured, with_county
from lae.plan.kpis.ledger import ledger, ledger_findings, statuses
from lae.plan.kpis.money import capital
from lae.tables import columns_of, filled, key_of, kind_of, validated
from toytown import change, copy_of_toytown

AREA = Area("CTY", ("E1", "W1"), (2025, 2030))
A, B = "E99000001", "E99000002"


def _typed(rows, contract):
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    return validated(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), contract, "toy")


def _definitions(source="a table", measure="pumps", areas="all"):
    return _typed([("k", measure, areas, "buildings", "Heat pumps", "homes", "up", source)], KpiDefinitions)


def _streams(lead=""):
    return _typed([("buildings", "Buildings", lead, "", "", "fit more", "", "", "x")], Workstreams)


def _targets(*rows):
    return _typed([("k", *row, "the council", "2024", "B", "") for row in rows], KpiTargets)


def _pumps():
    actual = pd.DataFrame(
        {
            "area_code": ["E1", "W1"],
            "actual_value": [10.0, 20.0],
            "actual_year": 2025.0,
            "actual_bound": "at_least",
            "actual_source": "a register",
            "provenance": "published",
        }
    )
    forecast = pd.DataFrame(
        {
            "area_code": ["E1", "E1", "W1", "W1"],
            "milestone_year": [2030] * 4,
            "scenario": ["fast", "slow"] * 2,
            "forecast_value": [100.0, 50.0, 200.0, 60.0],
            "forecast_basis": "control total",
        }
    )
    return Measured(
        with_county(actual, AREA, "actual_value"),
        with_county(forecast, AREA, "forecast_value", ["milestone_year", "scenario"]),
        no_actual="no register",
        no_forecast="no control total",
    )


@pytest.fixture(scope="module")
def kpis(toytown_run):
    return toytown_run.table("kpis").set_index(key_of(Kpis)).sort_index()


class TestLedger:
    def test_districts_add_up_to_their_county_in_each_scenario(self):
        made = ledger(_definitions(), _targets(), _streams(), {"pumps": _pumps()}, AREA)
        county = made[made["area_level"].eq("county") & made["milestone_year"].eq(2030)].set_index("scenario")
        # 100 + 200 and 50 + 60; 10 + 20 counted.
        assert county["forecast_value"].to_dict() == {"fast": 300.0, "slow": 110.0}
        assert set(county["actual_value"]) == {30.0}

    def test_a_county_is_blank_where_a_district_is(self):
        rows = pd.DataFrame({"area_code": ["E1"], "actual_value": [10.0]})
        assert list(with_county(rows, AREA, "actual_value")["area_code"]) == ["E1"]

    def test_every_blank_has_its_reason(self):
        made = ledger(_definitions(), _targets(), _streams(), {"pumps": _pumps()}, AREA)
        early = made[made["milestone_year"].eq(2025)]
        assert early["forecast_value"].isna().all()
        assert set(early["forecast_reason"]) == {"no control total"}
        assert set(made["target_reason"]) == {"nobody published or supplied a target for this area and year"}

    def test_a_lead_is_never_invented(self):
        made = ledger(_definitions(), _targets(), _streams(), {"pumps": _pumps()}, AREA)
        assert set(made["owner"]) == {""}
        assert set(made["owner_reason"]) == {"no convening lead is named in plan/workstreams.csv"}
        assert set(made["next_action"]) == {"fit more"}
        rules = {
            finding.rule for finding in ledger_findings(_definitions(), _targets(), _streams(), {"pumps": _pumps()})
        }
        assert rules == {"no_lead"}
        assert set(ledger(_definitions(), _targets(), _streams("Ann"), {}, AREA)["owner"]) == {"Ann"}

    def test_a_measure_nobody_defined_is_refused(self):
        made = ledger(_definitions(), _targets(), _streams(), {"pumps": _pumps(), "stray": _pumps()}, AREA)
        assert set(made["kpi_id"]) == {"k"}
        told = ledger_findings(_definitions(), _targets(), _streams("Ann"), {"pumps": _pumps(), "stray": _pumps()})
        assert [(finding.rule, finding.ids) for finding in told] == [("undefined", ("stray",))]

    def test_an_indicator_without_a_source_is_refused(self):
        with pytest.raises(FaultsError, match="source"):
            _definitions(source="")

    def test_an_indicator_nobody_counts_is_listed_where_it_has_a_target(self):
        made = ledger(_definitions(measure="", areas="targeted"), _targets(("E1", 2035, 5.0)), _streams(), {}, AREA)
        assert made[["area_code", "milestone_year", "status"]].to_numpy().tolist() == [["E1", 2035, "unknown"]]
        assert set(made["actual_reason"]) == {"no table of the run counts it"}

    def test_a_supplied_target_stands_before_one_worked_out(self):
        worked = pd.DataFrame(
            {
                "area_code": ["E1"],
                "milestone_year": [2030],
                "target_value": [7.0],
                "target_source": ["ours"],
                "target_tier": ["C"],
            }
        )
        figures = {"pumps": Measured(target=worked, no_actual="x", no_forecast="x")}
        made = ledger(_definitions(), _targets(("E1", 2030, 99.0)), _streams(), figures, AREA)
        row = made[made["area_code"].eq("E1") & made["milestone_year"].eq(2030)].iloc[0]
        assert (row["target_value"], row["target_source"]) == (99.0, "the council")


class TestStatus:
    @pytest.mark.parametrize(
        ("direction", "target", "actual", "bound", "forecast", "expected"),
        [
            ("up", np.nan, 10.0, "exact", 100.0, "no target"),
            ("up", 100.0, np.nan, "", 100.0, "on track"),
            ("up", 101.0, np.nan, "", 100.0, "behind"),
            ("down", 100.0, np.nan, "", 99.0, "on track"),
            ("down", 98.0, np.nan, "", 99.0, "behind"),
            ("up", 100.0, np.nan, "", np.nan, "unknown"),
            # Past the milestone the count decides, not the forecast.
            ("up", 100.0, 90.0, "exact", 200.0, "behind"),
            # A lower bound proves that 80 is reached, and not that 100 is missed.
            ("up", 80.0, 90.0, "at_least", np.nan, "on track"),
            ("up", 100.0, 90.0, "at_least", np.nan, "unknown"),
            ("down", 80.0, 90.0, "at_least", np.nan, "behind"),
            ("down", 100.0, 90.0, "at_least", np.nan, "unknown"),
        ],
    )
    def test_status_is_given_by_the_stated_rule(self, direction, target, actual, bound, forecast, expected):
        row = {
            "direction": direction,
            "target_value": target,
            "actual_value": actual,
            "actual_year": 2030.0,
            "actual_bound": bound,
            "forecast_value": forecast,
            "milestone_year": 2030,
        }
        assert list(statuses(pd.DataFrame([row]))) == [expected]

    def test_a_count_of_before_the_milestone_does_not_decide_it(self):
        row = {"direction": "up", "target_value": 100.0, "actual_value": 10.0, "actual_year": 2025.0}
        row |= {"actual_bound": "exact", "forecast_value": 120.0, "milestone_year": 2030}
        assert list(statuses(pd.DataFrame([row]))) == ["on track"]


class TestMoney:
    def test_a_year_without_a_cost_blanks_every_later_sum_and_no_earlier_one(self):
        rows = [
            ("buildings", "E1", "fast", 2026, 5.0),
            ("buildings", "E1", "fast", 2030, 7.0),
            ("buildings", "W1", "fast", 2029, 20.0),
            ("land", "E1", "", 2026, 3.0),
            ("land", "E1", "", 2028, np.nan),
        ]
        needs = pd.DataFrame(rows, columns=["workstream", "district_code", "scenario", "year", "capex_gbp"])
        needs = needs.assign(projects_count=1.0, reason=np.where(needs["capex_gbp"].isna(), "no cost", ""))
        found = capital(needs, Area("CTY", ("E1", "W1"), (2025, 2027, 2030)))
        homes = found["capital_buildings"].forecast.set_index(["area_code", "milestone_year"])["forecast_value"]
        # W1 begins in 2029: nothing before; the county is 5 + 0 in 2027 and 12 + 20 in 2030.
        assert homes["E1"].to_dict() == {2025: 0.0, 2027: 5.0, 2030: 12.0}
        assert homes["W1"].to_dict() == {2025: 0.0, 2027: 0.0, 2030: 20.0}
        assert homes["CTY"].to_dict() == {2025: 0.0, 2027: 5.0, 2030: 32.0}
        fields = found["capital_land"].forecast.set_index(["area_code", "milestone_year"])["forecast_value"]
        assert fields.to_dict() == {("E1", 2025): 0.0, ("E1", 2027): 3.0}
        assert found["capital_land"].no_forecast == "no cost (projects.csv)"
        assert found["capital_networks"].forecast.empty


class TestCustomers:
    def test_an_upstream_asset_serves_its_feeders_customers(self):
        supply = pd.DataFrame(
            [("P1", "E1", True, 30.0), ("P1", "X9", False, 10.0), ("P2", "W1", True, 60.0)],
            columns=["substation_id", "district_code", "in_study", "dwellings"],
        )
        feeds = pd.DataFrame([("P1", "B1", 1.0), ("P2", "B1", 1.0)], columns=["substation_id", "upstream_id", "share"])
        found = customer_shares(supply, feeds, ["P1", "B1", "dark"]).set_index(["substation_id", "area_code"])["share"]
        # P1: 30 of 40. B1: 30, 60 and 10 of 100.
        assert found["P1"].to_dict() == {"E1": 0.75, "beyond": 0.25}
        assert found["B1"].to_dict() == {"E1": 0.3, "W1": 0.6, "beyond": 0.1}
        assert found["dark"].to_dict() == {"beyond": 1.0}

    @given(
        st.lists(
            st.tuples(st.sampled_from("PQR"), st.sampled_from("EWX"), st.floats(0.01, 1e6)), min_size=1, max_size=12
        ),
        st.lists(st.floats(0, 1e9), min_size=3, max_size=3),
    )
    def test_the_parts_of_an_asset_add_up_to_it(self, homes, values):
        supply = pd.DataFrame(homes, columns=["substation_id", "district_code", "dwellings"])
        supply["in_study"] = supply["district_code"].ne("X")
        feeds = pd.DataFrame({"substation_id": pd.Series(dtype="str"), "upstream_id": "", "share": 1.0})
        shares = customer_shares(supply, feeds, ["P", "Q", "R"])
        assets = pd.DataFrame({"substation_id": ["P", "Q", "R"], "value": values})
        assert split(assets, shares, "value")["value"].sum() == pytest.approx(sum(values))


class TestToytown:
    def test_emissions_are_held_to_the_targets_that_hold_by_the_milestone(self, kpis, toytown_run):
        # A fell from 100,000 to 50,000 in five years; its target for 2028 is 0, so 2030 asks for 0 too.
        path = toytown_run.table("carbon_path")
        lines = path[path["kind"].eq("trajectory") & path["area_code"].eq(A) & path["year"].eq(2030)]
        line = lines.set_index("scenario")["emissions_tco2e"].to_dict()
        rows = kpis.loc[("emissions", "lad", A, 2030)]
        assert set(line) == {"toy_fast", "toy_slow"}
        assert rows["forecast_value"].to_dict() == line
        assert set(rows["actual_value"]) == {50_000.0}
        assert (set(rows["target_value"]), set(rows["status"])) == ({0.0}, {"behind"})
        cut = kpis.loc[("emissions_cut", "lad", A, 2030)]
        assert set(cut["actual_value"]) == {0.5}
        assert cut["forecast_value"].to_dict() == pytest.approx({name: 1 - t / 100_000 for name, t in line.items()})
        assert kpis.loc[("emissions", "lad", A, 2025)]["target_value"].isna().all()

    def test_the_county_emits_what_its_districts_do_in_each_scenario(self, kpis):
        table = kpis.loc["emissions"].reset_index()
        key = ["milestone_year", "scenario"]
        parts = table[table["area_level"].eq("lad")].groupby(key)["forecast_value"].sum()
        whole = table[table["area_level"].eq("county")].set_index(key)["forecast_value"]
        assert len(whole) == 6
        assert parts.to_dict() == pytest.approx(whole.to_dict(), abs=1e-6)
        # Toy Vale 50,000 and Model Marsh 50,000, though nobody set the county a target.
        assert set(table.loc[table["area_level"].eq("county"), "actual_value"]) == {100_000.0}

    def test_land_matches_little_of_what_is_left_and_takes_nothing_off_it(self, kpis, toytown_run):
        rows = toytown_run.table("insetting").set_index(["scenario", "district_code", "year"])
        there = rows.loc[("toy_slow", A, 2035)]
        at = ("lad", A, 2035, "toy_slow")
        assert kpis.loc[("residual_emissions", *at), "forecast_value"] == there["residual_tco2e"]
        assert kpis.loc[("residual_emissions", *at), "forecast_value"] == kpis.loc[("emissions", *at), "forecast_value"]
        assert kpis.loc[("insetting_matched", *at), "forecast_value"] == there["supply_tco2e"]
        assert kpis.loc[("insetting_met", *at), "forecast_value"] == 0.0
        early = kpis.loc[("insetting_met", "lad", A, 2025)]
        assert early["forecast_value"].isna().all()
        assert early["forecast_reason"].str.startswith("it is of milestones after the base year").all()

    def test_land_holds_what_is_removed_and_never_what_merely_stops(self, kpis, toytown_run):
        claims = toytown_run.table("sequestration_by_district")
        both = claims[claims["basis"].eq("together") & claims["year"].eq(2035) & claims["zone_id"].eq(B)]
        # Model Marsh rewets its peat: hectares count as restored, tonnes that stop are no carbon held.
        assert both.loc[both["effect"].eq("avoided"), "net_tco2e"].gt(0).any()
        removed = both[both["effect"].eq("removed")]
        held, planted = (kpis.loc[(name, "lad", B, 2035, "")] for name in ("land_held", "land_planted"))
        assert held["forecast_value"] == pytest.approx(removed["net_tco2e"].sum())
        assert planted["forecast_value"] == pytest.approx(both["planted_ha"].sum())
        assert "without soil, species_rich_grassland" in held["forecast_basis"]

    def test_capital_to_date_is_that_of_the_years_up_to_the_milestone(self, kpis, toytown_run):
        needs = toytown_run.table("workstream_needs")
        ours = needs[needs["workstream"].eq("buildings") & needs["scenario"].eq("toy_fast")]
        for code, level in ((A, "lad"), ("county", "county")):
            own = ours if level == "county" else ours[ours["district_code"].eq(code)]
            for year in (2025, 2030, 2035):
                row = kpis.loc[("capital_buildings", level, code, year, "toy_fast")]
                spent = own.loc[own["year"].le(year), "capex_gbp"].sum()
                assert row["forecast_value"] == pytest.approx(spent)

    def test_works_whose_cost_nobody_publishes_have_no_capital(self, kpis):
        rows = kpis.loc["capital_networks"]
        assert rows["forecast_value"].isna().all()
        assert set(rows["forecast_reason"]) == {"a project of it has no known cost (projects.csv)"}

    def test_heat_pumps_are_judged_in_each_scenario(self, kpis, toytown_run):
        stock = toytown_run.table("stock")
        pumps = ["air_source_heat_pump", "ground_source_heat_pump", "hybrid_heat_pump"]
        chosen = stock[stock["technology"].isin(pumps) & stock["year"].eq(2030) & stock["district_code"].eq(A)]
        sums = chosen.groupby("scenario")["count"].sum()
        rows = kpis.loc[("homes_heat_pump", "lad", A, 2030)]
        assert rows["forecast_value"].to_dict() == pytest.approx(sums.to_dict())
        expected = {name: "on track" if homes >= 3_000 else "behind" for name, homes in sums.items()}
        assert rows["status"].to_dict() == expected
        assert set(kpis.loc[("homes_heat_pump", "lad", B, 2030)]["status"]) == {"on track"}

    def test_the_county_s_substations_are_those_of_the_headline(self, kpis, toytown_run):
        headline = toytown_run.table("headline").set_index("scenario")
        rows = kpis.loc[("substations_crossing", "county")].reset_index()
        last = rows[rows["milestone_year"].eq(rows["milestone_year"].max())].set_index("scenario")
        assert last["forecast_value"].to_dict() == headline["crosses"].astype(float).to_dict()

    def test_parts_of_substations_and_beyond_are_the_county_s(self, kpis):
        for name in ("substations_at_or_below_zero", "substations_crossing", "substations_unknown"):
            table = kpis.loc[name].reset_index()
            parts = (
                table[table["area_level"].ne("county")].groupby(["milestone_year", "scenario"])["forecast_value"].sum()
            )
            whole = table[table["area_level"].eq("county")].set_index(["milestone_year", "scenario"])["forecast_value"]
            assert parts.to_dict() == pytest.approx(whole.to_dict())

    def test_a_target_of_no_indicator_stops_the_run(self, tmp_path):
        study = copy_of_toytown(tmp_path)
        change(study, "plan/kpi_targets.csv", "homes_heat_pump", "homes_heat_pumpe")
        with pytest.raises(FaultsError, match="homes_heat_pumpe"):
            lae.Study(study).run()

    def test_a_study_without_indicators_has_an_empty_ledger(self, tmp_path):
        study = copy_of_toytown(tmp_path)
        for name in ("kpis", "kpi_targets", "workstreams"):
            (study / "data" / "plan" / f"{name}.csv").unlink()
        assert lae.Study(study).run().table("kpis").empty

    def test_toytown_names_all_leads_but_one(self, kpis):
        table = kpis.reset_index()
        assert set(table.loc[table["owner"].eq(""), "workstream"]) == {"green_finance"}


def test_oxfordshire_s_ledger_names_no_lead_and_no_unsourced_target(oxfordshire_run):
    table = oxfordshire_run.table("kpis")
    assert set(table["owner"]) == {""}
    assert table.loc[table["target_value"].notna(), "target_source"].ne("").all()
    # Oxford's roadmap: 88 % of 2018 by 2040, and the council's own net zero beside it.
    oxford = table[table["area_code"].eq("E07000178") & table["milestone_year"].eq(2040)].set_index("kpi_id")
    assert set(oxford.loc["roadmap_emissions_cut", "target_value"]) == {0.88}
    assert set(oxford.loc["emissions_cut", "target_value"]) == {1.0}
    assert set(table["area_level"]) == {"county", "lad", "beyond"}
    # Every district has a forecast of emissions in every scenario and milestone; land nobody screened blanks insetting.
    paths = table[table["kpi_id"].eq("emissions")]
    assert len(paths) == 6 * 4 * 4
    assert paths["forecast_value"].notna().all()
    dark = table[table["kpi_id"].isin(["insetting_matched", "insetting_met"])]
    assert dark["forecast_value"].isna().all()
    assert set(dark["forecast_reason"]) == {"what the land stores is not known (insetting.csv)"}
    assert len(filled(table, Kpis, "kpis")) == len(table)
