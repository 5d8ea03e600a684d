"""A scenario's carbon by hand: what a boiler and a car save, what the grid takes off, sums that close to the gram."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lae.assumptions import Assumptions
from lae.buildings.demand_contract import MAIN_FUELS
from lae.buildings.energy.replaced import mean_heat
from lae.carbon_path_stages import lay_carbon_path, match_land
from lae.carbon_stage import split_by_sector
from lae.config import read_config
from lae.inputs import read_inputs
from lae.land.sequestration_contract import Sequestration
from lae.measures import Measures
from lae.pathway.carbon_contract import CarbonTargets, Emissions
from lae.pathway.carbon_path import EXPORTED, NO_FACTOR, NO_POWER, Baseline, carbon_path, trajectories
from lae.pathway.carbon_path_contract import (
    SUMMED,
    CarbonPath,
    EnergyChange,
    GridFactors,
    HomeHeat,
    PlanBudgets,
    SectorEmissions,
)
from lae.pathway.contract import TECHNOLOGIES
from lae.pathway.emission_factors import Appraisal, Reporting, emitted_tco2e
from lae.pathway.energy_change import NO_HOMES, NO_RULE, Effect, effects, energy_change
from lae.pathway.plan_budgets import NO_TARGET, plan_budgets
from lae.pathway.sectors import NOT_SAID, sector_emissions
from lae.plan.carbon_contract import ALL_MEASURES, CarbonValue
from lae.plan.carbon_value import plan_carbon_values
from lae.plan.discounting import Discounting
from lae.stage import Settings
from lae.statistics import AreaStatistics
from lae.tables import check, columns_of, empty, filled, kind_of, validated

A, B, CTY = "E1", "E2", "CTY"
NAN = float("nan")
YEARS = range(2024, 2031)


def table(contract, *rows, **same):
    """Rows given by name, the rest blank."""
    frame = pd.DataFrame([{**same, **row} for row in rows])
    return filled(frame, contract, "toy")


def grid(*rows, use="reporting"):
    told = {"unit": "kgCO2e/kWh", "source": "toy", "tier": "D", "use": use}
    return table(GridFactors, *({**told, "year": year, "value": value} for year, value in rows))


def register(**values):
    ids = dict.fromkeys((*Reporting.ids(), *Appraisal.ids()), 0.0) | {"car_miles": 1000.0} | values
    rows = [{"id": name, "value": value, "unit": "x", "source": "toy", "tier": "D"} for name, value in ids.items()]
    frame = pd.DataFrame(rows).assign(low=NAN, high=NAN, note="")
    return Assumptions.from_frame(frame)


FACTORS = Reporting.of(
    register(ef_gas_desnz_2024=0.2, ef_oil_desnz_2024=0.25, ef_car_desnz_2024=1.5), grid((2020, 0.3), (2030, 0.1))
)
"""Gas 0.2, oil 0.25, a car 1,500 kg a year; the grid 0.3 in 2020, 0.22 in 2024, 0.1 in 2030."""


def measure(technology, year, count, *, lsoa="L1", district=A, status="planned", scenario="s"):
    blank = {name: NAN for name in columns_of(Measures) if kind_of(Measures, name) == "float64"}
    return blank | {
        "scenario": scenario,
        "technology": technology,
        "district_code": district,
        "lsoa_code": lsoa,
        "substation_id": "x",
        "start_year": year,
        "status": status,
        "count": count,
        "provenance": "modelled",
        "profile_units": count,
    }


def measures(*rows):
    return table(Measures, *rows)


def heat(*rows):
    figures = ["heat_kwh", "electricity_kwh", "gas_kwh", "oil_kwh", "lpg_kwh", "solid_fuel_kwh", "appliances_kwh"]
    return table(HomeHeat, *({**dict.fromkeys(figures, 0.0), "homes": 10.0, **row} for row in rows))


MEANS = heat(
    {"area_level": "lad", "area_code": A, "heat_kwh": 10_000, "gas_kwh": 12_500, "appliances_kwh": 3_000},
    {"area_level": "lsoa", "area_code": "L1", "heat_kwh": 8_000, "oil_kwh": 10_000, "appliances_kwh": 2_000},
)
KNOWN = {
    "air_source_heat_pump": Effect("measure", homes_share=-1.0, kwh_per_heat=0.25),
    "electric_vehicle": Effect("measure", electricity_kwh=2_000.0, fuelled_count=-1.0),
    "new_home": Effect("exogenous", homes_share=1.0, appliances_share=1.0),
    "solar": Effect("beside", electricity_kwh=-1_000.0),
    "data_centre": Effect("exogenous", unknown="its energy is not known"),
}


def change(*rows, means=MEANS, known=KNOWN):
    return energy_change(measures(*rows), means, known, years=YEARS)


def path(changed, *, emitted=None, used=None, districts=(A,), scenarios=("s",), factors=FACTORS):
    emitted = {A: 1_000.0} if emitted is None else emitted
    used = {A: 1e6} if used is None else used
    baseline = Baseline(2023, pd.Series(emitted, dtype=float), pd.Series(used, dtype=float))
    named = {"scenarios": scenarios, "districts": districts, "county_code": CTY, "years": YEARS, "assumption_ids": {}}
    return carbon_path(baseline, changed, factors, **named)


def of(table_, year, component, code=A):
    rows = table_[table_["year"].eq(year) & table_["component"].eq(component) & table_["area_code"].eq(code)]
    (value,) = rows["emissions_tco2e"]
    return value


class TestWhatChanges:
    def test_a_heat_pump_takes_the_mean_boiler_of_its_lsoa_and_draws_for_its_heat(self):
        # L1: 10,000 kWh of oil for 8,000 kWh of heat; at 4 to 1 the pump draws 2,000 kWh. Two of them from 2026.
        rows = change(measure("air_source_heat_pump", 2026, 2.0)).set_index("year")
        assert rows.loc[2025, ["count", "oil_kwh", "electricity_kwh"]].tolist() == [0, 0, 0]
        assert rows.loc[2026, ["count", "oil_kwh", "electricity_kwh"]].tolist() == [2, -20_000, 4_000]
        assert rows.loc[2030, "oil_kwh"] == -20_000

    def test_an_lsoa_without_a_mean_takes_its_districts(self):
        rows = change(measure("air_source_heat_pump", 2026, 1.0, lsoa="L9")).set_index("year")
        assert rows.loc[2026, ["gas_kwh", "electricity_kwh"]].tolist() == [-12_500, 2_500]

    def test_what_is_replaced_may_be_electric_heating(self):
        means = heat({"area_level": "lad", "area_code": A, "heat_kwh": 8_000, "electricity_kwh": 8_000})
        rows = change(measure("air_source_heat_pump", 2026, 1.0), means=means).set_index("year")
        assert rows.loc[2026, "electricity_kwh"] == 2_000 - 8_000

    def test_a_new_home_with_a_heat_pump_saves_no_boiler_that_was_never_built(self):
        both = change(measure("air_source_heat_pump", 2026, 1.0, lsoa="L9"), measure("new_home", 2026, 1.0, lsoa="L9"))
        assert both.loc[both["year"].eq(2026), "gas_kwh"].sum() == 0

    def test_recorded_stock_homes_beyond_and_charging_that_moves_are_counted_nowhere(self):
        rows = change(
            measure("electric_vehicle", 2025, 5.0, status="existing"),
            measure("electric_vehicle", 2026, 7.0, status="context", district="E9"),
            measure("public_charging", 2026, 9.0),
            measure("electric_vehicle", 2026, 1.0),
        )
        assert set(rows["technology"]) == {"electric_vehicle"}
        assert rows["count"].max() == 1
        # A car's energy once: 2,000 kWh.
        assert rows["electricity_kwh"].max() == 2_000

    def test_a_stock_that_falls_gives_its_saving_back(self):
        rows = change(measure("electric_vehicle", 2026, 3.0), measure("electric_vehicle", 2028, -1.0))
        assert rows.set_index("year").loc[[2027, 2028], "fuelled_count"].tolist() == [-3, -2]

    def test_without_homes_a_heat_pump_is_blank_and_a_car_is_not(self):
        rows = change(
            measure("air_source_heat_pump", 2026, 1.0), measure("electric_vehicle", 2026, 1.0), means=empty(HomeHeat)
        )
        rows = rows[rows["year"].eq(2026)].set_index("technology")
        assert rows.loc["air_source_heat_pump", "reason"] == NO_HOMES
        assert np.isnan(rows.loc["air_source_heat_pump", "gas_kwh"])
        assert rows.loc["electric_vehicle", ["reason", "electricity_kwh"]].tolist() == ["", 2_000]

    def test_a_technology_nobody_has_a_rule_for_is_blank_and_named(self):
        rows = change(measure("fusion", 2026, 1.0))
        assert rows.loc[rows["year"].eq(2026), "reason"].tolist() == [NO_RULE]

    def test_every_technology_a_control_total_makes_has_a_rule(self, root):
        assert set(effects(read_inputs(root).assumptions)) == set(TECHNOLOGIES)

    def test_the_mean_home_is_of_those_that_heat_for_themselves(self):
        # Gas 10 and oil 20 in L1, heat 8 and 16; the home on a network is left out of the mean, not counted at 0.
        dwellings = pd.DataFrame({"district_code": A, "lsoa_code": ["L1", "L1", "L1"]})
        energy = pd.DataFrame(
            {
                "main_fuel": pd.Categorical(["gas", "oil", "network"], categories=MAIN_FUELS),
                "heating_kwh": [10.0, 20.0, 99.0],
                "space_heat_kwh": [6.0, 12.0, 99.0],
                "hot_water_kwh": [2.0, 4.0, 99.0],
                "appliances_kwh": [3.0, 5.0, 99.0],
            }
        )
        found = filled(mean_heat(dwellings, energy), HomeHeat, "toy")
        assert found["area_level"].tolist() == ["lad", "lsoa"]
        wanted = [2.0, 12.0, 0.0, 5.0, 10.0, 0.0, 0.0, 4.0]
        assert found.drop(columns=["area_level", "area_code"]).to_numpy().tolist() == [wanted, wanted]


class TestFactors:
    def test_the_grid_lies_between_the_years_given_and_is_unknown_beyond(self):
        assert FACTORS.electricity_kg([2019, 2020, 2025, 2030, 2031]).tolist()[1:4] == pytest.approx([0.3, 0.2, 0.1])
        assert np.isnan(FACTORS.electricity_kg([2019, 2031])).all()
        assert np.isnan(Reporting.of(register(), empty(GridFactors)).electricity_kg([2025])).all()

    def test_each_use_reads_its_own_rows_and_ids_and_no_others(self):
        both = pd.concat([grid((2020, 0.3)), grid((2020, 0.7), use="appraisal")])
        ids = register(ef_gas_desnz_2024=1.0, ef_gas_green_book=2.0, ef_car_desnz_2024=3.0, ef_car_green_book=4.0)
        for kind, power, gas, car in ((Reporting, 0.3, 1.0, 3_000.0), (Appraisal, 0.7, 2.0, 4_000.0)):
            factors = kind.of(ids, both)
            assert (factors.electricity_kg([2020])[0], factors.fuels_kg[0], factors.vehicle_kg) == (power, gas, car)
        assert not set(Reporting.ids()) & set(Appraisal.ids()) - {"car_miles"}

    def test_a_path_refuses_factors_of_appraisal(self):
        appraisal = Appraisal.of(register(), grid((2020, 0.3), use="appraisal"))
        with pytest.raises(TypeError, match="not of appraisal"):
            path(change(measure("electric_vehicle", 2026, 1.0)), factors=appraisal)

    def test_no_table_of_a_path_takes_another_use_and_none_of_the_grid_takes_certificates(self):
        made = path(change(measure("electric_vehicle", 2026, 1.0)))
        assert {"isin"} == {fault.rule for fault in check(made.assign(use="appraisal"), CarbonPath, "toy")}
        assert {"isin"} == {fault.rule for fault in check(grid((2020, 0.1)).assign(use="sap"), GridFactors, "toy")}


class TestPath:
    def test_the_path_by_hand(self):
        # 2026: the grid is 0.18, 0.24 in 2023. 1,000 MWh x -0.06 = -60 t. Two pumps: 20,000 kWh of oil x 0.25 = 5 t
        # less 4,000 x 0.18 = 0.72 t: -4.28. One car: 1.5 t less 2,000 x 0.18 = 0.36 t: -1.14. 934.58 in all.
        made = path(change(measure("air_source_heat_pump", 2026, 2.0), measure("electric_vehicle", 2026, 1.0)))
        assert of(made, 2026, "last_counted") == 1_000
        assert of(made, 2026, "grid_factor") == -60
        assert of(made, 2026, "air_source_heat_pump") == -4.28
        assert of(made, 2026, "electric_vehicle") == -1.14
        assert of(made, 2026, "trajectory") == 934.58
        # 2030 at 0.1: the same two pumps draw 0.4 t, so electricity counts at its own year's factor.
        assert of(made, 2030, "air_source_heat_pump") == -4.6

    def test_solar_is_told_beside_and_not_summed(self):
        made = path(change(measure("solar", 2026, 10.0)))
        assert of(made, 2026, "solar") == -1.8
        assert of(made, 2026, "trajectory") == 940
        assert set(made.loc[made["component"].eq("solar"), "reason"]) == {EXPORTED}

    def test_what_is_not_known_is_left_out_by_name(self):
        made = path(change(measure("data_centre", 2026, 10.0)))
        row = made[made["kind"].eq("trajectory") & made["year"].eq(2026) & made["area_code"].eq(A)].iloc[0]
        assert (row["emissions_tco2e"], row["reason"]) == (940, "without data_centre")

    @pytest.mark.parametrize(
        ("given", "why"),
        [({"emitted": {}}, "no emissions counted"), ({"used": {}}, NO_POWER)],
    )
    def test_without_emissions_or_electricity_the_trajectory_is_blank_with_the_reason(self, given, why):
        lines = trajectories(path(change(measure("electric_vehicle", 2026, 1.0)), **given))
        assert lines["emissions_tco2e"].isna().all()
        assert lines["reason"].str.contains(why).all()

    def test_a_year_no_factor_reaches_is_blank(self):
        early = Reporting.of(register(), grid((2020, 0.3), (2027, 0.1)))
        lines = trajectories(path(change(measure("electric_vehicle", 2026, 1.0)), factors=early)).set_index("year")
        assert lines.loc[2028, "reason"].tolist() == [NO_FACTOR, NO_FACTOR]
        assert lines.loc[2027, "emissions_tco2e"].notna().all()

    def test_a_county_is_blank_where_one_district_is(self):
        made = path(change(measure("electric_vehicle", 2026, 1.0)), emitted={A: 1.0}, districts=(A, B))
        county = trajectories(made).query("area_code == 'CTY'")
        assert county["emissions_tco2e"].isna().all()
        assert county["reason"].ne("").all()

    @settings(max_examples=20)
    @given(
        counts=st.lists(st.floats(-500, 5_000), min_size=4, max_size=12),
        tonnes=st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)),
    )
    def test_components_add_up_to_the_trajectory_and_districts_to_their_county_to_the_gram(self, counts, tonnes):
        kinds = sorted(KNOWN)
        rows = [
            measure(kinds[at % 3], 2025 + at % 4, count, district=(A, B)[at % 2], lsoa=f"L{at}")
            for at, count in enumerate(counts)
        ]
        means = pd.concat([MEANS, MEANS.assign(area_code=B).iloc[:1]])
        made = path(
            change(*rows, means=means),
            emitted=dict(zip((A, B), tonnes, strict=True)),
            used={A: 1e7, B: 3e7},
            districts=(A, B),
        )
        grams = (made["emissions_tco2e"] * 1e6).round().astype("Int64")
        summed = made["kind"].isin(SUMMED)
        place = ["scenario", "area_code", "year"]
        parts = grams[summed].groupby([made[name] for name in place]).sum()
        whole = grams[made["kind"].eq("trajectory")].groupby([made[name] for name in place]).sum()
        assert parts.equals(whole)
        by_year = grams[made["kind"].eq("trajectory")]
        county = made["area_level"].eq("county")
        assert by_year[county].groupby(made["year"]).sum().equals(by_year[~county].groupby(made["year"]).sum())


def emissions(**districts):
    rows = [(code, year, value, "toy", 1) for code, years in districts.items() for year, value in years.items()]
    kinds = {name: kind_of(Emissions, name) for name in columns_of(Emissions)}
    return validated(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), Emissions, "emissions")


def targets(*rows):
    full = [(*row, NAN, "a decision", "2024", "B", "", "toy") for row in rows]
    kinds = {name: kind_of(CarbonTargets, name) for name in columns_of(CarbonTargets)}
    return validated(pd.DataFrame(full, columns=list(kinds)).astype(kinds), CarbonTargets, "carbon_targets")


def line(values, code=A, scenario="s", level="lad"):
    rows = [{"year": 2022 + at, "emissions_tco2e": value} for at, value in enumerate(values)]
    same = {"scenario": scenario, "area_level": level, "area_code": code, "kind": "trajectory", "use": "reporting"}
    full = [{**row, "reason": "" if np.isfinite(row["emissions_tco2e"]) else "because"} for row in rows]
    return table(CarbonPath, *full, component="trajectory", provenance="modelled", **same)


class TestBudgets:
    COUNTED = emissions(E1={2020: 100.0, 2021: 100.0})
    TARGET = targets((A, 2025, 1.0, 2020))

    def test_a_path_spends_the_budget_and_misses_the_target_by_what_is_left(self):
        # Even fall 80 60 40 20 0: 200. Counted 100 in 2021; the path 70, 50, 40, 30: gone in 2023, 90 over at the end.
        found, years = plan_budgets(
            line([70.0, 50.0, 40.0, 30.0]), self.COUNTED, self.TARGET, plan_year=2021, base_year=2018
        )
        (row,) = found.to_dict("records")
        assert row["budget_cumulative_tco2e"] == 200
        assert row["path_cumulative_tco2e"] == 290
        assert row["remaining_cumulative_tco2e"] == -90
        assert row["overspend_year"] == 2023
        assert (row["target_tco2e"], row["path_tco2e"], row["gap_tco2e"]) == (0, 30, 30)
        assert years["remaining_cumulative_tco2e"].tolist() == [200, 100, 30, -20, -60, -90]

    def test_the_catch_up_sets_out_from_the_year_the_path_is_followed_to(self):
        # Followed to 2022: 100 + 70 spent, 30 left for 2023 to 2025 from 70: q + q^2 + q^3 = 3/7.
        found, _ = plan_budgets(
            line([70.0, 50.0, 40.0, 30.0]), self.COUNTED, self.TARGET, plan_year=2022, base_year=2018
        )
        kept = 1.0 - found.loc[0, "catch_up_cut_ratio"]
        assert found.loc[0, "catch_up_from_year"] == 2022
        assert kept + kept**2 + kept**3 == pytest.approx(3 / 7)

    def test_where_nothing_is_left_no_cut_can_and_the_cell_is_blank(self):
        found, _ = plan_budgets(
            line([70.0, 50.0, 40.0, 30.0]), self.COUNTED, self.TARGET, plan_year=2024, base_year=2018
        )
        assert np.isnan(found.loc[0, "catch_up_cut_ratio"])

    @pytest.mark.parametrize(
        ("values", "own", "why"),
        [
            ([70.0, 50.0], TARGET, "ends before 2025"),
            ([70.0, NAN, 40.0, 30.0], TARGET, "blank"),
            ([70.0, 50.0, 40.0, 30.0], targets((B, 2025, 1.0, 2020)), NO_TARGET),
            ([70.0, 50.0, 40.0, 30.0], targets((A, 2025, 1.0, 1995)), "base year 1995"),
        ],
    )
    def test_what_cannot_be_said_is_blank_with_the_reason(self, values, own, why):
        found, years = plan_budgets(line(values), self.COUNTED, own, plan_year=2021, base_year=2018)
        assert found["gap_tco2e"].isna().all()
        assert found["reason"].str.contains(why).all()
        assert years.empty

    def test_budget_is_path_and_remaining(self):
        found, _ = plan_budgets(
            line([70.0, 50.0, 40.0, 30.0]), self.COUNTED, self.TARGET, plan_year=2021, base_year=2018
        )
        assert check(found, PlanBudgets, "toy") == []
        spent = found["path_cumulative_tco2e"] + found["remaining_cumulative_tco2e"]
        assert spent.tolist() == found["budget_cumulative_tco2e"].tolist()


FLAT = Discounting(0.0, 0.0, 0.0)
DEFLATORS = pd.DataFrame({"year": [2022, 2024], "index_ratio": [1.0, 1.0]})


def prices(*rows):
    names = ["year", "low_gbp_per_tco2e", "gbp_per_tco2e", "high_gbp_per_tco2e"]
    return pd.DataFrame(rows, columns=names).assign(kind="appraisal", price_year=2022)


def saved(*rows):
    return pd.DataFrame(rows, columns=["scenario", "area_code", "component", "year", "saved_tco2e"])


def values(rows, discounting=FLAT, priced=None):
    return plan_carbon_values(
        rows,
        prices((2025, 100.0, 200.0, 300.0), (2026, 100.0, 300.0, 500.0)) if priced is None else priced,
        DEFLATORS,
        discounting=discounting,
        years=range(2025, 2027),
        price_year=2024,
        county_code=CTY,
    )


class TestWorth:
    def test_tonnes_are_worth_their_own_years_value_discounted(self):
        # 1 t in 2025 and 10 t in 2026: 100 + 1,000, 200 + 3,000, 300 + 5,000; at 25 % a year 2026 counts for 0.8.
        found = values(saved(("s", A, "pumps", 2025, 1.0), ("s", A, "pumps", 2026, 10.0)), Discounting(0.25, 0.0, 0.0))
        row = found.query("area_code == 'E1' and component == 'pumps'").iloc[0]
        worth = [row[name] for name in ("carbon_value_low_gbp", "carbon_value_gbp", "carbon_value_high_gbp")]
        assert worth == [900, 2_600, 4_300]
        assert row["saved_cumulative_tco2e"] == 11

    def test_carbon_added_costs_and_low_stays_below_high(self):
        found = values(saved(("s", A, "pumps", 2025, -1.0), ("s", A, "pumps", 2026, 0.0)))
        assert found.loc[0, ["carbon_value_low_gbp", "carbon_value_gbp", "carbon_value_high_gbp"]].tolist() == [
            -300,
            -200,
            -100,
        ]

    def test_a_sum_leaves_out_by_name_what_is_not_known_and_a_county_is_blank_where_a_district_is(self):
        rows = [("s", code, name, year, 1.0) for code in (A, B) for name in ("cars", "pumps") for year in (2025, 2026)]
        rows = [(*row[:4], NAN) if row[1:3] == (B, "pumps") else row for row in rows]
        made = values(saved(*rows))
        assert check(made, CarbonValue, "toy") == []
        found = made.set_index(["area_code", "component"])
        assert np.isnan(found.at[(CTY, "pumps"), "carbon_value_gbp"])
        assert found.at[(CTY, "cars"), "saved_cumulative_tco2e"] == 4
        assert found.at[(B, ALL_MEASURES), "reason"] == "without pumps"
        assert found.at[(A, ALL_MEASURES), "saved_cumulative_tco2e"] == 4
        assert found.at[(CTY, ALL_MEASURES), "saved_cumulative_tco2e"] == 4

    def test_a_year_without_a_value_blanks_only_what_saves_in_it(self):
        given = (("cars", 2025, 0.0), ("cars", 2026, 1.0), ("pumps", 2025, 1.0), ("pumps", 2026, 1.0))
        rows = saved(*(("s", A, *each) for each in given))
        found = values(rows, priced=prices((2026, 1.0, 2.0, 3.0))).query("area_code == 'E1'").set_index("component")
        assert found.at["cars", "carbon_value_gbp"] == 2
        assert np.isnan(found.at["pumps", "carbon_value_gbp"])
        assert found.at["pumps", "reason"] != ""


class TestSectors:
    def figures(self, *rows):
        named = pd.DataFrame(rows, columns=["area_code", "category", "value"])
        same = {"area_level": "lad", "code_vintage": "", "measure": "emissions_territorial", "year": 2023}
        full = named.assign(**same, unit="kt CO2e", source_id="toy", source_row=1, provenance="published")
        return full[columns_of(AreaStatistics)]

    def test_parts_are_split_and_totals_are_not_parts(self):
        rows = self.figures((A, "transport / a roads / co2", 1.5), (A, "all", 9.0), (A, "grand total", 9.0))
        found = sector_emissions(rows, districts=[A])
        assert found[["sector", "sub_sector", "gas", "emissions_tco2e"]].to_numpy().tolist() == [
            ["transport", "a roads", "co2", 1_500.0]
        ]

    def test_a_district_no_file_splits_has_one_blank_row(self):
        found = sector_emissions(empty(AreaStatistics), districts=[A])
        assert check(found, SectorEmissions, "toy") == []
        assert found[["district_code", "reason"]].to_numpy().tolist() == [[A, NOT_SAID]]
        assert found["emissions_tco2e"].isna().all()

    def test_parts_that_add_up_to_another_total_are_said(self, root):
        config = read_config(root / "study.toml").model_copy(update={"districts": (A,)})
        rows = self.figures((A, "transport / a roads / co2", 1.5))
        for counted, rules in ((1_500.0, []), (2_000.0, ["other_total"])):
            made = split_by_sector(Settings(config, register()), emissions(E1={2023: counted}), rows)
            assert [finding.rule for finding in made["sector_findings"]] == rules


def test_toytowns_path_closes_and_its_electricity_falls_with_its_grid(toytown_run):
    # Toy Vale: 6 LSOAs x 4 GWh, homes and workplaces alike: 48 GWh; the grid 0.20 in 2023 and 0.13 in 2030: -3,360 t.
    made = toytown_run.table("carbon_path")
    assert check(made, CarbonPath, "carbon_path") == []
    assert of(made[made["scenario"].eq("toy_fast")], 2030, "grid_factor", "E99000001") == -3_360
    assert toytown_run.table("carbon_value").query("component == 'all_measures'")["carbon_value_gbp"].gt(0).all()


def test_oxfordshires_paths_are_there_for_all_districts_scenarios_and_years(oxfordshire_run):
    made, config = oxfordshire_run.table("carbon_path"), oxfordshire_run.inputs.config
    lines = trajectories(made)
    assert lines["emissions_tco2e"].notna().all()
    assert len(lines) == len(config.scenarios) * 6 * (config.last_year - 2023)
    summed = (
        made[made["kind"].isin(SUMMED)].groupby(["scenario", "area_code", "year"])["emissions_tco2e"].agg(math.fsum)
    )
    whole = lines.set_index(["scenario", "area_code", "year"])["emissions_tco2e"]
    assert (summed - whole).abs().max() < 5e-7
    counted = oxfordshire_run.table("emissions").query("year == 2023")["emissions_tco2e"].sum()
    assert of(made[made["scenario"].eq("fes22_ct")], 2030, "last_counted", "E10000025") == pytest.approx(counted)


def test_a_car_added_in_oxfordshire_is_counted_once(oxfordshire_run):
    # Consumer Transformation, 2030: 111,184 cars less 26,782 recorded (decision 3).
    rows = oxfordshire_run.table("energy_change").query("scenario == 'fes22_ct' and year == 2030")
    cars = rows[rows["technology"].eq("electric_vehicle")]
    assert cars["count"].sum() == pytest.approx(111_184 - 26_782, abs=1)
    assert cars["electricity_kwh"].sum() == pytest.approx(cars["count"].sum() * 2_200)


def test_residual_emissions_stand_beside_land_that_is_blank_until_screened(oxfordshire_run):
    residual, found = oxfordshire_run.table("residual_emissions"), oxfordshire_run.table("insetting")
    assert residual["residual_tco2e"].gt(0).all()
    assert len(residual) == len(found) == 4 * 5 * 3
    assert found["met"].eq("").all()
    assert set(found["reason"]) == {"what the land stores is not known"}


def test_stages_without_emissions_leave_empty_tables(root):
    settings = Settings(read_config(root / "study.toml"), register())
    nothing = pd.DataFrame()
    made = lay_carbon_path(settings, empty(Emissions), nothing, empty(GridFactors), nothing, nothing, empty(Measures))
    assert made["carbon_path"].empty
    assert match_land(settings, made["carbon_path"], empty(Sequestration), nothing)["insetting"].empty


def test_tonnes_are_of_one_family():
    figures = {"electricity_kwh": 1_000.0, "fuelled_count": -1.0, "count": 1.0}
    fuels = dict.fromkeys(["gas_kwh", "oil_kwh", "lpg_kwh", "solid_fuel_kwh"], 0.0)
    changed = table(EnergyChange, {"year": 2020, "kind": "measure", **figures, **fuels})
    assert emitted_tco2e(changed, FACTORS).tolist() == [-1.2]
