"""Projects by hand: bills, carbon and present values of one district, years that add up, and what blanks say."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.buildings.retrofit.fuels import SAVED, package_fuels
from lae.buildings.retrofit.offers import offer_of
from lae.land.opportunities.contract import Insetting, OptionCosts
from lae.land.sequestration_contract import Sequestration
from lae.plan.buildings_projects import potentials, programmes, zone_projects
from lae.plan.dependencies import dependencies, hung_on, in_words, short_share
from lae.plan.drafts import Drafts, spread_evenly
from lae.plan.flows import internal_rate, lived, working
from lae.plan.needs import with_insetting, workstream_needs
from lae.plan.other_projects import charging_projects, land_projects, works_named, works_projects
from lae.plan.projects_contract import YEARLY, ProjectDependencies
from lae.plan.said import findings
from lae.plan.sheets import project_sheets
from lae.plan.tariffs import LONG_RUN, RETAIL, Prices
from lae.tables import columns_of, empty
from plan_world import (
    BLANK,
    BOTH,
    DEFLATORS,
    POWER,
    YEARS,
    fuels,
    packages,
    pumps,
    shortfalls,
    sites,
    supply,
    table,
    tariffs,
    values,
    works,
    zone,
)
from retrofit_world import works as toy_works


def _potential(retrofit=None, saved=None):
    return potentials(
        packages({}) if retrofit is None else retrofit,
        fuels({}) if saved is None else saved,
        base_year=2025,
        upkeep_gbp=80.0,
    )


def _programme(*counts, retrofit=None):
    found = packages({}) if retrofit is None else retrofit
    return programmes(pumps(*counts), found, fuels({}), years=YEARS, upkeep_gbp=80.0)


def _sheets(drafts, worth=None):
    return project_sheets(drafts, values() if worth is None else worth, dependencies={}, names={"A": "Aford"})


def _three(row, name):
    return [row[f"{name}{end}_gbp"] for end in ("_low", "", "_high")]


class TestFlows:
    def test_works_save_from_the_year_after_to_the_end_of_their_life_a_last_year_in_part(self):
        assert lived(np.array([2.5]), 5).tolist() == [[0.0, 1.0, 1.0, 0.5, 0.0]]

    def test_works_of_two_years_save_one_after_the_other(self):
        # A quarter in year 0 saves in 1 and 2; the rest in year 1 saves in 2 and 3.
        assert working(np.array([[0.25, 0.75]]), np.array([2.0]), 5).tolist() == [[0.0, 0.25, 1.0, 0.75, 0.0]]

    def test_an_unknown_life_leaves_savings_unknown_once_works_are_done(self):
        assert np.isnan(working(np.array([[1.0]]), np.array([BLANK]), 3)).all()

    def test_a_rate_of_return_is_the_one_at_which_flows_are_worth_nothing(self):
        # 121 in two years for 100 today is 10 % a year: 100 x 1.1 x 1.1.
        assert internal_rate(np.array([-100.0, 0.0, 121.0])) == pytest.approx(0.1)

    @pytest.mark.parametrize(
        "flows",
        [[-100.0, 40.0, 40.0], [100.0, -50.0], [-10.0, 30.0, -5.0, 1.0], [-1.0, BLANK], [0.0, 0.0], [5.0]],
        ids=["never paid back", "paid first", "several changes", "unknown", "nothing", "no spending"],
    )
    def test_flows_without_one_rate_have_none(self, flows):
        assert math.isnan(internal_rate(np.array(flows)))

    @given(st.floats(1.0, 1e6), st.lists(st.floats(0.0, 1e6), min_size=1, max_size=30))
    def test_at_the_rate_found_flows_are_worth_nothing(self, spent, earned):
        flows = np.array([-spent, *earned])
        rate = internal_rate(flows)
        years = np.arange(len(flows))
        if np.isnan(rate):
            # Never paid back, or more than tenfold in a year.
            assert flows.sum() <= 0 or (flows * 11.0**-years).sum() > 0
        else:
            assert abs((flows * (1.0 + rate) ** -years).sum()) <= 1e-6 * spent


class TestTariffs:
    def _prices(self, rows, kind=RETAIL):
        return Prices.of(rows, DEFLATORS, np.array([2024, 2025, 2026, 2030]), kind=kind, price_year=2024)

    def test_the_newest_is_held_level_and_before_the_first_there_is_none(self):
        later = {"year": 2026, "low_gbp": 0.1, "central_gbp": 0.3, "high_gbp": 0.4, "price_year": 2022}
        prices = self._prices(tariffs({}, later))
        # 0.30 of 2022 is 0.375 of 2024.
        assert prices.gbp[1, 0] == pytest.approx([BLANK, 0.1, 0.375, 0.375], nan_ok=True)
        assert prices.newest == {"gas": 2026}

    def test_low_is_least_saved_for_most_bought(self):
        # 10,000 kWh of gas for 2,500 of electricity more: 10,000 x 0.05 - 2,500 x 0.4; 1,000 - 500; 2,000 - 250.
        kwh = np.array([[10_000.0, 0, 0, 0, -2_500.0, 0]])
        assert self._prices(BOTH).worth(kwh)[:, 0, 1] == pytest.approx([-500.0, 500.0, 1750.0])

    def test_a_carrier_that_moves_nothing_needs_no_price_and_one_that_moves_needs_one(self):
        prices = self._prices(BOTH)
        assert prices.worth(np.array([[0.0] * 6]))[1, 0, 1] == 0.0
        assert np.isnan(prices.worth(np.array([[0.0, 1.0, 0, 0, 0, 0]]))[:, 0]).all()

    def test_the_weakest_tier_is_told(self):
        kwh = np.array([[1.0, 0, 0, 0, 0, 0], [1.0, 0, 0, 0, -1.0, 0], [BLANK] * 6])
        assert self._prices(BOTH).weakest(kwh) == ["B", "C", ""]


class TestFuels:
    def test_a_package_saves_the_fuel_each_home_burns_and_districts_are_the_sums_of_lsoas(self):
        done = toy_works({}, {"heating": "oil"})
        offer = offer_of(done, "heat_pump_ready")
        found = package_fuels(offer, done.dwellings, done.uses.main_fuel).set_index("area_level")
        bought = offer.fuel_saved_kwh[1]
        lad = found.loc["lad"]
        assert lad["gas_saved_kwh"] == pytest.approx(bought[0])
        assert lad["oil_saved_kwh"] == pytest.approx(bought[1])
        assert lad["electricity_saved_kwh"] == pytest.approx(-offer.electricity_added_kwh[1].sum())
        assert bought.min() > 0
        for column in SAVED.values():
            assert found.loc[["lsoa"], column].sum() == pytest.approx(lad[column])


class TestOneProject:
    def test_every_worth_is_worked_by_hand(self):
        # 4 t in 2026 and 2027: factors 0.8 and 0.64, 1.44 in all. Carbon 4 x 100 x 1.44 = 576; low half, high 1.5 x.
        # Bills -500, 500, 1,750 a year x 1.44 = -720, 720, 2,520. Capital 1,500, 1,000, 600 today.
        row = _sheets(_potential())[0].iloc[0]
        assert _three(row, "carbon_value") == pytest.approx([288, 576, 864])
        assert _three(row, "npv_carbon_only") == pytest.approx([288 - 1500, 576 - 1000, 864 - 600])
        assert _three(row, "bill_saving") == pytest.approx([-500, 500, 1750])
        assert _three(row, "npv_cash") == pytest.approx([-720 - 1500, 720 - 1000, 2520 - 600])
        assert row["lifetime_cumulative_tco2e"] == 8.0
        assert row["discounted_cumulative_tco2e"] == pytest.approx(5.76)
        # 1,000 / 8 t; 1,000 / 5.76 t.
        assert row["gbp_per_tco2e"] == pytest.approx(125.0)
        assert row["discounted_gbp_per_tco2e"] == pytest.approx(1000 / 5.76)
        # Ten pumps at 80 a year.
        assert (row["opex_gbp"], row["tariff_tier"], row["peak_kw"]) == (800.0, "C", 20.0)
        # 500 + 500 for 1,000: paid back at a rate of nothing, so there is no rate above 0.
        assert math.isnan(row["irr_ratio"])

    def test_a_retail_price_is_no_social_value(self):
        row = _sheets(_potential())[0].iloc[0]
        assert all(math.isnan(value) for value in _three(row, "npv_social"))
        assert "no long-run variable cost of energy is supplied" in row["reason"]

    def test_supply_at_its_own_cost_makes_the_social_worth(self):
        # Gas 0.06 and electricity 0.10 to supply, no range: 600 - 250 = 350 a year x 1.44 = 504.
        flat = [
            {"kind": LONG_RUN, "carrier": carrier, "low_gbp": gbp, "central_gbp": gbp, "high_gbp": gbp}
            for carrier, gbp in (("gas", 0.06), ("electricity", 0.1))
        ]
        drafts = _potential()
        biased = Drafts(drafts.rows.assign(optimism_bias_share=0.2), drafts.phases)
        row = _sheets(biased, values(tariffs({}, POWER, *flat)))[0].iloc[0]
        assert _three(row, "npv_social") == pytest.approx([288 + 504 - 1500, 576 + 504 - 1000, 864 + 504 - 600])
        # A fifth more capital.
        assert row["capex_biased_gbp"] == pytest.approx(1200.0)
        assert row["npv_social_biased_gbp"] == pytest.approx(576 + 504 - 1200)
        assert "long-run" not in row["reason"]

    def test_bills_that_pay_back_give_a_rate(self):
        # 1,100 a year of bills: 10,000 x 0.16 - 2,500 x 0.2. 1,000 = 1,100 / q + 1,100 / q^2 where
        # q = (1.1 + sqrt(5.61)) / 2 = 1.7343.
        dear = tariffs({"low_gbp": 0.16, "central_gbp": 0.16}, POWER)
        row = _sheets(_potential(), values(dear))[0].iloc[0]
        q = 1 + row["irr_ratio"]
        assert 1100 / q + 1100 / q**2 == pytest.approx(1000.0)
        assert row["irr_ratio"] == pytest.approx(0.7343, abs=1e-4)

    def test_an_unpriced_carrier_leaves_bills_blank_with_the_reason_and_carbon_told(self):
        row = _sheets(_potential(), values(tariffs({})))[0].iloc[0]
        assert all(math.isnan(value) for value in [*_three(row, "bill_saving"), *_three(row, "npv_cash")])
        assert "a carrier it saves or adds has no retail price" in row["reason"]
        assert row["npv_carbon_only_gbp"] == pytest.approx(-424.0)

    def test_insulation_has_no_upkeep_that_anybody_published(self):
        both = _potential(packages({"measure": "epc_c"}), fuels({"package": "epc_c"}))
        row = _sheets(both)[0].iloc[0]
        assert math.isnan(row["opex_gbp"])
        assert "no upkeep of insulation" in row["reason"]
        assert row["part_of"] == "retrofit/heat_pump_ready/A"


class TestProgrammes:
    def test_capital_follows_the_homes_and_each_years_homes_save_for_their_own_life(self):
        # 2 homes in 2026 and 3 in 2027 of ten: 200 + 300 GBP; 0.4 t a home for two years each.
        projects, years = _sheets(_programme(2, 3))
        row = projects.iloc[0]
        assert (row["homes"], row["capex_gbp"], row["start_year"], row["end_year"]) == (5.0, 500.0, 2026.0, 2027.0)
        shown = years.set_index("year")
        assert shown["capex_gbp"].to_dict() == {2026: 200.0, 2027: 300.0, 2028: 0.0, 2029: 0.0, 2030: 0.0}
        # 2027: 2 x 0.4; 2028: 5 x 0.4; 2029: 3 x 0.4.
        assert shown["carbon_saved_tco2e"].tolist() == pytest.approx([0, 0.8, 2.0, 1.2, 0])
        assert shown["carbon_saved_cumulative_tco2e"].tolist() == pytest.approx([0, 0.8, 2.8, 4.0, 4.0])
        # 50 GBP of bills a home.
        assert shown["bill_saving_gbp"].tolist() == pytest.approx([0, 100, 250, 150, 0])
        # Capital 200 x 0.8 + 300 x 0.64 = 352; tonnes 0.8 x .64 + 2 x .512 + 1.2 x .4096 = 2.02752.
        assert row["npv_carbon_only_gbp"] == pytest.approx(202.752 - 352)
        assert row["discounted_gbp_per_tco2e"] == pytest.approx(352 / 2.02752)
        assert row["peak_kw"] == pytest.approx(10.0)

    def test_homes_done_stay_done_when_a_scenario_falls(self):
        _, years = _sheets(_programme(4, -3, 2, 3))
        # Stock 4, 1, 3, 6: done 4, 0, 0, 2.
        assert years.set_index("year")["homes"].tolist() == [4, 0, 0, 2, 0]

    def test_no_more_homes_are_done_than_are_open(self):
        projects, _ = _sheets(_programme(8, 8))
        assert projects.iloc[0]["homes"] == 10.0
        assert "the rest are left out, as in new homes" in projects.iloc[0]["reason"]

    def test_only_heat_pumps_that_are_planned_in_the_study_count(self):
        measures = pd.concat([pumps(2), pumps(5, technology="district_heat"), pumps(3).assign(status="context")])
        drafts = programmes(measures, packages({}), fuels({}), years=YEARS, upkeep_gbp=80.0)
        assert drafts.sums()["homes"].tolist() == [2.0]

    def test_no_uptake_is_no_project(self):
        assert programmes(pumps(0), packages({}), fuels({}), years=YEARS, upkeep_gbp=80.0).rows.empty


class TestZones:
    LSOAS = ({"area_level": "lsoa", "area_code": "A1"}, {"area_level": "lsoa", "area_code": "A2", "homes": 4})

    def _zone(self, *rows):
        saved = fuels(*({"area_level": "lsoa", "area_code": code} for code in ("A1", "A2")))
        return zone_projects(zone(), packages(*rows), saved, base_year=2025, upkeep_gbp=80.0)

    def test_a_zone_is_the_sum_of_its_lsoas_and_part_of_its_district(self):
        row = _sheets(self._zone(*self.LSOAS))[0].iloc[0]
        assert (row["homes"], row["capex_low_gbp"], row["capex_gbp"], row["capex_high_gbp"]) == (14, 1200, 2000, 3000)
        assert (row["bill_saving_gbp"], row["part_of"], row["counted"]) == (1000.0, "retrofit/heat_pump_ready/A", False)

    def test_an_lsoa_with_too_few_homes_leaves_its_zone_blank_with_the_reason(self):
        hidden = {"homes": BLANK, "capex_low_gbp": BLANK, "capex_gbp": BLANK, "capex_high_gbp": BLANK}
        row = _sheets(self._zone(self.LSOAS[0], self.LSOAS[1] | hidden | {"carbon_saved_tco2e": BLANK}))[0].iloc[0]
        assert row[["homes", "capex_gbp", "bill_saving_gbp", "npv_cash_gbp"]].isna().all()
        assert "too few homes to publish" in row["reason"]


class TestChargersLandAndWorks:
    def test_sites_and_capital_are_spread_evenly_since_the_milestone_before(self):
        later = {"year": 2030, "capex_low_gbp": 6, "capex_central_gbp": 9, "capex_high_gbp": 12}
        projects, years = _sheets(charging_projects(sites({}, later), base_year=2025))
        row = projects.iloc[0]
        assert (row["sites_count"], row["homes"], row["capex_gbp"], row["peak_kw"]) == (1.0, 8.0, 69.0, 5.0)
        # 60 over 2026 and 2027, 9 over 2028 to 2030.
        assert years["capex_gbp"].tolist() == pytest.approx([30, 30, 3, 3, 3])
        assert years["sites_count"].tolist() == pytest.approx([0.5, 0.5, 0, 0, 0])
        assert years["carbon_saved_tco2e"].isna().all()
        assert "no carbon is claimed for charge points" in row["reason"]

    def test_sites_without_a_district_are_in_no_project(self):
        assert charging_projects(sites({"district_code": ""}), base_year=2025).rows.empty

    def _land(self, basis, *costs):
        usual = {"basis": basis, "zone_id": "A", "option": "orchard", "effect": "removed", "claim_ha": 12}
        usual |= {"permanence": "medium", "confidence": "low", "scheme": "none", "factor_tier": "D"}
        rows = [{"year": 2027, "planted_ha": 4, "net_tco2e": 1}, {"year": 2030, "planted_ha": 10, "net_tco2e": 7}]
        given = table(OptionCosts, costs, low_gbp=100, cost_gbp=200, high_gbp=500, price_year=2024, source_id="x")
        return land_projects(table(Sequestration, rows, **usual, provenance="assumed"), given, base_year=2025)

    def test_land_claimed_once_counts_its_hectares_and_has_no_cost(self):
        projects, years = _sheets(self._land("together"))
        # 4 ha in two years, 6 in three.
        assert years["area_ha"].tolist() == pytest.approx([2, 2, 2, 2, 2])
        row = projects.iloc[0]
        assert (row["area_ha"], row["carbon_saved_tco2e"], row["counted"]) == (10.0, 7.0, True)
        assert math.isnan(row["capex_gbp"])
        assert "no cost of a land option" in row["reason"]

    def test_a_cost_of_a_hectare_is_paid_in_the_years_the_hectares_are_planted(self):
        projects, years = _sheets(self._land("together", {"option": "orchard"}))
        # 2 ha a year at 100, 200 and 500 pounds.
        assert years["capex_gbp"].tolist() == pytest.approx([400] * 5)
        row = projects.iloc[0]
        assert row[["capex_low_gbp", "capex_gbp", "capex_high_gbp"]].tolist() == [1_000, 2_000, 5_000]
        assert "no cost of a land option" not in row["reason"]
        assert "holds its upkeep" in row["reason"]
        needs = workstream_needs(projects, years)
        assert needs["capex_gbp"].sum() == pytest.approx(2_000)

    def test_a_cost_of_another_option_is_nobody_s_cost(self):
        projects, _ = _sheets(self._land("together", {"option": "fen"}))
        assert math.isnan(projects.iloc[0]["capex_gbp"])
        assert "no cost of a land option" in projects.iloc[0]["reason"]

    def test_alternatives_for_the_same_hectares_add_up_to_nothing(self):
        projects, years = _sheets(self._land("alone"))
        assert not projects.iloc[0]["counted"]
        assert workstream_needs(projects, years).empty

    def test_a_scheme_is_one_project_however_many_rows_name_it_and_has_no_cost(self):
        rows = works({}, {"work_id": "w2", "substation_id": "b1"}, {"work_id": "w3", "scheme_id": "old"})
        rows.loc[2, "effective_year"] = 2020
        projects, years = _sheets(works_projects(rows, years=YEARS))
        row = projects.iloc[0]
        assert (len(projects), row["area_code"], row["end_year"]) == (1, "p1 b1", 2028.0)
        assert math.isnan(row["capex_gbp"])
        assert "operators publish no cost" in row["reason"]
        assert works_named(rows)["works/big"] == "Bigger transformers"
        assert years["schemes_count"].tolist() == [1.0, 0.0, 0.0]

    def test_a_scheme_without_a_date_is_told_and_counted_in_no_year(self):
        undated = works({}).assign(effective_year=BLANK)
        projects, years = _sheets(works_projects(undated, years=YEARS))
        assert "no completion is published" in projects.iloc[0]["reason"]
        assert years.empty


class TestDependencies:
    def _found(self, *rows):
        drafts = Drafts.joined([_programme(2), _potential(), charging_projects(sites({}), base_year=2025)])
        homes = supply({}, {"lsoa_code": "A2", "substation_id": "p2", "dwellings": 10})
        hung = hung_on(drafts.rows, homes, zone(), sites({}))
        short = shortfalls(*(rows or ({},)))
        return drafts.rows, dependencies(drafts.rows, hung, short, works({"substation_id": "b1"}), {"b1": "Big Hill"})

    def test_the_binding_asset_its_interval_and_its_works_are_named(self):
        rows, found = self._found()
        mine = found[found["project_id"].eq("programme/heat_pump_ready/A/toy")].set_index("substation_id")
        one = mine.loc["p1"]
        # 30 of 40 homes; p2 has no row, so nobody knows.
        assert (one["class"], one["homes_share"], one["binding_name"], one["works_year"]) == (
            "crosses",
            0.75,
            "Big Hill",
            2028.0,
        )
        assert mine.loc["p2", "class"] == "unknown"
        words = in_words(rows, found, scenario="toy")["programme/heat_pump_ready/A/toy"]
        assert "75% behind one that crosses zero" in words
        assert "25% where room is not known" in words
        assert "p1 (from 2027 to 2030, held by Big Hill, first works named for 2028)" in words

    def test_unknown_room_is_no_shortage_and_no_good_news(self):
        rows, found = self._found()
        short = short_share(found, scenario="toy", projects=rows)
        assert short["programme/heat_pump_ready/A/toy"] == pytest.approx(0.75)

    def test_a_site_waits_for_its_own_substation(self):
        _, found = self._found()
        mine = found[found["project_id"].str.contains("charging")]
        assert mine["homes"].tolist() == [8.0]

    def test_an_undated_project_is_looked_at_in_every_scenario_a_dated_one_in_its_own(self):
        _, found = self._found({}, {"scenario": "slow"})
        seen = found.groupby("project_id")["scenario"].agg(lambda names: sorted(set(names)))
        assert seen["retrofit/heat_pump_ready/A"] == ["slow", "toy"]
        assert seen["programme/heat_pump_ready/A/toy"] == ["toy"]

    def test_room_that_stays_is_no_dependency(self):
        drafts = _programme(2)
        hung = hung_on(drafts.rows, supply({}), zone(), sites({}))
        found = dependencies(drafts.rows, hung, shortfalls({"class": "stays_above"}), works({}), {})
        assert list(found.columns) == columns_of(ProjectDependencies)
        assert found.empty


class TestInsettingAmongNeeds:
    def test_demand_and_supply_stand_in_rows_without_a_project_and_change_no_other(self):
        named = {"scenario": "s", "district_code": "A", "year": 2030, "provenance": "modelled"}
        rows = [
            {
                "residual_tco2e": 100,
                "supply_low_tco2e": 10,
                "supply_tco2e": 30,
                "supply_high_tco2e": 60,
                "unmet_tco2e": 70,
            },
            {
                "district_code": "B",
                "residual_tco2e": 50,
                "supply_tco2e": BLANK,
                "reason": "what the land stores is not known",
            },
        ]
        needs = workstream_needs(*_sheets(_programme(2, 3)))
        both = with_insetting(needs, table(Insetting, rows, **named), price_year=2024)
        assert both[both["workstream"].ne("insetting")].reset_index(drop=True).equals(needs.reset_index(drop=True))
        told = both[both["workstream"].eq("insetting")].set_index("district_code")
        assert told["insetting_demand_tco2e"].to_dict() == {"A": 100, "B": 50}
        assert told.loc["A", ["insetting_supply_low_tco2e", "insetting_supply_high_tco2e"]].tolist() == [10, 60]
        assert told.loc["A", ["insetting_supply_tco2e", "insetting_unmet_tco2e", "reason"]].tolist() == [30, 70, ""]
        assert math.isnan(told.loc["B", "insetting_supply_tco2e"])
        assert told.loc["B", "reason"] == "what the land stores is not known"
        assert told["projects_count"].eq(0).all()

    def test_without_insetting_needs_stay_as_they_are(self):
        needs = workstream_needs(*_sheets(_programme(2, 3)))
        assert with_insetting(needs, empty(Insetting), price_year=2024) is needs


class TestNeeds:
    @settings(max_examples=20)
    @given(
        st.lists(st.tuples(*[st.floats(0.0, 50.0).map(lambda x: round(x, 2))] * 3), min_size=1, max_size=4),
        st.floats(1.0, 1e6),
    )
    def test_needs_add_up_to_the_counted_projects(self, districts, gbp):
        parts, retrofit, saved = [], [], []
        for place, counts in enumerate(districts):
            code = f"D{place}"
            money = {"capex_low_gbp": gbp, "capex_gbp": gbp, "capex_high_gbp": gbp}
            retrofit.append({"area_code": code, "homes": 100, **money})
            saved.append({"area_code": code})
            parts.append(pumps(*counts, code=code))
        drafts = programmes(pd.concat(parts), packages(*retrofit), fuels(*saved), years=YEARS, upkeep_gbp=80.0)
        if drafts.rows.empty:
            return
        projects, years = _sheets(drafts)
        needs = workstream_needs(projects, years)
        by_project = years.groupby("project_id")[YEARLY].agg(math.fsum)
        for name in ("homes", "capex_gbp"):
            assert by_project[name].tolist() == projects[name].tolist()
            assert math.fsum(needs[name]) == pytest.approx(math.fsum(projects[name]), rel=1e-12)

    def test_a_cost_nobody_knows_leaves_the_need_blank_and_its_quantity_told(self):
        projects, years = _sheets(works_projects(works({}), years=YEARS))
        row = workstream_needs(projects, years).iloc[0]
        assert (row["workstream"], row["year"], row["schemes_count"]) == ("networks", 2028, 1.0)
        assert math.isnan(row["capex_gbp"])
        assert row["reason"] == "a project of it has no known cost"

    def test_potentials_and_zones_are_in_no_need(self):
        assert workstream_needs(*_sheets(_potential())).empty


@given(st.lists(st.integers(2026, 2050), min_size=1, max_size=5, unique=True), st.floats(0.0, 1e9))
def test_spread_amounts_add_up_and_fall_in_their_own_stage(milestones, amount):
    rows = pd.DataFrame({"key": "a", "year": sorted(milestones), "gbp": amount})
    found = spread_evenly(rows, ["key"], ["gbp"], base_year=2025)
    assert found["gbp"].sum() == pytest.approx(amount * len(milestones))
    assert found["year"].tolist() == list(range(2026, max(milestones) + 1))


def test_findings_name_each_reason_and_the_unverified_prices():
    projects, _ = _sheets(_potential())
    weak = tariffs({"tier": "D", "source": "CHECK: a list", "note": "guessed"}, POWER)
    told = findings(projects, values(weak).retail)
    assert {note.rule for note in told} == {"blank_figure", "tariff_held", "unverified_tariff", "no_owner"}
    assert next(note for note in told if note.rule == "unverified_tariff").ids == ("gas",)


def test_nothing_to_do_is_two_empty_tables():
    projects, years = _sheets(Drafts.joined([]))
    assert projects.empty
    assert years.empty
    assert workstream_needs(projects, years).empty
    assert hung_on(_potential().rows, supply({}).iloc[:0], zone().iloc[:0], sites({}).iloc[:0]).empty
    assert empty(ProjectDependencies).empty
